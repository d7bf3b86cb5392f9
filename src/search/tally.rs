//! How often each speaker, place or file is among what matches.

use super::Searcher;
use super::count::Counted;
use super::error::Result;
use super::folding::Kin;
use super::join::Family;
use super::plan::Plan;
use super::request::Tally;
use super::speakers::group_key;
use crate::article::Day;
use crate::index::schema::{FIELDS, Kind, i64_column, str_column};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocId, SegmentReader};

/// The paths of the files with a matching article, in the order of paths.
pub(super) fn files(searcher: &Searcher, plan: &Plan) -> Result<Vec<Tally>> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    by_ordinal(searcher.engine(), plan.query(Kind::Article).as_ref(), FIELDS.path, &mut |path, n_articles, _| {
        *counts.entry(path.to_owned()).or_default() += n_articles;
    })?;
    Ok(counts
        .into_iter()
        .map(|(value, articles)| Tally {
            value,
            variants: Vec::new(),
            id: None,
            articles,
            distinct: None,
            quotes: None,
        })
        .collect())
}

/// The speakers of the matching quotes, most quoted first.
pub(super) fn speakers(searcher: &Searcher, plan: &Plan) -> Result<Vec<Tally>> {
    Ok(by_speaker(searcher, searcher.quotes_query(plan).as_ref())?.rows)
}

/// The names of the speakers of the quotes that match, most first, with the number of quotes.
pub(super) fn speaker_names(searcher: &Searcher, quotes: &dyn Query) -> Result<Vec<(String, u64)>> {
    let rows = by_speaker(searcher, quotes)?.rows;
    Ok(rows.into_iter().map(|tally| (tally.value, tally.quotes.unwrap_or_default())).collect())
}

/// Quotes by who said them.
pub(super) struct BySpeaker {
    /// Each speaker, most quoted first.
    pub(super) rows: Vec<Tally>,
    /// How many quotes match.
    pub(super) quotes: u64,
    /// How many of them have no speaker.
    pub(super) without: u64,
}

/// A speaker while quotes are counted.
#[derive(Default)]
struct Count {
    quotes: u64,
    articles: u64,
    /// The last article counted, of the segment being counted.
    last: Option<DocId>,
    /// The name that the user gave, where one was given.
    told: Option<String>,
    /// Quotes under each name, as articles have it.
    names: BTreeMap<String, u64>,
}

/// Counts the quotes that match by speaker: names that are one speaker's are counted as one.
pub(super) fn by_speaker(searcher: &Searcher, quotes: &dyn Query) -> Result<BySpeaker> {
    let directory = searcher.vocabulary().speakers();
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let mut counts: Vec<Count> = Vec::new();
    let (mut n_quotes, mut n_named) = (0, 0);
    for_each_document(searcher.engine(), quotes, &mut |reader, docs| {
        n_quotes += docs.len() as u64;
        counts.iter_mut().for_each(|count| count.last = None);
        let Some(column) = str_column(reader, FIELDS.speaker_name)? else { return Ok(()) };
        let days = i64_column(reader, FIELDS.first_day)?;
        let family = Family::open(reader)?;
        // Of each name as printed: the numbers of its speakers, the only one or one for each meaning and one for none.
        let mut known: FxHashMap<u64, Vec<(String, usize)>> = FxHashMap::default();
        let mut printed = String::new();
        for &doc in docs {
            let Some(ord) = column.term_ords(doc).next() else { continue };
            n_named += 1;
            let article = family.article_of(doc);
            if let Entry::Vacant(place) = known.entry(ord) {
                printed.clear();
                column.ord_to_str(ord, &mut printed)?;
                let means = directory.means(&printed);
                let names = means.iter().map(|meaning| meaning.name.clone()).chain([printed.clone()]);
                let numbered = names.map(|name| {
                    let next = numbers.len();
                    let number = *numbers.entry(group_key(&name)).or_insert(next);
                    counts.resize_with(numbers.len(), Count::default);
                    (name, number)
                });
                place.insert(numbered.collect());
            }
            let speakers = &known[&ord];
            let which = if speakers.len() == 1 {
                0
            } else {
                let day = days.first(article).map(Day);
                let means = directory.means(&speakers[speakers.len() - 1].0);
                means.iter().position(|meaning| meaning.holds_on(day)).unwrap_or(means.len())
            };
            let (name, number) = &speakers[which];
            let (printed, _) = &speakers[speakers.len() - 1];
            let count = &mut counts[*number];
            count.quotes += 1;
            if count.last.replace(article) != Some(article) {
                count.articles += 1;
            }
            if which + 1 < speakers.len() && count.told.as_ref().is_none_or(|told| name < told) {
                count.told = Some(name.clone());
            }
            match count.names.get_mut(printed) {
                Some(n) => *n += 1,
                None => drop(count.names.insert(printed.clone(), 1)),
            }
        }
        Ok(())
    })?;
    let mut rows: Vec<Tally> = counts.into_iter().filter(|count| count.quotes > 0).map(Count::into_tally).collect();
    rows.sort_by(|a, b| (b.quotes, &a.value).cmp(&(a.quotes, &b.value)));
    Ok(BySpeaker { rows, quotes: n_quotes, without: n_quotes - n_named })
}

