//! Several terms scored as one word: their frequencies add up before anything is weighed.
//!
//! An OR of `talk`, `talks` and `talked` would score each by its own rarity, so that the rarest form, often a slip of
//! the pen, would decide the order. The form that was typed still tells more than the others: a part of the score is its own.

use super::any_term::AnyTermQuery;
use super::similarity::{Similarity, lengths_of};
use super::words::Words;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// How much of a word's score is that of the form as typed, by its own rarity; the rest is that of all forms together.
/// Measured: see `docs/ranking.md`.
const TYPED_PART: Score = 0.5;

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
        let statistics = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => statistics_provider,
            // Where nothing is scored it does not matter how often.
            EnableScoring::Disabled { .. } => {
                return AnyTermQuery::new(self.words.wanted(self.field)).weight(scoring);
            }
        };
        let similarity = |doc_freq| Similarity::new(statistics, self.field, [doc_freq]);
        let typed = self.words.typed.as_ref().map(|(_, doc_freq)| similarity(*doc_freq)).transpose()?;
        Ok(Box::new(SynonymWeight { query: self.clone(), all: similarity(self.words.doc_freq)?, typed }))
    }
}

struct SynonymWeight {
    query: SynonymQuery,
    /// Of all forms together.
    all: Similarity,
    /// Of the one that was typed.
    typed: Option<Similarity>,
}

impl Weight for SynonymWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let SynonymQuery { field, words } = &self.query;
        let index = reader.inverted_index(*field)?;
        let mut postings = Vec::with_capacity(words.terms.len());
        let mut typed_at = None;
        for name in &words.terms {
            let term = Term::from_field_text(*field, name);
            if let Some(of_term) = index.read_postings(&term, IndexRecordOption::WithFreqs)? {
                if words.typed.as_ref().is_some_and(|(typed, _)| typed == name) {
                    typed_at = Some(postings.len());
                }
                postings.push(of_term);
            }
        }
        if postings.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let n_docs = postings.iter().map(DocSet::size_hint).fold(0, u32::saturating_add).min(reader.max_doc());
        let mut scorer = SynonymScorer {
            postings,
            typed_at,
            start: 0,
            left: Box::new([0; _]),
            freqs: Box::new([0; _]),
            typed_freqs: Box::new([0; _]),
            doc: 0,
            n_docs,
            boost,
            all: self.all.clone(),
            typed: self.typed.clone(),
            fieldnorms: lengths_of(*field, reader)?,
        };
        scorer.refill(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let score = if scorer.seek(doc) == doc { scorer.score() } else { 0.0 };
        Ok(Explanation::new("how often any of the forms occurs", score))
    }
}

/// Documents whose terms are counted at once: a window's worth, so that a form more costs no comparison in each.
const WINDOW: u32 = 4096;

/// See [`SynonymQuery`].
pub(super) struct SynonymScorer {
    postings: Vec<SegmentPostings>,
    /// Which of them are of the form as typed, if this segment has it.
    typed_at: Option<usize>,
    /// The first document of the window.
    start: DocId,
    /// A bit for each document of the window that is still to come.
    left: Box<[u64; (WINDOW / 64) as usize]>,
    /// How often the terms occur in each document of the window that has any; of the others, anything.
    freqs: Box<[u32; WINDOW as usize]>,
    /// The same of the form as typed, 0 where it is not there.
    typed_freqs: Box<[u32; WINDOW as usize]>,
    doc: DocId,
    n_docs: u32,
    boost: Score,
    all: Similarity,
    typed: Option<Similarity>,
    fieldnorms: FieldNormReader,
}

impl SynonymScorer {
    /// Goes to the first document at or after `target`, from a window that lies before it.
    fn refill(&mut self, target: DocId) -> DocId {
        for postings in self.postings.iter_mut().filter(|postings| postings.doc() < target) {
            postings.seek(target);
        }
        self.start = self.postings.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
        if self.start == TERMINATED {
            self.doc = TERMINATED;
            return TERMINATED;
        }
        self.left.fill(0);
        let end = self.start.saturating_add(WINDOW).min(TERMINATED);
        for (n, postings) in self.postings.iter_mut().enumerate() {
            let is_typed = Some(n) == self.typed_at;
            let mut doc = postings.doc();
            while doc < end {
                let place = (doc - self.start) as usize;
                let (word, bit) = (&mut self.left[place / 64], 1 << (place % 64));
                if *word & bit == 0 {
                    *word |= bit;
                    (self.freqs[place], self.typed_freqs[place]) = (0, 0);
                }
                self.freqs[place] = self.freqs[place].saturating_add(postings.term_freq());
                if is_typed {
                    self.typed_freqs[place] = postings.term_freq();
                }
                doc = postings.advance();
            }
        }
        self.next_of_window(0)
    }

