//! Two queries of which either is enough: text in the headline or in the body.
//!
//! tantivy's own union reads ahead in windows of documents, which suits many terms that are read to the end. This one is
//! led with ease by whatever else is asked. Of two words what both lists hold is counted, instead of putting these together:
//! headlines are few.

use super::join::explain;
use super::synonym::SynonymScorer;
use super::word::Word;
use tantivy::postings::SegmentPostings;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED, Term};
use tantivy_common::TinySet;

/// Documents that match either query; where both match, their scores are added.
#[derive(Debug)]
pub(crate) struct EitherQuery {
    pub(crate) one: Box<dyn Query>,
    pub(crate) other: Box<dyn Query>,
    /// How much the score of the one counts.
    pub(crate) weight: Score,
}

impl Clone for EitherQuery {
    fn clone(&self) -> Self {
        Self { one: self.one.box_clone(), other: self.other.box_clone(), weight: self.weight }
    }
}

impl Query for EitherQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let term = |query: &dyn Query| query.downcast_ref::<TermQuery>().map(|query| query.term().clone());
        let words = term(self.one.as_ref()).zip(term(self.other.as_ref()));
        if let (Some((one, other)), EnableScoring::Enabled { statistics_provider, .. }) = (&words, scoring) {
            let word = |term: &Term| Word::new(term.clone(), statistics_provider);
            return Ok(Box::new(EitherWord { one: word(one)?, other: word(other)?, weight: self.weight }));
        }
        Ok(Box::new(EitherWeight {
            words,
            one: self.one.weight(scoring)?,
            other: self.other.weight(scoring)?,
            weight: self.weight,
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.one.query_terms(visitor);
        self.other.query_terms(visitor);
    }
}

struct EitherWeight {
    one: Box<dyn Weight>,
    other: Box<dyn Weight>,
    /// How much the score of the one counts.
    weight: Score,
    /// The terms, where each of the two looks for a single one.
    words: Option<(Term, Term)>,
}

impl Weight for EitherWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let (one, other) = (self.one.scorer(reader, boost * self.weight)?, self.other.scorer(reader, boost)?);
        if one.doc() == TERMINATED {
            return Ok(other);
        }
        if other.doc() == TERMINATED {
            return Ok(one);
        }
        // Words are the most frequent of queries: what joins them is made to know what they are.
        Ok(match (one.downcast::<SynonymScorer>(), other.downcast::<SynonymScorer>()) {
            (Ok(one), Ok(other)) => Box::new(EitherScorer::new(*one, *other)),
            (one, other) => Box::new(EitherScorer::new(boxed(one), boxed(other))),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, reader, doc, "either of two fields")
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        match (&self.words, reader.alive_bitset()) {
            (Some((one, other)), None) => {
                let one = reader.inverted_index(one.field())?.read_postings(one, IndexRecordOption::Basic)?;
                let other = reader.inverted_index(other.field())?.read_postings(other, IndexRecordOption::Basic)?;
                Ok(n_in_either(one, other))
            }
            (_, None) => Ok(self.scorer(reader, 1.0)?.count_including_deleted()),
            (_, Some(alive)) => Ok(self.scorer(reader, 1.0)?.count(alive)),
        }
    }
}

/// A word in either of two fields, scored.
struct EitherWord {
    one: Word,
    other: Word,
    /// How much the score of the one counts.
    weight: Score,
}

impl Weight for EitherWord {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let (one, other) = (self.one.scorer(reader, boost * self.weight)?, self.other.scorer(reader, boost)?);
        Ok(match (one, other) {
            (Some(one), Some(other)) => Box::new(EitherScorer::new(one, other)),
            (Some(only), None) | (None, Some(only)) => Box::new(only),
            (None, None) => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, reader, doc, "a word in either of two fields")
    }
}

/// How many documents there are in either of two lists.
fn n_in_either(one: Option<SegmentPostings>, other: Option<SegmentPostings>) -> u32 {
    let (mut few, mut many) = match (one, other) {
        (Some(one), Some(other)) => (one, other),
        (one, other) => return one.or(other).map_or(0, |only| only.doc_freq()),
    };
    if few.doc_freq() > many.doc_freq() {
        std::mem::swap(&mut few, &mut many);
    }
    let mut both = 0;
    let mut doc = few.doc();
    while doc != TERMINATED {
        if many.doc() < doc {
            many.seek(doc);
        }
        both += u32::from(many.doc() == doc);
        doc = few.advance();
    }
    few.doc_freq() + many.doc_freq() - both
}

/// A bit for each document of a block, as tantivy counts an AND.
type Mask = [TinySet; 16];

