//! What every command that reads exports takes, and how that becomes a feed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use toml::{Table, Value};

use crate::format::{self, FORMATS, Format, ReadSettings, SpeakerPattern, check_profile};
use crate::source::{Feed, Limits, walk};
use crate::transcript::Speaker;

/// The settings file that is read where none is named.
const DEFAULT_CONFIG: &str = "lamsa.toml";

/// Which exports to read, and how.
#[derive(Debug, clap::Args)]
pub struct ReadArgs {
    /// Exports to read: files, folders, patterns; `-` is standard input.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Read every file as this format instead of recognising it; `lamsa formats` lists them.
    #[arg(long, value_name = "ID")]
    pub format: Option<String>,
    /// Settings file with the roles of speakers, the time zone, profiles of tables; ./lamsa.toml where it is there.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Leave out records longer than this many bytes.
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().max_record)]
    pub max_record: usize,
}

impl ReadArgs {
    /// Opens the feed over everything that was named.
    ///
    /// # Errors
    /// Where a path leads to nothing, the format is not known, or the settings are wrong.
    pub fn feed(&self) -> Result<Feed> {
        let forced = self.format.as_deref().map(known_format).transpose()?;
        let inputs = walk(&self.paths)?;
        let limits = Limits {
            max_record: self.max_record,
            ..Limits::default()
        };
        Ok(Feed::new(inputs, self.settings()?, forced, limits))
    }

    /// The settings for reading.
    ///
    /// # Errors
    /// Where the settings file cannot be read or says something that is not understood.
    pub fn settings(&self) -> Result<ReadSettings> {
        match &self.config {
            Some(path) => read_settings(path),
            None if Path::new(DEFAULT_CONFIG).is_file() => read_settings(Path::new(DEFAULT_CONFIG)),
            None => Ok(ReadSettings::default()),
        }
    }
}

fn known_format(id: &str) -> Result<&'static dyn Format> {
    format::named(id).ok_or_else(|| {
        let known = FORMATS
            .iter()
            .map(|format| format.id())
            .collect::<Vec<_>>()
            .join(", ");
        anyhow!("format `{id}` is not known; use one of {known}")
    })
}

/// Takes from a settings file what concerns reading: `[roles]`, `channel`, `timezone`, and `profiles`, a list of
/// files whose paths count from the settings file. Every other key is somebody else's.
///
/// # Errors
/// Where a file cannot be read or a key holds something that is not understood.
pub fn read_settings(path: &Path) -> Result<ReadSettings> {
    let text =
        fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let table: Table =
        toml::from_str(&text).with_context(|| format!("{}: is not TOML", path.display()))?;
    settings_of(&table, path.parent().unwrap_or(Path::new("")))
        .with_context(|| format!("{}: cannot be used", path.display()))
}

fn settings_of(table: &Table, folder: &Path) -> Result<ReadSettings> {
    let mut settings = ReadSettings {
        channel: word(table, "channel")?,
        timezone: word(table, "timezone")?,
        ..ReadSettings::default()
    };
    for (name, role) in section(table, "roles")?.into_iter().flatten() {
        settings.roles.push(speaker_rule(name, role)?);
    }
    let Some(profiles) = table.get("profiles") else {
        return Ok(settings);
    };
    for file in profiles
        .as_array()
        .context("`profiles` is a list of file names")?
    {
        let file = folder.join(
            file.as_str()
                .context("`profiles` is a list of file names")?,
        );
        let text = fs::read_to_string(&file)
            .with_context(|| format!("profile {}: cannot be read", file.display()))?;
        check_profile(&text).map_err(|what| anyhow!("profile {}: {what}", file.display()))?;
        settings.profiles.push(text);
    }
    Ok(settings)
}

fn word(table: &Table, key: &str) -> Result<Option<String>> {
    match table.get(key) {
        None => Ok(None),
        Some(Value::String(word)) => Ok(Some(word.clone())),
        Some(_) => bail!("`{key}` is a word in quotes"),
    }
}

fn section<'t>(table: &'t Table, key: &str) -> Result<Option<&'t Table>> {
    let Some(value) = table.get(key) else {
        return Ok(None);
    };
    value
        .as_table()
        .map(Some)
        .with_context(|| format!("`{key}` is a section: [{key}]"))
}

fn speaker_rule(name: &str, role: &Value) -> Result<(SpeakerPattern, Speaker)> {
    let speaker = role
        .as_str()
        .and_then(Speaker::named)
        .filter(|speaker| *speaker != Speaker::Unknown);
    let speaker =
        speaker.with_context(|| format!("[roles] `{name}` is customer, bot, human or system"))?;
    let pattern =
        SpeakerPattern::parse(name).map_err(|what| anyhow!("[roles] `{name}`: {what}"))?;
    Ok((pattern, speaker))
}
