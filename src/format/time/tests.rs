//! One moment in every form, there and back.

use super::*;

fn millis(clock: &Clock, text: &str) -> Option<i64> {
    clock.read(text).moment.map(Moment::millis)
}

#[test]
fn every_way_to_write_one_moment() {
    let clock = Clock::default();
    for text in [
        "2026-03-01T10:00:00Z",
        "2026-03-01T13:00:00+03:00",
        "2026-03-01 10:00Z",
        "2026-03-01 10:00:00 UTC",
        "2026-03-01 13:00:00 +0300",
        "1772359200",
        "1772359200.0",
        "1772359200000",
        "1772359200000000",
        "٢٠٢٦-٠٣-٠١ ١٠:٠٠:٠٠ UTC",
    ] {
        assert_eq!(millis(&clock, text), Some(1_772_359_200_000), "{text}");
    }
}

#[test]
fn a_time_without_zone_tells_only_order_until_one_is_set() {
    let early = Clock::default().read("2026-03-01 13:00");
    let late = Clock::default().read("2026-03-01T13:00:01.5");
    assert!(early.moment.is_none() && early.order < late.order && early.order.is_some());
    let riyadh = Clock::new(Some("Asia/Riyadh"), None).unwrap();
    assert_eq!(millis(&riyadh, "2026-03-01 13:00"), Some(1_772_359_200_000));
    assert!(Clock::new(Some("Mars/Base"), None).is_err());
}

#[test]
fn a_pattern_settles_day_and_month() {
    let clock = Clock::new(Some("Asia/Riyadh"), Some("%d/%m/%Y %I:%M %p")).unwrap();
    assert_eq!(
        millis(&clock, "01/03/2026 01:00 PM"),
        Some(1_772_359_200_000)
    );
    assert_eq!(clock.read("2026 first of March"), Reading::default());
    let day = Clock::new(Some("Asia/Riyadh"), None)
        .unwrap()
        .read("2026-03-01");
    assert!(day.moment.is_none() && day.order.is_some());
}

/// The forms in which people and programs write a moment on the wall's clock, and what they lose of it.
#[derive(Clone, Copy, Debug)]
enum Kept {
    Seconds,
    Minutes,
}

fn forms(civil: DateTime, order: Order) -> Vec<(String, Kept)> {
    let first = match order {
        Order::MonthFirst => ["%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%-m/%-d/%Y"],
        _ => ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%-d/%-m/%y"],
    };
    let others = [
        "%Y/%m/%d",
        "%Y-%m-%d",
        "%-d %b %Y",
        "%B %-d, %Y,",
        "%a, %d %b %Y",
        "%d-%b-%Y",
        "%A %B %-dth, %Y at",
    ];
    let times = [
        ("%H:%M:%S", Kept::Seconds),
        ("%-I:%M:%S %p", Kept::Seconds),
        ("%H:%M", Kept::Minutes),
        ("%-I:%M%P", Kept::Minutes),
    ];
    let mut texts: Vec<(String, Kept)> = first
        .iter()
        .chain(&others)
        .flat_map(|date| times.map(|(time, kept)| (format!("{date} {time}"), kept)))
        .map(|(pattern, kept)| (civil.strftime(&pattern).to_string(), kept))
        .collect();
    texts.push((
        civil.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        Kept::Seconds,
    ));
    texts.push((
        civil.strftime("%a %b %d %H:%M:%S %Y").to_string(),
        Kept::Seconds,
    ));
    texts.push((
        civil.strftime("%d/%b/%Y:%H:%M:%S").to_string(),
        Kept::Seconds,
    ));
    let arabic: Vec<(String, Kept)> = texts
        .iter()
        .map(|(text, kept)| (in_arabic(text, civil), *kept))
        .collect();
    texts.extend(arabic);
    let start = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
    let days = civil.duration_since(start).as_secs_f64() / 86_400.0;
    texts.push((format!("{days:.10}"), Kept::Seconds));
    texts.push((format!("{days:.10}").replace('.', ","), Kept::Seconds));
    texts
}

