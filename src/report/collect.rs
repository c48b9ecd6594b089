//! From a stream of verdicts to a report: counts, the worst conversations, and the bytes of streaming reporters.

use xxhash_rust::xxh3::Xxh3;

use super::{Accounting, Header, Located, Report, Reporter, Skipped};
use crate::contact::NeedKind;
use crate::link::{Joined, Record};
use crate::rule::{Severity, Verdict};
use crate::tally::Tally;

/// What a worker makes of one chunk's verdicts.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    tally: Tally,
    worst: Worst,
    encoded: Vec<Vec<u8>>,
    records: Vec<Record>,
}

impl Batch {
    /// Adds a verdict, encoded for every reporter, and what the link phase keeps of the conversation.
    pub fn add(&mut self, reporters: &[&'static dyn Reporter], verdict: Verdict, record: Record) {
        self.records.push(record);
        self.encoded.resize_with(reporters.len(), Vec::new);
        for (reporter, bytes) in reporters.iter().zip(&mut self.encoded) {
            reporter.encode(&verdict, bytes);
        }
        self.tally.add(&verdict);
        self.worst.add(verdict);
    }

    /// What the link phase keeps, in input order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The bytes that each reporter encoded.
    #[must_use]
    pub fn encoded(&self) -> &[Vec<u8>] {
        &self.encoded
    }
}

/// Puts batches together.
#[derive(Clone, Debug, Default)]
pub struct Collector {
    tally: Tally,
    worst: Worst,
    /// Where every record went.
    pub accounting: Accounting,
    problems: Vec<Located>,
    links: Joined,
    notices: Vec<Located>,
    noticed: u64,
    skipped: Vec<Skipped>,
    /// Whether records were lost that nobody can count.
    pub torn: bool,
}

impl Collector {
    /// Adds a batch.
    pub fn add(&mut self, batch: Batch) {
        self.tally.merge(&batch.tally);
        for (_, verdict) in batch.worst.ranked {
            self.worst.add(verdict);
        }
    }

    /// The share of records, from 0 to 1, that could not be read, were left out, or stopped on an internal error.
    #[must_use]
    pub fn lost_share(&self) -> f64 {
        let internal = self.tally.all.not_judged.get("internal-error");
        let lost = self.accounting.unreadable + self.accounting.skipped + internal.unwrap_or(&0);
        if lost == 0 {
            0.0
        } else {
            lost as f64 / self.accounting.read() as f64
        }
    }

    /// Takes what the link phase found: duplicates are accounted for and no longer counted.
    pub fn join(&mut self, links: Joined) {
        self.accounting.used -= links.duplicates;
        self.accounting.duplicate += links.duplicates;
        if links.duplicates > 0 {
            self.tally = std::mem::take(&mut self.tally).without(&links.counted_twice);
        }
        self.links = links;
    }

    /// Keeps a problem while there is room.
    pub fn problem(&mut self, problem: Located) {
        if self.problems.len() < Report::PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// Counts what is odd about a record that was used, and keeps it while there is room.
    pub fn notice(&mut self, notice: Located) {
        self.noticed += 1;
        if self.notices.len() < Report::PROBLEMS {
            self.notices.push(notice);
        }
    }

    /// Counts a file that was passed over, and keeps it while there is room.
    pub fn skip(&mut self, skipped: Skipped) {
        self.accounting.skipped_files += 1;
        if self.skipped.len() < Report::PROBLEMS {
            self.skipped.push(skipped);
        }
    }

    /// The report. `complete` says whether every input was read to its end.
    #[must_use]
    pub fn finish(self, header: Header, complete: bool) -> Report {
        let tally = self.tally.capped();
        Report {
            header,
            accounting: self.accounting,
            links: self.links.capped(&tally),
            tally,
            worst: self
                .worst
                .ranked
                .into_iter()
                .map(|(_, verdict)| verdict)
                .collect(),
            problems: self.problems,
            notices: self.notices,
            noticed: self.noticed,
            skipped: self.skipped,
            complete,
        }
    }
}

/// The worst conversations in a total order, so that it does not matter in which order they come.
#[derive(Clone, Debug, Default)]
struct Worst {
    ranked: Vec<(Rank, Verdict)>,
}

/// How bad a conversation is: less is worse. Id, channel and a hash of what was found settle ties, so that only records
/// that read the same ever rank the same.
type Rank = (
    std::cmp::Reverse<(bool, Severity, bool, usize)>,
    String,
    String,
    u64,
);

impl Worst {
    fn add(&mut self, verdict: Verdict) {
        if verdict.findings.is_empty() {
            return;
        }
        let rank = rank(&verdict);
        let place = self.ranked.partition_point(|(known, _)| *known < rank);
        // The same conversation read twice is one of the worst once.
        let again = self
            .ranked
            .get(place)
            .is_some_and(|(known, _)| *known == rank);
        if place < Report::WORST && !again {
            self.ranked.insert(place, (rank, verdict));
            self.ranked.truncate(Report::WORST);
        }
    }
}

fn rank(verdict: &Verdict) -> Rank {
    let missed = verdict.missing_handoff == Some(true);
    let severity = verdict
        .findings
        .iter()
        .map(|finding| finding.severity)
        .max()
        .unwrap_or_default();
    let asked = verdict.need.has(NeedKind::Asked);
    let weight = std::cmp::Reverse((missed, severity, asked, verdict.findings.len()));
    let mut content = Xxh3::new();
    content.update(&verdict.items.to_le_bytes());
    for finding in &verdict.findings {
        content.update(&finding.finding_id.to_le_bytes());
        for quote in &finding.evidence.quotes {
            content.update(quote.text.as_bytes());
        }
    }
    (
        weight,
        verdict.id.clone(),
        verdict.channel.clone(),
        content.digest(),
    )
}
