//! Recognising a file by its content.

use std::cell::OnceCell;

use super::json::Shape;
use super::{FORMATS, Format, ReadSettings};

/// The beginning of a file, as formats see it: decompressed, UTF-8 as far as it goes, no byte order mark.
#[derive(Debug)]
pub struct Head<'a> {
    /// The file's name without its folder (a hint for `inspect`; never enters an output).
    pub name: &'a str,
    /// At most the first 64 KiB.
    pub text: &'a str,
    /// Whether `text` is the whole file.
    pub complete: bool,
    /// Found when the first format asks: most formats ask, and of every file.
    shape: OnceCell<Option<Shape>>,
    /// The same for tables.
    headers: OnceCell<Vec<FirstRow>>,
}

/// The first row of a text under one delimiter.
#[derive(Debug)]
pub(super) struct FirstRow {
    pub(super) delimiter: u8,
    /// The cells as they are written.
    pub(super) names: Vec<String>,
}

/// The delimiters of tables, the most common first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

impl<'a> Head<'a> {
    /// The beginning `text` of the file `name`; `complete` where that is all of it.
    #[must_use]
    pub const fn new(name: &'a str, text: &'a str, complete: bool) -> Self {
        Self {
            name,
            text,
            complete,
            shape: OnceCell::new(),
            headers: OnceCell::new(),
        }
    }

    /// Which keys stand where; `None` where the text does not begin like JSON.
    pub(super) fn shape(&self) -> Option<&Shape> {
        self.shape.get_or_init(|| Shape::of(self.text)).as_ref()
    }

    /// The first row under each delimiter of tables; none where the text begins like JSON.
    pub(super) fn headers(&self) -> &[FirstRow] {
        self.headers.get_or_init(|| {
            if self.text.trim_ascii_start().starts_with(['{', '[']) {
                return Vec::new();
            }
            let header = |delimiter| FirstRow::of(self.text, delimiter);
            DELIMITERS.into_iter().filter_map(header).collect()
        })
    }
}

impl FirstRow {
    fn of(text: &str, delimiter: u8) -> Option<Self> {
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let row = rows.records().next()?.ok()?;
        let names = row.iter().map(str::to_owned).collect();
        Some(Self { delimiter, names })
    }
}

/// The ending of a file's name in lower case, below those of compression.
pub(super) fn base_ending(name: &str) -> String {
    let mut name = name.to_lowercase();
    for packed in [".gz", ".gzip", ".zst", ".zstd"] {
        if let Some(plain) = name.strip_suffix(packed) {
            name.truncate(plain.len());
            break;
        }
    }
    name.rsplit_once('.')
        .map_or(String::new(), |(_, ending)| ending.to_owned())
}

/// Why a format thinks that a file is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// How sure, of 100. Two formats within 10 of each other are a tie.
    pub score: u8,
    /// The keys, columns or line shapes that decided.
    pub keys: Vec<String>,
}

/// The format of a file and why.
#[derive(Clone)]
pub struct Recognised {
    /// The format.
    pub format: &'static dyn Format,
    /// What decided.
    pub evidence: Evidence,
}

/// Why a file has no format.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum SniffError {
    /// No format knows it.
    #[error("no known format fits: {why}; `lamsa formats` lists what is read")]
    Nothing {
        /// What each likely format would need.
        why: String,
    },
    /// Several formats fit equally well.
    #[error("several formats fit: {candidates}; choose one with --format")]
    Tie {
        /// The ids with their scores and keys.
        candidates: String,
    },
}

impl Evidence {
    /// All of `keys`, together sure enough, where the JSON at the head has them.
    pub(super) fn of_keys(head: &Head<'_>, keys: &[&str]) -> Option<Self> {
        let shape = head.shape()?;
        keys.iter()
            .all(|key| shape.has(key))
            .then(|| Self::new(95, keys))
    }

    /// A score with the keys that earned it.
    #[must_use]
    pub fn new(score: u8, keys: &[&str]) -> Self {
        Self {
            score,
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        }
    }
}

/// Finds the one format of a file.
///
/// # Errors
/// Where no format fits or several fit within ten points; the errors say what was missing, or what fits.
pub fn recognise(head: &Head<'_>, settings: &ReadSettings) -> Result<Recognised, SniffError> {
    let mut found: Vec<Recognised> = FORMATS
        .iter()
        .filter_map(|format| {
            format.sniff(head, settings).map(|evidence| Recognised {
                format: *format,
                evidence,
            })
        })
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.evidence.score));
    let Some(best) = found.first() else {
        return Err(SniffError::Nothing {
            why: missing(head, settings),
        });
    };
    let near: Vec<&Recognised> = found
        .iter()
        .filter(|one| best.evidence.score.saturating_sub(one.evidence.score) < 10)
        .collect();
    if near.len() > 1 {
        let candidates = near
            .iter()
            .map(|one| {
                format!(
                    "{} ({}: {})",
                    one.format.id(),
                    one.evidence.score,
                    one.evidence.keys.join(", ")
                )
            })
            .collect::<Vec<_>>()
            .join("; ");
        return Err(SniffError::Tie { candidates });
    }
    Ok(best.clone())
}

/// What the formats that come near would need.
fn missing(head: &Head<'_>, settings: &ReadSettings) -> String {
    let lacks: Vec<String> = FORMATS
        .iter()
        .filter_map(|format| {
            let lack = format.lacks(head, settings)?;
            Some(format!("{}: {lack}", format.id()))
        })
        .collect();
    if lacks.is_empty() {
        "neither JSON nor a table with a header row of two or more columns".to_owned()
    } else {
        lacks.join("; ")
    }
}
