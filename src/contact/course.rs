//! The course of a conversation: how its turns answer one another.
//!
//! What repeats what, which question had been answered before, which reply failed. The ledger and the rules both look
//! here, so that a need called *blocked* and the findings beside it rest on the same facts.

mod asks;
mod denials;
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
        at(&self.re_asks, item, |ask| ask.at).is_some()
    }

    /// Whether the bot repeats itself at this item.
    #[must_use]
    pub fn loops_at(&self, item: u32) -> bool {
        at(&self.loops, item, |one| one.at).is_some()
    }

    /// The failed reply at this item.
    #[must_use]
    pub fn failure_at(&self, item: u32) -> Option<&Failure> {
        at(&self.failures, item, |failure| failure.at)
    }
}

/// The entry of an item in a list that is sorted by item.
fn at<T>(sorted: &[T], item: u32, of: impl Fn(&T) -> u32) -> Option<&T> {
    let place = sorted.partition_point(|one| of(one) < item);
    sorted.get(place).filter(|one| of(one) == item)
}
