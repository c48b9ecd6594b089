//! What is counted in one file.

use std::collections::BTreeMap;

use crate::format::Problem;
use crate::transcript::{Capabilities, Conversation, EventKind, Item, Speaker};

/// How many items of the first conversation are shown.
const SHOWN: usize = 6;

/// The sums over one file.
#[derive(Default)]
pub(super) struct Count {
    pub(super) conversations: u64,
    pub(super) items: u64,
    pub(super) with_time: u64,
    pub(super) notes: u64,
    pub(super) guessed: u64,
    pub(super) unreadable: u64,
    pub(super) problem: Option<Problem>,
    pub(super) fault: Option<String>,
    pub(super) skipped: Option<String>,
    pub(super) channels: BTreeMap<String, u64>,
    pub(super) speakers: [u64; Speaker::ALL.len()],
    pub(super) events: [u64; EventKind::ALL.len()],
    /// Conversations by ability.
    pub(super) abilities: BTreeMap<&'static str, u64>,
    /// Turns that name nobody.
    pub(super) nameless: u64,
    /// The first conversation's first turns: who, how many letters, what shape.
    pub(super) sample: Vec<(Speaker, usize, String)>,
}

impl Count {
    pub(super) fn add(&mut self, one: &Conversation<'_>) {
        if self.conversations == 0 {
            self.sample = one
                .turns()
                .take(SHOWN)
                .map(|(_, turn)| (turn.by, turn.text.chars().count(), shown(&turn.text)))
                .collect();
        }
        self.conversations += 1;
        self.notes += u64::from(one.dropped_notes);
        *self
            .channels
            .entry(one.channel.as_str().to_owned())
            .or_default() += 1;
        for name in Capabilities::names(one.capabilities) {
            *self.abilities.entry(name).or_default() += 1;
        }
        for item in &one.items {
            self.add_item(item);
        }
    }

    pub(super) fn add_problem(&mut self, problem: Problem) {
        self.unreadable += 1;
        self.problem.get_or_insert(problem);
    }

    fn add_item(&mut self, item: &Item<'_>) {
        self.items += 1;
        self.with_time += u64::from(item.at().is_some());
        match item {
            Item::Turn(turn) => {
                self.speakers[turn.by as usize] += 1;
                self.guessed += u64::from(turn.guessed);
                let is_nameless = turn.by == Speaker::Unknown
                    && turn.name.as_deref().unwrap_or_default().is_empty();
                self.nameless += u64::from(is_nameless);
            }
            Item::Event(event) => self.events[event.kind as usize] += 1,
        }
    }
}

/// The shape of a text: letters as `x`, digits as `9`, everything else as it is. The one place through which words of
/// a transcript pass on their way to the screen.
fn shown(text: &str) -> String {
    let mask = |letter: char| match letter {
        _ if letter.is_numeric() => '9',
        _ if letter.is_alphabetic() => 'x',
        _ if letter.is_whitespace() => ' ',
        _ => letter,
    };
    let shape: String = text.chars().take(48).map(mask).collect();
    if text.chars().nth(48).is_some() {
        format!("{shape}…")
    } else {
        shape
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn no_letter_and_no_digit_is_shown() {
        assert_eq!(shown("Order #4711,\nplease!"), "xxxxx #9999, xxxxxx!");
        assert_eq!(shown("طلبي ٤٧١١"), "xxxx 9999");
        assert_eq!(shown(&"y".repeat(60)).chars().count(), 49);
    }
}
