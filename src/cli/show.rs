//! `dateline show`.

use super::args::{self, Format};
use super::error::CliError;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::index_error;
use super::{listed, locate};
use crate::index::Reader;
use crate::render::article_text;
use crate::render::extract_json::{self, Offsets};
use crate::render::sanitize;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use tantivy::DocAddress;

/// Prints the article meant.
pub(super) fn run(args: &args::Show, terminal: Terminal) -> Outcome {
    let located = locate::locate(args.location.index.as_deref())?;
    let reader = Reader::open(&located.path).map_err(|error| index_error(&error))?;
    let address = find(&reader, &located.path, &args.id)?;
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

/// The article meant: its id, its number in the last list, or what only its id begins or ends with.
pub(super) fn find(reader: &Reader, folder: &Path, typed: &str) -> Result<DocAddress, CliError> {
    let exactly = |id: &str| reader.find(id).map_err(|error| index_error(&error));
    if let Some(address) = exactly(typed)? {
        return Ok(address);
    }
    if let Some(id) = typed.parse().ok().and_then(|number| listed::id(folder, number)) {
        return exactly(&id)?.ok_or_else(|| unknown(&id));
    }
    let like =
        |is_like: &dyn Fn(&str) -> bool| reader.ids_where(MOST_NAMED + 1, is_like).map_err(|error| index_error(&error));
    let mut ids = like(&|id| id.starts_with(typed))?;
    if ids.is_empty() {
        ids = like(&|id| id.ends_with(typed))?;
    }
    match ids.as_slice() {
        [] => Err(unknown(typed)),
        [id] => exactly(id)?.ok_or_else(|| unknown(id)),
        ids => Err(ambiguous(typed, ids)),
    }
}

/// How many ids are named where one was meant.
const MOST_NAMED: usize = 5;

fn ambiguous(typed: &str, ids: &[String]) -> CliError {
    let mut lines: Vec<String> = ids.iter().take(MOST_NAMED).map(|id| sanitize::line(id).into_owned()).collect();
    let hint = format!("dateline show {}", lines[0]);
    if ids.len() > MOST_NAMED {
        lines.push("and more".to_owned());
    }
    CliError::new(format!("the id of several articles begins or ends with {typed}:\n  {}", lines.join("\n  ")))
        .with_hint(hint)
}

fn unknown(id: &str) -> CliError {
    CliError::new(format!("there is no article with the id {id}"))
        .with_hint("the id is the path in the last line of each result; dateline search -l '*' lists the files")
}
