//! `dateline fix`.

use super::args;
use super::error::CliError;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::index_error;
use super::user_files::UserFiles;
use super::{locate, show};
use crate::article::{Article, PlaceId};
use crate::index::{Corrected, Reader, WriterOptions, correct};
use crate::knowledge::{Change, Correction, split_quote_id};
use crate::lexicon::gazetteer::{Entry, Gazetteer};
use crate::render::sanitize;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Writes a correction down, and puts it into the index.
pub(super) fn run(args: &args::Fix, terminal: Terminal) -> Outcome {
    let located = locate::locate(&args.location.index)?;
    let files = UserFiles::of(&located.path);
    let places = files.places()?;
    let gazetteer: &Gazetteer = places.atlas();
    let reader = Reader::open(&located.path).map_err(|error| index_error(&error))?;
    let (article, utterance) = target(&reader, &located.path, &args.id)?;
    let correction = Correction {
        content: article.content_hash.clone(),
        article: article.id.clone(),
        change: change(args, &article, utterance, gazetteer)?,
        note: args.note.clone(),
        made: Some(jiff::Zoned::now().date().to_string()),
    };
    if !correction.apply(&mut article.clone(), gazetteer) {
        return Err(CliError::new(format!("the text of {} does not have these words", sanitize::line(&article.id)))
            .with_hint("give them as they are printed; line breaks do not matter"));
    }
    drop(reader);
    let path = files.add(&correction)?;
    let all = files.corrections(terminal)?;
    let corrected = correct(&located.path, &correction, &all, &places, &WriterOptions::default());
    let corrected = corrected.map_err(|error| index_error(&error))?;
    let mut out = terminal.stdout();
    let written = writeln!(out, "{}", told(&article, utterance, &correction.change, gazetteer));
    let since = match corrected {
        Corrected::Now(1) => String::new(),
        Corrected::Now(n) => format!(" (in {n} articles of the same text)"),
        Corrected::Later | Corrected::Nowhere => "; dateline index PATH puts it into the index".to_owned(),
    };
    terminal.note(&format!("written to {}{since}", path.display()));
    finish(written.and_then(|()| out.flush()), ExitCode::SUCCESS)
}

/// The article meant, and the number of the utterance where a quote is.
fn target(reader: &Reader, folder: &Path, typed: &str) -> Result<(Article, Option<u32>), CliError> {
    let article = |id: &str| {
        let address = show::find(reader, folder, id)?;
        reader.article(address).map_err(|error| index_error(&error))
    };
    let Some((id, utterance)) = split_quote_id(typed) else { return Ok((article(typed)?, None)) };
    let article = article(id)?;
    if article.quotes.iter().any(|quote| quote.utterance == utterance) {
        return Ok((article, Some(utterance)));
    }
    Err(CliError::new(format!("{} has no quote q{utterance}", sanitize::line(&article.id)))
        .with_hint(format!("dateline show {} lists its quotes", sanitize::line(&article.id))))
}

fn change(
    args: &args::Fix,
    article: &Article,
    utterance: Option<u32>,
    gazetteer: &Gazetteer,
) -> Result<Change, CliError> {
    if let Some(date) = args.published {
        return Ok(Change::Published(date));
    }
    if let Some(name) = &args.place {
        let place = place(name, gazetteer)?;
        return Ok(Change::Place { name: name.clone(), id: place.id });
    }
    let (words, nth) = match (utterance, &args.quote) {
        (Some(utterance), None) => words_of(article, utterance),
        (None, Some(words)) => (vec![words.clone()], 0),
        (Some(_), Some(_)) => {
            return Err(CliError::new("--quote is for words that no quote was found in")
                .with_hint("leave out --quote, or the quote's number in the id"));
        }
        (None, None) => {
            return Err(CliError::new(format!("{} is no quote's id", sanitize::line(&args.id))).with_hint(format!(
                "{}:q0 is its first quote; dateline show {0} lists them",
                sanitize::line(&args.id)
            )));
        }
    };
    Ok(match &args.speaker {
        Some(name) if name.trim().is_empty() => return Err(CliError::new("--speaker is empty")),
        Some(name) => Change::Speaker { words, nth, name: name.trim().to_owned() },
        None => Change::Reject { words, nth },
    })
}

/// The pieces of an utterance, and how many of the article's utterances before it have the same.
fn words_of(article: &Article, utterance: u32) -> (Vec<String>, usize) {
    let pieces = |utterance: u32| -> Vec<String> {
        let quotes = article.quotes.iter().filter(|quote| quote.utterance == utterance);
        quotes.map(|quote| article.slice(quote.span).to_owned()).collect()
    };
    let words = pieces(utterance);
    let nth = (0..utterance).filter(|&before| pieces(before) == words).count();
    (words, nth)
}

/// The place that a name means, or that has the number typed.
fn place<'g>(name: &str, gazetteer: &'g Gazetteer) -> Result<Entry<'g>, CliError> {
    let numbered = name.trim().parse().ok().and_then(|number| gazetteer.entry(PlaceId(number)));
    let found = numbered.or_else(|| gazetteer.resolve(name).into_iter().next());
    found.ok_or_else(|| {
        CliError::new(format!("the gazetteer has no place {}", sanitize::line(name))).with_hint(
            "give the name with its country (Paris, Texas), or its GeoNames number, or put it into places.tsv",
        )
    })
}

/// What is right now, in a line.
fn told(article: &Article, utterance: Option<u32>, change: &Change, gazetteer: &Gazetteer) -> String {
    let words = |words: &[String]| sanitize::line(&words.join(" … ")).into_owned();
    let id = sanitize::line(&article.id);
    match change {
        Change::Speaker { words: said, name, .. } => {
            let before = article.quotes.iter().filter(|quote| Some(quote.utterance) == utterance);
            let before = before.filter_map(|quote| quote.speaker.as_ref()).next();
            let before = before.map(|speaker| format!(" (was {})", sanitize::line(&speaker.name)));
            format!("{}{}: {}", sanitize::line(name), before.unwrap_or_default(), words(said))
        }
        Change::Reject { words: said, .. } => format!("nobody's quote: {}", words(said)),
        Change::Published(date) => format!("{id}: published {date}"),
        Change::Place { id: place, name } => {
            let entry = gazetteer.entry(*place);
            let country = entry.as_ref().and_then(|entry| entry.country).map(|code| format!(", {code}"));
            let name = entry.as_ref().map_or(name.as_str(), |entry| entry.name);
            format!("{id}: filed from {name}{} ({})", country.unwrap_or_default(), place.0)
        }
    }
}
