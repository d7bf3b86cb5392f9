//! The values that documents are counted under, as numbers that are the same in every segment.

use super::facet::{Facet, period_name, whole_period};
use crate::article::{Day, DiagnosticCode, PlaceId, PlaceLevel};
use crate::index::schema::{FIELDS, PlaceTerm, i64_column, str_column};
use crate::lexicon::gazetteer::{EntryKind, Gazetteer};
use crate::search::columns::first_values;
use crate::search::error::Result;
use crate::search::join::Family;
use crate::search::ordinals::for_each_ordinal;
use crate::search::searcher::Searcher;
use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, TERMINATED, Term};

/// The number of no value at all.
pub(super) const NOTHING: u32 = u32::MAX;
/// The number of a date that is wider than a period, or doubtful.
pub(super) const UNCERTAIN: u32 = u32::MAX - 1;
/// The number of all values together.
pub(super) const ALL: u32 = u32::MAX - 2;

/// The documents of a segment that are counted.
pub(super) struct Segment<'d> {
    pub(super) number: u32,
    pub(super) reader: &'d SegmentReader,
    /// Ascending.
    pub(super) docs: &'d [DocId],
    pub(super) family: Family,
}

impl Segment<'_> {
    /// Their articles, ascending.
    fn articles(&self) -> Vec<DocId> {
        let mut articles: Vec<DocId> = self.docs.iter().map(|&doc| self.family.article_of(doc)).collect();
        articles.dedup();
        articles
    }
}

/// One of them, its article, and the number of its speaker.
#[derive(Clone, Copy)]
pub(super) struct Subject {
    pub(super) doc: DocId,
    pub(super) article: DocId,
    pub(super) speaker: u32,
}

/// What documents are counted under.
pub(super) enum Dimension<'s> {
    /// Whoever says it: numbered by whoever asks.
    Speaker,
    Names(Names),
    Terms(Terms<'s>),
    Places(Places),
    Time(Time),
}

impl<'s> Dimension<'s> {
    pub(super) fn new(facet: Facet, searcher: &'s Searcher, keeps_doubtful: bool) -> Self {
        let names = |field| Self::Names(Names::new(field));
        let labels = |field, is_of_quotes| Self::Terms(Terms::labels(field, is_of_quotes));
        let places = |field, level| Self::Terms(Terms::places(field, level, searcher));
        match facet {
            Facet::Speaker => Self::Speaker,
            Facet::Source => names(FIELDS.source),
            Facet::Section => names(FIELDS.section),
            Facet::Lang => names(FIELDS.lang),
            Facet::Path => names(FIELDS.path),
            Facet::Cue => labels(FIELDS.cue, true),
            Facet::Kind => labels(FIELDS.quote_kind, true),
            Facet::DateSource => labels(FIELDS.date_source, false),
            Facet::Place => Self::Places(Places::default()),
            Facet::Country => places(FIELDS.place, Some(PlaceLevel::Country)),
            Facet::PlaceAt(level) => places(FIELDS.place, Some(level)),
            Facet::Focus => places(FIELDS.focus, None),
            Facet::FocusAt(level) => places(FIELDS.focus, Some(level)),
            _ => Self::Time(Time::new(facet, keeps_doubtful)),
        }
    }

    /// The outlets of articles.
    pub(super) fn outlets() -> Self {
        Self::Names(Names::new(FIELDS.source))
    }

    /// The places that articles were filed from.
    pub(super) fn filed_from(searcher: &'s Searcher) -> Self {
        Self::Terms(Terms::places(FIELDS.dateline, None, searcher))
    }

    /// Goes to another segment.
    pub(super) fn open(&mut self, segment: &Segment<'_>) -> tantivy::Result<()> {
        match self {
            Self::Speaker => Ok(()),
            Self::Names(names) => names.open(segment),
            Self::Terms(terms) => terms.open(segment),
            Self::Places(places) => places.open(segment),
            Self::Time(time) => time.open(segment),
        }
    }

