//! Finding and reading the configuration file and the data files that it names.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Config, ConfigError, RawConfig};
use crate::format::check_profile;

/// The configuration file that is read when none is named. There is no search upwards and no other place.
const HERE: &str = "lamsa.toml";

impl Config {
    /// Reads the named file, else `lamsa.toml` in the current folder, else nothing but the defaults. `change` may alter
    /// what was written (the command line does) before it is resolved. Paths in a file count from that file's folder.
    ///
    /// # Errors
    /// Names the file and key that cannot be read or used.
    pub fn load(
        path: Option<&Path>,
        change: impl FnOnce(&mut RawConfig),
    ) -> Result<Self, ConfigError> {
        let found = path
            .map(Path::to_owned)
            .or_else(|| Some(PathBuf::from(HERE)).filter(|here| here.is_file()));
        let (name, mut raw) = match &found {
            Some(path) => {
                let name = path.display().to_string();
                let raw = RawConfig::parse(&name, &read(path)?)?;
                (name, raw)
            }
            None => ("defaults".to_owned(), RawConfig::default()),
        };
        let folder = found
            .as_deref()
            .and_then(Path::parent)
            .unwrap_or(Path::new(""));
        for path in raw.packs.iter_mut().chain(&mut raw.profiles).flatten() {
            *path = folder.join(&*path).display().to_string();
        }
        // Resolved before and after, so that an error names the one who made it.
        Self::resolve(&name, &raw)?;
        change(&mut raw);
        let mut config = Self::resolve("command line", &raw)?;
        for path in &config.packs {
            config.pack_texts.push(read(Path::new(path))?);
        }
        for path in &config.profiles {
            let text = read(Path::new(path))?;
            check_profile(&text).map_err(|what| ConfigError {
                file: path.clone(),
                what,
            })?;
            config.reading.profiles.push(text);
        }
        config.hash = config.digest();
        Ok(config)
    }
}

/// Reads a text file that the user named.
///
/// # Errors
/// Names the file and what the operating system said.
pub(super) fn read(path: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|error| ConfigError {
        file: path.display().to_string(),
        what: format!("cannot be read: {error}; check the path"),
    })
}
