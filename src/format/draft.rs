//! A conversation being put together from declared turns and events.
//!
//! What platforms have in common is settled here once: the user's roles come first, words of markup become text, a blank
//! turn is none unless something was sent, the same item sent twice is one, a second notice of one handoff is none, and
//! what ends a bot's part after a handoff does not end the conversation.

use std::collections::BTreeSet;

use super::channel::channel_word;
use super::content_id;
use super::html::to_text;
use super::json::{Context, Node, is_same};
use super::time::Reading;
use crate::transcript::{
    Capabilities, Channel, Conversation, Event, EventKind, Item, Moment, Oddities, Speaker, Turn,
    TurnKind,
};

/// The conversation so far.
pub(super) struct Draft<'c> {
    context: &'c Context,
    pub(super) conversation: Conversation<'static>,
    seen: BTreeSet<String>,
    /// What the bot has offered to tap since the customer last spoke.
    offered: Vec<(String, String)>,
    /// Whether the customer is on the way to people whom the source may not show.
    pub(super) is_handed_over: bool,
}

impl<'c> Draft<'c> {
    /// An empty conversation of the format `source`, whose first record is the file's number `record`.
    pub(super) fn new(context: &'c Context, source: &'static str, record: u64) -> Self {
        let channel = context.settings.channel.clone().unwrap_or_default();
        let mut conversation = Conversation::new("", Channel::new(channel.into()));
        conversation.source = Some(source.into());
        conversation.odd.record = record;
        Self {
            context,
            conversation,
            seen: BTreeSet::new(),
            offered: Vec::new(),
            is_handed_over: false,
        }
    }

    /// The point in time that a value names, in any of the ways that exports write one.
    pub(super) fn time(&mut self, value: Node<'_>) -> Option<Moment> {
        let reading = self.context.clock.read(&value.word()?);
        self.conversation.odd.times += u32::from(reading == Reading::default());
        reading.moment
    }

    /// Who speaks: the user's own word for one of these names, else the declared role. `None` is a role that we do not
    /// know.
    pub(super) fn speaker(&mut self, names: &[&str], declared: Option<Speaker>) -> Speaker {
        let said = self.context.settings.role_of(names);
        let speaker = said.or(declared);
        self.conversation.odd.speakers += u32::from(speaker.is_none());
        speaker.unwrap_or(Speaker::Unknown)
    }

    /// The user's own word for what has this name.
    pub(super) fn role_of(&self, name: &str) -> Option<Speaker> {
        self.context.settings.role_of(&[name])
    }

    /// Whether an item of this id is new. Items without an id are.
    pub(super) fn is_new(&mut self, id: Option<String>) -> bool {
        id.is_none_or(|id| self.seen.insert(id))
    }

    /// Adds a turn, its markup turned into text. A blank one counts only where something other than words was sent.
    pub(super) fn say(&mut self, turn: Turn<'static>) {
        let text = to_text(turn.text);
        let turn = Turn { text, ..turn };
        if turn.kind == TurnKind::Attachment || !turn.text.trim().is_empty() {
            if turn.by == Speaker::Customer {
                self.offered.clear();
            }
            self.conversation.items.push(Item::Turn(turn));
        }
    }

    /// Remembers what the bot offers to tap until the customer speaks: labels, and what is sent for each. Offers are not
    /// speech.
    pub(super) fn offer(&mut self, choices: impl Iterator<Item = (String, String)>) {
        self.offered.extend(choices);
    }

    /// The label of the choice just offered that sends these words, letter by letter, or is labelled so.
    pub(super) fn label_of(&self, words: &str) -> Option<String> {
        let words = words.trim();
        let mut offered = self.offered.iter();
        let found = offered.find(|(label, sent)| sent.trim() == words || label.trim() == words);
        found.map(|(label, _)| label.clone())
    }

    /// Whether the customer's words are one of the choices just offered.
    pub(super) fn is_offered(&self, words: &str) -> bool {
        self.label_of(words).is_some()
    }

    /// Adds an event.
    pub(super) fn event(&mut self, event: Event<'static>) {
        match event.kind {
            EventKind::HandoffStarted | EventKind::Queued | EventKind::HumanJoined => {
                self.is_handed_over = true;
            }
            EventKind::HandoffFailed | EventKind::ReturnedToBot => self.is_handed_over = false,
            _ => {}
        }
        self.conversation.items.push(Item::Event(event));
    }

    /// Adds an event of this kind.
    pub(super) fn happen(&mut self, kind: EventKind, at: Option<Moment>) {
        self.event(Event {
            at,
            ..Event::new(kind)
        });
    }

    /// A handoff begins, unless one of which nothing came yet has begun since the customer last spoke.
    pub(super) fn hand_over(&mut self, at: Option<Moment>) {
        let mut latest = self.conversation.items.iter().rev();
        let is_told = self.is_handed_over
            && latest
                .find(|item| {
                    item.is_by(Speaker::Customer) || item.is_event(EventKind::HandoffStarted)
                })
                .is_some_and(|item| item.is_event(EventKind::HandoffStarted));
        if !is_told {
            self.happen(EventKind::HandoffStarted, at);
        }
    }

