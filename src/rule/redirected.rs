//! `redirected`: asked for or needed a person; was only sent elsewhere.

use super::ignored_request::from_ledger;
use super::{Case, Family, Hit, Rule, Severity};
use crate::contact::{NeedKind, Outcome};

/// See the page.
pub(super) struct Redirected;

impl Rule for Redirected {
    fn id(&self) -> &'static str {
        "redirected"
    }

    fn family(&self) -> Family {
        Family::MissingHandoff
    }

    fn page(&self) -> &'static str {
        include_str!("redirected.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        let Some(ledger) = case
            .ledger
            .filter(|ledger| ledger.outcome == Outcome::Redirected)
        else {
            return;
        };
        found.push(Hit {
            severity: if ledger.arising.need.has(NeedKind::Risk) {
                Severity::Critical
            } else {
                Severity::Medium
            },
            ..from_ledger(
                ledger,
                ledger.shown_at,
                "needed a person and was only sent elsewhere",
            )
        });
    }
}
