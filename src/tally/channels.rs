//! A bounded number of channels apart, whatever a log calls them and in whatever order.
//!
//! Words are ranked by what they are, never by when they came: those that we know first, then by hash. A word among the
//! first of all words is among the first of any part of them, so what is kept has lost nothing, however the log was
//! ordered or cut.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::transcript::{Channel, ChannelKind};

/// How many words are kept apart while counting.
pub(crate) const APART: usize = 1024;

/// By how many more there may be before they are cut back, so that a log of many words is not ranked at every one.
const SLACK: usize = 256;

/// Cuts back to [`APART`] where many more words have come; `add` puts what is cut to `rest`.
pub(crate) fn bound<T>(channels: &mut BTreeMap<String, T>, rest: &mut T, add: impl Fn(&mut T, &T)) {
    if channels.len() >= APART + SLACK {
        cut(channels, rest, add);
    }
}

/// Keeps the first [`APART`] words; `add` puts the others to `rest`.
pub(crate) fn cut<T>(channels: &mut BTreeMap<String, T>, rest: &mut T, add: impl Fn(&mut T, &T)) {
    if channels.len() <= APART {
        return;
    }
    let mut ranked: Vec<_> = channels.keys().map(|word| rank(word)).collect();
    ranked.sort_unstable();
    for (_, _, word) in ranked.split_off(APART) {
        if let Some(counts) = channels.remove(&word) {
            add(rest, &counts);
        }
    }
}

fn rank(word: &str) -> (bool, u64, String) {
    let unknown = word != "chat" && Channel::new(word.into()).kind() == ChannelKind::Chat;
    (unknown, xxh3_64(word.as_bytes()), word.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{APART, bound, cut};

    fn kept(words: impl Iterator<Item = u32>) -> (BTreeMap<String, u32>, u32) {
        let (mut channels, mut rest) = (BTreeMap::from([("whatsapp".to_owned(), 7)]), 0);
        for word in words {
            *channels.entry(format!("c{word}")).or_default() += 1;
            bound(&mut channels, &mut rest, |rest, cut| *rest += cut);
            assert!(channels.len() < 1300);
        }
        cut(&mut channels, &mut rest, |rest, cut| *rest += cut);
        (channels, rest)
    }

    #[test]
    fn what_is_kept_does_not_depend_on_the_order() {
        let forth = kept((0..6000).map(|number| number * 7919 % 3000));
        let back = kept((0..6000).rev().map(|number| number * 7919 % 3000));
        assert!(forth == back);
        assert_eq!((forth.0.len(), forth.0["whatsapp"]), (APART, 7));
        let apart: u32 = forth
            .0
            .iter()
            .filter(|(word, _)| *word != "whatsapp")
            .map(|(_, n)| n)
            .sum();
        assert_eq!(apart + forth.1, 6000);
        assert_eq!(apart, 2 * (APART as u32 - 1));
    }
}
