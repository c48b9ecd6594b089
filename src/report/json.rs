//! The whole report as one object: every count, every figure with its interval, and what each figure means.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::figure::{self, INTERVAL, Value, Wait};
use super::joined::{self, JoinedRecord};
use super::target::Target;
use super::v1::{AccountingRecord, ConversationRecord, Decimal, Hash, ShareRecord};
use super::{Header, Output, Report, Reporter, TargetKind};
use crate::contact::Outcome;
use crate::tally::{Counts, Histogram};

/// `-o json=PATH`.
#[derive(Debug)]
pub(super) struct Json;

impl Reporter for Json {
    fn id(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "one JSON object: every count and figure by channel, with intervals, definitions and the worst conversations"
    }

    fn target(&self) -> TargetKind {
        TargetKind::File
    }

    fn open(&self, target: Option<&Path>, _header: &Header) -> io::Result<Box<dyn Output>> {
        Ok(Box::new(Document {
            target: Target::open(target)?,
        }))
    }
}

struct Document {
    target: Target,
}

impl Output for Document {
    fn append(&mut self, _encoded: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn finish(mut self: Box<Self>, report: &Report) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.target, &ReportRecord::of(report))?;
        self.target.write_all(b"\n")?;
        self.target.finish()
    }
}

#[derive(Serialize)]
struct ReportRecord<'a> {
    r#type: &'static str,
    schema: &'static str,
    schema_version: u32,
    tool: &'static str,
    version: &'static str,
    detector_hash: Hash,
    config_hash: Hash,
    complete: bool,
    accounting: AccountingRecord,
    links: JoinedRecord<'a>,
    all: CountsRecord<'a>,
    channels: Vec<CountsRecord<'a>>,
    worst: Vec<ConversationRecord<'a>>,
    worst_cap: usize,
    definitions: Definitions,
}

impl<'a> ReportRecord<'a> {
    fn of(report: &'a Report) -> Self {
        let tally = &report.tally;
        Self {
            r#type: "report",
            schema: "lamsa/report@1",
            schema_version: Header::SCHEMA_VERSION,
            tool: "lamsa",
            version: report.header.version,
            detector_hash: Hash(report.header.detector_hash),
            config_hash: Hash(report.header.config_hash),
            complete: report.complete,
            accounting: AccountingRecord::of(&report.accounting),
            links: JoinedRecord::of(report),
            all: CountsRecord::of(None, &tally.all),
            channels: tally
                .channels
                .iter()
                .map(|(channel, counts)| CountsRecord::of(Some(channel), counts))
                .collect(),
            worst: report.worst.iter().map(ConversationRecord::of).collect(),
            worst_cap: Report::WORST,
            definitions: Definitions,
        }
    }
}

/// What was counted over one channel, or over all.
#[derive(Serialize)]
struct CountsRecord<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    figures: Figures<'a>,
    not_judged: &'a BTreeMap<&'static str, u64>,
    asked: Outcomes<'a>,
    inferred: Outcomes<'a>,
    rules: BTreeMap<&'static str, RuleRecord>,
    waits: Vec<WaitRecord>,
}

impl<'a> CountsRecord<'a> {
    fn of(channel: Option<&'a str>, counts: &'a Counts) -> Self {
        let rules = counts.by_rule.iter().map(|(rule, conversations)| {
            (
                *rule,
                RuleRecord {
                    conversations: *conversations,
                    findings: counts.findings.get(rule).copied().unwrap_or(0),
                },
            )
        });
        let waits = counts
            .seconds_to_human
            .counts()
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0);
        Self {
            channel,
            figures: Figures(counts),
            not_judged: &counts.not_judged,
            asked: Outcomes(&counts.asked),
            inferred: Outcomes(&counts.inferred),
            rules: rules.collect(),
            waits: waits
                .map(|(bucket, count)| WaitRecord {
                    from: Histogram::lower_bound(bucket),
                    count: *count,
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct RuleRecord {
    conversations: u64,
    findings: u64,
}

/// How many waited at least so many seconds, and less than the next entry possible.
#[derive(Serialize)]
struct WaitRecord {
    from: u64,
    count: u64,
}

/// Every outcome with its count, the empty ones too, so that a reader need not know the list.
struct Outcomes<'a>(&'a BTreeMap<Outcome, u64>);

impl Serialize for Outcomes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            Outcome::ALL
                .map(|outcome| (outcome.as_str(), self.0.get(&outcome).copied().unwrap_or(0))),
        )
    }
}

