//! Every class of every pack is watched: with one taken out, an example of a rule's page or a conversation of the demo
//! comes out differently, so that the tests on these would fail.

mod common;

use lamsa::language::{Class, Pack, RiskKind, SlotKind};
use lamsa::rule::page::examples;
use lamsa::rule::{Judge, RULES, Scratch};

/// What the tests on pages and demo look at, as one list of words.
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
    common::each(&[common::root().join("fixtures/demo")], |conversation| {
        let verdict = judge.judge(conversation, &mut scratch);
        seen.push(format!(
            "{} {:?} {} {}",
            verdict.id, verdict.missing_handoff, verdict.repeated_info, verdict.dead_end
        ));
    });
    seen
}

fn classes() -> Vec<Class> {
    let risks = RiskKind::ALL.into_iter().map(Class::Risk);
    let slots = SlotKind::ALL.into_iter().map(Class::Slot);
    let plain = Class::KEYS.iter().map(|(_, class)| *class);
    plain.chain(risks).chain(slots).collect()
}

fn without(packs: &[Pack], tag: &str, class: Class) -> Vec<Pack> {
    let mut packs = packs.to_vec();
    for pack in packs.iter_mut().filter(|pack| pack.tag == tag) {
        pack.phrases.retain(|(of, _)| *of != class);
    }
    packs
}

#[test]
fn no_class_can_be_lost_unseen() {
    let packs = common::packs();
    let before = seen(&common::judge(&packs));
    let mut unseen = Vec::new();
    for pack in &packs {
        for class in classes() {
            let mutant = common::judge(&without(&packs, &pack.tag, class));
            if seen(&mutant) == before {
                unseen.push(format!("{} {class}", pack.tag));
            }
        }
    }
    assert!(unseen.is_empty(), "nobody would miss:\n{}", unseen.join("\n"));
}
