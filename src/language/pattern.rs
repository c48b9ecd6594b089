//! Matching one phrase around a hit of its anchor.
//!
//! The automaton finds only a phrase's *anchor*: the most telling words that every way to write the phrase must hold. What
//! stands to the right and left of it is checked token by token, with sets of positions as bits, so nothing is copied and
//! the cost is bounded by the phrase.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::phrase::{Node, Phrase, Sequence};
use crate::text::{Folded, Token};

/// A phrase cut at its anchor.
pub(super) struct Pattern {
    /// What stands before the anchor, nearest first.
    before: Vec<Step>,
    /// What stands after it.
    after: Vec<Step>,
}

/// A node made ready for matching: single words are looked up by hash, however many there are to choose from.
enum Step {
    OneOf {
        /// Hashes of the single closed words, sorted.
        words: Box<[u64]>,
        /// Beginnings of the single open words: sorted, none the beginning of another.
        open: Vec<Vec<u8>>,
        /// Everything longer.
        longer: Vec<Vec<Self>>,
        /// Whether nothing at all will do too.
        optional: bool,
    },
    Gap,
    Start,
    End,
}

/// A word with its joined particles taken off: the token, and the hash of what stays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unjoined {
    /// Index of the token.
    pub token: u32,
    /// Bytes of the particle.
    pub particle: u32,
    /// Hash of the rest.
    pub hash: u64,
}

/// The words that the automaton looks for: their bytes, how many they are, and whether the last may go on.
pub(super) struct Anchor {
    pub(super) words: Vec<String>,
    pub(super) open: bool,
}

/// The most ways in which an anchor may be written.
const MOST_ANCHORS: usize = 256;

impl Pattern {
    /// Cuts a phrase at its most telling required words. `weight` says how telling a word is.
    pub(super) fn cut(
        nodes: &[Node],
        weight: &dyn Fn(&str) -> usize,
    ) -> Option<(Self, Vec<Anchor>)> {
        let mut best: Option<(usize, Range<usize>, Vec<Anchor>)> = None;
        let mut at = 0;
        while at < nodes.len() {
            let end = match &nodes[at] {
                Node::Word { .. } => run_end(nodes, at),
                Node::OneOf(_) => at + 1,
                Node::Gap | Node::Start | Node::End => {
                    at += 1;
                    continue;
                }
            };
            if let Some(anchors) = anchors(&nodes[at..end]) {
                let least = anchors
                    .iter()
                    .map(|anchor| anchor.words.iter().map(|word| weight(word)).sum())
                    .min();
                let telling = least.unwrap_or(0);
                if best.as_ref().is_none_or(|(known, ..)| telling > *known) {
                    best = Some((telling, at..end, anchors));
                }
            }
            at = end;
        }
        let (_, place, anchors) = best?;
        let mut before = nodes[..place.start].to_vec();
        reverse(&mut before);
        Some((
            Self {
                before: steps(&before),
                after: steps(&nodes[place.end..]),
            },
            anchors,
        ))
    }

    /// The whole phrase around an anchor that covers the tokens from `first` to `last`, if it is there: its first and last
    /// token, the shortest on either side.
    pub(super) fn around(
        &self,
        first: usize,
        last: usize,
        folded: &Folded,
        tokens: &Range<usize>,
        unjoined: &[Unjoined],
    ) -> Option<(usize, usize)> {
        let walk = |base: usize, back: bool| Walk {
            folded,
            tokens,
            unjoined,
            base,
            back,
        };
        let right = walk(last + 1, false).along(&self.after, 1);
        if right == 0 {
            return None;
        }
        let left = walk(first, true).along(&self.before, 1);
        (left != 0).then(|| {
            (
                first - left.trailing_zeros() as usize,
                last + right.trailing_zeros() as usize,
            )
        })
    }
}

/// One past the last of the neighbouring words that begin at `at`; an open word is the last of its run.
fn run_end(nodes: &[Node], at: usize) -> usize {
    let mut end = at;
    while let Some(Node::Word { open, .. }) = nodes.get(end) {
        end += 1;
        if *open {
            break;
        }
    }
    end
}

/// Every way to write these nodes, if each is plain words, none is nothing, and there are not too many.
fn anchors(nodes: &[Node]) -> Option<Vec<Anchor>> {
    ways(nodes).filter(|ways| ways.iter().all(|way| !way.words.is_empty()))
}

/// Every way to write these nodes, the empty one among them, if there are no gaps or sentence ends inside.
fn ways(nodes: &[Node]) -> Option<Vec<Anchor>> {
    let mut ways = vec![Anchor {
        words: Vec::new(),
        open: false,
    }];
    for node in nodes {
        match node {
            Node::Word { text, open } => {
                for way in &mut ways {
                    if way.open {
                        return None;
                    }
                    way.words.push(text.clone());
                    way.open = *open;
                }
            }
            Node::OneOf(choices) => {
                let mut longer = Vec::new();
                for choice in choices {
                    let tails = self::ways(choice)?;
                    for way in &ways {
                        for tail in &tails {
                            if way.open && !tail.words.is_empty() {
                                return None;
                            }
                            let words = way.words.iter().chain(&tail.words).cloned().collect();
                            longer.push(Anchor {
                                words,
                                open: way.open || tail.open,
                            });
                        }
                    }
                }
                ways = longer;
            }
            Node::Gap | Node::Start | Node::End => return None,
        }
        if ways.len() > MOST_ANCHORS {
            return None;
        }
    }
    Some(ways)
}

