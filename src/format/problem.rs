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

impl Problem {
    /// What is odd about a conversation that is used all the same; `None` where nothing is.
    #[must_use]
    pub fn notice(odd: Oddities) -> Option<Self> {
        let parts: Vec<String> = [
            (odd.times, "time stamps that are no time"),
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
            advice: "`lamsa inspect` shows the settings that would help; `lamsa formats` names the words",
        })
    }
}
