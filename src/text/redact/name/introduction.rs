//! How people say who they are: "my name is …", "this is … from", «معك …», and how they are addressed: "Dear …".

use std::ops::Range;

use super::signature;
use super::word::{
    could_be_name, could_follow, ends_clause, is_company, is_from, is_given, is_one_of, is_shouted,
    name_at,
};
use crate::text::TokenKind;
use crate::text::redact::lists::{Follows, LISTS};
use crate::text::redact::words::Words;

/// Every introduced name of a text, as folded words.
pub(super) fn names(words: &Words<'_>) -> Vec<Vec<String>> {
    let mut names = Vec::new();
    for at in 0..words.tokens.len() {
        for (length, follows) in LISTS.introductions.at(words, at) {
            if let Some(name) = name_beside(words, at..at + length, *follows) {
                names.push(words.folded_words(name));
            }
        }
    }
    names.extend(signature::last_line(words).map(|name| words.folded_words(name)));
    names
}

/// The tokens of the name that stands beside a phrase, if one does.
fn name_beside(words: &Words<'_>, phrase: Range<usize>, follows: Follows) -> Option<Range<usize>> {
    let at = phrase.end;
    match follows {
        Follows::SignOff => return signature::after(words, at),
        Follows::Before => return name_before(words, &phrase),
        _ => {}
    }
    let first = words.tokens.get(at)?;
    let apart_allowed = matches!(follows, Follows::Given | Follows::NameField);
    if !could_be_name(words, first) || (first.clause && !apart_allowed) {
        return None;
    }
    let name = name_at(words, at);
    if is_company(words, &name) {
        return None;
    }
    let arabic = words.is_arabic(first);
    let given = is_given(words, &name);
    let capital = !arabic && words.is_capital(first);
    let calm = capital && !is_shouted(words, first);
    let told = calm && is_told(words, name.end);
    let fits = match follows {
        Follows::Name => true,
        Follows::NameField => given || (first.clause && (calm || arabic)),
        Follows::Capital => given || calm || (capital && !is_shouted(words, &words.tokens[at - 1])),
        Follows::Greeting => given || (calm && goes_on(words, name.end)),
        Follows::Speaker => given || told,
        Follows::From => given || told || (!arabic && is_from(words, name.end)),
        Follows::Given => given,
        Follows::Opening => {
            arabic && (opens_sentence(words, phrase.start) || is_from(words, name.end))
        }
        Follows::Closing => arabic && ends_clause(words, name.end),
        Follows::SignOff | Follows::Before => false,
    };
    fits.then_some(name)
}

/// The name that opens the sentence before a phrase ("Ruth Okafor joined").
fn name_before(words: &Words<'_>, phrase: &Range<usize>) -> Option<Range<usize>> {
    let tokens = words.tokens;
    let mut start = phrase.start;
    while start > phrase.start.saturating_sub(3)
        && !tokens[start].clause
        && let Some(token) = tokens.get(start.wrapping_sub(1))
        && token.kind == TokenKind::Word
        && words.is_capital(token)
        && !words.is_arabic(token)
        && !LISTS.not_names.contains(words.word(token))
    {
        start -= 1;
    }
    let name = start..phrase.start;
    let opens = start == 0 || tokens[start].clause || tokens[start - 1].is_end();
    let is_name = name.len() >= 2 || (name.len() == 1 && is_given(words, &name));
    (is_name && opens && !is_company(words, &name)).then_some(name)
}

/// Whether a name ends here as in greetings: at the end of the clause, or before an everyday word.
fn goes_on(words: &Words<'_>, at: usize) -> bool {
    ends_clause(words, at) || LISTS.not_names.contains(words.word(&words.tokens[at]))
}

/// Whether a name stands at `at`'s left as people leave it: before where they are from, or at the end of a clause.
fn is_told(words: &Words<'_>, at: usize) -> bool {
    let going_on = [
        "from", "here", "with", "at", "speaking", "calling", "your", "again", "and",
    ];
    ends_clause(words, at) || is_one_of(words, at, &going_on)
}

/// Whether a sentence or clause begins here, or a greeting stands before.
fn opens_sentence(words: &Words<'_>, at: usize) -> bool {
    let tokens = words.tokens;
    if at == 0 || tokens[at].clause || tokens[at - 1].is_end() {
        return true;
    }
    let before = words.word(&tokens[at - 1]);
    let greetings = [
        "عليكم",
        "السلام",
        "مرحبا",
        "اهلا",
        "هلا",
        "بك",
        "بكم",
        "فيك",
        "الخير",
        "النور",
        "وسهلا",
        "انا",
        "وبركاته",
        "حياك",
    ];
    greetings.contains(&before) || tokens[at - 1].kind == TokenKind::Picture
}

/// The name that a whole text is, where the last turn asked for one.
pub(super) fn answer(words: &Words<'_>) -> Option<Range<usize>> {
    let tokens = words.tokens;
    let length = tokens.iter().take_while(|token| !token.is_end()).count();
    let name = 0..length;
    let all = tokens[name.clone()]
        .iter()
        .all(|token| could_follow(words, token));
    let full = length >= 2
        && tokens[name.clone()]
            .iter()
            .all(|token| words.is_capital(token) && !words.is_arabic(token));
    let fits = (1..=4).contains(&length) && length + 1 >= tokens.len() && all;
    (fits && (full || is_given(words, &name)) && !is_company(words, &name)).then_some(name)
}

/// Whether a text asks for a name.
pub(super) fn asks(words: &Words<'_>) -> bool {
    (0..words.tokens.len()).any(|at| LISTS.asks.at(words, at).next().is_some())
}
