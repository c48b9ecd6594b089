//! `tone-deaf`: cheer, adverts or surveys to a customer who is upset or in danger.

use super::{Case, Family, Hit, Rule};
use crate::contact::course::FailureKind;

/// See the page.
pub(super) struct ToneDeaf;

impl Rule for ToneDeaf {
    fn id(&self) -> &'static str {
        "tone-deaf"
    }

    fn family(&self) -> Family {
        Family::DeadEnd
    }

    fn page(&self) -> &'static str {
        include_str!("tone_deaf.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        super::generic_reply::failures(
            case,
            FailureKind::ToneDeaf,
            "a cheerful, selling or canned reply to a customer who is upset or in danger",
            found,
        );
    }
}