    /// Goes to the first document left in the window, from that word of it on, or beyond it.
    fn next_of_window(&mut self, word: usize) -> DocId {
        let Some(word) = (word..self.left.len()).find(|&word| self.left[word] != 0) else {
            return self.refill(self.start.saturating_add(WINDOW).min(TERMINATED));
        };
        let bit = self.left[word].trailing_zeros();
        self.left[word] &= self.left[word] - 1;
        self.doc = self.start + (word as u32) * 64 + bit;
        self.doc
    }

    fn place(&self) -> usize {
        (self.doc - self.start) as usize
    }
}

impl DocSet for SynonymScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.next_of_window(self.place() / 64)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if target >= self.start.saturating_add(WINDOW) {
            return self.refill(target);
        }
        let place = (target - self.start) as usize;
        self.left[place / 64] &= u64::MAX << (place % 64);
        self.next_of_window(place / 64)
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
        let (place, fieldnorm_id) = (self.place(), self.fieldnorms.fieldnorm_id(self.doc));
        let all = self.all.score(fieldnorm_id, self.freqs[place]);
        self.boost
            * match &self.typed {
                Some(typed) => {
                    TYPED_PART * typed.score(fieldnorm_id, self.typed_freqs[place]) + (1.0 - TYPED_PART) * all
                }
                None => all,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tantivy::schema::{Schema, TEXT};
    use tantivy::{Index, IndexWriter, TantivyDocument};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn forms_are_counted_as_one_word(
            docs in prop::collection::vec(prop::collection::vec(0..4usize, 0..6), 1..120),
            gap in 1..400usize,
            steps in prop::collection::vec(0..900u32, 0..40),
            is_typed: bool,
        ) {
            let mut schema = Schema::builder();
            let field = schema.add_text_field("text", TEXT);
            let index = Index::create_in_ram(schema.build());
            let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
            let forms = ["talk", "talks", "talked", "other"];
            let mut expected: Vec<(DocId, [u32; 2])> = Vec::new();
            let mut n = 0;
            for words in &docs {
                for _ in 1..gap {
                    writer.add_document(TantivyDocument::new()).unwrap();
                }
                n += gap as u32;
                let mut document = TantivyDocument::new();
                document.add_text(field, words.iter().map(|&word| forms[word]).collect::<Vec<_>>().join(" "));
                writer.add_document(document).unwrap();
                let [all, typed] = [3, 1].map(|below| words.iter().filter(|&&word| word < below).count() as u32);
                expected.extend((all > 0).then_some((n - 1, [all, typed])));
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            prop_assert_eq!(searcher.segment_readers().len(), 1);
            let terms = forms[..3].iter().map(|&form| form.to_owned()).collect();
            let typed = is_typed.then(|| ("talk".to_owned(), 4));
            let words = Words { terms, doc_freq: 10, typed, found: None };
            let query = SynonymQuery::new(field, words);
            let weight = query.weight(EnableScoring::enabled_from_searcher(&searcher)).unwrap();
            let reader = searcher.segment_reader(0);
            let [all, typed] = [10, 4].map(|doc_freq| Similarity::new(&searcher, field, [doc_freq]).unwrap());
            let norms = reader.fieldnorms_readers().get_field(field).unwrap().unwrap();
            let mut scorer = weight.scorer(reader, 1.0).unwrap();
            let mut next = expected.iter();
            let mut at = next.next();
            for &step in steps.iter().chain(std::iter::repeat_n(&0, expected.len())) {
                let Some(&(doc, freqs)) = at else { break };
                prop_assert_eq!(scorer.doc(), doc);
                let [of_all, of_typed] = [(&all, freqs[0]), (&typed, freqs[1])]
                    .map(|(similarity, freq)| similarity.score(norms.fieldnorm_id(doc), freq));
                let blended = TYPED_PART * of_typed + (1.0 - TYPED_PART) * of_all;
                prop_assert_eq!(scorer.score(), if is_typed { blended } else { of_all });
                at = next.next();
                if step == 0 {
                    scorer.advance();
                } else {
                    while at.is_some_and(|&(later, _)| later < doc + step) {
                        at = next.next();
                    }
                    scorer.seek(doc + step);
                }
                prop_assert_eq!(scorer.doc(), at.map_or(TERMINATED, |&(doc, _)| doc));
            }
            let weight = query.weight(EnableScoring::disabled_from_searcher(&searcher)).unwrap();
            prop_assert_eq!(weight.count(reader).unwrap() as usize, expected.len());
            let mut scorer = weight.scorer(reader, 1.0).unwrap();
            for &(doc, _) in &expected {
                prop_assert_eq!(scorer.seek(doc), doc);
            }
        }
    }
}
