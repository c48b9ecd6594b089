//! `dead-end-close`: closed while the matter was unresolved, without answer, person or next step.

use super::{Case, Family, Hit, Rule, Severity};
use crate::contact::Outcome;
use crate::language::Class;
use crate::transcript::{EventKind, Speaker};

/// See the page.
pub(super) struct DeadEndClose;

impl Rule for DeadEndClose {
    fn id(&self) -> &'static str {
        "dead-end-close"
    }

    fn family(&self) -> Family {
        Family::DeadEnd
    }

    fn page(&self) -> &'static str {
        include_str!("dead_end_close.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        let Some(close) = closing_item(case) else { return };
        if !unresolved(case, close) {
            return;
        }
        let asked = case.view.last_before(Speaker::Customer, close).map(|turn| turn.item);
        found.push(Hit {
            at: close,
            related: asked.into_iter().collect(),
            confidence: 80,
            severity: Severity::High,
            says: "closed while the matter was unresolved".to_owned(),
            cues: vec!["closed".to_owned()],
            passages: asked.into_iter().chain([close]).map(|item| (item, None)).collect(),
        });
    }
}

/// The item that ended the conversation from the company's side: the bot's or platform's goodbye, else the closing event
/// unless the customer caused it.
fn closing_item(case: &Case<'_>) -> Option<u32> {
    let view = case.view;
    let close = view.events().filter(|(_, kind)| *kind == EventKind::Closed).last().map(|(at, _)| at);
    let last_word = view.reading.turns.iter().rev().find(|turn| Some(turn.item) != close)?;
    let said = matches!(last_word.by, Speaker::Bot | Speaker::System) && last_word.classes.has(Class::Closing);
    if said && close.is_none_or(|at| at > last_word.item) {
        return Some(last_word.item);
    }
    close.filter(|at| {
        let by_customer = view.reading.turn(*at).is_some_and(|text| text.classes.has(Class::CustomerLeft));
        !by_customer && *at + 1 == view.end()
    })
}

/// Whether the customer leaves with nothing: a missed need, or protest or failure as the last exchange.
fn unresolved(case: &Case<'_>, close: u32) -> bool {
    let missed = case.ledger.is_some_and(|ledger| ledger.outcome.is_missed());
    let settled = case.ledger.is_some_and(|ledger| {
        matches!(ledger.outcome, Outcome::Reached | Outcome::Solved | Outcome::Declined | Outcome::HandedOver)
    });
    let protested = case
        .view
        .last_before(Speaker::Customer, close)
        .is_some_and(|turn| turn.classes.any(&[Class::Unsolved, Class::Told, Class::GiveUp]));
    missed || (!settled && (protested || case.course.failure_at(close).is_some()))
}
