//! Zendesk tickets with their comments, and ticket audits, in which the text of messaging stands.
//!
//! A comment says who wrote it, and the ticket who asked for help; `users`, where they stand beside the tickets, say who
//! is staff. Bots post under accounts of staff, so a comment that came through the interface is nobody's until `[roles]`
//! says whose it is. Mails that triggers send hold placeholders instead of words and are left out.

mod audit;
mod comment;
mod people;

use serde_json::{Value, json};

use self::people::People;
use super::desk::{
    About, Desk, DeskReader, Draft, Layout, Record, Rows, Unfit, first, list, text, word,
};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation, Meta, Status};

static LAYOUT: Layout = Layout {
    pages: &["tickets", "ticket_audits", "audits", "results"],
    own: &["requester_id", "ticket"],
    beside: &["users", "groups"],
    rows: Some(Rows {
        marks: &[
            "audits[].events[].type",
            "ticket_audits[].events[].type",
            "events[].audit_id",
            "events[].previous_value",
        ],
        key: |value| {
            let is_audit = value.get("events").is_some();
            text(value, "ticket_id").filter(|_| is_audit)
        },
        list: "audits",
    }),
    read,
};

/// The format.
pub(super) struct Zendesk;

impl Format for Zendesk {
    fn id(&self) -> &'static str {
        "zendesk"
    }

    fn title(&self) -> &'static str {
        "Zendesk tickets with comments, ticket audits (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        false
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        let seen = |keys: &[&'static str]| keys.iter().all(|key| shape.has(key));
        let found: &[&[&str]] = &[
            &["requester_id", "comments[].author_id"],
            &["requester_id", "audits[].events[].type"],
            &["ticket.requester_id"],
            &["tickets[].requester_id"],
            &["audits[].events[].type"],
            &["ticket_audits[].events[].type"],
            &["ticket_id", "author_id", "events[].type"],
            &["comments[].author_id", "comments[].audit_id"],
            &["comments[].author_id", "comments[].public"],
            &["requester_id", "via.channel", "status"],
            &["requester_id", "submitter_id", "status"],
        ];
        let keys = found.iter().find(|keys| seen(keys))?;
        Some(Evidence::new(95, keys))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        DeskReader::open(&LAYOUT, self.id(), head, settings)
    }
}

/// Reads a ticket with its comments or audits, or either of these without the ticket.
fn read(desk: &Desk, record: &Record<'_>) -> Result<Conversation<'static>, Unfit> {
    let value = record.value;
    let ticket = match value.get("ticket") {
        Some(ticket @ Value::Object(_)) => ticket,
        _ => value,
    };
    let audits = both(ticket, value, "audits");
    let comments = both(ticket, value, "comments");
    if comments.is_empty() && audits.is_empty() && text(ticket, "description").is_none() {
        return Err(Unfit {
            what: "a ticket without `comments` or `audits`, so without words",
            advice: "export the comments with the tickets: GET /api/v2/tickets/{id}/comments.json?include=users",
        });
    }
    let people = People::of(desk, ticket, &comments, &audits, record);
    let mut draft = Draft::new(desk);
    // Audits hold the comments as well; where there are both, the comments have the better text.
    for audit in &audits {
        audit::read(&mut draft, &people, audit, comments.is_empty());
    }
    for comment in &comments {
        comment::read(&mut draft, &people, comment);
    }
    if comments.is_empty() && audits.is_empty() {
        // The description is the first comment.
        let first = json!({
            "author_id": ticket.get("requester_id"), "body": ticket.get("description"),
            "created_at": ticket.get("created_at"), "via": ticket.get("via"), "public": true,
        });
        comment::read(&mut draft, &people, &first);
    }
    let mut about = about(ticket, &people);
    if text(ticket, "status").is_none() {
        about.status = status(&last_status(&audits));
    }
    let shown = if audits.is_empty() {
        Capabilities::ALL.without(Capabilities::HANDOFF_EVENTS)
    } else {
        Capabilities::ALL
    };
    if about.channel.is_none() {
        let mut sources = audits.iter().chain(&comments);
        about.channel = sources
            .find_map(|one| channel(one))
            .or_else(|| Some("ticket".to_owned()));
    }
    Ok(draft.finish(about, shown))
}

/// The list of the ticket, or the one beside it.
fn both<'v>(ticket: &'v Value, around: &'v Value, key: &str) -> Vec<&'v Value> {
    let own = list(ticket, key);
    let elements = if own.is_empty() {
        list(around, key)
    } else {
        own
    };
    elements.iter().collect()
}

fn about(ticket: &Value, people: &People<'_>) -> About {
    let mut meta = Meta::new();
    if let Some(score) = text(ticket, "satisfaction_rating.score")
        && !matches!(score.as_str(), "offered" | "unoffered")
    {
        meta.insert("satisfaction".to_owned(), score.into());
    }
    if let Some(subject) = text(ticket, "subject") {
        meta.insert("subject".to_owned(), subject.into());
    }
    About {
        id: first(ticket, &["id", "ticket_id"]),
        channel: channel(ticket),
        customer: people.customer(),
        status: status(&word(ticket, "status")),
        language: people.language(),
        tags: list(ticket, "tags")
            .iter()
            .filter_map(|tag| tag.as_str().map(str::to_owned))
            .collect(),
        meta,
        ..About::default()
    }
}

fn status(word: &str) -> Status {
    match word {
        "new" | "open" | "pending" | "hold" | "on-hold" => Status::Open,
        "solved" | "closed" => Status::Closed,
        _ => Status::Unknown,
    }
}

/// The status that the audits leave the ticket in; a solved ticket may have been opened again.
fn last_status(audits: &[&Value]) -> String {
    let mut changes: Vec<(Option<String>, String)> = Vec::new();
    for audit in audits {
        let events = list(audit, "events");
        let set = events
            .iter()
            .filter(|event| word(event, "field_name") == "status");
        changes.extend(set.map(|event| (text(audit, "created_at"), word(event, "value"))));
    }
    // The times are of one form, so they sort like words.
    changes.sort();
    changes.pop().map_or_else(String::new, |(_, status)| status)
}

/// The word for the channel that a ticket or comment came by. The staff's own screen and the interface say nothing about
/// the customer's side, and count as a ticket.
fn channel(value: &Value) -> Option<String> {
    let via = word(value, "via.channel");
    let known = match via.as_str() {
        "" | "rule" | "system" => return None,
        "email" | "mail" => "email",
        "chat"
        | "chat_transcript"
        | "chat_offline_message"
        | "native_messaging"
        | "web_widget"
        | "messaging"
        | "answer_bot_for_web_widget" => "chat",
        "whatsapp" | "sms" | "telegram" | "line" | "viber" => via.as_str(),
        "facebook" | "facebook_messenger" | "messenger" => "messenger",
        "instagram_dm" | "instagram" => "instagram",
        "twitter" | "twitter_dm" | "twitter_favorite" | "twitter_like" => "twitter",
        "voice" | "phone" | "voicemail" | "phone_call_inbound" | "phone_call_outbound" => "voice",
        _ => "ticket",
    };
    Some(known.to_owned())
}
