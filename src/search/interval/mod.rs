//! Patterns that match at intervals of word positions.

mod algebra;
