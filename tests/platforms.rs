//! Platforms' exports are told apart, and turns that are spread over records and files come together.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use lamsa::format::{FORMATS, Format, Head, ReadSettings, recognise, to_canonical};
use lamsa::source::{Feed, Found, Limits, drain, walk};
use proptest::prelude::*;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn convert(input: &Path) -> Vec<String> {
    let out = Command::cargo_bin("lamsa")
        .unwrap()
        .arg("convert")
        .arg(input)
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// What the beginning of a file is taken for, however much of it is seen.
fn taken_for(text: &str, end: usize) -> Result<&'static str, String> {
    let end = (0..=end.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap();
    let head = Head::new("export", &text[..end], end == text.len());
    recognise(&head, &ReadSettings::default())
        .map(|one| one.format.id())
        .map_err(|error| error.to_string())
}

#[test]
fn every_example_is_its_own_formats_and_no_other() {
    let mut seen = 0;
    for folder in fs::read_dir(root().join("fixtures/formats")).unwrap() {
        let folder = folder.unwrap().path();
        let id = folder.file_name().unwrap().to_string_lossy().into_owned();
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            let is_companion = [".expected.jsonl", ".problems.txt", ".toml", ".zip"]
                .iter()
                .any(|end| name.ends_with(end));
            // Whatever is no text has a reader of its own in front of it.
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            };
            let is_set = path.with_extension("settings.toml").exists();
            if is_companion || is_set {
                continue;
            }
            let text = text.trim_start_matches('\u{feff}');
            assert_eq!(
                taken_for(text, text.len()).as_deref(),
                Ok(id.as_str()),
                "{name}"
            );
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen}");
}

/// The samples that lie beside the work are read where they are present.
#[test]
fn samples_are_told_apart() {
    let Some(samples) = std::env::var_os("LAMSA_SAMPLES") else {
        return;
    };
    let expected = [
        (
            "amazon_connect/chat_transcript_s3_synthetic.json",
            "amazon-connect",
        ),
        (
            "amazon_connect/lex_v2_conversation_log_synthetic.json",
            "amazon-lex",
        ),
        ("ccai_insights/entries_synthetic.json", "google-insights"),
        (
            "copilot_studio/conversationtranscript_content_synthetic.json",
            "copilot-studio",
        ),
        ("dialogflow_cx/bigquery_row_synthetic.json", "dialogflow-cx"),
        ("rasa/tracker_synthetic.json", "rasa"),
    ];
    for (file, id) in expected {
        let text = fs::read_to_string(Path::new(&samples).join(file)).unwrap();
        assert_eq!(taken_for(&text, 64 << 10).as_deref(), Ok(id), "{file}");
    }
}

/// One record of a Lex log.
fn turn(session: &str, second: u32, said: &str) -> String {
    format!(
        r#"{{"messageVersion":"2.0","requestId":"{session}-{second}","sessionId":"{session}","timestamp":"2026-02-03T10:00:{second:02}Z","inputTranscript":"{said}","missedUtterance":false,"messages":[{{"content":"ok {said}","contentType":"PlainText"}}]}}"#
    )
}

#[test]
fn records_of_one_conversation_come_together_from_lines_lists_pages_and_files() {
    let room = tempfile::tempdir().unwrap();
    let turns = [
        turn("a", 1, "one"),
        turn("b", 2, "two"),
        turn("a", 3, "three"),
        turn("c", 4, "four"),
        turn("b", 5, "five"),
    ];
    let whole = room.path().join("whole");
    fs::create_dir(&whole).unwrap();
    fs::write(whole.join("log.jsonl"), turns.join("\n")).unwrap();
    let expected = convert(&whole);
    assert_eq!(expected.len(), 3);
    assert!(
        expected[0].contains("one") && expected[0].contains("ok three"),
        "{}",
        expected[0]
    );
    let page = |turns: &[String]| {
        let events: Vec<String> = turns
            .iter()
            .map(|turn| {
                format!(
                    r#"{{"message":{},"eventId":"1"}}"#,
                    serde_json::to_string(turn).unwrap()
                )
            })
            .collect();
        format!(
            r#"{{"note":[{{"events":"no"}}],"events":[{}],"nextToken":"x"}}"#,
            events.join(" ,\n")
        )
    };
    let ways: [(&str, Vec<String>); 6] = [
        ("glued", vec![turns.concat()]),
        ("twice", vec![turns.concat(), turns.join("\n")]),
        ("list", vec![format!("[{}]", turns.join(",\n "))]),
        ("page", vec![page(&turns)]),
        (
            "pages",
            vec![format!("{}\n{}", page(&turns[..2]), page(&turns[2..]))],
        ),
        (
            "files",
            vec![turns[..3].join("\n"), turns[2..].join("\n") + "\n"],
        ),
    ];
    for (name, files) in ways {
        let folder = room.path().join(name);
        fs::create_dir(&folder).unwrap();
        for (number, text) in files.iter().enumerate() {
            fs::write(folder.join(format!("{number}.jsonl")), text).unwrap();
        }
        assert_eq!(convert(&folder), expected, "{name}");
    }
}

