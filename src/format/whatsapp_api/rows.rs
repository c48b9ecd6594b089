//! From webhooks and requests to one row a message or status, keyed by the customer.

use serde_json::{Map, Value, json};

use crate::format::Table;
use crate::format::json::look::{at, list, plain, word};

/// Under what loggers put the webhook or request that they log.
const WRAPPERS: [&str; 12] = [
    "webhook", "request", "payload", "body", "event", "message", "data", "events", "webhooks",
    "records", "items", "logs",
];
/// How deep these may lie in each other.
const DEPTH: u8 = 4;

/// Writes the rows of one record. False where it is nothing that the API sends or takes.
pub(super) fn rows(record: &Value, table: &mut Table) -> bool {
    find(record, record, DEPTH, table)
}

fn find(value: &Value, log: &Value, depth: u8, table: &mut Table) -> bool {
    if let Some(entries) = at(value, "entry").and_then(Value::as_array) {
        for change in entries.iter().flat_map(|entry| list(entry, "changes")) {
            if let Some(value) = at(change, "value") {
                received(value, table);
            }
        }
        return true;
    }
    if ["messages", "statuses", "message_echoes", "history"]
        .iter()
        .any(|key| !list(value, key).is_empty())
    {
        received(value, table);
        return true;
    }
    if !word(value, &["to"]).is_empty() {
        sent(value, log, table);
        return true;
    }
    // A company tells the API which messages it has read; nobody said anything.
    if word(value, &["status"]) == "read" && at(value, "message_id").is_some() {
        return true;
    }
    if depth == 0 {
        return false;
    }
    let mut found = false;
    for inner in WRAPPERS.iter().filter_map(|key| at(value, key)) {
        found |= match inner {
            Value::Array(list) => {
                let mut any = false;
                for one in list {
                    any |= find(one, one, depth - 1, table);
                }
                any
            }
            Value::String(text) if text.trim_start().starts_with('{') => serde_json::from_str(text)
                .is_ok_and(|inner: Value| find(&inner, value, depth - 1, table)),
            Value::Object(_) => find(inner, value, depth - 1, table),
            _ => false,
        };
    }
    found
}

/// What a webhook brings: the customer's messages, the company's own from its telephone, statuses, and history.
fn received(value: &Value, table: &mut Table) {
    let number = word(
        value,
        &["metadata.display_phone_number", "metadata.phone_number_id"],
    );
    let name = |key: &str| {
        let contacts = list(value, "contacts");
        let theirs = contacts
            .iter()
            .find(|one| {
                ["wa_id", "user_id"]
                    .iter()
                    .any(|id| word(one, &[*id]) == key)
            })
            .or_else(|| contacts.first());
        theirs
            .map(|one| word(one, &["profile.name", "profile.username"]))
            .unwrap_or_default()
    };
    for message in list(value, "messages") {
        let from = word(message, &["from", "from_user_id"]);
        if from.is_empty() {
            // The answer to a request: the message was accepted.
            let to = word(value, &["contacts.0.wa_id", "contacts.0.input"]);
            push(
                table,
                &to,
                json!({"way": "status", "status": "accepted", "id": word(message, &["id"])}),
            );
            continue;
        }
        let group = word(message, &["group_id"]);
        let key = if group.is_empty() { &from } else { &group };
        push(
            table,
            key,
            json!({"way": "in", "who": name(&from), "from": from, "message": message}),
        );
    }
    for message in list(value, "message_echoes") {
        let to = word(message, &["to", "to_user_id"]);
        push(
            table,
            &to,
            json!({"way": "out", "from": number, "message": message}),
        );
    }
    for thread in list(value, "history")
        .iter()
        .flat_map(|part| list(part, "threads"))
    {
        let key = word(thread, &["id"]);
        for message in list(thread, "messages") {
            let from = word(message, &["from"]);
            let way = if digits(&from) == digits(&key) {
                "in"
            } else {
                "out"
            };
            push(
                table,
                &key,
                json!({"way": way, "from": from, "message": message}),
            );
        }
    }
    for status in list(value, "statuses") {
        let to = word(status, &["recipient_id", "recipient_user_id"]);
        let mut row = status.clone();
        if let Value::Object(fields) = &mut row {
            fields.insert("way".to_owned(), "status".into());
            fields.insert("from".to_owned(), number.clone().into());
        }
        push(table, &to, row);
    }
}

/// A request to send, with what its log says around it: id, time, and who sent it.
fn sent(request: &Value, log: &Value, table: &mut Table) {
    let of_log = |paths: &[&str]| {
        let found = word(log, paths);
        if found.is_empty() {
            word(request, paths)
        } else {
            found
        }
    };
    let to = of_log(&["response.contacts.0.wa_id", "to"]);
    let row = json!({
        "way": "out",
        "id": of_log(&["response.messages.0.id", "message_id", "wamid", "id"]),
        "at": of_log(&["timestamp", "sent_at", "created_at", "at", "time", "ts", "date"]),
        "who": of_log(&["sent_by.name", "sent_by", "agent.name", "agent", "author.name", "author", "sender.name", "sender", "name"]),
        "role": of_log(&["role", "by", "sender_type", "author_type", "actor_type", "sent_by.type", "sender.type", "author.type"]),
        "from": of_log(&["from", "display_phone_number", "phone_number_id"]),
        "text": rendered(log),
        "message": request,
    });
    push(table, &to, row);
}

/// The words of a template as they were sent, where the log has them.
fn rendered(log: &Value) -> String {
    let texts = ["rendered", "rendered_text", "body_text", "text"]
        .iter()
        .filter_map(|key| at(log, key));
    texts
        .map(plain)
        .find(|text| !text.trim().is_empty())
        .unwrap_or_default()
        .into_owned()
}

fn push(table: &mut Table, key: &str, mut row: Value) {
    if let Value::Object(fields) = &mut row {
        drop_empty(fields);
    }
    let key = match digits(key) {
        number if number.is_empty() => key.trim().to_owned(),
        number => number,
    };
    let key = if key.is_empty() { "nobody" } else { &key };
    table.push(["", key, &row.to_string()].into_iter());
}

fn drop_empty(fields: &mut Map<String, Value>) {
    fields.retain(|_, value| !value.as_str().is_some_and(str::is_empty));
}

/// A telephone number as the API writes it; empty for an id that is none.
fn digits(key: &str) -> String {
    let is_number =
        |letter: char| letter.is_ascii_digit() || matches!(letter, '+' | ' ' | '-' | '(' | ')');
    if key.chars().all(is_number) {
        key.chars().filter(char::is_ascii_digit).collect()
    } else {
        String::new()
    }
}
