//! `lamsa inspect`: what was recognised in each file, and the settings that would correct it.

mod count;
mod page;
mod strangers;

use std::io::Write;

use anyhow::Result;

use self::count::Count;
use self::strangers::Strangers;
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
    let mut feed = args.read.feed(&config)?.files_apart();
    let mut ending = Ending::Done;
    let mut open: Option<(SourceFile, Count)> = None;
    let (mut files, mut strangers) = (0_u32, Strangers::default());
    drain(&mut feed, |file, found| {
        if open
            .as_ref()
            .is_none_or(|(before, _)| before.number != file.number)
        {
            if let Some((before, count)) = open.take() {
                page::write(&before, &count, out)?;
                writeln!(out)?;
            }
            files += 1;
            open = Some((file.clone(), Count::default()));
        }
        if let Some((_, count)) = &mut open {
            match found {
                Found::Conversation(one) => {
                    strangers.add(&one);
                    count.add(&one);
                }
                Found::Unreadable(problem) => count.add_problem(problem),
                Found::Failed(error) => {
                    ending = worse(ending, file, &error);
                    count.fault = Some(error.to_string());
                }
                Found::Skipped(reason) => count.skipped = Some(reason),
            }
        }
        std::io::Result::Ok(())
    })?;
    let mut is_helped = false;
    if let Some((file, count)) = open {
        is_helped = page::write(&file, &count, out)?;
    }
    if !strangers.is_empty() {
        if files > 1 {
            writeln!(out, "\nall {files} files")?;
        }
        if files > 1 || !is_helped {
            writeln!(out, "{}", page::HELP)?;
        }
        strangers.write(Pseudonyms::new(&config.key), out)?;
    }
    writeln!(out)?;
    Ok(ending)
}

/// The ending after one more file that could not be read; errors outrank what is only incomplete.
const fn worse(ending: Ending, file: &SourceFile, error: &FileError) -> Ending {
    if (error.is_usage() && file.named) || matches!(ending, Ending::Error) {
        Ending::Error
    } else {
        Ending::Incomplete
    }
}
