//! What a conversation is about, in the customer's own words: small enough to spill, enough to compare.
//!
//! A matter is the first things that the customer said: of each, the stems of its content words (those with the smallest
//! hashes where there are many, which any two sayings choose alike) and the order, account or case numbers in it.

use serde::{Deserialize, Serialize};

use super::customer::Known;
use crate::contact::course::View;
use crate::cue::{TurnReading, ValueKind};
use crate::language::Class;
use crate::text::{TokenKind, containment, shared};
use crate::transcript::Speaker;

/// How many of the customer's sayings are kept.
const SAYINGS: usize = 6;
/// How many stems of a saying are kept.
const WORDS: usize = 48;
/// How many numbers of a saying are kept.
const NUMBERS: usize = 8;
/// Shared words that two sayings must have, and which share of the shorter one they must be, in hundredths.
const ALIKE: [(usize, u32); 2] = [(3, 42), (2, 60)];

/// What the customer said first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Matter {
    sayings: Vec<Saying>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Saying {
    item: u32,
    /// Sorted, without duplicates.
    words: Vec<u32>,
    /// Sorted, without duplicates.
    numbers: Vec<u32>,
    /// Whether it only thanks.
    thanks: bool,
}

/// What two conversations have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// An order, account or case number.
    Number,
    /// The words.
    Words,
}

impl Reason {
    /// The word in records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Words => "words",
        }
    }
}

/// The saying that brings an earlier matter again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Same {
    pub(super) item: u32,
    pub(super) reason: Reason,
    pub(super) similarity: u8,
}

impl Matter {
    /// What the customer said; their own customer number is no part of it.
    pub(super) fn of(view: View<'_>, customer: Option<Known>) -> Self {
        let sayings = view
            .by(Speaker::Customer)
            .filter(|turn| view.has_content(turn))
            .map(|turn| Saying::of(view, turn, customer))
            .filter(|saying| saying.words.len() >= 2 || !saying.numbers.is_empty())
            .take(SAYINGS)
            .collect();
        Self { sayings }
    }

    /// Whether `self`, the later, brings the earlier matter again, and where.
    pub(super) fn repeats(&self, earlier: &Self) -> Option<Same> {
        let (before, now) = (earlier.numbers(), self.numbers());
        let common = |saying: &Saying| saying.numbers.iter().any(|one| before.contains(one));
        let raised = || self.sayings.iter().filter(|saying| !saying.thanks);
        if let Some(saying) = raised().find(|saying| common(saying)) {
            let nearest = earlier.sayings.iter().map(|one| alike(one, saying).1).max();
            return Some(Same {
                item: saying.item,
                reason: Reason::Number,
                similarity: nearest.unwrap_or(0) as u8,
            });
        }
        // Two orders are two matters, however alike the words.
        if !before.is_empty() && !now.is_empty() {
            return None;
        }
        let mut best: Option<Same> = None;
        for saying in raised() {
            for one in &earlier.sayings {
                let (shared, share) = alike(one, saying);
                let enough = ALIKE
                    .iter()
                    .any(|(words, least)| shared >= *words && share >= *least);
                if enough && best.is_none_or(|best| share as u8 > best.similarity) {
                    best = Some(Same {
                        item: saying.item,
                        reason: Reason::Words,
                        similarity: share as u8,
                    });
                }
            }
        }
        best
    }

    fn numbers(&self) -> Vec<u32> {
        self.sayings
            .iter()
            .flat_map(|saying| saying.numbers.iter().copied())
            .collect()
    }
}

impl Saying {
    fn of(view: View<'_>, turn: &TurnReading, customer: Option<Known>) -> Self {
        let reading = view.reading;
        let own = |canon: u64| customer.is_some_and(|known| known.own.contains(&canon));
        let values = reading.values(turn);
        let named = values
            .iter()
            .filter(|value| match value.kind {
                ValueKind::Code => !own(value.canon),
                ValueKind::Number => {
                    let tokens = value.first as usize..value.last as usize + 1;
                    !own(value.canon) && names_something(reading.folded.bytes_over(&tokens))
                }
                _ => false,
            })
            .map(|value| value.canon as u32);
        // "88-1" is too short for a value of its own, but two of them are two orders.
        let short = reading.folded.tokens[turn.tokens.clone()]
            .iter()
            .filter(|token| {
                let bytes = reading.folded.bytes_of(token);
                token.kind == TokenKind::Value
                    && bytes.contains(&b'-')
                    && bytes.iter().filter(|byte| byte.is_ascii_digit()).count() == 3
                    && names_something(bytes)
            })
            .map(|token| token.hash as u32);
        let mut numbers: Vec<u32> = named.chain(short).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.truncate(NUMBERS);
        let mut words = reading.content(turn).to_vec();
        words.truncate(WORDS);
        Self {
            item: turn.item,
            words,
            numbers,
            thanks: only_thanks(view, turn),
        }
    }
}

/// Whether a number of digits in groups can be that of an order, account or case. What is all years, days, months, hours,
/// or small numbers that rise ("45-60") is a date, a span ("24-7", "9-5") or an amount; so is what a dot parts.
fn names_something(written: &[u8]) -> bool {
    let groups: Vec<u32> = written
        .split(|byte| !byte.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(|group| match group.len() {
            1..=4 => group
                .iter()
                .fold(0, |number, digit| number * 10 + u32::from(digit - b'0')),
            _ => u32::MAX,
        })
        .collect();
    let of_time = |group: &u32| matches!(group, 0..=31 | 1900..=2099);
    let amount =
        written.contains(&b'.') || groups.iter().all(|group| *group < 100) && groups.is_sorted();
    !(groups.iter().all(of_time) || groups.len() > 1 && amount)
}

/// Whether a turn begins with thanks and goes on to no complaint or question.
fn only_thanks(view: View<'_>, turn: &TurnReading) -> bool {
    const TROUBLE: [Class; 3] = [Class::Unsolved, Class::Told, Class::Negation];
    let first = turn.tokens.start as u32;
    let half = first + turn.tokens.len() as u32 / 2;
    !turn.question
        && !turn.classes.any(&TROUBLE)
        && view
            .reading
            .cues_of(turn, Class::Thanks)
            .any(|cue| cue.first <= half)
}

/// How many words two sayings share, and which share of the shorter one that is, in hundredths.
fn alike(left: &Saying, right: &Saying) -> (usize, u32) {
    // Where a long saying was cut, only the words that it could have kept are compared.
    let cut = |saying: &Saying| match saying.words.last() {
        Some(last) if saying.words.len() == WORDS => *last,
        _ => u32::MAX,
    };
    let end = cut(left).min(cut(right));
    let within = |saying: &Saying| saying.words.partition_point(|word| *word <= end);
    let (left, right) = (&left.words[..within(left)], &right.words[..within(right)]);
    (shared(left, right), containment(left, right))
}

#[cfg(test)]
mod tests {
    use super::names_something;

    #[test]
    fn dates_spans_and_amounts_are_no_numbers_of_orders() {
        for id in [
            "88-1",
            "93-7",
            "10-4821",
            "5520-88",
            "3340",
            "70932",
            "4000123412341234",
            "4410",
            "045 88 21",
        ] {
            assert!(names_something(id.as_bytes()), "{id}");
        }
        for other in [
            "24-7",
            "24/7",
            "10-5",
            "9-5",
            "12-03",
            "2026-09",
            "2026-09-14",
            "1998-2004",
            "2026",
            "45-60",
            "49.99",
            "20 30",
        ] {
            assert!(!names_something(other.as_bytes()), "{other}");
        }
    }
}
