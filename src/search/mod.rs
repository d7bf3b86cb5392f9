//! Queries to hits.

mod interval;
