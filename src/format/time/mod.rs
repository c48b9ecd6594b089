//! Times as exports write them.
//!
//! [`Form`] tells what a text says by itself; the [`Clock`] of a file adds what the text leaves open: the zone, the order
//! of day and month, and whether numbers count days. [`Survey`] finds that out.

mod form;
mod names;
mod order;
mod survey;
mod written;
mod zone;

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use self::form::{Form, of_serial};
pub(super) use self::order::{Evidence, Order};
use self::survey::Serials;
pub(super) use self::survey::{Settled, Survey};
use super::ReadSettings;
use crate::text::latin_digit;
use crate::transcript::{Moment, Oddities};

/// How one source writes its times.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    zone: Option<TimeZone>,
    pattern: Option<String>,
    order: Option<Order>,
    serials: Serials,
}

/// What a time text says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The point in time, where the zone is known.
    pub(super) moment: Option<Moment>,
    /// A number that grows with time even where the zone is not known; for telling the order of one log only.
    pub(super) order: Option<i64>,
    flaw: Flaw,
}

/// What a time lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Flaw {
    /// It is no time at all.
    #[default]
    Unread,
    /// It is of the Hijri calendar.
    Hijri,
    /// It has a time of day and no zone.
    Zoneless,
    /// Nothing that could be mended.
    None,
}

impl Reading {
    /// The same time, later by some milliseconds.
    pub(super) fn later(self, millis: i64) -> Self {
        let shift = |at: Moment| Moment::from_millis(at.millis().saturating_add(millis));
        Self {
            moment: self.moment.map(shift),
            order: self.order.map(|order| order.saturating_add(millis)),
            ..self
        }
    }

    /// Whether the text is no time of ours.
    pub(super) const fn is_unread(self) -> bool {
        matches!(self.flaw, Flaw::Unread | Flaw::Hijri)
    }

    /// Whether only the zone is not known.
    pub(super) const fn is_zoneless(self) -> bool {
        matches!(self.flaw, Flaw::Zoneless)
    }

    /// Counts what the time lacks.
    pub(super) fn count(self, odd: &mut Oddities) {
        match self.flaw {
            Flaw::Unread => odd.times += 1,
            Flaw::Hijri => odd.hijri += 1,
            Flaw::Zoneless => odd.zoneless += 1,
            Flaw::None => {}
        }
    }
}

impl Clock {
    /// The clock of the settings: `zone` is where times without one are at home.
    ///
    /// # Errors
    /// Where the zone is not known.
    pub(super) fn new(zone: Option<&str>, pattern: Option<&str>) -> Result<Self, String> {
        let zone = zone.map(|name| {
            zone::zone(name).ok_or_else(|| {
                format!("time zone `{name}` is not known; use an IANA name such as Asia/Riyadh")
            })
        });
        Ok(Self {
            zone: zone.transpose()?,
            pattern: pattern.map(str::to_owned),
            ..Self::default()
        })
    }

    /// The clock of a format that has no time pattern of its own.
    ///
    /// # Errors
    /// Where the settings' zone is not known.
    pub(super) fn of(settings: &ReadSettings) -> Result<Self, String> {
        let clock = Self::new(settings.timezone.as_deref(), None)?;
        Ok(clock.asked(settings))
    }

    /// The same with the order of day and month that the settings name.
    pub(super) fn asked(self, settings: &ReadSettings) -> Self {
        let order = settings.day_first.map(|day_first| {
            if day_first {
                Order::DayFirst
            } else {
                Order::MonthFirst
            }
        });
        Self { order, ..self }
    }

    /// The same with what a survey of the file found out.
    pub(super) fn settled(self, settled: &Settled) -> Self {
        Self {
            order: settled.order.or(self.order),
            serials: settled.serials,
            ..self
        }
    }

    /// Whether times are read by a pattern of the user's own.
    pub(super) const fn has_pattern(&self) -> bool {
        self.pattern.is_some()
    }

