//! How the customer came in, and what their matter is like.

use crate::contact::course::View;
use crate::language::Class;
use crate::transcript::{Item, Speaker};

/// The state in which a customer arrives, the gravest that their first words show.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum Arrival {
    /// In danger, grief or fear for their money.
    AtRisk,
    /// Angry, threatening or in despair.
    Upset,
    /// Asks for a person at once.
    Asking,
    /// Here before with the same matter.
    Returning,
    /// Nothing of that.
    Calm,
}

impl Arrival {
    /// Every state, the gravest first.
    pub const ALL: [Self; 5] = [
        Self::AtRisk,
        Self::Upset,
        Self::Asking,
        Self::Returning,
        Self::Calm,
    ];

    /// The word in records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtRisk => "at_risk",
            Self::Upset => "upset",
            Self::Asking => "asking",
            Self::Returning => "returning",
            Self::Calm => "calm",
        }
    }
}

/// Who spoke first to a customer who said that they are lost.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum Met {
    /// A person.
    Person,
    /// A bot.
    Bot,
    /// Nobody.
    Nobody,
}

impl Met {
    /// Everyone who may.
    pub const ALL: [Self; 3] = [Self::Person, Self::Bot, Self::Nobody];

    /// The word in records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Bot => "bot",
            Self::Nobody => "nobody",
        }
    }
}

/// What the first words with content show; customers often send them in several messages.
pub(super) fn arrival(view: &View<'_>) -> Option<Arrival> {
    const UPSET: [Class; 3] = [Class::Anger, Class::Threat, Class::Despair];
    let first = view
        .by(Speaker::Customer)
        .find(|turn| view.has_content(turn))?;
    let answered = (first.item..view.end())
        .find(|at| super::is_company(&view.conversation.items[*at as usize]))
        .unwrap_or(view.end());
    let opening = || view.within(Speaker::Customer, first.item..answered);
    let state = if opening().any(|turn| turn.classes.risks().next().is_some()) {
        Arrival::AtRisk
    } else if opening().any(|turn| turn.classes.any(&UPSET)) {
        Arrival::Upset
    } else if opening().any(crate::cue::TurnReading::asks_for_person) {
        Arrival::Asking
    } else if opening().any(|turn| turn.classes.has(Class::OldCase)) {
        Arrival::Returning
    } else {
        Arrival::Calm
    };
    Some(state)
}

/// Who met a customer who said that they are lost, if one did.
pub(super) fn lost(view: &View<'_>) -> Option<Met> {
    let turn = view
        .by(Speaker::Customer)
        .find(|turn| turn.classes.has(Class::Lost))?;
    let met = view.conversation.items[turn.item as usize..]
        .iter()
        .find(|item| super::is_company(item));
    Some(match met {
        Some(Item::Turn(reply)) if reply.by == Speaker::Human => Met::Person,
        Some(_) => Met::Bot,
        None => Met::Nobody,
    })
}
