//! The `extract` contract: one JSON object an article, version 1.
//!
//! Offsets are bytes or Unicode scalar values of the text exactly as given.

use super::json_writer;
use crate::article::{
    Article, Confidence, DateKind, DateMention, Dateline, Diagnostic, DiagnosticCode, Evidence, Focus, Place, PlaceId,
    PlaceKind, PlaceLevel, PlaceRole, Published, Quote, QuoteKind, Source, Span,
};
use crate::knowledge::quote_id;
use serde::Serialize;
use serde_json::Value;

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
    serde_json::to_value(extracted(article, &OffsetMap::new(&article.text, offsets)))
        .expect("its keys are strings, and nothing in it fails to serialize")
}

/// The same in one line, its end included.
pub fn line(article: &Article, offsets: Offsets) -> Vec<u8> {
    // Roughly what the parts take, so that the buffer seldom moves.
    let quotes: usize = article.quotes.iter().map(|quote| 320 + article.id.len() + quote.span.len()).sum();
    let mut line = Vec::with_capacity(1024 + quotes + 240 * article.places.len() + 200 * article.dates.len());
    json_writer::write(&extracted(article, &OffsetMap::new(&article.text, offsets)), &mut line)
        .expect("it is made of structs, lists, strings and numbers");
    line.push(b'\n');
    line
}

#[derive(Serialize)]
struct Extracted<'a> {
    v: u32,
    id: &'a str,
    path: &'a str,
    headline: Option<&'a str>,
    byline: Option<&'a str>,
    language: &'a str,
    date: Option<PublicationJson<'a>>,
    dateline: Option<DatelineJson<'a>>,
    quotes: Vec<QuoteJson<'a>>,
    places: Vec<PlaceJson<'a>>,
    focus: Vec<FocusJson<'a>>,
    dates: Vec<DateJson<'a>>,
    diagnostics: Vec<DiagnosticJson<'a>>,
    evidence: FieldsJson<'a>,
}

fn extracted<'a>(article: &'a Article, map: &OffsetMap) -> Extracted<'a> {
    let (headline, byline) = (article.headline.as_ref(), article.byline.as_ref());
    Extracted {
        v: 1,
        id: &article.id,
        path: &article.path,
        headline: headline.map(|field| field.text.as_str()),
        byline: byline.map(|field| field.text.as_str()),
        language: &article.language,
        date: article.published.as_ref().map(|published| publication(published, map)),
        dateline: article.dateline.as_ref().map(|line| dateline(line, map)),
        quotes: article.quotes.iter().map(|it| quote(article, it, map)).collect(),
        places: article.places.iter().filter_map(|it| place(article, it, map)).collect(),
        focus: article.focus.iter().map(focus).collect(),
        dates: article.dates.iter().map(|it| date(article, it, map)).collect(),
        diagnostics: article.diagnostics.iter().map(|it| diagnostic(it, map)).collect(),
        evidence: FieldsJson {
            headline: headline.map(|field| evidence(&field.evidence, map)),
            byline: byline.map(|field| evidence(&field.evidence, map)),
        },
    }
}

#[derive(Serialize)]
struct FieldsJson<'a> {
    headline: Option<EvidenceJson<'a>>,
    byline: Option<EvidenceJson<'a>>,
}

#[derive(Serialize)]
struct EvidenceJson<'a> {
    span: Option<[usize; 2]>,
    rule: &'a str,
    confidence: f64,
    source: Source,
}

fn evidence<'a>(evidence: &'a Evidence, map: &OffsetMap) -> EvidenceJson<'a> {
    EvidenceJson {
        span: map.optional(evidence.span),
        rule: &evidence.rule,
        confidence: rounded(evidence.confidence),
        source: evidence.source,
    }
}

#[derive(Serialize)]
pub(super) struct PublicationJson<'a> {
    value: String,
    start: String,
    end: String,
    precision: &'static str,
    #[serde(flatten)]
    evidence: EvidenceJson<'a>,
}

pub(super) fn publication<'a>(published: &'a Published, map: &OffsetMap) -> PublicationJson<'a> {
    let range = published.date.range();
    PublicationJson {
        value: published.date.to_string(),
        start: range.first.to_string(),
        end: range.last.to_string(),
        precision: published.date.precision().as_str(),
        evidence: evidence(&published.evidence, map),
    }
}

#[derive(Serialize)]
struct DatelineJson<'a> {
    text: &'a str,
    place: Option<&'a str>,
    region: Option<&'a str>,
    agency: Option<&'a str>,
    date: Option<String>,
    span: Option<[usize; 2]>,
    rule: &'a str,
    confidence: f64,
}

