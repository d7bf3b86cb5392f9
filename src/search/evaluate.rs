//! A plan, asked about single documents in ascending order: which clauses hold there, and what they score.
//!
//! A search decides which documents match; this says why. Scores are added up in the order of the query and in
//! double precision, so that they are the same wherever a document lies.

use super::interval::{IntervalMatcher, Mark};
use super::join::{Family, weight_of};
use super::plan::{Leaf, Plan, Shape, TextMatch};
use crate::index::schema::Kind;
use std::ops::Range;
use tantivy::query::{EnableScoring, Scorer};
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

impl<'a> Evaluator<'a> {
    /// `plan` asked about documents of one kind.
    pub(crate) fn new(
        plan: &'a Plan,
        kind: Kind,
        scoring: EnableScoring<'_>,
        reader: &SegmentReader,
    ) -> tantivy::Result<Self> {
        let each = |plans: &'a [Plan]| -> tantivy::Result<Vec<Evaluator<'a>>> {
            plans.iter().map(|plan| Self::new(plan, kind, scoring, reader)).collect()
        };
        Ok(match &plan.shape {
            Shape::All => Self::All,
            Shape::Leaf(leaf) => {
                let scorer = weight_of(leaf.query.as_ref(), scoring, kind)?.scorer(reader, 1.0)?;
                let matcher =
                    |text: &TextMatch| IntervalMatcher::open(text.field, &text.pattern, text.restriction, reader);
                let matchers = leaf.marks.iter().map(matcher).collect::<tantivy::Result<_>>()?;
                Self::Leaf { scorer, leaf, matchers }
            }
            Shape::And(plans) => Self::And(each(plans)?),
            Shape::Or(plans) => Self::Or(each(plans)?),
            Shape::Not(inner) => Self::Not(Box::new(Self::new(inner, kind, scoring, reader)?)),
            Shape::Quote(inner) => Self::Quote {
                inner: Box::new(Self::new(inner, Kind::Quote, scoring, reader)?),
                family: Family::open(reader)?,
            },
        })
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
