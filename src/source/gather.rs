//! Bringing the rows of a conversation together where they are not neighbours.
//!
//! A first pass looks at keys alone. Where no conversation comes back after another one began, nothing is written and
//! the files are streamed as they are. Else a second pass sorts all rows on disk by the conversation's first row, and
//! the sorted rows take the place of the files: whoever reads chunks sees every conversation whole, where it began.
//!
//! Messages are always sorted: which thread each belongs to is known only when all were seen.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::again::Again;
use super::encoding::UTF_8;
use super::feed::{Delivered, Limits, too_long};
use super::file::{FileError, SourceFile};
use super::open::Opened;
use super::place::Rows;
use super::reopen::Opener;
use super::scan::{Keyed, RowScan, keyed};
use crate::format::Threads;
use crate::spill::{Sorted, Sorter};

/// How much of a file is looked at once. What is sorted is at most this long, or one row.
const LOOK: usize = 64 << 10;

/// What each sort holds in memory. Two are at work at the same time, beside everything else that a run needs.
const BUDGET: usize = 2 << 20;

/// Looks at every file of rows, and gathers their rows if a conversation is scattered.
///
/// # Errors
/// Where the temporary files cannot be written or read, with the file at which it stopped.
pub(super) fn gather(
    opener: &mut Opener,
    limits: Limits,
    is_apart: bool,
    bytes: &Arc<AtomicU64>,
) -> Result<Option<Gathered>, (Arc<SourceFile>, FileError)> {
    let limits = Limits {
        chunk: limits.chunk.min(LOOK),
        ..limits
    };
    let mut pass = Pass {
        opener,
        limits,
        is_apart,
        bytes,
        file: None,
        threads: Vec::new(),
    };
    let gathered = pass.gather();
    let file = pass.file.take();
    // The bar is filled once by each pass.
    bytes.store(0, Ordering::Relaxed);
    match (gathered, file) {
        (Ok(gathered), _) => Ok(gathered),
        (Err(error), file) => {
            let file = file.unwrap_or_else(|| {
                Arc::new(SourceFile {
                    number: 0,
                    name: opener.name(0),
                    named: true,
                    recognised: None,
                    encoding: UTF_8,
                    times: None,
                })
            });
            Err((file, FileError::Unsorted(error.to_string())))
        }
    }
}

struct Pass<'o> {
    opener: &'o mut Opener,
    limits: Limits,
    /// Whether rows are joined inside a file only.
    is_apart: bool,
    bytes: &'o Arc<AtomicU64>,
    /// The file being read, for messages.
    file: Option<Arc<SourceFile>>,
    /// For each message of the run, in order, the number of its thread.
    threads: Vec<u32>,
}

/// Neighbouring rows of one conversation, as often as it comes back: the conversation, and the number of the run.
type Runs = Sorter;

