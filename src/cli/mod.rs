//! The command line: one file a verb.

mod audit;
mod convert;
mod explain;
mod formats;
mod inspect;
mod people;
mod progress;
mod read;
mod rules;
mod session;
mod show;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

/// Finds where customers needed a person and got a machine.
///
/// Reads exported support transcripts of any platform, offline, and reports per channel how much human contact is missing,
/// with the sentences that prove it.
#[derive(Debug, Parser)]
#[command(
    name = "lamsa",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Audit(audit::AuditArgs),
    Show(show::ShowArgs),
    Inspect(inspect::InspectArgs),
    Convert(convert::ConvertArgs),
    /// Lists the formats that can be read and what each can show.
    Formats,
    Rules(rules::RulesArgs),
    Explain(explain::ExplainArgs),
}

/// How a run ended. The only place that knows the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Done, and no gate failed.
    Done,
    /// Usage, configuration, input or output error.
    Error,
    /// The input was read too incompletely to judge.
    Incomplete,
    /// There was nothing to audit.
    Empty,
}

impl Ending {
    const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Error => 2,
            Self::Incomplete => 3,
            Self::Empty => 4,
        }
    }
}

/// Runs the command with these arguments (the first is the program's name).
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // clap knows which of its messages are answers (help, version) and which are errors, and where they go.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() {
                Ending::Error.code()
            } else {
                0
            });
        }
    };
    silence_panics();
    // Not locked: while an audit runs, its workers hand streams to standard output.
    let out = &mut io::stdout();
    let ended = match cli.verb {
        Verb::Audit(args) => audit::run(&args),
        Verb::Show(args) => show::run(&args).map(|()| Ending::Done),
        Verb::Inspect(args) => inspect::run(&args, out),
        Verb::Convert(args) => convert::run(&args, out).map(|()| Ending::Done),
        Verb::Formats => formats::run(out).map(|()| Ending::Done),
        Verb::Rules(args) => rules::run(&args, out).map(|()| Ending::Done),
        Verb::Explain(args) => explain::run(&args, out).map(|()| Ending::Done),
    };
    let ended = ended.and_then(|ending| {
        out.flush().context("standard output")?;
        Ok(ending)
    });
    match ended {
        Ok(ending) => ExitCode::from(ending.code()),
        // Whoever closed the pipe has seen enough.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "lamsa: {error:#}");
            ExitCode::from(Ending::Error.code())
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// A panic's message may hold words of a transcript, so only its place is told.
fn silence_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        let _ = writeln!(
            io::stderr(),
            "lamsa: internal error{place}; the conversation is counted as not judged"
        );
    }));
}
