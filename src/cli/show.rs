//! `dateline show`.

use super::args::{self, Format};
use super::asking;
use super::error::CliError;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::index_error;
use super::user_files::UserFiles;
use super::{listed, locate};
use crate::article::Article;
use crate::index::Reader;
use crate::render::extract_json::{self, Offsets};
use crate::render::{article_text, company, hits_json, sanitize};
use crate::search::{Company, Marks, Request, Searcher};
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
    let reader = Reader::open_all(&folders).map_err(|error| index_error(&error))?;
    let searcher = Searcher::with_speakers(reader, &speakers).with_atlas(places.atlas().clone());
    let reader = searcher.reader();
    let address = find(reader, &home, &args.id)?;
    let article = searcher.article(address).map_err(|error| CliError::from_error(&error))?;
    let marks = match args.query.as_slice() {
        [] => None,
        query => Some(marks(&searcher, &article.id, &query.join(" "), terminal)?),
    };
    let company = searcher.whole_company(address).map_err(|error| CliError::from_error(&error))?;
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => {
            article_text::write(&mut out, &article, &company, &marks.unwrap_or_default(), terminal.matches())
        }
        Format::Json => writeln!(out, "{:#}", json(&article, &company, marks.as_ref())),
        Format::Jsonl => writeln!(out, "{}", json(&article, &company, marks.as_ref())),
        Format::Csv => return Err(CliError::new("an article has no table form").with_hint("--format text or --json")),
    };
    finish(written.and_then(|()| out.flush()), ExitCode::SUCCESS)
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
