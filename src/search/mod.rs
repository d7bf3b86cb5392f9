//! Queries over the index: a parsed query to hits, counts and highlights.

mod columns;
mod compile;
mod dictionary;
mod error;
mod interval;
pub mod join;
mod plan;
mod similarity;
pub mod statistics;
mod synonym;
mod wildcard;
mod words;

pub use compile::{LEAD_WORDS, Undated};
pub use error::{Error, ErrorKind, Result};
pub use words::MAX_TERMS;