impl Count {
    /// Under the name that the user gave, else the commonest.
    fn into_tally(self) -> Tally {
        let mut names: Vec<(String, u64)> = self.names.into_iter().collect();
        names.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let commonest = || names.first().map(|(name, _)| name.clone());
        let value = self.told.or_else(commonest).unwrap_or_default();
        names.retain(|(name, _)| *name != value);
        Tally { value, variants: names, id: None, articles: self.articles, distinct: None, quotes: Some(self.quotes) }
    }
}

/// The places that matching articles name, in most articles first.
pub(super) fn places(searcher: &Searcher, plan: &Plan) -> Result<Vec<Tally>> {
    let groups = searcher.reader().groups();
    let mut counts: BTreeMap<i64, (Counted<'_>, DocAddress)> = BTreeMap::new();
    let mut segment = 0;
    for_each_document(searcher.engine(), plan.query(Kind::Article).as_ref(), &mut |reader, docs| {
        let ids = i64_column(reader, FIELDS.place_id)?;
        let kin = Kin::open(groups, reader)?;
        for &doc in docs {
            for id in ids.values_for_doc(doc) {
                let first = || (Counted::default(), DocAddress::new(segment, doc));
                counts.entry(id).or_insert_with(first).0.article(kin.of(doc));
            }
        }
        segment += 1;
        Ok(())
    })?;
    let mut tallies = Vec::with_capacity(counts.len());
    for (id, (counted, example)) in counts {
        let article = searcher.reader().article(example)?;
        let place = article.places.iter().find(|place| place.id.0 == id);
        let value = place.map_or_else(|| format!("#{id}"), |place| place.name.clone());
        tallies.push(counted.tally(value, Some(id), groups));
    }
    tallies.sort_by(|a, b| (b.articles, &a.value).cmp(&(a.articles, &b.value)));
    Ok(tallies)
}

/// Calls `visit` with each value of a fast string field among the documents that match: how many documents have
/// it, and of how many articles they are.
fn by_ordinal(
    engine: &tantivy::Searcher,
    query: &dyn Query,
    field: tantivy::schema::Field,
    visit: &mut dyn FnMut(&str, u64, u64),
) -> Result<()> {
    for_each_document(engine, query, &mut |reader, docs| {
        let Some(column) = str_column(reader, field)? else { return Ok(()) };
        let family = Family::open(reader)?;
        // Of each value: documents, articles, and the last article counted.
        let mut counts: FxHashMap<u64, (u64, u64, DocId)> = FxHashMap::default();
        for &doc in docs {
            let article = family.article_of(doc);
            for ord in column.term_ords(doc) {
                let count = counts.entry(ord).or_insert((0, 0, DocId::MAX));
                count.0 += 1;
                if count.2 != article {
                    (count.1, count.2) = (count.1 + 1, article);
                }
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_unstable_by_key(|(ord, _)| *ord);
        let mut value = String::new();
        for (ord, (n_docs, n_articles, _)) in counts {
            value.clear();
            column.ord_to_str(ord, &mut value)?;
            visit(&value, n_docs, n_articles);
        }
        Ok(())
    })?;
    Ok(())
}

/// Calls `visit` once a segment with every living document that matches, ascending.
pub(super) fn for_each_document(
    engine: &tantivy::Searcher,
    query: &dyn Query,
    visit: &mut dyn FnMut(&SegmentReader, &[DocId]) -> tantivy::Result<()>,
) -> tantivy::Result<()> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(engine))?;
    for reader in engine.segment_readers() {
        let mut found: Vec<DocId> = Vec::new();
        weight.for_each_no_score(reader, &mut |docs| {
            found.extend(docs.iter().filter(|&&doc| reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc))));
        })?;
        visit(reader, &found)?;
    }
    Ok(())
}
