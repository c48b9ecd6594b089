//! The one reader that all workers share.
//!
//! A worker locks the feed, takes the next chunk into its own reused buffer, unlocks, and reads the chunk with the
//! reader that came with it. What is left over from a chunk (part of a record) waits in one small buffer, so memory
//! is bounded by the chunk and the longest record however large the input is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::file::{FileError, SourceFile};
use super::frame::Cutter;
use super::open::{Opened, Refusal, open};
use super::walk::Input;
use crate::format::{Format, Problem, ReadSettings, Reader};

/// How much is read at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes read for one chunk. A chunk is this large, more or less one record.
    pub chunk: usize,
    /// Bytes of the longest record, or of the rows of one conversation, that are still read.
    pub max_record: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            chunk: 1 << 20,
            max_record: 16 << 20,
        }
    }
}

/// One step of a run, in input order.
pub struct Delivery {
    /// Its number in the run, from 0, without gaps.
    pub sequence: u64,
    /// The file it comes from.
    pub file: Arc<SourceFile>,
    /// What it is.
    pub what: Delivered,
}

/// What a delivery brings.
pub enum Delivered {
    /// Whole records, now in the buffer.
    Records {
        /// Reads them.
        reader: Arc<dyn Reader>,
        /// Number of the first one in its file, from 1.
        first_record: u64,
    },
    /// A record that was left out; reading goes on behind it.
    Unreadable(Problem),
    /// A file, or the rest of it, that cannot be used: the run is incomplete.
    Failed(FileError),
    /// A file that is no transcript, and why; no error.
    Skipped(String),
}

/// Reads inputs one after the other and hands out chunks of whole records.
pub struct Feed {
    inputs: std::vec::IntoIter<Input>,
    forced: Option<&'static dyn Format>,
    settings: ReadSettings,
    limits: Limits,
    current: Option<Current>,
    files: u32,
    sequence: u64,
    bytes: Arc<AtomicU64>,
    total: Option<u64>,
    incomplete: bool,
}

impl Feed {
    /// A feed over `inputs`. `forced` takes the place of recognising each file.
    #[must_use]
    pub fn new(
        inputs: Vec<Input>,
        settings: ReadSettings,
        forced: Option<&'static dyn Format>,
        limits: Limits,
    ) -> Self {
        let total = inputs.iter().map(|input| input.size).sum();
        Self {
            inputs: inputs.into_iter(),
            forced,
            settings,
            limits,
            current: None,
            files: 0,
            sequence: 0,
            bytes: Arc::new(AtomicU64::new(0)),
            total,
            incomplete: false,
        }
    }

    /// Bytes read so far, as stored (compressed), shared with whoever shows progress.
    #[must_use]
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes)
    }

    /// Bytes of all inputs as stored; `None` where an input's size is not known (a pipe).
    #[must_use]
    pub const fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    /// Whether a file, or part of one, could not be read so far.
    #[must_use]
    pub const fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// The next delivery; `None` at the end of the last input. `buffer` is overwritten, and holds whole records where
    /// the delivery says so.
    pub fn next(&mut self, buffer: &mut Vec<u8>) -> Option<Delivery> {
        loop {
            let Some(current) = &mut self.current else {
                let input = self.inputs.next()?;
                if let Some(refused) = self.open(&input) {
                    return Some(refused);
                }
                continue;
            };
            if let Some(what) = current.next(buffer, self.limits) {
                let file = Arc::clone(&current.file);
                return Some(self.deliver(file, what));
            }
            self.current = None;
        }
    }

    fn open(&mut self, input: &Input) -> Option<Delivery> {
        let before = self.bytes.load(Ordering::Relaxed);
        let number = self.files;
        self.files += 1;
        match open(input, number, self.forced, &self.settings, &self.bytes) {
            Ok(opened) => {
                self.current = Some(Current::new(opened));
                None
            }
            Err((file, refusal)) => {
                // What will not be read counts as read, so that progress still ends at the total.
                if let Some(size) = input.size {
                    self.bytes.store(before + size, Ordering::Relaxed);
                }
                let what = match refusal {
                    Refusal::Skipped(reason) => Delivered::Skipped(reason),
                    Refusal::Failed(error) => Delivered::Failed(error),
                };
                Some(self.deliver(Arc::new(file), what))
            }
        }
    }

    fn deliver(&mut self, file: Arc<SourceFile>, what: Delivered) -> Delivery {
        self.incomplete |= matches!(what, Delivered::Failed(_));
        let sequence = self.sequence;
        self.sequence += 1;
        Delivery {
            sequence,
            file,
            what,
        }
    }
}

