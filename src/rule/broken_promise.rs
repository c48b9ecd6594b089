//! `broken-promise`: a person, callback or ticket was announced and never came.

use super::ignored_request::from_ledger;
use super::{Case, Family, Hit, Rule, Severity};
use crate::contact::{NeedKind, Outcome};

/// See the page.
pub(super) struct BrokenPromise;

impl Rule for BrokenPromise {
    fn id(&self) -> &'static str {
        "broken-promise"
    }

    fn family(&self) -> Family {
        Family::MissingHandoff
    }

    fn page(&self) -> &'static str {
        include_str!("broken_promise.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        let Some(ledger) = case
            .ledger
            .filter(|ledger| ledger.outcome == Outcome::Promised)
        else {
            return;
        };
        found.push(Hit {
            severity: if ledger.arising.need.has(NeedKind::Risk) {
                Severity::Critical
            } else {
                Severity::High
            },
            ..from_ledger(
                ledger,
                ledger.shown_at,
                "a person was announced and never came",
            )
        });
    }
}
