//! Where a conversation took place.

use std::borrow::Cow;

/// The families of channels that allowances are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChannelKind {
    /// Live chat on a site or in an app; also every channel whose word is not known.
    Chat,
    /// `WhatsApp` and other messengers.
    Messaging,
    /// Public or direct messages on social networks.
    Social,
    /// E-mail and tickets.
    Email,
    /// Telephone and IVR.
    Voice,
}

/// The channel's own word, as the source spells it, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Channel<'a>(Cow<'a, str>);

impl<'a> Channel<'a> {
    /// Takes a source's word for the channel: trimmed and lower-cased; an empty one is `chat`.
    #[must_use]
    pub fn new(word: Cow<'a, str>) -> Self {
        let trimmed = word.trim();
        if trimmed.is_empty() {
            return Self(Cow::Borrowed("chat"));
        }
        if trimmed.len() == word.len() && !trimmed.chars().any(char::is_uppercase) {
            return Self(word);
        }
        Self(Cow::Owned(trimmed.to_lowercase()))
    }

    /// The word itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The family whose allowances hold here. An unknown word counts as chat, the strictest of the written channels.
    #[must_use]
    pub fn kind(&self) -> ChannelKind {
        match self.as_str() {
            "whatsapp" | "sms" | "messenger" | "telegram" | "line" | "viber" | "messaging"
            | "imessage" => ChannelKind::Messaging,
            "social" | "twitter" | "x" | "facebook" | "instagram" | "tiktok" => ChannelKind::Social,
            "email" | "e-mail" | "mail" | "ticket" => ChannelKind::Email,
            "voice" | "phone" | "ivr" | "call" => ChannelKind::Voice,
            _ => ChannelKind::Chat,
        }
    }
}
