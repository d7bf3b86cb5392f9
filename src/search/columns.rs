//! A query that reads columns of numbers: dates that lie within a range.

use crate::index::schema::i64_column;
use std::ops::RangeInclusive;
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

/// Of the documents that a query finds, those with a pair of first and last days that lies within a range.
#[derive(Debug)]
pub(crate) struct WithinQuery {
    among: Box<dyn Query>,
    first: Field,
    last: Field,
    range: RangeInclusive<i64>,
}

impl WithinQuery {
    pub(crate) fn new(among: Box<dyn Query>, first: Field, last: Field, range: RangeInclusive<i64>) -> Self {
        Self { among, first, last, range }
    }
}

impl Clone for WithinQuery {
    fn clone(&self) -> Self {
        Self { among: self.among.box_clone(), range: self.range.clone(), ..*self }
    }
}

impl Query for WithinQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let among = self.among.weight(scoring)?;
        Ok(Box::new(WithinWeight { among, first: self.first, last: self.last, range: self.range.clone() }))
    }
}

struct WithinWeight {
    among: Box<dyn Weight>,
    first: Field,
    last: Field,
    range: RangeInclusive<i64>,
}

impl Weight for WithinWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer = WithinScorer {
            among: self.among.scorer(reader, boost)?,
            first: i64_column(reader, self.first)?,
            last: i64_column(reader, self.last)?,
            range: self.range.clone(),
        };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("a date within the range", scorer.score()))
    }
}

struct WithinScorer {
    among: Box<dyn Scorer>,
    first: Column<i64>,
    last: Column<i64>,
    range: RangeInclusive<i64>,
}

impl WithinScorer {
    fn settle(&mut self) -> DocId {
        while self.doc() != TERMINATED && !self.is_within() {
            self.among.advance();
        }
        self.doc()
    }

    fn is_within(&self) -> bool {
        let doc = self.doc();
        let mut pairs = self.first.values_for_doc(doc).zip(self.last.values_for_doc(doc));
        pairs.any(|(first, last)| self.range.contains(&first) && self.range.contains(&last))
    }
}

impl DocSet for WithinScorer {
    fn advance(&mut self) -> DocId {
        self.among.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            self.among.seek(target);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.among.doc()
    }

    fn size_hint(&self) -> u32 {
        self.among.size_hint()
    }

    fn cost(&self) -> u64 {
        self.among.cost()
    }
}

impl Scorer for WithinScorer {
    fn score(&mut self) -> Score {
        self.among.score()
    }
}
