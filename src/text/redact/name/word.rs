//! Which words can be names, and where a name ends.

use std::ops::Range;

use crate::text::redact::lists::LISTS;
use crate::text::redact::words::{Words, place};
use crate::text::{Token, TokenKind};

/// Whether a word can begin a name.
pub(super) fn could_be_name(words: &Words<'_>, token: &Token) -> bool {
    let word = words.word(token);
    let definite = word.starts_with("ال") && word.chars().count() > 4;
    token.kind == TokenKind::Word
        && word.chars().nth(1).is_some()
        && !definite
        && !LISTS.not_names.contains(word)
}

/// Whether a word can go on with a name.
pub(super) fn could_follow(words: &Words<'_>, token: &Token) -> bool {
    let word = words.word(token);
    token.kind == TokenKind::Word && !token.clause && !LISTS.not_names.contains(word)
}

/// Where the name that begins at `at` stands: further capitals, the second half of an Arabic compound, a family name.
pub(super) fn name_at(words: &Words<'_>, at: usize) -> Range<usize> {
    if words.is_arabic(&words.tokens[at]) {
        return at..arabic_end(words, at);
    }
    let capital = words.is_capital(&words.tokens[at]);
    let going_on = ["from", "and", "i", "im", "but", "my", "here"];
    let mut end = at + 1;
    while end < at + 3
        && let Some(token) = words.tokens.get(end)
        && could_follow(words, token)
    {
        let fits = if capital {
            words.is_capital(token)
        } else {
            ends_clause(words, end + 1) || is_one_of(words, end + 1, &going_on)
        };
        if !fits {
            break;
        }
        end += 1;
    }
    at..end
}

fn arabic_end(words: &Words<'_>, at: usize) -> usize {
    let tokens = words.tokens;
    let is_given = |at: usize| LISTS.given.contains(words.word(&tokens[at]));
    let is_name = |at: usize| {
        let word = words.word(&tokens[at]);
        LISTS.given.contains(word) && !LISTS.ambiguous.contains(word)
    };
    let mut end = at + 1;
    while end < at + 4
        && tokens
            .get(end)
            .is_some_and(|token| could_follow(words, token) || is_servant_of(words, end))
    {
        let word = words.word(&tokens[end]);
        let closes = is_from(words, end + 1) || ends_clause(words, end + 1);
        let goes_on = tokens
            .get(end + 1)
            .is_some_and(|token| LISTS.not_names.contains(words.word(token)));
        let family = word.starts_with("ال")
            && (closes || (is_given(at) && (goes_on || word.ends_with('ي'))));
        let second = end == at + 1 && is_given(at) && closes;
        let compound = is_compound(words.word(&tokens[end - 1]));
        let link = matches!(word, "بن" | "ابن" | "عبد" | "ال");
        if !(compound || family || second || (link && is_given(at)) || is_name(end)) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether «الله» stands here after «عبد».
fn is_servant_of(words: &Words<'_>, at: usize) -> bool {
    words.word(&words.tokens[at]) == "الله" && words.word(&words.tokens[at - 1]) == "عبد"
}

/// Words that are half of a name.
fn is_compound(word: &str) -> bool {
    matches!(word, "عبد" | "ابو" | "ام" | "بو" | "بن" | "ابن" | "ال")
}

/// Whether a common given name begins the name; one that is also an everyday word needs another beside it.
pub(super) fn is_given(words: &Words<'_>, name: &Range<usize>) -> bool {
    let tokens = &words.tokens[name.clone()];
    let is_listed = |token: &Token| LISTS.given.contains(words.word(token));
    let is_everyday = |token: &Token| LISTS.ambiguous.contains(words.word(token));
    match tokens {
        [first, second, ..] if is_compound(words.word(first)) => is_listed(second),
        [first, second, ..] if is_everyday(first) => {
            let family = words.word(second);
            let family = family.starts_with("ال") && family.ends_with('ي');
            is_listed(first) && (family || (is_listed(second) && !is_everyday(second)))
        }
        [first, _, ..] => is_listed(first),
        [only] => is_listed(only) && !is_everyday(only),
        [] => false,
    }
}

/// Whether a name is that of a company or a team, by its words or the one after it.
pub(super) fn is_company(words: &Words<'_>, name: &Range<usize>) -> bool {
    let is_listed = |token: &Token| {
        let word = words.word(token);
        LISTS.companies.contains(word) || LISTS.roles.contains(word)
    };
    let after = words.tokens.get(name.end);
    words.tokens[name.clone()].iter().any(is_listed)
        || after.is_some_and(|token| !token.clause && is_listed(token))
}

/// Whether the speaker goes on to say where from.
pub(super) fn is_from(words: &Words<'_>, at: usize) -> bool {
    is_one_of(words, at, &["from", "من"])
}

pub(super) fn is_one_of(words: &Words<'_>, at: usize, expected: &[&str]) -> bool {
    let token = words.tokens.get(at).filter(|token| !token.clause);
    token.is_some_and(|token| expected.contains(&words.word(token)))
}

pub(super) fn ends_clause(words: &Words<'_>, at: usize) -> bool {
    words
        .tokens
        .get(at)
        .is_none_or(|token| token.clause || token.is_end() || token.kind == TokenKind::Picture)
}

/// Whether a word is written in capitals throughout: shouting, not a name.
pub(super) fn is_shouted(words: &Words<'_>, token: &Token) -> bool {
    let raw = &words.raw[place(token)];
    raw.chars().nth(1).is_some() && !raw.chars().any(char::is_lowercase)
}
