//! A pattern, ready to be matched: its words are terms of the index, whatever they were as typed.

use super::algebra::{self, Interval, Reach, Slot};
use super::query::Restriction;
use crate::query::{Case, Nearness};
use crate::search::words::Words;

/// Which of a pattern's leaves.
pub(crate) type LeafId = usize;

/// A pattern over the positions of one field.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) root: Node,
}

/// A word: any of some terms.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Leaf {
    pub(crate) words: Words,
    /// Which capitals it must have in the text.
    pub(crate) case: Case,
}

/// What is done with the leaves.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Leaf(LeafId),
    /// Leaves, each at its offset from the first.
    Phrase {
        slots: Vec<(u32, LeafId)>,
        slop: u32,
    },
    Any(Vec<Node>),
    Near(Box<Near>),
}

/// One pattern near another, or not near any.
#[derive(Clone, Debug)]
pub(crate) struct Near {
    pub(crate) left: Node,
    pub(crate) nearness: Nearness,
    pub(crate) negated: bool,
    pub(crate) right: Node,
}

/// One document's field, as far as a pattern needs it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    /// Where each leaf's words stand, ascending, each position once.
    pub(crate) positions: Vec<Vec<u32>>,
    /// Where sentences begin.
    pub(crate) sentences: Vec<u32>,
    /// Where paragraphs begin.
    pub(crate) paragraphs: Vec<u32>,
}

impl Text {
    /// Nothing read yet, for so many leaves.
    pub(crate) fn new(n_leaves: usize) -> Self {
        Self { positions: vec![Vec::new(); n_leaves], ..Self::default() }
    }
}

/// A word, or words in a row, that took part in a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Mark {
    /// The first word: its position and which leaf it is.
    pub(crate) first: (u32, LeafId),
    /// The last word.
    pub(crate) last: (u32, LeafId),
}

impl Pattern {
    /// A single word.
    pub(crate) fn word(words: Words) -> Self {
        Self { leaves: vec![Leaf { words, case: Case::Any }], root: Node::Leaf(0) }
    }

    /// Whether nothing is asked of the words beyond their places.
    pub(crate) fn is_plain(&self, restriction: Restriction) -> bool {
        restriction == Restriction::default() && self.leaves.iter().all(|leaf| leaf.case == Case::Any)
    }

    /// Where the pattern matches: ascending, each interval once.
    pub(crate) fn intervals(&self, text: &Text) -> Vec<Interval> {
        self.root.intervals(text)
    }

    /// Whether it matches anywhere.
    pub(crate) fn matches(&self, text: &Text) -> bool {
        if let Node::Leaf(leaf) = self.root {
            return !text.positions[leaf].is_empty();
        }
        if self.lacks_a_word(text) {
            return false;
        }
        if let Node::Near(near) = &self.root
            && let (Node::Leaf(left), false, Node::Leaf(right)) = (&near.left, near.negated, &near.right)
        {
            return algebra::any_near(&text.positions[*left], &text.positions[*right], near.reach(text));
        }
        !self.intervals(text).is_empty()
    }

    /// How many minimal intervals match.
    pub(crate) fn count(&self, text: &Text) -> u32 {
        let n = match &self.root {
            Node::Leaf(leaf) => text.positions[*leaf].len(),
            _ => self.minimal_intervals(text).len(),
        };
        u32::try_from(n).unwrap_or(u32::MAX)
    }

    /// Whether a phrase lacks one of its words, so that nothing has to be put side by side.
    fn lacks_a_word(&self, text: &Text) -> bool {
        match &self.root {
            Node::Phrase { slots, .. } => slots.iter().any(|&(_, leaf)| text.positions[leaf].is_empty()),
            _ => false,
        }
    }

    /// Where the minimal intervals of it lie.
    pub(crate) fn minimal_intervals(&self, text: &Text) -> Vec<Interval> {
        if self.lacks_a_word(text) {
            return Vec::new();
        }
        let mut intervals = self.intervals(text);
        algebra::minimise(&mut intervals);
        intervals
    }

    /// Whether it matches in a part of a text just where it matches in the text: words in a row are in a row in both.
    pub(crate) fn is_local(&self) -> bool {
        self.root.is_local()
    }

    /// The words that make the matches.
    pub(crate) fn marks(&self, text: &Text) -> Vec<Mark> {
        let mut marks = Vec::new();
        self.root.mark(text, &self.intervals(text), &mut marks);
        marks.sort_unstable();
        marks.dedup();
        marks
    }

    /// Whether the index holds words enough for it to match anywhere.
    pub(crate) fn can_match(&self) -> bool {
        self.root.can_match(&self.leaves)
    }

