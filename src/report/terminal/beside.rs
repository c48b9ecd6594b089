//! What else was seen: the figures beside the rules, over all channels, in sentences. What was not seen is not told.

use super::super::layout::hanging;
use super::super::words::{count, of, percent, wait};
use super::heading;
use crate::contact::beside::{AfterHuman, Arrival, Met};
use crate::tally::{Counts, Histogram};

/// Appends the sentences.
pub(super) fn section(out: &mut String, counts: &Counts, width: usize) {
    let told = [
        arrivals(counts),
        hard_matters(counts),
        threats(counts),
        offers(counts),
        after_person(counts),
        replies(counts),
        words_without_deeds(counts),
    ];
    let mut lines = told.iter().filter(|line| !line.is_empty()).peekable();
    if lines.peek().is_none() {
        return;
    }
    heading(out, "What else was seen");
    for line in lines {
        hanging(out, "- ", 2, line, width, None);
    }
}

fn share(part: u64, whole: u64) -> String {
    percent(part as f64 / whole as f64)
}

/// The parts that are not empty, joined by commas.
fn list(parts: impl IntoIterator<Item = (u64, String)>) -> String {
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(_, text)| text)
        .collect();
    told.join(", ")
}

fn arrivals(counts: &Counts) -> String {
    let arrivals = &counts.beside.arrivals;
    let all: u64 = arrivals.values().sum();
    if all == 0 {
        return String::new();
    }
    let parts = Arrival::ALL.map(|state| {
        let number = arrivals.get(&state).copied().unwrap_or(0);
        let text = match state {
            Arrival::AtRisk => "in danger, grief or fear for money",
            Arrival::Upset => "upset",
            Arrival::Asking => "asking for a person at once",
            Arrival::Returning => "back with an old matter",
            Arrival::Calm => "calm",
        };
        (number, format!("{} {text}", share(number, all)))
    });
    format!("How customers came in: {}.", list(parts))
}

/// Sentences in a row, those that have nothing to tell left out.
fn sentences(parts: [Option<String>; 2]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn hard_matters(counts: &Counts) -> String {
    let beside = &counts.beside;
    let lost: u64 = beside.lost.values().sum();
    let met = beside.lost.get(&Met::Person).copied().unwrap_or(0);
    sentences([
        (beside.complex > 0).then(|| {
            format!(
                "{} of matters were complicated: disputed, several at once, or old.",
                share(beside.complex, counts.judged)
            )
        }),
        (lost > 0).then(|| {
            format!(
                "{} did not know what to do; a person spoke next to {} of them.",
                of(lost, "customer"),
                count(met)
            )
        }),
    ])
}

fn threats(counts: &Counts) -> String {
    let beside = &counts.beside;
    let parts = list([
        (beside.leaving, format!("leave ({})", count(beside.leaving))),
        (
            beside.complaining,
            format!("complain ({})", count(beside.complaining)),
        ),
        (
            beside.posting,
            format!("tell the public ({})", count(beside.posting)),
        ),
    ]);
    if parts.is_empty() {
        return parts;
    }
    format!("Customers say that they will: {parts}.")
}

fn offers(counts: &Counts) -> String {
    let beside = &counts.beside;
    let offers = &beside.turns_to_offer;
    sentences([
        offers.percentile(50, 0).map(|turns| {
            format!(
                "A person was offered in {} of conversations, half of these after {} or fewer.",
                share(offers.total(), counts.judged),
                of(turns, "customer turn")
            )
        }),
        (beside.unneeded_handoffs > 0).then(|| {
            format!(
                "Of {} that a person joined, {} showed no need for one.",
                of(counts.human_present, "conversation"),
                count(beside.unneeded_handoffs)
            )
        }),
    ])
}

fn after_person(counts: &Counts) -> String {
    let ends = &counts.beside.after_human;
    let all: u64 = ends.values().sum();
    if all == 0 {
        return String::new();
    }
    let parts = AfterHuman::ALL.map(|end| {
        let number = ends.get(&end).copied().unwrap_or(0);
        let text = match end {
            AfterHuman::Settled => "settled to the customer's content",
            AfterHuman::Unhappy => "with the customer still protesting",
            AfterHuman::PassedOn => "passed on or back to the bot",
            AfterHuman::Open => "open",
        };
        (number, format!("{} {text}", count(number)))
    });
    format!(
        "Of {} that a person joined: {}.",
        of(all, "conversation"),
        list(parts)
    )
}

fn replies(counts: &Counts) -> String {
    let (first, later) = (&counts.beside.first_reply, &counts.beside.later_replies);
    let never = first.never + later.never;
    let timed = first.bot.total() + first.person.total();
    let half = |name: &str, waits: &Histogram| {
        let half = waits.percentile(50, 0)?;
        Some(match half {
            // Stamps of the same second, or of whole minutes: this is true of both.
            0 => format!("within the same minute from a {name}"),
            half => format!("within {} from a {name}", wait(half)),
        })
    };
    let halves: Vec<String> = [half("bot", &first.bot), half("person", &first.person)]
        .into_iter()
        .flatten()
        .collect();
    sentences([
        (timed > 0 && timed >= first.untimed)
            .then(|| format!("First answers, half of them {}.", halves.join(", "))),
        (never > 0).then(|| {
            format!(
                "{} ended on a word of the customer's that nobody answered.",
                of(never, "conversation")
            )
        }),
    ])
}

fn words_without_deeds(counts: &Counts) -> String {
    let beside = &counts.beside;
    let parts = list([
        (
            beside.open_promises,
            format!(
                "promises without time or number in {}",
                of(beside.open_promises, "conversation")
            ),
        ),
        (
            beside.empty_apologies,
            format!(
                "apologies with nothing behind them in {}",
                count(beside.empty_apologies)
            ),
        ),
    ]);
    if parts.is_empty() {
        return parts;
    }
    format!("Words without deeds: {parts}.")
}
