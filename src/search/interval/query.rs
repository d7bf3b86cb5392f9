//! A pattern as a tantivy query: the rarest words lead, positions are read last.

use super::cursor::{Candidates, LeafCursor};
use super::pattern::{Leaf, Mark, Pattern, Text};
use crate::index::marks::Mark as MarkKind;
use crate::query::{Case, Nearness};
use crate::search::similarity::Similarity;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::SegmentPostings;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, Score, SeekDangerResult, SegmentReader, TERMINATED, Term};

/// Documents in which a pattern matches.
#[derive(Clone, Debug)]
pub(crate) struct IntervalQuery {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    field: TextField,
    pattern: Arc<Pattern>,
    restriction: Restriction,
}

/// A field with positions, and the field where its sentences, paragraphs and capitals are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextField {
    pub(crate) words: Field,
    /// `None` where nothing is marked: names and labels.
    pub(crate) marks: Option<Field>,
}

/// What is asked of the matches as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Restriction {
    /// Only so many words from the beginning are looked at.
    pub(crate) first_words: Option<u32>,
    /// At least so many minimal intervals.
    pub(crate) at_least: u32,
}

impl Default for Restriction {
    fn default() -> Self {
        Self { first_words: None, at_least: 1 }
    }
}

impl IntervalQuery {
    pub(crate) fn new(field: TextField, pattern: Arc<Pattern>, restriction: Restriction) -> Self {
        Self { inner: Arc::new(Inner { field, pattern, restriction }) }
    }
}

impl Query for IntervalQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                let doc_freqs = self.inner.pattern.leaves.iter().map(|leaf| leaf.words.doc_freq);
                Some(Similarity::new(statistics_provider, self.inner.field.words, doc_freqs)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(IntervalWeight { inner: Arc::clone(&self.inner), similarity }))
    }
}

struct IntervalWeight {
    inner: Arc<Inner>,
    similarity: Option<Similarity>,
}

