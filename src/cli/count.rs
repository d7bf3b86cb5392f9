//! `dateline count`.

use super::args::{self, Format, Level};
use super::asking;
use super::error::CliError;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::grouped;
use crate::article::PlaceLevel;
use crate::render::{
    counts,
    hits_text::{note, plural},
};
use crate::search::{Breakdown, Facet, Request};
use std::io::Write;
use std::process::ExitCode;

/// Counts and prints.
pub(super) fn run(args: &args::Count, terminal: Terminal) -> Outcome {
    let facet = facet(args)?;
    let asked = asking::ask(&args.asking, &args.form, terminal)?;
    let request = Request { undated: asked.undated, ..Request::new(asked.query.clone()) };
    let mut counts =
        asked.searcher.count_by(&request, facet).map_err(|error| asking::search_error(error, &asked.query))?;
    if args.limit > 0 {
        counts.rows.truncate(args.limit);
    }
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => {
            remarks(&counts, facet, terminal);
            counts::text(&mut out, &counts, terminal.columns())
        }
        Format::Csv => counts::csv(&mut out, &counts),
        Format::Json => writeln!(out, "{:#}", counts::json(&counts, &asked.question)),
        Format::Jsonl => counts::jsonl(&mut out, &counts, &asked.question),
    };
    let status = if counts.articles > 0 { ExitCode::SUCCESS } else { ExitCode::from(1) };
    finish(written.and_then(|()| out.flush()), status)
}

/// What to count by, at the level asked for.
fn facet(args: &args::Count) -> Result<Facet, CliError> {
    let level = match args.level {
        None => return Ok(args.by),
        Some(Level::Country) => PlaceLevel::Country,
        Some(Level::Region) => PlaceLevel::Region,
        Some(Level::City) => PlaceLevel::City,
    };
    args.by.at(level).ok_or_else(|| {
        CliError::new(format!("--level is of places, and {} has none", args.by.name()))
            .with_hint(format!("--by place --level {}", level.as_str()))
    })
}

/// The unit, and what falls under no value, on standard error.
fn remarks(counts: &Breakdown, facet: Facet, terminal: Terminal) {
    let noun = if counts.articles == 1 { "article matches" } else { "articles match" };
    let unit = counts.quotes.map(|n| format!("; counted are its {}", plural(n, "quote"))).unwrap_or_default();
    let folded = counts.articles - counts.distinct;
    let distinct = if folded > 0 { format!(", {} distinct", grouped(counts.distinct)) } else { String::new() };
    terminal.note(&format!("{} {noun}{distinct}{unit}", grouped(counts.articles)));
    let unit = if counts.quotes.is_some() { "quote" } else { "article" };
    if counts.uncertain > 0 {
        terminal.note(&format!("{} dated less exactly than that", plural(counts.uncertain, unit)));
    }
    for note in counts.notes.iter().filter_map(note) {
        terminal.note(&note);
    }
    if let Some(n) = counts.undated_left_out.filter(|n| *n > 0) {
        let undated = plural(n, "undated article");
        terminal.note(&format!("{undated} left out by the date clause (--undated include keeps them)"));
    }
    if counts.without > 0 {
        terminal.note(&format!("{} without a {}", plural(counts.without, unit), facet.name()));
    }
}
