//! Values that are told by their form: addresses, links, accounts, codes. First come the forms that must stay readable
//! although they are full of digits: dates, times and amounts.

use std::ops::Range;

use regex::Regex;

use super::Kind;
use super::canvas::Canvas;
use super::digits::{code_key, mod_97, only_digits};
use super::form::{
    ADDRESS, BIRTH, BOOKING, CODE, DATE, EMAIL, GROUPED, HANDLE, HASHED_NUMBER, IBAN, INSURANCE,
    LINK, NAMED_NUMBER, PASSWORD, POST_BOX, POSTCODE, PRICED, SECRET, SPOKEN_EMAIL, TIME, UNIT,
};
use super::lists::LISTS;
use crate::text::digit;

/// Claims every value of a known form. A form is looked for only where the text has what it is made of.
pub(super) fn mark(canvas: &mut Canvas) {
    mark_emails(canvas);
    mark_spoken_emails(canvas);
    mark_passwords(canvas);
    if may_link(canvas.view()) {
        mark_queries(canvas);
    }
    if canvas.shape().glued {
        mark_ibans(canvas);
        mark_postcodes(canvas);
    }
    if canvas.shape().digits >= 6 {
        mark_each(canvas, &INSURANCE, Kind::NationalId, code_key);
    }
    if canvas.shape().digits > 0 && canvas.view().contains('.') {
        mark_each(canvas, &POST_BOX, Kind::Address, code_key);
    }
    if canvas.shape().rows >= 3 {
        mark_each(canvas, &BIRTH, Kind::BirthDate, only_digits);
    }
    keep_times(canvas);
    if canvas.shape().rows >= 2 {
        keep_each(canvas, &GROUPED);
    }
    let left = canvas.shape();
    if left.digits >= 3 || left.glued || left.capitals >= 6 || canvas.view().contains('@') {
        mark_rest(canvas);
    }
}

/// Claims what can be told only once dates, times and decimals are out of the way.
fn mark_rest(canvas: &mut Canvas) {
    keep_each(canvas, &PRICED);
    if canvas.shape().longest >= 3 {
        mark_each(canvas, &SECRET, Kind::Code, only_digits);
    }
    if canvas.shape().rows >= 4 {
        mark_each(canvas, &ADDRESS, Kind::Address, str::to_owned);
    }
    if canvas.view().contains('@') {
        mark_each(canvas, &HANDLE, Kind::Handle, |text| {
            format!("@{}", text.to_lowercase())
        });
    }
    if canvas.shape().longest >= 4 {
        mark_each(canvas, &NAMED_NUMBER, Kind::Order, code_key);
    }
    if canvas.shape().capitals >= 6 {
        mark_each(canvas, &BOOKING, Kind::Order, code_key);
    }
    if canvas.shape().longest >= 4 && canvas.view().contains('#') {
        mark_each(canvas, &HASHED_NUMBER, Kind::Order, code_key);
    }
    if canvas.shape().glued {
        mark_codes(canvas);
    }
}

/// Claims e-mail addresses, and sets aside the dates that keys are made of.
pub(super) fn mark_contacts(canvas: &mut Canvas) {
    mark_emails(canvas);
    keep_times(canvas);
}

fn mark_emails(canvas: &mut Canvas) {
    if canvas.view().contains('@') {
        mark_each(canvas, &EMAIL, Kind::Email, str::to_lowercase);
    }
}

/// Claims addresses that are written out: "bob at corp dot com".
fn mark_spoken_emails(canvas: &mut Canvas) {
    let view = canvas.view();
    let is_dot = |three: &[u8]| {
        [b"dot", b"at)", b"at]"]
            .iter()
            .any(|sign| three.eq_ignore_ascii_case(*sign))
    };
    if !view.contains(['@']) && !view.contains("دوت") && !view.as_bytes().windows(3).any(is_dot)
    {
        return;
    }
    for range in values(canvas.view(), &SPOKEN_EMAIL) {
        let text = canvas.view()[range.clone()].to_lowercase();
        let parts = text.split(|sign: char| sign.is_whitespace() || "[]()".contains(sign));
        let key: String = parts
            .map(|part| match part {
                "at" | "ات" | "آت" => "@",
                "dot" | "دوت" => ".",
                other => other,
            })
            .collect();
        let mailbox = text.split([' ', '@', '(', '[']).next().unwrap_or_default();
        if !LISTS.no_mailbox.contains(mailbox) {
            canvas.take(range, Kind::Email, key);
        }
    }
}

/// Claims what follows the word password, unless it only says what became of the password.
fn mark_passwords(canvas: &mut Canvas) {
    for Range { start, end } in values(canvas.view(), &PASSWORD) {
        let text = canvas.view()[start..end].trim_end_matches(['.', '!', '?', '؟', '"', '»', ')']);
        let folded = text.to_lowercase();
        let signs = text.contains(|sign: char| !sign.is_alphabetic() && sign != '\'');
        let ends = canvas.view()[end..].trim_start_matches(' ').is_empty();
        let is_verb = ["ed", "ing", "en"].iter().any(|end| folded.ends_with(end));
        let said = ends && !is_verb && text.is_ascii() && !LISTS.not_names.contains(&folded);
        if signs || said {
            let (end, key) = (start + text.len(), format!("={folded}"));
            canvas.take(start..end, Kind::Code, key);
        }
    }
}

