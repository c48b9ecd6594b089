//! One thing that went wrong at one item.

use crate::transcript::Span;

/// The three families of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// The customer is made to go round.
    RepeatedInfo,
    /// A bot reply that leads nowhere.
    DeadEnd,
    /// A person was needed and did not come.
    MissingHandoff,
}

impl Family {
    /// Every family, in the order of reports.
    pub const ALL: [Self; 3] = [Self::RepeatedInfo, Self::DeadEnd, Self::MissingHandoff];

    /// The word in findings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RepeatedInfo => "repeated-info",
            Self::DeadEnd => "dead-end",
            Self::MissingHandoff => "missing-handoff",
        }
    }
}

/// How much it hurts the customer; says nothing about how sure the finding is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// Costs the customer time.
    #[default]
    Medium,
    /// Leaves the customer without help.
    High,
    /// Leaves the customer without help where harm is near, or after asking repeatedly.
    Critical,
}

impl Severity {
    /// Every severity, from low to critical.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word in records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// A rule that fired on one item of one conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Id of the rule.
    pub rule: &'static str,
    /// Its family.
    pub family: Family,
    /// Number of the item, from 0.
    pub at: u32,
    /// Other items that belong to the story, ascending.
    pub related: Vec<u32>,
    /// How sure, in hundredths.
    pub confidence: u8,
    /// How bad.
    pub severity: Severity,
    /// Item of the first finding of the same cause, where there is one.
    pub cause: Option<u32>,
    /// The class of the finding: the same for the same fault in every conversation.
    pub fingerprint: u64,
    /// This finding alone.
    pub finding_id: u64,
    /// What proves it.
    pub evidence: Evidence,
}

/// The proof of a finding.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// One sentence for a reader: what happened, in terms of the rule. Holds no transcript text.
    pub says: String,
    /// Which cue, slot or structure fired: `fallback`, `slot:order`, `echo`, `similar:93`.
    pub cues: Vec<String>,
    /// The passages, redacted.
    pub quotes: Vec<Quote>,
}

/// A redacted passage of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Where it stands in the raw text.
    pub span: Span,
    /// The passage with personal data masked; empty where quotes are switched off.
    pub text: String,
}
