//! What phones write around messages, in each language: a table, and the spelling under which it is compared.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::format::time::Order;

/// One language of the table.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Locale {
    /// BCP 47 tag, for whoever edits the table.
    pub(super) tag: String,
    pub(super) order: Option<Order>,
    pub(super) joins: Vec<String>,
    pub(super) am: Vec<String>,
    pub(super) pm: Vec<String>,
    pub(super) media: Vec<String>,
    pub(super) attached: Vec<String>,
    pub(super) deleted: Vec<String>,
    pub(super) edited: Vec<String>,
    pub(super) notices: Vec<String>,
    pub(super) calls: Vec<String>,
    pub(super) changes: Vec<String>,
}

#[derive(Deserialize)]
struct Table {
    locale: Vec<Locale>,
}

/// Every language that is known. The table is part of the program, and a test reads it.
pub(super) static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(|| {
    toml::from_str::<Table>(include_str!("locales.toml"))
        .map(|table| table.locale)
        .unwrap_or_default()
});

/// Whether the character only steers the direction of text.
pub(super) const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `text` in lower case without direction marks, the angle brackets around it and a final full stop.
pub(super) fn plain(text: &str) -> String {
    let bare: String = text
        .chars()
        .filter(|letter| !is_mark(*letter))
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .flat_map(char::to_lowercase)
        .collect();
    bare.trim()
        .trim_start_matches('<')
        .trim_end_matches(['>', '.', '۔', '।'])
        .trim()
        .to_owned()
}

/// Whether any language's list, as chosen by `list`, has an entry that `fits`.
pub(super) fn any(list: fn(&Locale) -> &[String], fits: impl Fn(&str) -> bool) -> bool {
    LOCALES
        .iter()
        .any(|locale| list(locale).iter().any(|phrase| fits(phrase)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_spelled_as_compared() {
        assert_eq!(LOCALES.len(), 10);
        for locale in LOCALES.iter() {
            for list in [
                &locale.media,
                &locale.deleted,
                &locale.edited,
                &locale.notices,
                &locale.calls,
            ] {
                assert!(!list.is_empty(), "{}", locale.tag);
                assert!(
                    list.iter().all(|phrase| plain(phrase) == *phrase),
                    "{list:?}"
                );
            }
        }
    }
}
