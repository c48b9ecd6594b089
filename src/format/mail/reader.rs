//! Rows of messages becoming conversations.

use std::borrow::Cow;
use std::collections::BTreeSet;

use csv::StringRecord;

use super::letter::Letter;
use super::party::Parties;
use super::words::subject;
use crate::format::thread::shown;
use crate::format::{Chunk, Emit, Framing, Problem, ReadSettings, Reader, content_id};
use crate::transcript::{Channel, Conversation, Item, Moment, Turn, TurnKind};

/// Reads the rows of one file, which may hold messages of other files as well.
pub(super) struct MailReader {
    is_box: bool,
    settings: ReadSettings,
}

/// The messages of a thread, with the numbers of their records.
type Thread = Vec<(u64, Letter)>;

impl MailReader {
    pub(super) fn new(is_box: bool, settings: &ReadSettings) -> Self {
        Self {
            is_box,
            settings: settings.clone(),
        }
    }
}

impl Reader for MailReader {
    fn framing(&self) -> Framing {
        Framing::Letters {
            is_box: self.is_box,
        }
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        let mut rows = Letter::rows(chunk.bytes);
        let mut row = StringRecord::new();
        let mut number = chunk.first_record;
        let mut key = String::new();
        let mut thread = Thread::new();
        // Rows are UTF-8, because this program wrote them.
        while rows.read_record(&mut row).unwrap_or(false) {
            let its_key = row.get(0).unwrap_or_default();
            if its_key != key {
                its_key.clone_into(&mut key);
                self.close(std::mem::take(&mut thread), emit);
            }
            let letter = Letter::of(&row);
            if letter.fault.is_empty() {
                thread.push((number, letter));
            } else {
                emit(Err(Problem {
                    record: number,
                    what: format!("{}, so it was left out", letter.fault),
                    advice: "export the message again from the mail program",
                }));
            }
            number += 1;
        }
        self.close(thread, emit);
    }
}

impl MailReader {
    fn close(&self, mut thread: Thread, emit: Emit<'_, '_>) {
        // Mailboxes may hold a message twice: once in each folder, or as sent and as received.
        let mut seen = BTreeSet::new();
        thread.retain(|(_, letter)| letter.id.is_empty() || seen.insert(letter.id.clone()));
        if thread.is_empty() {
            return;
        }
        let undated = thread.iter().filter(|(_, letter)| letter.at.is_none());
        let odd_record = undated.clone().next().map(|(number, _)| *number);
        let odd_times = u32::try_from(undated.count()).unwrap_or(u32::MAX);
        // Without every date the order of the file is the only one.
        if odd_times == 0 {
            thread.sort_by_key(|(_, letter)| letter.at);
        }
        let letters: Vec<Letter> = thread.into_iter().map(|(_, letter)| letter).collect();
        let mut one = self.conversation(&letters);
        one.odd.times = odd_times;
        one.odd.record = odd_record.unwrap_or_default();
        emit(Ok(one));
    }

    fn conversation(&self, letters: &[Letter]) -> Conversation<'static> {
        let parties = Parties::of(letters, &self.settings);
        let mut one = Conversation::new("", Channel::new(Cow::Borrowed("email")));
        one.source = Some(Cow::Borrowed("mail"));
        one.items = letters
            .iter()
            .enumerate()
            .map(|(at, letter)| Item::Turn(self.turn(letter, at == 0, &parties)))
            .collect();
        one.id = Cow::Owned(thread_id(letters).unwrap_or_else(|| content_id(&one.items)));
        one.customer = parties.customer.map(Cow::Owned);
        // A mailbox may be without what the company sent.
        one.capabilities = shown(&one);
        one
    }

    /// A message. The subject of the thread's first one is the first thing that its writer says.
    fn turn(&self, letter: &Letter, is_first: bool, parties: &Parties) -> Turn<'static> {
        let (by, guessed) = parties.speaker(letter, &self.settings);
        let titled = is_first
            && letter.earlier.is_empty()
            && !subject(&letter.subject).1
            && !letter.subject.is_empty()
            && !letter.text.starts_with(&letter.subject);
        let text = match (titled, letter.text.is_empty()) {
            (true, true) => letter.subject.clone(),
            (true, false) => format!("{}\n\n{}", letter.subject, letter.text),
            (false, _) => letter.text.clone(),
        };
        let name = if letter.name.is_empty() {
            &letter.from
        } else {
            &letter.name
        };
        let kind = if text.is_empty() && letter.files > 0 {
            TurnKind::Attachment
        } else {
            TurnKind::Text
        };
        Turn {
            at: letter.at.map(Moment::from_millis),
            name: (!name.is_empty()).then(|| Cow::Owned(name.clone())),
            kind,
            guessed,
            ..Turn::new(by, text)
        }
    }
}

/// The id of the thread's first message, whether or not that message is here.
fn thread_id(letters: &[Letter]) -> Option<String> {
    let first = letters.first()?;
    let id = first.earlier.first().unwrap_or(&first.id);
    (!id.is_empty()).then(|| id.clone())
}
