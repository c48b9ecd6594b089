//! The rows of one customer, becoming conversations.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::body::turn;
use crate::format::json::look::{at, word, words};
use crate::format::table::speaker_word;
use crate::format::thread::{Entry, Thread, civil};
use crate::format::time::{Clock, Reading};
use crate::format::unfold::{Group, fault_of};
use crate::format::{Emit, ReadSettings};
use crate::transcript::{Item, Speaker, Turn, TurnKind};

/// What the statuses say about a message that was sent.
#[derive(Default)]
struct Sent {
    at: String,
    is_failed: bool,
    from: String,
    record: u64,
    place: usize,
}

/// A message with its id.
struct Message {
    id: String,
    at: String,
    who: String,
    record: u64,
    turn: Turn<'static>,
}

/// Gives away the conversations of one customer.
pub(super) fn thread(group: &Group, settings: &ReadSettings, clock: &Clock, emit: Emit<'_, '_>) {
    let mut messages: Vec<Message> = Vec::new();
    let mut statuses: BTreeMap<String, Sent> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut has_nameless = false;
    for (record, row) in &group.rows {
        let Ok(row) = serde_json::from_str::<Value>(row) else {
            emit(Err(fault_of(*record, "not valid JSON")));
            continue;
        };
        if word(&row, &["way"]) == "status" {
            note(&mut statuses, &row, *record, messages.len());
            continue;
        }
        let message = message(&row, *record, &group.key, settings);
        if change(&mut messages, at(&row, "message").unwrap_or(&row)) {
            continue;
        }
        has_nameless |= message.id.is_empty() && message.who.is_empty();
        // Webhooks are sent again until the company confirms them.
        let is_again = !message.id.is_empty() && !seen.insert(message.id.clone());
        if !is_again {
            messages.push(message);
        }
    }
    settle(&mut messages, statuses, has_nameless, settings);
    let thread = Thread {
        id: &group.key,
        source: "whatsapp-api",
        channel: "whatsapp",
        gap: settings.session_gap,
    };
    let entries = messages.into_iter().map(|message| entry(message, clock));
    thread.sessions(entries.collect(), emit);
}

fn note(statuses: &mut BTreeMap<String, Sent>, row: &Value, record: u64, place: usize) {
    let sent = statuses.entry(word(row, &["id"])).or_insert_with(|| Sent {
        record,
        place,
        ..Sent::default()
    });
    let at = word(row, &["timestamp"]);
    // The first of "sent", "delivered" and "read" is nearest to when it was sent, in whatever order they came in.
    if sent.at.is_empty() || (at.len() == sent.at.len() && at < sent.at) {
        sent.at = at;
    }
    sent.is_failed |= word(row, &["status"]) == "failed";
    if sent.from.is_empty() {
        sent.from = word(row, &["from"]);
    }
}

fn message(row: &Value, record: u64, key: &str, settings: &ReadSettings) -> Message {
    let content = at(row, "message").unwrap_or(row);
    let is_in = word(row, &["way"]) == "in";
    let (name, from, role) = (
        word(row, &["who"]),
        word(row, &["from"]),
        word(row, &["role"]),
    );
    let declared = || Speaker::named(&role.to_lowercase()).or_else(|| speaker_word(&role));
    let by = settings
        .role_of(&[&name, &from])
        .or_else(|| {
            if is_in {
                Some(Speaker::Customer)
            } else {
                declared()
            }
        })
        .unwrap_or(Speaker::Unknown);
    let mut turn = turn(content, by);
    let rendered = words(row, &["text"]);
    if turn.text.is_empty() && !rendered.is_empty() {
        turn.text = Cow::Owned(rendered.trim().to_owned());
        turn.kind = TurnKind::Text;
    }
    let label = if name.is_empty() && !is_in {
        from
    } else {
        name
    };
    if turn.by != Speaker::System && !label.is_empty() {
        turn.name = Some(Cow::Owned(label));
    }
    let id = word(content, &["id"]);
    let at = word(content, &["timestamp"]);
    Message {
        id: if id.is_empty() {
            word(row, &["id"])
        } else {
            id
        },
        at: if at.is_empty() {
            word(row, &["at"])
        } else {
            at
        },
        who: if is_in { key.to_owned() } else { String::new() },
        record,
        turn,
    }
}

/// Applies a message that changes another one: new words take the place of the old, deleted ones become a notice. True
/// where it was such a message.
fn change(messages: &mut [Message], content: &Value) -> bool {
    let kind = word(content, &["type"]);
    if !matches!(kind.as_str(), "edit" | "revoke") {
        return false;
    }
    let paths = [
        format!("{kind}.original_message_id"),
        format!("{kind}.message_id"),
    ];
    let original = word(content, &[&paths[0], &paths[1], "context.id"]);
    if let Some(message) = messages.iter_mut().find(|message| message.id == original) {
        if kind == "revoke" {
            message.turn = Turn::new(Speaker::System, "");
        } else if let Some(new) = at(content, "edit.message") {
            message.turn = Turn {
                name: message.turn.name.take(),
                ..turn(new, message.turn.by)
            };
        }
    }
    true
}

/// Joins statuses to what was sent: the time, where the log had none; and what failed never reached anybody, so it is the
/// system's. What was sent without being logged stays as a message without words, unless a logged one has no id, which
/// may be the same.
fn settle(
    messages: &mut Vec<Message>,
    mut statuses: BTreeMap<String, Sent>,
    has_nameless: bool,
    settings: &ReadSettings,
) {
    for message in messages.iter_mut() {
        let Some(sent) = statuses.remove(&message.id) else {
            continue;
        };
        if message.at.is_empty() {
            message.at = sent.at;
        }
        if sent.is_failed {
            message.turn.by = Speaker::System;
        }
    }
    if has_nameless {
        return;
    }
    let mut silent: Vec<(String, Sent)> = statuses
        .into_iter()
        .filter(|(_, sent)| !sent.is_failed)
        .collect();
    silent.sort_by_key(|(_, sent)| std::cmp::Reverse(sent.record));
    for (id, sent) in silent {
        let by = settings.role_of(&[&sent.from]).unwrap_or(Speaker::Unknown);
        let name = (!sent.from.is_empty()).then_some(Cow::Owned(sent.from));
        let message = Message {
            id,
            at: sent.at,
            who: String::new(),
            record: sent.record,
            turn: Turn {
                name,
                kind: TurnKind::Attachment,
                ..Turn::new(by, "")
            },
        };
        messages.insert(sent.place.min(messages.len()), message);
    }
}

fn entry(message: Message, clock: &Clock) -> Entry {
    let reading = clock.read(&message.at);
    let seconds = reading.order.map(|millis| millis.div_euclid(1000));
    let is_odd = !message.at.is_empty() && reading == Reading::default();
    Entry {
        at: seconds,
        stamp: seconds.map(civil).unwrap_or_default(),
        item: Item::Turn(Turn {
            at: reading.moment,
            ..message.turn
        }),
        who: message.who,
        odd: is_odd.then_some(message.record),
    }
}
