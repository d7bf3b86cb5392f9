//! A pattern as a tantivy query: the rarest words lead, positions are read last.

use super::pattern::{Leaf, Mark, Node, Pattern};
use super::text::TextReader;
use super::utterance::{TYPICAL_UTTERANCE, Utterances};
use crate::index::schema::{FIELDS, Kind};
use crate::query::Case;
use crate::search::checked::{self, Check};
use crate::search::similarity::Similarity;
use crate::search::statistics::Statistics;
use crate::search::words::Words;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{Bm25StatisticsProvider, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, Score, Searcher, SeekDangerResult, SegmentReader, Term};

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

/// Text that patterns are looked for in: a field with positions, and the one where its sentences, paragraphs and capitals are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextField {
    pub(crate) words: Field,
    /// `None` where nothing is marked: names and labels.
    pub(super) marks: Option<Field>,
    pub(crate) extent: Extent,
}

/// What of a field is one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it: the documents that match are those that have the field.
    Document,
    /// What was said in one utterance: the documents that match are quotes, and the field is their article's.
    Utterance,
}

impl TextField {
    pub(crate) fn headline() -> Self {
        Self { words: FIELDS.headline, marks: Some(FIELDS.headline_marks), extent: Extent::Document }
    }

    pub(crate) fn body() -> Self {
        Self { words: FIELDS.body, marks: Some(FIELDS.body_marks), extent: Extent::Document }
    }

    /// What was said: words of the body.
    pub(crate) fn said() -> Self {
        Self { extent: Extent::Utterance, ..Self::body() }
    }

    /// Names and labels, of which nothing is marked.
    pub(crate) fn unmarked(words: Field) -> Self {
        Self { words, marks: None, extent: Extent::Document }
    }
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

/// The quotes in which some terms stand side by side: a phrase, or a single word.
pub fn said_in_a_row(searcher: &Searcher, terms: &[&str]) -> tantivy::Result<Box<dyn Query>> {
    let field = TextField::said();
    let leaf = |term: &&str| -> tantivy::Result<Leaf> {
        let doc_freq = searcher.doc_freq(&Term::from_field_text(field.words, term))?;
        Ok(Leaf { words: Words::of_term((*term).to_owned(), doc_freq), case: Case::Any })
    };
    let leaves = terms.iter().map(leaf).collect::<tantivy::Result<Vec<_>>>()?;
    let root = match leaves.len() {
        1 => Node::Leaf(0),
        n => Node::Phrase { slots: (0..).zip(0..n).collect(), slop: 0 },
    };
    Ok(Box::new(IntervalQuery::new(field, Arc::new(Pattern { leaves, root }), Restriction::default())))
}

impl Query for IntervalQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, searcher } => {
                let Inner { field, pattern, .. } = self.inner.as_ref();
                let doc_freqs = pattern.leaves.iter().map(|leaf| leaf.words.doc_freq);
                Some(match field.extent {
                    Extent::Document => Similarity::new(statistics_provider, field.words, doc_freqs)?,
                    // How many utterances hold a word is not known; how many articles do is.
                    Extent::Utterance => {
                        let n_articles = Statistics::new(searcher, Kind::Article)?.total_num_docs()?;
                        Similarity::with_mean_length(TYPICAL_UTTERANCE, n_articles, doc_freqs)
                    }
                })
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
    fn matcher(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<ScoredMatcher>> {
        let Inner { field, pattern, restriction } = self.inner.as_ref();
        let Some(matcher) = IntervalMatcher::open(*field, pattern, *restriction, reader)? else { return Ok(None) };
        let fieldnorms = match (&self.similarity, field.extent) {
            (Some(_), Extent::Document) => reader.fieldnorms_readers().get_field(field.words)?,
            _ => None,
        };
        Ok(Some(ScoredMatcher {
            matcher,
            freq: 0,
            boost,
            similarity: self.similarity.clone(),
            fieldnorms: fieldnorms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
        }))
    }
}

impl Weight for IntervalWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(checked::scorer(self.matcher(reader, boost)?))
    }

    fn scorer_danger(
        &self,
        reader: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        Ok(checked::scorer_danger(self.matcher(reader, boost)?, target))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let score = if scorer.seek(doc) == doc { scorer.score() } else { 0.0 };
        Ok(Explanation::new("how often the pattern matches", score))
    }
}

