//! `dateline check`.

use super::args::{self, Format};
use super::asking::today;
use super::error::CliError;
use super::locate;
use super::reading;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::index_error;
use super::user_files::UserFiles;
use crate::article::Day;
use crate::extract::{Options, extract};
use crate::index::check::{Inspection, Inspector};
use crate::index::{NoteKind, Reader, misfits};
use crate::read::Item;
use crate::render::findings;
use std::io::Write;
use std::process::ExitCode;

/// Lists what a person should look at.
pub(super) fn run(args: &args::Check, terminal: Terminal) -> Outcome {
    let is_wanted = |kind| (args.only.is_empty() || args.only.contains(&kind)) && !args.except.contains(&kind);
    let inspector = Inspector::new(Day::from_civil(today(args.today)?), &is_wanted);
    let inspection =
        if args.paths.is_empty() { of_index(args, inspector, terminal)? } else { of_files(args, inspector)? };
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => {
            terminal.note(&findings::summary_line(&inspection));
            findings::text(&mut out, &inspection)
        }
        Format::Csv => findings::csv(&mut out, &inspection),
        Format::Json => writeln!(out, "{:#}", findings::json(&inspection)),
        Format::Jsonl => findings::jsonl(&mut out, &inspection),
    };
    let status = if inspection.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) };
    finish(written.and_then(|()| out.flush()), status)
}

fn of_index(args: &args::Check, inspector: Inspector<'_>, terminal: Terminal) -> Result<Inspection, CliError> {
    let located = locate::locate(&args.location.index)?;
    let reader = Reader::open(&located.path).map_err(|error| index_error(&error))?;
    let mut inspector = match reader.lack_of_groups() {
        None => inspector.with_groups(reader.groups()),
        Some(_) => inspector,
    };
    let manifest = reader.manifest().map_err(|error| index_error(&error))?;
    for (path, file) in &manifest.files {
        let failed = || file.notes.iter().filter(|note| note.kind == NoteKind::Failed);
        for note in failed() {
            inspector.unreadable(path, note.line, &note.reason);
        }
        let n_more = file.n_failed.saturating_sub(failed().count() as u64);
        if n_more > 0 {
            inspector.unreadable(path, None, &format!("{n_more} more records could not be read"));
        }
        if file.is_missing {
            inspector.missing(path);
        }
    }
    let files = UserFiles::of(&located.path);
    let corrections = files.corrections(terminal)?;
    let path = files.corrections_path().display().to_string();
    for misfit in misfits(&reader, &corrections).map_err(|error| index_error(&error))? {
        inspector.orphan(&path, &misfit);
    }
    reader.for_each_article(&mut |article| inspector.article(&article)).map_err(|error| index_error(&error))?;
    Ok(inspector.finish())
}

fn of_files(args: &args::Check, mut inspector: Inspector<'_>) -> Result<Inspection, CliError> {
    let places = UserFiles::here()?.map(|files| files.places()).transpose()?.unwrap_or_default();
    let options = Options { assume_date: args.assume_date, atlas: places.atlas().clone(), ..Options::default() };
    reading::in_order(
        reading::Input { paths: &args.paths, format: args.from, n_threads: reading::n_threads(args.threads) },
        |item| match item {
            Item::Article(raw) => Some(Ok(extract(*raw, &options))),
            Item::Failure(failure) => Some(Err(failure)),
            Item::Skipped(_) => None,
        },
        |read| {
            match read {
                Some(Ok(article)) => inspector.article(&article),
                Some(Err(failure)) => inspector.unreadable(&failure.path, failure.line, &failure.reason),
                None => {}
            }
            true
        },
    );
    Ok(inspector.finish())
}
