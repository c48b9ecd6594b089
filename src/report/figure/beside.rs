//! The figures that stand beside the rules: they accuse nobody and gate nothing by themselves.

use std::collections::BTreeMap;

use super::{Figure, Value, Wait, figure, share};
use crate::contact::beside::{AfterHuman, Arrival, Met};
use crate::tally::{Histogram, Waits};

/// Every one, in the order of the machine-readable reports, after [`super::FIGURES`].
pub static BESIDE: &[Figure] = &[
    figure(
        "arrived_at_risk",
        "Share of customers whose first words show danger, grief or money being lost.",
        |counts| part(&counts.beside.arrivals, Arrival::AtRisk),
    ),
    figure(
        "arrived_upset",
        "Share of customers whose first words are angry or desperate.",
        |counts| part(&counts.beside.arrivals, Arrival::Upset),
    ),
    figure(
        "arrived_asking",
        "Share of customers whose first words ask for a person.",
        |counts| part(&counts.beside.arrivals, Arrival::Asking),
    ),
    figure(
        "arrived_returning",
        "Share of customers whose first words say that they have been here before with the same matter.",
        |counts| part(&counts.beside.arrivals, Arrival::Returning),
    ),
    figure(
        "complex_rate",
        "Share of judged conversations with a dispute or exception, several matters, a third contact or an old case.",
        |counts| share(counts.beside.complex, counts.judged),
    ),
    figure(
        "lost_rate",
        "Share of judged conversations in which the customer did not know what to do.",
        |counts| share(counts.beside.lost.values().sum(), counts.judged),
    ),
    figure(
        "lost_met_by_person",
        "Of the customers who did not know what to do, the share to whom a person spoke next.",
        |counts| part(&counts.beside.lost, Met::Person),
    ),
    figure(
        "leaving_rate",
        "Share of judged conversations in which the customer says that they will leave.",
        |counts| share(counts.beside.leaving, counts.judged),
    ),
    figure(
        "complaining_rate",
        "Share of judged conversations in which the customer says that they will complain.",
        |counts| share(counts.beside.complaining, counts.judged),
    ),
    figure(
        "posting_rate",
        "Share of judged conversations in which the customer says that they will tell the public.",
        |counts| share(counts.beside.posting, counts.judged),
    ),
    figure(
        "offer_rate",
        "Share of judged conversations in which a person was offered or a transfer began.",
        |counts| share(counts.beside.turns_to_offer.total(), counts.judged),
    ),
    figure(
        "median_turns_to_offer",
        "The customer turns after which half of those who were offered a person had the offer.",
        |counts| Value::Turns {
            turns: counts.beside.turns_to_offer.percentile(50, 0),
            n: counts.beside.turns_to_offer.total(),
        },
    ),
    figure(
        "unneeded_handoff_share",
        "Of the conversations that a person joined, the share that showed no need for one after at most one thing said.",
        |counts| share(counts.beside.unneeded_handoffs, counts.human_present),
    ),
    figure(
        "transfers",
        "Transfers to people and from one to the next.",
        |counts| Value::Count(counts.beside.transfers),
    ),
    figure(
        "returned_to_bot_rate",
        "Of the conversations that a person joined, the share that came back to the bot.",
        |counts| share(counts.beside.returned_to_bot, counts.human_present),
    ),
    figure(
        "after_person_settled",
        "Of the conversations that a person joined, the share in which the customer's last words are content.",
        |counts| part(&counts.beside.after_human, AfterHuman::Settled),
    ),
    figure(
        "after_person_unhappy",
        "Of the conversations that a person joined, the share in which the customer had to go on protesting.",
        |counts| part(&counts.beside.after_human, AfterHuman::Unhappy),
    ),
    figure(
        "after_person_passed_on",
        "Of the conversations that a person joined, the share passed on to others or back to the bot.",
        |counts| part(&counts.beside.after_human, AfterHuman::PassedOn),
    ),
    figure(
        "open_promise_rate",
        "Share of judged conversations with a promise that names neither a time nor a reference.",
        |counts| share(counts.beside.open_promises, counts.judged),
    ),
    figure(
        "empty_apology_rate",
        "Share of judged conversations with an apology in the same words as before, or with nothing done beside it.",
        |counts| share(counts.beside.empty_apologies, counts.judged),
    ),
    figure(
        "median_seconds_to_first_reply",
        "The wait within which half of the customers got their first answer, those who never did kept in.",
        |counts| answered(&counts.beside.first_reply, 50),
    ),
    figure(
        "p90_seconds_to_first_reply",
        "The wait within which nine in ten customers got their first answer, those who never did kept in.",
        |counts| answered(&counts.beside.first_reply, 90),
    ),
    figure(
        "median_seconds_to_first_reply_bot",
        "The wait for half of the first answers that a bot gave.",
        |counts| given(&counts.beside.first_reply.bot, 50),
    ),
    figure(
        "median_seconds_to_first_reply_person",
        "The wait for half of the first answers that a person gave.",
        |counts| given(&counts.beside.first_reply.person, 50),
    ),
    figure(
        "median_seconds_to_later_reply_bot",
        "The wait for half of the later answers that a bot gave.",
        |counts| given(&counts.beside.later_replies.bot, 50),
    ),
    figure(
        "median_seconds_to_later_reply_person",
        "The wait for half of the later answers that a person gave.",
        |counts| given(&counts.beside.later_replies.person, 50),
    ),
    figure(
        "p90_seconds_to_later_reply",
        "The wait within which nine in ten later words of customers got an answer, those that never did kept in.",
        |counts| answered(&counts.beside.later_replies, 90),
    ),
    figure(
        "never_answered",
        "Conversations whose customer's last word wanted an answer and got none.",
        |counts| Value::Count(counts.beside.first_reply.never + counts.beside.later_replies.never),
    ),
];

/// The share of one kind among all that were counted.
fn part<K: Ord + Copy>(kinds: &BTreeMap<K, u64>, kind: K) -> Value {
    share(kinds.get(&kind).copied().unwrap_or(0), kinds.values().sum())
}

/// A wait for answers from whomever. Not told where most answers carry no times: the never-answered would outweigh them.
fn answered(waits: &Waits, share: u64) -> Value {
    let n = waits.total();
    let told = n > 0 && waits.bot.total() + waits.person.total() >= waits.untimed;
    let wait = told.then(|| waits.percentile(share).map_or(Wait::Never, Wait::Seconds));
    Value::Wait { wait, n }
}

/// A wait for answers that were given.
fn given(waits: &Histogram, share: u64) -> Value {
    Value::Wait {
        wait: waits.percentile(share, 0).map(Wait::Seconds),
        n: waits.total(),
    }
}
