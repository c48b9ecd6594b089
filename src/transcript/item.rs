//! One entry of a conversation's timeline: a turn that somebody wrote, or an event that the platform recorded.

use std::borrow::Cow;

use super::{Moment, Speaker};

/// A turn or an event, in the order of the log.
#[derive(Clone, Debug, PartialEq)]
pub enum Item<'a> {
    /// Somebody wrote or spoke.
    Turn(Turn<'a>),
    /// Something happened.
    Event(Event<'a>),
}

/// What kind of thing a turn is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TurnKind {
    /// Free text or speech.
    #[default]
    Text,
    /// A tapped button, quick reply or pressed key.
    Choice,
    /// A filled form.
    Form,
    /// A file or picture; its text, if any, is a caption or placeholder.
    Attachment,
}

/// Words of one speaker.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn<'a> {
    /// Who spoke.
    pub by: Speaker,
    /// The words, exactly as the source has them (HTML already turned into text).
    pub text: Cow<'a, str>,
    /// When, where the source says.
    pub at: Option<Moment>,
    /// The speaker's display name, where the source has one.
    pub name: Option<Cow<'a, str>>,
    /// Text, choice, form or attachment.
    pub kind: TurnKind,
    /// Whether `by` was guessed rather than declared by source or settings.
    pub guessed: bool,
}

/// The steps of a conversation's way to a person and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The customer asked for a person through the platform (a button, a key).
    HandoffRequested,
    /// The bot offered a person.
    HandoffOffered,
    /// A transfer to people was started.
    HandoffStarted,
    /// The customer waits in a queue.
    Queued,
    /// A person entered the conversation; not yet contact.
    HumanJoined,
    /// The transfer came to nothing.
    HandoffFailed,
    /// The person left.
    HumanLeft,
    /// The conversation ended.
    Closed,
    /// Moved from one team or person to another.
    Transferred,
    /// A person gave the conversation back to the bot.
    ReturnedToBot,
}

impl EventKind {
    /// Every kind, in the order in which a conversation meets them.
    pub const ALL: [Self; 10] = [
        Self::HandoffRequested,
        Self::HandoffOffered,
        Self::HandoffStarted,
        Self::Queued,
        Self::HumanJoined,
        Self::HandoffFailed,
        Self::HumanLeft,
        Self::Closed,
        Self::Transferred,
        Self::ReturnedToBot,
    ];

    /// The canonical word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HandoffRequested => "handoff_requested",
            Self::HandoffOffered => "handoff_offered",
            Self::HandoffStarted => "handoff_started",
            Self::Queued => "queued",
            Self::HumanJoined => "human_joined",
            Self::HandoffFailed => "handoff_failed",
            Self::HumanLeft => "human_left",
            Self::Closed => "closed",
            Self::Transferred => "transferred",
            Self::ReturnedToBot => "returned_to_bot",
        }
    }

    /// The kind of this canonical word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl TurnKind {
    /// Every kind of turn.
    pub const ALL: [Self; 4] = [Self::Text, Self::Choice, Self::Form, Self::Attachment];

    /// The canonical word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Choice => "choice",
            Self::Form => "form",
            Self::Attachment => "attachment",
        }
    }

    /// The kind of this canonical word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Something that the platform recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Event<'a> {
    /// What happened.
    pub kind: EventKind,
    /// When, where the source says.
    pub at: Option<Moment>,
    /// The platform's own words about it.
    pub text: Option<Cow<'a, str>>,
    /// The team or queue concerned.
    pub team: Option<Cow<'a, str>>,
    /// The person concerned.
    pub name: Option<Cow<'a, str>>,
}

impl<'a> Item<'a> {
    /// The turn, if this is one.
    #[must_use]
    pub const fn turn(&self) -> Option<&Turn<'a>> {
        match self {
            Self::Turn(turn) => Some(turn),
            Self::Event(_) => None,
        }
    }

    /// When this happened, where the source says.
    #[must_use]
    pub const fn at(&self) -> Option<Moment> {
        match self {
            Self::Turn(turn) => turn.at,
            Self::Event(event) => event.at,
        }
    }

    /// Who spoke, if anybody did.
    #[must_use]
    pub const fn speaker(&self) -> Option<Speaker> {
        match self {
            Self::Turn(turn) => Some(turn.by),
            Self::Event(_) => None,
        }
    }

    /// Whether this is a turn of `speaker`.
    #[must_use]
    pub fn is_by(&self, speaker: Speaker) -> bool {
        self.speaker() == Some(speaker)
    }

    /// Whether this is a turn that shows anything: words, or a picture without them.
    #[must_use]
    pub fn shows_something(&self) -> bool {
        self.turn()
            .is_some_and(|turn| turn.kind == TurnKind::Attachment || !turn.text.trim().is_empty())
    }

    /// Whether this is an event of `kind`.
    #[must_use]
    pub fn is_event(&self, kind: EventKind) -> bool {
        matches!(self, Self::Event(event) if event.kind == kind)
    }
}

impl<'a> Turn<'a> {
    /// A text turn without time or name.
    #[must_use]
    pub fn new(by: Speaker, text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            by,
            text: text.into(),
            at: None,
            name: None,
            kind: TurnKind::Text,
            guessed: false,
        }
    }
}

impl Event<'_> {
    /// An event without time, words or names.
    #[must_use]
    pub const fn new(kind: EventKind) -> Self {
        Self {
            kind,
            at: None,
            text: None,
            team: None,
            name: None,
        }
    }
}
