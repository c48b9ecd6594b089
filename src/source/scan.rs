//! Looking at the rows of one file by the conversation that each belongs to.

use std::sync::Arc;

use memchr::memchr;
use xxhash_rust::xxh3::Xxh3;

use super::feed::{Current, Delivered, Limits};
use super::file::SourceFile;
use super::frame::RowCutter;
use super::open::{Content, Opened};
use crate::format::{Framing, JsonCut, JsonKey, Problem, record_key};

/// Neighbouring rows of one conversation.
pub(super) struct Piece<'c> {
    /// A hash of the conversation's key and of the layout of its file, so that equal columns join and others do not.
    pub(super) key: u128,
    /// The rows, each with its line end.
    pub(super) bytes: &'c [u8],
    /// Number of the first row in its file, from 1, and how many rows there are.
    pub(super) record: u64,
    pub(super) records: u64,
}

/// What holds the rows of a file together.
#[derive(Clone, Copy)]
pub(super) enum Keyed {
    /// A column of a table; `None` for messages, whose threads are found by other means, so that each row is a piece.
    Column {
        delimiter: u8,
        column: Option<usize>,
    },
    /// A value in each JSON record.
    Value { records: JsonCut, key: JsonKey },
}

impl Keyed {
    /// Whether the rows are messages, which name no conversation in a column.
    pub(super) const fn is_mail(self) -> bool {
        matches!(self, Self::Column { column: None, .. })
    }

    /// The framing under which each row is by itself.
    const fn every_row(self) -> Framing {
        match self {
            Self::Column { delimiter, .. } => Framing::Rows {
                delimiter,
                key: None,
            },
            Self::Value { records, .. } => records.framing(),
        }
    }

    /// Shows every row of whole rows, with its line end where it has one.
    pub(super) fn each(self, rows: &[u8], mut see: impl FnMut(&[u8])) {
        let Self::Column { delimiter, .. } = self else {
            return rows.split_inclusive(|byte| *byte == b'\n').for_each(see);
        };
        let mut cutter = RowCutter::going_on(delimiter, None, Vec::new());
        let mut start = 0;
        while let Some(unit) = cutter.next(rows) {
            see(&rows[start..unit.end]);
            start = unit.end;
        }
        if !rows[start..].trim_ascii().is_empty() {
            see(&rows[start..]);
        }
    }
}

/// What holds the rows of a file together; `None` where nothing does.
pub(super) fn keyed(content: &Content) -> Option<Keyed> {
    match content.reader.framing() {
        Framing::Rows {
            delimiter,
            key: Some(column),
        } => Some(Keyed::Column {
            delimiter,
            column: Some(column),
        }),
        Framing::Letters { .. } => Some(Keyed::Column {
            delimiter: b',',
            column: None,
        }),
        Framing::JsonRows { records, key } => Some(Keyed::Value { records, key }),
        _ => None,
    }
}

/// One pass over a file of rows.
pub(super) struct RowScan {
    current: Current,
    keyed: Keyed,
    layout: Xxh3,
    /// How many columns have a name.
    width: usize,
    /// The key of the last row, to which a row with a blank key belongs as well.
    held: Vec<u8>,
}

impl RowScan {
    /// A pass over `opened`; `None` where its rows have no key.
    /// With `is_apart`, no other file can join its conversations.
    pub(super) fn new(opened: Opened, is_apart: bool) -> Option<Self> {
        let keyed = keyed(&opened.content)?;
        let header = opened.content.header.trim_ascii();
        let mut layout = Xxh3::new();
        let mut width = 0;
        match keyed {
            Keyed::Column { delimiter, column } => {
                layout.update(&[delimiter]);
                layout.update(
                    &column
                        .map_or(u64::MAX, |column| column as u64)
                        .to_le_bytes(),
                );
                layout.update(header);
                let blank = header.iter().rev().take_while(|byte| **byte == delimiter);
                width = cells(&header[..header.len() - blank.count()], delimiter);
            }
            Keyed::Value { key, .. } => key.iter().for_each(|path| layout.update(path.as_bytes())),
        }
        if is_apart {
            layout.update(&opened.file.number.to_le_bytes());
        }
        Some(Self {
            current: Current::cut_as(opened, keyed.every_row()),
            keyed,
            layout,
            width,
            held: Vec::new(),
        })
    }

    /// Whether it reads messages, each of them a piece of its own.
    pub(super) const fn is_mail(&self) -> bool {
        self.keyed.is_mail()
    }

    /// The file it reads.
    pub(super) fn file(&self) -> &Arc<SourceFile> {
        &self.current.file
    }

