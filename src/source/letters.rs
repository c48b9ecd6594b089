//! Messages of a mailbox as rows, one after the other, so that a mailbox of any size is read within the memory of one
//! message.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use super::decompress::Bytes;
use crate::format::{Letter, is_separator};

/// How much of one message is looked at. Words come before attachments, so only the latter can be longer.
const MESSAGE: usize = 64 << 20;

/// How long one line may be.
const LINE: u64 = 1 << 20;

/// Reads a mailbox, or a single message, and gives rows.
pub(super) struct Letters {
    bytes: BufReader<Bytes>,
    is_box: bool,
    /// Whether the line that begins the next message was read.
    is_begun: bool,
    rows: Cursor<Vec<u8>>,
}

impl Letters {
    /// The messages in `bytes`: many with a line `From …` before each (`is_box`), or one.
    pub(super) fn new(bytes: Bytes, is_box: bool) -> Self {
        Self {
            bytes: BufReader::new(bytes),
            is_box,
            is_begun: !is_box,
            rows: Cursor::default(),
        }
    }

    /// The next message; `None` at the end.
    fn message(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut message = Vec::new();
        let mut line = Vec::new();
        let mut is_after_blank = true;
        let mut any = false;
        loop {
            line.clear();
            let read = (&mut self.bytes).take(LINE).read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok((any || !message.is_empty()).then_some(message));
            }
            if self.is_box && is_after_blank && is_separator(line.trim_ascii_end()) {
                // The first one begins a message and ends none.
                if std::mem::replace(&mut self.is_begun, true) {
                    return Ok(Some(message));
                }
                any = true;
                continue;
            }
            is_after_blank = line.trim_ascii().is_empty();
            any |= !is_after_blank;
            // Mailboxes write `>From` where a line of the text begins with `From`.
            let quoted = line.iter().take_while(|byte| **byte == b'>').count();
            let is_quoted = self.is_box && quoted > 0 && line[quoted..].starts_with(b"From ");
            if message.len() < MESSAGE {
                message.extend_from_slice(&line[usize::from(is_quoted)..]);
            }
        }
    }
}

impl Read for Letters {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.rows.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(message) = self.message()? else {
                return Ok(0);
            };
            let mut rows = std::mem::take(&mut self.rows).into_inner();
            rows.clear();
            Letter::read(&message).write(&mut rows);
            self.rows = Cursor::new(rows);
        }
    }
}
