//! Numbers: phones, cards, national ids and whatever else has too many digits to be harmless.
//!
//! Digits come in groups ("+966 50 123 4567"), and groups of different numbers stand beside each other ("412 delayed 6
//! hours"), so a row of groups is read from the left: a group that is a number by itself, else the longest row of groups
//! that is one.

use std::ops::Range;

use super::Kind;
use super::canvas::Canvas;
use super::digits::{luhn, only_digits, verhoeff};
use super::form::ANNOUNCED;
use super::phone::{is_north_american, national};
use crate::text::digit;

/// The most groups that one number is written in.
const GROUPS: usize = 15;

/// A row of digit groups with only spaces, dashes, dots or brackets between them.
struct Row {
    /// Where the row begins: at the sign or bracket before the first group.
    start: usize,
    plus: bool,
    groups: Vec<Range<usize>>,
}

/// The fewest digits that point to somebody.
const FEWEST: usize = 6;

/// Claims every number that could point to a person.
pub(super) fn mark(canvas: &mut Canvas) {
    if canvas.shape().digits < FEWEST {
        return;
    }
    for row in rows(canvas.view()) {
        let texts: Vec<String> = row
            .groups
            .iter()
            .map(|group| only_digits(&canvas.view()[group.clone()]))
            .collect();
        mark_row(canvas, &row, &texts);
    }
}

fn mark_row(canvas: &mut Canvas, row: &Row, texts: &[String]) {
    let mut at = 0;
    while at < texts.len() {
        let mut start = if at == 0 {
            row.start
        } else {
            row.groups[at].start
        };
        let (kind, key, end) = match recognise(canvas.view(), row, texts, at) {
            Some(number) => number,
            None if texts[at].len() >= FEWEST => (Kind::Order, texts[at].clone(), at + 1),
            None => {
                at += 1;
                continue;
            }
        };
        let range = start..row.groups[end - 1].end;
        if canvas.view()[range.clone()].contains(')') && canvas.view()[..start].ends_with('(') {
            start -= 1;
        }
        canvas.take(start..range.end, kind, key);
        at = end;
    }
}

/// The number that begins at group `at`: its kind, its key and the group after it.
fn recognise(view: &str, row: &Row, texts: &[String], at: usize) -> Option<(Kind, String, usize)> {
    let plus = row.plus && at == 0;
    let most = texts.len().min(at + GROUPS);
    let all: String = texts[at..most].concat();
    // Blocks of four come before shorter rows of them, which may look like a phone.
    if !plus && is_blocks(&texts[at..most]) && classify(&texts[at..most], plus).is_none() {
        return Some((Kind::Order, all, most));
    }
    let mut ends = std::iter::once(at + 1).chain((at + 2..=most).rev());
    if let Some((kind, key, end)) =
        ends.find_map(|end| classify(&texts[at..end], plus).map(|(kind, key)| (kind, key, end)))
    {
        return Some((kind, key, end));
    }
    if (plus && all.len() >= 8)
        || ((7..=15).contains(&all.len()) && is_announced(&view[..row.groups[at].start]))
    {
        return Some((Kind::Phone, all, most));
    }
    is_dashed(view, &row.groups[at..most], &texts[at..most]).then_some((Kind::Order, all, most))
}

/// What these groups are together, if they are one number.
fn classify(groups: &[String], plus: bool) -> Option<(Kind, String)> {
    let digits = groups.concat();
    let spacing: Vec<usize> = groups.iter().map(String::len).collect();
    if digits.len() == 15
        && digits.starts_with("784")
        && matches!(spacing[..], [15] | [3, 4, 7, 1])
        && !plus
    {
        return Some((Kind::NationalId, digits));
    }
    if !is_one_number(&spacing) {
        return None;
    }
    if let Some(number) = national(&digits, plus) {
        return Some((Kind::Phone, number.to_owned()));
    }
    if is_north_american(groups) {
        return Some((Kind::Phone, digits[digits.len() - 10..].to_owned()));
    }
    if plus {
        return None;
    }
    let is_american = spacing == [3, 2, 4];
    let is_indian = matches!(spacing[..], [12] | [4, 4, 4]) && is_aadhaar(&digits);
    if is_american || is_indian || is_egyptian_id(&digits) || is_saudi_id(&digits, &spacing) {
        return Some((Kind::NationalId, digits));
    }
    let spaced_as_card = matches!(
        spacing[..],
        [13..=19] | [4, 4, 4, 1..=4] | [4, 6, 5] | [4, 4, 4, 4, 3]
    );
    (spaced_as_card && luhn(&digits)).then_some((Kind::Card, digits))
}

