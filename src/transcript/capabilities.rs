//! What a source is able to record. A verdict never accuses a log of lacking what its source cannot show.

/// A set of abilities of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Capabilities(u8);

impl Capabilities {
    /// Speakers are told apart: bot and person are not guessed.
    pub const ROLES: Self = Self(1);
    /// What people of the company wrote is part of the log.
    pub const HUMAN_SIDE: Self = Self(1 << 1);
    /// Transfers and queues are recorded as events.
    pub const HANDOFF_EVENTS: Self = Self(1 << 2);
    /// Items carry times with a known zone.
    pub const TIMES: Self = Self(1 << 3);
    /// The log says whether the conversation is open or closed.
    pub const STATUS: Self = Self(1 << 4);
    /// A source that shows everything; what a canonical conversation without a list is taken for.
    pub const ALL: Self = Self(0b1_1111);
    /// A source that shows turns and nothing else.
    pub const NONE: Self = Self(0);

    const NAMES: [(&'static str, Self); 5] = [
        ("roles", Self::ROLES),
        ("human_side", Self::HUMAN_SIDE),
        ("handoff_events", Self::HANDOFF_EVENTS),
        ("times", Self::TIMES),
        ("status", Self::STATUS),
    ];

    /// Whether every ability of `other` is in this set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This set without the abilities of `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The ability of this name, as canonical transcripts spell it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, set)| *set)
    }

    /// The names of the abilities in this set, in a fixed order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .into_iter()
            .filter(move |(_, set)| self.has(*set))
            .map(|(name, _)| name)
    }
}