/// Claims British postcodes; phones and their memory ("S24 8GB") look like them.
fn mark_postcodes(canvas: &mut Canvas) {
    for range in values(canvas.view(), &POSTCODE) {
        let word = &canvas.view()[range.clone()];
        if !word.ends_with("GB") && !word.ends_with("TB") {
            let key = code_key(word);
            canvas.take(range, Kind::Address, key);
        }
    }
}

fn keep_times(canvas: &mut Canvas) {
    if canvas.shape().rows >= 3 {
        keep_each(canvas, &DATE);
    }
    if canvas.shape().rows >= 2 && canvas.view().contains(':') {
        keep_each(canvas, &TIME);
    }
}

fn mark_each(canvas: &mut Canvas, pattern: &Regex, kind: Kind, key: fn(&str) -> String) {
    for range in values(canvas.view(), pattern) {
        let key = key(&canvas.view()[range.clone()]);
        canvas.take(range, kind, key);
    }
}

fn keep_each(canvas: &mut Canvas, pattern: &Regex) {
    for range in values(canvas.view(), pattern) {
        if canvas.stands_alone(&range) {
            canvas.keep(range);
        }
    }
}

/// The values of a form, from left to right: the first group of each match, or all of it. The next match may begin where
/// the last group ends, because what a pattern only looks at is not used up.
fn values(view: &str, pattern: &Regex) -> Vec<Range<usize>> {
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(whole) = pattern.find_at(view, at) {
        at = whole.end();
        if pattern.captures_len() == 1 {
            values.push(whole.range());
            continue;
        }
        let Some(groups) = pattern.captures_at(view, whole.start()) else {
            break;
        };
        let mut groups = groups.iter().skip(1).flatten();
        if let Some(value) = groups.next() {
            at = groups.last().unwrap_or(value).end();
            values.push(value.range());
        }
    }
    values
}

/// Whether a text can hold a web address.
fn may_link(view: &str) -> bool {
    let before = |dot: usize| &view.as_bytes()[dot.saturating_sub(3)..dot];
    view.contains("//")
        || view
            .match_indices('.')
            .any(|(dot, _)| before(dot).eq_ignore_ascii_case(b"www"))
}

/// Of a link only what comes after the page: queries and fragments carry tokens and addresses.
fn mark_queries(canvas: &mut Canvas) {
    for link in values(canvas.view(), &LINK) {
        let text = &canvas.view()[link.clone()];
        let Some(sign) = text.find(['?', '#']) else {
            continue;
        };
        let query = text[sign + 1..].trim_end_matches(['.', ',', ')', '!', '?', '؟', '،']);
        if !query.is_empty() {
            let (start, key) = (link.start + sign + 1, format!("?{query}"));
            canvas.take(start..start + query.len(), Kind::Query, key);
        }
    }
}

/// The longest stretch that checks out: a pattern cannot tell the account from the words after it.
fn mark_ibans(canvas: &mut Canvas) {
    for Range { start, end } in values(canvas.view(), &IBAN) {
        let text = canvas.view()[start..end].to_owned();
        let ends = text
            .char_indices()
            .rev()
            .map(|(at, last)| at + last.len_utf8());
        let account = ends
            .filter(|end| !text[*end..].starts_with(char::is_alphanumeric))
            .map(|end| (end, code_key(&text[..end])))
            .find(|(_, key)| (15..=34).contains(&key.len()) && mod_97(key));
        if let Some((length, key)) = account {
            canvas.take(start..start + length, Kind::Iban, key);
        }
    }
}

/// Order, ticket, account and booking codes: letters and digits in one word.
fn mark_codes(canvas: &mut Canvas) {
    for range in values(canvas.view(), &CODE) {
        let word = &canvas.view()[range.clone()];
        if is_code(word) {
            let key = code_key(word);
            canvas.take(range, Kind::Order, key);
        }
    }
}

fn is_code(word: &str) -> bool {
    let letters = word.chars().filter(char::is_ascii_alphabetic).count();
    let digits = word.chars().filter_map(digit).count();
    if letters == 0 || digits == 0 || letters + digits < 5 || UNIT.is_match(word) {
        return false;
    }
    let key = code_key(word);
    digits >= 3
        || (key.len() == word.len()
            && !word.contains(|sign: char| sign.is_ascii_lowercase())
            && is_interleaved(&key))
}

/// Whether letters and digits take turns as in booking references ("X7K9QP") and not as in product names ("WIN11").
fn is_interleaved(key: &str) -> bool {
    let turns = key
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit());
    turns.count() >= 2
}
