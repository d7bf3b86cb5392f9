//! What the user knows better: files of their own, beside the archive and never inside the index.
//!
//! [`Corrections`] (`corrections.jsonl`) put right what was extracted, and every index run applies them again. [`LocalPlaces`]
//! (`places.tsv`) are places that no list has. [`Speakers`] (`speakers.toml`, `holders.tsv`) say who is who when a question is
//! asked. Nothing here does I/O: texts come in, problems with their line numbers go out.

mod corrections;
mod places;
mod speakers;

pub use corrections::{Change, Correction, Corrections, Misfit, quote_id, split_quote_id};
pub use places::LocalPlaces;
pub use speakers::{Meaning, SpeakerRule, Speakers};

/// A line of a user's file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}