#[test]
fn a_list_that_is_cut_off_leaves_the_run_incomplete() {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join("page.json");
    let events = format!(
        r#"{{"events":[{{"message":{}}}"#,
        serde_json::to_string(&turn("a", 1, "one")).unwrap()
    );
    for (text, code) in [(format!("{events}]}}"), 0), (events, 3)] {
        fs::write(&path, text).unwrap();
        let out = Command::cargo_bin("lamsa")
            .unwrap()
            .arg("audit")
            .arg(&path)
            .output()
            .unwrap();
        assert_eq!(out.status.code(), Some(code));
    }
}

/// The platforms whose records are JSON of their own shape.
const PLATFORMS: [&str; 7] = [
    "amazon-connect",
    "amazon-lex",
    "bot-framework",
    "copilot-studio",
    "rasa",
    "dialogflow-cx",
    "google-insights",
];

/// The records of a platform's JSON examples.
fn records(id: &str) -> Vec<Value> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("fixtures/formats").join(id))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            !path.to_string_lossy().contains(".expected.")
                && path.extension().is_some_and(|end| end != "txt")
        })
        .collect();
    files.sort();
    let texts = files.iter().map(|path| fs::read_to_string(path).unwrap());
    texts
        .flat_map(|text| match serde_json::from_str(&text) {
            Ok(Value::Array(list)) => list,
            Ok(one) => vec![one],
            Err(_) => text
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok())
                .collect(),
        })
        .filter(Value::is_object)
        .collect()
}

/// Puts `other` in the place of the value number `at`, counted from the root.
fn exchange(value: &mut Value, at: &mut usize, other: &Value) {
    if *at == 0 {
        *value = other.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Array(list) => list.iter_mut().for_each(|one| exchange(one, at, other)),
        Value::Object(fields) => fields.values_mut().for_each(|one| exchange(one, at, other)),
        _ => {}
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(size).sum(),
        Value::Object(fields) => fields.values().map(size).sum(),
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// Whatever stands where something else should, a record is a conversation or a problem.
    #[test]
    fn odd_values_lose_no_record(
        platform in prop::sample::select(PLATFORMS.to_vec()),
        which: prop::sample::Index,
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![
            Value::Null, Value::from(-7), Value::from(1e300), Value::from("null"), Value::from("{\"a\":["), Value::from(""),
            Value::from(true), serde_json::json!([]), serde_json::json!({}), serde_json::json!([[{}], null, 3]),
        ])), 0..4),
    ) {
        let mut record = which.get(&records(platform)).clone();
        for (place, other) in &changes {
            // The root itself stays a record.
            let mut at = 1 + place.index(size(&record).max(2) - 1);
            exchange(&mut record, &mut at, other);
        }
        let format: &dyn Format = *FORMATS.iter().find(|format| format.id() == platform).unwrap();
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("odd.json");
        fs::write(&path, record.to_string()).unwrap();
        let text = record.to_string();
        let head = Head::new("odd.json", &text, true);
        // Where what told the format is gone, or an envelope holds nothing, there is no record to lose.
        prop_assume!(format.sniff(&head, &ReadSettings::default()).is_some());
        let mut feed = Feed::new(walk(&[path]).unwrap(), ReadSettings::default(), Some(FORMATS.iter().copied().find(|format| format.id() == platform).unwrap()), Limits::default());
        let mut found = 0;
        drain(&mut feed, |_, one| {
            if let Found::Conversation(one) = &one {
                to_canonical(one, &mut Vec::new()).unwrap();
            }
            found += 1;
            Ok::<(), ()>(())
        }).unwrap();
        prop_assert!(found > 0);
    }
}
