//! Who wrote or spoke a turn.

/// The four parties of a support conversation, and the honest fifth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Speaker {
    /// The person who wants help.
    Customer,
    /// Automation of any kind: chatbot, IVR menu, auto-reply.
    Bot,
    /// A person working for the company.
    Human,
    /// The platform itself: notices, banners.
    System,
    /// Nobody told us. Turns of unknown speakers are counted and never judged.
    Unknown,
}

impl Speaker {
    /// Every speaker, in the order in which reports list them.
    pub const ALL: [Self; 5] = [
        Self::Customer,
        Self::Bot,
        Self::Human,
        Self::System,
        Self::Unknown,
    ];

    /// The canonical word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Bot => "bot",
            Self::Human => "human",
            Self::System => "system",
            Self::Unknown => "unknown",
        }
    }

    /// The speaker of this canonical word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|speaker| speaker.as_str() == word)
    }
}
