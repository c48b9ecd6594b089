//! A record that could not be used.

use std::fmt;

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
