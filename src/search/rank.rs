//! Which of the matching documents come first: the same for any number of segments and threads.
//!
//! Every matching document is visited, since the total is exact. Scores of the engine are sums of single-precision
//! numbers in an order that depends on the segment; where that could show, the candidates for the first places are
//! scored again in the order of the query. Ties are broken by the hash of the article's id that the index holds,
//! then the id, then the place of the quote in its article.

use super::error::Result;
use super::evaluate::Weighed;
use super::folding::{Folder, Matched, SegmentFolder};
use super::join::{Family, weight_of};
use super::kin::AT_ONCE;
use super::plan::Plan;
use super::request::{Fading, Sort};
use super::side_by_side::search_each;
use super::tally::for_each_block;
use crate::index::schema::{FIELDS, Kind, first_string, i64_column};
use crate::index::scrambled;
use std::cmp::Reverse;
use std::ops::Range;
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, Scorer};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentReader, TERMINATED};

/// A document and how well it matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ranked {
    pub(crate) address: DocAddress,
    pub(crate) score: Score,
}

/// How many documents match, and some of the first.
#[derive(Clone, Debug)]
pub(crate) struct Ranking {
    pub(crate) total: u64,
    pub(crate) hits: Vec<Ranked>,
}

/// How far the engine's sum of scores may be from the exact one, relative to it.
const SCORE_TOLERANCE: Score = 1e-5;

/// How many documents are held beyond those asked for before the last are let go.
const SLACK: usize = 512;

/// What is asked of a ranking.
pub(crate) struct Asked<'p> {
    kind: Kind,
    sort: Sort,
    window: Range<usize>,
    exact: Option<&'p Plan>,
}

impl Ranked {
    /// Documents of `kind`; `exact` scores articles as the query's own plan does.
    pub(crate) fn asked(kind: Kind, sort: Sort, window: Range<usize>, exact: Option<&Plan>) -> Asked<'_> {
        Asked { kind, sort, window, exact }
    }
}

/// Ranks the documents that match `query`; those that are folded into others count, and have no place.
pub(crate) fn rank<'g>(
    searcher: &super::Searcher,
    query: &dyn Query,
    asked: Asked<'_>,
    mut folder: Folder<'g>,
) -> Result<(Ranking, Matched<'g>)> {
    let Asked { kind, sort, window, exact } = asked;
    if window.is_empty() {
        let total = folder.count(query)?;
        return Ok((Ranking { total, hits: Vec::new() }, folder.matched()?));
    }
    let engine = searcher.engine();
    let exact = exact.filter(|plan| is_scored(sort) && plan.sums_many());
    let scoring = match sort {
        Sort::Relevance | Sort::Recent(_) => EnableScoring::enabled_from_searcher(engine),
        _ => EnableScoring::disabled_from_searcher(engine),
    };
    let weight = weight_of(query, scoring, kind)?;
    let new_top = || Top { most: window.end, slack: SLACK, tolerant: exact.is_some(), ..Top::default() };
    let found = search_each(engine, weight.as_ref(), searcher.threads(), &|segment, reader, mut scorer| {
        let mut found = OfSegment::new(folder.open(segment, reader)?, new_top());
        visit_all(scorer.as_mut(), reader, sort, &Keys::open(searcher, reader, kind)?, |doc, primary| {
            if reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                found.push(Entry { primary, segment, doc });
            }
        })?;
        found.sift();
        Ok(found)
    })?;
    let (mut top, mut total, mut aside) = (new_top(), 0, Vec::new());
    for mut of_segment in found {
        total += of_segment.total;
        aside.append(&mut of_segment.aside);
        of_segment.top.entries.into_iter().for_each(|entry| top.push(entry));
        folder.take(of_segment.folder);
    }
    let matched = folder.matched()?;
    aside.into_iter().filter(|entry| !matched.is_folded(entry.address())).for_each(|entry| top.push(entry));
    top.shrink();
    if let Some(plan) = exact {
        rescore(&mut top.entries, plan, engine, scoring, sort)?;
    }
    let entries = in_order(top.entries, searcher, kind, window)?;
    let hits = entries
        .into_iter()
        .map(|entry| Ranked { address: entry.address(), score: if is_scored(sort) { entry.score() } else { 0.0 } })
        .collect();
    Ok((Ranking { total, hits }, matched))
}

/// What was found in a segment.
struct OfSegment<'g> {
    folder: SegmentFolder<'g>,
    /// What has yet to be sifted.
    docs: Vec<DocId>,
    /// What of it may be among the first.
    entries: Vec<Entry>,
    /// What of it may be folded.
    not_alone: Vec<DocId>,
    total: u64,
    top: Top,
    /// Whether these are folded is known when all have been seen.
    aside: Vec<Entry>,
}

