//! One message as a row: its ids, its parties, its own words. Rows are what is sorted, so they hold no attachment.

use std::borrow::Cow;

use csv::StringRecord;
use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

use super::html::to_text;
use super::own::own_words;
use super::words::{WORDS, plain, subject};

/// The room for a thread's name at the beginning of a row, filled when threads are joined.
const ROOM: &str = "00000000000000000000000000000000";

/// What a row of a mailbox says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Its own id, without angle brackets; empty where it has none.
    pub id: String,
    /// The ids of earlier messages of its thread, the first one first.
    pub earlier: Vec<String>,
    /// Milliseconds since 1970; `None` where the date is missing or none.
    pub at: Option<i64>,
    /// The sender's address in lower case, and name.
    pub from: String,
    /// The sender's display name.
    pub name: String,
    /// The addresses that it is sent to, in lower case.
    pub to: Vec<String>,
    /// The subject as it is written.
    pub subject: String,
    /// Whether it says of itself that a machine wrote it.
    pub is_automatic: bool,
    /// The writer's own words.
    pub text: String,
    /// How many files are attached.
    pub files: usize,
    /// Why it cannot be used; empty where it can.
    pub fault: String,
}

impl Letter {
    /// Reads a message as it was sent.
    #[must_use]
    pub fn read(message: &[u8]) -> Self {
        let Some(message) = MessageParser::default().parse(message) else {
            return Self::fault("the message has no header");
        };
        let Some(from) = message.from().and_then(Address::first) else {
            return Self::fault("the message has no sender");
        };
        let date = message
            .date()
            .copied()
            .or_else(|| message.received().and_then(mail_parser::Received::date));
        let title = message.subject().unwrap_or_default();
        let mut earlier = ids(message.references());
        for id in ids(message.in_reply_to()) {
            if !earlier.contains(&id) {
                earlier.push(id);
            }
        }
        Self {
            id: message.message_id().unwrap_or_default().to_owned(),
            earlier,
            at: date
                .filter(mail_parser::DateTime::is_valid)
                .map(|date| date.to_timestamp().saturating_mul(1000)),
            from: from.address().unwrap_or_default().trim().to_lowercase(),
            name: from.name().unwrap_or_default().trim().to_owned(),
            to: message
                .to()
                .into_iter()
                .flat_map(Address::iter)
                .filter_map(|one| Some(one.address()?.trim().to_lowercase()))
                .collect(),
            subject: title.trim().to_owned(),
            is_automatic: is_automatic(&message),
            text: text(&message, subject(title).2),
            files: files(&message),
            fault: String::new(),
        }
    }

    fn fault(what: &str) -> Self {
        Self {
            fault: what.to_owned(),
            ..Self::default()
        }
    }

    /// Appends the row, which begins with room for the name of its thread.
    pub fn write(&self, rows: &mut Vec<u8>) {
        let at = self.at.map_or_else(String::new, |at| at.to_string());
        let mut csv = csv::Writer::from_writer(rows);
        // Writing to memory cannot fail.
        let _ = csv.write_record([
            ROOM,
            &self.id,
            &self.earlier.join(" "),
            &at,
            &self.from,
            &self.name,
            &self.to.join(" "),
            &self.subject,
            if self.is_automatic { "1" } else { "" },
            &self.text,
            &self.files.to_string(),
            &self.fault,
        ]);
        let _ = csv.flush();
    }

    /// Reads a row back.
    pub(super) fn of(row: &StringRecord) -> Self {
        let cell = |place: usize| row.get(place).unwrap_or_default();
        let list = |place: usize| cell(place).split(' ').filter(|one| !one.is_empty());
        Self {
            id: cell(1).to_owned(),
            earlier: list(2).map(str::to_owned).collect(),
            at: cell(3).parse().ok(),
            from: cell(4).to_owned(),
            name: cell(5).to_owned(),
            to: list(6).map(str::to_owned).collect(),
            subject: cell(7).to_owned(),
            is_automatic: !cell(8).is_empty(),
            text: cell(9).to_owned(),
            files: cell(10).parse().unwrap_or_default(),
            fault: cell(11).to_owned(),
        }
    }

    /// Every row in `rows`, in order.
    pub(super) fn rows(rows: &[u8]) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(rows)
    }
}

/// Whether a line of a mailbox begins the next message: `From `, an address, and a time of day and a year. Other lines
/// that begin so are somebody's words.
#[must_use]
pub fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let Ok(rest) = std::str::from_utf8(rest) else {
        return false;
    };
    let mut words = rest.split_whitespace().skip(1);
    let mut has = |fits: &dyn Fn(&str) -> bool| words.clone().any(fits) && words.next().is_some();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    has(&|word| word.len() == 4 && is_number(word))
        && has(&|word| word.len() >= 5 && word.contains(':') && is_number(&word.replace(':', "")))
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => vec![id.trim().replace(' ', "")],
        HeaderValue::TextList(list) => list.iter().map(|id| id.trim().replace(' ', "")).collect(),
        _ => Vec::new(),
    }
}

