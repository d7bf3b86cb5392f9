//! Queries over the index: a parsed query to hits, counts and highlights.

mod interval;
pub mod join;
mod similarity;
pub mod statistics;
