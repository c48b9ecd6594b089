//! Letting a reader look at its file before anything of it is read.
//!
//! What a file shows only by itself, above all whether its dates begin with the day, a reader is to know before the first
//! record is judged. Nearly always the beginning tells. Where it does not, the file is opened once more and shown until it
//! does; of a pipe the beginning has to do.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::frame::{RowCutter, first_row};
use super::open::{HEAD, Stream, strip_preamble};
use super::walk::Input;
use crate::format::{Chunk, Framing, Reader};

/// How much is read at once, and the longest row that is waited for.
const STEP: u64 = 256 << 10;
const LONGEST: usize = 16 << 20;

/// Shows `reader` the rows in `start`, which is what was read of `input` behind the header, and more where they do not
/// tell enough. `ended` says that there is no more.
///
/// # Errors
/// What nothing decides, and which setting would.
pub(super) fn survey(
    reader: &mut dyn Reader,
    input: &Input,
    start: &[u8],
    ended: bool,
) -> Result<(), String> {
    if let Framing::Rows { delimiter, .. } = reader.framing() {
        let (end, records) = if ended {
            (start.len(), 0)
        } else {
            whole(start, delimiter)
        };
        let bytes = &start[..end];
        let wants_more = reader.look(Chunk {
            bytes,
            first_record: 1,
        });
        // A pipe gives its bytes once.
        if wants_more && !ended && input.size.is_some() {
            look_on(reader, input, delimiter, (end, records));
        }
    }
    reader.settle()
}

/// Shows what comes behind the first `seen` bytes and records. What cannot be read is told when it is read.
fn look_on(reader: &mut dyn Reader, input: &Input, delimiter: u8, seen: (usize, u64)) {
    let Ok(mut stream) = Stream::open(input, &Arc::new(AtomicU64::new(0))) else {
        return;
    };
    let mut buffer = Vec::new();
    stream.fill(&mut buffer, HEAD);
    stream.recode(&mut buffer);
    strip_preamble(&mut buffer);
    let header = first_row(&buffer, delimiter).unwrap_or(buffer.len());
    buffer.drain(..(header + seen.0).min(buffer.len()));
    let mut record = 1 + seen.1;
    while !stream.ended && buffer.len() <= LONGEST {
        stream.fill(&mut buffer, STEP);
        let (end, records) = if stream.ended {
            (buffer.len(), 0)
        } else {
            whole(&buffer, delimiter)
        };
        let chunk = Chunk {
            bytes: &buffer[..end],
            first_record: record,
        };
        if end > 0 && !reader.look(chunk) {
            return;
        }
        record += records;
        buffer.drain(..end);
    }
}

/// Where the whole rows end, and how many there are.
fn whole(bytes: &[u8], delimiter: u8) -> (usize, u64) {
    let mut cutter = RowCutter::going_on(delimiter, None, Vec::new());
    let (mut end, mut records) = (0, 0);
    while let Some(unit) = cutter.next(bytes) {
        end = unit.end;
        records += unit.records;
    }
    (end, records)
}
