//! Why a customer needed a person.

/// One reason to need a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NeedKind {
    /// The customer asked for one.
    Asked,
    /// The automation failed repeatedly on the same matter.
    Blocked,
    /// Fraud, safety, health, law, grief, a deadline: nothing that a bot should carry alone.
    Risk,
    /// Strong anger or despair at a matter that the bot had not solved.
    Upset,
}

impl NeedKind {
    /// Every kind, in the order in which they are written.
    pub const ALL: [Self; 4] = [Self::Asked, Self::Blocked, Self::Risk, Self::Upset];

    /// The word in records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Blocked => "blocked",
            Self::Risk => "risk",
            Self::Upset => "upset",
        }
    }
}

/// The set of reasons in one conversation; explicit if the customer asked, else inferred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Need(u8);

impl Need {
    /// No need.
    pub const NONE: Self = Self(0);

    /// Adds a reason.
    pub const fn add(&mut self, kind: NeedKind) {
        self.0 |= 1 << kind as u8;
    }

    /// Whether this reason is among them.
    #[must_use]
    pub const fn has(self, kind: NeedKind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// Whether there was no need at all.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The reasons, in the order of [`NeedKind::ALL`].
    pub fn kinds(self) -> impl Iterator<Item = NeedKind> {
        NeedKind::ALL
            .into_iter()
            .filter(move |kind| self.has(*kind))
    }
}
