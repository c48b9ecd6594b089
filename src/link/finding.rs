//! A link as the finding of the sixteenth rule, for the outputs that list findings.

use super::{Link, LinkKind, Reason};
use crate::rule::{CROSS_CHANNEL_REPEAT, Evidence, Finding, hash};

impl Link {
    /// The finding that a `cross-channel-repeat` is, on the later conversation; other links are none.
    #[must_use]
    pub fn finding(&self) -> Option<Finding> {
        let again = self
            .again
            .as_ref()
            .filter(|_| self.kind == LinkKind::CrossChannelRepeat)?;
        let cue = format!("same-{}", again.reason.as_str());
        let class = hash(&["v1", CROSS_CHANNEL_REPEAT.id, &self.to_channel, &cue]);
        let common = match again.reason {
            Reason::Number => "the same number",
            Reason::Words => "the same words",
        };
        Some(Finding {
            rule: CROSS_CHANNEL_REPEAT.id,
            family: CROSS_CHANNEL_REPEAT.family,
            at: again.at,
            related: Vec::new(),
            confidence: again.confidence,
            severity: again.severity(),
            cause: None,
            fingerprint: class,
            finding_id: hash(&[
                &format!("{class:016x}"),
                &self.to,
                &again.at.to_string(),
                &self.from,
            ]),
            evidence: Evidence {
                says: format!(
                    "brings again what {} ({}) had not settled {} before: {common}",
                    self.from,
                    self.from_channel,
                    hours(again.seconds)
                ),
                cues: vec![cue],
                quotes: Vec::new(),
            },
        })
    }
}

/// A span between two conversations, in the unit that says most.
fn hours(seconds: i64) -> String {
    match seconds {
        ..3600 => format!("{} min", seconds / 60),
        3600..172_800 => format!("{} h", (seconds + 1800) / 3600),
        _ => format!("{} d", (seconds + 43_200) / 86_400),
    }
}
