//! An article as a block of documents: one an utterance, then its own.

use super::marks::{Marked, mark};
use super::schema::{FIELDS, Kind, PlaceTerm, SaidLength, block_key, content_key, has};
use super::{record, when};
use crate::article::{
    Article, Confidence, Day, Diagnostic, DiagnosticCode, Focus, Place, PlaceId, PlaceRole, Quote, RawArticle, Span,
};
use crate::lexicon::gazetteer::Gazetteer;
use crate::text::count_words;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use tantivy::TantivyDocument;
use tantivy::schema::Field;

/// What the index notes of an article that is not the article's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// [`raw_hash`] of what was read, with the digest of what the user put right in it.
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

/// A number that depends on both and looks like neither: the finaliser of SplitMix64.
pub fn scrambled(n: u64, seed: u64) -> u64 {
    let mut z = n ^ seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A hash of an id: see [`super::schema::Fields::tie`].
pub(super) fn tie(id: &str) -> u64 {
    first_eight(&blake3::hash(id.as_bytes()))
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
pub(super) fn block(mut article: Article, stamp: Stamp, gazetteer: &Gazetteer) -> Vec<TantivyDocument> {
    let key = block_key(&article.id);
    let utterances = utterances(&article);
    let n_children = utterances.len() as u64;
    let spans: Vec<Span> = utterances.iter().flatten().map(|piece| piece.span).collect();
    let Marked { marks, positions, n_too_long } = mark(&article.text, 0, &article.breaks, &spans);
    let n_pieces: Vec<usize> = utterances.iter().map(Vec::len).collect();
    let mut documents: Vec<TantivyDocument> = utterances
        .iter()
        .zip((1..=n_children).rev())
        .map(|(pieces, to_parent)| {
            let mut document = Builder::new(&key, Kind::Quote, 0, to_parent);
            document.utterance(pieces);
            document.0
        })
        .collect();
    if n_too_long > 0 {
        article.diagnostics.push(Diagnostic {
            code: DiagnosticCode::WordTooLong,
            message: format!("{n_too_long} runs of letters are too long to be words and cannot be searched for"),
            span: None,
        });
    }
    let mut document = Builder::new(&key, Kind::Article, n_children, 0);
    document.said(&n_pieces, positions);
    document.text(FIELDS.body_marks, &marks);
    document.article(&article, stamp, gazetteer);
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

    /// Terms of a field that makes one of each line.
    fn listed(&mut self, field: Field, terms: &BTreeSet<impl AsRef<str>>) {
        if !terms.is_empty() {
            let lines: Vec<&str> = terms.iter().map(AsRef::as_ref).collect();
            self.text(field, &lines.join("\n"));
        }
    }

    /// Where the utterances stand, which have so many pieces each.
    fn said(&mut self, n_pieces: &[usize], positions: Vec<Range<u32>>) {
        let continues = n_pieces.iter().flat_map(|&n| (0..n).map(|piece| piece > 0));
        for (at, continues) in positions.into_iter().zip(continues) {
            self.0.add_u64(FIELDS.said_at, at.start.into());
            self.0.add_u64(FIELDS.said_length, SaidLength { length: at.end - at.start, continues }.encode());
        }
    }

    fn utterance(&mut self, pieces: &[&Quote]) {
        if let Some(speaker) = pieces.iter().find_map(|piece| piece.speaker.as_ref()) {
            self.text(FIELDS.speaker, &speaker.name);
            self.text(FIELDS.speaker_name, &speaker.name);
        }
        self.each(FIELDS.mention, pieces.iter().filter_map(|p| p.speaker.as_ref()).map(|s| s.mention.as_str()));
        self.each(FIELDS.cue, pieces.iter().filter_map(|p| p.cue.as_ref()).map(|cue| cue.text.as_str()));
        self.each(FIELDS.quote_kind, pieces.iter().map(|piece| piece.kind.as_str()));
        self.0.add_u64(FIELDS.confidence, percent(utterance_confidence(pieces)));
    }

    fn article(&mut self, article: &Article, stamp: Stamp, gazetteer: &Gazetteer) {
        self.identity(article, stamp);
        self.furniture(article);
        self.text(FIELDS.body, &article.text);
        self.dates(article);
        self.places(article, gazetteer);
        self.each(FIELDS.mentions, article.people.iter().map(|person| person.name.as_str()));
        self.parts(article);
        self.0.add_bytes(FIELDS.record, &record::encode(article));
    }

    fn identity(&mut self, article: &Article, stamp: Stamp) {
        self.text(FIELDS.id, &article.id);
        self.0.add_u64(FIELDS.tie, tie(&article.id));
        self.text(FIELDS.path, &article.path);
        self.text(FIELDS.path_words, &article.path);
        self.0.add_u64(FIELDS.raw_hash, stamp.raw_hash);
        self.text(FIELDS.content, content_key(&article.content_hash));
        self.0.add_i64(FIELDS.added, stamp.added.0);
        self.0.add_u64(FIELDS.n_words, count_words(&article.text) as u64);
    }

    fn furniture(&mut self, article: &Article) {
        if let Some(headline) = &article.headline {
            self.text(FIELDS.headline, &headline.text);
            let offset = headline.evidence.span.map_or(0, |span| span.start);
            let breaks = if headline.evidence.span.is_some() { &article.breaks } else { &Default::default() };
            self.text(FIELDS.headline_marks, &mark(&headline.text, offset, breaks, &[]).marks);
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
            self.listed(FIELDS.published, &when::terms([days]));
            self.text(FIELDS.date_source, published.evidence.source.as_str());
        } else {
            self.text(FIELDS.published, when::NONE);
        }
        let ranges = || article.dates.iter().filter_map(|date| date.range);
        for range in ranges() {
            self.0.add_i64(FIELDS.when_first, range.first.0);
            self.0.add_i64(FIELDS.when_last, range.last.0);
        }
        self.listed(FIELDS.when, &when::terms(ranges()));
    }

    fn places(&mut self, article: &Article, gazetteer: &Gazetteer) {
        let places = &article.places;
        for id in places.iter().map(|place| place.id).collect::<BTreeSet<_>>() {
            self.0.add_i64(FIELDS.place_id, id.0);
        }
        self.listed(FIELDS.place, &place_terms(places.iter().map(Named::from), gazetteer));
        let datelines = places.iter().filter(|place| place.role == PlaceRole::Dateline);
        self.listed(FIELDS.dateline, &place_terms(datelines.map(Named::from), gazetteer));
        self.listed(FIELDS.focus, &place_terms(article.focus.iter().map(Named::from), gazetteer));
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
        let codes = article.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str());
        self.listed(FIELDS.has, &parts.chain(codes).collect::<BTreeSet<&str>>());
    }
}

/// A place as an article names it, or is about it.
struct Named<'a> {
    id: PlaceId,
    name: &'a str,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
}

