//! What joins conversations: a second phase, after every conversation has been judged by itself.
//!
//! A worker makes one small [`Record`] of each conversation; the [`Linker`] spills them to unlinked temporary files, sorts
//! them externally and walks over them, first by id (duplicates, collisions), then by customer and time (the same matter
//! brought again). Customers are hashes throughout. Nothing here changes a verdict.

mod customer;
mod finding;
mod join;
mod joined;
mod matter;
mod people;
mod record;

pub use customer::Customers;
pub use join::Linker;
pub use joined::{Joined, Linked, People};
pub use matter::Reason;
pub use record::{Record, content};

use serde::{Deserialize, Serialize};

use crate::rule::Severity;

/// What two records have to do with one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LinkKind {
    /// The same id with the same content: counted once.
    Duplicate,
    /// The same id with other content: both are kept.
    Collision,
    /// The same customer brings the same matter again, which the earlier conversation had not settled.
    CrossChannelRepeat,
    /// The same customer brings the same matter again, which had looked settled.
    Recontact,
}

impl LinkKind {
    /// The word in records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Collision => "collision",
            Self::CrossChannelRepeat => "cross-channel-repeat",
            Self::Recontact => "recontact",
        }
    }
}

/// One link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it says.
    pub kind: LinkKind,
    /// Id of the earlier conversation, as reports show it.
    pub from: String,
    /// Id of the later one; `id~2` and so on from the second content of an id on.
    pub to: String,
    /// Channel of the earlier conversation.
    pub from_channel: String,
    /// Channel of the later one.
    pub to_channel: String,
    /// What is known where one matter was brought again.
    pub again: Option<Again>,
}

/// How one matter was brought again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// The customer's item in the later conversation.
    pub at: u32,
    /// What the two have in common.
    pub reason: Reason,
    /// Shared words of the shorter saying's words, in hundredths.
    pub similarity: u8,
    /// Seconds from the end of the earlier conversation to the beginning of the later one; 0 where they overlap.
    pub seconds: i64,
    /// Which conversation about the matter this is: 2 for the first return.
    pub time: u32,
    /// How sure, in hundredths.
    pub confidence: u8,
    /// How bad, as the place in [`Severity::ALL`].
    pub severity: u8,
}

impl Again {
    /// How bad.
    #[must_use]
    pub fn severity(&self) -> Severity {
        Severity::ALL[usize::from(self.severity).min(Severity::ALL.len() - 1)]
    }
}
