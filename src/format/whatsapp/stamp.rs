//! The stamp before a message: `15/09/2026, 20:46 - ` or `[15/09/2026, 8:46:01 PM] `, in any digits.

use jiff::civil::DateTime;

use super::line::{Line, split};
use super::locale::{LOCALES, any, is_mark};
use crate::format::time::Order;
use crate::text::digit;

/// How every stamp of one file is written; a date inside a message is written otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::format) struct Shape {
    bracket: bool,
    separator: char,
    seconds: bool,
    halves: bool,
    year_first: bool,
}

impl Shape {
    /// Whether dates begin with the year.
    pub(super) const fn is_year_first(self) -> bool {
        self.year_first
    }

    /// Whether dates are written as `15.09.2026`.
    pub(super) const fn has_dots(self) -> bool {
        self.separator == '.'
    }
}

/// A stamp as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    pub(super) shape: Shape,
    pub(super) date: [u16; 3],
    time: [u16; 3],
    /// Whether its own words or digits belong to a language that puts the day first.
    pub(super) day_first: bool,
    /// Where the message begins in the line.
    pub(super) end: usize,
}

/// The stamps of one file: their shape and the order of their dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamps {
    pub(super) shape: Shape,
    pub(super) order: Order,
}

impl Stamps {
    /// Seconds of the local time that `line` is stamped with, and where its message begins; `None` where it goes on with
    /// the message above it.
    #[must_use]
    pub fn read(&self, line: &[u8]) -> Option<(i64, usize)> {
        let line = match std::str::from_utf8(line) {
            Ok(line) => line,
            Err(error) => std::str::from_utf8(&line[..error.valid_up_to()]).unwrap_or_default(),
        };
        let stamp = Stamp::read(line).filter(|stamp| stamp.shape == self.shape)?;
        stamp.seconds(self.order).map(|at| (at, stamp.end))
    }

    /// Whether somebody's message in `line` is stamped with a date that does not exist in the order that was taken.
    pub(super) fn is_no_date(&self, line: &str) -> bool {
        Stamp::read(line).is_some_and(|stamp| {
            stamp.shape == self.shape
                && stamp.seconds(self.order).is_none()
                && matches!(split(&line[stamp.end..]), Line::Said { .. })
        })
    }
}

impl Stamp {
    /// Reads the stamp that `line` begins with.
    pub(super) fn read(line: &str) -> Option<Self> {
        let mut text = Scanner { line, at: 0 };
        let bracket = text.take(|letter| letter == '[').is_some();
        let (first, wide, eastern) = text.number()?;
        let separator = text.take(|letter| matches!(letter, '/' | '.' | '-'))?;
        let (second, _, _) = text.number()?;
        text.take(|letter| letter == separator)?;
        let (third, long, _) = text.number()?;
        let comma = text.take(|letter| matches!(letter, ',' | '،'));
        let year_first = wide == 4;
        // Program logs are stamped `[2026-09-15 20:46:01]`; messengers put a comma there.
        if year_first && (long == 4 || (comma.is_none() && (bracket || separator == '-'))) {
            return None;
        }
        text.spaces();
        text.word(|word| any(|locale| &locale.joins, |join| join == word));
        let (hour, _, _) = text.number()?;
        let colon = text.take(|letter| matches!(letter, ':' | '.'))?;
        let (minute, _, _) = text.number()?;
        let second_of = text.take(|letter| letter == colon).map(|_| text.number());
        let seconds = match second_of {
            Some(number) => Some(number?.0),
            None => None,
        };
        text.spaces();
        let half = text.half();
        text.spaces();
        if bracket {
            text.take(|letter| letter == ']')?;
        } else {
            text.take(|letter| matches!(letter, '-' | '–'))?;
            text.space()?;
        }
        text.spaces_only();
        let hour = match half {
            None => hour,
            Some((pm, _)) => hour % 12 + if pm { 12 } else { 0 },
        };
        Some(Self {
            shape: Shape {
                bracket,
                separator,
                seconds: seconds.is_some(),
                halves: half.is_some(),
                year_first,
            },
            date: [first, second, third],
            time: [hour, minute, seconds.unwrap_or(0)],
            day_first: eastern
                || comma == Some('،')
                || half.is_some_and(|(_, day_first)| day_first),
            end: text.at,
        })
    }

