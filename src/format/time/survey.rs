//! Finding out how a file writes its times, from as many of them as it takes.

use super::form::{Form, of_serial};
use super::order::{Evidence, Order, Why};
use super::western;
use super::written::Date;

/// How each kind of [`Form`] looks.
const LOOKS: [&str; Form::KINDS] = [
    "2026-11-13T09:00:00Z",
    "2026-11-13 09:00:00",
    "",
    "13 Nov 2026 09:00",
    "46339.375 (a spreadsheet's days)",
    "1794560400 (seconds or less since 1970)",
    "Hijri dates, which are not read",
    "in no form that is known",
];

/// Whether plain numbers are days as spreadsheets count them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::format) enum Serials {
    /// They are something else.
    #[default]
    No,
    /// Days.
    Days,
    /// Days and fractions of them.
    Times,
}

/// What was seen of one file's times.
#[derive(Clone, Debug, Default)]
pub(in crate::format) struct Survey {
    evidence: Evidence,
    kinds: [u64; Form::KINDS],
    has_dots: bool,
    has_fractions: bool,
}

/// What a file's times are read with.
#[derive(Clone, Debug)]
pub(in crate::format) struct Settled {
    pub(in crate::format) order: Option<Order>,
    pub(super) serials: Serials,
    /// The forms, the order and what decided it, for people; empty where there are no times.
    pub(in crate::format) says: String,
}

impl Survey {
    /// Takes the time of a record.
    pub(in crate::format) fn see(&mut self, record: u64, text: &str) {
        let raw = text.trim();
        let form = Form::of(&western(raw));
        self.kinds[form.kind()] += 1;
        match form {
            Form::Written(written) => {
                let Date::Open(_, _, has_dots) = written.date else {
                    return;
                };
                let midnight = jiff::civil::Time::midnight();
                let seconds = |order| {
                    let date = written.date.ordered(Some(order))?;
                    let civil = date.to_datetime(written.time.unwrap_or(midnight));
                    super::millis(civil, &jiff::tz::TimeZone::UTC).map(|millis| millis / 1000)
                };
                self.has_dots |= has_dots;
                self.evidence.habit |= has_dots || speaks_day_first(raw);
                self.evidence
                    .see(record, seconds(Order::DayFirst), seconds(Order::MonthFirst));
            }
            Form::Serial(days) => {
                self.has_fractions |= of_serial(days)
                    .is_some_and(|civil| civil.time() != jiff::civil::Time::midnight());
            }
            _ => {}
        }
    }

    /// Whether more records could tell what these do not. `asked` is the user's setting.
    pub(in crate::format) fn is_open(&self, asked: Option<bool>) -> bool {
        self.evidence.is_open() && self.evidence.settle(asked, true).is_err()
    }

    /// Settles how the file's times are read. `asked` is the user's setting for dates that leave their order open.
    ///
    /// # Errors
    /// Where nothing tells day from month; names a record and the setting.
    pub(in crate::format) fn settle(&self, asked: Option<bool>) -> Result<Settled, String> {
        let decided = if self.evidence.is_empty() {
            None
        } else {
            let decided = self.evidence.settle(asked, true);
            Some(decided.map_err(|undecided| undecided.to_string())?)
        };
        // A number is a time only where the column holds nothing else.
        let total: u64 = self.kinds.iter().sum();
        let serials = match self.kinds[Form::Serial(0.0).kind()] {
            0 => Serials::No,
            number if number < total => Serials::No,
            _ if self.has_fractions => Serials::Times,
            _ => Serials::Days,
        };
        Ok(Settled {
            order: decided.map(|(order, _)| order),
            serials,
            says: self.says(decided),
        })
    }

    fn says(&self, decided: Option<(Order, Why)>) -> String {
        let looks = self
            .kinds
            .iter()
            .zip(LOOKS)
            .filter(|(number, _)| **number > 0);
        let parts: Vec<String> = looks
            .map(|(_, look)| match decided {
                Some((order, why)) if look.is_empty() => {
                    let (example, words) = match (order, self.has_dots) {
                        (Order::MonthFirst, _) => ("11/13/2026 09:00", "month first"),
                        (_, true) => ("13.11.2026 09:00", "day first"),
                        (_, false) => ("13/11/2026 09:00", "day first"),
                    };
                    format!("{example} ({words}: {why})")
                }
                _ => look.to_owned(),
            })
            .collect();
        parts.join(", ")
    }
}

/// Whether the stamp is written in letters or digits of people who put the day first.
fn speaks_day_first(text: &str) -> bool {
    !text.is_ascii()
        && text
            .chars()
            .any(|letter| letter == '،' || (!letter.is_ascii() && letter.is_alphanumeric()))
}
