//! Languages as data: one TOML pack a language, one line in [`PACKS`].

mod automaton;
mod class;
mod lexicon;
mod pack;
mod pattern;
mod phrase;
mod stem;

pub use class::{Class, ClassSet, RiskKind, SlotKind};
pub use lexicon::{Cue, Lexicon, ScanBuffer, Side, Word};
pub use pack::{Pack, PackError, PackSource};
pub use phrase::{Node, Phrase};

/// The packs that are built in. Adding one is a file and a line here.
pub static PACKS: &[PackSource] = &[
    PackSource {
        tag: "en",
        text: include_str!("packs/en.toml"),
    },
    PackSource {
        tag: "ar",
        text: include_str!("packs/ar.toml"),
    },
];
