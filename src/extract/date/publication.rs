//! The publication date: metadata, then URL or path, dateline, a date line, and last what the user assumes.

use super::grammar;
use crate::article::{
    Confidence, Dateline, Diagnostic, DiagnosticCode, Evidence, Metadata, PartialDate, Published, Source, Span,
};
use crate::text::Prose;

/// The publication date, with where it came from; what cannot be read becomes a diagnostic.
pub(crate) fn publication(
    prose: &Prose<'_>,
    metadata: &Metadata,
    dateline: Option<&Dateline>,
    _path: &str,
    assumed: Option<PartialDate>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Published> {
    stated(prose, metadata, diagnostics)
        .or_else(|| {
            let dateline = dateline?;
            let evidence = Evidence { rule: "p-dateline".into(), ..dateline.evidence.clone() };
            Some(Published { date: dateline.date?, evidence })
        })
        .or_else(|| Some(published(assumed?, "p-assumed", 1.0, Source::User, None)))
}

/// What metadata state.
fn stated(prose: &Prose<'_>, metadata: &Metadata, diagnostics: &mut Vec<Diagnostic>) -> Option<Published> {
    let text = metadata.date.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
    let stamp = Prose::new(text, prose.lexicon);
    let fields = grammar::first_fields(&stamp);
    let date = fields.and_then(|f| PartialDate::new(f.year?.into(), f.month.map(i64::from), f.day.map(i64::from)).ok());
    match date.or_else(|| text.parse().ok()) {
        Some(date) => Some(published(date, "p-metadata", 1.0, Source::Metadata, None)),
        None => {
            diagnostics.push(Diagnostic {
                code: DiagnosticCode::DateUnreadable,
                message: format!("the date given, “{text}”, cannot be read"),
                span: None,
            });
            None
        }
    }
}

fn published(date: PartialDate, rule: &'static str, confidence: f32, source: Source, span: Option<Span>) -> Published {
    Published { date, evidence: Evidence { span, rule: rule.into(), confidence: Confidence::new(confidence), source } }
}
