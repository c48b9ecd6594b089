//! The files of a run and what can be wrong with them.

use std::fmt;

use crate::format::{Problem, Recognised, SniffError};

/// One file of a run, as messages and reports name it.
#[derive(Clone)]
pub struct SourceFile {
    /// Its place in the run, from 0.
    pub number: u32,
    /// Its path as given or found, or `stdin`.
    pub name: String,
    /// Whether the user named it; `false` for what was found inside a folder.
    pub named: bool,
    /// Its format and what decided; `None` where it was not recognised.
    pub recognised: Option<Recognised>,
    /// The encoding that its text was read in.
    pub encoding: &'static str,
    /// How its times are written and what decided how they are read, where the format found that out.
    pub times: Option<String>,
}

impl fmt::Debug for SourceFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = self.recognised.as_ref().map(|one| one.format.id());
        out.debug_struct("SourceFile")
            .field("name", &self.name)
            .field("format", &format)
            .finish_non_exhaustive()
    }
}

/// Why a file, or the rest of one, could not be used. Each makes a run incomplete. The file's name is told by the
/// [`SourceFile`] that comes with it.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum FileError {
    /// It could not be opened or its beginning not be read.
    #[error("cannot be read: {0}; check that it exists and that you may read it")]
    Unreadable(String),
    /// It is no transcript that we know, or fits several formats equally well.
    #[error("{0}")]
    Unrecognised(SniffError),
    /// It is in an encoding or container that is not read.
    #[error("{0}")]
    Unsupported(&'static str),
    /// It was recognised, but lacks what its format needs.
    #[error("{0}")]
    Unusable(String),
    /// It lay in a folder, says of itself that it holds data, and cannot be used.
    #[error("{0}")]
    Unread(String),
    /// It is an archive with no file in it.
    #[error("is empty")]
    Empty,
    /// It is one of our own reports or verdict streams.
    #[error("is an output of this program, not a transcript; name the exports instead")]
    OwnOutput,
    /// The rows of scattered conversations could not be brought together on disk.
    #[error(
        "holds conversations whose rows are not together, and sorting them in the temporary folder failed ({0}); \
         free as much space there as the tables take unpacked, or export them sorted by conversation"
    )]
    Unsorted(String),
    /// It ends too early, or reading it failed on the way.
    #[error(
        "ends too early at record {record} ({what}); what came before was used, so export or copy it again"
    )]
    Truncated {
        /// The first record that was lost.
        record: u64,
        /// What the operating system or the decoder said.
        what: String,
    },
}

impl FileError {
    /// Whether nothing of the file could be used because it is the wrong file or set up wrongly, rather than damaged.
    #[must_use]
    pub const fn is_usage(&self) -> bool {
        !matches!(self, Self::Truncated { .. })
    }

    /// The same as a problem of one record, for accounts that count records.
    #[must_use]
    pub fn as_problem(&self) -> Problem {
        match self {
            Self::Truncated { record, what } => Problem {
                record: *record,
                what: format!("the file ends too early ({what})"),
                advice: "what came before was used and the rest is lost: export or copy the file again",
            },
            Self::Unread(what) => Problem {
                record: 1,
                what: what.clone(),
                advice: "nothing of this file was used: mend it, or leave it out with --ignore PATTERN",
            },
            // What to do is part of these messages, because it depends on what was found.
            other => Problem {
                record: 1,
                what: other.to_string(),
                advice: "nothing of this file was used",
            },
        }
    }
}
