//! Search results as the rows of a table: one a hit.

use super::counts::names;
use super::hits_writer::HitsWriter;
use super::table::{Cell, Column, Kind, RowWriter, TableForm};
use crate::article::{Article, DayRange, PlaceRole};
use crate::knowledge::quote_id;
use crate::search::{ArticleHit, Fellow, Hits, MatchedQuote, Output, QuoteHit, Tally};
use serde_json::Value;
use std::io::{self, Write};

/// What is the same for an article and for a quote in it.
const IDENTITY: [Column; 9] = [
    Column::text("id"),
    Column::text("date"),
    Column::typed_only("first_day", Kind::Day),
    Column::typed_only("last_day", Kind::Day),
    Column::text("place"),
    Column::text("headline"),
    Column::text("byline"),
    Column::text("source"),
    Column::text("url"),
];

const OF_ARTICLE: [Column; 5] = [
    Column::text("quotes"),
    Column::text("text"),
    Column::text("standing"),
    Column::text("copies"),
    Column::text("versions"),
];

const OF_QUOTE: [Column; 8] = [
    Column::text("speaker"),
    Column::text("mention"),
    Column::text("cue"),
    Column::text("kind"),
    Column::new("confidence", Kind::Real(2)),
    Column::text("said"),
    Column::text("standing"),
    Column::typed_only("quote_id", Kind::Text),
];

/// A table of hits, written as they come.
pub struct HitsTable<'o> {
    rows: Box<dyn RowWriter + 'o>,
}

impl<'o> HitsTable<'o> {
    /// A table for hits of a kind, with nothing in it yet.
    pub fn new(out: impl Write + Send + 'o, output: Output, form: TableForm) -> io::Result<Self> {
        Ok(Self { rows: form.open(out, columns(output))? })
    }
}

impl HitsWriter for HitsTable<'_> {
    fn write(&mut self, hits: &Hits) -> io::Result<()> {
        let rows = &mut self.rows;
        match hits {
            Hits::Articles(hits) => hits.iter().try_for_each(|hit| rows.write(article(hit))),
            Hits::Quotes(hits) => hits.iter().try_for_each(|hit| rows.write(quote(hit))),
            Hits::Files(tallies) | Hits::Speakers(tallies) | Hits::Places(tallies) => {
                tallies.iter().try_for_each(|each| rows.write(tally(each)))
            }
        }
    }

    fn finish(&mut self, summary: &Value) -> io::Result<()> {
        self.rows.finish(summary)
    }
}

fn columns(output: Output) -> Vec<Column> {
    let counted =
        |what| vec![Column::text(what), Column::number("articles"), Column::number("quotes"), Column::text("variants")];
    match output {
        Output::Articles => [&IDENTITY[..], &OF_ARTICLE].concat(),
        Output::Quotes => [&IDENTITY[..], &OF_QUOTE].concat(),
        Output::Files => counted("file"),
        Output::Speakers => counted("speaker"),
        Output::Places => counted("place"),
    }
}

fn article(hit: &ArticleHit) -> Vec<Cell> {
    let snippets: Vec<_> = hit.snippets.iter().map(|snippet| hit.article.slice(snippet.span)).collect();
    let quotes: Vec<_> = hit.quotes.iter().map(|quote| said(&hit.article, quote)).collect();
    let mut row = identity(&hit.article);
    row.extend([Cell::text(quotes.join(" | ")), Cell::text(snippets.join(" … "))]);
    row.push(Cell::text(hit.company.standing.as_str()));
    row.extend([&hit.company.copies, &hit.company.versions].map(|fellows| Cell::text(ids(fellows))));
    row
}

fn quote(hit: &QuoteHit) -> Vec<Cell> {
    let mut row = identity(&hit.article);
    row.extend(attribution(&hit.article, &hit.quote));
    row.push(Cell::text(said(&hit.article, &hit.quote)));
    row.push(Cell::text(hit.company.standing.as_str()));
    row.push(Cell::text(quote_id(&hit.article.id, hit.quote.utterance)));
    row
}

fn tally(tally: &Tally) -> Vec<Cell> {
    let quotes = Cell::maybe(tally.quotes, Cell::number);
    vec![Cell::text(&tally.value), Cell::number(tally.articles), quotes, Cell::text(names(&tally.variants))]
}

fn ids(fellows: &[Fellow]) -> String {
    fellows.iter().map(|fellow| fellow.id.as_str()).collect::<Vec<_>>().join(" | ")
}

fn identity(article: &Article) -> Vec<Cell> {
    let place = article.places.iter().find(|place| place.role == PlaceRole::Dateline).map(|place| &place.name);
    let date = article.published.as_ref().map(|published| published.date);
    let days: Option<DayRange> = date.map(|date| date.range());
    vec![
        Cell::text(&article.id),
        Cell::maybe(date, |date| Cell::text(date.to_string())),
        Cell::maybe(days, |days| Cell::Day(days.first)),
        Cell::maybe(days, |days| Cell::Day(days.last)),
        Cell::maybe(place, Cell::text),
        Cell::maybe(article.headline.as_ref(), |field| Cell::text(&field.text)),
        Cell::maybe(article.byline.as_ref(), |field| Cell::text(&field.text)),
        Cell::maybe(article.source.as_ref(), Cell::text),
        Cell::maybe(article.url.as_ref(), Cell::text),
    ]
}

/// Speaker, mention, cue, kind and confidence of a quote.
fn attribution(article: &Article, matched: &MatchedQuote) -> [Cell; 5] {
    let pieces = || matched.pieces.iter().filter_map(|&piece| article.quotes.get(piece));
    let speaker = pieces().find_map(|piece| piece.speaker.as_ref());
    [
        Cell::maybe(speaker, |speaker| Cell::text(&speaker.name)),
        Cell::maybe(speaker, |speaker| Cell::text(&speaker.mention)),
        Cell::maybe(pieces().find_map(|piece| piece.cue.as_ref()), |cue| Cell::text(&cue.text)),
        Cell::maybe(pieces().next(), |piece| Cell::text(piece.kind.as_str())),
        Cell::maybe(pieces().next(), |piece| Cell::Real(piece.evidence.confidence.get().into())),
    ]
}

fn said(article: &Article, matched: &MatchedQuote) -> String {
    let pieces = matched.pieces.iter().filter_map(|&piece| article.quotes.get(piece));
    pieces.map(|piece| article.slice(piece.span)).collect::<Vec<_>>().join(" ")
}