    /// Seconds from 1970 on the wall's clock, or `None` where there is no such date.
    pub(super) fn seconds(&self, order: Order) -> Option<i64> {
        let [a, b, c] = self.date;
        let (year, month, day) = match order {
            Order::DayFirst => (c, b, a),
            Order::MonthFirst => (c, a, b),
            Order::YearFirst => (a, b, c),
        };
        let year = if year < 100 { year + 2000 } else { year };
        let narrow = |number: u16| i8::try_from(number).ok();
        let civil = DateTime::new(
            i16::try_from(year)
                .ok()
                .filter(|year| (2009..2100).contains(year))?,
            narrow(month)?,
            narrow(day)?,
            narrow(self.time[0])?,
            narrow(self.time[1])?,
            narrow(self.time[2])?,
            0,
        );
        let stamp = jiff::tz::TimeZone::UTC.to_timestamp(civil.ok()?).ok()?;
        Some(stamp.as_second())
    }
}

/// Reads a line from left to right and passes over direction marks.
struct Scanner<'l> {
    line: &'l str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&mut self) -> Option<char> {
        while let Some(letter) = self.line[self.at..].chars().next() {
            if !is_mark(letter) {
                return Some(letter);
            }
            self.at += letter.len_utf8();
        }
        None
    }

    fn take(&mut self, fits: impl Fn(char) -> bool) -> Option<char> {
        let letter = self.peek().filter(|letter| fits(*letter))?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    /// Up to four digits: their value, their number, and whether they are Arabic-Indic.
    fn number(&mut self) -> Option<(u16, usize, bool)> {
        let (mut value, mut count, mut eastern) = (0, 0, false);
        while let Some(digit) = self.peek().and_then(digit).filter(|_| count < 4) {
            eastern |= self.peek().is_some_and(|letter| !letter.is_ascii());
            self.take(|_| true);
            value = value * 10 + u16::from(digit);
            count += 1;
        }
        (count > 0).then_some((value, count, eastern))
    }

    fn space(&mut self) -> Option<char> {
        self.take(char::is_whitespace)
    }

    fn spaces(&mut self) {
        while self.space().is_some() {}
    }

    /// Passes over spaces and leaves marks alone: on some phones a mark tells what follows from speech.
    fn spaces_only(&mut self) {
        while self.line[self.at..].starts_with(' ') {
            self.at += 1;
        }
    }

    /// Passes over the word ahead and the spaces behind it where it is `known`.
    fn word<T: Default + PartialEq>(&mut self, known: impl Fn(&str) -> T) -> T {
        let start = self.at;
        let mut word = String::new();
        let mut end = self.at;
        while let Some(letter) = self.take(|letter| {
            letter.is_alphabetic() || is_vowel(letter) || letter.is_whitespace() || letter == '.'
        }) {
            if letter.is_whitespace() && self.peek().is_some_and(|next| digit(next).is_some()) {
                end = self.at;
                break;
            }
            word.extend(letter.to_lowercase());
            end = self.at;
        }
        let found = known(word.trim());
        self.at = if found == T::default() { start } else { end };
        found
    }

    /// Before or after noon, and whether the word's language puts the day first.
    fn half(&mut self) -> Option<(bool, bool)> {
        self.word(|word| {
            let word: String = word
                .chars()
                .filter(|letter| !letter.is_whitespace() && *letter != '.')
                .collect();
            LOCALES.iter().find_map(|locale| {
                let pm = locale.pm.contains(&word);
                (pm || locale.am.contains(&word)).then_some((pm, locale.order.is_some()))
            })
        })
    }
}

const fn is_vowel(letter: char) -> bool {
    matches!(letter, '\u{64b}'..='\u{652}')
}
