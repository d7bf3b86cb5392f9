//! Bytes on disk or standard input to [`RawArticle`]s: one file a format, nothing interpreted.
//!
//! A file that cannot be read is a [`Failure`] with path, line and reason; the next one goes on.

mod jsonl;

use crate::article::RawArticle;
use std::fmt;
use std::io::BufRead;

/// What a reader hands on, in the order of the file.
#[derive(Debug)]
pub enum Item {
    /// An article.
    Article(Box<RawArticle>),
    /// Something that could not be read, and why.
    Failure(Failure),
}

/// A file or record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Archive-relative path.
    pub path: String,
    /// Line, from 1, where the file holds records.
    pub line: Option<u64>,
    /// Why, as a person would say it.
    pub reason: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.reason),
            None => write!(f, "{}: {}", self.path, self.reason),
        }
    }
}

/// Reads JSON Lines from any stream; `path` names it in ids and failures.
pub fn read_jsonl(path: &str, input: impl BufRead, sink: &mut dyn FnMut(Item)) {
    jsonl::read(path, input, sink);
}
