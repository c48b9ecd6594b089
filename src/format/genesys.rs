//! Genesys Cloud: details of conversations (`participants[].purpose`, sessions, segments) joined with their messages.
//!
//! The details say who took part and what happened, the messages what was said. The two come from different interfaces
//! and are joined by `conversationId` inside one file, in whatever order they stand there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::desk::{
    About, Desk, DeskReader, Draft, Layout, Party, Record, Rows, Unfit, first, get, list, text,
    word,
};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation, EventKind, Meta, Speaker, Status, TurnKind};

static LAYOUT: Layout = Layout {
    pages: &["conversations", "messages", "recordings", "entities"],
    own: &["conversationId"],
    beside: &[],
    rows: Some(Rows {
        marks: &[
            "conversationId",
            "conversations[].conversationId",
            "messages[].conversationId",
            "recordings[].conversationId",
            "entities[].conversationId",
        ],
        key: |value| text(value, "conversationId"),
        list: "parts",
    }),
    read,
};

/// The lists in which messages stand inside a detail or a recording.
const MESSAGES: [&str; 3] = ["messages", "messagingTranscript", "transcript"];

/// The format.
pub(super) struct Genesys;

impl Format for Genesys {
    fn id(&self) -> &'static str {
        "genesys"
    }

    fn title(&self) -> &'static str {
        "Genesys Cloud conversation details with messages (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        false
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        for base in [
            "",
            "conversations[].",
            "messages[].",
            "recordings[].",
            "entities[].",
        ] {
            let id = format!("{base}conversationId");
            let marks = [
                "participants[].purpose",
                "messagingTranscript[]",
                "messageText",
            ];
            let mark = marks
                .iter()
                .find(|mark| shape.has(&format!("{base}{mark}")));
            if let Some(mark) = mark.filter(|_| shape.has(&id)) {
                return Some(Evidence::new(95, &[&id, mark]));
            }
        }
        None
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        DeskReader::open(&LAYOUT, self.id(), head, settings)
    }
}

