//! `bot-loop`: the bot says the same again after the customer said something new.

use super::{Case, Family, Hit, Rule, Severity};

/// See the page.
pub(super) struct BotLoop;

impl Rule for BotLoop {
    fn id(&self) -> &'static str {
        "bot-loop"
    }

    fn family(&self) -> Family {
        Family::RepeatedInfo
    }

    fn page(&self) -> &'static str {
        include_str!("bot_loop.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        for one in case
            .course
            .loops
            .iter()
            .filter(|one| !case.course.re_asks_at(one.at))
        {
            found.push(Hit {
                at: one.at,
                related: vec![one.of],
                confidence: if one.alike == 100 { 90 } else { 75 },
                severity: if one.times > 1 {
                    Severity::High
                } else {
                    Severity::Medium
                },
                says: match one.times {
                    1 => "the bot says again what it had said before".to_owned(),
                    times => format!("the bot says again what it had said {times} times before"),
                },
                cues: vec![if one.alike == 100 { "verbatim" } else { "near" }.to_owned()],
                passages: vec![(one.of, None), (one.at, None)],
            });
        }
    }
}
