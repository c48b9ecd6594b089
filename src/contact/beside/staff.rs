//! What the company's people did: offers, transfers, and what became of the matter after a person came.

use crate::contact::arising::{UNHAPPY, is_content_at_end};
use crate::contact::course::{Course, View};
use crate::language::Class;
use crate::transcript::{EventKind, Speaker};

/// What became of the matter after a person came.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum AfterHuman {
    /// The customer's last words are thanks, or say that it is settled.
    Settled,
    /// The customer's last words are a protest, or they had to protest and were not passed on.
    Unhappy,
    /// Passed to another team or back to the bot, and neither content nor a protest at the end.
    PassedOn,
    /// Nothing that the customer said shows how it ended.
    Open,
}

impl AfterHuman {
    /// Every end, the best first.
    pub const ALL: [Self; 4] = [Self::Settled, Self::Unhappy, Self::PassedOn, Self::Open];

    /// The word in records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Unhappy => "unhappy",
            Self::PassedOn => "passed_on",
            Self::Open => "open",
        }
    }
}

/// Customer turns before a person was first offered or announced.
pub(super) fn turns_to_offer(view: &View<'_>) -> Option<u32> {
    const OFFERS: [Class; 2] = [Class::Offer, Class::Transfer];
    let said = view
        .by(Speaker::Bot)
        .find(|turn| turn.classes.any(&OFFERS))
        .map(|turn| turn.item);
    let event = view
        .events()
        .find(|(_, kind)| {
            matches!(
                kind,
                EventKind::HandoffOffered | EventKind::HandoffStarted | EventKind::Queued
            )
        })
        .map(|(at, _)| at);
    let first = said.into_iter().chain(event).min()?;
    Some(view.within(Speaker::Customer, 0..first).count() as u32)
}

/// Whether the person who came at `came` met a customer who had said at most one thing; the caller knows that there was
/// no need.
pub(super) fn is_unneeded(view: &View<'_>, came: u32) -> bool {
    view.by(Speaker::Bot).next().is_some()
        && view
            .within(Speaker::Customer, 0..came)
            .filter(|turn| view.has_content(turn))
            .count()
            <= 1
}

/// Transfers and hand-overs between people. A queue entry after its own transfer is the same step.
pub(super) fn transfers(view: &View<'_>) -> u32 {
    let steps = view
        .events()
        .filter(|(_, kind)| matches!(kind, EventKind::HandoffStarted | EventKind::Transferred));
    steps.count() as u32
}

/// Whether the customer came back to the bot, by the platform's word or because it alone goes on after the person who
/// came at `came`.
pub(super) fn is_returned(view: &View<'_>, came: Option<u32>) -> bool {
    const TAIL: [Class; 3] = [Class::Survey, Class::Closing, Class::AnythingElse];
    let event = view
        .events()
        .any(|(_, kind)| kind == EventKind::ReturnedToBot);
    let goes_on = |came: u32| {
        view.first_after(Speaker::Bot, came).is_some_and(|reply| {
            !reply.classes.any(&TAIL)
                && view.first_after(Speaker::Human, reply.item).is_none()
                && view.first_after(Speaker::Customer, came).is_some()
        })
    };
    event || came.is_some_and(goes_on)
}

/// What the customer's words after the person who came at `came` show. `returned` is [`is_returned`].
pub(super) fn after_human(
    view: &View<'_>,
    course: &Course,
    came: u32,
    returned: bool,
) -> AfterHuman {
    if view.first_after(Speaker::Customer, came).is_some() && is_content_at_end(view) {
        return AfterHuman::Settled;
    }
    let passed = returned
        || view
            .events()
            .any(|(at, kind)| at > came && kind == EventKind::Transferred);
    let unhappy = view
        .from(Speaker::Customer, came + 1)
        .any(|turn| turn.classes.any(&UNHAPPY))
        || course.repeats.iter().any(|repeat| repeat.at > came);
    let unhappy_at_end = view
        .last_said(view.end())
        .is_some_and(|last| last.item > came && last.classes.any(&UNHAPPY));
    if unhappy_at_end {
        AfterHuman::Unhappy
    } else if passed {
        AfterHuman::PassedOn
    } else if unhappy {
        AfterHuman::Unhappy
    } else {
        AfterHuman::Open
    }
}
