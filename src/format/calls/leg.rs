//! One record of a call becoming turns and events.

use std::borrow::Cow;

use super::path::{Step, steps};
use super::words::{Outcome, is_operator, outcome};
use crate::text::latin_digit;
use crate::transcript::{Event, EventKind, Item, Moment, Speaker, Turn, TurnKind};

/// A caller who hangs up within so many seconds did not wait for anybody.
const SHORT: i64 = 5;

/// What one record says of a call.
#[derive(Debug, Default)]
pub(super) struct Leg<'r> {
    pub(super) start: Option<Moment>,
    pub(super) path: &'r str,
    pub(super) queue: &'r str,
    pub(super) wait: Option<i64>,
    pub(super) outcome: &'r str,
    pub(super) agent: &'r str,
    pub(super) talk: Option<i64>,
}

impl Leg<'_> {
    /// Whether the record's word for what became of it is one that nobody knows.
    pub(super) fn is_odd(&self) -> bool {
        outcome(self.outcome).is_none()
    }

    /// Adds what happened to `items`. Keys are the customer's turns; 0, or a step that is called so, asks for a person, and
    /// so does whoever waits in a queue. Where a person answered, the record's own word stands for what they said.
    pub(super) fn tell(&self, items: &mut Vec<Item<'static>>) {
        let outcome = outcome(self.outcome);
        let wait = self.wait.unwrap_or_default();
        let mut has_asked = false;
        for step in steps(self.path) {
            let (turn, asks) = match step {
                Step::Pressed { key, label } => {
                    let asks = is_operator(&key) || is_operator(&label);
                    let text = format!("{key} {label}").trim().to_owned();
                    (by(Speaker::Customer, text, TurnKind::Choice), asks)
                }
                Step::Menu(name) => {
                    let asks = is_operator(&name);
                    (by(Speaker::System, name, TurnKind::Text), asks)
                }
            };
            items.push(self.at(0, Item::Turn(turn)));
            if asks && !has_asked {
                has_asked = true;
                self.event(EventKind::HandoffRequested, 0, items);
            }
        }
        let is_queued = match outcome {
            Some(Outcome::Contained) => false,
            Some(Outcome::Abandoned) => {
                wait > SHORT || (self.wait.is_none() && !self.queue.is_empty())
            }
            Some(Outcome::Answered) | None => wait > 0 || !self.queue.is_empty(),
        };
        if is_queued {
            if !has_asked {
                self.event(EventKind::HandoffRequested, 0, items);
            }
            self.event(EventKind::Queued, 0, items);
        }
        match outcome {
            Some(Outcome::Answered) => {
                self.event(EventKind::HumanJoined, wait, items);
                let mut turn = by(
                    Speaker::Human,
                    format!("({})", self.outcome),
                    TurnKind::Text,
                );
                turn.name = self.agent();
                items.push(self.at(wait, Item::Turn(turn)));
                self.event(
                    EventKind::HumanLeft,
                    wait + self.talk.unwrap_or_default(),
                    items,
                );
            }
            Some(Outcome::Abandoned) if is_queued || has_asked => {
                self.event(EventKind::HandoffFailed, wait, items);
            }
            // What nobody knows a word for keeps its place as a notice of the platform.
            None => {
                let notice = by(Speaker::System, self.outcome.to_owned(), TurnKind::Text);
                items.push(self.at(wait, Item::Turn(notice)));
            }
            _ => {}
        }
    }

    /// The end of the call, where the record says how it ended.
    pub(super) fn close(&self, items: &mut Vec<Item<'static>>) {
        if !self.is_odd() {
            let after = self.wait.unwrap_or_default() + self.talk.unwrap_or_default();
            self.event(EventKind::Closed, after, items);
        }
    }

    fn event(&self, kind: EventKind, after: i64, items: &mut Vec<Item<'static>>) {
        let is_about_people = matches!(kind, EventKind::HumanJoined | EventKind::HumanLeft);
        let says = matches!(kind, EventKind::HandoffFailed | EventKind::Closed);
        let queue = (kind == EventKind::Queued && !self.queue.is_empty()).then_some(self.queue);
        items.push(self.at(
            after,
            Item::Event(Event {
                text: says.then(|| Cow::Owned(self.outcome.to_owned())),
                team: queue.map(|queue| Cow::Owned(queue.to_owned())),
                name: self.agent().filter(|_| is_about_people),
                ..Event::new(kind)
            }),
        ));
    }

    fn agent(&self) -> Option<Cow<'static, str>> {
        (!self.agent.is_empty()).then(|| Cow::Owned(self.agent.to_owned()))
    }

    /// The item, so many seconds after the start.
    fn at(&self, after: i64, item: Item<'static>) -> Item<'static> {
        let at = self.start.map(|start| {
            Moment::from_millis(start.millis().saturating_add(after.saturating_mul(1000)))
        });
        match item {
            Item::Turn(turn) => Item::Turn(Turn { at, ..turn }),
            Item::Event(event) => Item::Event(Event { at, ..event }),
        }
    }
}

fn by(speaker: Speaker, text: String, kind: TurnKind) -> Turn<'static> {
    Turn {
        kind,
        ..Turn::new(speaker, text)
    }
}

/// Seconds of `95`, `95.0`, `95 s`, `1:35` or `00:01:35`; `None` where it is no length of time. Nothing is longer than a
/// day.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let text: String = text.chars().map(latin_digit).collect();
    let text = text
        .trim()
        .trim_end_matches(|letter: char| letter.is_alphabetic() || letter == ' ');
    let whole = text.split(['.', '٫']).next()?;
    let mut sum = 0_i64;
    for (at, part) in whole.split(':').enumerate() {
        if at > 2 || part.is_empty() || part.len() > 6 {
            return None;
        }
        sum = sum * 60 + part.parse::<u32>().ok().map(i64::from)?;
    }
    (sum <= 86_400).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn lengths_of_time() {
        for (text, expected) in [
            ("95", Some(95)),
            ("95.4", Some(95)),
            ("95 sec", Some(95)),
            ("١:٣٥", Some(95)),
            ("00:01:35", Some(95)),
            ("", None),
            ("soon", None),
            ("-5", None),
            ("99999999999", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
