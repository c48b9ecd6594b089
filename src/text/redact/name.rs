//! Names of people: those that the export gives, and those of people who introduce themselves.
//!
//! A name is a row of folded words; any of its words of three letters or more stands for it ("Sara Haddad", "Sara").

use std::ops::Range;
use std::sync::LazyLock;

use super::Kind;
use super::canvas::Canvas;
use crate::text::{Folded, Token, TokenKind, fold, fold_words};

mod introduction;
mod words;

use words::{AMBIGUOUS, ROLES, is_among};

/// The names known in one conversation.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: Vec<Vec<String>>,
}

impl Names {
    /// Learns a display name. Keys, addresses and words that name a role are no names.
    pub(super) fn learn_given(&mut self, name: &str) {
        let words: Vec<String> =
            fold_words(name).into_iter().filter(|word| word.chars().all(char::is_alphabetic)).collect();
        let is_role = words.iter().any(|word| is_among(&ROLES, word));
        if name.contains(['@', '_']) || is_role || !words.iter().any(|word| is_telling(word)) {
            return;
        }
        self.learn(words);
    }

    /// Learns the names of those who introduce themselves or are addressed by name in a text.
    pub(super) fn learn_introduced(&mut self, text: &str) {
        for name in introduction::names(&Words::of(text)) {
            self.learn(name);
        }
    }

    /// Adds a name, unless it is a part of a known one; a known part of it grows into it.
    fn learn(&mut self, words: Vec<String>) {
        let holds = |long: &[String], short: &[String]| short.iter().all(|word| long.contains(word));
        if self.known.iter().any(|known| holds(known, &words)) {
            return;
        }
        match self.known.iter_mut().find(|known| holds(&words, known)) {
            // The first spelling stays first, because it is the key.
            Some(known) => known.extend(words.into_iter().filter(|word| !known.contains(word)).collect::<Vec<_>>()),
            None => self.known.push(words),
        }
    }

    /// Claims every mention of a known name; words of one name in a row are one mention.
    pub(super) fn mark(&self, text: &str, canvas: &mut Canvas) {
        let words = Words::of(text);
        let mut mention: Option<(usize, Range<usize>)> = None;
        for token in &words.folded.tokens {
            let open = mention.as_ref().filter(|(_, range)| words.adjoins(range, token)).map(|(name, _)| *name);
            match self.find(&words, token, open) {
                Some((name, range)) if open == Some(name) => {
                    if let Some((_, mention)) = &mut mention {
                        mention.end = range.end;
                    }
                }
                found => {
                    self.claim(canvas, std::mem::replace(&mut mention, found));
                }
            }
        }
        self.claim(canvas, mention);
    }

    fn claim(&self, canvas: &mut Canvas, mention: Option<(usize, Range<usize>)>) {
        if let Some((name, range)) = mention
            && canvas.is_free(range.clone())
        {
            canvas.take(range, Kind::Name, format!("~{}", self.known[name][0]));
        }
    }

    /// The known name that a token is a mention of, with the place of the mention. After a mention, short words of the
    /// same name ("bin", "N.") count too.
    fn find(&self, words: &Words<'_>, token: &Token, open: Option<usize>) -> Option<(usize, Range<usize>)> {
        if token.kind != TokenKind::Word {
            return None;
        }
        let range = token.raw_start as usize..token.raw_end as usize;
        let word = words.folded.text_of(token);
        if let Some(name) = open.filter(|name| self.known[*name].iter().any(|part| *part == *word)) {
            return Some((name, range));
        }
        let of = |word: &str| {
            let telling = is_telling(word) && (words.is_capital(token) || !is_among(&AMBIGUOUS, word));
            telling.then(|| self.known.iter().position(|known| known.iter().any(|part| part == word)))?
        };
        if let Some(name) = of(&word) {
            return Some((name, range));
        }
        // In Arabic "and", "to", "with" and "so" are written as one with the name.
        let joined = word.strip_prefix(['و', 'ل', 'ب', 'ف'])?;
        let first = words.raw[range.clone()].chars().next()?.len_utf8();
        of(joined).map(|name| (name, range.start + first..range.end))
    }
}

/// Whether a word is long enough to point to somebody.
fn is_telling(word: &str) -> bool {
    word.chars().nth(2).is_some()
}

/// A text as words.
struct Words<'a> {
    raw: &'a str,
    folded: Folded,
}

impl<'a> Words<'a> {
    fn of(raw: &'a str) -> Self {
        let mut folded = Folded::default();
        fold(raw, std::slice::from_ref(&(0..raw.len())), &mut folded);
        Self { raw, folded }
    }

    /// Whether a word begins with a capital; always so where a script has none.
    fn is_capital(&self, token: &Token) -> bool {
        let raw = &self.raw[token.raw_start as usize..token.raw_end as usize];
        raw.chars().find(|letter| letter.is_alphabetic()).is_some_and(|letter| !letter.is_lowercase())
    }

    /// Whether only a space, dash or point lies between a place and the next word.
    fn adjoins(&self, range: &Range<usize>, token: &Token) -> bool {
        let between = self.raw.get(range.end..token.raw_start as usize);
        between.is_some_and(|between| {
            between.chars().count() <= 2 && between.chars().all(|sign| matches!(sign, ' ' | '-' | '.' | '\u{a0}'))
        })
    }
}
