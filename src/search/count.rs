//! Counts: how many of the matching articles and quotes fall to each speaker, place, year or source.
//!
//! Exact, over everything that matches. An article whose date is wider than a bucket belongs to none for certain and is
//! counted apart, and so is what has no value.

use super::Searcher;
use super::error::Result;
use super::join::Family;
use super::plan::Plan;
use super::request::{Request, Tally};
use super::tally;
use crate::article::Day;
use crate::index::schema::{FIELDS, Kind, i64_column, str_column};
use crate::lexicon::gazetteer::{EntryKind, Gazetteer};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

/// What to count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Speakers of the matching quotes.
    Speaker,
    /// Reporting words of the matching quotes.
    Cue,
    /// How the matching quotes are reported.
    Kind,
    /// Places named or filed from.
    Place,
    /// Countries of these.
    Country,
    /// Year of publication.
    Year,
    /// Month of publication.
    Month,
    /// Day of publication.
    Day,
    /// Day of the week of publication.
    Weekday,
    /// Publication or outlet.
    Source,
    /// Section or desk.
    Section,
    /// Language.
    Lang,
    /// Where the publication date was taken from.
    DateSource,
    /// File.
    Path,
}

impl Facet {
    /// Every facet, in the order in which help lists them.
    pub const ALL: [Facet; 14] = [
        Self::Speaker,
        Self::Place,
        Self::Country,
        Self::Year,
        Self::Month,
        Self::Day,
        Self::Weekday,
        Self::Source,
        Self::Section,
        Self::Lang,
        Self::Cue,
        Self::Kind,
        Self::DateSource,
        Self::Path,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Cue => "cue",
            Self::Kind => "kind",
            Self::Place => "place",
            Self::Country => "country",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Weekday => "weekday",
            Self::Source => "source",
            Self::Section => "section",
            Self::Lang => "lang",
            Self::DateSource => "date-source",
            Self::Path => "path",
        }
    }

    /// The facet of that name.
    pub fn by_name(name: &str) -> Option<Facet> {
        Self::ALL.into_iter().find(|facet| facet.name() == name)
    }

    fn counts_quotes(self) -> bool {
        matches!(self, Self::Speaker | Self::Cue | Self::Kind)
    }
}

/// How what matches is spread over the values of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// Each value with its counts: the times in order, the others with the commonest first.
    pub rows: Vec<Tally>,
    /// How many articles match.
    pub articles: u64,
    /// How many quotes match, where quotes are counted.
    pub quotes: Option<u64>,
    /// Articles (or quotes, where these are counted) without a value: undated, no speaker.
    pub without: u64,
    /// Articles whose date is wider than a bucket.
    pub uncertain: u64,
}

impl Searcher {
    /// Counts what matches by the values of a facet.
    pub fn count_by(&self, request: &Request, facet: Facet) -> Result<Breakdown> {
        let plan = self.plan(request)?;
        let articles = self.count(plan.query(Kind::Article).as_ref())?;
        let mut breakdown = Breakdown { rows: Vec::new(), articles, quotes: None, without: 0, uncertain: 0 };
        match facet {
            Facet::Year | Facet::Month | Facet::Day | Facet::Weekday => self.by_time(&plan, facet, &mut breakdown)?,
            Facet::Place => {
                breakdown.rows = tally::places(self, &plan)?;
                breakdown.without = self.without_value(&plan, FIELDS.place_id)?;
            }
            Facet::Speaker => {
                let counted = tally::by_speaker(self, self.quotes_query(&plan).as_ref())?;
                breakdown.rows = counted.rows;
                breakdown.quotes = Some(counted.quotes);
                breakdown.without = counted.without;
            }
            _ => self.by_value(&plan, facet, &mut breakdown)?,
        }
        Ok(breakdown)
    }

