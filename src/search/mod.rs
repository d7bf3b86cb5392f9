//! Queries to hits.

mod interval;
mod similarity;
