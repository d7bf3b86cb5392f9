//! Full-text search for news archives: who said what, when and where.
//!
//! Bytes are [`read`], prose is [`extract`]ed, and each room hands on to the next; see
//! `docs/ARCHITECTURE.md` for the house and its invariants.

pub mod article;
pub mod cli;
pub mod extract;
pub mod index;
pub mod knowledge;
pub mod lexicon;
pub mod query;
pub mod read;
pub mod render;
pub mod search;
pub mod text;
