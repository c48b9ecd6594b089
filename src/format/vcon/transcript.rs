//! Transcripts, in the shapes of those who write them: utterances, segments, or single words with a speaker each.

use serde_json::Value;

use crate::format::json::look::{at, list, word, words};

/// Where lists of utterances stand in a transcript.
const LISTS: [&str; 8] = [
    "results.utterances",
    "utterances",
    "segments",
    "transcript.segments",
    "results.segments",
    "transcript",
    "turns",
    "dialog",
];

/// Something said.
#[derive(Debug, PartialEq)]
pub(super) struct Utterance {
    /// The speaker as the transcript calls it; empty where it does not.
    pub(super) label: String,
    /// The party, where the transcript names one by its number.
    pub(super) party: Option<usize>,
    /// Milliseconds since the recording began.
    pub(super) millis: Option<i64>,
    pub(super) text: String,
}

/// What is said in the recording that is dialog `number`, by the first transcript of it that has words.
pub(super) fn utterances(vcon: &Value, number: usize, dialog: &Value) -> Vec<Utterance> {
    let duration = at(dialog, "duration").and_then(Value::as_f64);
    let is_of = |analysis: &&Value| {
        let first = match at(analysis, "dialog") {
            Some(Value::Array(list)) => list.first().and_then(Value::as_u64),
            other => other.map_or(Some(0), Value::as_u64),
        };
        word(analysis, &["type"])
            .to_lowercase()
            .contains("transcri")
            && first == Some(number as u64)
    };
    list(vcon, "analysis")
        .iter()
        .filter(is_of)
        .map(|analysis| read(analysis, duration))
        .find(|said| !said.is_empty())
        .unwrap_or_default()
}

fn read(analysis: &Value, duration: Option<f64>) -> Vec<Utterance> {
    let Some(body) = at(analysis, "body") else {
        return Vec::new();
    };
    let parsed = body
        .as_str()
        .and_then(|text| serde_json::from_str::<Value>(text).ok());
    let body = parsed
        .as_ref()
        .filter(|value| !value.is_string())
        .unwrap_or(body);
    let bare = body.as_array().map(Vec::as_slice);
    let listed = LISTS
        .iter()
        .map(|path| list(body, path))
        .find(|list| !list.is_empty());
    let mut said: Vec<Utterance> = bare
        .or(listed)
        .unwrap_or_default()
        .iter()
        .map(|one| utterance(one, duration))
        .collect();
    if said.is_empty() {
        said = by_words(body);
    }
    if said.is_empty() {
        let text = words(
            body,
            &[
                "transcript.text",
                "transcript",
                "text",
                "results.transcript",
            ],
        );
        let text = if text.is_empty() {
            body.as_str().unwrap_or_default()
        } else {
            &text
        };
        said.push(Utterance {
            label: String::new(),
            party: None,
            millis: None,
            text: text.trim().to_owned(),
        });
    }
    said.retain(|one| !one.text.is_empty());
    said
}

fn utterance(one: &Value, duration: Option<f64>) -> Utterance {
    let start = ["start", "start_time", "begin", "offset"]
        .iter()
        .find_map(|key| number(at(one, key)?));
    Utterance {
        label: label(&word(
            one,
            &[
                "speaker",
                "speaker_name",
                "speaker_label",
                "role",
                "participant",
                "name",
                "channel",
            ],
        )),
        party: at(one, "party")
            .and_then(Value::as_u64)
            .map(|party| party as usize),
        millis: start.map(|start| {
            // Some write milliseconds, which no recording is long enough for.
            let is_millis =
                duration.map_or(start > 36_000.0, |duration| start > duration * 2.0 + 60.0);
            if is_millis {
                start as i64
            } else {
                (start * 1000.0) as i64
            }
        }),
        text: words(one, &["transcript", "text", "message", "content", "body"])
            .trim()
            .to_owned(),
    }
}

fn number(value: &Value) -> Option<f64> {
    value
        .as_f64()
        .or_else(|| value.as_str()?.trim().parse().ok())
}

/// A number alone tells nobody what it counts.
fn label(word: &str) -> String {
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("speaker {word}")
    } else {
        word.to_owned()
    }
}

/// Words of one speaker behind each other, by channel and time.
fn by_words(body: &Value) -> Vec<Utterance> {
    let channels = list(body, "results.channels");
    let mut said: Vec<Utterance> = Vec::new();
    for (number, channel) in channels.iter().enumerate() {
        let mut open: Option<Utterance> = None;
        for one in list(channel, "alternatives.0.words") {
            let speaker = if channels.len() > 1 {
                format!("channel {number}")
            } else {
                label(&word(one, &["speaker"]))
            };
            let text = words(one, &["punctuated_word", "word"]);
            if let Some(open) = open.as_mut().filter(|open| open.label == speaker) {
                open.text.push(' ');
                open.text.push_str(&text);
                continue;
            }
            said.extend(open.replace(Utterance {
                text: text.into_owned(),
                label: speaker,
                ..utterance(one, None)
            }));
        }
        said.extend(open);
    }
    said.sort_by_key(|one| one.millis);
    said
}