/// A pattern over the documents of one segment.
pub(crate) struct IntervalMatcher {
    texts: TextReader,
    at_least: u32,
    /// Where the documents are quotes, and the texts those of their articles.
    utterances: Option<Utterances>,
}

impl IntervalMatcher {
    /// `None` where no document of the segment can match.
    pub(crate) fn open(
        field: TextField,
        pattern: &Arc<Pattern>,
        restriction: Restriction,
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<Self>> {
        let Some(texts) = TextReader::open(field, pattern, restriction, reader)? else { return Ok(None) };
        let utterances = match field.extent {
            Extent::Document => None,
            Extent::Utterance => Some(Utterances::open(reader, pattern)?),
        };
        Ok(Some(Self { texts, at_least: restriction.at_least, utterances }))
    }

    /// The words by which the pattern matches in a document, if it does; their positions are those of the field. Documents must
    /// not descend.
    pub(crate) fn marks(&mut self, doc: DocId) -> Option<Vec<Mark>> {
        self.check(doc).ok()?;
        if self.count(doc) < self.at_least {
            return None;
        }
        Some(match &self.utterances {
            None => self.texts.pattern.marks(&self.texts.text),
            Some(utterances) => utterances.marks(&self.texts),
        })
    }

    /// Whether `target` may match; where not, a document at or before the next that may. Targets never fall.
    fn check(&mut self, target: DocId) -> Result<(), DocId> {
        match &self.utterances {
            None => self.texts.check(target),
            Some(utterances) => utterances.check(target, &mut self.texts),
        }
    }

    /// How many minimal intervals match in a candidate.
    fn count(&mut self, doc: DocId) -> u32 {
        match &mut self.utterances {
            None => {
                self.texts.read(doc);
                self.texts.pattern.count(&self.texts.text)
            }
            Some(utterances) => utterances.count(doc, &mut self.texts),
        }
    }

    /// Whether the pattern matches in a candidate.
    fn matches(&mut self, doc: DocId) -> bool {
        match &mut self.utterances {
            None => {
                self.texts.read(doc);
                self.texts.pattern.matches(&self.texts.text)
            }
            Some(utterances) => utterances.count(doc, &mut self.texts) > 0,
        }
    }

    /// The byte that stands for the length of the utterance read last; `None` where documents have their own.
    fn fieldnorm_id(&self) -> Option<u8> {
        self.utterances.as_ref().map(|utterances| FieldNormReader::fieldnorm_to_id(utterances.length()))
    }
}

/// A matcher, and how what it finds is scored.
struct ScoredMatcher {
    matcher: IntervalMatcher,
    /// How many minimal intervals match in the document checked last.
    freq: u32,
    boost: Score,
    similarity: Option<Similarity>,
    fieldnorms: FieldNormReader,
}

impl ScoredMatcher {
    /// Reads the positions in a document that has the words and matches the pattern against them.
    fn matches(&mut self, doc: DocId) -> bool {
        if self.similarity.is_none() && self.matcher.at_least <= 1 {
            return self.matcher.matches(doc);
        }
        self.freq = self.matcher.count(doc);
        self.freq >= self.matcher.at_least
    }
}

impl Check for ScoredMatcher {
    fn check(&mut self, doc: DocId) -> Result<(), DocId> {
        self.matcher.check(doc)?;
        if self.matches(doc) { Ok(()) } else { Err(doc + 1) }
    }

    fn score(&mut self, doc: DocId) -> Score {
        match &self.similarity {
            Some(similarity) => {
                let length = self.matcher.fieldnorm_id().unwrap_or_else(|| self.fieldnorms.fieldnorm_id(doc));
                self.boost * similarity.score(length, self.freq)
            }
            None => self.boost,
        }
    }

    fn size_hint(&self) -> u32 {
        self.matcher.texts.n_docs() / 10
    }

    /// Reading positions is dear: whatever else is asked goes first.
    fn cost(&self) -> u64 {
        u64::from(self.matcher.texts.n_docs()) * 10 * self.matcher.texts.pattern.leaves.len() as u64
    }
}
