//! Sunshine Conversations (Zendesk messaging): lists of messages with `author.type`, or the events of its webhooks.
//!
//! `user` is the customer. `business` is bot and person alike: the subtype `AI` and the integration that sent the message
//! tell them apart where they are there, else `[roles]` has to.

use serde_json::Value;

use super::desk::{
    About, Desk, DeskReader, Draft, Layout, Party, Record, Rows, Unfit, first, get, list, text,
    word,
};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation, EventKind, Speaker, TurnKind};

static LAYOUT: Layout = Layout {
    pages: &["events", "conversations"],
    own: &["messages"],
    beside: &[],
    rows: Some(Rows {
        marks: &["events[].payload", "payload.message.author"],
        key: |value| text(value, "payload.conversation.id"),
        list: "events",
    }),
    read,
};

/// The format.
pub(super) struct Sunshine;

impl Format for Sunshine {
    fn id(&self) -> &'static str {
        "sunshine"
    }

    fn title(&self) -> &'static str {
        "Sunshine Conversations messages, webhook events (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL.without(Capabilities::STATUS)
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        let kinds = [
            "messages[].",
            "conversations[].messages[].",
            "events[].payload.message.",
            "payload.message.",
        ];
        let base = kinds.into_iter().find(|base| {
            shape.has(&format!("{base}author.type")) && shape.has(&format!("{base}received"))
        })?;
        Some(Evidence::new(
            95,
            &[&format!("{base}author.type"), &format!("{base}received")],
        ))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        DeskReader::open(&LAYOUT, self.id(), head, settings)
    }
}

fn read(desk: &Desk, record: &Record<'_>) -> Result<Conversation<'static>, Unfit> {
    let value = record.value;
    let (messages, events) = (list(value, "messages"), list(value, "events"));
    if value.get("messages").is_none() && events.is_empty() {
        return Err(Unfit {
            what: "no list `messages`, so no conversation",
            advice: "export the messages of each conversation: GET /v2/apps/{app}/conversations/{id}/messages",
        });
    }
    let mut draft = Draft::new(desk);
    let mut about = About {
        id: first(value, &["id", "conversationId", "conversation.id"]),
        ..About::default()
    };
    for message in messages {
        add(desk, &mut draft, &mut about, message);
    }
    for event in events {
        happening(desk, &mut draft, &mut about, event);
    }
    let shown = if draft.has(EventKind::HandoffStarted) || !events.is_empty() {
        Capabilities::ALL
    } else {
        Capabilities::ALL.without(Capabilities::HANDOFF_EVENTS)
    };
    Ok(draft.finish(about, shown))
}

fn happening(desk: &Desk, draft: &mut Draft<'_>, about: &mut About, event: &Value) {
    let payload = get(event, "payload");
    let at = get(event, "createdAt");
    let name = first(
        payload,
        &[
            "activeSwitchboardIntegration.name",
            "conversation.activeSwitchboardIntegration.name",
        ],
    );
    match word(event, "type").as_str() {
        "conversation:message" => add(desk, draft, about, get(payload, "message")),
        "conversation:postback" if draft.is_new(text(event, "id")) => {
            let user = desk.party(Some(Speaker::Customer), None, &[]);
            let words = first(payload, &["postback.title", "postback.payload"]);
            draft.say(&user, words, TurnKind::Choice, at);
        }
        // Control went to another integration: to people, unless its name says that it is a bot.
        "switchboard:passcontrol" | "switchboard:acceptcontrol" if name.is_some() => {
            let kind = match name.as_deref().and_then(integration) {
                Some(Speaker::Bot) => EventKind::ReturnedToBot,
                _ => EventKind::HandoffStarted,
            };
            let is_first = kind == EventKind::HandoffStarted || draft.has_human();
            if is_first {
                draft.happen(kind, at, None, name);
            }
        }
        "switchboard:offercontrol" => draft.happen(EventKind::HandoffStarted, at, None, name),
        "switchboard:releasecontrol" => draft.happen(EventKind::ReturnedToBot, at, None, None),
        _ => {}
    }
}

fn add(desk: &Desk, draft: &mut Draft<'_>, about: &mut About, message: &Value) {
    if !draft.is_new(text(message, "id")) {
        return;
    }
    let at = match get(message, "received") {
        Value::Null => get(message, "createdAt"),
        at => at,
    };
    let party = party(desk, message);
    if party.by == Some(Speaker::Customer) {
        let key = first(
            message,
            &[
                "author.userExternalId",
                "author.userId",
                "author.user.externalId",
            ],
        );
        about.customer = about.customer.take().or(key);
        about.channel = about.channel.take().or_else(|| channel(message));
    }
    let content = get(message, "content");
    let kind = match word(content, "type").as_str() {
        "form" | "formresponse" => TurnKind::Form,
        "image" | "file" | "location" => TurnKind::Attachment,
        _ if party.by == Some(Speaker::Customer) && text(content, "payload").is_some() => {
            TurnKind::Choice
        }
        _ => TurnKind::Text,
    };
    let mut lines: Vec<String> = first(content, &["text", "htmlText", "markdownText", "altText"])
        .into_iter()
        .collect();
    for field in list(content, "fields") {
        lines.extend(first(field, &["text", "email", "label"]));
    }
    for item in list(content, "items") {
        lines.extend(text(item, "title"));
    }
    for action in list(content, "actions") {
        lines.extend(text(action, "text"));
    }
    draft.odd.speakers +=
        u32::from(party.by.is_none() && word(message, "author.type") != "business");
    draft.say(
        &party,
        (!lines.is_empty()).then(|| lines.join("\n")),
        kind,
        at,
    );
}

fn party(desk: &Desk, message: &Value) -> Party {
    let subtypes: Vec<String> = list(message, "author.subtypes")
        .iter()
        .filter_map(|one| one.as_str().map(str::to_lowercase))
        .collect();
    let has = |subtype: &str| subtypes.iter().any(|one| one == subtype);
    let declared = match word(message, "author.type").as_str() {
        "user" => Some(Speaker::Customer),
        _ if has("ai") => Some(Speaker::Bot),
        _ if has("activity") => Some(Speaker::System),
        _ => integration(&word(message, "source.type")),
    };
    let name = text(message, "author.displayName");
    let keys = [
        first(message, &["author.userId", "author.userExternalId"]),
        text(message, "source.integrationId"),
        text(message, "source.type"),
    ];
    desk.party(declared, name, &keys)
}

/// Who speaks through an integration of this name.
fn integration(name: &str) -> Option<Speaker> {
    let name = name.to_lowercase().replace(['-', '_', ' '], "");
    if name.contains("answerbot") || name.contains("aiagent") || name.ends_with("bot") {
        Some(Speaker::Bot)
    } else if name.contains("agentworkspace") {
        Some(Speaker::Human)
    } else {
        None
    }
}

fn channel(message: &Value) -> Option<String> {
    let source = word(message, "source.type");
    let known = match source.as_str() {
        "" => return None,
        "web" | "ios" | "android" | "unity" => "chat",
        "mailgun" => "email",
        "twilio" | "messagebird" => "sms",
        other => other,
    };
    Some(known.to_owned())
}
