//! The house stays in order: dependencies point down, files are registered, files stay short.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Lowest first; modules of one row do not see each other unless they are in [`BESIDE`].
const FLOORS: &[&[&str]] = &[
    &["text", "transcript", "spill"],
    &["source", "format", "language"],
    &["cue"],
    &["contact"],
    &["rule"],
    &["engine", "config"],
    &["tally", "link"],
    &["gate", "label", "topic", "partial"],
    &["report"],
    &["cli"],
];

/// Neighbours on one floor of which the first may use the second.
const BESIDE: &[(&str, &str)] = &[("source", "format"), ("link", "tally")];

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path
            .extension()
            .is_some_and(|extension| extension == ending)
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(source()).unwrap();
    inside
        .iter()
        .next()
        .unwrap()
        .to_str()
        .unwrap()
        .trim_end_matches(".rs")
        .to_owned()
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|row| row.contains(&module))
}

/// Every module that a file names by `crate::module`, tests aside.
fn used_by(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.match_indices("crate::")
        .map(|(at, prefix)| {
            let rest = &code[at + prefix.len()..];
            rest.chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                .collect()
        })
        .filter(|name: &String| !name.is_empty())
        .collect()
}

#[test]
fn dependencies_point_down() {
    let mut upward = Vec::new();
    for path in files(&source(), "rs") {
        let module = module_of(&path);
        let Some(own) = floor_of(&module) else {
            assert!(
                matches!(module.as_str(), "lib" | "main"),
                "{module} has no floor in tests/house.rs"
            );
            continue;
        };
        for used in used_by(&fs::read_to_string(&path).unwrap()) {
            let Some(other) = floor_of(&used) else {
                continue;
            };
            let beside = used == module || BESIDE.contains(&(module.as_str(), used.as_str()));
            if other > own || (other == own && !beside) {
                upward.push(format!("{}: crate::{used}", path.display()));
            }
        }
    }
    assert!(upward.is_empty(), "upward arrows:\n{}", upward.join("\n"));
}

#[test]
fn no_file_is_two_ideas() {
    let long: Vec<String> = files(&source(), "rs")
        .into_iter()
        .filter(|path| fs::read_to_string(path).unwrap().lines().count() > 600)
        .map(|path| path.display().to_string())
        .collect();
    assert!(long.is_empty(), "over 600 lines: {long:?}");
}

#[test]
fn every_page_has_its_rule_and_every_rule_its_page() {
    let pages: BTreeSet<String> = files(&source().join("rule"), "md")
        .iter()
        .map(|path| {
            path.file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .replace('_', "-")
        })
        .collect();
    let rules: BTreeSet<String> = lamsa::rule::RULES
        .iter()
        .map(|rule| rule.id().to_owned())
        .collect();
    for page in &pages {
        let module = page.replace('-', "_");
        assert!(
            rules.contains(page),
            "add to the `rules!` table in src/rule/mod.rs: `{module}::…,` for {module}.md"
        );
    }
    assert_eq!(pages, rules);
}

#[test]
fn every_pack_is_registered() {
    for path in files(&source().join("language/packs"), "toml") {
        let tag = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            lamsa::language::PACKS.iter().any(|pack| pack.tag == tag),
            "add to PACKS in src/language/mod.rs: PackSource {{ tag: \"{tag}\", text: include_str!(\"packs/{tag}.toml\") }},"
        );
    }
}

#[test]
fn every_reporter_is_registered() {
    let table = fs::read_to_string(source().join("report/mod.rs")).unwrap();
    for path in files(&source().join("report"), "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let Some((_, rest)) = text.split_once("\nimpl Reporter for ") else {
            continue;
        };
        let name = rest.split_whitespace().next().unwrap();
        let module = path.file_stem().unwrap().to_str().unwrap();
        let line = format!("&{module}::{name},");
        assert!(
            table.contains(&line),
            "add to REPORTERS in src/report/mod.rs: {line}"
        );
    }
    let mut ids: Vec<&str> = lamsa::report::REPORTERS
        .iter()
        .map(|reporter| reporter.id())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(
        ids.len(),
        lamsa::report::REPORTERS.len(),
        "two reporters share an id"
    );
}
