//! `lamsa convert`: any export as canonical conversations, one a line.

use std::io::{self, Write};

use anyhow::{Context as _, Result, bail};

use super::read::ReadArgs;
use crate::format::to_canonical;
use crate::source::{Found, drain};

/// Turns any export into canonical transcripts, one JSON object a line, on standard output. Raw: nothing is masked.
#[derive(Debug, clap::Args)]
pub(super) struct ConvertArgs {
    /// What to read.
    #[command(flatten)]
    pub(super) read: ReadArgs,
}

/// Writes every conversation to `out`. This is the one command whose output is raw, and it says so on stderr, where
/// problems go as well.
///
/// # Errors
/// Where something that was named cannot be read, a file is cut off, or `out` fails; a reader that stops listening is
/// no error.
pub(super) fn run(args: &ConvertArgs, out: &mut dyn Write) -> Result<()> {
    let config = args.read.configure(|_| {})?;
    let mut feed = args.read.feed(&config)?;
    let mut notes = io::stderr().lock();
    writeln!(
        notes,
        "convert writes everything as it was said, names and numbers included; keep it as safe as the export"
    )?;
    let mut failed = 0_usize;
    let result = drain(&mut feed, |file, found| {
        match found {
            Found::Conversation(one) => return to_canonical(&one, &mut &mut *out),
            Found::Unreadable(problem) => writeln!(notes, "{}: {problem}", file.name)?,
            Found::Skipped(reason) => writeln!(notes, "{}: skipped: {reason}", file.name)?,
            Found::Failed(error) => {
                failed += 1;
                writeln!(notes, "{}: {error}", file.name)?;
            }
        }
        Ok(())
    });
    result.context("standard output")?;
    if failed > 0 {
        bail!("{failed} of the inputs could not be read, or not to the end");
    }
    Ok(())
}
