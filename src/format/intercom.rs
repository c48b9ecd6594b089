//! Intercom conversations with their parts: the first message stands in `source`, everything after it in
//! `conversation_parts`.
//!
//! `author.type` and `from_ai_agent` tell people and bots apart. A team or person that a conversation is assigned to has
//! not come yet; who takes it for themselves has.

use serde_json::Value;

use super::desk::{
    About, Desk, DeskReader, Draft, Layout, Party, Record, Unfit, first, flag, get, list, text,
    word,
};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation, EventKind, Meta, Speaker, Status, TurnKind};

static LAYOUT: Layout = Layout {
    pages: &["conversations", "data"],
    own: &["conversation_parts"],
    beside: &[],
    rows: None,
    read,
};

/// The format.
pub(super) struct Intercom;

impl Format for Intercom {
    fn id(&self) -> &'static str {
        "intercom"
    }

    fn title(&self) -> &'static str {
        "Intercom conversations with parts (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        for base in ["", "conversations[].", "data[]."] {
            let parts = format!("{base}conversation_parts");
            let has = |key: &str| shape.has(&format!("{base}{key}"));
            if shape.has(&parts) && (has("source") || has("contacts") || has("state")) {
                return Some(Evidence::new(95, &[&parts]));
            }
            // Lists have no parts; such a file is recognised, so that its problems can say what is missing.
            if has("source.delivered_as") && has("contacts.contacts[]") {
                return Some(Evidence::new(
                    90,
                    &[
                        &format!("{base}source.delivered_as"),
                        &format!("{base}contacts.contacts[]"),
                    ],
                ));
            }
        }
        None
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        DeskReader::open(&LAYOUT, self.id(), head, settings)
    }
}

