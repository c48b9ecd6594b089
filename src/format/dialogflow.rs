//! Dialogflow CX interaction logs, as `BigQuery` exports them: one row (JSON or CSV) for what a customer said and what the
//! agent answered; the rows of one session make a conversation.
//!
//! The log knows the customer and the bot. A `liveAgentHandoff` says that the customer went to people, and nothing says
//! whether anybody came.

use serde_json::Value;

use super::draft::{Draft, sessions};
use super::json::{Context, Node, Record, RecordReader, by_time, table_with, unfold};
use super::spoken;
use super::{Emit, Evidence, Format, Head, JsonKey, Problem, ReadSettings, Reader};
use crate::transcript::{Capabilities, Moment, Speaker, Turn, TurnKind};

const SOURCE: &str = "dialogflow-cx";

const SHOWN: Capabilities = Capabilities::ROLES
    .with(Capabilities::HANDOFF_EVENTS)
    .with(Capabilities::TIMES);

const KEY: JsonKey = &["conversation_name", "conversationName"];

const TABLE: [&str; 3] = ["conversation_name", "turn_position", "response"];

/// Columns that hold JSON, in tables as text.
const NESTED: [&str; 6] = [
    "request",
    "response",
    "partial_responses",
    "derived_data",
    "partialResponses",
    "derivedData",
];

/// The format.
pub(super) struct Dialogflow;

