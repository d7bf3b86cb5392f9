//! Patterns that match at intervals of word positions: phrases, proximities and what is made of them.
//!
//! [`algebra`] knows intervals, [`pattern`] knows patterns, [`query`] makes one a tantivy query. A
//! pattern is matched the same way against the index and, to find what to highlight, against a text.

mod algebra;
mod cursor;
mod pattern;
mod query;

pub(crate) use pattern::{Leaf, LeafId, Mark, Near, Node, Pattern};
pub(crate) use query::{IntervalMatcher, IntervalQuery, Restriction, TextField};
