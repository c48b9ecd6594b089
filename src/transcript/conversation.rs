//! One conversation between a customer and a company.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Capabilities, Channel, Item, Speaker, Turn};

/// What the source says about the state of a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Still going on when it was exported.
    Open,
    /// Over.
    Closed,
    /// The source does not say.
    #[default]
    Unknown,
}

impl Status {
    /// The canonical word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Unknown => "unknown",
        }
    }

    /// The status of this canonical word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::Open, Self::Closed, Self::Unknown]
            .into_iter()
            .find(|status| status.as_str() == word)
    }
}

/// Fields of the source that are no part of the model but worth keeping: `case`, `trial` and `variant` name test runs
/// and roll-outs, the rest is passed through `convert` untouched.
pub type Meta = BTreeMap<String, serde_json::Value>;

/// What is odd about a conversation that can be used all the same: its first record in the file, and how many time
/// stamps and words of its speakers and events mean nothing to us, or less than they could.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Oddities {
    /// Record number within the file, from 1, of the first oddity.
    pub record: u64,
    /// Time stamps that are no time.
    pub times: u32,
    /// Dates of the Hijri calendar, which are not read.
    pub hijri: u32,
    /// Times of day without a zone: they tell the order and measure nothing.
    pub zoneless: u32,
    /// Words for a speaker that name none.
    pub speakers: u32,
    /// Words for an event that name none.
    pub events: u32,
}

/// A whole conversation, immutable once read. Borrows its text from the bytes it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation<'a> {
    /// The source's own id, composed where needed (`task/trial`), else `x-` and a hash of the items.
    pub id: Cow<'a, str>,
    /// Where it took place.
    pub channel: Channel<'a>,
    /// The customer's key or name in the source.
    pub customer: Option<Cow<'a, str>>,
    /// The platform it was exported from (a format id).
    pub source: Option<Cow<'a, str>>,
    /// What the source can show.
    pub capabilities: Capabilities,
    /// The language the source declares, as a BCP 47 tag.
    pub language: Option<Cow<'a, str>>,
    /// Open or closed, where the source says.
    pub status: Status,
    /// Customer satisfaction, on the source's own scale.
    pub csat: Option<f64>,
    /// Labels of the source.
    pub tags: Vec<Cow<'a, str>>,
    /// Everything else.
    pub meta: Meta,
    /// The timeline.
    pub items: Vec<Item<'a>>,
    /// Internal notes that were left out.
    pub dropped_notes: u32,
    /// What could not be made sense of without making the conversation useless.
    pub odd: Oddities,
}

impl<'a> Conversation<'a> {
    /// An empty conversation of a source that shows everything.
    #[must_use]
    pub fn new(id: impl Into<Cow<'a, str>>, channel: Channel<'a>) -> Self {
        Self {
            id: id.into(),
            channel,
            customer: None,
            source: None,
            capabilities: Capabilities::ALL,
            language: None,
            status: Status::Unknown,
            csat: None,
            tags: Vec::new(),
            meta: Meta::new(),
            items: Vec::new(),
            dropped_notes: 0,
            odd: Oddities::default(),
        }
    }

    /// Every turn with its item number.
    #[must_use]
    pub fn turns(&self) -> impl DoubleEndedIterator<Item = (usize, &Turn<'a>)> {
        self.items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| item.turn().map(|turn| (at, turn)))
    }

    /// Whether anybody of this role has a turn.
    #[must_use]
    pub fn has(&self, speaker: Speaker) -> bool {
        self.items.iter().any(|item| item.is_by(speaker))
    }
}
