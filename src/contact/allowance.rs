//! How long a customer may have to wait.

use std::collections::BTreeMap;

use crate::transcript::{Channel, ChannelKind};

/// The waits that one channel allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Seconds from the need to the first person.
    pub human_seconds: i64,
    /// Customer turns from the need to the first person; counts only where an end has no time.
    pub human_turns: u32,
    /// Seconds from the customer's last word to an answer.
    pub answer_seconds: i64,
    /// Seconds within which an announced person or callback must come.
    pub promise_seconds: i64,
}

/// Allowances by channel: a family's, unless the channel's own word has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowances {
    /// For channels named in the configuration.
    pub by_word: BTreeMap<String, Allowance>,
    /// For every family.
    pub by_kind: BTreeMap<ChannelKind, Allowance>,
}

impl Allowances {
    /// What holds where nothing is configured at all.
    pub const FALLBACK: Allowance = Allowance {
        human_seconds: 600,
        human_turns: 2,
        answer_seconds: 600,
        promise_seconds: 86_400,
    };

    /// What this channel allows.
    #[must_use]
    pub fn of(&self, channel: &Channel<'_>) -> Allowance {
        let family = self.by_kind.get(&channel.kind()).copied();
        self.by_word
            .get(channel.as_str())
            .copied()
            .or(family)
            .unwrap_or(Self::FALLBACK)
    }
}
