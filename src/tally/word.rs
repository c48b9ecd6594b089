//! Static words that were written down and are read again.
//!
//! Rule ids and reasons are few and static; counts read back from a spill need the same words with the same lifetime.
//! Each distinct word is kept once for the life of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Deserializer};

static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// The static form of a word.
fn word(text: &str) -> &'static str {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(word) = known.get(text) {
        return word;
    }
    let word: &'static str = Box::leak(text.into());
    known.insert(word);
    word
}

/// Reads a map whose keys are static words: `#[serde(deserialize_with = "word::map")]`.
///
/// # Errors
/// Those of the deserializer.
pub(super) fn map<'de, D: Deserializer<'de>, V: Deserialize<'de>>(
    deserializer: D,
) -> Result<BTreeMap<&'static str, V>, D::Error> {
    let read = BTreeMap::<String, V>::deserialize(deserializer)?;
    Ok(read
        .into_iter()
        .map(|(key, value)| (word(&key), value))
        .collect())
}
