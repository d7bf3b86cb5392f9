//! Where everything is kept, and what has changed since.
//!
//! [`Article`](crate::article::Article)s → [`Writer`] → a folder → [`Reader`]. An article is one contiguous block of tantivy documents: one
//! for each utterance, then its own; [`schema`] says what they hold, [`analyzer`] how text becomes terms.
//! Queries are not known here.

pub mod analyzer;
pub mod check;
mod columns;
mod correct;
mod document;
pub mod duplicates;
mod error;
mod files;
mod folder;
mod forget;
mod gate;
mod known;
mod manifest;
pub mod marks;
mod merge;
mod plan;
mod reader;
mod record;
mod roots;
pub mod schema;
mod snapshot;
mod space;
mod unmapped;
mod update;
pub mod when;
mod writer;

pub use correct::{Corrected, correct, misfits};
pub use document::{Stamp, percent, raw_hash, scrambled, utterance_confidence, utterances};
pub use error::Error;
pub use forget::{forget, remember};
pub use manifest::{Commit, FINGERPRINT, FileCounts, FileRecord, Forgotten, Manifest, Note, NoteKind, Reckoning};
pub use reader::{KnownArticle, Reader};
pub use roots::{KnownRoot, KnownRoots, Root, Settings, Told};
pub use space::Space;
pub use update::{Progress, Prune, Report, UpdateOptions, update};
pub use writer::{Writer, WriterOptions};