    /// The numbers of a document's values, each once; documents ascend.
    pub(super) fn values(&mut self, subject: Subject, out: &mut Vec<u32>) {
        out.clear();
        match self {
            Self::Speaker => out.push(subject.speaker),
            Self::Names(names) => names.found.values(subject.article, out),
            Self::Terms(terms) => terms.values(subject, out),
            Self::Places(places) => places.values(subject.article, out),
            Self::Time(time) => time.values(subject.article, out),
        }
        if out.is_empty() {
            out.push(NOTHING);
        }
    }

    /// The name of a value, and the gazetteer id where it is a place.
    pub(super) fn label(&self, number: u32, searcher: &Searcher) -> Result<(String, Option<i64>)> {
        let place_name = |id: PlaceId| searcher.gazetteer().entry(id).map(|entry| entry.name.to_owned());
        let numbered = |id: i64| format!("#{id}");
        let number = number as usize;
        Ok(match self {
            Self::Speaker => (String::new(), None),
            Self::Names(names) => (names.names[number].clone(), None),
            Self::Terms(terms) => match &terms.keys[number] {
                Key::Name(name) => (name.clone(), None),
                Key::Place(id) => (place_name(*id).unwrap_or_else(|| numbered(id.0)), Some(id.0)),
            },
            Self::Places(places) => {
                // The article has the name even where places.tsv has lost it since.
                let (id, example) = places.ids[number];
                let article = searcher.reader().article(example)?;
                let place = article.places.iter().find(|place| place.id.0 == id);
                (place.map_or_else(|| numbered(id), |place| place.name.clone()), Some(id))
            }
            Self::Time(time) => (period_name(time.periods[number], time.facet), None),
        })
    }

    /// The periods it has met, by number; `None` where its values are not of time.
    pub(super) fn periods(&self) -> Option<&[i64]> {
        match self {
            Self::Time(time) => Some(&time.periods),
            _ => None,
        }
    }
}

/// The values of a fast string field of articles.
pub(super) struct Names {
    field: Field,
    names: Vec<String>,
    numbers: FxHashMap<String, u32>,
    found: Numbered,
}

impl Names {
    fn new(field: Field) -> Self {
        Self { field, names: Vec::new(), numbers: FxHashMap::default(), found: Numbered::default() }
    }

    fn open(&mut self, segment: &Segment<'_>) -> tantivy::Result<()> {
        self.found.clear();
        let Some(column) = str_column(segment.reader, self.field)? else { return Ok(()) };
        let articles = segment.articles();
        let (mut docs, mut rows) = (Vec::with_capacity(articles.len()), Vec::with_capacity(articles.len()));
        column.ords().row_ids_for_docs(&articles, &mut docs, &mut rows);
        let mut ords = vec![0; rows.len()];
        column.ords().values.get_vals(&rows, &mut ords);
        // Of each ordinal whether it occurs, then its number: a list takes far less time than a table of those that do.
        let mut known = vec![0; column.num_terms()];
        ords.iter().for_each(|&ord| known[ord as usize] = 1);
        let met: Vec<u64> = (0..).zip(&known).filter(|(_, is_met)| **is_met == 1).map(|(ord, _)| ord).collect();
        for_each_ordinal(&column, &met, |ord, name| {
            known[ord as usize] = match self.numbers.get(name) {
                Some(&number) => number,
                None => {
                    let number = narrow(self.names.len());
                    self.numbers.insert(name.to_owned(), number);
                    self.names.push(name.to_owned());
                    number
                }
            };
        })?;
        self.found.pairs = docs.into_iter().zip(ords).map(|(doc, ord)| (doc, known[ord as usize])).collect();
        Ok(())
    }
}

/// Documents of a segment, each with the number of a value, ascending.
#[derive(Default)]
struct Numbered {
    pairs: Vec<(DocId, u32)>,
    at: usize,
}

impl Numbered {
    fn clear(&mut self) {
        self.pairs.clear();
        self.at = 0;
    }

    /// The values of `target`, each once; targets ascend.
    fn values(&mut self, target: DocId, out: &mut Vec<u32>) {
        while self.pairs.get(self.at).is_some_and(|(doc, _)| *doc < target) {
            self.at += 1;
        }
        out.extend(self.pairs[self.at..].iter().take_while(|(doc, _)| *doc == target).map(|(_, number)| number));
        once_each(out);
    }
}

/// What a term stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Name(String),
    Place(PlaceId),
}

