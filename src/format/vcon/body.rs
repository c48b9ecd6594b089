//! The words of a text dialog.

use std::borrow::Cow;

use serde_json::Value;

use crate::format::html::to_text;
use crate::format::json::look::{at, plain, word, words};

/// What a dialog's body says, as plain text; empty where it is a file or lies elsewhere.
pub(super) fn text(dialog: &Value) -> String {
    let Some(body) = at(dialog, "body") else {
        return String::new();
    };
    let media = word(dialog, &["mediatype", "mimetype"]).to_lowercase();
    let is_text = media.is_empty()
        || media.starts_with("text/")
        || media.starts_with("multipart/")
        || media.contains("json");
    if !is_text {
        return String::new();
    }
    let words = match body {
        Value::Object(_) => words(body, &["text", "body", "content", "message"]),
        other => plain(other),
    };
    let words = if word(dialog, &["encoding"]) == "base64url" {
        Cow::Owned(decoded(&words))
    } else {
        words
    };
    if media.starts_with("multipart/") {
        unquoted(&part(&words))
    } else if media.starts_with("text/html") {
        to_text(words).trim().to_owned()
    } else {
        words.trim().to_owned()
    }
}

/// The first plain text of a mail in parts, else its first HTML.
fn part(mail: &str) -> String {
    let mail = mail.replace("\r\n", "\n");
    let find = |kind: &str| {
        let mut sections = mail.split("\n--");
        sections.find_map(|section| {
            let (head, body) = section.split_once("\n\n")?;
            let head = head.to_lowercase();
            (head.contains(kind) && !head.contains("base64")).then(|| {
                if head.contains("quoted-printable") {
                    unescaped(body)
                } else {
                    body.to_owned()
                }
            })
        })
    };
    find("content-type: text/plain")
        .or_else(|| find("content-type: text/html").map(|html| to_text(html.into()).into_owned()))
        .unwrap_or_default()
}

/// Quoted-printable text: `=41` is a byte, `=` before a line end joins lines.
fn unescaped(text: &str) -> String {
    let bytes = text.replace("=\n", "").into_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = bytes
            .get(at + 1..at + 3)
            .and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if bytes[at] == b'=' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A mail without the mails that it answers.
fn unquoted(text: &str) -> String {
    let is_reply = |line: &str| line.starts_with("On ") && line.trim_end().ends_with("wrote:");
    let own = text.lines().take_while(|line| !is_reply(line.trim()));
    let own: Vec<&str> = own
        .filter(|line| !line.starts_with('>'))
        .map(str::trim_end)
        .collect();
    own.join("\n").trim().to_owned()
}

/// Bytes written as base64url; letters that belong to neither alphabet are passed over.
fn decoded(text: &str) -> String {
    let (mut bits, mut held, mut out) = (0_u32, 0_u8, Vec::new());
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_every_wrapping() {
        assert_eq!(decoded("2YXYsdit2KjYpyE"), "مرحبا!");
        assert_eq!(unescaped("caf=C3=A9 =\nopen = yes"), "café open = yes");
        assert_eq!(
            unquoted("Thanks\r\n> old\nOn Monday, Ada wrote:\nHello"),
            "Thanks"
        );
        let mail = "--b\r\nContent-Type: text/html\r\n\r\n<p>Hi</p>\r\n--b--";
        assert_eq!(part(&format!("\n{mail}")).trim(), "Hi");
    }
}
