//! One article for a person to read: what stands above it, its text, and everything found in it with its evidence.

use super::company;
use super::hits_text::{Matches, marked, pieces};
use super::sanitize;
use super::theme::{ASIDE, DATE, DOUBT, HEADLINE, PLACE, SPEAKER};
use crate::article::{Article, Confidence, Evidence, Place, PlaceRole, Quote, Span};
use crate::knowledge::quote_id;
use crate::search::{Company, Marks};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Below this a quote or a place is marked `?`.
pub const DOUBTFUL_BELOW: f32 = 0.6;

/// Writes the article, its `marks` standing out.
pub fn write(
    out: &mut impl Write,
    article: &Article,
    company: &Company,
    marks: &Marks,
    matches: Matches,
) -> io::Result<()> {
    heading(out, article, &marks.headline, matches)?;
    for line in company::lines(company, article) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\n{}\n", body(&article.text, &marks.text, matches))?;
    quotes(out, article)?;
    places(out, article)?;
    focus(out, article)?;
    dates(out, article)?;
    for diagnostic in &article.diagnostics {
        writeln!(out, "{DOUBT}{}{DOUBT:#} {}", diagnostic.code.as_str(), sanitize::line(&diagnostic.message))?;
    }
    Ok(())
}

/// The text without the blanks around it.
fn body(text: &str, marks: &[Span], matches: Matches) -> String {
    let start = text.len() - text.trim_start().len();
    let whole = Span::new(start, start + text.trim().len());
    pieces(text, whole, marks, matches, sanitize::block)
}

fn heading(out: &mut impl Write, article: &Article, marks: &[Span], matches: Matches) -> io::Result<()> {
    let headline = match &article.headline {
        Some(headline) => marked(&headline.text, Span::new(0, headline.text.len()), marks, matches),
        None => "(no headline)".to_owned(),
    };
    writeln!(out, "{HEADLINE}{headline}{HEADLINE:#}")?;
    if let Some(byline) = &article.byline {
        writeln!(out, "by {}", sanitize::line(&byline.text))?;
    }
    write!(out, "{}", date_line(article))?;
    if let Some(evidence) = article.published.as_ref().map(|published| &published.evidence) {
        write!(out, " {}", because(evidence))?;
    }
    for place in article.places.iter().filter(|place| place.role == PlaceRole::Dateline).take(1) {
        write!(out, " · {PLACE}{}{PLACE:#}", place_name(place))?;
    }
    let source = article.source.as_ref().map(|source| format!(" · {}", sanitize::line(source))).unwrap_or_default();
    writeln!(out, "{source} · {ASIDE}{}{ASIDE:#}", sanitize::line(&article.id))?;
    match &article.url {
        Some(url) => writeln!(out, "{ASIDE}{}{ASIDE:#}", sanitize::line(url)),
        None => Ok(()),
    }
}

/// The publication date, or that there is none.
pub(super) fn date_line(article: &Article) -> String {
    match &article.published {
        Some(published) => format!("{DATE}{}{DATE:#}", published.date),
        None => format!("{DOUBT}undated{DOUBT:#}"),
    }
}

/// A place as a reader knows it: its name and its country.
pub(super) fn place_name(place: &Place) -> String {
    let name = sanitize::line(&place.name);
    match &place.country {
        Some(country) => format!("{name}, {country}"),
        None => name.into_owned(),
    }
}

/// `?` for what is doubtful, a blank for what is not.
pub(super) fn doubt(confidence: Confidence) -> &'static str {
    if confidence.get() < DOUBTFUL_BELOW { "?" } else { " " }
}

fn because(evidence: &Evidence) -> String {
    format!("{ASIDE}({}, {:.2}){ASIDE:#}", evidence.rule, evidence.confidence.get())
}

fn quotes(out: &mut impl Write, article: &Article) -> io::Result<()> {
    if article.quotes.is_empty() {
        return writeln!(out, "No quote found.");
    }
    writeln!(out, "Quotes")?;
    for quote in &article.quotes {
        write!(out, "{}", quote_line(article, quote))?;
        let id = quote_id(&article.id, quote.utterance);
        let id = sanitize::line(&id);
        writeln!(out, "\n      {ASIDE}{} {} · {id}{ASIDE:#}", quote.kind.as_str(), quote_evidence(quote))?;
    }
    Ok(())
}

/// `  Dmitry Peskov (he): “…”`, one line, marked where it is doubtful.
pub(super) fn quote_line(article: &Article, quote: &Quote) -> String {
    format!("  {}", speech(quote, &sanitize::line(article.slice(quote.span))))
}

/// The speaker and `words`, ready for a terminal.
pub(super) fn speech(quote: &Quote, words: &str) -> String {
    let mark = doubt(quote.evidence.confidence);
    match &quote.speaker {
        None => format!("{DOUBT}?{DOUBT:#} {SPEAKER}(speaker unknown){SPEAKER:#}: {words}"),
        Some(speaker) => {
            let name = sanitize::line(&speaker.name);
            let mention = if speaker.mention.is_empty() || speaker.mention == speaker.name {
                String::new()
            } else {
                format!(" {ASIDE}({}){ASIDE:#}", sanitize::line(&speaker.mention))
            };
            format!("{DOUBT}{mark}{DOUBT:#} {SPEAKER}{name}{SPEAKER:#}{mention}: {words}")
        }
    }
}

fn quote_evidence(quote: &Quote) -> String {
    let cue = quote.cue.as_ref().map(|cue| format!(" “{}”", sanitize::line(&cue.text))).unwrap_or_default();
    format!(
        "{}{cue} {:.2} at {}–{}",
        quote.evidence.rule,
        quote.evidence.confidence.get(),
        quote.span.start,
        quote.span.end
    )
}

fn places(out: &mut impl Write, article: &Article) -> io::Result<()> {
    let mut seen: BTreeMap<_, (usize, &Place, usize)> = BTreeMap::new();
    for (n, place) in article.places.iter().enumerate() {
        seen.entry(place.id).or_insert((n, place, 0)).2 += 1;
    }
    let mut rows: Vec<_> = seen.into_values().collect();
    rows.sort_by_key(|(n, ..)| *n);
    if !rows.is_empty() {
        writeln!(out, "Places")?;
    }
    for (_, place, n_mentions) in rows {
        let mark = doubt(place.evidence.confidence);
        writeln!(
            out,
            "  {DOUBT}{mark}{DOUBT:#} {PLACE}{}{PLACE:#} ×{n_mentions} {ASIDE}{:.4}, {:.4}{ASIDE:#} {}",
            place_name(place),
            place.latitude,
            place.longitude,
            because(&place.evidence)
        )?;
    }
    Ok(())
}

fn focus(out: &mut impl Write, article: &Article) -> io::Result<()> {
    if article.focus.is_empty() {
        return Ok(());
    }
    let shares = article.focus.iter().map(|focus| format!("{} {}%", sanitize::line(&focus.name), focus.percent));
    writeln!(out, "About\n    {}", shares.collect::<Vec<_>>().join(", "))
}

fn dates(out: &mut impl Write, article: &Article) -> io::Result<()> {
    if !article.dates.is_empty() {
        writeln!(out, "Dates")?;
    }
    for date in &article.dates {
        let words = sanitize::line(article.slice(date.span)).into_owned();
        writeln!(out, "    {DATE}{}{DATE:#} {words} {}", date.value, because(&date.evidence))?;
    }
    Ok(())
}
