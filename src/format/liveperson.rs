//! `LivePerson` messaging interactions: `{"conversationHistoryRecords": [{"info", "messageRecords", "agentParticipants",
//! "transfers"}]}`.
//!
//! `sentBy` is `Agent` for bots and people alike; who it was is told by `agentParticipants`. Dialogues of surveys are no
//! part of the conversation and are left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::desk::{
    About, Desk, DeskReader, Draft, Layout, Party, Record, Unfit, first, get, list, text, word,
};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation, EventKind, Meta, Speaker, Status, TurnKind};

static LAYOUT: Layout = Layout {
    pages: &["conversationHistoryRecords"],
    own: &["messageRecords"],
    beside: &[],
    rows: None,
    read,
};

/// The format.
pub(super) struct LivePerson;

impl Format for LivePerson {
    fn id(&self) -> &'static str {
        "liveperson"
    }

    fn title(&self) -> &'static str {
        "LivePerson messaging interactions (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        let key = shape.first(&[
            "conversationHistoryRecords[]",
            "messageRecords[].sentBy",
            "info.conversationId",
        ])?;
        Some(Evidence::new(95, &[key]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        DeskReader::open(&LAYOUT, self.id(), head, settings)
    }
}

fn read(desk: &Desk, record: &Record<'_>) -> Result<Conversation<'static>, Unfit> {
    let value = record.value;
    let info = get(value, "info");
    if info.is_null() && value.get("messageRecords").is_none() {
        return Err(Unfit {
            what: "neither `info` nor `messageRecords`, so no conversation",
            advice: "export with the Messaging Interactions API, contentToRetrieve=messageRecords,agentParticipants,transfers,dialogs",
        });
    }
    let mut draft = Draft::new(desk);
    let staff = Staff::of(desk, value);
    let surveys: BTreeSet<String> = list(value, "dialogs")
        .iter()
        .filter(|dialog| word(dialog, "dialogType") == "post_survey")
        .filter_map(|dialog| text(dialog, "dialogId"))
        .collect();
    let mut surveyed = 0_u32;
    for message in list(value, "messageRecords") {
        if text(message, "dialogId").is_some_and(|dialog| surveys.contains(&dialog)) {
            surveyed += 1;
        } else {
            say(desk, &mut draft, &staff, message);
        }
    }
    happenings(&mut draft, &staff, value);
    let mut about = about(value);
    if surveyed > 0 {
        about
            .meta
            .insert("survey_messages".to_owned(), surveyed.into());
    }
    Ok(draft.finish(about, Capabilities::ALL))
}

/// Those who spoke for the company, by their id.
struct Staff(BTreeMap<String, Party>);

impl Staff {
    fn of(desk: &Desk, value: &Value) -> Self {
        let mut staff = BTreeMap::new();
        for one in list(value, "agentParticipants") {
            let ids = ["agentId", "participantId"].map(|key| text(one, key));
            let name = first(one, &["agentNickname", "agentFullName", "agentLoginName"]);
            let declared = match (
                word(one, "userTypeName").as_str(),
                word(one, "userType").as_str(),
            ) {
                ("human", _) | ("", "1") => Some(Speaker::Human),
                ("bot" | "system", _) | ("", "2" | "0") => Some(Speaker::Bot),
                _ => None,
            };
            let mut keys = ids.to_vec();
            keys.push(text(one, "agentLoginName"));
            let party = desk.party(declared, name, &keys);
            for id in ids.into_iter().flatten() {
                staff.entry(id).or_insert_with(|| party.clone());
            }
        }
        Self(staff)
    }

    fn by(&self, id: Option<&String>) -> Option<&Party> {
        self.0.get(id?)
    }
}

fn say(desk: &Desk, draft: &mut Draft<'_>, staff: &Staff, message: &Value) {
    if !draft.is_new(text(message, "messageId")) {
        return;
    }
    let who = text(message, "participantId");
    let party = match word(message, "sentBy").as_str() {
        "consumer" => desk.party(Some(Speaker::Customer), None, &[who]),
        _ => staff
            .by(who.as_ref())
            .cloned()
            .unwrap_or_else(|| desk.party(None, None, &[who])),
    };
    let data = get(message, "messageData");
    let mut lines: Vec<String> = first(data, &["msg.text", "file.caption"])
        .into_iter()
        .collect();
    for rich in [
        "richContent.content",
        "quickReplies.content",
        "msg.quickReplies",
    ] {
        labels(get(data, rich), &mut lines);
    }
    let kind = match word(message, "type").as_str() {
        "hosted_file" => TurnKind::Attachment,
        _ if lines.is_empty() && !get(data, "file").is_null() => TurnKind::Attachment,
        _ => TurnKind::Text,
    };
    draft.odd.speakers += u32::from(party.by.is_none());
    draft.say(
        &party,
        (!lines.is_empty()).then(|| lines.join("\n")),
        kind,
        time(message, "time"),
    );
}

/// The words in structured content, which is JSON, often written as a string.
fn labels(content: &Value, lines: &mut Vec<String>) {
    match content {
        Value::String(json) => {
            if let Ok(inner @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(json) {
                labels(&inner, lines);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|one| labels(one, lines)),
        Value::Object(fields) => {
            lines.extend(first(content, &["text", "title"]));
            for (key, inner) in fields {
                // What a tap sends back is not shown.
                if key != "click" && key != "metadata" && (inner.is_array() || inner.is_object()) {
                    labels(inner, lines);
                }
            }
        }
        _ => {}
    }
}

fn happenings(draft: &mut Draft<'_>, staff: &Staff, value: &Value) {
    for one in list(value, "agentParticipants") {
        let party = staff.by(first(one, &["agentId", "participantId"]).as_ref());
        let takes_part = matches!(
            word(one, "permission").as_str(),
            "assigned_agent" | "agent" | ""
        );
        if let Some(person) = party.filter(|party| party.is_human() && takes_part) {
            draft.happen(
                EventKind::HumanJoined,
                time(one, "time"),
                person.name.clone(),
                None,
            );
        }
    }
    for transfer in list(value, "transfers") {
        let from = staff.by(text(transfer, "sourceAgentId").as_ref());
        let to = staff.by(text(transfer, "assignedAgentId").as_ref());
        let to_bot = to.is_some_and(|to| to.by == Some(Speaker::Bot));
        let kind = match word(transfer, "reason").as_str() {
            _ if from.is_some_and(Party::is_human) && to_bot => EventKind::ReturnedToBot,
            _ if from.is_some_and(Party::is_human) || to_bot => EventKind::Transferred,
            "back2q" | "backtoqueue" | "timeout" => EventKind::Queued,
            _ => EventKind::HandoffStarted,
        };
        draft.happen(
            kind,
            time(transfer, "time"),
            to.and_then(|to| to.name.clone()),
            first(transfer, &["targetSkillName", "targetSkillId"]),
        );
    }
    let info = get(value, "info");
    let waits = word(info, "latestQueueState") == "in_queue";
    let is_shown = draft.has(EventKind::HandoffStarted) || draft.has(EventKind::Queued);
    if waits && !is_shown {
        // That nobody has it is all that is known; it waits since whenever it was last moved.
        draft.happen(
            EventKind::Queued,
            &Value::Null,
            None,
            text(info, "latestSkillName"),
        );
    }
    if is_closed(info) {
        draft.end(time(info, "endTime"));
    }
}

fn is_closed(info: &Value) -> bool {
    matches!(word(info, "status").as_str(), "close" | "closed")
}

/// A time, as a number under `keyL` or as a text under `key`.
fn time<'v>(value: &'v Value, key: &str) -> &'v Value {
    match get(value, &format!("{key}L")) {
        Value::Null => get(value, key),
        at => at,
    }
}

fn about(value: &Value) -> About {
    let info = get(value, "info");
    let consumers = list(value, "consumerParticipants")
        .iter()
        .chain(list(value, "consumerParticipant"));
    let keys = ["email", "phone"];
    let mut customer = None;
    for consumer in consumers {
        customer = customer
            .or_else(|| first(consumer, &keys))
            .or_else(|| text(consumer, "participantId"));
    }
    let mut meta = Meta::new();
    for key in [
        "closeReason",
        "closeReasonDescription",
        "latestSkillName",
        "mcs",
        "isPartial",
    ] {
        let found = get(info, key);
        if !found.is_null() {
            meta.insert(key.to_owned(), found.clone());
        }
    }
    let surveyed = || {
        let surveys = list(value, "conversationSurveys").iter();
        let answers = surveys.flat_map(|survey| list(survey, "surveyData"));
        let csat = |answer: &&Value| word(answer, "question").contains("csat");
        answers
            .filter(csat)
            .find_map(|answer| text(answer, "answer"))
    };
    About {
        id: text(info, "conversationId"),
        channel: channel(&word(info, "source")),
        customer,
        status: match word(info, "status").as_str() {
            "open" => Status::Open,
            _ if is_closed(info) => Status::Closed,
            _ => Status::Unknown,
        },
        csat: text(info, "csatRate")
            .or_else(surveyed)
            .and_then(|rate| rate.parse().ok()),
        meta,
        ..About::default()
    }
}

fn channel(source: &str) -> Option<String> {
    let known = match source {
        "" => return None,
        "shark" | "web" | "app" | "agent" => "chat",
        "facebook" | "fb" => "messenger",
        "whatsapp_business" | "wa" => "whatsapp",
        "abc" => "imessage",
        "gbm" | "rcs" | "google_rcs" => "messaging",
        other => other,
    };
    Some(known.to_owned())
}
