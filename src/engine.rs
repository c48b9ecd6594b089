//! The parallel run: conversations in, verdicts out, order kept, panics isolated.
//!
//! Workers on rayon's pool lock the feed, take a chunk of whole records into their own buffer, and read and judge it
//! outside the lock. What they make of a chunk is handed over in input order through a bounded window, so that memory does
//! not grow when one chunk takes long. Nothing here knows what becomes of a verdict.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::cue::Reading;
use crate::format::{Chunk, Problem, Reader};
use crate::rule::{Judge, Scratch, Verdict};
use crate::source::{Delivered, Delivery, Feed, FileError, Joined, SourceFile};
use crate::transcript::{Conversation, Item};

/// How many chunks a worker may be ahead of the slowest one.
const WINDOW: u64 = 8;

/// What a worker does with one judged conversation: adds it to the batch. The reading is of this conversation only where
/// the verdict says that it was judged.
pub type Take<'t, B> = dyn Fn(&mut B, &Conversation<'_>, &Reading, Verdict) + Sync + 't;

/// What one delivery of the feed came to, in input order.
pub struct Settled<B> {
    /// The file it comes from.
    pub file: Arc<SourceFile>,
    /// What it is.
    pub what: What<B>,
}

/// What a delivery came to.
pub enum What<B> {
    /// Records that were read.
    Records {
        /// What the worker made of the verdicts.
        batch: B,
        /// Records that became conversations.
        used: u64,
        /// Records that could not be read.
        problems: Vec<Problem>,
        /// What is odd about records that were used.
        notices: Vec<Problem>,
        /// Internal notes left out.
        dropped_notes: u64,
        /// What their times came to.
        times: Times,
        /// What of it was joined over files.
        joined: Joined,
        /// Whether the reader stopped on an internal error, so that records were lost which nobody can count.
        torn: bool,
    },
    /// A file, or the rest of it, that could not be read.
    Failed(FileError),
    /// A file that is no transcript.
    Skipped(String),
}

/// What the times of some conversations came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Items with a time.
    pub timed: u64,
    /// Time stamps that are no time, Hijri dates among them.
    pub unread: u64,
    /// Time stamps without a zone.
    pub zoneless: u64,
    /// Conversations in which an item is earlier than one before it.
    pub disordered: u64,
}

impl Times {
    fn add(&mut self, one: &Conversation<'_>) {
        let times = || one.items.iter().filter_map(Item::at);
        self.timed += times().count() as u64;
        self.unread += u64::from(one.odd.times) + u64::from(one.odd.hijri);
        self.zoneless += u64::from(one.odd.zoneless);
        self.disordered += u64::from(!times().is_sorted());
    }
}

/// Why a run could not go on, apart from what `accept` says.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The workers could not be started.
    #[error("the workers could not be started: {0}; try fewer with --jobs")]
    NoPool(rayon::ThreadPoolBuildError),
    /// A worker stopped on an internal error outside any conversation.
    #[error("a worker stopped on an internal error; nothing was written")]
    Panicked,
}

/// Runs the feed to its end on `jobs` workers.
///
/// `take` adds one verdict to the worker's batch, on the worker; `accept` gets every batch, in input order. The first
/// error of `accept` ends the run.
///
/// # Errors
/// What `accept` returned, or why the run stopped.
pub fn run<B, E>(
    feed: &Mutex<Feed>,
    judge: &Judge,
    jobs: usize,
    take: &Take<'_, B>,
    accept: &mut (dyn FnMut(Settled<B>) -> Result<(), E> + Send),
) -> Result<(), E>
where
    B: Default + Send,
    E: Send + From<Stopped>,
{
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .build()
        .map_err(Stopped::NoPool)?;
    let window = Window {
        state: Mutex::new(State {
            next: 0,
            pending: BTreeMap::new(),
            accept,
            failed: None,
            panicked: false,
        }),
        moved: Condvar::new(),
    };
    pool.broadcast(|_| {
        if catch_unwind(AssertUnwindSafe(|| work(feed, judge, take, &window))).is_err() {
            window.give_up();
        }
    });
    let state = window
        .state
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    match state.failed {
        Some(error) => Err(error),
        None if state.panicked => Err(Stopped::Panicked.into()),
        None => Ok(()),
    }
}

