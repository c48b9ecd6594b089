//! Every format has examples, and every example reads as the conversations beside it.
//!
//! `fixtures/formats/<id>/<case>.<ext>` is read with the settings of `<case>.settings.toml`, where there are any, and
//! has to give `<case>.expected.jsonl` and, where records are unreadable, `<case>.problems.txt`. Run with
//! `LAMSA_BLESS=1` to write the expected files anew, and read what changed.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use lamsa::config::Config;
use lamsa::format::{FORMATS, Format, ReadSettings, to_canonical};
use lamsa::source::{Feed, Found, Limits, drain, walk};
use proptest::prelude::*;

fn folder(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/formats")
        .join(id)
}

/// The inputs of a format's folder: everything that is no companion of another file.
fn cases(id: &str) -> Vec<PathBuf> {
    let companions = [
        ".expected.jsonl",
        ".problems.txt",
        ".settings.toml",
        ".profile.toml",
    ];
    let Ok(entries) = fs::read_dir(folder(id)) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        !companions
            .iter()
            .any(|end| path.to_string_lossy().ends_with(end))
    });
    paths.sort();
    paths
}

fn companion(case: &Path, end: &str) -> PathBuf {
    let stem = case.file_stem().unwrap().to_string_lossy().into_owned();
    case.with_file_name(stem + end)
}

/// The canonical lines and the problems of one example, and the format that it was taken for.
fn read(case: &Path, limits: Limits) -> (String, Vec<String>, Option<&'static str>) {
    let settings = companion(case, ".settings.toml");
    let settings = if settings.exists() {
        Config::load(Some(&settings), |_| {}).unwrap().reading
    } else {
        ReadSettings::default()
    };
    let mut feed = Feed::new(walk(&[case.to_owned()]).unwrap(), settings, None, limits);
    let (mut lines, mut problems, mut format) = (Vec::new(), Vec::new(), None);
    drain(&mut feed, |file, found| {
        format = file.recognised.as_ref().map(|one| one.format.id());
        match found {
            Found::Conversation(one) => to_canonical(&one, &mut lines).unwrap(),
            Found::Unreadable(problem) => problems.push(problem.to_string()),
            Found::Failed(error) => problems.push(error.to_string()),
            Found::Skipped(reason) => problems.push(format!("skipped: {reason}")),
        }
        Ok::<(), ()>(())
    })
    .unwrap();
    (String::from_utf8(lines).unwrap(), problems, format)
}

fn compare(path: &Path, found: &str) {
    if std::env::var_os("LAMSA_BLESS").is_some() {
        if found.is_empty() {
            let _ = fs::remove_file(path);
        } else {
            fs::write(path, found).unwrap();
        }
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    for (number, (found, expected)) in found.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, expected, "{} line {}", path.display(), number + 1);
    }
    assert_eq!(
        found.lines().count(),
        expected.lines().count(),
        "{}: number of lines",
        path.display()
    );
}

#[test]
fn every_example_reads_as_expected() {
    for format in FORMATS {
        let cases = cases(format.id());
        assert!(
            !cases.is_empty(),
            "format {} has no examples: add {}",
            format.id(),
            folder(format.id()).display()
        );
        for case in cases {
            let (lines, problems, taken_for) = read(&case, Limits::default());
            assert_eq!(
                taken_for,
                Some(format.id()),
                "{}: {problems:?}",
                case.display()
            );
            compare(&companion(&case, ".expected.jsonl"), &lines);
            compare(
                &companion(&case, ".problems.txt"),
                &problems
                    .iter()
                    .map(|line| format!("{line}\n"))
                    .collect::<Vec<_>>()
                    .concat(),
            );
        }
    }
}

#[test]
fn what_was_converted_reads_the_same_again() {
    for format in FORMATS {
        for case in cases(format.id()) {
            let expected = companion(&case, ".expected.jsonl");
            if !expected.exists() {
                continue;
            }
            let (lines, problems, taken_for) = read(&expected, Limits::default());
            assert_eq!(
                (taken_for, problems),
                (Some("canonical"), Vec::new()),
                "{}",
                expected.display()
            );
            assert_eq!(
                lines,
                fs::read_to_string(&expected).unwrap(),
                "{}",
                expected.display()
            );
        }
    }
}

#[test]
fn every_format_in_the_folder_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/format");
    let table = fs::read_to_string(folder.join("mod.rs")).unwrap();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_string_lossy().into_owned();
        let file = if path.is_dir() {
            path.join("mod.rs")
        } else {
            path
        };
        let Ok(source) = fs::read_to_string(&file) else {
            continue;
        };
        let Some((_, rest)) = source.split_once("impl Format for ") else {
            continue;
        };
        let name = rest.split_whitespace().next().unwrap();
        let line = format!("&{module}::{name},");
        assert!(
            table.contains(&line),
            "{} is in no table: add `{line}` to FORMATS",
            file.display()
        );
    }
}

#[test]
fn ids_are_unique_and_in_kebab_case() {
    let ids: BTreeSet<&str> = FORMATS
        .iter()
        .map(|format: &&dyn Format| format.id())
        .collect();
    assert_eq!(ids.len(), FORMATS.len());
    assert!(
        ids.iter().all(|id| id
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-'))
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// Damage costs records, never the run: every byte of every example may be another one, or missing.
    #[test]
    fn damaged_examples_are_read_to_the_end(
        format in prop::sample::select(FORMATS.iter().map(|format| format.id()).collect::<Vec<_>>()),
        example: prop::sample::Index,
        wounds in prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(any::<u8>())), 1..6),
    ) {
        let cases = cases(format);
        let mut bytes = fs::read(example.get(&cases)).unwrap();
        for (place, byte) in wounds {
            let at = place.index(bytes.len());
            match byte {
                Some(byte) => bytes[at] = byte,
                None => drop(bytes.remove(at)),
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("damaged");
        fs::write(&path, bytes).unwrap();
        let (lines, ..) = read(&path, Limits::default());
        prop_assert!(lines.is_empty() || lines.ends_with('\n'));
    }
}
