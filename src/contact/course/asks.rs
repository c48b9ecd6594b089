//! Does the bot ask for what the customer already gave?
//!
//! Three paths, from the surest: the customer has to give a literal value again (*echo*, which needs no language); the bot
//! asks again for a slot that it had asked for and got; the bot asks for a slot whose value the customer had volunteered.

use super::view::View;
use crate::cue::{TurnReading, Value, ValueKind};
use crate::language::{Class, SlotKind};
use crate::transcript::Speaker;

/// The bot asks for something that it had been given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReAsk {
    /// The asking item.
    pub at: u32,
    /// The customer's item that had given it.
    pub given_at: u32,
    /// What was asked for, where its noun is known.
    pub slot: Option<SlotKind>,
    /// How it was found.
    pub path: ReAskPath,
}

/// How a re-ask was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReAskPath {
    /// The customer repeats the literal value afterwards.
    Echo,
    /// The bot had asked for the same slot and had been answered.
    AskedTwice,
    /// The customer had given a value with the slot's noun or shape unasked.
    Volunteered,
}

/// How many turns back an answer is still looked for: longer than people remember, short enough to stay linear.
const LOOKBACK: usize = 60;

/// Finds every re-ask.
pub(super) fn find(view: &View<'_>) -> Vec<ReAsk> {
    let mut found: Vec<ReAsk> = Vec::new();
    for ask in view
        .by(Speaker::Bot)
        .filter(|turn| asks(turn) && waits(view, turn))
    {
        if let Some(re_ask) = echoed(view, ask)
            .or_else(|| asked_twice(view, ask))
            .or_else(|| volunteered(view, ask))
        {
            found.push(re_ask);
        }
    }
    found
}

/// The typed values that a turn asks for.
fn named_slots(ask: &TurnReading) -> Vec<SlotKind> {
    ask.asked
        .slots()
        .filter(|slot| *slot != SlotKind::Issue)
        .collect()
}

/// Whether a bot turn asks for something at all.
fn asks(turn: &TurnReading) -> bool {
    turn.classes.has(Class::Ask) || turn.question
}

/// Whether the bot waited for an answer: one that goes on by itself had found the value, which had crossed on the wire.
fn waits(view: &View<'_>, ask: &TurnReading) -> bool {
    let next = view
        .first_after(Speaker::Bot, ask.item)
        .map_or(u32::MAX, |bot| bot.item);
    view.first_after(Speaker::Customer, ask.item)
        .is_none_or(|answer| answer.item < next)
}

/// Reasons that make asking again fair: the value was rejected, another one is meant, security, a choice among several.
fn has_reason(view: &View<'_>, ask: &TurnReading, since: u32) -> bool {
    const REASONS: [Class; 2] = [Class::Security, Class::Rejected];
    ask.classes.any(&REASONS)
        || view
            .between(Speaker::Bot, since, ask.item)
            .any(|turn| turn.classes.has(Class::Rejected))
}

/// Whether something was settled in between, or another one is meant, so that the same slot is a new question.
fn is_new_matter(view: &View<'_>, ask: &TurnReading, since: u32) -> bool {
    let reads_back = ask.classes.has(Class::Confirm) && !ask.classes.has(Class::Ask);
    ask.classes.has(Class::Another)
        || reads_back
        || view
            .between(Speaker::Customer, since, ask.item)
            .any(|turn| turn.classes.has(Class::NewMatter))
        || view
            .between(Speaker::Bot, since, ask.item)
            .any(|turn| turn.classes.any(&[Class::Done, Class::Another]))
}

/// The customer's own turn after the ask holds a value that an earlier turn of theirs held, and the ask does not.
fn echoed(view: &View<'_>, ask: &TurnReading) -> Option<ReAsk> {
    let answer = view.first_after(Speaker::Customer, ask.item)?;
    let start = view.reading.session_start(ask.item);
    let given_at = view
        .within(Speaker::Customer, start..ask.item)
        .rev()
        .take(LOOKBACK)
        .filter(|turn| {
            let value = view.reading.values(answer).iter().any(|value| {
                view.reading.holds(turn, value.canon) && !view.reading.holds(ask, value.canon)
            });
            value || view.echoes(answer, turn, ask)
        })
        .map(|turn| turn.item)
        .next()?;
    let came_too_late = simultaneous(view, given_at, ask.item);
    (!came_too_late && !has_reason(view, ask, given_at)).then_some(ReAsk {
        at: ask.item,
        given_at,
        slot: ask.classes.slots().next(),
        path: ReAskPath::Echo,
    })
}

