//! One word of a field, scored as tantivy scores it.
//!
//! tantivy keeps its own scorer of a term to itself. A word is the most frequent of queries, and is looked for in two fields: what
//! joins the two must know what they are, so that going to the next document and scoring it costs no call.

use super::similarity::lengths_of;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight, Scorer};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, Term};

/// A term, and how much it tells in all segments.
pub(super) struct Word {
    term: Term,
    similarity: Bm25Weight,
}

/// The documents of a segment that hold a word.
pub(super) struct WordScorer {
    postings: SegmentPostings,
    fieldnorms: FieldNormReader,
    similarity: Bm25Weight,
}

impl Word {
    pub(super) fn new(term: Term, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Self> {
        let similarity = Bm25Weight::for_terms(statistics, std::slice::from_ref(&term))?;
        Ok(Self { term, similarity })
    }

    /// `None` where no document of the segment holds the word.
    pub(super) fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<WordScorer>> {
        let field = self.term.field();
        let postings = reader.inverted_index(field)?.read_postings(&self.term, IndexRecordOption::WithFreqs)?;
        let Some(postings) = postings else { return Ok(None) };
        Ok(Some(WordScorer {
            postings,
            fieldnorms: lengths_of(field, reader)?,
            similarity: self.similarity.boost_by(boost),
        }))
    }
}

impl DocSet for WordScorer {
    #[inline]
    fn advance(&mut self) -> DocId {
        self.postings.advance()
    }

    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        self.postings.seek(target)
    }

    #[inline]
    fn doc(&self) -> DocId {
        self.postings.doc()
    }

    fn size_hint(&self) -> u32 {
        self.postings.size_hint()
    }
}

impl Scorer for WordScorer {
    #[inline]
    fn score(&mut self) -> Score {
        self.similarity.score(self.fieldnorms.fieldnorm_id(self.postings.doc()), self.postings.term_freq())
    }
}

#[cfg(test)]
mod tests {
    use super::super::either::EitherQuery;
    use proptest::prelude::*;
    use tantivy::query::{BoostQuery, EnableScoring, Query, TermQuery};
    use tantivy::schema::{IndexRecordOption, STORED, Schema, TEXT};
    use tantivy::{DocId, DocSet, Index, IndexWriter, Score, TERMINATED, TantivyDocument, Term};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn it_scores_as_the_engine_does(
            docs in prop::collection::vec((0..4usize, 0..4usize, 0..9usize), 1..400),
            start in 0..300u32,
        ) {
            let mut schema = Schema::builder();
            let (headline, body) = (schema.add_text_field("headline", TEXT), schema.add_text_field("body", TEXT | STORED));
            let index = Index::create_in_ram(schema.build());
            let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
            for (in_headline, in_body, others) in docs {
                let text = |n: usize| ["dam"].repeat(n).into_iter().chain(["quay"].repeat(others)).collect::<Vec<_>>().join(" ");
                let mut document = TantivyDocument::new();
                // Most headlines lack the word, and some segments' all do.
                document.add_text(headline, text(in_headline.saturating_sub(2)));
                document.add_text(body, text(in_body.saturating_sub(1)));
                writer.add_document(document).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let term = |field| Box::new(TermQuery::new(Term::from_field_text(field, "dam"), IndexRecordOption::WithFreqs));
            // What is boosted is no plain term any more.
            let hidden = |field| Box::new(BoostQuery::new(term(field), 1.0));
            let found = |one: Box<dyn Query>, other: Box<dyn Query>| {
                let query = EitherQuery { one, other, weight: 2.5 };
                let weight = query.weight(EnableScoring::enabled_from_searcher(&searcher)).unwrap();
                let mut scorer = weight.scorer(searcher.segment_reader(0), 1.5).unwrap();
                let mut found: Vec<(DocId, Score)> = Vec::new();
                if scorer.doc() < start {
                    scorer.seek(start);
                }
                while scorer.doc() != TERMINATED {
                    found.push((scorer.doc(), scorer.score()));
                    scorer.advance();
                }
                found
            };
            prop_assert_eq!(found(term(headline), term(body)), found(hidden(headline), hidden(body)));
        }
    }
}