impl IntervalWeight {
    fn scorer_before_first(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<IntervalScorer>> {
        let Inner { field, pattern, restriction } = self.inner.as_ref();
        let Some(matcher) = IntervalMatcher::open(*field, pattern, *restriction, reader)? else { return Ok(None) };
        let fieldnorms = match &self.similarity {
            Some(_) => reader.fieldnorms_readers().get_field(field.words)?,
            None => None,
        };
        Ok(Some(IntervalScorer {
            matcher,
            doc: 0,
            freq: 0,
            boost,
            similarity: self.similarity.clone(),
            fieldnorms: fieldnorms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
        }))
    }
}

fn leaf_cursor(leaf: &Leaf, field: Field, words: &InvertedIndexReader) -> tantivy::Result<LeafCursor> {
    let mut postings = Vec::with_capacity(leaf.words.terms.len());
    for term in &leaf.words.terms {
        postings.extend(positions_of(&Term::from_field_text(field, term), words)?);
    }
    Ok(LeafCursor::new(postings))
}

/// `None` for the field stands nowhere.
fn mark_cursor(field: Option<Field>, marks: &[MarkKind], reader: &SegmentReader) -> tantivy::Result<LeafCursor> {
    let mut postings = Vec::new();
    if let Some(field) = field {
        let index = reader.inverted_index(field)?;
        for mark in marks {
            postings.extend(positions_of(&Term::from_field_text(field, mark.term()), &index)?);
        }
    }
    Ok(LeafCursor::new(postings))
}

fn positions_of(term: &Term, index: &InvertedIndexReader) -> tantivy::Result<Option<SegmentPostings>> {
    Ok(index.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?)
}

impl Weight for IntervalWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(mut scorer) = self.scorer_before_first(reader, boost)? else { return Ok(Box::new(EmptyScorer)) };
        scorer.first_from(0);
        Ok(Box::new(scorer))
    }

    fn scorer_danger(
        &self,
        reader: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        let Some(mut scorer) = self.scorer_before_first(reader, boost)? else {
            return Ok((SeekDangerResult::SeekLowerBound(TERMINATED), Box::new(EmptyScorer)));
        };
        Ok((scorer.seek_danger(target), Box::new(scorer)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let score = if scorer.seek(doc) == doc { scorer.score() } else { 0.0 };
        Ok(Explanation::new("how often the pattern matches", score))
    }
}

struct MarkCursors {
    sentences: LeafCursor,
    paragraphs: LeafCursor,
    capitalised: LeafCursor,
    all_capitals: LeafCursor,
}

/// A pattern over the documents of one segment.
pub(crate) struct IntervalMatcher {
    pattern: Arc<Pattern>,
    restriction: Restriction,
    leaves: Vec<LeafCursor>,
    candidates: Candidates,
    marks: MarkCursors,
    /// What was read of the current document.
    text: Text,
}

impl IntervalMatcher {
    /// `None` where no document of the segment can match.
    pub(crate) fn open(
        field: TextField,
        pattern: &Arc<Pattern>,
        restriction: Restriction,
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<Self>> {
        let words = reader.inverted_index(field.words)?;
        let leaves = pattern.leaves.iter().map(|leaf| leaf_cursor(leaf, field.words, &words));
        let leaves = leaves.collect::<tantivy::Result<Vec<_>>>()?;
        let candidates = Candidates::new(pattern, &leaves);
        if candidates.n_docs(&leaves) == 0 {
            return Ok(None);
        }
        let has_case = |case| pattern.leaves.iter().any(|leaf| leaf.case == case);
        let marks = |needed: bool, marks: &[MarkKind]| mark_cursor(field.marks.filter(|_| needed), marks, reader);
        Ok(Some(Self {
            marks: MarkCursors {
                sentences: marks(pattern.asks_for(Nearness::Sentence), &[MarkKind::Sentence])?,
                paragraphs: marks(pattern.asks_for(Nearness::Paragraph), &[MarkKind::Paragraph])?,
                capitalised: marks(has_case(Case::Capitalised), &[MarkKind::Capitalised, MarkKind::AllCaps])?,
                all_capitals: marks(has_case(Case::AllCapitals), &[MarkKind::AllCaps])?,
            },
            text: Text { positions: vec![Vec::new(); leaves.len()], ..Text::default() },
            pattern: Arc::clone(pattern),
            restriction,
            leaves,
            candidates,
        }))
    }

    /// The words by which the pattern matches in a document, if it does. Documents must not descend.
    pub(crate) fn marks(&mut self, doc: DocId) -> Option<Vec<Mark>> {
        self.candidates.check(&mut self.leaves, doc).ok()?;
        (self.count(doc) >= self.restriction.at_least).then(|| self.pattern.marks(&self.text))
    }

    /// How many minimal intervals match in a document.
    fn count(&mut self, doc: DocId) -> u32 {
        self.read(doc);
        self.pattern.count(&self.text)
    }

    fn read(&mut self, doc: DocId) {
        let marks = &mut self.marks;
        read_at(&mut marks.sentences, doc, &mut self.text.sentences);
        read_at(&mut marks.paragraphs, doc, &mut self.text.paragraphs);
        let leaves = self.pattern.leaves.iter().zip(&mut self.leaves).zip(&mut self.text.positions);
        for ((leaf, cursor), positions) in leaves {
            read_at(cursor, doc, positions);
            if let Some(n_words) = self.restriction.first_words {
                positions.truncate(positions.partition_point(|&p| p < n_words));
            }
            match leaf.case {
                Case::Any => {}
                Case::Capitalised => keep_marked(positions, &mut marks.capitalised, doc),
                Case::AllCapitals => keep_marked(positions, &mut marks.all_capitals, doc),
            }
        }
    }

    fn n_docs(&self) -> u32 {
        self.candidates.n_docs(&self.leaves)
    }
}

struct IntervalScorer {
    matcher: IntervalMatcher,
    doc: DocId,
    /// How many minimal intervals match in it.
    freq: u32,
    boost: Score,
    similarity: Option<Similarity>,
    fieldnorms: FieldNormReader,
}

impl IntervalScorer {
    /// Goes to the first match at or after `target`.
    fn first_from(&mut self, target: DocId) -> DocId {
        let mut target = target;
        loop {
            let IntervalMatcher { candidates, leaves, .. } = &mut self.matcher;
            self.doc = candidates.seek(leaves, target);
            if self.doc == TERMINATED || self.matches() {
                return self.doc;
            }
            target = self.doc + 1;
        }
    }

    /// Reads the positions in the current document and matches the pattern against them.
    fn matches(&mut self) -> bool {
        if self.similarity.is_none() && self.matcher.restriction.at_least <= 1 {
            self.matcher.read(self.doc);
            return self.matcher.pattern.matches(&self.matcher.text);
        }
        self.freq = self.matcher.count(self.doc);
        self.freq >= self.matcher.restriction.at_least
    }
}

fn read_at(cursor: &mut LeafCursor, doc: DocId, positions: &mut Vec<u32>) {
    positions.clear();
    if cursor.seek(doc) == doc {
        cursor.positions(positions);
    }
}

fn keep_marked(positions: &mut Vec<u32>, cursor: &mut LeafCursor, doc: DocId) {
    let mut marked = Vec::new();
    read_at(cursor, doc, &mut marked);
    positions.retain(|position| marked.binary_search(position).is_ok());
}

impl DocSet for IntervalScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.first_from(self.doc + 1)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        self.first_from(target)
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= TERMINATED {
            self.doc = TERMINATED;
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        self.doc = target;
        let IntervalMatcher { candidates, leaves, .. } = &mut self.matcher;
        match candidates.check(leaves, target) {
            Err(later) => SeekDangerResult::SeekLowerBound(later),
            Ok(()) if self.matches() => SeekDangerResult::Found,
            Ok(()) => SeekDangerResult::SeekLowerBound(target + 1),
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.matcher.n_docs() / 10
    }

    /// Reading positions is dear: whatever else is asked goes first.
    fn cost(&self) -> u64 {
        u64::from(self.matcher.n_docs()) * 10 * self.matcher.leaves.len() as u64
    }
}

impl Scorer for IntervalScorer {
    fn score(&mut self) -> Score {
        match &self.similarity {
            Some(similarity) => self.boost * similarity.score(self.fieldnorms.fieldnorm_id(self.doc), self.freq),
            None => self.boost,
        }
    }
}