    /// The bot's part ends: the conversation does too, unless people have it now.
    pub(super) fn end_bot(&mut self, at: Option<Moment>) {
        let is_closed = self
            .conversation
            .items
            .last()
            .is_some_and(|item| item.is_event(EventKind::Closed));
        if !self.is_handed_over && !is_closed {
            self.happen(EventKind::Closed, at);
        }
    }

    /// An event whose word means nothing to us.
    pub(super) fn unknown_event(&mut self) {
        self.conversation.odd.events += 1;
    }

    /// Sets the channel from a platform's own word, unless that says nothing.
    pub(super) fn channel(&mut self, word: Option<String>) {
        if let Some(word) = word {
            self.conversation.channel = Channel::new(channel_word(&word));
        }
    }

    /// Sets the language from a tag such as `en_US`.
    pub(super) fn language(&mut self, tag: Option<String>) {
        if let Some(tag) = tag {
            self.conversation.language = Some(tag.replace('_', "-").into());
        }
    }

    /// Keeps the plain values of an object that no field took, other than those under `taken`.
    pub(super) fn keep(&mut self, record: Node<'_>, taken: &[&str]) {
        let fields = record.fields().into_iter().flatten();
        for (name, value) in fields {
            // A name with `@` says something about another field (OData).
            let is_plain =
                !name.contains('@') && !value.is_null() && !value.is_object() && !value.is_array();
            if is_plain && !taken.iter().any(|taken| is_same(taken, name)) {
                self.conversation.meta.insert(name.clone(), value.clone());
            }
        }
    }

    /// Whether somebody said something, or something happened.
    pub(super) const fn is_empty(&self) -> bool {
        self.conversation.items.is_empty()
    }

    /// The conversation, of a source that shows `capabilities` at best: in the order of its times where every item has
    /// one, and named by its items where the source has no name for it.
    pub(super) fn finish(self, capabilities: Capabilities) -> Conversation<'static> {
        let mut one = self.conversation;
        by_time(&mut one.items);
        if one.id.is_empty() {
            one.id = content_id(&one.items).into();
        }
        let has = |speaker| one.items.iter().any(|item| item.is_by(speaker));
        let mut shown = capabilities;
        if has(Speaker::Human) {
            shown = shown.with(Capabilities::HUMAN_SIDE);
        }
        if has(Speaker::Unknown) {
            shown = shown.without(Capabilities::ROLES);
        }
        if one.items.iter().any(|item| item.at().is_none()) {
            shown = shown.without(Capabilities::TIMES);
        }
        one.capabilities = shown;
        let record = one.odd.record;
        one.odd.record = 0;
        if one.odd != Oddities::default() {
            one.odd.record = record;
        }
        one
    }
}

/// Sorts items by time where every one has a time. Items of one time stay as they are, unless the newest come first:
/// then all are turned round.
fn by_time(items: &mut [Item<'_>]) {
    if items.iter().any(|item| item.at().is_none()) || items.is_sorted_by_key(Item::at) {
        return;
    }
    if items.iter().rev().is_sorted_by_key(Item::at) {
        items.reverse();
    }
    items.sort_by_key(Item::at);
}

/// The point in time that many milliseconds after a start; `None` without a start, and for an offset that no call lasts.
pub(super) fn after(start: Option<Moment>, millis: f64) -> Option<Moment> {
    let is_offset = millis.abs() < 1e12;
    let start = start.filter(|_| is_offset)?;
    Some(Moment::from_millis(start.millis() + millis.round() as i64))
}

/// The parts of a conversation that nobody wrote in for longer than the user's gap, the first under its own name, the
/// others under `name#first-time`.
pub(super) fn sessions(
    context: &Context,
    mut whole: Conversation<'static>,
) -> Vec<Conversation<'static>> {
    let mut parts: Vec<Conversation<'static>> = Vec::new();
    let mut latest = None;
    for item in std::mem::take(&mut whole.items) {
        let at = item.at().map(|at| at.millis().div_euclid(1000));
        let cuts = at.is_some_and(|at| context.settings.session_gap.parts(latest, at));
        latest = at.or(latest);
        match parts.last_mut() {
            Some(part) if !cuts => part.items.push(item),
            _ => parts.push(Conversation {
                items: vec![item],
                odd: Oddities::default(),
                ..whole.clone()
            }),
        }
    }
    let Some(first) = parts.first_mut() else {
        return vec![whole];
    };
    first.odd = whole.odd;
    for part in parts.iter_mut().skip(1) {
        part.id = later_session(&whole.id, part.items.first().and_then(Item::at)).into();
    }
    parts
}

/// The name of a session that is not the first of its thread.
pub(super) fn later_session(thread: &str, first: Option<Moment>) -> String {
    first.map_or_else(|| thread.to_owned(), |at| format!("{thread}#{at}"))
}
