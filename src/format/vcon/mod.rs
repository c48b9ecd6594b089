//! vCon, the IETF's container for conversations: parties, dialogs (text, recordings, transfers, calls that came to
//! nothing) and analyses, of which the transcripts give recordings their words.
//!
//! A party is the bot, the customer or a person of the company where its `type` and `role` say so, or `[roles]` does; all
//! others stay unknown, and so do the speakers of a transcript that names no party.

mod body;
mod dialog;
mod party;
mod transcript;

use std::borrow::Cow;

use serde_json::Value;

use self::dialog::timeline;
use self::party::Party;
use super::json::look::{at, list, word};
use super::json::{documents, values};
use super::time::Clock;
use super::{
    Chunk, Emit, Evidence, Format, Framing, Head, Problem, ReadSettings, Reader, content_id,
};
use crate::transcript::{Capabilities, Channel, Conversation, EventKind, Item, Speaker, TurnKind};

/// Lists of vCons that stores and conservers answer with.
const LISTS: [&str; 5] = ["vcons", "items", "results", "data", "records"];
/// Extensions that a vCon may call critical and that we can process.
const EXTENSIONS: [&str; 2] = ["cc", "contact-center"];

/// The format.
pub(super) struct VCon;

impl Format for VCon {
    fn id(&self) -> &'static str {
        "vcon"
    }

    fn title(&self) -> &'static str {
        "vCon conversations (IETF; JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ROLES
            .with(Capabilities::HUMAN_SIDE)
            .with(Capabilities::HANDOFF_EVENTS)
            .with(Capabilities::TIMES)
    }

    fn streams(&self) -> bool {
        false
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        for inside in ["", "vcon.", "vcons[].", "items[].", "results[].", "data[]."] {
            let has = |key: &str| shape.has(&format!("{inside}{key}"));
            if has("parties[]") && has("dialog[]") {
                // A long recording may stand before the id.
                let score = if has("uuid") || has("vcon") { 95 } else { 85 };
                return Some(Evidence::new(score, &["parties[]", "dialog[]"]));
            }
        }
        let is_signed = shape.has("payload") && shape.has("signatures[]");
        is_signed.then(|| Evidence::new(65, &["payload", "signatures[]"]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        Ok(Box::new(Store {
            framing: documents(head),
            clock: Clock::of(settings)?,
            settings: settings.clone(),
        }))
    }
}

/// One opened file.
struct Store {
    framing: Framing,
    clock: Clock,
    settings: ReadSettings,
}

impl Reader for Store {
    fn framing(&self) -> Framing {
        self.framing
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        values(chunk, self.framing, |record, value| match value {
            Ok(value) => self.value(record, &value, emit),
            Err(problem) => emit(Err(problem)),
        });
    }
}

impl Store {
    fn value(&self, record: u64, value: &Value, emit: Emit<'_, '_>) {
        if at(value, "dialog").is_none()
            && let Some(inside) = LISTS.iter().find_map(|key| at(value, key)?.as_array())
        {
            for (record, one) in (record..).zip(inside) {
                emit(self.conversation(record, one));
            }
            return;
        }
        emit(self.conversation(record, value));
    }

    fn conversation(&self, record: u64, value: &Value) -> Result<Conversation<'static>, Problem> {
        let vcon = at(value, "vcon")
            .filter(|inner| inner.is_object())
            .unwrap_or(value);
        if let Some((what, advice)) = refused(vcon) {
            return Err(Problem {
                record,
                what: what.to_owned(),
                advice,
            });
        }
        let parties: Vec<Party> = list(vcon, "parties")
            .iter()
            .map(|party| Party::read(party, &self.settings))
            .collect();
        let read = timeline(vcon, &parties, &self.settings, &self.clock);
        let mut one = Conversation::new("", Channel::new(Cow::Borrowed(channel(vcon, &parties))));
        one.source = Some(Cow::Borrowed("vcon"));
        one.items = read.items;
        let uuid = word(vcon, &["uuid", "id", "_id"]);
        one.id = Cow::Owned(if uuid.is_empty() {
            content_id(&one.items)
        } else {
            uuid
        });
        let customer = parties
            .iter()
            .find(|party| party.speaker == Speaker::Customer);
        one.customer = customer
            .map(|party| party.key.clone())
            .filter(|key| !key.is_empty())
            .map(Cow::Owned);
        let subject = word(vcon, &["subject"]);
        if !subject.is_empty() {
            one.meta.insert("subject".to_owned(), subject.into());
        }
        one.capabilities = shown(&one, read.has_silent_recording);
        if read.bad_times > 0 {
            one.odd.record = record;
            one.odd.times = read.bad_times;
        }
        Ok(one)
    }
}

/// Why a vCon must not or cannot be read.
fn refused(vcon: &Value) -> Option<(&'static str, &'static str)> {
    if at(vcon, "payload").is_some() && at(vcon, "signatures").is_some() {
        return Some((
            "a signed vCon",
            "verify it, and read the vCon that it signs",
        ));
    }
    if at(vcon, "ciphertext").is_some() {
        return Some(("an encrypted vCon", "decrypt it first"));
    }
    let is_known = |name: &Value| {
        let name = name.as_str().unwrap_or_default().to_lowercase();
        EXTENSIONS.contains(&name.as_str())
    };
    if !list(vcon, "critical").iter().all(is_known) {
        return Some((
            "a vCon with a critical extension that is not known here",
            "export it without that extension",
        ));
    }
    (!vcon.get("dialog").is_some_and(Value::is_array)
        && !vcon.get("parties").is_some_and(Value::is_array))
    .then_some((
        "neither `parties` nor `dialog`, so no vCon",
        "each record needs the lists `parties` and `dialog`",
    ))
}

/// A call is voice; text is mail where only mailboxes or media types of mail are named, a text message where only
/// telephones are, else chat.
fn channel(vcon: &Value, parties: &[Party]) -> &'static str {
    let dialogs = list(vcon, "dialog");
    let is_call = |dialog: &Value| {
        let kind = word(dialog, &["type"]);
        kind.starts_with("recording") || kind == "incomplete"
    };
    if dialogs.iter().any(is_call) {
        return "voice";
    }
    let is_mail =
        |dialog: &Value| word(dialog, &["mediatype", "mimetype"]).starts_with("multipart/");
    let all = |has: fn(&Party) -> bool| !parties.is_empty() && parties.iter().all(has);
    if dialogs.iter().any(is_mail) || all(|party| party.has_mail) {
        "email"
    } else if all(|party| party.has_tel) {
        "sms"
    } else {
        "chat"
    }
}

/// What this vCon shows. Words that were recorded and not written down may be anybody's.
fn shown(one: &Conversation<'_>, has_silent_recording: bool) -> Capabilities {
    let when = |shows: bool, what: Capabilities| if shows { what } else { Capabilities::NONE };
    let is_step = |item: &Item<'_>| {
        item.turn().is_none()
            && !item.is_event(EventKind::HumanJoined)
            && !item.is_event(EventKind::HumanLeft)
    };
    let is_known = !one
        .turns()
        .any(|(_, turn)| turn.by == Speaker::Unknown && turn.kind != TurnKind::Attachment);
    when(is_known && !has_silent_recording, Capabilities::ROLES)
        .with(when(!has_silent_recording, Capabilities::HUMAN_SIDE))
        .with(when(
            one.items.iter().any(is_step),
            Capabilities::HANDOFF_EVENTS,
        ))
        .with(when(
            one.items.iter().any(|item| item.at().is_some()),
            Capabilities::TIMES,
        ))
}
