//! The rows of the three tables. Columns are only ever added, at the end.

use ::csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::contact::{NeedKind, Outcome};
use crate::report::figure::{FIGURES, Value, Wait};
use crate::report::v1::{Decimal, Fingerprint, Hash};
use crate::rule::{Finding, Quote, Verdict};
use crate::tally::{Counts, Tally};

/// One line, its end included.
fn line<T: AsRef<[u8]>>(cells: impl IntoIterator<Item = T>) -> Vec<u8> {
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
    ])
}

pub(super) fn finding(verdict: &Verdict, finding: &Finding) -> Vec<u8> {
    let related: Vec<String> = finding.related.iter().map(u32::to_string).collect();
    let quotes: Vec<String> = finding
        .evidence
        .quotes
        .iter()
        .filter(|quote| !quote.text.is_empty())
        .map(quote)
        .collect();
    line([
        verdict.id.clone(),
        verdict.channel.clone(),
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
    ])
}

/// A quote on a line of its own: item, speaker, words.
fn quote(quote: &Quote) -> String {
    match quote.by {
        Some(by) => format!("{} {}: {}", quote.span.item, by.as_str(), quote.text),
        None => format!("{}: {}", quote.span.item, quote.text),
    }
}

/// The columns of the channel table: every figure, then every outcome of asked and of inferred needs.
pub(super) fn channel_header() -> Vec<u8> {
    let mut cells = vec!["scope".to_owned(), "channel".to_owned()];
    for figure in FIGURES {
        let id = figure.id;
        match (figure.of)(&Counts::default()) {
            Value::Count(_) => cells.push(id.to_owned()),
            Value::Share { .. } => {
                cells.extend([
                    id.to_owned(),
                    format!("{id}_low"),
                    format!("{id}_high"),
                    format!("{id}_n"),
                ]);
            }
            Value::Bounds { .. } => {
                cells.extend([format!("{id}_low"), format!("{id}_high"), format!("{id}_n")]);
            }
            Value::Wait { .. } => {
                cells.extend([id.to_owned(), format!("{id}_never"), format!("{id}_n")]);
            }
        }
    }
    for needs in ["asked", "inferred"] {
        cells.extend(Outcome::ALL.map(|outcome| format!("{needs}_{}", outcome.as_str())));
    }
    line(cells)
}

/// One row over all, then one a channel.
pub(super) fn channels(tally: &Tally) -> Vec<Vec<u8>> {
    let all = channel("all", "", &tally.all);
    let channels = tally
        .channels
        .iter()
        .map(|(word, counts)| channel("channel", word, counts));
    std::iter::once(all).chain(channels).collect()
}

fn channel(scope: &str, word: &str, counts: &Counts) -> Vec<u8> {
    let mut cells = vec![scope.to_owned(), word.to_owned()];
    let part = |share: Option<f64>| optional(share.map(Decimal::share));
    for figure in FIGURES {
        match (figure.of)(counts) {
            Value::Count(count) => cells.push(count.to_string()),
            Value::Share { share, n } => {
                let parts = [
                    share.map(|share| share.point),
                    share.map(|share| share.low),
                    share.map(|share| share.high),
                ];
                cells.extend(parts.map(part));
                cells.push(n.to_string());
            }
            Value::Bounds { bounds, n } => {
                let (low, high) = bounds.unzip();
                cells.extend([part(low), part(high), n.to_string()]);
            }
            Value::Wait { wait, n } => {
                let seconds = match wait {
                    Some(Wait::Seconds(seconds)) => Some(seconds),
                    _ => None,
                };
                cells.extend([
                    optional(seconds),
                    (wait == Some(Wait::Never)).to_string(),
                    n.to_string(),
                ]);
            }
        }
    }
    for needs in [&counts.asked, &counts.inferred] {
        cells.extend(Outcome::ALL.map(|outcome| needs.get(&outcome).unwrap_or(&0).to_string()));
    }
    line(cells)
}

/// A value, or an empty cell.
fn optional(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
