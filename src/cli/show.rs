//! `dateline show`.

use super::args::{self, Format};
use super::asking;
use super::error::CliError;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::index_error;
use super::user_files::UserFiles;
use super::{listed, locate};
use crate::article::{Article, Span};
use crate::index::Reader;
use crate::knowledge::split_quote_id;
use crate::render::citation::{self, Style};
use crate::render::extract_json::{self, Offsets};
use crate::render::hits_text::Matches;
use crate::render::{article_text, company, hits_json, sanitize, why};
use crate::search::{Citation, Company, Marks, Request, Searcher};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use tantivy::DocAddress;

/// Prints the article meant, the words marked that satisfy a query.
pub(super) fn run(args: &args::Show, terminal: Terminal) -> Outcome {
    let folders = locate::locate_all(&args.location.index)?;
    let home = folders.first().cloned().unwrap_or_default();
    let files = UserFiles::of(&home);
    let (speakers, places) = (files.speakers(terminal)?, files.places()?);
    let reader = locate::open_all(&folders, terminal)?;
    let searcher = Searcher::with_speakers(reader, &speakers).with_atlas(places.atlas().clone());
    let reader = searcher.reader();
    let (address, utterance) = find_quote(reader, &home, &args.id)?;
    let article = searcher.article(address).map_err(|error| CliError::from_error(&error))?;
    if args.why {
        return explain(&searcher, &article.id, args, terminal);
    }
    if let Some(style) = args.form.citation() {
        return cite(&searcher, &article, utterance, style, args, terminal);
    }
    let marks = match args.query.as_slice() {
        [] => utterance.map(|utterance| Marks { text: spans_of(&article, utterance), headline: Vec::new() }),
        query => Some(marks(&searcher, &article.id, &query.join(" "), terminal)?),
    };
    let company = searcher.whole_company(address).map_err(|error| CliError::from_error(&error))?;
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => {
            let (marks, matches) = (marks.unwrap_or_default(), terminal.matches());
            let mut text = Vec::new();
            let written = article_text::write(&mut text, &article, &company, &marks, matches);
            let is_colored = matches == Matches::Colored;
            let plain = if is_colored { text.clone() } else { anstream::adapter::strip_bytes(&text).into_vec() };
            match written {
                Ok(()) if !args.no_pager && terminal.page(&plain) => Ok(()),
                Ok(()) => out.write_all(&text),
                Err(error) => Err(error),
            }
        }
        Format::Json => writeln!(out, "{:#}", json(&article, &company, marks.as_ref())),
        Format::Jsonl => writeln!(out, "{}", json(&article, &company, marks.as_ref())),
        Format::Csv => return Err(CliError::new("an article has no table form").with_hint("--format text or --json")),
    };
    finish(written.and_then(|()| out.flush()), ExitCode::SUCCESS)
}

/// Cites the article, at a quote or at what satisfies the query.
fn cite(
    searcher: &Searcher,
    article: &Article,
    utterance: Option<u32>,
    style: Style,
    args: &args::Show,
    terminal: Terminal,
) -> Outcome {
    let manifest = searcher.reader().manifest().map_err(|error| index_error(&error))?;
    let of_query = match args.query.as_slice() {
        [] => None,
        query => marks(searcher, &article.id, &query.join(" "), terminal)?.text.first().copied(),
    };
    let citation = match (utterance, of_query) {
        (Some(utterance), _) => searcher
            .cite_quote(article, utterance, &manifest)
            .ok_or_else(|| CliError::new(format!("{} has no quote q{utterance}", article.id)))?,
        (None, Some(span)) => Citation::of_span(article, span, &manifest),
        (None, None) => Citation::of_article(article, &manifest),
    };
    let mut out = terminal.stdout();
    finish(citation::write(&mut out, &[citation], style).and_then(|()| out.flush()), ExitCode::SUCCESS)
}

/// Where an utterance stands.
fn spans_of(article: &Article, utterance: u32) -> Vec<Span> {
    article.quotes.iter().filter(|quote| quote.utterance == utterance).map(|quote| quote.span).collect()
}

/// The article meant, and the number of the utterance where a quote's id was typed.
fn find_quote(reader: &Reader, folder: &Path, typed: &str) -> Result<(DocAddress, Option<u32>), CliError> {
    let is_article = || reader.find(typed).map_err(|error| index_error(&error)).map(|found| found.is_some());
    match split_quote_id(typed) {
        Some((article, utterance)) if !is_article()? => Ok((find(reader, folder, article)?, Some(utterance))),
        _ => Ok((find(reader, folder, typed)?, None)),
    }
}

/// Says which clause of the query matched where, and which failed.
fn explain(searcher: &Searcher, id: &str, args: &args::Show, terminal: Terminal) -> Outcome {
    let query = asking::parse(&args.query.join(" "), &[], asking::today(None)?, terminal)?;
    let why = searcher.why(&Request::new(query.clone()), id);
    let why = why.map_err(|error| asking::search_error(error, &query))?.ok_or_else(|| unknown(id))?;
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => why::text(&mut out, &why),
        Format::Json => writeln!(out, "{:#}", why::json(&why)),
        Format::Jsonl => writeln!(out, "{}", why::json(&why)),
        Format::Csv => return Err(CliError::new("reasons have no table form").with_hint("--format text or --json")),
    };
    let status = if why.root.holds { ExitCode::SUCCESS } else { ExitCode::from(1) };
    finish(written.and_then(|()| out.flush()), status)
}

/// The words of the article that satisfy a query.
fn marks(searcher: &Searcher, id: &str, text: &str, terminal: Terminal) -> Result<Marks, CliError> {
    let query = asking::parse(text, &[], asking::today(None)?, terminal)?;
    let hit = searcher.hit(&Request::new(query.clone()), id);
    match hit.map_err(|error| asking::search_error(error, &query))? {
        Some(hit) => Ok(hit.marks),
        None => {
            terminal.note("the query does not match this article");
            Ok(Marks::default())
        }
    }
}

fn json(article: &Article, company: &Company, marks: Option<&Marks>) -> Value {
    let mut value = extract_json::article(article, Offsets::Bytes);
    let Value::Object(object) = &mut value else { return value };
    object.insert("group".into(), company::json(company));
    if let Some(marks) = marks {
        object.insert("matches".into(), hits_json::ranges(&marks.text));
        object.insert("headline_matches".into(), hits_json::ranges(&marks.headline));
    }
    value
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
