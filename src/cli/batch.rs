//! `dateline search -f FILE`: every line a query; a faulty one is reported, and the next goes on.

use super::args::{self, Format};
use super::asking;
use super::error::CliError;
use super::search::request;
use super::terminal::{Outcome, Terminal, finish};
use crate::query::Query;
use crate::render::{hits_json, hits_text, sanitize};
use crate::search::{self, Answer, Request};
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

/// A line that can be asked.
struct Line {
    number: usize,
    typed: String,
    query: Query,
}

/// Answers every line that can be.
pub(super) fn run(args: &args::Search, path: &Path, terminal: Terminal) -> Outcome {
    let format = args.form.chosen();
    if args.form.is_parquet() || args.form.citation().is_some() || !args.count && !args.quiet && format == Format::Csv {
        return Err(CliError::new("several queries have no common table").with_hint("--json, or -c for a number each"));
    }
    let text = read(path)?;
    // The whole archive is opened once; a line then only brings its query.
    let everything = asking::parse("*", &[], asking::today(args.asking.today)?, terminal)?;
    let mut asked = asking::ask_parsed(&args.asking, everything, &args.form.plain(), terminal)?;
    let (lines, n_faulty) = lines(args, path, &text, terminal);
    let mut out = terminal.stdout();
    let (mut n_failed, mut n_hits, mut written) = (n_faulty, 0, Ok(()));
    for Line { number, typed, query } in lines {
        asked.question.canonical = query.to_string();
        let request = Request { query: query.clone(), ..request(args, &asked) };
        let mut write = |answer: Answer<'_>| -> search::Result<io::Result<()>> {
            let total = answer.summary().total;
            n_hits += total;
            if args.quiet {
                return Ok(Ok(()));
            }
            if args.count {
                return Ok(writeln!(out, "{total}\t{}", sanitize::line(&typed)));
            }
            let mut written = match format {
                Format::Text => writeln!(out, "{number}: {}  {}", sanitize::line(&typed), hits_text::grouped(total)),
                _ => Ok(()),
            };
            let mut next = args.offset + 1;
            let summary = answer.visit(&mut |hits| {
                if written.is_ok() {
                    written = match format {
                        Format::Text => hits_text::write(&mut out, &hits, next, terminal.matches()),
                        _ => hits_json::hits(&hits).into_iter().try_for_each(|mut hit| {
                            hit["line"] = number.into();
                            writeln!(out, "{hit}")
                        }),
                    };
                }
                next += hits.len();
                written.is_ok()
            })?;
            if format != Format::Text && written.is_ok() {
                let mut summary = hits_json::summary(&summary, &asked.question);
                summary["line"] = number.into();
                summary["typed"] = typed.as_str().into();
                written = writeln!(out, "{summary}");
            }
            Ok(written)
        };
        match asked.searcher.answer(&request).and_then(&mut write) {
            Ok(Ok(())) => {}
            Ok(failed) => {
                written = failed;
                break;
            }
            Err(error) => {
                n_failed += 1;
                terminal.note(&at(path, number, &asking::search_error(error, &query)));
            }
        }
    }
    if n_failed > 0 {
        terminal.note(&format!("{} could not be asked", hits_text::plural(n_failed, "line")));
    }
    let status = if n_failed > 0 { 2 } else { u8::from(n_hits == 0) };
    finish(written.and_then(|()| out.flush()), ExitCode::from(status))
}

/// The lines that read well, and how many do not, each of which is told.
fn lines(args: &args::Search, path: &Path, text: &str, terminal: Terminal) -> (Vec<Line>, u64) {
    let (mut lines, mut n_faulty) = (Vec::new(), 0);
    for (number, typed) in (1..).zip(text.strip_prefix('\u{feff}').unwrap_or(text).lines()) {
        let typed = typed.trim();
        if typed.is_empty() || typed.starts_with('#') {
            continue;
        }
        match asking::parse_typed(&args.asking, typed, terminal) {
            Ok(query) => lines.push(Line { number, typed: typed.to_owned(), query }),
            Err(error) => {
                n_faulty += 1;
                terminal.note(&at(path, number, &error));
            }
        }
    }
    (lines, n_faulty)
}

fn at(path: &Path, number: usize, error: &CliError) -> String {
    format!("{}:{number}: {}", path.display(), error.render().trim_end())
}

fn read(path: &Path) -> Result<String, CliError> {
    let mut text = String::new();
    let outcome = match path == Path::new("-") {
        true => io::stdin().read_to_string(&mut text).map(|_| ()),
        false => fs::read_to_string(path).map(|read| text = read),
    };
    outcome.map_err(|error| CliError {
        causes: vec![error.to_string()],
        ..CliError::new(format!("cannot read {}", path.display()))
    })?;
    Ok(text)
}
