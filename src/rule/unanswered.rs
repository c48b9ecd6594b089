//! `unanswered`: the customer's last word was never answered within the channel's time.

use super::{Case, Family, Hit, Rule, Severity};
use crate::cue::TurnReading;
use crate::language::Class;
use crate::transcript::{EventKind, Moment, Speaker};

/// See the page.
pub(super) struct Unanswered;

impl Rule for Unanswered {
    fn id(&self) -> &'static str {
        "unanswered"
    }

    fn family(&self) -> Family {
        Family::DeadEnd
    }

    fn page(&self) -> &'static str {
        include_str!("unanswered.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        let Some(last) = case.view.last_said(case.view.end()) else {
            return;
        };
        let answered = [Speaker::Bot, Speaker::Human]
            .into_iter()
            .any(|by| case.view.first_after(by, last.item).is_some());
        if answered || !case.view.wants_answer(last) {
            return;
        }
        let Some(shown_by) = wait_shown(case, last) else {
            return;
        };
        found.push(Hit {
            at: last.item,
            confidence: 80,
            severity: Severity::Medium,
            says: "the customer's last word was never answered".to_owned(),
            cues: vec![shown_by.to_owned()],
            passages: vec![(last.item, None)],
            ..Hit::default()
        });
    }
}

/// What shows that the wait is over: a close, the time of the export, or the customer's own later items.
fn wait_shown(case: &Case<'_>, last: &TurnReading) -> Option<&'static str> {
    let view = case.view;
    let at = |item: u32| view.conversation.items[item as usize].at();
    let allowed = case.terms.allowance.answer_seconds;
    let waited = |from: u32, now: Option<Moment>| Some(now?.seconds_since(at(from)?) > allowed);
    let event = view
        .events()
        .find(|(item, kind)| *item > last.item && *kind == EventKind::Closed)
        .map(|(item, _)| item);
    let notice = view
        .from(Speaker::System, last.item)
        .find(|turn| turn.classes.has(Class::Closing))
        .map(|turn| turn.item);
    let close = event.or(notice);
    if let Some(close) = close {
        return waited(last.item, at(close))
            .unwrap_or(true)
            .then_some("closed");
    }
    if waited(last.item, case.terms.as_of) == Some(true) {
        return Some("as-of");
    }
    let first_of_burst = view.reading.burst_start(last.item);
    (waited(first_of_burst, at(last.item)) == Some(true)).then_some("asked-again")
}
