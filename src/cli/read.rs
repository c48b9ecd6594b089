//! What every command that only reads exports takes, and how that becomes a feed.

use std::path::PathBuf;

use anyhow::Result;

use super::{audit, session};
use crate::source::{Feed, Limits, walk};

/// Which exports to read, and how.
#[derive(Debug, clap::Args)]
pub struct ReadArgs {
    /// Files, folders (read recursively), patterns, or `-` for standard input.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Read every input as this format instead of recognising it; `lamsa formats` lists them.
    #[arg(long, value_name = "ID")]
    pub format: Option<String>,
    /// Configuration file; else ./lamsa.toml where there is one.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// IANA zone of times that carry none.
    #[arg(long)]
    pub timezone: Option<String>,
    /// Longest single record, in bytes.
    #[arg(long)]
    pub max_record: Option<usize>,
}

impl ReadArgs {
    /// Opens the feed over everything that was named.
    ///
    /// # Errors
    /// Where a path leads to nothing, the format is not known, or the configuration cannot be used.
    pub fn feed(&self) -> Result<Feed> {
        let config = session::configure(self.config.as_deref(), |raw| {
            raw.timezone = self.timezone.clone().or_else(|| raw.timezone.take());
            raw.max_record = self.max_record.or(raw.max_record);
        })?;
        let forced = self.format.as_deref().map(audit::format_named).transpose()?;
        let limits = Limits { max_record: config.max_record, ..Limits::default() };
        Ok(Feed::new(walk(&self.paths)?, config.reading, forced, limits))
    }
}