impl Pass<'_> {
    fn gather(&mut self) -> io::Result<Option<Gathered>> {
        let runs = self.runs()?;
        let Some(firsts) = firsts(runs, !self.threads.is_empty())? else {
            return Ok(None);
        };
        self.bytes.store(0, Ordering::Relaxed);
        self.rows(firsts).map(Some)
    }

    /// The first pass: which conversation every run belongs to.
    fn runs(&mut self) -> io::Result<Runs> {
        let mut runs = Runs::with_budget(BUDGET);
        let (mut number, mut buffer) = (0_u64, Vec::new());
        let (mut threads, mut letters) = (Threads::default(), Vec::new());
        for file in 0..self.opener.count() {
            let Some(mut scan) = self.scan(file)? else {
                continue;
            };
            let mut last = None;
            let is_mail = scan.is_mail();
            let seed = if self.is_apart { u64::from(file) } else { 0 };
            while let Some(seen) = scan.next(&mut buffer, self.limits, |piece| {
                if last == Some(piece.key) && !is_mail {
                    return Ok(());
                }
                last = Some(piece.key);
                number += 1;
                if is_mail {
                    threads.add(piece.bytes, seed);
                    letters.push(number);
                    return Ok(());
                }
                runs.push(&piece.key.to_be_bytes(), &number.to_be_bytes())
            }) {
                seen?;
            }
        }
        self.threads = threads.numbers();
        for (thread, number) in self.threads.iter().zip(letters) {
            runs.push(&thread_key(*thread).to_be_bytes(), &number.to_be_bytes())?;
        }
        Ok(runs)
    }

    /// The second pass: every piece under the number of its conversation's first run.
    fn rows(&mut self, mut firsts: Sorted) -> io::Result<Gathered> {
        let mut rows = Sorter::with_budget(BUDGET);
        let mut faults = Vec::new();
        let (mut stored, mut total, mut count) = (0, 0, 0_u64);
        let threads = std::mem::take(&mut self.threads);
        let mut threads = threads.iter();
        let (mut buffer, mut payload) = (Vec::new(), Vec::new());
        for number in 0..self.opener.count() {
            let Some(mut scan) = self.scan(number)? else {
                continue;
            };
            stored += self.opener.size(number).unwrap_or_default();
            let mut last = None;
            let mut first = 0;
            let is_mail = scan.is_mail();
            while let Some(seen) = scan.next(&mut buffer, self.limits, |piece| {
                let piece_key = if is_mail {
                    threads.next().map_or(0, |thread| thread_key(*thread))
                } else {
                    piece.key
                };
                if last != Some(piece_key) || is_mail {
                    last = Some(piece_key);
                    first = first_of(&mut firsts, piece_key)?;
                }
                count += 1;
                total += piece.bytes.len() as u64;
                payload.clear();
                payload.extend_from_slice(&number.to_be_bytes());
                payload.extend_from_slice(&piece.record.to_be_bytes());
                payload.extend_from_slice(&piece.records.to_be_bytes());
                payload.extend_from_slice(piece.bytes);
                // A message's row has room for the name of its thread in front.
                let name = format!("{piece_key:032x}");
                if is_mail && let Some(room) = payload.get_mut(20..20 + name.len()) {
                    room.copy_from_slice(name.as_bytes());
                }
                let mut key = [0; 16];
                key[..8].copy_from_slice(&first.to_be_bytes());
                key[8..].copy_from_slice(&count.to_be_bytes());
                rows.push(&key, &payload)
            }) {
                if let Some(fault) = seen? {
                    faults.push((number, fault));
                }
            }
        }
        faults.reverse();
        let names = (0..self.opener.count()).map(|number| self.opener.name(number).into());
        let mut gathered = Gathered {
            rows: rows.sorted()?,
            head: None,
            faults,
            names: names.collect(),
            given: None,
            meter: Meter {
                stored,
                total,
                done: 0,
            },
        };
        gathered.advance()?;
        Ok(gathered)
    }

    fn scan(&mut self, number: u32) -> io::Result<Option<RowScan>> {
        let before = self.bytes.load(Ordering::Relaxed);
        let opened = self.opener.look(number, self.bytes)?;
        let scan = opened.and_then(|opened| RowScan::new(opened, self.is_apart));
        match &scan {
            Some(scan) => self.file = Some(Arc::clone(scan.file())),
            None => self.bytes.store(
                before + self.opener.size(number).unwrap_or_default(),
                Ordering::Relaxed,
            ),
        }
        Ok(scan)
    }
}

/// The key of a thread, which no hash of a table's key is, as good as certainly.
const fn thread_key(thread: u32) -> u128 {
    thread as u128
}

/// For every run, in order, its conversation and the number of that one's first run; `None` where each conversation
/// has one run, unless `is_sorted` asks for it all the same.
fn firsts(runs: Runs, is_sorted: bool) -> io::Result<Option<Sorted>> {
    let mut runs = runs.sorted()?;
    let mut firsts = Sorter::with_budget(BUDGET);
    let (mut last, mut first) = ([0; 16], [0; 8]);
    let (mut is_scattered, mut is_begun) = (is_sorted, false);
    while let Some((key, run)) = runs.next_record()? {
        if is_begun && key == last {
            is_scattered = true;
        } else {
            is_begun = true;
            last.copy_from_slice(key);
            first.copy_from_slice(run);
        }
        let mut payload = [0; 24];
        payload[..16].copy_from_slice(key);
        payload[16..].copy_from_slice(&first);
        firsts.push(run, &payload)?;
    }
    if is_scattered {
        firsts.sorted().map(Some)
    } else {
        Ok(None)
    }
}

/// The first run of the conversation that comes next, which must be the one that the first pass saw there.
fn first_of(firsts: &mut Sorted, key: u128) -> io::Result<u64> {
    let next = firsts.next_record()?;
    next.and_then(|(_, payload)| payload.strip_prefix(&key.to_be_bytes()))
        .map(number)
        .ok_or_else(|| io::Error::other("it changed while it was read"))
}

/// A number of up to eight bytes, the highest first.
fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// All rows of a run, conversation by conversation.
pub(super) struct Gathered {
    rows: Sorted,
    head: Option<Head>,
    /// What the second pass could not read, by file, the last one first.
    faults: Vec<(u32, Delivered)>,
    names: Vec<Arc<str>>,
    /// The last file of which something was given.
    given: Option<u32>,
    meter: Meter,
}