struct Figures<'a>(&'a Counts);

impl Serialize for Figures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for figure in figure::all() {
            match (figure.of)(self.0) {
                Value::Count(count) => map.serialize_entry(figure.id, &count)?,
                Value::Share { share, n } => {
                    map.serialize_entry(figure.id, &ShareRecord::of(share, n))?;
                }
                Value::Bounds { bounds, n } => {
                    map.serialize_entry(figure.id, &BoundsRecord::of(bounds, n))?;
                }
                Value::Turns { turns, n } => {
                    map.serialize_entry(figure.id, &TurnsRecord { turns, n })?;
                }
                Value::Wait { wait, n } => {
                    map.serialize_entry(figure.id, &WaitingRecord::of(wait, n))?;
                }
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct BoundsRecord {
    low: Option<Decimal>,
    high: Option<Decimal>,
    n: u64,
}

impl BoundsRecord {
    fn of(bounds: Option<(f64, f64)>, n: u64) -> Self {
        let (low, high) = bounds.unzip();
        Self {
            low: low.map(Decimal::share),
            high: high.map(Decimal::share),
            n,
        }
    }
}

#[derive(Serialize)]
struct TurnsRecord {
    turns: Option<u64>,
    n: u64,
}

#[derive(Serialize)]
struct WaitingRecord {
    seconds: Option<u64>,
    never: bool,
    n: u64,
}

impl WaitingRecord {
    const fn of(wait: Option<Wait>, n: u64) -> Self {
        match wait {
            Some(Wait::Seconds(seconds)) => Self {
                seconds: Some(seconds),
                never: false,
                n,
            },
            Some(Wait::Never) => Self {
                seconds: None,
                never: true,
                n,
            },
            None => Self {
                seconds: None,
                never: false,
                n,
            },
        }
    }
}

struct Definitions;

impl Serialize for Definitions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let figures = figure::all().map(|figure| (figure.id, figure.definition));
        serializer.collect_map(
            figures
                .chain([("low, high, n", INTERVAL)])
                .chain(joined::DEFINITIONS),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Json;
    use crate::report::figure;
    use crate::report::sample::{self, write};

    fn parsed(report: &crate::report::Report) -> serde_json::Value {
        serde_json::from_str(&write(&Json, report, &[])).unwrap()
    }

    #[test]
    fn every_figure_is_there_and_defined() {
        for report in sample::reports() {
            let value = parsed(&report);
            for figure in figure::all() {
                assert!(
                    value["all"]["figures"].get(figure.id).is_some(),
                    "{}",
                    figure.id
                );
                assert_eq!(value["definitions"][figure.id], figure.definition);
            }
            assert_eq!(
                value["channels"].as_array().unwrap().len(),
                report.tally.channels.len()
            );
            assert_eq!(value["worst"].as_array().unwrap().len(), report.worst.len());
        }
    }

    #[test]
    fn nothing_to_divide_by_is_null() {
        let value = parsed(&sample::empty());
        let gap = &value["all"]["figures"]["human_contact_gap"];
        assert!(gap["point"].is_null() && gap["n"] == 0);
        assert!(value["all"]["figures"]["median_seconds_to_human"]["seconds"].is_null());
    }

    #[test]
    fn channels_add_up() {
        let value = parsed(&sample::mixed());
        let of = |record: &serde_json::Value| record["figures"]["missed_needs"].as_u64().unwrap();
        let channels: u64 = value["channels"].as_array().unwrap().iter().map(of).sum();
        assert_eq!(channels, of(&value["all"]));
        let gap = &value["all"]["figures"]["human_contact_gap"];
        let (low, point, high) = (
            gap["low"].as_f64().unwrap(),
            gap["point"].as_f64().unwrap(),
            gap["high"].as_f64().unwrap(),
        );
        assert!(low < point && point < high);
    }
}
