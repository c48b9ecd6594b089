//! Names of people: those that the export gives, and those of people who introduce themselves.
//!
//! A name is a row of folded words; any of its words of three letters or more stands for it ("Sara Haddad", "Sara").

use std::ops::Range;

use super::Kind;
use super::canvas::Canvas;
use super::words::{Words, place};
use crate::text::{Token, TokenKind, fold_words};

mod introduction;
mod signature;
mod word;

use super::lists::LISTS;

/// The names known in one conversation.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: Vec<Vec<String>>,
    /// Whether the last turn asked for a name.
    asked: bool,
}

/// What parts a display name from what is said about it: "Ruth Okafor (Support)", "Ruth | Oasis".
const PARTS: [char; 7] = ['(', ')', '[', ']', '|', ',', '/'];

impl Names {
    /// Learns a display name. Keys, addresses and words that name a role are no names.
    pub(super) fn learn_given(&mut self, name: &str) {
        if !name.contains(['@', '_']) {
            for part in name.split(PARTS).flat_map(|part| part.split(" - ")) {
                self.learn_part(part);
            }
        }
    }

    /// Learns a part of a display name. Beside a role only words that are names everywhere count ("Agent Sara").
    fn learn_part(&mut self, part: &str) {
        let mut words = fold_words(part);
        words.retain(|word| word.chars().all(char::is_alphabetic));
        if words.iter().any(|word| LISTS.roles.contains(word)) {
            words.retain(|word| LISTS.given.contains(word) && !LISTS.ambiguous.contains(word));
        }
        if words.iter().any(|word| is_telling(word, true)) {
            self.learn(words);
        }
    }

    /// Follows the conversation: also learns the name that answers a question for it. What says nothing, such as a picture
    /// or an event, leaves the question open.
    pub(super) fn hear(&mut self, words: &Words<'_>) {
        if words.tokens.is_empty() {
            return;
        }
        if self.asked
            && let Some(name) = introduction::answer(words)
        {
            self.learn(words.folded_words(name));
        }
        self.asked = introduction::asks(words);
        self.learn_introduced(words);
    }

    /// Learns the names of those who introduce themselves or are addressed by name in a text.
    pub(super) fn learn_introduced(&mut self, words: &Words<'_>) {
        for name in introduction::names(words) {
            self.learn(name);
        }
    }

    /// Adds a name, unless it is a part of a known one; a known part of it grows into it.
    fn learn(&mut self, words: Vec<String>) {
        let holds =
            |long: &[String], short: &[String]| short.iter().all(|word| long.contains(word));
        if self.known.iter().any(|known| holds(known, &words)) {
            return;
        }
        match self.known.iter_mut().find(|known| holds(&words, known)) {
            // The first spelling stays first, because it is the key.
            Some(known) => known.extend(
                words
                    .into_iter()
                    .filter(|word| !known.contains(word))
                    .collect::<Vec<_>>(),
            ),
            None => self.known.push(words),
        }
    }

    /// Claims every mention of a known name; words of one name in a row are one mention.
    pub(super) fn mark(&self, words: &Words<'_>, canvas: &mut Canvas) {
        let tokens = words.tokens;
        if !tokens.iter().any(|token| self.find(words, token).is_some()) {
            return;
        }
        let mut mentions: Vec<Option<Mention>> =
            tokens.iter().map(|token| self.find(words, token)).collect();
        // Beside a mention, the name's other words count too, however short or common they are ("bin", "N.").
        for at in 1..tokens.len() {
            self.spread(words, &mut mentions, at - 1, at);
        }
        for at in (1..tokens.len()).rev() {
            self.spread(words, &mut mentions, at, at - 1);
        }
        let mut open: Option<Mention> = None;
        for mention in mentions.into_iter().flatten() {
            match &mut open {
                Some(last)
                    if last.name == mention.name && words.adjoin(&last.range, &mention.range) =>
                {
                    last.range.end = mention.range.end;
                }
                _ => self.claim(canvas, open.replace(mention)),
            }
        }
        self.claim(canvas, open);
    }

    fn claim(&self, canvas: &mut Canvas, mention: Option<Mention>) {
        if let Some(Mention { name, range, .. }) = mention
            && canvas.is_free(range.clone())
        {
            canvas.take(range, Kind::Name, format!("~{}", self.known[name][0]));
        }
    }

    /// Makes the token `to` a mention where its neighbour `from` is one and the name goes on there in the same order.
    fn spread(&self, words: &Words<'_>, mentions: &mut [Option<Mention>], from: usize, to: usize) {
        let Some(neighbour) = mentions[from].as_ref().filter(|_| mentions[to].is_none()) else {
            return;
        };
        let token = &words.tokens[to];
        let (name, range) = (neighbour.name, place(token));
        let parts = &self.known[name];
        let (parts, offset, beside) = if to > from {
            (
                &parts[neighbour.part + 1..],
                neighbour.part + 1,
                words.adjoin(&neighbour.range, &range),
            )
        } else {
            (
                &parts[..neighbour.part],
                0,
                words.adjoin(&range, &neighbour.range),
            )
        };
        let part = parts
            .iter()
            .position(|part| part.as_bytes() == words.bytes(token));
        if beside && let Some(part) = part {
            mentions[to] = Some(Mention {
                name,
                part: offset + part,
                range,
            });
        }
    }

    /// The known name that a token alone is a mention of.
    fn find(&self, words: &Words<'_>, token: &Token) -> Option<Mention> {
        if token.kind != TokenKind::Word {
            return None;
        }
        let (word, range) = (words.bytes(token), place(token));
        let of = |word: &[u8]| {
            let mut known = self.known.iter().enumerate();
            known.find_map(|(name, parts)| {
                Some((name, parts.iter().position(|part| part.as_bytes() == word)?))
            })
        };
        let tells = |(name, part): &(usize, usize)| {
            is_telling(&self.known[*name][*part], words.is_capital(token))
        };
        if let Some((name, part)) = of(word).filter(tells) {
            return Some(Mention { name, part, range });
        }
        // "Sara's" is folded to one word.
        let raw = &words.raw[range.clone()];
        if let Some(owner) = word.strip_suffix(b"s")
            && let Some(apostrophe) = raw.rfind(['\'', '’']).filter(|at| raw.len() - at <= 4)
            && let Some((name, part)) = of(owner).filter(tells)
        {
            let range = range.start..range.start + apostrophe;
            return Some(Mention { name, part, range });
        }
        // In Arabic "and", "to", "with" and "so" are written as one with the name.
        let joined = JOINED
            .iter()
            .find_map(|letter| word.strip_prefix(letter.as_bytes()))?;
        let (name, part) = of(joined).filter(tells)?;
        let first = words.raw[range.clone()].chars().next()?.len_utf8();
        Some(Mention {
            name,
            part,
            range: range.start + first..range.end,
        })
    }
}

/// The Arabic words of one letter that are written as one with what follows.
const JOINED: [&str; 4] = ["و", "ل", "ب", "ف"];

/// A place in a text where a known name is mentioned.
#[derive(Debug)]
struct Mention {
    name: usize,
    /// Which of the name's words this is, or the first of them.
    part: usize,
    range: Range<usize>,
}

/// Whether a word is long and rare enough to point to somebody by itself: an everyday word never is, and a name that is
/// also a word only with its capital.
fn is_telling(word: &str, capital: bool) -> bool {
    let everyday = LISTS.not_names.contains(word);
    let told_by_capital = word.is_ascii() && LISTS.ambiguous.contains(word);
    word.chars().nth(2).is_some() && if told_by_capital { capital } else { !everyday }
}
