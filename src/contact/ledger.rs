//! The contact ledger of one conversation: the need, its outcome, and how long it took.

use super::arising::{self, Arising, first_human, is_content_at_end};
use super::course::{Course, View};
use super::{Allowance, Outcome};
use crate::cue::{RequestKind, TurnReading};
use crate::language::Class;
use crate::transcript::{Capabilities, EventKind, Item, Moment, Speaker, Status};

/// On which terms a need is found and settled.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// The waits that the channel allows.
    pub allowance: Allowance,
    /// How sure a reason must be to count, in hundredths.
    pub need_confidence: u8,
    /// When the log was exported, where that is known.
    pub as_of: Option<Moment>,
}

/// What became of a need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The need and where it began.
    pub arising: Arising,
    /// Its outcome.
    pub outcome: Outcome,
    /// The item that shows the outcome: the first person, the promise, the refusal, the redirection; the need's own item
    /// where nobody reacted.
    pub shown_at: u32,
    /// Customer turns from the need to the first person; turns within a minute are one.
    pub turns_to_human: Option<u32>,
    /// Seconds from the need to the first person.
    pub seconds_to_human: Option<i64>,
    /// Whether the person came later than allowed.
    pub late: bool,
}

impl Ledger {
    /// Settles the need of a conversation, if there is one.
    #[must_use]
    pub fn settle(view: &View<'_>, course: &Course, terms: &Terms) -> Option<Self> {
        let arising = arising::find(view, course, terms.need_confidence)?;
        let allowance = terms.allowance;
        let after = After {
            view,
            course,
            terms,
            need_at: arising.at,
        };
        let (outcome, shown_at) = after.outcome();
        let mut ledger = Self {
            arising,
            outcome,
            shown_at,
            turns_to_human: None,
            seconds_to_human: None,
            late: false,
        };
        if outcome == Outcome::Reached {
            ledger.measure(view, allowance);
        }
        Some(ledger)
    }

    /// Measures the way to the first person.
    fn measure(&mut self, view: &View<'_>, allowance: Allowance) {
        let at = |item: u32| view.conversation.items[item as usize].at();
        let turns = turns_between(view, self.arising.at, self.shown_at);
        self.turns_to_human = Some(turns);
        self.seconds_to_human = match (at(self.arising.at), at(self.shown_at)) {
            (Some(need), Some(human)) => Some(human.seconds_since(need).max(0)),
            _ => None,
        };
        self.late = match self.seconds_to_human {
            Some(seconds) => seconds > allowance.human_seconds,
            None => turns > allowance.human_turns,
        };
    }
}

/// Customer turns strictly between two items; items within a minute of one another are one turn.
fn turns_between(view: &View<'_>, from: u32, to: u32) -> u32 {
    let mut turns = 0;
    let mut last = view.conversation.items[from as usize].at();
    for turn in view.between(Speaker::Customer, from, to) {
        let now = view.conversation.items[turn.item as usize].at();
        let same = matches!((last, now), (Some(last), Some(now)) if now.seconds_since(last) < 60);
        turns += u32::from(!same);
        last = now;
    }
    turns
}

/// What a customer says who is not served yet.
const UNHAPPY: [Class; 4] = [Class::Unsolved, Class::Anger, Class::Threat, Class::Told];

/// What follows a need.
struct After<'a> {
    view: &'a View<'a>,
    course: &'a Course,
    terms: &'a Terms,
    need_at: u32,
}

