//! `dateline said`.

use super::args::{self, Format, Group};
use super::asking;
use super::error::CliError;
use super::keeping::{self, Digest};
use super::links::Links;
use super::tables;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::grouped;
use crate::query;
use crate::render::csv_table::Reader;
use crate::render::hits_text::{Link, Look};
use crate::render::hits_writer::HitsWriter;
use crate::render::{hits_text, said};
use crate::search::{Folding, Output, Request, Sort, Summary};
use std::io;
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
    let (form, is_parquet) = (args.form.plain(), args.form.is_parquet());
    let table = tables::form(is_parquet, Reader::Program, terminal)?;
    let mut asked = asking::ask_parsed(&args.asking, query, &form, terminal)?;
    if is_parquet {
        keeping::name_data(&mut asked)?;
    }
    let is_folded = args.group == Group::Copies;
    let request = Request {
        sort: if args.newest { Sort::Newest } else { Sort::Oldest },
        limit: if args.limit == 0 { usize::MAX } else { args.limit },
        output: Output::Quotes,
        folding: Folding { copies: is_folded, versions: is_folded },
        undated: asked.undated,
        ..Request::new(asked.query.clone())
    };
    let answer = asked.searcher.answer(&request).map_err(|error| asking::search_error(error, &asked.query))?;
    let mut digest = Digest::default();
    let links = Links::of(&asked, terminal);
    let link = links.as_ref().map(|links| |path: &str| links.to(path));
    let look = Look { matches: terminal.matches(), link: link.as_ref().map(|link| link as Link<'_>) };
    let writer: io::Result<Box<dyn HitsWriter>> = match form.chosen() {
        Format::Text => Ok(Box::new(said::Lines { out: terminal.stdout(), look })),
        format => tables::hits(format, table, Output::Quotes, terminal, &mut digest),
    };
    let (summary, written) = tables::write(answer, writer, &asked, |_| {})?;
    for note in summary.notes.iter().filter_map(hits_text::note) {
        terminal.note(&note);
    }
    terminal.note(&told(&summary));
    asking::note_undated(summary.undated_left_out, terminal);
    finish(written, ExitCode::from(u8::from(summary.total == 0)))
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

fn told(summary: &Summary) -> String {
    let n_distinct = summary.total - summary.folded;
    let plural = hits_text::plural(n_distinct, "quote");
    let mut line = if summary.shown < n_distinct { format!("{} of {plural}", grouped(summary.shown)) } else { plural };
    if summary.folded > 0 {
        line.push_str(&format!("; {} more in copies (--group none)", grouped(summary.folded)));
    }
    line
}
