//! `re-ask`: the bot asks for what the customer already gave.

use std::collections::BTreeSet;

use super::{Case, Family, Hit, Rule, Severity};
use crate::contact::course::ReAskPath;
use crate::language::SlotKind;

/// See the page.
pub(super) struct ReAsk;

impl Rule for ReAsk {
    fn id(&self) -> &'static str {
        "re-ask"
    }

    fn family(&self) -> Family {
        Family::RepeatedInfo
    }

    fn page(&self) -> &'static str {
        include_str!("re_ask.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        let mut asked_before = BTreeSet::new();
        for ask in &case.course.re_asks {
            let (path, confidence) = match ask.path {
                ReAskPath::Echo => ("echo", 90),
                ReAskPath::AskedTwice => ("asked-twice", 85),
                ReAskPath::Volunteered => ("volunteered", 80),
            };
            let slot = ask.slot.map_or("a value", SlotKind::as_str);
            let again = asked_before.contains(&ask.slot);
            asked_before.insert(ask.slot);
            found.push(Hit {
                at: ask.at,
                related: vec![ask.given_at],
                confidence,
                severity: if again {
                    Severity::High
                } else {
                    Severity::Medium
                },
                says: format!("the bot asks for {slot} although the customer had given it"),
                cues: vec![
                    path.to_owned(),
                    format!("slot:{}", ask.slot.map_or("any", SlotKind::as_str)),
                ],
                passages: vec![(ask.given_at, None), (ask.at, None)],
            });
        }
    }
}
