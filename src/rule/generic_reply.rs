//! `generic-reply`: a reply that does not deal with what was asked.

use super::{Case, Family, Hit, Rule, Severity};
use crate::contact::course::FailureKind;
use crate::transcript::Speaker;

/// See the page.
pub(super) struct GenericReply;

impl Rule for GenericReply {
    fn id(&self) -> &'static str {
        "generic-reply"
    }

    fn family(&self) -> Family {
        Family::DeadEnd
    }

    fn page(&self) -> &'static str {
        include_str!("generic_reply.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        failures(
            case,
            FailureKind::Generic,
            "the reply does not deal with what was asked",
            found,
        );
    }
}

/// Reports every failed reply of one kind, with the customer's words before and after it.
pub(super) fn failures(case: &Case<'_>, kind: FailureKind, says: &str, found: &mut Vec<Hit>) {
    let of_kind: Vec<_> = case
        .course
        .failures
        .iter()
        .filter(|failure| failure.kind == kind)
        .collect();
    let last = case.view.by(Speaker::Bot).next_back().map(|turn| turn.item);
    for failure in &of_kind {
        let asked = case
            .view
            .last_before(Speaker::Customer, failure.at)
            .map(|turn| turn.item);
        let severity = match () {
            () if last == Some(failure.at) => Severity::High,
            () if of_kind.len() > 1 => Severity::Medium,
            () => Severity::Low,
        };
        found.push(Hit {
            at: failure.at,
            related: asked.into_iter().collect(),
            confidence: failure.confidence,
            severity,
            says: says.to_owned(),
            cues: vec![failure.by.to_owned()],
            passages: asked
                .into_iter()
                .chain([failure.at])
                .map(|item| (item, None))
                .collect(),
        });
    }
}
