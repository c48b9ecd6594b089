//! The lines of one session, becoming a conversation.

use std::borrow::Cow;

use super::line::{Body, Line, body, split};
use crate::format::thread::{civil, shown};
use crate::format::time::Clock;
use crate::format::{Problem, ReadSettings};
use crate::transcript::{Channel, Conversation, Item, Speaker, Turn};

/// One stamped text with the lines that go on with it.
struct Message {
    at: i64,
    text: String,
}

/// A session being read.
#[derive(Default)]
pub(super) struct Session {
    messages: Vec<Message>,
    /// The latest time in it, in seconds.
    pub(super) latest: Option<i64>,
    problem: Option<Problem>,
}

impl Session {
    /// Remembers how late it is by a line's stamp, whether or not the line can be used: whoever cuts sessions sees stamps
    /// alone.
    pub(super) fn reach(&mut self, at: i64) {
        self.latest = Some(self.latest.map_or(at, |latest| latest.max(at)));
    }

    /// Adds a line: a message where it is stamped, else more of the message above it.
    pub(super) fn add(&mut self, line: &str, stamp: Option<(i64, usize)>) {
        if let Some((at, end)) = stamp {
            self.messages.push(Message {
                at,
                text: line[end..].to_owned(),
            });
        } else if let Some(message) = self.messages.last_mut() {
            message.text.push_str(line);
        }
    }

    /// Remembers why the session cannot be used: it would be judged by half of what was said.
    pub(super) fn spoil(&mut self, problem: Problem) {
        self.problem.get_or_insert(problem);
    }

    /// The whole conversation; `None` where nobody spoke.
    pub(super) fn finish(
        mut self,
        thread: &str,
        clock: &Clock,
        settings: &ReadSettings,
    ) -> Option<Result<Conversation<'static>, Problem>> {
        if let Some(problem) = self.problem {
            return Some(Err(problem));
        }
        // Phones may write a message that came late above an earlier one.
        self.messages.sort_by_key(|message| message.at);
        let first = civil(self.messages.first()?.at);
        let mut one = Conversation::new(
            format!("{thread}#{first}"),
            Channel::new(Cow::Borrowed("whatsapp")),
        );
        one.source = Some(Cow::Borrowed("whatsapp"));
        for message in &self.messages {
            let turn = turn(&message.text, settings);
            let reading = clock.read(&civil(message.at));
            reading.count(&mut one.odd);
            let at = reading.moment;
            one.items.push(Item::Turn(Turn { at, ..turn }));
        }
        if one.turns().all(|(_, turn)| turn.by == Speaker::System) {
            return None;
        }
        let customer = one
            .turns()
            .find(|(_, turn)| turn.by == Speaker::Customer)
            .and_then(|(_, turn)| turn.name.clone());
        one.customer = customer;
        one.capabilities = shown(&one);
        Some(Ok(one))
    }
}

fn turn(text: &str, settings: &ReadSettings) -> Turn<'static> {
    let notice = |text: &str| {
        Turn::new(
            Speaker::System,
            tidy(text.trim_start_matches(super::locale::is_mark)),
        )
    };
    match split(text.trim_end()) {
        Line::Notice(text) => notice(text),
        Line::Said { name, text } => match body(text) {
            Body::Notice => notice(text),
            Body::Turn(kind, text) => Turn {
                kind,
                name: Some(Cow::Owned(name.clone())),
                ..Turn::new(
                    settings.role_of(&[&name]).unwrap_or(Speaker::Unknown),
                    tidy(&text),
                )
            },
        },
    }
}

/// Line ends of one kind.
fn tidy(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}
