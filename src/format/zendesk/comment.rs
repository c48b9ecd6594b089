//! One comment of a ticket.

use serde_json::Value;

use super::super::desk::{Draft, first, flag, get, list, text};
use super::people::People;
use crate::transcript::TurnKind;

/// Adds a comment, unless it is an internal note.
pub(super) fn read(draft: &mut Draft<'_>, people: &People<'_>, comment: &Value) {
    if !draft.is_new(first(comment, &["id", "event_id"])) {
        return;
    }
    if flag(comment, "public") == Some(false) {
        draft.notes += 1;
        return;
    }
    let author = first(comment, &["author_id", "author.id"]);
    let party = people.author(author.as_deref(), get(comment, "via"));
    let kind = if list(comment, "attachments").is_empty() {
        TurnKind::Text
    } else {
        TurnKind::Attachment
    };
    let words = first(comment, &["plain_body", "body", "html_body"]);
    let kind = if words.is_some() {
        TurnKind::Text
    } else {
        kind
    };
    draft.say(&party, words, kind, get(comment, "created_at"));
    draft.odd.speakers += u32::from(party.by.is_none() && text(comment, "author_id").is_none());
}
