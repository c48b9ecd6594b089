//! Salesforce messaging (`ConversationEntry`): one entry a row with `ActorType` and `EntryType`, as a table or JSON, and
//! the entries that the interface of a conversation gives.

use serde_json::Value;

use super::desk::{
    About, Desk, DeskReader, DeskTable, Draft, Header, Layout, Party, Record, Rows, Unfit, columns,
    first, get, list, text, word,
};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation, EventKind, Speaker, Status, TurnKind};

static LAYOUT: Layout = Layout {
    pages: &["records", "result.records"],
    own: &["conversationEntries"],
    beside: &[],
    rows: Some(Rows {
        marks: &[
            "ActorType",
            "records[].ActorType",
            "result.records[].ActorType",
            "entry_type",
            "records[].entry_type",
        ],
        key: |value| {
            let is_whole = value.get("conversationEntries").is_some();
            let keys = ["ConversationId", "conversation_id", "conversationId"];
            first(value, &keys).filter(|_| !is_whole)
        },
        list: "entries",
    }),
    read,
};

/// The format.
pub(super) struct SalesforceMessaging;

impl Format for SalesforceMessaging {
    fn id(&self) -> &'static str {
        "salesforce-messaging"
    }

    fn title(&self) -> &'static str {
        "Salesforce messaging entries (CSV, JSON)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        false
    }

    fn sniff(&self, head: &Head<'_>, settings: &ReadSettings) -> Option<Evidence> {
        if Header::with(head, &["ActorType", "EntryType"]).is_some() {
            return columns(head, settings, &["ActorType", "EntryType"]);
        }
        let shape = head.shape()?;
        let bases = ["", "records[].", "result.records[]."];
        let pairs = [("ActorType", "EntryType"), ("entry_type", "entry_payload")];
        for base in bases {
            for (one, other) in pairs {
                let (one, other) = (format!("{base}{one}"), format!("{base}{other}"));
                if shape.has(&one) && shape.has(&other) {
                    return Some(Evidence::new(95, &[&one, &other]));
                }
            }
        }
        let key = "conversationEntries[].sender.role";
        shape.has(key).then(|| Evidence::new(95, &[key]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        match Header::with(head, &["ActorType", "EntryType"]) {
            Some(header) => {
                DeskTable::open(&LAYOUT, self.id(), header, Some("ConversationId"), settings)
            }
            None => DeskReader::open(&LAYOUT, self.id(), head, settings),
        }
    }
}

fn read(desk: &Desk, record: &Record<'_>) -> Result<Conversation<'static>, Unfit> {
    let value = record.value;
    let entries: Vec<&Value> = ["entries", "conversationEntries"]
        .iter()
        .flat_map(|key| list(value, key))
        .collect();
    if entries.is_empty() {
        return Err(Unfit {
            what: "no entries with a `ConversationId`, so no conversation",
            advice: "export the object ConversationEntry with ConversationId, ActorType, EntryType, EntryTime and Message",
        });
    }
    let mut draft = Draft::new(desk);
    let mut about = About {
        id: first(value, &["id", "ConversationId", "conversationId"]),
        ..About::default()
    };
    for entry in entries {
        let channel = first(
            entry,
            &["ChannelType", "MessagingSession.ChannelType", "channelType"],
        );
        about.channel = about
            .channel
            .or_else(|| channel.map(|word| self::channel(&word)));
        let status = first(entry, &["MessagingSession.Status", "SessionStatus"]);
        if let Some(status) = status {
            about.status = match status.to_lowercase().as_str() {
                "ended" | "error" => Status::Closed,
                _ => Status::Open,
            };
        }
        add(desk, &mut draft, &mut about, entry);
    }
    if draft.has(EventKind::Closed) {
        about.status = Status::Closed;
    }
    Ok(draft.finish(about, Capabilities::ALL))
}

fn add(desk: &Desk, draft: &mut Draft<'_>, about: &mut About, entry: &Value) {
    if !draft.is_new(first(entry, &["Id", "identifier", "entry_id"])) {
        return;
    }
    let payload = payload(entry);
    let party = party(desk, entry);
    if party.by == Some(Speaker::Customer) {
        let keys = [
            "MessagingEndUser.MessagingPlatformKey",
            "ActorId",
            "sender.subject",
        ];
        about.customer = about.customer.take().or_else(|| first(entry, &keys));
    }
    let times = [
        "EntryTime",
        "transcripted_timestamp",
        "clientTimestamp",
        "serverReceivedTimestamp",
        "CreatedDate",
    ];
    let at = times
        .iter()
        .map(|key| get(entry, key))
        .find(|at| !at.is_null());
    let at = at.unwrap_or(&Value::Null);
    let kind = first(entry, &["EntryType", "entry_type", "entryType"])
        .unwrap_or_default()
        .to_lowercase()
        .replace(['_', ' '], "");
    match kind.as_str() {
        "" | "text" | "message" | "file" | "image" => say(draft, &party, entry, &payload, at),
        "participantchanged" => {
            for change in list(&payload, "entries") {
                participant(desk, draft, change, at);
            }
        }
        "routingresult" => {
            let failed = !matches!(word(&payload, "failureType").as_str(), "" | "none");
            match word(&payload, "routingType").as_str() {
                _ if failed => draft.happen(EventKind::HandoffFailed, at, None, None),
                "transfer" => draft.pass_on(EventKind::HandoffStarted, at, None, None),
                _ => draft.happen(EventKind::Queued, at, None, None),
            }
        }
        "sessionstatuschanged" => {
            if word(&payload, "sessionStatus") == "ended" {
                draft.happen(EventKind::Closed, at, None, None);
            }
        }
        "botescalated" => draft.happen(EventKind::HandoffStarted, at, None, None),
        "chatbotendedtransfernotconfigured" => {
            draft.happen(EventKind::HandoffFailed, at, None, None);
        }
        "chatbotendedchatbyaction" | "chatbotclosedidlesession" => {
            draft.happen(EventKind::Closed, at, None, None);
        }
        // The bot was set up, somebody typed, read or was asked to take the work: nothing that the customer sees.
        "chatbotestablished"
        | "chatbotnotestablished"
        | "typingstartedindicator"
        | "typingstoppedindicator"
        | "deliveryacknowledgement"
        | "readacknowledgement"
        | "routingworkresult"
        | "sessionownerchanged"
        | "progressindicator" => {}
        other if other.contains("transfer") => {
            draft.pass_on(EventKind::HandoffStarted, at, None, None);
        }
        other if other.contains("join") && party.is_human() => {
            draft.happen(EventKind::HumanJoined, at, party.name, None);
        }
        other if other.contains("left") && party.is_human() => {
            draft.happen(EventKind::HumanLeft, at, party.name, None);
        }
        _ => {
            draft.odd.events += 1;
            draft.notice(text(entry, "Message"), at);
        }
    }
}

fn say(draft: &mut Draft<'_>, party: &Party, entry: &Value, payload: &Value, at: &Value) {
    let content = get(payload, "abstractMessage");
    let mut lines: Vec<String> = first(entry, &["Message", "messageText", "message"])
        .or_else(|| first(content, &["staticContent.text", "text", "choices.text"]))
        .into_iter()
        .collect();
    lines.extend(
        list(content, "choices.optionItems")
            .iter()
            .filter_map(|option| text(option, "titleItem.title")),
    );
    let chosen: Vec<String> = list(content, "choicesResponse.selectedOptions")
        .iter()
        .filter_map(|option| text(option, "titleItem.title"))
        .collect();
    let kind = if !chosen.is_empty() {
        TurnKind::Choice
    } else if lines.is_empty() && !list(content, "staticContent.attachments").is_empty() {
        TurnKind::Attachment
    } else {
        TurnKind::Text
    };
    lines.extend(chosen);
    draft.odd.speakers += u32::from(party.by.is_none());
    draft.say(
        party,
        (!lines.is_empty()).then(|| lines.join("\n")),
        kind,
        at,
    );
}

fn participant(desk: &Desk, draft: &mut Draft<'_>, change: &Value, at: &Value) {
    let role = first(change, &["participant.role", "role"]).unwrap_or_default();
    let name = text(change, "displayName");
    let party = desk.party(speaker(&role), name, &[text(change, "participant.subject")]);
    if party.is_human() {
        let kind = match word(change, "operation").as_str() {
            "remove" | "removed" | "left" => EventKind::HumanLeft,
            _ => EventKind::HumanJoined,
        };
        draft.happen(kind, at, party.name, None);
    }
}

/// The content of an entry, which is JSON, often written as a string.
fn payload(entry: &Value) -> Value {
    let keys = ["entry_payload", "entryPayload", "payload"];
    let found = keys
        .iter()
        .map(|key| get(entry, key))
        .find(|one| !one.is_null());
    match found {
        Some(Value::String(json)) => serde_json::from_str(json).unwrap_or_default(),
        Some(value) => value.clone(),
        None => Value::Null,
    }
}

fn party(desk: &Desk, entry: &Value) -> Party {
    let role = first(
        entry,
        &["ActorType", "sender.role", "sender_role", "sender"],
    );
    let name = first(
        entry,
        &["ActorName", "sender.displayName", "senderDisplayName"],
    );
    let keys = [first(entry, &["ActorId", "sender.subject"]), role.clone()];
    desk.party(role.as_deref().and_then(speaker), name, &keys)
}

fn speaker(role: &str) -> Option<Speaker> {
    match role.to_lowercase().replace(['_', ' ', '-'], "").as_str() {
        "enduser" => Some(Speaker::Customer),
        "bot" | "chatbot" | "automatedprocess" => Some(Speaker::Bot),
        "agent" | "supervisor" => Some(Speaker::Human),
        "system" => Some(Speaker::System),
        _ => None,
    }
}

fn channel(word: &str) -> String {
    let word = word.to_lowercase().replace(['_', ' '], "");
    match word.as_str() {
        "text" | "sms" => "sms",
        "facebook" | "facebookmessenger" => "messenger",
        "embeddedmessaging" | "inapp" | "web" | "webchat" => "chat",
        "applebusinesschat" | "applemessagesforbusiness" => "imessage",
        other => other,
    }
    .to_owned()
}
