//! A plan, asked about single documents in ascending order: which clauses hold there, and what they score.
//!
//! A search decides which documents match; this says why. Scores are added up in the order of the query and in
//! double precision, so that they are the same wherever a document lies.

use super::interval::{IntervalMatcher, Mark};
use super::join::{Family, weight_of};
use super::plan::{Leaf, Plan, Shape, TextMatch};
use crate::index::schema::Kind;
use std::ops::Range;
use tantivy::query::{EnableScoring, Scorer, Weight};
use tantivy::{DocId, SegmentReader};

/// A plan over the documents of one segment.
pub(crate) enum Evaluator<'a> {
    All,
    Leaf { scorer: Box<dyn Scorer>, leaf: &'a Leaf, matchers: Vec<Option<IntervalMatcher>> },
    And(Vec<Evaluator<'a>>),
    Or(Vec<Evaluator<'a>>),
    Not(Box<Evaluator<'a>>),
    Quote { inner: Box<Evaluator<'a>>, family: Family },
}

/// The words by which a pattern matched in a document.
pub(crate) struct Found<'a> {
    /// An article or a quote.
    pub(crate) doc: DocId,
    pub(crate) pattern: &'a TextMatch,
    pub(crate) marks: Vec<Mark>,
}

/// A plan with what its clauses weigh in all segments.
pub(crate) enum Weighed<'a> {
    All,
    Leaf { weight: Box<dyn Weight>, leaf: &'a Leaf },
    And(Vec<Weighed<'a>>),
    Or(Vec<Weighed<'a>>),
    Not(Box<Weighed<'a>>),
    Quote(Box<Weighed<'a>>),
}

impl<'a> Weighed<'a> {
    /// `plan` asked about documents of one kind.
    pub(crate) fn new(plan: &'a Plan, kind: Kind, scoring: EnableScoring<'_>) -> tantivy::Result<Self> {
        let each = |plans: &'a [Plan]| -> tantivy::Result<Vec<Self>> {
            plans.iter().map(|plan| Self::new(plan, kind, scoring)).collect()
        };
        Ok(match &plan.shape {
            Shape::All => Self::All,
            Shape::Leaf(leaf) => Self::Leaf { weight: weight_of(leaf.query.as_ref(), scoring, kind)?, leaf },
            Shape::And(plans) => Self::And(each(plans)?),
            Shape::Or(plans) => Self::Or(each(plans)?),
            Shape::Not(inner) => Self::Not(Box::new(Self::new(inner, kind, scoring)?)),
            Shape::Quote(inner) => Self::Quote(Box::new(Self::new(inner, Kind::Quote, scoring)?)),
        })
    }

    /// What tells scores in a segment, and no words.
    pub(crate) fn scores_in(&self, reader: &SegmentReader) -> tantivy::Result<Evaluator<'a>> {
        self.open(reader, &|_| Ok(None))
    }

    fn open(&self, reader: &SegmentReader, matcher: &OpenMatcher<'_>) -> tantivy::Result<Evaluator<'a>> {
        let each = |parts: &[Self]| -> tantivy::Result<Vec<Evaluator<'a>>> {
            parts.iter().map(|part| part.open(reader, matcher)).collect()
        };
        Ok(match self {
            Self::All => Evaluator::All,
            Self::Leaf { weight, leaf } => Evaluator::Leaf {
                scorer: weight.scorer(reader, 1.0)?,
                leaf,
                matchers: leaf.marks.iter().map(matcher).collect::<tantivy::Result<_>>()?,
            },
            Self::And(parts) => Evaluator::And(each(parts)?),
            Self::Or(parts) => Evaluator::Or(each(parts)?),
            Self::Not(inner) => Evaluator::Not(Box::new(inner.open(reader, matcher)?)),
            Self::Quote(inner) => {
                Evaluator::Quote { inner: Box::new(inner.open(reader, matcher)?), family: Family::open(reader)? }
            }
        })
    }
}

/// Opens what finds the words of a clause.
type OpenMatcher<'m> = dyn Fn(&TextMatch) -> tantivy::Result<Option<IntervalMatcher>> + 'm;

impl<'a> Evaluator<'a> {
    /// `plan` asked about documents of one kind.
    pub(crate) fn new(
        plan: &'a Plan,
        kind: Kind,
        scoring: EnableScoring<'_>,
        reader: &SegmentReader,
    ) -> tantivy::Result<Self> {
        let matcher = |text: &TextMatch| IntervalMatcher::open(text.field, &text.pattern, text.restriction, reader);
        Weighed::new(plan, kind, scoring)?.open(reader, &matcher)
    }

    /// The score of a document, if it matches. Documents must not descend.
    pub(crate) fn score(&mut self, doc: DocId) -> Option<f64> {
        match self {
            Self::All => Some(0.0),
            Self::Leaf { scorer, .. } => {
                let here = if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() };
                (here == doc).then(|| f64::from(scorer.score()))
            }
            Self::And(parts) => parts.iter_mut().map(|part| part.score(doc)).sum(),
            Self::Or(parts) => {
                let scores: Vec<_> = parts.iter_mut().filter_map(|part| part.score(doc)).collect();
                (!scores.is_empty()).then(|| scores.iter().sum())
            }
            Self::Not(inner) => inner.score(doc).is_none().then_some(0.0),
            Self::Quote { inner, family } => {
                family.quotes_of(doc).filter_map(|quote| inner.score(quote)).max_by(f64::total_cmp)
            }
        }
    }

    /// Every word by which a document satisfies the plan, if it does: none on account of a clause that it was not
    /// needed for.
    pub(crate) fn found(&mut self, doc: DocId, out: &mut Vec<Found<'a>>) -> bool {
        let length = out.len();
        let matches = self.collect(doc, out);
        if !matches {
            out.truncate(length);
        }
        matches
    }

    fn collect(&mut self, doc: DocId, out: &mut Vec<Found<'a>>) -> bool {
        match self {
            Self::All => true,
            Self::Leaf { scorer, leaf, matchers, .. } => {
                let here = if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() };
                if here != doc {
                    return false;
                }
                for (matcher, pattern) in matchers.iter_mut().zip(&leaf.marks) {
                    if let Some(marks) = matcher.as_mut().and_then(|matcher| matcher.marks(doc)) {
                        out.push(Found { doc, pattern, marks });
                    }
                }
                true
            }
            Self::And(parts) => parts.iter_mut().map(|part| part.found(doc, out)).fold(true, |all, one| all & one),
            Self::Or(parts) => parts.iter_mut().map(|part| part.found(doc, out)).fold(false, |any, one| any | one),
            Self::Not(inner) => !inner.found(doc, &mut Vec::new()),
            Self::Quote { inner, family } => {
                let quotes: Range<DocId> = family.quotes_of(doc);
                quotes.map(|quote| inner.found(quote, out)).fold(false, |any, one| any | one)
            }
        }
    }
}
