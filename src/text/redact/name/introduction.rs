//! How people say who they are: "my name is …", "this is … from", «معك …», and how they are addressed: "Dear …".

use std::ops::Range;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::known::{NOT_NAMES, is_among};
use crate::text::redact::words::{Words, place};
use crate::text::{Token, TokenKind, fold_words};

/// What may follow an introducing phrase.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// A name in any letter case.
    Name,
    /// A name with a capital.
    Capital,
    /// A name with a capital that ends its clause or is followed by where the speaker is from.
    Speaker,
    /// The same, and in small letters where "from" follows.
    From,
    /// A name on the next line with nothing else on it.
    Signature,
    /// An Arabic name where the phrase opens a sentence, or one followed by «من».
    Opening,
    /// An Arabic name that ends its clause.
    Closing,
}

/// The phrases, and what follows them.
const PHRASES: [(&str, Follows); 58] = [
    ("my name is", Follows::Name),
    ("my name's", Follows::Name),
    ("the name is", Follows::Name),
    ("i am called", Follows::Name),
    ("under the name", Follows::Capital),
    ("you are speaking with", Follows::Capital),
    ("you're speaking with", Follows::Capital),
    ("you are chatting with", Follows::Capital),
    ("you're chatting with", Follows::Capital),
    ("you are speaking to", Follows::Capital),
    ("you are talking to", Follows::Capital),
    ("connected with", Follows::Capital),
    ("this is", Follows::From),
    ("i'm", Follows::Speaker),
    ("i am", Follows::Speaker),
    ("it's", Follows::Speaker),
    ("dear", Follows::Capital),
    ("hi", Follows::Capital),
    ("hello", Follows::Capital),
    ("hey", Follows::Capital),
    ("thanks", Follows::Capital),
    ("thank you", Follows::Capital),
    ("sorry", Follows::Capital),
    ("welcome", Follows::Capital),
    ("mr", Follows::Capital),
    ("mrs", Follows::Capital),
    ("ms", Follows::Capital),
    ("dr", Follows::Capital),
    ("regards", Follows::Signature),
    ("sincerely", Follows::Signature),
    ("faithfully", Follows::Signature),
    ("cheers", Follows::Signature),
    ("many thanks", Follows::Signature),
    ("تحياتي", Follows::Signature),
    ("وتقبلوا تحياتي", Follows::Signature),
    ("اسمي", Follows::Name),
    ("إسمي", Follows::Name),
    ("واسمي", Follows::Name),
    ("وإسمي", Follows::Name),
    ("اسمى", Follows::Name),
    ("ismi", Follows::Name),
    ("esmi", Follows::Name),
    ("معك", Follows::Opening),
    ("معاك", Follows::Opening),
    ("معاكي", Follows::Opening),
    ("معكي", Follows::Opening),
    ("معكم", Follows::Opening),
    ("معاكم", Follows::Opening),
    ("مع حضرتك", Follows::Opening),
    ("أستاذ", Follows::Closing),
    ("أستاذة", Follows::Closing),
    ("الأستاذ", Follows::Name),
    ("الأستاذة", Follows::Name),
    ("السيد", Follows::Name),
    ("السيدة", Follows::Name),
    ("عزيزي", Follows::Closing),
    ("عزيزتي", Follows::Closing),
    ("مرحبا", Follows::Closing),
];

/// A phrase as folded words.
struct Folded {
    words: Vec<String>,
    follows: Follows,
}

/// The folded phrases by the last byte of their first word's hash, so that most words are passed over at once.
static FOLDED: LazyLock<[Vec<Folded>; 256]> = LazyLock::new(|| {
    let mut by_first = [const { Vec::new() }; 256];
    for (phrase, follows) in PHRASES {
        let words = fold_words(phrase);
        if let Some(first) = words.first() {
            by_first[slot(xxh3_64(first.as_bytes()))].push(Folded { words, follows });
        }
    }
    by_first
});

const fn slot(hash: u64) -> usize {
    (hash & 0xFF) as usize
}

/// Every introduced name of a text, as folded words.
pub(super) fn names(words: &Words<'_>) -> Vec<Vec<String>> {
    let phrases = &*FOLDED;
    let tokens = words.tokens;
    let mut names = Vec::new();
    for (at, first) in tokens.iter().enumerate() {
        for Folded {
            words: phrase,
            follows,
        } in &phrases[slot(first.hash)]
        {
            let rest = &tokens[at..];
            let said = rest.len() > phrase.len()
                && phrase
                    .iter()
                    .zip(rest)
                    .all(|(word, token)| word.as_bytes() == words.bytes(token));
            if said && let Some(name) = name_after(words, at, at + phrase.len(), *follows) {
                names.push(
                    tokens[name]
                        .iter()
                        .map(|token| words.word(token).to_owned())
                        .collect(),
                );
            }
        }
    }
    names
}

