//! What mail programs write around messages: a table, and how lines are compared with it.

use std::sync::LazyLock;

use serde::Deserialize;

/// The table `words.toml`, which says what each list means.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Words {
    pub(super) begins: Vec<String>,
    pub(super) ends: Vec<String>,
    pub(super) history: Vec<String>,
    pub(super) above: Vec<String>,
    pub(super) sender: Vec<String>,
    pub(super) fields: Vec<String>,
    pub(super) devices: Vec<String>,
    pub(super) replies: Vec<String>,
    pub(super) forwards: Vec<String>,
    pub(super) machines: Vec<String>,
    pub(super) postmasters: Vec<String>,
}

/// The table is part of the program, and a test reads it.
pub(super) static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("words.toml")).unwrap_or_default());

/// A line in lower case without direction marks and the space around it.
pub(super) fn plain(line: &str) -> String {
    let bare: String = line
        .chars()
        .filter(|letter| !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .flat_map(char::to_lowercase)
        .collect();
    bare.trim().to_owned()
}

/// A subject without the words for answers and forwards before it, and whether it had one of either.
pub(super) fn subject(text: &str) -> (String, bool, bool) {
    let mut rest = plain(text);
    let (mut replies, mut forwards) = (false, false);
    while let Some((before, behind)) = rest.split_once([':', '：']) {
        // Some programs count: `Re[2]:`.
        let word = before.split(['[', '(']).next().unwrap_or_default().trim();
        let is_forward = WORDS.forwards.iter().any(|known| known == word);
        let is_reply = WORDS.replies.iter().any(|known| known == word);
        if !is_forward && !is_reply {
            break;
        }
        replies |= is_reply;
        forwards |= is_forward;
        rest = behind.trim().to_owned();
    }
    (rest, replies, forwards)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_spelled_as_compared() {
        for list in [
            &WORDS.ends,
            &WORDS.history,
            &WORDS.above,
            &WORDS.sender,
            &WORDS.fields,
            &WORDS.replies,
            &WORDS.forwards,
            &WORDS.machines,
        ] {
            assert!(!list.is_empty());
            assert!(list.iter().all(|word| plain(word) == *word), "{list:?}");
        }
    }

    #[test]
    fn subjects_without_the_words_before_them() {
        for (text, bare, reply) in [
            ("RE: Re[2]: Order 4711", "order 4711", true),
            ("رد: الفاتورة", "الفاتورة", true),
            ("Order: late", "order: late", false),
            ("", "", false),
        ] {
            let (found, is_reply, _) = subject(text);
            assert_eq!((found.as_str(), is_reply), (bare, reply));
        }
        assert!(subject("Fwd: x").2);
    }
}