    /// Shows the pieces of the next chunk, in order, to `see`; what cannot be read comes back. `None` at the end.
    ///
    /// # Errors
    /// The error of `see`.
    pub(super) fn next<E>(
        &mut self,
        buffer: &mut Vec<u8>,
        limits: Limits,
        see: impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Option<Result<Option<Delivered>, E>> {
        match self.current.next(buffer, limits)? {
            Delivered::Records { first_record, .. } => Some(match self.keyed {
                Keyed::Column { delimiter, column } => {
                    self.cut((delimiter, column), buffer, first_record, see)
                }
                Keyed::Value { key, .. } => {
                    self.cut_json(key, buffer, first_record, see).map(|()| None)
                }
            }),
            other => Some(Ok(Some(other))),
        }
    }

    fn cut_json<E>(
        &mut self,
        key: JsonKey,
        chunk: &mut Vec<u8>,
        mut record: u64,
        mut see: impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        // The last record of a file may lack its line end, which it needs before other records.
        if !chunk.ends_with(b"\n") {
            chunk.push(b'\n');
        }
        let (mut start, mut at, mut records) = (0, 0, 0);
        while at < chunk.len() {
            let end = at + memchr(b'\n', &chunk[at..]).map_or(chunk.len() - at, |end| end + 1);
            let next = record_key(&chunk[at..end], key).map(String::into_bytes);
            if let Some(next) = next.filter(|next| *next != self.held) {
                self.piece(&chunk[start..at], record, records, &mut see)?;
                record += records;
                (start, records) = (at, 0);
                self.held = next;
            }
            records += 1;
            at = end;
        }
        self.piece(&chunk[start..], record, records, &mut see)
    }

    fn piece<E>(
        &self,
        bytes: &[u8],
        record: u64,
        records: u64,
        see: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if records == 0 {
            return Ok(());
        }
        see(Piece {
            key: self.hash(&self.held),
            bytes,
            record,
            records,
        })
    }

    fn cut<E>(
        &mut self,
        (delimiter, column): (u8, Option<usize>),
        chunk: &mut Vec<u8>,
        mut record: u64,
        mut see: impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<Option<Delivered>, E> {
        let mut cutter = RowCutter::going_on(delimiter, column, std::mem::take(&mut self.held));
        let mut start = 0;
        let mut is_closed = false;
        let mut torn = None;
        loop {
            let (end, records, key) = match cutter.next(chunk) {
                Some(unit) => (unit.end, unit.records, cutter.done()),
                // The last row of a file may lack its line end, which it needs before other rows.
                None if !is_closed => {
                    is_closed = true;
                    if let Some((row, cells)) = self.torn_row(&cutter, chunk, delimiter) {
                        chunk.truncate(row);
                        torn = Some(cells);
                        continue;
                    }
                    chunk.extend_from_slice(cutter.missing_end());
                    continue;
                }
                None => (chunk.len(), cutter.held_rows(), cutter.key()),
            };
            if records > 0 {
                see(Piece {
                    key: self.hash(key),
                    bytes: &chunk[start..end],
                    record,
                    records,
                })?;
            }
            record += records;
            let is_last = end == chunk.len();
            start = end;
            if is_last {
                self.held = cutter.key().to_vec();
                return Ok(torn.map(|cells| self.torn(record, cells)));
            }
        }
    }

    /// Where the file's last row begins and how many cells it has, if it has neither a line end nor all of its cells.
    fn torn_row(&self, cutter: &RowCutter, chunk: &[u8], delimiter: u8) -> Option<(usize, usize)> {
        let row = cutter.row_start()?;
        let cells = cells(&chunk[row..], delimiter);
        (!cutter.missing_end().is_empty() && cells > 0 && cells < self.width)
            .then_some((row, cells))
    }

    fn torn(&self, record: u64, cells: usize) -> Delivered {
        Delivered::Unreadable(Problem {
            record,
            what: format!(
                "the file ends after {cells} of {} cells, so it was probably cut off; this row was left out",
                self.width
            ),
            advice: "export or copy the file again",
        })
    }

    /// Rows before the first key of a file belong to a conversation of their own, which no other file can join.
    fn hash(&self, key: &[u8]) -> u128 {
        let mut hash = self.layout.clone();
        if key.is_empty() {
            hash.update(&[0]);
            hash.update(&self.file().number.to_le_bytes());
        } else {
            hash.update(&[1]);
            hash.update(key);
        }
        hash.digest128()
    }
}

/// How many cells the first row in `row` has.
fn cells(row: &[u8], delimiter: u8) -> usize {
    let mut record = csv::ByteRecord::new();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(row);
    // Reading from memory cannot fail.
    let is_read = reader.read_byte_record(&mut record).unwrap_or(false);
    if is_read { record.len() } else { 0 }
}
