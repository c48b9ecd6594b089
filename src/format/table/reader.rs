//! Reading chunks of rows.

use std::collections::BTreeMap;
use std::ops::Range;

use csv::{ByteRecord, StringRecord};

use super::damage::damage;
use super::group::Group;
use super::json::Rows as JsonRows;
use super::order::Rows;
use super::plan::Plan;
use super::row::Row;
use crate::format::time::{Clock, Survey, is_whole};
use crate::format::unfold::{FAULT, fault_of};
use crate::format::{Chunk, Emit, Framing, Problem, ReadSettings, Reader, Unfold};

/// Reads the rows of one table.
pub(in crate::format) struct TableReader {
    plan: Plan,
    settings: ReadSettings,
    clock: Clock,
    /// What was seen of the times, until it is settled how they are written.
    survey: Survey,
    times: String,
    /// How rows are made, where they are.
    rows: Option<JsonRows>,
}

impl TableReader {
    /// Prepares to read the table that `plan` describes.
    ///
    /// # Errors
    /// What the table lacks, or a time zone that is not known.
    pub(in crate::format) fn new(plan: Plan, settings: &ReadSettings) -> Result<Self, String> {
        plan.check()?;
        let clock = plan.clock(settings)?;
        Ok(Self {
            plan,
            settings: settings.clone(),
            clock,
            survey: Survey::default(),
            times: String::new(),
            rows: None,
        })
    }

    /// The same, with rows that are made of JSON.
    pub(super) fn with_rows(mut self, rows: JsonRows) -> Self {
        self.rows = Some(rows);
        self
    }

    fn group(&self) -> Group<'_> {
        Group::new(&self.plan, &self.settings, &self.clock)
    }
}

/// The conversation being read: its key, and what was wrong with one of its rows.
struct Open<'p> {
    group: Group<'p>,
    key: Vec<u8>,
    rows: Rows,
    problem: Option<Problem>,
    /// The row of every message that has an id of its own, and where its last version lies.
    ids: BTreeMap<Vec<u8>, u64>,
    newer: BTreeMap<u64, Range<usize>>,
}

/// A damaged row under another key than the rows before it. Whether it belongs to them, to those after it or to nobody
/// shows by the next whole row, because a shifted or torn row may hold anything in the place of the key.
struct Stray {
    key: Vec<u8>,
    problem: Problem,
}

impl Reader for TableReader {
    fn framing(&self) -> Framing {
        self.plan.framing()
    }

    fn look(&mut self, chunk: Chunk<'_>) -> bool {
        if self.clock.has_pattern() {
            return false;
        }
        let mut rows = self.plan.rows(chunk.bytes);
        let mut row = ByteRecord::new();
        let mut number = chunk.first_record;
        while rows.read_byte_record(&mut row).unwrap_or(false) {
            if let Ok(cells) = StringRecord::from_byte_record(row.clone())
                && !self.plan.is_header(&row)
            {
                let row = Row {
                    cells: &cells,
                    plan: &self.plan,
                };
                let when = row.when(is_whole);
                if !when.is_empty() {
                    self.survey.see(number, &when);
                }
            }
            number += 1;
        }
        self.survey.is_open(self.settings.day_first)
    }

    fn settle(&mut self) -> Result<(), String> {
        let settled = self.survey.settle(self.settings.day_first)?;
        self.clock = std::mem::take(&mut self.clock).settled(&settled);
        self.times = settled.says;
        Ok(())
    }

    fn times(&self) -> Option<&str> {
        Some(self.times.as_str()).filter(|says| !says.is_empty())
    }

