//! From messages to items.

use std::borrow::Cow;

use super::handoff::is_handoff;
use super::{CAPABILITIES, Layout, Message, Record};
use crate::format::ReadSettings;
use crate::format::table::speaker_word;
use crate::format::time::Clock;
use crate::transcript::{Capabilities, Event, EventKind, Item, Oddities, Speaker, Turn, TurnKind};

/// Roles of the one who asks. In these logs `human` is the customer.
const CUSTOMER: [&str; 3] = ["user", "human", "customer"];
/// Roles of the model.
const BOT: [&str; 7] = [
    "assistant",
    "gpt",
    "chatgpt",
    "model",
    "bot",
    "ai",
    "chatbot",
];
/// Roles that are no speech: prompts and results.
const SILENT: [&str; 9] = [
    "system",
    "developer",
    "tool",
    "function",
    "observation",
    "tool_result",
    "ipython",
    "environment",
    "tool_response",
];
/// Roles whose content is itself a tool call.
const CALLING: [&str; 2] = ["function_call", "tool_call"];

/// The items of one log and what they show.
pub(super) struct Timeline<'a> {
    pub(super) items: Vec<Item<'a>>,
    pub(super) capabilities: Capabilities,
    /// What is odd about them; without a record number.
    pub(super) odd: Oddities,
}

/// Turns messages into items. `clean` may take from a customer's words what is no speech; words of which nothing is
/// left are no turn.
pub(super) fn timeline<'a>(
    messages: Vec<Message<'a>>,
    settings: &ReadSettings,
    clock: &Clock,
    clean: fn(Cow<'_, str>) -> Cow<'_, str>,
) -> Timeline<'a> {
    let mut items = Vec::with_capacity(messages.len());
    let mut odd = Oddities::default();
    for message in messages {
        add(&mut items, &mut odd, message, settings, clock, clean);
    }
    let mut capabilities = CAPABILITIES;
    if items.iter().any(|item| item.is_by(Speaker::Human)) {
        capabilities = capabilities.with(Capabilities::HUMAN_SIDE);
    }
    if items.iter().any(|item| item.is_by(Speaker::Unknown)) {
        capabilities = capabilities.without(Capabilities::ROLES);
    }
    if !items.is_empty() && items.iter().all(|item| item.at().is_some()) {
        capabilities = capabilities.with(Capabilities::TIMES);
    }
    Timeline {
        items,
        capabilities,
        odd,
    }
}

/// The items of a list of messages that stands in a cell; `None` where the cell holds something else.
pub(in crate::format) fn cell(
    json: &str,
    settings: &ReadSettings,
    clock: &Clock,
) -> Option<Vec<Item<'static>>> {
    let messages = Record::read(json, &CELL).ok()?.messages?;
    let items = timeline(messages, settings, clock, |text| text).items;
    Some(items.into_iter().map(into_owned).collect())
}

static CELL: Layout = Layout {
    source: "",
    messages: "messages",
    ignored: &[],
    advice: "",
    clean: |text| text,
    describe: |_, _| {},
};

/// The item with its text copied out of the cell. Messages have no events with text.
fn into_owned(item: Item<'_>) -> Item<'static> {
    match item {
        Item::Turn(turn) => Item::Turn(Turn {
            by: turn.by,
            text: Cow::Owned(turn.text.into_owned()),
            at: turn.at,
            name: turn.name.map(|name| Cow::Owned(name.into_owned())),
            kind: turn.kind,
            guessed: turn.guessed,
        }),
        Item::Event(event) => Item::Event(Event {
            at: event.at,
            ..Event::new(event.kind)
        }),
    }
}

fn add<'a>(
    items: &mut Vec<Item<'a>>,
    odd: &mut Oddities,
    message: Message<'a>,
    settings: &ReadSettings,
    clock: &Clock,
    clean: fn(Cow<'_, str>) -> Cow<'_, str>,
) {
    let role = message.role.as_str();
    let at = if message.at.as_str().is_empty() {
        None
    } else {
        let reading = clock.read(message.at.as_str());
        reading.count(odd);
        reading.moment
    };
    let calls_in_text = CALLING.contains(&role);
    let named = settings.role_of(&[message.name.as_str(), role]);
    let calls_handoff = if calls_in_text {
        message
            .content
            .text
            .as_deref()
            .and_then(called)
            .is_some_and(|tool| is_handoff(&tool))
    } else {
        message
            .calls
            .0
            .iter()
            .chain(&message.content.calls)
            .any(|tool| is_handoff(tool))
    };
    if !calls_in_text && let Some(by) = named.or_else(|| speaker(role)) {
        let known = by != Speaker::Unknown || role.is_empty();
        odd.speakers += u32::from(!known);
        let name = message
            .name
            .filled()
            .or_else(|| if known { None } else { message.role.filled() });
        let text = message.content.text.unwrap_or_default();
        let text = if by == Speaker::Customer {
            clean(text)
        } else {
            text
        };
        let is_blank = text.trim_ascii().is_empty();
        if !is_blank || message.content.attachment {
            let kind = if is_blank {
                TurnKind::Attachment
            } else {
                TurnKind::Text
            };
            items.push(Item::Turn(Turn {
                at,
                name,
                kind,
                ..Turn::new(by, text)
            }));
        }
    }
    if calls_handoff {
        items.push(Item::Event(Event {
            at,
            ..Event::new(EventKind::HandoffStarted)
        }));
    }
}

/// Who speaks under this role; `None` where it is no speech. A word that we do not know is nobody's.
fn speaker(role: &str) -> Option<Speaker> {
    let role = role.to_ascii_lowercase();
    let role = role.as_str();
    if SILENT.contains(&role) {
        None
    } else if CUSTOMER.contains(&role) {
        Some(Speaker::Customer)
    } else if BOT.contains(&role) {
        Some(Speaker::Bot)
    } else {
        Some(speaker_word(role).unwrap_or(Speaker::Unknown))
    }
}

/// The tool that a `function_call` message names: its text is `{"name": …}`.
fn called(json: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    value.get("name")?.as_str().map(str::to_owned)
}
