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
        let text = text.trim();
        plain_utc(text.as_bytes()).map(Self).or_else(|| {
            text.parse::<Timestamp>()
                .ok()
                .map(|stamp| Self(stamp.as_millisecond()))
        })
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

    /// Whole seconds that somebody waited since `earlier`; `None` where that is the later one, because clocks that disagree
    /// measure nothing.
    #[must_use]
    pub fn waited_since(self, earlier: Self) -> Option<i64> {
        Some(self.seconds_since(earlier)).filter(|seconds| *seconds >= 0)
    }

    /// Whole seconds from `earlier` to this moment; negative where the order is the other way round.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(1000)
    }
}

/// Milliseconds of `2026-10-03T14:02:11Z`, with or without three digits of milliseconds: the form that nearly every
/// item of a large export has, read ten times faster than times in general. `None` for every other form.
fn plain_utc(text: &[u8]) -> Option<i64> {
    let (stamp, fraction) = match text.strip_suffix(b"Z")? {
        stamp if stamp.len() == 19 => (stamp, 0),
        longer if longer.len() == 23 && longer[19] == b'.' => {
            (&longer[..19], number(&longer[20..])?)
        }
        _ => return None,
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|(at, mark)| stamp[*at] != *mark) {
        return None;
    }
    let [year, month, day] = [
        number(&stamp[..4])?,
        number(&stamp[5..7])?,
        number(&stamp[8..10])?,
    ];
    let [hour, minute, second] = [
        number(&stamp[11..13])?,
        number(&stamp[14..16])?,
        number(&stamp[17..])?,
    ];
    // Days past the 28th depend on month and year, and leap seconds on more; they are read the general way.
    let is_plain = (1..=12).contains(&month)
        && (1..=28).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    is_plain.then_some(seconds * 1000 + fraction)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |sum, digit| {
        digit
            .is_ascii_digit()
            .then(|| sum * 10 + i64::from(digit - b'0'))
    })
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, counting years from March so that a leap day ends one.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let century = year.div_euclid(100);
    year * 365 + year.div_euclid(4) - century + century.div_euclid(4) + (month * 153 + 2) / 5 + day
        - 719_469
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

#[cfg(test)]
mod tests {
    use super::{Timestamp, plain_utc};

    #[test]
    fn the_short_way_comes_to_the_same_as_the_long_one() {
        let mut taken = 0;
        for step in 0..40_000_i64 {
            // Some 81 days and a little more, so that every part of a date takes every value from year 0 to 9000.
            let stamp =
                Timestamp::from_millisecond(-62_167_219_200_000 + step * 7_000_000_123).unwrap();
            for text in [format!("{stamp:.0}"), format!("{stamp:.3}")] {
                if let Some(millis) = plain_utc(text.as_bytes()) {
                    let long: Timestamp = text.parse().unwrap();
                    assert_eq!(millis, long.as_millisecond(), "{text}");
                    taken += 1;
                }
            }
        }
        assert!(taken > 70_000, "{taken}");
    }

    #[test]
    fn everything_else_is_left_to_the_long_way() {
        for text in [
            "2026-02-30T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01 00:00:00Z",
        ] {
            assert_eq!(plain_utc(text.as_bytes()), None, "{text}");
        }
    }
}
