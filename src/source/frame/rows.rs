//! Delimited rows, kept together while the column that names their conversation stays the same.
//!
//! Cutting is the one thing that workers cannot do at the same time, so it looks at no more bytes than it has to:
//! quotes, delimiters and line ends. A test holds it to the parser's idea of a row, byte by byte.

use memchr::{memchr, memchr3};

use super::Unit;

/// What the next byte belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// What is left of a line end, a blank line, or the first cell.
    RowStart,
    /// A cell that may open with a quote.
    CellStart,
    /// A cell outside quotes; a quote in the middle of it is a letter like any other.
    Bare,
    /// Within quotes.
    Quoted,
    /// Behind a quote that closes, unless another one follows.
    Closing,
}

/// Follows quoting and counts rows. A row whose key is blank belongs to the conversation above it, as in sheets that
/// write a shared value once.
pub(in crate::source) struct RowCutter {
    delimiter: u8,
    key: Option<usize>,
    place: Place,
    seen: usize,
    /// Where the row being read begins; `None` once its beginning was dropped.
    row: Option<usize>,
    column: usize,
    /// The key cell of the row being read, as far as it has been seen.
    cell: Vec<u8>,
    /// The key of the rows that are held together; empty before the first.
    held: Vec<u8>,
    /// The key of the unit that was cut last.
    done: Vec<u8>,
    rows: u64,
}

impl RowCutter {
    pub(super) fn new(delimiter: u8, key: Option<usize>) -> Self {
        Self::going_on(delimiter, key, Vec::new())
    }

    /// A cutter for rows that come behind others of the key `held`.
    pub(in crate::source) fn going_on(delimiter: u8, key: Option<usize>, held: Vec<u8>) -> Self {
        Self {
            delimiter,
            key,
            place: Place::RowStart,
            seen: 0,
            row: Some(0),
            column: 0,
            cell: Vec::new(),
            held,
            done: Vec::new(),
            rows: 0,
        }
    }

    pub(in crate::source) fn next(&mut self, buffer: &[u8]) -> Option<Unit> {
        while let Some(byte) = buffer.get(self.seen).copied() {
            match self.place {
                Place::RowStart if is_line_end(byte) => {
                    self.seen += 1;
                    self.row = Some(self.seen);
                }
                Place::RowStart => self.place = Place::CellStart,
                Place::CellStart if byte == b'"' => self.step(Place::Quoted),
                Place::Bare => {
                    let rest = &buffer[self.seen..];
                    let end = memchr3(self.delimiter, b'\n', b'\r', rest);
                    self.read(&rest[..end.unwrap_or(rest.len())]);
                    if let Some(end) = end
                        && let Some(unit) = self.end_cell(is_line_end(rest[end]))
                    {
                        return Some(unit);
                    }
                }
                Place::Quoted => {
                    let rest = &buffer[self.seen..];
                    let end = memchr(b'"', rest);
                    self.read(&rest[..end.unwrap_or(rest.len())]);
                    if end.is_some() {
                        self.step(Place::Closing);
                    }
                }
                Place::Closing if byte == b'"' => {
                    self.read(b"\"");
                    self.place = Place::Quoted;
                }
                Place::CellStart | Place::Closing => self.place = Place::Bare,
            }
        }
        None
    }

    pub(super) fn forget(&mut self, count: usize) {
        self.seen -= count;
        self.row = self.row.and_then(|row| row.checked_sub(count));
    }

    pub(super) fn spare(&self) -> usize {
        match (self.row, self.key) {
            // The row's key is not known yet: it may be the first of the next conversation.
            (Some(row), Some(key)) if self.column <= key => row,
            _ => self.seen,
        }
    }

    pub(super) fn is_inside(&self) -> bool {
        self.place == Place::Quoted
    }

    pub(in crate::source) const fn held_rows(&self) -> u64 {
        self.rows
    }

    /// The key of the rows that are held together and not cut yet.
    pub(in crate::source) fn key(&self) -> &[u8] {
        &self.held
    }

    /// The key of the unit that was cut last.
    pub(in crate::source) fn done(&self) -> &[u8] {
        &self.done
    }

    /// Where the row being read begins, while that is known.
    pub(in crate::source) const fn row_start(&self) -> Option<usize> {
        self.row
    }

    /// What the row being read lacks to be whole, if nothing more comes.
    pub(in crate::source) const fn missing_end(&self) -> &'static [u8] {
        match self.place {
            Place::RowStart => b"",
            Place::Quoted => b"\"\n",
            _ => b"\n",
        }
    }

    fn step(&mut self, place: Place) {
        self.seen += 1;
        self.place = place;
    }

    /// Passes over bytes of a cell, keeping them where it is the key.
    fn read(&mut self, bytes: &[u8]) {
        self.seen += bytes.len();
        if self.key == Some(self.column) {
            self.cell.extend_from_slice(bytes);
        }
    }

    /// Passes over the byte that ends a cell, and perhaps the row.
    fn end_cell(&mut self, ends_row: bool) -> Option<Unit> {
        self.step(if ends_row {
            Place::RowStart
        } else {
            Place::CellStart
        });
        let cut = if self.key == Some(self.column) {
            self.end_key()
        } else {
            None
        };
        self.column += 1;
        if ends_row {
            self.column = 0;
            self.cell.clear();
            self.row = Some(self.seen);
            self.rows += 1;
            if self.key.is_none() {
                return Some(self.cut(self.seen));
            }
        }
        cut
    }

    /// Compares the key just read with the held one; the rows before this one are a unit where it differs.
    fn end_key(&mut self) -> Option<Unit> {
        let key = self.cell.trim_ascii();
        if key.is_empty() || key == self.held {
            return None;
        }
        std::mem::swap(&mut self.done, &mut self.held);
        self.held.clear();
        self.held.extend_from_slice(key);
        let before = if self.rows == 0 { None } else { self.row };
        before.map(|row| self.cut(row))
    }

    fn cut(&mut self, end: usize) -> Unit {
        Unit {
            end,
            records: std::mem::take(&mut self.rows),
            last: false,
        }
    }
}

const fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Where the first row of `text` ends; `None` where it does not.
pub(in crate::source) fn first_row(text: &[u8], delimiter: u8) -> Option<usize> {
    let mut cutter = RowCutter::new(delimiter, None);
    cutter.next(text).map(|unit| unit.end)
}
