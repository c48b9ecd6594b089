//! `lamsa inspect`: what was recognised in each file, and the settings that would correct it.

mod count;
mod page;

use std::io::Write;

use anyhow::Result;

use self::count::Count;
use super::Ending;
use super::read::ReadArgs;
use crate::report::pseudonym::Pseudonyms;
use crate::source::{FileError, Found, SourceFile, drain};

/// Shows what is recognised in each file: format, speakers, channels, times, and the settings that would correct it.
#[derive(Debug, clap::Args)]
pub(super) struct InspectArgs {
    /// What to look at.
    #[command(flatten)]
    pub(super) read: ReadArgs,
}

/// Writes one screen a file to `out`. Nothing that anybody said is shown, only its shape.
///
/// # Errors
/// Where a path leads to nothing, the settings are wrong, or `out` fails. A file that cannot be read is part of
/// the answer, and of the ending: the wrong file is an error, a cut one is incomplete.
pub(super) fn run(args: &InspectArgs, out: &mut dyn Write) -> Result<Ending> {
    let config = args.read.configure(|_| {})?;
    let mut feed = args.read.feed(&config)?;
    let pseudonyms = Pseudonyms::new(&config.key);
    let mut ending = Ending::Done;
    let mut open: Option<(SourceFile, Count)> = None;
    drain(&mut feed, |file, found| {
        if open
            .as_ref()
            .is_none_or(|(before, _)| before.number != file.number)
        {
            if let Some((before, count)) = open.take() {
                page::write(&before, &count, pseudonyms, out)?;
            }
            open = Some((file.clone(), Count::default()));
        }
        if let Some((_, count)) = &mut open {
            match found {
                Found::Conversation(one) => count.add(&one),
                Found::Unreadable(problem) => count.add_problem(problem),
                Found::Failed(error) => {
                    ending = worse(ending, &error);
                    count.fault = Some(error.to_string());
                }
                Found::Skipped(reason) => count.skipped = Some(reason),
            }
        }
        std::io::Result::Ok(())
    })?;
    if let Some((file, count)) = open {
        page::write(&file, &count, pseudonyms, out)?;
    }
    Ok(ending)
}

/// The ending after one more file that could not be read; errors outrank what is only incomplete.
const fn worse(ending: Ending, error: &FileError) -> Ending {
    if error.is_usage() || matches!(ending, Ending::Error) {
        Ending::Error
    } else {
        Ending::Incomplete
    }
}
