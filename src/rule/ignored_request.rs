//! `ignored-request`: asked for a person; no reaction.

use super::{Case, Family, Hit, Rule, Severity};
use crate::contact::{Ledger, NeedKind, Outcome};
use crate::transcript::Speaker;

/// See the page.
pub(super) struct IgnoredRequest;

impl Rule for IgnoredRequest {
    fn id(&self) -> &'static str {
        "ignored-request"
    }

    fn family(&self) -> Family {
        Family::MissingHandoff
    }

    fn page(&self) -> &'static str {
        include_str!("ignored_request.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        let ignored = |ledger: &&Ledger| {
            ledger.outcome == Outcome::Ignored && ledger.arising.need.has(NeedKind::Asked)
        };
        let Some(ledger) = case.ledger.filter(ignored) else {
            return;
        };
        let requests = case
            .view
            .by(Speaker::Customer)
            .filter(|turn| turn.asks_for_person())
            .count();
        found.push(Hit {
            severity: if requests > 1 {
                Severity::Critical
            } else {
                Severity::High
            },
            ..from_ledger(
                ledger,
                ledger.arising.at,
                "asked for a person and got no reaction",
            )
        });
    }
}

/// What every rule of the family reports of a ledger: the need, what showed it, and the item that shows the outcome.
pub(super) fn from_ledger(ledger: &Ledger, at: u32, says: &str) -> Hit {
    let need_at = ledger.arising.at;
    let other = if at == need_at {
        ledger.shown_at
    } else {
        need_at
    };
    let mut cues: Vec<String> = ledger
        .arising
        .reasons
        .iter()
        .map(|reason| format!("{}:{}", reason.kind.as_str(), reason.by))
        .collect();
    cues.sort_unstable();
    cues.dedup();
    let mut passages = vec![(need_at, None)];
    if ledger.shown_at != need_at {
        passages.push((ledger.shown_at, None));
    }
    Hit {
        at,
        related: (other != at).then_some(other).into_iter().collect(),
        confidence: ledger.arising.confidence,
        says: says.to_owned(),
        cues,
        passages,
        ..Hit::default()
    }
}
