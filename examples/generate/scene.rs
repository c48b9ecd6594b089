//! How a made-up conversation goes.

use std::borrow::Cow;

use lamsa::transcript::{
    Channel, Conversation, Event, EventKind, Item, Moment, Speaker, Status, Turn,
};

use crate::arabic::ARABIC;
use crate::english::ENGLISH;
use crate::phrases::{List, Phrases, Values};
use crate::rng::Rng;

/// Channels, and how many seconds an answer takes there.
const CHANNELS: [(&str, u64); 6] = [
    ("chat", 20),
    ("whatsapp", 60),
    ("voice", 6),
    ("social", 300),
    ("sms", 120),
    ("email", 7200),
];
/// The first conversation's day, in milliseconds since the epoch: 2026-01-01.
const START: i64 = 1_767_225_600_000;
const ARABIC_PERCENT: u64 = 38;

/// Conversation `number` of a run.
pub(crate) fn conversation(rng: &mut Rng, number: u64) -> Conversation<'static> {
    let phrases = if rng.chance(ARABIC_PERCENT) {
        &ARABIC
    } else {
        &ENGLISH
    };
    let (channel, pace) = *rng.pick(&CHANNELS);
    let values = Values::new(rng, phrases);
    let now = START + millis(rng.below(90 * 86_400));
    let mut scene = Scene {
        rng,
        phrases,
        values,
        pace,
        now,
        items: Vec::with_capacity(16),
    };
    scene.play();
    let Scene {
        rng, values, items, ..
    } = scene;
    let mut one = Conversation::new(
        format!("g{number:08}"),
        Channel::new(Cow::Borrowed(channel)),
    );
    one.customer = Some(
        values
            .fill(if channel == "email" {
                "{email}"
            } else {
                "{phone}"
            })
            .into(),
    );
    one.language = Some(phrases.tag.into());
    one.status = if rng.chance(80) {
        Status::Closed
    } else {
        Status::Open
    };
    one.items = items;
    one
}

struct Scene<'r> {
    rng: &'r mut Rng,
    phrases: &'static Phrases,
    values: Values,
    pace: u64,
    now: i64,
    items: Vec<Item<'static>>,
}

impl Scene<'_> {
    fn play(&mut self) {
        let words = self.phrases;
        if self.rng.chance(70) {
            self.say(Speaker::Bot, &[words.welcomes]);
        }
        self.say(
            Speaker::Customer,
            &[words.openings, words.matters, words.details, words.stories],
        );
        self.ask_and_answer();
        if self.rng.chance(70) {
            self.say(
                Speaker::Customer,
                &[words.openings, words.matters, words.details, words.stories],
            );
            self.ask_and_answer();
        }
        match self.rng.below(10) {
            0..4 => self.part(),
            4..6 => self.go_in_circles(),
            6..9 => self.ask_for_a_person(),
            _ => {
                self.go_in_circles();
                self.ask_for_a_person();
            }
        }
    }

    fn ask_and_answer(&mut self) {
        let words = self.phrases;
        if self.rng.chance(75) {
            self.say(Speaker::Bot, &[words.asks, words.notices]);
            self.say(Speaker::Customer, &[words.gives]);
        }
        if self.rng.chance(20) {
            self.say(Speaker::Bot, &[words.fallbacks]);
            self.say(Speaker::Customer, &[words.complaints]);
        }
        self.say(Speaker::Bot, &[words.answers, words.notices, words.tails]);
    }

    /// The bot repeats itself, word for word or nearly.
    fn go_in_circles(&mut self) {
        let words = self.phrases;
        let same = *self.rng.pick(words.fallbacks);
        for _ in 0..2 + self.rng.below(2) {
            self.say(Speaker::Customer, &[words.complaints, words.stories]);
            let text = if self.rng.chance(60) {
                same
            } else {
                *self.rng.pick(words.fallbacks)
            };
            self.push(Speaker::Bot, text);
        }
    }

    fn ask_for_a_person(&mut self) {
        let words = self.phrases;
        self.say(Speaker::Customer, &[words.requests]);
        match self.rng.below(10) {
            0..5 => self.meet_a_person(),
            5..7 => {
                self.say(Speaker::Bot, &[words.refusals]);
                self.say(Speaker::Customer, &[words.requests]);
                self.say(Speaker::Bot, &[words.refusals]);
            }
            7..9 => {
                self.say(Speaker::Bot, &[words.promises]);
                self.part();
            }
            _ => {
                self.say(Speaker::Bot, &[words.answers, words.notices, words.tails]);
                self.event(EventKind::Closed, None);
            }
        }
    }

    fn meet_a_person(&mut self) {
        let words = self.phrases;
        self.say(Speaker::Bot, &[words.handoffs]);
        self.event(EventKind::HandoffStarted, None);
        let queue = *self.rng.pick(words.queues);
        self.event(EventKind::Queued, Some(queue));
        if self.rng.chance(20) {
            self.event(EventKind::HandoffFailed, None);
            return;
        }
        self.now += millis(self.rng.below(600));
        self.event(EventKind::HumanJoined, None);
        self.say(Speaker::Human, &[words.humans]);
        self.say(Speaker::Customer, &[words.matters, words.details]);
        self.say(Speaker::Human, &[words.solutions, words.notices]);
        self.part();
    }

    fn part(&mut self) {
        let words = self.phrases;
        if self.rng.chance(70) {
            self.say(Speaker::Customer, &[words.thanks]);
            self.say(Speaker::Bot, &[words.goodbyes]);
        }
        if self.rng.chance(60) {
            self.event(EventKind::Closed, None);
        }
    }

    /// One fragment of each list, one after the other.
    fn say(&mut self, by: Speaker, lists: &[List]) {
        let text: String = lists.iter().map(|list| *self.rng.pick(list)).collect();
        self.push(by, &text);
    }

    fn push(&mut self, by: Speaker, fragments: &str) {
        self.wait();
        let at = Some(Moment::from_millis(self.now));
        let name = (by == Speaker::Human).then(|| Cow::Borrowed(self.values.name()));
        self.items.push(Item::Turn(Turn {
            at,
            name,
            ..Turn::new(by, self.values.fill(fragments))
        }));
    }

    fn event(&mut self, kind: EventKind, text: Option<&'static str>) {
        self.wait();
        let (at, text) = (Some(Moment::from_millis(self.now)), text.map(Cow::Borrowed));
        self.items.push(Item::Event(Event {
            at,
            text,
            ..Event::new(kind)
        }));
    }

    fn wait(&mut self) {
        self.now += millis(1 + self.rng.below(self.pace * 2));
    }
}

const fn millis(seconds: u64) -> i64 {
    (seconds * 1000).cast_signed()
}
