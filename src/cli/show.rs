//! `dateline show`.

use super::args::{self, Format};
use super::asking;
use super::error::CliError;
use super::locate;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::index_error;
use crate::article::Article;
use crate::index::Reader;
use crate::render::extract_json::{self, Offsets};
use crate::render::{article_text, hits_json};
use crate::search::{Marks, Request, Searcher};
use serde_json::Value;
use std::io::Write;
use std::process::ExitCode;

/// Prints the article with that id, the words marked that satisfy a query.
pub(super) fn run(args: &args::Show, terminal: Terminal) -> Outcome {
    let located = locate::locate(args.location.index.as_deref())?;
    let searcher = Searcher::open(Reader::open(&located.path).map_err(|error| index_error(&error))?);
    let reader = searcher.reader();
    let address = match reader.find(&args.id).map_err(|error| index_error(&error))? {
        Some(address) => address,
        None => return Err(unknown(&args.id)),
    };
    let article = reader.article(address).map_err(|error| index_error(&error))?;
    let marks = match args.query.as_slice() {
        [] => None,
        query => Some(marks(&searcher, &article.id, &query.join(" "), terminal)?),
    };
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => article_text::write(&mut out, &article, &marks.unwrap_or_default(), terminal.matches()),
        Format::Json => writeln!(out, "{:#}", json(&article, marks.as_ref())),
        Format::Jsonl => writeln!(out, "{}", json(&article, marks.as_ref())),
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

fn json(article: &Article, marks: Option<&Marks>) -> Value {
    let mut object = extract_json::article(article, Offsets::Bytes);
    if let (Some(marks), Value::Object(object)) = (marks, &mut object) {
        object.insert("matches".into(), hits_json::ranges(&marks.text));
        object.insert("headline_matches".into(), hits_json::ranges(&marks.headline));
    }
    object
}

fn unknown(id: &str) -> CliError {
    CliError::new(format!("there is no article with the id {id}"))
        .with_hint("the id is the path in the last line of each result; dateline search -l '*' lists the files")
}
