//! What the audit writes: one file a reporter, one line in [`REPORTERS`].
//!
//! A reporter never ranks, opens inputs or chooses exit codes. It may encode verdicts as they are settled (on the worker
//! that judged them; the bytes come back in input order) and it gets the finished [`Report`] at the end.

pub mod bidi;
mod collect;
mod csv;
pub mod figure;
mod joined;
mod json;
mod jsonl;
pub(crate) mod layout;
mod model;
mod problems;
pub mod pseudonym;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod schema;
pub mod target;
mod terminal;
mod v1;
pub(crate) mod words;

pub use collect::{Batch, Collector};
pub use joined::national;
pub use model::{Accounting, Header, Located, Report, Skipped};

use std::io;
use std::path::Path;

use crate::link::Link;
use crate::rule::Verdict;

/// Every reporter that `-o FORMAT=PATH` can name. Adding one is a file and a line here.
pub static REPORTERS: &[&dyn Reporter] = &[
    &terminal::Terminal,
    &jsonl::Jsonl,
    &json::Json,
    &csv::Csv,
    &problems::Problems,
];

/// Where a reporter writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// One file, or `-` for stdout.
    File,
    /// A folder of files, its `manifest.json` last.
    Directory,
}

/// One way to write a report.
pub trait Reporter: Sync {
    /// Stable id in kebab-case: what `-o` takes.
    fn id(&self) -> &'static str;

    /// One line for `--help`.
    fn about(&self) -> &'static str;

    /// A file or a folder.
    fn target(&self) -> TargetKind;

    /// Encodes one verdict into `out`; pure, called on any thread. Reporters that need only the finished report leave it.
    fn encode(&self, _verdict: &Verdict, _out: &mut Vec<u8>) {}

    /// Encodes one link into `out`; links come after every verdict, in a fixed order.
    fn encode_link(&self, _link: &Link, _out: &mut Vec<u8>) {}

    /// Opens the target before anything is read, so that a bad path fails at once. `None` is stdout.
    ///
    /// # Errors
    /// Where the target cannot be written.
    fn open(&self, target: Option<&Path>, header: &Header) -> io::Result<Box<dyn Output>>;
}

/// One opened output. Nothing is visible at the target before [`Output::finish`]; dropping it leaves no trace.
pub trait Output: Send {
    /// Takes what [`Reporter::encode`] made of one or more verdicts, in input order, then what
    /// [`Reporter::encode_link`] made of links.
    ///
    /// # Errors
    /// Where the bytes cannot be written.
    fn append(&mut self, encoded: &[u8]) -> io::Result<()>;

    /// Writes the rest and puts the output in its place.
    ///
    /// # Errors
    /// Where the output cannot be completed; the target then still holds what it held before.
    fn finish(self: Box<Self>, report: &Report) -> io::Result<()>;
}
