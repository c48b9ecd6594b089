//! Rasa: trackers (`{"sender_id", "events"}`), as the API and the tracker stores have them, and the single events that
//! `rasa export` and event brokers write, one record each, which are put together by their sender.
//!
//! A sender's events go on for ever; sessions begin where Rasa began one. The customer and the bot are declared, and so is
//! an `agent`, where people answer through Rasa; mostly they do not. No event says that a customer was handed over: actions
//! and flows with a name that says so do, those that `[roles]` maps to `human`, and a bot that was paused.

mod event;

use super::draft::{Draft, later_session};
use super::json::{Context, Node, Record, RecordReader, by_time, table_with, unfold};
use super::{Emit, Evidence, Format, Head, JsonKey, Problem, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation, Item};

const SOURCE: &str = "rasa";

const SHOWN: Capabilities = Capabilities::ROLES.with(Capabilities::TIMES);

const KEY: JsonKey = &["sender_id"];

/// The columns of the SQL tracker store's table of events.
const TABLE: [&str; 3] = ["sender_id", "type_name", "data"];

/// Words of events that stand nowhere else.
const WORDS: [&str; 5] = ["user", "bot", "action", "slot", "session_started"];

/// The format.
pub(super) struct Rasa;

impl Format for Rasa {
    fn id(&self) -> &'static str {
        SOURCE
    }

    fn title(&self) -> &'static str {
        "Rasa trackers and events (JSON, JSONL, CSV)"
    }

    fn capabilities(&self) -> Capabilities {
        SHOWN.with(Capabilities::HANDOFF_EVENTS)
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        if table_with(head, &TABLE).is_some() {
            return Some(Evidence::new(99, &TABLE));
        }
        let shape = head.shape()?;
        if shape.has("events[].event") {
            return Some(Evidence::new(95, &["events[].event"]));
        }
        if shape.has("sender_id")
            && shape
                .first(&["events[]", "latest_message", "active_loop"])
                .is_some()
        {
            return Some(Evidence::new(85, &["sender_id"]));
        }
        let says = |word: &&str| head.text.contains(&format!("\"{word}\""));
        let is_event = shape.has("sender_id")
            && shape.first(&["event", "type_name"]).is_some()
            && WORDS.iter().any(says);
        is_event.then(|| Evidence::new(92, &["sender_id", "event"]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        RecordReader::of_either(head, &TABLE, KEY, read, settings)
    }
}

/// The trackers or events of one sender.
fn read(context: &Context, mut records: Vec<Record>, emit: Emit<'_, '_>) {
    for record in &mut records {
        for key in ["data", "events"] {
            unfold(&mut record.value, key);
        }
    }
    let (trackers, events): (Vec<Record>, Vec<Record>) = records
        .into_iter()
        .partition(|one| Node::of(&one.value).get("events").is_list());
    for tracker in &trackers {
        let whole = Node::of(&tracker.value);
        let events: Vec<Node<'_>> = whole.get("events").list().collect();
        let sender = whole.first(&["sender_id", "conversation_id"]);
        tell(context, sender, tracker.number, &events, emit);
    }
    let mut rows = Vec::with_capacity(events.len());
    for mut row in events {
        // The tracker store keeps the event itself in a cell.
        let is_cell = Node::of(&row.value)
            .get("data")
            .fields()
            .is_some_and(|data| data.contains_key("event"));
        let sender = Node::of(&row.value).get("sender_id").word();
        if is_cell && let Some(data) = row.value.get_mut("data") {
            row.value = data.take();
        }
        if Node::of(&row.value).get("event").word().is_none() {
            emit(Err(Problem {
                record: row.number,
                what: "neither `events` nor `event`, so no tracker and no event of one".to_owned(),
                advice: "export the tracker store again, with whole events",
            }));
            continue;
        }
        rows.push((sender, row));
    }
    let Some(sender) = rows.iter().find_map(|(sender, _)| sender.clone()) else {
        return tell_rows(context, None, rows, emit);
    };
    tell_rows(context, Some(sender), rows, emit);
}

fn tell_rows(
    context: &Context,
    sender: Option<String>,
    rows: Vec<(Option<String>, Record)>,
    emit: Emit<'_, '_>,
) {
    let mut rows: Vec<Record> = rows.into_iter().map(|(_, row)| row).collect();
    let Some(first) = rows.first().map(|row| row.number) else {
        return;
    };
    by_time(&mut rows, |one| context.order(one.get("timestamp")));
    let events: Vec<Node<'_>> = rows.iter().map(|row| Node::of(&row.value)).collect();
    tell(context, sender, first, &events, emit);
}

/// Makes one conversation of every session of a sender in which something was said or happened, and one without items of
/// a sender of whom there is nothing else.
fn tell(
    context: &Context,
    sender: Option<String>,
    record: u64,
    events: &[Node<'_>],
    emit: Emit<'_, '_>,
) {
    let sender = sender.unwrap_or_default();
    let begin = || {
        let mut draft = Draft::new(context, SOURCE, record);
        draft.conversation.id = sender.clone().into();
        draft.conversation.customer = (!sender.is_empty()).then(|| sender.clone().into());
        draft
    };
    let mut told = 0;
    let mut draft = begin();
    for event in events {
        if event::begins_session(*event) && !draft.is_empty() {
            emit(Ok(close(std::mem::replace(&mut draft, begin()), told)));
            told += 1;
        }
        event::tell(&mut draft, *event);
    }
    if told == 0 || !draft.is_empty() {
        emit(Ok(close(draft, told)));
    }
}

/// The sender's session number `number`, from 0. The first has the sender's name, so that a longer export names it alike.
fn close(draft: Draft<'_>, number: u32) -> Conversation<'static> {
    let is_handoff = |item: &Item<'_>| matches!(item, Item::Event(event) if event.kind.as_str().starts_with("handoff"));
    let shows_handoffs = draft.conversation.items.iter().any(is_handoff);
    let shown = if shows_handoffs {
        SHOWN.with(Capabilities::HANDOFF_EVENTS)
    } else {
        SHOWN
    };
    let mut one = draft.finish(shown);
    if number > 0 {
        one.id = later_session(&one.id, one.items.first().and_then(Item::at)).into();
    }
    one
}
