//! Every figure that reports show: how it is drawn from the counts, and what it means in one sentence.
//!
//! The machine-readable reports write all of them and print the sentences; the readable ones pick.

mod beside;

pub use beside::BESIDE;

use crate::contact::Outcome;
use crate::rule::Family;
use crate::tally::{Counts, Interval, wilson};

/// A figure and its meaning.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Stable name in `snake_case`.
    pub id: &'static str,
    /// What it means, in one sentence.
    pub definition: &'static str,
    /// Its value over a set of conversations.
    pub of: fn(&Counts) -> Value,
}

/// The value of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A number of things.
    Count(u64),
    /// A share with its interval; none where there is nothing to divide by.
    Share {
        /// The share.
        share: Option<Interval>,
        /// What it is a share of.
        n: u64,
    },
    /// The least and the greatest share that what is not known allows.
    Bounds {
        /// Least and greatest.
        bounds: Option<(f64, f64)>,
        /// What it is a share of.
        n: u64,
    },
    /// A number of the customer's turns.
    Turns {
        /// The number; none where it cannot be told.
        turns: Option<u64>,
        /// Among how many.
        n: u64,
    },
    /// A waiting time.
    Wait {
        /// The time; none where it cannot be told.
        wait: Option<Wait>,
        /// Among how many.
        n: u64,
    },
}

/// How long people waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Seconds.
    Seconds(u64),
    /// So many never got anybody that the time has no end.
    Never,
}

const fn figure(id: &'static str, definition: &'static str, of: fn(&Counts) -> Value) -> Figure {
    Figure { id, definition, of }
}

/// Every figure, in the order of the machine-readable reports.
pub static FIGURES: &[Figure] = &[
    figure("conversations", "Conversations read.", |counts| {
        Value::Count(counts.conversations)
    }),
    figure(
        "judged",
        "Conversations that could be judged: customer and bot both wrote, and it is known who is who.",
        |counts| Value::Count(counts.judged),
    ),
    figure(
        "human_presence",
        "Share of judged conversations in which a person of the company wrote or spoke.",
        |counts| share(counts.human_present, counts.judged),
    ),
    figure(
        "needed",
        "Judged conversations in which the customer needed a person, whether asked for or inferred.",
        |counts| Value::Count(counts.needed),
    ),
    figure(
        "need_rate",
        "Share of judged conversations in which the customer needed a person.",
        |counts| share(counts.needed, counts.judged),
    ),
    figure(
        "missed_needs",
        "Needs that nobody met: promised, refused, redirected or ignored.",
        |counts| Value::Count(counts.missed()),
    ),
    figure(
        "judged_needs",
        "Needs of which the log shows whether a person came: met and missed together.",
        |counts| Value::Count(counts.judged_needs()),
    ),
    figure(
        "open_needs",
        "Needs of which the log cannot show whether a person came: handed over, or cut short.",
        |counts| Value::Count(counts.open_needs()),
    ),
    figure(
        "human_contact_gap",
        "Of the customers who needed a person and whose log shows what became of it, the share who never got one.",
        |counts| Value::Share {
            share: counts.gap(),
            n: counts.judged_needs(),
        },
    ),
    figure(
        "human_contact_gap_asked",
        "The gap among customers who asked for a person.",
        |counts| gap_of(counts, true),
    ),
    figure(
        "human_contact_gap_inferred",
        "The gap among customers who needed a person without asking for one.",
        |counts| gap_of(counts, false),
    ),
    figure(
        "human_contact_gap_bounds",
        "The least and the greatest gap possible, if every need whose end is not known had been met, or missed.",
        |counts| Value::Bounds {
            bounds: counts.gap_bounds(),
            n: counts.judged_needs() + counts.open_needs(),
        },
    ),
    figure(
        "late_share",
        "Of the customers whom a person reached, the share who waited longer than the channel allows.",
        |counts| share(counts.late, counts.outcome(Outcome::Reached)),
    ),
    figure(
        "median_seconds_to_human",
        "The wait within which half of those who needed a person got one, those who never did counted as waiting for ever.",
        |counts| wait(counts, 50),
    ),
    figure(
        "p90_seconds_to_human",
        "The wait within which nine in ten of those who needed a person got one, those who never did counted as waiting for ever.",
        |counts| wait(counts, 90),
    ),
    figure(
        "reached_untimed",
        "Customers whom a person reached in logs without times; they are in no waiting time.",
        |counts| Value::Count(counts.reached_untimed),
    ),
    figure(
        "repeated_info_rate",
        "Share of judged conversations that went in circles: the customer was asked again, had to repeat, or was told the same again.",
        |counts| share(counts.repeated_info, counts.judged),
    ),
    figure(
        "dead_end_rate",
        "Share of judged conversations with a dead end: the bot did not understand, did not deal with the matter, or closed it unsolved.",
        |counts| share(counts.dead_end, counts.judged),
    ),
    figure(
        "missing_handoff_rate",
        "Share of judged conversations, those cut short left out, in which a person was needed and none came.",
        |counts| {
            share(
                counts.family(Family::MissingHandoff),
                counts.judged - counts.outcome(Outcome::Unknown),
            )
        },
    ),
    figure(
        "false_containment",
        "Share of judged conversations that no person joined although the customer went in circles, hit a dead end or needed one.",
        |counts| share(counts.falsely_contained, counts.judged),
    ),
    figure(
        "guessed_turns",
        "Turns whose speaker was guessed.",
        |counts| Value::Count(counts.guessed_turns),
    ),
];

