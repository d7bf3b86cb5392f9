//! `dateline said`.

use super::args::{self, Format, Group};
use super::asking::{self, Asked};
use super::error::CliError;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::grouped;
use crate::query;
use crate::render::csv_table::Reader;
use crate::render::{hits_csv, hits_json, hits_text, said};
use crate::search::{Folding, Hits, Output, QuoteHit, Request, Response, Sort};
use std::io::{self, Write};
use std::process::ExitCode;

/// The word between the speaker and what the quotes are of.
const ABOUT: &str = "about";

/// Lists the quotes of a speaker.
pub(super) fn run(args: &args::Said, terminal: Terminal) -> Outcome {
    let (speaker, about) = split(&args.asking.query)?;
    let flags = &args.asking.flags.typed;
    let today = asking::today(args.asking.today)?;
    let parsed = query::said_by(&speaker, &about, flags, today);
    let query = asking::told_query(parsed, &about, &query::flags_of_speaker(&speaker, flags), terminal)?;
    let asked = asking::ask_parsed(&args.asking, query, &args.form, terminal)?;
    let is_folded = args.group == Group::Copies;
    let request = Request {
        sort: if args.newest { Sort::Newest } else { Sort::Oldest },
        limit: if args.limit == 0 { usize::MAX } else { args.limit },
        output: Output::Quotes,
        folding: Folding { copies: is_folded, versions: is_folded },
        undated: asked.undated,
        ..Request::new(asked.query.clone())
    };
    let mut printer = Printer::new(args, &asked, terminal);
    let mut written = Ok(());
    let summary = asked.searcher.visit(&request, &mut |hits| {
        if let (Ok(()), Hits::Quotes(hits)) = (&written, hits) {
            written = printer.print(hits);
        }
    });
    let summary = summary.map_err(|error| asking::search_error(error, &asked.query))?;
    let response = Response {
        total: summary.total,
        hits: Hits::Quotes(Vec::new()),
        folded: summary.folded,
        undated_left_out: summary.undated_left_out,
        notes: summary.notes,
    };
    let (n_printed, status) = (printer.n_printed, if response.total > 0 { 0 } else { 1 });
    let written = written.and_then(|()| printer.finish(&response));
    for note in response.notes.iter().filter_map(hits_text::note) {
        terminal.note(&note);
    }
    terminal.note(&told(&response, n_printed));
    if let Some(n) = response.undated_left_out.filter(|n| *n > 0) {
        let undated = hits_text::plural(n, "undated article");
        terminal.note(&format!("{undated} left out by the date clause (--undated include keeps them)"));
    }
    finish(written, ExitCode::from(status))
}

/// The name, and what comes after `about`.
fn split(words: &[String]) -> Result<(String, String), CliError> {
    let about = words.iter().position(|word| word.eq_ignore_ascii_case(ABOUT));
    let (speaker, about) = match about {
        Some(at) => (&words[..at], &words[at + 1..]),
        None => (words, &[][..]),
    };
    let (speaker, is_about) = (speaker.join(" "), !about.is_empty());
    if speaker.trim().is_empty() {
        return Err(CliError::new("whose quotes?").with_hint("dateline said kennedy about moon"));
    }
    let is_cut_short = words.last().is_some_and(|word| word.eq_ignore_ascii_case(ABOUT)) && !is_about;
    if is_cut_short && words.len() > 1 {
        return Err(CliError::new("nothing follows `about`").with_hint(format!("dateline said {speaker} about moon")));
    }
    Ok((speaker, about.join(" ")))
}

fn told(response: &Response, n_printed: u64) -> String {
    let n_distinct = response.total - response.folded;
    let plural = hits_text::plural(n_distinct, "quote");
    let mut line = if n_printed < n_distinct { format!("{} of {plural}", grouped(n_printed)) } else { plural };
    if response.folded > 0 {
        line.push_str(&format!("; {} more in copies (--group none)", grouped(response.folded)));
    }
    line
}

/// Prints quotes as they are found.
struct Printer<'a> {
    args: &'a args::Said,
    asked: &'a Asked,
    terminal: Terminal,
    out: Box<dyn Write + 'a>,
    /// Quotes kept for a form that is written whole.
    kept: Vec<QuoteHit>,
    n_printed: u64,
}

impl<'a> Printer<'a> {
    fn new(args: &'a args::Said, asked: &'a Asked, terminal: Terminal) -> Self {
        let out = Box::new(terminal.stdout());
        Self { args, asked, terminal, out, kept: Vec::new(), n_printed: 0 }
    }

    fn print(&mut self, fresh: Vec<QuoteHit>) -> io::Result<()> {
        self.n_printed += fresh.len() as u64;
        match self.args.form.chosen() {
            Format::Text => fresh.iter().try_for_each(|hit| said::line(&mut self.out, hit, self.terminal.matches())),
            Format::Jsonl => {
                hits_json::hits(&response_of(fresh)).iter().try_for_each(|hit| writeln!(self.out, "{hit}"))
            }
            Format::Json | Format::Csv => {
                self.kept.extend(fresh);
                Ok(())
            }
        }
    }

    fn finish(mut self, response: &Response) -> io::Result<()> {
        let mut whole = response_of(std::mem::take(&mut self.kept));
        (whole.total, whole.folded) = (response.total, response.folded);
        (whole.undated_left_out, whole.notes) = (response.undated_left_out, response.notes.clone());
        let question = &self.asked.question;
        match self.args.form.chosen() {
            Format::Text => {}
            Format::Csv => hits_csv::write(&mut self.out, &whole, Reader::Program)?,
            Format::Jsonl => {
                let mut summary = hits_json::summary(&whole, question);
                summary["shown"] = self.n_printed.into();
                writeln!(self.out, "{summary}")?;
            }
            Format::Json => {
                let summary = hits_json::summary(&whole, question);
                writeln!(self.out, "{:#}", serde_json::json!({"hits": hits_json::hits(&whole), "summary": summary}))?;
            }
        }
        self.out.flush()
    }
}

fn response_of(hits: Vec<QuoteHit>) -> Response {
    Response { total: 0, hits: Hits::Quotes(hits), folded: 0, undated_left_out: None, notes: Vec::new() }
}
