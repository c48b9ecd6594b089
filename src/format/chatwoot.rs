//! Chatwoot conversations with their messages, pages of messages, and the messages of its webhooks.
//!
//! `message_type` says the direction, as a number or a word, and `sender_type` who is behind it. What nobody sent was
//! sent by automation. Activities are prose in the account's language and stay notices; handoffs show only in the
//! reporting events, where these stand beside the messages.

use serde_json::Value;

use super::desk::{
    About, Desk, DeskReader, Draft, Layout, Party, Record, Rows, Unfit, first, flag, get, list,
    text, word,
};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation, EventKind, Meta, Speaker, Status, TurnKind};

static LAYOUT: Layout = Layout {
    pages: &["data.payload", "payload", "conversations"],
    own: &["messages"],
    beside: &[],
    rows: Some(Rows {
        marks: &["payload[].message_type", "message_type"],
        key: row_of,
        list: "messages",
    }),
    read,
};

/// The format.
pub(super) struct Chatwoot;

impl Format for Chatwoot {
    fn id(&self) -> &'static str {
        "chatwoot"
    }

    fn title(&self) -> &'static str {
        "Chatwoot conversations, messages, webhooks (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        let bases = [
            "messages[].",
            "payload[].",
            "payload[].messages[].",
            "data.payload[].messages[].",
            "conversations[].messages[].",
            "",
        ];
        for base in bases {
            let key = |name: &str| format!("{base}{name}");
            let said = shape.has(&key("message_type")) && shape.has(&key("content"));
            let marks = ["sender_type", "inbox_id", "content_attributes", "private"];
            let marked = marks.into_iter().find(|mark| shape.has(&key(mark)));
            if let Some(mark) = marked.filter(|_| said) {
                return Some(Evidence::new(95, &[&key("message_type"), &key(mark)]));
            }
        }
        None
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        DeskReader::open(&LAYOUT, self.id(), head, settings)
    }
}

/// The conversation of a message that stands alone, or of a webhook that tells of a change of one.
fn row_of(value: &Value) -> Option<String> {
    if is_change(value) {
        return text(value, "id");
    }
    let is_message = value.get("message_type").is_some();
    first(value, &["conversation_id", "conversation.id"]).filter(|_| is_message)
}

fn is_change(value: &Value) -> bool {
    word(value, "event").starts_with("conversation_")
}

