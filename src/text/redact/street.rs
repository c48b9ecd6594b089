//! Postal addresses: a house number, a street and its kind in a row; the words of quarters, streets and houses in a
//! chain; what follows "PO box" and "postcode".

use super::Kind;
use super::canvas::Canvas;
use super::lists::{LISTS, Streets};
use super::words::{Words, place};
use crate::text::{Token, TokenKind};

/// The most words of a street's name.
const LONGEST: usize = 4;

/// A piece of an address: "22 Weir Street", "Flat 4", «شارع الملك فهد».
struct Piece {
    end: usize,
    /// Whether it is an address by itself.
    whole: bool,
    numbered: bool,
}

/// Claims every address of a text.
pub(super) fn mark(words: &Words<'_>, canvas: &mut Canvas) {
    let mut at = 0;
    while at < words.tokens.len() {
        let Some(end) = address(words, at) else {
            at += 1;
            continue;
        };
        let (first, last) = (&words.tokens[at], &words.tokens[end - 1]);
        let range = place(first).start..place(last).end;
        if canvas.is_free(range.clone()) {
            let key = words.folded_words(at..end.min(at + 3)).join(" ");
            canvas.take(range, Kind::Address, format!("/{key}"));
        }
        at = end;
    }
}

/// How many pieces an address may have: the cost of a chain of street words must not grow with its square.
const PIECES: usize = 8;

/// Where the address that begins at `at` ends: pieces in a row, then the town.
fn address(words: &Words<'_>, at: usize) -> Option<usize> {
    let first = piece(words, at)?;
    let (mut end, mut whole, mut numbered, mut count) = (first.end, first.whole, first.numbered, 1);
    while count < PIECES
        && let Some(next) = piece(words, skip_link(words, end))
    {
        (end, count) = (next.end, count + 1);
        whole |= next.whole;
        numbered |= next.numbered;
    }
    let announced = is_announced(words, at);
    (whole || (count >= 2 && numbered) || announced).then(|| town(words, end))
}

/// Past a word that joins two pieces.
fn skip_link(words: &Words<'_>, at: usize) -> usize {
    let links = ["في", "رقم", "of", "in", "on"];
    let is_link = words
        .tokens
        .get(at)
        .is_some_and(|token| links.contains(&words.word(token)));
    at + usize::from(is_link)
}

/// Whether the words before say that an address comes.
fn is_announced(words: &Words<'_>, at: usize) -> bool {
    LISTS.streets.cues.iter().any(|cue| {
        at.checked_sub(cue.len())
            .is_some_and(|start| words.says(start, cue))
    })
}

/// The piece that begins at `at`.
fn piece(words: &Words<'_>, at: usize) -> Option<Piece> {
    let streets = &LISTS.streets;
    let first = words.tokens.get(at).filter(|token| !token.is_end())?;
    if is_house(words, first) {
        return numbered_street(words, at + 1, streets).map(|end| Piece {
            end,
            whole: true,
            numbered: true,
        });
    }
    if let Some((length, ())) = streets.whole.at(words, at).next() {
        return coded(words, at + length);
    }
    let word = words.word(first);
    if streets.before.contains(word)
        && let Some(end) = number_after(words, at + 1)
    {
        return Some(Piece {
            end,
            whole: false,
            numbered: true,
        });
    }
    if streets.before_name.contains(word)
        && let Some(end) = name_after(words, at + 1)
    {
        let numbered = number_after(words, end);
        return Some(Piece {
            end: numbered.unwrap_or(end),
            whole: numbered.is_some(),
            numbered: numbered.is_some(),
        });
    }
    if !words.is_capital(first) {
        return None;
    }
    let end = street_name(words, at, streets)?;
    Some(Piece {
        end,
        whole: false,
        numbered: false,
    })
}

/// The code after "postcode" or "PO box": one or two short words with a digit in them.
fn coded(words: &Words<'_>, at: usize) -> Option<Piece> {
    let is_short =
        |token: &&Token| token.kind == TokenKind::Value && token.raw_end - token.raw_start <= 20;
    let codes = words.tokens.get(at..)?.iter().take(2).take_while(is_short);
    let end = at + codes.count();
    (end > at).then_some(Piece {
        end,
        whole: true,
        numbered: true,
    })
}

/// Where a street ends that has its house number before `at`: "Weir Street", "rue Mohammed V", «شارع الجمهورية».
fn numbered_street(words: &Words<'_>, at: usize, streets: &Streets) -> Option<usize> {
    let first = words.tokens.get(at)?;
    if streets.before_name.contains(words.word(first)) && !first.clause {
        return name_after(words, at + 1);
    }
    street_name(words, at, streets)
}

