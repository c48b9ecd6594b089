//! Phrases that are looked for at every word of a text.

use xxhash_rust::xxh3::xxh3_64;

use super::words::Words;

/// Folded phrases, each with what it means, by the last byte of their first word's hash, so that most words are passed
/// over at once.
#[derive(Debug)]
pub(super) struct Phrases<T>(Vec<Vec<(Vec<String>, T)>>);

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self((0..256).map(|_| Vec::new()).collect())
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase. One without words is none.
    pub(super) fn add(&mut self, phrase: Vec<String>, means: T) {
        if let Some(first) = phrase.first() {
            self.0[slot(xxh3_64(first.as_bytes()))].push((phrase, means));
        }
    }

    /// The phrases that stand at the word `at`, in the order in which they were added: how many words they have, and what
    /// they mean.
    pub(super) fn at<'p>(
        &'p self,
        words: &'p Words<'_>,
        at: usize,
    ) -> impl Iterator<Item = (usize, &'p T)> {
        let first = words.tokens.get(at);
        let known = first.map_or(&[][..], |first| &self.0[slot(first.hash)]);
        known
            .iter()
            .filter(move |(phrase, _)| words.says(at, phrase))
            .map(|(phrase, means)| (phrase.len(), means))
    }
}

const fn slot(hash: u64) -> usize {
    (hash & 0xFF) as usize
}
