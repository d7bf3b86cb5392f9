//! Documents with a term that a wildcard matches, however many such terms there are.
//!
//! For paths and ids, where `1998/*` may match every term. Nothing is scored.

use super::any_term::for_each_block;
use super::wildcard::Wildcard;
use super::words::after_prefix;
use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TantivyError};

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct DictionaryQuery {
    field: Field,
    wildcard: Wildcard,
}

impl DictionaryQuery {
    pub(crate) fn new(field: Field, wildcard: Wildcard) -> Self {
        Self { field, wildcard }
    }

    fn documents(&self, reader: &SegmentReader) -> tantivy::Result<BitSet> {
        let mut documents = BitSet::with_max_value(reader.max_doc());
        let index = reader.inverted_index(self.field)?;
        let prefix = self.wildcard.prefix();
        let mut stream = index.terms().search(&self.wildcard).ge(prefix).lt(after_prefix(prefix)).into_stream()?;
        while stream.advance() {
            for_each_block(&index, stream.value(), |block| block.iter().for_each(|&doc| _ = documents.insert(doc)))?;
        }
        Ok(documents)
    }
}

impl Query for DictionaryQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(DictionaryWeight(self.clone())))
    }
}

struct DictionaryWeight(DictionaryQuery);

impl Weight for DictionaryWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let documents = BitSetDocSet::from(self.0.documents(reader)?);
        Ok(Box::new(ConstScorer::new(documents, boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("a term that the wildcard matches", 1.0))
    }
}
