//! Recognising a table: its delimiter, its profile, its columns.

use std::collections::BTreeSet;

use csv::ByteRecord;

use super::columns::Columns;
use super::profile::{Field, GENERIC, Profile};
use super::words::Words;
use crate::format::time::Clock;
use crate::format::{Evidence, Framing, Head, ReadSettings};
use crate::transcript::Capabilities;

/// How many rows of the head are looked at.
const SAMPLE: usize = 50;

/// How one table is to be read.
pub(in crate::format) struct Plan {
    pub(super) delimiter: u8,
    pub(super) columns: Columns,
    pub(super) words: Words,
    pub(super) source: String,
    pub(super) channel: Option<String>,
    /// What the columns, or the profile, can show at best.
    pub(super) capabilities: Capabilities,
    date_format: Option<String>,
    timezone: Option<String>,
    is_matched: bool,
    /// The column of the message's own id. Only rows that were made of JSON have one.
    pub(super) id: Option<usize>,
}

/// The plan for a table, or `None` where the head is no table that anybody knows.
pub(in crate::format) fn plan(head: &Head<'_>, settings: &ReadSettings) -> Option<Plan> {
    plan_by(head, &profiles(settings))
}

/// The user's own profiles.
pub(super) fn profiles(settings: &ReadSettings) -> Vec<Profile> {
    let texts = settings.profiles.iter();
    texts.filter_map(|text| Profile::parse(text).ok()).collect()
}

/// The plan by the first of `profiles` that holds, else by the one for all tables.
pub(super) fn plan_by(head: &Head<'_>, profiles: &[Profile]) -> Option<Plan> {
    let mut best: Option<(usize, usize, u8, &[String], &Profile)> = None;
    for row in head.headers().iter().filter(|row| row.names.len() > 1) {
        let header = row.names.as_slice();
        let matched = profiles.iter().find(|profile| matches(profile, header));
        let known = Columns::choose(header, matched.unwrap_or(&GENERIC), &GENERIC).known();
        let rank = (
            known + usize::from(matched.is_some()) * Field::ALL.len(),
            header.len(),
        );
        if best
            .as_ref()
            .is_none_or(|(known, width, ..)| rank > (*known, *width))
        {
            best = Some((
                rank.0,
                rank.1,
                row.delimiter,
                header,
                matched.unwrap_or(&GENERIC),
            ));
        }
    }
    let (_, _, delimiter, header, profile) = best?;
    let is_matched = !profile.headers.is_empty();
    let mut columns = Columns::choose(header, profile, &GENERIC);
    if columns.has(Field::Text) {
        columns.clear(Field::Transcript);
        if !is_matched {
            drop_message_ids(&mut columns, head.text, delimiter);
        }
    }
    let capabilities = profile.abilities().unwrap_or_else(|| shown_by(&columns));
    Some(Plan {
        delimiter,
        words: Words::of(profile),
        source: profile.id.clone(),
        channel: profile.channel.clone(),
        date_format: profile.date_format.clone(),
        timezone: profile
            .timezone
            .clone()
            .or_else(|| columns.zone().map(str::to_owned)),
        columns,
        capabilities,
        is_matched,
        id: None,
    })
}

/// The plan for rows that are made of JSON as `profile` says.
pub(super) fn plan_json(profile: &Profile) -> Plan {
    let mut columns = Columns::of_profile(profile, &["fault"]);
    let id = columns.header.len();
    columns.header.push("id".to_owned());
    Plan {
        delimiter: b',',
        words: Words::of(profile),
        source: profile.id.clone(),
        channel: profile.channel.clone(),
        date_format: profile.date_format.clone(),
        timezone: profile.timezone.clone(),
        capabilities: profile.abilities().unwrap_or_else(|| shown_by(&columns)),
        columns,
        is_matched: true,
        id: Some(id),
    }
}

impl Plan {
    /// Whether its rows were made of JSON, so that the first column may hold what was wrong with a record.
    pub(super) const fn is_json(&self) -> bool {
        self.id.is_some()
    }

    /// Whether a profile knows the table.
    pub(super) const fn is_matched(&self) -> bool {
        self.is_matched
    }

    /// How sure it is that this is a table of messages or conversations, and by which columns.
    pub(in crate::format) fn evidence(&self) -> Option<Evidence> {
        let has = |field| self.columns.has(field);
        let speaks = has(Field::Speaker) || has(Field::Name);
        let score = match (
            has(Field::Conversation),
            self.has_words(),
            speaks || self.has_pairs(),
        ) {
            _ if self.is_matched => 98,
            (true, true, true) => 90,
            _ if has(Field::Transcript) => 85,
            (true, true, false) => 65,
            (false, true, true) => 50,
            _ => return None,
        };
        let keys = self.columns.named(&[
            Field::Conversation,
            Field::Speaker,
            Field::Name,
            Field::Text,
            Field::CustomerText,
            Field::BotText,
            Field::HumanText,
            Field::Transcript,
        ]);
        Some(Evidence { score, keys })
    }

