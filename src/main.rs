//! The `lamsa` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    lamsa::cli::run(std::env::args_os())
}
