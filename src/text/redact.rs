//! Masking of personal data in quoted passages.
//!
//! A [`Redactor`] belongs to one conversation and numbers what it masks: the same order number, typed twice and
//! differently, is `[order 1]` both times, so that a reader can still check that the bot asked for it again. Times,
//! dates, amounts, years and menu digits stay, because a quote without them proves nothing.
//!
//! Masking only ever changes what is shown. What is judged, and every fingerprint, comes from the raw text.

mod canvas;
mod digits;
mod form;
mod lists;
mod name;
mod number;
mod pattern;
mod phone;
mod phrases;
mod shape;
mod street;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashMap;
use std::ops::Range;

use canvas::Canvas;
use name::Names;
pub use words::Text;
use words::Words;

use crate::text::Folded;

/// How much of what was written appears in reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotes {
    /// Nothing: item numbers only.
    None,
    /// The passages, personal data masked.
    #[default]
    Redacted,
    /// The passages as they are.
    Full,
}

impl Quotes {
    /// The setting of this word: `none`, `redacted` or `full`.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "none" => Some(Self::None),
            "redacted" => Some(Self::Redacted),
            "full" => Some(Self::Full),
            _ => None,
        }
    }
}

/// What a [`Redactor`] masks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RedactSettings {
    /// How much is shown at all.
    pub quotes: Quotes,
    /// Whether order, ticket and account numbers stay readable.
    pub keep_orders: bool,
}

/// The kinds of personal data, by the word that stands in for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Email,
    Query,
    Handle,
    Phone,
    Iban,
    Card,
    NationalId,
    Address,
    BirthDate,
    Code,
    Order,
    Name,
}

impl Kind {
    const COUNT: usize = Self::Name as usize + 1;

    const fn word(self) -> &'static str {
        match self {
            Self::Email => "e-mail",
            Self::Query => "query",
            Self::Handle => "handle",
            Self::Phone => "phone",
            Self::Iban => "iban",
            Self::Card => "card",
            Self::NationalId => "id",
            Self::Address => "address",
            Self::BirthDate => "birth date",
            Self::Code => "code",
            Self::Order => "order",
            Self::Name => "name",
        }
    }
}

/// Where phone numbers and e-mail addresses stand in an id or key, in order: what must not be shown of it.
#[must_use]
pub fn contacts(key: &str) -> Vec<Range<usize>> {
    let mut canvas = Canvas::new(key);
    pattern::mark_contacts(&mut canvas);
    number::mark(&mut canvas);
    let found = canvas.into_found().into_iter();
    found
        .filter(|found| matches!(found.kind, Kind::Email | Kind::Phone))
        .map(|found| found.range)
        .collect()
}

/// Masks the passages of one conversation.
#[derive(Debug)]
pub struct Redactor {
    settings: RedactSettings,
    names: Names,
    placeholders: HashMap<String, String>,
    counts: [u32; Kind::COUNT],
    /// The words of a text that nobody else has folded.
    folded: Folded,
}

impl Redactor {
    /// A redactor for one conversation. `names` are the display names of its customer and of its staff; words that name
    /// a role ("Support", "Guest", «عميل») are not taken for names.
    #[must_use]
    pub fn new<'n>(settings: RedactSettings, names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut known = Names::default();
        let mut given: Vec<&str> = Vec::new();
        for name in names {
            if !given.contains(&name) {
                given.push(name);
                known.learn_given(name);
            }
        }
        Self {
            settings,
            names: known,
            placeholders: HashMap::new(),
            counts: [0; Kind::COUNT],
            folded: Folded::default(),
        }
    }

    /// Learns who introduces themselves in a turn. Shown every turn of the conversation before anything is quoted, it
    /// also masks the name where it is only mentioned.
    pub fn learn<'t>(&mut self, text: impl Into<Text<'t>>) {
        if self.settings.quotes == Quotes::Redacted {
            self.names.hear(&text.into().words(&mut self.folded));
        }
    }

    /// The passage of `text` (a byte range on character boundaries) as the settings let it be shown: empty, masked or
    /// as it is. A value that the passage cuts through is masked whole.
    #[must_use]
    pub fn quote<'t>(&mut self, text: impl Into<Text<'t>>, passage: Range<usize>) -> String {
        let text = text.into();
        match self.settings.quotes {
            Quotes::None => String::new(),
            Quotes::Full => text.raw().get(passage).unwrap_or_default().to_owned(),
            Quotes::Redacted => {
                let mut folded = std::mem::take(&mut self.folded);
                let shown = self.mask(&text.words(&mut folded), passage);
                self.folded = folded;
                shown
            }
        }
    }

    fn mask(&mut self, words: &Words<'_>, passage: Range<usize>) -> String {
        let text = words.raw;
        self.names.learn_introduced(words);
        let mut canvas = Canvas::new(text);
        street::mark(words, &mut canvas);
        pattern::mark(&mut canvas);
        number::mark(&mut canvas);
        self.names.mark(words, &mut canvas);
        let mut shown = String::with_capacity(passage.len());
        let mut at = passage.start;
        for found in canvas.into_found() {
            let Range { start, end } = found.range;
            let kept = self.settings.keep_orders && found.kind == Kind::Order;
            if kept || end <= passage.start || start >= passage.end {
                continue;
            }
            shown.push_str(text.get(at..start).unwrap_or_default());
            shown.push_str(self.placeholder(found.kind, found.key));
            at = end;
        }
        shown.push_str(text.get(at..passage.end).unwrap_or_default());
        shown
    }

    /// What stands in for a value. Values are told apart by their key alone, so that a number first taken for an order
    /// and later, written with a country code, for a phone stays one value.
    fn placeholder(&mut self, kind: Kind, key: String) -> &str {
        let count = &mut self.counts[kind as usize];
        self.placeholders.entry(key).or_insert_with(|| {
            *count += 1;
            format!("[{} {count}]", kind.word())
        })
    }
}
