//! The `result.json` of Telegram Desktop: one chat (`messages`), or all of them (`chats.list`), read as one conversation
//! for every session.
//!
//! Who is the company, and whether it is a person, is said nowhere; `[roles]` tells by name or id (`user123`). Only in a
//! chat with a bot the other side is the bot and whoever exported it the customer.

use std::borrow::Cow;

use serde_json::Value;

use super::json::look::{at, list, plain, word, words};
use super::json::{documents, values};
use super::thread::{Entry, Thread, civil};
use super::time::{Clock, Reading};
use super::{Chunk, Emit, Evidence, Format, Framing, Head, Problem, ReadSettings, Reader};
use crate::transcript::{Capabilities, Item, Speaker, Turn, TurnKind};

/// Lists of chats in an export of all of them.
const LISTS: [&str; 4] = ["chats.list", "left_chats.list", "chats", "list"];

/// What says that something was sent that is no text.
const FILES: [&str; 12] = [
    "media_type",
    "photo",
    "file",
    "location_information",
    "live_location_period_seconds",
    "contact_information",
    "poll",
    "place_name",
    "sticker_emoji",
    "game_title",
    "paid_media",
    "giveaway_information",
];

/// The format.
pub(super) struct Telegram;

impl Format for Telegram {
    fn id(&self) -> &'static str {
        "telegram"
    }

    fn title(&self) -> &'static str {
        "Telegram Desktop exports (result.json)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ROLES
            .with(Capabilities::HUMAN_SIDE)
            .with(Capabilities::TIMES)
    }

    fn streams(&self) -> bool {
        false
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        for list in [
            "",
            "chats.list[].",
            "left_chats.list[].",
            "list[].",
            "chats[].",
        ] {
            let has = |key: &str| shape.has(&format!("{list}messages[].{key}"));
            let is_dated = has("date") || has("date_unixtime");
            let is_by = has("from_id") || has("actor_id");
            if is_dated && is_by && (has("text") || has("text_entities")) {
                return Some(Evidence::new(
                    95,
                    &["messages[].date", "messages[].from_id", "messages[].text"],
                ));
            }
        }
        // The whole account begins with contacts and sessions, and the chats stand behind the head.
        let is_account = shape.has("about")
            && [
                "personal_information",
                "contacts",
                "frequent_contacts",
                "chats.about",
            ]
            .iter()
            .any(|key| shape.has(key));
        is_account.then(|| Evidence::new(75, &["about", "personal_information"]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        Ok(Box::new(Export {
            framing: documents(head),
            clock: Clock::of(settings)?,
            settings: settings.clone(),
        }))
    }
}

/// One opened export.
struct Export {
    framing: Framing,
    clock: Clock,
    settings: ReadSettings,
}

impl Reader for Export {
    fn framing(&self) -> Framing {
        self.framing
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        values(chunk, self.framing, |record, value| match value {
            Ok(value) => self.export(record, &value, emit),
            Err(problem) => emit(Err(problem)),
        });
    }
}

impl Export {
    fn export(&self, record: u64, value: &Value, emit: Emit<'_, '_>) {
        if at(value, "messages").is_some_and(Value::is_array) {
            self.chat(record, value, emit);
            return;
        }
        let lists = LISTS
            .iter()
            .filter(|path| at(value, path).is_some_and(Value::is_array));
        let chats: Vec<&Value> = lists.flat_map(|path| list(value, path)).collect();
        if chats.is_empty() {
            emit(Err(no_messages(record)));
        }
        for (record, chat) in (record..).zip(chats) {
            if at(chat, "messages").is_some_and(Value::is_array) {
                self.chat(record, chat, emit);
            } else {
                emit(Err(no_messages(record)));
            }
        }
    }

    fn chat(&self, record: u64, chat: &Value, emit: Emit<'_, '_>) {
        let id = word(chat, &["id", "name"]);
        let thread = Thread {
            id: if id.is_empty() { "telegram" } else { &id },
            source: "telegram",
            channel: "telegram",
            gap: self.settings.session_gap,
        };
        let is_with_bot = word(chat, &["type"]) == "bot_chat";
        let bot = is_with_bot.then(|| format!("user{id}"));
        let mut entries: Vec<Entry> = list(chat, "messages")
            .iter()
            .map(|message| self.entry(record, message, bot.as_deref()))
            .collect();
        if is_with_bot && !entries.iter().any(|entry| entry.item.is_by(Speaker::Bot)) {
            // The bot's own id stands nowhere in the chat, so nothing says which side it is.
            entries = list(chat, "messages")
                .iter()
                .map(|message| self.entry(record, message, None))
                .collect();
        }
        thread.sessions(entries, emit);
    }

    fn entry(&self, record: u64, message: &Value, bot: Option<&str>) -> Entry {
        let date = word(message, &["date"]);
        let written = word(message, &["date_unixtime", "date"]);
        let reading = self.clock.read(&written);
        let seconds = reading.order.map(|millis| millis.div_euclid(1000));
        let name = word(message, &["from", "actor"]);
        let who = word(message, &["from_id", "actor_id"]);
        let stamp = if self.clock.read(&date) == Reading::default() {
            seconds.map(civil).unwrap_or_default()
        } else {
            date
        };
        let said = Turn {
            at: reading.moment,
            ..if word(message, &["type"]) == "service" {
                Turn::new(
                    Speaker::System,
                    word(message, &["action"]).replace('_', " "),
                )
            } else {
                let by = self.settings.role_of(&[&name, &who]).or_else(|| {
                    bot.map(|bot| {
                        if bot == who {
                            Speaker::Bot
                        } else {
                            Speaker::Customer
                        }
                    })
                });
                let name = if name.is_empty() { &who } else { &name };
                Turn {
                    name: (!name.is_empty()).then(|| Cow::Owned(name.clone())),
                    ..turn(message, by.unwrap_or(Speaker::Unknown))
                }
            }
        };
        Entry {
            at: seconds,
            stamp,
            item: Item::Turn(said),
            who,
            odd: (!written.is_empty() && reading == Reading::default()).then_some(record),
        }
    }
}

/// The words of a message with the buttons below it, or the file that it is.
fn turn(message: &Value, by: Speaker) -> Turn<'static> {
    let mut text = said(message);
    for button in list(message, "inline_bot_buttons").iter().flat_map(list_of) {
        let label = words(button, &["text"]);
        if !label.is_empty() {
            text.push('\n');
            text.push_str(&label);
        }
    }
    let is_file = FILES.iter().any(|key| at(message, key).is_some());
    let text = text.trim().to_owned();
    let kind = if is_file || text.is_empty() {
        TurnKind::Attachment
    } else {
        TurnKind::Text
    };
    Turn {
        kind,
        ..Turn::new(by, text)
    }
}

/// The text: whole, or in parts of which each is a string or an object with `text`.
fn said(message: &Value) -> String {
    let parts = list(message, "text_entities");
    let parts = if parts.is_empty() {
        list(message, "text")
    } else {
        parts
    };
    if parts.is_empty() {
        return words(message, &["text", "poll.question"]).into_owned();
    }
    parts
        .iter()
        .map(|part| match part {
            Value::Object(_) => words(part, &["text"]),
            other => plain(other),
        })
        .collect()
}

fn list_of(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn no_messages(record: u64) -> Problem {
    Problem {
        record,
        what: "no list `messages`".to_owned(),
        advice: "export the chat again from Telegram Desktop, as JSON, with its messages",
    }
}
