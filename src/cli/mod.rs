//! The command line: arguments in, requests out, answers to the terminal. No logic of its own.
//!
//! The only room that touches standard streams, the environment and the clock.

mod args;
mod asking;
mod batch;
mod check;
mod completing;
mod count;
mod error;
mod extract;
mod field_flags;
mod fix;
mod forget;
mod generate;
mod index;
mod keeping;
mod links;
mod listed;
mod locate;
mod look;
mod people;
mod reading;
mod said;
mod saved;
mod search;
mod show;
mod status;
mod tables;
mod terminal;
mod trace;
mod updating;
mod user_files;
mod verify;
mod watch;

use args::Command;
use clap::FromArgMatches;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use terminal::{Outcome, Terminal};

/// Parses the command line, runs the command and maps its outcome to an exit status.
pub fn main() -> ExitCode {
    // Where a shell asks what could come next, that is answered, and nothing else is done.
    clap_complete::CompleteEnv::with_factory(args::command).complete();
    let matches = args::command().get_matches_from(with_query_text_kept(std::env::args_os()));
    let args = args::Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let terminal = Terminal::new(args.color, args.hyperlinks);
    let outcome = look::put_on(terminal).and_then(|()| run(args.command, terminal));
    outcome.unwrap_or_else(|error| {
        let _ = write!(terminal.stderr(), "{}", error.render());
        ExitCode::from(2)
    })
}

fn run(command: Command, terminal: Terminal) -> Outcome {
    match command {
        Command::Extract(args) => extract::run(&args, terminal),
        Command::Index(args) => index::run(&args, terminal),
        Command::Search(args) => search::run(&args, terminal),
        Command::Count(args) => count::run(&args, terminal),
        Command::Check(args) => check::run(&args, terminal),
        Command::Status(args) => status::run(&args, terminal),
        Command::Fix(args) => fix::run(&args, terminal),
        Command::Show(args) => show::run(&args, terminal),
        Command::Said(args) => said::run(&args, terminal),
        Command::Trace(args) => trace::run(&args, terminal),
        Command::People(args) => people::run(&args, terminal),
        Command::Watch(args) => saved::run(&args, terminal),
        Command::Verify(args) => verify::run(&args, terminal),
        Command::Forget(args) => forget::run(&args, terminal),
        Command::Help(args) => generate::help(args.topic.as_deref(), terminal),
        Command::Completions(args) => generate::completions(args.shell, terminal),
        Command::Man(args) => generate::man(args.page.as_deref(), terminal),
    }
}

/// The arguments with `-FIELD:…` made query text: clap would read it as a bundle of short flags.
fn with_query_text_kept(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut kept: Vec<OsString> = Vec::new();
    for arg in args {
        match arg.to_str() {
            Some(text) if is_negated_clause(text) => {
                // A blank in front changes nothing in the query language, and a great deal for clap.
                kept.push(format!(" {text}").into());
            }
            _ => kept.push(arg),
        }
    }
    kept
}

/// Whether a token reads `-FIELD:…` or `-quote{…`.
fn is_negated_clause(token: &str) -> bool {
    let Some(rest) = token.strip_prefix('-') else { return false };
    let name: &str = rest.split([':', '{', '"', '(']).next().unwrap_or_default();
    let opener = rest[name.len()..].chars().next();
    match opener {
        Some(':') => crate::query::Field::by_name(name).is_some(),
        Some('{') => name.eq_ignore_ascii_case("quote"),
        Some('"' | '(') => name.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        args::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples() {
        fn check(command: &clap::Command) {
            let examples = command.get_before_help().map(ToString::to_string).unwrap_or_default();
            assert!(examples.starts_with("Example") && examples.contains("\n  "), "{}", command.get_name());
            command.get_subcommands().for_each(check);
        }
        let mut command = args::command();
        command.build();
        check(&command);
    }

    #[test]
    fn negated_clauses_are_query_text() {
        for (token, expected) in [
            ("-speaker:trump", true),
            ("-quote{said:x}", true),
            ("-(a OR b)", true),
            ("-n", false),
            ("-n5", false),
            ("--speaker", false),
            ("-x:y", false),
            ("speaker:trump", false),
        ] {
            assert_eq!(is_negated_clause(token), expected, "{token}");
        }
    }
}
