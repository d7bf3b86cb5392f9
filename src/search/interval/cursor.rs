//! Document cursors: which documents may match a pattern, before any position is read.

use super::pattern::{LeafId, Node, Pattern};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

/// The documents that hold any of a leaf's terms.
pub(crate) struct LeafCursor {
    postings: Vec<SegmentPostings>,
    doc: DocId,
    /// The postings that stand at `doc`.
    here: Vec<usize>,
    /// The others, soonest first.
    ahead: BinaryHeap<Reverse<(DocId, usize)>>,
}

impl LeafCursor {
    pub(crate) fn new(postings: Vec<SegmentPostings>) -> Self {
        let ahead = postings.iter().enumerate().map(|(index, p)| Reverse((p.doc(), index))).collect();
        let mut cursor = Self { postings, doc: 0, here: Vec::new(), ahead };
        cursor.settle();
        cursor
    }

    /// Goes to the first document at or after `target`, staying where that is here.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if let [only] = self.postings.as_mut_slice() {
            self.doc = only.seek(target);
            return self.doc;
        }
        while let Some(index) = self.here.pop() {
            let doc = self.postings[index].seek(target);
            self.ahead.push(Reverse((doc, index)));
        }
        while let Some(mut first) = self.ahead.peek_mut().filter(|first| first.0.0 < target) {
            first.0.0 = self.postings[first.0.1].seek(target);
        }
        self.settle();
        self.doc
    }

    /// Stands at the soonest document, with all the postings that stand there.
    fn settle(&mut self) {
        self.doc = self.ahead.peek().map_or(TERMINATED, |first| first.0.0);
        while let Some(first) = self.ahead.peek_mut().filter(|first| first.0.0 == self.doc) {
            self.here.push(PeekMut::pop(first).0.1);
        }
    }

    /// Reads where in this document the terms stand: ascending, each position once.
    pub(crate) fn positions(&mut self, out: &mut Vec<u32>) {
        out.clear();
        for &index in &self.here {
            self.postings[index].append_positions_with_offset(0, out);
        }
        if self.here.len() > 1 {
            out.sort_unstable();
        }
        // One word may hold the same term twice, as itself and as an alternative to itself.
        out.dedup();
    }

    fn n_docs(&self) -> u32 {
        self.postings.iter().map(DocSet::size_hint).fold(0, u32::saturating_add)
    }
}

/// The documents in which the leaves that a pattern cannot do without all occur.
pub(crate) enum Candidates {
    Leaf(LeafId),
    /// Cheapest first.
    All(Vec<Candidates>),
    Any(Vec<Candidates>),
}

impl Candidates {
    pub(crate) fn new(pattern: &Pattern, leaves: &[LeafCursor]) -> Self {
        Self::of_node(&pattern.root, leaves)
    }

    fn of_node(node: &Node, leaves: &[LeafCursor]) -> Self {
        match node {
            Node::Leaf(leaf) => Self::Leaf(*leaf),
            Node::Phrase { slots, .. } => Self::all(slots.iter().map(|&(_, leaf)| Self::Leaf(leaf)).collect(), leaves),
            Node::Any(nodes) => Self::Any(nodes.iter().map(|node| Self::of_node(node, leaves)).collect()),
            Node::Near(near) if near.negated => Self::of_node(&near.left, leaves),
            Node::Near(near) => {
                Self::all(vec![Self::of_node(&near.left, leaves), Self::of_node(&near.right, leaves)], leaves)
            }
        }
    }

    fn all(parts: Vec<Self>, leaves: &[LeafCursor]) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::All(parts) => flat.extend(parts),
                part => flat.push(part),
            }
        }
        flat.sort_by_key(|part| part.n_docs(leaves));
        Self::All(flat)
    }

    /// At most how many documents.
    pub(crate) fn n_docs(&self, leaves: &[LeafCursor]) -> u32 {
        match self {
            Self::Leaf(leaf) => leaves[*leaf].n_docs(),
            Self::All(parts) => parts.iter().map(|part| part.n_docs(leaves)).min().unwrap_or(0),
            Self::Any(parts) => parts.iter().map(|part| part.n_docs(leaves)).fold(0, u32::saturating_add),
        }
    }

    /// The first candidate at or after `target`. Targets never fall.
    pub(crate) fn seek(&self, leaves: &mut [LeafCursor], target: DocId) -> DocId {
        match self {
            Self::Leaf(leaf) => leaves[*leaf].seek(target),
            Self::Any(parts) => parts.iter().map(|part| part.seek(leaves, target)).min().unwrap_or(TERMINATED),
            Self::All(parts) => {
                let mut candidate = target;
                while let Err(later) = self.check(leaves, candidate) {
                    candidate = later;
                    if candidate == TERMINATED {
                        break;
                    }
                }
                if parts.is_empty() { TERMINATED } else { candidate }
            }
        }
    }

    /// Whether `target` is a candidate; where not, a document at or before the next one.
    pub(crate) fn check(&self, leaves: &mut [LeafCursor], target: DocId) -> Result<(), DocId> {
        let exactly = |doc: DocId| if doc == target { Ok(()) } else { Err(doc) };
        match self {
            Self::Leaf(leaf) => exactly(leaves[*leaf].seek(target)),
            Self::Any(_) => exactly(self.seek(leaves, target)),
            Self::All(parts) => parts.iter().try_for_each(|part| part.check(leaves, target)),
        }
    }
}
