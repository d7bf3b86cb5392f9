//! Patterns that match at intervals of word positions: phrases, proximities and what is made of them.
//!
//! [`algebra`] knows intervals, [`pattern`] knows patterns, [`query`] makes one a tantivy query, [`utterance`] cuts what was said out of an article. A
//! pattern is matched the same way against the index and, to find what to highlight, against a text.

mod algebra;
mod cursor;
mod pattern;
mod query;
mod text;
mod utterance;

pub(crate) use pattern::{Leaf, LeafId, Mark, Near, Node, Pattern};
pub use query::said_in_a_row;
pub(crate) use query::{Extent, IntervalMatcher, IntervalQuery, Restriction, TextField};
