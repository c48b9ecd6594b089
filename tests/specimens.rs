//! What every class of phrases reads and what it must pass over, sentence by sentence, in every language alike.
//!
//! `specimens/<tag>.toml` has a table for each class with `reads` and `silent`, and the tables of requests, whose
//! sentences must come out as that kind. A class without specimens fails, so that none can be lost unseen.

mod common;

use std::collections::BTreeMap;

use lamsa::cue::{Reading, RequestKind, TurnReading, read};
use lamsa::language::{Class, Lexicon, RiskKind, SlotKind};
use lamsa::transcript::{Channel, Conversation, Item, Speaker, Turn};
use serde::Deserialize;

const FILES: [(&str, &str); 2] = [
    ("en", include_str!("specimens/en.toml")),
    ("ar", include_str!("specimens/ar.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Specimens {
    /// By the kind of request, or `none`: whole customer turns.
    request: BTreeMap<String, Vec<String>>,
    /// By class.
    class: BTreeMap<String, Sentences>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    reads: Vec<String>,
    silent: Vec<String>,
}

fn classes() -> Vec<Class> {
    let risks = RiskKind::ALL.into_iter().map(Class::Risk);
    let slots = SlotKind::ALL.into_iter().map(Class::Slot);
    let plain = Class::KEYS.iter().map(|(_, class)| *class);
    plain
        .filter(|class| !matches!(class, Class::Stop | Class::Digit))
        .chain(risks)
        .chain(slots)
        .collect()
}

fn with_reading<T>(
    lexicon: &Lexicon,
    by: Speaker,
    text: &str,
    look: impl Fn(Option<&TurnReading>) -> T,
) -> T {
    let mut conversation = Conversation::new("text", Channel::new("chat".into()));
    conversation
        .items
        .push(Item::Turn(Turn::new(by, text.to_owned())));
    let mut reading = Reading::default();
    read(&conversation, lexicon, &mut reading);
    look(reading.turn(0))
}

fn request_word(turn: Option<&TurnReading>) -> &'static str {
    match turn.and_then(|turn| turn.request.as_ref()).map(|request| request.kind) {
        Some(RequestKind::Asked) => "asked",
        Some(RequestKind::Refused) => "refused",
        Some(RequestKind::Conditional) => "conditional",
        _ => "none",
    }
}

fn wrong(tag: &str, specimens: &Specimens, lexicon: &Lexicon) -> Vec<String> {
    let mut wrong = Vec::new();
    for (kind, sentences) in &specimens.request {
        for text in sentences {
            let found = with_reading(lexicon, Speaker::Customer, text, request_word);
            if found != kind {
                wrong.push(format!("{tag} request {kind}: «{text}» comes out as {found}"));
            }
        }
    }
    for class in classes() {
        let name = class.to_string();
        let Some(Sentences { reads, silent }) = specimens.class.get(&name) else {
            wrong.push(format!("{tag} {name}: no specimens"));
            continue;
        };
        if reads.len() < 3 || silent.len() < 2 {
            wrong.push(format!("{tag} {name}: write 3 that it reads and 2 that it passes over"));
        }
        let by = if class.is_company() || matches!(class, Class::Slot(_)) {
            Speaker::Bot
        } else {
            Speaker::Customer
        };
        for (sentences, expected) in [(reads, true), (silent, false)] {
            for text in sentences {
                let found = with_reading(lexicon, by, text, |turn| {
                    turn.is_some_and(|turn| turn.classes.has(class))
                });
                if found != expected {
                    let verb = if expected { "should read" } else { "should pass over" };
                    wrong.push(format!("{tag} {name} {verb} «{text}»"));
                }
            }
        }
    }
    wrong
}

#[test]
fn every_class_reads_its_specimens_and_passes_over_the_look_alikes() {
    let packs = common::packs();
    let lexicon = Lexicon::compile(&packs).unwrap();
    let mut all = Vec::new();
    for (tag, text) in FILES {
        let specimens: Specimens = toml::from_str(text).unwrap();
        let known = classes();
        for name in specimens.class.keys() {
            if !known.iter().any(|class| class.to_string() == *name) {
                all.push(format!("{tag}: no class {name}"));
            }
        }
        all.extend(wrong(tag, &specimens, &lexicon));
    }
    assert!(all.is_empty(), "{}:\n{}", all.len(), all.join("\n"));
}
