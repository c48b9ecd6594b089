//! The anchors of all phrases of one side, found in one pass over a turn.

use std::ops::Range;

use daachorse::DoubleArrayAhoCorasick;

use super::PackError;

/// A phrase that an anchor may be part of.
#[derive(Clone, Copy)]
pub(super) struct Use {
    pub(super) phrase: u32,
    /// How many words the anchor holds.
    pub(super) words: u8,
    /// Whether its last word may go on.
    pub(super) open: bool,
}

/// Anchors as they are gathered: one after another in one buffer, because tens of thousands of small vectors would
/// outweigh what they hold.
#[derive(Default)]
pub(super) struct Anchors {
    bytes: Vec<u8>,
    /// Where each anchor ends in `bytes`, and its use.
    uses: Vec<(u32, Use)>,
}

/// Anchors made ready for finding.
pub(super) struct Automaton {
    machine: Option<DoubleArrayAhoCorasick<u32>>,
    uses: Vec<Use>,
    /// Where in `uses` those of each anchor end.
    ends: Vec<u32>,
}

impl Anchors {
    /// Adds one use of an anchor.
    pub(super) fn add(&mut self, anchor: &[u8], used: Use) {
        self.bytes.extend_from_slice(anchor);
        self.uses.push((self.bytes.len() as u32, used));
    }

    fn anchor(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.uses[before].0);
        &self.bytes[start as usize..self.uses[at].0 as usize]
    }

    /// Builds the automaton. The uses of one anchor stay in the order in which they were added.
    ///
    /// # Errors
    /// Where it grows beyond its limits.
    pub(super) fn build(self) -> Result<Automaton, PackError> {
        let mut order: Vec<usize> = (0..self.uses.len()).collect();
        order.sort_by_key(|at| self.anchor(*at));
        let mut distinct: Vec<&[u8]> = Vec::new();
        let mut ends: Vec<u32> = Vec::new();
        for (before, at) in order.iter().enumerate() {
            let anchor = self.anchor(*at);
            if distinct.last() != Some(&anchor) {
                distinct.push(anchor);
                ends.push(before as u32);
            }
            if let Some(end) = ends.last_mut() {
                *end += 1;
            }
        }
        let machine = if distinct.is_empty() {
            None
        } else {
            let machine = DoubleArrayAhoCorasick::new(&distinct).map_err(|error| PackError {
                pack: "all packs".to_owned(),
                what: error.to_string(),
            })?;
            Some(machine)
        };
        Ok(Automaton {
            machine,
            uses: order.iter().map(|at| self.uses[*at].1).collect(),
            ends,
        })
    }
}

impl Automaton {
    /// Every place in `text` where an anchor stands, in the order of the places' ends, with the anchor's uses.
    pub(super) fn find(&self, text: &[u8]) -> impl Iterator<Item = (Range<usize>, &[Use])> {
        self.machine.iter().flat_map(move |machine| {
            machine.find_overlapping_iter(text).map(|found| {
                let at = found.value() as usize;
                let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
                let uses = &self.uses[start as usize..self.ends[at] as usize];
                (found.start()..found.end(), uses)
            })
        })
    }
}
