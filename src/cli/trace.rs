//! `dateline trace`.

use super::args::{self, Format};
use super::asking::{self, Asked};
use super::error::CliError;
use super::show;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::index_error;
use crate::index::utterances;
use crate::knowledge::split_quote_id;
use crate::query::{self, Flag, FlagKind};
use crate::render::trace;
use crate::search::{Request, TraceRequest};
use std::io::Write;
use std::process::ExitCode;

/// Follows a sentence.
pub(super) fn run(args: &args::Trace, terminal: Terminal) -> Outcome {
    let typed = args.asking.query.join(" ");
    if typed.trim().is_empty() {
        return Err(CliError::new("which sentence?").with_hint("dateline trace 'we choose to go to the moon'"));
    }
    let today = asking::today(args.asking.today)?;
    let flags = &args.asking.flags.typed;
    let everything = if flags.is_empty() { "*" } else { "" };
    let among = asking::parse(everything, flags, today, terminal)?;
    let mut asked = asking::ask_parsed(&args.asking, among, &args.form, terminal)?;
    let sentence = match said_in(&asked, &typed)? {
        Some(words) => words,
        None => unquoted(&typed).to_owned(),
    };
    let phrase = Flag { kind: FlagKind::Phrase, value: sentence.replace(['"', '“', '”', '„', '«', '»'], " ") };
    let phrase = query::parse_with_flags("", &[phrase], today).map_err(|error| {
        CliError::new(format!("“{sentence}” cannot be followed: {error}")).with_hint("give words, without operators")
    })?;
    asked.question.canonical.clone_from(&sentence);
    let request =
        TraceRequest::new(&sentence, phrase, Request { undated: asked.undated, ..Request::new(asked.query.clone()) });
    let found = asked.searcher.trace(&request).map_err(|error| asking::search_error(error, &asked.query))?;
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => {
            terminal.note(&trace::remark(&found));
            trace::text(&mut out, &found, terminal.matches())
        }
        Format::Csv => trace::csv(&mut out, &found),
        Format::Jsonl => trace::json(&found, &asked.question).iter().try_for_each(|line| writeln!(out, "{line}")),
        Format::Json => writeln!(out, "{:#}", serde_json::Value::from(trace::json(&found, &asked.question))),
    };
    let status = if found.wordings.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS };
    finish(written.and_then(|()| out.flush()), status)
}

/// The words of a quote, where its id, or enough of it, was typed.
fn said_in(asked: &Asked, typed: &str) -> Result<Option<String>, CliError> {
    let Some((article, utterance)) = split_quote_id(typed.trim()) else { return Ok(None) };
    let reader = asked.searcher.reader();
    let address = match show::find(reader, &asked.folder, article) {
        Ok(address) => address,
        // Someone may have said that, after all.
        Err(_) if typed.trim().contains(char::is_whitespace) => return Ok(None),
        Err(error) => return Err(error),
    };
    let article = reader.article(address).map_err(|error| index_error(&error))?;
    let said = utterances(&article).into_iter().find(|pieces| pieces.iter().any(|piece| piece.utterance == utterance));
    Ok(said.map(|pieces| {
        let words: Vec<&str> = pieces.iter().map(|piece| unquoted(article.slice(piece.span))).collect();
        words.join(" ")
    }))
}

/// Without the quotation marks around it.
fn unquoted(typed: &str) -> &str {
    typed.trim().trim_matches(['"', '“', '”', '„', '«', '»', '‘', '’', '\'', ' '])
}
