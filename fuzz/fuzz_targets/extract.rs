//! Any text is extracted from, and every value says where in the text it stands.
#![no_main]

use dateline::article::{Article, RawArticle, Span};
use dateline::extract::{Options, extract};
use libfuzzer_sys::fuzz_target;

fn check(article: &Article, span: Span, what: &str) {
    assert!(article.text.get(span.start..span.end).is_some(), "{what} at {span:?}");
}

fuzz_target!(|text: &str| {
    let raw = RawArticle { id: "fuzzed".into(), path: "fuzzed".into(), text: text.into(), ..RawArticle::default() };
    let article = extract(raw, &Options::default());
    assert_eq!(article.text, text);
    for quote in &article.quotes {
        check(&article, quote.span, "a quote");
        assert!(!quote.span.is_empty());
        if let Some(cue) = &quote.cue {
            assert_eq!(article.slice(cue.span), cue.text);
        }
        if let Some((speaker, span)) = quote.speaker.as_ref().and_then(|who| Some((who, who.span?))) {
            assert_eq!(article.slice(span), speaker.mention);
        }
    }
    assert!(article.quotes.is_sorted_by_key(|quote| quote.span.start), "quotes in text order");
    for place in &article.places {
        check(&article, place.evidence.span.expect("a place stands in the text"), "a place");
    }
    for date in &article.dates {
        check(&article, date.evidence.span.expect("a date stands in the text"), "a date");
    }
    assert!(article.breaks.sentences.is_sorted() && article.breaks.paragraphs.is_sorted());
});
