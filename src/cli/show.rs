//! `dateline show`.

use super::args::{self, Format};
use super::error::CliError;
use super::locate;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::index_error;
use crate::index::Reader;
use crate::render::article_text;
use crate::render::extract_json::{self, Offsets};
use std::io::Write;
use std::process::ExitCode;

/// Prints the article with that id, or the only one whose id begins or ends so.
pub(super) fn run(args: &args::Show, terminal: Terminal) -> Outcome {
    let located = locate::locate(args.location.index.as_deref())?;
    let reader = Reader::open(&located.path).map_err(|error| index_error(&error))?;
    let address = match reader.find(&args.id).map_err(|error| index_error(&error))? {
        Some(address) => address,
        None => return Err(unknown(&args.id)),
    };
    let article = reader.article(address).map_err(|error| index_error(&error))?;
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => article_text::write(&mut out, &article),
        Format::Json => writeln!(out, "{:#}", extract_json::article(&article, Offsets::Bytes)),
        Format::Jsonl => writeln!(out, "{}", extract_json::article(&article, Offsets::Bytes)),
        Format::Csv => return Err(CliError::new("an article has no table form").with_hint("--format text or --json")),
    };
    finish(written.and_then(|()| out.flush()), ExitCode::SUCCESS)
}

fn unknown(id: &str) -> CliError {
    CliError::new(format!("there is no article with the id {id}"))
        .with_hint("the id is the path in the last line of each result; dateline search -l '*' lists the files")
}
