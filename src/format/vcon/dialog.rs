//! From dialogs to one timeline.

use std::borrow::Cow;

use serde_json::Value;

use super::body::text;
use super::party::Party;
use super::transcript::{Utterance, utterances};
use crate::format::ReadSettings;
use crate::format::json::look::{at, list, word};
use crate::format::table::speaker_word;
use crate::format::time::{Clock, Reading};
use crate::transcript::{Event, EventKind, Item, Speaker, Turn, TurnKind};

/// The items of one vCon.
pub(super) struct Timeline {
    pub(super) items: Vec<Item<'static>>,
    /// Whether there is a recording of which no words are known.
    pub(super) has_silent_recording: bool,
    /// How many times are no time.
    pub(super) bad_times: u32,
}

/// Reads all dialogs with their transcripts, in the order of their times.
pub(super) fn timeline(
    vcon: &Value,
    parties: &[Party],
    settings: &ReadSettings,
    clock: &Clock,
) -> Timeline {
    let mut desk = Desk {
        vcon,
        parties,
        settings,
        clock,
        items: Vec::new(),
        has_silent_recording: false,
        bad_times: 0,
        has_transfer: false,
    };
    for (number, dialog) in list(vcon, "dialog").iter().enumerate() {
        desk.dialog(number, dialog);
    }
    let mut last = desk.items.iter().find_map(|(at, _)| *at);
    for (at, _) in &mut desk.items {
        last = at.or(last);
        *at = last;
    }
    desk.items.sort_by_key(|(at, _)| *at);
    Timeline {
        items: desk.items.into_iter().map(|(_, item)| item).collect(),
        has_silent_recording: desk.has_silent_recording,
        bad_times: desk.bad_times,
    }
}

/// A vCon being read.
struct Desk<'v> {
    vcon: &'v Value,
    parties: &'v [Party],
    settings: &'v ReadSettings,
    clock: &'v Clock,
    items: Vec<(Option<i64>, Item<'static>)>,
    has_silent_recording: bool,
    bad_times: u32,
    has_transfer: bool,
}

