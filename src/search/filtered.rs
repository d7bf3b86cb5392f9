//! The documents of one scorer that pass a test, which is asked of each of them in ascending order.

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, SeekDangerResult, TERMINATED};

/// What a document must pass.
pub(crate) trait Test: Send + 'static {
    /// Whether it does. Documents ascend; the last may be asked about again.
    fn passes(&mut self, doc: DocId) -> bool;
}

/// See the module.
pub(crate) struct Filtered<T> {
    among: Box<dyn Scorer>,
    test: T,
}

impl<T: Test> Filtered<T> {
    /// Stands at the first document that passes.
    pub(crate) fn new(among: Box<dyn Scorer>, test: T) -> Self {
        let mut scorer = Self { among, test };
        scorer.settle();
        scorer
    }

    fn settle(&mut self) -> DocId {
        let mut doc = self.among.doc();
        while doc != TERMINATED && !self.test.passes(doc) {
            doc = self.among.advance();
        }
        doc
    }
}

impl<T: Test> DocSet for Filtered<T> {
    fn advance(&mut self) -> DocId {
        self.among.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        self.among.seek(target);
        self.settle()
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        match self.among.seek_danger(target) {
            SeekDangerResult::Found if !self.test.passes(target) => SeekDangerResult::SeekLowerBound(target + 1),
            result => result,
        }
    }

    fn doc(&self) -> DocId {
        self.among.doc()
    }

    fn size_hint(&self) -> u32 {
        self.among.size_hint()
    }

    fn cost(&self) -> u64 {
        self.among.cost()
    }
}

impl<T: Test> Scorer for Filtered<T> {
    fn score(&mut self) -> Score {
        self.among.score()
    }
}
