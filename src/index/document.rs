//! An article as a block of documents: one an utterance, then its own.

use super::marks::Marks;
use super::schema::{FIELDS, Kind, PlaceTerm, block_key, has};
use super::{record, when};
use crate::article::{Article, Confidence, Day, Diagnostic, DiagnosticCode, Place, PlaceRole, Quote, RawArticle};
use std::collections::BTreeSet;
use tantivy::TantivyDocument;
use tantivy::schema::Field;

/// What the index notes of an article that is not the article's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// [`raw_hash`] of what was read.
    pub raw_hash: u64,
    /// The day on which it enters the index.
    pub added: Day,
}

/// A hash of everything that was read: the same as before, and the article need not be extracted again.
pub fn raw_hash(raw: &RawArticle) -> u64 {
    let mut hasher = blake3::Hasher::new();
    let metadata =
        serde_json::to_vec(&raw.metadata).expect("metadata has string keys only and writing to memory cannot fail");
    let line = raw.line.unwrap_or_default().to_le_bytes();
    for part in [raw.id.as_bytes(), raw.path.as_bytes(), &line, raw.text.as_bytes(), &metadata] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    first_eight(&hasher.finalize())
}

fn first_eight(hash: &blake3::Hash) -> u64 {
    let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash has thirty-two bytes");
    u64::from_le_bytes(*first)
}

/// The pieces of each utterance, in the order of their numbers: the nth is the nth child of the article's block.
pub fn utterances(article: &Article) -> Vec<Vec<&Quote>> {
    let mut quotes: Vec<&Quote> = article.quotes.iter().collect();
    quotes.sort_by_key(|quote| quote.utterance);
    quotes.chunk_by(|a, b| a.utterance == b.utterance).map(<[&Quote]>::to_vec).collect()
}

/// The documents of an article's block, the article's own last.
pub(super) fn block(mut article: Article, stamp: Stamp) -> Vec<TantivyDocument> {
    let key = block_key(&article.id);
    let utterances = utterances(&article);
    let n_children = utterances.len() as u64;
    let mut documents: Vec<TantivyDocument> = utterances
        .iter()
        .zip((1..=n_children).rev())
        .map(|(pieces, to_parent)| {
            let mut document = Builder::new(&key, Kind::Quote, 0, to_parent);
            document.utterance(&article, pieces);
            document.0
        })
        .collect();
    let mut document = Builder::new(&key, Kind::Article, n_children, 0);
    document.article(&mut article, stamp);
    documents.push(document.0);
    documents
}

struct Builder(TantivyDocument);

impl Builder {
    fn new(key: &str, kind: Kind, n_children: u64, to_parent: u64) -> Self {
        let mut builder = Self(TantivyDocument::new());
        builder.text(FIELDS.block, key);
        builder.text(FIELDS.kind, kind.as_str());
        builder.0.add_u64(FIELDS.n_children, n_children);
        builder.0.add_u64(FIELDS.to_parent, to_parent);
        builder
    }

    fn text(&mut self, field: Field, value: &str) {
        self.0.add_text(field, value);
    }

