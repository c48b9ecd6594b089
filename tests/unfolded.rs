//! Records whose messages belong to many conversations: gathered wherever they lie, however small the pieces are in which
//! they are read, and never lost without a word.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use lamsa::format::{ReadSettings, to_canonical};
use lamsa::source::{Feed, Found, Limits, drain, walk};
use serde_json::json;

/// A message of a Crisp session.
fn message(session: usize, minute: usize, by: &str, text: &str) -> serde_json::Value {
    let at = 1_788_242_400_000_u64 + minute as u64 * 60_000;
    json!({"session_id": format!("s-{session}"), "type": "text", "from": by, "automated": by == "operator",
        "content": text, "timestamp": at, "fingerprint": session * 10_000 + minute})
}

/// Messages of many sessions, all mixed.
fn mixed(sessions: usize, minutes: usize) -> Vec<serde_json::Value> {
    let by = |minute: usize| {
        if minute.is_multiple_of(2) {
            "user"
        } else {
            "operator"
        }
    };
    (0..minutes)
        .flat_map(|minute| {
            (0..sessions).map(move |one| message(one, minute, by(minute), "a \"b\",\nc"))
        })
        .collect()
}

fn lines(values: &[serde_json::Value]) -> String {
    values
        .iter()
        .map(|value| value.to_string() + "\n")
        .collect()
}

/// Conversations in canonical form, and everything that was told.
fn read(paths: &[PathBuf], limits: Limits) -> (Vec<String>, Vec<String>) {
    let mut feed = Feed::new(walk(paths).unwrap(), ReadSettings::default(), None, limits);
    let (mut conversations, mut told) = (Vec::new(), Vec::new());
    drain(&mut feed, |_, found| {
        match found {
            Found::Conversation(one) => {
                let mut line = Vec::new();
                to_canonical(&one, &mut line).unwrap();
                conversations.push(String::from_utf8(line).unwrap());
            }
            Found::Unreadable(problem) => told.push(problem.to_string()),
            Found::Failed(error) => told.push(format!("failed: {error}")),
            Found::Skipped(reason) => told.push(reason),
        }
        Ok::<(), ()>(())
    })
    .unwrap();
    (conversations, told)
}

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn mixed_messages_come_together_in_every_framing_and_piece() {
    let folder = tempfile::tempdir().unwrap();
    let all = mixed(30, 8);
    let expected = read(
        &[written(folder.path(), "a.jsonl", &lines(&all))],
        Limits::default(),
    );
    assert_eq!((expected.0.len(), expected.1.len()), (30, 0));
    assert!(
        expected
            .0
            .iter()
            .all(|one| one.matches("\"by\"").count() == 8)
    );
    let list = written(
        folder.path(),
        "b.json",
        &serde_json::to_string_pretty(&all).unwrap(),
    );
    let page = json!({"error": false, "data": all}).to_string();
    let page = written(folder.path(), "c.json", &page);
    for path in [list, page] {
        for chunk in [1, 700, 1 << 20] {
            let limits = Limits {
                chunk,
                ..Limits::default()
            };
            assert_eq!(
                read(std::slice::from_ref(&path), limits),
                expected,
                "{chunk}"
            );
        }
    }
}

#[test]
fn pages_in_several_files_are_one_log_and_overlap_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let all = mixed(4, 6);
    let whole = read(
        &[written(folder.path(), "all.jsonl", &lines(&all))],
        Limits::default(),
    );
    let first = written(folder.path(), "1.jsonl", &lines(&all[..15]));
    let second = written(folder.path(), "2.jsonl", &lines(&all[12..]));
    assert_eq!(read(&[first, second], Limits::default()), whole);
}

#[test]
fn a_pipe_is_read_like_a_file() {
    let all = lines(&mixed(3, 4));
    let out = Command::cargo_bin("lamsa")
        .unwrap()
        .args(["convert", "-"])
        .write_stdin(all)
        .output()
        .unwrap();
    assert!(out.status.success());
    assert_eq!(String::from_utf8(out.stdout).unwrap().lines().count(), 3);
}

#[test]
fn what_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits {
        max_record: 4096,
        ..Limits::default()
    };
    let long = message(9, 0, "user", &"x".repeat(9000));
    let text = format!(
        "{}{long}\n{{\"session_id\": \n{}",
        lines(&mixed(2, 2)),
        lines(&[message(7, 0, "user", "hello")])
    );
    let (conversations, told) = read(&[written(folder.path(), "a.jsonl", &text)], limits);
    assert_eq!(conversations.len(), 3);
    assert!(
        told.iter()
            .any(|one| one.contains("record 5") && one.contains("longer than")),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|one| one.contains("record 6") && one.contains("ends too early")),
        "{told:?}"
    );
    let cut = serde_json::to_string(&mixed(2, 2)).unwrap();
    let cut = written(folder.path(), "cut.json", &cut[..cut.len() - 30]);
    let (_, told) = read(&[cut], Limits::default());
    assert!(
        told.iter()
            .any(|one| one.starts_with("failed") && one.contains("not closed")),
        "{told:?}"
    );
}
