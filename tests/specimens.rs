//! What every class of phrases reads and what it must pass over, sentence by sentence, in every language alike.
//!
//! `specimens/<tag>.toml` has a table for each class with `reads` and `silent`, and the tables of requests, whose
//! sentences must come out as that kind. A class without specimens fails, so that none can be lost unseen. What is right
//! by the definition and not in reach of the packs yet stands under `not_yet_…`: such a sentence fails as soon as it has
//! come right, so that it is moved up and kept.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::specimens::{
    FILES, Sentences, Specimens, classes, request_word, speaker, with_reading,
};
use lamsa::language::{Class, Lexicon, Pack};
use lamsa::transcript::Speaker;

/// The fewest sentences of each kind of request.
const REQUESTS: [(&str, usize); 4] = [
    ("asked", 40),
    ("none", 40),
    ("refused", 12),
    ("conditional", 12),
];

/// What to do about a sentence whose outcome is not the one of its list.
fn verdict(as_defined: bool, not_yet: bool) -> Option<&'static str> {
    match (as_defined, not_yet) {
        (false, false) => Some("comes out wrong"),
        (true, true) => Some("is right by now: move it up from «not yet»"),
        _ => None,
    }
}

fn wrong_requests(tag: &str, specimens: &Specimens, lexicon: &Lexicon) -> Vec<String> {
    let mut wrong = Vec::new();
    for (kind, least) in REQUESTS {
        let number = specimens.request.get(kind).map_or(0, Vec::len);
        if number < least {
            wrong.push(format!(
                "{tag} request.{kind}: {number} sentences, write {least}"
            ));
        }
    }
    for (table, not_yet) in [
        (&specimens.request, false),
        (&specimens.request_not_yet, true),
    ] {
        for (kind, sentences) in table {
            for text in sentences {
                let found = with_reading(lexicon, Speaker::Customer, text, request_word);
                if let Some(what) = verdict(found == kind, not_yet) {
                    wrong.push(format!("{tag} request.{kind} «{text}» {what} ({found})"));
                }
            }
        }
    }
    wrong
}

fn wrong_class(tag: &str, class: Class, sentences: &Sentences, lexicon: &Lexicon) -> Vec<String> {
    let by = speaker(class);
    let lists = [
        ("reads", &sentences.reads, true, false),
        ("silent", &sentences.silent, false, false),
        ("not_yet_reads", &sentences.not_yet_reads, true, true),
        ("not_yet_silent", &sentences.not_yet_silent, false, true),
    ];
    let mut wrong = Vec::new();
    if sentences.reads.len() < 3 || sentences.silent.len() < 2 {
        wrong.push(format!(
            "{tag} {class}: write 3 that it reads and 2 that it passes over"
        ));
    }
    for (list, texts, expected, not_yet) in lists {
        for text in texts {
            let found = with_reading(lexicon, by, text, |turn| {
                turn.is_some_and(|turn| turn.classes.has(class))
            });
            if let Some(what) = verdict(found == expected, not_yet) {
                wrong.push(format!("{tag} {class} {list} «{text}» {what}"));
            }
        }
    }
    wrong
}

fn wrong(tag: &str, specimens: &Specimens, lexicon: &Lexicon) -> Vec<String> {
    let mut wrong = wrong_requests(tag, specimens, lexicon);
    for class in classes() {
        match specimens.class.get(&class.to_string()) {
            Some(sentences) => wrong.extend(wrong_class(tag, class, sentences, lexicon)),
            None => wrong.push(format!("{tag} {class}: no specimens")),
        }
    }
    wrong
}

/// The sentences of a pack that only another pack reads: the Arabic one knows English nouns too, and must not hide what the
/// English one has lost.
fn borrowed(tag: &str, specimens: &Specimens, packs: &[Pack]) -> Vec<String> {
    let alone = packs.iter().filter(|pack| pack.tag == tag).cloned();
    let lexicon = Lexicon::compile(&alone.collect::<Vec<_>>()).unwrap();
    let mut borrowed = Vec::new();
    for class in classes() {
        let Some(sentences) = specimens.class.get(&class.to_string()) else {
            continue;
        };
        let found = sentences.reads.iter().any(|text| {
            with_reading(&lexicon, speaker(class), text, |turn| {
                turn.is_some_and(|turn| turn.classes.has(class))
            })
        });
        if !found {
            borrowed.push(format!("{tag} {class}: only another pack reads it"));
        }
    }
    borrowed
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
        all.extend(borrowed(tag, &specimens, &packs));
    }
    assert!(all.is_empty(), "{}:\n{}", all.len(), all.join("\n"));
}
