//! `dateline help`, `completions` and `man`: what is made from the arguments' own definitions.

use super::args;
use super::error::CliError;
use super::terminal::{Outcome, Terminal, finish};
use clap_mangen::Man;
use std::io::{self, Write};
use std::process::ExitCode;

/// Help topics: name, and the page.
const TOPICS: [(&str, &str); 8] = [
    ("guide", include_str!("../../docs/guide.md")),
    ("query", include_str!("../../docs/query.md")),
    ("speakers", include_str!("../../docs/speakers.md")),
    ("counting", include_str!("../../docs/counting.md")),
    ("copies", include_str!("../../docs/duplicates.md")),
    ("places", include_str!("../../docs/places.md")),
    ("ranking", include_str!("../../docs/ranking.md")),
    ("look", include_str!("../../docs/look.md")),
];

/// Prints help on a command, a topic, or the whole.
pub(super) fn help(topic: Option<&str>, terminal: Terminal) -> Outcome {
    let mut command = args::command();
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
    let mut command = args::command();
    command.build();
    let shown = match page {
        None => args::command(),
        Some(name) => command
            .find_subcommand(name)
            .ok_or_else(|| {
                CliError::new(format!("there is no command `{name}`")).with_hint("dateline help lists them")
            })?
            .clone(),
    };
    let mut text = Vec::new();
    write_man(&shown, &mut text).map_err(|error| CliError::from_error(&error))?;
    let mut out = terminal.stdout();
    finish(out.write_all(&text).and_then(|()| out.flush()), ExitCode::SUCCESS)
}

/// A manual page in the order of the help: what the command is for, examples, then everything else.
fn write_man(command: &clap::Command, out: &mut Vec<u8>) -> io::Result<()> {
    let man = Man::new(command.clone());
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    if let Some(examples) = command.get_before_help() {
        writeln!(out, ".SH EXAMPLES\n.nf")?;
        for line in examples.to_string().lines().skip(1) {
            writeln!(out, "{}", verbatim(line.trim_start()))?;
        }
        writeln!(out, ".fi")?;
    }
    man.render_description_section(out)?;
    if command.get_arguments().any(|argument| !argument.is_hide_set()) {
        man.render_options_section(out)?;
    }
    if command.get_subcommands().any(|subcommand| !subcommand.is_hide_set()) {
        man.render_subcommands_section(out)?;
    }
    if command.get_after_help().is_some() {
        man.render_extra_section(out)?;
    }
    man.render_version_section(out)
}

/// A line for troff to print as it is.
fn verbatim(line: &str) -> String {
    let line = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    if line.starts_with('.') { format!("\\&{line}") } else { line }
}
