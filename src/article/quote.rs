//! A stretch of reported speech and who said it.

use super::{Evidence, Span};
use serde::{Deserialize, Serialize};

/// How the words are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    /// Between quotation marks, word for word.
    Direct,
    /// Without quotation marks, as a clause of the reporter's.
    Indirect,
    /// A reported clause that holds quotation marks.
    Mixed,
}

impl QuoteKind {
    /// The lower-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
        }
    }
}

/// One contiguous piece of reported speech; the pieces of one utterance share its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// Where the piece stands; a direct piece has its quotation marks inside.
    pub span: Span,
    /// Number of the utterance within the article, from 0, ascending in text order.
    pub utterance: u32,
    /// How the words are reported.
    pub kind: QuoteKind,
    /// Who said it, or `None` where the article does not say or the tool does not know.
    pub speaker: Option<Speaker>,
    /// The word that reports it ("said", "according to").
    pub cue: Option<Cue>,
    /// Why it is believed; its span is the quote's own.
    pub evidence: Evidence,
}

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The fullest name the article gives ("Dmitry Peskov"), or the nominal source as written.
    pub name: String,
    /// What stands at the quote ("he"); empty where the speaker is implied.
    pub mention: String,
    /// Where the mention stands; `None` where the speaker is implied or from metadata.
    pub span: Option<Span>,
}

/// The reporting word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// As printed.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}