/// Every figure: those of contact first, then those beside the rules.
pub fn all() -> impl Iterator<Item = &'static Figure> {
    FIGURES.iter().chain(BESIDE)
}

/// How intervals are made; part of every report's definitions.
pub const INTERVAL: &str =
    "Low and high are the ends of Wilson's 95 % interval, and n is what the share is of.";

fn share(hits: u64, n: u64) -> Value {
    Value::Share {
        share: wilson(hits, n),
        n,
    }
}

fn gap_of(counts: &Counts, explicit: bool) -> Value {
    let (share, n) = counts.gap_of(explicit);
    Value::Share { share, n }
}

/// The waiting time of `share` per cent. Not told where most of those reached carry no times: the never-reached would
/// then outweigh them.
#[must_use]
fn wait(counts: &Counts, share: u64) -> Value {
    let timed = counts.seconds_to_human.total();
    let n = timed + counts.missed();
    let told = n > 0 && timed >= counts.reached_untimed;
    let wait = told.then(|| {
        counts
            .time_to_human(share)
            .map_or(Wait::Never, Wait::Seconds)
    });
    Value::Wait { wait, n }
}

#[cfg(test)]
mod tests {
    use super::{Figure, Value, Wait, all, wait};
    use crate::tally::Counts;

    #[test]
    fn names_are_unique_and_every_meaning_is_a_sentence() {
        let figures: Vec<&Figure> = all().collect();
        for (at, figure) in figures.iter().enumerate() {
            assert!(
                figures[..at].iter().all(|other| other.id != figure.id),
                "{} is there twice",
                figure.id
            );
            assert!(
                figure.definition.ends_with('.') && figure.definition.matches(". ").count() == 0,
                "{}",
                figure.id
            );
        }
    }

    #[test]
    fn a_log_without_times_tells_no_waiting_time() {
        let mut counts = Counts {
            reached_untimed: 3,
            ..Counts::default()
        };
        assert_eq!(wait(&counts, 50), Value::Wait { wait: None, n: 0 });
        counts.asked.insert(crate::contact::Outcome::Refused, 2);
        assert_eq!(wait(&counts, 50), Value::Wait { wait: None, n: 2 });
        counts.reached_untimed = 0;
        assert_eq!(
            wait(&counts, 50),
            Value::Wait {
                wait: Some(Wait::Never),
                n: 2
            }
        );
    }
}
