//! The words that tell names and addresses from other words, one file a language; all languages hold at once.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::phrases::Phrases;
use crate::text::fold_words;

/// A list of folded words.
pub(super) type WordList = HashSet<String>;

const FILES: [&str; 2] = [include_str!("lists/en.toml"), include_str!("lists/ar.toml")];

/// A file as it is written: lists are words with spaces between, phrases are apart.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    roles: String,
    companies: String,
    titles: String,
    given: String,
    ambiguous: String,
    not_names: String,
    asks: Vec<String>,
    no_mailbox: String,
    streets: RawStreets,
    introductions: BTreeMap<String, Vec<Follows>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStreets {
    types: String,
    types_capital: String,
    before: String,
    before_name: String,
    whole: Vec<String>,
    cues: Vec<String>,
}

/// What stands beside an introducing phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Follows {
    /// A name in any letter case.
    Name,
    /// A name with a capital after a colon, or a given name.
    NameField,
    /// A name with a capital, or a given name.
    Capital,
    /// The same, where it ends its clause or an everyday word goes on.
    Greeting,
    /// A name with a capital that ends its clause or is followed by where the speaker is from.
    Speaker,
    /// The same, and in small letters where "from" follows.
    From,
    /// A given name, or "father of" and "mother of" one.
    Given,
    /// A name on the next line with nothing else on it, or one at the end after a comma.
    SignOff,
    /// An Arabic name where the phrase opens a sentence, or one followed by «من».
    Opening,
    /// An Arabic name that ends its clause.
    Closing,
    /// Nothing: the name stands before the phrase.
    Before,
}

/// The lists of every language.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Words of display names that name a role, a machine or nobody.
    pub(super) roles: WordList,
    /// Words that make the words around them the name of a company or a team.
    pub(super) companies: WordList,
    /// Forms of address before a name.
    pub(super) titles: WordList,
    /// Common given names.
    pub(super) given: WordList,
    /// Names that are also everyday words.
    pub(super) ambiguous: WordList,
    /// What follows introducing phrases when no name does.
    pub(super) not_names: WordList,
    /// What a turn says that is answered with a name.
    pub(super) asks: Phrases<()>,
    /// What stands before "at … dot com" when it is no mailbox.
    pub(super) no_mailbox: WordList,
    pub(super) streets: Streets,
    /// Phrases around a name.
    pub(super) introductions: Phrases<Follows>,
}

/// The words that streets and houses are told by.
#[derive(Debug, Default)]
pub(super) struct Streets {
    /// Words that end the name of a street.
    pub(super) types: WordList,
    /// The same, with a capital only.
    pub(super) types_capital: WordList,
    /// Words before the number of a house, flat or street.
    pub(super) before: WordList,
    /// Words before the name of a street or quarter.
    pub(super) before_name: WordList,
    /// Phrases that make the number after them an address by itself.
    pub(super) whole: Phrases<()>,
    /// Phrases that say that an address comes.
    pub(super) cues: Vec<Vec<String>>,
}

pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists::default();
    for file in FILES {
        lists.add(parsed(file));
    }
    lists
});

#[expect(
    clippy::expect_used,
    reason = "the files are constants, and every test reads them"
)]
fn parsed(file: &str) -> Raw {
    toml::from_str(file).expect("a constant list parses")
}

/// The folded words of a list. A line's end would be a word of its own.
fn folded(list: &str) -> impl Iterator<Item = String> {
    list.split_whitespace().flat_map(fold_words)
}

impl Lists {
    fn add(&mut self, raw: Raw) {
        let phrases = |phrases: Vec<String>| phrases.into_iter().map(|phrase| fold_words(&phrase));
        self.roles.extend(folded(&raw.roles));
        self.companies.extend(folded(&raw.companies));
        self.titles.extend(folded(&raw.titles));
        self.given.extend(folded(&raw.given));
        self.ambiguous.extend(folded(&raw.ambiguous));
        self.not_names.extend(folded(&raw.not_names));
        phrases(raw.asks).for_each(|phrase| self.asks.add(phrase, ()));
        self.no_mailbox.extend(folded(&raw.no_mailbox));
        let streets = &mut self.streets;
        streets.types.extend(folded(&raw.streets.types));
        let capital = folded(&raw.streets.types_capital);
        streets.types_capital.extend(capital);
        streets.before.extend(folded(&raw.streets.before));
        let names = folded(&raw.streets.before_name);
        streets.before_name.extend(names);
        phrases(raw.streets.whole).for_each(|phrase| streets.whole.add(phrase, ()));
        streets.cues.extend(phrases(raw.streets.cues));
        for (phrase, follows) in raw.introductions {
            let words = fold_words(&phrase);
            for follows in follows {
                self.introductions.add(words.clone(), follows);
            }
        }
    }
}
