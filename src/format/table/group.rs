//! The rows of one conversation, coming in one after the other.

use std::borrow::Cow;

use csv::StringRecord;

use super::plan::Plan;
use super::profile::Field;
use super::row::{Row, owned};
use super::transcript::Scribe;
use super::words::Happening;
use crate::format::html::to_text;
use crate::format::time::{Clock, Reading};
use crate::format::{ReadSettings, content_id};
use crate::transcript::{
    Capabilities, Channel, Conversation, Event, EventKind, Item, Oddities, Speaker, Turn, TurnKind,
};

/// A conversation being put together.
pub(super) struct Group<'p> {
    plan: &'p Plan,
    settings: &'p ReadSettings,
    clock: &'p Clock,
    conversation: Conversation<'static>,
    /// The columns that no field took, with the value that all rows share so far.
    shared: Vec<(usize, Shared)>,
    csat: String,
    /// Whether there are times with a zone, and such without.
    zones: [bool; 2],
    /// How many rows there are, and how many of them say nothing that matters.
    rows: u32,
    idle: u32,
}

enum Shared {
    Nothing,
    Value(String),
    Varies,
}

impl<'p> Group<'p> {
    pub(super) fn new(plan: &'p Plan, settings: &'p ReadSettings, clock: &'p Clock) -> Self {
        let mut conversation = Conversation::new("", Channel::new(Cow::Borrowed("")));
        conversation.source = Some(Cow::Owned(plan.source.clone()));
        // Rows that are made of JSON hold nothing but fields.
        let others = if plan.is_json() {
            Vec::new()
        } else {
            plan.columns.others()
        };
        let shared = others
            .into_iter()
            .map(|place| (place, Shared::Nothing))
            .collect();
        Self {
            plan,
            settings,
            clock,
            conversation,
            shared,
            csat: String::new(),
            zones: [false; 2],
            rows: 0,
            idle: 0,
        }
    }

    /// How many items there are so far.
    pub(super) fn len(&self) -> usize {
        self.conversation.items.len()
    }

    /// Adds one row, the file's number `number`. Gives a number that grows with its time.
    pub(super) fn add(&mut self, row: &StringRecord, number: u64) -> Option<i64> {
        let row = Row {
            cells: row,
            plan: self.plan,
        };
        self.describe(&row);
        self.rows += 1;
        let reading = row.reading(self.clock);
        let happening = row.get(Field::Event);
        if self.plan.words.is_internal(row.get(Field::Internal))
            || self.plan.words.is_internal(happening)
        {
            self.conversation.dropped_notes += 1;
            return reading.order;
        }
        let is_dated = !row.get(Field::Time).is_empty() || !row.get(Field::Date).is_empty();
        if is_dated {
            if reading.is_unread() {
                self.odd(number);
            }
            reading.count(&mut self.conversation.odd);
        }
        if self.plan.words.is_unknown_event(happening) {
            self.odd(number).events += 1;
        }
        if self.plan.columns.has(Field::Transcript) {
            self.add_transcript(&row);
            return None;
        }
        let columns = [
            (Field::CustomerText, Speaker::Customer),
            (Field::BotText, Speaker::Bot),
            (Field::HumanText, Speaker::Human),
        ];
        for (field, by) in columns {
            let text = row.text(field);
            if !text.trim().is_empty() {
                self.push(Item::Turn(Turn::new(by, text)), reading);
            }
        }
        self.add_message(&row, reading);
        self.place(reading)
    }

    /// The number that grows with a row's time, as long as all rows have zones or none has: times in a zone and times in
    /// nobody knows which do not compare.
    fn place(&mut self, reading: Reading) -> Option<i64> {
        self.zones[0] |= reading.moment.is_some();
        self.zones[1] |= reading.is_zoneless();
        reading.order.filter(|_| self.zones != [true; 2])
    }

    /// The oddities, the first of which stands in row `number` where there was none before.
    fn odd(&mut self, number: u64) -> &mut Oddities {
        let odd = &mut self.conversation.odd;
        if odd.record == 0 {
            odd.record = number;
        }
        odd
    }

