//! The statistics of which BM25 scores are made, counted over one kind of document.
//!
//! Tantivy's own count every document: an article's words would be weighed as if its quotes were articles
//! too. Deleted documents are counted until their segment is merged, as they are in the frequencies of terms.

use crate::index::schema::Kind;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// Statistics of the articles or of the quotes of an index.
#[derive(Clone)]
pub struct Statistics {
    searcher: Searcher,
    n_documents: u64,
}

impl Statistics {
    /// The statistics of one kind of document.
    pub fn new(searcher: &Searcher, kind: Kind) -> tantivy::Result<Self> {
        Ok(Self { searcher: searcher.clone(), n_documents: searcher.doc_freq(&kind.term())? })
    }
}

impl Bm25StatisticsProvider for Statistics {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Bm25StatisticsProvider::total_num_tokens(&self.searcher, field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.n_documents)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        // A term of the other kind's field can be on more documents than there are of this one.
        Ok(self.searcher.doc_freq(term)?.min(self.n_documents))
    }
}
