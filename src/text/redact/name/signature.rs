//! Names under a message: after a closing formula, or as its short last line.

use std::ops::Range;

use super::word::{could_be_name, is_company, is_given};
use crate::text::redact::lists::LISTS;
use crate::text::redact::words::Words;
use crate::text::{Token, TokenKind};

/// The most words of a signature.
const LONGEST: usize = 4;

/// The name after a closing formula that ends before `at`: on the next line, after a comma at the end, or, if it is a
/// common one, right there.
pub(super) fn after(words: &Words<'_>, at: usize) -> Option<Range<usize>> {
    let tokens = words.tokens;
    let mut start = if tokens.get(at)?.is_end() { at + 1 } else { at };
    let own_line = tokens[start - 1].is_end();
    // The initial of "R. Okafor" ends with a point.
    if tokens.get(start)?.raw_end - tokens[start].raw_start == 1
        && tokens.get(start + 1).is_some_and(Token::is_end)
    {
        start += 2;
    }
    let name = line(words, start)?;
    let last = tokens[name.end..].iter().all(Token::is_end);
    let given = is_given(words, &name);
    let signs = is_written_as_name(words, &name) && (own_line || (tokens[start].clause && last));
    (given || signs).then_some(name)
}

/// The name that the last line, or the last sentence, of a text is.
pub(super) fn last_line(words: &Words<'_>) -> Option<Range<usize>> {
    let tokens = words.tokens;
    let end = tokens.iter().rposition(|token| !token.is_end())? + 1;
    let start = tokens[..end].iter().rposition(Token::is_end)? + 1;
    let name = line(words, start).filter(|name| name.end == end)?;
    let before = gap(words, start);
    let apart = before.contains("\n\n")
        || before
            .rsplit_once('\n')
            .is_some_and(|(_, lead)| lead.contains(['-', '–', '—', '~']));
    let latin = !words.is_arabic(&tokens[start]);
    let named = is_given(words, &name) && words.is_capital(&tokens[start]);
    (named || (apart && latin && is_written_as_name(words, &name))).then_some(name)
}

/// What stands between a word and the one before it.
fn gap<'a>(words: &Words<'a>, at: usize) -> &'a str {
    let start = match at.checked_sub(1) {
        Some(before) => words.tokens[before].raw_start as usize,
        None => 0,
    };
    let end = words.tokens[at].raw_start as usize;
    words.raw.get(start..end).unwrap_or_default()
}

/// The one to four words from `start` to the end of the clause, if they can be a name.
fn line(words: &Words<'_>, start: usize) -> Option<Range<usize>> {
    let rest = words.tokens.get(start..)?;
    let more = rest
        .iter()
        .skip(1)
        .take(LONGEST)
        .take_while(|token| !token.is_end() && !token.clause);
    let name = start..start + 1 + more.count();
    let fits = name.len() <= LONGEST
        && could_be_name_or_initial(words, &rest[0])
        && words.tokens[name.clone()].iter().all(|token| {
            token.kind == TokenKind::Word && !LISTS.not_names.contains(words.word(token))
        })
        && !is_company(words, &name);
    fits.then_some(name)
}

fn could_be_name_or_initial(words: &Words<'_>, token: &Token) -> bool {
    could_be_name(words, token) || (words.word(token).len() == 1 && words.is_capital(token))
}

/// Whether every word has its capital, where the script has capitals.
fn is_written_as_name(words: &Words<'_>, name: &Range<usize>) -> bool {
    words.tokens[name.clone()]
        .iter()
        .all(|token| words.is_capital(token))
}
