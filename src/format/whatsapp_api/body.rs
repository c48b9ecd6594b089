//! What one message says.

use serde_json::Value;

use crate::format::json::look::{at, list, plain, word, words};
use crate::transcript::{Speaker, Turn, TurnKind};

/// The turn that a message of `by` is; notices of the messenger are the system's.
pub(super) fn turn(message: &Value, by: Speaker) -> Turn<'static> {
    let kind = word(message, &["type"]);
    let (kind, text) = match kind.as_str() {
        "interactive" => interactive(message),
        // Only a customer's button is pressed; a template's buttons are the company's.
        "button" => (
            TurnKind::Choice,
            words(message, &["button.text", "button.payload"]).into_owned(),
        ),
        "reaction" => return notice(&words(message, &["reaction.emoji"])),
        "system" => return notice(&words(message, &["system.body", "system.type"])),
        "text" | "" if !words(message, &["text.body", "text"]).is_empty() => (
            TurnKind::Text,
            words(message, &["text.body", "text"]).into_owned(),
        ),
        other => {
            let caption = words(
                message,
                &[&format!("{other}.caption"), &format!("{other}.text")],
            );
            (TurnKind::Attachment, caption.into_owned())
        }
    };
    Turn {
        kind,
        ..Turn::new(by, text.trim().to_owned())
    }
}

fn notice(text: &str) -> Turn<'static> {
    Turn::new(Speaker::System, text.trim().to_owned())
}

/// A tapped button, a filled form, or the company's words with the buttons and rows below them.
fn interactive(message: &Value) -> (TurnKind, String) {
    let chosen = words(
        message,
        &[
            "interactive.button_reply.title",
            "interactive.list_reply.title",
            "interactive.button_reply.id",
            "interactive.list_reply.id",
        ],
    );
    if !chosen.is_empty() {
        return (TurnKind::Choice, chosen.into_owned());
    }
    if let Some(form) = at(message, "interactive.nfm_reply") {
        return (TurnKind::Form, filled(form));
    }
    let mut text: Vec<String> = ["interactive.header.text", "interactive.body.text"]
        .iter()
        .map(|path| words(message, &[*path]).into_owned())
        .collect();
    let buttons = list(message, "interactive.action.buttons").iter();
    text.extend(buttons.map(|button| words(button, &["reply.title", "title"]).into_owned()));
    let rows = list(message, "interactive.action.sections")
        .iter()
        .flat_map(|section| list(section, "rows"));
    text.extend(rows.map(|row| words(row, &["title"]).into_owned()));
    text.push(words(message, &["interactive.action.parameters.display_text"]).into_owned());
    text.retain(|line| !line.trim().is_empty());
    if text.is_empty() {
        (TurnKind::Attachment, String::new())
    } else {
        (TurnKind::Text, text.join("\n"))
    }
}

/// The fields of a form, one a line; its token is the company's.
fn filled(form: &Value) -> String {
    let answers = words(form, &["response_json"]);
    let Ok(Value::Object(answers)) = serde_json::from_str(&answers) else {
        return words(form, &["body"]).into_owned();
    };
    answers
        .iter()
        .filter(|(key, _)| *key != "flow_token")
        .map(|(key, value)| format!("{key}: {}", plain(value)))
        .collect::<Vec<_>>()
        .join("\n")
}
