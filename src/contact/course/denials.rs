//! The same "no" again: language models deny in other words each time, so the reply as a whole looks new.
//!
//! Only the sentences that deny are compared, by their words with content. A "no" that is said once is an answer, and so is
//! one to another question; said again to a customer who has disputed it, it leads nowhere.

use super::view::View;
use crate::cue::TurnReading;
use crate::language::Class;
use crate::text::{TokenKind, containment};
use crate::transcript::Speaker;

/// How much of the shorter denial must stand in the other, in hundredths.
const WITHIN: u32 = 50;
/// Words with content that both must have.
const WORDS: usize = 3;

/// Beside these a denial is not all that the reply gives.
const GIVES: [Class; 6] = [
    Class::Done,
    Class::Offer,
    Class::Transfer,
    Class::Promise,
    Class::Security,
    Class::Hold,
];

/// What a customer says who does not dispute.
const YIELDS: [Class; 5] = [
    Class::Accept,
    Class::Solved,
    Class::GiveUp,
    Class::NewMatter,
    Class::RepeatPlease,
];

/// The words of what a reply denies: hashes, sorted. Empty where it denies nothing.
pub(super) fn denied(view: &View<'_>, reply: &TurnReading) -> Vec<u32> {
    const DENIES: [Class; 2] = [Class::Cannot, Class::Refuse];
    if !reply.classes.any(&DENIES) {
        return Vec::new();
    }
    let sentences = view
        .sentences(reply)
        .filter(|sentence| view.says_in(reply, sentence, &DENIES));
    let mut words: Vec<u32> = sentences
        .flat_map(|sentence| &view.reading.folded.tokens[sentence])
        .filter(|token| token.kind == TokenKind::Word && !token.stop)
        .map(|token| token.hash as u32)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// How alike two denials are, where the later one is the earlier one again and gives nothing beside it.
pub(super) fn restated(
    view: &View<'_>,
    (earlier, before): (&TurnReading, &[u32]),
    (later, now): (&TurnReading, &[u32]),
) -> Option<u32> {
    if before.len().min(now.len()) < WORDS || later.classes.any(&GIVES) {
        return None;
    }
    let disputed = view
        .last_before(Speaker::Customer, later.item)
        .is_some_and(|said| {
            said.item > earlier.item && view.has_content(said) && !said.classes.any(&YIELDS)
        });
    let within = containment(before, now);
    (disputed && within >= WITHIN).then_some(within)
}