    fn by_value(&self, plan: &Plan, facet: Facet, breakdown: &mut Breakdown) -> Result<()> {
        let query = if facet.counts_quotes() { self.quotes_query(plan) } else { plan.query(Kind::Article) };
        let mut counts: BTreeMap<String, Counted> = BTreeMap::new();
        let mut n_documents = 0;
        tally::for_each_document(self.engine(), query.as_ref(), &mut |reader, docs| {
            n_documents += docs.len() as u64;
            let mut add = |value: &str, counted: Counted| counts.entry(value.to_owned()).or_default().add(counted);
            let with_value = match facet {
                Facet::Speaker => by_column(reader, docs, FIELDS.speaker_name, &mut add)?,
                Facet::Source => by_column(reader, docs, FIELDS.source, &mut add)?,
                Facet::Section => by_column(reader, docs, FIELDS.section, &mut add)?,
                Facet::Lang => by_column(reader, docs, FIELDS.lang, &mut add)?,
                Facet::Path => by_column(reader, docs, FIELDS.path, &mut add)?,
                Facet::Cue => by_terms(reader, docs, FIELDS.cue, |_| true, &mut add)?,
                Facet::Kind => by_terms(reader, docs, FIELDS.quote_kind, |_| true, &mut add)?,
                Facet::DateSource => by_terms(reader, docs, FIELDS.date_source, |_| true, &mut add)?,
                _ => by_terms(reader, docs, FIELDS.place, is_country, &mut add)?,
            };
            breakdown.without += docs.len() as u64 - with_value;
            Ok(())
        })?;
        breakdown.quotes = facet.counts_quotes().then_some(n_documents);
        let tally = |(value, counted): (String, Counted)| Tally {
            value: if facet == Facet::Country { country_name(&value) } else { value },
            variants: Vec::new(),
            id: None,
            articles: counted.articles,
            quotes: facet.counts_quotes().then_some(counted.documents),
        };
        breakdown.rows = counts.into_iter().map(tally).collect();
        breakdown.rows.sort_by(|a, b| {
            let count = |tally: &Tally| tally.quotes.unwrap_or(tally.articles);
            (count(b), &a.value).cmp(&(count(a), &b.value))
        });
        Ok(())
    }

    fn by_time(&self, plan: &Plan, facet: Facet, breakdown: &mut Breakdown) -> Result<()> {
        let mut counts: BTreeMap<(u8, String), u64> = BTreeMap::new();
        tally::for_each_document(self.engine(), plan.query(Kind::Article).as_ref(), &mut |reader, docs| {
            let first = i64_column(reader, FIELDS.first_day)?;
            let last = i64_column(reader, FIELDS.last_day)?;
            for &doc in docs {
                let (Some(first), Some(last)) = (first.first(doc), last.first(doc)) else {
                    breakdown.without += 1;
                    continue;
                };
                match (bucket(Day(first), facet), bucket(Day(last), facet)) {
                    // The same weekday weeks apart is not one day.
                    (Some(a), Some(b)) if a == b && (facet != Facet::Weekday || first == last) => {
                        *counts.entry(a).or_default() += 1;
                    }
                    _ => breakdown.uncertain += 1,
                }
            }
            Ok(())
        })?;
        let tally = |((_, value), articles)| Tally { value, variants: Vec::new(), id: None, articles, quotes: None };
        breakdown.rows = counts.into_iter().map(tally).collect();
        Ok(())
    }

    /// How many matching articles have no value in a column.
    fn without_value(&self, plan: &Plan, field: Field) -> Result<u64> {
        let mut without = 0;
        tally::for_each_document(self.engine(), plan.query(Kind::Article).as_ref(), &mut |reader, docs| {
            let values = i64_column(reader, field)?;
            without += docs.iter().filter(|&&doc| values.first(doc).is_none()).count() as u64;
            Ok(())
        })?;
        Ok(without)
    }
}

