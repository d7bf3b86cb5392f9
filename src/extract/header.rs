//! The lines above the story: headline and byline.

use crate::article::{Confidence, Evidence, Field, Metadata, Source, Span};
use crate::text::Prose;

/// Headline and byline, and where the body begins.
#[derive(Debug, Default)]
pub(crate) struct Header {
    /// The headline, from metadata or the first line.
    pub(crate) headline: Option<Field>,
    /// The byline.
    pub(crate) byline: Option<Field>,
}

/// Reads the furniture of an article.
pub(crate) fn read(prose: &Prose<'_>, metadata: &Metadata) -> Header {
    let stated = |value: &Option<String>| {
        value.as_ref().map(|text| Field {
            text: text.trim().to_owned(),
            evidence: Evidence {
                span: None,
                rule: "metadata".into(),
                confidence: Confidence::CERTAIN,
                source: Source::Metadata,
            },
        })
    };
    Header { headline: stated(&metadata.title).or_else(|| first_line(prose)), byline: stated(&metadata.author) }
}

/// The first line, where a blank line follows it and it does not read like a sentence of the story.
fn first_line(prose: &Prose<'_>) -> Option<Field> {
    let first = prose.paragraphs.first()?;
    let line = prose.text[first.start..first.end].trim_end();
    let alone = prose.text[first.end..].trim_start_matches([' ', '\t']).starts_with("\n\n")
        || prose.text[first.end..].starts_with("\r\n\r\n");
    (alone && line.chars().count() <= 200 && !line.ends_with(['.', ',', ';'])).then(|| Field {
        text: line.trim().to_owned(),
        evidence: Evidence {
            span: Some(Span::new(first.start, first.start + line.len())),
            rule: "first-line".into(),
            confidence: Confidence::new(0.9),
            source: Source::Prose,
        },
    })
}
