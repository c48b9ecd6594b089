//! `refused-request`: asked for a person; the bot refused, set conditions or kept the menu.

use super::ignored_request::from_ledger;
use super::{Case, Family, Hit, Rule, Severity};
use crate::contact::{NeedKind, Outcome};

/// See the page.
pub(super) struct RefusedRequest;

impl Rule for RefusedRequest {
    fn id(&self) -> &'static str {
        "refused-request"
    }

    fn family(&self) -> Family {
        Family::MissingHandoff
    }

    fn page(&self) -> &'static str {
        include_str!("refused_request.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        let Some(ledger) = case.ledger.filter(|ledger| {
            ledger.outcome == Outcome::Refused && ledger.arising.need.has(NeedKind::Asked)
        }) else {
            return;
        };
        found.push(Hit {
            severity: Severity::High,
            ..from_ledger(
                ledger,
                ledger.shown_at,
                "asked for a person and was refused, or kept in the menu",
            )
        });
    }
}
