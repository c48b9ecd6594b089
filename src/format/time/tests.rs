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
