//! Reading one kind of log, described by a [`Layout`].

use std::borrow::Cow;

use super::Record;
use super::timeline::timeline;
use crate::format::json::{document, fault, lines};
use crate::format::time::Clock;
use crate::format::{Chunk, Emit, Framing, Problem, ReadSettings, Reader, content_id};
use crate::transcript::{Channel, Conversation, Oddities};

/// What sets one kind of log apart from the others.
pub(in crate::format) struct Layout {
    /// The format's id.
    pub(in crate::format) source: &'static str,
    /// The key of the list of messages.
    pub(in crate::format) messages: &'static str,
    /// Keys whose values are passed over unread (tool schemas, ground truth).
    pub(in crate::format) ignored: &'static [&'static str],
    /// What a record needs to have.
    pub(in crate::format) advice: &'static str,
    /// Takes from a customer's words what is no speech.
    pub(in crate::format) clean: fn(Cow<'_, str>) -> Cow<'_, str>,
    /// Sets id, channel, customer and the like from the record's other fields. What it leaves goes to `meta`; an empty
    /// id becomes a hash of the items.
    pub(in crate::format) describe: fn(&mut Conversation<'_>, &mut Record<'_>),
}

/// A layout with the user's settings.
pub(in crate::format) struct Log {
    layout: &'static Layout,
    settings: ReadSettings,
    clock: Clock,
}

impl Log {
    /// Prepares to read logs of `layout`.
    ///
    /// # Errors
    /// Where the settings' time zone is not known.
    pub(in crate::format) fn new(
        layout: &'static Layout,
        settings: &ReadSettings,
    ) -> Result<Self, String> {
        Ok(Self {
            layout,
            settings: settings.clone(),
            clock: Clock::of(settings)?,
        })
    }

    /// Reads record `number` from `json`.
    ///
    /// # Errors
    /// Where it is not the JSON that was expected, or has no messages.
    pub(in crate::format) fn conversation<'a>(
        &self,
        number: u64,
        json: &'a str,
    ) -> Result<Conversation<'a>, Problem> {
        let mut record = Record::read(json, self.layout).map_err(|error| fault(number, &error))?;
        let messages = record.messages.take().ok_or_else(|| Problem {
            record: number,
            what: format!("no list `{}`", self.layout.messages),
            advice: self.layout.advice,
        })?;
        let timeline = timeline(messages, &self.settings, &self.clock, self.layout.clean);
        let channel = self.settings.channel.clone().unwrap_or_default();
        let mut conversation = Conversation::new("", Channel::new(channel.into()));
        conversation.source = Some(self.layout.source.into());
        (self.layout.describe)(&mut conversation, &mut record);
        if conversation.id.is_empty() {
            conversation.id = content_id(&timeline.items).into();
        }
        conversation.capabilities = timeline.capabilities;
        conversation.items = timeline.items;
        conversation.odd = timeline.odd;
        if conversation.odd != Oddities::default() {
            conversation.odd.record = number;
        }
        conversation.meta.append(&mut record.fields);
        Ok(conversation)
    }
}

/// Reads chunks with one record a line, or one record that is the whole document.
pub(in crate::format) struct LogReader {
    framing: Framing,
    log: Log,
}

impl LogReader {
    /// A reader of logs of `layout`, cut as `framing` says.
    ///
    /// # Errors
    /// Where the settings' time zone is not known.
    pub(in crate::format) fn open(
        layout: &'static Layout,
        framing: Framing,
        settings: &ReadSettings,
    ) -> Result<Box<dyn Reader>, String> {
        let log = Log::new(layout, settings)?;
        Ok(Box::new(Self { framing, log }))
    }
}

impl Reader for LogReader {
    fn framing(&self) -> Framing {
        self.framing
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        if self.framing == Framing::Whole {
            emit(document(chunk).and_then(|text| self.log.conversation(chunk.first_record, text)));
            return;
        }
        for (record, line) in lines(chunk) {
            emit(line.and_then(|line| self.log.conversation(record, line)));
        }
    }
}