/// Where a name ends that closes with a kind of street: with capitals, or two small words at most.
fn street_name(words: &Words<'_>, at: usize, streets: &Streets) -> Option<usize> {
    let mut capitals = true;
    for (count, token) in words.tokens.iter().skip(at).take(LONGEST + 1).enumerate() {
        let word = words.word(token);
        let is_type = streets.types.contains(word)
            || (words.is_capital(token) && streets.types_capital.contains(word));
        let abbreviates = count == 0 && word == "st";
        let article = count == 0 && word == "the";
        if count > 0 && is_type && (capitals || (count <= 2 && streets.types.contains(word))) {
            return Some(at + count + 1);
        }
        let stop = token.is_end() && count != 1;
        let common = LISTS.not_names.contains(word) && !article;
        if stop || (token.clause && count > 0) || (common && !abbreviates) {
            return None;
        }
        if !token.is_end() {
            if token.kind != TokenKind::Word || words.is_arabic(token) {
                return None;
            }
            capitals &= words.is_capital(token) || matches!(word, "of" | "al" | "el");
        }
    }
    None
}

/// Where the number of a house, flat or street after its word ends.
fn number_after(words: &Words<'_>, at: usize) -> Option<usize> {
    let at = at
        + usize::from(words.tokens.get(at).is_some_and(|token| {
            matches!(words.word(token), "رقم" | "no" | "number") && !token.clause
        }));
    let token = words.tokens.get(at)?;
    (is_house(words, token) && !token.clause).then_some(at + 1)
}

/// Where the name of a street or quarter after its word ends: one word, and what belongs to it.
fn name_after(words: &Words<'_>, at: usize) -> Option<usize> {
    let tokens = words.tokens;
    let fits = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            token.kind == TokenKind::Word
                && !token.clause
                && !LISTS.streets.before.contains(words.word(token))
                && !LISTS.streets.before_name.contains(words.word(token))
                && !LISTS.not_names.contains(words.word(token))
        })
    };
    if !fits(at) {
        return None;
    }
    let mut end = at + 1;
    while end < at + LONGEST && fits(end) {
        let (last, word) = (words.word(&tokens[end - 1]), words.word(&tokens[end]));
        let latin = !words.is_arabic(&tokens[end]) && words.is_capital(&tokens[end]);
        let joins = matches!(
            last,
            "الملك"
                | "الامير"
                | "الشيخ"
                | "عبد"
                | "ابو"
                | "ابي"
                | "بن"
                | "ابن"
                | "ام"
        );
        let joined = matches!(word, "بن" | "ابن" | "عبد");
        let given = LISTS.given.contains(last) && ends_piece(words, end + 1);
        if !(latin || joins || joined || given) {
            break;
        }
        end += 1;
    }
    Some(end)
}

fn ends_piece(words: &Words<'_>, at: usize) -> bool {
    words.tokens.get(at).is_none_or(|token| {
        let streets = &LISTS.streets;
        let word = words.word(token);
        token.clause
            || token.is_end()
            || streets.before.contains(word)
            || token.kind == TokenKind::Value
    })
}

/// Whether a word is the number of a house: up to five digits, a letter, a range.
fn is_house(words: &Words<'_>, token: &Token) -> bool {
    let word = words.word(token);
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let rest = &word[digits..];
    let letter =
        rest.is_empty() || (rest.len() == 1 && rest.chars().all(|sign| sign.is_ascii_lowercase()));
    let range = rest.strip_prefix(['-', '/']).is_some_and(|rest| {
        (1..=4).contains(&rest.len()) && rest.chars().all(|sign| sign.is_ascii_digit())
    });
    token.kind == TokenKind::Value && (1..=5).contains(&digits) && (letter || range)
}

/// Past the town, the state and the code after a street.
fn town(words: &Words<'_>, at: usize) -> usize {
    let mut end = at;
    while end < at + 5
        && let Some(token) = words.tokens.get(end)
        && !token.is_end()
    {
        let raw = &words.raw[place(token)];
        let name = token.kind == TokenKind::Word
            && words.is_capital(token)
            && !words.is_arabic(token)
            && !LISTS.not_names.contains(words.word(token));
        let code = token.kind == TokenKind::Value
            && raw.len() <= 5
            && end > at
            && !raw.contains(|sign: char| sign.is_lowercase());
        if !name && !code {
            break;
        }
        end += 1;
    }
    end
}
