//! Search equals a scan: for phrases drawn from a corpus, the articles found are those in which a naive scan, with the same
//! tokens, finds the words in a row; and those in which a regular expression finds them in the text as it is printed,
//! but for differences that have a name.
//!
//! `cargo test --release --test scan` asks it of `sample-corpus`; with `DATELINE_SCAN=FILE` of any file or folder
//! of articles; `-- --nocapture` prints how often each name was given.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "how often each difference has which name is for a person to read")]

#[path = "common/draw.rs"]
mod draw;

use dateline::extract::{Options, extract};
use dateline::index::analyzer::tokens;
use dateline::index::{Reader, Root, UpdateOptions, update};
use dateline::read::{self, Item, WalkOptions};
use dateline::search::{Hits, Request, Searcher};
use draw::Draw;
use regex::Regex;
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

/// A corpus, its articles as extracted, and an index of it.
struct Corpus {
    articles: Vec<(String, Vec<String>)>,
    searcher: Searcher,
    _folder: tempfile::TempDir,
}

/// Made once: both tests ask the same.
fn corpus() -> &'static Corpus {
    static CORPUS: std::sync::OnceLock<Corpus> = std::sync::OnceLock::new();
    CORPUS.get_or_init(|| {
        let path = std::env::var_os("DATELINE_SCAN")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus"), PathBuf::from);
        let folder = tempfile::tempdir().unwrap();
        let root = Root { path: path.clone(), prefix: String::new(), ..Root::default() };
        let stop = AtomicBool::new(false);
        update(&folder.path().join("index"), &[root], &UpdateOptions::new(0, &stop), &mut |_| {}).unwrap();
        let searcher = Searcher::open(Reader::open(&folder.path().join("index")).unwrap());
        Corpus { articles: articles(&path), searcher, _folder: folder }
    })
}

impl Corpus {
    /// Ids of the articles in which the phrase is found.
    fn found(&self, phrase: &str) -> BTreeSet<String> {
        let parsed = dateline::query::parse(&format!("\"{phrase}\""), jiff::civil::date(2025, 6, 1)).unwrap();
        let response = self.searcher.search(&Request { limit: usize::MAX, ..Request::new(parsed) }).unwrap();
        let Hits::Articles(hits) = response.hits else { panic!("articles were asked for") };
        hits.into_iter().map(|hit| hit.article.id).collect()
    }
}

#[test]
fn search_equals_a_scan() {
    let corpus = corpus();
    let phrases = phrases(&corpus.articles);
    let mut scanned: BTreeMap<&Vec<String>, BTreeSet<String>> = BTreeMap::new();
    for (id, texts) in &corpus.articles {
        for text in texts {
            let (positions, _) = positions(text);
            let words: BTreeSet<&str> = positions.values().flatten().map(String::as_str).collect();
            for phrase in &phrases {
                if phrase.iter().all(|word| words.contains(word.as_str())) && holds(&positions, phrase) {
                    scanned.entry(phrase).or_default().insert(id.clone());
                }
            }
        }
    }

    let mut different = Vec::new();
    for phrase in &phrases {
        let found = corpus.found(&phrase.join(" "));
        let expected = scanned.get(phrase).cloned().unwrap_or_default();
        assert!(!expected.is_empty(), "{phrase:?} was drawn from an article");
        if found != expected {
            let (more, fewer) = (found.difference(&expected).count(), expected.difference(&found).count());
            different.push(format!("{phrase:?}: {more} found that the scan has not, {fewer} missed"));
        }
    }
    assert!(different.is_empty(), "{} of {N_PHRASES} phrases:\n{}", different.len(), different.join("\n"));
}

/// Phrases of two to four words as they are printed, with one blank between words and no mark.
fn printed_phrases(articles: &[(String, Vec<String>)]) -> BTreeSet<String> {
    let plain = Regex::new(r"^[A-Za-z]+$").unwrap();
    let mut draw = Draw(0xD1B5_4A32_D192_ED03);
    let mut phrases = BTreeSet::new();
    while phrases.len() < N_PHRASES {
        let text = &articles[draw.below(articles.len())].1[0];
        let words: Vec<&str> = text.split(' ').collect();
        let n_words = 2 + draw.below(3);
        let Some(last) = words.len().checked_sub(n_words) else { continue };
        let first = draw.below(last + 1);
        let words = &words[first..first + n_words];
        if words.iter().all(|word| plain.is_match(word)) {
            phrases.insert(words.join(" "));
        }
    }
    phrases
}

/// A phrase as a regular expression: `gap` between words, letters or digits neither before nor behind.
fn pattern(phrase: &str, gap: &str) -> Regex {
    let words: Vec<&str> = phrase.split(' ').collect();
    Regex::new(&format!(r"(?i)\b{}\b", words.join(gap))).unwrap()
}

/// Why search finds a phrase where the plain expression does not: the first rule that accounts for it.
fn why_more(texts: &[String], phrase: &str) -> Option<&'static str> {
    let any = |regex: &Regex| texts.iter().any(|text| regex.is_match(text));
    // What stands between words never counts: commas, quotation marks, the end of a sentence or of a line.
    if any(&pattern(phrase, r"[^\pL\pN]+")) {
        return Some("marks between the words");
    }
    // `Trump's`, `U.S.` and accented letters have a plain form beside the printed one.
    let is_form = |word: &str| {
        texts.iter().any(|text| {
            let mut cut = tokens(text);
            while let Some(token) = cut.advance() {
                let printed = &text[token.span.start..token.span.end];
                let is_other = token.is_alternative || !printed.eq_ignore_ascii_case(word);
                if is_other && token.term == word.to_lowercase() {
                    return true;
                }
            }
            false
        })
    };
    phrase.split(' ').any(is_form).then_some("a word printed in another form")
}

/// Why the plain expression finds a phrase where search does not.
fn why_less(texts: &[String], phrase: &str) -> Option<&'static str> {
    let regex = pattern(phrase, r"\s+");
    let is_cut = texts.iter().any(|text| {
        let (mut begins, mut ends) = (BTreeSet::new(), BTreeSet::new());
        let mut cut = tokens(text);
        while let Some(token) = cut.advance() {
            if !token.is_alternative {
                begins.insert(token.span.start);
                ends.insert(token.span.end);
            }
        }
        regex.find_iter(text).any(|found| !begins.contains(&found.start()) || !ends.contains(&found.end()))
    });
    // The expression sees a word's end at the apostrophe of "don't" and at the point of "U.S.".
    is_cut.then_some("a part of a longer word")
}

#[test]
fn search_equals_a_regular_expression() {
    let corpus = corpus();
    let (mut names, mut unexplained) = (BTreeMap::<&str, u32>::new(), Vec::new());
    let mut n_equal = 0;
    for phrase in printed_phrases(&corpus.articles) {
        let found = corpus.found(&phrase);
        let regex = pattern(&phrase, r"\s+");
        let mut is_equal = true;
        for (id, texts) in &corpus.articles {
            let (is_found, is_expected) = (found.contains(id), texts.iter().any(|text| regex.is_match(text)));
            if is_found == is_expected {
                continue;
            }
            is_equal = false;
            let why = if is_found { why_more(texts, &phrase) } else { why_less(texts, &phrase) };
            match why {
                Some(why) => *names.entry(why).or_default() += 1,
                None => unexplained.push(format!("{phrase:?}: {id} is {}", if is_found { "found" } else { "missed" })),
            }
        }
        n_equal += u32::from(is_equal);
    }
    println!("{n_equal} of {N_PHRASES} phrases equal; articles that differ: {names:?}");
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    assert!(n_equal > 0, "some phrase has no difference");
}
