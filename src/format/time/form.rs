//! In which form a time is written, and what it says before its zone and the order of its date are known.

use jiff::civil::{Date as CivilDate, DateTime};

use super::written::Written;
use crate::transcript::Moment;

/// Years of the Hijri calendar, and the moments that they would be if they were taken for years of ours.
const HIJRI: std::ops::RangeInclusive<i16> = 1300..=1500;
const HIJRI_MILLIS: std::ops::Range<i64> = -21_143_116_800_000..-14_800_233_600_000;

/// The whole days that count in spreadsheets from the end of 1899, from 2000 to 2099.
const SERIALS: std::ops::Range<f64> = 36_526.0..73_051.0;

/// A time as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    /// RFC 3339 or a mail's date: complete in itself.
    Instant(Moment),
    /// Seconds, milli- or microseconds since 1970.
    Epoch(Moment),
    /// Days since the end of 1899, as spreadsheets count.
    Serial(f64),
    /// ISO 8601 without a zone, and whether it says more than the day.
    Iso(DateTime, bool),
    /// Everything else that people write.
    Written(Written),
    /// A date of the Hijri calendar.
    Hijri,
    /// No time that is known.
    Unknown,
}

impl Form {
    /// What kinds there are, as [`Form::kind`] numbers them.
    pub(super) const KINDS: usize = 8;

    /// Reads a text in Western digits without space around it.
    pub(super) fn of(text: &str) -> Self {
        if let Some(moment) = epoch(text) {
            return Self::Epoch(moment);
        }
        if let Some(days) = serial(text) {
            return Self::Serial(days);
        }
        if is_year_first(text) {
            if let Some(moment) = Moment::from_rfc3339(text) {
                return Self::instant(moment);
            }
            if let Ok(civil) = text.parse::<DateTime>() {
                return if HIJRI.contains(&civil.year()) {
                    Self::Hijri
                } else {
                    Self::Iso(civil, text.contains(':'))
                };
            }
        }
        if let Some(written) = Written::parse(text) {
            return Self::Written(written);
        }
        if is_hijri(text) {
            return Self::Hijri;
        }
        // The old zones of mail (EST, PDT) and its comments.
        jiff::fmt::rfc2822::parse(text).map_or(Self::Unknown, |mail| {
            Self::instant(Moment::from_millis(mail.timestamp().as_millisecond()))
        })
    }

    /// A moment, unless its year is one of the Hijri calendar.
    pub(super) fn instant(moment: Moment) -> Self {
        if HIJRI_MILLIS.contains(&moment.millis()) {
            Self::Hijri
        } else {
            Self::Instant(moment)
        }
    }

    /// The number of its kind.
    pub(super) const fn kind(&self) -> usize {
        match self {
            Self::Instant(_) => 0,
            Self::Iso(..) => 1,
            Self::Written(Written { date, .. }) => match date {
                super::written::Date::Open(..) => 2,
                super::written::Date::Known(_) => 3,
            },
            Self::Serial(_) => 4,
            Self::Epoch(_) => 5,
            Self::Hijri => 6,
            Self::Unknown => 7,
        }
    }
}

/// The wall's clock at a serial number, to the second.
pub(super) fn of_serial(days: f64) -> Option<DateTime> {
    let start = CivilDate::new(1899, 12, 30).ok()?.at(0, 0, 0, 0);
    let seconds = (days * 86_400.0).round() as i64;
    start
        .checked_add(jiff::SignedDuration::from_secs(seconds))
        .ok()
}

/// One number of five digits, with or without a fraction; or one and a fraction from the column beside it.
fn serial(text: &str) -> Option<f64> {
    let is_number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b' ');
    if text.len() < 5 || !text.bytes().all(is_number) {
        return None;
    }
    let mut sum = 0.0;
    for (place, part) in text.split(' ').enumerate() {
        let number: f64 = part.replace(',', ".").parse().ok()?;
        let fits = match place {
            0 => SERIALS.contains(&number),
            1 => (0.0..1.0).contains(&number),
            _ => false,
        };
        if !fits {
            return None;
        }
        sum += number;
    }
    Some(sum)
}

fn is_year_first(text: &str) -> bool {
    text.len() >= 8 && text.bytes().take(4).all(|byte| byte.is_ascii_digit())
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

/// Whether a text that is no date of ours has a year of the Hijri calendar, or its mark.
fn is_hijri(text: &str) -> bool {
    let numbers: Vec<&str> = text
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|number| !number.is_empty())
        .collect();
    let has_year = |years: std::ops::RangeInclusive<i16>| {
        numbers.iter().any(|number| {
            number.len() == 4 && number.parse().is_ok_and(|year| years.contains(&year))
        })
    };
    let is_marked = ["هـ", "ه"].iter().any(|mark| {
        text.split(' ')
            .any(|word| word.trim_start_matches(|letter: char| letter.is_ascii_digit()) == *mark)
    });
    numbers.len() > 1 && (is_marked || (has_year(HIJRI) && !has_year(1900..=2199)))
}
