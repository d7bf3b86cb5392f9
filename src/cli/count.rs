//! `dateline count`.

use super::args::{self, Format, Level};
use super::asking::{self, Asked};
use super::error::CliError;
use super::keeping::{self, Digest, Digesting};
use super::tables;
use super::terminal::{Outcome, Terminal, finish};
use crate::article::PlaceLevel;
use crate::render::chart::{self, Drawing};
use crate::render::counts;
use crate::render::hits_text::{note, plural};
use crate::search::{Breakdown, Counting, Facet, Request, Unit};
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

/// Counts and prints.
pub(super) fn run(args: &args::Count, terminal: Terminal) -> Outcome {
    let by = facets(args)?;
    let (form, is_parquet) = (args.form.plain(), args.form.is_parquet());
    let format = keeping::format(&form, &args.keeping)?;
    let table = tables::form(is_parquet, keeping::reader(&args.keeping), terminal)?;
    let drawing = drawing(args, &by)?;
    let mut asked = asking::ask(&args.asking, &form, terminal)?;
    let counting = counting(args, by, &asked, terminal)?;
    keeping::note_parameters(&args.keeping, is_parquet, &mut asked, parameters(args, &counting))?;
    let request = Request { undated: asked.undated, ..Request::new(asked.query.clone()) };
    let counts =
        asked.searcher.count_by(&request, &counting).map_err(|error| asking::search_error(error, &asked.query))?;
    let mut digest = Digest::default();
    let written = if format == Format::Text {
        remarks(&counts, terminal);
        let mut out = Digesting::new(terminal.stdout(), &mut digest);
        chart::draw(&mut out, &counts, drawing, terminal.columns()).and_then(|()| out.flush())
    } else {
        let mut out = Digesting::new(terminal.records(), &mut digest);
        let written = match format {
            Format::Text | Format::Csv => counts::table(&mut out, &counts, &asked.question, table),
            Format::Json => writeln!(out, "{:#}", counts::json(&counts, &asked.question)),
            Format::Jsonl => counts::jsonl(&mut out, &counts, &asked.question),
        };
        written.and_then(|()| out.flush())
    };
    if written.is_ok() {
        keeping::keep(&args.keeping, counts::summary(&counts, &asked.question), format, is_parquet, &digest)?;
    }
    finish(written, if counts.articles > 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// What to count by, at the level asked for.
fn facets(args: &args::Count) -> Result<Vec<Facet>, CliError> {
    let names = || args.by.iter().map(|facet| facet.name()).collect::<Vec<_>>().join(",");
    match args.by.as_slice() {
        [_] => {}
        [a, b] if a != b => {}
        _ => return Err(CliError::new(format!("--by takes one field, or two that differ, not {}", names()))),
    }
    let level = match args.level {
        None => return Ok(args.by.clone()),
        Some(Level::Country) => PlaceLevel::Country,
        Some(Level::Region) => PlaceLevel::Region,
        Some(Level::City) => PlaceLevel::City,
    };
    if args.by.iter().all(|facet| facet.at(level).is_none()) {
        return Err(CliError::new(format!("--level is of places, and {} has none", names()))
            .with_hint(format!("--by place --level {}", level.as_str())));
    }
    Ok(args.by.iter().map(|facet| facet.at(level).unwrap_or(*facet)).collect())
}

fn drawing(args: &args::Count, by: &[Facet]) -> Result<Drawing, CliError> {
    match args.draw {
        Some(args::Draw::Bars) => Ok(Drawing::Bars),
        Some(args::Draw::Table) => Ok(Drawing::Table),
        Some(args::Draw::Sparkline) if by.last().is_some_and(|facet| facet.is_time()) => Ok(Drawing::Sparkline),
        Some(args::Draw::Sparkline) => {
            Err(CliError::new("a sparkline needs a time to run along").with_hint(match by {
                [only] if !only.is_time() => format!("--by {},year --draw sparkline", only.name()),
                _ => "let the last field of --by be year, month, day or weekday".to_owned(),
            }))
        }
        None if by.len() > 1 || by[0] == Facet::Speaker || args.share.is_some() => Ok(Drawing::Table),
        None => Ok(Drawing::Bars),
    }
}

fn counting(args: &args::Count, by: Vec<Facet>, asked: &Asked, terminal: Terminal) -> Result<Counting, CliError> {
    let share_of = match &args.share {
        None => None,
        Some(query) => {
            if let Some(last) = by.last().filter(|facet| !facet.parts_articles()) {
                let name = last.name();
                return Err(CliError::new(format!(
                    "there is no --share by {name}: an article may have several, or none"
                ))
                .with_hint(format!("--by {name},year --share")));
            }
            Some(asked.another(query, terminal)?)
        }
    };
    let unit = args.unit.map(|unit| match unit {
        args::CountUnit::Quotes => Unit::Quotes,
        args::CountUnit::Articles => Unit::Articles,
    });
    let of_quotes = by.iter().find(|facet| facet.is_of_quotes());
    if let (Some(Unit::Articles), Some(facet)) = (unit, of_quotes) {
        return Err(CliError::new(format!("by {} quotes are counted, not articles", facet.name()))
            .with_hint("the column `articles` says in how many articles they stand; leave out --unit"));
    }
    let keeps_doubtful_dates = args.doubtful_dates == args::DoubtfulDates::Keep;
    Ok(Counting { by, unit, keeps_doubtful_dates, share_of, limit: args.limit })
}

fn parameters(args: &args::Count, counting: &Counting) -> serde_json::Value {
    json!({
        "command": "count",
        "by": counting.by.iter().map(|facet| facet.name()).collect::<Vec<_>>(),
        "level": args.level.as_ref().map(args::typed_name),
        "share_of": counting.share_of.as_ref().map(ToString::to_string),
        "keeps_doubtful_dates": counting.keeps_doubtful_dates,
        "limit": counting.limit,
        "undated": args::typed_name(&args.asking.undated),
    })
}

/// The unit, and what falls under no value, on standard error.
fn remarks(counts: &Breakdown, terminal: Terminal) {
    terminal.note(&chart::unit(counts));
    let unit = if counts.quotes.is_some() { "quote" } else { "article" };
    for note in counts.notes.iter().filter_map(note) {
        terminal.note(&note);
    }
    asking::note_undated(counts.undated_left_out, terminal);
    if counts.uncertain > 0 {
        let uncertain = plural(counts.uncertain, unit);
        terminal.note(&format!("(uncertain): {uncertain} dated less exactly than that, or doubtfully"));
    }
    if counts.without > 0 {
        let names: Vec<&str> = counts.by.iter().map(|facet| facet.name()).collect();
        terminal.note(&format!("(none): {} without a {}", plural(counts.without, unit), names.join(" or a ")));
    }
}
