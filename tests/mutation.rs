//! Every class of every pack is watched: with one taken out, a specimen, an example of a rule's page, a conversation of
//! `verdicts` or one of the demo comes out differently, so that the tests on these would fail.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use std::io::Write;

use common::cases::{cases, differences};
use common::specimens::{FILES, Specimens, speaker, with_reading};
use lamsa::language::{Class, Lexicon, Pack};
use lamsa::rule::page::examples;
use lamsa::rule::{Judge, RULES, Scratch};

/// What the tests on behaviour look at: pages and demo, as one list of words.
fn seen(judge: &Judge) -> Vec<String> {
    let mut scratch = Scratch::default();
    let mut seen = Vec::new();
    for rule in RULES {
        for example in examples(rule.page()).unwrap() {
            if example.known_wrong {
                continue;
            }
            for conversation in &example.conversations {
                let hits = judge.hits(*rule, conversation, &mut scratch);
                seen.push(format!("{} {} {hits:?}", rule.id(), example.line));
            }
        }
    }
    for case in cases().iter().filter(|case| case.as_of.is_none()) {
        let verdict = judge.judge(&case.conversation, &mut scratch);
        seen.push(format!("{:?}", differences(case, &verdict)));
    }
    common::each(&[common::root().join("fixtures/demo")], |conversation| {
        let verdict = judge.judge(conversation, &mut scratch);
        seen.push(format!(
            "{} {:?} {} {}",
            verdict.id, verdict.missing_handoff, verdict.repeated_info, verdict.dead_end
        ));
    });
    seen
}

fn without(packs: &[Pack], tag: &str, class: Class) -> Vec<Pack> {
    let mut packs = packs.to_vec();
    for pack in packs.iter_mut().filter(|pack| pack.tag == tag) {
        pack.phrases.retain(|(of, _)| *of != class);
    }
    packs
}

/// Whether the pack by itself reads no specimen of the class any more.
fn specimens_notice(packs: &[Pack], tag: &str, class: Class) -> bool {
    let alone: Vec<Pack> = packs
        .iter()
        .filter(|pack| pack.tag == tag)
        .cloned()
        .collect();
    let lexicon = Lexicon::compile(&alone).unwrap();
    FILES
        .iter()
        .filter(|(of, _)| *of == tag)
        .filter_map(|(_, text)| {
            let mut specimens: Specimens = toml::from_str(text).unwrap();
            specimens.class.remove(&class.to_string())
        })
        .flat_map(|sentences| sentences.reads)
        .all(|text| {
            with_reading(&lexicon, speaker(class), &text, |turn| {
                turn.is_none_or(|turn| !turn.classes.has(class))
            })
        })
}

#[test]
#[ignore = "compiles the packs some two hundred times: a minute and more; run it when a pack or a page has changed"]
fn no_class_can_be_lost_unseen() {
    let packs = common::packs();
    let before = seen(&common::judge(&packs));
    let (mut unseen, mut only_specimens) = (Vec::new(), Vec::new());
    let plain = Class::KEYS.iter().map(|(_, class)| *class);
    let words = plain.filter(|class| matches!(class, Class::Stop | Class::Digit));
    let classes: Vec<Class> = common::specimens::classes()
        .into_iter()
        .chain(words)
        .collect();
    for pack in &packs {
        for class in &classes {
            let mutant = without(&packs, &pack.tag, *class);
            if seen(&common::judge(&mutant)) != before {
                continue;
            }
            let name = format!("{} {class}", pack.tag);
            if specimens_notice(&mutant, &pack.tag, *class) {
                only_specimens.push(name);
            } else {
                unseen.push(name);
            }
        }
    }
    // For whoever writes the next examples: these classes are read, and no page or conversation shows what for.
    let told = only_specimens.join("\n");
    writeln!(std::io::stdout(), "no behaviour changes without:\n{told}").unwrap();
    assert!(
        unseen.is_empty(),
        "nobody would miss:\n{}",
        unseen.join("\n")
    );
}
