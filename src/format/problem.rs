//! A record that could not be used.

use std::fmt;

use crate::transcript::Oddities;

/// What was wrong with one record, told so that its owner can mend it. Never holds transcript text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Record number within the file, from 1: a line, a row, an element.
    pub record: u64,
    /// What was found and what was expected instead.
    pub what: String,
    /// What to do about it.
    pub advice: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "record {}: {}; {}",
            self.record, self.what, self.advice
        )
    }
}

/// What helps where times are not read.
const TIMES: &str = "times are read as 2026-11-13 09:00, 13/11/2026 9:00 AM, 13 Nov 2026 09:00, mail dates, epoch numbers and \
    Excel's serial numbers, with a zone or without; in lamsa.toml, date_order says whether the day or the month comes first, \
    timezone where times without a zone are at home, and a profile's date_format how any other form is written";
const HIJRI: &str = "Hijri dates are not read; export with Gregorian dates";
const BOTH: &str = "Hijri dates are not read, so export with Gregorian dates; other times are read as 2026-11-13 09:00, \
    13/11/2026 9:00 AM, 13 Nov 2026 09:00, epoch numbers and Excel's serial numbers: see date_order and timezone in \
    lamsa.toml, and date_format in a profile";

impl Problem {
    /// What is odd about a conversation that is used all the same; `None` where nothing is.
    #[must_use]
    pub fn notice(odd: Oddities) -> Option<Self> {
        let parts: Vec<String> = [
            (odd.times, "time stamps that are no time"),
            (odd.hijri, "Hijri dates"),
            (odd.speakers, "turns by a word that names no speaker"),
            (odd.events, "events with a word that we do not know"),
        ]
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
        (!parts.is_empty()).then(|| Self {
            record: odd.record,
            what: format!("used, but with {}", parts.join(", ")),
            advice: match (odd.times, odd.hijri) {
                (0, 0) => {
                    "`lamsa inspect` shows the settings that would help; `lamsa formats` names the words"
                }
                (_, 0) => TIMES,
                (0, _) => HIJRI,
                _ => BOTH,
            },
        })
    }
}
