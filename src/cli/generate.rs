//! `dateline help`, `completions` and `man`: what is made from the arguments' own definitions.

use super::args::Args;
use super::error::CliError;
use super::terminal::{Outcome, Terminal, finish};
use clap::CommandFactory;
use std::io::Write;
use std::process::ExitCode;

/// Help topics: name, and the page.
const TOPICS: [(&str, &str); 6] = [
    ("guide", include_str!("../../docs/guide.md")),
    ("query", include_str!("../../docs/query.md")),
    ("speakers", include_str!("../../docs/speakers.md")),
    ("counting", include_str!("../../docs/counting.md")),
    ("copies", include_str!("../../docs/duplicates.md")),
    ("places", include_str!("../../docs/places.md")),
];

/// Prints help on a command, a topic, or the whole.
pub(super) fn help(topic: Option<&str>, terminal: Terminal) -> Outcome {
    let mut command = Args::command();
    command.build();
    let page = match topic {
        None => command.render_long_help().to_string(),
        Some(topic) => match TOPICS.iter().find(|(name, _)| *name == topic) {
            Some((_, page)) => (*page).to_owned(),
            None => command
                .find_subcommand_mut(topic)
                .ok_or_else(|| {
                    CliError::new(format!("there is no help on `{topic}`"))
                        .with_hint("dateline help lists the commands; dateline help query explains the query language")
                })?
                .render_long_help()
                .to_string(),
        },
    };
    let mut out = terminal.stdout();
    finish(out.write_all(page.as_bytes()).and_then(|()| out.flush()), ExitCode::SUCCESS)
}

/// Prints a completion script: it asks the program itself, which knows what the index holds.
pub(super) fn completions(shell: clap_complete::Shell, terminal: Terminal) -> Outcome {
    let shells = clap_complete::env::Shells::builtins();
    let name = shell.to_string();
    let completer = shells.completer(&name).ok_or_else(|| CliError::new(format!("{name} cannot be completed in")))?;
    let mut script = Vec::new();
    let written = completer.write_registration("COMPLETE", "dateline", "dateline", "dateline", &mut script);
    let mut out = terminal.stdout();
    finish(written.and_then(|()| out.write_all(&script)).and_then(|()| out.flush()), ExitCode::SUCCESS)
}

/// Prints the manual page of a command, or of the whole.
pub(super) fn man(page: Option<&str>, terminal: Terminal) -> Outcome {
    let mut command = Args::command();
    command.build();
    let shown = match page {
        None => Args::command(),
        Some(name) => command
            .find_subcommand(name)
            .ok_or_else(|| {
                CliError::new(format!("there is no command `{name}`")).with_hint("dateline help lists them")
            })?
            .clone(),
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(shown).render(&mut text).map_err(|error| CliError::from_error(&error))?;
    let mut out = terminal.stdout();
    finish(out.write_all(&text).and_then(|()| out.flush()), ExitCode::SUCCESS)
}
