//! What a customer fears or supposes has not happened: "if it doesn't come", "make sure it isn't broken again".

use crate::language::{Class, Cue};
use crate::text::{Folded, Token};

/// The most words between the supposing word and the cue that it governs.
const REACH: u32 = 2;

/// The classes that say what did happen, and say nothing when only supposed.
const FACTS: [Class; 2] = [Class::Unsolved, Class::Told];

/// Takes out the cues from `start` on that tell of a fact but stand right after a supposing word of the same sentence.
pub(super) fn drop_supposed(folded: &Folded, cues: &mut Vec<Cue>, start: usize) {
    let mut supposing: Vec<u32> = cues[start..]
        .iter()
        .filter(|cue| cue.class == Class::Supposing)
        .map(|cue| cue.last)
        .collect();
    if supposing.is_empty() {
        return;
    }
    supposing.sort_unstable();
    let governed = |cue: &Cue| {
        let near = cue.first.saturating_sub(REACH + 1);
        let from = supposing.partition_point(|word| *word < near);
        supposing[from..]
            .iter()
            .take_while(|word| **word < cue.first)
            .any(|word| {
                !folded.tokens[*word as usize..cue.first as usize]
                    .iter()
                    .any(Token::is_end)
            })
    };
    let mut kept = start;
    for at in start..cues.len() {
        let cue = cues[at];
        if !(FACTS.contains(&cue.class) && governed(&cue)) {
            cues[kept] = cue;
            kept += 1;
        }
    }
    cues.truncate(kept);
}