fn read(desk: &Desk, record: &Record<'_>) -> Result<Conversation<'static>, Unfit> {
    let value = record.value;
    let Some(holder) = value
        .get("conversation_parts")
        .filter(|parts| !parts.is_null())
    else {
        return Err(Unfit {
            what: "no `conversation_parts`; lists and searches leave them out",
            advice: "export each conversation by itself: GET /conversations/{id}?display_as=plaintext",
        });
    };
    let parts = match holder {
        Value::Array(parts) => parts.as_slice(),
        _ => list(holder, "conversation_parts"),
    };
    let mut draft = Draft::new(desk);
    let source = get(value, "source");
    if !source.is_null() {
        let way = word(source, "delivered_as");
        let is_automated = matches!(
            way.as_str(),
            "automated" | "operator_initiated" | "campaigns"
        );
        let author = party(desk, get(source, "author"), is_automated);
        say(
            &mut draft,
            &author,
            source,
            first(source, &["body", "subject"]),
            get(value, "created_at"),
        );
    }
    for one in parts {
        add(desk, &mut draft, one);
    }
    let escalated = word(value, "ai_agent.resolution_state") == "escalated";
    let is_shown = [
        EventKind::HandoffStarted,
        EventKind::Queued,
        EventKind::HumanJoined,
    ]
    .into_iter()
    .any(|kind| draft.has(kind));
    if escalated && !is_shown && !draft.has_human() {
        // The platform says that it handed over and not when: after everything else is the earliest that is certain.
        draft.happen(EventKind::HandoffStarted, &Value::Null, None, None);
    }
    Ok(draft.finish(about(value, parts.len()), Capabilities::ALL))
}

/// Adds one part: what was said in it and what happened with it.
fn add(desk: &Desk, draft: &mut Draft<'_>, part: &Value) {
    if !draft.is_new(text(part, "id")) {
        return;
    }
    let kind = word(part, "part_type");
    let at = get(part, "created_at");
    if kind.contains("note") {
        draft.notes += 1;
        return;
    }
    let party = party(desk, get(part, "author"), false);
    let words = text(part, "body").filter(|_| flag(part, "redacted") != Some(true));
    match kind.as_str() {
        "quick_reply" => draft.say(&party, words, TurnKind::Choice, at),
        _ => say(draft, &party, part, words, at),
    }
    match kind.as_str() {
        "close" | "closed" | "auto_close" => draft.happen(EventKind::Closed, at, None, None),
        _ if kind.contains("assign") => assigned(draft, part, &party),
        _ => {}
    }
}

/// A turn, or the file that came instead of words.
fn say(draft: &mut Draft<'_>, party: &Party, from: &Value, words: Option<String>, at: &Value) {
    let has_file = !list(from, "attachments").is_empty();
    if party.by.is_none() && (words.is_some() || has_file) {
        draft.odd.speakers += 1;
    }
    let kind = if words.is_none() && has_file {
        TurnKind::Attachment
    } else {
        TurnKind::Text
    };
    draft.say(party, words, kind, at);
}

fn assigned(draft: &mut Draft<'_>, part: &Value, by: &Party) {
    let at = get(part, "created_at");
    let to = get(part, "assigned_to");
    let id = text(to, "id").filter(|id| id != "0");
    let name = text(to, "name").or_else(|| id.clone());
    match (word(to, "type").as_str(), id) {
        ("bot" | "operator", _) if draft.has_human() => {
            draft.happen(EventKind::ReturnedToBot, at, None, None);
        }
        ("admin", Some(id)) if by.is_human() && text(part, "author.id").as_ref() == Some(&id) => {
            draft.happen(EventKind::HumanJoined, at, by.name.clone(), None);
        }
        ("admin", Some(_)) => draft.pass_on(EventKind::HandoffStarted, at, name, None),
        ("team", Some(_)) => draft.pass_on(EventKind::Queued, at, None, name),
        _ => {}
    }
}

/// An author. Campaigns and bots write under the name of an admin; where the platform says so, it is automation.
fn party(desk: &Desk, author: &Value, is_automated: bool) -> Party {
    let is_ai =
        flag(author, "from_ai_agent") == Some(true) || flag(author, "is_ai_answer") == Some(true);
    // The platform's own bot appears as an admin at times; its address gives it away.
    let address = word(author, "email");
    let is_operator = address.starts_with("operator+") && address.ends_with("@intercom.io");
    let declared = match word(author, "type").as_str() {
        _ if is_ai || is_operator => Some(Speaker::Bot),
        "user" | "lead" | "contact" | "visitor" => Some(Speaker::Customer),
        "bot" => Some(Speaker::Bot),
        "admin" | "teammate" | "team" if is_automated => Some(Speaker::Bot),
        "admin" | "teammate" => Some(Speaker::Human),
        _ => None,
    };
    let keys = [text(author, "email"), text(author, "id")];
    desk.party(declared, text(author, "name"), &keys)
}

fn about(value: &Value, parts: usize) -> About {
    let contacts = list(value, "contacts.contacts");
    let contact = contacts.first().unwrap_or(&Value::Null);
    let mut meta = Meta::new();
    for (name, path) in [
        ("ai_resolution", "ai_agent.resolution_state"),
        ("ai_rating", "ai_agent.rating"),
        ("title", "title"),
    ] {
        let found = get(value, path);
        if !found.is_null() {
            meta.insert(name.to_owned(), found.clone());
        }
    }
    if word(value, "ai_agent.source_type").ends_with("_preview") {
        meta.insert("test".to_owned(), true.into());
    }
    let total = first(
        value,
        &[
            "conversation_parts.total_count",
            "statistics.count_conversation_parts",
        ],
    );
    let missing = total
        .and_then(|total| total.parse::<usize>().ok())
        .map_or(0, |total| total.saturating_sub(parts));
    if missing > 0 {
        // The interface gives at most 500 parts.
        meta.insert("parts_missing".to_owned(), missing.into());
    }
    let is_open = flag(value, "open");
    About {
        id: text(value, "id"),
        channel: channel(value),
        customer: first(contact, &["email", "phone", "external_id"])
            .or_else(|| customer_address(value))
            .or_else(|| text(contact, "id")),
        status: match (word(value, "state").as_str(), is_open) {
            ("closed", _) | ("", Some(false)) => Status::Closed,
            ("open" | "snoozed", _) | ("", Some(true)) => Status::Open,
            _ => Status::Unknown,
        },
        csat: text(value, "conversation_rating.rating").and_then(|rating| rating.parse().ok()),
        language: first(
            value,
            &["custom_attributes.Language", "custom_attributes.language"],
        ),
        tags: list(value, "tags.tags")
            .iter()
            .filter_map(|tag| text(tag, "name"))
            .collect(),
        meta,
    }
}

/// The address of the customer who wrote first.
fn customer_address(value: &Value) -> Option<String> {
    let author = get(value, "source.author");
    let is_customer = matches!(word(author, "type").as_str(), "user" | "lead" | "contact");
    first(author, &["email", "phone"]).filter(|_| is_customer)
}

fn channel(value: &Value) -> Option<String> {
    let word = first(
        value,
        &["channel.initial", "source.type", "channel.current"],
    )?
    .to_lowercase();
    let known = match word.as_str() {
        "messenger" | "conversation" | "chat" => "chat",
        "zendesk_ticket" | "email" => "email",
        "zendesk_sunshine" => "messaging",
        "facebook" => "messenger",
        "phone_call" | "phone_switch" | "phone" => "voice",
        other => other,
    };
    Some(known.to_owned())
}
