//! Dates and times as people and spreadsheets write them: `13/11/2026 9:00 AM`, `Nov 13, 2026, 09:00`,
//! `١٣ نوفمبر ٢٠٢٦ ٩:٠٠ ص`.
//!
//! The parts tell themselves: what has a colon is the time, three numbers with one mark between them, or a month's name
//! with two numbers, are the date, and a word that is not known is no time at all.

use jiff::civil;
use jiff::tz::Offset;

use super::names::{Word, word};
use super::order::Order;
use super::zone::offset;

/// Years that transcripts are from. Earlier ones are of another calendar.
const YEARS: std::ops::Range<i16> = 1900..2200;

/// What was read, part by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) date: Date,
    pub(super) time: Option<civil::Time>,
    pub(super) zone: Option<Offset>,
}

/// A date, perhaps with two numbers of which nobody knows yet which is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Date {
    /// It says itself which number is which.
    Known(civil::Date),
    /// Two numbers before the year, and whether dots are between them.
    Open([i8; 2], i16, bool),
}

impl Date {
    /// The date in an order; `None` where there is no such day, or the order is not known and matters.
    pub(super) fn ordered(self, order: Option<Order>) -> Option<civil::Date> {
        let Self::Open([first, second], year, _) = self else {
            let Self::Known(date) = self else { return None };
            return Some(date);
        };
        match order? {
            Order::MonthFirst => civil::Date::new(year, first, second),
            Order::DayFirst | Order::YearFirst => civil::Date::new(year, second, first),
        }
        .ok()
    }
}

impl Written {
    /// Reads a whole text in Western digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut scan = Scan { text, at: 0 };
        let mut parts = Parts::default();
        while let Some(next) = scan.peek() {
            if next.is_ascii_digit() {
                parts.number(&mut scan)?;
            } else if next.is_alphabetic() {
                parts.word(&mut scan)?;
            } else if let Some((offset, end)) =
                offset(scan.rest()).filter(|_| parts.may_have_zone())
            {
                parts.zone = Some(offset);
                scan.at += end;
            } else if next == '(' && parts.zone.is_some() {
                // A name for the zone that was just told.
                break;
            } else if matches!(next, ' ' | ',' | '،' | '-' | '–' | '.' | ':') {
                scan.at += next.len_utf8();
            } else {
                return None;
            }
        }
        parts.finish()
    }
}

/// What was found so far.
#[derive(Default)]
struct Parts {
    date: Option<Date>,
    /// Numbers that belong to a date with a month's name: the value, how many digits it has.
    loose: Vec<(i16, usize)>,
    month: Option<u8>,
    time: Option<[i8; 3]>,
    nanos: i32,
    half: Option<bool>,
    zone: Option<Offset>,
}

impl Parts {
    fn may_have_zone(&self) -> bool {
        self.time.is_some() && (self.date.is_some() || self.month.is_some())
    }

    fn number(&mut self, scan: &mut Scan<'_>) -> Option<()> {
        let (value, width) = scan.number()?;
        match scan.peek() {
            Some(':') if self.time.is_none() => self.clock(value, ':', scan),
            Some('.') if self.time.is_none() && self.date.is_some() => self.clock(value, '.', scan),
            Some(mark @ ('/' | '-' | '.'))
                if self.date.is_none() && self.month.is_none() && scan.goes_on(mark) =>
            {
                self.numbers((value, width), mark, scan)
            }
            _ => {
                self.loose.push((value, width));
                (self.loose.len() <= 2).then_some(())
            }
        }
    }

    /// The rest of `09:00`, `9:00:12` or `09:00:12.345`.
    fn clock(&mut self, hour: i16, mark: char, scan: &mut Scan<'_>) -> Option<()> {
        scan.at += 1;
        let narrow = |value: i16| i8::try_from(value).ok();
        let (minute, width) = scan.number()?;
        if width != 2 {
            return None;
        }
        let mut time = [narrow(hour)?, narrow(minute)?, 0];
        if scan.peek() == Some(mark) && scan.goes_on(mark) {
            scan.at += 1;
            time[2] = narrow(scan.number()?.0)?;
            if let Some(point @ ('.' | ',')) = scan.peek()
                && scan.goes_on(point)
            {
                scan.at += 1;
                self.nanos = scan.fraction();
            }
        }
        self.time = Some(time);
        Some(())
    }