    fn optional(&mut self, field: Field, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.text(field, value);
        }
    }

    fn each<'a>(&mut self, field: Field, values: impl IntoIterator<Item = &'a str>) {
        let distinct: BTreeSet<&str> = values.into_iter().filter(|value| !value.is_empty()).collect();
        for value in distinct {
            self.text(field, value);
        }
    }

    fn utterance(&mut self, article: &Article, pieces: &[&Quote]) {
        let mut marks = Marks::new();
        for piece in pieces {
            let said = article.slice(piece.span);
            self.text(FIELDS.said, said);
            marks.add(said, piece.span.start, &article.breaks);
        }
        self.text(FIELDS.said_marks, &marks.finish().0);
        if let Some(speaker) = pieces.iter().find_map(|piece| piece.speaker.as_ref()) {
            self.text(FIELDS.speaker, &speaker.name);
            self.text(FIELDS.speaker_name, &speaker.name);
        }
        self.each(FIELDS.mention, pieces.iter().filter_map(|p| p.speaker.as_ref()).map(|s| s.mention.as_str()));
        self.each(FIELDS.cue, pieces.iter().filter_map(|p| p.cue.as_ref()).map(|cue| cue.text.as_str()));
        self.each(FIELDS.quote_kind, pieces.iter().map(|piece| piece.kind.as_str()));
        self.0.add_u64(FIELDS.confidence, percent(utterance_confidence(pieces)));
    }

    fn article(&mut self, article: &mut Article, stamp: Stamp) {
        let mut marks = Marks::new();
        marks.add(&article.text, 0, &article.breaks);
        let (marks, n_too_long) = marks.finish();
        if n_too_long > 0 {
            article.diagnostics.push(Diagnostic {
                code: DiagnosticCode::WordTooLong,
                message: format!("{n_too_long} runs of letters are too long to be words and cannot be searched for"),
                span: None,
            });
        }
        self.identity(article, stamp);
        self.furniture(article);
        self.text(FIELDS.body, &article.text);
        self.text(FIELDS.body_marks, &marks);
        self.dates(article);
        self.places(&article.places);
        self.each(FIELDS.mentions, article.people.iter().map(|person| person.name.as_str()));
        self.parts(article);
        self.0.add_bytes(FIELDS.record, &record::encode(article));
    }

    fn identity(&mut self, article: &Article, stamp: Stamp) {
        self.text(FIELDS.id, &article.id);
        self.0.add_u64(FIELDS.tie, first_eight(&blake3::hash(article.id.as_bytes())));
        self.text(FIELDS.path, &article.path);
        self.text(FIELDS.path_words, &article.path);
        self.0.add_u64(FIELDS.raw_hash, stamp.raw_hash);
        self.0.add_i64(FIELDS.added, stamp.added.0);
        self.0.add_u64(FIELDS.n_words, article.text.split_whitespace().count() as u64);
    }

    fn furniture(&mut self, article: &Article) {
        if let Some(headline) = &article.headline {
            self.text(FIELDS.headline, &headline.text);
            let mut marks = Marks::new();
            let offset = headline.evidence.span.map_or(0, |span| span.start);
            let breaks = if headline.evidence.span.is_some() { &article.breaks } else { &Default::default() };
            marks.add(&headline.text, offset, breaks);
            self.text(FIELDS.headline_marks, &marks.finish().0);
        }
        self.optional(FIELDS.byline, article.byline.as_ref().map(|byline| byline.text.as_str()));
        self.optional(FIELDS.source, article.source.as_deref());
        self.optional(FIELDS.section, article.section.as_deref());
        self.optional(FIELDS.lang, Some(&article.language));
        self.optional(FIELDS.url, article.url.as_deref());
    }

    fn dates(&mut self, article: &Article) {
        if let Some(published) = &article.published {
            let days = published.date.range();
            self.0.add_i64(FIELDS.first_day, days.first.0);
            self.0.add_i64(FIELDS.last_day, days.last.0);
            self.text(FIELDS.date_source, published.evidence.source.as_str());
        }
        let ranges = || article.dates.iter().filter_map(|date| date.range);
        for range in ranges() {
            self.0.add_i64(FIELDS.when_first, range.first.0);
            self.0.add_i64(FIELDS.when_last, range.last.0);
        }
        for term in when::terms(ranges()) {
            self.text(FIELDS.when, &term);
        }
    }

    fn places(&mut self, places: &[Place]) {
        for id in places.iter().map(|place| place.id).collect::<BTreeSet<_>>() {
            self.0.add_i64(FIELDS.place_id, id.0);
        }
        for term in places.iter().flat_map(place_terms).collect::<BTreeSet<String>>() {
            self.text(FIELDS.place, &term);
        }
        let datelines = places.iter().filter(|place| place.role == PlaceRole::Dateline);
        for term in datelines.flat_map(place_terms).collect::<BTreeSet<String>>() {
            self.text(FIELDS.dateline, &term);
        }
    }

    fn parts(&mut self, article: &Article) {
        let parts = [
            (has::QUOTE, !article.quotes.is_empty()),
            (has::SPEAKER, article.quotes.iter().any(|quote| quote.speaker.is_some())),
            (has::DATE, article.published.is_some()),
            (has::WHEN, article.dates.iter().any(|date| date.range.is_some())),
            (has::DATELINE, article.dateline.is_some()),
            (has::HEADLINE, article.headline.is_some()),
            (has::BYLINE, article.byline.is_some()),
            (has::PLACE, !article.places.is_empty()),
            (has::URL, article.url.is_some()),
            (has::SOURCE, article.source.is_some()),
            (has::SECTION, article.section.is_some()),
        ];
        let parts = parts.into_iter().filter(|(_, is_there)| *is_there).map(|(part, _)| part);
        self.each(FIELDS.has, parts.chain(article.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str())));
    }
}

fn place_terms(place: &Place) -> Vec<String> {
    let mut terms = vec![PlaceTerm::Id(place.id).text(), PlaceTerm::Name(&place.name).text()];
    if let Some(country) = &place.country {
        terms.push(PlaceTerm::Country(country).text());
        terms.extend(place.admin1.as_deref().map(|division| PlaceTerm::Admin1(country, division).text()));
    }
    terms
}

/// How sure an utterance is: as sure as the least sure of its pieces.
pub fn utterance_confidence(pieces: &[&Quote]) -> Confidence {
    pieces.iter().map(|piece| piece.evidence.confidence).min_by(|a, b| a.get().total_cmp(&b.get())).unwrap_or_default()
}

/// Percent, as the index holds a confidence: rounded, so that 0.9 asks for 90.
pub fn percent(confidence: Confidence) -> u64 {
    (f64::from(confidence.get()) * 100.0).round() as u64
}