fn dateline<'a>(dateline: &'a Dateline, map: &OffsetMap) -> DatelineJson<'a> {
    DatelineJson {
        text: &dateline.text,
        place: dateline.place.as_deref(),
        region: dateline.region.as_deref(),
        agency: dateline.agency.as_deref(),
        date: dateline.date.map(|date| date.to_string()),
        span: map.optional(dateline.evidence.span),
        rule: &dateline.evidence.rule,
        confidence: rounded(dateline.evidence.confidence),
    }
}

#[derive(Serialize)]
pub(super) struct QuoteJson<'a> {
    id: String,
    start: usize,
    end: usize,
    utterance: u32,
    kind: QuoteKind,
    text: &'a str,
    speaker: Option<SpeakerJson<'a>>,
    cue: Option<CueJson<'a>>,
    rule: &'a str,
    source: Source,
    confidence: f64,
}

#[derive(Serialize)]
struct SpeakerJson<'a> {
    name: &'a str,
    mention: &'a str,
    start: Option<usize>,
    end: Option<usize>,
}

#[derive(Serialize)]
struct CueJson<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

pub(super) fn quote<'a>(article: &'a Article, quote: &'a Quote, map: &OffsetMap) -> QuoteJson<'a> {
    QuoteJson {
        id: quote_id(&article.id, quote.utterance),
        start: map.at(quote.span.start),
        end: map.at(quote.span.end),
        utterance: quote.utterance,
        kind: quote.kind,
        text: article.slice(quote.span),
        speaker: quote.speaker.as_ref().map(|speaker| SpeakerJson {
            name: &speaker.name,
            mention: &speaker.mention,
            start: speaker.span.map(|span| map.at(span.start)),
            end: speaker.span.map(|span| map.at(span.end)),
        }),
        cue: quote.cue.as_ref().map(|cue| CueJson {
            text: &cue.text,
            start: map.at(cue.span.start),
            end: map.at(cue.span.end),
        }),
        rule: &quote.evidence.rule,
        source: quote.evidence.source,
        confidence: rounded(quote.evidence.confidence),
    }
}

#[derive(Serialize)]
struct PlaceJson<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    name: &'a str,
    id: PlaceId,
    lat: f64,
    lon: f64,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
    role: PlaceRole,
    kind: PlaceKind,
    rule: &'a str,
    confidence: f64,
}

#[derive(Serialize)]
pub(super) struct FocusJson<'a> {
    name: &'a str,
    id: PlaceId,
    level: PlaceLevel,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
    share: f64,
}

pub(super) fn focus(focus: &Focus) -> FocusJson<'_> {
    FocusJson {
        name: &focus.name,
        id: focus.id,
        level: focus.level,
        country: focus.country.as_deref(),
        admin1: focus.admin1.as_deref(),
        share: f64::from(focus.percent) / 100.0,
    }
}

/// A place that stands in the text; one that only metadata names has no offsets and is left out.
fn place<'a>(article: &'a Article, place: &'a Place, map: &OffsetMap) -> Option<PlaceJson<'a>> {
    let span = place.evidence.span?;
    Some(PlaceJson {
        start: map.at(span.start),
        end: map.at(span.end),
        text: article.slice(span),
        name: &place.name,
        id: place.id,
        lat: place.latitude,
        lon: place.longitude,
        country: place.country.as_deref(),
        admin1: place.admin1.as_deref(),
        role: place.role,
        kind: place.kind,
        rule: &place.evidence.rule,
        confidence: rounded(place.evidence.confidence),
    })
}

#[derive(Serialize)]
struct DateJson<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    r#type: DateKind,
    value: &'a str,
    range: Option<[String; 2]>,
    rule: &'a str,
    confidence: f64,
}

fn date<'a>(article: &'a Article, date: &'a DateMention, map: &OffsetMap) -> DateJson<'a> {
    DateJson {
        start: map.at(date.span.start),
        end: map.at(date.span.end),
        text: article.slice(date.span),
        r#type: date.kind,
        value: &date.value,
        range: date.range.map(|range| [range.first.to_string(), range.last.to_string()]),
        rule: &date.evidence.rule,
        confidence: rounded(date.evidence.confidence),
    }
}

#[derive(Serialize)]
struct DiagnosticJson<'a> {
    code: DiagnosticCode,
    message: &'a str,
    span: Option<[usize; 2]>,
}

fn diagnostic<'a>(diagnostic: &'a Diagnostic, map: &OffsetMap) -> DiagnosticJson<'a> {
    DiagnosticJson { code: diagnostic.code, message: &diagnostic.message, span: map.optional(diagnostic.span) }
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
