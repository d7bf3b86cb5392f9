//! Things a person should know about an article that stopped nothing.

use super::Span;
use serde::{Deserialize, Serialize};

/// What kind of doubt a [`Diagnostic`] is about; `check` and `has:` know it by its kebab-case name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DiagnosticCode {
    /// A weekday, dateline or metadata date contradicts another.
    DateConflict,
    /// The date lies in the future of its own article or of the run.
    DateFuture,
    /// A date was given that cannot be read.
    DateUnreadable,
    /// Bytes that do not belong to the charset were replaced.
    CharsetReplaced,
    /// The id was taken already; the article got `#2`.
    RepeatedId,
    /// Front matter, a header or markup does not parse; what could be read of it was.
    MetadataUnreadable,
    /// There is no body.
    EmptyBody,
    /// The unit is a page that could not be cut into its articles.
    UnitPage,
    /// The body is cut short or behind a paywall.
    Truncated,
    /// A run of letters is too long to be a word, and cannot be searched for.
    WordTooLong,
}

impl DiagnosticCode {
    /// Every code.
    pub const ALL: [DiagnosticCode; 10] = [
        Self::DateConflict,
        Self::DateFuture,
        Self::DateUnreadable,
        Self::CharsetReplaced,
        Self::RepeatedId,
        Self::MetadataUnreadable,
        Self::EmptyBody,
        Self::UnitPage,
        Self::Truncated,
        Self::WordTooLong,
    ];

    /// The stable kebab-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DateConflict => "date-conflict",
            Self::DateFuture => "date-future",
            Self::DateUnreadable => "date-unreadable",
            Self::CharsetReplaced => "charset-replaced",
            Self::RepeatedId => "repeated-id",
            Self::MetadataUnreadable => "metadata-unreadable",
            Self::EmptyBody => "empty-body",
            Self::UnitPage => "unit-page",
            Self::Truncated => "truncated",
            Self::WordTooLong => "word-too-long",
        }
    }
}

/// One remark about one article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What kind.
    pub code: DiagnosticCode,
    /// A sentence for a person.
    pub message: String,
    /// Where in the text, if anywhere.
    pub span: Option<Span>,
}
