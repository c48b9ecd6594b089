//! The same bytes whatever the number of workers, and however the input is cut into files.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every conversation of the demo, one canonical line each.
fn lines() -> Vec<String> {
    let out = Command::cargo_bin("lamsa")
        .unwrap()
        .args(["convert", "fixtures/demo"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(out.status.success());
    String::from_utf8(out.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Every output of an audit of a folder, by name.
fn outputs(input: &Path, jobs: &str) -> Vec<(&'static str, Vec<u8>)> {
    let out = tempfile::tempdir().unwrap();
    let path = |name: &str| out.path().join(name).display().to_string();
    let status = Command::cargo_bin("lamsa")
        .unwrap()
        .arg("audit")
        .arg(input)
        .args(["--jobs", jobs, "--quotes", "redacted"])
        .args(["-o", &format!("jsonl={}", path("v.jsonl"))])
        .args(["-o", &format!("json={}", path("r.json"))])
        .args(["-o", &format!("text={}", path("r.txt"))])
        .args(["-o", &format!("csv={}", path("tables"))])
        .output()
        .unwrap()
        .status;
    assert!(status.success());
    let read = |name: &'static str| (name, fs::read(out.path().join(name)).unwrap());
    vec![
        read("v.jsonl"),
        read("r.json"),
        read("r.txt"),
        read("tables/conversations.csv"),
        read("tables/findings.csv"),
        read("tables/channels.csv"),
    ]
}

/// The lines spread over `parts` files of one folder, in order, and repeated so that chunks are many.
fn split(folder: &Path, lines: &[String], parts: usize) -> PathBuf {
    let folder = folder.join(format!("in-{parts}"));
    fs::create_dir(&folder).unwrap();
    for (number, part) in lines.chunks(lines.len().div_ceil(parts)).enumerate() {
        fs::write(
            folder.join(format!("part-{number}.jsonl")),
            part.join("\n") + "\n",
        )
        .unwrap();
    }
    folder
}

#[test]
fn jobs_and_files_do_not_change_a_byte() {
    let folder = tempfile::tempdir().unwrap();
    let lines = lines();
    let expected = outputs(&split(folder.path(), &lines, 1), "1");
    for (parts, jobs) in [(2, "1"), (7, "2"), (3, "5")] {
        let input = split(folder.path(), &lines, parts);
        for ((name, want), (_, got)) in expected.iter().zip(outputs(&input, jobs)) {
            let told = |bytes: &[u8]| {
                let text = String::from_utf8_lossy(bytes).into_owned();
                // How many files were read is told, and is all that may differ.
                text.replace(&format!("{parts} files"), "1 file")
                    .replace(&format!("\"files\":{parts}"), "\"files\":1")
                    .replace(&format!("\"files\": {parts}"), "\"files\": 1")
            };
            assert!(
                told(want) == told(&got),
                "{name} differs with {parts} files and {jobs} jobs"
            );
        }
    }
}
