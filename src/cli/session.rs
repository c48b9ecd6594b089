//! The judge that every verb that judges needs.

use anyhow::Result;

use crate::config::Config;
use crate::language::{Lexicon, PACKS, Pack};
use crate::rule::Judge;

/// Compiles the built-in packs and the user's, and puts the judge together.
///
/// # Errors
/// Where a pack cannot be used.
pub(super) fn judge(config: &Config) -> Result<Judge> {
    let mut packs = Vec::new();
    for source in PACKS {
        packs.push(Pack::parse(source.tag, source.text)?);
    }
    for (path, text) in config.packs.iter().zip(&config.pack_texts) {
        packs.push(Pack::parse(path, text)?);
    }
    Ok(Judge::new(Lexicon::compile(&packs)?, &config.judging))
}
