//! `dead-end-close`: closed while the matter was unresolved, without answer, person or next step.

use super::{Case, Family, Hit, Rule, Severity};
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
        let Some(close) = closing_item(case) else {
            return;
        };
        if !unresolved(case, close) {
            return;
        }
        let asked = case
            .view
            .last_before(Speaker::Customer, close)
            .map(|turn| turn.item);
        found.push(Hit {
            at: close,
            related: asked.into_iter().collect(),
            confidence: 80,
            severity: Severity::High,
            says: "closed while the matter was unresolved".to_owned(),
            cues: vec!["closed".to_owned()],
            passages: asked
                .into_iter()
                .chain([close])
                .map(|item| (item, None))
                .collect(),
        });
    }
}

/// The item that ended the conversation from the company's side: the bot's or platform's goodbye, else the closing event
/// unless the customer caused it.
fn closing_item(case: &Case<'_>) -> Option<u32> {
    let view = case.view;
    let close = view
        .events()
        .rfind(|(_, kind)| *kind == EventKind::Closed)
        .map(|(at, _)| at);
    let last_word = view
        .reading
        .turns
        .iter()
        .rev()
        .find(|turn| Some(turn.item) != close)?;
    let said = matches!(last_word.by, Speaker::Bot | Speaker::System)
        && last_word.classes.has(Class::Closing);
    if said {
        return Some(last_word.item);
    }
    close.filter(|at| {
        let by_customer = view
            .reading
            .turn(*at)
            .is_some_and(|text| text.classes.has(Class::CustomerLeft));
        !by_customer && *at + 1 == view.end()
    })
}

/// What a last turn of the customer says that needs nothing more.
const ENDS: [Class; 4] = [Class::Thanks, Class::Solved, Class::Accept, Class::Decline];

/// What a reply gives that leaves the customer with something.
const HELPS: [Class; 5] = [
    Class::Done,
    Class::NextStep,
    Class::Promise,
    Class::Transfer,
    Class::Offer,
];

/// Whether the customer leaves with nothing.
fn unresolved(case: &Case<'_>, close: u32) -> bool {
    let view = case.view;
    if let Some(ledger) = case.ledger {
        return ledger.outcome.is_missed() && !content_with_help(case, close);
    }
    let last = view.last_said(close);
    let Some(asked) = last.filter(|turn| view.has_content(turn)) else {
        return false;
    };
    let content = asked.classes.any(&ENDS) && !asked.classes.has(Class::Unsolved);
    let person = view.between(Speaker::Human, asked.item, close).next();
    if content || person.is_some() {
        return false;
    }
    // The last reply counts whether it stands before the close or closes itself.
    let reply = view
        .within(Speaker::Bot, asked.item + 1..close + 1)
        .next_back();
    let Some(reply) = reply else { return true };
    if reply.classes.any(&HELPS) {
        return false;
    }
    // A goodbye to two words after an answer that did not fail answers thanks in words that no pack knows.
    if reply.item == close || reply.classes.has(Class::Closing) {
        return asked.words > 2 || before_failed(case, asked.item);
    }
    case.course.failure_at(reply.item).is_some()
}

/// Whether the customer's last words take what the reply before them gave.
fn content_with_help(case: &Case<'_>, close: u32) -> bool {
    let view = case.view;
    view.last_said(close)
        .filter(|said| {
            said.classes.any(&ENDS) && !said.classes.any(&[Class::Unsolved, Class::Told])
        })
        .and_then(|said| view.last_before(Speaker::Bot, said.item))
        .is_some_and(|reply| {
            reply.classes.any(&HELPS) && case.course.failure_at(reply.item).is_none()
        })
}

fn before_failed(case: &Case<'_>, asked: u32) -> bool {
    case.view
        .last_before(Speaker::Bot, asked)
        .is_none_or(|reply| case.course.failure_at(reply.item).is_some())
}