impl Desk<'_> {
    fn dialog(&mut self, number: usize, dialog: &Value) {
        let at = self.reading(&word(dialog, &["start"]));
        match word(dialog, &["type"]).as_str() {
            "transfer" => self.transfer(dialog, at),
            "incomplete" => self.incomplete(dialog, at),
            "recording-set" => {}
            "text" => self.said(dialog, at),
            _ => self.recording(number, dialog, at),
        }
        for step in list(dialog, "party_history") {
            self.step(step);
        }
    }

    fn reading(&mut self, text: &str) -> Reading {
        let reading = self.clock.read(text);
        self.bad_times += u32::from(!text.is_empty() && reading == Reading::default());
        reading
    }

    fn push(&mut self, at: Reading, item: Item<'static>) {
        self.items.push((
            at.order,
            match item {
                Item::Turn(turn) => Item::Turn(Turn {
                    at: at.moment,
                    ..turn
                }),
                Item::Event(event) => Item::Event(Event {
                    at: at.moment,
                    ..event
                }),
            },
        ));
    }

    fn party(&self, value: Option<&Value>) -> Option<&Party> {
        let index = match value? {
            Value::Array(list) => list.first()?.as_u64()?,
            other => other.as_u64().or_else(|| other.as_str()?.parse().ok())?,
        };
        self.parties.get(usize::try_from(index).ok()?)
    }

    fn speaker_at(&self, dialog: &Value, key: &str) -> Speaker {
        self.party(at(dialog, key))
            .map_or(Speaker::Unknown, |party| party.speaker)
    }

    /// A turn of the party that began the dialog.
    fn said(&mut self, dialog: &Value, when: Reading) {
        let text = text(dialog);
        let party = self
            .party(at(dialog, "originator"))
            .or_else(|| self.party(at(dialog, "parties")));
        let by = party.map_or(Speaker::Unknown, |party| party.speaker);
        let name = party
            .map(|party| party.name.clone())
            .filter(|name| !name.is_empty());
        let kind = if text.is_empty() {
            TurnKind::Attachment
        } else {
            TurnKind::Text
        };
        let turn = Turn {
            name: name.map(Cow::Owned),
            kind,
            ..Turn::new(by, text)
        };
        self.push(when, Item::Turn(turn));
    }

    /// The words of a recording, by its transcript; a presence without words where there is none.
    fn recording(&mut self, number: usize, dialog: &Value, when: Reading) {
        let spoken = utterances(self.vcon, number, dialog);
        if spoken.is_empty() {
            self.has_silent_recording = true;
            let turn = Turn {
                kind: TurnKind::Attachment,
                ..Turn::new(Speaker::Unknown, "")
            };
            self.push(when, Item::Turn(turn));
        }
        for one in spoken {
            let (by, name) = self.speaker_of(&one);
            let shift = one.millis.unwrap_or_default();
            let when = when.later(shift);
            let turn = Turn {
                name: (!name.is_empty()).then_some(Cow::Owned(name)),
                ..Turn::new(by, one.text)
            };
            self.push(when, Item::Turn(turn));
        }
    }

    /// A transcript's speaker: the party that it names by number or name, else what `[roles]` or a plain word says.
    fn speaker_of(&self, one: &Utterance) -> (Speaker, String) {
        let named = self
            .parties
            .iter()
            .find(|party| !party.name.is_empty() && party.name == one.label);
        if let Some(party) = one
            .party
            .and_then(|party| self.parties.get(party))
            .or(named)
        {
            return (party.speaker, party.name.clone());
        }
        let by = self
            .settings
            .role_of(&[&one.label])
            .or_else(|| speaker_word(&one.label));
        (by.unwrap_or(Speaker::Unknown), one.label.clone())
    }

    fn transfer(&mut self, dialog: &Value, when: Reading) {
        let by = self.speaker_at(dialog, "transferor");
        let to = ["transfer_target", "transfer-target"]
            .iter()
            .find_map(|key| self.party(at(dialog, key)));
        let (to_bot, name) = to.map_or((false, String::new()), |party| {
            (party.speaker == Speaker::Bot, party.name.clone())
        });
        let kind = match by {
            Speaker::Bot if to_bot => return,
            Speaker::Bot | Speaker::Customer => EventKind::HandoffStarted,
            _ if to_bot => EventKind::ReturnedToBot,
            _ => EventKind::Transferred,
        };
        self.has_transfer = true;
        let name = (!name.is_empty()).then_some(Cow::Owned(name));
        self.push(
            when,
            Item::Event(Event {
                name,
                ..Event::new(kind)
            }),
        );
    }

    /// A call that came to nothing: behind a transfer the person was not reached, else the company was not.
    fn incomplete(&mut self, dialog: &Value, when: Reading) {
        let text = word(dialog, &["disposition"]);
        let item = if self.has_transfer {
            Item::Event(Event {
                text: (!text.is_empty()).then_some(Cow::Owned(text)),
                ..Event::new(EventKind::HandoffFailed)
            })
        } else {
            Item::Turn(Turn::new(Speaker::System, text))
        };
        self.push(when, item);
    }

    fn step(&mut self, step: &Value) {
        let Some(party) = self.party(at(step, "party")) else {
            return;
        };
        let (by, name) = (party.speaker, party.name.clone());
        let name = (!name.is_empty()).then_some(Cow::Owned(name));
        let event = |kind| {
            Item::Event(Event {
                name: name.clone(),
                ..Event::new(kind)
            })
        };
        let item = match (word(step, &["event"]).as_str(), by) {
            ("join", Speaker::Human) => event(EventKind::HumanJoined),
            ("drop", Speaker::Human) => event(EventKind::HumanLeft),
            ("keydown", _) => Item::Turn(Turn {
                kind: TurnKind::Choice,
                name: name.clone(),
                ..Turn::new(by, word(step, &["button"]))
            }),
            _ => return,
        };
        let when = self.reading(&word(step, &["time"]));
        self.push(when, item);
    }
}