/// The file being read.
struct Current {
    file: Arc<SourceFile>,
    reader: Arc<dyn Reader>,
    stream: super::open::Stream,
    cutter: Cutter,
    /// Bytes behind the last chunk that are no whole record yet.
    carry: Vec<u8>,
    next_record: u64,
    /// Whether an over-long record is being passed over.
    skipping: bool,
    finished: bool,
}

impl Current {
    fn new(opened: Opened) -> Self {
        let cutter = Cutter::new(opened.content.reader.framing());
        Self {
            file: opened.file,
            reader: opened.content.reader,
            stream: opened.content.stream,
            cutter,
            carry: opened.content.start,
            next_record: 1,
            skipping: false,
            finished: false,
        }
    }

    fn next(&mut self, buffer: &mut Vec<u8>, limits: Limits) -> Option<Delivered> {
        if self.finished {
            return None;
        }
        buffer.clear();
        buffer.extend_from_slice(&self.carry);
        self.carry.clear();
        loop {
            // More is read only when nothing whole is left, so a file's head becomes a chunk of its own.
            let (end, records) = self.whole_units(buffer);
            if end > 0 && self.skipping {
                self.skipping = false;
                self.next_record += records;
                buffer.drain(..end);
                self.cutter.forget(end);
                continue;
            }
            if end > 0 {
                self.carry.extend_from_slice(&buffer[end..]);
                buffer.truncate(end);
                self.cutter.forget(end);
                return Some(self.records(records));
            }
            if self.stream.ended {
                return self.finish(buffer);
            }
            if (self.skipping || buffer.len() > limits.max_record) && !self.cutter.is_whole() {
                self.drop_spare(buffer, limits);
                if !self.skipping {
                    self.skipping = true;
                    self.carry.extend_from_slice(buffer);
                    return Some(Delivered::Unreadable(self.too_long(limits)));
                }
            }
            self.stream.fill(buffer, limits.chunk as u64);
        }
    }

    /// Where the last whole unit in `buffer` ends (the first, while skipping), and how many records that is.
    fn whole_units(&mut self, buffer: &mut [u8]) -> (usize, u64) {
        let (mut end, mut records) = (0, 0);
        while let Some(unit) = self.cutter.next(buffer) {
            end = unit.end;
            records += unit.records;
            if unit.last || self.skipping {
                break;
            }
        }
        (end, records)
    }

    fn records(&mut self, records: u64) -> Delivered {
        let first_record = self.next_record;
        self.next_record += records;
        Delivered::Records {
            reader: Arc::clone(&self.reader),
            first_record,
        }
    }

    /// The input has ended: what is left is the last record, unless the input was cut off, which leaves a torn one.
    fn finish(&mut self, buffer: &mut Vec<u8>) -> Option<Delivered> {
        self.finished = true;
        let inside = self
            .cutter
            .is_inside()
            .then(|| "a value or list is not closed".to_owned());
        if let Some(what) = self.stream.fault.take().or(inside) {
            buffer.clear();
            return Some(Delivered::Failed(FileError::Truncated {
                record: self.next_record,
                what,
            }));
        }
        if self.skipping || buffer.trim_ascii().is_empty() {
            return None;
        }
        Some(self.records(1))
    }

    fn drop_spare(&mut self, buffer: &mut Vec<u8>, limits: Limits) {
        let mut spare = self.cutter.spare();
        if buffer.len() - spare > limits.max_record {
            spare = buffer.len();
        }
        buffer.drain(..spare);
        self.cutter.forget(spare);
    }

    fn too_long(&self, limits: Limits) -> Problem {
        Problem {
            record: self.next_record,
            what: format!("longer than {} bytes", limits.max_record),
            advice: "split it, or raise --max-record",
        }
    }
}
