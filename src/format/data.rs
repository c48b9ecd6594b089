//! Files that no format knows, and that hold data all the same: leaving them out leaves a gap.

use serde_json::Value;

use super::whatsapp::looks_like_chat;
use super::{Head, base_ending};

/// Keys that stand in files of conversations and hardly in any other JSON.
const KEYS: [&str; 13] = [
    "messages",
    "conversation",
    "conversations",
    "turns",
    "traj",
    "simulations",
    "transcript",
    "transcripts",
    "utterances",
    "dialogue",
    "role",
    "speaker",
    "sender",
];

/// Whether a file that no format recognises says of itself that it holds data: by the ending of its name (tables, mail
/// and lines of JSON), or, where that says little, by what it holds. JSON is data where it is damaged or has a key that
/// conversations have, so settings and packages are none; a text is where its lines are stamped like a chat's.
#[must_use]
pub fn holds_data(head: &Head<'_>) -> bool {
    match base_ending(head.name).as_str() {
        "jsonl" | "ndjson" | "csv" | "tsv" | "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" | "mbox"
        | "eml" => true,
        "json" => !is_other_json(head),
        "txt" => looks_like_chat(head),
        _ => false,
    }
}

/// Whole JSON, as far as it can be seen, without any key of a conversation.
fn is_other_json(head: &Head<'_>) -> bool {
    let is_whole = || serde_json::from_str::<Value>(head.text).is_ok();
    head.shape().is_some_and(|shape| !shape.has_key(&KEYS)) && (!head.complete || is_whole())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_told_from_settings_and_prose() {
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        for (name, text, is_data) in [
            ("a.jsonl", "\0\0\0", true),
            ("A.CSV.GZ", "x", true),
            ("a.xlsx", "", true),
            (
                "package.json",
                r#"{"name":"x","scripts":{"test":"y"}}"#,
                false,
            ),
            ("empty.json", "[]", false),
            ("cut.json", r#"{"name":"x","scr"#, true),
            ("deep.json", &deep, true),
            ("own.json", r#"[{"sender":"a","words":"b"}]"#, true),
            ("notes.txt", "Call them on 15/09/2026.\n", false),
            (
                "chat.txt",
                "Export\n15/09/2026, 20:46 - A: x\n15/09/2026, 20:47 - B: y\n",
                true,
            ),
            ("LICENSE", "Do what you like.", false),
        ] {
            let head = Head::new(name, text, true);
            assert_eq!(holds_data(&head), is_data, "{name}");
        }
    }
}
