//! Which kinds of values a turn asks for: those named in a sentence that asks. "Thank you for your order number. When did
//! it arrive?" asks for a date alone.

use std::ops::Range;

use crate::language::{Class, ClassSet, Cue};
use crate::text::{Folded, Token, TokenKind};

/// The slots that the turn with these tokens and cues asks for.
pub(super) fn asked(folded: &Folded, tokens: &Range<usize>, cues: &[Cue]) -> ClassSet {
    let mut asks: Vec<usize> = cues
        .iter()
        .filter(|cue| cue.class == Class::Ask)
        .map(|cue| cue.first as usize)
        .collect();
    asks.sort_unstable();
    let mut asking: Vec<Range<usize>> = Vec::new();
    let mut start = tokens.start;
    for sentence in folded.tokens[tokens.clone()].split_inclusive(Token::is_end) {
        let range = start..start + sentence.len();
        start = range.end;
        let next = asks.partition_point(|at| *at < range.start);
        let is_question = sentence.last().map(|token| token.kind) == Some(TokenKind::Question);
        if is_question || asks.get(next).is_some_and(|at| range.contains(at)) {
            asking.push(range);
        }
    }
    let mut slots = ClassSet::default();
    for cue in cues
        .iter()
        .filter(|cue| matches!(cue.class, Class::Slot(_)))
    {
        let at = cue.first as usize;
        let sentence = asking.partition_point(|range| range.end <= at);
        if asking
            .get(sentence)
            .is_some_and(|range| range.contains(&at))
        {
            slots.add(cue.class);
        }
    }
    slots
}
