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

/// What helps to read transcript cells.
pub(super) struct Scribe<'s> {
    pub(super) words: &'s Words,
    pub(super) settings: &'s ReadSettings,
    pub(super) clock: &'s Clock,
}

impl Scribe<'_> {
    /// The items of a transcript cell. A line begins a turn where its label names a speaker: it is a role word, or
    /// stands in another cell of the row (`names`), or has a time beside it, or begins the cell, or, in cells without
    /// times, begins other lines as well. Every other line goes on with the turn before it.
    pub(super) fn items(&self, text: &str, names: &[&str]) -> Vec<Item<'static>> {
        if text.trim_start().starts_with(['[', '{'])
            && let Some(items) = cell(text, self.settings, self.clock)
        {
            return items;
        }
        let lines: Vec<(&str, Option<Line<'_>>)> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| (line, Line::parse(line)))
            .collect();
        let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, spoken) in &lines {
            *labels
                .entry(spoken.map_or("", |spoken| spoken.label))
                .or_default() += 1;
        }
        let is_timed = lines
            .iter()
            .any(|(_, spoken)| spoken.is_some_and(|spoken| !spoken.time.is_empty()));
        let mut turns: Vec<Turn<'static>> = Vec::new();
        for (line, spoken) in lines {
            let begins = |spoken: &Line<'_>| {
                self.role(spoken.label).is_some()
                    || !spoken.time.is_empty()
                    || names.contains(&spoken.label)
                    || turns.is_empty()
                    || (!is_timed && labels[spoken.label] > 1)
            };
            match spoken.filter(begins) {
                Some(spoken) => turns.push(self.turn(spoken)),
                None => go_on(&mut turns, line),
            }
        }
        turns.into_iter().map(Item::Turn).collect()
    }

    fn role(&self, label: &str) -> Option<Speaker> {
        self.settings
            .role_of(&[label])
            .or_else(|| self.words.speaker(label))
    }

    fn turn(&self, line: Line<'_>) -> Turn<'static> {
        // A role word is no name, unless it leaves open who is meant.
        let is_role = super::speaker_word(line.label).is_some_and(|by| by != Speaker::Unknown);
        Turn {
            at: self.clock.read(line.time).moment,
            name: (!is_role).then(|| Cow::Owned(line.label.to_owned())),
            ..Turn::new(
                self.role(line.label).unwrap_or(Speaker::Unknown),
                line.text.to_owned(),
            )
        }
    }
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

/// The label before a line's first colon and what is behind it, where that may be a speaker.
pub(in crate::format) fn labelled(line: &str) -> Option<(&str, &str)> {
    Line::parse(line).map(|line| (line.label, line.text))
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
        let scribe = Scribe {
            words: &Words::of(&super::super::profile::GENERIC),
            settings: &ReadSettings::default(),
            clock: &Clock::default(),
        };
        let items = scribe.items(text, &["Omar"]);
        items
            .iter()
            .filter_map(Item::turn)
            .map(|turn| {
                (
                    turn.by,
                    turn.text.to_string(),
                    turn.name.as_ref().map(ToString::to_string),
                )
            })
            .collect()
    }

    fn turn(by: Speaker, text: &str, name: &str) -> (Speaker, String, Option<String>) {
        (
            by,
            text.to_owned(),
            (!name.is_empty()).then(|| name.to_owned()),
        )
    }

    #[test]
    fn labels_times_and_lines_that_go_on() {
        let said = read(
            "[10:02] Bot: Your options:\n1. Track\nStatus: sent\n\n(10:03:11 AM) Visitor 12: where is it\n\
             10:04 PM - Sara K: Hello\nStatus: lost\nAgent: bye\nOmar: I am here\nhttps://x.example/a",
        );
        assert_eq!(
            said,
            [
                turn(Speaker::Bot, "Your options:\n1. Track\nStatus: sent", ""),
                turn(Speaker::Customer, "where is it", ""),
                turn(Speaker::Unknown, "Hello\nStatus: lost", "Sara K"),
                turn(Speaker::Unknown, "bye", "Agent"),
                turn(Speaker::Unknown, "I am here\nhttps://x.example/a", "Omar"),
            ]
        );
    }

    #[test]
    fn without_times_a_name_shows_by_coming_back() {
        let said = read("Lena: hello\nBot: Hi\nNote: free\nSara K: one\nSara K: two");
        assert_eq!(
            said,
            [
                turn(Speaker::Unknown, "hello", "Lena"),
                turn(Speaker::Bot, "Hi\nNote: free", ""),
                turn(Speaker::Unknown, "one", "Sara K"),
                turn(Speaker::Unknown, "two", "Sara K"),
            ]
        );
        assert_eq!(
            read("Chat opened\nBot: Hi")[0],
            turn(Speaker::System, "Chat opened", "")
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
