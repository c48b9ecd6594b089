//! Values that can be recognised by their shape: numbers, codes, addresses, dates.
//!
//! The same value written differently is the same value: digits are folded, separators dropped, a phone number is its last
//! nine digits.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::language::{Lexicon, Word};
use crate::text::{Folded, Token, TokenKind};

/// What the shape of a value says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueKind {
    /// E-mail address.
    Mail,
    /// Nine to fifteen digits, as telephone numbers have them.
    Phone,
    /// Letters and digits mixed, or capitals set apart: an order, booking or policy code.
    Code,
    /// Four or more digits.
    Number,
    /// A date or time.
    Date,
}

/// A value in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// What its shape says.
    pub kind: ValueKind,
    /// Hash of its canonical form.
    pub canon: u64,
    /// First token.
    pub first: u32,
    /// Last token, inclusive.
    pub last: u32,
}

/// Appends the values of one turn to `values`.
pub(super) fn find(
    lexicon: &Lexicon,
    raw: &str,
    folded: &Folded,
    tokens: &Range<usize>,
    values: &mut Vec<Value>,
) {
    let mut digits: Vec<u8> = Vec::new();
    let capitals_tell = !is_shouting(raw);
    let mut at = tokens.start;
    while at < tokens.end {
        let token = folded.tokens[at];
        let (kind, last) = match token.kind {
            TokenKind::Mail => {
                digits.clear();
                digits.extend_from_slice(folded.bytes_of(&token));
                (Some(ValueKind::Mail), at)
            }
            TokenKind::Value => shaped(folded, tokens.end, at, &mut digits),
            TokenKind::Word => spoken(
                lexicon,
                capitals_tell.then_some(raw),
                folded,
                tokens.end,
                at,
                &mut digits,
            ),
            _ => (None, at),
        };
        if let Some(kind) = kind {
            let significant = if kind == ValueKind::Phone {
                &digits[digits.len() - 9..]
            } else {
                &digits[..]
            };
            values.push(Value {
                kind,
                canon: xxh3_64(significant),
                first: at as u32,
                last: last as u32,
            });
        }
        at = last + 1;
    }
}

/// A value that begins with a token holding a digit; neighbouring groups of digits are one number.
fn shaped(
    folded: &Folded,
    end: usize,
    at: usize,
    canon: &mut Vec<u8>,
) -> (Option<ValueKind>, usize) {
    canon.clear();
    let first = folded.bytes_of(&folded.tokens[at]);
    if first
        .iter()
        .any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
    {
        canon.extend(
            first
                .iter()
                .filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()),
        );
        let digits = canon.iter().filter(|byte| byte.is_ascii_digit()).count();
        return (
            (canon.len() >= 4 && digits > 0 && !is_unit(canon, digits)).then_some(ValueKind::Code),
            at,
        );
    }
    if is_date(first) {
        canon.extend_from_slice(first);
        return (Some(ValueKind::Date), at);
    }
    let mut last = at;
    canon.extend(first.iter().filter(|byte| byte.is_ascii_digit()));
    while last + 1 < end && joins_number(folded, &folded.tokens[last], &folded.tokens[last + 1]) {
        last += 1;
        canon.extend(
            folded
                .bytes_of(&folded.tokens[last])
                .iter()
                .filter(|byte| byte.is_ascii_digit()),
        );
    }
    let kind = match canon.len() {
        0..4 => None,
        9..=15 => Some(ValueKind::Phone),
        _ => Some(ValueKind::Number),
    };
    (kind, last)
}

/// Whether the next token is a further group of the same number: "0805 555 0143".
fn joins_number(folded: &Folded, left: &Token, right: &Token) -> bool {
    right.kind == TokenKind::Value
        && !right.clause
        && right.raw_start <= left.raw_end + 2
        && folded.bytes_of(left).len() >= 2
        && folded.bytes_of(right).len() >= 2
        && folded
            .bytes_of(right)
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'-')
}

/// "85k", "10gb", "3rd": an amount with its unit, not a code.
fn is_unit(canon: &[u8], digits: usize) -> bool {
    let leading = canon
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    leading == digits && leading > 0 && canon.len() - digits <= 3 && digits <= 3
}

/// A time, or two or three parts of which each could be a day, a month or a year.
fn is_date(token: &[u8]) -> bool {
    if token.contains(&b':') {
        return true;
    }
    let parts: Vec<&[u8]> = token
        .split(|byte| matches!(byte, b'/' | b'-' | b'.'))
        .collect();
    let could_be = |part: &&[u8]| match part.len() {
        1 | 2 => true,
        4 => part.starts_with(b"19") || part.starts_with(b"20") || part.starts_with(b"14"),
        _ => false,
    };
    matches!(parts.len(), 2 | 3)
        && (token.contains(&b'/') || parts.len() == 3)
        && parts.iter().all(could_be)
}

/// A value said in words: digits spelled out one by one, or a code in capitals, where `raw` is given because capitals tell
/// something in this turn.
fn spoken(
    lexicon: &Lexicon,
    raw: Option<&str>,
    folded: &Folded,
    end: usize,
    at: usize,
    canon: &mut Vec<u8>,
) -> (Option<ValueKind>, usize) {
    canon.clear();
    let mut last = at;
    for (place, token) in folded.tokens.iter().enumerate().take(end).skip(at) {
        match lexicon.word(token) {
            Some(Word::Digit(digit)) => canon.push(b'0' + digit),
            _ => break,
        }
        last = place;
    }
    if canon.len() >= 4 {
        let kind = if (9..=15).contains(&canon.len()) {
            ValueKind::Phone
        } else {
            ValueKind::Number
        };
        return (Some(kind), last);
    }
    let token = folded.tokens[at];
    let written = raw.map_or("", |raw| {
        &raw[token.raw_start as usize..token.raw_end as usize]
    });
    if written.len() >= 5 && written.bytes().all(|byte| byte.is_ascii_uppercase()) {
        canon.clear();
        canon.extend_from_slice(folded.bytes_of(&token));
        return (Some(ValueKind::Code), at);
    }
    (None, at)
}

/// Whether most letters of a text are capitals, so that capitals say nothing.
fn is_shouting(raw: &str) -> bool {
    let upper = raw.bytes().filter(u8::is_ascii_uppercase).count();
    let lower = raw.bytes().filter(u8::is_ascii_lowercase).count();
    upper > lower && lower < 12 && raw.len() > 12
}
