//! Documents that one query matches and none of others does.
//!
//! Tantivy's own exclusion asks its parts for documents that lie behind them, which some of them cannot answer.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED, TantivyError};

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
        let mut scorer = ExcludeScorer { included, excluded };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        self.included.explain(reader, doc)
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

struct ExcludeScorer {
    included: Box<dyn Scorer>,
    excluded: Vec<Excluded>,
}

impl ExcludeScorer {
    fn is_excluded(&mut self, doc: DocId) -> bool {
        self.excluded.iter_mut().any(|excluded| excluded.contains(doc))
    }

    fn settle(&mut self) -> DocId {
        let mut doc = self.included.doc();
        while doc != TERMINATED && self.is_excluded(doc) {
            doc = self.included.advance();
        }
        doc
    }
}

impl DocSet for ExcludeScorer {
    fn advance(&mut self) -> DocId {
        self.included.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        self.included.seek(target);
        self.settle()
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        match self.included.seek_danger(target) {
            SeekDangerResult::Found if self.is_excluded(target) => SeekDangerResult::SeekLowerBound(target + 1),
            result => result,
        }
    }

    fn doc(&self) -> DocId {
        self.included.doc()
    }

    fn size_hint(&self) -> u32 {
        self.included.size_hint()
    }

    fn cost(&self) -> u64 {
        self.included.cost()
    }
}

impl Scorer for ExcludeScorer {
    fn score(&mut self) -> Score {
        self.included.score()
    }
}
