//! The course of a conversation: how its turns answer one another.
//!
//! What repeats what, which question had been answered before, which reply failed. The ledger and the rules both look
//! here, so that a need called *blocked* and the findings beside it rest on the same facts.

mod asks;
mod failures;
mod repeats;
mod view;

pub use asks::{ReAsk, ReAskPath};
pub use failures::{Failure, FailureKind};
pub use repeats::{CustomerRepeat, Loop};
pub use view::View;

use crate::cue::Reading;
use crate::transcript::Conversation;

/// Everything that stands in relation, in the order of items.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// The bot asks for what the customer gave.
    pub re_asks: Vec<ReAsk>,
    /// The bot says the same again.
    pub loops: Vec<Loop>,
    /// The customer says the same again.
    pub repeats: Vec<CustomerRepeat>,
    /// Replies of the bot that left the customer where they were.
    pub failures: Vec<Failure>,
}

impl Course {
    /// Follows a conversation from turn to turn.
    #[must_use]
    pub fn follow(conversation: &Conversation<'_>, reading: &Reading) -> Self {
        let view = View::new(conversation, reading);
        let re_asks = asks::find(&view);
        let loops = repeats::loops(&view);
        let repeats = repeats::customer(&view, &re_asks, &loops);
        let failures = failures::find(&view, &re_asks, &loops, &repeats);
        Self {
            re_asks,
            loops,
            repeats,
            failures,
        }
    }

    /// Whether the bot re-asks at this item.
    #[must_use]
    pub fn re_asks_at(&self, item: u32) -> bool {
        self.re_asks.iter().any(|ask| ask.at == item)
    }

    /// The failed reply at this item.
    #[must_use]
    pub fn failure_at(&self, item: u32) -> Option<&Failure> {
        self.failures.iter().find(|failure| failure.at == item)
    }
}
