//! How often each speaker, place or file is among what matches.

use super::Searcher;
use super::count::SpeakerNumbers;
use super::error::Result;
use super::folding::Folding;
use super::join::Family;
use super::kin::Kin;
use super::ordinals::for_each_ordinal;
use super::plan::Plan;
use super::request::Tally;
use super::side_by_side::search_each;
use crate::index::duplicates::{Member, fold};
use crate::index::schema::{FIELDS, Kind, i64_column, str_column};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use tantivy::query::{EnableScoring, Query, Scorer};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocAddress, DocId, SegmentReader};

/// The paths of the files with a matching article, in the order of paths.
pub(super) fn files(searcher: &Searcher, plan: &Plan) -> Result<Vec<Tally>> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    by_ordinal(searcher, plan.query(Kind::Article).as_ref(), FIELDS.path, &mut |path, n_articles, _| {
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
    by_speaker(searcher, searcher.quotes_query(plan).as_ref())
}

/// The names of the speakers of the quotes that match, most first, with the number of quotes.
pub(super) fn speaker_names(searcher: &Searcher, quotes: &dyn Query) -> Result<Vec<(String, u64)>> {
    let rows = by_speaker(searcher, quotes)?;
    Ok(rows.into_iter().map(|tally| (tally.value, tally.quotes.unwrap_or_default())).collect())
}

/// Counts the quotes that match by speaker: names that are one speaker's are counted as one.
pub(super) fn by_speaker(searcher: &Searcher, quotes: &dyn Query) -> Result<Vec<Tally>> {
    let mut speakers = SpeakerNumbers::new(searcher.vocabulary().speakers());
    // Of each speaker: quotes, articles, and the last article counted, of the segment being counted.
    let mut counts: Vec<(u64, u64, Option<DocId>)> = Vec::new();
    for_each_document(searcher, quotes, &mut |reader, docs| {
        counts.iter_mut().for_each(|(_, _, last)| *last = None);
        speakers.open(reader, docs)?;
        let family = Family::open(reader)?;
        for &doc in docs {
            let article = family.article_of(doc);
            let Some(number) = speakers.number(doc, article) else { continue };
            counts.resize(speakers.len().max(counts.len()), (0, 0, None));
            let (quotes, articles, last) = &mut counts[number as usize];
            *quotes += 1;
            *articles += u64::from(last.replace(article) != Some(article));
        }
        Ok(())
    })?;
    let tally = |(number, (quotes, articles, _)): (u32, (u64, u64, Option<DocId>))| {
        let (value, variants) = speakers.names(number);
        Tally { value, variants, id: None, articles, distinct: None, quotes: Some(quotes) }
    };
    let mut rows: Vec<Tally> = (0..).zip(counts).filter(|(_, (quotes, ..))| *quotes > 0).map(tally).collect();
    rows.sort_by(|a, b| (b.quotes, &a.value).cmp(&(a.quotes, &b.value)));
    Ok(rows)
}

/// The places that matching articles name, in most articles first.
pub(super) fn places(searcher: &Searcher, plan: &Plan) -> Result<Vec<Tally>> {
    let groups = searcher.reader().groups();
    // Of each id: an article that has it, how many do, and those of them that are not alone.
    let mut counts: BTreeMap<i64, (DocAddress, u64, Vec<Member<'_>>)> = BTreeMap::new();
    let mut segment = 0;
    for_each_document(searcher, plan.query(Kind::Article).as_ref(), &mut |reader, docs| {
        let ids = i64_column(reader, FIELDS.place_id)?;
        let kin = Kin::open(searcher, reader)?;
        for &doc in docs {
            let member = kin.of(doc);
            for id in ids.values_for_doc(doc) {
                let first = || (DocAddress::new(segment, doc), 0, Vec::new());
                let (_, articles, members) = counts.entry(id).or_insert_with(first);
                *articles += 1;
                members.extend(member);
            }
        }
        segment += 1;
        Ok(())
    })?;
    let mut tallies = Vec::with_capacity(counts.len());
    for (id, (example, articles, members)) in counts {
        let article = searcher.reader().article(example)?;
        let place = article.places.iter().find(|place| place.id.0 == id);
        let value = place.map_or_else(|| format!("#{id}"), |place| place.name.clone());
        let distinct = articles - fold::fold(groups, &members, Folding::default()).n_folded() as u64;
        tallies.push(Tally {
            value,
            variants: Vec::new(),
            id: Some(id),
            articles,
            distinct: Some(distinct),
            quotes: None,
        });
    }
    tallies.sort_by(|a, b| (b.articles, &a.value).cmp(&(a.articles, &b.value)));
    Ok(tallies)
}

/// Calls `visit` with each value of a fast string field among the documents that match: how many documents have
/// it, and of how many articles they are.
fn by_ordinal(
    searcher: &Searcher,
    query: &dyn Query,
    field: tantivy::schema::Field,
    visit: &mut dyn FnMut(&str, u64, u64),
) -> Result<()> {
    for_each_document(searcher, query, &mut |reader, docs| {
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
        let mut ords: Vec<u64> = counts.keys().copied().collect();
        ords.sort_unstable();
        for_each_ordinal(&column, &ords, |ord, value| {
            let (n_docs, n_articles, _) = counts[&ord];
            visit(value, n_docs, n_articles);
        })
    })?;
    Ok(())
}

/// Calls `visit` once a segment with every living document that matches, ascending.
pub(super) fn for_each_document(
    searcher: &Searcher,
    query: &dyn Query,
    visit: &mut dyn FnMut(&SegmentReader, &[DocId]) -> tantivy::Result<()>,
) -> tantivy::Result<()> {
    let engine = searcher.engine();
    let weight = query.weight(EnableScoring::disabled_from_searcher(engine))?;
    let found = search_each(engine, weight.as_ref(), searcher.threads(), &|_, reader, mut scorer| {
        let mut found: Vec<DocId> = Vec::new();
        for_each_block(scorer.as_mut(), &mut |docs| match reader.alive_bitset() {
            None => found.extend_from_slice(docs),
            Some(alive) => found.extend(docs.iter().filter(|&&doc| alive.is_alive(doc))),
        });
        Ok(found)
    })?;
    engine.segment_readers().iter().zip(&found).try_for_each(|(reader, docs)| visit(reader, docs))
}

/// Hands over the documents that a scorer has yet to come to, some at a time.
pub(super) fn for_each_block(scorer: &mut dyn Scorer, visit: &mut dyn FnMut(&[DocId])) {
    let mut block = [0; COLLECT_BLOCK_BUFFER_LEN];
    loop {
        let n = scorer.fill_buffer(&mut block);
        visit(&block[..n]);
        if n < block.len() {
            return;
        }
    }
}
