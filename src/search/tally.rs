//! How often each speaker, place or file is among what matches.

use super::Searcher;
use super::error::Result;
use super::join::Family;
use super::plan::Plan;
use super::request::Tally;
use crate::index::schema::{FIELDS, Kind, i64_column, str_column};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocId, SegmentReader};

/// The paths of the files with a matching article, in the order of paths.
pub(super) fn files(searcher: &Searcher, plan: &Plan) -> Result<Vec<Tally>> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    by_ordinal(searcher.engine(), plan.query(Kind::Article).as_ref(), FIELDS.path, &mut |path, n_articles, _| {
        *counts.entry(path.to_owned()).or_default() += n_articles;
    })?;
    Ok(counts.into_iter().map(|(value, articles)| Tally { value, id: None, articles, quotes: None }).collect())
}

/// The speakers of the matching quotes, most quoted first.
pub(super) fn speakers(searcher: &Searcher, plan: &Plan) -> Result<Vec<Tally>> {
    let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let quotes = searcher.quotes_query(plan);
    by_ordinal(searcher.engine(), quotes.as_ref(), FIELDS.speaker_name, &mut |name, n_quotes, n_articles| {
        let count = counts.entry(name.to_owned()).or_default();
        *count = (count.0 + n_quotes, count.1 + n_articles);
    })?;
    let tally = |(value, (quotes, articles))| Tally { value, id: None, articles, quotes: Some(quotes) };
    let mut tallies: Vec<Tally> = counts.into_iter().map(tally).collect();
    tallies.sort_by_key(|tally| std::cmp::Reverse(tally.quotes));
    Ok(tallies)
}

/// The names of the speakers of the quotes that match, most first, with the number of quotes.
pub(super) fn speaker_names(engine: &tantivy::Searcher, quotes: &dyn Query) -> Result<Vec<(String, u64)>> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    by_ordinal(engine, quotes, FIELDS.speaker_name, &mut |name, n_quotes, _| {
        *counts.entry(name.to_owned()).or_default() += n_quotes;
    })?;
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(counts)
}

/// The places that matching articles name, in most articles first.
pub(super) fn places(searcher: &Searcher, plan: &Plan) -> Result<Vec<Tally>> {
    let mut counts: BTreeMap<i64, (u64, DocAddress)> = BTreeMap::new();
    let mut segment = 0;
    for_each_document(searcher.engine(), plan.query(Kind::Article).as_ref(), &mut |reader, docs| {
        let ids = i64_column(reader, FIELDS.place_id)?;
        for &doc in docs {
            for id in ids.values_for_doc(doc) {
                let address = DocAddress::new(segment, doc);
                counts.entry(id).or_insert((0, address)).0 += 1;
            }
        }
        segment += 1;
        Ok(())
    })?;
    let mut tallies = Vec::with_capacity(counts.len());
    for (id, (articles, example)) in counts {
        let article = searcher.reader().article(example)?;
        let place = article.places.iter().find(|place| place.id.0 == id);
        let value = place.map_or_else(|| format!("#{id}"), |place| place.name.clone());
        tallies.push(Tally { value, id: Some(id), articles, quotes: None });
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
    })
}

/// Calls `visit` once a segment with every living document that matches, ascending.
pub(super) fn for_each_document(
    engine: &tantivy::Searcher,
    query: &dyn Query,
    visit: &mut dyn FnMut(&SegmentReader, &[DocId]) -> tantivy::Result<()>,
) -> Result<()> {
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
