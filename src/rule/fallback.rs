//! `fallback`: the bot did not understand, or reported an error, and offered no way on.

use super::{Case, Family, Hit, Rule};
use crate::contact::course::FailureKind;

/// See the page.
pub(super) struct Fallback;

impl Rule for Fallback {
    fn id(&self) -> &'static str {
        "fallback"
    }

    fn family(&self) -> Family {
        Family::DeadEnd
    }

    fn page(&self) -> &'static str {
        include_str!("fallback.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        super::generic_reply::failures(
            case,
            FailureKind::Fallback,
            "the bot did not understand and offered no way on",
            found,
        );
    }
}
