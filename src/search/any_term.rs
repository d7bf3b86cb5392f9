//! Documents that hold any of some terms, where nothing is scored.
//!
//! Many lists are put together at once, as a set of bits or, where they are short, as one list in order: then whatever else is
//! asked may seek in it, which in a union of many lists means to move them all. A few are moved.

use super::join::explain;
use std::borrow::Cow;
use std::sync::Arc;
use tantivy::index::SegmentId;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::{ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, Score, SeekDangerResult, SegmentReader, TERMINATED, Term};
use tantivy_common::TinySet;

/// Documents that hold any of some terms, which may be of several fields; each with the score 1.
#[derive(Clone, Debug)]
pub(crate) struct AnyTermQuery(Vec<Wanted>);

/// One term or many.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    Term(Term),
    /// Terms that a walk through the dictionaries found.
    Found(Arc<FoundTerms>),
}

/// Where each segment of the index that is searched lists the documents of some terms of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundTerms {
    field: Field,
    of_segments: Vec<(SegmentId, Vec<TermInfo>)>,
}

impl FoundTerms {
    /// None so far.
    pub(crate) fn new(field: Field) -> Self {
        Self { field, of_segments: Vec::new() }
    }

    /// Adds those of a segment.
    pub(crate) fn add(&mut self, segment: SegmentId, terms: Vec<TermInfo>) {
        self.of_segments.push((segment, terms));
    }

    /// Those of a segment.
    fn of_segment(&self, segment: SegmentId) -> &[TermInfo] {
        self.of_segments.iter().find(|(known, _)| *known == segment).map_or(&[], |(_, terms)| terms)
    }
}

impl AnyTermQuery {
    pub(crate) fn new(wanted: Vec<Wanted>) -> Self {
        Self(wanted)
    }

    pub(crate) fn of_terms(terms: impl IntoIterator<Item = Term>) -> Self {
        Self(terms.into_iter().map(Wanted::Term).collect())
    }
}

impl Query for AnyTermQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AnyTermWeight(self.0.clone())))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for wanted in &self.0 {
            if let Wanted::Term(term) = wanted {
                visitor(term, false);
            }
        }
    }
}

/// A query that finds what any of some terms finds, and scores it in its own way where it is to be scored.
#[derive(Debug)]
pub(crate) struct ScoredTermsQuery {
    pub(crate) scored: Box<dyn Query>,
    pub(crate) wanted: Vec<Wanted>,
}

impl Clone for ScoredTermsQuery {
    fn clone(&self) -> Self {
        Self { scored: self.scored.box_clone(), wanted: self.wanted.clone() }
    }
}

impl Query for ScoredTermsQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        match scoring {
            EnableScoring::Enabled { .. } => self.scored.weight(scoring),
            EnableScoring::Disabled { .. } => AnyTermQuery(self.wanted.clone()).weight(scoring),
        }
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.scored.query_terms(visitor);
    }
}

struct AnyTermWeight(Vec<Wanted>);

/// As many lists, or fewer, are read side by side: a year is one long list and a few of dates that are wider.
const FEW: usize = 4;
/// Below this share of a segment's documents, in 1/n, a list is sorted in less time than a set of bits is cleared and read.
const SPARSE: u64 = 1024;

impl Weight for AnyTermWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let lists = lists(&self.0, reader)?;
        if each(&lists).count() <= FEW {
            let read = |(index, info): (&InvertedIndexReader, _)| {
                index.read_postings_from_terminfo(info, IndexRecordOption::Basic)
            };
            let mut postings = each(&lists).map(read).collect::<Result<Vec<_>, _>>()?;
            return Ok(match postings.len() {
                0 => Box::new(EmptyScorer),
                1 => Box::new(ConstScorer::new(postings.swap_remove(0), boost)),
                _ => Box::new(ConstScorer::new(SideBySide::new(postings), boost)),
            });
        }
        Ok(match Docs::read(&lists, reader)? {
            Docs::List(docs) => Box::new(ConstScorer::new(Ascending { docs, at: 0 }, boost)),
            Docs::Bits(bits) => Box::new(Bits::new(bits, boost)),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, reader, doc, "any of the terms")
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        if let Some(alive) = reader.alive_bitset() {
            return Ok(self.scorer(reader, 1.0)?.count(alive));
        }
        let lists = lists(&self.0, reader)?;
        let mut infos = each(&lists).map(|(_, info)| info);
        Ok(match (infos.next(), infos.next()) {
            (Some(only), None) => only.doc_freq,
            _ => match Docs::read(&lists, reader)? {
                Docs::List(docs) => docs.len() as u32,
                Docs::Bits(bits) => n_set(&bits),
            },
        })
    }
}

