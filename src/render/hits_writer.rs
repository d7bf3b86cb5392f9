//! Hits written a few at a time, as they are read, so that any number of them takes the memory of a few.

use crate::search::Hits;
use serde_json::Value;
use std::io;

/// Writes hits in one of the forms of an answer.
pub trait HitsWriter {
    /// Writes some hits, all of one kind.
    fn write(&mut self, hits: &Hits) -> io::Result<()>;

    /// Writes what comes after the last: what the answer was given to, where the form has room for that.
    fn finish(&mut self, summary: &Value) -> io::Result<()>;
}
