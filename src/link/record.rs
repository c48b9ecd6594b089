//! What the link phase keeps of one conversation.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::customer::Customers;
use super::matter::Matter;
use crate::contact::course::View;
use crate::cue::Reading;
use crate::format::to_canonical;
use crate::language::Class;
use crate::rule::Verdict;
use crate::tally::Counts;
use crate::transcript::{Conversation, Item, Speaker};

/// One conversation, small enough to spill: no text, and customers as hashes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The id as reports show it.
    pub(super) id: String,
    /// Hash of the source's own id.
    pub(super) id_hash: u64,
    /// Hash of the whole conversation.
    pub(super) content: u64,
    /// Hash of the customer's key, where one is named.
    pub(super) customer: Option<u64>,
    /// Whether the user's table names them.
    pub(super) mapped: bool,
    /// Whether their key is a telephone number whose country nobody says.
    pub(super) national: bool,
    /// First and last time, in milliseconds.
    pub(super) times: Option<(i64, i64)>,
    pub(super) channel: String,
    pub(super) matter: Matter,
    /// Whether it looked settled: the customer said so, and nothing speaks against it.
    pub(super) settled: bool,
    /// Whether it looked contained: judged, no person, and no failure seen.
    pub(super) contained: bool,
    /// What it added to the tally, so that a duplicate can be taken out again: packed, because few counts of one
    /// conversation are not 0.
    pub(super) counts: Vec<u8>,
}

impl Record {
    /// The record of a conversation that was read into `reading` and judged; its id is the verdict's.
    #[must_use]
    pub fn of(
        conversation: &Conversation<'_>,
        reading: &Reading,
        verdict: &Verdict,
        customers: &Customers,
    ) -> Self {
        let customer = customers.of(conversation);
        let judged = verdict.not_judged.is_none();
        let mut counts = Counts::default();
        counts.add(verdict);
        // The reading is of this conversation only where it was judged.
        let view = judged.then(|| View::new(conversation, reading));
        Self {
            id: verdict.id.clone(),
            id_hash: xxh3_64(conversation.id.as_bytes()),
            content: content(conversation),
            customer: customer.map(|known| known.key),
            mapped: customer.is_some_and(|known| known.mapped),
            national: customer.is_some_and(|known| known.national),
            times: times(conversation),
            channel: verdict.channel.clone(),
            matter: view
                .filter(|_| customer.is_some())
                .map(|view| Matter::of(view, customer))
                .unwrap_or_default(),
            settled: !has_failed(verdict) && view.is_some_and(ends_well),
            contained: judged
                && !verdict.human_present
                && !verdict.falsely_contained()
                && verdict.outcome.is_none_or(|outcome| !outcome.is_open()),
            counts: postcard::to_stdvec(&counts).unwrap_or_default(),
        }
    }
}

fn has_failed(verdict: &Verdict) -> bool {
    verdict.repeated_info || verdict.dead_end || verdict.missing_handoff != Some(false)
}

/// Whether the customer's last turn says thanks or that it is solved.
fn ends_well(view: View<'_>) -> bool {
    view.by(Speaker::Customer).next_back().is_some_and(|turn| {
        turn.classes.any(&[Class::Thanks, Class::Solved]) && !turn.classes.has(Class::Unsolved)
    })
}

/// Hash of the conversation as `convert` would write it: two with the same one are the same conversation.
#[must_use]
pub fn content(conversation: &Conversation<'_>) -> u64 {
    let mut bytes = Vec::new();
    // Writing to memory cannot fail.
    let _ = to_canonical(conversation, &mut bytes);
    xxh3_64(&bytes)
}

fn times(conversation: &Conversation<'_>) -> Option<(i64, i64)> {
    let times = || {
        conversation
            .items
            .iter()
            .filter_map(Item::at)
            .map(crate::transcript::Moment::millis)
    };
    times().min().zip(times().max())
}
