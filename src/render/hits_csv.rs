//! Search results for a spreadsheet: one row a hit, RFC 4180.

use super::counts::names;
use super::csv_table::{CsvTable, Reader};
use crate::article::{Article, PlaceRole};
use crate::search::{Fellow, Hits, MatchedQuote, Response, Tally};
use std::io::{self, Write};

/// Writes the hits with a header row.
pub fn write(out: &mut impl Write, response: &Response, reader: Reader) -> io::Result<()> {
    let mut table = CsvTable::new(out, reader)?;
    match &response.hits {
        Hits::Articles(hits) => {
            table.write_record([
                "id", "date", "place", "headline", "byline", "source", "url", "quotes", "text", "standing", "copies",
                "versions",
            ])?;
            for hit in hits {
                let snippets: Vec<_> = hit.snippets.iter().map(|snippet| hit.article.slice(snippet.span)).collect();
                let quotes: Vec<_> = hit.quotes.iter().map(|quote| said(&hit.article, quote)).collect();
                let mut row = identity(&hit.article);
                row.extend([quotes.join(" | "), snippets.join(" … ")]);
                row.push(hit.company.standing.as_str().to_owned());
                row.extend([&hit.company.copies, &hit.company.versions].map(|fellows| ids(fellows)));
                table.write_record(row)?;
            }
        }
        Hits::Quotes(hits) => {
            table.write_record([
                "id",
                "date",
                "place",
                "headline",
                "byline",
                "source",
                "url",
                "speaker",
                "mention",
                "cue",
                "kind",
                "confidence",
                "said",
                "standing",
            ])?;
            for hit in hits {
                let mut row = identity(&hit.article);
                row.extend(attribution(&hit.article, &hit.quote));
                row.push(said(&hit.article, &hit.quote));
                row.push(hit.company.standing.as_str().to_owned());
                table.write_record(row)?;
            }
        }
        Hits::Files(tallies) => tally_rows(&mut table, "file", tallies)?,
        Hits::Speakers(tallies) => tally_rows(&mut table, "speaker", tallies)?,
        Hits::Places(tallies) => tally_rows(&mut table, "place", tallies)?,
    }
    table.flush()
}

fn ids(fellows: &[Fellow]) -> String {
    fellows.iter().map(|fellow| fellow.id.as_str()).collect::<Vec<_>>().join(" | ")
}

fn identity(article: &Article) -> Vec<String> {
    let place = article.places.iter().find(|place| place.role == PlaceRole::Dateline).map(|place| place.name.clone());
    [
        Some(article.id.clone()),
        article.published.as_ref().map(|published| published.date.to_string()),
        place,
        article.headline.as_ref().map(|field| field.text.clone()),
        article.byline.as_ref().map(|field| field.text.clone()),
        article.source.clone(),
        article.url.clone(),
    ]
    .into_iter()
    .map(Option::unwrap_or_default)
    .collect()
}

/// Speaker, mention, cue, kind and confidence of a quote.
fn attribution(article: &Article, matched: &MatchedQuote) -> [String; 5] {
    let pieces = || matched.pieces.iter().filter_map(|&piece| article.quotes.get(piece));
    let speaker = pieces().find_map(|piece| piece.speaker.as_ref());
    [
        speaker.map(|speaker| speaker.name.clone()).unwrap_or_default(),
        speaker.map(|speaker| speaker.mention.clone()).unwrap_or_default(),
        pieces().find_map(|piece| piece.cue.as_ref()).map(|cue| cue.text.clone()).unwrap_or_default(),
        pieces().next().map(|piece| piece.kind.as_str().to_owned()).unwrap_or_default(),
        pieces().next().map(|piece| format!("{:.2}", piece.evidence.confidence.get())).unwrap_or_default(),
    ]
}

fn said(article: &Article, matched: &MatchedQuote) -> String {
    let pieces = matched.pieces.iter().filter_map(|&piece| article.quotes.get(piece));
    pieces.map(|piece| article.slice(piece.span)).collect::<Vec<_>>().join(" ")
}

fn tally_rows(table: &mut CsvTable<&mut impl Write>, what: &str, tallies: &[Tally]) -> io::Result<()> {
    table.write_record([what, "articles", "quotes", "variants"])?;
    for tally in tallies {
        let quotes = tally.quotes.map(|quotes| quotes.to_string()).unwrap_or_default();
        table.write_record([tally.value.as_str(), &tally.articles.to_string(), &quotes, &names(&tally.variants)])?;
    }
    Ok(())
}
