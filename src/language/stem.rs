//! Light stemming, good enough to see that two turns speak of the same things.
//!
//! Arabic after Larkey's light10: one joined particle off the front, then endings off the back as long as two letters
//! stay. Latin script: plural and verb endings. Stems feed word sets only, never phrases.

use xxhash_rust::xxh3::xxh3_64;

/// The particles and endings of all packs.
#[derive(Clone, Debug)]
pub(super) struct Stemmer {
    /// Longest first.
    proclitics: Vec<Vec<u8>>,
    endings: Vec<Vec<u8>>,
}

/// Endings of English words, longest first; what stays has at least three letters.
const LATIN: [&[u8]; 6] = [b"ings", b"ing", b"es", b"ed", b"s", b"e"];

impl Stemmer {
    pub(super) fn new(proclitics: &[Vec<u8>], endings: &[String]) -> Self {
        let mut proclitics = proclitics.to_vec();
        proclitics.sort_by_key(|joined| (std::cmp::Reverse(joined.len()), joined.clone()));
        let endings = endings
            .iter()
            .map(|ending| ending.clone().into_bytes())
            .collect();
        Self {
            proclitics,
            endings,
        }
    }

    /// The hash of the stem of a folded word.
    pub(super) fn stem(&self, word: &[u8]) -> u32 {
        let stem = if word.first().is_some_and(u8::is_ascii) {
            latin(word)
        } else {
            self.arabic(word)
        };
        xxh3_64(stem) as u32
    }

    fn arabic<'w>(&self, word: &'w [u8]) -> &'w [u8] {
        // Two bytes a letter: three letters must stay after the particle, two after each ending.
        let mut stem = word;
        if let Some(joined) = self
            .proclitics
            .iter()
            .find(|joined| word.starts_with(joined) && word.len() >= joined.len() + 6)
        {
            stem = &word[joined.len()..];
        }
        for ending in &self.endings {
            if stem.len() >= ending.len() + 4 && stem.ends_with(ending) {
                stem = &stem[..stem.len() - ending.len()];
            }
        }
        stem
    }
}

fn latin(word: &[u8]) -> &[u8] {
    if word.iter().any(u8::is_ascii_digit) {
        return word;
    }
    LATIN
        .iter()
        .find(|ending| word.len() >= ending.len() + 3 && word.ends_with(ending))
        .map_or(word, |ending| &word[..word.len() - ending.len()])
}