/// Whether somebody would write one number in these groups: no lone digits after the first group, unless every digit
/// stands alone.
fn is_one_number(spacing: &[usize]) -> bool {
    spacing[1..].iter().all(|length| *length >= 2) || spacing.iter().all(|length| *length == 1)
}

/// Ten digits, 1 for citizens and 2 for residents.
fn is_saudi_id(digits: &str, spacing: &[usize]) -> bool {
    digits.len() == 10
        && digits.starts_with(['1', '2'])
        && matches!(spacing, [10] | [3, 3, 4] | [4, 3, 3])
}

/// Twelve digits, checked, the first no 0 or 1.
fn is_aadhaar(digits: &str) -> bool {
    digits.len() == 12 && !digits.starts_with(['0', '1']) && verhoeff(digits)
}

/// Fourteen digits: century, date of birth, governorate and serial number.
fn is_egyptian_id(digits: &str) -> bool {
    let within = |range: Range<usize>, low: u32, high: u32| {
        digits
            .get(range)
            .and_then(|part| part.parse().ok())
            .is_some_and(|part: u32| (low..=high).contains(&part))
    };
    digits.len() == 14
        && digits.starts_with(['2', '3'])
        && within(3..5, 1, 12)
        && within(5..7, 1, 31)
}

/// Whether groups are an account or card number in blocks of four, and not a list of years.
fn is_blocks(texts: &[String]) -> bool {
    let years = texts
        .iter()
        .all(|text| text.starts_with("19") || text.starts_with("20"));
    texts.len() >= 3 && texts.iter().all(|text| text.len() == 4) && !years
}

/// Whether groups are one dashed word of an account's or order's length.
fn is_dashed(view: &str, groups: &[Range<usize>], texts: &[String]) -> bool {
    let dashed = groups
        .windows(2)
        .all(|pair| &view[pair[0].end..pair[1].start] == "-");
    let (count, total) = (texts.len(), texts.iter().map(String::len).sum::<usize>());
    let long = texts.iter().any(|text| text.len() >= 5);
    dashed && count >= 2 && ((count >= 3 && total >= 8) || (long && total >= 6))
}

/// Whether the words before a number say that it is a phone.
fn is_announced(before: &str) -> bool {
    ANNOUNCED.is_match(before)
}

/// The rows of a text.
fn rows(view: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut open: Option<usize> = None;
    for (at, character) in view.char_indices() {
        let end = at + character.len_utf8();
        if digit(character).is_none() {
            open = None;
            continue;
        }
        let row = match open {
            Some(_) => rows.last_mut(),
            None => begin_group(view, &mut rows, at),
        };
        if let Some(group) = row.and_then(|row| row.groups.last_mut()) {
            group.end = end;
        }
        open = Some(end);
    }
    rows
}

/// Opens a group at `at`: in the last row if only separators lie between, else in a row of its own.
fn begin_group<'r>(view: &str, rows: &'r mut Vec<Row>, at: usize) -> Option<&'r mut Row> {
    let joins = rows
        .last()
        .and_then(|row| row.groups.last())
        .is_some_and(|last| {
            view[last.end..at].chars().all(is_separator) && view[last.end..at].chars().count() <= 3
        });
    if !joins {
        let before = view[..at].trim_end_matches(|sign| sign == '(' || is_direction_mark(sign));
        let plus = before.ends_with('+');
        let start = if plus { before.len() - 1 } else { at };
        rows.push(Row {
            start,
            plus,
            groups: Vec::new(),
        });
    }
    let row = rows.last_mut()?;
    row.groups.push(at..at);
    Some(row)
}

fn is_separator(sign: char) -> bool {
    matches!(
        sign,
        ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '-' | '\u{2010}'..='\u{2013}' | '.' | '(' | ')'
    ) || is_direction_mark(sign)
}

fn is_direction_mark(sign: char) -> bool {
    matches!(sign, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
