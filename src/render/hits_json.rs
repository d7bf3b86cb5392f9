//! Search results for other programs: one JSON object a hit, each with its `type`, and a last `summary`.
//!
//! Offsets are bytes of the article's text. `value` objects are the same as those of `extract`.

use super::company;
use super::extract_json::{self, OffsetMap, Offsets};
use super::hits_writer::HitsWriter;
use crate::article::{Article, PlaceRole, Span};
use crate::knowledge::quote_id;
use crate::search::{ArticleHit, Hits, MatchedQuote, Note, PlaceMeaning, QuoteHit, Summary, Tally};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// What the answer was given to, so that a reader can repeat it.
#[derive(Clone, Debug)]
pub struct Question {
    /// The query in its canonical form.
    pub canonical: String,
    /// The day relative dates are reckoned from.
    pub today: String,
    /// [`crate::index::FINGERPRINT`] of the program that made the index.
    pub fingerprint: String,
    /// [`crate::index::Reader::data_hash`], where a program reads the answer.
    pub data_hash: Option<String>,
    /// Number of the index's commit.
    pub commit: u64,
    /// The user's own files that count, each with the hash of what it holds.
    pub user_files: Vec<(&'static str, String)>,
    /// Files and records that could not be read when the index was made.
    pub n_failed: u64,
    /// The confidence below which quotes were left out, where any were.
    pub threshold: Option<f64>,
    /// How the answer was asked for, beside the query: the command, and each of its flags that decides what is in it.
    pub parameters: Value,
}

/// What the answer was given to: in every last line.
pub fn asked(question: &Question) -> Map<String, Value> {
    let user_files = question.user_files.iter().map(|(name, hash)| ((*name).to_owned(), json!(hash)));
    let asked = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "query": question.canonical,
        "today": question.today,
        "threshold": question.threshold,
        "parameters": question.parameters,
        "failed": question.n_failed,
        "index": {"fingerprint": question.fingerprint, "data_hash": question.data_hash, "commit": question.commit},
        "user_files": user_files.collect::<Map<_, _>>(),
    });
    match asked {
        Value::Object(object) => object,
        _ => unreachable!("the macro above makes an object"),
    }
}

/// The hits, each an object with its `type`.
pub fn hits(hits: &Hits) -> Vec<Value> {
    match hits {
        Hits::Articles(hits) => hits.iter().map(article).collect(),
        Hits::Quotes(hits) => hits.iter().map(quote).collect(),
        Hits::Files(tallies) => tallies.iter().map(|t| tally("file", t)).collect(),
        Hits::Speakers(tallies) => tallies.iter().map(|t| tally("speaker", t)).collect(),
        Hits::Places(tallies) => tallies.iter().map(|t| tally("place", t)).collect(),
    }
}

/// The last object.
pub fn summary(found: &Summary, question: &Question) -> Value {
    let mut summary = json!({
        "type": "summary",
        "schema": 1,
        "total": found.total,
        "distinct": found.total - found.folded,
        "shown": found.shown,
        "undated_left_out": found.undated_left_out,
        "notes": found.notes.iter().map(note).collect::<Vec<_>>(),
    });
    if let Value::Object(summary) = &mut summary {
        summary.extend(asked(question));
    }
    summary
}

/// An object a line, the summary last.
pub struct Lines<W>(pub W);

impl<W: Write> HitsWriter for Lines<W> {
    fn write(&mut self, some: &Hits) -> io::Result<()> {
        hits(some).iter().try_for_each(|hit| writeln!(self.0, "{hit}"))
    }

    fn finish(&mut self, summary: &Value) -> io::Result<()> {
        writeln!(self.0, "{summary}")?;
        self.0.flush()
    }
}

/// Everything as one object, laid out for reading.
pub struct Whole<W> {
    out: W,
    is_begun: bool,
}

impl<W: Write> Whole<W> {
    /// The object, with nothing in it yet.
    pub fn new(out: W) -> Self {
        Self { out, is_begun: false }
    }
}

impl<W: Write> HitsWriter for Whole<W> {
    fn write(&mut self, some: &Hits) -> io::Result<()> {
        for hit in hits(some) {
            let before = if self.is_begun { "," } else { "{\n  \"hits\": [" };
            self.is_begun = true;
            write!(self.out, "{before}\n    {}", indented(&hit, 4))?;
        }
        Ok(())
    }

    fn finish(&mut self, summary: &Value) -> io::Result<()> {
        let before = if self.is_begun { "\n  ]" } else { "{\n  \"hits\": []" };
        writeln!(self.out, "{before},\n  \"summary\": {}\n}}", indented(summary, 2))?;
        self.out.flush()
    }
}

/// A value as it is laid out so many blanks from the margin. No string of JSON has a line break in it.
fn indented(value: &Value, n_blanks: usize) -> String {
    format!("{value:#}").replace('\n', &format!("\n{}", " ".repeat(n_blanks)))
}

