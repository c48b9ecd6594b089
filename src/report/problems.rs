//! The problems and where they are: the only output that names files.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::target::Target;
use super::v1::{HeaderRecord, SummaryRecord};
use super::{Header, Located, Output, Report, Reporter, Skipped, TargetKind};

/// `-o problems=PATH`.
#[derive(Debug)]
pub(super) struct Problems;

impl Reporter for Problems {
    fn id(&self) -> &'static str {
        "problems"
    }

    fn about(&self) -> &'static str {
        "one JSON object a line: every record that could not be read or is odd, with file, record, reason and advice, and every file passed over"
    }

    fn target(&self) -> TargetKind {
        TargetKind::File
    }

    fn open(&self, target: Option<&Path>, header: &Header) -> io::Result<Box<dyn Output>> {
        let mut list = List {
            target: Target::open(target)?,
        };
        list.line(&HeaderRecord::of(header))?;
        Ok(Box::new(list))
    }
}

#[derive(Serialize)]
struct ProblemRecord<'a> {
    r#type: &'static str,
    file: &'a str,
    record: u64,
    what: &'a str,
    advice: &'static str,
}

#[derive(Serialize)]
struct SkippedRecord<'a> {
    r#type: &'static str,
    file: &'a str,
    reason: &'a str,
}

struct List {
    target: Target,
}

impl List {
    fn line(&mut self, record: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.target, record)?;
        self.target.write_all(b"\n")
    }

    /// By place, not by the order in which workers met them.
    fn located(&mut self, r#type: &'static str, all: &[Located]) -> io::Result<()> {
        let mut all: Vec<&Located> = all.iter().collect();
        all.sort_by_key(|located| (&located.file, located.problem.record, &located.problem.what));
        for Located { file, problem } in all {
            let (record, what, advice) = (problem.record, problem.what.as_str(), problem.advice);
            self.line(&ProblemRecord {
                r#type,
                file,
                record,
                what,
                advice,
            })?;
        }
        Ok(())
    }
}

impl Output for List {
    fn append(&mut self, _encoded: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn finish(mut self: Box<Self>, report: &Report) -> io::Result<()> {
        self.located("problem", &report.problems)?;
        self.located("notice", &report.notices)?;
        let mut skipped: Vec<&Skipped> = report.skipped.iter().collect();
        skipped.sort_by_key(|one| &one.file);
        for Skipped { file, reason } in skipped {
            self.line(&SkippedRecord {
                r#type: "skipped",
                file,
                reason,
            })?;
        }
        self.line(&SummaryRecord::of(report))?;
        self.target.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Problems;
    use crate::report::sample::{self, write};

    #[test]
    fn problems_come_by_place_whatever_order_they_were_met_in() {
        let mut report = sample::troubled();
        let text = write(&Problems, &report, &[]);
        report.problems.reverse();
        assert_eq!(write(&Problems, &report, &[]), text);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), report.problems.len() + 2);
        assert_eq!(
            lines[1],
            concat!(
                r#"{"type":"problem","file":"exports/march.csv","record":17,"what":"the column `sender` is empty","#,
                r#""advice":"fill it, or map the speaker under [roles]"}"#
            )
        );
    }

    #[test]
    fn no_problems_are_two_lines() {
        assert_eq!(write(&Problems, &sample::empty(), &[]).lines().count(), 2);
    }
}
