//! Search equals a scan: for phrases drawn from a corpus, the articles found are those in which a naive scan, with the same
//! tokens, finds the words in a row.
//!
//! `cargo test --release --test scan` asks it of `sample-corpus`; with `DATELINE_SCAN=FILE` of any file or folder
//! of articles, where each difference is printed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dateline::extract::{Options, extract};
use dateline::index::analyzer::tokens;
use dateline::index::{Reader, Root, UpdateOptions, update};
use dateline::read::{self, Item, WalkOptions};
use dateline::search::{Hits, Request, Searcher};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

const N_PHRASES: usize = 200;

/// The terms at each position of a text.
type Positions = BTreeMap<u32, BTreeSet<String>>;

/// The terms at each position of a text, and the first of them.
fn positions(text: &str) -> (Positions, Vec<(u32, String)>) {
    let (mut all, mut plain) = (Positions::new(), Vec::new());
    let mut cut = tokens(text);
    while let Some(token) = cut.advance() {
        all.entry(token.position).or_default().insert(token.term.to_owned());
        if !token.is_alternative {
            plain.push((token.position, token.term.to_owned()));
        }
    }
    (all, plain)
}

fn holds(text: &Positions, phrase: &[String]) -> bool {
    let at = |position: u32, word: &String| text.get(&position).is_some_and(|terms| terms.contains(word));
    text.keys().any(|&first| (first..).zip(phrase).all(|(position, word)| at(position, word)))
}

/// Numbers that look like chance and are the same in every run (xorshift64*).
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }
}

fn articles(root: &Path) -> Vec<(String, Vec<String>)> {
    let mut articles = Vec::new();
    for entry in read::walk(root, &WalkOptions::default()) {
        read::read_file(&entry.unwrap(), &read::Options::default(), &mut |item| {
            if let Item::Article(raw) = item {
                let article = extract(*raw, &Options::default());
                let headline = article.headline.map(|headline| headline.text).unwrap_or_default();
                articles.push((article.id, vec![article.text, headline]));
            }
        });
    }
    articles
}

/// Phrases of two to four plain words, each from an article drawn by lot.
fn phrases(articles: &[(String, Vec<String>)]) -> BTreeSet<Vec<String>> {
    let mut draw = Draw(0x9E37_79B9_7F4A_7C15);
    let mut phrases = BTreeSet::new();
    while phrases.len() < N_PHRASES {
        let (_, plain) = positions(&articles[draw.below(articles.len())].1[0]);
        let n_words = 2 + draw.below(3);
        let Some(last) = plain.len().checked_sub(n_words) else { continue };
        let first = draw.below(last + 1);
        let words = &plain[first..first + n_words];
        let in_a_row = words.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1);
        // Words with marks inside are cut further by the query; the table of forms beside the analyzer tests those.
        if in_a_row && words.iter().all(|(_, word)| word.chars().all(char::is_alphanumeric)) {
            phrases.insert(words.iter().map(|(_, word)| word.clone()).collect());
        }
    }
    phrases
}

#[test]
fn search_equals_a_scan() {
    let corpus = std::env::var_os("DATELINE_SCAN")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus"), PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let root = Root { path: corpus.clone(), prefix: String::new() };
    let stop = AtomicBool::new(false);
    update(&folder.path().join("index"), &[root], &UpdateOptions::new(0, &stop), &mut |_| {}).unwrap();
    let searcher = Searcher::open(Reader::open(&folder.path().join("index")).unwrap());

    let articles = articles(&corpus);
    let phrases = phrases(&articles);
    let mut scanned: BTreeMap<&Vec<String>, BTreeSet<&str>> = BTreeMap::new();
    for (id, texts) in &articles {
        for text in texts {
            let (positions, _) = positions(text);
            let words: BTreeSet<&str> = positions.values().flatten().map(String::as_str).collect();
            for phrase in &phrases {
                if phrase.iter().all(|word| words.contains(word.as_str())) && holds(&positions, phrase) {
                    scanned.entry(phrase).or_default().insert(id);
                }
            }
        }
    }

    let mut different = Vec::new();
    for phrase in &phrases {
        let query = format!("\"{}\"", phrase.join(" "));
        let parsed = dateline::query::parse(&query, jiff::civil::date(2025, 6, 1)).unwrap();
        let response = searcher.search(&Request { limit: usize::MAX, ..Request::new(parsed) }).unwrap();
        let Hits::Articles(hits) = response.hits else { panic!("articles were asked for") };
        let found: BTreeSet<&str> = hits.iter().map(|hit| hit.article.id.as_str()).collect();
        let expected = scanned.get(phrase).cloned().unwrap_or_default();
        assert!(!expected.is_empty(), "{query} was drawn from an article");
        if found != expected {
            let (more, fewer) = (found.difference(&expected).count(), expected.difference(&found).count());
            different.push(format!("{query}: {more} found that the scan has not, {fewer} missed"));
        }
    }
    assert!(different.is_empty(), "{} of {N_PHRASES} phrases:\n{}", different.len(), different.join("\n"));
}
