//! A conversation and its reading side by side, with the questions that everything asks of them.

use std::ops::Range;

use crate::cue::{Reading, TurnReading};
use crate::language::Class;
use crate::text::{Token, TokenKind, shared};
use crate::transcript::{Conversation, EventKind, Item, Speaker, TurnKind};

/// More tokens than any phrase of a pack spans.
const LONGEST_CUE: usize = 64;

/// A conversation and its reading.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The conversation.
    pub conversation: &'a Conversation<'a>,
    /// Its reading.
    pub reading: &'a Reading,
}

impl<'a> View<'a> {
    /// Puts the two side by side.
    #[must_use]
    pub const fn new(conversation: &'a Conversation<'a>, reading: &'a Reading) -> Self {
        Self {
            conversation,
            reading,
        }
    }

    /// Every turn of one speaker.
    #[must_use]
    pub fn by(self, speaker: Speaker) -> impl DoubleEndedIterator<Item = &'a TurnReading> {
        self.reading.by(speaker, 0..u32::MAX)
    }

    /// Every turn of a speaker from one item on.
    #[must_use]
    pub fn from(
        self,
        speaker: Speaker,
        item: u32,
    ) -> impl DoubleEndedIterator<Item = &'a TurnReading> {
        self.reading.by(speaker, item..u32::MAX)
    }

    /// The nearest turn of a speaker before an item.
    #[must_use]
    pub fn last_before(self, speaker: Speaker, item: u32) -> Option<&'a TurnReading> {
        self.reading.by(speaker, 0..item).next_back()
    }

    /// The last turn before an item in which the customer said anything: a picture sent after "thank you" takes nothing
    /// back, and one sent after a question leaves it open.
    #[must_use]
    pub fn last_said(self, item: u32) -> Option<&'a TurnReading> {
        self.reading
            .by(Speaker::Customer, 0..item)
            .rfind(|turn| !turn.is_empty() && !self.is_placeholder(turn))
    }

    /// The nearest turn of a speaker after an item.
    #[must_use]
    pub fn first_after(self, speaker: Speaker, item: u32) -> Option<&'a TurnReading> {
        self.reading.by(speaker, item + 1..u32::MAX).next()
    }

    /// Every turn of a speaker strictly between two items.
    #[must_use]
    pub fn between(
        self,
        speaker: Speaker,
        from: u32,
        to: u32,
    ) -> impl DoubleEndedIterator<Item = &'a TurnReading> {
        self.reading.by(speaker, from + 1..to)
    }

    /// Every turn of a speaker in a range of items.
    #[must_use]
    pub fn within(
        self,
        speaker: Speaker,
        items: std::ops::Range<u32>,
    ) -> impl DoubleEndedIterator<Item = &'a TurnReading> {
        self.reading.by(speaker, items)
    }

    /// Whether an event of this kind stands strictly between two items.
    #[must_use]
    pub fn has_event(self, kind: EventKind, from: u32, to: u32) -> bool {
        let items = &self.conversation.items;
        let (from, to) = (from as usize + 1, (to as usize).min(items.len()));
        from < to && items[from..to].iter().any(|item| item.is_event(kind))
    }

    /// The item number one past the last.
    #[must_use]
    pub fn end(self) -> u32 {
        self.conversation.items.len() as u32
    }

    /// The events with their item numbers.
    #[must_use]
    pub fn events(self) -> impl DoubleEndedIterator<Item = (u32, EventKind)> {
        self.conversation
            .items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| match item {
                Item::Event(event) => Some((at as u32, event.kind)),
                Item::Turn(_) => None,
            })
    }

    /// The sentences of a turn, as ranges of tokens.
    pub fn sentences(self, turn: &TurnReading) -> impl Iterator<Item = Range<usize>> {
        let mut start = turn.tokens.start;
        self.reading.folded.tokens[turn.tokens.clone()]
            .split_inclusive(Token::is_end)
            .map(move |sentence| {
                let range = start..start + sentence.len();
                start = range.end;
                range
            })
    }

    /// Whether one of a turn's cues of these classes lies in a sentence.
    #[must_use]
    pub fn says_in(self, turn: &TurnReading, sentence: &Range<usize>, classes: &[Class]) -> bool {
        let cues = self.reading.cues(turn);
        // Cues are sorted by their first token and none is longer than a phrase, so those before are few.
        let from = cues.partition_point(|cue| (cue.first as usize) + LONGEST_CUE < sentence.start);
        cues[from..]
            .iter()
            .take_while(|cue| (cue.first as usize) < sentence.end)
            .any(|cue| classes.contains(&cue.class) && cue.last as usize >= sentence.start)
    }

    /// Whether a customer turn says something, as opposed to a menu click, a picture or "ok".
    #[must_use]
    pub fn has_content(self, turn: &TurnReading) -> bool {
        let empty = turn.words == 0 || self.is_placeholder(turn) || self.is_navigation(turn);
        let nod = turn.words <= 3 && self.only_acknowledges(turn);
        !empty && !nod
    }

    /// Whether a turn is only "ok", "thanks", "yes".
    #[must_use]
    pub fn only_acknowledges(self, turn: &TurnReading) -> bool {
        const LIGHT: [Class; 3] = [Class::Acknowledge, Class::Thanks, Class::Accept];
        turn.words <= 4
            && !turn.question
            && turn.classes.any(&LIGHT)
            && !turn
                .classes
                .any(&[Class::Unsolved, Class::Told, Class::Negation])
            && self.reading.values(turn).is_empty()
    }

    /// Whether a turn leaves its speaker waiting: thanks, goodbyes and "never mind" want no answer.
    #[must_use]
    pub fn wants_answer(self, turn: &TurnReading) -> bool {
        const ENDS: [Class; 5] = [
            Class::Thanks,
            Class::Solved,
            Class::GiveUp,
            Class::Accept,
            Class::Decline,
        ];
        let settled =
            turn.classes.any(&ENDS) && !turn.question && !turn.classes.has(Class::Unsolved);
        self.has_content(turn) && !settled && !self.only_acknowledges(turn)
    }

    /// Whether a turn only chooses from what the bot had put up: a key, "back", or up to three of the bot's own words.
    #[must_use]
    pub fn is_navigation(self, turn: &TurnReading) -> bool {
        if turn.kind == TurnKind::Choice || (turn.words <= 2 && turn.classes.has(Class::Back)) {
            return true;
        }
        let tokens = &self.reading.folded.tokens[turn.tokens.clone()];
        let key = |token: &Token| {
            token.kind == TokenKind::Value && self.reading.folded.bytes_of(token).len() <= 2
        };
        (turn.words == 1 && tokens.first().is_some_and(key)) || self.echoes_menu(turn)
    }

    /// Whether every word of a short turn stands in the bot's turn before it.
    fn echoes_menu(self, turn: &TurnReading) -> bool {
        let said = self.reading.content(turn);
        turn.words <= 3
            && !said.is_empty()
            && turn.request.is_none()
            && self
                .last_before(Speaker::Bot, turn.item)
                .is_some_and(|menu| {
                    let shown = self.reading.content(menu);
                    said.iter().all(|stem| shown.binary_search(stem).is_ok())
                })
    }

    /// Whether a turn stands for something that is no text: "[photo]".
    #[must_use]
    pub fn is_placeholder(self, turn: &TurnReading) -> bool {
        match self.conversation.items.get(turn.item as usize) {
            Some(Item::Turn(raw)) => {
                let text = raw.text.trim();
                turn.kind == TurnKind::Attachment
                    || (text.starts_with('[') && text.ends_with(']'))
                    || (text.starts_with('<') && text.ends_with('>'))
            }
            _ => false,
        }
    }

    /// Whether a reply takes up what the customer said: several of their content words. Boilerplate and general articles
    /// share a word or two with any question.
    #[must_use]
    pub fn takes_up(self, reply: &TurnReading, said: &TurnReading) -> bool {
        const WORDS: usize = 3;
        shared(self.reading.content(said), self.reading.content(reply)) >= WORDS
    }

    /// Whether a reply holds a value of the customer's.
    #[must_use]
    pub fn names_value(self, reply: &TurnReading, said: &TurnReading) -> bool {
        let mut values = self.reading.values(said).iter();
        values.any(|value| self.reading.holds(reply, value.canon))
    }

    /// Whether everything telling that `answer` says stood in `earlier` already, in words or numbers, and `ask` did not
    /// say it itself: the answer had been given before it was asked for.
    #[must_use]
    pub fn echoes(self, answer: &TurnReading, earlier: &TurnReading, ask: &TurnReading) -> bool {
        let reading = self.reading;
        let number_in = |turn: &TurnReading, hash: u64| {
            reading.folded.tokens[turn.tokens.clone()]
                .iter()
                .any(|token| token.hash == hash)
        };
        let (before, asked) = (reading.content(earlier), reading.content(ask));
        let (mut told, mut new_to_ask) = (0, 0);
        for stem in reading.content(answer) {
            if before.binary_search(stem).is_err() {
                return false;
            }
            told += 1;
            new_to_ask += u32::from(asked.binary_search(stem).is_err());
        }
        for token in &reading.folded.tokens[answer.tokens.clone()] {
            if token.kind == TokenKind::Value {
                if !number_in(earlier, token.hash) {
                    return false;
                }
                told += 1;
                new_to_ask += u32::from(!number_in(ask, token.hash));
            }
        }
        told >= 2 && new_to_ask >= 2
    }
}