fn read(desk: &Desk, record: &Record<'_>) -> Result<Conversation<'static>, Unfit> {
    let value = record.value;
    let Some(holder) = value.get("messages").filter(|messages| !messages.is_null()) else {
        return Err(Unfit {
            what: "no list `messages`, so no conversation",
            advice: "export the messages of each conversation: GET /api/v1/accounts/{account}/conversations/{id}/messages",
        });
    };
    let messages = match holder {
        Value::Array(messages) => messages.as_slice(),
        _ => list(holder, "payload"),
    };
    let mut draft = Draft::new(desk);
    let mut about = about(value, messages);
    for message in messages {
        if is_change(message) {
            change(&mut draft, message);
        } else {
            add(desk, &mut draft, &mut about, message);
        }
    }
    let reported = list(value, "reporting_events");
    for event in reported {
        let at = match get(event, "event_end_time") {
            Value::Null => get(event, "created_at"),
            at => at,
        };
        match word(event, "name").as_str() {
            "conversation_bot_handoff" => draft.happen(EventKind::HandoffStarted, at, None, None),
            "conversation_resolved" | "conversation_bot_resolved" => {
                draft.happen(EventKind::Closed, at, None, None);
            }
            _ => {}
        }
    }
    let shown = if reported.is_empty() && !messages.iter().any(is_change) {
        Capabilities::ALL.without(Capabilities::HANDOFF_EVENTS)
    } else {
        Capabilities::ALL
    };
    Ok(draft.finish(about, shown))
}

/// A webhook about the conversation's status. What was pending was the bot's, and opening it hands it to people.
fn change(draft: &mut Draft<'_>, event: &Value) {
    let before = list(event, "changed_attributes")
        .iter()
        .find_map(|change| text(change, "status.previous_value"));
    let at = match get(event, "updated_at") {
        Value::Null => get(event, "timestamp"),
        at => at,
    };
    match (before.as_deref(), word(event, "status").as_str()) {
        (Some("pending"), "open") => draft.happen(EventKind::HandoffStarted, at, None, None),
        (Some(_), "resolved") => draft.happen(EventKind::Closed, at, None, None),
        (Some("open"), "pending") if draft.has_human() => {
            draft.happen(EventKind::ReturnedToBot, at, None, None);
        }
        _ => {}
    }
}

fn add(desk: &Desk, draft: &mut Draft<'_>, about: &mut About, message: &Value) {
    let id = text(message, "id");
    let is_new = draft.is_new(id.clone());
    if flag(message, "private") == Some(true) {
        draft.notes += u32::from(is_new);
        return;
    }
    let at = get(message, "created_at");
    let words = first(message, &["content", "processed_message_content"]);
    let content = word(message, "content_type");
    let direction = word(message, "message_type");
    let kind = match content.as_str() {
        _ if words.is_none() => TurnKind::Attachment,
        "form" | "input_email" | "input_csat" => TurnKind::Form,
        _ => TurnKind::Text,
    };
    if matches!(direction.as_str(), "2" | "activity") {
        if is_new {
            draft.notice(words, at);
        }
        return;
    }
    if is_new {
        let party = party(desk, message, &direction);
        draft.odd.speakers += u32::from(party.by.is_none());
        let has_file = !list(message, "attachments").is_empty();
        if words.is_some() || has_file {
            draft.say(&party, with_options(words, message), kind, at);
        }
    }
    answer(desk, draft, about, message, id);
}

/// What the customer tapped or filled in, which stands in the message that asked, often in a later version of it.
fn answer(
    desk: &Desk,
    draft: &mut Draft<'_>,
    about: &mut About,
    message: &Value,
    id: Option<String>,
) {
    let answers = get(message, "content_attributes.submitted_values");
    let content = word(message, "content_type");
    if content == "input_csat" {
        let rating = text(answers, "csat_survey_response.rating");
        about.csat = rating.and_then(|rating| rating.parse().ok()).or(about.csat);
        return;
    }
    let filled: Vec<String> = match answers {
        Value::Array(all) => all
            .iter()
            .filter_map(|one| first(one, &["title", "value"]))
            .collect(),
        one => first(one, &["email", "title", "value"])
            .into_iter()
            .collect(),
    };
    if filled.is_empty() || !draft.is_new(id.map(|id| format!("{id} answered"))) {
        return;
    }
    let kind = if content == "input_select" {
        TurnKind::Choice
    } else {
        TurnKind::Form
    };
    let customer = desk.party(Some(Speaker::Customer), None, &[]);
    let at = match get(message, "updated_at") {
        Value::Null => get(message, "created_at"),
        at => at,
    };
    draft.say(&customer, Some(filled.join("\n")), kind, at);
}

/// The words, and what could be tapped below them.
fn with_options(words: Option<String>, message: &Value) -> Option<String> {
    let options = list(message, "content_attributes.items");
    let labels = options.iter().filter_map(|item| text(item, "title"));
    let lines: Vec<String> = words.into_iter().chain(labels).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn party(desk: &Desk, message: &Value, direction: &str) -> Party {
    let sender = get(message, "sender");
    let kind = first(message, &["sender_type", "sender.type"])
        .unwrap_or_default()
        .to_lowercase()
        .replace(['_', ' '], "");
    let declared = match (direction, kind.as_str()) {
        // Greetings, surveys and the like, which are templates, are sent in somebody's name.
        (_, "agentbot" | "captain::assistant" | "captainassistant")
        | ("3" | "template", _)
        | ("1" | "outgoing", "") => Some(Speaker::Bot),
        ("0" | "incoming", _) => Some(Speaker::Customer),
        ("1" | "outgoing", "user") => Some(Speaker::Human),
        _ => None,
    };
    let keys = [
        text(sender, "email"),
        first(message, &["sender_id", "sender.id"]),
        text(message, "sender_type"),
    ];
    desk.party(declared, first(sender, &["name", "available_name"]), &keys)
}

fn about(value: &Value, messages: &[Value]) -> About {
    // Messages of webhooks bring their conversation along, some of them less of it than others.
    let inner = |path: &str| {
        let mut found = messages.iter().map(|message| get(message, path));
        found
            .rfind(|found| !found.is_null())
            .unwrap_or(&Value::Null)
    };
    let own = |path: &str| match get(value, path) {
        Value::Null => inner(&format!("conversation.{path}")),
        found => found,
    };
    let writer = messages
        .iter()
        .find(|message| matches!(word(message, "message_type").as_str(), "0" | "incoming"))
        .map_or(&Value::Null, |message| get(message, "sender"));
    let keys = ["email", "phone_number", "identifier"];
    let customer = [own("meta.sender"), own("contact"), writer]
        .into_iter()
        .find_map(|who| first(who, &keys))
        .or_else(|| text(own("meta.sender"), "id"))
        .or_else(|| text(writer, "id"));
    let status = text(value, "status").or_else(|| {
        let mut told = messages.iter().filter_map(|message| {
            first(message, &["conversation.status"])
                .or_else(|| text(message, "status").filter(|_| is_change(message)))
        });
        told.next_back()
    });
    let mut meta = Meta::new();
    if let Some(reason) = text(value, "priority") {
        meta.insert("priority".to_owned(), reason.into());
    }
    About {
        id: first(value, &["id", "uuid"]).or_else(|| {
            messages
                .iter()
                .find_map(|message| text(message, "conversation_id"))
        }),
        channel: ["channel", "meta.channel", "inbox.channel_type"]
            .into_iter()
            .find_map(|path| own(path).as_str())
            .map(channel),
        customer,
        status: match status.unwrap_or_default().to_lowercase().as_str() {
            "open" | "pending" | "snoozed" | "0" | "2" | "3" => Status::Open,
            "resolved" | "1" => Status::Closed,
            _ => Status::Unknown,
        },
        language: first(
            value,
            &[
                "additional_attributes.browser_language",
                "additional_attributes.conversation_language",
            ],
        ),
        tags: list(value, "labels")
            .iter()
            .filter_map(|label| label.as_str().map(str::to_owned))
            .collect(),
        meta,
        ..About::default()
    }
}

fn channel(word: &str) -> String {
    let word = word.to_lowercase();
    let word = word.strip_prefix("channel::").unwrap_or(&word);
    match word {
        "webwidget" | "api" => "chat",
        "facebookpage" => "messenger",
        "twiliosms" | "sms" => "sms",
        "twitterprofile" => "twitter",
        other => other,
    }
    .to_owned()
}
