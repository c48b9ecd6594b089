//! What is counted beside the rules: figures that a manager asks for and that accuse nobody.
//!
//! None of them is a need, a finding or a gate by itself. They are read off the same turns as the ledger, once, and the
//! conversation's words are not kept.

mod customer;
mod replies;
mod staff;

pub use customer::{Arrival, Met};
pub use replies::{Replies, Reply};
pub use staff::AfterHuman;

use super::Ledger;
use super::arising::first_human;
use super::course::{Course, View};
use crate::language::Class;
use crate::transcript::{Item, Speaker};

/// What one conversation shows beside the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// How the customer came in: their first words with content. None where there are none.
    pub arrival: Option<Arrival>,
    /// A dispute or exception, several matters, a third contact or an old case.
    pub complex: bool,
    /// The customer did not know what to do; who spoke to them first after that.
    pub lost: Option<Met>,
    /// Says that they will leave.
    pub leaving: bool,
    /// Says that they will complain, to the company or above it.
    pub complaining: bool,
    /// Says that they will tell the public.
    pub posting: bool,
    /// Customer turns before a person was first offered; none where nobody offered one.
    pub turns_to_offer: Option<u32>,
    /// A person came, although there was no need and the customer said at most one thing.
    pub unneeded_handoff: bool,
    /// Hand-overs from one team or person to the next, the first transfer to people included.
    pub transfers: u32,
    /// Whether a person, or the platform after one, gave the customer back to the bot.
    pub returned_to_bot: bool,
    /// Promises with neither a time nor a reference.
    pub open_promises: u32,
    /// Apologies without anything done, or in the same words as before.
    pub empty_apologies: u32,
    /// What became of the matter after a person came; none where nobody did.
    pub after_human: Option<AfterHuman>,
    /// How long the customer waited for each answer.
    pub replies: Replies,
}

impl Beside {
    /// Observes a conversation.
    #[must_use]
    pub fn observe(view: &View<'_>, course: &Course, ledger: Option<&Ledger>) -> Self {
        const COMPLEX: [Class; 3] = [Class::Dispute, Class::OldCase, Class::NewMatter];
        let says = |classes: &[Class]| {
            view.by(Speaker::Customer)
                .any(|turn| turn.classes.any(classes))
        };
        let came = first_human(view, 0);
        let returned = staff::is_returned(view, came);
        Self {
            arrival: customer::arrival(view),
            complex: says(&COMPLEX),
            lost: customer::lost(view),
            leaving: says(&[Class::Leaving]),
            complaining: says(&[Class::Complaining]),
            posting: says(&[Class::Posting]),
            turns_to_offer: staff::turns_to_offer(view),
            unneeded_handoff: ledger.is_none()
                && came.is_some_and(|came| staff::is_unneeded(view, came)),
            transfers: staff::transfers(view),
            returned_to_bot: returned,
            open_promises: open_promises(view),
            empty_apologies: empty_apologies(view),
            after_human: came.map(|came| staff::after_human(view, course, came, returned)),
            replies: Replies::of(view),
        }
    }
}

/// Promises of the company's side that say neither when nor under which number.
fn open_promises(view: &View<'_>) -> u32 {
    company(view)
        .filter(|turn| turn.classes.has(Class::Promise))
        .filter(|turn| !turn.classes.has(Class::NextStep) && view.reading.values(turn).is_empty())
        .count() as u32
}

/// A sorry in words that were used before, or beside which nothing is done, asked or passed on.
fn empty_apologies(view: &View<'_>) -> u32 {
    const ACTS: [Class; 7] = [
        Class::Done,
        Class::NextStep,
        Class::Promise,
        Class::Transfer,
        Class::Offer,
        Class::Ask,
        Class::Redirect,
    ];
    let mut heard = std::collections::BTreeSet::new();
    company(view)
        .filter(|turn| turn.classes.has(Class::Sorry))
        .filter(|turn| !heard.insert(turn.template) || !turn.classes.any(&ACTS))
        .count() as u32
}

/// The turns of bots and people of the company.
fn company<'a>(view: &View<'a>) -> impl Iterator<Item = &'a crate::cue::TurnReading> {
    view.reading
        .turns
        .iter()
        .filter(|turn| matches!(turn.by, Speaker::Bot | Speaker::Human))
}

/// Whether an item is an answer of the company's bots or people: words, or a picture.
fn is_company(item: &Item<'_>) -> bool {
    (item.is_by(Speaker::Bot) || item.is_by(Speaker::Human)) && item.shows_something()
}
