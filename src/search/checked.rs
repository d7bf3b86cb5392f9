//! Documents matched one at a time: each is checked, and a check that fails says where to go on.

use tantivy::query::{EmptyScorer, Scorer};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, TERMINATED};

/// What a document has to pass.
pub(crate) trait Check: Send + 'static {
    /// Whether it matches; where not, a document behind it and at or before the next that may. Documents ascend.
    fn check(&mut self, doc: DocId) -> Result<(), DocId>;

    /// The score of the document checked last, which matches.
    fn score(&mut self, doc: DocId) -> Score;

    /// About how many documents match.
    fn size_hint(&self) -> u32;

    /// See [`DocSet::cost`].
    fn cost(&self) -> u64;
}

/// The documents that pass.
struct Checked<T> {
    check: T,
    doc: DocId,
}

/// A scorer of the documents that pass, at the first of them; of none without a check.
pub(crate) fn scorer(check: Option<impl Check>) -> Box<dyn Scorer> {
    let Some(check) = check else { return Box::new(EmptyScorer) };
    let mut scorer = Checked { check, doc: 0 };
    scorer.first_from(0);
    Box::new(scorer)
}

/// The same, asked about `target` first: see [`tantivy::query::Weight::scorer_danger`].
pub(crate) fn scorer_danger(check: Option<impl Check>, target: DocId) -> (SeekDangerResult, Box<dyn Scorer>) {
    let Some(check) = check else {
        return (SeekDangerResult::SeekLowerBound(TERMINATED), Box::new(EmptyScorer));
    };
    let mut scorer = Checked { check, doc: 0 };
    (scorer.seek_danger(target), Box::new(scorer))
}

impl<T: Check> Checked<T> {
    /// Goes to the first match at or after `target`.
    fn first_from(&mut self, target: DocId) -> DocId {
        self.doc = target;
        while self.doc < TERMINATED {
            match self.check.check(self.doc) {
                Ok(()) => return self.doc,
                Err(later) => self.doc = later,
            }
        }
        self.doc = TERMINATED;
        TERMINATED
    }
}

impl<T: Check> DocSet for Checked<T> {
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
        match self.check.check(target) {
            Ok(()) => SeekDangerResult::Found,
            Err(later) => SeekDangerResult::SeekLowerBound(later),
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.check.size_hint()
    }

    fn cost(&self) -> u64 {
        self.check.cost()
    }
}

impl<T: Check> Scorer for Checked<T> {
    fn score(&mut self) -> Score {
        self.check.score(self.doc)
    }
}
