//! lamsa reads exported support transcripts and finds where customers needed a person and got a machine.

pub mod cli;
pub mod config;
pub mod contact;
pub mod cue;
pub mod engine;
pub mod format;
pub mod language;
pub mod link;
pub mod report;
pub mod rule;
pub mod source;
pub mod spill;
pub mod tally;
pub mod text;
pub mod transcript;
