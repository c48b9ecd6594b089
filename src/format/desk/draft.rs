//! A conversation while it is put together.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::format::html::to_text;
use crate::format::time::{Clock, Reading};
use crate::format::{ReadSettings, content_id};
use crate::transcript::{
    Capabilities, Channel, Conversation, Event, EventKind, Item, Meta, Moment, Oddities, Speaker,
    Status, Turn, TurnKind,
};

/// What reading a record needs to know beside the record.
pub(in crate::format) struct Desk {
    source: &'static str,
    settings: ReadSettings,
    clock: Clock,
}

/// Somebody who takes part in a conversation.
#[derive(Clone, Debug, Default)]
pub(in crate::format) struct Party {
    /// What the source declares, or `[roles]`; `None` where neither knows.
    pub(in crate::format) by: Option<Speaker>,
    /// Whether `by` is likely rather than said.
    pub(in crate::format) guessed: bool,
    /// The display name.
    pub(in crate::format) name: Option<String>,
}

/// What is known of a conversation beside its items.
#[derive(Default)]
pub(in crate::format) struct About {
    /// The source's id; a hash of the items where there is none.
    pub(in crate::format) id: Option<String>,
    /// The channel's word; the settings' where there is none.
    pub(in crate::format) channel: Option<String>,
    /// The best key of the customer.
    pub(in crate::format) customer: Option<String>,
    /// Open, closed or not said.
    pub(in crate::format) status: Status,
    /// The customer's rating of the service by people, as a number.
    pub(in crate::format) csat: Option<f64>,
    /// The customer's language.
    pub(in crate::format) language: Option<String>,
    /// Labels.
    pub(in crate::format) tags: Vec<String>,
    /// What is worth keeping besides.
    pub(in crate::format) meta: Meta,
}

impl Desk {
    /// The settings of a run, for one source.
    ///
    /// # Errors
    /// Where their time zone is not known.
    pub(in crate::format) fn new(
        source: &'static str,
        settings: &ReadSettings,
    ) -> Result<Self, String> {
        Ok(Self {
            source,
            settings: settings.clone(),
            clock: Clock::of(settings)?,
        })
    }

    /// Somebody under this name: `[roles]` decide by the name or any of `keys` (ids, addresses, role words), then what
    /// the source declares.
    pub(in crate::format) fn party(
        &self,
        declared: Option<Speaker>,
        name: Option<String>,
        keys: &[Option<String>],
    ) -> Party {
        let known: Vec<&str> = keys
            .iter()
            .flatten()
            .chain(&name)
            .map(String::as_str)
            .collect();
        let by = self.settings.role_of(&known).or(declared);
        Party {
            by,
            guessed: false,
            name,
        }
    }

    /// The point in time that `text` says, where it says one with its zone.
    pub(in crate::format) fn moment(&self, text: &str) -> Option<Moment> {
        self.clock.read(text).moment
    }

    /// The same as [`Self::party`] where the source only makes it likely who speaks.
    pub(in crate::format) fn likely(
        &self,
        likely: Speaker,
        name: Option<String>,
        keys: &[Option<String>],
    ) -> Party {
        let party = self.party(None, name, keys);
        Party {
            guessed: party.by.is_none(),
            by: party.by.or(Some(likely)),
            ..party
        }
    }
}

impl Party {
    /// Whether this is known to be a person of the company.
    pub(in crate::format) fn is_human(&self) -> bool {
        self.by == Some(Speaker::Human)
    }
}

/// The items of one conversation, in the order in which they are found.
pub(in crate::format) struct Draft<'d> {
    desk: &'d Desk,
    items: Vec<Item<'static>>,
    /// Which of the items pass the customer on, so that what they are depends on who was there before.
    passing: BTreeSet<usize>,
    seen: BTreeSet<String>,
    /// The conversation's end, where it has one.
    end: Option<Event<'static>>,
    /// Internal notes that were left out.
    pub(in crate::format) notes: u32,
    /// What could not be made sense of.
    pub(in crate::format) odd: Oddities,
}

impl<'d> Draft<'d> {
    /// An empty one.
    pub(in crate::format) fn new(desk: &'d Desk) -> Self {
        Self {
            desk,
            items: Vec::new(),
            passing: BTreeSet::new(),
            seen: BTreeSet::new(),
            end: None,
            notes: 0,
            odd: Oddities::default(),
        }
    }

