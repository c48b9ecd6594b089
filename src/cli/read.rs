//! What every command that only reads exports takes, and how that becomes a feed.

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::config::{Config, RawConfig, nearest};
use crate::format::{self, FORMATS, Format, ReadSettings};
use crate::source::{Feed, Limits, walk};

/// Which exports to read, and how.
#[derive(Debug, clap::Args)]
pub(super) struct ReadArgs {
    /// Exports to read: files, folders, patterns; `-` is standard input.
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Read every file as this format instead of recognising it; `lamsa formats` lists them.
    #[arg(long, value_name = "ID")]
    pub(super) format: Option<String>,
    /// Configuration file; else ./lamsa.toml where there is one.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// A language pack of your own (TOML), beside the built-in ones; may be given several times.
    #[arg(long = "pack", value_name = "FILE")]
    pub(super) packs: Vec<String>,
    /// IANA zone of times that carry none, such as Asia/Riyadh.
    #[arg(long, value_name = "ZONE")]
    pub(super) timezone: Option<String>,
    /// Leave out the files of folders and archives whose name fits, such as '*.json' or 'old/*'; may be given several
    /// times.
    #[arg(long, value_name = "PATTERN")]
    pub(super) ignore: Vec<String>,
    /// Leave out records longer than this many bytes.
    #[arg(long, value_name = "BYTES")]
    pub(super) max_record: Option<usize>,
}

impl ReadArgs {
    /// The configuration with what the command line says laid over it; `change` lays over more.
    ///
    /// # Errors
    /// Where the file cannot be read or used.
    pub(super) fn configure(&self, change: impl FnOnce(&mut RawConfig)) -> Result<Config> {
        Ok(Config::load(self.config.as_deref(), |raw| {
            raw.timezone = self.timezone.clone().or_else(|| raw.timezone.take());
            raw.add_packs(&self.packs);
            raw.max_record = self.max_record.or(raw.max_record);
            change(raw);
        })?)
    }

    /// Opens the feed over everything that was named.
    ///
    /// # Errors
    /// Where a path leads to nothing or the format is not known.
    pub(super) fn feed(&self, config: &Config) -> Result<Feed> {
        let forced = self.format.as_deref().map(known_format).transpose()?;
        let limits = Limits {
            max_record: config.max_record,
            ..Limits::default()
        };
        let reading = ReadSettings {
            ignore: ignored(&self.ignore)?,
            ..config.reading.clone()
        };
        Ok(Feed::new(walk(&self.paths)?, reading, forced, limits))
    }
}

/// The patterns as one; each fits the end of a path as well as the whole.
fn ignored(patterns: &[String]) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        for written in [pattern.clone(), format!("**/{pattern}")] {
            let glob = GlobBuilder::new(&written)
                .literal_separator(true)
                .build()
                .map_err(|error| anyhow!("--ignore {pattern}: {}", error.kind()))?;
            set.add(glob);
        }
    }
    Ok(set.build()?)
}

fn known_format(id: &str) -> Result<&'static dyn Format> {
    format::named(id).ok_or_else(|| {
        let known: Vec<&str> = FORMATS.iter().map(|format| format.id()).collect();
        let hint = nearest(id, known.iter().copied())
            .map_or(String::new(), |name| format!("did you mean {name}? "));
        anyhow!(
            "--format {id}: no such format; {hint}known: {}",
            known.join(", ")
        )
    })
}
