//! A point in time, as far as a transcript knows it.

use std::fmt;

use jiff::Timestamp;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment(i64);

impl Moment {
    /// From milliseconds since the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From an RFC 3339 time with its offset; nothing else is accepted, above all no time without a zone.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        text.trim().parse::<Timestamp>().ok().map(|stamp| Self(stamp.as_millisecond()))
    }

    /// From a number whose unit is told by its size: seconds, milliseconds (> 10^11) or microseconds (> 10^14).
    #[must_use]
    pub fn from_epoch(number: f64) -> Option<Self> {
        let size = number.abs();
        let millis = if size > 1e14 {
            number / 1e3
        } else if size > 1e11 {
            number
        } else {
            number * 1e3
        };
        (millis.is_finite() && millis.abs() < 1e16).then(|| Self(millis.round() as i64))
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds from `earlier` to this moment; negative where the order is the other way round.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(1000)
    }
}

impl fmt::Display for Moment {
    /// RFC 3339 in UTC, with milliseconds only where there are any.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(stamp) => write!(out, "{stamp}"),
            Err(_) => write!(out, "{}ms", self.0),
        }
    }
}
