//! Raw article in, everything that can be said about it out.
//!
//! Pure: no I/O, no clock, and it never fails on text; what it doubts becomes a diagnostic. Each
//! extractor is a function over the one [`Prose`]; none touches another's files.

mod date;
mod dateline;
mod header;
pub mod parallel;
mod person;
mod place;
mod quote;

pub use place::focus;
#[doc(hidden)]
pub use place::training as place_training;
#[doc(hidden)]
pub use quote::training;

use crate::article::{Article, Breaks, DateMention, Edition, PartialDate, RawArticle};
use crate::lexicon::gazetteer::Atlas;
use crate::lexicon::{Language, Lexicon, primary_subtag};
use crate::text::Prose;

/// What the user decided before extraction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Publication date of articles that give none.
    pub assume_date: Option<PartialDate>,
    /// The language of every article; where none is told, each is taken at its word, or known by its own words.
    pub language: Option<Language>,
    /// Where places are looked up.
    pub atlas: Atlas,
}

/// Reads an article's prose.
pub fn extract(raw: RawArticle, options: &Options) -> Article {
    let RawArticle { id, path, line, text, metadata, mut diagnostics } = raw;
    let stated_language = metadata.language.as_deref().map(primary_subtag);
    let stated_language = stated_language.filter(|tag| (2..=3).contains(&tag.len()));
    let language = options.language.unwrap_or_else(|| match stated_language {
        Some(tag) => Language::of_tag(tag).unwrap_or_default(),
        None => Language::of_text(&text),
    });
    let lexicon = Lexicon::of(language);
    let prose = Prose::new(&text, lexicon);
    let header = header::read(&prose, &metadata);
    let stated = date::Stated::read(&prose, &header, &metadata, address(&id, line), &mut diagnostics);
    let dateline = dateline::find(&prose, &header, stated.hint(), &options.atlas);
    let published = stated.published(dateline.as_ref(), options.assume_date, &mut diagnostics);
    let dates = date::mentions(&prose, published.as_ref(), &mut diagnostics);
    diagnostics.extend(date::filed_on(&prose, dateline.as_ref(), published.as_ref(), &diagnostics));
    let people = person::people(&prose);
    let places = place::mentions(&prose, dateline.as_ref(), &people, &options.atlas);
    let focus = focus(&places);
    let quotes = quote::quotes(&prose, &people, &metadata);
    let people = person::list(&prose, &people);
    Article {
        id,
        path,
        line,
        url: metadata.url,
        source: metadata.source,
        headline: header.headline,
        byline: header.byline,
        section: metadata.section,
        language: match stated_language {
            Some(tag) if options.language.is_none() => tag.to_ascii_lowercase(),
            _ => language.tag().to_owned(),
        },
        edition: Edition {
            story: metadata.guid,
            version: metadata.version,
            status: metadata.status,
            updated: metadata.updated,
        },
        published,
        dateline,
        quotes,
        people,
        places,
        focus,
        dates,
        diagnostics,
        breaks: prose.breaks(),
        content_hash: content_hash(&text),
        text,
    }
}

/// Names a text by what it says: [`Article::content_hash`].
pub fn content_hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// The dates an article talks about, reckoned from the day of its publication.
pub fn dates(article: &Article) -> Vec<DateMention> {
    date::mentions(&prose(article), article.published.as_ref(), &mut Vec::new())
}

/// Where an article's sentences and paragraphs begin.
pub fn breaks(article: &Article) -> Breaks {
    prose(article).breaks()
}

fn prose(article: &Article) -> Prose<'_> {
    Prose::new(&article.text, Lexicon::of(Language::of_tag(&article.language).unwrap_or_default()))
}

/// What an article's id says of its own file or record; a file of many says nothing of one.
fn address(id: &str, line: Option<u64>) -> &str {
    match line {
        Some(_) => id.rsplit_once('#').map_or(id, |(_, record)| record),
        None => id,
    }
}
