//! Reading a language pack: TOML tables of phrases, every key known, every line checked.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Class, Phrase, RiskKind, SlotKind};

/// A pack as it stands in the binary.
#[derive(Clone, Copy, Debug)]
pub struct PackSource {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// The TOML.
    pub text: &'static str,
}

/// A language as data.
#[derive(Clone, Debug)]
pub struct Pack {
    /// BCP 47 tag.
    pub tag: String,
    /// The language's name in English.
    pub name: String,
    /// Particles that may stand joined before a word (Arabic و ف ب ل ك ال and their combinations).
    pub proclitics: Vec<String>,
    /// Endings that a light stemmer takes off.
    pub endings: Vec<String>,
    /// Every phrase with its class, in the order of the file. The n-th line of `shared.digit` names the digit n.
    pub phrases: Vec<(Class, Phrase)>,
}

/// A pack that cannot be used: which one, where, and why.
#[derive(Clone, Debug, thiserror::Error)]
#[error("language pack {pack}: {what}")]
pub struct PackError {
    /// Tag or file name of the pack.
    pub pack: String,
    /// The key and the fault.
    pub what: String,
}

type Table = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    tag: String,
    name: String,
    #[serde(default)]
    proclitics: Vec<String>,
    #[serde(default)]
    endings: Vec<String>,
    #[serde(default)]
    request: Table,
    #[serde(default)]
    customer: Table,
    #[serde(default)]
    beside: Table,
    #[serde(default)]
    bot: Table,
    #[serde(default)]
    shared: Table,
    #[serde(default)]
    risk: Table,
    #[serde(default)]
    slots: Table,
}

impl Pack {
    /// Reads a pack. `name` is used in errors only.
    ///
    /// # Errors
    /// Names the key and line that is wrong: unknown keys, faulty phrases.
    pub fn parse(name: &str, text: &str) -> Result<Self, PackError> {
        let fail = |what: String| PackError {
            pack: name.to_owned(),
            what,
        };
        let raw: Raw = toml::from_str(text).map_err(|error| fail(error.to_string()))?;
        let mut phrases = Vec::new();
        let tables = [
            ("request", raw.request),
            ("customer", raw.customer),
            ("beside", raw.beside),
            ("bot", raw.bot),
            ("shared", raw.shared),
            ("risk", raw.risk),
            ("slots", raw.slots),
        ];
        for (table, keys) in tables {
            for (key, lines) in keys {
                let class = class_of(table, &key)
                    .ok_or_else(|| fail(format!("unknown key {table}.{key}")))?;
                for line in lines {
                    let phrase = Phrase::parse(&line)
                        .map_err(|error| fail(format!("{table}.{key}: {error}")))?;
                    phrases.push((class, phrase));
                }
            }
        }
        Ok(Self {
            tag: raw.tag,
            name: raw.name,
            proclitics: raw.proclitics,
            endings: raw.endings,
            phrases,
        })
    }
}

fn class_of(table: &str, key: &str) -> Option<Class> {
    match table {
        "risk" => RiskKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == key)
            .map(Class::Risk),
        "slots" => SlotKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == key)
            .map(Class::Slot),
        _ => Class::KEYS
            .iter()
            .find(|(full, _)| full.split_once('.') == Some((table, key)))
            .map(|(_, class)| *class),
    }
}
