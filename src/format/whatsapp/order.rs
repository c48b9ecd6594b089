//! Whether a file writes the day or the month first: by its own dates, the setting, then its language.

use super::locale::{LOCALES, plain};
use super::stamp::{Order, Shape, Stamp};

/// Decides for one file from the stamped lines of its head. `asked` is the user's setting for files whose own dates
/// leave it open: whether the day comes first.
///
/// # Errors
/// Where nothing decides; the error names the setting that would.
pub(super) fn decide(
    shape: Shape,
    lines: &[(&str, Stamp)],
    asked: Option<bool>,
) -> Result<Order, String> {
    if shape.is_year_first() {
        return Ok(Order::YearFirst);
    }
    let fitting = |order: Order| {
        lines
            .iter()
            .filter(|(_, stamp)| stamp.seconds(order).is_some())
            .count()
    };
    let (day, month) = (fitting(Order::DayFirst), fitting(Order::MonthFirst));
    if day != month {
        return Ok(if day > month {
            Order::DayFirst
        } else {
            Order::MonthFirst
        });
    }
    // Dates that exist in no order are told line by line.
    if let Some(day_first) = asked.or((day == 0).then_some(true)) {
        return Ok(if day_first {
            Order::DayFirst
        } else {
            Order::MonthFirst
        });
    }
    // Chats are exported in the order in which they were written.
    let falls = |order: Order| {
        let times: Vec<_> = lines
            .iter()
            .filter_map(|(_, stamp)| stamp.seconds(order))
            .collect();
        times.windows(2).any(|pair| pair[0] - pair[1] > 86_400)
    };
    match (falls(Order::DayFirst), falls(Order::MonthFirst)) {
        (false, true) => return Ok(Order::DayFirst),
        (true, false) => return Ok(Order::MonthFirst),
        _ => {}
    }
    let is_same = lines
        .iter()
        .all(|(_, stamp)| stamp.date[0] == stamp.date[1]);
    if is_same
        || shape.has_dots()
        || lines
            .iter()
            .any(|(line, stamp)| stamp.day_first || speaks_day_first(&line[stamp.end..]))
    {
        return Ok(Order::DayFirst);
    }
    Err("its dates do not tell day from month; set date_order = \"day-first\" or \"month-first\" in lamsa.toml".to_owned())
}

/// Whether the messenger's own words in this line belong to a language that writes the day first.
fn speaks_day_first(text: &str) -> bool {
    let whole = plain(text);
    let said = plain(text.split_once(':').map_or("", |(_, said)| said));
    LOCALES
        .iter()
        .filter(|locale| locale.order.is_some())
        .any(|locale| {
            locale
                .notices
                .iter()
                .chain(&locale.calls)
                .any(|phrase| whole.starts_with(phrase))
                || locale
                    .media
                    .iter()
                    .chain(&locale.deleted)
                    .any(|phrase| said == *phrase)
        })
}
