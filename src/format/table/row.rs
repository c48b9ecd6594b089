//! One row of a table.

use std::borrow::Cow;

use csv::StringRecord;

use super::plan::Plan;
use super::profile::Field;
use crate::format::html::to_text;
use crate::format::time::{Clock, Reading};

/// What exporters write for "nothing". In the text column only the words no customer would write count.
const NOTHING: [&str; 9] = [
    "null",
    "NULL",
    "Null",
    "undefined",
    "NaN",
    "nan",
    "N/A",
    "n/a",
    "None",
];
const NO_TEXT: [&str; 5] = ["null", "NULL", "undefined", "NaN", "nan"];

/// One row, seen through the plan.
pub(super) struct Row<'r> {
    pub(super) cells: &'r StringRecord,
    pub(super) plan: &'r Plan,
}

impl<'r> Row<'r> {
    /// The cell of a field as it is written; empty where there is none.
    pub(super) fn raw(&self, field: Field) -> &'r str {
        self.plan
            .columns
            .of(field)
            .and_then(|place| self.cells.get(place))
            .unwrap_or_default()
    }

    pub(super) fn at(&self, place: usize) -> &'r str {
        let cell = self.cells.get(place).unwrap_or_default().trim();
        if NOTHING.contains(&cell) { "" } else { cell }
    }

    /// The cell of a field without the space around it and without words for "nothing".
    pub(super) fn get(&self, field: Field) -> &'r str {
        self.plan
            .columns
            .of(field)
            .map_or("", |place| self.at(place))
    }

    /// What a text column says, without HTML.
    pub(super) fn text(&self, field: Field) -> String {
        let cell = self.raw(field);
        if NO_TEXT.contains(&cell.trim()) {
            String::new()
        } else {
            to_text(Cow::Borrowed(cell)).into_owned()
        }
    }

    /// The row's time as it is written: one cell, or a day and a time of day. `is_whole` says whether a time needs no
    /// day beside it.
    pub(super) fn when(&self, is_whole: impl Fn(&str) -> bool) -> Cow<'r, str> {
        let (date, time) = (self.get(Field::Date), self.get(Field::Time));
        if time.is_empty() {
            Cow::Borrowed(date)
        } else if date.is_empty() || is_whole(time) {
            Cow::Borrowed(time)
        } else {
            Cow::Owned(format!("{date} {time}"))
        }
    }

    /// What the row's time says.
    pub(super) fn reading(&self, clock: &Clock) -> Reading {
        let zone = self.get(Field::Zone);
        let is_whole = |time: &str| !clock.read_in(time, zone).is_unread();
        match self.when(is_whole) {
            when if when.is_empty() => Reading::default(),
            when => clock.read_in(&when, zone),
        }
    }
}

/// The cell as an optional text.
pub(super) fn owned(cell: &str) -> Option<Cow<'static, str>> {
    (!cell.is_empty()).then(|| Cow::Owned(cell.to_owned()))
}