/// The bucket of a day: a number to sort by, and its name.
fn bucket(day: Day, facet: Facet) -> Option<(u8, String)> {
    let date = day.to_civil()?;
    Some(match facet {
        Facet::Year => (0, format!("{:04}", date.year())),
        Facet::Month => (0, format!("{:04}-{:02}", date.year(), date.month())),
        Facet::Weekday => {
            let number = date.weekday().to_monday_zero_offset();
            (number.unsigned_abs(), date.strftime("%A").to_string())
        }
        _ => (0, date.to_string()),
    })
}

#[derive(Clone, Copy, Default)]
struct Counted {
    documents: u64,
    articles: u64,
}

impl Counted {
    fn add(&mut self, more: Counted) {
        self.documents += more.documents;
        self.articles += more.articles;
    }
}

/// Counts `docs`, which ascend, by the values of a fast string field; how many have one.
fn by_column(
    reader: &SegmentReader,
    docs: &[DocId],
    field: Field,
    add: &mut dyn FnMut(&str, Counted),
) -> tantivy::Result<u64> {
    let Some(column) = str_column(reader, field)? else { return Ok(0) };
    let family = Family::open(reader)?;
    // Of each value: what was counted, and the last article it was counted in.
    let mut counts: FxHashMap<u64, (Counted, DocId)> = FxHashMap::default();
    let mut with_value = 0;
    for &doc in docs {
        let article = family.article_of(doc);
        let mut has_value = false;
        for ord in column.term_ords(doc) {
            has_value = true;
            let (counted, last) = counts.entry(ord).or_insert((Counted::default(), DocId::MAX));
            counted.documents += 1;
            counted.articles += u64::from(*last != article);
            *last = article;
        }
        with_value += u64::from(has_value);
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable_by_key(|(ord, _)| *ord);
    let mut value = String::new();
    for (ord, (counted, _)) in counts {
        value.clear();
        column.ord_to_str(ord, &mut value)?;
        add(&value, counted);
    }
    Ok(with_value)
}

/// Counts `docs`, which ascend, by the terms of a field; how many have one.
fn by_terms(
    reader: &SegmentReader,
    docs: &[DocId],
    field: Field,
    wanted: fn(&str) -> bool,
    add: &mut dyn FnMut(&str, Counted),
) -> tantivy::Result<u64> {
    let index = reader.inverted_index(field)?;
    let family = Family::open(reader)?;
    let mut with_value: FxHashSet<DocId> = FxHashSet::default();
    let mut terms = index.terms().stream()?;
    while let Some((term, info)) = terms.next() {
        let Some(term) = std::str::from_utf8(term).ok().filter(|term| wanted(term)) else { continue };
        let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut counted = Counted::default();
        let mut last = DocId::MAX;
        let mut at = 0;
        let mut doc = postings.doc();
        while doc != TERMINATED && at < docs.len() {
            at += docs[at..].partition_point(|&matching| matching < doc);
            match docs.get(at) {
                Some(&matching) if matching == doc => {
                    let article = family.article_of(doc);
                    counted.documents += 1;
                    counted.articles += u64::from(last != article);
                    last = article;
                    with_value.insert(doc);
                    doc = postings.advance();
                }
                Some(&matching) => doc = postings.seek(matching),
                None => break,
            }
        }
        if counted.documents > 0 {
            add(term, counted);
        }
    }
    Ok(with_value.len() as u64)
}

/// Whether a term of the place field is a country's.
fn is_country(term: &str) -> bool {
    term.starts_with('@') && !term.contains('.')
}

/// The name of the country of a term; its code where it has no name.
fn country_name(term: &str) -> String {
    let code = term.trim_start_matches('@');
    let gazetteer = Gazetteer::embedded();
    let mut countries = gazetteer.numbers().take_while(|&place| gazetteer.kind(place) == EntryKind::Country);
    let country = countries.find(|&place| gazetteer.place(place).country == Some(code));
    country.map_or_else(|| code.to_owned(), |place| gazetteer.place(place).name.to_owned())
}
