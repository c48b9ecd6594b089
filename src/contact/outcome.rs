//! What became of a need.

/// The end of a need for a person.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A person wrote or spoke to the customer.
    Reached,
    /// A transfer or queue began and the source cannot show more.
    HandedOver,
    /// A person, callback or ticket was announced and never came.
    Promised,
    /// The bot said no, set conditions or kept the menu.
    Refused,
    /// The customer was only sent elsewhere.
    Redirected,
    /// Nobody reacted.
    Ignored,
    /// The customer did not want the person offered, or took the request back.
    Declined,
    /// The bot solved the matter after all.
    Solved,
    /// The log ends before anybody could have answered.
    Unknown,
}

impl Outcome {
    /// Every outcome, in the order in which reports list them.
    pub const ALL: [Self; 9] = [
        Self::Reached,
        Self::HandedOver,
        Self::Promised,
        Self::Refused,
        Self::Redirected,
        Self::Ignored,
        Self::Declined,
        Self::Solved,
        Self::Unknown,
    ];

    /// The word in records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::HandedOver => "handed_over",
            Self::Promised => "promised",
            Self::Refused => "refused",
            Self::Redirected => "redirected",
            Self::Ignored => "ignored",
            Self::Declined => "declined",
            Self::Solved => "solved",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the customer needed a person and never got one.
    #[must_use]
    pub const fn is_missed(self) -> bool {
        matches!(
            self,
            Self::Promised | Self::Refused | Self::Redirected | Self::Ignored
        )
    }

    /// Whether nobody can tell from this log: such needs bound the gap and never enter it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::HandedOver | Self::Unknown)
    }
}
