//! Seventy-nine patterns of reported speech (tests/cases/quotes/patterns.jsonl), one by one.

use dateline::article::{Article, RawArticle};
use dateline::extract::{Options, extract};
use serde_json::Value;
use std::collections::BTreeSet;

/// What still goes wrong, with what comes out today.
const KNOWN_FAILURES: [(&str, &[&str]); 1] =
    [("pattern/mixed-partial-direct", &["the cranes “a disgrace to the whole city = Grace Mbeki"])];

const EDGES: &str = "\"“”„‟«»‘’'‚‹›`,.;:!?…-–—";

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || EDGES.contains(c))
}

/// A name without titles and articles, as a person would look it up.
fn key(name: &str) -> String {
    let lower = name.to_lowercase().replace('’', "'");
    lower.trim_start_matches("the ").trim_start_matches("a ").trim_end_matches('.').to_owned()
}

fn found(article: &Article) -> BTreeSet<String> {
    article
        .quotes
        .iter()
        .map(|quote| {
            let speaker = quote.speaker.as_ref().map_or(String::new(), |speaker| speaker.name.clone());
            format!("{} = {}", without_that(trimmed(article.slice(quote.span))), speaker)
        })
        .collect()
}

/// The cases leave "that" out of a reported clause; the extractor takes it in.
fn without_that(words: &str) -> &str {
    words.strip_prefix("that ").unwrap_or(words)
}

fn expected(case: &Value) -> BTreeSet<String> {
    let text: Vec<char> = case["text"].as_str().expect("a text").chars().collect();
    let offset = |quote: &Value, name: &str| quote[name].as_u64().expect("an offset") as usize;
    case["quotes"]
        .as_array()
        .expect("quotes")
        .iter()
        .map(|quote| {
            let words: String = text[offset(quote, "start")..offset(quote, "end")].iter().collect();
            format!("{} = {}", without_that(trimmed(&words)), quote["speaker_canonical"].as_str().expect("a speaker"))
        })
        .collect()
}

#[test]
fn every_pattern_comes_out_as_expected_or_is_a_known_failure() {
    let cases = include_str!("cases/quotes/patterns.jsonl");
    let mut wrong = Vec::new();
    let mut n_cases = 0;
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).expect("every line is a case");
        let id = case["id"].as_str().expect("an id");
        let text = case["text"].as_str().expect("a text").to_owned();
        let article = extract(RawArticle { id: id.into(), text, ..RawArticle::default() }, &Options::default());
        let (found, expected) = (found(&article), expected(&case));
        n_cases += 1;
        if let Some((_, today)) = KNOWN_FAILURES.iter().find(|(known, _)| *known == id) {
            let today: BTreeSet<String> = today.iter().map(|quote| (*quote).to_owned()).collect();
            assert_eq!(found, today, "{id} changed: if it is right now, take it off the list");
            continue;
        }
        let keys = |quotes: &BTreeSet<String>| -> BTreeSet<String> {
            quotes
                .iter()
                .map(|quote| {
                    quote.split_once(" = ").map_or(String::new(), |(words, name)| format!("{words} = {}", key(name)))
                })
                .collect()
        };
        if keys(&found) != keys(&expected) {
            wrong.push(format!("{id}\n   found    {found:?}\n   expected {expected:?}"));
        }
    }
    assert_eq!(n_cases, 79);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
