//! Documents that one query matches and none of others does.
//!
//! Tantivy's own exclusion asks its parts for documents that lie behind them, which some of them cannot answer.

use super::filtered::{Filtered, Test};
use super::join::explain;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED};

/// See the module.
#[derive(Debug)]
pub(crate) struct ExcludeQuery {
    included: Box<dyn Query>,
    excluded: Vec<Box<dyn Query>>,
}

impl ExcludeQuery {
    pub(crate) fn new(included: Box<dyn Query>, excluded: Vec<Box<dyn Query>>) -> Self {
        Self { included, excluded }
    }
}

impl Clone for ExcludeQuery {
    fn clone(&self) -> Self {
        let excluded = self.excluded.iter().map(|query| query.box_clone()).collect();
        Self { included: self.included.box_clone(), excluded }
    }
}

impl Query for ExcludeQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let unscored = match scoring {
            EnableScoring::Enabled { searcher, .. } => EnableScoring::disabled_from_searcher(searcher),
            disabled => disabled,
        };
        let included = self.included.weight(scoring)?;
        let excluded = self.excluded.iter().map(|query| query.weight(unscored)).collect::<tantivy::Result<_>>()?;
        Ok(Box::new(ExcludeWeight { included, excluded }))
    }
}

struct ExcludeWeight {
    included: Box<dyn Weight>,
    excluded: Vec<Box<dyn Weight>>,
}

impl Weight for ExcludeWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let included = self.included.scorer(reader, boost)?;
        if included.doc() == TERMINATED {
            return Ok(included);
        }
        let mut excluded = Vec::with_capacity(self.excluded.len());
        for weight in &self.excluded {
            excluded.push(Excluded { scorer: weight.scorer(reader, 1.0)?, lost_at: None });
        }
        Ok(Box::new(Filtered::new(included, NotAny(excluded))))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut explanation = explain(self, reader, doc, "what is not excluded")?;
        explanation.add_detail(self.included.explain(reader, doc)?);
        Ok(explanation)
    }
}

struct Excluded {
    scorer: Box<dyn Scorer>,
    /// After a `seek_danger` that found nothing: where the next match may be. Until one finds something, the scorer must
    /// not be asked for its document.
    lost_at: Option<DocId>,
}

impl Excluded {
    /// Whether `doc` is among them. Documents must ascend.
    fn contains(&mut self, doc: DocId) -> bool {
        match self.lost_at {
            Some(bound) if bound > doc => return false,
            None if self.scorer.doc() >= doc => return self.scorer.doc() == doc,
            Some(_) | None => {}
        }
        match self.scorer.seek_danger(doc) {
            SeekDangerResult::Found => {
                self.lost_at = None;
                true
            }
            SeekDangerResult::SeekLowerBound(bound) => {
                self.lost_at = Some(bound);
                false
            }
        }
    }
}

/// Documents that none of them holds.
struct NotAny(Vec<Excluded>);

impl Test for NotAny {
    fn passes(&mut self, doc: DocId) -> bool {
        !self.0.iter_mut().any(|excluded| excluded.contains(doc))
    }
}
