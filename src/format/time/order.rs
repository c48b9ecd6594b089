//! Whether the dates of a file begin with the day or the month: by the dates themselves, the setting, their course, the
//! habits of their writers.

use std::fmt;

use serde::Deserialize;

/// Which number of a date is which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::enum_variant_names, reason = "the words of the setting")]
pub(in crate::format) enum Order {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
    /// Year, month, day.
    YearFirst,
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::format) enum Why {
    /// A date that exists in one order only, in this record.
    Record(u64),
    /// The user's setting.
    Setting,
    /// Time goes one way in this order, and to and fro in the other.
    Course,
    /// Whoever writes like this puts the day first.
    Habit,
    /// Both orders are the same, or no date exists in either.
    Same,
}

impl fmt::Display for Why {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(record) => {
                write!(out, "the date in record {record} exists in no other order")
            }
            Self::Setting => out.write_str("date_order says so"),
            Self::Course => out.write_str("only so do the rows follow one another in time"),
            Self::Habit => out.write_str("who writes dots or Arabic does"),
            Self::Same => out.write_str("day and month are the same number"),
        }
    }
}

/// Why nothing decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::format) enum Undecided {
    /// No date tells; the first is in this record.
    Open(u64),
    /// The dates in these two records contradict each other.
    Torn(u64, u64),
}

impl fmt::Display for Undecided {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(record) => write!(
                out,
                "its dates do not tell day from month (the first is in record {record})"
            )?,
            Self::Torn(day, month) => write!(
                out,
                "its dates contradict each other (record {day} has the day first, record {month} the month)"
            )?,
        }
        out.write_str("; set date_order = \"day-first\" or \"month-first\" in lamsa.toml")
    }
}

/// What the dates of one file show.
#[derive(Clone, Debug, Default)]
pub(in crate::format) struct Evidence {
    day: Side,
    month: Side,
    /// The record of the first date.
    first: Option<u64>,
    /// Whether day and month ever differ.
    differs: bool,
    /// Whether the writing is one of people who put the day first.
    pub(in crate::format) habit: bool,
}

/// What they show under one order.
#[derive(Clone, Debug, Default)]
struct Side {
    /// How many dates exist, and how many of them in this order only; the first such.
    fitting: u64,
    alone: u64,
    record: u64,
    last: Option<i64>,
    rises: bool,
    falls: bool,
}

impl Side {
    fn see(&mut self, record: u64, at: i64, alone: bool) {
        /// Rows of one day may come in any order.
        const DAY: i64 = 86_400;
        self.fitting += 1;
        if alone {
            if self.alone == 0 {
                self.record = record;
            }
            self.alone += 1;
        }
        if let Some(last) = self.last.replace(at) {
            self.rises |= at - last > DAY;
            self.falls |= last - at > DAY;
        }
    }
}

impl Evidence {
    /// Takes a date: its seconds with the day first and with the month first, where it exists so.
    pub(in crate::format) fn see(&mut self, record: u64, day: Option<i64>, month: Option<i64>) {
        self.first.get_or_insert(record);
        self.differs |= day != month;
        if let Some(at) = day {
            self.day.see(record, at, month.is_none());
        }
        if let Some(at) = month {
            self.month.see(record, at, day.is_none());
        }
    }

    /// Whether there are dates, and none that exists in one order only.
    pub(in crate::format) const fn is_open(&self) -> bool {
        self.first.is_some() && self.day.alone == 0 && self.month.alone == 0
    }

    /// Whether there are any dates.
    pub(in crate::format) const fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// Decides. `asked` is the user's setting for files whose own dates leave it open: whether the day comes first;
    /// `newest_first` says that the newest may stand above.
    ///
    /// # Errors
    /// Why nothing decides.
    pub(in crate::format) fn settle(
        &self,
        asked: Option<bool>,
        newest_first: bool,
    ) -> Result<(Order, Why), Undecided> {
        let order = |day_first| {
            if day_first {
                Order::DayFirst
            } else {
                Order::MonthFirst
            }
        };
        let (day, month) = (self.day.alone, self.month.alone);
        // A few dates that do not fit are mistakes, and are told one by one.
        if day.max(month) > 10 * day.min(month) {
            let side = if day > month { &self.day } else { &self.month };
            return Ok((order(day > month), Why::Record(side.record)));
        }
        if let Some(day_first) = asked {
            return Ok((order(day_first), Why::Setting));
        }
        if day > 0 {
            return Err(Undecided::Torn(self.day.record, self.month.record));
        }
        let runs = |side: &Side| !side.falls || (newest_first && !side.rises);
        match (runs(&self.day), runs(&self.month)) {
            (true, false) => return Ok((Order::DayFirst, Why::Course)),
            (false, true) => return Ok((Order::MonthFirst, Why::Course)),
            _ => {}
        }
        if self.habit {
            return Ok((Order::DayFirst, Why::Habit));
        }
        if !self.differs || self.day.fitting == 0 {
            return Ok((Order::DayFirst, Why::Same));
        }
        Err(Undecided::Open(self.first.unwrap_or(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    /// The decision over dates given as days under both readings.
    fn settled(
        dates: &[(Option<i64>, Option<i64>)],
        asked: Option<bool>,
    ) -> Result<(Order, Why), Undecided> {
        let mut evidence = Evidence::default();
        for (record, (day, month)) in (1..).zip(dates) {
            evidence.see(record, day.map(|at| at * DAY), month.map(|at| at * DAY));
        }
        evidence.settle(asked, true)
    }

    #[test]
    fn dates_of_one_order_outweigh_the_setting() {
        let proof = [(Some(1), Some(31)), (None, Some(2))];
        for asked in [None, Some(true), Some(false)] {
            assert_eq!(
                settled(&proof, asked),
                Ok((Order::MonthFirst, Why::Record(2)))
            );
        }
    }

    #[test]
    fn contradictions_need_the_setting_unless_they_are_rare() {
        let mut dates = vec![(None, Some(1)), (Some(2), None)];
        assert_eq!(settled(&dates, None), Err(Undecided::Torn(2, 1)));
        assert_eq!(
            settled(&dates, Some(false)),
            Ok((Order::MonthFirst, Why::Setting))
        );
        dates.extend([(Some(3), None); 10]);
        assert_eq!(settled(&dates, None), Ok((Order::DayFirst, Why::Record(2))));
    }

    #[test]
    fn the_course_decides_in_both_directions_or_nothing_does() {
        let dates = [(Some(1), Some(10)), (Some(5), Some(40)), (Some(9), Some(3))];
        assert_eq!(settled(&dates, None), Ok((Order::DayFirst, Why::Course)));
        let mut turned = dates;
        turned.reverse();
        assert_eq!(settled(&turned, None), Ok((Order::DayFirst, Why::Course)));
        assert_eq!(settled(&dates[..2], None), Err(Undecided::Open(1)));
        assert_eq!(
            settled(&[(Some(7), Some(7))], None),
            Ok((Order::DayFirst, Why::Same))
        );
    }
}
