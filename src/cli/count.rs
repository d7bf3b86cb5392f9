//! `dateline count`.

use super::args::{self, Format};
use super::asking;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::grouped;
use crate::render::{counts, hits_text::plural};
use crate::search::{Bucket, CountBy, Counts, PlaceLevel, Request};
use std::io::Write;
use std::process::ExitCode;

/// Counts and prints.
pub(super) fn run(args: &args::Count, terminal: Terminal) -> Outcome {
    let asked = asking::ask(&args.asking, terminal)?;
    let request = Request { undated: asked.undated, ..Request::new(asked.query.clone()) };
    let by = match args.by {
        args::CountBy::Speaker => CountBy::Speaker,
        args::CountBy::Place => CountBy::Place(match args.level {
            args::Level::Country => PlaceLevel::Country,
            args::Level::Region => PlaceLevel::Region,
            args::Level::City => PlaceLevel::City,
        }),
        args::CountBy::Year => CountBy::Time(Bucket::Year),
        args::CountBy::Month => CountBy::Time(Bucket::Month),
        args::CountBy::Day => CountBy::Time(Bucket::Day),
        args::CountBy::Weekday => CountBy::Time(Bucket::Weekday),
        args::CountBy::Source => CountBy::Source,
    };
    let mut counts =
        asked.searcher.count_by(&request, by).map_err(|error| asking::search_error(error, &asked.query))?;
    if args.limit > 0 {
        counts.rows.truncate(args.limit);
    }
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => {
            remarks(&counts, args.by, terminal);
            counts::text(&mut out, &counts, terminal.width())
        }
        Format::Csv => counts::csv(&mut out, &counts),
        Format::Json => writeln!(out, "{:#}", counts::json(&counts, &asked.question)),
        Format::Jsonl => counts::jsonl(&mut out, &counts, &asked.question),
    };
    let status = if counts.n_articles > 0 { ExitCode::SUCCESS } else { ExitCode::from(1) };
    finish(written.and_then(|()| out.flush()), status)
}

fn remarks(counts: &Counts, by: args::CountBy, terminal: Terminal) {
    terminal.note(&format!(
        "{} {}",
        grouped(counts.n_articles),
        if counts.n_articles == 1 { "article matches" } else { "articles match" }
    ));
    if counts.n_uncertain > 0 {
        terminal.note(&format!("{} dated less exactly than that", plural(counts.n_uncertain, "article")));
    }
    if counts.n_without > 0 {
        let without = match by {
            args::CountBy::Source => "without a source",
            args::CountBy::Place => "without such a place",
            args::CountBy::Speaker => "without a quote",
            _ => "undated",
        };
        terminal.note(&format!("{} {without}", plural(counts.n_without, "article")));
    }
}
