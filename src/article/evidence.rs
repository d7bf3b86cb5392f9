//! Where a value came from and how far to trust it.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A half-open range of byte offsets into the article's text, on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// What the two share; `None` where that is not a byte.
    pub fn intersection(self, other: Span) -> Option<Span> {
        self.overlaps(other).then(|| Span::new(self.start.max(other.start), self.end.min(other.end)))
    }
}

/// How likely a value is to be right, in [0, 1].
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Confidence(f32);

impl Confidence {
    /// Certain.
    pub const CERTAIN: Confidence = Confidence(1.0);

    /// `value`, held within [0, 1]; not-a-number counts as 0.
    pub fn new(value: f32) -> Self {
        Self(if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) })
    }

    /// The number, in [0, 1].
    pub fn get(self) -> f32 {
        self.0
    }
}

/// Which part of the article, or who, a value was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Stated by the file: front matter, record fields, markup.
    Metadata,
    /// The line that says where and when the article was filed.
    Dateline,
    /// A line of its own that holds a date or a byline.
    Line,
    /// Running text.
    Prose,
    /// The URL.
    Url,
    /// The file's name or folder.
    Path,
    /// The user's corrections, or an option such as `--assume-date`.
    User,
}

impl Source {
    /// The lower-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Dateline => "dateline",
            Self::Line => "line",
            Self::Prose => "prose",
            Self::Url => "url",
            Self::Path => "path",
            Self::User => "user",
        }
    }
}

/// Why a value is believed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Where it stands in the text; `None` where it stands outside (metadata, path).
    pub span: Option<Span>,
    /// The rule that made it: a short stable name such as `q-said-X`.
    pub rule: Cow<'static, str>,
    /// How likely it is to be right.
    pub confidence: Confidence,
    /// Where it was taken from.
    pub source: Source,
}
