//! Profiles: what the columns and words of one kind of table mean, written in TOML.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::transcript::Capabilities;

/// What a column may hold. The order is the one in which fields choose their columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Field {
    /// What the rows of one conversation share.
    Conversation,
    /// The time, or the time of day where `Date` has a column of its own.
    Time,
    Date,
    /// The zone that the row's time is written in.
    Zone,
    /// Who spoke: a role, or a name that stands for one.
    Speaker,
    /// The speaker's display name.
    Name,
    Text,
    /// Words of one party, in tables with a column for each.
    CustomerText,
    BotText,
    HumanText,
    /// A whole conversation in one cell.
    Transcript,
    Channel,
    Event,
    Status,
    Csat,
    Language,
    Tags,
    Customer,
    Kind,
    /// Whether the row is a note among staff.
    Internal,
    Team,
    Case,
    Trial,
    Variant,
}

impl Field {
    pub(super) const ALL: [Self; 24] = [
        Self::Conversation,
        Self::Time,
        Self::Date,
        Self::Zone,
        Self::Speaker,
        Self::Name,
        Self::Text,
        Self::CustomerText,
        Self::BotText,
        Self::HumanText,
        Self::Transcript,
        Self::Channel,
        Self::Event,
        Self::Status,
        Self::Csat,
        Self::Language,
        Self::Tags,
        Self::Customer,
        Self::Kind,
        Self::Internal,
        Self::Team,
        Self::Case,
        Self::Trial,
        Self::Variant,
    ];
}

/// One name, or several of which the first that is there counts. An empty list says that the table has none.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    One(String),
    Several(Vec<String>),
}

impl Names {
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names.as_slice(),
        }
        .iter()
        .map(String::as_str)
    }
}

/// Lists of words by what they mean.
pub(super) type Lists = BTreeMap<String, Vec<String>>;

/// How records of JSON become rows. The names of the columns are then paths (see `path.rs`).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Json {
    /// Paths to the rows of a record, of which the first that leads anywhere counts; `""` is the record itself, which is
    /// also what no path at all means.
    #[serde(default)]
    pub(super) rows: Vec<String>,
    /// The message's own id: the same again, inside a conversation, is the same message sent again or edited, and the last
    /// one counts.
    #[serde(default)]
    pub(super) id: Vec<String>,
    /// What can be chosen below a message: its buttons and quick replies, added to its text.
    #[serde(default)]
    pub(super) options: Vec<String>,
}

/// One kind of table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::format) struct Profile {
    /// What conversations carry as `source`.
    pub(super) id: String,
    /// The name for people.
    #[serde(default, rename = "title")]
    _title: String,
    /// Headers that a table must have for this profile to hold; of keys of JSON with `|` between them, one.
    #[serde(default, rename = "match")]
    pub(super) headers: Vec<String>,
    /// The channel of every conversation, where no column says.
    pub(super) channel: Option<String>,
    /// What the platform can show; without it that follows from the columns.
    pub(super) capabilities: Option<Vec<String>>,
    /// How times are written (`%d/%m/%Y %H:%M`), where they are in no common form.
    pub(super) date_format: Option<String>,
    /// The zone of times that carry none.
    pub(super) timezone: Option<String>,
    pub(super) columns: BTreeMap<Field, Names>,
    /// Where the rows stand in a record of JSON.
    #[serde(default)]
    pub(super) json: Json,
    #[serde(default)]
    pub(super) speakers: Lists,
    #[serde(default)]
    pub(super) events: Lists,
    #[serde(default)]
    pub(super) statuses: Lists,
    #[serde(default)]
    pub(super) channels: Lists,
    #[serde(default)]
    pub(super) kinds: Lists,
    #[serde(default)]
    pub(super) internal: Lists,
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// What is wrong with it and where.
    pub(in crate::format) fn parse(text: &str) -> Result<Self, String> {
        let profile: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if let Some(name) = profile
            .capabilities
            .iter()
            .flatten()
            .find(|name| Capabilities::named(name).is_none())
        {
            let known = Capabilities::ALL.names().collect::<Vec<_>>().join(", ");
            return Err(format!("capability `{name}` is not known; use {known}"));
        }
        super::words::Words::check(&profile)?;
        Ok(profile)
    }

    /// What the profile says that the platform can show.
    pub(in crate::format) fn abilities(&self) -> Option<Capabilities> {
        let names = self.capabilities.as_ref()?;
        Some(
            names
                .iter()
                .filter_map(|name| Capabilities::named(name))
                .fold(Capabilities::NONE, Capabilities::with),
        )
    }
}

/// Checks the text of a profile, so that a mistake is told when settings are read and not for every file.
///
/// # Errors
/// What is wrong with it and where.
pub fn check_profile(text: &str) -> Result<(), String> {
    let profile = Profile::parse(text)?;
    if profile.headers.is_empty() {
        return Err("`match` is missing: list the headers by which the table is known".to_owned());
    }
    super::super::time::Clock::new(profile.timezone.as_deref(), None).map(|_| ())
}

/// The profile that needs no user.
pub(super) static GENERIC: LazyLock<Profile> = LazyLock::new(|| {
    // A test parses it; a profile without columns recognises nothing and cannot mislead.
    Profile::parse(include_str!("../profiles/generic.toml")).unwrap_or_else(|_| Profile {
        id: "csv".to_owned(),
        _title: String::new(),
        headers: Vec::new(),
        channel: None,
        capabilities: None,
        date_format: None,
        timezone: None,
        columns: BTreeMap::new(),
        json: Json::default(),
        speakers: Lists::new(),
        events: Lists::new(),
        statuses: Lists::new(),
        channels: Lists::new(),
        kinds: Lists::new(),
        internal: Lists::new(),
    })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_profile_is_sound() {
        let profile = Profile::parse(include_str!("../profiles/generic.toml")).unwrap();
        assert_eq!(profile.columns.len(), Field::ALL.len());
    }

    #[test]
    fn mistakes_in_a_profile_are_told() {
        for (text, told) in [
            ("id = \"x\"\n[columns]\nsubject = \"a\"", "subject"),
            ("id = \"x\"\ncapabilities = [\"mind\"]\n[columns]", "mind"),
            (
                "id = \"x\"\n[columns]\n[speakers]\nrobot = [\"a\"]",
                "robot",
            ),
            ("id = \"x\"\n[columns]", "match"),
            (
                "id = \"x\"\nmatch = [\"a\"]\ntimezone = \"Mars\"\n[columns]",
                "Mars",
            ),
        ] {
            let error = check_profile(text).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
    }
}