/// A scorer, be it of that kind or not.
fn boxed(scorer: Result<Box<SynonymScorer>, Box<dyn Scorer>>) -> Box<dyn Scorer> {
    match scorer {
        Ok(scorer) => scorer,
        Err(scorer) => scorer,
    }
}

/// One of two scorers, and where it stands.
struct Side<S> {
    scorer: S,
    /// Where the scorer stands, or where its next document is not before.
    at: DocId,
    /// Whether it does stand there; else all it may be asked is whether it has a later document.
    is_exact: bool,
}

impl<S: Scorer> Side<S> {
    fn new(scorer: S) -> Self {
        Self { at: scorer.doc(), scorer, is_exact: true }
    }

    /// Goes to the first document at or after `target`.
    fn seek(&mut self, target: DocId) -> DocId {
        if self.is_exact {
            if self.at < target {
                self.at = self.scorer.seek(target);
            }
            return self.at;
        }
        self.at = self.at.max(target);
        while !self.is_exact {
            self.check(self.at);
        }
        self.at
    }

    /// Whether `target` is one of its documents. Targets must not descend.
    fn stands_at(&mut self, target: DocId) -> bool {
        if self.at < target || self.at == target && !self.is_exact {
            self.check(target);
        }
        self.is_exact && self.at == target
    }

    fn check(&mut self, target: DocId) {
        if target >= TERMINATED {
            (self.at, self.is_exact) = (TERMINATED, true);
            return;
        }
        (self.at, self.is_exact) = match self.scorer.seek_danger(target) {
            SeekDangerResult::Found => (target, true),
            SeekDangerResult::SeekLowerBound(TERMINATED..) => (TERMINATED, true),
            SeekDangerResult::SeekLowerBound(later) => (later, false),
        };
    }

    /// See [`DocSet::fill_bitset_block`]; other than there, this may stand behind `first`.
    fn fill(&mut self, first: DocId, mask: &mut Mask) -> DocId {
        if !self.is_exact {
            self.seek(first);
        }
        if self.at <= first {
            self.at = self.scorer.fill_bitset_block(first, mask);
            return self.at;
        }
        while self.at - first < (mask.len() * 64) as DocId {
            let place = self.at - first;
            mask[place as usize / 64].insert_mut(place % 64);
            self.at = self.scorer.advance();
        }
        self.at
    }

    /// Its score of `doc`, if it stands there.
    fn score_of(&mut self, doc: DocId) -> Score {
        if self.is_exact && self.at == doc { self.scorer.score() } else { 0.0 }
    }

    /// Leaves `doc`, where it may stand, for the first document after it.
    #[inline]
    fn leave(&mut self, doc: DocId) -> DocId {
        if !self.is_exact || self.at < doc {
            return self.seek(doc + 1);
        }
        if self.at == doc {
            self.at = self.scorer.advance();
        }
        self.at
    }
}

struct EitherScorer<S, T> {
    one: Side<S>,
    other: Side<T>,
    doc: DocId,
}

impl<S: Scorer, T: Scorer> EitherScorer<S, T> {
    fn new(one: S, other: T) -> Self {
        let (one, other) = (Side::new(one), Side::new(other));
        Self { doc: one.at.min(other.at), one, other }
    }
}

impl<S: Scorer, T: Scorer> DocSet for EitherScorer<S, T> {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.one.leave(self.doc).min(self.other.leave(self.doc));
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.one.seek(target).min(self.other.seek(target));
        }
        self.doc
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        self.doc = target;
        let (one, other) = (self.one.stands_at(target), self.other.stands_at(target));
        if target < TERMINATED && (one || other) {
            return SeekDangerResult::Found;
        }
        // The next call goes beyond this one, wherever the two stand.
        SeekDangerResult::SeekLowerBound(self.one.at.min(self.other.at))
    }

    fn fill_bitset_block(&mut self, min_doc: DocId, mask: &mut Mask) -> DocId {
        self.doc = self.one.fill(min_doc, mask).min(self.other.fill(min_doc, mask));
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.one.scorer.size_hint().saturating_add(self.other.scorer.size_hint())
    }

    fn cost(&self) -> u64 {
        self.one.scorer.cost() + self.other.scorer.cost()
    }
}