impl After<'_> {
    /// The outcome and the item that shows it.
    fn outcome(&self) -> (Outcome, u32) {
        if let Some(human) = first_human(self.view, self.need_at) {
            return (Outcome::Reached, human);
        }
        if let Some(declined) = self.declined() {
            return (Outcome::Declined, declined);
        }
        if let Some(solved) = self.solved() {
            return (Outcome::Solved, solved);
        }
        if let Some(settled) = self.on_the_way() {
            return settled;
        }
        if self.nobody_could_answer() {
            return (Outcome::Unknown, self.need_at);
        }
        self.missed()
    }

    fn replies(&self) -> impl DoubleEndedIterator<Item = &TurnReading> {
        self.view.from(Speaker::Bot, self.need_at + 1)
    }

    fn customer(&self) -> impl DoubleEndedIterator<Item = &TurnReading> {
        self.view.from(Speaker::Customer, self.need_at + 1)
    }

    /// The customer turned a person down or took the request back, and did not ask again.
    fn declined(&self) -> Option<u32> {
        let refusal = self.customer().rfind(|turn| self.turns_down(turn))?;
        let again = self
            .customer()
            .any(|turn| turn.item > refusal.item && turn.asks_for_person());
        (!again).then_some(refusal.item)
    }

    /// Whether a turn refuses the person who was offered or on the way, or says that none is needed any more.
    fn turns_down(&self, turn: &TurnReading) -> bool {
        let offered = self
            .view
            .between(Speaker::Bot, self.need_at, turn.item)
            .any(|reply| reply.classes.any(&[Class::Offer, Class::Transfer]))
            || [
                EventKind::HandoffOffered,
                EventKind::HandoffStarted,
                EventKind::HandoffRequested,
                EventKind::Queued,
            ]
            .into_iter()
            .any(|kind| self.view.has_event(kind, self.need_at, turn.item));
        let takes_back = turn.classes.any(&[Class::Solved, Class::GiveUp]) && offered;
        let refuses = turn
            .request
            .is_some_and(|request| request.kind == RequestKind::Refused);
        let explicit = turn.classes.has(Class::Decline) || (refuses && offered);
        (explicit || takes_back) && !turn.classes.any(&UNHAPPY) && !turn.asks_for_person()
    }

    /// The bot did it after all: the customer says that it works, or something was done and they left content.
    fn solved(&self) -> Option<u32> {
        let last = self.view.by(Speaker::Customer).next_back()?;
        let reply = self
            .replies()
            .rfind(|reply| reply.item < last.item || reply.classes.has(Class::Done))?;
        let works = last.classes.has(Class::Solved)
            && is_content_at_end(self.view)
            && reply.item < last.item;
        let done = self
            .replies()
            .rfind(|reply| reply.classes.has(Class::Done) && !reply.classes.has(Class::Promise));
        let confirmed =
            done.is_some_and(|done| done.item < last.item && is_content_at_end(self.view));
        let last_word =
            done.is_some_and(|done| done.item > last.item && !done.classes.has(Class::Redirect));
        let fails_after = self
            .course
            .failures
            .iter()
            .any(|failure| failure.at > done.map_or(reply.item, |done| done.item));
        (works || ((confirmed || last_word) && !fails_after)).then(|| done.unwrap_or(reply).item)
    }

    /// A transfer or queue that began after the need, and what it came to.
    fn on_the_way(&self) -> Option<(Outcome, u32)> {
        let starts = |kind| {
            matches!(
                kind,
                EventKind::HandoffStarted | EventKind::Queued | EventKind::HumanJoined
            )
        };
        let started = self
            .view
            .events()
            .find(|(at, kind)| *at > self.need_at && starts(*kind))?
            .0;
        let ended = self.view.events().find(|(at, kind)| {
            *at > started && matches!(kind, EventKind::HandoffFailed | EventKind::Closed)
        });
        let can_show_people = self
            .view
            .conversation
            .capabilities
            .has(Capabilities::HUMAN_SIDE);
        if !can_show_people {
            return Some((Outcome::HandedOver, started));
        }
        let announced = self
            .replies()
            .take_while(|reply| reply.item < started)
            .find(|reply| reply.classes.any(&[Class::Transfer, Class::Promise]))
            .map_or(started, |reply| reply.item);
        match ended {
            Some((at, EventKind::HandoffFailed)) => Some(self.after_failure(announced, at)),
            Some(_) => Some((Outcome::Promised, announced)),
            None if self.waits_too_long(started) => Some((Outcome::Promised, announced)),
            None => Some((Outcome::HandedOver, started)),
        }
    }

    /// A failed transfer is a broken promise unless the bot then only sent the customer elsewhere or said no.
    fn after_failure(&self, started: u32, failed: u32) -> (Outcome, u32) {
        let later: Vec<&TurnReading> = self.replies().filter(|reply| reply.item > failed).collect();
        let find = |class: Class| {
            later
                .iter()
                .find(|reply| reply.classes.has(class))
                .map(|reply| reply.item)
        };
        if find(Class::Promise).is_some() {
            return (Outcome::Promised, started);
        }
        if let Some(at) = find(Class::Redirect) {
            return (Outcome::Redirected, at);
        }
        (Outcome::Promised, started)
    }

    /// Whether the customer is seen waiting beyond what the channel allows.
    fn waits_too_long(&self, started: u32) -> bool {
        let since = self.view.conversation.items[started as usize].at();
        let waiting: Vec<u32> = self
            .customer()
            .filter(|turn| turn.item > started)
            .map(|turn| turn.item)
            .collect();
        match (since, waiting.last()) {
            (_, None) => false,
            (Some(since), Some(last)) => match self.view.conversation.items[*last as usize].at() {
                Some(now) => now.seconds_since(since) > self.terms.allowance.human_seconds,
                None => waiting.len() as u32 >= self.terms.allowance.human_turns,
            },
            (None, Some(_)) => waiting.len() as u32 >= self.terms.allowance.human_turns,
        }
    }

    /// Only the customer's own items follow, and nothing says that the conversation is over.
    fn nobody_could_answer(&self) -> bool {
        let items = &self.view.conversation.items[self.need_at as usize..];
        let waited = match (items.last().and_then(Item::at), self.terms.as_of) {
            (Some(last), Some(now)) => now.seconds_since(last) > self.terms.allowance.human_seconds,
            _ => false,
        };
        let open = self.view.conversation.status != Status::Closed && !waited;
        open && items.iter().all(|item| item.is_by(Speaker::Customer))
    }

    /// A need that nobody met: how.
    fn missed(&self) -> (Outcome, u32) {
        let find = |class: Class| {
            self.replies()
                .find(|reply| reply.classes.has(class))
                .map(|reply| reply.item)
        };
        let promise = find(Class::Promise).or_else(|| find(Class::Transfer));
        let refusal = find(Class::Refuse);
        if let Some(at) = promise.filter(|at| refusal.is_none_or(|refused| refused < *at)) {
            return self.promised(at);
        }
        if let Some(at) = refusal {
            return (Outcome::Refused, at);
        }
        if let Some(at) = find(Class::Redirect) {
            return (Outcome::Redirected, at);
        }
        if let Some(at) = self.promised_before() {
            return (Outcome::Promised, at);
        }
        if let Some(at) = self.kept_the_menu() {
            return (Outcome::Refused, at);
        }
        (Outcome::Ignored, self.need_at)
    }

    /// A promise in words. It is broken where the source would have recorded the transfer, or where it shows people and the
    /// customer says that none came or a close ends the wait; else nobody can tell.
    fn promised(&self, at: u32) -> (Outcome, u32) {
        let capabilities = self.view.conversation.capabilities;
        let closed = self.view.conversation.status == Status::Closed
            || self.view.has_event(EventKind::Closed, at, self.view.end())
            || self
                .view
                .from(Speaker::System, at + 1)
                .any(|notice| notice.classes.has(Class::Closing));
        let in_vain = self
            .view
            .from(Speaker::Customer, at + 1)
            .any(|turn| turn.classes.any(&UNHAPPY) || turn.asks_for_person());
        let shows = capabilities.has(Capabilities::HANDOFF_EVENTS)
            || (capabilities.has(Capabilities::HUMAN_SIDE) && (closed || in_vain));
        let outcome = if shows {
            Outcome::Promised
        } else {
            Outcome::Unknown
        };
        (outcome, at)
    }

    /// The promise that was not kept, where that is what the need arose from.
    fn promised_before(&self) -> Option<u32> {
        let promise = self
            .view
            .within(Speaker::Bot, 0..self.need_at)
            .rfind(|reply| reply.classes.has(Class::Promise))?;
        let said = self.view.reading.turn(self.need_at)?;
        said.classes.has(Class::Unsolved).then_some(promise.item)
    }

    /// Asked to rephrase, or shown the menu again, after the need.
    fn kept_the_menu(&self) -> Option<u32> {
        self.replies()
            .find(|reply| reply.classes.any(&[Class::Fallback, Class::Cannot]))
            .map(|reply| reply.item)
    }
}

/// Whether any person wrote.
#[must_use]
pub fn has_human(view: &View<'_>) -> bool {
    view.conversation
        .items
        .iter()
        .any(|item| matches!(item, Item::Turn(turn) if turn.by == Speaker::Human))
}
