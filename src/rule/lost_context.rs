//! `lost-context`: after a handoff the person asks for what the bot had been told.

use std::collections::BTreeMap;

use super::{Case, Family, Hit, Rule, Severity};
use crate::cue::TurnReading;
use crate::language::{Class, SlotKind};
use crate::transcript::{EventKind, Item, Speaker};

/// See the page.
pub(super) struct LostContext;

impl Rule for LostContext {
    fn id(&self) -> &'static str {
        "lost-context"
    }

    fn family(&self) -> Family {
        Family::RepeatedInfo
    }

    fn page(&self) -> &'static str {
        include_str!("lost_context.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        let view = case.view;
        let arrivals = arrivals(case);
        for ask in view
            .by(Speaker::Human)
            .filter(|turn| turn.classes.any(&[Class::Ask, Class::Welcome]) || turn.question)
        {
            if ask
                .classes
                .any(&[Class::Security, Class::Confirm, Class::Another])
            {
                continue;
            }
            let Some(joined) = arrivals.get(&ask.item).copied() else {
                continue;
            };
            let Some((given, cue)) = told_before(case, ask, joined) else {
                continue;
            };
            let Some(told) = listener(case, given, joined) else {
                continue;
            };
            let between_people = told == Speaker::Human;
            let (whom, mut cues) = if between_people {
                ("a colleague", vec![BETWEEN_PEOPLE.to_owned()])
            } else {
                ("the bot", Vec::new())
            };
            cues.push(cue.to_owned());
            found.push(Hit {
                at: ask.item,
                related: vec![given],
                confidence: 80,
                severity: if between_people {
                    Severity::Low
                } else {
                    Severity::Medium
                },
                says: format!("the person asks for what the customer had already told {whom}"),
                cues,
                passages: vec![(given, None), (ask.item, None)],
            });
        }
    }
}

/// The cue of a loss from one person to the next: it is recorded, and no fault of the automation.
pub(super) const BETWEEN_PEOPLE: &str = "between-people";

/// For every person's turn, the first item of whoever writes it: after the last hand-over, or after the last person of
/// another name. A person without a name may be any of them.
fn arrivals(case: &Case<'_>) -> BTreeMap<u32, u32> {
    let mut arrivals = BTreeMap::new();
    let mut stretch = Stretch::default();
    for (at, item) in (0..).zip(&case.view.conversation.items) {
        match item {
            Item::Event(event)
                if matches!(
                    event.kind,
                    EventKind::Transferred | EventKind::HandoffStarted
                ) =>
            {
                stretch = Stretch::default();
            }
            _ if item.is_by(Speaker::Human) => {
                arrivals.insert(at, stretch.arrival(at, person(item)));
            }
            _ => {}
        }
    }
    arrivals
}

/// What is known of the people since the last hand-over.
#[derive(Default)]
struct Stretch<'a> {
    /// The first turn of anybody.
    first: Option<u32>,
    /// The last person with a name, and the first turn that may be theirs.
    named: Option<(&'a str, u32)>,
    /// The first turn without a name since then.
    unnamed: Option<u32>,
}

impl<'a> Stretch<'a> {
    /// Takes the next turn of a person; gives the first one that may be theirs.
    fn arrival(&mut self, at: u32, name: Option<&'a str>) -> u32 {
        let first = *self.first.get_or_insert(at);
        let Some(name) = name else {
            self.unnamed.get_or_insert(at);
            return first;
        };
        let own = match self.named {
            None => first,
            Some((before, own)) if before == name => own,
            Some(_) => self.unnamed.unwrap_or(at),
        };
        self.named = Some((name, own));
        self.unnamed = None;
        own
    }
}

/// The name of the person who wrote an item.
fn person<'a>(item: &'a Item<'_>) -> Option<&'a str> {
    match item {
        Item::Turn(turn) if turn.by == Speaker::Human => turn.name.as_deref(),
        _ => None,
    }
}

/// Who of the company was told at `given`, before the person of `joined` came: whoever had spoken last, or, where nobody
/// had or the customer was waiting for somebody, whoever spoke next.
fn listener(case: &Case<'_>, given: u32, joined: u32) -> Option<Speaker> {
    let items = &case.view.conversation.items;
    let company = |item: &Item<'_>| {
        item.speaker()
            .filter(|by| matches!(by, Speaker::Bot | Speaker::Human))
    };
    let before = items[..given as usize].iter().rev().find_map(company);
    let after = items[given as usize..joined as usize]
        .iter()
        .find_map(company);
    if case.view.reading.is_waiting(given) {
        after.or(before)
    } else {
        before.or(after)
    }
}

/// How many of the customer's turns before the person came are looked through.
const LOOKAHEAD: usize = 60;

/// The customer's item before the person came that holds what is asked for now, and what shows it.
fn told_before(case: &Case<'_>, ask: &TurnReading, joined: u32) -> Option<(u32, &'static str)> {
    let view = case.view;
    let before = || view.within(Speaker::Customer, 0..joined).take(LOOKAHEAD);
    let answer = view.first_after(Speaker::Customer, ask.item);
    let echoed = answer.and_then(|answer| {
        before().find(|turn| {
            let value = view.reading.values(answer).iter().any(|value| {
                view.reading.holds(turn, value.canon) && !view.reading.holds(ask, value.canon)
            });
            value || view.echoes(answer, turn, ask)
        })
    });
    if let Some(turn) = echoed {
        return Some((turn.item, "echo"));
    }
    if answer.is_some_and(|answer| answer.classes.has(Class::Told)) {
        return before().next().map(|turn| (turn.item, "protest"));
    }
    let asked_by_bot = ask
        .classes
        .slots()
        .filter(|slot| *slot != SlotKind::Issue)
        .find_map(|slot| {
            view.by(Speaker::Bot).find(|turn| {
                turn.item < joined
                    && turn.classes.has(Class::Slot(slot))
                    && turn.classes.has(Class::Ask)
            })
        });
    asked_by_bot
        .and_then(|turn| view.first_after(Speaker::Customer, turn.item))
        .filter(|turn| turn.item < joined && !turn.classes.has(Class::Lacks))
        .map(|turn| (turn.item, "asked-twice"))
}