impl<S: Scorer, T: Scorer> Scorer for EitherScorer<S, T> {
    fn score(&mut self) -> Score {
        self.one.score_of(self.doc) + self.other.score_of(self.doc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Documents that stop being valid after a `seek_danger` in vain, as those of tantivy may.
    struct Docs {
        docs: Vec<DocId>,
        at: usize,
        is_valid: bool,
    }

    impl Docs {
        fn boxed(docs: &BTreeSet<DocId>) -> Box<dyn Scorer> {
            Box::new(Self { docs: docs.iter().copied().collect(), at: 0, is_valid: true })
        }

        fn here(&self) -> DocId {
            self.docs.get(self.at).copied().unwrap_or(TERMINATED)
        }
    }

    impl DocSet for Docs {
        fn advance(&mut self) -> DocId {
            assert!(self.is_valid);
            self.at += 1;
            self.here()
        }

        fn seek(&mut self, target: DocId) -> DocId {
            assert!(self.is_valid);
            assert!(target >= self.here(), "no scorer goes back");
            self.at = self.docs.partition_point(|&doc| doc < target).max(self.at);
            self.here()
        }

        fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
            self.at = self.docs.partition_point(|&doc| doc < target);
            self.is_valid = self.here() == target;
            // As late as may be, or as early: both are allowed.
            let later = if target.is_multiple_of(2) { self.here() } else { (target + 1).min(self.here()) };
            if self.is_valid { SeekDangerResult::Found } else { SeekDangerResult::SeekLowerBound(later) }
        }

        fn doc(&self) -> DocId {
            assert!(self.is_valid);
            self.here()
        }

        fn size_hint(&self) -> u32 {
            self.docs.len() as u32
        }
    }

    impl Scorer for Docs {
        fn score(&mut self) -> Score {
            assert!(self.is_valid);
            1.0
        }
    }

    #[derive(Clone, Copy, Debug)]
    enum Move {
        Advance,
        Seek(DocId),
        Danger(DocId),
        Fill(DocId),
    }

    fn moves() -> impl Strategy<Value = Vec<Move>> {
        let one = prop_oneof![
            Just(Move::Advance),
            (0..200u32).prop_map(Move::Seek),
            (1..90u32).prop_map(Move::Danger),
            (1..3u32).prop_map(Move::Danger),
            (0..9u32).prop_map(Move::Fill),
        ];
        prop::collection::vec(one, 0..60)
    }

    proptest! {
        #[test]
        fn it_goes_where_the_union_of_both_goes(
            one in prop::collection::btree_set(0..4000u32, 0..300),
            other in prop::collection::btree_set(0..4000u32, 0..300),
            moves in moves(),
        ) {
            let union: Vec<DocId> = one.union(&other).copied().collect();
            let from = |target: DocId| union.iter().copied().find(|&doc| doc >= target).unwrap_or(TERMINATED);
            let mut scorer = EitherScorer::new(Docs::boxed(&one), Docs::boxed(&other));
            let mut at = from(0);
            // After a search in vain only another may follow.
            let mut is_valid = true;
            for step in moves {
                match step {
                    Move::Advance if is_valid && at != TERMINATED => {
                        at = from(at + 1);
                        prop_assert_eq!(scorer.advance(), at);
                    }
                    Move::Seek(by) if is_valid && at != TERMINATED => {
                        at = from(at + by);
                        prop_assert_eq!(scorer.seek(at), at);
                    }
                    Move::Fill(by) if is_valid && at != TERMINATED => {
                        let first = at + by;
                        let mut mask = [TinySet::empty(); 16];
                        let next = scorer.fill_bitset_block(first, &mut mask);
                        let inside = union.iter().filter(|&&doc| (first..first + 1024).contains(&doc));
                        let expected: Vec<DocId> = inside.map(|doc| doc - first).collect();
                        let filled: Vec<DocId> = (0u32..).zip(mask).flat_map(|(n, set)| set.into_iter().map(move |bit| n * 64 + bit)).collect();
                        prop_assert_eq!(filled, expected);
                        at = from(first + 1024);
                        prop_assert_eq!(next, at);
                    }
                    Move::Danger(by) if at != TERMINATED => {
                        let target = at + by;
                        match scorer.seek_danger(target) {
                            SeekDangerResult::Found => prop_assert_eq!(from(target), target),
                            SeekDangerResult::SeekLowerBound(later) => {
                                prop_assert!(target < later && later <= from(target), "{} {}", later, from(target));
                            }
                        }
                        is_valid = from(target) == target;
                        at = if from(target) == TERMINATED { TERMINATED } else { target };
                    }
                    _ => {}
                }
                if is_valid && at != TERMINATED {
                    prop_assert_eq!(scorer.doc(), at);
                    let n = u8::from(one.contains(&at)) + u8::from(other.contains(&at));
                    prop_assert_eq!(scorer.score(), Score::from(n));
                }
            }
        }
    }
}
