//! The rows of the tables of conversations and findings. Columns are only ever added, at the end.

use ::csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::contact::beside::{AfterHuman, Arrival, Met};
use crate::contact::{NeedKind, Outcome};
use crate::report::v1::{Decimal, Fingerprint, Hash};
use crate::rule::{Finding, Quote, Verdict};

/// One line, its end included.
pub(super) fn line<T: AsRef<[u8]>>(cells: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut line = Vec::new();
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::Any(b'\n'))
        .from_writer(&mut line);
    // Writing to memory cannot fail.
    let written = writer
        .write_record(cells)
        .and_then(|()| Ok(writer.flush()?));
    debug_assert!(written.is_ok());
    drop(writer);
    line
}

pub(super) fn conversation_header() -> Vec<u8> {
    line([
        "id",
        "channel",
        "language",
        "not_judged",
        "need",
        "need_at",
        "outcome",
        "missing_handoff",
        "repeated_info",
        "dead_end",
        "human_present",
        "late",
        "falsely_contained",
        "turns_to_human",
        "seconds_to_human",
        "items",
        "guessed_turns",
        "findings",
        "rules",
        "capabilities",
        "arrival",
        "complex",
        "lost_met_by",
        "leaving",
        "complaining",
        "posting",
        "turns_to_offer",
        "unneeded_handoff",
        "transfers",
        "returned_to_bot",
        "open_promises",
        "empty_apologies",
        "after_human",
        "seconds_to_first_reply",
        "never_answered",
    ])
}

pub(super) fn conversation(verdict: &Verdict) -> Vec<u8> {
    let mut rules: Vec<&str> = verdict
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    rules.sort_unstable();
    rules.dedup();
    let beside = &verdict.beside;
    line([
        verdict.id.clone(),
        verdict.channel.clone(),
        verdict.language.to_owned(),
        optional(verdict.not_judged),
        verdict
            .need
            .kinds()
            .map(NeedKind::as_str)
            .collect::<Vec<_>>()
            .join(" "),
        optional(verdict.need_at),
        optional(verdict.outcome.map(Outcome::as_str)),
        optional(verdict.missing_handoff),
        verdict.repeated_info.to_string(),
        verdict.dead_end.to_string(),
        verdict.human_present.to_string(),
        verdict.late.to_string(),
        verdict.falsely_contained().to_string(),
        optional(verdict.turns_to_human),
        optional(verdict.seconds_to_human),
        verdict.items.to_string(),
        verdict.guessed_turns.to_string(),
        verdict.findings.len().to_string(),
        rules.join(" "),
        verdict.capabilities.names().collect::<Vec<_>>().join(" "),
        optional(beside.arrival.map(Arrival::as_str)),
        beside.complex.to_string(),
        optional(beside.lost.map(Met::as_str)),
        beside.leaving.to_string(),
        beside.complaining.to_string(),
        beside.posting.to_string(),
        optional(beside.turns_to_offer),
        beside.unneeded_handoff.to_string(),
        beside.transfers.to_string(),
        beside.returned_to_bot.to_string(),
        beside.open_promises.to_string(),
        beside.empty_apologies.to_string(),
        optional(beside.after_human.map(AfterHuman::as_str)),
        optional(beside.replies.first_seconds()),
        beside.replies.never.to_string(),
    ])
}

pub(super) fn finding_header() -> Vec<u8> {
    line([
        "conversation_id",
        "channel",
        "at",
        "rule",
        "family",
        "severity",
        "confidence",
        "related",
        "cause",
        "fingerprint",
        "finding_id",
        "says",
        "cues",
        "quotes",
        "earlier_conversation",
    ])
}

/// A finding of the conversation `id`; `earlier` is the conversation that it repeats, where it is about two.
pub(super) fn finding(
    id: &str,
    channel: &str,
    finding: &Finding,
    earlier: Option<&str>,
) -> Vec<u8> {
    let related: Vec<String> = finding.related.iter().map(u32::to_string).collect();
    let quotes: Vec<String> = finding
        .evidence
        .quotes
        .iter()
        .filter(|quote| !quote.text.is_empty())
        .map(quote)
        .collect();
    line([
        id.to_owned(),
        channel.to_owned(),
        finding.at.to_string(),
        finding.rule.to_owned(),
        finding.family.as_str().to_owned(),
        finding.severity.as_str().to_owned(),
        Decimal::hundredths(finding.confidence).to_string(),
        related.join(" "),
        optional(finding.cause),
        Fingerprint(finding.fingerprint).to_string(),
        Hash(finding.finding_id).to_string(),
        finding.evidence.says.clone(),
        finding.evidence.cues.join(" "),
        quotes.join("\n"),
        optional(earlier),
    ])
}

/// A quote on a line of its own: item, speaker, words.
fn quote(quote: &Quote) -> String {
    match quote.by {
        Some(by) => format!("{} {}: {}", quote.span.item, by.as_str(), quote.text),
        None => format!("{}: {}", quote.span.item, quote.text),
    }
}

/// A value, or an empty cell.
pub(super) fn optional(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