impl<'g> OfSegment<'g> {
    fn new(folder: SegmentFolder<'g>, top: Top) -> Self {
        let (docs, entries) = (Vec::with_capacity(AT_ONCE), Vec::new());
        Self { folder, docs, entries, not_alone: Vec::new(), total: 0, top, aside: Vec::new() }
    }

    fn push(&mut self, entry: Entry) {
        self.docs.push(entry.doc);
        if entry.primary >= self.top.floor {
            self.entries.push(entry);
        }
        if self.docs.len() == AT_ONCE {
            self.sift();
        }
    }

    /// Tells what may be folded from what has its place.
    fn sift(&mut self) {
        let Self { folder, docs, entries, not_alone, total, top, aside } = self;
        *total += docs.len() as u64;
        not_alone.clear();
        folder.sift(docs, |n| not_alone.push(docs[n]));
        for entry in entries.drain(..) {
            if not_alone.binary_search(&entry.doc).is_ok() { aside.push(entry) } else { top.push(entry) }
        }
        docs.clear();
    }
}

/// Whether what comes first is decided by how well it matches.
fn is_scored(sort: Sort) -> bool {
    matches!(sort, Sort::Relevance | Sort::Recent(_))
}

/// What is left of scores, by the age of the article.
struct Freshness(Option<(Fading, Column<i64>)>);

impl Freshness {
    fn open(reader: &SegmentReader, sort: Sort) -> tantivy::Result<Self> {
        Ok(Self(match sort {
            Sort::Recent(fading) => Some((fading, i64_column(reader, FIELDS.last_day)?)),
            _ => None,
        }))
    }

    fn of(&self, article: DocId) -> f64 {
        self.0.as_ref().map_or(1.0, |(fading, days)| fading.of(days.first(article)))
    }
}

/// Hands every matching document to `visit` with the number it is ordered by first, the greatest foremost.
fn visit_all(
    scorer: &mut dyn Scorer,
    reader: &SegmentReader,
    sort: Sort,
    keys: &Keys<'_>,
    mut visit: impl FnMut(DocId, u64),
) -> tantivy::Result<()> {
    if is_scored(sort) {
        let freshness = Freshness::open(reader, sort)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            let score = match &freshness {
                Freshness(None) => scorer.score(),
                faded => (f64::from(scorer.score()) * faded.of(keys.family.article_of(doc))) as Score,
            };
            visit(doc, u64::from(score.max(0.0).to_bits()));
            doc = scorer.advance();
        }
        return Ok(());
    }
    let by_day = match sort {
        Sort::Oldest => Some(i64_column(reader, FIELDS.first_day)?),
        Sort::Newest => Some(i64_column(reader, FIELDS.last_day)?),
        Sort::Random(_) | Sort::Relevance | Sort::Recent(_) => None,
    };
    for_each_block(scorer, &mut |docs| {
        for &doc in docs {
            let article = keys.family.article_of(doc);
            let primary = match (&by_day, sort) {
                (Some(days), _) => days.first(article).map_or(0, |day| day_key(day, sort)),
                // Each quote by itself: those of one article are not drawn together.
                (None, Sort::Random(seed)) => match keys.of(doc) {
                    (tie, 0) => scrambled(tie, seed),
                    (tie, number) => scrambled(tie.wrapping_add(scrambled(number as u64, seed)), seed),
                },
                (None, _) => 0,
            };
            visit(doc, primary);
        }
    });
    Ok(())
}

/// Above 0, which is for the undated.
fn day_key(day: i64, sort: Sort) -> u64 {
    // No calendar goes beyond 2^61 days either way.
    let day = day.clamp(-(1 << 61), 1 << 61);
    let day = if sort == Sort::Oldest { -day } else { day };
    (day + (1 << 62)).unsigned_abs()
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    primary: u64,
    segment: u32,
    doc: DocId,
}

impl Entry {
    fn address(&self) -> DocAddress {
        DocAddress::new(self.segment, self.doc)
    }

    fn score(&self) -> Score {
        u32::try_from(self.primary).map_or_else(|_| f64::from_bits(self.primary) as Score, Score::from_bits)
    }
}

/// Holds on to whatever may be among the first.
#[derive(Default)]
struct Top {
    most: usize,
    slack: usize,
    /// Whether a little below the last place is still good enough to be held.
    tolerant: bool,
    entries: Vec<Entry>,
    floor: u64,
}

