//! `late-contact`: a person came, but later than the channel allows.

use super::ignored_request::from_ledger;
use super::{Case, Family, Hit, Rule, Severity};
use crate::contact::NeedKind;

/// See the page.
pub(super) struct LateContact;

impl Rule for LateContact {
    fn id(&self) -> &'static str {
        "late-contact"
    }

    fn family(&self) -> Family {
        Family::MissingHandoff
    }

    fn page(&self) -> &'static str {
        include_str!("late_contact.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        let Some(ledger) = case.ledger.filter(|ledger| ledger.late) else {
            return;
        };
        let wait = match (ledger.seconds_to_human, ledger.turns_to_human) {
            (Some(seconds), _) => format!("a person came after {} minutes", seconds / 60),
            (None, turns) => format!(
                "a person came after {} of the customer's turns",
                turns.unwrap_or(0)
            ),
        };
        let grave = ledger.arising.need.has(NeedKind::Risk);
        found.push(Hit {
            severity: if grave { Severity::High } else { Severity::Low },
            ..from_ledger(ledger, ledger.shown_at, &wait)
        });
    }
}
