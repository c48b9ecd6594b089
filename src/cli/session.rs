//! What every verb that judges needs: configuration, packs, judge.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::config::{Config, RawConfig};
use crate::language::{Lexicon, PACKS, Pack};
use crate::rule::Judge;

/// The configuration file that is read when none is named.
const HERE: &str = "lamsa.toml";

/// Reads the configuration: the named file, else `lamsa.toml` in the current folder, else nothing but defaults.
///
/// # Errors
/// Where the file cannot be read or used; `change` may alter what was written before it is resolved.
pub(super) fn configure(path: Option<&Path>, change: impl FnOnce(&mut RawConfig)) -> Result<Config> {
    let found = path.map(Path::to_owned).or_else(|| Some(PathBuf::from(HERE)).filter(|here| here.is_file()));
    let (name, mut raw) = match &found {
        Some(path) => {
            let name = path.display().to_string();
            let text = fs::read_to_string(path).with_context(|| format!("{name}: the configuration cannot be read"))?;
            let raw = RawConfig::parse(&name, &text)?;
            (name, raw)
        }
        None => ("defaults".to_owned(), RawConfig::default()),
    };
    change(&mut raw);
    let mut config = Config::resolve(&name, &raw)?;
    for path in &config.profiles {
        config.reading.profiles.push(read_data(path)?);
    }
    Ok(config)
}

/// Compiles the built-in packs and the user's, and puts the judge together.
///
/// # Errors
/// Where a pack cannot be read or used.
pub(super) fn judge(config: &Config) -> Result<Judge> {
    let mut packs = Vec::new();
    for source in PACKS {
        packs.push(Pack::parse(source.tag, source.text)?);
    }
    for path in &config.packs {
        packs.push(Pack::parse(path, &read_data(path)?)?);
    }
    Ok(Judge::new(Lexicon::compile(&packs)?, &config.judging))
}

fn read_data(path: &str) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{path}: named in the configuration but cannot be read"))
}