    fn add_transcript(&mut self, row: &Row<'_>) {
        let place = self.plan.columns.of(Field::Transcript);
        let others = (0..row.cells.len()).filter(|other| Some(*other) != place);
        let names: Vec<&str> = others
            .map(|other| row.at(other))
            .filter(|cell| !cell.is_empty())
            .collect();
        let scribe = Scribe {
            words: &self.plan.words,
            settings: self.settings,
            clock: self.clock,
        };
        let text = to_text(Cow::Borrowed(row.raw(Field::Transcript)));
        for item in scribe.items(&text, &names) {
            self.push(item, Reading::default());
        }
    }

    /// The row's own message and event, in that order: a bot that says "I am transferring you" says it first.
    fn add_message(&mut self, row: &Row<'_>, reading: Reading) {
        let word = row.get(Field::Event);
        let happening = if word.is_empty() {
            Happening::Message
        } else {
            self.plan.words.happening(word)
        };
        let (speaker, name) = self.speaker(row);
        let text = row.text(Field::Text);
        let is_blank = text.trim().is_empty();
        let is_notice = matches!(speaker, Some(Speaker::System) | None);
        let event = match happening {
            Happening::Event(kind) => Some(kind),
            Happening::Message | Happening::Other => None,
            Happening::Nothing => {
                self.idle += 1;
                return;
            }
        };
        // What a platform newly records is nobody's message, even where it names who did it.
        let is_new = self.plan.is_json() && is_blank && self.plan.words.is_unknown_event(word);
        let speaks = if is_new {
            false
        } else if event.is_some() {
            !is_blank && !is_notice
        } else {
            !is_blank || speaker.is_some()
        };
        if speaks {
            let marked = self.plan.words.kind(row.get(Field::Kind));
            // A row of somebody who wrote nothing is a picture, a recording or a card.
            let kind = if is_blank && marked == TurnKind::Text {
                TurnKind::Attachment
            } else {
                marked
            };
            let by = speaker.unwrap_or(Speaker::Unknown);
            self.push(
                Item::Turn(Turn {
                    name: name.clone(),
                    kind,
                    ..Turn::new(by, text.clone())
                }),
                reading,
            );
        } else if happening == Happening::Other {
            // An event that the model has no word for keeps its place as a notice of the platform.
            self.push(
                Item::Turn(Turn::new(Speaker::System, word.to_owned())),
                reading,
            );
        }
        if let Some(kind) = event {
            let text = (!speaks && !is_blank).then_some(Cow::Owned(text));
            let team = owned(row.get(Field::Team));
            self.push(
                Item::Event(Event {
                    text,
                    team,
                    name,
                    ..Event::new(kind)
                }),
                reading,
            );
        }
    }

    /// Who the row is by, and the name to keep: `[roles]`, then the words, then the customer's own name. `None` where
    /// the row names nobody.
    fn speaker(&self, row: &Row<'_>) -> (Option<Speaker>, Option<Cow<'static, str>>) {
        let (role, name, customer) = (
            row.get(Field::Speaker),
            row.get(Field::Name),
            row.get(Field::Customer),
        );
        if role.is_empty() && name.is_empty() {
            return (None, None);
        }
        let words = &self.plan.words;
        let word = words.speaker(role).filter(|by| *by != Speaker::Unknown);
        let is_customer = !customer.is_empty() && (name == customer || role == customer);
        let by = self
            .settings
            .role_of(&[name, role])
            .or(word)
            .or_else(|| words.speaker(name).filter(|by| *by != Speaker::Unknown))
            .or_else(|| is_customer.then_some(Speaker::Customer));
        let name = if name.is_empty() && word.is_none() {
            role
        } else {
            name
        };
        (Some(by.unwrap_or(Speaker::Unknown)), owned(name))
    }

    fn push(&mut self, item: Item<'static>, reading: Reading) {
        self.conversation.items.push(match item {
            Item::Turn(turn) => Item::Turn(Turn {
                at: reading.moment.or(turn.at),
                ..turn
            }),
            Item::Event(event) => Item::Event(Event {
                at: reading.moment.or(event.at),
                ..event
            }),
        });
    }

