//! The rules: one file a rule with its page beside it, one line in `RULES`.

mod finding;
mod verdict;

pub use finding::{Evidence, Family, Finding, Quote, Severity};
pub use verdict::Verdict;