    fn unfold(&self) -> Option<&dyn Unfold> {
        self.rows.as_ref().map(|rows| rows as &dyn Unfold)
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        let Framing::Rows { key, .. } = self.framing() else {
            return;
        };
        let mut rows = self.plan.rows(chunk.bytes);
        let mut row = ByteRecord::new();
        let mut open: Option<Open<'_>> = None;
        let mut stray: Option<Stray> = None;
        let mut number = chunk.first_record;
        let mut start = 0;
        // Reading from memory cannot fail, and a flexible reader takes rows of any length.
        while rows.read_byte_record(&mut row).unwrap_or(false) {
            let cell = key.map_or(&b""[..], |place| {
                row.get(place).unwrap_or_default().trim_ascii()
            });
            let end = rows.position().byte() as usize;
            let bytes = start..end;
            start = end;
            if self.plan.is_json()
                && let Some(fault) = row.get(FAULT).filter(|fault| !fault.is_empty())
            {
                emit(Err(fault_of(number, &String::from_utf8_lossy(fault))));
                number += 1;
                continue;
            }
            if self.plan.is_header(&row) {
                number += 1;
                continue;
            }
            let damaged =
                damage(&self.plan, &row, &chunk.bytes[bytes.clone()]).map(|what| Problem {
                    record: number,
                    what: format!("{what}; its conversation was left out"),
                    advice: "mend the row or export the table again",
                });
            let goes_on = key.is_some()
                && open
                    .as_ref()
                    .is_some_and(|open| cell.is_empty() || open.key == cell);
            if let Some(problem) = damaged {
                number += 1;
                if let Some(open) = open.as_mut().filter(|_| goes_on) {
                    open.problem.get_or_insert(problem);
                } else if let Some(earlier) = stray.replace(Stray {
                    key: cell.to_vec(),
                    problem,
                }) {
                    emit(Err(earlier.problem));
                }
                continue;
            }
            if !goes_on && let Some(done) = open.take() {
                self.close(done, chunk.bytes, emit);
            }
            let open = open.get_or_insert_with(|| Open {
                group: self.group(),
                key: Vec::new(),
                rows: Rows::default(),
                problem: None,
                ids: BTreeMap::new(),
                newer: BTreeMap::new(),
            });
            if !cell.is_empty() && open.key.is_empty() {
                open.key = cell.to_vec();
            }
            if let Some(Stray {
                key: its_key,
                problem,
            }) = stray.take()
            {
                if key.is_some() && (goes_on || its_key == open.key) {
                    open.problem.get_or_insert(problem);
                } else {
                    emit(Err(problem));
                }
            }
            if self.is_again(open, &row, number, &bytes) {
                number += 1;
                continue;
            }
            row = self.add(open, row, number, bytes);
            number += 1;
        }
        if let Some(done) = open {
            self.close(done, chunk.bytes, emit);
        }
        if let Some(stray) = stray {
            emit(Err(stray.problem));
        }
    }
}

impl TableReader {
    /// Whether a row is a message that was there before; it takes the place of the earlier one.
    fn is_again(
        &self,
        open: &mut Open<'_>,
        row: &ByteRecord,
        number: u64,
        bytes: &Range<usize>,
    ) -> bool {
        let id = self
            .plan
            .id
            .and_then(|place| row.get(place))
            .unwrap_or_default();
        if id.is_empty() {
            return false;
        }
        let first = *open.ids.entry(id.to_vec()).or_insert(number);
        if first != number {
            open.newer.insert(first, bytes.clone());
        }
        first != number
    }

    /// Adds a row, or remembers why it cannot be read. Gives the record back for the next one.
    fn add(
        &self,
        open: &mut Open<'_>,
        row: ByteRecord,
        number: u64,
        bytes: Range<usize>,
    ) -> ByteRecord {
        match StringRecord::from_byte_record(row) {
            Ok(row) => {
                let said = open.group.len();
                let at = open.group.add(&row, number);
                open.rows.add(at, open.group.len() > said, number, bytes);
                row.into_byte_record()
            }
            Err(error) => {
                let column = error.utf8_error().field();
                let name = self
                    .plan
                    .columns
                    .header
                    .get(column)
                    .map_or("", String::as_str);
                open.problem.get_or_insert_with(|| Problem {
                    record: number,
                    what: format!("column `{name}` is not UTF-8, so its conversation was left out"),
                    advice: "export the table again as UTF-8 (in Excel: CSV UTF-8)",
                });
                error.into_byte_record()
            }
        }
    }

    /// Gives the conversation away, its rows taken again where they came in another order than that of their times. A
    /// conversation with a row that cannot be read would be judged by half of what was said.
    fn close(&self, open: Open<'_>, bytes: &[u8], emit: Emit<'_, '_>) {
        if let Some(problem) = open.problem {
            emit(Err(problem));
            return;
        }
        if open.group.is_idle() {
            return;
        }
        let came = (!open.newer.is_empty()).then(|| open.rows.as_they_came());
        let Some(order) = open.rows.by_time().or(came) else {
            emit(Ok(open.group.finish()));
            return;
        };
        let mut group = self.group();
        let mut sorted = Vec::new();
        for (number, place) in &order {
            let place = open.newer.get(number).unwrap_or(place);
            sorted.extend_from_slice(&bytes[place.clone()]);
            // The last row of a file may lack its line end, which it needs before others.
            sorted.push(b'\n');
        }
        let mut rows = self.plan.rows(&sorted);
        let mut row = StringRecord::new();
        for (number, _) in order {
            if rows.read_record(&mut row).unwrap_or(false) {
                group.add(&row, number);
            }
        }
        emit(Ok(group.finish()));
    }
}