/// What a term stands for; `None` where it does not count.
type KeyOf<'s> = Box<dyn Fn(&str) -> Option<Key> + 's>;

/// The terms of a field.
pub(super) struct Terms<'s> {
    field: Field,
    is_of_quotes: bool,
    key: KeyOf<'s>,
    keys: Vec<Key>,
    numbers: FxHashMap<Key, u32>,
    found: Numbered,
}

impl<'s> Terms<'s> {
    fn new(field: Field, is_of_quotes: bool, key: KeyOf<'s>) -> Self {
        Self { field, is_of_quotes, key, keys: vec![], numbers: FxHashMap::default(), found: Numbered::default() }
    }

    fn labels(field: Field, is_of_quotes: bool) -> Self {
        Self::new(field, is_of_quotes, Box::new(|term| Some(Key::Name(term.to_owned()))))
    }

    fn places(field: Field, level: Option<PlaceLevel>, searcher: &'s Searcher) -> Self {
        Self::new(field, false, Box::new(move |term| place_at(term, level, searcher.gazetteer()).map(Key::Place)))
    }

    fn open(&mut self, segment: &Segment<'_>) -> tantivy::Result<()> {
        self.found.clear();
        let articles: Vec<DocId>;
        let wanted = if self.is_of_quotes {
            segment.docs
        } else {
            articles = segment.articles();
            &articles
        };
        let index = segment.reader.inverted_index(self.field)?;
        let mut terms = index.terms().stream()?;
        while let Some((term, info)) = terms.next() {
            let Some(key) = std::str::from_utf8(term).ok().and_then(&self.key) else { continue };
            let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            let mut number = None;
            for_each_shared(&mut postings, wanted, &mut |doc| {
                let next = narrow(self.keys.len());
                let number = *number.get_or_insert_with(|| *self.numbers.entry(key.clone()).or_insert(next));
                if number == next {
                    self.keys.push(key.clone());
                }
                self.found.pairs.push((doc, number));
            });
        }
        self.found.pairs.sort_unstable();
        Ok(())
    }

    fn values(&mut self, subject: Subject, out: &mut Vec<u32>) {
        self.found.values(if self.is_of_quotes { subject.doc } else { subject.article }, out);
    }
}

/// Calls `visit` with what two ascending lists of documents share.
fn for_each_shared(postings: &mut dyn DocSet, docs: &[DocId], visit: &mut dyn FnMut(DocId)) {
    let mut doc = postings.doc();
    let mut at = 0;
    while doc != TERMINATED {
        at += docs[at..].partition_point(|&wanted| wanted < doc);
        match docs.get(at) {
            Some(&wanted) if wanted == doc => {
                visit(doc);
                doc = postings.advance();
            }
            Some(&wanted) => doc = postings.seek(wanted),
            None => return,
        }
    }
}

/// Places named or filed from, each by itself.
#[derive(Default)]
pub(super) struct Places {
    /// Gazetteer ids, each with an article that names it.
    ids: Vec<(i64, DocAddress)>,
    numbers: FxHashMap<i64, u32>,
    segment: u32,
    column: Option<Column<i64>>,
}

impl Places {
    fn open(&mut self, segment: &Segment<'_>) -> tantivy::Result<()> {
        self.segment = segment.number;
        self.column = Some(i64_column(segment.reader, FIELDS.place_id)?);
        Ok(())
    }

    fn values(&mut self, article: DocId, out: &mut Vec<u32>) {
        let Some(column) = &self.column else { return };
        for id in column.values_for_doc(article) {
            let next = narrow(self.ids.len());
            let number = *self.numbers.entry(id).or_insert(next);
            if number == next {
                self.ids.push((id, DocAddress::new(self.segment, article)));
            }
            out.push(number);
        }
    }
}

/// Periods of publication, or of what a text talks about.
pub(super) struct Time {
    facet: Facet,
    periods: Vec<i64>,
    numbers: FxHashMap<i64, u32>,
    days: Option<Days>,
    doubted: Option<Doubted>,
}

impl Time {
    fn new(facet: Facet, keeps_doubtful: bool) -> Self {
        let doubted = (facet.is_of_publication() && !keeps_doubtful).then(Doubted::default);
        Self { facet, periods: Vec::new(), numbers: FxHashMap::default(), days: None, doubted }
    }

