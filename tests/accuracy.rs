//! How often the verdicts agree with people: on our own demo always, on labelled sets of others where they are present.
//!
//! A label line names a conversation and its three truths (`null` where people could not tell). Floors are a little under
//! what was measured, so that a change that costs accuracy is seen; the measured figures are printed.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may fail where it stands, and tells what it measured or skipped"
)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lamsa::rule::{Scratch, Verdict};
use serde_json::Value;

const TRUTHS: [&str; 3] = ["missing_handoff", "repeated_info", "dead_end"];

fn root() -> PathBuf {
    common::root().to_owned()
}

fn verdicts(paths: &[PathBuf]) -> BTreeMap<String, Verdict> {
    let judge = common::judge(&common::packs());
    let mut scratch = Scratch::default();
    let mut found = BTreeMap::new();
    common::each(paths, |conversation| {
        let verdict = judge.judge(conversation, &mut scratch);
        found.insert(verdict.id.clone(), verdict);
    });
    found
}

fn said(verdict: &Verdict, truth: &str) -> bool {
    match truth {
        "missing_handoff" => verdict.missing_handoff == Some(true),
        "repeated_info" => verdict.repeated_info,
        _ => verdict.dead_end,
    }
}

/// True positives, false positives and false negatives of each truth.
fn counts(transcripts: &[PathBuf], labels: &[PathBuf]) -> BTreeMap<&'static str, [u32; 3]> {
    let verdicts = verdicts(transcripts);
    let mut counts = BTreeMap::new();
    for file in labels {
        for line in fs::read_to_string(file).unwrap().lines() {
            let label: Value = serde_json::from_str(line).unwrap();
            let id = label["id"].as_str().unwrap();
            let verdict = verdicts
                .get(id)
                .unwrap_or_else(|| panic!("{id} was not judged"));
            for truth in TRUTHS {
                let cells: &mut [u32; 3] = counts.entry(truth).or_default();
                match (label["truth"][truth].as_bool(), said(verdict, truth)) {
                    (Some(true), true) => cells[0] += 1,
                    (Some(false), true) => cells[1] += 1,
                    (Some(true), false) => cells[2] += 1,
                    _ => {}
                }
            }
        }
    }
    counts
}

fn hold(name: &str, counts: &BTreeMap<&'static str, [u32; 3]>, floors: [f64; 3]) {
    for (truth, floor) in TRUTHS.into_iter().zip(floors) {
        let [hit, false_alarm, missed] = counts[truth].map(f64::from);
        let f1 = 2.0 * hit / (2.0 * hit + false_alarm + missed);
        println!(
            "{name} {truth}: F1 {f1:.3} ({hit} right, {false_alarm} false alarms, {missed} missed)"
        );
        assert!(f1 >= floor, "{name} {truth}: F1 {f1:.3} is under {floor}");
    }
}

#[test]
fn the_demo_is_judged_as_people_judge_it() {
    let labels = root().join("fixtures/demo-labels.jsonl");
    let counts = counts(&[root().join("fixtures/demo")], &[labels]);
    hold("demo", &counts, [0.76, 0.78, 0.72]);
}

/// The folder of labelled sets, where there is one.
fn gold() -> Option<PathBuf> {
    let folder = root().join("../shared/data/gold");
    folder.is_dir().then_some(folder)
}

fn hold_gold(name: &str, sets: &[&str], floors: [f64; 3]) {
    let Some(gold) = gold() else {
        println!("skipped: no labelled sets beside this repository");
        return;
    };
    let file = |set: &&str, kind: &str| gold.join(format!("{set}.{kind}.jsonl"));
    let transcripts: Vec<PathBuf> = sets.iter().map(|set| file(set, "transcripts")).collect();
    let labels: Vec<PathBuf> = sets.iter().map(|set| file(set, "labels")).collect();
    hold(name, &counts(&transcripts, &labels), floors);
}

#[test]
fn labelled_english_is_judged_as_people_judge_it() {
    hold_gold("english", &["tune_en", "tune2_en"], [0.94, 0.81, 0.84]);
}

#[test]
fn labelled_arabic_is_judged_as_people_judge_it() {
    hold_gold("arabic", &["tune_ar", "tune2_ar"], [0.92, 0.81, 0.87]);
}

#[test]
fn fluent_bots_that_hand_over_are_not_accused() {
    let Some(gold) = gold() else {
        println!("skipped: no labelled sets beside this repository");
        return;
    };
    let of = |set: &str, kind: &str| gold.join(format!("{set}.{kind}.jsonl"));
    let counts = counts(
        &[of("taub", "transcripts"), of("tau2air", "transcripts")],
        &[of("taub", "labels"), of("tau2air", "labels")],
    );
    let [_, false_alarms, _] = counts["missing_handoff"];
    assert!(false_alarms <= 3, "{false_alarms} false missing handoffs");
}

#[test]
fn nothing_is_lost_between_files_and_verdicts() {
    let labels = fs::read_to_string(root().join("fixtures/demo-labels.jsonl")).unwrap();
    let found = verdicts(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo")]);
    assert_eq!(found.len(), labels.lines().count());
}
