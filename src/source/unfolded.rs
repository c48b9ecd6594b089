//! Files whose records become rows before anything else looks at them.

use std::io::{self, Read};
use std::sync::Arc;

use super::feed::{Current, Delivered, Limits};
use super::file::FileError;
use super::open::Opened;
use crate::format::{Chunk, Framing, Reader, Table};

/// The rows of a file's records, as bytes of a table with its header.
pub(super) struct Unfolded {
    records: Current,
    reader: Arc<dyn Reader>,
    limits: Limits,
    buffer: Vec<u8>,
    table: Table,
    rows: Vec<u8>,
    given: usize,
}

impl Unfolded {
    /// The rows of `opened`, whose records are cut as `framing` says.
    pub(super) fn new(opened: Opened, framing: Framing, limits: Limits) -> Self {
        let reader = Arc::clone(&opened.content.reader);
        let mut table = Table::default();
        if let Some(unfold) = reader.unfold() {
            table.head(&unfold.header());
        }
        Self {
            records: Current::cut_as(opened, framing),
            reader,
            limits,
            buffer: Vec::new(),
            table,
            rows: Vec::new(),
            given: 0,
        }
    }

    /// Reads one more chunk of records. False at the end.
    fn advance(&mut self) -> io::Result<bool> {
        let Some(delivered) = self.records.next(&mut self.buffer, self.limits) else {
            return Ok(false);
        };
        match delivered {
            Delivered::Records { first_record, .. } => {
                let chunk = Chunk {
                    bytes: &self.buffer,
                    first_record,
                };
                if let Some(unfold) = self.reader.unfold() {
                    unfold.unfold(chunk, &mut self.table);
                }
            }
            Delivered::Unreadable(problem) => self.table.fault(problem.record, &problem.what, ""),
            Delivered::Failed(FileError::Truncated { what, .. }) => {
                return Err(io::Error::other(what));
            }
            Delivered::Failed(error) => return Err(io::Error::other(error.to_string())),
            Delivered::Skipped(_) => {}
        }
        Ok(true)
    }
}

impl Read for Unfolded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.rows.len() {
            self.rows.clear();
            self.given = 0;
            self.table.take(&mut self.rows);
            if self.rows.is_empty() && !self.advance()? {
                return Ok(0);
            }
        }
        let rest = &self.rows[self.given..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}
