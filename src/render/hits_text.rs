//! Search results for a person: headline, date, place and path, the quote with its speaker, and the words around a match.

use super::article_text::{date_line, place_name, speech};
use super::company;
use super::hits_writer::HitsWriter;
use super::sanitize;
use super::theme::{ASIDE, HEADLINE, HIT, PLACE};
use crate::article::{Article, PlaceRole, Span};
use crate::search::{ArticleHit, Clause, Diagnosis, Hits, MatchedQuote, Note, PlaceMeaning, QuoteHit, Tally, Unit};
use serde_json::Value;
use std::borrow::Cow;
use std::io::{self, Write};

/// How matches stand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matches {
    /// In colour.
    Colored,
    /// Between `[[` and `]]`.
    Bracketed,
}

impl Matches {
    /// What is printed before and after a match.
    pub(super) fn around(self) -> (String, String) {
        match self {
            Self::Colored => (HIT.to_string(), format!("{HIT:#}")),
            Self::Bracketed => ("[[".to_owned(), "]]".to_owned()),
        }
    }
}

/// Says of a path in the archive under which address a terminal opens it.
pub type Link<'l> = &'l dyn Fn(&str) -> Option<String>;

/// How hits look.
#[derive(Clone, Copy)]
pub struct Look<'l> {
    /// How matches stand out.
    pub matches: Matches,
    /// Where the files are, on a terminal that opens them.
    pub link: Option<Link<'l>>,
}

impl From<Matches> for Look<'_> {
    fn from(matches: Matches) -> Self {
        Self { matches, link: None }
    }
}

impl Look<'_> {
    /// A name on one line, a link to the file at `path` where there is one.
    pub(super) fn linked(self, name: &str, path: &str) -> String {
        let name = sanitize::line(name);
        match self.link.and_then(|link| link(path)) {
            Some(address) => format!("\u{1b}]8;;{address}\u{1b}\\{name}\u{1b}]8;;\u{1b}\\"),
            None => name.into_owned(),
        }
    }
}

/// Hits for a person, numbered on.
pub struct Numbered<'l, W> {
    /// Where they are written to.
    pub out: W,
    /// The number of the next.
    pub next: usize,
    /// How they look.
    pub look: Look<'l>,
}

impl<W: Write> HitsWriter for Numbered<'_, W> {
    fn write(&mut self, hits: &Hits) -> io::Result<()> {
        write(&mut self.out, hits, self.next, self.look)?;
        self.next += hits.len();
        Ok(())
    }

    fn finish(&mut self, _: &Value) -> io::Result<()> {
        self.out.flush()
    }
}

/// The paths of files, each before a NUL byte: for programs that read them so.
pub struct PathsBeforeNul<W>(pub W);

impl<W: Write> HitsWriter for PathsBeforeNul<W> {
    fn write(&mut self, hits: &Hits) -> io::Result<()> {
        match hits {
            Hits::Files(files) => files.iter().try_for_each(|file| write!(self.0, "{}\0", file.value)),
            _ => Ok(()),
        }
    }

    fn finish(&mut self, _: &Value) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes the hits; the first is number `first`.
pub fn write<'l>(out: &mut impl Write, hits: &Hits, first: usize, look: impl Into<Look<'l>>) -> io::Result<()> {
    let look: Look<'_> = look.into();
    match hits {
        Hits::Articles(hits) => {
            for (n, hit) in (first..).zip(hits) {
                article(out, n, hit, look)?;
            }
        }
        Hits::Quotes(hits) => {
            for (n, hit) in (first..).zip(hits) {
                quote(out, n, hit, look)?;
            }
        }
        Hits::Files(tallies) => {
            for tally in tallies {
                writeln!(out, "{}", look.linked(&tally.value, &tally.value))?;
            }
        }
        Hits::Speakers(tallies) | Hits::Places(tallies) => table(out, tallies)?,
    }
    Ok(())
}

fn article(out: &mut impl Write, n: usize, hit: &ArticleHit, look: Look<'_>) -> io::Result<()> {
    let matches = look.matches;
    let headline = match &hit.article.headline {
        Some(headline) => marked(&headline.text, Span::new(0, headline.text.len()), &hit.marks.headline, matches),
        None => "(no headline)".to_owned(),
    };
    writeln!(out, "{n:>3}  {HEADLINE}{headline}{HEADLINE:#}")?;
    writeln!(out, "     {}", where_and_when(&hit.article, look))?;
    for line in company::lines(&hit.company, &hit.article) {
        writeln!(out, "     {line}")?;
    }
    for quote in &hit.quotes {
        writeln!(out, "   {}", said(&hit.article, quote, matches))?;
    }
    let is_shown = |span: Span| {
        hit.quotes.iter().flat_map(|quote| &quote.pieces).any(|&piece| hit.article.quotes[piece].span.contains(span))
    };
    for snippet in &hit.snippets {
        // What a quote above shows already is not shown twice; without any quote the first words stand for the article.
        let is_news = snippet.marks.iter().any(|mark| !is_shown(*mark)) || hit.quotes.is_empty();
        if is_news {
            let text = &hit.article.text;
            let before = if snippet.span.start > 0 { "… " } else { "" };
            let after = if snippet.span.end < text.trim_end().len() { " …" } else { "" };
            writeln!(out, "     {before}{}{after}", marked(text, snippet.span, &snippet.marks, matches))?;
        }
    }
    writeln!(out)
}