/// Turns a sequence round, inside alternatives too.
fn reverse(nodes: &mut Sequence) {
    nodes.reverse();
    for node in nodes {
        if let Node::OneOf(choices) = node {
            choices.iter_mut().for_each(reverse);
        }
    }
}

fn steps(nodes: &[Node]) -> Vec<Step> {
    nodes
        .iter()
        .map(|node| match node {
            Node::Word { .. } => one_of(std::slice::from_ref(&vec![node.clone()])),
            Node::OneOf(choices) => one_of(choices),
            Node::Gap => Step::Gap,
            Node::Start => Step::Start,
            Node::End => Step::End,
        })
        .collect()
}

fn one_of(choices: &[Sequence]) -> Step {
    let (mut words, mut open, mut longer, mut optional) =
        (Vec::new(), Vec::new(), Vec::new(), false);
    for choice in choices {
        match choice.as_slice() {
            [] => optional = true,
            [Node::Word { text, open: false }] => words.push(xxh3_64(text.as_bytes())),
            [Node::Word { text, open: true }] => open.push(text.clone().into_bytes()),
            nodes => longer.push(steps(nodes)),
        }
    }
    words.sort_unstable();
    words.dedup();
    open.sort_unstable();
    open.dedup_by(|longer, shorter| longer.starts_with(shorter));
    Step::OneOf {
        words: words.into(),
        open,
        longer,
        optional,
    }
}

/// A walk over the tokens of a turn, away from the anchor. Bit n of a set stands for n tokens walked.
struct Walk<'a> {
    folded: &'a Folded,
    tokens: &'a Range<usize>,
    unjoined: &'a [Unjoined],
    base: usize,
    back: bool,
}

impl Walk<'_> {
    /// The positions that the steps lead to from the positions in `from`.
    fn along(&self, steps: &[Step], from: u64) -> u64 {
        let mut here = from;
        for step in steps {
            here = match step {
                Step::OneOf {
                    words,
                    open,
                    longer,
                    optional,
                } => {
                    let word = self.step(here, |at, token| self.is_one_of(at, token, words, open));
                    let kept = if *optional { here } else { 0 };
                    longer
                        .iter()
                        .fold(word | kept, |all, choice| all | self.along(choice, here))
                }
                Step::Gap => {
                    let mut reached = here;
                    for _ in 0..Phrase::GAP {
                        reached |= self.step(reached, |_, token| !token.is_end());
                    }
                    reached
                }
                Step::Start => here & self.at_edge(here, true),
                Step::End => here & self.at_edge(here, false),
            };
            if here == 0 {
                return 0;
            }
        }
        here
    }

    /// The token that a walker at bit `walked` looks at.
    fn ahead(&self, walked: u32) -> Option<(usize, &Token)> {
        let at = if self.back {
            self.base.checked_sub(walked as usize + 1)?
        } else {
            self.base + walked as usize
        };
        self.tokens
            .contains(&at)
            .then(|| (at, &self.folded.tokens[at]))
    }

    fn step(&self, from: u64, passes: impl Fn(usize, &Token) -> bool) -> u64 {
        let (mut left, mut reached) = (from, 0);
        while left != 0 {
            let walked = left.trailing_zeros();
            left &= left - 1;
            if walked < 62
                && self
                    .ahead(walked)
                    .is_some_and(|(at, token)| passes(at, token))
            {
                reached |= 1 << (walked + 1);
            }
        }
        reached
    }

    /// The positions in `from` at which a sentence begins (or ends). Only the edge that the walk moves towards is ahead;
    /// the other one cannot be met, because anchors are never optional.
    fn at_edge(&self, from: u64, start: bool) -> u64 {
        let (mut left, mut kept) = (from, 0);
        while left != 0 {
            let walked = left.trailing_zeros();
            left &= left - 1;
            if start == self.back && self.ahead(walked).is_none_or(|(_, token)| token.is_end()) {
                kept |= 1 << walked;
            }
        }
        kept
    }

    /// Whether a token is one of these words, particles joined before it aside.
    fn is_one_of(&self, at: usize, token: &Token, words: &[u64], open: &[Vec<u8>]) -> bool {
        let known = |hash: u64| words.binary_search(&hash).is_ok();
        if known(token.hash) {
            return true;
        }
        let bytes = self.folded.bytes_of(token);
        // Only the last beginning that is not greater than the word can be one of it.
        let begins = |bytes: &[u8]| {
            let after = open.partition_point(|word| word.as_slice() <= bytes);
            after > 0 && bytes.starts_with(&open[after - 1])
        };
        if !open.is_empty() && begins(bytes) {
            return true;
        }
        // Particles are joined to words of other scripts only.
        if bytes.first().is_none_or(u8::is_ascii) {
            return false;
        }
        let from = self
            .unjoined
            .partition_point(|one| (one.token as usize) < at);
        self.unjoined[from..]
            .iter()
            .take_while(|one| one.token as usize == at)
            .any(|one| known(one.hash) || begins(&bytes[one.particle as usize..]))
    }
}
