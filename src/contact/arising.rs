//! When a need for a person arises.

use super::course::{Course, View};
use super::{Need, NeedKind};
use crate::cue::{RequestKind, TurnReading};
use crate::language::{Class, RiskKind};
use crate::transcript::{EventKind, Item, Speaker};

/// A need and where it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arising {
    /// Every reason that the conversation shows.
    pub need: Need,
    /// The first customer item where one of them holds.
    pub at: u32,
    /// How sure the surest reason is, in hundredths.
    pub confidence: u8,
    /// The reasons in the order in which they arose: item, kind and what showed it.
    pub reasons: Vec<Reason>,
}

/// One reason to need a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The customer's item.
    pub at: u32,
    /// Why.
    pub kind: NeedKind,
    /// What showed it: the request's construction, the kind of risk, the cue.
    pub by: &'static str,
    /// How sure, in hundredths.
    pub confidence: u8,
}

/// How many failed replies to one matter block a customer.
const FAILURES_TO_BLOCK: usize = 2;

/// Finds the need of a conversation whose reasons are at least `least` sure, if there is one.
pub(super) fn find(view: &View<'_>, course: &Course, least: u8) -> Option<Arising> {
    let mut reasons = Vec::new();
    asked(view, course, &mut reasons);
    blocked(view, course, &mut reasons);
    let_down(view, &mut reasons);
    grave(view, course, &mut reasons);
    reasons.retain(|reason| reason.confidence >= least);
    reasons.sort_by_key(|reason| (reason.at, reason.kind));
    let first = reasons.first()?;
    let mut need = Need::NONE;
    for reason in &reasons {
        need.add(reason.kind);
    }
    let confidence = reasons
        .iter()
        .map(|reason| reason.confidence)
        .max()
        .unwrap_or(0);
    Some(Arising {
        need,
        at: first.at,
        confidence,
        reasons,
    })
}

/// Requests, accepted offers, conditions that came true, and the platform's own request events.
fn asked(view: &View<'_>, course: &Course, reasons: &mut Vec<Reason>) {
    let mut pending: Option<u32> = None;
    for turn in view.by(Speaker::Customer) {
        match turn
            .request
            .as_ref()
            .map(|request| (request.kind, request.path, request.confidence))
        {
            Some((RequestKind::Asked, path, confidence)) => {
                reasons.push(Reason {
                    at: turn.item,
                    kind: NeedKind::Asked,
                    by: path,
                    confidence,
                });
            }
            Some((RequestKind::Conditional, ..)) => pending = Some(turn.item),
            Some((RequestKind::Refused, ..)) => pending = None,
            None if accepts_offer(view, turn) => {
                reasons.push(Reason {
                    at: turn.item,
                    kind: NeedKind::Asked,
                    by: "accepted",
                    confidence: 85,
                });
            }
            None => {}
        }
        if let Some(since) = pending
            && condition_met(view, course, since, turn)
        {
            reasons.push(Reason {
                at: turn.item,
                kind: NeedKind::Asked,
                by: "condition",
                confidence: 70,
            });
            pending = None;
        }
    }
    for (at, kind) in view.events() {
        if kind == EventKind::HandoffRequested {
            // The need is the customer's, so it is laid at their last word before the event.
            let at = view
                .last_before(Speaker::Customer, at)
                .map_or(at, |turn| turn.item);
            reasons.push(Reason {
                at,
                kind: NeedKind::Asked,
                by: "event",
                confidence: 95,
            });
        }
    }
}

/// Whether a turn takes a person whom the reply just before it offered.
fn accepts_offer(view: &View<'_>, turn: &TurnReading) -> bool {
    let Some(reply) = view.last_before(Speaker::Bot, turn.item) else {
        return false;
    };
    let burst = view.reading.burst_start(turn.item);
    reply.item + 1 >= burst.saturating_sub(1)
        && reply.classes.has(Class::Offer)
        && turn.classes.has(Class::Accept)
        && !turn.classes.any(&[Class::Decline, Class::Negation])
}

/// Whether the bot failed at what it was asked to do first.
fn condition_met(view: &View<'_>, course: &Course, since: u32, turn: &TurnReading) -> bool {
    let failed = view.between(Speaker::Bot, since, turn.item).any(|reply| {
        reply.classes.any(&[Class::Cannot, Class::Refuse])
            || course.failure_at(reply.item).is_some()
    });
    failed
        && turn
            .classes
            .any(&[Class::Unsolved, Class::Told, Class::Contact])
}

