//! Our words for the channels that bot platforms name.

use std::borrow::Cow;

/// Parts of the words that platforms have for channels, and our word for each. The first that fits counts.
const CHANNELS: [(&str, &str); 21] = [
    ("whatsapp", "whatsapp"),
    ("sms", "sms"),
    ("email", "email"),
    ("voice", "voice"),
    ("phone", "voice"),
    ("telephony", "voice"),
    ("audio", "voice"),
    ("jambonz", "voice"),
    ("ivr", "voice"),
    ("telegram", "telegram"),
    ("viber", "viber"),
    ("instagram", "instagram"),
    ("twitter", "twitter"),
    ("facebook", "messenger"),
    ("messenger", "messenger"),
    ("directline", "chat"),
    ("webchat", "chat"),
    ("socketio", "chat"),
    ("emulator", "chat"),
    ("pva-", "chat"),
    ("chat", "chat"),
];

/// Our word for a platform's channel; its own where it fits none.
pub(super) fn channel_word(word: &str) -> Cow<'static, str> {
    let lower = word.to_lowercase();
    let known = CHANNELS.iter().find(|(part, _)| lower.contains(part));
    match lower.as_str() {
        "rest" | "web" | "cmdline" | "rasa" | "callback" => "chat".into(),
        "call" => "voice".into(),
        _ => known.map_or(Cow::Owned(lower), |(_, ours)| Cow::Borrowed(*ours)),
    }
}
