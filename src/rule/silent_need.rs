//! `silent-need`: never asked, but blocked, at risk or strongly upset, and no person was offered.

use super::ignored_request::from_ledger;
use super::{Case, Family, Hit, Rule, Severity};
use crate::contact::{NeedKind, Outcome};

/// See the page.
pub(super) struct SilentNeed;

impl Rule for SilentNeed {
    fn id(&self) -> &'static str {
        "silent-need"
    }

    fn family(&self) -> Family {
        Family::MissingHandoff
    }

    fn page(&self) -> &'static str {
        include_str!("silent_need.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        let Some(ledger) = case.ledger.filter(|ledger| {
            !ledger.arising.need.has(NeedKind::Asked)
                && matches!(ledger.outcome, Outcome::Ignored | Outcome::Refused)
        }) else {
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
                ledger.arising.at,
                "never asked, but needed a person, and none was offered",
            )
        });
    }
}