/// Where the documents of some terms of a field are listed.
pub(crate) type Lists<'w> = (Arc<InvertedIndexReader>, Cow<'w, [TermInfo]>);

/// The lists of the terms that a segment has.
pub(crate) fn lists<'w>(wanted: &'w [Wanted], reader: &SegmentReader) -> tantivy::Result<Vec<Lists<'w>>> {
    let lists_of = |wanted: &'w Wanted| -> tantivy::Result<Lists<'w>> {
        Ok(match wanted {
            Wanted::Term(term) => {
                let index = reader.inverted_index(term.field())?;
                let infos = index.get_term_info(term)?.into_iter().collect();
                (index, infos)
            }
            Wanted::Found(found) => {
                (reader.inverted_index(found.field)?, Cow::Borrowed(found.of_segment(reader.segment_id())))
            }
        })
    };
    wanted.iter().map(lists_of).collect()
}

/// Each list, with the index it is of.
pub(crate) fn each<'l>(lists: &'l [Lists<'_>]) -> impl Iterator<Item = (&'l InvertedIndexReader, &'l TermInfo)> {
    lists.iter().flat_map(|(index, infos)| infos.iter().map(|info| (index.as_ref(), info)))
}

enum Docs {
    /// Ascending, each once.
    List(Vec<DocId>),
    /// A bit for each document of the segment.
    Bits(Vec<u64>),
}

impl Docs {
    fn read(lists: &[Lists<'_>], reader: &SegmentReader) -> tantivy::Result<Self> {
        let n_docs: u64 = each(lists).map(|(_, info)| u64::from(info.doc_freq)).sum();
        if n_docs * SPARSE < u64::from(reader.max_doc()) {
            let mut docs = Vec::with_capacity(n_docs as usize);
            for (index, info) in each(lists) {
                for_each_block(index, info, |block| docs.extend_from_slice(block))?;
            }
            docs.sort_unstable();
            docs.dedup();
            return Ok(Self::List(docs));
        }
        let mut bits = vec![0; reader.max_doc() as usize / 64 + 1];
        for (index, info) in each(lists) {
            for_each_block(index, info, |block| {
                block.iter().for_each(|&doc| bits[doc as usize / 64] |= 1 << (doc % 64));
            })?;
        }
        Ok(Self::Bits(bits))
    }
}

/// Hands over the documents of a term, a block at a time.
pub(crate) fn for_each_block(
    index: &InvertedIndexReader,
    info: &TermInfo,
    mut visit: impl FnMut(&[DocId]),
) -> tantivy::Result<()> {
    let mut list = index.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    let mut n_left = info.doc_freq as usize;
    while !list.docs().is_empty() {
        visit(list.docs());
        n_left = n_left.saturating_sub(list.docs().len());
        // To find that there are no more takes as long as to read a short list.
        if n_left == 0 {
            break;
        }
        list.advance();
    }
    Ok(())
}

/// A few lists, of which only what is asked for is read.
struct SideBySide {
    lists: Vec<SegmentPostings>,
    doc: DocId,
}

impl SideBySide {
    fn new(lists: Vec<SegmentPostings>) -> Self {
        let mut all = Self { lists, doc: TERMINATED };
        all.settle();
        all
    }

    fn settle(&mut self) -> DocId {
        self.doc = self.lists.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
        self.doc
    }
}

impl DocSet for SideBySide {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        for list in self.lists.iter_mut().filter(|list| list.doc() == self.doc) {
            list.advance();
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for list in self.lists.iter_mut().filter(|list| list.doc() < target) {
            list.seek(target);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.lists.iter().map(DocSet::size_hint).fold(0, u32::saturating_add)
    }
}

/// A list of documents, each once.
struct Ascending {
    docs: Vec<DocId>,
    at: usize,
}

impl DocSet for Ascending {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.docs.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.docs[self.at..].partition_point(|&doc| doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        self.docs.len() as u32
    }
}

/// A bit for each document.
struct Bits {
    words: Vec<u64>,
    n_docs: u32,
    doc: DocId,
    boost: Score,
}

fn n_set(words: &[u64]) -> u32 {
    words.iter().map(|word| word.count_ones()).sum()
}

impl Bits {
    fn new(words: Vec<u64>, boost: Score) -> Self {
        let mut bits = Self { n_docs: n_set(&words), words, doc: 0, boost };
        bits.doc = bits.first_from(0);
        bits
    }