/// The bot had asked for every slot that it asks for now, and the customer had answered.
fn asked_twice(view: &View<'_>, ask: &TurnReading) -> Option<ReAsk> {
    let slots = named_slots(ask);
    let session = view.reading.session_start(ask.item);
    let mut given_at = None;
    for slot in &slots {
        let earlier = view
            .within(Speaker::Bot, session..ask.item)
            .rev()
            .take(LOOKBACK)
            .find(|turn| asks(turn) && turn.asked.has(Class::Slot(*slot)))?;
        let answer = view
            .between(Speaker::Customer, earlier.item, ask.item)
            .find(|turn| gives(view, turn, *slot))?;
        let partial = slots.len() > 1 && view.reading.values(answer).len() < slots.len();
        if partial
            || simultaneous(view, answer.item, ask.item)
            || has_reason(view, ask, answer.item)
            || is_new_matter(view, ask, answer.item)
        {
            return None;
        }
        given_at = Some(answer.item);
    }
    let given_at = given_at?;
    Some(ReAsk {
        at: ask.item,
        given_at,
        slot: slots.first().copied(),
        path: ReAskPath::AskedTwice,
    })
}

/// Whether a customer turn answers a question for this slot.
fn gives(view: &View<'_>, turn: &TurnReading, slot: SlotKind) -> bool {
    if turn.classes.any(&[Class::Lacks, Class::Decline]) {
        return false;
    }
    match slot {
        SlotKind::Email => view
            .reading
            .values(turn)
            .iter()
            .any(|value| value.kind == ValueKind::Mail),
        SlotKind::Phone => view
            .reading
            .values(turn)
            .iter()
            .any(|value| matches!(value.kind, ValueKind::Phone | ValueKind::Number)),
        SlotKind::Order | SlotKind::Account | SlotKind::Identity => {
            !view.reading.values(turn).is_empty()
        }
        SlotKind::File => view.is_placeholder(turn),
        SlotKind::Name
        | SlotKind::Date
        | SlotKind::Address
        | SlotKind::Amount
        | SlotKind::Product => {
            !turn.question
                && turn.words <= 20
                && !view.only_acknowledges(turn)
                && !view.is_placeholder(turn)
        }
        SlotKind::Issue => false,
    }
}

/// The customer had given a value of this kind without being asked, with its noun beside it or in an unmistakable shape.
fn volunteered(view: &View<'_>, ask: &TurnReading) -> Option<ReAsk> {
    let slots = named_slots(ask);
    let session = view.reading.session_start(ask.item);
    let mut given_at = None;
    for slot in &slots {
        let turn = view
            .within(Speaker::Customer, session..ask.item)
            .rev()
            .take(LOOKBACK)
            .find(|turn| volunteers(view, turn, *slot))?;
        if simultaneous(view, turn.item, ask.item)
            || has_reason(view, ask, turn.item)
            || is_new_matter(view, ask, turn.item)
            || view
                .reading
                .values(turn)
                .iter()
                .any(|value| view.reading.holds(ask, value.canon))
        {
            return None;
        }
        given_at = Some(turn.item);
    }
    Some(ReAsk {
        at: ask.item,
        given_at: given_at?,
        slot: slots.first().copied(),
        path: ReAskPath::Volunteered,
    })
}

fn volunteers(view: &View<'_>, turn: &TurnReading, slot: SlotKind) -> bool {
    let values = view.reading.values(turn);
    let named = |fits: fn(&Value) -> bool| {
        view.reading.cues_of(turn, Class::Slot(slot)).any(|noun| {
            values
                .iter()
                .any(|value| fits(value) && value.first > noun.last && value.first - noun.last <= 4)
        })
    };
    match slot {
        SlotKind::Email => values.iter().any(|value| value.kind == ValueKind::Mail),
        SlotKind::Phone => named(|value| value.kind == ValueKind::Phone),
        SlotKind::Order | SlotKind::Account | SlotKind::Identity => named(|value| {
            matches!(
                value.kind,
                ValueKind::Code | ValueKind::Number | ValueKind::Phone
            )
        }),
        _ => false,
    }
}

/// Whether two items came within five seconds, so that the question could not know the answer.
fn simultaneous(view: &View<'_>, given_at: u32, asked_at: u32) -> bool {
    /// Seconds within which turns cross on the wire.
    const CROSSING: i64 = 5;
    let at = |item: u32| view.conversation.items[item as usize].at();
    let adjacent = view
        .between(Speaker::Bot, given_at, asked_at)
        .next()
        .is_none();
    match (at(given_at), at(asked_at)) {
        (Some(given), Some(asked)) => {
            adjacent
                && (0..CROSSING).contains(&asked.seconds_since(given))
                && given_at + 1 != asked_at
        }
        _ => false,
    }
}
