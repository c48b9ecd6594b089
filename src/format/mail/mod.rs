//! E-mail: mailboxes (`mbox`) and single messages (`.eml`). A thread is a conversation, over all files of a run.
//!
//! Whoever cuts a mailbox turns each message into a row ([`Letter`]): its ids, its parties, its own words. The rows of one
//! thread are brought together like the scattered rows of a table, and read here.

mod html;
mod letter;
mod own;
mod party;
mod reader;
mod thread;
mod words;

pub use letter::{Letter, is_separator};
pub use thread::Threads;

use self::reader::MailReader;
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::Capabilities;

/// The format.
pub(super) struct Mail;

impl Format for Mail {
    fn id(&self) -> &'static str {
        "mail"
    }

    fn title(&self) -> &'static str {
        "E-mail threads (mbox, EML)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ROLES
            .with(Capabilities::HUMAN_SIDE)
            .with(Capabilities::TIMES)
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        is_mail(head.text).then(|| Evidence::new(95, &["From", "Date", "header fields"]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        let is_box = first_line(head.text).is_some_and(|line| is_separator(line.as_bytes()));
        Ok(Box::new(MailReader::new(is_box, settings)))
    }
}

fn first_line(text: &str) -> Option<&str> {
    text.lines().next()
}

/// Whether a file begins like a mailbox or a message: header fields and nothing else up to the first blank line, among
/// them the sender and what only messages have.
#[must_use]
pub fn is_mail(text: &str) -> bool {
    let mut lines = text.lines().peekable();
    let is_box = lines
        .next_if(|line| is_separator(line.as_bytes()))
        .is_some();
    let mut names: Vec<String> = Vec::new();
    while let Some(line) = lines.next() {
        // The last line of a head may be cut off.
        if line.is_empty() || lines.peek().is_none() {
            break;
        }
        if line.starts_with([' ', '\t']) && !names.is_empty() {
            continue;
        }
        // Mailboxes of old programs quote the separator in the header as well.
        match line.split_once(':') {
            Some((name, _)) if is_field_name(name) => names.push(name.to_ascii_lowercase()),
            _ if line.starts_with(">From ") => {}
            _ => return false,
        }
    }
    let has = |name: &str| names.iter().any(|one| one == name);
    let is_message =
        has("from") && (has("date") || has("message-id") || has("received") || has("mime-version"));
    is_message || (is_box && !names.is_empty())
}

fn is_field_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::is_mail;

    #[test]
    fn mail_is_told_from_other_text_with_colons() {
        for (text, expected) in [
            (
                "From: a@b.example\nDate: Tue, 1 Sep 2026 10:00:00 +0300\nSubject: x\n\nHello",
                true,
            ),
            (
                "From a@b.example Tue Sep  1 10:00:00 2026\nSubject: x\n\nHello",
                true,
            ),
            (
                "From - Tue Sep 01 10:00:00 2026\nX-Mozilla-Status: 0001\n\nHello",
                true,
            ),
            ("Customer: hello\nBot: hi\nFrom: x\n", false),
            ("from,date,subject\na,b,c\n", false),
            ("From: me\nSubject: no other field\n\nx", false),
            ("From the beginning it was bad\nDate: x\n", false),
            (
                "Received: by x;\n\tTue, 1 Sep 2026\nFrom: a@b.example\nDate: y\n\n",
                true,
            ),
            ("", false),
        ] {
            assert_eq!(is_mail(text), expected, "{text}");
        }
    }
}
