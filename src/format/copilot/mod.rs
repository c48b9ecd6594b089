//! Microsoft Copilot Studio: conversation transcripts as Dataverse keeps them, and the sessions that the portal offers to
//! download.
//!
//! A transcript is a JSON string `content` in a row of CSV or JSON, or that content as a file: a list of activities in which
//! roles are numbers and times are seconds. People answer in another system and never appear. The sessions table has the
//! words alone, the bot's cut to 512 characters.

mod sessions;

use super::bot_framework::{SHOWN, tell};
use super::draft::Draft;
use super::json::{Context, Node, Record, RecordReader, cut, table_with, unfold};
use super::{Emit, Evidence, Format, Framing, Head, Problem, ReadSettings, Reader};
use crate::transcript::Capabilities;

const SOURCE: &str = "copilot-studio";

/// What names a row of transcripts for sure, beside `content`.
const ROW: [&str; 3] = [
    "conversationtranscriptid",
    "conversationstarttime",
    "schematype",
];

/// The format.
pub(super) struct Copilot;

impl Format for Copilot {
    fn id(&self) -> &'static str {
        SOURCE
    }

    fn title(&self) -> &'static str {
        "Microsoft Copilot Studio transcripts and sessions (CSV, JSON)"
    }

    fn capabilities(&self) -> Capabilities {
        SHOWN
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        if let Some((columns, _)) = table(head) {
            return Some(Evidence::new(99, columns));
        }
        let shape = head.shape()?;
        if shape.has("activities[].type") && !shape.has("watermark") {
            return Some(Evidence::new(95, &["activities[].type"]));
        }
        let row = ROW
            .into_iter()
            .find(|key| shape.has(key) || shape.has(&format!("value[].{key}")))?;
        let content = shape.first(&["content", "value[].content"])?;
        Some(Evidence::new(95, &[row, content]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        if let Some((columns, (delimiter, header))) = table(head) {
            let framing = Framing::Rows {
                delimiter,
                key: None,
            };
            let read = if columns == SESSIONS {
                sessions::read
            } else {
                read
            };
            return RecordReader::of_table(framing, header, read, settings);
        }
        let page = head.shape().filter(|shape| shape.has("value[].content"));
        let framing = cut(head, page.map(|_| "value")).framing();
        RecordReader::open(framing, read, settings)
    }
}

const SESSIONS: &[&str] = &["ChatTranscript", "SessionOutcome"];
const TRANSCRIPTS: [&[&str]; 3] = [
    &["content", "conversationtranscriptid"],
    &["content", "conversationstarttime"],
    &["content", "schematype"],
];

/// The columns by which a table is ours, with its delimiter and header.
#[expect(
    clippy::type_complexity,
    reason = "one use, and each part is named by its use"
)]
fn table(head: &Head<'_>) -> Option<(&'static [&'static str], (u8, Vec<String>))> {
    let mut known = TRANSCRIPTS.into_iter().chain([SESSIONS]);
    known.find_map(|columns| Some((columns, table_with(head, columns)?)))
}

/// One transcript.
fn read(context: &Context, records: Vec<Record>, emit: Emit<'_, '_>) {
    for Record { number, mut value } in records {
        for key in ["content", "Content", "metadata", "Metadata"] {
            unfold(&mut value, key);
        }
        let row = Node::of(&value);
        let inner = row.get("content");
        let list = [inner.get("activities"), row.get("activities"), inner];
        let Some(list) = list.into_iter().find(|list| list.is_list()) else {
            emit(Err(Problem {
                record: number,
                what: "no list `activities`, neither here nor in `content`".to_owned(),
                advice: "export the table conversationtranscript with its column `content` whole",
            }));
            continue;
        };
        let mut draft = Draft::new(context, SOURCE, number);
        let id = row.first(&["conversationtranscriptid", "name"]);
        draft.conversation.id = id.unwrap_or_default().into();
        draft.keep(
            row,
            &[
                "content",
                "metadata",
                "conversationtranscriptid",
                "activities",
            ],
        );
        if let Some(bot) = row.at("metadata.BotName").word() {
            draft.conversation.meta.insert("bot".to_owned(), bot.into());
        }
        let activities: Vec<Node<'_>> = list.list().collect();
        tell(&mut draft, &activities);
        emit(Ok(draft.finish(SHOWN)));
    }
}
