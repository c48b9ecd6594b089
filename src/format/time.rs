//! Times as exports write them.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::{rfc2822, strtime};
use jiff::tz::TimeZone;

use super::ReadSettings;
use crate::text::latin_digit;
use crate::transcript::Moment;

/// How one source writes its times.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    zone: Option<TimeZone>,
    pattern: Option<String>,
}

/// What a time text says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The point in time, where the zone is known.
    pub(super) moment: Option<Moment>,
    /// A number that grows with time even where the zone is not known; for telling the order of one log only.
    pub(super) order: Option<i64>,
}

impl Clock {
    /// The clock of the settings: `zone` is where times without one are at home.
    ///
    /// # Errors
    /// Where the zone is not known.
    pub(super) fn new(zone: Option<&str>, pattern: Option<&str>) -> Result<Self, String> {
        let zone = zone.map(|name| {
            TimeZone::get(name).map_err(|_| {
                format!("time zone `{name}` is not known; use an IANA name such as Asia/Riyadh")
            })
        });
        Ok(Self {
            zone: zone.transpose()?,
            pattern: pattern.map(str::to_owned),
        })
    }

    /// The clock of a format that has no time pattern of its own.
    ///
    /// # Errors
    /// Where the settings' zone is not known.
    pub(super) fn of(settings: &ReadSettings) -> Result<Self, String> {
        Self::new(settings.timezone.as_deref(), None)
    }

    /// Reads RFC 3339, RFC 2822, `YYYY-MM-DD HH:MM[:SS]` with or without a zone, an epoch number (seconds, milli- or
    /// microseconds by size), or the clock's own pattern. Arabic digits are digits.
    pub(super) fn read(&self, text: &str) -> Reading {
        let text = western(text.trim());
        if let Some(moment) = Moment::from_rfc3339(&text) {
            return known(moment);
        }
        if let Some(pattern) = &self.pattern {
            return self.read_pattern(pattern, &text);
        }
        if let Some(moment) = epoch(&text) {
            return known(moment);
        }
        if let Some(moment) = loose_zone(&text) {
            return known(moment);
        }
        if let Ok(stamp) = rfc2822::parse(&text) {
            return known(Moment::from_millis(stamp.timestamp().as_millisecond()));
        }
        let Ok(civil) = text.parse::<DateTime>() else {
            return Reading::default();
        };
        if text.contains(':') {
            self.place(civil)
        } else {
            // A day without a time of day says something about order and nothing about minutes.
            Reading {
                moment: None,
                ..self.place(civil)
            }
        }
    }

    fn read_pattern(&self, pattern: &str, text: &str) -> Reading {
        let Ok(parts) = strtime::parse(pattern, text) else {
            return Reading::default();
        };
        if let Ok(stamp) = parts.to_timestamp() {
            return known(Moment::from_millis(stamp.as_millisecond()));
        }
        parts
            .to_datetime()
            .map_or_else(|_| Reading::default(), |civil| self.place(civil))
    }

    fn place(&self, civil: DateTime) -> Reading {
        let millis = |zone: &TimeZone| zone.to_timestamp(civil).ok().map(Timestamp::as_millisecond);
        let moment = self.zone.as_ref().and_then(millis).map(Moment::from_millis);
        Reading {
            moment,
            order: millis(&TimeZone::UTC),
        }
    }
}

fn known(moment: Moment) -> Reading {
    Reading {
        moment: Some(moment),
        order: Some(moment.millis()),
    }
}

/// A number of nine digits or more. Shorter ones are dates without separators, or no times at all.
fn epoch(text: &str) -> Option<Moment> {
    let whole = text.split('.').next().unwrap_or_default();
    let is_number = (9..=16).contains(&whole.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number {
        text.parse().ok().and_then(Moment::from_epoch)
    } else {
        None
    }
}

/// A time whose zone is set off by a space or written as a word: `2026-01-02 10:00:00 +0300`, `… UTC`.
fn loose_zone(text: &str) -> Option<Moment> {
    let (stamp, zone) = text.rsplit_once(' ')?;
    match zone {
        "UTC" | "GMT" | "Z" => Moment::from_rfc3339(&format!("{stamp}Z")),
        _ if zone.starts_with(['+', '-']) => Moment::from_rfc3339(&format!("{stamp}{zone}")),
        _ => None,
    }
}

/// Arabic and Persian digits written as Western ones; direction marks left out.
fn western(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let folded = text
        .chars()
        .filter(|letter| !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}'));
    Cow::Owned(
        folded
            .map(|letter| match letter {
                '\u{a0}' | '\u{202f}' => ' ',
                _ => latin_digit(letter),
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
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
            "Sun, 01 Mar 2026 13:00:00 +0300",
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
}
