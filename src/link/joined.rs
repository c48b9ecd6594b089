//! What the link phase found, in numbers, and the gravest repeats.

use std::collections::BTreeMap;

use super::{Link, LinkKind};
use crate::tally::Tally;

/// What was joined in one channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Linked {
    /// Conversations, duplicates left out.
    pub conversations: u64,
    /// Of these, those that name their customer and have times.
    pub named: u64,
    /// Conversations that bring an unsettled matter again.
    pub cross_channel_repeats: u64,
    /// Conversations that bring a matter again which had looked settled.
    pub recontacts: u64,
    /// Conversations of a customer who had been there within the window with something else.
    pub returning: u64,
    /// Conversations that had looked contained before the same matter came again.
    pub came_again: u64,
}

impl Linked {
    pub(super) fn add(&mut self, other: &Self) {
        self.conversations += other.conversations;
        self.named += other.named;
        self.cross_channel_repeats += other.cross_channel_repeats;
        self.recontacts += other.recontacts;
        self.returning += other.returning;
        self.came_again += other.came_again;
    }
}

/// What the link phase found, apart from the links themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Over every channel.
    pub all: Linked,
    /// By channel, a bounded number of them; [`Joined::capped`] folds what the tally folds.
    pub channels: BTreeMap<String, Linked>,
    /// Of channels beyond what is kept apart while counting.
    pub rest: Linked,
    /// The gravest repeats, at most [`Joined::REPEATS`], in an order that does not depend on the input's.
    pub repeats: Vec<Link>,
    /// Customers known by a telephone number whose country nobody says.
    pub national: u64,
    /// Who is in the user's table of customers, where there is one.
    pub people: Option<People>,
    /// Conversations read before with the same content.
    pub duplicates: u64,
    /// Conversations whose id had been read before with other content.
    pub collisions: u64,
    /// What the duplicates had added to the tally.
    pub counted_twice: Box<Tally>,
}

/// The user's table of customers against the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct People {
    /// People in the table.
    pub known: u64,
    /// Of these, those whom the log names.
    pub met: u64,
}

impl Joined {
    /// How many repeats are kept for the report.
    pub const REPEATS: usize = 50;

    /// The same with the channels that `tally` does not keep apart under the word that it has for them.
    #[must_use]
    pub fn capped(mut self, tally: &Tally) -> Self {
        let Some(other) = &tally.other else {
            return self;
        };
        let mut rest = std::mem::take(&mut self.rest);
        self.channels.retain(|name, counts| {
            let kept = tally.channels.contains_key(name) && *name != other.word;
            if !kept {
                rest.add(counts);
            }
            kept
        });
        self.channels.insert(other.word.clone(), rest);
        self
    }

    /// Keeps a repeat while it is among the gravest: those that came most often, then the surest; ids settle ties.
    pub(super) fn remember(&mut self, link: Link) {
        fn rank(link: &Link) -> (std::cmp::Reverse<(u32, u8)>, &str, &str) {
            let grave = link.again.as_ref().map(|one| (one.time, one.confidence));
            (
                std::cmp::Reverse(grave.unwrap_or_default()),
                &link.to,
                &link.from,
            )
        }
        if link.kind != LinkKind::CrossChannelRepeat {
            return;
        }
        let place = self.repeats.partition_point(|one| rank(one) < rank(&link));
        if place < Self::REPEATS {
            self.repeats.insert(place, link);
            self.repeats.truncate(Self::REPEATS);
        }
    }
}
