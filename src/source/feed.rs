//! The one reader that all workers share.
//!
//! A worker locks the feed, takes the next chunk into its own reused buffer, unlocks, and reads the chunk with the
//! reader that came with it. What is left over from a chunk (part of a record) waits in one small buffer, so memory
//! is bounded by the chunk and the longest record however large the input is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::file::{FileError, SourceFile};
use super::frame::Cutter;
use super::gather::{Gathered, gather};
use super::open::{Opened, Refusal, Stream};
use super::place::Rows;
use super::reopen::Opener;
use super::scan::keyed;
use super::walk::Input;
use crate::format::{Format, Framing, Problem, ReadSettings, Reader};

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
            chunk: 256 << 10,
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
        /// Where the rows were read, where they were gathered from several places.
        rows: Option<Rows>,
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
    opener: Opener,
    limits: Limits,
    current: Option<Source>,
    /// Whether it was seen which conversations are scattered, and their rows if there are any.
    looked: bool,
    is_apart: bool,
    gathered: Option<Gathered>,
    /// Whether the current file gave anything.
    has_given: bool,
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
        let opener = Opener::new(inputs, settings, forced, limits);
        let total = opener.total();
        Self {
            opener,
            limits,
            current: None,
            looked: false,
            is_apart: false,
            gathered: None,
            has_given: false,
            files: 0,
            sequence: 0,
            bytes: Arc::new(AtomicU64::new(0)),
            total,
            incomplete: false,
        }
    }

    /// The same, with every file by itself: rows in another one join no conversation.
    #[must_use]
    pub const fn files_apart(mut self) -> Self {
        self.is_apart = true;
        self
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
        if !std::mem::replace(&mut self.looked, true) {
            match gather(&mut self.opener, self.limits, self.is_apart, &self.bytes) {
                Ok(gathered) => self.gathered = gathered,
                Err((file, error)) => {
                    self.files = self.opener.count();
                    return Some(self.deliver(file, Delivered::Failed(error)));
                }
            }
        }
        loop {
            let found = match &mut self.current {
                None if self.files == self.opener.count() => return None,
                None => {
                    if let Some(refused) = self.open() {
                        return Some(refused);
                    }
                    continue;
                }
                Some(Source::Streamed(current)) => current
                    .next(buffer, self.limits)
                    .map(|what| (Arc::clone(&current.file), what)),
                Some(Source::Gathered(opened)) => self
                    .gathered
                    .as_mut()
                    .and_then(|rows| rows.next(opened, buffer, self.limits, &self.bytes))
                    .map(|what| (Arc::clone(&opened.file), what)),
            };
            if let Some((file, what)) = found {
                self.has_given = true;
                return Some(self.deliver(file, what));
            }
            if let Some(Source::Streamed(empty)) = self.current.take()
                && !self.has_given
            {
                let reason = "holds no record".to_owned();
                return Some(self.deliver(empty.file, Delivered::Skipped(reason)));
            }
        }
    }

    fn open(&mut self) -> Option<Delivery> {
        let before = self.bytes.load(Ordering::Relaxed);
        let number = self.files;
        self.files += 1;
        self.has_given = false;
        match self.opener.open(number, &self.bytes) {
            Ok(opened) if self.gathered.is_some() && keyed(&opened.content).is_some() => {
                self.bytes.store(before, Ordering::Relaxed);
                self.current = Some(Source::Gathered(opened));
                None
            }
            Ok(opened) => {
                self.current = Some(Source::Streamed(Box::new(Current::new(opened))));
                None
            }
            Err(refused) => {
                let (file, refusal) = *refused;
                // What will not be read counts as read, so that progress still ends at the total.
                if let Some(size) = self.opener.size(number) {
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

/// Where the next chunk of a file comes from.
enum Source {
    /// From the file itself.
    Streamed(Box<Current>),
    /// From the rows that were gathered, of which the file holds the first.
    Gathered(Opened),
}

/// The file being read.
pub(super) struct Current {
    pub(super) file: Arc<SourceFile>,
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
        let framing = opened.content.reader.framing();
        Self::cut_as(opened, framing)
    }

    /// The same, cut in another way than its reader asks for.
    pub(super) fn cut_as(opened: Opened, framing: Framing) -> Self {
        let content = opened.content;
        let cutter = Cutter::new(framing);
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

    pub(super) fn next(&mut self, buffer: &mut Vec<u8>, limits: Limits) -> Option<Delivered> {
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
            rows: None,
        })
    }

    /// The input has ended: what is left is the last record, unless the input was cut off, which leaves a torn one.
    fn finish(&mut self, buffer: &mut Vec<u8>, limits: Limits) -> Option<Delivered> {
        self.finished = true;
        let inside = self
            .cutter
            .is_inside()
            .then(|| "a quote, value or list is not closed".to_owned());
        if let Some(what) = self.stream.fault.take().or(inside) {
            buffer.clear();
            return Some(Delivered::Failed(FileError::Truncated {
                record: self.next_record + self.cutter.held(),
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
            rows: None,
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

pub(super) fn too_long(record: u64, limits: Limits) -> Delivered {
    Delivered::Unreadable(Problem {
        record,
        what: format!("longer than {} bytes", limits.max_record),
        advice: "split it, or raise --max-record",
    })
}
