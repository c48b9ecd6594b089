//! The one reader that all workers share.
//!
//! A worker locks the feed, takes the next chunk into its own reused buffer, unlocks, and reads the chunk with the
//! reader that came with it. What is left over from a chunk (part of a record) waits in one small buffer, so memory
//! is bounded by the chunk and the longest record however large the input is.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::archive::members;
use super::file::{FileError, SourceFile};
use super::frame::Cutter;
use super::open::{Opened, Refusal, Stream, open};
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
    inputs: VecDeque<Input>,
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
            inputs: inputs.into(),
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
                let input = self.inputs.pop_front()?;
                if let Some(refused) = self.unpack(&input) {
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

    /// Puts the members of an archive in its place, or opens what is none.
    fn unpack(&mut self, input: &Input) -> Option<Delivery> {
        match members(input) {
            Ok(None) => self.open(input),
            Ok(Some(inside)) => {
                // The archive's own directory counts as read, so that progress still ends at the total.
                let stored: u64 = inside.iter().filter_map(|member| member.size).sum();
                let rest = input.size.unwrap_or_default().saturating_sub(stored);
                self.bytes.fetch_add(rest, Ordering::Relaxed);
                for member in inside.into_iter().rev() {
                    self.inputs.push_front(member);
                }
                None
            }
            Err(error) => {
                self.bytes
                    .fetch_add(input.size.unwrap_or_default(), Ordering::Relaxed);
                let file = SourceFile {
                    number: self.files,
                    name: input.name(),
                    named: input.named,
                    recognised: None,
                };
                self.files += 1;
                let what = match error {
                    FileError::Unsupported(what) if !input.named => {
                        Delivered::Skipped(what.to_owned())
                    }
                    error => Delivered::Failed(error),
                };
                Some(self.deliver(Arc::new(file), what))
            }
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
    stream: Stream,
    cutter: Cutter,
    /// Bytes behind the last chunk that are no whole record yet.
    carry: Vec<u8>,
    next_record: u64,
    /// An over-long record that comes behind the chunk just given.
    too_long: Option<u64>,
    /// Whether an over-long record is being passed over.
    skipping: bool,
    finished: bool,
}

/// What of a buffer can be given away.
#[derive(Default)]
struct Cut {
    /// Where the whole records end, and how many there are.
    end: usize,
    records: u64,
    /// Where what remains begins, and how many records between `end` and here are left out.
    rest: usize,
    left_out: u64,
}

impl Current {
    fn new(opened: Opened) -> Self {
        let content = opened.content;
        let cutter = Cutter::new(content.reader.framing());
        Self {
            file: opened.file,
            reader: content.reader,
            stream: content.stream,
            cutter,
            carry: content.start,
            next_record: 1,
            too_long: None,
            skipping: false,
            finished: false,
        }
    }

    fn next(&mut self, buffer: &mut Vec<u8>, limits: Limits) -> Option<Delivered> {
        if let Some(record) = self.too_long.take() {
            return Some(too_long(record, limits));
        }
        if self.finished {
            return None;
        }
        buffer.clear();
        buffer.append(&mut self.carry);
        loop {
            // More is read only when nothing whole is left, so a file's head becomes a chunk of its own.
            let cut = self.cut(buffer, limits);
            if cut.rest > 0 {
                if let Some(delivered) = self.give(buffer, &cut, limits) {
                    return Some(delivered);
                }
                continue;
            }
            if self.stream.ended {
                return self.finish(buffer, limits);
            }
            if self.drop_too_long(buffer, limits) {
                self.carry.append(buffer);
                return Some(too_long(self.next_record, limits));
            }
            self.stream.fill(buffer, limits.chunk as u64);
        }
    }

    /// Finds the whole records in `buffer`, up to the first that is too long or is already being passed over.
    fn cut(&mut self, buffer: &mut [u8], limits: Limits) -> Cut {
        let mut cut = Cut::default();
        while let Some(unit) = self.cutter.next(buffer) {
            let is_long = self.skipping || unit.end - cut.rest > limits.max_record;
            cut.rest = unit.end;
            if is_long {
                cut.left_out = unit.records;
                break;
            }
            cut.end = unit.end;
            cut.records += unit.records;
            if unit.last {
                break;
            }
        }
        cut
    }

    /// Keeps what a cut leaves and gives its records, or the problem that stands there instead. `None` where an
    /// over-long record has just come to its end, `buffer` then holding what is behind it.
    fn give(&mut self, buffer: &mut Vec<u8>, cut: &Cut, limits: Limits) -> Option<Delivered> {
        let first_record = self.next_record;
        self.next_record += cut.records + cut.left_out;
        self.cutter.forget(cut.rest);
        let was_told = std::mem::take(&mut self.skipping);
        let problem = (cut.left_out > 0 && !was_told).then_some(first_record + cut.records);
        if cut.end == 0 && problem.is_none() {
            buffer.drain(..cut.rest);
            return None;
        }
        self.carry.extend_from_slice(&buffer[cut.rest..]);
        buffer.truncate(cut.end);
        if cut.end == 0 {
            return problem.map(|record| too_long(record, limits));
        }
        self.too_long = problem;
        Some(Delivered::Records {
            reader: Arc::clone(&self.reader),
            first_record,
        })
    }

    /// The input has ended: what is left is the last record, unless the input was cut off, which leaves a torn one.
    fn finish(&mut self, buffer: &mut Vec<u8>, limits: Limits) -> Option<Delivered> {
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
        if buffer.len() > limits.max_record && !self.cutter.is_whole() {
            return Some(too_long(self.next_record, limits));
        }
        Some(Delivered::Records {
            reader: Arc::clone(&self.reader),
            first_record: self.next_record,
        })
    }

    /// Drops what is known of a record that is too long. True where that is news.
    fn drop_too_long(&mut self, buffer: &mut Vec<u8>, limits: Limits) -> bool {
        let mut spare = self.cutter.spare();
        let ahead = buffer.len() - spare;
        let is_long = spare.max(ahead) > limits.max_record && !self.cutter.is_whole();
        if !is_long && !self.skipping {
            return false;
        }
        if ahead > limits.max_record {
            spare = buffer.len();
        }
        buffer.drain(..spare);
        self.cutter.forget(spare);
        !std::mem::replace(&mut self.skipping, true)
    }
}

fn too_long(record: u64, limits: Limits) -> Delivered {
    Delivered::Unreadable(Problem {
        record,
        what: format!("longer than {} bytes", limits.max_record),
        advice: "split it, or raise --max-record",
    })
}
