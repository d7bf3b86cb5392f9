//! What can go wrong between a query that reads well and its hits.

use crate::article::Span;

/// A query that cannot be answered, or an index that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The query asks for what cannot be done.
    #[error("{kind}")]
    Query {
        /// Where in the query.
        span: Span,
        /// What is wrong.
        kind: ErrorKind,
        /// What to type instead.
        hint: String,
    },
    /// The engine failed.
    #[error("the index cannot be searched")]
    Engine(#[from] tantivy::TantivyError),
    /// What the index holds cannot be read.
    #[error(transparent)]
    Index(#[from] crate::index::Error),
}

/// What is wrong with a query that reads well.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A wildcard or a fuzzy word matches more words than are looked for at once.
    #[error("`{typed}` matches more than {limit} different words")]
    TooManyWords {
        /// The word as typed.
        typed: String,
        /// The most that are looked for.
        limit: usize,
    },
    /// A wildcard is longer than any word.
    #[error("`{typed}` is longer than the {limit} letters a wildcard may have")]
    WildcardTooLong {
        /// The word as typed.
        typed: String,
        /// The most letters.
        limit: usize,
    },
    /// A clause that the grammar does not allow where it stands.
    #[error("`{clause}` cannot stand here")]
    Misplaced {
        /// The clause.
        clause: String,
    },
    /// Alternatives of several words each multiply beyond measure.
    #[error("the alternatives of this phrase make more than {limit} different phrases")]
    TooManyPhrases {
        /// The most that are looked for.
        limit: usize,
    },
    /// A sentence is longer than any that is traced.
    #[error("a sentence of more than {limit} words is not traced")]
    SentenceTooLong {
        /// The most words.
        limit: usize,
    },
    /// No place of that name is known, and a distance from it means nothing.
    #[error("no place called `{name}` is known")]
    UnknownPlace {
        /// The name as typed.
        name: String,
    },
}

impl Error {
    pub(crate) fn query(span: Span, kind: ErrorKind, hint: impl Into<String>) -> Self {
        Self::Query { span, kind, hint: hint.into() }
    }
}

/// What a search returns.
pub type Result<T> = std::result::Result<T, Error>;
