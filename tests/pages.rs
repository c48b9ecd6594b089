//! Every example of every rule's page is a test of that rule: marked items must be found, all others must stay silent.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use lamsa::link::{Customers, LinkKind, Linker, Record};
use lamsa::rule::page::{Example, examples};
use lamsa::rule::{self, Judge, RULES, RuleSetting, Scratch};

fn judge() -> Judge {
    common::judge(&common::packs())
}

/// The items that a rule finds in an example: number of the conversation and of the item.
fn found(judge: &Judge, id: &str, example: &Example) -> Vec<(usize, u32)> {
    let mut scratch = Scratch::default();
    if let Some(rule) = RULES.iter().find(|rule| rule.id() == id) {
        let conversations = example.conversations.iter().enumerate();
        return conversations
            .flat_map(|(place, one)| {
                let hits = judge.hits(*rule, one, &mut scratch);
                hits.into_iter().map(move |item| (place, item))
            })
            .collect();
    }
    let customers = Customers::new("customer", None);
    let mut linker = Linker::default();
    for one in &example.conversations {
        let verdict = judge.judge(one, &mut scratch);
        let record = Record::of(one, scratch.reading(), &verdict, &customers);
        linker.push(&record).unwrap();
    }
    let mut found = Vec::new();
    linker
        .join(7 * 86_400, RuleSetting::default(), &mut |link| {
            if link.kind == LinkKind::CrossChannelRepeat {
                let place = example
                    .conversations
                    .iter()
                    .position(|one| one.id == link.to.as_str());
                found.push((place.unwrap(), link.again.as_ref().unwrap().at));
            }
            Ok::<(), std::io::Error>(())
        })
        .unwrap();
    found
}

/// What the rule gets wrong in one example: the items missed and the items found by mistake.
fn mistakes(judge: &Judge, id: &str, example: &Example) -> Vec<String> {
    let mut wrong = Vec::new();
    let hits = found(judge, id, example);
    for (place, conversation) in example.conversations.iter().enumerate() {
        for item in 0..conversation.items.len() as u32 {
            let expected = example.marked.contains(&(place, item));
            let found = hits.contains(&(place, item));
            if expected != found {
                let what = if expected { "missed" } else { "false alarm" };
                wrong.push(format!(
                    "{id} line {} ({}): {what} at item {item}",
                    example.line, example.language
                ));
            }
        }
    }
    wrong
}

#[test]
fn every_example_holds() {
    let judge = judge();
    let mut wrong = Vec::new();
    let mut total = 0;
    for rule in rule::all() {
        for example in examples(rule.page).unwrap_or_else(|error| panic!("{}: {error}", rule.id)) {
            total += 1;
            let mistakes = mistakes(&judge, rule.id, &example);
            if !example.known_wrong {
                wrong.extend(mistakes);
            } else if mistakes.is_empty() {
                let (id, line) = (rule.id, example.line);
                wrong.push(format!(
                    "{id} line {line} is right by now: move it up from «Not right yet»"
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {total} examples:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_page_has_both_kinds_in_both_languages() {
    for rule in rule::all() {
        let examples = examples(rule.page).unwrap();
        for language in ["en", "ar"] {
            let of_language = || {
                examples
                    .iter()
                    .filter(|example| example.language == language)
            };
            let firing = of_language()
                .filter(|example| !example.marked.is_empty())
                .count();
            let silent = of_language()
                .filter(|example| example.marked.is_empty())
                .count();
            assert!(
                firing >= 3 && silent >= 3,
                "{} {language}: {firing} firing, {silent} silent",
                rule.id
            );
        }
        assert!(
            rule.page.starts_with(&format!("# {}\n", rule.id)),
            "the page of {} begins with its id",
            rule.id
        );
    }
}