    /// Whether a message of this id comes for the first time. Deliveries, edits and overlapping pages repeat messages.
    pub(in crate::format) fn is_new(&mut self, id: Option<String>) -> bool {
        id.is_none_or(|id| self.seen.insert(id))
    }

    /// Adds what somebody said at the time that `at` holds. Words of which nothing is left are no turn, unless they came
    /// with a file. HTML becomes text.
    pub(in crate::format) fn say(
        &mut self,
        party: &Party,
        text: Option<String>,
        kind: TurnKind,
        at: &Value,
    ) {
        let text = to_text(Cow::Owned(text.unwrap_or_default()));
        let is_blank = text.trim().is_empty();
        if is_blank && kind != TurnKind::Attachment {
            return;
        }
        let at = self.moment(at);
        self.items.push(Item::Turn(Turn {
            at,
            name: party.name.clone().map(Cow::Owned),
            kind: if is_blank { TurnKind::Attachment } else { kind },
            guessed: party.guessed,
            ..Turn::new(
                party.by.unwrap_or(Speaker::Unknown),
                if is_blank { Cow::Borrowed("") } else { text },
            )
        }));
    }

    /// Adds something that happened: to whom it concerns a person or team.
    pub(in crate::format) fn happen(
        &mut self,
        kind: EventKind,
        at: &Value,
        name: Option<String>,
        team: Option<String>,
    ) {
        let at = self.moment(at);
        self.items.push(Item::Event(Event {
            at,
            name: name.map(Cow::Owned),
            team: team.map(Cow::Owned),
            ..Event::new(kind)
        }));
    }

    /// Says that the conversation has ended. That comes after everything else, whatever a clock of its own says.
    pub(in crate::format) fn end(&mut self, at: &Value) {
        let at = self.moment(at);
        self.end = Some(Event {
            at,
            ..Event::new(EventKind::Closed)
        });
    }

    /// Adds that the customer was passed on: `kind` where no person was there before, else a transfer. Which of the two
    /// shows once everything is in the order of its time.
    pub(in crate::format) fn pass_on(
        &mut self,
        kind: EventKind,
        at: &Value,
        name: Option<String>,
        team: Option<String>,
    ) {
        self.passing.insert(self.items.len());
        self.happen(kind, at, name, team);
    }

    /// Adds a notice of the platform.
    pub(in crate::format) fn notice(&mut self, text: Option<String>, at: &Value) {
        let system = Party {
            by: Some(Speaker::System),
            ..Party::default()
        };
        self.say(&system, text, TurnKind::Text, at);
    }

    /// Whether something of this kind has happened so far.
    pub(in crate::format) fn has(&self, kind: EventKind) -> bool {
        self.items.iter().any(|item| item.is_event(kind))
    }

    /// Whether a person has come so far, by what happened or by having written.
    pub(in crate::format) fn has_human(&self) -> bool {
        self.has(EventKind::HumanJoined) || self.items.iter().any(|item| item.is_by(Speaker::Human))
    }

    /// Whether nothing is there.
    pub(in crate::format) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The time that a field holds; one that is filled and is no time is odd.
    fn moment(&mut self, at: &Value) -> Option<Moment> {
        let text = match at {
            Value::String(text) => Cow::Borrowed(text.trim()),
            Value::Number(number) => Cow::Owned(number.to_string()),
            _ => return None,
        };
        if matches!(&*text, "" | "null" | "undefined" | "0" | "-1") {
            return None;
        }
        let reading = self.desk.clock.read(&text);
        self.odd.times += u32::from(reading == Reading::default());
        reading.moment
    }

