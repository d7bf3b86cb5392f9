//! Several terms scored as one word: their frequencies add up before anything is weighed.
//!
//! An OR of `talk`, `talks` and `talked` would score each by its own rarity, so that the rarest form, often a slip of
//! the pen, would decide the order.

use super::similarity::Similarity;
use super::words::Words;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{BooleanQuery, EmptyScorer, EnableScoring, Explanation, Query, Scorer, TermQuery, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// Documents that hold any of some terms.
#[derive(Clone, Debug)]
pub(crate) struct SynonymQuery {
    field: Field,
    words: Arc<Words>,
}

impl SynonymQuery {
    pub(crate) fn new(field: Field, words: Words) -> Self {
        Self { field, words: Arc::new(words) }
    }
}

impl Query for SynonymQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                Similarity::new(statistics_provider, self.field, [self.words.doc_freq])?
            }
            // Where nothing is scored the forms are an OR like any other.
            EnableScoring::Disabled { .. } => {
                let term = |term| TermQuery::new(Term::from_field_text(self.field, term), IndexRecordOption::Basic);
                let terms = self.words.terms.iter().map(|text| Box::new(term(text)) as Box<dyn Query>);
                return BooleanQuery::union(terms.collect()).weight(scoring);
            }
        };
        Ok(Box::new(SynonymWeight { query: self.clone(), similarity }))
    }
}

struct SynonymWeight {
    query: SynonymQuery,
    similarity: Similarity,
}

impl Weight for SynonymWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let SynonymQuery { field, words } = &self.query;
        let index = reader.inverted_index(*field)?;
        let mut postings = Vec::with_capacity(words.terms.len());
        for term in &words.terms {
            let term = Term::from_field_text(*field, term);
            postings.extend(index.read_postings(&term, IndexRecordOption::WithFreqs)?);
        }
        if postings.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let fieldnorms = reader.fieldnorms_readers().get_field(*field)?;
        let n_docs = postings.iter().map(DocSet::size_hint).fold(0, u32::saturating_add).min(reader.max_doc());
        let mut scorer = SynonymScorer {
            docs: postings.iter().map(DocSet::doc).collect(),
            postings,
            doc: 0,
            n_docs,
            boost,
            similarity: self.similarity.clone(),
            fieldnorms: fieldnorms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
        };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let score = if scorer.seek(doc) == doc { scorer.score() } else { 0.0 };
        Ok(Explanation::new("how often any of the forms occurs", score))
    }
}

struct SynonymScorer {
    postings: Vec<SegmentPostings>,
    /// Where each of them stands.
    docs: Vec<DocId>,
    /// The first of those.
    doc: DocId,
    n_docs: u32,
    boost: Score,
    similarity: Similarity,
    fieldnorms: FieldNormReader,
}

impl SynonymScorer {
    fn settle(&mut self) -> DocId {
        self.doc = self.docs.iter().copied().min().unwrap_or(TERMINATED);
        self.doc
    }
}

impl DocSet for SynonymScorer {
    fn advance(&mut self) -> DocId {
        for (postings, doc) in self.postings.iter_mut().zip(&mut self.docs) {
            if *doc == self.doc {
                *doc = postings.advance();
            }
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        for (postings, doc) in self.postings.iter_mut().zip(&mut self.docs) {
            if *doc < target {
                *doc = postings.seek(target);
            }
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.n_docs
    }
}

impl Scorer for SynonymScorer {
    fn score(&mut self) -> Score {
        let here = self.postings.iter().zip(&self.docs).filter(|(_, doc)| **doc == self.doc);
        let freq = here.map(|(postings, _)| postings.term_freq()).fold(0, u32::saturating_add);
        self.boost * self.similarity.score(self.fieldnorms.fieldnorm_id(self.doc), freq)
    }
}
