//! Tables of messages or conversations: CSV, TSV, semicolons, pipes, and rows that are JSON objects.
//!
//! What a column means is told by its header, and what a cell means by its word, both from data: the user's own
//! profiles first, then `profiles/generic.toml`. The rows of one conversation arrive together, in whatever order; the
//! source brings them together where they are scattered.

mod columns;
mod damage;
mod fold;
mod group;
mod json;
mod order;
mod path;
mod plan;
mod profile;
mod reader;
mod row;
mod transcript;
mod words;

pub(super) use fold::fold;
pub(super) use json::{lacks_json, open_json, open_preset, sniff_json, sniff_preset};
pub(super) use plan::plan;
pub(super) use profile::Profile;
pub use profile::check_profile;
pub(super) use reader::TableReader;
pub(super) use transcript::labelled;
pub(super) use words::speaker_word;
