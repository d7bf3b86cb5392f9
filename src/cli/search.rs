//! `dateline search`.

use super::args::{self, Format};
use super::asking::{self, Asked};
use super::error::CliError;
use super::index;
use super::keeping::{self, Digest, Digesting};
use super::links::Links;
use super::listed;
use super::show;
use super::tables;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::{grouped, index_error};
use crate::article::Day;
use crate::query::Query;
use crate::render::citation::{self, Style};
use crate::render::hits_text;
use crate::render::hits_text::{Link, Look};
use crate::render::hits_writer::HitsWriter;
use crate::render::{hits_json, kwic};
use crate::search::{Answer, Citation, Fading, Folding, Hits, Output, Request, Sort, Summary};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::process::ExitCode;

/// Finds and prints.
pub(super) fn run(args: &args::Search, terminal: Terminal) -> Outcome {
    if args.kwic && !matches!(args.output, args::Output::Articles | args::Output::Quotes) {
        return Err(CliError::new("only articles and quotes have words to show in a column")
            .with_hint("leave out --output, or give --output quotes"));
    }
    if let Some(path) = &args.queries {
        return super::batch::run(args, path, terminal);
    }
    let (form, is_parquet) = (args.form.plain(), args.form.is_parquet());
    let format = keeping::format(&form, &args.keeping)?;
    let table = tables::form(is_parquet, keeping::reader(&args.keeping), terminal)?;
    let ask = if args.more_like.is_some() { asking::ask_any } else { asking::ask };
    let mut asked = ask(&args.asking, &form, terminal)?;
    let mut request = request(args, &asked);
    if let Some(typed) = &args.more_like {
        let address = show::find(asked.searcher.reader(), &asked.folder, typed)?;
        let article = asked.searcher.article(address).map_err(|error| asking::search_error(error, &asked.query))?;
        request.more_like = Some(article.id);
    }
    keeping::note_parameters(&args.keeping, is_parquet, &mut asked, parameters(args, &request))?;
    let answer = asked.searcher.answer(&request).map_err(|error| asking::search_error(error, &asked.query))?;
    if args.asking.explain {
        let plan = asked.searcher.explain(&request).map_err(|error| asking::search_error(error, &asked.query))?;
        let mut lines: Vec<String> = scoring(&request).into_iter().collect();
        hits_text::clause_lines(&plan, 0, &mut lines);
        terminal.note(&lines.join("\n"));
    }
    let mut digest = Digest::default();
    let (summary, written) = if args.quiet {
        (answer.summary().clone(), Ok(()))
    } else if args.count {
        let mut out = Digesting::new(terminal.stdout(), &mut digest);
        let written = writeln!(out, "{}", answer.summary().total).and_then(|()| out.flush());
        (answer.summary().clone(), written)
    } else {
        remarks(answer.summary(), args, request.output, terminal);
        as_phrase(&asked, &request, answer.summary(), terminal)?;
        if answer.summary().total == 0 {
            why_nothing(&asked, &request, terminal)?;
        }
        match (args.form.citation(), format) {
            (Some(style), _) => cite(&asked, answer, style, Digesting::new(terminal.stdout(), &mut digest))?,
            (None, Format::Text) => text(args, &asked, answer, &mut digest, terminal)?,
            (None, format) => {
                let writer = tables::hits(format, table, request.output, terminal, &mut digest);
                tables::write(answer, writer, &asked, |_| {})?
            }
        }
    };
    if written.is_ok() {
        let summary = hits_json::summary(&summary, &asked.question);
        keeping::keep(&args.keeping, summary, format, is_parquet, &digest)?;
    }
    if let Some(updated) = &asked.updated
        && args.asking.making.strict
        && updated.report.n_failed > 0
    {
        return finish(written, index::status(updated, true));
    }
    finish(written, if summary.total > 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// How hits are scored, in words; nothing where their order is another.
fn scoring(request: &Request) -> Option<String> {
    let relevance = match request.headline_weight {
        1.0 => "BM25 of headline + BM25 of text".to_owned(),
        weight => format!("{weight} × BM25 of headline + BM25 of text"),
    };
    match request.sort {
        Sort::Relevance => Some(format!("score: {relevance}")),
        Sort::Recent(fading) => {
            let (rest, fades) = (Fading::REST * 100.0, (1.0 - Fading::REST) * 100.0);
            Some(format!(
                "score: ({relevance}) × ({rest}% + {fades}% × 0.5^(age / {} days)), from {}; undated {rest}%",
                fading.half_life, fading.today
            ))
        }
        Sort::Newest | Sort::Oldest | Sort::Random(_) => None,
    }
}

pub(super) fn request(args: &args::Search, asked: &Asked) -> Request {
    let output = match args.output {
        _ if args.files => Output::Files,
        args::Output::Articles => Output::Articles,
        args::Output::Quotes => Output::Quotes,
        args::Output::Files => Output::Files,
        args::Output::Speakers => Output::Speakers,
        args::Output::Places => Output::Places,
    };
    let wants_hits = !args.quiet && !args.count;
    // A bare number is that of all; how many of them are copies is in what is kept.
    let is_folded = wants_hits || args.keeping.provenance.is_some();
    Request {
        sort: match args.sort {
            args::Sort::Relevance => Sort::Relevance,
            args::Sort::Recent => {
                Sort::Recent(Fading { today: Day::from_civil(asked.today), half_life: args.half_life })
            }
            args::Sort::Newest => Sort::Newest,
            args::Sort::Oldest => Sort::Oldest,
            args::Sort::Random => Sort::Random(args.seed),
        },
        // `-l` lists every file: a list cut at twenty would be taken for the whole.
        limit: match (wants_hits, args.files) {
            (false, _) => 0,
            (true, true) => usize::MAX,
            (true, false) if args.limit == 0 => usize::MAX,
            (true, false) => args.limit,
        },
        offset: args.offset,
        headline_weight: args.headline_weight,
        output,
        undated: asked.undated,
        folding: Folding {
            copies: is_folded && args.group == args::Group::Copies,
            versions: is_folded && args.versions == args::Versions::Latest,
        },
        ..Request::new(asked.query.clone())
    }
}

/// Whatever decides what is in the answer, beside the query.
fn parameters(args: &args::Search, request: &Request) -> Value {
    json!({
        "command": "search",
        "output": args::typed_name(&args.output),
        "sort": args::typed_name(&args.sort),
        "half_life": (args.sort == args::Sort::Recent).then_some(args.half_life),
        "headline_weight": request.headline_weight,
        "more_like": request.more_like,
        "seed": (args.sort == args::Sort::Random).then_some(args.seed),
        "limit": request.limit,
        "offset": request.offset,
        "group": args::typed_name(&args.group),
        "versions": args::typed_name(&args.versions),
        "undated": args::typed_name(&args.asking.undated),
    })
}

/// Writes the hits as citations.
fn cite(
    asked: &Asked,
    answer: Answer<'_>,
    style: Style,
    mut out: impl Write,
) -> Result<(Summary, io::Result<()>), CliError> {
    let manifest = asked.searcher.reader().manifest().map_err(|error| index_error(&error))?;
    let mut citations: Vec<Citation> = Vec::new();
    let mut is_cited = true;
    let visited = answer.visit(&mut |hits| {
        match hits {
            Hits::Articles(hits) => citations.extend(hits.iter().map(|hit| Citation::of_hit(hit, &manifest))),
            Hits::Quotes(hits) => citations.extend(hits.iter().map(|hit| Citation::of_quote_hit(hit, &manifest))),
            _ => is_cited = false,
        }
        is_cited
    });
    let summary = visited.map_err(|error| asking::search_error(error, &asked.query))?;
    if !is_cited {
        return Err(CliError::new("only articles and quotes are cited").with_hint("--output articles, or quotes"));
    }
    Ok((summary, citation::write(&mut out, &citations, style).and_then(|()| out.flush())))
}

/// Writes the hits for a person.
fn text(
    args: &args::Search,
    asked: &Asked,
    answer: Answer<'_>,
    digest: &mut Digest,
    terminal: Terminal,
) -> Result<(Summary, io::Result<()>), CliError> {
    let out = Digesting::new(terminal.stdout(), digest);
    let (first, matches) = (args.offset + 1, terminal.matches());
    let links = Links::of(asked, terminal);
    let link = links.as_ref().map(|links| |path: &str| links.to(path));
    let look = Look { matches, link: link.as_ref().map(|link| link as Link<'_>) };
    let writer: Box<dyn HitsWriter> = if args.null {
        Box::new(hits_text::PathsBeforeNul(out))
    } else if args.kwic {
        Box::new(kwic::Concordance::new(out, first, matches, terminal.width()))
    } else {
        Box::new(hits_text::Numbered { out, next: first, look })
    };
    let (mut ids, mut n_without) = (Vec::new(), 0);
    let told = tables::write(answer, Ok(writer), asked, |hits| {
        ids.extend(listed::ids(hits));
        n_without += if args.kwic { kwic::n_without_words(hits) } else { 0 };
    })?;
    if n_without > 0 {
        let results = hits_text::plural(n_without as u64, "result");
        terminal.note(&format!("{results} without words that matched"));
    }
    if !args.null && matches!(args.output, args::Output::Articles | args::Output::Quotes) && !args.files {
        listed::keep(&asked.folder, first, ids);
    }
    Ok(told)
}

/// Says how many articles have the words in a row, where they were quoted for the shell.
fn as_phrase(asked: &Asked, request: &Request, summary: &Summary, terminal: Terminal) -> Result<(), CliError> {
    let Some(phrase) = &asked.as_phrase else { return Ok(()) };
    let count = |query: &Query| {
        let request = Request { query: query.clone(), ..request.clone() };
        asked.searcher.count_articles(&request).map_err(|error| asking::search_error(error, query))
    };
    let any_order = match request.output {
        Output::Articles => summary.total,
        _ => count(&asked.query)?,
    };
    let in_a_row = count(phrase)?;
    if any_order > 0 {
        terminal.note(&format!("any order {}; exact phrase {} (--phrase)", grouped(any_order), grouped(in_a_row)));
    }
    Ok(())
}

/// Says which clause emptied the result.
fn why_nothing(asked: &Asked, request: &Request, terminal: Terminal) -> Result<(), CliError> {
    let diagnosis = asked.searcher.diagnose(request).map_err(|error| asking::search_error(error, &asked.query))?;
    for line in hits_text::diagnosis(&diagnosis) {
        terminal.note(&line);
    }
    Ok(())
}

/// What helps a person and is not the answer, on standard error.
fn remarks(summary: &Summary, args: &args::Search, output: Output, terminal: Terminal) {
    for note in summary.notes.iter().filter_map(hits_text::note) {
        terminal.note(&note);
    }
    if let Some(n) = summary.undated_left_out
        && n > 0
    {
        terminal.note(&format!(
            "{} undated {} left out by the date clause (--undated include keeps them)",
            grouped(n),
            if n == 1 { "article was" } else { "articles were" }
        ));
    }
    if args.files {
        return;
    }
    let noun = match output {
        Output::Articles => "article",
        Output::Quotes => "quote",
        Output::Files => "file",
        Output::Speakers => "speaker",
        Output::Places => "place",
    };
    let n_shown = summary.shown;
    let n_distinct = summary.total - summary.folded;
    let plural = if n_distinct == 1 { "" } else { "s" };
    let mut line = format!("{} {noun}{plural}", grouped(n_distinct));
    if n_shown < n_distinct {
        let first = args.offset as u64 + 1;
        let last = args.offset as u64 + n_shown;
        line = format!("{first} to {last} of {line}");
    }
    if summary.folded > 0 {
        line.push_str(&format!("; {} more are copies or other versions of these", grouped(summary.folded)));
        line.push_str(" (--group none --versions all)");
    }
    terminal.note(&line);
}
