//! Real exports, where they are at hand: in `../shared/data`, or in the folder that `LAMSA_DATA` names.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use lamsa::format::{ReadSettings, content_id};
use lamsa::source::{Feed, Found, Limits, drain, walk};
use lamsa::transcript::{Capabilities, EventKind};

/// The file, or a word on stderr that the test does nothing without it.
fn corpus(name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("LAMSA_DATA").map_or_else(beside, PathBuf::from);
    let found = Some(folder.join(name)).filter(|path| path.is_file());
    if found.is_none() {
        eprintln!("skipped: {name} is not there");
    }
    found
}

/// Of every conversation: its id, a hash of its items, and whether a handoff was started.
fn read(path: PathBuf) -> Vec<(String, String, bool)> {
    let mut feed = Feed::new(
        walk(&[path]).unwrap(),
        ReadSettings::default(),
        None,
        Limits::default(),
    );
    let mut all = Vec::new();
    drain(&mut feed, |file, found| match found {
        Found::Conversation(one) => {
            assert!(one.capabilities.has(Capabilities::ROLES));
            let started = one
                .items
                .iter()
                .any(|item| item.is_event(EventKind::HandoffStarted));
            all.push((one.id.to_string(), content_id(&one.items), started));
            Ok(())
        }
        Found::Unreadable(problem) => Err(format!("{}: {problem}", file.name)),
        Found::Failed(error) => Err(format!("{}: {error}", file.name)),
        Found::Skipped(reason) => Err(format!("{}: {reason}", file.name)),
    })
    .unwrap();
    all
}

#[test]
fn two_hundred_airline_runs_and_their_handoffs() {
    let Some(path) = corpus("tau-bench/gpt-4o-airline.json") else {
        return;
    };
    let runs = read(path);
    assert_eq!(runs.len(), 200);
    assert_eq!(runs.iter().filter(|(_, _, started)| *started).count(), 48);
    assert_eq!(
        runs.iter()
            .map(|(id, ..)| id)
            .collect::<BTreeSet<_>>()
            .len(),
        200
    );
    let Some(gold) = corpus("gold/taub.transcripts.jsonl") else {
        return;
    };
    let known: BTreeSet<&String> = runs.iter().map(|(_, items, _)| items).collect();
    let labelled = read(gold);
    assert_eq!(labelled.len(), 50);
    assert!(labelled.iter().all(|(_, items, _)| known.contains(items)));
}

/// What each sample of a platform's export is taken for; `None` where no format reads it.
#[test]
fn samples_are_taken_for_what_they_are() {
    let Some(known) = corpus("formats/vcon/ab_call_ext_rec.vcon") else {
        return;
    };
    let folder = known.parent().and_then(|vcon| vcon.parent()).unwrap();
    let own = [
        ("vcon", "vcon"),
        ("whatsapp", "whatsapp"),
        ("taubench", "tau-bench"),
    ];
    // Formats that no sample is of, so that none may be taken for one of them.
    let others = [
        "crisp",
        "freshchat",
        "hubspot",
        "json-rows",
        "langfuse",
        "livechat",
        "opentelemetry",
        "slack",
        "telegram",
        "twilio",
        "vcon",
        "whatsapp",
        "whatsapp-api",
    ];
    let mut seen = 0;
    for platform in std::fs::read_dir(folder).unwrap() {
        let platform = platform.unwrap().path();
        let name = platform.file_name().unwrap().to_string_lossy().into_owned();
        for sample in std::fs::read_dir(&platform).unwrap() {
            let sample = sample.unwrap().path();
            let file = sample.file_name().unwrap().to_string_lossy().into_owned();
            if file == "SOURCE.txt" || file.ends_with("schema.json") {
                continue;
            }
            let mut feed = Feed::new(
                walk(std::slice::from_ref(&sample)).unwrap(),
                ReadSettings::default(),
                None,
                Limits::default(),
            );
            let mut taken = None;
            drain(&mut feed, |file, _| {
                taken = file.recognised.as_ref().map(|one| one.format.id());
                Ok::<(), ()>(())
            })
            .unwrap();
            seen += 1;
            match own.iter().find(|(platform, _)| *platform == name) {
                Some((_, id)) => assert_eq!(taken, Some(*id), "{file}"),
                None => assert!(
                    taken.is_none_or(|id| !others.contains(&id)),
                    "{file}: {taken:?}"
                ),
            }
        }
    }
    assert!(seen > 15, "{seen}");
}
