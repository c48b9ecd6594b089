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

/// How many files were read is told, and is all that may differ.
fn told(bytes: &[u8], parts: usize) -> String {
    String::from_utf8_lossy(bytes)
        .replace(&format!("{parts} files"), "1 file")
        .replace(&format!("\"files\":{parts}"), "\"files\":1")
        .replace(&format!("\"files\": {parts}"), "\"files\": 1")
}

#[test]
fn jobs_and_files_do_not_change_a_byte() {
    let folder = tempfile::tempdir().unwrap();
    let lines = lines();
    let expected = outputs(&split(folder.path(), &lines, 1), "1");
    for (parts, jobs) in [(2, "1"), (7, "2"), (3, "5")] {
        let input = split(folder.path(), &lines, parts);
        for ((name, want), (_, got)) in expected.iter().zip(outputs(&input, jobs)) {
            assert!(
                told(want, parts) == told(&got, parts),
                "{name} differs with {parts} files and {jobs} jobs"
            );
        }
    }
}

/// About 3 MiB, several chunks: conversations of a few customers in channels of every kind, with ids that collide and
/// records that come twice.
fn many_chunks() -> Vec<String> {
    let said = [
        "order LX-70932, the cot came without screws",
        "I want to talk to a person, where is my parcel?",
        "بطاقة الموقف ٣٣٤٠ ما تفتح البوابة من امس",
        "how do I use a gift card in the app",
    ];
    let one = |number: usize| {
        let filler = "I can help with that! ".repeat(13);
        format!(
            concat!(
                r#"{{"id":"t{}","channel":"{}","customer":"+4477009{:05}","items":["#,
                r#"{{"by":"customer","text":"{}","at":"2026-09-{:02}T10:00:00Z"}},"#,
                r#"{{"by":"bot","text":"{}","at":"2026-09-{:02}T10:00:09Z"}},{{"event":"closed"}}]}}"#
            ),
            number % 4999,
            ["chat", "whatsapp", "email", "kiosk"][number % 4],
            number % 997,
            said[number / 3 % said.len()],
            1 + number % 27,
            filler,
            1 + number % 27,
        )
    };
    let mut lines: Vec<String> = (0..5400).map(one).collect();
    lines.extend((0..600).map(|number| one(number * 7)));
    lines
}

#[test]
fn several_chunks_with_colliding_ids_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let lines = many_chunks();
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    assert!(bytes > 3 << 20, "{bytes}");
    let inputs = [1, 2, 3].map(|parts| (parts, split(folder.path(), &lines, parts)));
    let expected = outputs(&inputs[0].1, "1");
    let stream = String::from_utf8_lossy(&expected[0].1).into_owned();
    for kind in ["collision", "duplicate", "cross-channel-repeat"] {
        assert!(stream.contains(&format!(r#""kind":"{kind}""#)), "{kind}");
    }
    for ((parts, input), jobs) in inputs.iter().zip(["5", "2", "5"]) {
        for ((name, want), (_, got)) in expected.iter().zip(outputs(input, jobs)) {
            assert!(
                told(want, *parts) == told(&got, *parts),
                "{name} differs with {parts} files and {jobs} jobs"
            );
        }
    }
}

#[test]
fn thousands_of_channels_are_told_alike_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    let line = |number: usize| {
        format!(
            r#"{{"id":"t{number}","channel":"{}","items":[{{"by":"customer","text":"a person please"}},{{"by":"bot","text":"Type MENU."}},{{"event":"closed"}}]}}"#,
            if number.is_multiple_of(11) {
                "whatsapp".to_owned()
            } else {
                format!("c{}", number * 7919 % 5000)
            }
        )
    };
    let mut lines: Vec<String> = (0..7000).map(line).collect();
    let expected = outputs(&split(folder.path(), &lines, 1), "1");
    lines.sort_by_key(|line| line.bytes().rev().collect::<Vec<u8>>());
    let shuffled = folder.path().join("shuffled");
    fs::create_dir(&shuffled).unwrap();
    for (input, jobs) in [
        (split(folder.path(), &lines, 3), "4"),
        (split(&shuffled, &lines, 1), "2"),
    ] {
        // The stream follows the input; everything else is free of its order.
        for ((name, want), (_, got)) in expected.iter().zip(outputs(&input, jobs)).skip(1) {
            assert!(
                told(want, 3) == told(&got, 3),
                "{name} differs with {jobs} jobs"
            );
        }
    }
    let page = String::from_utf8_lossy(&expected[2].1).into_owned();
    assert!(page.contains("in more than 1,024 channels"), "{page}");
    let report: serde_json::Value = serde_json::from_slice(&expected[1].1).unwrap();
    let channels = report["channels"].as_array().unwrap();
    assert_eq!(channels.len(), 65);
    let of = |name: &str| {
        let found = channels.iter().find(|one| one["channel"] == name).unwrap();
        found["figures"]["conversations"].as_u64().unwrap()
    };
    assert_eq!(of("whatsapp"), 637);
    assert!(of("other (more than 960 channels)") > 6000);
    let joined = report["links"]["channels"].as_array().unwrap();
    let sum: u64 = joined
        .iter()
        .map(|one| one["conversations"].as_u64().unwrap())
        .sum();
    assert_eq!((joined.len(), sum), (65, 7000));
}
