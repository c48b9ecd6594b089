//! A whole conversation in one cell: `Speaker: text` lines, or a list of messages as JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::words::Words;
use crate::format::ReadSettings;
use crate::format::llm::cell;
use crate::format::time::Clock;
use crate::transcript::{Item, Speaker, Turn};

/// The longest label that is taken for a speaker.
const LABEL_LETTERS: usize = 40;
const LABEL_WORDS: usize = 4;

/// The items of a transcript cell. A line begins a turn where its label names a speaker: a role word, a name that
/// begins other lines as well, or whatever begins the cell. Every other line goes on with the turn before it.
pub(super) fn items(
    text: &str,
    words: &Words,
    settings: &ReadSettings,
    clock: &Clock,
) -> Vec<Item<'static>> {
    if text.trim_start().starts_with(['[', '{'])
        && let Some(items) = cell(text, settings, clock)
    {
        return items;
    }
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        if let Some(spoken) = Line::parse(line) {
            *labels.entry(spoken.label).or_default() += if number == 0 { 2 } else { 1 };
        }
    }
    let role = |label: &str| settings.role_of(&[label]).or_else(|| words.speaker(label));
    let mut turns: Vec<Turn<'static>> = Vec::new();
    for line in lines {
        let spoken = Line::parse(line);
        match spoken.filter(|spoken| role(spoken.label).is_some() || labels[spoken.label] > 1) {
            Some(spoken) => turns.push(spoken.turn(role(spoken.label), clock)),
            None => go_on(&mut turns, line),
        }
    }
    turns.into_iter().map(Item::Turn).collect()
}

/// Adds a line to the last turn; before the first it is a notice.
fn go_on(turns: &mut Vec<Turn<'static>>, line: &str) {
    match turns.last_mut() {
        Some(turn) => {
            let text = turn.text.to_mut();
            text.push('\n');
            text.push_str(line.trim());
        }
        None => turns.push(Turn::new(Speaker::System, line.trim().to_owned())),
    }
}

/// A line with a label: `[time] label (time): text`, each time where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line<'a> {
    time: &'a str,
    label: &'a str,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let line = line.trim_matches(|letter: char| {
            letter.is_whitespace() || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{feff}')
        });
        let (before, rest) = leading_time(line);
        let (label, text) = rest.split_once([':', '：'])?;
        let (label, behind) = trailing_time(label.trim());
        let is_label = !label.is_empty()
            && label.chars().count() <= LABEL_LETTERS
            && label.split_whitespace().count() <= LABEL_WORDS
            && label.chars().any(char::is_alphabetic)
            && !label.contains(['/', '?', '؟', '!', '.', ',', '،', '"']);
        let is_spaced = text.is_empty() || text.starts_with(char::is_whitespace);
        let time = if before.is_empty() { behind } else { before };
        (is_label && is_spaced).then_some(Self {
            time,
            label,
            text: text.trim(),
        })
    }

    fn turn(self, role: Option<Speaker>, clock: &Clock) -> Turn<'static> {
        // A role word is no name; a name that [roles] knows is one all the same.
        let is_name = role.is_none() || super::speaker_word(self.label).is_none();
        Turn {
            at: clock.read(self.time).moment,
            name: is_name.then(|| Cow::Owned(self.label.to_owned())),
            ..Turn::new(role.unwrap_or(Speaker::Unknown), self.text.to_owned())
        }
    }
}

/// A time before the label, in brackets or bare, and the rest.
fn leading_time(line: &str) -> (&str, &str) {
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some((time, rest)) = line
            .strip_prefix(open)
            .and_then(|inner| inner.split_once(close))
        {
            return (time.trim(), rest.trim_start_matches([' ', '-', '–', '|']));
        }
    }
    let is_part = |letter: char| {
        letter.is_numeric() || matches!(letter, ':' | '-' | '/' | '.' | ' ' | 'T' | 'Z' | '+')
    };
    let end = line.find(|letter| !is_part(letter)).unwrap_or(0);
    let (time, mut rest) = line.split_at(end);
    if !time.starts_with(char::is_numeric) || !time.contains(':') {
        return ("", line);
    }
    for half in ["AM", "PM", "am", "pm", "ص", "م"] {
        if let Some(after) = rest
            .strip_prefix(half)
            .filter(|after| !after.starts_with(char::is_alphabetic))
        {
            rest = after;
        }
    }
    (
        time.trim_matches([' ', '-']),
        rest.trim_start_matches([' ', '-', '–', '|']),
    )
}

/// The label and a time in brackets behind it.
fn trailing_time(label: &str) -> (&str, &str) {
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some((name, time)) = label
            .strip_suffix(close)
            .and_then(|inner| inner.rsplit_once(open))
            && time.starts_with(char::is_numeric)
        {
            return (name.trim(), time.trim());
        }
    }
    (label, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Speaker, String, Option<String>)> {
        items(
            text,
            &Words::of(&super::super::profile::GENERIC),
            &ReadSettings::default(),
            &Clock::default(),
        )
        .into_iter()
        .filter_map(|item| item.turn().cloned())
        .map(|turn| {
            (
                turn.by,
                turn.text.into_owned(),
                turn.name.map(Cow::into_owned),
            )
        })
        .collect()
    }

    #[test]
    fn labels_times_and_lines_that_go_on() {
        let said = read(
            "[10:02] Bot: Your options:\n1. Track\nNote: free of charge\n\n(10:03:11 AM) Visitor 12: where is it\n10:04 PM - Sara K: Hello\nSara K: I am here\nhttps://x.example/a",
        );
        let turn =
            |by, text: &str, name: Option<&str>| (by, text.to_owned(), name.map(str::to_owned));
        assert_eq!(
            said,
            [
                turn(
                    Speaker::Bot,
                    "Your options:\n1. Track\nNote: free of charge",
                    None
                ),
                turn(Speaker::Customer, "where is it", None),
                turn(Speaker::Unknown, "Hello", Some("Sara K")),
                turn(
                    Speaker::Unknown,
                    "I am here\nhttps://x.example/a",
                    Some("Sara K")
                ),
            ]
        );
    }

    #[test]
    fn arabic_labels_and_a_list_of_messages() {
        let said = read("المساعد الآلي: أهلاً\nالعميل: أريد التحدث مع موظف\n١٠:٠٥ ص - موظف: معك سالم");
        assert_eq!(
            said.iter().map(|turn| turn.0).collect::<Vec<_>>(),
            [Speaker::Bot, Speaker::Customer, Speaker::Human]
        );
        assert_eq!(said[2].1, "معك سالم");
        let json = read(
            r#"[{"role":"assistant","content":"hi"},{"role":"user","content":"a person please"}]"#,
        );
        assert_eq!(
            json.iter().map(|turn| turn.0).collect::<Vec<_>>(),
            [Speaker::Bot, Speaker::Customer]
        );
    }
}
