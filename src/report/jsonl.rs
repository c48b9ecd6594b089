//! The verdict stream: one line a conversation, in the order of the input, then one a link.
//!
//! The first line says what judged, the last that nothing is missing. Lines are encoded where the conversation was
//! judged, so that this output costs the run no time of its own.

use std::io::{self, Write};
use std::path::Path;

use super::joined::LinkRecord;
use super::target::Target;
use super::v1::{ConversationRecord, HeaderRecord, SummaryRecord};
use super::{Header, Output, Report, Reporter, TargetKind};
use crate::link::Link;
use crate::rule::Verdict;

/// `-o jsonl=PATH`.
#[derive(Debug)]
pub(super) struct Jsonl;

impl Reporter for Jsonl {
    fn id(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "one JSON object a line: every conversation's verdict with its evidence, in input order"
    }

    fn target(&self) -> TargetKind {
        TargetKind::File
    }

    fn encode(&self, verdict: &Verdict, out: &mut Vec<u8>) {
        encode(&ConversationRecord::of(verdict), out);
    }

    fn encode_link(&self, link: &Link, out: &mut Vec<u8>) {
        encode(&LinkRecord::of(link), out);
    }

    fn open(&self, target: Option<&Path>, header: &Header) -> io::Result<Box<dyn Output>> {
        let mut stream = Stream {
            target: Target::open(target)?,
        };
        stream.line(&HeaderRecord::of(header))?;
        Ok(Box::new(stream))
    }
}

fn encode(record: &impl serde::Serialize, out: &mut Vec<u8>) {
    let start = out.len();
    match serde_json::to_writer(&mut *out, record) {
        Ok(()) => out.push(b'\n'),
        // Plain structs into memory cannot fail; if they ever did, half a line would be worse than none.
        Err(_) => out.truncate(start),
    }
}

struct Stream {
    target: Target,
}

impl Stream {
    fn line(&mut self, record: &impl serde::Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.target, record)?;
        self.target.write_all(b"\n")
    }
}

impl Output for Stream {
    fn append(&mut self, encoded: &[u8]) -> io::Result<()> {
        self.target.write_all(encoded)
    }

    fn finish(mut self: Box<Self>, report: &Report) -> io::Result<()> {
        self.line(&SummaryRecord::of(report))?;
        self.target.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Jsonl;
    use crate::report::sample::{self, write};

    #[test]
    fn a_stream_has_a_first_and_a_last_line() {
        for report in sample::reports() {
            let text = write(&Jsonl, &report, &report.worst);
            let lines: Vec<serde_json::Value> = text
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
            assert_eq!(lines.len(), report.worst.len() + 2);
            assert_eq!(
                (&lines[0]["type"], &lines[0]["tool"]),
                (&"header".into(), &"lamsa".into())
            );
            assert_eq!(lines[0]["schema_version"], 1);
            let last = &lines[lines.len() - 1];
            assert_eq!(
                (&last["type"], &last["complete"]),
                (&"summary".into(), &report.complete.into())
            );
            assert_eq!(last["judged"], report.tally.all.judged);
        }
    }

    #[test]
    fn a_record_holds_everything_in_its_order() {
        let text = write(&Jsonl, &sample::mixed(), &[sample::refused()]);
        let line = text.lines().nth(1).unwrap();
        assert_eq!(
            line,
            concat!(
                r#"{"type":"conversation","id":"chat-0412","channel":"chat","language":"en","not_judged":null,"need":["asked","upset"],"#,
                r#""need_at":4,"outcome":"refused","missing_handoff":true,"repeated_info":true,"dead_end":false,"#,
                r#""human_present":false,"late":false,"turns_to_human":null,"seconds_to_human":null,"beside":{},"findings":["#,
                r#"{"rule":"re-ask","family":"repeated-info","at":3,"related":[1],"confidence":0.90,"severity":"medium","#,
                r#""fingerprint":"v1:00000000000000a1","finding_id":"0000000000000a11","evidence":{"#,
                r#""says":"The bot asked again for the order number given in item 1.","cues":["slot:order"],"quotes":["#,
                r#"{"item":1,"start":0,"end":21,"text":"my order is [order 1]"},"#,
                r#"{"item":3,"start":0,"end":35,"text":"Please share your order number 😊"}]}},"#,
                r#"{"rule":"refused-request","family":"missing-handoff","at":5,"related":[4],"confidence":0.97,"severity":"high","#,
                r#""fingerprint":"v1:00000000000000b2","finding_id":"0000000000000b22","cause":3,"evidence":{"#,
                r#""says":"The customer asked for a person and the bot kept its menu.","cues":["refusal"],"quotes":["#,
                r#"{"item":4,"start":0,"end":41,"text":"just get me a real person, Im so done now"},"#,
                r#"{"item":5,"start":0,"end":52,"text":"I can help with that! Choose: 1 Orders 2 Returns 3 FAQ"}]}}]}"#,
            )
        );
    }
}
