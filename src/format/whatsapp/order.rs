//! Whether a chat writes the day or the month first: by its own dates, the setting, their course, then its language.

use super::locale::{LOCALES, plain};
use super::stamp::{Shape, Stamp};
use crate::format::time::{Evidence, Order};

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
    let mut dates = Evidence::default();
    for (_, stamp) in lines {
        dates.see(
            1,
            stamp.seconds(Order::DayFirst),
            stamp.seconds(Order::MonthFirst),
        );
    }
    dates.habit = shape.has_dots()
        || lines
            .iter()
            .any(|(line, stamp)| stamp.day_first || speaks_day_first(&line[stamp.end..]));
    // Chats are exported in the order in which they were written.
    match dates.settle(asked, false) {
        Ok((order, _)) => Ok(order),
        Err(_) => Err(
            "its dates do not tell day from month; set date_order = \"day-first\" or \"month-first\" in lamsa.toml"
                .to_owned(),
        ),
    }
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
