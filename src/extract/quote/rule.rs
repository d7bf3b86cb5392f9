//! The rules by name: why a stretch of text is believed to be somebody's words.

/// Which rule found a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Rule {
    /// “Q,” X said.
    QuotationSubjectCue,
    /// “Q,” said X.
    QuotationCueSubject,
    /// X said: “Q.”
    CueQuotation,
    /// “Q,” X said, “R.”
    Split,
    /// “Q,” according to X.
    QuotationAccording,
    /// X: “Q.”
    Colon,
    /// X said that C.
    CueThatClause,
    /// X said C.
    CueClause,
    /// C, X said.
    ClauseSubjectCue,
    /// C, said X.
    ClauseCueSubject,
    /// C, according to X.
    ClauseAccording,
    /// According to X, C.
    AccordingClause,
    /// The bridge, X said, is open.
    Parenthesis,
    /// …, adding that C.
    Participle,
    /// X accused Y of C; X vowed to C: no clause, but somebody's words.
    Phrase,
    /// “Q.” — X
    Dash,
    /// “Q,” X said. “R.”
    Continuation,
    /// A paragraph that is one quotation.
    FloatingParagraph,
    /// A paragraph whose last quotation had no closing mark goes on here.
    OpenParagraph,
    /// X was blunt. “Q.”
    LeadIn,
    /// “Q.” “R,” X said.
    NextInParagraph,
    /// Nothing near says who spoke: whoever spoke last.
    LastSpeaker,
    /// X: words, as in a transcript.
    Turn,
    /// X: words, in the headline.
    Headline,
    /// The whole text is one person's speech.
    Speech,
}

impl Rule {
    /// The stable short name in evidence.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::QuotationSubjectCue => "q-X-said",
            Self::QuotationCueSubject => "q-said-X",
            Self::CueQuotation => "X-said-q",
            Self::Split => "split",
            Self::QuotationAccording => "q-according",
            Self::Colon => "X-colon-q",
            Self::CueThatClause => "X-said-that",
            Self::CueClause => "X-said-clause",
            Self::ClauseSubjectCue => "clause-X-said",
            Self::ClauseCueSubject => "clause-said-X",
            Self::ClauseAccording => "clause-according",
            Self::AccordingClause => "according-clause",
            Self::Parenthesis => "parenthesis",
            Self::Participle => "participle",
            Self::Phrase => "phrase",
            Self::Dash => "dash",
            Self::Continuation => "continuation",
            Self::FloatingParagraph => "floating-paragraph",
            Self::OpenParagraph => "open-paragraph",
            Self::LeadIn => "lead-in",
            Self::NextInParagraph => "next-in-paragraph",
            Self::LastSpeaker => "last-speaker",
            Self::Turn => "turn",
            Self::Headline => "headline",
            Self::Speech => "speech",
        }
    }
}