fn work<B, E>(feed: &Mutex<Feed>, judge: &Judge, take: &Take<'_, B>, window: &Window<'_, B, E>)
where
    B: Default,
{
    let mut buffer = Vec::new();
    let mut scratch = Scratch::default();
    while !window.has_failed() {
        let Some(Delivery {
            sequence,
            file,
            what,
        }) = lock(feed).next(&mut buffer)
        else {
            return;
        };
        let what = match what {
            Delivered::Records {
                reader,
                first_record,
                rows,
            } => {
                let chunk = Chunk {
                    bytes: &buffer,
                    first_record,
                };
                let mut what = read_chunk(judge, &*reader, chunk, take, &mut scratch);
                if let (
                    Some(rows),
                    What::Records {
                        problems,
                        notices,
                        joined,
                        ..
                    },
                ) = (rows, &mut what)
                {
                    *joined = rows.joined();
                    for problem in problems.iter_mut().chain(notices) {
                        rows.locate(problem);
                    }
                }
                what
            }
            Delivered::Unreadable(problem) => What::Records {
                batch: B::default(),
                used: 0,
                problems: vec![problem],
                notices: Vec::new(),
                dropped_notes: 0,
                times: Times::default(),
                joined: Joined::default(),
                torn: false,
            },
            Delivered::Failed(error) => What::Failed(error),
            Delivered::Skipped(reason) => What::Skipped(reason),
        };
        window.settle(sequence, Settled { file, what });
    }
}

fn read_chunk<B: Default>(
    judge: &Judge,
    reader: &dyn Reader,
    chunk: Chunk<'_>,
    take: &Take<'_, B>,
    scratch: &mut Scratch,
) -> What<B> {
    let mut batch = B::default();
    let (mut used, mut dropped_notes, mut times) = (0, 0, Times::default());
    let (mut problems, mut notices) = (Vec::new(), Vec::new());
    let whole = catch_unwind(AssertUnwindSafe(|| {
        reader.read(chunk, &mut |record| match record {
            Ok(conversation) => {
                used += 1;
                notices.extend(Problem::notice(conversation.odd));
                dropped_notes += u64::from(conversation.dropped_notes);
                times.add(&conversation);
                let verdict =
                    catch_unwind(AssertUnwindSafe(|| judge.judge(&conversation, scratch)));
                let verdict = verdict.unwrap_or_else(|_| {
                    // The buffers may be half written.
                    *scratch = Scratch::default();
                    Judge::internal_error(&conversation)
                });
                take(&mut batch, &conversation, scratch.reading(), verdict);
            }
            Err(problem) => problems.push(problem),
        });
    }));
    let torn = whole.is_err();
    if torn {
        problems.push(Problem {
            record: chunk.first_record,
            what: "the reader stopped on an internal error in the records from here on".to_owned(),
            advice: "report it with `lamsa inspect` output; the rest of the input was read",
        });
    }
    What::Records {
        batch,
        used,
        problems,
        notices,
        dropped_notes,
        times,
        joined: Joined::default(),
        torn,
    }
}

/// Puts what workers finish back into input order.
struct Window<'a, B, E> {
    state: Mutex<State<'a, B, E>>,
    moved: Condvar,
}

struct State<'a, B, E> {
    next: u64,
    pending: BTreeMap<u64, Settled<B>>,
    accept: &'a mut (dyn FnMut(Settled<B>) -> Result<(), E> + Send),
    failed: Option<E>,
    /// Whether a worker stopped, so that its place in the order will never be filled.
    panicked: bool,
}

impl<B, E> Window<'_, B, E> {
    fn has_failed(&self) -> bool {
        let state = lock(&self.state);
        state.failed.is_some() || state.panicked
    }

    /// Lets every waiting worker go: the order has a hole.
    fn give_up(&self) {
        lock(&self.state).panicked = true;
        self.moved.notify_all();
    }

    /// Hands over what is next in order; waits where the window is full. The worker whose turn it is never waits, so the
    /// window always moves on.
    fn settle(&self, sequence: u64, settled: Settled<B>) {
        let mut state = lock(&self.state);
        while sequence >= state.next + WINDOW && state.failed.is_none() && !state.panicked {
            state = self
                .moved
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.pending.insert(sequence, settled);
        while state.failed.is_none() {
            let next = state.next;
            let Some(ready) = state.pending.remove(&next) else {
                break;
            };
            state.next += 1;
            if let Err(error) = (state.accept)(ready) {
                state.failed = Some(error);
            }
        }
        self.moved.notify_all();
    }
}

/// A lock whose holder panicked is still good: panics are caught where they happen and leave nothing half done here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