    /// Takes what the row says about the conversation as a whole: the first value of each, the last status and score.
    fn describe(&mut self, row: &Row<'_>) {
        let one = &mut self.conversation;
        if one.id.is_empty() {
            one.id = Cow::Owned(row.get(Field::Conversation).to_owned());
        }
        let channel = row.get(Field::Channel);
        if one.channel == Channel::new(Cow::Borrowed("")) && !channel.is_empty() {
            one.channel = Channel::new(Cow::Owned(self.plan.words.channel(channel)));
        }
        one.customer = one
            .customer
            .take()
            .or_else(|| owned(row.get(Field::Customer)));
        one.language = one
            .language
            .take()
            .or_else(|| owned(row.get(Field::Language)));
        if one.tags.is_empty() {
            let tags = row
                .get(Field::Tags)
                .split([',', ';', '|', '،', '؛'])
                .map(str::trim);
            one.tags = tags
                .filter(|tag| !tag.is_empty())
                .map(|tag| Cow::Owned(tag.to_owned()))
                .collect();
        }
        let status = row.get(Field::Status);
        match self.plan.words.status(status) {
            Some(status) => one.status = status,
            None if !status.is_empty() => {
                one.meta.insert("status".to_owned(), status.into());
            }
            None => {}
        }
        for (field, key) in [
            (Field::Case, "case"),
            (Field::Trial, "trial"),
            (Field::Variant, "variant"),
        ] {
            if !row.get(field).is_empty() {
                one.meta.insert(key.to_owned(), row.get(field).into());
            }
        }
        if !row.get(Field::Csat).is_empty() {
            row.get(Field::Csat).clone_into(&mut self.csat);
        }
        for (place, shared) in &mut self.shared {
            let value = row.at(*place);
            match shared {
                Shared::Nothing if !value.is_empty() => *shared = Shared::Value(value.to_owned()),
                Shared::Value(known) if !value.is_empty() && known != value => {
                    *shared = Shared::Varies;
                }
                _ => {}
            }
        }
    }

    /// Whether every row says that something happened which does not matter: nobody talked to anybody.
    pub(super) const fn is_idle(&self) -> bool {
        self.rows > 0 && self.rows == self.idle
    }

    /// The whole conversation.
    pub(super) fn finish(mut self) -> Conversation<'static> {
        self.keep_the_rest();
        let mut one = self.conversation;
        if one.id.is_empty() {
            one.id = Cow::Owned(content_id(&one.items));
        }
        if one.channel == Channel::new(Cow::Borrowed(""))
            && let Some(word) = self
                .plan
                .channel
                .as_ref()
                .or(self.settings.channel.as_ref())
        {
            one.channel = Channel::new(Cow::Owned(word.clone()));
        }
        one.capabilities = self.plan.capabilities;
        if one.has(Speaker::Unknown) {
            one.capabilities = one.capabilities.without(Capabilities::ROLES);
        }
        if one.items.iter().all(|item| item.at().is_none()) {
            one.capabilities = one.capabilities.without(Capabilities::TIMES);
        }
        // What was recorded once can be recorded.
        for event in one.items.iter().filter(|item| item.turn().is_none()) {
            let shown = if event.is_event(EventKind::Closed) {
                Capabilities::STATUS
            } else {
                Capabilities::HANDOFF_EVENTS
            };
            one.capabilities = one.capabilities.with(shown);
        }
        one
    }

    /// A column whose value all rows share says something about the conversation, and goes to `meta`.
    fn keep_the_rest(&mut self) {
        let one = &mut self.conversation;
        for (place, shared) in self.shared.drain(..) {
            if let Shared::Value(value) = shared {
                one.meta
                    .entry(self.plan.columns.header[place].trim().to_owned())
                    .or_insert_with(|| value.into());
            }
        }
        match self.csat.trim().parse() {
            Ok(csat) if f64::is_finite(csat) => one.csat = Some(csat),
            _ if !self.csat.is_empty() => {
                one.meta
                    .insert("csat".to_owned(), self.csat.as_str().into());
            }
            _ => {}
        }
    }
}