/// Rows that wait to be given.
struct Head {
    conversation: u64,
    file: u32,
    record: u64,
    records: u64,
    bytes: Vec<u8>,
}

/// Spreads the stored size of the files over their rows, for a progress bar.
struct Meter {
    stored: u64,
    total: u64,
    done: u64,
}

impl Gathered {
    /// The next chunk of conversations that begin in the file `opened`; `None` where there is none left. Every file
    /// gives something, so that it is known to have been read.
    pub(super) fn next(
        &mut self,
        opened: &Opened,
        buffer: &mut Vec<u8>,
        limits: Limits,
        bytes: &AtomicU64,
    ) -> Option<Delivered> {
        let file = opened.file.number;
        let keyed = keyed(&opened.content)?;
        buffer.clear();
        if let Some((_, fault)) = self.faults.pop_if(|(of, _)| *of == file) {
            self.given = Some(file);
            return Some(fault);
        }
        let mut rows = Rows::default();
        while buffer.len() < limits.chunk
            && self.head.as_ref().is_some_and(|head| head.file == file)
        {
            let fault = match self.take(&mut rows, buffer, keyed, limits, bytes) {
                Ok(None) => continue,
                Ok(Some(record)) => too_long(record, limits),
                Err(error) => {
                    self.head = None;
                    Delivered::Failed(FileError::Unsorted(error.to_string()))
                }
            };
            self.faults.push((file, fault));
            break;
        }
        if buffer.is_empty() {
            if let Some((_, fault)) = self.faults.pop_if(|(of, _)| *of == file) {
                self.given = Some(file);
                return Some(fault);
            }
            if self.given == Some(file) {
                return None;
            }
        }
        self.given = Some(file);
        Some(Delivered::Records {
            reader: Arc::clone(&opened.content.reader),
            first_record: 1,
            rows: Some(rows),
        })
    }

    /// Moves one conversation into `buffer`, without rows that a second file only repeats; its first record where it is too long and was left out.
    fn take(
        &mut self,
        rows: &mut Rows,
        buffer: &mut Vec<u8>,
        keyed: Keyed,
        limits: Limits,
        bytes: &AtomicU64,
    ) -> io::Result<Option<u64>> {
        let Some(first) = &self.head else {
            return Ok(None);
        };
        let (conversation, file, record) = (first.conversation, first.file, first.record);
        let (start, mark) = (buffer.len(), rows.mark());
        let mut is_long = false;
        let mut again: Option<Again> = None;
        while let Some(head) = &self.head
            && head.conversation == conversation
        {
            bytes.fetch_add(self.meter.add(head.bytes.len() as u64), Ordering::Relaxed);
            let other = (head.file != file).then(|| Arc::clone(&self.names[head.file as usize]));
            if is_long {
                // Only its end is looked for.
            } else if other.is_none() {
                buffer.extend_from_slice(&head.bytes);
                rows.add(head.record, head.records, other);
            } else {
                let again =
                    again.get_or_insert_with(|| Again::behind(&buffer[start..], keyed, file));
                again.new_of(head.file, &head.bytes, |number, row| {
                    buffer.extend_from_slice(row);
                    rows.add(head.record + number, 1, other.clone());
                });
            }
            is_long |= buffer.len() - start > limits.max_record;
            self.advance()?;
        }
        if let Some(again) = again.filter(|_| !is_long) {
            let mut joined = again.finish(record);
            // Threads go over files by what their messages say, not by chance.
            if keyed.is_mail() {
                joined.across = 0;
            }
            rows.join(joined);
        }
        if is_long {
            buffer.truncate(start);
            rows.back_to(mark);
        }
        Ok(is_long.then_some(record))
    }

    fn advance(&mut self) -> io::Result<()> {
        let Some((key, payload)) = self.rows.next_record()? else {
            self.head = None;
            return Ok(());
        };
        let mut bytes = self.head.take().map_or_else(Vec::new, |head| head.bytes);
        bytes.clear();
        bytes.extend_from_slice(&payload[20..]);
        self.head = Some(Head {
            conversation: number(&key[..8]),
            file: u32::from_be_bytes([payload[0], payload[1], payload[2], payload[3]]),
            record: number(&payload[4..12]),
            records: number(&payload[12..20]),
            bytes,
        });
        Ok(())
    }
}

impl Meter {
    /// The stored bytes that stand for `rows` more bytes of rows.
    fn add(&mut self, rows: u64) -> u64 {
        let share = |done: u64| {
            let share = u128::from(done) * u128::from(self.stored) / u128::from(self.total.max(1));
            u64::try_from(share).unwrap_or(u64::MAX)
        };
        let added = share(self.done + rows) - share(self.done);
        self.done += rows;
        added
    }
}
