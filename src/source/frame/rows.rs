//! Delimited rows, kept together while the column that names their conversation stays the same.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::Unit;

/// Follows quoting and counts rows. A row whose key is blank belongs to the conversation above it, as in sheets that
/// write a shared value once.
pub(in crate::source) struct RowCutter {
    parser: Reader,
    key: Option<usize>,
    seen: usize,
    /// Where the row being read begins; `None` once its beginning was dropped.
    row: Option<usize>,
    column: usize,
    /// The key cell of the row being read, as far as it has been seen.
    cell: Vec<u8>,
    /// The key of the rows that are held together; empty before the first.
    held: Vec<u8>,
    rows: u64,
}

impl RowCutter {
    pub(super) fn new(delimiter: u8, key: Option<usize>) -> Self {
        Self {
            parser: ReaderBuilder::new().delimiter(delimiter).build(),
            key,
            seen: 0,
            row: Some(0),
            column: 0,
            cell: Vec::new(),
            held: Vec::new(),
            rows: 0,
        }
    }

    pub(super) fn next(&mut self, buffer: &[u8]) -> Option<Unit> {
        let mut cell = [0_u8; 1024];
        // The parser takes an empty slice for the end of the input, which only the feed knows.
        while self.seen < buffer.len() {
            let (result, read, written) = self.parser.read_field(&buffer[self.seen..], &mut cell);
            self.seen += read;
            if self.key == Some(self.column) {
                self.cell.extend_from_slice(&cell[..written]);
            }
            if let ReadFieldResult::Field { record_end } = result {
                let unit = self.end_field(record_end);
                if unit.is_some() {
                    return unit;
                }
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

    fn end_field(&mut self, record_end: bool) -> Option<Unit> {
        let cut = if self.key == Some(self.column) {
            self.end_key()
        } else {
            None
        };
        self.column += 1;
        if record_end {
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
        self.held = key.to_vec();
        if self.rows == 0 {
            None
        } else {
            self.row.map(|row| self.cut(row))
        }
    }

    fn cut(&mut self, end: usize) -> Unit {
        let records = std::mem::take(&mut self.rows);
        Unit {
            end,
            records,
            last: false,
        }
    }
}

/// Where the first row of `text` ends; `None` where it does not.
pub(in crate::source) fn first_row(text: &[u8], delimiter: u8) -> Option<usize> {
    let mut cutter = RowCutter::new(delimiter, None);
    cutter.next(text).map(|unit| unit.end)
}
