//! Zendesk Chat: `{"chats": [{"id", "visitor", "history": [{"type": "chat.msg", "nick", "msg"}]}]}`.
//!
//! `nick` tells visitors, people (`agent:` and their number) and automation (`agent:trigger`) apart.

use serde_json::Value;

use super::desk::{
    About, Desk, DeskReader, Draft, Layout, Party, Record, Unfit, first, flag, get, list, text,
    word,
};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation, EventKind, Meta, Speaker, Status, TurnKind};

static LAYOUT: Layout = Layout {
    pages: &["chats"],
    own: &["history"],
    beside: &[],
    rows: None,
    read,
};

/// The format.
pub(super) struct ZendeskChat;

impl Format for ZendeskChat {
    fn id(&self) -> &'static str {
        "zendesk-chat"
    }

    fn title(&self) -> &'static str {
        "Zendesk Chat history (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        for (history, visitor) in [
            ("chats[].history[].nick", "chats[].visitor"),
            ("history[].nick", "visitor"),
        ] {
            if shape.has(history) {
                return Some(Evidence::new(95, &[history]));
            }
            let started = visitor.replace("visitor", "started_by");
            if shape.has(visitor) && (shape.has(&started) || visitor.starts_with("chats")) {
                return Some(Evidence::new(85, &[visitor]));
            }
        }
        None
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        DeskReader::open(&LAYOUT, self.id(), head, settings)
    }
}

fn read(desk: &Desk, record: &Record<'_>) -> Result<Conversation<'static>, Unfit> {
    let chat = record.value;
    let is_offline = word(chat, "type") == "offline_msg";
    let history = list(chat, "history");
    let message = text(chat, "message");
    if history.is_empty() && message.is_none() && !is_offline && chat.get("visitor").is_none() {
        return Err(Unfit {
            what: "neither `history` nor `visitor`, so no chat",
            advice: "export the chats with GET /api/v2/chats, or the incremental export with fields=chats(*)",
        });
    }
    let mut draft = Draft::new(desk);
    for entry in history {
        add(desk, &mut draft, entry);
    }
    if let Some(words) = message.filter(|_| draft.is_empty()) {
        let name = text(chat, "visitor.name");
        let visitor = desk.party(Some(Speaker::Customer), name, &[]);
        draft.say(
            &visitor,
            Some(words),
            TurnKind::Text,
            get(chat, "timestamp"),
        );
    }
    let is_over = text(chat, "end_timestamp").is_some();
    if is_over {
        draft.end(get(chat, "end_timestamp"));
    }
    let mut meta = Meta::new();
    for key in ["rating", "missed", "department_name", "zendesk_ticket_id"] {
        let value = get(chat, key);
        if !value.is_null() {
            meta.insert(key.to_owned(), value.clone());
        }
    }
    let about = About {
        id: text(chat, "id"),
        // What was written while nobody was there is answered like mail.
        channel: Some(if is_offline { "email" } else { "chat" }.to_owned()),
        customer: first(chat, &["visitor.email", "visitor.phone", "visitor.id"]),
        status: if is_over {
            Status::Closed
        } else {
            Status::Unknown
        },
        tags: list(chat, "tags")
            .iter()
            .filter_map(|tag| tag.as_str().map(str::to_owned))
            .collect(),
        meta,
        ..About::default()
    };
    Ok(draft.finish(about, Capabilities::ALL))
}

fn add(desk: &Desk, draft: &mut Draft<'_>, entry: &Value) {
    let at = get(entry, "timestamp");
    if !draft.is_new(text(entry, "msg_id")) {
        return;
    }
    let party = party(desk, entry);
    match word(entry, "type").as_str() {
        "chat.msg" => {
            draft.odd.speakers += u32::from(party.by.is_none());
            let options = list(entry, "options");
            let kind = if flag(entry, "is_quick_reply") == Some(true) {
                TurnKind::Choice
            } else {
                TurnKind::Text
            };
            draft.say(&party, with_options(text(entry, "msg"), options), kind, at);
        }
        "chat.file" => draft.say(&party, None, TurnKind::Attachment, at),
        "chat.memberjoin" if party.is_human() => {
            draft.happen(EventKind::HumanJoined, at, party.name, None);
        }
        "chat.memberleave" if party.is_human() => {
            draft.happen(EventKind::HumanLeft, at, party.name, None);
        }
        "chat.queue_position" => draft.happen(EventKind::Queued, at, None, team(entry)),
        "chat.memberjoin"
        | "chat.memberleave"
        | "chat.rating"
        | "chat.comment"
        | "chat.request.rating"
        | "chat.system" => {}
        _ if text(entry, "department_id").is_some() => {
            draft.pass_on(EventKind::HandoffStarted, at, None, team(entry));
        }
        _ => draft.odd.events += 1,
    }
}

/// The words, and what could be tapped below them.
fn with_options(words: Option<String>, options: &[Value]) -> Option<String> {
    let labels = options.iter().filter_map(|option| {
        option
            .as_str()
            .map(str::to_owned)
            .or_else(|| text(option, "label"))
    });
    let lines: Vec<String> = words.into_iter().chain(labels).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn team(entry: &Value) -> Option<String> {
    first(entry, &["department_name", "department_id"])
}

/// Who is behind a `nick`. A person's has a number; every other agent is automation.
fn party(desk: &Desk, entry: &Value) -> Party {
    let nick = word(entry, "nick");
    let declared = match nick.as_str() {
        "agent:system" | "system" => Some(Speaker::System),
        nick if nick.starts_with("visitor") => Some(Speaker::Customer),
        nick => nick.strip_prefix("agent:").map(|who| {
            let is_number = !who.is_empty() && who.bytes().all(|byte| byte.is_ascii_digit());
            if is_number {
                Speaker::Human
            } else {
                Speaker::Bot
            }
        }),
    };
    desk.party(declared, text(entry, "name"), &[Some(nick)])
}
