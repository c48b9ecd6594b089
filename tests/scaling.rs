//! Cost grows with the input and not with its square: eight times as much may take three times eight as long, where the
//! square would take sixty-four. The bound is loose because machines are noisy; a benchmark measures speed.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use std::time::{Duration, Instant};

use lamsa::rule::{Judge, Scratch};
use lamsa::transcript::{Channel, Conversation, Item, Speaker, Turn};

fn conversation(turns: impl Iterator<Item = (Speaker, String)>) -> Conversation<'static> {
    let mut conversation = Conversation::new("long", Channel::new("chat".into()));
    conversation
        .items
        .extend(turns.map(|(by, text)| Item::Turn(Turn::new(by, text))));
    conversation
}

/// The fastest of three.
fn time(judge: &Judge, conversation: &Conversation<'_>) -> Duration {
    let once = || {
        let start = Instant::now();
        judge.judge(conversation, &mut Scratch::default());
        start.elapsed()
    };
    [once(), once(), once()].into_iter().min().unwrap()
}

fn holds(what: &str, make: impl Fn(usize) -> Conversation<'static>) {
    let judge = common::judge(&common::packs());
    let (short, long) = (make(1), make(8));
    let ratio = time(&judge, &long).as_secs_f64() / time(&judge, &short).as_secs_f64();
    assert!(
        ratio < 24.0,
        "{what}: eight times as long takes {ratio:.0} times as long"
    );
}

#[test]
fn a_conversation_may_be_long() {
    holds("turns", |times| {
        conversation((0..500 * times).map(|turn| {
            if turn % 2 == 0 {
                let text = format!(
                    "my order number {} still not working, get me an agent",
                    10_000 + turn % 14
                );
                (Speaker::Customer, text)
            } else {
                (
                    Speaker::Bot,
                    "Please share your order number so that I can help you.".to_owned(),
                )
            }
        }))
    });
}

#[test]
fn people_may_ask_for_long() {
    for handed_over in [false, true] {
        holds("questions of people", |times| {
            let mut long = conversation((0..2_000 * times).map(|turn| {
                if turn % 8 == 0 {
                    (Speaker::Customer, "my order number is 48213".to_owned())
                } else {
                    (Speaker::Human, "What is your order number?".to_owned())
                }
            }));
            if handed_over {
                let greeting = Turn::new(Speaker::Bot, "Hello.".to_owned());
                long.items.insert(1, Item::Turn(greeting));
            }
            long
        });
    }
}

#[test]
fn a_reply_may_be_long() {
    holds("reply", |times| {
        conversation((0..8).map(|turn| {
            if turn % 2 == 0 {
                (Speaker::Customer, "my order number is 48213".to_owned())
            } else {
                (Speaker::Bot, "enter your order number ".repeat(400 * times))
            }
        }))
    });
}

#[test]
fn a_turn_may_be_long() {
    for words in ["agent. ", "i want an agent ", "ABCDEF ", "ابي موظف "] {
        holds(words, |times| {
            conversation(std::iter::once((
                Speaker::Customer,
                words.repeat(500 * times),
            )))
        });
    }
}
