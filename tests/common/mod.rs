//! What several tests need: the packs, a judge, and the conversations of the demo.

#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

pub(crate) mod cases;
pub(crate) mod specimens;

use std::path::{Path, PathBuf};

use lamsa::config::{Config, RawConfig};
use lamsa::language::{Lexicon, PACKS, Pack};
use lamsa::rule::Judge;
use lamsa::source::{Feed, Found, Limits, drain, walk};
use lamsa::transcript::Conversation;

/// The folder of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The built-in packs.
pub(crate) fn packs() -> Vec<Pack> {
    PACKS
        .iter()
        .map(|pack| Pack::parse(pack.tag, pack.text).unwrap())
        .collect()
}

/// A judge with the default settings and these packs.
pub(crate) fn judge(packs: &[Pack]) -> Judge {
    let config = Config::resolve("defaults", &RawConfig::default()).unwrap();
    Judge::new(Lexicon::compile(packs).unwrap(), &config.judging)
}

/// Shows every conversation of these files and folders, read as an audit reads them.
pub(crate) fn each(paths: &[PathBuf], mut see: impl FnMut(&Conversation<'_>)) {
    let config = Config::resolve("defaults", &RawConfig::default()).unwrap();
    let inputs = walk(paths).unwrap();
    let mut feed = Feed::new(inputs, config.reading, None, Limits::default());
    drain(&mut feed, |_, found| {
        if let Found::Conversation(conversation) = found {
            see(&conversation);
        }
        Ok::<(), std::io::Error>(())
    })
    .unwrap();
}