/// The same with Arabic digits, halves of the day, and months as the Levant names them.
fn in_arabic(text: &str, civil: DateTime) -> String {
    const MONTHS: [&str; 12] = [
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ];
    let month = MONTHS[usize::try_from(civil.month()).unwrap() - 1];
    let mut text = text.to_owned();
    for (pattern, word) in [
        ("%B", month),
        ("%b", month),
        ("%A", "الجمعة"),
        ("%a", "الجمعة"),
    ] {
        text = text.replace(&civil.strftime(pattern).to_string(), word);
    }
    for (latin, arabic) in [
        ("AM", "ص"),
        ("PM", "م"),
        ("am", "صباحًا"),
        ("pm", "مساءً"),
        ("th,", ","),
        (",", "،"),
    ] {
        text = text.replace(latin, arabic);
    }
    text.replace("at ", "الساعة ")
        .chars()
        .map(|letter| {
            letter
                .to_digit(10)
                .and_then(|digit| char::from_u32(0x660 + digit))
                .unwrap_or(letter)
        })
        .collect()
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..proptest::prelude::ProptestConfig::with_cases(64) })]

    /// Whatever is written in a known form comes back, and so does the order of day and month, or the file is refused.
    #[test]
    fn every_form_comes_back(seconds in 946_684_800_i64..4_102_444_800, month_first: bool) {
        let stamp = Timestamp::from_second(seconds).unwrap();
        let civil = TimeZone::UTC.to_datetime(stamp);
        let order = if month_first { Order::MonthFirst } else { Order::DayFirst };
        for (text, kept) in forms(civil, order) {
            let mut survey = Survey::default();
            survey.see(1, &text);
            let settled = survey.settle(None).or_else(|_| survey.settle(Some(!month_first))).unwrap();
            let is_plain = survey.settle(None).is_ok();
            proptest::prop_assert!(is_plain || civil.day() <= 12, "{text}");
            let reading = Clock::new(Some("UTC"), None).unwrap().settled(&settled).read(&text);
            let expected = match kept {
                Kept::Seconds => seconds,
                Kept::Minutes => seconds - seconds % 60,
            };
            // Who writes Arabic, or dots, does not put the month first.
            if month_first && settled.order == Some(Order::DayFirst) {
                proptest::prop_assert!(civil.day() == civil.month() || !text.is_ascii(), "{text}");
                continue;
            }
            proptest::prop_assert_eq!(reading.moment.map(Moment::millis), Some(expected * 1000), "{}", text);
        }
    }

    /// No text at all is a time by mistake that stops anything.
    #[test]
    fn no_text_stops_the_clock(text in "[0-9٠-٩/.:, +a-zA-Zهـصم-]{0,24}") {
        let reading = Clock::default().read(&text);
        proptest::prop_assert!(reading.moment.is_none() || reading.order.is_some());
    }
}

#[test]
fn what_is_no_time_is_not_read() {
    let clock = Clock {
        order: Some(Order::DayFirst),
        ..Clock::default()
    };
    for text in [
        "",
        "09:00",
        "13/11",
        "31/02/2026 09:00",
        "13/11/2026 25:00",
        "13/11/2026 13:00 AM",
        "13 Nov 09:00",
        "9:00 AM",
        "46339.375",
        "1.77E+12",
        "13/11/2026 9",
        "order 13 Nov 2026",
        "13/11/2026 09:00 AST",
        "12345 13/11/2026",
    ] {
        assert_eq!(clock.read(text), Reading::default(), "{text}");
    }
}

#[test]
fn hijri_years_are_known_and_not_read() {
    let clock = Clock {
        order: Some(Order::DayFirst),
        zone: Some(TimeZone::UTC),
        ..Clock::default()
    };
    for text in [
        "1448/05/22",
        "22/05/1448 09:00",
        "1448-05-22",
        "1448-05-22 09:00",
        "1448-05-22T09:00:00Z",
        "22-05-1448",
        "1300-01-01T00:00:00Z",
        "1500-12-31T23:59:59Z",
        "٢٢ جمادى الأولى ١٤٤٨ هـ",
        "22 رمضان 1448 9:00 ص",
        "22/05/48 هـ",
    ] {
        let mut odd = Oddities::default();
        let reading = clock.read(text);
        reading.count(&mut odd);
        assert!(
            reading.moment.is_none() && reading.order.is_none(),
            "{text}"
        );
        assert_eq!((odd.hijri, odd.times), (1, 0), "{text}");
    }
    assert!(clock.read("1299-12-31T23:59:59Z").moment.is_some());
}

#[test]
fn a_zone_beside_the_time_wins_and_an_unknown_one_hides_none() {
    let riyadh = Clock::new(Some("Asia/Riyadh"), None).unwrap();
    let at = |zone| {
        riyadh
            .read_in("2026-03-01 13:00", zone)
            .moment
            .map(Moment::millis)
    };
    assert_eq!(at(""), Some(1_772_359_200_000));
    assert_eq!(at("+04:00"), Some(1_772_355_600_000));
    assert_eq!(at("Arab Standard Time"), None);
}
