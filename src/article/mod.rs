//! The nouns every room of the house shares: articles, quotes, places, dates, and the evidence behind each.
//!
//! An [`Article`] is a [`RawArticle`] (what a reader found in a file) plus everything the extractors
//! could say about it. Nothing here does I/O, and every extracted value carries [`Evidence`]:
//! `article.text[span]` is exactly what a person sees when they check it.

mod date;
mod diagnostic;
mod evidence;
mod person;
mod place;
mod quote;

pub use date::{DateKind, DateMention, Day, DayRange, PartialDate, PartialDateError, Precision};
pub use diagnostic::{Diagnostic, DiagnosticCode};
pub use evidence::{Confidence, Evidence, Source, Span};
pub use person::Person;
pub use place::{Dateline, Focus, Place, PlaceId, PlaceKind, PlaceLevel, PlaceRole};
pub use quote::{Cue, Quote, QuoteKind, Speaker};

use serde::{Deserialize, Serialize};

/// What a reader took out of a file, before any prose was interpreted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawArticle {
    /// Archive-relative path (`/`, NFC); where a file holds many articles, `#` and the record's own id or number.
    pub id: String,
    /// Archive-relative path of the file, `/` between parts on every system.
    pub path: String,
    /// Line in the file where the record begins, counted from 1; `None` where the file is one article.
    pub line: Option<u64>,
    /// The decoded text before any normalisation, newlines kept. Every span indexes it.
    pub text: String,
    /// What the file itself says about the article.
    pub metadata: Metadata,
    /// What went wrong, or was doubtful, while reading.
    pub diagnostics: Vec<Diagnostic>,
}

/// Facts stated by the file (front matter, record fields, markup), verbatim and uninterpreted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Headline.
    pub title: Option<String>,
    /// Publication date as printed.
    pub date: Option<String>,
    /// Date of the last update as printed.
    pub updated: Option<String>,
    /// Byline.
    pub author: Option<String>,
    /// Where the article was filed, or is about, as the file says.
    pub place: Option<String>,
    /// The one speaker of the whole text (a speech, a statement).
    pub speaker: Option<String>,
    /// Publication or outlet.
    pub source: Option<String>,
    /// Where the article lives on the web.
    pub url: Option<String>,
    /// BCP 47 language tag, as the file says.
    pub language: Option<String>,
    /// Section or desk.
    pub section: Option<String>,
    /// The publisher's own id of the story, the same for all its versions.
    pub guid: Option<String>,
    /// Version of the story, as the file says.
    pub version: Option<String>,
    /// What became of it (`usable`, `canceled`, `withheld`), as the file says.
    pub status: Option<String>,
}

/// An article with everything that could be said about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// See [`RawArticle::id`].
    pub id: String,
    /// See [`RawArticle::path`].
    pub path: String,
    /// See [`RawArticle::line`].
    pub line: Option<u64>,
    /// Where the article lives on the web.
    pub url: Option<String>,
    /// Publication or outlet.
    pub source: Option<String>,
    /// Headline.
    pub headline: Option<Field>,
    /// Byline: the author as printed, without "By".
    pub byline: Option<Field>,
    /// Section or desk.
    pub section: Option<String>,
    /// BCP 47 primary language subtag.
    pub language: String,
    /// Which version of which story it is, as its file says.
    pub edition: Edition,
    /// See [`RawArticle::text`]. Stored beside the extracted values in the index, never inside them.
    #[serde(skip)]
    pub text: String,
    /// Where its sentences and paragraphs begin; kept by the index beside the text.
    #[serde(skip)]
    pub breaks: Breaks,
    /// When it was published, as far as the article says.
    pub published: Option<Published>,
    /// Where it was filed from.
    pub dateline: Option<Dateline>,
    /// Who said what, in text order.
    pub quotes: Vec<Quote>,
    /// People named, quoted or not, in the order they are first named.
    pub people: Vec<Person>,
    /// Places named, in text order.
    pub places: Vec<Place>,
    /// The places it is about, larger before smaller and the most named first.
    pub focus: Vec<Focus>,
    /// Dates the text talks about, in text order.
    pub dates: Vec<DateMention>,
    /// What was doubtful.
    pub diagnostics: Vec<Diagnostic>,
    /// BLAKE3 of the text, hexadecimal: the same words have the same hash wherever they lie.
    pub content_hash: String,
}

/// Which version of which story an article is, as its file says, verbatim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// See [`Metadata::guid`].
    pub story: Option<String>,
    /// See [`Metadata::version`].
    pub version: Option<String>,
    /// See [`Metadata::status`].
    pub status: Option<String>,
    /// See [`Metadata::updated`].
    pub updated: Option<String>,
}

/// Where the sentences and paragraphs of a text begin: byte offsets, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breaks {
    /// Beginnings of sentences; every paragraph begins one.
    pub sentences: Vec<u32>,
    /// Beginnings of paragraphs.
    pub paragraphs: Vec<u32>,
}

/// A line of the article's furniture (headline, byline) and where it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The words, trimmed.
    pub text: String,
    /// Where they stand, and why they are believed.
    pub evidence: Evidence,
}

/// The publication date and where it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// The date as far as it is known.
    pub date: PartialDate,
    /// Where it stands, and why it is believed.
    pub evidence: Evidence,
}

impl Article {
    /// The text of a span, or nothing where the span does not lie in this article's text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }
}