/// A person or a call was announced, and the customer comes back to say that nobody came.
fn let_down(view: &View<'_>, reasons: &mut Vec<Reason>) {
    let Some(promise) = view
        .by(Speaker::Bot)
        .find(|reply| reply.classes.has(Class::Promise))
    else {
        return;
    };
    let human = first_human(view, promise.item).unwrap_or(u32::MAX);
    let vain = view
        .from(Speaker::Customer, promise.item + 1)
        .take_while(|turn| turn.item < human)
        .find(|turn| turn.classes.has(Class::Unsolved) && !turn.classes.has(Class::Solved));
    if let Some(turn) = vain {
        reasons.push(Reason {
            at: turn.item,
            kind: NeedKind::Blocked,
            by: "let-down",
            confidence: 70,
        });
    }
}

/// Two failed replies with nothing that helped in between, and a customer who is still there.
fn blocked(view: &View<'_>, course: &Course, reasons: &mut Vec<Reason>) {
    let mut failed = 0;
    let mut protests = 0;
    for item in &view.reading.turns {
        match item.by {
            Speaker::Bot => {
                let looped = course.loops_at(item.item);
                if looped || course.failure_at(item.item).is_some() || course.re_asks_at(item.item)
                {
                    failed += 1;
                } else if item.classes.any(&[Class::Done, Class::Transfer]) {
                    failed = 0;
                    protests = 0;
                }
            }
            Speaker::Customer => {
                protests += usize::from(item.classes.has(Class::Unsolved));
                let settled = item.classes.any(&[Class::Thanks, Class::Solved])
                    && !item.classes.has(Class::Unsolved);
                let helpless = failed >= FAILURES_TO_BLOCK || (protests >= 2 && failed >= 1);
                if helpless && !settled {
                    reasons.push(Reason {
                        at: item.item,
                        kind: NeedKind::Blocked,
                        by: "failures",
                        confidence: 75,
                    });
                    return;
                }
            }
            _ => {}
        }
    }
}

/// Risk and strong upset, unless the bot deals with it at once.
fn grave(view: &View<'_>, course: &Course, reasons: &mut Vec<Reason>) {
    for turn in view.by(Speaker::Customer) {
        if let Some(risk) = turn.classes.risks().next()
            && !solved_at_once(view, course, turn)
        {
            reasons.push(Reason {
                at: turn.item,
                kind: NeedKind::Risk,
                by: risk.as_str(),
                confidence: weight(turn),
            });
        }
        let settled = view.last_said(view.end()).is_some_and(|last| {
            last.item > turn.item && view.only_acknowledges(last) && course.failures.is_empty()
        });
        if settled {
            continue;
        }
        let upset = [
            (Class::Anger, "anger"),
            (Class::Threat, "threat"),
            (Class::Despair, "despair"),
        ]
        .into_iter()
        .find(|(class, _)| turn.classes.has(*class));
        if let Some((_, by)) = upset {
            reasons.push(Reason {
                at: turn.item,
                kind: NeedKind::Upset,
                by,
                confidence: 75,
            });
        }
    }
}

/// Whether the bot did what was needed within its next two replies and the customer left content.
fn solved_at_once(view: &View<'_>, course: &Course, turn: &TurnReading) -> bool {
    let done = view
        .from(Speaker::Bot, turn.item + 1)
        .take(2)
        .any(|reply| reply.classes.has(Class::Done));
    let last = view.last_said(view.end());
    let accepts = last.is_some_and(|last| last.item > turn.item && view.only_acknowledges(last));
    (done && is_content_at_end(view)) || (accepts && course.failures.is_empty())
}

/// What a customer says who is not content.
pub(super) const UNHAPPY: [Class; 5] = [
    Class::Unsolved,
    Class::GiveUp,
    Class::Anger,
    Class::Threat,
    Class::Told,
];

/// Whether the customer's last words are thanks or "it works", without a "but".
pub(super) fn is_content_at_end(view: &View<'_>) -> bool {
    view.last_said(view.end()).is_some_and(|last| {
        last.classes
            .any(&[Class::Thanks, Class::Solved, Class::Accept])
            && !last.classes.any(&UNHAPPY)
    })
}

/// Whether a person wrote at or after an item; gives the first one.
pub(super) fn first_human(view: &View<'_>, from: u32) -> Option<u32> {
    view.conversation
        .items
        .iter()
        .enumerate()
        .skip(from as usize)
        .find(|(_, item)| matches!(item, Item::Turn(turn) if turn.by == Speaker::Human && !turn.text.trim().is_empty()))
        .map(|(at, _)| at as u32)
}

/// How sure a risk is, in hundredths. A wheelchair or a date alone is a fact, not a danger: it takes trouble beside it.
fn weight(turn: &TurnReading) -> u8 {
    const TROUBLE: [Class; 5] = [
        Class::Unsolved,
        Class::Anger,
        Class::Despair,
        Class::Lost,
        Class::Annoyed,
    ];
    let plain = turn
        .classes
        .risks()
        .all(|risk| matches!(risk, RiskKind::Vulnerable | RiskKind::Deadline));
    if plain && !turn.classes.any(&TROUBLE) {
        55
    } else {
        80
    }
}
