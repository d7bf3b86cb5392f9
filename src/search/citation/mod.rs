//! Where something was read, told so that it can be checked later: article, paragraph or page, capture date, hash.
//!
//! A citation carries the article's id, the hash of its text and the words cited. [`Cited`] is what a reference manager
//! gives back of it, and [`Verdict`] what the archive says to that.

mod parse;
mod verify;

pub use parse::{BadEntry, Cited, parse};
pub use verify::{Checked, Verdict};

use super::{ArticleHit, QuoteHit, Searcher};
use crate::article::{Article, Day, PartialDate, PlaceRole, Quote, Span};
use crate::index::{Manifest, utterances};
use crate::knowledge::quote_id;
use crate::lexicon::{Language, Lexicon};
use crate::text::Prose;

/// An article, or a place in it, ready to be cited.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Citation {
    /// The article's id, or the quote's.
    pub id: String,
    /// The headline.
    pub title: Option<String>,
    /// The author, as printed.
    pub author: Option<String>,
    /// Publication or outlet.
    pub source: Option<String>,
    /// Section or desk.
    pub section: Option<String>,
    /// When it was published.
    pub date: Option<PartialDate>,
    /// Where it was filed from.
    pub place: Option<String>,
    /// Where it lives on the web.
    pub url: Option<String>,
    /// BCP 47 primary language subtag.
    pub language: String,
    /// The day it was captured on: of a web archive its record's, else the file's.
    pub captured: Option<Day>,
    /// BLAKE3 of the article's text.
    pub content_hash: String,
    /// The number of the paragraph cited, from 1.
    pub paragraph: Option<usize>,
    /// The number of the page cited, from 1, where the text has pages.
    pub page: Option<usize>,
    /// The words cited.
    pub words: Option<String>,
    /// Who said them.
    pub speaker: Option<String>,
}

/// What separates pages in text.
const FORM_FEED: char = '\u{c}';

impl Citation {
    /// Cites an article as a whole.
    pub fn of_article(article: &Article, manifest: &Manifest) -> Self {
        let text = |field: &Option<crate::article::Field>| field.as_ref().map(|field| field.text.clone());
        let place = article.places.iter().find(|place| place.role == PlaceRole::Dateline);
        Self {
            id: article.id.clone(),
            title: text(&article.headline),
            author: text(&article.byline),
            source: article.source.clone(),
            section: article.section.clone(),
            date: article.published.as_ref().map(|published| published.date),
            place: place.map(|place| place.name.clone()),
            url: article.url.clone(),
            language: article.language.clone(),
            captured: captured(article, manifest),
            content_hash: article.content_hash.clone(),
            ..Self::default()
        }
    }

    /// Cites a stretch of its text.
    pub fn of_span(article: &Article, span: Span, manifest: &Manifest) -> Self {
        let language = Language::of_tag(&article.language).unwrap_or(Language::English);
        let paragraphs = Prose::new(&article.text, Lexicon::of(language)).breaks().paragraphs;
        let before = article.text.get(..span.start).unwrap_or_default();
        let has_pages = article.text.contains(FORM_FEED);
        Self {
            paragraph: Some(paragraphs.partition_point(|&start| start as usize <= span.start).max(1)),
            page: has_pages.then(|| before.matches(FORM_FEED).count() + 1),
            words: Some(one_line(article.slice(span))),
            ..Self::of_article(article, manifest)
        }
    }

    /// Cites one utterance.
    pub fn of_quote(article: &Article, pieces: &[&Quote], manifest: &Manifest) -> Self {
        let Some(first) = pieces.first() else { return Self::of_article(article, manifest) };
        let words: Vec<String> = pieces.iter().map(|piece| one_line(article.slice(piece.span))).collect();
        Self {
            id: quote_id(&article.id, first.utterance),
            words: Some(words.join(" … ")),
            speaker: pieces.iter().find_map(|piece| piece.speaker.as_ref()).map(|speaker| speaker.name.clone()),
            ..Self::of_span(article, first.span, manifest)
        }
    }

    /// Cites an article that was found, at the first quote or word that satisfied the query.
    pub fn of_hit(hit: &ArticleHit, manifest: &Manifest) -> Self {
        if let Some(quote) = hit.quotes.first() {
            let pieces: Vec<&Quote> = quote.pieces.iter().filter_map(|&piece| hit.article.quotes.get(piece)).collect();
            return Self::of_quote(&hit.article, &pieces, manifest);
        }
        match hit.marks.text.first() {
            Some(&mark) => Self::of_span(&hit.article, mark, manifest),
            None => Self::of_article(&hit.article, manifest),
        }
    }

    /// Cites a quote that was found.
    pub fn of_quote_hit(hit: &QuoteHit, manifest: &Manifest) -> Self {
        let pieces: Vec<&Quote> = hit.quote.pieces.iter().filter_map(|&piece| hit.article.quotes.get(piece)).collect();
        Self::of_quote(&hit.article, &pieces, manifest)
    }
}

impl Searcher {
    /// Cites the article with that id at one of its utterances; `None` where there is none.
    pub fn cite_quote(&self, article: &Article, utterance: u32, manifest: &Manifest) -> Option<Citation> {
        let pieces = utterances(article).into_iter().find(|pieces| pieces[0].utterance == utterance)?;
        Some(Citation::of_quote(article, &pieces, manifest))
    }
}

/// The day an article was captured on.
fn captured(article: &Article, manifest: &Manifest) -> Option<Day> {
    const NS_A_DAY: i64 = 86_400_000_000_000;
    web_capture(&article.id).or_else(|| manifest.modified_ns(&article.path).map(|ns| Day(ns.div_euclid(NS_A_DAY))))
}

/// The day in the id of a record of a web archive: `site.warc#2019-03-03T10:00:00Z/http://…`, or of an ARC
/// `#20190303100000/http://…`.
fn web_capture(id: &str) -> Option<Day> {
    let (stamp, _) = id.split_once('#')?.1.split_once("/http")?;
    let digits: String = stamp.split('T').next()?.chars().filter(char::is_ascii_digit).take(8).collect();
    if digits.len() < 8 {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i64>().ok();
    let date = PartialDate::new(part(0..4)?, Some(part(4..6)?), Some(part(6..8)?)).ok()?;
    Some(date.range().first)
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_archive_says_when_it_was_captured() {
        for (id, expected) in [
            ("site.warc#2019-03-03T10:00:00Z/http://example.org/a", Some("2019-03-03")),
            ("site.arc#20190303100000/https://example.org/a", Some("2019-03-03")),
            ("wire.jsonl#2019", None),
            ("a/b.txt", None),
        ] {
            assert_eq!(web_capture(id).map(|day| day.to_string()).as_deref(), expected, "{id}");
        }
    }

    #[test]
    fn a_place_in_a_text_is_its_paragraph_and_its_page() {
        let text = "Headline\n\nFirst paragraph.\n\nSecond paragraph.\u{c}\n\nThird on page two.";
        let article = Article { text: text.to_owned(), language: "en".to_owned(), ..Article::default() };
        let start = text.find("Third").unwrap();
        let citation = Citation::of_span(&article, Span::new(start, start + 5), &Manifest::default());
        assert_eq!((citation.paragraph, citation.page, citation.words.as_deref()), (Some(4), Some(2), Some("Third")));
    }
}
