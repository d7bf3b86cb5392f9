//! A query that reads columns of numbers: dates that lie within a range.

use super::filtered::{Filtered, Test};
use super::join::explain;
use crate::index::schema::i64_column;
use std::fmt::Debug;
use std::ops::RangeInclusive;
use tantivy::columnar::{Cardinality, Column};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, Score, SegmentReader};

/// Reads the first value of each of some documents, which ascend, into `out`.
pub(super) fn first_values<T: Copy + Debug + PartialOrd + Send + Sync + 'static>(
    column: &Column<T>,
    docs: &[DocId],
    out: &mut Vec<Option<T>>,
) {
    out.clear();
    if column.get_cardinality() == Cardinality::Multivalued {
        out.extend(docs.iter().map(|&doc| column.first(doc)));
        return;
    }
    let (mut found, mut rows) = (Vec::with_capacity(docs.len()), Vec::with_capacity(docs.len()));
    column.row_ids_for_docs(docs, &mut found, &mut rows);
    let mut values = vec![column.min_value(); rows.len()];
    column.values.get_vals(&rows, &mut values);
    let mut values = found.into_iter().zip(values).peekable();
    out.extend(docs.iter().map(|doc| values.next_if(|(found, _)| found == doc).map(|(_, value)| value)));
}

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
        let test = Within {
            first: i64_column(reader, self.first)?,
            last: i64_column(reader, self.last)?,
            range: self.range.clone(),
        };
        Ok(Box::new(Filtered::new(self.among.scorer(reader, boost)?, test)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, reader, doc, "a date within the range")
    }
}

struct Within {
    first: Column<i64>,
    last: Column<i64>,
    range: RangeInclusive<i64>,
}

impl Test for Within {
    fn passes(&mut self, doc: DocId) -> bool {
        let mut pairs = self.first.values_for_doc(doc).zip(self.last.values_for_doc(doc));
        pairs.any(|(first, last)| self.range.contains(&first) && self.range.contains(&last))
    }
}
