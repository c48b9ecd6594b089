//! `lost-context`: after a handoff the person asks for what the bot had been told.

use super::{Case, Family, Hit, Rule, Severity};
use crate::cue::TurnReading;
use crate::language::{Class, SlotKind};
use crate::transcript::Speaker;

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
        let Some(joined) = view.by(Speaker::Human).next().map(|turn| turn.item) else {
            return;
        };
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
            let Some((given, cue)) = told_before(case, ask, joined) else {
                continue;
            };
            found.push(Hit {
                at: ask.item,
                related: vec![given],
                confidence: 80,
                severity: Severity::Medium,
                says: "the person asks for what the customer had already told the bot".to_owned(),
                cues: vec![cue.to_owned()],
                passages: vec![(given, None), (ask.item, None)],
            });
        }
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