impl Top {
    fn push(&mut self, entry: Entry) {
        if entry.primary < self.floor || self.most == 0 {
            return;
        }
        self.entries.push(entry);
        if self.entries.len() >= self.most.saturating_mul(2).saturating_add(self.slack) {
            self.shrink();
        }
    }

    /// Lets go of all that can no longer be among the first; equals stay, since they are told apart later.
    fn shrink(&mut self) {
        if self.entries.len() <= self.most {
            return;
        }
        let (_, last, _) = self.entries.select_nth_unstable_by_key(self.most - 1, |entry| Reverse(entry.primary));
        let last = last.primary;
        self.floor = match (self.tolerant, u32::try_from(last)) {
            (true, Ok(bits)) => u64::from((Score::from_bits(bits) * (1.0 - SCORE_TOLERANCE)).to_bits()),
            _ => last,
        };
        let floor = self.floor;
        self.entries.retain(|entry| entry.primary >= floor);
        // Where all are equal nothing was let go: look again when there are twice as many.
        self.slack = self.slack.max(self.entries.len().saturating_mul(2));
    }
}

/// What tells documents of equal rank apart.
struct Keys<'s> {
    family: Family,
    ties: &'s Column<u64>,
    kind: Kind,
}

impl<'s> Keys<'s> {
    fn open(searcher: &'s super::Searcher, reader: &SegmentReader, kind: Kind) -> tantivy::Result<Self> {
        let ties = searcher.known_keys().of_segment(reader).ties(reader)?;
        Ok(Self { family: Family::open(reader)?, ties, kind })
    }

    fn tie(&self, article: DocId) -> u64 {
        self.ties.first(article).unwrap_or_default()
    }

    fn of(&self, doc: DocId) -> (u64, usize) {
        let number = if self.kind == Kind::Quote { self.family.number_of(doc) } else { 0 };
        (self.tie(self.family.article_of(doc)), number)
    }
}

/// Replaces the engine's scores by those of the plan, in double precision.
fn rescore(
    entries: &mut [Entry],
    plan: &Plan,
    searcher: &Searcher,
    scoring: EnableScoring<'_>,
    sort: Sort,
) -> tantivy::Result<()> {
    let weighed = Weighed::new(plan, Kind::Article, scoring)?;
    entries.sort_unstable_by_key(|entry| (entry.segment, entry.doc));
    for of_segment in entries.chunk_by_mut(|a, b| a.segment == b.segment) {
        let reader = searcher.segment_reader(of_segment[0].segment);
        let mut evaluator = weighed.scores_in(reader)?;
        let freshness = Freshness::open(reader, sort)?;
        for entry in of_segment {
            let score = evaluator.score(entry.doc).unwrap_or_default() * freshness.of(entry.doc);
            entry.primary = score.max(f64::MIN_POSITIVE).to_bits();
        }
    }
    Ok(())
}

/// The entries of a window of the order, in order.
fn in_order(
    entries: Vec<Entry>,
    searcher: &super::Searcher,
    kind: Kind,
    window: Range<usize>,
) -> tantivy::Result<Vec<Entry>> {
    let segments = searcher.engine().segment_readers();
    let keys = segments.iter().map(|reader| Keys::open(searcher, reader, kind));
    let keys = keys.collect::<tantivy::Result<Vec<_>>>()?;
    let mut keyed: Vec<(Entry, (u64, usize))> =
        entries.into_iter().map(|entry| (entry, keys[entry.segment as usize].of(entry.doc))).collect();
    keyed.sort_unstable_by_key(|(entry, (tie, number))| (Reverse(entry.primary), *tie, *number));
    // Two articles with one hash: the ids decide, if that can be seen.
    for run in keyed.chunk_by_mut(|a, b| a.0.primary == b.0.primary && a.1.0 == b.1.0) {
        let article = |entry: &Entry| (entry.segment, keys[entry.segment as usize].family.article_of(entry.doc));
        if run.iter().any(|(entry, _)| article(entry) != article(&run[0].0)) {
            let mut by_id = Vec::with_capacity(run.len());
            for (entry, (_, number)) in run.iter() {
                let (segment, article) = article(entry);
                let id = first_string(&segments[segment as usize], FIELDS.id, article)?.unwrap_or_default();
                by_id.push((id, *number, *entry));
            }
            by_id.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
            for (place, (_, _, entry)) in run.iter_mut().zip(by_id) {
                place.0 = entry;
            }
        }
    }
    Ok(keyed.into_iter().map(|(entry, _)| entry).take(window.end).skip(window.start).collect())
}