/// The tokens of the name that begins at `at`, if one does. `phrase` is where the phrase began.
fn name_after(
    words: &Words<'_>,
    phrase: usize,
    at: usize,
    follows: Follows,
) -> Option<Range<usize>> {
    let tokens = words.tokens;
    if follows == Follows::Signature {
        return signature(words, at);
    }
    let first = tokens.get(at)?;
    if !could_be_name(words, first) || first.clause {
        return None;
    }
    let arabic = is_arabic(words, first);
    let name = at..extend(words, at, arabic);
    let capital = !arabic && words.is_capital(first);
    let fits = match follows {
        Follows::Name => true,
        Follows::Capital => capital,
        Follows::Speaker => capital && !is_shouted(words, first) && is_told(words, name.end),
        Follows::From => {
            (!arabic && is_from(words, name.end))
                || (capital && !is_shouted(words, first) && is_told(words, name.end))
        }
        Follows::Opening => arabic && (opens_sentence(words, phrase) || is_from(words, name.end)),
        Follows::Closing => arabic && ends_clause(words, name.end),
        Follows::Signature => false,
    };
    fits.then_some(name)
}

/// Where the name that begins at `at` ends: further capitals, the second half of an Arabic compound, a family name with
/// the article.
fn extend(words: &Words<'_>, at: usize, arabic: bool) -> usize {
    let tokens = words.tokens;
    let mut end = at + 1;
    if arabic {
        let first = words.word(&tokens[at]);
        let compound = matches!(first, "عبد" | "ابو" | "ام" | "بن" | "ابن" | "ال");
        let next = tokens.get(end).filter(|token| could_follow(words, token));
        if let Some(next) = next {
            let family = words.word(next).starts_with("ال")
                && (is_from(words, end + 1) || ends_clause(words, end + 1));
            if compound || family {
                end += 1;
            }
        }
        return end;
    }
    let capital = words.is_capital(&tokens[at]);
    while end < at + 3
        && let Some(token) = tokens.get(end)
        && could_follow(words, token)
        && (capital && words.is_capital(token)
            || !capital
                && (ends_clause(words, end + 1)
                    || is_one_of(
                        words,
                        end + 1,
                        &["from", "and", "i", "im", "but", "my", "here"],
                    )))
    {
        end += 1;
    }
    end
}

/// The line after a closing formula, if it holds one to four words with capitals and nothing else.
fn signature(words: &Words<'_>, at: usize) -> Option<Range<usize>> {
    let tokens = words.tokens;
    let start = if tokens.get(at)?.is_end() { at + 1 } else { at };
    let before = tokens.get(start - 1)?.raw_end as usize..tokens.get(start)?.raw_start as usize;
    let own_line = words.raw.get(before)?.contains('\n') || tokens[start - 1].is_end();
    let length = tokens[start..]
        .iter()
        .take_while(|token| !token.is_end())
        .count();
    let name = start..start + length;
    let capitals = tokens[name.clone()]
        .iter()
        .all(|token| could_be_name(words, token) && words.is_capital(token));
    (own_line && (1..=4).contains(&length) && capitals).then_some(name)
}

fn could_be_name(words: &Words<'_>, token: &Token) -> bool {
    let word = words.word(token);
    let definite = word.starts_with("ال") && word.chars().count() > 4;
    token.kind == TokenKind::Word
        && word.chars().nth(1).is_some()
        && !definite
        && !is_among(&NOT_NAMES, word)
}

fn could_follow(words: &Words<'_>, token: &Token) -> bool {
    let word = words.word(token);
    token.kind == TokenKind::Word && !token.clause && !is_among(&NOT_NAMES, word)
}

fn is_arabic(words: &Words<'_>, token: &Token) -> bool {
    words
        .word(token)
        .chars()
        .all(|letter| ('ا'..='ي').contains(&letter))
}

/// Whether the speaker goes on to say where from.
fn is_from(words: &Words<'_>, at: usize) -> bool {
    is_one_of(words, at, &["from", "من"])
}

/// Whether a name stands at `at`'s left as people leave it: before where they are from, or at the end of a clause.
fn is_told(words: &Words<'_>, at: usize) -> bool {
    ends_clause(words, at)
        || is_one_of(
            words,
            at,
            &["from", "here", "with", "at", "speaking", "calling", "your"],
        )
}

fn is_one_of(words: &Words<'_>, at: usize, expected: &[&str]) -> bool {
    let token = words.tokens.get(at).filter(|token| !token.clause);
    token.is_some_and(|token| expected.contains(&words.word(token)))
}

fn ends_clause(words: &Words<'_>, at: usize) -> bool {
    words
        .tokens
        .get(at)
        .is_none_or(|token| token.clause || token.is_end() || token.kind == TokenKind::Picture)
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

/// Whether a word is written in capitals throughout: shouting, not a name.
fn is_shouted(words: &Words<'_>, token: &Token) -> bool {
    let raw = &words.raw[place(token)];
    raw.chars().nth(1).is_some() && !raw.chars().any(char::is_lowercase)
}
