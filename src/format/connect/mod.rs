//! Amazon Connect chats as they lie in S3 or come page by page, and what Contact Lens and Transcribe write about chats and
//! calls: a document with a list `Transcript`, whose items name the role of their speaker.
//!
//! Roles are declared. A message of the role `SYSTEM` is a prompt of the flow or of Lex, so it is the bot's. Agents join,
//! leave and fail to be reached in events of chats; calls have offsets and no events. Documents of one contact are put
//! together, an item that several of them have being taken once.

mod item;

use super::draft::Draft;
use super::json::{Context, Node, Record, RecordReader, keyed};
use super::{Emit, Evidence, Format, Head, JsonKey, Problem, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation};
use item::Document;

const SOURCE: &str = "amazon-connect";

/// What names a contact, the nearest name first.
const KEY: JsonKey = &[
    "CustomerMetadata.ContactId",
    "ContactId",
    "InitialContactId",
    "JobName",
];

/// What a call's analysis shows; a chat has events as well.
const VOICE: Capabilities = Capabilities::ROLES
    .with(Capabilities::HUMAN_SIDE)
    .with(Capabilities::TIMES);

/// The format.
pub(super) struct Connect;

impl Format for Connect {
    fn id(&self) -> &'static str {
        SOURCE
    }

    fn title(&self) -> &'static str {
        "Amazon Connect chats, Contact Lens, call analytics (JSON)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        let who = shape.first(&[
            "Transcript[].ParticipantRole",
            "Transcript[].ParticipantId",
            "Segments[].Transcript.ParticipantRole",
            "Segments[].Event.ParticipantRole",
        ]);
        // A long analysis may stand before the transcript, which then lies beyond the head.
        let before = shape.has("ConversationCharacteristics")
            && shape
                .first(&["Participants[].ParticipantRole", "JobStatus", "AccountId"])
                .is_some();
        match who {
            Some(who) => Some(Evidence::new(95, &[who])),
            None if before => Some(Evidence::new(75, &["ConversationCharacteristics"])),
            None => None,
        }
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        RecordReader::open(keyed(head, None, KEY), read, settings)
    }
}

/// The documents of one contact, and those that do not say which contact they are of.
fn read(context: &Context, records: Vec<Record>, emit: Emit<'_, '_>) {
    let mut open: Option<(Option<String>, Draft<'_>)> = None;
    for record in records {
        let document = Document::of(Node::of(&record.value));
        if !document.has_items() {
            emit(Err(Problem {
                record: record.number,
                what: "no list `Transcript`".to_owned(),
                advice: "export the contact's transcript again; each record needs `Transcript` with `ParticipantRole`",
            }));
            continue;
        }
        let id = document.id(KEY);
        let goes_on = id.is_some() && open.as_ref().is_some_and(|(open, _)| *open == id);
        if !goes_on && let Some((_, draft)) = open.take() {
            emit(Ok(close(draft)));
        }
        let (_, draft) =
            open.get_or_insert_with(|| (id.clone(), Draft::new(context, SOURCE, record.number)));
        document.tell(draft, id);
    }
    if let Some((_, draft)) = open {
        emit(Ok(close(draft)));
    }
}

fn close(draft: Draft<'_>) -> Conversation<'static> {
    let is_voice = draft.conversation.channel.as_str() == "voice";
    draft.finish(if is_voice { VOICE } else { Capabilities::ALL })
}
