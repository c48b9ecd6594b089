//! One audit of a ticket: what was said, changed and chatted at one time.

use serde_json::{Value, json};

use super::super::desk::{Draft, first, get, list, text, word};
use super::comment;
use super::people::People;
use crate::transcript::{EventKind, TurnKind};

/// Adds what an audit records; its comments only where `with_comments` says that they stand nowhere else.
pub(super) fn read(draft: &mut Draft<'_>, people: &People<'_>, audit: &Value, with_comments: bool) {
    let at = get(audit, "created_at");
    for event in list(audit, "events") {
        match word(event, "type").as_str() {
            "comment" if with_comments => {
                let mut comment = event.clone();
                if let Some(fields) = comment.as_object_mut() {
                    fields.entry("created_at").or_insert_with(|| at.clone());
                    fields
                        .entry("via")
                        .or_insert_with(|| get(audit, "via").clone());
                    let author = get(audit, "author_id").clone();
                    fields.entry("author_id").or_insert(author);
                }
                comment::read(draft, people, &comment);
            }
            "create" | "change" => change(draft, people, event, at),
            "chatstartedevent" | "chatendedevent" => {
                for entry in list(event, "value.history") {
                    chat(draft, people, entry);
                }
            }
            _ => {}
        }
    }
}

/// A field of the ticket that was set. Being assigned is no coming: nobody has read anything yet.
fn change(draft: &mut Draft<'_>, people: &People<'_>, event: &Value, at: &Value) {
    let value = text(event, "value");
    match (word(event, "field_name").as_str(), value) {
        ("assignee_id", Some(id)) => {
            draft.pass_on(
                EventKind::HandoffStarted,
                at,
                people.name(&id).or(Some(id)),
                None,
            );
        }
        ("group_id", Some(id)) => {
            draft.pass_on(EventKind::Queued, at, None, Some(people.team(&id)));
        }
        // A solved ticket is closed for good some days later; that is no second end.
        ("status", Some(status))
            if matches!(status.as_str(), "solved" | "closed")
                && word(event, "previous_value") != "solved" =>
        {
            draft.happen(EventKind::Closed, at, None, None);
        }
        _ => {}
    }
}

/// An entry of a chat or messaging session inside a ticket.
fn chat(draft: &mut Draft<'_>, people: &People<'_>, entry: &Value) {
    let at = match get(entry, "timestamp") {
        Value::Null => get(entry, "original_message.received"),
        at => at,
    };
    let party = people.actor(entry);
    let what = word(entry, "type");
    let key = json!([
        what,
        get(entry, "chat_index"),
        get(entry, "message_id"),
        at,
        get(entry, "actor_name"),
        get(entry, "message")
    ]);
    // A session that ended is often told twice, when it began and when it ended.
    if !draft.is_new(Some(key.to_string())) {
        return;
    }
    match what.as_str() {
        "chatmessage" | "chatfileattachment" => {
            let kind = match word(entry, "original_message_type").as_str() {
                "form" | "form_response" | "formresponse" => TurnKind::Form,
                "image" | "file" | "location" => TurnKind::Attachment,
                _ if what == "chatfileattachment" => TurnKind::Attachment,
                _ if text(entry, "original_message.payload").is_some() => TurnKind::Choice,
                _ => TurnKind::Text,
            };
            let words = first(entry, &["message", "original_message.text"]);
            draft.odd.speakers += u32::from(party.by.is_none());
            draft.say(&party, words, kind, at);
        }
        "chatjoin" if party.is_human() => {
            draft.happen(EventKind::HumanJoined, at, party.name, None);
        }
        "chatleave" if party.is_human() => {
            draft.happen(EventKind::HumanLeft, at, party.name, None);
        }
        _ => {}
    }
}