    fn open(&mut self, segment: &Segment<'_>) -> tantivy::Result<()> {
        self.days = Some(if self.facet.is_of_publication() {
            Days::published(segment.reader)?
        } else {
            Days {
                first: i64_column(segment.reader, FIELDS.when_first)?,
                last: i64_column(segment.reader, FIELDS.when_last)?,
            }
        });
        self.doubted.as_mut().map_or(Ok(()), |doubted| doubted.open(segment.reader))
    }

    fn values(&mut self, article: DocId, out: &mut Vec<u32>) {
        let Some(days) = &self.days else { return };
        let mut is_dated = false;
        for (first, last) in days.first.values_for_doc(article).zip(days.last.values_for_doc(article)) {
            is_dated = true;
            let Some(period) = whole_period(Day(first), Day(last), self.facet) else { continue };
            let next = narrow(self.periods.len());
            let number = *self.numbers.entry(period).or_insert(next);
            if number == next {
                self.periods.push(period);
            }
            out.push(number);
        }
        once_each(out);
        let is_doubtful = self.doubted.as_mut().is_some_and(|doubted| doubted.has(article));
        if is_dated && (out.is_empty() || is_doubtful) {
            out.clear();
            out.push(UNCERTAIN);
        }
    }
}

/// The first and the last days of dates.
pub(super) struct Days {
    first: Column<i64>,
    last: Column<i64>,
}

impl Days {
    /// Of publication.
    pub(super) fn published(reader: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self { first: i64_column(reader, FIELDS.first_day)?, last: i64_column(reader, FIELDS.last_day)? })
    }

    /// Of each of some articles, which ascend.
    pub(super) fn of_each(&self, articles: &[DocId]) -> impl Iterator<Item = Option<(i64, i64)>> {
        let (mut first, mut last) = (Vec::new(), Vec::new());
        first_values(&self.first, articles, &mut first);
        first_values(&self.last, articles, &mut last);
        first.into_iter().zip(last).map(|(first, last)| first.zip(last))
    }
}

/// The articles of a segment whose date contradicts itself, or lies in the future.
#[derive(Default)]
pub(super) struct Doubted {
    articles: Vec<DocId>,
    at: usize,
}

impl Doubted {
    pub(super) fn open(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        self.articles.clear();
        self.at = 0;
        let index = reader.inverted_index(FIELDS.has)?;
        for code in [DiagnosticCode::DateConflict, DiagnosticCode::DateFuture] {
            let term = Term::from_field_text(FIELDS.has, code.as_str());
            if let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? {
                let mut doc = postings.doc();
                while doc != TERMINATED {
                    self.articles.push(doc);
                    doc = postings.advance();
                }
            }
        }
        self.articles.sort_unstable();
        Ok(())
    }

    /// Whether it is among them; articles ascend.
    pub(super) fn has(&mut self, article: DocId) -> bool {
        while self.articles.get(self.at).is_some_and(|&doubted| doubted < article) {
            self.at += 1;
        }
        self.articles.get(self.at) == Some(&article)
    }
}

/// The place that a term counts for at a level; with no level, the place itself.
fn place_at(term: &str, level: Option<PlaceLevel>, gazetteer: &Gazetteer) -> Option<PlaceId> {
    let division = |country, admin1| gazetteer.division(country, admin1).map(|number| gazetteer.place(number).id);
    match level {
        None => PlaceTerm::own_id(term),
        Some(PlaceLevel::City) => {
            let id = PlaceTerm::own_id(term)?;
            let kind = gazetteer.entry(id).map_or(EntryKind::City, |entry| entry.kind);
            matches!(kind, EntryKind::City | EntryKind::Admin2).then_some(id)
        }
        Some(level) => {
            let code = term.strip_prefix('@')?;
            match (code.split_once('.'), level) {
                (None, PlaceLevel::Country) => division(code, None),
                (Some((country, admin1)), PlaceLevel::Region) => division(country, Some(admin1)),
                _ => None,
            }
        }
    }
}

fn once_each(numbers: &mut Vec<u32>) {
    if numbers.len() > 1 {
        numbers.sort_unstable();
        numbers.dedup();
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).expect("an index has fewer values than documents, which are numbered by u32")
}