fn quote(out: &mut impl Write, n: usize, hit: &QuoteHit, look: Look<'_>) -> io::Result<()> {
    let words = said(&hit.article, &hit.quote, look.matches);
    let headline = hit.article.headline.as_ref().map_or("(no headline)", |headline| &headline.text);
    writeln!(out, "{n:>3}{words}")?;
    writeln!(out, "     {} {ASIDE}{}{ASIDE:#}", where_and_when(&hit.article, look), sanitize::line(headline))?;
    for line in company::lines(&hit.company, &hit.article) {
        writeln!(out, "     {line}")?;
    }
    writeln!(out)
}

/// `1962-09-12 · Houston, US · path`.
fn where_and_when(article: &Article, look: Look<'_>) -> String {
    let mut line = date_line(article);
    if let Some(place) = article.places.iter().find(|place| place.role == PlaceRole::Dateline) {
        line.push_str(&format!(" · {PLACE}{}{PLACE:#}", place_name(place)));
    }
    if let Some(source) = &article.source {
        line.push_str(&format!(" · {}", sanitize::line(source)));
    }
    format!("{line} · {ASIDE}{}{ASIDE:#}", look.linked(&article.id, &article.path))
}

/// The speaker and the whole utterance, what matched marked.
pub(super) fn said(article: &Article, matched: &MatchedQuote, matches: Matches) -> String {
    let pieces: Vec<_> = matched.pieces.iter().filter_map(|&piece| article.quotes.get(piece)).collect();
    let words: Vec<_> = pieces
        .iter()
        .map(|piece| {
            let marks: Vec<_> = matched.marks.iter().copied().filter(|mark| piece.span.contains(*mark)).collect();
            marked(&article.text, piece.span, &marks, matches)
        })
        .collect();
    let speaker = pieces.iter().find(|piece| piece.speaker.is_some()).or(pieces.first());
    match speaker {
        Some(piece) => speech(piece, &words.join(" … ")),
        None => words.join(" … "),
    }
}

