//! Recognising a file by its content.

use super::json::Shape;
use super::{FORMATS, Format, ReadSettings};

/// The beginning of a file, as formats see it: decompressed, UTF-8 as far as it goes, no byte order mark.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The file's name without its folder (a hint for `inspect`; never enters an output).
    pub name: &'a str,
    /// At most the first 64 KiB.
    pub text: &'a str,
    /// Whether `text` is the whole file.
    pub complete: bool,
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
        let shape = Shape::of(head.text)?;
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
