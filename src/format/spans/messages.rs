//! Inputs and outputs of calls, in the shapes in which tracers write them, as lists of messages with a role each.

use serde_json::{Value, json};

use crate::format::json::look::{at, list, word};

/// Which side of a call something stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Side {
    /// What the model was asked.
    Input,
    /// What it said.
    Output,
}

/// Keys under which an input or output keeps its words, the likeliest first.
const INPUT: [&str; 10] = [
    "messages",
    "chat_history",
    "input",
    "question",
    "query",
    "user_input",
    "user_message",
    "message",
    "prompt",
    "text",
];
const OUTPUT: [&str; 10] = [
    "messages",
    "output",
    "answer",
    "response",
    "reply",
    "completion",
    "message",
    "result",
    "text",
    "generations",
];
/// How deep words may lie.
const DEPTH: u8 = 5;

/// The messages in `value`; none where it holds nothing that was said.
pub(in crate::format) fn messages(value: &Value, side: Side) -> Vec<Value> {
    let mut found = Vec::new();
    find(value, side, DEPTH, &mut found);
    found
}

fn find(value: &Value, side: Side, depth: u8, found: &mut Vec<Value>) {
    if depth == 0 {
        return;
    }
    match value {
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(inner) if inner.is_object() || inner.is_array() => {
                find(&inner, side, depth - 1, found);
            }
            _ if text.trim().is_empty() => {}
            _ => found.push(json!({"role": role_of(side), "content": text})),
        },
        Value::Array(values) => {
            for one in values {
                find(one, side, depth - 1, found);
            }
        }
        Value::Object(_) => object(value, side, depth, found),
        _ => {}
    }
}

fn object(value: &Value, side: Side, depth: u8, found: &mut Vec<Value>) {
    if at(value, "role").is_some() {
        found.push(value.clone());
        return;
    }
    // LangChain names the class of a message, or its type, in the place of a role.
    let inner = at(value, "kwargs")
        .filter(|inner| at(inner, "content").is_some())
        .unwrap_or(value);
    if at(inner, "content").is_some() || at(value, "parts").is_some() {
        let class = list(value, "id")
            .last()
            .and_then(Value::as_str)
            .unwrap_or_default();
        let kind = word(inner, &["type"]);
        let role = langchain(if class.is_empty() { &kind } else { class }).unwrap_or(role_of(side));
        let mut message = inner.clone();
        if let Value::Object(fields) = &mut message {
            fields.insert("role".to_owned(), role.into());
        }
        found.push(message);
        return;
    }
    let choices = list(value, "choices");
    if !choices.is_empty() {
        let first = choices
            .iter()
            .take(1)
            .filter_map(|choice| at(choice, "message").or_else(|| at(choice, "text")));
        first.for_each(|choice| find(choice, side, depth - 1, found));
        return;
    }
    let keys = if side == Side::Input { INPUT } else { OUTPUT };
    if let Some(inner) = keys.iter().find_map(|key| at(value, key)) {
        find(inner, side, depth - 1, found);
    }
}

const fn role_of(side: Side) -> &'static str {
    match side {
        Side::Input => "user",
        Side::Output => "assistant",
    }
}

fn langchain(kind: &str) -> Option<&'static str> {
    match kind {
        "human" | "HumanMessage" | "HumanMessageChunk" => Some("user"),
        "ai" | "AIMessage" | "AIMessageChunk" => Some("assistant"),
        "system" | "SystemMessage" => Some("system"),
        "tool" | "function" | "ToolMessage" | "FunctionMessage" => Some("tool"),
        _ => None,
    }
}
