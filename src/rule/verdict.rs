//! What is said about one conversation: a pure function of the conversation and the configuration.

use super::{Family, Finding};
use crate::contact::{Beside, Need, Outcome};
use crate::transcript::Capabilities;

/// The judgement of one conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The conversation's id.
    pub id: String,
    /// The channel's own word.
    pub channel: String,
    /// `en`, `ar`, `mixed` or `und`: what the customer wrote in.
    pub language: &'static str,
    /// Why the conversation is not judged at all, if so: `no-customer`, `unknown-speakers`, `internal-error`.
    pub not_judged: Option<&'static str>,
    /// What the source can show.
    pub capabilities: Capabilities,
    /// Why the customer needed a person.
    pub need: Need,
    /// First item of the customer where it was so.
    pub need_at: Option<u32>,
    /// What became of it; none without a need.
    pub outcome: Option<Outcome>,
    /// Needed a person and got none; `None` where the log cannot tell.
    pub missing_handoff: Option<bool>,
    /// Was made to go round.
    pub repeated_info: bool,
    /// Was left nowhere.
    pub dead_end: bool,
    /// Whether a person wrote at all.
    pub human_present: bool,
    /// Customer turns from the need to the first person.
    pub turns_to_human: Option<u32>,
    /// Seconds from the need to the first person.
    pub seconds_to_human: Option<i64>,
    /// Whether that person came later than the channel allows.
    pub late: bool,
    /// What is counted beside the rules.
    pub beside: Beside,
    /// Turns whose speaker was guessed.
    pub guessed_turns: u32,
    /// Items in the conversation.
    pub items: u32,
    /// What fired, sorted by item and rule.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// How many findings of one family there are.
    #[must_use]
    pub fn count(&self, family: Family) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.family == family)
            .count()
    }

    /// Whether a person was never there although the automation looped, led nowhere or left a need unmet: what
    /// containment figures count as success.
    #[must_use]
    pub fn falsely_contained(&self) -> bool {
        self.not_judged.is_none()
            && !self.human_present
            && self.outcome.is_none_or(|outcome| !outcome.is_open())
            && (self.repeated_info || self.dead_end || self.missing_handoff == Some(true))
    }
}
