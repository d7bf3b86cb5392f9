//! The command line: arguments in, requests out, answers to the terminal. No logic of its own.
//!
//! The only room that touches standard streams, the environment and the clock.

mod args;
mod error;
mod extract;
mod field_flags;
mod locate;

use clap::Parser;
use std::process::ExitCode;

/// Parses the command line, runs the command and maps its outcome to an exit status.
pub fn main() -> ExitCode {
    let args = args::Args::parse();
    match args.command {
        args::Command::Extract(args) => extract::run(&args),
        _ => ExitCode::from(2),
    }
}