fn read(desk: &Desk, record: &Record<'_>) -> Result<Conversation<'static>, Unfit> {
    if text(record.value, "id").is_none() {
        return Err(Unfit {
            what: "no `conversationId`, so nothing to join it by",
            advice: "remove this record, or export it again",
        });
    }
    let parts = list(record.value, "parts");
    let detail = parts
        .iter()
        .find(|part| part.get("participants").is_some())
        .unwrap_or(&Value::Null);
    let purposes: BTreeMap<String, &Value> = list(detail, "participants")
        .iter()
        .filter_map(|one| Some((text(one, "participantId")?, one)))
        .collect();
    let mut draft = Draft::new(desk);
    for part in parts {
        let is_message = MESSAGES.iter().all(|key| part.get(*key).is_none())
            && part.get("participants").is_none();
        if is_message {
            say(desk, &mut draft, &purposes, part);
        }
        for message in MESSAGES.iter().flat_map(|key| list(part, key)) {
            say(desk, &mut draft, &purposes, message);
        }
    }
    let mut about = about(record.value, detail, parts);
    let is_spoken = about.channel.as_deref() == Some("voice");
    if draft.is_empty() && !is_spoken {
        return Err(Unfit {
            what: "a conversation without messages: details hold no words",
            advice: "put its messages into the same file: GET /api/v2/conversations/{id}/recordings, or the bulk recording export",
        });
    }
    for participant in list(detail, "participants") {
        take_part(desk, &mut draft, participant);
    }
    let end = get(detail, "conversationEnd");
    let is_over = !end.is_null();
    if is_over {
        draft.end(end);
    }
    let shown = if detail.is_null() {
        Capabilities::ALL.without(Capabilities::HANDOFF_EVENTS)
    } else {
        Capabilities::ALL
    };
    about.status = match (is_over, detail.is_null()) {
        (true, _) => Status::Closed,
        (false, false) => Status::Open,
        (false, true) => Status::Unknown,
    };
    Ok(draft.finish(about, shown))
}

/// Who is meant by the purpose of a participant.
fn speaker(purpose: &str) -> Option<Speaker> {
    match purpose {
        "customer" | "external" => Some(Speaker::Customer),
        "agent" | "user" | "group" => Some(Speaker::Human),
        "botflow" | "ivr" | "workflow" | "acd" | "bot" | "inbound" | "digitalbotflow" => {
            Some(Speaker::Bot)
        }
        _ => None,
    }
}

fn say(desk: &Desk, draft: &mut Draft<'_>, people: &BTreeMap<String, &Value>, message: &Value) {
    if !draft.is_new(first(message, &["id", "messageId"])) {
        return;
    }
    let party = author(desk, people, message);
    let tapped = first(message, &["buttonResponse.text", "buttonResponse.payload"]);
    let said = first(
        message,
        &["messageText", "textBody", "normalizedMessage.text", "body"],
    );
    let is_choice = tapped.is_some();
    let options = list(message, "quickReplies")
        .iter()
        .filter_map(|one| text(one, "text"));
    let lines: Vec<String> = tapped.or(said).into_iter().chain(options).collect();
    let files = [
        "messageMediaAttachments",
        "media",
        "stickers",
        "messageStickerAttachments",
    ];
    let has_file = files.iter().any(|key| !list(message, key).is_empty());
    let kind = match (is_choice, lines.is_empty() && has_file) {
        (true, _) => TurnKind::Choice,
        (_, true) => TurnKind::Attachment,
        _ => TurnKind::Text,
    };
    let times = ["timestamp", "utc", "time", "dateCreated"];
    let at = times
        .iter()
        .map(|key| get(message, key))
        .find(|at| !at.is_null());
    draft.odd.speakers += u32::from(party.by.is_none());
    draft.say(
        &party,
        (!lines.is_empty()).then(|| lines.join("\n")),
        kind,
        at.unwrap_or(&Value::Null),
    );
}

fn author(desk: &Desk, people: &BTreeMap<String, &Value>, message: &Value) -> Party {
    let id = text(message, "participantId");
    let known = id
        .as_ref()
        .and_then(|id| people.get(id))
        .copied()
        .unwrap_or(&Value::Null);
    let has = |key: &str| !get(message, key).is_null();
    let declared = speaker(&word(message, "purpose"))
        .or_else(|| speaker(&word(known, "purpose")))
        .or_else(|| has("fromUser").then_some(Speaker::Human))
        .or_else(|| has("fromExternalContact").then_some(Speaker::Customer))
        .or_else(|| has("workflow").then_some(Speaker::Bot));
    let name = first(message, &["fromUser.name", "fromExternalContact.name"])
        .or_else(|| text(known, "participantName"));
    let keys = [
        id,
        first(message, &["fromUser.id", "fromUser.email"]),
        text(known, "userId"),
        text(message, "from"),
    ];
    desk.party(declared, name, &keys)
}

/// What the sessions of one participant show: a queue that was entered, a person who took the conversation and left it,
/// a bot that passed it on. A person whose telephone only rang has not come.
fn take_part(desk: &Desk, draft: &mut Draft<'_>, participant: &Value) {
    let name = text(participant, "participantName");
    let keys = [
        text(participant, "participantId"),
        text(participant, "userId"),
    ];
    let purpose = word(participant, "purpose");
    let party = desk.party(speaker(&purpose), name.clone(), &keys);
    for session in list(participant, "sessions") {
        let segments = list(session, "segments");
        if purpose == "acd" {
            if let Some(first_segment) = segments.first() {
                let queue = name.clone().or_else(|| text(first_segment, "queueId"));
                draft.happen(
                    EventKind::Queued,
                    get(first_segment, "segmentStart"),
                    None,
                    queue,
                );
            }
        } else if party.by == Some(Speaker::Bot) {
            let exit = word(session, "flow.exitReason");
            if exit.contains("transfer")
                && let Some(last) = segments.last()
            {
                let target = first(
                    session,
                    &["flow.transferTargetName", "flow.transferTargetAddress"],
                );
                draft.happen(
                    EventKind::HandoffStarted,
                    get(last, "segmentEnd"),
                    None,
                    target,
                );
            }
        } else if party.is_human() {
            person(draft, segments, name.as_ref());
        }
    }
}

fn person(draft: &mut Draft<'_>, segments: &[Value], name: Option<&String>) {
    let mut talks = segments
        .iter()
        .filter(|segment| word(segment, "segmentType") == "interact");
    let Some(came) = talks.next() else { return };
    draft.happen(
        EventKind::HumanJoined,
        get(came, "segmentStart"),
        name.cloned(),
        None,
    );
    let left = talks.next_back().unwrap_or(came);
    let end = get(left, "segmentEnd");
    match word(left, "disconnectType").as_str() {
        "transfer" => draft.happen(EventKind::Transferred, end, name.cloned(), None),
        _ if !end.is_null() => draft.happen(EventKind::HumanLeft, end, name.cloned(), None),
        _ => {}
    }
}

fn about(group: &Value, detail: &Value, parts: &[Value]) -> About {
    let sessions = || {
        list(detail, "participants")
            .iter()
            .flat_map(|one| list(one, "sessions"))
    };
    let customers = || {
        let all = list(detail, "participants").iter();
        all.filter(|one| speaker(&word(one, "purpose")) == Some(Speaker::Customer))
    };
    let address = |session: &Value| first(session, &["addressFrom", "ani", "remote"]);
    let customer = customers()
        .find_map(|one| text(one, "externalContactId"))
        .or_else(|| {
            customers()
                .flat_map(|one| list(one, "sessions"))
                .find_map(address)
        });
    let mut meta = Meta::new();
    for key in ["selfServed", "originatingDirection"] {
        let found = get(detail, key);
        if !found.is_null() {
            meta.insert(key.to_owned(), found.clone());
        }
    }
    let media = || {
        sessions()
            .find_map(|session| first(session, &["messageType", "mediaType"]))
            .or_else(|| {
                parts
                    .iter()
                    .find_map(|part| first(part, &["media", "mediaType"]))
            })
    };
    About {
        id: text(group, "id"),
        channel: media().map(|word| channel(&word)),
        customer,
        csat: list(detail, "surveys")
            .iter()
            .find_map(|survey| text(survey, "oSurveyTotalScore"))
            .and_then(|score| score.parse().ok()),
        language: sessions()
            .find_map(|session| first(session, &["flow.endingLanguage", "flow.startingLanguage"])),
        meta,
        ..About::default()
    }
}

fn channel(word: &str) -> String {
    let word = word.to_lowercase();
    match word.as_str() {
        "webmessaging" | "webchat" | "open" | "message" | "internalmessage" => "chat",
        "facebook" => "messenger",
        "callback" | "voicemail" => "voice",
        other => other,
    }
    .to_owned()
}