impl Format for Dialogflow {
    fn id(&self) -> &'static str {
        SOURCE
    }

    fn title(&self) -> &'static str {
        "Dialogflow CX interaction logs from BigQuery (JSONL, CSV)"
    }

    fn capabilities(&self) -> Capabilities {
        SHOWN
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        if table_with(head, &TABLE).is_some() {
            return Some(Evidence::new(99, &TABLE));
        }
        let shape = head.shape()?;
        let name = shape.first(KEY)?;
        let turn = shape.first(&["turn_position", "turnPosition"])?;
        Some(Evidence::new(95, &[name, turn]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        RecordReader::of_either(head, &TABLE, KEY, read, settings)
    }
}

/// The rows of one session.
fn read(context: &Context, mut records: Vec<Record>, emit: Emit<'_, '_>) {
    let first = records[0].number;
    records.retain_mut(|record| {
        for key in NESTED {
            unfold(&mut record.value, key);
        }
        let row = Node::of(&record.value);
        let is_turn =
            row.get("response").fields().is_some() || row.get("request").fields().is_some();
        if !is_turn {
            emit(Err(Problem {
                record: record.number,
                what: "neither `request` nor `response`, so no turn of a session".to_owned(),
                advice: "export the interaction log's table again with these columns as JSON",
            }));
        }
        is_turn
    });
    if records.is_empty() {
        return;
    }
    by_time(&mut records, |row| {
        row.get("turn_position").number().map(|turn| turn as i64)
    });
    by_time(&mut records, |row| context.order(row.get("request_time")));
    let mut draft = Draft::new(context, SOURCE, first);
    for record in &records {
        add(&mut draft, Node::of(&record.value));
    }
    for session in sessions(context, draft.finish(SHOWN)) {
        emit(Ok(session));
    }
}

fn add(draft: &mut Draft<'_>, row: Node<'_>) {
    let name = row.get("conversation_name").word().unwrap_or_default();
    if draft.conversation.id.is_empty() {
        let session = name
            .rsplit_once("/sessions/")
            .map_or(&*name, |(_, session)| session);
        draft.conversation.id = session.to_owned().into();
        draft.language(row.first(&["language_code", "request.queryInput.languageCode"]));
        if let Some(agent) = row.get("agent_id").word() {
            draft
                .conversation
                .meta
                .insert("agent_id".to_owned(), Value::String(agent));
        }
    }
    if !draft.is_new(
        row.get("turn_position")
            .word()
            .map(|turn| format!("{name} {turn}")),
    ) {
        return;
    }
    draft.channel(row.first(&["request.queryParams.channel"]));
    let at = draft.time(row.get("request_time"));
    said(draft, row, at);
    for partial in row.get("partial_responses").list() {
        answers(draft, partial, at);
    }
    answers(draft, row.get("response"), at);
}

/// What the customer said, typed or pressed. An event that the site sent is no speech.
fn said(draft: &mut Draft<'_>, row: Node<'_>, at: Option<Moment>) {
    let input = row.at("request.queryInput");
    let result = row.at("response.queryResult");
    let keys = input
        .first(&["dtmf.digits"])
        .or_else(|| result.first(&["dtmf.digits"]));
    let audio = input.get("audio");
    let heard = result.first(&["transcript"]);
    if keys.is_some() || !audio.is_nothing() {
        draft.channel(Some("voice".to_owned()));
    }
    let text = input.first(&["text.text"]).or(heard);
    // A key press is repeated as the text of the result.
    let text = text.or_else(|| result.first(&["text"]).filter(|_| keys.is_none()));
    let kind = match &text {
        Some(text) if draft.is_offered(text) => TurnKind::Choice,
        Some(_) => TurnKind::Text,
        None => TurnKind::Choice,
    };
    draft.say(Turn {
        at,
        kind,
        ..Turn::new(Speaker::Customer, text.or(keys).unwrap_or_default())
    });
}

/// What the agent answered. The same words for the screen and for the voice are said once.
fn answers(draft: &mut Draft<'_>, response: Node<'_>, at: Option<Moment>) {
    let result = response.get("queryResult");
    let messages = if result.is_nothing() {
        response
    } else {
        result
    };
    let mut told: Vec<String> = Vec::new();
    for message in messages.get("responseMessages").list() {
        let text = message.get("text").get("text");
        let lines: Vec<String> = text.list().filter_map(Node::text).collect();
        let spoken = message.get("outputAudioText");
        let words = if lines.is_empty() {
            spoken
                .get("text")
                .text()
                .or_else(|| spoken.get("ssml").text().map(spoken::words))
        } else {
            Some(lines.join("\n"))
        };
        let payload = message.get("payload");
        if !message.get("liveAgentHandoff").is_nothing()
            || !message.get("telephonyTransferCall").is_nothing()
        {
            draft.hand_over(at);
        } else if !message.get("endInteraction").is_nothing() {
            draft.end_bot(at);
        } else if let Some(words) = words.filter(|words| !told.contains(words)) {
            say(draft, words.clone(), TurnKind::Text, at);
            told.push(words);
        } else if !payload.is_nothing() {
            let mut rich = Rich::default();
            rich.read(payload, 16);
            let kind = if rich.lines.is_empty() {
                TurnKind::Attachment
            } else {
                TurnKind::Text
            };
            // Chips alone belong to the words before them.
            if kind == TurnKind::Text || told.is_empty() {
                say(draft, rich.lines.join("\n"), kind, at);
            }
            draft.offer(
                rich.choices
                    .into_iter()
                    .map(|choice| (choice.clone(), choice)),
            );
        }
    }
}

fn say(draft: &mut Draft<'_>, text: String, kind: TurnKind, at: Option<Moment>) {
    draft.say(Turn {
        at,
        kind,
        ..Turn::new(Speaker::Bot, text)
    });
}

/// A payload of rich content: what its cards say, and what its chips and buttons offer.
#[derive(Default)]
struct Rich {
    lines: Vec<String>,
    choices: Vec<String>,
}

impl Rich {
    fn read(&mut self, part: Node<'_>, depth: usize) {
        if depth == 0 {
            return;
        }
        if part.is_list() {
            part.list().for_each(|one| self.read(one, depth - 1));
        }
        if part.fields().is_none() {
            return;
        }
        match part.get("type").word().unwrap_or_default().as_str() {
            "chips" | "button" | "list" => {
                let options = part.get("options").list().chain([part]);
                self.choices
                    .extend(options.filter_map(|one| one.first(&["text", "title"])));
            }
            _ => {
                for key in ["title", "subtitle", "text"] {
                    self.lines
                        .extend(part.get(key).list().filter_map(Node::text));
                }
                for list in ["richContent", "items", "elements"] {
                    self.read(part.get(list), depth - 1);
                }
            }
        }
    }
}
