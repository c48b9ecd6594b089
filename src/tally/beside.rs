//! Counts of what stands beside the rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Histogram;
use super::counts::merge_map;
use crate::contact::Beside;
use crate::contact::beside::{AfterHuman, Arrival, Met, Replies};

/// Counts over judged conversations; see [`Beside`] for what each means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BesideCounts {
    /// Conversations by how the customer came in.
    pub arrivals: BTreeMap<Arrival, u64>,
    /// Conversations about something complicated.
    pub complex: u64,
    /// Customers who were lost, by who spoke to them first.
    pub lost: BTreeMap<Met, u64>,
    /// Customers who said that they will leave.
    pub leaving: u64,
    /// Customers who said that they will complain.
    pub complaining: u64,
    /// Customers who said that they will tell the public.
    pub posting: u64,
    /// Customer turns before the first offer of a person, of those who were offered one.
    pub turns_to_offer: Histogram,
    /// People who came without a need, after at most one word of the customer's.
    pub unneeded_handoffs: u64,
    /// Transfers and hand-overs.
    pub transfers: u64,
    /// Conversations given back to the bot.
    pub returned_to_bot: u64,
    /// Conversations with a promise that named neither time nor reference.
    pub open_promises: u64,
    /// Conversations with an apology and nothing behind it.
    pub empty_apologies: u64,
    /// Conversations that a person joined, by how they ended.
    pub after_human: BTreeMap<AfterHuman, u64>,
    /// Waits for the first answer.
    pub first_reply: Waits,
    /// Waits for every later answer.
    pub later_replies: Waits,
}

/// Waits for answers, in seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Waits {
    /// For a bot's.
    pub bot: Histogram,
    /// For a person's.
    pub person: Histogram,
    /// Answers in logs without times.
    pub untimed: u64,
    /// Words that wanted an answer and never got one.
    pub never: u64,
}

impl BesideCounts {
    /// Counts one conversation.
    pub fn add(&mut self, beside: &Beside) {
        if let Some(arrival) = beside.arrival {
            *self.arrivals.entry(arrival).or_default() += 1;
        }
        if let Some(met) = beside.lost {
            *self.lost.entry(met).or_default() += 1;
        }
        if let Some(end) = beside.after_human {
            *self.after_human.entry(end).or_default() += 1;
        }
        if let Some(turns) = beside.turns_to_offer {
            self.turns_to_offer.add(i64::from(turns));
        }
        self.complex += u64::from(beside.complex);
        self.leaving += u64::from(beside.leaving);
        self.complaining += u64::from(beside.complaining);
        self.posting += u64::from(beside.posting);
        self.unneeded_handoffs += u64::from(beside.unneeded_handoff);
        self.transfers += u64::from(beside.transfers);
        self.returned_to_bot += u64::from(beside.returned_to_bot);
        self.open_promises += u64::from(beside.open_promises > 0);
        self.empty_apologies += u64::from(beside.empty_apologies > 0);
        self.add_replies(&beside.replies);
    }

    fn add_replies(&mut self, replies: &Replies) {
        for (place, reply) in replies.answered.iter().enumerate() {
            let waits = if place == 0 {
                &mut self.first_reply
            } else {
                &mut self.later_replies
            };
            match reply.seconds {
                Some(seconds) if reply.by_person => waits.person.add(seconds),
                Some(seconds) => waits.bot.add(seconds),
                None => waits.untimed += 1,
            }
        }
        if replies.never && replies.answered.is_empty() {
            self.first_reply.never += 1;
        } else if replies.never {
            self.later_replies.never += 1;
        }
    }

    /// Adds another set's counts.
    pub fn merge(&mut self, other: &Self) {
        merge_map(&mut self.arrivals, &other.arrivals);
        merge_map(&mut self.lost, &other.lost);
        merge_map(&mut self.after_human, &other.after_human);
        self.turns_to_offer.merge(&other.turns_to_offer);
        self.complex += other.complex;
        self.leaving += other.leaving;
        self.complaining += other.complaining;
        self.posting += other.posting;
        self.unneeded_handoffs += other.unneeded_handoffs;
        self.transfers += other.transfers;
        self.returned_to_bot += other.returned_to_bot;
        self.open_promises += other.open_promises;
        self.empty_apologies += other.empty_apologies;
        self.first_reply.merge(&other.first_reply);
        self.later_replies.merge(&other.later_replies);
    }
}

impl Waits {
    fn merge(&mut self, other: &Self) {
        self.bot.merge(&other.bot);
        self.person.merge(&other.person);
        self.untimed += other.untimed;
        self.never += other.never;
    }

    /// Seconds within which `share` per cent of the words that wanted an answer got one from whomever, the
    /// never-answered kept in; none where that many never were.
    #[must_use]
    pub fn percentile(&self, share: u64) -> Option<u64> {
        let mut all = self.bot.clone();
        all.merge(&self.person);
        all.percentile(share, self.never)
    }

    /// Answers with times, and words that never got one.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.bot.total() + self.person.total() + self.never
    }
}
