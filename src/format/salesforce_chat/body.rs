//! The transcript of a chat as one text: notices in centred paragraphs, and between them lines such as
//! `( 1m 13s ) Name: words`, told by the time since the chat began.

use std::borrow::Cow;

use crate::format::html::to_text;

/// One part of a transcript, in its order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// What the platform wrote.
    Notice(String),
    /// What somebody said.
    Said {
        /// Seconds since the chat began.
        offset: i64,
        /// Under which name.
        name: String,
        /// The words.
        words: String,
    },
}

const CENTRED: &str = "<p align=\"center\">";

/// Takes a transcript apart.
pub(super) fn pieces(body: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (number, part) in body.split(CENTRED).enumerate() {
        let (notice, speech) = if number == 0 {
            ("", part)
        } else {
            part.split_once("</p>").unwrap_or((part, ""))
        };
        let notice = to_text(Cow::Borrowed(notice));
        if !notice.trim().is_empty() {
            pieces.push(Piece::Notice(notice.trim().to_owned()));
        }
        for line in to_text(Cow::Borrowed(speech)).lines() {
            add(&mut pieces, line.trim());
        }
    }
    pieces
}

/// A line that begins a message, or goes on with the one above it.
fn add(pieces: &mut Vec<Piece>, line: &str) {
    if line.is_empty() {
        return;
    }
    if let Some(said) = said(line) {
        pieces.push(said);
    } else if let Some(Piece::Said { words, .. }) = pieces.last_mut() {
        words.push('\n');
        words.push_str(line);
    } else {
        pieces.push(Piece::Notice(line.to_owned()));
    }
}

fn said(line: &str) -> Option<Piece> {
    let (stamp, rest) = line.strip_prefix('(')?.split_once(')')?;
    let offset = seconds(stamp)?;
    let (name, words) = rest.split_once(':')?;
    Some(Piece::Said {
        offset,
        name: name.trim().to_owned(),
        words: words.trim().to_owned(),
    })
}

/// The seconds of `1h 2m 13s`.
fn seconds(stamp: &str) -> Option<i64> {
    let parts: Option<Vec<i64>> = stamp
        .split_whitespace()
        .map(|part| {
            let unit = match part.chars().last()? {
                'd' => 86_400,
                'h' => 3600,
                'm' => 60,
                's' => 1,
                _ => return None,
            };
            let number: u32 = part[..part.len() - 1].parse().ok()?;
            Some(i64::from(number) * unit)
        })
        .collect();
    parts
        .filter(|parts| !parts.is_empty())
        .map(|parts| parts.into_iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_messages_and_lines_that_go_on() {
        let body = "<p align=\"center\">Agent Mia</p>( 9s ) Mia: Hi: there<br>( 1h 2m 13s ) Visitor: one<br>( not a time ) two<br><p align=\"center\">";
        let said = |offset, name: &str, words: &str| Piece::Said {
            offset,
            name: name.to_owned(),
            words: words.to_owned(),
        };
        assert_eq!(
            pieces(body),
            [
                Piece::Notice("Agent Mia".to_owned()),
                said(9, "Mia", "Hi: there"),
                said(3733, "Visitor", "one\n( not a time ) two"),
            ]
        );
        assert_eq!(seconds("1x"), None);
        assert_eq!(seconds(" ٣س "), None);
        assert!(pieces("").is_empty());
    }
}
