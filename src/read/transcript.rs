//! Transcripts of a head of government's words, one document an element, as prime ministers' offices export them.

use super::markup::mixed_text;
use super::output::Draft;
use super::stamp;
use super::xml::Element;
use crate::article::Metadata;

/// The article of a `transcript`, or why there is none.
pub(super) fn draft(transcript: &Element) -> Result<Draft, &'static str> {
    let line = |name: &str| transcript.child(name).and_then(Element::line);
    let text = transcript.child("content").map(mixed_text).unwrap_or_default();
    if text.is_empty() {
        return Err("a transcript without text");
    }
    let kind = line("release-type");
    let author = line("prime-minister").map(|name| in_spoken_order(&name));
    Ok(Draft {
        id: line("transcript-id"),
        metadata: Metadata {
            title: line("title"),
            date: line("release-date").as_deref().map(stamp::day_first),
            speaker: author.clone().filter(|_| kind.as_deref().is_some_and(is_monologue)),
            author,
            url: line("document").filter(|url| url.starts_with("http")),
            section: kind,
            ..Metadata::default()
        },
        text,
        ..Draft::default()
    })
}

/// Interviews have other voices in them; these have one.
fn is_monologue(kind: &str) -> bool {
    let kind = kind.to_lowercase();
    ["speech", "statement", "media release", "press release", "broadcast", "address", "message"]
        .iter()
        .any(|word| kind.contains(word))
}

/// `Rowe, Ada` → `Ada Rowe`.
fn in_spoken_order(name: &str) -> String {
    match name.split_once(',') {
        Some((last, first)) if !first.contains(',') => format!("{} {}", first.trim(), last.trim()),
        _ => name.to_owned(),
    }
}