    fn first_from(&self, target: DocId) -> DocId {
        let at = target as usize / 64;
        let Some(first) = self.words.get(at) else { return TERMINATED };
        let first = first & u64::MAX << (target % 64);
        let later = || (at + 1..).zip(self.words.get(at + 1..)?).find(|(_, word)| **word != 0);
        let (at, word) = if first == 0 { later().map_or((at, 0), |(at, word)| (at, *word)) } else { (at, first) };
        if word == 0 { TERMINATED } else { at as u32 * 64 + word.trailing_zeros() }
    }
}

impl DocSet for Bits {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.first_from(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.first_from(target);
        }
        self.doc
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        let is_set = self.words.get(target as usize / 64).is_some_and(|word| word >> (target % 64) & 1 == 1);
        self.doc = target;
        // The next document is not looked for: whoever leads knows better where to ask again.
        match (is_set, target) {
            (true, _) => SeekDangerResult::Found,
            (false, TERMINATED..) => SeekDangerResult::SeekLowerBound(TERMINATED),
            (false, _) => SeekDangerResult::SeekLowerBound(target + 1),
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.n_docs
    }

    fn fill_bitset_block(&mut self, min_doc: DocId, mask: &mut [TinySet; 16]) -> DocId {
        let word = |at: usize| self.words.get(at).copied().unwrap_or(0);
        let (first, shift) = (min_doc as usize / 64, min_doc % 64);
        for (at, set) in (first..).zip(mask) {
            // A word of the mask begins anywhere in one of ours.
            let rest = if shift == 0 { 0 } else { word(at + 1) << (64 - shift) };
            let bits = word(at) >> shift | rest;
            *set = set.union(TinySet::deserialize(bits.to_le_bytes()));
        }
        self.doc = self.first_from(min_doc + 16 * 64);
        self.doc
    }

    fn count_including_deleted(&mut self) -> u32 {
        let at = self.doc as usize / 64;
        let Some(first) = self.words.get(at) else { return 0 };
        let n = (first & u64::MAX << (self.doc % 64)).count_ones() + n_set(&self.words[at + 1..]);
        self.doc = TERMINATED;
        n
    }
}

impl Scorer for Bits {
    fn score(&mut self) -> Score {
        self.boost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn bits_of(docs: &BTreeSet<DocId>) -> Bits {
        let mut words = vec![0; 4000 / 64 + 1];
        docs.iter().for_each(|&doc| words[doc as usize / 64] |= 1 << (doc % 64));
        Bits::new(words, 1.0)
    }

    proptest! {
        #[test]
        fn bits_are_the_documents_they_stand_for(
            docs in prop::collection::btree_set(0..4000u32, 0..300),
            steps in prop::collection::vec((0..200u32, 0..4u8), 0..60),
        ) {
            let from = |target: DocId| docs.range(target..).next().copied().unwrap_or(TERMINATED);
            let mut bits = bits_of(&docs);
            let (mut at, mut is_valid) = (from(0), true);
            for (by, step) in steps {
                if at == TERMINATED {
                    break;
                }
                match step {
                    0 if is_valid => {
                        at = from(at + 1);
                        prop_assert_eq!(bits.advance(), at);
                    }
                    1 if is_valid => {
                        at = from(at + by);
                        prop_assert_eq!(bits.seek(at), at);
                    }
                    2 if is_valid => {
                        let first = at + by;
                        let mut mask = [TinySet::empty(); 16];
                        at = from(first + 1024);
                        prop_assert_eq!(bits.fill_bitset_block(first, &mut mask), at);
                        let filled: Vec<DocId> =
                            (0..).zip(mask).flat_map(|(n, set)| set.into_iter().map(move |bit| first + n * 64 + bit)).collect();
                        prop_assert_eq!(filled, docs.range(first..first + 1024).copied().collect::<Vec<_>>());
                    }
                    3 => {
                        at += by + 1;
                        match bits.seek_danger(at) {
                            SeekDangerResult::Found => prop_assert_eq!(from(at), at),
                            SeekDangerResult::SeekLowerBound(later) => prop_assert!(at < later && later <= from(at)),
                        }
                        is_valid = from(at) == at;
                    }
                    _ => {}
                }
            }
            if is_valid {
                let n = docs.iter().filter(|&&doc| doc >= at).count();
                prop_assert_eq!(bits.count_including_deleted() as usize, n);
            }
        }
    }
}
