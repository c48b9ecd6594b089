//! Three tables in a folder, for spreadsheets and data frames: channels, conversations, findings.
//!
//! UTF-8 without byte order mark, LF, RFC 4180 quoting, values exactly as they are. Rows are encoded where conversations
//! are judged, sorted by id outside memory, and so do not depend on the order of the input.

mod channels;
mod rows;

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::target::Folder;
use super::v1::{AccountingRecord, Hash};
use super::{Header, Output, Report, Reporter, TargetKind};
use crate::link::Link;
use crate::rule::{Finding, Verdict};
use crate::spill::Sorter;

/// `-o csv=FOLDER`.
#[derive(Debug)]
pub(super) struct Csv;

const CHANNELS: &str = "channels.csv";
const CONVERSATIONS: &str = "conversations.csv";
const FINDINGS: &str = "findings.csv";

impl Reporter for Csv {
    fn id(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "a folder of tables: channels.csv, conversations.csv, findings.csv (UTF-8), and manifest.json"
    }

    fn target(&self) -> TargetKind {
        TargetKind::Directory
    }

    fn encode(&self, verdict: &Verdict, out: &mut Vec<u8>) {
        frame(
            out,
            Sheet::Conversations,
            verdict.id.as_bytes(),
            &rows::conversation(verdict),
        );
        for finding in &verdict.findings {
            let row = rows::finding(&verdict.id, &verdict.channel, finding, None);
            frame(out, Sheet::Findings, &place(&verdict.id, finding), &row);
        }
    }

    fn encode_link(&self, link: &Link, out: &mut Vec<u8>) {
        if let Some(finding) = link.finding() {
            let row = rows::finding(&link.to, &link.to_channel, &finding, Some(&link.from));
            frame(out, Sheet::Findings, &place(&link.to, &finding), &row);
        }
    }

    fn open(&self, target: Option<&Path>, header: &Header) -> io::Result<Box<dyn Output>> {
        let Some(path) = target.filter(|path| *path != Path::new("-")) else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "csv writes a folder; name one: -o csv=FOLDER",
            ));
        };
        let folder = Folder::open(path, &[CHANNELS, CONVERSATIONS, FINDINGS])?;
        let header = header.clone();
        Ok(Box::new(Tables {
            folder,
            header,
            conversations: Sorter::default(),
            findings: Sorter::default(),
        }))
    }
}

/// Where a finding stands in its table: by id, then item, then rule, as findings are ordered within a verdict.
fn place(id: &str, finding: &Finding) -> Vec<u8> {
    let mut key = id.as_bytes().to_vec();
    key.push(0);
    key.extend_from_slice(&finding.at.to_be_bytes());
    key.extend_from_slice(finding.rule.as_bytes());
    key
}

/// Which table an encoded row belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sheet {
    Conversations,
    Findings,
}

/// Appends a row with its table and sort key, so that rows of several verdicts can be told apart again.
fn frame(out: &mut Vec<u8>, sheet: Sheet, key: &[u8], row: &[u8]) {
    out.push(sheet as u8);
    out.extend_from_slice(&(key.len() as u32).to_le_bytes());
    out.extend_from_slice(&(row.len() as u32).to_le_bytes());
    out.extend_from_slice(key);
    out.extend_from_slice(row);
}

struct Framed<'a> {
    sheet: Sheet,
    key: &'a [u8],
    row: &'a [u8],
}

/// The first row of `encoded`, and the rest.
fn unframe(encoded: &[u8]) -> Option<(Framed<'_>, &[u8])> {
    let (sheet, rest) = encoded.split_first()?;
    let (key, rest) = rest.split_first_chunk::<4>()?;
    let (row, rest) = rest.split_first_chunk::<4>()?;
    let (key, rest) = rest.split_at_checked(u32::from_le_bytes(*key) as usize)?;
    let (row, rest) = rest.split_at_checked(u32::from_le_bytes(*row) as usize)?;
    let sheet = if *sheet == Sheet::Conversations as u8 {
        Sheet::Conversations
    } else {
        Sheet::Findings
    };
    Some((Framed { sheet, key, row }, rest))
}

struct Tables {
    folder: Folder,
    header: Header,
    conversations: Sorter,
    findings: Sorter,
}