    /// The rest of `13/11/2026`, `2026-11-13` or `13-Nov-2026`.
    fn numbers(&mut self, first: (i16, usize), mark: char, scan: &mut Scan<'_>) -> Option<()> {
        scan.at += 1;
        let named = scan.peek().is_some_and(char::is_alphabetic);
        let second = if named {
            let Word::Month(month) = scan.name()? else {
                return None;
            };
            (i16::from(month), 2)
        } else {
            scan.number()?
        };
        if scan.peek()? != mark {
            return None;
        }
        scan.at += 1;
        let third = scan.number()?;
        let narrow = |(value, width): (i16, usize)| i8::try_from(value).ok().filter(|_| width <= 2);
        self.date = Some(if first.1 == 4 {
            Date::Known(dated(year(first)?, narrow(second)?, narrow(third)?)?)
        } else if named {
            Date::Known(dated(year(third)?, narrow(second)?, narrow(first)?)?)
        } else {
            Date::Open([narrow(first)?, narrow(second)?], year(third)?, mark == '.')
        });
        Some(())
    }

    fn word(&mut self, scan: &mut Scan<'_>) -> Option<()> {
        match scan.name()? {
            Word::Month(month) if self.month.is_none() => self.month = Some(month),
            Word::Month(_) => return None,
            // «م» before any time stands for the calendar.
            Word::Half(pm) if self.time.is_some() => self.half = Some(pm),
            Word::Utc => {
                self.zone = Some(Offset::UTC);
                if let Some((offset, end)) = offset(scan.rest()) {
                    self.zone = Some(offset);
                    scan.at += end;
                }
            }
            Word::Half(_) | Word::Other => {}
        }
        Some(())
    }

    fn finish(self) -> Option<Written> {
        let date = match (self.date, self.month, self.loose.as_slice()) {
            (Some(date), None, []) => date,
            (None, Some(month), [first, second]) => {
                let (day, of) = if first.1 == 4 {
                    (second, first)
                } else {
                    (first, second)
                };
                let day = i8::try_from(day.0).ok()?;
                Date::Known(dated(year(*of)?, i8::try_from(month).ok()?, day)?)
            }
            _ => return None,
        };
        let time = match self.time {
            None => None,
            Some([hour, minute, second]) => {
                let hour = match self.half {
                    Some(pm) if hour <= 12 => hour % 12 + if pm { 12 } else { 0 },
                    Some(false) => return None,
                    Some(true) | None => hour,
                };
                Some(civil::Time::new(hour, minute, second, self.nanos).ok()?)
            }
        };
        Some(Written {
            date,
            time,
            zone: self.zone,
        })
    }
}

/// A year of two or four digits.
fn year((value, width): (i16, usize)) -> Option<i16> {
    match width {
        2 => Some(2000 + value),
        4 => Some(value).filter(|year| YEARS.contains(year)),
        _ => None,
    }
}

fn dated(year: i16, month: i8, day: i8) -> Option<civil::Date> {
    civil::Date::new(year, month, day).ok()
}

/// Reads a text from left to right.
struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Whether a letter or digit follows directly on the mark ahead.
    fn goes_on(&self, mark: char) -> bool {
        self.rest()[mark.len_utf8()..]
            .chars()
            .next()
            .is_some_and(char::is_alphanumeric)
    }

    /// A number of at most four digits, and how many it has.
    fn number(&mut self) -> Option<(i16, usize)> {
        let rest = self.rest();
        let width = rest.bytes().take_while(u8::is_ascii_digit).count();
        let value = rest[..width].parse().ok().filter(|_| width <= 4)?;
        self.at += width;
        Some((value, width))
    }

    /// The digits behind a decimal point, as nanoseconds.
    fn fraction(&mut self) -> i32 {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit);
        let (mut nanos, mut unit, mut width) = (0, 100_000_000, 0);
        for digit in digits {
            nanos += i32::from(digit - b'0') * unit;
            unit /= 10;
            width += 1;
        }
        self.at += width;
        nanos
    }

    /// The letters ahead, with the dots of an abbreviation.
    fn letters(&mut self) -> &'t str {
        let rest = self.rest();
        let mut end = 0;
        for (at, letter) in rest.char_indices() {
            let dotted = letter == '.' && at > 0 && rest[..at].ends_with(char::is_alphabetic);
            if !letter.is_alphabetic() && !dotted {
                break;
            }
            end = at + letter.len_utf8();
        }
        self.at += end;
        &rest[..end]
    }

    /// What the word ahead means, or the two words that are one name.
    fn name(&mut self) -> Option<Word> {
        let start = self.at;
        let first = self.letters();
        let end = self.at;
        self.spaces();
        let next = self.at;
        self.letters();
        let is_pair = next > end && self.at > next;
        let both = word(&self.text[start..self.at]).filter(|_| is_pair);
        if both.is_none() {
            self.at = end;
        }
        both.or_else(|| word(first))
    }

    fn spaces(&mut self) {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
    }
}
