//! The contact ledger of one conversation: the need, its outcome, and how long it took.

use super::arising::{self, Arising, first_human, is_content_at_end};
use super::course::{Course, View};
use super::{Allowance, Need, NeedKind, Outcome};
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
    /// Seconds from the need to the first person; none without times, or where they are out of order.
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
            need: arising.need,
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
            (Some(need), Some(human)) => human.waited_since(need),
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
        let same = matches!((last, now), (Some(last), Some(now)) if (0..60).contains(&now.seconds_since(last)));
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
    need: Need,
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
        if self.nobody_could_answer() || self.took_the_offer_last() {
            return (Outcome::Unknown, self.need_at);
        }
        self.missed()
    }

    fn replies(&self) -> impl DoubleEndedIterator<Item = &TurnReading> {
        self.view.from(Speaker::Bot, self.need_at + 1)
    }

    /// The customer turned a person down or took the request back, and did not ask again. Who never asked may have turned
    /// the person down before the trouble was great enough to be a need.
    fn declined(&self) -> Option<u32> {
        let since = if self.need.has(NeedKind::Asked) {
            self.need_at
        } else {
            self.view.reading.session_start(self.need_at)
        };
        let offered = self.offered_since(since).unwrap_or(u32::MAX);
        let refusal = self
            .view
            .from(Speaker::Customer, since + u32::from(since == self.need_at))
            .rfind(|turn| Self::turns_down(turn, offered < turn.item))?;
        let again = self
            .view
            .from(Speaker::Customer, refusal.item + 1)
            .any(TurnReading::asks_for_person);
        (!again).then_some(refusal.item)
    }

    /// The first item after another at which a person was offered or on the way.
    fn offered_since(&self, since: u32) -> Option<u32> {
        let said = self
            .view
            .from(Speaker::Bot, since)
            .find(|reply| reply.classes.any(&[Class::Offer, Class::Transfer]))
            .map(|reply| reply.item);
        let shown = self.view.events().find(|(at, kind)| {
            *at > since
                && matches!(
                    kind,
                    EventKind::HandoffOffered
                        | EventKind::HandoffStarted
                        | EventKind::HandoffRequested
                        | EventKind::Queued
                )
        });
        said.into_iter().chain(shown.map(|(at, _)| at)).min()
    }

    /// Whether a turn refuses the person who was offered or on the way, or says that none is needed any more.
    fn turns_down(turn: &TurnReading, offered: bool) -> bool {
        let takes_back = turn.classes.any(&[Class::Solved, Class::GiveUp]) && offered;
        let refuses = turn
            .request
            .is_some_and(|request| request.kind == RequestKind::Refused);
        let explicit = turn.classes.has(Class::Decline) || (refuses && offered);
        (explicit || takes_back) && !turn.classes.any(&UNHAPPY) && !turn.asks_for_person()
    }

    /// The bot did it after all: the customer says that it works, or something was done and they left content.
    fn solved(&self) -> Option<u32> {
        let last = self.view.last_said(self.view.end())?;
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
        let (started, _) = self
            .view
            .events()
            .find(|(at, kind)| *at > self.need_at && starts(*kind))?;
        let announced = self
            .replies()
            .take_while(|reply| reply.item < started)
            .find(|reply| reply.classes.any(&[Class::Transfer, Class::Promise]))
            .map_or(started, |reply| reply.item);
        let after = || self.view.events().filter(|(at, _)| *at > started);
        if let Some((failed, _)) = after().find(|(_, kind)| *kind == EventKind::HandoffFailed) {
            return Some(self.after_failure(announced, failed));
        }
        let capabilities = self.view.conversation.capabilities;
        if !capabilities.has(Capabilities::HUMAN_SIDE) {
            return Some((Outcome::HandedOver, started));
        }
        // Somebody who joined and never wrote is no contact, in a source that would show what they write.
        let silent = self.view.has_event(
            EventKind::HumanJoined,
            started.saturating_sub(1),
            self.view.end(),
        );
        let over = self.is_closed_after(started) || self.waits_too_long(started);
        let outcome = if over || silent {
            Outcome::Promised
        } else {
            Outcome::HandedOver
        };
        Some((outcome, if over || silent { announced } else { started }))
    }

    /// Whether the conversation ended after an item: by an event, by the platform's notice, or by its status.
    fn is_closed_after(&self, item: u32) -> bool {
        self.view.conversation.status == Status::Closed
            || self
                .view
                .has_event(EventKind::Closed, item, self.view.end())
            || self
                .view
                .from(Speaker::System, item + 1)
                .any(|notice| notice.classes.has(Class::Closing))
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

    /// Whether the wait is seen to be longer than the channel allows: by the customer's own later turns, or by the time of
    /// the export.
    fn waits_too_long(&self, started: u32) -> bool {
        let at = |item: u32| self.view.conversation.items[item as usize].at();
        let waiting = || self.view.from(Speaker::Customer, started + 1);
        let last = waiting().next_back().and_then(|turn| at(turn.item));
        let seen = last.into_iter().chain(self.terms.as_of).max();
        match (at(started), seen) {
            (Some(since), Some(now)) => {
                now.seconds_since(since) > self.terms.allowance.human_seconds
            }
            _ => waiting().count() as u32 >= self.terms.allowance.human_turns,
        }
    }

    /// Only the customer's own items follow, and nothing says that the conversation is over.
    fn nobody_could_answer(&self) -> bool {
        let items = &self.view.conversation.items[self.need_at as usize..];
        self.is_open(items) && items.iter().all(|item| item.is_by(Speaker::Customer))
    }

    /// Whether, as far as is known, somebody may still answer the last of these items.
    fn is_open(&self, items: &[Item<'_>]) -> bool {
        let waited = match (items.last().and_then(Item::at), self.terms.as_of) {
            (Some(last), Some(now)) => now.seconds_since(last) > self.terms.allowance.human_seconds,
            _ => false,
        };
        self.view.conversation.status != Status::Closed && !waited
    }

    /// Whether the log ends, open, where the customer takes the person whom the reply before offered.
    fn took_the_offer_last(&self) -> bool {
        let items = &self.view.conversation.items;
        let ends_there = items
            .last()
            .is_some_and(|item| item.is_by(Speaker::Customer));
        let last = self.view.last_said(self.view.end());
        let offered = last
            .and_then(|last| self.view.last_before(Speaker::Bot, last.item))
            .is_some_and(|reply| reply.classes.has(Class::Offer));
        let takes =
            last.is_some_and(|last| last.classes.has(Class::Accept) || last.asks_for_person());
        self.is_open(items) && ends_there && offered && takes
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

    /// A promise in words. It is broken where the source would have recorded the transfer or shown the person and the
    /// promise has run out: the log closed, the customer says that nobody came, its time is over, or nothing tells the
    /// time. Else nobody can tell.
    fn promised(&self, at: u32) -> (Outcome, u32) {
        let capabilities = self.view.conversation.capabilities;
        let shows = capabilities.has(Capabilities::HANDOFF_EVENTS)
            || capabilities.has(Capabilities::HUMAN_SIDE);
        let in_vain = self
            .view
            .from(Speaker::Customer, at + 1)
            .any(|turn| turn.classes.any(&UNHAPPY) || turn.asks_for_person());
        let over = self.is_closed_after(at) || in_vain || self.promise_is_over(at);
        let outcome = if shows && over {
            Outcome::Promised
        } else {
            Outcome::Unknown
        };
        (outcome, at)
    }

    /// Whether the time of a promise has run out by the last item or the export; where there are no times, the end of a log
    /// that records transfers is the end of the wait.
    fn promise_is_over(&self, at: u32) -> bool {
        let items = &self.view.conversation.items;
        let last = items.iter().rev().find_map(Item::at);
        let now = last.into_iter().chain(self.terms.as_of).max();
        match (items[at as usize].at(), now) {
            (Some(then), Some(now)) => {
                now.seconds_since(then) > self.terms.allowance.promise_seconds
            }
            _ => self
                .view
                .conversation
                .capabilities
                .has(Capabilities::HANDOFF_EVENTS),
        }
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

/// Whether a person was there at all: one who only sent a picture was.
#[must_use]
pub fn has_human(view: &View<'_>) -> bool {
    view.conversation
        .items
        .iter()
        .any(|item| item.is_by(Speaker::Human) && item.shows_something())
}
