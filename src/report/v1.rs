//! Version 1 of the machine-readable records, as `docs/schema` describes them.
//!
//! Engines and scores rely on these: a field may be added, none renamed, retyped or dropped; what needs that is a
//! version 2 beside this module.

mod beside;

use std::fmt;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use self::beside::BesideRecord;
use super::{Accounting, Header, Report};
use crate::rule::{Evidence, Finding, Quote, Verdict};
use crate::tally::Interval;
use crate::transcript::Capabilities;

/// What every output says about the judgement.
#[derive(Serialize)]
pub(super) struct HeaderRecord {
    r#type: &'static str,
    schema_version: u32,
    tool: &'static str,
    version: &'static str,
    detector_hash: Hash,
    config_hash: Hash,
}

impl HeaderRecord {
    pub(super) const fn of(header: &Header) -> Self {
        Self {
            r#type: "header",
            schema_version: Header::SCHEMA_VERSION,
            tool: "lamsa",
            version: header.version,
            detector_hash: Hash(header.detector_hash),
            config_hash: Hash(header.config_hash),
        }
    }
}

/// One conversation's verdict.
#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the record's fields"
)]
pub(super) struct ConversationRecord<'a> {
    r#type: &'static str,
    id: &'a str,
    channel: &'a str,
    language: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    capabilities: Option<Vec<&'static str>>,
    not_judged: Option<&'static str>,
    need: Vec<&'static str>,
    need_at: Option<u32>,
    outcome: Option<&'static str>,
    missing_handoff: Option<bool>,
    repeated_info: bool,
    dead_end: bool,
    human_present: bool,
    late: bool,
    turns_to_human: Option<u32>,
    seconds_to_human: Option<i64>,
    beside: BesideRecord,
    findings: Vec<FindingRecord<'a>>,
}

impl<'a> ConversationRecord<'a> {
    pub(super) fn of(verdict: &'a Verdict) -> Self {
        let shows_all = verdict.capabilities == Capabilities::ALL;
        Self {
            r#type: "conversation",
            id: &verdict.id,
            channel: &verdict.channel,
            language: verdict.language,
            capabilities: (!shows_all).then(|| verdict.capabilities.names().collect()),
            not_judged: verdict.not_judged,
            need: verdict
                .need
                .kinds()
                .map(crate::contact::NeedKind::as_str)
                .collect(),
            need_at: verdict.need_at,
            outcome: verdict.outcome.map(crate::contact::Outcome::as_str),
            missing_handoff: verdict.missing_handoff,
            repeated_info: verdict.repeated_info,
            dead_end: verdict.dead_end,
            human_present: verdict.human_present,
            late: verdict.late,
            turns_to_human: verdict.turns_to_human,
            seconds_to_human: verdict.seconds_to_human,
            beside: BesideRecord::of(&verdict.beside),
            findings: verdict.findings.iter().map(FindingRecord::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct FindingRecord<'a> {
    rule: &'static str,
    family: &'static str,
    at: u32,
    related: &'a [u32],
    confidence: Decimal,
    severity: &'static str,
    fingerprint: Fingerprint,
    finding_id: Hash,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<u32>,
    evidence: EvidenceRecord<'a>,
}

impl<'a> FindingRecord<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            rule: finding.rule,
            family: finding.family.as_str(),
            at: finding.at,
            related: &finding.related,
            confidence: Decimal::hundredths(finding.confidence),
            severity: finding.severity.as_str(),
            fingerprint: Fingerprint(finding.fingerprint),
            finding_id: Hash(finding.finding_id),
            cause: finding.cause,
            evidence: EvidenceRecord::of(&finding.evidence),
        }
    }
}

#[derive(Serialize)]
struct EvidenceRecord<'a> {
    says: &'a str,
    cues: &'a [String],
    quotes: Vec<QuoteRecord<'a>>,
}

impl<'a> EvidenceRecord<'a> {
    fn of(evidence: &'a Evidence) -> Self {
        let quotes = evidence.quotes.iter().map(QuoteRecord::of).collect();
        Self {
            says: &evidence.says,
            cues: &evidence.cues,
            quotes,
        }
    }
}

#[derive(Serialize)]
struct QuoteRecord<'a> {
    item: u32,
    start: u32,
    end: u32,
    text: &'a str,
}

