//! The "export chat" of `WhatsApp`: a text of stamped lines, read as one conversation for every session.

mod line;
mod locale;
mod order;
mod session;
mod stamp;

pub use stamp::Stamps;

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use self::line::{Line, split};
use self::order::decide;
use self::session::Session;
use self::stamp::Stamp;
use super::time::{Clock, Order};
use super::{Chunk, Emit, Evidence, Format, Framing, Head, Problem, ReadSettings, Reader};
use crate::transcript::Capabilities;

/// The format.
pub(super) struct WhatsApp;

impl Format for WhatsApp {
    fn id(&self) -> &'static str {
        "whatsapp"
    }

    fn title(&self) -> &'static str {
        "WhatsApp exported chats (text, or zip with media)"
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
        let first = head.text.lines().find(|line| !line.trim().is_empty())?;
        let shape = Stamp::read(first)?.shape;
        let stamped: Vec<(&str, Stamp)> = stamped(head)
            .filter(|(_, stamp)| stamp.shape == shape)
            .collect();
        let speaks = stamped
            .iter()
            .any(|(line, stamp)| matches!(split(&line[stamp.end..]), Line::Said { .. }));
        let score = if stamped.len() > 1 { 95 } else { 75 };
        speaks.then(|| Evidence::new(score, &["stamped lines", "names before colons"]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        let shape = stamped(head)
            .next()
            .ok_or("no line begins with a date and a time; export the chat again")?
            .1
            .shape;
        let lines: Vec<(&str, Stamp)> = stamped(head)
            .filter(|(_, stamp)| stamp.shape == shape)
            .collect();
        let order = decide(shape, &lines, settings.day_first)?;
        // The thread is who takes part in it, so that it keeps its name in every export of it, whatever the file is
        // called and whatever [roles] says.
        let names: BTreeSet<String> = lines
            .iter()
            .filter_map(|(line, stamp)| match split(&line[stamp.end..]) {
                Line::Said { name, .. } => Some(name.to_lowercase()),
                Line::Notice(_) => None,
            })
            .collect();
        let names = names.into_iter().collect::<Vec<_>>().join("\n");
        Ok(Box::new(Chat {
            stamps: Stamps { shape, order },
            thread: format!(
                "wa-{:016x}",
                xxh3_64_with_seed(names.as_bytes(), settings.key)
            ),
            clock: Clock::of(settings)?,
            settings: settings.clone(),
        }))
    }
}

/// Whether more than one line of a head is stamped and somebody's, though the file may not begin like a chat.
pub(super) fn looks_like_chat(head: &Head<'_>) -> bool {
    let said = stamped(head)
        .filter(|(line, stamp)| matches!(split(&line[stamp.end..]), Line::Said { .. }));
    said.take(2).count() > 1
}

/// The lines of a head that begin with a stamp of any shape.
fn stamped<'h>(head: &Head<'h>) -> impl Iterator<Item = (&'h str, Stamp)> {
    head.text
        .lines()
        .filter_map(|line| Stamp::read(line).map(|stamp| (line, stamp)))
}

/// One opened chat.
struct Chat {
    stamps: Stamps,
    thread: String,
    clock: Clock,
    settings: ReadSettings,
}

impl Reader for Chat {
    fn framing(&self) -> Framing {
        Framing::Sessions {
            stamps: self.stamps,
            gap: self.settings.session_gap,
        }
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        let mut session = Session::default();
        for (number, bytes) in
            (chunk.first_record..).zip(chunk.bytes.split_inclusive(|byte| *byte == b'\n'))
        {
            let stamp = self.stamps.read(bytes);
            if let Some((at, _)) = stamp
                && self.settings.session_gap.parts(session.latest, at)
            {
                self.close(std::mem::take(&mut session), emit);
            }
            if let Some((at, _)) = stamp {
                session.reach(at);
            }
            match std::str::from_utf8(bytes) {
                Ok(line) if stamp.is_none() && self.stamps.is_no_date(line) => {
                    session.spoil(self.no_date(number));
                }
                Ok(line) => session.add(line, stamp),
                Err(_) => session.spoil(Problem {
                    record: number,
                    what: "the line is not UTF-8, so its session was left out".to_owned(),
                    advice: "export the chat again, or save the text as UTF-8",
                }),
            }
        }
        self.close(session, emit);
    }
}

impl Chat {
    fn no_date(&self, record: u64) -> Problem {
        let first = match self.stamps.order {
            Order::DayFirst => "day",
            Order::MonthFirst => "month",
            Order::YearFirst => "year",
        };
        Problem {
            record,
            what: format!(
                "there is no such date or time, read with the {first} first as in the rest of the chat, so its session \
                 was left out"
            ),
            advice: "set date_order = \"day-first\" or \"month-first\" in lamsa.toml where the order is wrong, else \
                     mend the date or export the chat again",
        }
    }

    fn close(&self, session: Session, emit: Emit<'_, '_>) {
        if let Some(read) = session.finish(&self.thread, &self.clock, &self.settings) {
            emit(read);
        }
    }
}

#[cfg(test)]
mod tests;