    /// Reads RFC 3339 and mail dates; ISO 8601, numbers and names of months in the order of the file, without a zone or
    /// with one; epoch numbers (seconds, milli- or microseconds by size); serial numbers of spreadsheets where the file
    /// has them; and instead of all but the first the clock's own pattern. Arabic digits are digits.
    pub(super) fn read(&self, text: &str) -> Reading {
        self.read_in(text, "")
    }

    /// The same, where the source names the zone of this time: `zone` is empty where it does not.
    pub(super) fn read_in(&self, text: &str, zone: &str) -> Reading {
        if let Some(moment) = Moment::from_rfc3339(text) {
            return self.place(Form::instant(moment), zone);
        }
        let text = western(text.trim());
        match &self.pattern {
            Some(pattern) => self.read_pattern(pattern, &text, zone),
            None => self.place(Form::of(&text), zone),
        }
    }

    fn read_pattern(&self, pattern: &str, text: &str, zone: &str) -> Reading {
        let Ok(parts) = strtime::parse(pattern, text) else {
            return Reading::default();
        };
        if let Ok(stamp) = parts.to_timestamp() {
            return known(Moment::from_millis(stamp.as_millisecond()));
        }
        parts
            .to_datetime()
            .map_or_else(|_| Reading::default(), |civil| self.home(civil, zone))
    }

    fn place(&self, form: Form, zone: &str) -> Reading {
        match form {
            Form::Instant(moment) | Form::Epoch(moment) => known(moment),
            Form::Iso(civil, true) => self.home(civil, zone),
            Form::Iso(civil, false) => self.day(civil, zone),
            Form::Serial(days) => match (self.serials, of_serial(days)) {
                (Serials::Times, Some(civil)) => self.home(civil, zone),
                (Serials::Days, Some(civil)) => self.day(civil, zone),
                _ => Reading::default(),
            },
            Form::Written(written) => {
                let Some(date) = written.date.ordered(self.order) else {
                    return Reading::default();
                };
                match (written.time, written.zone) {
                    (None, _) => self.day(date.at(0, 0, 0, 0), zone),
                    (Some(time), None) => self.home(date.to_datetime(time), zone),
                    (Some(time), Some(offset)) => {
                        offset.to_timestamp(date.to_datetime(time)).map_or_else(
                            |_| Reading::default(),
                            |stamp| known(Moment::from_millis(stamp.as_millisecond())),
                        )
                    }
                }
            }
            Form::Hijri => Reading {
                flaw: Flaw::Hijri,
                ..Reading::default()
            },
            Form::Unknown => Reading::default(),
        }
    }

    /// The wall's clock in its zone: the one that the source names, else the clock's own.
    fn home(&self, civil: DateTime, zone: &str) -> Reading {
        let named = (!zone.is_empty()).then(|| zone::zone(zone));
        let zone = match &named {
            Some(named) => named.as_ref(),
            None => self.zone.as_ref(),
        };
        match zone.and_then(|zone| millis(civil, zone)) {
            Some(millis) => known(Moment::from_millis(millis)),
            None => Reading {
                moment: None,
                order: millis(civil, &TimeZone::UTC),
                flaw: Flaw::Zoneless,
            },
        }
    }

    /// A day without a time of day says something about order and nothing about minutes.
    fn day(&self, civil: DateTime, zone: &str) -> Reading {
        Reading {
            moment: None,
            flaw: Flaw::None,
            ..self.home(civil, zone)
        }
    }
}

fn millis(civil: DateTime, zone: &TimeZone) -> Option<i64> {
    zone.to_timestamp(civil).ok().map(Timestamp::as_millisecond)
}

fn known(moment: Moment) -> Reading {
    Reading {
        moment: Some(moment),
        order: Some(moment.millis()),
        flaw: Flaw::None,
    }
}

/// Whether the text is a time by itself, without a date from the column beside it.
pub(super) fn is_whole(text: &str) -> bool {
    !matches!(Form::of(&western(text.trim())), Form::Unknown)
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
mod tests;
