//! The words in times: months, halves of the day, and what says nothing more.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::format::table::fold;

/// What a word in a time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A month, from 1.
    Month(u8),
    /// The half of the day: whether it is the second.
    Half(bool),
    /// The zone of zero hours.
    Utc,
    /// Nothing more than the rest says.
    Other,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    months: Vec<Vec<String>>,
    am: Vec<String>,
    pm: Vec<String>,
    utc: Vec<String>,
    others: Vec<String>,
}

/// Every word that is known, as it is compared. The table is part of the program, and a test reads it.
static WORDS: LazyLock<BTreeMap<String, Word>> = LazyLock::new(|| {
    let Ok(table) = toml::from_str::<Table>(include_str!("names.toml")) else {
        return BTreeMap::new();
    };
    let months = (1..).zip(&table.months);
    let mut lists: Vec<(Word, &Vec<String>)> = months
        .map(|(number, names)| (Word::Month(number), names))
        .collect();
    lists.extend([
        (Word::Half(false), &table.am),
        (Word::Half(true), &table.pm),
        (Word::Utc, &table.utc),
        (Word::Other, &table.others),
    ]);
    let spelled = |(word, names): (Word, &Vec<String>)| {
        names
            .iter()
            .map(|name| (fold(name), word))
            .collect::<Vec<_>>()
    };
    lists.into_iter().flat_map(spelled).collect()
});

/// What `text` means, where it is known.
pub(super) fn word(text: &str) -> Option<Word> {
    WORDS.get(&fold(text)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_no_word_means_two_things() {
        let table: Table = toml::from_str(include_str!("names.toml")).unwrap();
        assert_eq!(table.months.len(), 12);
        let mut lists: Vec<&Vec<String>> = table.months.iter().collect();
        lists.extend([&table.am, &table.pm, &table.utc, &table.others]);
        let mut seen = BTreeMap::new();
        for (number, list) in lists.iter().enumerate() {
            for name in *list {
                let other = seen.insert(fold(name), number);
                assert!(other.is_none_or(|other| other == number), "{name}");
            }
        }
        assert_eq!(word("تشرين الثانى"), Some(Word::Month(11)));
        assert_eq!(word("A.M."), Some(Word::Half(false)));
    }
}
