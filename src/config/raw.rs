//! The file as it is written: everything optional, nothing unknown.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

/// A configuration that cannot be used: where and why, and what to do.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{file}: {what}")]
pub struct ConfigError {
    /// The file's name as the user knows it.
    pub file: String,
    /// What is wrong and what would be right.
    pub what: String,
}

/// One configuration file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawConfig {
    /// IANA zone of times that carry none.
    pub timezone: Option<String>,
    /// Hours of silence that end a session of a thread.
    pub session_gap: Option<f64>,
    /// `day-first` or `month-first`.
    pub date_order: Option<String>,
    /// `none`, `redacted` or `full`.
    pub quotes: Option<String>,
    /// Whether order and account numbers stay readable in quotes.
    pub keep_order_numbers: Option<bool>,
    /// RFC 3339 time of the export.
    pub as_of: Option<String>,
    /// Paths of the user's language packs.
    pub packs: Option<Vec<String>>,
    /// Paths of the user's table profiles.
    pub profiles: Option<Vec<String>>,
    /// Per cent of records that may be unreadable.
    pub max_unreadable: Option<f64>,
    /// Bytes of the longest record.
    pub max_record: Option<usize>,
    /// The channel of conversations without one.
    pub channel: Option<String>,
    /// The line before the ledger.
    pub need: Option<RawNeed>,
    /// Speakers by name, id, address or pattern, in the order of the file.
    pub roles: Option<toml::Table>,
    /// Waits by channel.
    #[serde(default)]
    pub channels: BTreeMap<String, RawChannel>,
    /// Links between conversations.
    pub links: Option<RawLinks>,
    /// Who is the same customer.
    pub customers: Option<RawCustomers>,
    /// What stands in for people.
    pub privacy: Option<RawPrivacy>,
    /// Settings by rule id.
    #[serde(default)]
    pub rules: BTreeMap<String, RawRule>,
}

/// `[need]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawNeed {
    /// From 0 to 1.
    pub confidence: Option<f64>,
}

/// `[links]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawLinks {
    /// Duration within which the same matter is looked for.
    pub window: Option<String>,
}

/// `[customers]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCustomers {
    /// Field of a record that names the customer.
    pub key: Option<String>,
    /// Calling code of national telephone numbers.
    pub country: Option<String>,
}

/// `[privacy]`.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPrivacy {
    /// The secret that pseudonyms are made with.
    pub key: Option<String>,
}

/// A secret is not shown, whoever prints the settings.
impl fmt::Debug for RawPrivacy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("RawPrivacy")
    }
}

/// `[channels.<word>]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawChannel {
    /// Duration to the first person.
    pub human: Option<String>,
    /// Customer turns to the first person.
    pub human_turns: Option<u32>,
    /// Duration to an answer.
    pub answer: Option<String>,
    /// Duration to the keeping of a promise.
    pub promise: Option<String>,
}

/// `[rules.<id>]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRule {
    /// Hides the rule's findings.
    pub off: Option<bool>,
    /// From 0 to 1; hides less sure findings.
    pub confidence: Option<f64>,
    /// `low`, `medium`, `high` or `critical`.
    pub severity: Option<String>,
}

impl RawConfig {
    /// Adds the packs that the command line names to those of the file.
    pub(crate) fn add_packs(&mut self, packs: &[String]) {
        self.packs
            .get_or_insert_default()
            .extend(packs.iter().cloned());
    }

    /// Reads a file's text. `file` names it in errors.
    ///
    /// # Errors
    /// Points at the line and, for an unknown key, at the nearest known one.
    pub fn parse(file: &str, text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| {
            // Without the line itself, which may hold a key.
            let message = error.message();
            let hint = unknown_key(message)
                .map(|hint| format!("\n{hint}"))
                .unwrap_or_default();
            ConfigError {
                file: file.to_owned(),
                what: format!("{}{}{hint}", place(text, error.span()), message.trim_end()),
            }
        })
    }
}

/// "line 3, column 7: ", if the parser says where it was.
fn place(text: &str, span: Option<std::ops::Range<usize>>) -> String {
    let Some(before) = span.and_then(|span| text.get(..span.start)) else {
        return String::new();
    };
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |last| last.chars().count())
        + 1;
    format!("line {line}, column {column}: ")
}

/// "Did you mean", from the parser's list of what it expected.
fn unknown_key(message: &str) -> Option<String> {
    let rest = message.split_once("unknown field `")?.1;
    let (unknown, rest) = rest.split_once('`')?;
    let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    nearest(unknown, known.iter().copied()).map(|name| format!("did you mean `{name}`?"))
}

/// The known name nearest to a mistyped one, if any is near at all.
#[must_use]
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    known
        .map(|one| (strsim::damerau_levenshtein(name, one), one))
        .filter(|(distance, one)| *distance <= 1 + one.len() / 3)
        .min()
        .map(|(_, one)| one)
}
