//! `dateline people`.

use super::args::{self, Format};
use super::asking;
use super::error::CliError;
use super::show;
use super::terminal::{Outcome, Terminal, finish};
use super::{listed, locate};
use crate::article::Span;
use crate::index::Reader;
use crate::query::{Expr, Field, Node, Pattern, PatternPiece, Query};
use crate::render::hits_text;
use crate::render::people;
use crate::search::Request;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The most ids of a caveat that are counted out in JSON.
const MOST_IDS: usize = 1_000;

/// Says who is quoted, and who is only named.
pub(super) fn run(args: &args::People, terminal: Terminal) -> Outcome {
    let query = match article_meant(args)? {
        Some(id) => one_article(&id),
        None => {
            let today = asking::today(args.asking.today)?;
            asking::parse(&args.asking.query.join(" "), &args.asking.flags.typed, today, terminal)?
        }
    };
    let asked = asking::ask_parsed(&args.asking, query, &args.form, terminal)?;
    let request = Request { undated: asked.undated, ..Request::new(asked.query.clone()) };
    let found = asked.searcher.people(&request, MOST_IDS).map_err(|error| asking::search_error(error, &asked.query))?;
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => {
            terminal.note(&remark(&found));
            for note in found.notes.iter().filter_map(hits_text::note) {
                terminal.note(&note);
            }
            let most = if args.limit == 0 { usize::MAX } else { args.limit };
            if found.n_articles > 0 { people::text(&mut out, &found, most) } else { Ok(()) }
        }
        Format::Csv => people::csv(&mut out, &found),
        Format::Jsonl => people::json(&found, &asked.question).iter().try_for_each(|line| writeln!(out, "{line}")),
        Format::Json => writeln!(out, "{:#}", serde_json::Value::from(people::json(&found, &asked.question))),
    };
    let status = if found.n_articles > 0 { ExitCode::SUCCESS } else { ExitCode::from(1) };
    finish(written.and_then(|()| out.flush()), status)
}

fn remark(found: &crate::search::People) -> String {
    format!(
        "{}, {} of {}",
        hits_text::plural(found.n_articles, "article"),
        hits_text::plural(found.n_quotes, "quote"),
        hits_text::plural(found.n_words, "word"),
    )
}

/// The article that was typed, where it was one: a whole id, the number of a result, or what looks like a path.
fn article_meant(args: &args::People) -> Result<Option<String>, CliError> {
    let [typed] = args.asking.query.as_slice() else { return Ok(None) };
    let folders = locate::locate_all(&args.asking.location.index)?;
    let folder = folders.first().cloned().unwrap_or_default();
    if !args.asking.flags.typed.is_empty() || !args.asking.inside.is_empty() || !folder.exists() {
        return Ok(None);
    }
    let is_number = typed.parse().ok().is_some_and(|number| listed::id(&folder, number).is_some());
    // Words and fields have no dot or slash before a letter; a path nearly always has one.
    let is_path = typed.contains(['/', '#', '.']) && !typed.contains([':', ' ', '"']);
    if !is_number && !is_path {
        return Ok(None);
    }
    find(&folders, &folder, typed).map(Some)
}

fn find(folders: &[PathBuf], folder: &Path, typed: &str) -> Result<String, CliError> {
    let reader = Reader::open_all(folders).map_err(|error| super::updating::index_error(&error))?;
    let address = show::find(&reader, folder, typed)?;
    Ok(reader.article(address).map_err(|error| super::updating::index_error(&error))?.id)
}

fn one_article(id: &str) -> Query {
    let span = Span::new(0, 0);
    let pattern = Node::new(span, Expr::Path(Pattern(vec![PatternPiece::Literal(id.to_owned())])));
    let root = Node::new(span, Expr::Field(Field::Id, Box::new(pattern)));
    Query { text: String::new(), typed: span, root, warnings: Vec::new() }
}