    /// Which columns are missing, for a table that nobody knows. Without them the first row may be no header at all, so
    /// its words are not told.
    pub(in crate::format) fn lacks(&self) -> String {
        let has = |field| self.columns.has(field);
        let missing = [
            (has(Field::Conversation), "`conversation_id`"),
            (has(Field::Speaker) || has(Field::Name), "`role`"),
            (self.has_words() || has(Field::Transcript), "`text`"),
        ];
        let names: Vec<&str> = missing
            .iter()
            .filter(|(has, _)| !has)
            .map(|(_, name)| *name)
            .collect();
        format!(
            "no column that reads like {}; rename it, or name it in a profile",
            names.join(" or ")
        )
    }

    /// The least number of cells that a row must have: up to the last column without which its message is lost.
    pub(super) fn least_cells(&self) -> usize {
        [
            Field::Conversation,
            Field::Speaker,
            Field::Text,
            Field::CustomerText,
            Field::BotText,
            Field::HumanText,
            Field::Transcript,
        ]
        .iter()
        .filter_map(|field| self.columns.of(*field))
        .max()
        .map_or(1, |place| place + 1)
    }

    /// Whether a row is the header once more, as in files that were put behind each other.
    pub(super) fn is_header(&self, row: &ByteRecord) -> bool {
        let header = &self.columns.header;
        let mark = "\u{feff}".as_bytes();
        row.len() == header.len()
            && row
                .iter()
                .zip(header)
                .all(|(cell, name)| cell.strip_prefix(mark).unwrap_or(cell) == name.as_bytes())
    }

    /// Says what is missing before anything can be read.
    ///
    /// # Errors
    /// The missing column, and how to name it.
    pub(in crate::format) fn check(&self) -> Result<(), String> {
        let columns = self.columns.header.join(", ");
        if !self.has_words() && !self.columns.has(Field::Transcript) {
            return Err(format!(
                "no column holds what was said (columns: {columns}); name it in a profile: [columns] text = \"…\""
            ));
        }
        if self.has_words() && !self.columns.has(Field::Conversation) {
            return Err(format!(
                "no column says which conversation a message belongs to (columns: {columns}); name it in a profile: \
                 [columns] conversation = \"…\""
            ));
        }
        Ok(())
    }

    /// Rows of one conversation stay together; where a row is a conversation, each is cut by itself.
    pub(super) fn framing(&self) -> Framing {
        let key = if self.has_words() {
            self.columns.of(Field::Conversation)
        } else {
            None
        };
        Framing::Rows {
            delimiter: self.delimiter,
            key,
        }
    }

    /// The rows in `bytes`, which hold no header.
    pub(super) fn rows<'b>(&self, bytes: &'b [u8]) -> csv::Reader<&'b [u8]> {
        csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes)
    }

    /// The clock of the table's times.
    ///
    /// # Errors
    /// Where its zone is not known.
    pub(super) fn clock(&self, settings: &ReadSettings) -> Result<Clock, String> {
        let zone = self.timezone.as_deref().or(settings.timezone.as_deref());
        Ok(Clock::new(zone, self.date_format.as_deref())?.asked(settings))
    }

    fn has_pairs(&self) -> bool {
        [Field::CustomerText, Field::BotText, Field::HumanText]
            .iter()
            .filter(|field| self.columns.has(**field))
            .count()
            > 1
    }

    fn has_words(&self) -> bool {
        self.columns.has(Field::Text) || self.has_pairs()
    }
}

/// A bare `id` beside messages is the message's own, unless rows share it.
fn drop_message_ids(columns: &mut Columns, text: &str, delimiter: u8) {
    let Some(place) = columns.of(Field::Conversation) else {
        return;
    };
    if !columns.header[place].trim().eq_ignore_ascii_case("id") {
        return;
    }
    let ids: Vec<String> = rows(text, delimiter)
        .skip(1)
        .take(SAMPLE)
        .filter_map(|row| row.get(place).cloned())
        .collect();
    let distinct: BTreeSet<&String> = ids.iter().collect();
    if distinct.len() == ids.len() {
        columns.clear(Field::Conversation);
    }
}

fn matches(profile: &Profile, header: &[String]) -> bool {
    let has = |name: &String| {
        header
            .iter()
            .any(|column| super::fold::fold(column) == super::fold::fold(name))
    };
    !profile.headers.is_empty() && profile.headers.iter().all(has)
}

fn rows(text: &str, delimiter: u8) -> impl Iterator<Item = Vec<String>> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .into_records()
        .map_while(Result::ok)
        .map(|row| row.iter().map(str::to_owned).collect())
}

/// What a table can show by its columns. It shows people if it shows who speaks at all.
fn shown_by(columns: &Columns) -> Capabilities {
    let speaks =
        columns.has(Field::Speaker) || columns.has(Field::Name) || columns.has(Field::Transcript);
    let abilities = [
        (
            speaks || columns.has(Field::CustomerText),
            Capabilities::ROLES,
        ),
        (
            speaks || columns.has(Field::HumanText),
            Capabilities::HUMAN_SIDE,
        ),
        (columns.has(Field::Event), Capabilities::HANDOFF_EVENTS),
        (
            columns.has(Field::Time) || columns.has(Field::Date),
            Capabilities::TIMES,
        ),
        (columns.has(Field::Status), Capabilities::STATUS),
    ];
    abilities
        .iter()
        .filter(|(shown, _)| *shown)
        .fold(Capabilities::NONE, |set, (_, ability)| set.with(*ability))
}