/// A stretch of `text` on one line, with the `marks` inside it standing out.
pub(super) fn marked(text: &str, span: Span, marks: &[Span], matches: Matches) -> String {
    let line = pieces(text, span, marks, matches, sanitize::line);
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A stretch of `text`, every piece of it made `safe`, with the `marks` inside it standing out.
pub(super) fn pieces(
    text: &str,
    span: Span,
    marks: &[Span],
    matches: Matches,
    safe: impl Fn(&str) -> Cow<'_, str>,
) -> String {
    let (open, close) = matches.around();
    let slice = |start: usize, end: usize| safe(text.get(start..end).unwrap_or_default());
    let mut line = String::new();
    let mut at = span.start;
    for mark in marks.iter().filter(|mark| span.contains(**mark)) {
        line.push_str(&slice(at, mark.start));
        line.push_str(&open);
        line.push_str(&slice(mark.start, mark.end));
        line.push_str(&close);
        at = mark.end;
    }
    line.push_str(&slice(at, span.end));
    line
}

/// `; also Volodymyr Zelenskiy`: the other names that were counted.
pub(super) fn variants(variants: &[(String, u64)]) -> String {
    const MOST: usize = 4;
    let mut names: Vec<_> = variants.iter().take(MOST).map(|(name, _)| sanitize::line(name)).collect();
    match variants.len().saturating_sub(MOST) {
        0 => {}
        more => names.push(format!("{more} more").into()),
    }
    if names.is_empty() { String::new() } else { format!("; also {}", names.join(", ")) }
}

fn table(out: &mut impl Write, tallies: &[Tally]) -> io::Result<()> {
    for tally in tallies {
        let quotes = tally.quotes.map(|n| format!(", {}", plural(n, "quote"))).unwrap_or_default();
        writeln!(
            out,
            "{:>8}  {}{ASIDE} ({}{quotes}{}){ASIDE:#}",
            tally.quotes.unwrap_or(tally.articles),
            sanitize::line(&tally.value),
            plural(tally.articles, "article"),
            variants(&tally.variants)
        )?;
    }
    Ok(())
}

/// `1 article`, `2 articles`.
pub fn plural(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// A number with commas between thousands.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How many people a note names before it only counts them.
const NAMES_SHOWN: usize = 5;

/// What the user should know of how the query was understood; nothing where it goes without saying.
pub fn note(note: &Note) -> Option<String> {
    match note {
        Note::SpeakerMeans { typed, names, .. } => speaker_note(typed, names),
        Note::PlaceMeans { clause, places, is_near, .. } => place_note(clause, places, *is_near),
    }
}

/// Which places a name stands for, and what to type for one of them.
fn place_note(clause: &str, places: &[PlaceMeaning], is_near: bool) -> Option<String> {
    let [first, second, ..] = places else { return None };
    let show = |place: &PlaceMeaning| match place.articles {
        Some(articles) => format!("{} ({})", sanitize::line(&place.name), plural(articles, "article")),
        None => sanitize::line(&place.name).into_owned(),
    };
    let field = clause.split(':').next().unwrap_or_default();
    let clause = sanitize::line(clause);
    let more = places.len().saturating_sub(NAMES_SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let (meant, choice) = if is_near {
        let others: Vec<_> = places.iter().skip(1).take(NAMES_SHOWN - 1).map(show).collect();
        (format!("takes {}; there are also {}", show(first), others.join("; ")), second)
    } else {
        let all: Vec<_> = places.iter().take(NAMES_SHOWN).map(show).collect();
        (format!("means {}", all.join("; ")), first)
    };
    let distance = clause.rsplit_once('~').filter(|_| is_near).map(|(_, distance)| format!("~{distance}"));
    let (name, distance) = (sanitize::line(&choice.name), distance.unwrap_or_default());
    Some(format!("{clause} {meant}{more}; to choose one: {field}:\"{name}\"{distance}"))
}

fn speaker_note(typed: &str, names: &[(String, u64)]) -> Option<String> {
    let [first, _, ..] = names else { return None };
    let shown: Vec<_> =
        names.iter().take(NAMES_SHOWN).map(|(name, n)| format!("{} ({n})", sanitize::line(name))).collect();
    let more = names.len().saturating_sub(NAMES_SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!(
        "speaker:{} means {}{more}; to narrow it: --speaker '{}'",
        sanitize::line(typed),
        shown.join(", "),
        sanitize::line(&first.0)
    ))
}

/// Why nothing was found: what each clause finds by itself, which one empties the result, and what is spelt like it.
pub fn diagnosis(diagnosis: &Diagnosis) -> Vec<String> {
    let mut lines = Vec::new();
    for clause in &diagnosis.clauses {
        clause_lines(clause, 1, &mut lines);
    }
    for culprit in &diagnosis.culprits {
        let without = plural(culprit.without, "article");
        lines.push(format!("without {} there would be {without}", sanitize::line(&culprit.text)));
    }
    for suggestion in &diagnosis.suggestions {
        let (typed, instead) = (sanitize::line(&suggestion.typed), sanitize::line(&suggestion.instead));
        lines.push(format!("nothing is spelt {typed}; did you mean {instead} ({})?", suggestion.count));
    }
    lines
}

/// A clause with what it finds, and below it the clauses it is made of.
pub fn clause_lines(clause: &Clause, depth: usize, lines: &mut Vec<String>) {
    let unit = match clause.unit {
        Unit::Articles => "article",
        Unit::Quotes => "quote",
    };
    let indent = "  ".repeat(depth);
    lines.push(format!("{indent}{}  {}", sanitize::line(&clause.text), plural(clause.count, unit)));
    for part in &clause.parts {
        clause_lines(part, depth + 1, lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (n, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(n), text);
        }
    }

    #[test]
    fn only_marks_stand_out() {
        let text = "this is not it,\nbut end this war is";
        let mark = Span::new(text.find("end").unwrap(), text.find(" is").map(|_| text.len() - 3).unwrap());
        let whole = Span::new(0, text.len());
        assert_eq!(marked(text, whole, &[mark], Matches::Bracketed), "this is not it, but [[end this war]] is");
        assert_eq!(marked(text, Span::new(0, 4), &[mark], Matches::Bracketed), "this");
    }

    #[test]
    fn a_surname_of_one_person_needs_no_note() {
        let means = |names: &[(&str, u64)]| Note::SpeakerMeans {
            span: Span::new(0, 1),
            typed: "kennedy".into(),
            names: names.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect(),
        };
        assert_eq!(note(&means(&[("John F. Kennedy", 3)])), None);
        assert_eq!(
            note(&means(&[("John F. Kennedy", 3), ("Robert F. Kennedy", 1)])).unwrap(),
            "speaker:kennedy means John F. Kennedy (3), Robert F. Kennedy (1); to narrow it: --speaker 'John F. Kennedy'"
        );
    }
}
