//! `inspect`, `convert` and `formats`: what they tell, and what they keep to themselves.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use lamsa::format::{Head, ReadSettings, SniffError, recognise};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/formats")
        .join(name)
}

/// What a verb writes to standard output and standard error, and its exit code.
fn run(verb: &str, path: Option<&Path>) -> (String, String, i32) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lamsa"));
    let output = command
        .current_dir(folder.path())
        .arg(verb)
        .args(path)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code().unwrap(),
    )
}

fn inspected(name: &str) -> String {
    run("inspect", Some(&fixture(name))).0
}

#[test]
fn inspect_tells_what_was_recognised_and_what_would_help() {
    let page = inspected("csv/agent.csv");
    for line in [
        "  format         csv: Table of messages or conversations (CSV, TSV, Excel .xlsx)",
        "  recognised by  conversation_id, sender, text (score 90)",
        "  conversations  2 with 5 items",
        "  speakers       customer 2, unknown 3",
        "  known          2 turns by the source or [roles], 0 guessed, 3 not known",
        "    customer    17  xx xxxxxx xx xxxx",
        "    \"agent\" = \"?\"  # 2 turns in 2 conversations",
        "    # 1 more names, most in one conversation each; a pattern can name them: \"/^…/\"",
    ] {
        assert!(page.lines().any(|one| one == line), "{line}\n{page}");
    }
    // Neither words nor the name of somebody who is in one conversation only.
    assert!(!page.contains("parcel") && !page.contains("Sara"), "{page}");
    let mixed = inspected("canonical/mixed.jsonl");
    assert!(
        mixed.contains("  unreadable     3 of 8 records (37.5 %)"),
        "{mixed}"
    );
    assert!(
        mixed.contains("  left out       1 notes among staff"),
        "{mixed}"
    );
}

#[test]
fn convert_gives_canonical_lines_and_says_that_they_are_raw() {
    let (lines, notes, code) = run("convert", Some(&fixture("csv/pairs.csv")));
    assert_eq!(
        lines,
        fs::read_to_string(fixture("csv/pairs.expected.jsonl")).unwrap()
    );
    assert!(notes.contains("as it was said") && code == 0, "{notes}");
    let (lines, notes, code) = run("convert", Some(Path::new(file!()).parent().unwrap()));
    assert!(
        lines.is_empty() && notes.contains("no such file or folder") && code == 2,
        "{notes}"
    );
}

#[test]
fn formats_lists_every_one() {
    let (list, ..) = run("formats", None);
    for format in lamsa::format::FORMATS {
        assert!(
            list.contains(format.id()) && list.contains(format.title()),
            "{list}"
        );
    }
}

#[test]
fn two_formats_that_fit_are_a_tie_and_none_is_an_error() {
    let recognise = |text: &str| recognise(&Head::new("x", text, true), &ReadSettings::default());
    let both = r#"{"id":"a","items":[{"by":"bot"}],"messages":[{"role":"user","content":"x"}]}"#;
    let Err(SniffError::Tie { candidates }) = recognise(both).map(|_| ()) else {
        panic!("no tie")
    };
    assert_eq!(
        candidates,
        "canonical (95: id, items[].by); openai (90: messages[].role, messages[].content)"
    );
    assert!(
        matches!(recognise("dear diary"), Err(SniffError::Nothing { why }) if why.contains("neither JSON"))
    );
}