    /// The conversation. Of what a source of this kind shows at best, it shows roles only where every speaker is known,
    /// times only where every turn has one, and its status only where that is said.
    pub(in crate::format) fn finish(
        self,
        about: About,
        at_best: Capabilities,
    ) -> Conversation<'static> {
        let items = self.items.into_iter().enumerate();
        let marked = items.map(|(place, item)| (item, self.passing.contains(&place)));
        let mut items = in_order(marked.collect());
        if let Some(mut end) = self.end {
            let last = items.iter().filter_map(Item::at).max();
            end.at = end.at.map(|at| last.map_or(at, |last| at.max(last)));
            items.push(Item::Event(end));
        }
        let id = about.id.unwrap_or_else(|| content_id(&items));
        let channel = about
            .channel
            .or_else(|| self.desk.settings.channel.clone())
            .unwrap_or_default();
        let mut conversation = Conversation::new(id, Channel::new(channel.into()));
        conversation.source = Some(self.desk.source.into());
        conversation.customer = about.customer.map(Cow::Owned);
        conversation.status = about.status;
        conversation.csat = about.csat.filter(|csat| csat.is_finite());
        conversation.language = about.language.map(Cow::Owned);
        conversation.tags = about.tags.into_iter().map(Cow::Owned).collect();
        conversation.meta = about.meta;
        let lacks = |lacking: bool, what| {
            if lacking { what } else { Capabilities::NONE }
        };
        let is_unknown = items.iter().any(|item| item.is_by(Speaker::Unknown));
        let mut spoken = items.iter().filter(|item| item.turn().is_some());
        let is_timed = !items.is_empty() && spoken.all(|turn| turn.at().is_some());
        conversation.capabilities = at_best
            .without(lacks(is_unknown, Capabilities::ROLES))
            .without(lacks(!is_timed, Capabilities::TIMES))
            .without(lacks(about.status == Status::Unknown, Capabilities::STATUS));
        conversation.items = items;
        conversation.dropped_notes = self.notes;
        conversation.odd = self.odd;
        conversation
    }
}

/// Brings items into the order of their times, which some interfaces give newest first and which events from other
/// lists have to find. An item without a time stays behind the one before it. Items that are marked pass the customer on.
fn in_order(mut items: Vec<(Item<'static>, bool)>) -> Vec<Item<'static>> {
    let at = |place: usize| items.get(place).and_then(|(item, _)| item.at());
    let falls = (1..items.len()).all(|place| at(place).is_some() && at(place - 1) >= at(place));
    if falls && at(0) > at(items.len().saturating_sub(1)) {
        // Of one second, what comes first in a list of the newest first came last.
        items.reverse();
    }
    let mut latest = None;
    let mut timed: Vec<(Option<Moment>, Item<'static>, bool)> = items
        .into_iter()
        .map(|(item, passes)| {
            latest = item.at().or(latest);
            (latest, item, passes)
        })
        .collect();
    timed.sort_by_key(|(at, ..)| *at);
    let mut has_human = false;
    timed
        .into_iter()
        .map(|(_, mut item, passes)| {
            if let Item::Event(event) = &mut item
                && passes
                && has_human
            {
                event.kind = EventKind::Transferred;
            }
            has_human |= item.is_by(Speaker::Human) || item.is_event(EventKind::HumanJoined);
            item
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_times_and_decides_what_passing_on_is() {
        let desk = Desk::new("test", &ReadSettings::default()).unwrap();
        let human = desk.party(Some(Speaker::Human), None, &[]);
        let mut draft = Draft::new(&desk);
        let at = |second: i64| Value::from(1_770_000_000 + second);
        draft.pass_on(EventKind::Queued, &at(50), None, None);
        draft.pass_on(EventKind::Queued, &at(10), None, None);
        draft.say(
            &human,
            Some("<p>one</p>".to_owned()),
            TurnKind::Text,
            &at(20),
        );
        draft.happen(EventKind::Closed, &Value::Null, None, None);
        let one = draft.finish(About::default(), Capabilities::ALL);
        let kinds: Vec<Option<EventKind>> = one
            .items
            .iter()
            .map(|item| match item {
                Item::Event(event) => Some(event.kind),
                Item::Turn(_) => None,
            })
            .collect();
        assert_eq!(
            kinds,
            [
                Some(EventKind::Queued),
                None,
                Some(EventKind::Closed),
                Some(EventKind::Transferred)
            ]
        );
    }

    #[test]
    fn a_list_of_the_newest_first_is_turned_round() {
        let desk = Desk::new("test", &ReadSettings::default()).unwrap();
        let customer = desk.party(Some(Speaker::Customer), None, &[]);
        let mut draft = Draft::new(&desk);
        for (text, second) in [("c", 2), ("b", 1), ("a", 1)] {
            let at = Value::from(1_770_000_000 + second);
            draft.say(&customer, Some(text.to_owned()), TurnKind::Text, &at);
        }
        let one = draft.finish(About::default(), Capabilities::ALL);
        let words: Vec<&str> = one.turns().map(|(_, turn)| &*turn.text).collect();
        assert_eq!(words, ["a", "b", "c"]);
    }
}