impl<'a> From<&'a Place> for Named<'a> {
    fn from(place: &'a Place) -> Self {
        let Place { id, name, country, admin1, .. } = place;
        Self { id: *id, name, country: country.as_deref(), admin1: admin1.as_deref() }
    }
}

impl<'a> From<&'a Focus> for Named<'a> {
    fn from(focus: &'a Focus) -> Self {
        let Focus { id, name, country, admin1, .. } = focus;
        Self { id: *id, name, country: country.as_deref(), admin1: admin1.as_deref() }
    }
}

fn place_terms<'a>(places: impl Iterator<Item = Named<'a>>, gazetteer: &Gazetteer) -> BTreeSet<String> {
    let distinct: BTreeMap<PlaceId, Named<'_>> = places.map(|place| (place.id, place)).collect();
    let mut terms = BTreeSet::new();
    for place in distinct.into_values() {
        terms.insert(PlaceTerm::Own(place.id).text());
        terms.insert(PlaceTerm::Id(place.id).text());
        terms.insert(PlaceTerm::Name(place.name).text());
        if let Some(entry) = gazetteer.entry(place.id) {
            let around = gazetteer.ancestry(entry.number);
            terms.extend(around.map(|entry| PlaceTerm::Id(entry.id).text()));
        }
        if let Some(country) = place.country {
            terms.insert(PlaceTerm::Country(country).text());
            terms.extend(place.admin1.map(|division| PlaceTerm::Admin1(country, division).text()));
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{
        Confidence, DateMention, DayRange, Evidence, PartialDate, PlaceKind, QuoteKind, Source, Span, Speaker,
    };
    use tantivy::schema::document::Value;

    fn evidence(confidence: f32) -> Evidence {
        Evidence { span: None, rule: "test".into(), confidence: Confidence::new(confidence), source: Source::Prose }
    }

    fn quote(start: usize, end: usize, utterance: u32, confidence: f32) -> Quote {
        let speaker = Speaker { name: "Ann Lee".to_owned(), mention: "she".to_owned(), span: None };
        Quote {
            span: Span::new(start, end),
            utterance,
            kind: QuoteKind::Direct,
            speaker: Some(speaker),
            cue: None,
            evidence: evidence(confidence),
        }
    }

    fn place(id: i64, name: &str, role: PlaceRole) -> Place {
        Place {
            id: PlaceId(id),
            name: name.to_owned(),
            latitude: 0.0,
            longitude: 0.0,
            country: Some("RU".to_owned()),
            admin1: Some("48".to_owned()),
            role,
            kind: PlaceKind::Toponym,
            evidence: evidence(1.0),
        }
    }

    fn sample() -> Article {
        let days: PartialDate = "1998-03-03".parse().unwrap();
        let date = |range: DayRange| DateMention {
            span: Span::new(0, 1),
            kind: crate::article::DateKind::Date,
            value: String::new(),
            range: Some(range),
            evidence: evidence(1.0),
        };
        Article {
            id: "a.txt".to_owned(),
            path: "a.txt".to_owned(),
            text: "one two three four five six".to_owned(),
            quotes: vec![quote(0, 3, 0, 0.5), quote(4, 7, 1, 0.91), quote(14, 18, 1, 0.6)],
            places: vec![
                place(524_901, "Moscow", PlaceRole::Dateline),
                place(-9_999_999, "Old  Mill", PlaceRole::Mention),
            ],
            dates: vec![date(days.range()), date(days.range())],
            ..Article::default()
        }
    }

    fn stamp() -> Stamp {
        Stamp { raw_hash: 7, added: Day(9) }
    }

    fn strings(document: &TantivyDocument, field: Field) -> Vec<String> {
        document.get_all(field).filter_map(|value| value.as_str().map(str::to_owned)).collect()
    }

    fn number(document: &TantivyDocument, field: Field) -> Option<u64> {
        document.get_first(field).and_then(|value| value.as_u64())
    }

    #[test]
    fn utterances_come_first_and_count_towards_their_article() {
        let documents = block(sample(), stamp(), Gazetteer::embedded());
        let numbers = |field| documents.iter().map(|document| number(document, field).unwrap()).collect::<Vec<_>>();
        assert_eq!(numbers(FIELDS.to_parent), [2, 1, 0]);
        assert_eq!(numbers(FIELDS.n_children), [0, 0, 2]);
        assert!(documents.iter().all(|document| strings(document, FIELDS.block) == ["a.txt"]));
        let all = |field| documents[2].get_all(field).filter_map(|value| value.as_u64()).collect::<Vec<_>>();
        assert_eq!(all(FIELDS.said_at), [0, 1, 3], "`one`, `two` and `four`");
        assert_eq!(
            all(FIELDS.said_length)
                .into_iter()
                .map(SaidLength::decode)
                .map(|l| (l.length, l.continues))
                .collect::<Vec<_>>(),
            [(1, false), (1, false), (1, true)]
        );
        assert_eq!(strings(&documents[1], FIELDS.mention), ["she"]);
        assert_eq!(number(&documents[1], FIELDS.confidence), Some(60), "as sure as the least sure piece");
        assert_eq!(strings(&documents[2], FIELDS.kind), ["article"]);
    }

    #[test]
    fn places_have_a_term_for_each_level() {
        let documents = block(sample(), stamp(), Gazetteer::embedded());
        let terms =
            |field| strings(&documents[2], field).concat().lines().map(str::to_owned).collect::<BTreeSet<String>>();
        let (places, dateline) = (terms(FIELDS.place), terms(FIELDS.dateline));
        for term in ["=#524901", "#524901", "#2017370", "@RU", "@RU.48"] {
            assert!(places.contains(term) && dateline.contains(term), "{term} in {places:?}");
        }
        assert!(places.contains("old mill") && !dateline.contains("old mill"));
        assert!(places.contains("moscow") && dateline.contains("moscow"));
        assert!(!places.contains("=#2017370"), "Russia holds the place, and is not named");
    }

    #[test]
    fn what_an_article_has_is_listed_once() {
        let documents = block(sample(), stamp(), Gazetteer::embedded());
        assert_eq!(strings(&documents[2], FIELDS.has), ["place\nquote\nspeaker\nwhen"]);
        let when = "1\n19\n199\n1998\n1998-03\n1998-03-03\n=1998-03-03";
        assert_eq!(strings(&documents[2], FIELDS.when), [when]);
        assert_eq!(number(&documents[2], FIELDS.n_words), Some(6));
    }

    #[test]
    fn words_that_cannot_be_indexed_are_reported() {
        let mut article = sample();
        article.text = format!("one {} two", "x".repeat(70_000));
        let documents = block(article, stamp(), Gazetteer::embedded());
        let has = strings(&documents[2], FIELDS.has).concat();
        assert!(has.lines().any(|part| part == DiagnosticCode::WordTooLong.as_str()), "{has}");
    }

    #[test]
    fn everything_read_counts_in_the_hash() {
        let raw = RawArticle { id: "a".to_owned(), text: "b".to_owned(), ..RawArticle::default() };
        let mut other = raw.clone();
        other.metadata.title = Some("c".to_owned());
        let shifted = RawArticle { id: "ab".to_owned(), text: String::new(), ..RawArticle::default() };
        let hashes = BTreeSet::from([raw_hash(&raw), raw_hash(&other), raw_hash(&shifted)]);
        assert_eq!(hashes.len(), 3);
        assert_eq!(raw_hash(&raw), raw_hash(&raw.clone()));
    }
}
