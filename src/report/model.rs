//! The finished audit, as reporters see it.

use crate::link::Joined;
use crate::rule::Verdict;
use crate::tally::Tally;

/// What identifies the judgement: two reports with the same header were made by the same rules and settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Version of the verdict stream's and the json report's schema.
    pub schema_version: u32,
    /// Version of lamsa.
    pub version: &'static str,
    /// Hash of the detectors and language packs.
    pub detector_hash: u64,
    /// Hash of the resolved configuration.
    pub config_hash: u64,
}

impl Header {
    /// The schema version of this build's records; what `schema_version` is set to.
    pub const SCHEMA_VERSION: u32 = 1;
}

/// Where every record went. Read = used + duplicate + skipped + unreadable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accounting {
    /// Files (or streams) read.
    pub files: u64,
    /// Files inside folders that are no transcripts.
    pub skipped_files: u64,
    /// Files inside folders that hold data and that no format could use.
    pub unrecognised_files: u64,
    /// Files that could not be read, or not to their end.
    pub broken_files: u64,
    /// Records that became conversations.
    pub used: u64,
    /// Records whose conversation had been read before, with the same content.
    pub duplicate: u64,
    /// Records left out on purpose (filters, internal notes as whole records).
    pub skipped: u64,
    /// Records that could not be read.
    pub unreadable: u64,
    /// Internal notes left out of conversations.
    pub dropped_notes: u64,
    /// Items with a time.
    pub timed: u64,
    /// Time stamps that are no time.
    pub unread_times: u64,
    /// Time stamps without a zone: their order counts, waits are not measured.
    pub zoneless_times: u64,
    /// Conversations in which times are out of order.
    pub disordered: u64,
}

impl Accounting {
    /// Records read in all.
    #[must_use]
    pub const fn read(&self) -> u64 {
        self.used + self.duplicate + self.skipped + self.unreadable
    }

    /// Adds another run's counts.
    pub const fn merge(&mut self, other: &Self) {
        self.files += other.files;
        self.skipped_files += other.skipped_files;
        self.unrecognised_files += other.unrecognised_files;
        self.broken_files += other.broken_files;
        self.used += other.used;
        self.duplicate += other.duplicate;
        self.skipped += other.skipped;
        self.unreadable += other.unreadable;
        self.dropped_notes += other.dropped_notes;
        self.timed += other.timed;
        self.unread_times += other.unread_times;
        self.zoneless_times += other.zoneless_times;
        self.disordered += other.disordered;
    }
}

/// A problem and the file it was found in. Only `-o problems=` and stderr ever show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The input as the user named it, or as it was found inside a folder.
    pub file: String,
    /// The problem.
    pub problem: crate::format::Problem,
}

/// A file that was passed over. Only `-o problems=` and stderr ever show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file as it was found.
    pub file: String,
    /// Why it is no transcript.
    pub reason: String,
}

/// Everything that an audit found.
#[derive(Clone, Debug)]
pub struct Report {
    /// What judged.
    pub header: Header,
    /// Where every record went.
    pub accounting: Accounting,
    /// Counts per channel.
    pub tally: Tally,
    /// What joins conversations, counted.
    pub links: Joined,
    /// The worst conversations, worst first: a top-K in a total order, whose K is [`Report::WORST`].
    pub worst: Vec<Verdict>,
    /// The first problems, at most [`Report::PROBLEMS`]; all are counted in `accounting`.
    pub problems: Vec<Located>,
    /// What is odd about records that were used, at most [`Report::PROBLEMS`].
    pub notices: Vec<Located>,
    /// How many such oddities there are.
    pub noticed: u64,
    /// The first files passed over, at most [`Report::PROBLEMS`]; all are counted in `accounting`.
    pub skipped: Vec<Skipped>,
    /// Whether every input was read to its end.
    pub complete: bool,
}

impl Report {
    /// How many of the worst conversations are kept.
    pub const WORST: usize = 50;
    /// How many problems are kept.
    pub const PROBLEMS: usize = 1000;
}
