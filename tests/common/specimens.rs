//! The sentences of `tests/specimens`, and how one of them is read.

use std::collections::BTreeMap;

use lamsa::cue::{Reading, RequestKind, TurnReading, read};
use lamsa::language::{Class, Lexicon, RiskKind, SlotKind};
use lamsa::transcript::{Channel, Conversation, Item, Speaker, Turn};
use serde::Deserialize;

/// The files by the tag of their pack.
pub(crate) const FILES: [(&str, &str); 2] = [
    ("en", include_str!("../specimens/en.toml")),
    ("ar", include_str!("../specimens/ar.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Specimens {
    /// By the kind of request, or `none`: whole customer turns.
    pub(crate) request: BTreeMap<String, Vec<String>>,
    /// The same for what comes out wrong by now.
    #[serde(default)]
    pub(crate) request_not_yet: BTreeMap<String, Vec<String>>,
    /// By class.
    pub(crate) class: BTreeMap<String, Sentences>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sentences {
    pub(crate) reads: Vec<String>,
    pub(crate) silent: Vec<String>,
    #[serde(default)]
    pub(crate) not_yet_reads: Vec<String>,
    #[serde(default)]
    pub(crate) not_yet_silent: Vec<String>,
}

pub(crate) fn classes() -> Vec<Class> {
    let risks = RiskKind::ALL.into_iter().map(Class::Risk);
    let slots = SlotKind::ALL.into_iter().map(Class::Slot);
    let plain = Class::KEYS.iter().map(|(_, class)| *class);
    plain
        .filter(|class| !matches!(class, Class::Stop | Class::Digit))
        .chain(risks)
        .chain(slots)
        .collect()
}

pub(crate) fn with_reading<T>(
    lexicon: &Lexicon,
    by: Speaker,
    text: &str,
    look: impl Fn(Option<&TurnReading>) -> T,
) -> T {
    let mut conversation = Conversation::new("text", Channel::new("chat".into()));
    conversation
        .items
        .push(Item::Turn(Turn::new(by, text.to_owned())));
    let mut reading = Reading::default();
    read(&conversation, lexicon, &mut reading);
    look(reading.turn(0))
}

pub(crate) fn request_word(turn: Option<&TurnReading>) -> &'static str {
    match turn
        .and_then(|turn| turn.request.as_ref())
        .map(|request| request.kind)
    {
        Some(RequestKind::Asked) => "asked",
        Some(RequestKind::Refused) => "refused",
        Some(RequestKind::Conditional) => "conditional",
        _ => "none",
    }
}

/// Who says the sentences of a class.
pub(crate) fn speaker(class: Class) -> Speaker {
    if class.is_company() || matches!(class, Class::Slot(_)) {
        Speaker::Bot
    } else {
        Speaker::Customer
    }
}