impl Output for Tables {
    fn append(&mut self, mut encoded: &[u8]) -> io::Result<()> {
        while let Some((framed, rest)) = unframe(encoded) {
            match framed.sheet {
                Sheet::Conversations => self.conversations.push(framed.key, framed.row)?,
                Sheet::Findings => self.findings.push(framed.key, framed.row)?,
            }
            encoded = rest;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, report: &Report) -> io::Result<()> {
        let Self {
            mut folder,
            header,
            conversations,
            findings,
        } = *self;
        let [channels_file, conversations_file, findings_file] = folder.files() else {
            return Err(io::Error::other(
                "the csv folder was opened with other files",
            ));
        };
        let mut channels = channels::channels(&report.tally);
        let written = channels.len() as u64;
        let files = [
            FileRecord {
                name: CHANNELS,
                rows: written,
                bytes: write_rows(channels_file, &channels::channel_header(), |out| {
                    channels.drain(..).try_for_each(|row| out(&row))
                })?,
            },
            sorted_file(
                CONVERSATIONS,
                conversations_file,
                &rows::conversation_header(),
                conversations,
            )?,
            sorted_file(FINDINGS, findings_file, &rows::finding_header(), findings)?,
        ];
        let manifest = ManifestRecord {
            r#type: "manifest",
            schema: "lamsa/manifest@1",
            schema_version: Header::SCHEMA_VERSION,
            tool: "lamsa",
            version: header.version,
            detector_hash: Hash(header.detector_hash),
            config_hash: Hash(header.config_hash),
            complete: report.complete,
            accounting: AccountingRecord::of(&report.accounting),
            judged: report.tally.all.judged,
            files,
        };
        let mut manifest = serde_json::to_vec_pretty(&manifest)?;
        manifest.push(b'\n');
        folder.finish(&manifest)
    }
}

/// Writes a table from sorted rows.
fn sorted_file(
    name: &'static str,
    file: &mut impl Write,
    header: &[u8],
    rows: Sorter,
) -> io::Result<FileRecord> {
    let mut sorted = rows.sorted()?;
    let mut count = 0;
    let bytes = write_rows(file, header, |out| {
        while let Some((_, row)) = sorted.next_record()? {
            count += 1;
            out(row)?;
        }
        Ok(())
    })?;
    Ok(FileRecord {
        name,
        rows: count,
        bytes,
    })
}

/// Writes a header and the rows that `rows` hands over; the number of bytes in all.
fn write_rows(
    file: &mut impl Write,
    header: &[u8],
    rows: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()>,
) -> io::Result<u64> {
    let mut bytes = header.len() as u64;
    file.write_all(header)?;
    rows(&mut |row| {
        bytes += row.len() as u64;
        file.write_all(row)
    })?;
    Ok(bytes)
}

#[derive(Serialize)]
struct ManifestRecord {
    r#type: &'static str,
    schema: &'static str,
    schema_version: u32,
    tool: &'static str,
    version: &'static str,
    detector_hash: Hash,
    config_hash: Hash,
    complete: bool,
    accounting: AccountingRecord,
    judged: u64,
    files: [FileRecord; 3],
}

#[derive(Serialize)]
struct FileRecord {
    name: &'static str,
    rows: u64,
    bytes: u64,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::{CHANNELS, CONVERSATIONS, Csv, FINDINGS};
    use crate::report::target::MANIFEST;
    use crate::report::{Report, Reporter, sample};
    use crate::rule::Verdict;

    type Table = Vec<BTreeMap<String, String>>;

    fn write(report: &Report, verdicts: &[Verdict]) -> BTreeMap<&'static str, String> {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("tables");
        let mut output = Csv.open(Some(&path), &report.header).unwrap();
        for verdict in verdicts {
            let mut encoded = Vec::new();
            Csv.encode(verdict, &mut encoded);
            output.append(&encoded).unwrap();
        }
        output.finish(report).unwrap();
        [CHANNELS, CONVERSATIONS, FINDINGS, MANIFEST]
            .map(|name| (name, fs::read_to_string(path.join(name)).unwrap()))
            .into()
    }

    fn table(text: &str) -> Table {
        ::csv::Reader::from_reader(text.as_bytes())
            .deserialize()
            .map(Result::unwrap)
            .collect()
    }

    #[test]
    fn tables_do_not_depend_on_the_order_of_the_input() {
        let report = sample::mixed();
        let mut verdicts = report.worst.clone();
        let written = write(&report, &verdicts);
        verdicts.reverse();
        assert_eq!(write(&report, &verdicts), written);
        let ids: Vec<String> = table(&written[CONVERSATIONS])
            .into_iter()
            .map(|mut row| row.remove("id").unwrap())
            .collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn values_come_back_as_they_were() {
        let report = sample::mixed();
        let verdict = sample::refused();
        let written = write(&report, std::slice::from_ref(&verdict));
        let row = &table(&written[CONVERSATIONS])[0];
        assert_eq!(
            (
                row["id"].as_str(),
                row["need"].as_str(),
                row["outcome"].as_str()
            ),
            ("chat-0412", "asked upset", "refused")
        );
        assert_eq!(
            (
                row["missing_handoff"].as_str(),
                row["seconds_to_human"].as_str()
            ),
            ("true", "")
        );
        let findings = table(&written[FINDINGS]);
        assert_eq!(findings.len(), verdict.findings.len());
        assert_eq!(
            findings[0]["quotes"],
            "1 customer: my order is [order 1]\n3 bot: Please share your order number 😊"
        );
        assert_eq!(
            (
                findings[0]["confidence"].as_str(),
                findings[1]["cause"].as_str()
            ),
            ("0.90", "3")
        );
        let all = &table(&written[CHANNELS])[0];
        assert_eq!(
            (all["scope"].as_str(), all["channel"].as_str()),
            ("all", "")
        );
        assert_eq!(all["missed_needs"], report.tally.all.missed().to_string());
        for text in written.values() {
            assert!(!text.starts_with('\u{feff}') && !text.contains('\r'));
        }
    }

    #[test]
    fn an_empty_report_is_tables_without_rows() {
        let written = write(&sample::empty(), &[]);
        assert_eq!(table(&written[CONVERSATIONS]).len(), 0);
        let channels = table(&written[CHANNELS]);
        assert_eq!(
            (channels.len(), channels[0]["human_contact_gap"].as_str()),
            (1, "")
        );
        let manifest: serde_json::Value = serde_json::from_str(&written[MANIFEST]).unwrap();
        assert_eq!(manifest["files"][1]["bytes"], written[CONVERSATIONS].len());
    }

    #[test]
    fn tables_are_no_stream() {
        assert!(Csv.open(None, &sample::header()).is_err());
    }
}
