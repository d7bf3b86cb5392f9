//! `dateline count`.

use super::args::{self, Format, Level};
use super::asking;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::grouped;
use crate::render::{counts, hits_text::plural};
use crate::search::{Breakdown, Facet, Request};
use std::io::Write;
use std::process::ExitCode;

/// Counts and prints.
pub(super) fn run(args: &args::Count, terminal: Terminal) -> Outcome {
    let asked = asking::ask(&args.asking, &args.form, terminal)?;
    let request = Request { undated: asked.undated, ..Request::new(asked.query.clone()) };
    let facet = match (args.by, args.level) {
        (Facet::Place, Level::Country) => Facet::Country,
        (facet, _) => facet,
    };
    let mut counts =
        asked.searcher.count_by(&request, facet).map_err(|error| asking::search_error(error, &asked.query))?;
    if args.limit > 0 {
        counts.rows.truncate(args.limit);
    }
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => {
            remarks(&counts, facet, terminal);
            counts::text(&mut out, &counts, terminal.width())
        }
        Format::Csv => counts::csv(&mut out, &counts),
        Format::Json => writeln!(out, "{:#}", counts::json(&counts, &asked.question)),
        Format::Jsonl => counts::jsonl(&mut out, &counts, &asked.question),
    };
    let status = if counts.articles > 0 { ExitCode::SUCCESS } else { ExitCode::from(1) };
    finish(written.and_then(|()| out.flush()), status)
}

/// The unit, and what falls under no value, on standard error.
fn remarks(counts: &Breakdown, facet: Facet, terminal: Terminal) {
    let noun = if counts.articles == 1 { "article matches" } else { "articles match" };
    let unit = counts.quotes.map(|n| format!("; counted are its {}", plural(n, "quote"))).unwrap_or_default();
    terminal.note(&format!("{} {noun}{unit}", grouped(counts.articles)));
    let unit = if counts.quotes.is_some() { "quote" } else { "article" };
    if counts.uncertain > 0 {
        terminal.note(&format!("{} dated less exactly than that", plural(counts.uncertain, unit)));
    }
    if counts.without > 0 {
        terminal.note(&format!("{} without a {}", plural(counts.without, unit), facet.name()));
    }
}