impl<'a> QuoteRecord<'a> {
    fn of(quote: &'a Quote) -> Self {
        Self {
            item: quote.span.item,
            start: quote.span.start,
            end: quote.span.end,
            text: &quote.text,
        }
    }
}

/// Where every record went.
#[derive(Serialize)]
pub(super) struct AccountingRecord {
    files: u64,
    skipped_files: u64,
    unrecognised_files: u64,
    broken_files: u64,
    read: u64,
    used: u64,
    duplicate: u64,
    skipped: u64,
    unreadable: u64,
    dropped_notes: u64,
    timed: u64,
    unread_times: u64,
    zoneless_times: u64,
    disordered: u64,
}

impl AccountingRecord {
    pub(super) const fn of(accounting: &Accounting) -> Self {
        Self {
            files: accounting.files,
            skipped_files: accounting.skipped_files,
            unrecognised_files: accounting.unrecognised_files,
            broken_files: accounting.broken_files,
            read: accounting.read(),
            used: accounting.used,
            duplicate: accounting.duplicate,
            skipped: accounting.skipped,
            unreadable: accounting.unreadable,
            dropped_notes: accounting.dropped_notes,
            timed: accounting.timed,
            unread_times: accounting.unread_times,
            zoneless_times: accounting.zoneless_times,
            disordered: accounting.disordered,
        }
    }
}

/// The last line of a stream: without it, the stream was cut short.
#[derive(Serialize)]
pub(super) struct SummaryRecord {
    r#type: &'static str,
    complete: bool,
    accounting: AccountingRecord,
    judged: u64,
}

impl SummaryRecord {
    pub(super) const fn of(report: &Report) -> Self {
        Self {
            r#type: "summary",
            complete: report.complete,
            accounting: AccountingRecord::of(&report.accounting),
            judged: report.tally.all.judged,
        }
    }
}

/// A share with its interval, to four decimals; the shares are null where n is 0.
#[derive(Serialize)]
pub(super) struct ShareRecord {
    point: Option<Decimal>,
    low: Option<Decimal>,
    high: Option<Decimal>,
    n: u64,
}

impl ShareRecord {
    pub(super) fn of(share: Option<Interval>, n: u64) -> Self {
        let part = |part: fn(&Interval) -> f64| share.as_ref().map(part).map(Decimal::share);
        Self {
            point: part(|share| share.point),
            low: part(|share| share.low),
            high: part(|share| share.high),
            n,
        }
    }
}

/// A number with a fixed count of decimals, written as it stands: no digits that are an accident of binary fractions.
pub(super) struct Decimal {
    units: u64,
    places: usize,
}

impl Decimal {
    /// A confidence.
    pub(super) const fn hundredths(hundredths: u8) -> Self {
        Self {
            units: hundredths as u64,
            places: 2,
        }
    }

    /// Seconds as hours, to one decimal; negative ones are none.
    pub(super) const fn hours(seconds: i64) -> Self {
        let seconds = if seconds < 0 {
            0
        } else {
            seconds.unsigned_abs()
        };
        Self {
            units: (seconds + 180) / 360,
            places: 1,
        }
    }

    /// A share between 0 and 1, to four decimals.
    #[expect(clippy::cast_sign_loss, reason = "shares lie between 0 and 1")]
    pub(super) fn share(share: f64) -> Self {
        Self {
            units: (share * 10_000.0).round() as u64,
            places: 4,
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10_u64.pow(self.places as u32);
        write!(
            out,
            "{}.{:0places$}",
            self.units / one,
            self.units % one,
            places = self.places
        )
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_string())
            .map_err(S::Error::custom)?
            .serialize(serializer)
    }
}

/// A hash as 16 hexadecimal digits: JSON numbers do not hold 64 bits everywhere.
pub(super) struct Hash(pub(super) u64);

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:016x}", self.0)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The class of a finding, marked with the version of its making.
pub(super) struct Fingerprint(pub(super) u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "v1:{:016x}", self.0)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn decimals_do_not_drift() {
        assert_eq!(Decimal::hundredths(90).to_string(), "0.90");
        assert_eq!(Decimal::hundredths(7).to_string(), "0.07");
        assert_eq!(
            serde_json::to_string(&Decimal::hundredths(100)).unwrap(),
            "1.00"
        );
        assert_eq!(Decimal::share(1.0 / 3.0).to_string(), "0.3333");
    }
}
