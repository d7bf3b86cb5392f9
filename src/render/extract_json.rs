//! The `extract` contract: one JSON object an article, version 1.
//!
//! Offsets are bytes or Unicode scalar values of the text exactly as given.

use crate::article::{Article, Confidence, DateMention, Dateline, Diagnostic, Evidence, Place, Published, Quote, Span};
use crate::knowledge::quote_id;
use serde_json::{Value, json};

/// The unit of every offset in the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offsets {
    /// UTF-8 bytes.
    #[default]
    Bytes,
    /// Unicode scalar values.
    Chars,
}

/// One article as the contract's JSON object.
pub fn article(article: &Article, offsets: Offsets) -> Value {
    let map = OffsetMap::new(&article.text, offsets);
    json!({
        "v": 1,
        "id": article.id,
        "path": article.path,
        "headline": article.headline.as_ref().map(|f| &f.text),
        "byline": article.byline.as_ref().map(|f| &f.text),
        "language": article.language,
        "date": article.published.as_ref().map(|published| publication(published, &map)),
        "dateline": article.dateline.as_ref().map(|d| dateline(d, &map)),
        "quotes": article.quotes.iter().map(|q| quote(article, q, &map)).collect::<Vec<_>>(),
        "places": article.places.iter().filter_map(|p| place(article, p, &map)).collect::<Vec<_>>(),
        "dates": article.dates.iter().map(|d| date(article, d, &map)).collect::<Vec<_>>(),
        "diagnostics": article.diagnostics.iter().map(|d| diagnostic(d, &map)).collect::<Vec<_>>(),
        "evidence": {
            "headline": article.headline.as_ref().map(|field| evidence(&field.evidence, &map)),
            "byline": article.byline.as_ref().map(|field| evidence(&field.evidence, &map)),
        },
    })
}

pub(super) fn publication(published: &Published, map: &OffsetMap) -> Value {
    let range = published.date.range();
    json!({
        "value": published.date.to_string(),
        "start": range.first.to_string(),
        "end": range.last.to_string(),
        "precision": published.date.precision().as_str(),
        "source": published.evidence.source,
        "rule": published.evidence.rule,
        "confidence": rounded(published.evidence.confidence),
        "span": map.optional(published.evidence.span),
    })
}

fn evidence(evidence: &Evidence, map: &OffsetMap) -> Value {
    json!({
        "span": map.optional(evidence.span),
        "rule": evidence.rule,
        "confidence": rounded(evidence.confidence),
        "source": evidence.source,
    })
}

pub(super) fn dateline(dateline: &Dateline, map: &OffsetMap) -> Value {
    json!({
        "text": dateline.text,
        "place": dateline.place,
        "region": dateline.region,
        "agency": dateline.agency,
        "date": dateline.date.map(|d| d.to_string()),
        "span": map.optional(dateline.evidence.span),
        "rule": dateline.evidence.rule,
        "confidence": rounded(dateline.evidence.confidence),
    })
}

pub(super) fn quote(article: &Article, quote: &Quote, map: &OffsetMap) -> Value {
    let speaker = quote.speaker.as_ref().map(|speaker| {
        json!({
            "name": speaker.name,
            "mention": speaker.mention,
            "start": speaker.span.map(|s| map.at(s.start)),
            "end": speaker.span.map(|s| map.at(s.end)),
        })
    });
    let cue = quote
        .cue
        .as_ref()
        .map(|cue| json!({"text": cue.text, "start": map.at(cue.span.start), "end": map.at(cue.span.end)}));
    json!({
        "id": quote_id(&article.id, quote.utterance),
        "start": map.at(quote.span.start),
        "end": map.at(quote.span.end),
        "utterance": quote.utterance,
        "kind": quote.kind,
        "text": article.slice(quote.span),
        "speaker": speaker,
        "cue": cue,
        "rule": quote.evidence.rule,
        "source": quote.evidence.source,
        "confidence": rounded(quote.evidence.confidence),
    })
}

/// A place that stands in the text; one that only metadata names has no offsets and is left out.
pub(super) fn place(article: &Article, place: &Place, map: &OffsetMap) -> Option<Value> {
    let Evidence { span, rule, confidence, .. } = &place.evidence;
    let span = (*span)?;
    Some(json!({
        "start": map.at(span.start),
        "end": map.at(span.end),
        "text": article.slice(span),
        "name": place.name,
        "id": place.id,
        "lat": place.latitude,
        "lon": place.longitude,
        "country": place.country,
        "admin1": place.admin1,
        "role": place.role,
        "kind": place.kind,
        "rule": rule,
        "confidence": rounded(*confidence),
    }))
}

fn date(article: &Article, date: &DateMention, map: &OffsetMap) -> Value {
    json!({
        "start": map.at(date.span.start),
        "end": map.at(date.span.end),
        "text": article.slice(date.span),
        "type": date.kind,
        "value": date.value,
        "range": date.range.map(|r| [r.first.to_string(), r.last.to_string()]),
        "rule": date.evidence.rule,
        "confidence": rounded(date.evidence.confidence),
    })
}

fn diagnostic(diagnostic: &Diagnostic, map: &OffsetMap) -> Value {
    json!({"code": diagnostic.code, "message": diagnostic.message, "span": map.optional(diagnostic.span)})
}

/// Two decimals: a third would claim more than the rules know.
pub(super) fn rounded(confidence: Confidence) -> f64 {
    (f64::from(confidence.get()) * 100.0).round() / 100.0
}

/// Byte offsets to the unit asked for, in constant time.
pub(super) struct OffsetMap {
    /// For each block of bytes, how many characters begin before it; empty where bytes are wanted or the text is ASCII.
    blocks: Vec<usize>,
    text: Vec<u8>,
}

const BLOCK: usize = 64;

impl OffsetMap {
    pub(super) fn new(text: &str, offsets: Offsets) -> Self {
        if offsets == Offsets::Bytes || text.is_ascii() {
            return Self { blocks: Vec::new(), text: Vec::new() };
        }
        let mut n_chars = 0;
        let blocks = text
            .as_bytes()
            .chunks(BLOCK)
            .map(|chunk| {
                let before = n_chars;
                n_chars += chunk.iter().filter(|b| begins_char(**b)).count();
                before
            })
            .collect();
        Self { blocks, text: text.as_bytes().to_vec() }
    }

    fn at(&self, byte: usize) -> usize {
        if self.blocks.is_empty() {
            return byte;
        }
        let block = (byte / BLOCK).min(self.blocks.len() - 1);
        let rest = &self.text[block * BLOCK..byte.min(self.text.len())];
        self.blocks[block] + rest.iter().filter(|b| begins_char(**b)).count()
    }

    fn optional(&self, span: Option<Span>) -> Option<[usize; 2]> {
        span.map(|span| [self.at(span.start), self.at(span.end)])
    }
}

fn begins_char(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn character_offsets_count_scalar_values() {
        let text = "é“x”".repeat(100);
        let map = OffsetMap::new(&text, Offsets::Chars);
        for (n, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(map.at(byte), n);
        }
        assert_eq!(map.at(text.len()), text.chars().count());
        assert_eq!(OffsetMap::new(&text, Offsets::Bytes).at(7), 7);
    }
}
