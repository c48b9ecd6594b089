//! Amazon Lex conversation logs: one JSON record for what a customer said and what the bot answered, as `CloudWatch` exports
//! them; the records of one session make a conversation.
//!
//! Lex knows the customer and the bot, and nobody else: what people did afterwards lies in another system. That a customer
//! goes to people shows only where an intent with a name that says so was fulfilled.

use serde_json::Value;

use super::draft::{Draft, sessions};
use super::handoff::goes_to_people;
use super::json::{Context, Node, Record, RecordReader, by_time, keyed, parse, unfold};
use super::spoken;
use super::{Emit, Evidence, Format, Head, JsonKey, Problem, ReadSettings, Reader};
use crate::transcript::{Capabilities, EventKind, Moment, Speaker, Turn, TurnKind};

const SOURCE: &str = "amazon-lex";

const SHOWN: Capabilities = Capabilities::ROLES.with(Capabilities::TIMES);

/// What names a session, in a record and in the message of a log event that holds one.
const KEY: JsonKey = &[
    "sessionId",
    "message.sessionId",
    "@message.sessionId",
    "userId",
    "message.userId",
    "@message.userId",
];

/// The format.
pub(super) struct Lex;

impl Format for Lex {
    fn id(&self) -> &'static str {
        SOURCE
    }

    fn title(&self) -> &'static str {
        "Amazon Lex conversation logs (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        SHOWN
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        let bare = ["inputTranscript", "messageVersion"];
        if bare.iter().all(|key| shape.has(key))
            || (shape.has("inputTranscript") && shape.has("sessionId"))
        {
            return Some(Evidence::new(95, &bare));
        }
        let message = shape.first(&["message", "@message", "events[].message"])?;
        let is_inside =
            head.text.contains("inputTranscript") && head.text.contains("messageVersion");
        is_inside.then(|| Evidence::new(90, &[message, "inputTranscript"]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        let shape = head.shape();
        let page = shape
            .filter(|shape| shape.has("events[].message"))
            .map(|_| "events");
        RecordReader::open(keyed(head, page, KEY), read, settings)
    }
}

/// The records of one session.
fn read(context: &Context, records: Vec<Record>, emit: Emit<'_, '_>) {
    let first = records[0].number;
    let mut turns: Vec<Record> = Vec::with_capacity(records.len());
    for Record { number, value } in records {
        let value = inner(value);
        let one = Node::of(&value);
        if one.get("inputTranscript").is_nothing() && one.first(&["sessionId", "userId"]).is_none()
        {
            emit(Err(Problem {
                record: number,
                what: "neither `sessionId` nor `inputTranscript`, so no turn of a session"
                    .to_owned(),
                advice: "export the bot's conversation log group, whole messages",
            }));
        } else {
            turns.push(Record { number, value });
        }
    }
    if turns.is_empty() {
        return;
    }
    by_time(&mut turns, |one| context.order(one.get("timestamp")));
    let mut draft = Draft::new(context, SOURCE, first);
    for turn in &turns {
        add(&mut draft, Node::of(&turn.value));
    }
    let shown = if draft.is_handed_over {
        SHOWN.with(Capabilities::HANDOFF_EVENTS)
    } else {
        SHOWN
    };
    for session in sessions(context, draft.finish(shown)) {
        emit(Ok(session));
    }
}

/// The record in a log event, which holds it as its message; any other record as it is.
fn inner(mut record: Value) -> Value {
    for key in ["message", "@message"] {
        unfold(&mut record, key);
        if let Some(message) = record.get_mut(key).filter(|message| message.is_object()) {
            return message.take();
        }
    }
    record
}

/// What the customer said, then what the bot answered. Both have the record's one time.
fn add(draft: &mut Draft<'_>, one: Node<'_>) {
    if !draft.is_new(one.get("requestId").word()) {
        return;
    }
    if draft.conversation.id.is_empty() {
        let session = one.first(&["sessionId", "userId"]).unwrap_or_default();
        draft.conversation.id = session.into();
        draft.language(one.first(&["bot.localeId", "locale"]));
        if let Some(bot) = one.first(&["bot.name", "botName"]) {
            draft.conversation.meta.insert("bot".to_owned(), bot.into());
        }
        draft.channel(one.first(&["requestAttributes.x-amz-lex:channels:platform"]));
    }
    let mode = one.get("inputMode").word().unwrap_or_default();
    let is_keys = mode.eq_ignore_ascii_case("dtmf");
    if is_keys || mode.eq_ignore_ascii_case("speech") {
        draft.channel(Some("voice".to_owned()));
    }
    let at = draft.time(one.get("timestamp"));
    let said = one
        .first(&["inputTranscript", "rawInputTranscript"])
        .unwrap_or_default();
    draft.say(Turn {
        at,
        kind: if is_keys {
            TurnKind::Choice
        } else {
            TurnKind::Text
        },
        ..Turn::new(Speaker::Customer, said)
    });
    for message in one.get("messages").list() {
        answer(draft, message, at);
    }
    if let Some(text) = one.get("botResponse").text() {
        let inner = parse(&text);
        match inner.as_ref().map(|inner| Node::of(inner).get("messages")) {
            Some(messages) if messages.is_list() => {
                messages
                    .list()
                    .for_each(|message| answer(draft, message, at));
            }
            _ => say(draft, text, TurnKind::Text, at),
        }
    }
    let intent = ["sessionState.intent.name", "intentName"];
    if let Some(name) = one
        .first(&intent)
        .filter(|name| goes_to_people(draft, name))
    {
        let state = one
            .first(&["sessionState.intent.state", "dialogState"])
            .unwrap_or_default();
        match state.as_str() {
            "Fulfilled" | "ReadyForFulfillment" | "ReadyForFulfilment" => draft.hand_over(at),
            "Failed" => draft.happen(EventKind::HandoffFailed, at),
            // It is only recognised, so the customer's own words say all there is to say.
            _ => drop(name),
        }
    }
}

/// One message of the bot: text, speech, a card without its buttons, or a payload of the bot's own.
fn answer(draft: &mut Draft<'_>, message: Node<'_>, at: Option<Moment>) {
    let card = message.get("imageResponseCard");
    if !card.is_nothing() {
        let lines: Vec<String> = ["title", "subtitle"]
            .into_iter()
            .filter_map(|key| card.get(key).text())
            .collect();
        return say(draft, lines.join("\n"), TurnKind::Text, at);
    }
    let text = message.first(&["content", "value"]).unwrap_or_default();
    match parse(&text) {
        Some(payload) => {
            let words = Node::of(&payload).find(&["text", "title", "message", "content"]);
            let kind = if words.is_some() {
                TurnKind::Text
            } else {
                TurnKind::Attachment
            };
            say(draft, words.unwrap_or_default(), kind, at);
        }
        None => say(draft, text, TurnKind::Text, at),
    }
}

fn say(draft: &mut Draft<'_>, text: String, kind: TurnKind, at: Option<Moment>) {
    draft.say(Turn {
        at,
        kind,
        ..Turn::new(Speaker::Bot, spoken::words(text))
    });
}