    /// Whether any part of it asks for that nearness.
    pub(crate) fn asks_for(&self, nearness: Nearness) -> bool {
        self.root.asks_for(nearness)
    }
}

impl Node {
    fn intervals(&self, text: &Text) -> Vec<Interval> {
        match self {
            Self::Leaf(leaf) => text.positions[*leaf].iter().map(|&p| Interval::new(p, p)).collect(),
            Self::Phrase { slots, slop: 0 } => algebra::phrase(&resolve(slots, text)),
            Self::Phrase { slots, slop } => algebra::loose_phrase(&resolve(slots, text), *slop),
            Self::Any(nodes) => {
                let mut all: Vec<_> = nodes.iter().flat_map(|node| node.intervals(text)).collect();
                algebra::sort(&mut all);
                all
            }
            Self::Near(near) => {
                let left = near.left.intervals(text);
                if left.is_empty() {
                    return left;
                }
                let right = near.right.intervals(text);
                if near.negated {
                    algebra::not_near(&left, &right, near.reach(text))
                } else {
                    algebra::near(&left, &right, near.reach(text))
                }
            }
        }
    }

    /// The words that make those of its intervals that were `accepted` further up; ascending.
    fn mark(&self, text: &Text, accepted: &[Interval], marks: &mut Vec<Mark>) {
        match self {
            Self::Leaf(leaf) => {
                marks.extend(accepted.iter().map(|i| Mark { first: (i.start, *leaf), last: (i.end, *leaf) }))
            }
            Self::Phrase { slots, slop: 0 } => {
                if let (Some(&(_, first)), Some(&(_, last))) = (slots.first(), slots.last()) {
                    marks.extend(accepted.iter().map(|i| Mark { first: (i.start, first), last: (i.end, last) }));
                }
            }
            Self::Phrase { slots, slop } => {
                let resolved = resolve(slots, text);
                for words in accepted.iter().filter_map(|&i| algebra::loose_phrase_words(&resolved, *slop, i)) {
                    let words = words.into_iter().zip(slots);
                    marks.extend(words.map(|(p, &(_, leaf))| Mark { first: (p, leaf), last: (p, leaf) }));
                }
            }
            Self::Any(nodes) => {
                for node in nodes {
                    let mut own = node.intervals(text);
                    own.retain(|interval| accepted.binary_search(interval).is_ok());
                    node.mark(text, &own, marks);
                }
            }
            Self::Near(near) if near.negated => near.left.mark(text, accepted, marks),
            Self::Near(near) => {
                let left = near.left.intervals(text);
                let right = near.right.intervals(text);
                let (left, right) = algebra::partners(&left, &right, near.reach(text), accepted);
                near.left.mark(text, &left, marks);
                near.right.mark(text, &right, marks);
            }
        }
    }

    fn can_match(&self, leaves: &[Leaf]) -> bool {
        let has_terms = |leaf: LeafId| !leaves[leaf].words.terms.is_empty();
        match self {
            Self::Leaf(leaf) => has_terms(*leaf),
            Self::Phrase { slots, .. } => slots.iter().all(|&(_, leaf)| has_terms(leaf)),
            Self::Any(nodes) => nodes.iter().any(|node| node.can_match(leaves)),
            Self::Near(near) => near.left.can_match(leaves) && (near.negated || near.right.can_match(leaves)),
        }
    }

    fn is_local(&self) -> bool {
        match self {
            Self::Leaf(_) => true,
            // Over a place left open a phrase may go from one piece of an utterance to the next.
            Self::Phrase { slots, slop } => *slop == 0 && slots.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0),
            Self::Any(nodes) => nodes.iter().all(Self::is_local),
            Self::Near(_) => false,
        }
    }

    fn asks_for(&self, nearness: Nearness) -> bool {
        match self {
            Self::Leaf(_) | Self::Phrase { .. } => false,
            Self::Any(nodes) => nodes.iter().any(|node| node.asks_for(nearness)),
            Self::Near(near) => {
                near.nearness == nearness || near.left.asks_for(nearness) || near.right.asks_for(nearness)
            }
        }
    }
}

impl Near {
    fn reach<'a>(&self, text: &'a Text) -> Reach<'a> {
        match self.nearness {
            Nearness::Within(gap) => Reach::Within(gap),
            Nearness::Before(gap) => Reach::Before(gap),
            Nearness::Sentence => Reach::SameUnit(&text.sentences),
            Nearness::Paragraph => Reach::SameUnit(&text.paragraphs),
        }
    }
}

fn resolve<'a>(slots: &[(u32, LeafId)], text: &'a Text) -> Vec<Slot<'a>> {
    slots.iter().map(|&(offset, leaf)| Slot { offset, positions: &text.positions[leaf] }).collect()
}