pub(super) fn note(note: &Note) -> Value {
    match note {
        Note::SpeakerMeans { typed, names, .. } => {
            let speakers = names.iter().map(|(name, quotes)| json!({"name": name, "quotes": quotes}));
            json!({"code": "speaker-means", "typed": typed, "speakers": speakers.collect::<Vec<_>>()})
        }
        Note::PlaceMeans { clause, places, is_near, .. } => {
            let object = |place: &PlaceMeaning| json!({"name": place.name, "id": place.id, "articles": place.articles});
            let places: Vec<_> = places.iter().map(object).collect();
            json!({"code": if *is_near { "near-means" } else { "place-means" }, "typed": clause, "places": places})
        }
    }
}

fn article(hit: &ArticleHit) -> Value {
    let mut object = identity("article", &hit.article);
    let text = &hit.article.text;
    object.insert("score".into(), json!(hit.score));
    object.insert(
        "quotes".into(),
        hit.quotes.iter().map(|matched| Value::Object(said(&hit.article, matched))).collect::<Vec<_>>().into(),
    );
    object.insert("matches".into(), ranges(&hit.marks.text));
    object.insert("headline_matches".into(), ranges(&hit.marks.headline));
    let snippets = hit.snippets.iter().map(|snippet| {
        json!({
            "start": snippet.span.start,
            "end": snippet.span.end,
            "text": text.get(snippet.span.start..snippet.span.end),
            "matches": ranges(&snippet.marks),
        })
    });
    object.insert("snippets".into(), snippets.collect::<Vec<_>>().into());
    object.insert("group".into(), company::json(&hit.company));
    Value::Object(object)
}

fn quote(hit: &QuoteHit) -> Value {
    let mut object = identity("quote", &hit.article);
    object.insert("score".into(), json!(hit.score));
    object.extend(said(&hit.article, &hit.quote));
    object.insert("group".into(), company::json(&hit.company));
    Value::Object(object)
}

/// What is the same for an article and for a quote in it.
fn identity(kind: &str, article: &Article) -> Map<String, Value> {
    let map = OffsetMap::new(&article.text, Offsets::Bytes);
    let mut places: Vec<&str> = Vec::new();
    for place in &article.places {
        if !places.contains(&place.name.as_str()) {
            places.push(&place.name);
        }
    }
    let filed_from = article.places.iter().find(|place| place.role == PlaceRole::Dateline);
    let value = json!({
        "type": kind,
        "id": article.id,
        "path": article.path,
        "headline": article.headline.as_ref().map(|f| &f.text),
        "byline": article.byline.as_ref().map(|f| &f.text),
        "source": article.source,
        "url": article.url,
        "date": article.published.as_ref().map(|published| extract_json::publication(published, &map)),
        "dateline": filed_from.map(|place| json!({"name": place.name, "country": place.country, "admin1": place.admin1})),
        "places": places,
        "focus": article.focus.iter().map(extract_json::focus).collect::<Vec<_>>(),
        "content_hash": article.content_hash,
    });
    match value {
        Value::Object(object) => object,
        _ => unreachable!("the macro above makes an object"),
    }
}

fn said(article: &Article, matched: &MatchedQuote) -> Map<String, Value> {
    let map = OffsetMap::new(&article.text, Offsets::Bytes);
    let pieces: Vec<_> = matched.pieces.iter().filter_map(|&piece| article.quotes.get(piece)).collect();
    let words: Vec<_> = pieces.iter().map(|piece| article.slice(piece.span)).collect();
    let mut object = Map::new();
    object.insert("quote_id".into(), json!(quote_id(&article.id, matched.utterance)));
    object.insert("utterance".into(), json!(matched.utterance));
    object.insert("speaker".into(), json!(pieces.iter().find_map(|piece| piece.speaker.as_ref()).map(|s| &s.name)));
    object.insert("said".into(), json!(words.join(" ")));
    let quotes: Vec<_> = pieces.iter().map(|piece| extract_json::quote(article, piece, &map)).collect();
    object.insert("pieces".into(), json!(quotes));
    object.insert("matches".into(), ranges(&matched.marks));
    object
}

pub(super) fn tally(kind: &str, tally: &Tally) -> Value {
    let variant = |(name, quotes): &(String, u64)| json!({"name": name, "quotes": quotes});
    json!({
        "type": kind,
        "value": tally.value,
        "variants": tally.variants.iter().map(variant).collect::<Vec<_>>(),
        "id": tally.id,
        "articles": tally.articles,
        "distinct": tally.distinct,
        "quotes": tally.quotes,
    })
}

/// Spans as pairs of offsets.
pub fn ranges(spans: &[Span]) -> Value {
    spans.iter().map(|span| json!([span.start, span.end])).collect::<Vec<_>>().into()
}
