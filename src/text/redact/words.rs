//! Texts as words.

use std::ops::Range;

use crate::text::{Folded, Token, fold};

/// A text, with its words where somebody has folded it already.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    raw: &'a str,
    folded: Option<(&'a Folded, &'a [Token])>,
}

impl<'a> Text<'a> {
    /// A text that has been folded as a whole: `tokens` are all of its words, as they stand in `folded`.
    #[must_use]
    pub const fn folded(raw: &'a str, folded: &'a Folded, tokens: &'a [Token]) -> Self {
        Self {
            raw,
            folded: Some((folded, tokens)),
        }
    }

    pub(super) const fn raw(&self) -> &'a str {
        self.raw
    }

    /// Its words, folded into `buffer` if need be.
    pub(super) fn words<'w>(self, buffer: &'w mut Folded) -> Words<'w>
    where
        'a: 'w,
    {
        let (folded, tokens) = if let Some(folded) = self.folded {
            folded
        } else {
            buffer.clear();
            fold(self.raw, std::slice::from_ref(&(0..self.raw.len())), buffer);
            (&*buffer, &buffer.tokens[..])
        };
        Words {
            raw: self.raw,
            folded,
            tokens,
        }
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(raw: &'a str) -> Self {
        Self { raw, folded: None }
    }
}

/// A text and its folded words.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) raw: &'a str,
    folded: &'a Folded,
    pub(super) tokens: &'a [Token],
}

impl<'a> Words<'a> {
    /// One folded word. Folding writes whole characters only, so none is ever lost.
    pub(super) fn word(&self, token: &Token) -> &'a str {
        std::str::from_utf8(self.bytes(token)).unwrap_or_default()
    }

    /// The bytes of one folded word.
    pub(super) fn bytes(&self, token: &Token) -> &'a [u8] {
        self.folded.bytes_of(token)
    }

    /// Whether a word begins with a capital; always so where a script has none.
    pub(super) fn is_capital(&self, token: &Token) -> bool {
        let raw = &self.raw[place(token)];
        raw.chars()
            .find(|letter| letter.is_alphabetic())
            .is_some_and(|letter| !letter.is_lowercase())
    }

    /// Whether a word is written in Arabic letters.
    pub(super) fn is_arabic(&self, token: &Token) -> bool {
        let mut letters = self.word(token).chars();
        letters.all(|letter| ('ا'..='ي').contains(&letter))
    }

    /// Whether the words of a folded phrase stand at `at`.
    pub(super) fn says(&self, at: usize, phrase: &[String]) -> bool {
        let rest = self.tokens.get(at..at + phrase.len()).unwrap_or_default();
        rest.len() == phrase.len()
            && phrase
                .iter()
                .zip(rest)
                .all(|(word, token)| word.as_bytes() == self.bytes(token))
    }

    /// The folded words of a range of tokens.
    pub(super) fn folded_words(&self, range: Range<usize>) -> Vec<String> {
        let words = self.tokens[range].iter().map(|token| self.word(token));
        words.map(str::to_owned).collect()
    }

    /// Whether only a space, dash or point lies between two places.
    pub(super) fn adjoin(&self, left: &Range<usize>, right: &Range<usize>) -> bool {
        let between = self.raw.get(left.end..right.start);
        between.is_some_and(|between| {
            between.chars().count() <= 2
                && between
                    .chars()
                    .all(|sign| matches!(sign, ' ' | '-' | '.' | '\u{a0}'))
        })
    }
}

/// Where a word stands in the raw text.
pub(super) const fn place(token: &Token) -> Range<usize> {
    token.raw_start as usize..token.raw_end as usize
}
