//! How bytes become conversations.

use globset::GlobSet;
use regex::Regex;

use super::{Problem, Stamps, Unfold};
use crate::transcript::{Conversation, Speaker};

/// Receives what a reader finds, in the order of the chunk: a conversation, or a record that could not be used.
pub type Emit<'e, 'a> = &'e mut dyn FnMut(Result<Conversation<'a>, Problem>);

/// How a file is cut into whole records, so that workers can read chunks of it independently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// One record a line.
    Lines,
    /// JSON values one after the other, or the elements of one top-level array. Their chunks hold one value a line,
    /// like [`Framing::Lines`]: whoever cuts them puts the line breaks there.
    JsonValues,
    /// The elements of the lists under this key of the objects at the top: pages of an interface, whose other fields are
    /// passed over. Chunks look like those of [`Framing::JsonValues`].
    JsonList(&'static str),
    /// JSON records of which several make one conversation, cut where the value at `key` changes. A record without one
    /// belongs to the record before it.
    JsonRows {
        /// How the records lie in the file.
        records: JsonCut,
        /// What holds them together.
        key: JsonKey,
    },
    /// CSV records under the given delimiter, cut where the column `key` (from 0) changes its value, so that the
    /// adjacent rows of one conversation stay together (a blank key belongs to the row above it); `None` where
    /// every row is a conversation.
    Rows {
        /// The byte between fields.
        delimiter: u8,
        /// The column whose value holds rows together.
        key: Option<usize>,
    },
    /// Stamped lines of an endless thread, cut where nobody wrote for longer than the gap. A record is a line.
    Sessions {
        /// How the file stamps its lines.
        stamps: Stamps,
        /// The silence that ends a session.
        gap: SessionGap,
    },
    /// Messages of a mailbox, or one. Whoever cuts them gives readers a row for each ([`Letter`](super::Letter)), those of
    /// one thread together, the thread's name in the first cell.
    Letters {
        /// Whether a line `From …` stands before each message.
        is_box: bool,
    },
    /// The whole document at once; memory is bounded by the document.
    Whole,
}

/// How JSON records lie in a file of which several make one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonCut {
    /// As [`Framing::Lines`].
    Lines,
    /// As [`Framing::JsonValues`].
    Values,
    /// As [`Framing::JsonList`].
    List(&'static str),
}

impl JsonCut {
    /// The framing under which each record is by itself.
    #[must_use]
    pub const fn framing(self) -> Framing {
        match self {
            Self::Lines => Framing::Lines,
            Self::Values => Framing::JsonValues,
            Self::List(name) => Framing::JsonList(name),
        }
    }
}

/// Paths to what names a record's conversation, such as `conversation.id`; the first that holds something decides. A
/// string on the way that holds JSON is looked into.
pub type JsonKey = &'static [&'static str];

/// Whole records of one file.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'a> {
    /// The records' bytes: UTF-8 unless the source was damaged, without byte order mark, without the header row.
    pub bytes: &'a [u8],
    /// Number of the first record, from 1 (a CSV header is not a record).
    pub first_record: u64,
}

/// Reads chunks of one opened file. Shared by all workers, so it holds only what the head of the file decided.
pub trait Reader: Send + Sync {
    /// How the file is to be cut.
    fn framing(&self) -> Framing;

    /// Looks at whole records of the file's beginning before any is read, for what a file has to show by itself. True
    /// where more records could tell what these do not.
    fn look(&mut self, _chunk: Chunk<'_>) -> bool {
        false
    }

    /// Decides by what was looked at. Comes once, before anything is read.
    ///
    /// # Errors
    /// Says what nothing decides, and which setting would.
    fn settle(&mut self) -> Result<(), String> {
        Ok(())
    }

    /// How the file writes its times and what decided how they are read, for people; `None` where that is no question.
    fn times(&self) -> Option<&str> {
        None
    }

    /// How records become rows before they are gathered and cut, in formats that spread conversations over records.
    fn unfold(&self) -> Option<&dyn Unfold> {
        None
    }

    /// Reads every record of a chunk.
    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>);
}

/// What the user decided about reading; the same for every file of a run.
#[derive(Clone, Debug, Default)]
pub struct ReadSettings {
    /// Speakers by name, id or address; the first match decides.
    pub roles: Vec<(SpeakerPattern, Speaker)>,
    /// The channel of conversations whose source names none.
    pub channel: Option<String>,
    /// TOML texts of the user's own CSV profiles, tried before the shipped ones.
    pub profiles: Vec<String>,
    /// IANA zone of times that carry none; without it such times are dropped (order is kept).
    pub timezone: Option<String>,
    /// The silence that ends a session of a thread.
    pub session_gap: SessionGap,
    /// Which files of folders and archives are left alone; what was named is read all the same.
    pub ignore: GlobSet,
    /// Whether dates such as 03/04/2026 begin with the day, where a file does not show it; `None` leaves such a file
    /// unread.
    pub day_first: Option<bool>,
    /// What hashes that stand for names are keyed with; 0 without a key.
    pub key: u64,
}

/// Seconds of silence that end a session of a thread that never ends by itself (messengers); 24 hours unless set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionGap(pub i64);

impl SessionGap {
    /// Whether something at `at` begins another session than what was last written at `latest`, in seconds. A leap back
    /// of more than the gap does as well: a clock was set, and one wrong time must not hold years together.
    #[must_use]
    pub fn parts(self, latest: Option<i64>, at: i64) -> bool {
        latest.is_some_and(|latest| (at - latest).abs() > self.0)
    }
}

impl Default for SessionGap {
    fn default() -> Self {
        Self(24 * 3600)
    }
}

/// How a `[roles]` key matches a speaker: exactly, or as `/regex/`. Letter case does not matter.
#[derive(Clone, Debug)]
pub enum SpeakerPattern {
    /// The whole name, id or address.
    Exact(String),
    /// Anywhere in it.
    Pattern(Regex),
}

impl SpeakerPattern {
    /// Reads a `[roles]` key.
    ///
    /// # Errors
    /// The regex error, where the key is `/…/` and does not compile.
    pub fn parse(key: &str) -> Result<Self, String> {
        match key
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'))
        {
            Some(pattern) => regex::RegexBuilder::new(pattern)
                .case_insensitive(true)
                .size_limit(1 << 20)
                .build()
                .map(Self::Pattern)
                .map_err(|error| error.to_string()),
            None => Ok(Self::Exact(fold(key))),
        }
    }

    /// Whether `name` is meant.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.matches_folded(name, &fold(name))
    }

    fn matches_folded(&self, name: &str, folded: &str) -> bool {
        match self {
            Self::Exact(exact) => folded == exact,
            Self::Pattern(pattern) => pattern.is_match(name),
        }
    }
}

fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

impl ReadSettings {
    /// The speaker that `[roles]` names for any of these keys of one participant (name, id, address).
    #[must_use]
    pub fn role_of(&self, keys: &[&str]) -> Option<Speaker> {
        if self.roles.is_empty() {
            return None;
        }
        let keys: Vec<(&str, String)> = keys.iter().map(|key| (*key, fold(key))).collect();
        let is_meant = |pattern: &SpeakerPattern| {
            keys.iter()
                .any(|(key, folded)| pattern.matches_folded(key, folded))
        };
        self.roles
            .iter()
            .find(|(pattern, _)| is_meant(pattern))
            .map(|(_, speaker)| *speaker)
    }
}
