//! What is said about whole conversations: needs and outcomes, what is counted beside the rules, and how turns answer one
//! another. Each conversation of `verdicts/*.md` shows one condition, and comes out differently without it.

mod common;

use common::cases::{cases, differences};
use lamsa::config::{Config, RawConfig};
use lamsa::language::Lexicon;
use lamsa::rule::{Judge, JudgeSettings, Scratch};

#[test]
fn conversations_are_judged_as_their_headings_say() {
    let usual = common::judge(&common::packs());
    let mut scratch = Scratch::default();
    let mut wrong = Vec::new();
    for case in cases() {
        let exported = case.as_of.map(|as_of| {
            let config = Config::resolve("defaults", &RawConfig::default()).unwrap();
            let settings = JudgeSettings {
                as_of: Some(as_of),
                ..config.judging
            };
            Judge::new(Lexicon::compile(&common::packs()).unwrap(), &settings)
        });
        let judge = exported.as_ref().unwrap_or(&usual);
        let verdict = judge.judge(&case.conversation, &mut scratch);
        wrong.extend(differences(&case, &verdict));
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