/// Whether the header says that a machine wrote it, or nobody reads the sender's address.
fn is_automatic(message: &Message<'_>) -> bool {
    let says = |name: &'static str, fits: &dyn Fn(&str) -> bool| {
        message
            .header_raw(name)
            .is_some_and(|value| fits(plain(value).as_str()))
    };
    let mailbox = message
        .from()
        .and_then(Address::first)
        .and_then(|from| from.address())
        .and_then(|address| address.split('@').next())
        .map(plain)
        .unwrap_or_default();
    says("Auto-Submitted", &|value| {
        !value.starts_with("no") && !value.is_empty()
    }) || says("X-Autoreply", &|value| value != "no")
        || says("X-Autorespond", &|_| true)
        || says("Precedence", &|value| {
            matches!(
                value,
                "bulk" | "junk" | "list" | "auto_reply" | "auto-reply"
            )
        })
        || WORDS.machines.contains(&mailbox)
}

/// The writer's own words, of the plain parts or else of the HTML.
fn text(message: &Message<'_>, is_forward: bool) -> String {
    let of = |html: bool| {
        let parts: Vec<Cow<'_, str>> = if html {
            message
                .html_bodies()
                .filter_map(|part| words(part, is_forward))
                .collect()
        } else {
            message
                .text_bodies()
                .filter_map(|part| words(part, is_forward))
                .collect()
        };
        let all = parts.join("\n");
        // What somebody passes on is what they want to show.
        if is_forward {
            all.trim().to_owned()
        } else {
            own_words(&all)
        }
    };
    let plain = of(false);
    if plain.is_empty() { of(true) } else { plain }
}

fn words<'m>(part: &'m mail_parser::MessagePart<'_>, is_forward: bool) -> Option<Cow<'m, str>> {
    match &part.body {
        PartType::Text(text) => {
            let flows = part
                .content_type()
                .and_then(|kind| kind.attribute("format"))
                .is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
            Some(if flows {
                Cow::Owned(unwrapped(text))
            } else {
                Cow::Borrowed(text.as_ref())
            })
        }
        PartType::Html(html) => Some(Cow::Owned(to_text(html, is_forward))),
        _ => None,
    }
}

/// Text whose lines were wrapped behind a space, as the sender wrote it.
fn unwrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        out.push_str(line);
        if !line.ends_with(' ') || line == "-- " {
            out.push('\n');
        }
    }
    out
}

/// Files that the writer attached; pictures that the text shows, as signatures do, are none.
fn files(message: &Message<'_>) -> usize {
    let shown = |part: &&mail_parser::MessagePart<'_>| {
        part.content_id().is_some()
            && !part
                .content_disposition()
                .is_some_and(mail_parser::ContentType::is_attachment)
    };
    message.attachments().filter(|part| !shown(part)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_the_letter_says() {
        let letter = Letter::read(
            "From: =?utf-8?B?2YHZh9iv?= <F@Mail.example>\r\nTo: Support <help@shop.example>\r\nMessage-ID: <2@mail.example>\r\n\
             References: <0@mail.example> <1@shop.example>\r\nIn-Reply-To: <1@shop.example>\r\nSubject: Re: x, \"y\"\r\n\
             Date: Tue, 1 Sep 2026 10:00:00 +0300\r\nAuto-Submitted: no\r\n\r\nHello,\r\n\"you\"\r\n"
                .as_bytes(),
        );
        assert_eq!(letter.earlier, ["0@mail.example", "1@shop.example"]);
        assert_eq!(
            (letter.name.as_str(), letter.from.as_str()),
            ("فهد", "f@mail.example")
        );
        assert_eq!(letter.at, Some(1_788_246_000_000));
        assert!(!letter.is_automatic);
        let mut rows = Vec::new();
        letter.write(&mut rows);
        letter.write(&mut rows);
        let mut read = Letter::rows(&rows);
        let back: Vec<_> = read
            .records()
            .map(|row| Letter::of(&row.unwrap()))
            .collect();
        assert_eq!(back, [letter.clone(), letter]);
    }

    #[test]
    fn separators_have_a_time_and_a_year() {
        for (line, expected) in [
            ("From a@b.example Tue Sep  1 10:00:00 2026", true),
            ("From 178@xxx Tue Sep 01 10:00:00 +0000 2026", true),
            ("From - Tue Sep 01 10:00:00 2026", true),
            ("From the start I said 2026 was too late", false),
            ("From 10:00 on Tuesday 1 September 2026", false),
            (">From a@b.example Tue Sep  1 10:00:00 2026", false),
            ("From: a@b.example", false),
        ] {
            assert_eq!(is_separator(line.as_bytes()), expected, "{line}");
        }
    }
}
