//! An AND that is counted as it is searched: the rarest part leads, and the dear ones are asked last.
//!
//! tantivy counts an AND of frequent words by finding all documents of each part, which is the fastest where finding them is
//! cheap. For a phrase it is not: its words are put side by side in every document that has them.

use super::join::explain;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader, TERMINATED};

/// A query whose documents are counted one by one.
#[derive(Debug)]
pub(crate) struct LedQuery(pub(crate) Box<dyn Query>);

impl Clone for LedQuery {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Query for LedQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(LedWeight(self.0.weight(scoring)?)))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a tantivy::Term, bool)) {
        self.0.query_terms(visitor);
    }
}

struct LedWeight(Box<dyn Weight>);

impl Weight for LedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.0.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, reader, doc, "all of the parts")
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let mut n = 0;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            n += u32::from(reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc)));
            doc = scorer.advance();
        }
        Ok(n)
    }
}
