//! Who says a cue: `<v Name>`, a name before a colon, or nobody that we know.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cue::Cue;
use crate::format::ReadSettings;
use crate::format::html::to_text;
use crate::format::table::{labelled, speaker_word};
use crate::transcript::{Speaker, Turn};

/// The longest pause, in milliseconds, within what one speaker says without a break.
const BREATH: i64 = 2000;

/// Words of one speaker within one cue.
struct Said {
    /// The speaker's name; empty where none is written.
    label: String,
    text: String,
    from: Option<i64>,
    to: Option<i64>,
    /// Whether a dash or `>>` says that somebody else speaks now.
    is_other: bool,
}

/// The turns of a call. What one speaker says without a longer pause than a breath is one turn. Where names stand before
/// colons, they are written when the speaker changes, so words without a name go on with the speaker before them as long
/// as there is no pause.
pub(super) fn turns(cues: &[Cue<'_>], settings: &ReadSettings) -> Vec<Turn<'static>> {
    let said = said(cues, settings);
    let mut turns: Vec<Turn<'static>> = Vec::new();
    let mut last: Option<(String, Option<i64>)> = None;
    for one in said {
        let goes_on = last.as_ref().is_some_and(|(label, to)| {
            let is_breath = match (to, one.from) {
                (Some(to), Some(from)) => from - to <= BREATH,
                _ => false,
            };
            !one.is_other && is_breath && *label == one.label
        });
        let to = one.to.or(one.from);
        match turns.last_mut().filter(|_| goes_on) {
            Some(turn) => {
                let text = turn.text.to_mut();
                text.push(' ');
                text.push_str(&one.text);
            }
            None => turns.push(turn(&one, settings)),
        }
        last = Some((one.label, to));
    }
    turns
}

fn turn(one: &Said, settings: &ReadSettings) -> Turn<'static> {
    if one.label.is_empty() && is_sound(&one.text) {
        return Turn::new(Speaker::System, one.text.clone());
    }
    let word = speaker_word(&one.label);
    let by = settings.role_of(&[&one.label]).or(word);
    // A role word is no name, unless it leaves open who is meant.
    let is_name = !one.label.is_empty() && word.is_none_or(|by| by == Speaker::Unknown);
    Turn {
        name: is_name.then(|| Cow::Owned(one.label.clone())),
        ..Turn::new(by.unwrap_or(Speaker::Unknown), one.text.clone())
    }
}

/// Everything that is said, with the names that are written.
fn said(cues: &[Cue<'_>], settings: &ReadSettings) -> Vec<Said> {
    let mut voices: Vec<(&Cue<'_>, Option<String>, String)> = Vec::new();
    for cue in cues {
        for (name, text) in by_voice(&cue.lines.join("\n")) {
            voices.push((cue, name, text));
        }
    }
    let is_tagged = voices.iter().any(|(_, name, _)| name.is_some());
    let mut often: BTreeMap<String, usize> = BTreeMap::new();
    for (_, _, text) in &voices {
        for (label, _) in text.lines().filter_map(|line| labelled(unmarked(line).0)) {
            *often.entry(label.to_owned()).or_default() += 1;
        }
    }
    let is_speaker = |label: &str| {
        settings.role_of(&[label]).is_some()
            || speaker_word(label).is_some()
            || often.get(label).is_some_and(|times| *times > 1)
            || is_spelled_as_name(label)
    };
    let mut all: Vec<Said> = Vec::new();
    for (cue, name, text) in &voices {
        let mut here: Vec<Said> = Vec::new();
        for line in text.lines() {
            let (line, is_other) = unmarked(line);
            let prefixed = if name.is_none() {
                labelled(line).filter(|(label, _)| is_speaker(label))
            } else {
                None
            };
            let (label, words) = match (name, prefixed) {
                (Some(name), _) => (name.clone(), line),
                (None, Some((label, words))) => (label.to_owned(), words),
                (None, None) => (String::new(), line),
            };
            match here.last_mut() {
                Some(before) if prefixed.is_none() && !is_other => {
                    before.text.push(' ');
                    before.text.push_str(words);
                }
                _ => here.push(Said {
                    label,
                    text: words.to_owned(),
                    from: cue.from,
                    to: cue.to,
                    is_other,
                }),
            }
        }
        for mut one in here {
            let text = one.text.trim();
            if text.is_empty() {
                continue;
            }
            if let Some(before) = all.last()
                && !is_tagged
                && one.label.is_empty()
                && !one.is_other
                && !is_sound(text)
                && follows(before, &one)
            {
                one.label.clone_from(&before.label);
            }
            one.text = String::from(text);
            all.push(one);
        }
    }
    all
}

fn follows(before: &Said, one: &Said) -> bool {
    matches!((before.to, one.from), (Some(to), Some(from)) if from - to <= BREATH)
        && !(before.label.is_empty() && is_sound(&before.text))
}

/// The line without the mark of another speaker, and whether it had one.
fn unmarked(line: &str) -> (&str, bool) {
    let line = line.trim();
    [">>", "- ", "– ", "— "]
        .iter()
        .find_map(|mark| line.strip_prefix(mark))
        .map_or((line, false), |rest| {
            (rest.trim_start_matches(['>', ' ']), true)
        })
}

/// Whether every word begins with a capital, or with a letter of a script that has none.
fn is_spelled_as_name(label: &str) -> bool {
    label
        .split_whitespace()
        .all(|word| !word.starts_with(char::is_lowercase))
}

/// Whether nothing is said: `[music]`, `(صوت انتظار)`, `♪`.
fn is_sound(text: &str) -> bool {
    let text = text.trim();
    let is_within = |open: char, close: char| {
        text.starts_with(open) && text.find(close) == Some(text.len() - close.len_utf8())
    };
    is_within('[', ']') || is_within('(', ')') || text.starts_with(['♪', '♫'])
}

/// The parts of a cue by their voice tags, every other tag taken out and entities decoded.
fn by_voice(cue: &str) -> Vec<(Option<String>, String)> {
    let mut parts: Vec<(Option<String>, String)> = vec![(None, String::new())];
    let mut rest = cue;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, tag) = rest.split_at(at);
        if let Some((_, text)) = parts.last_mut() {
            text.push_str(before);
        }
        let Some((inner, behind)) = tag_of(tag) else {
            if let Some((_, text)) = parts.last_mut() {
                text.push_str(&tag[..1]);
            }
            rest = &tag[1..];
            continue;
        };
        if let Some(name) = voice(inner) {
            parts.push((Some(decoded(name)), String::new()));
        } else if inner == "/v" {
            parts.push((None, String::new()));
        }
        rest = behind;
    }
    if let Some((_, text)) = parts.last_mut() {
        text.push_str(rest);
    }
    parts.retain(|(_, text)| !text.trim().is_empty());
    for (_, text) in &mut parts {
        *text = decoded(text);
    }
    parts
}

fn decoded(text: &str) -> String {
    to_text(Cow::Borrowed(text)).trim().to_owned()
}

/// The inside of a caption's tag at the beginning of `text`, and what follows it; `None` where it is text.
fn tag_of(text: &str) -> Option<(&str, &str)> {
    if let Some(rest) = text.strip_prefix("{\\") {
        return rest.split_once('}').map(|(_, behind)| ("", behind));
    }
    let (inner, behind) = text.strip_prefix('<')?.split_once('>')?;
    let name = inner.trim_start_matches('/');
    let name = name.split(['.', ' ', '\t', '\n']).next().unwrap_or(name);
    let is_known = ["v", "c", "i", "b", "u", "lang", "ruby", "rt", "font"].contains(&name)
        || (inner.starts_with(|first: char| first.is_ascii_digit()) && inner.contains(':'));
    is_known.then_some((inner, behind))
}

/// The name in `v.loud Sara K`.
fn voice(inner: &str) -> Option<&str> {
    let rest = inner.strip_prefix('v')?;
    let (_, name) = rest.split_once(char::is_whitespace)?;
    (rest.starts_with(['.', ' ', '\t', '\n']) && !name.trim().is_empty()).then(|| name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_tags_and_text_that_looks_like_them() {
        let part = |name: &str, text: &str| {
            let name = (!name.is_empty()).then(|| name.to_owned());
            (name, text.to_owned())
        };
        for (cue, parts) in [
            (
                "<v Sara K>Hello <i>you</i></v>",
                vec![part("Sara K", "Hello you")],
            ),
            (
                "<v.loud Bot>Hi <v Customer>no",
                vec![part("Bot", "Hi"), part("Customer", "no")],
            ),
            (
                "{\\an8}say <order number> &amp; 3 < 4",
                vec![part("", "say <order number> & 3 < 4")],
            ),
            (
                "<00:01.000><c.yellow>one</c> <lang ar>واحد</lang>",
                vec![part("", "one واحد")],
            ),
            ("<v >x", vec![part("", "x")]),
        ] {
            assert_eq!(by_voice(cue), parts, "{cue}");
        }
    }

    #[test]
    fn sounds_are_no_speech() {
        assert!(is_sound("[hold music]") && is_sound("♪ la ♪") && is_sound("(صوت)"));
        assert!(!is_sound("[Sara] hello (there)") && !is_sound("hello"));
    }
}
