//! The engine finds what a plain reading of the query finds: every operator, on texts made by lot, however these are
//! spread over segments, and on real ones.
//!
//! `cargo test --test evaluate` asks some queries of `sample-corpus`; with `DATELINE_EVALUATE=FILE` of any file or
//! folder of articles, 2,000 of its first 5,000; `-- --nocapture` prints how many found something.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking and may print what it saw")]

mod asked;
mod corpus;
#[path = "../common/draw.rs"]
mod draw;
mod made;
mod reading;

use asked::made_pool;
use dateline::article::{Article, Day, DayRange, Span};
use dateline::index::{Manifest, Reader, Stamp, Writer, WriterOptions};
use dateline::query::{Expr, FIELDS, Interval};
use dateline::search::{Error, ErrorKind, Hits, Output, Request, Searcher, Sort, Undated};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reading::Corpus;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// The day all articles are added.
const ADDED: Day = Day(0);

/// The articles in so many commits, each a segment of its own or more.
fn indexed(articles: &[Article], n_commits: usize, threads: usize, deletes: bool) -> (TempDir, Searcher) {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), &WriterOptions { threads, ..WriterOptions::default() }).unwrap();
    for batch in articles.chunks(articles.len().div_ceil(n_commits).max(1)) {
        for article in batch {
            let stamp = Stamp { raw_hash: 0, added: ADDED };
            writer.put(article.clone(), stamp, false).unwrap();
            if deletes {
                // Put twice, so that there is something deleted.
                writer.put(article.clone(), stamp, true).unwrap();
            }
        }
        writer.commit(&Manifest::default(), "").unwrap();
    }
    let searcher = Searcher::open(Reader::open(folder.path()).unwrap());
    (folder, searcher)
}

fn articles(recipes: &[made::Recipe]) -> Vec<Article> {
    (0..).zip(recipes).map(|(n, recipe)| made::article(n, recipe)).collect()
}

fn plain(articles: &[Article]) -> Corpus<'_> {
    Corpus::new(articles, DayRange::new(ADDED, ADDED))
}

fn request(query: &str) -> Request {
    let parsed = dateline::query::parse(query, jiff::civil::date(2025, 6, 1));
    Request { limit: 100_000, ..Request::new(parsed.unwrap_or_else(|error| panic!("{}", error.render(query)))) }
}

fn ids(hits: &Hits) -> BTreeSet<&str> {
    let Hits::Articles(hits) = hits else { panic!("articles were asked for") };
    hits.iter().map(|hit| hit.article.id.as_str()).collect()
}

proptest! {
    // A twentieth of the usual, also where PROPTEST_CASES raises that for a long run.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 20, max_shrink_iters: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_finds_what_a_reader_finds(
        recipes in prop::collection::vec(made::recipe(), 1..14),
        queries in prop::collection::vec(asked::query(&made_pool()), 50),
        n_commits in 1..4usize,
        undated in prop::sample::select(vec![Undated::Exclude, Undated::Include]),
    ) {
        let articles = articles(&recipes);
        let corpus = plain(&articles).with_undated(undated);
        let (_folder, searcher) = indexed(&articles, n_commits, 1, true);
        for query in &queries {
            let request = Request { undated, ..request(query) };
            let response = searcher.search(&request).unwrap_or_else(|error| panic!("{query}: {error}"));
            prop_assert_eq!(ids(&response.hits), corpus.find(&request.query.root), "{}", query);
            prop_assert_eq!(response.total, response.hits.len() as u64, "{}", query);
            prop_assert_eq!(searcher.count_articles(&request).unwrap(), response.total, "{}", query);
        }
    }

    #[test]
    fn quotes_are_those_of_the_groups(
        recipes in prop::collection::vec(made::recipe(), 1..10),
        queries in prop::collection::vec((asked::group(&made_pool()), asked::about_article(&made_pool())), 30),
    ) {
        let articles = articles(&recipes);
        let corpus = plain(&articles);
        let (_folder, searcher) = indexed(&articles, 2, 1, true);
        for (group, clause) in &queries {
            let query = format!("{group} {clause}");
            let request = Request { output: Output::Quotes, ..request(&query) };
            let Hits::Quotes(hits) = searcher.search(&request).unwrap().hits else { panic!("quotes were asked for") };
            let found: BTreeSet<_> = hits.iter().map(|hit| (hit.article.id.clone(), hit.quote.utterance)).collect();
            prop_assert_eq!(found, corpus.find_quotes(&request.query.root, &request.query.quote_groups()), "{}", query);
        }
    }

    #[test]
    fn highlights_are_what_satisfied_the_query(
        recipes in prop::collection::vec(made::recipe(), 1..8),
        queries in prop::collection::vec(asked::text(&made_pool()), 30),
    ) {
        let articles = articles(&recipes);
        let corpus = plain(&articles);
        let (_folder, searcher) = indexed(&articles, 1, 1, false);
        for query in &queries {
            let request = request(query);
            let Hits::Articles(hits) = searcher.search(&request).unwrap().hits else { panic!("articles") };
            // Both parts of a word over a line's end stand at two positions: which of them is meant a span cannot say.
            for hit in hits.iter().filter(|hit| !hit.article.text.contains("re-\n")) {
                let plain = corpus.articles.iter().find(|plain| plain.article.id == hit.article.id).unwrap();
                check_marks(query, &request.query.root.value, &corpus, plain, &hit.marks.text)?;
            }
        }
    }

    #[test]
    fn the_order_does_not_depend_on_segments_or_threads(
        recipes in prop::collection::vec(made::recipe(), 1..20),
        queries in prop::collection::vec(asked::query(&made_pool()), 20),
    ) {
        let articles = articles(&recipes);
        let reversed: Vec<Article> = articles.iter().rev().cloned().collect();
        // Without anything deleted: what is weighs in the scores until its segment is merged or dropped.
        let (_one, one) = indexed(&articles, 1, 1, false);
        let (_many, many) = indexed(&reversed, 5, 3, false);
        for query in &queries {
            for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest, Sort::Random(3)] {
                let request = Request { sort, limit: 5, offset: 1, ..request(query) };
                let order = |searcher: &Searcher| {
                    let Hits::Articles(hits) = searcher.search(&request).unwrap().hits else { panic!("articles") };
                    hits.into_iter().map(|hit| hit.article.id).collect::<Vec<_>>()
                };
                prop_assert_eq!(order(&one), order(&many), "{} {:?}", query, sort);
            }
        }
    }
}

/// The patterns of which any is enough.
fn collect_intervals<'a>(asked: &'a Expr, out: &mut Vec<&'a Interval>) {
    match asked {
        Expr::Text(interval) => out.push(interval),
        Expr::AtLeast { interval, .. } => out.push(&interval.value),
        Expr::Or(nodes) => nodes.iter().for_each(|node| collect_intervals(&node.value, out)),
        other => panic!("{other:?}"),
    }
}

/// An index made once, for queries that are never the same.
fn some_articles() -> &'static Searcher {
    static MADE: OnceLock<(TempDir, Searcher)> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let strategy = prop::collection::vec(made::recipe(), 20);
        let recipes = strategy.new_tree(&mut TestRunner::deterministic()).unwrap().current();
        indexed(&articles(&recipes), 3, 1, true)
    });
    &made.1
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered_or_refused(text in asked::scraps(&made_pool())) {
        let Ok(query) = dateline::query::parse(&text, jiff::civil::date(2025, 6, 1)) else { return Ok(()) };
        let request = Request { limit: 100, ..Request::new(query) };
        match some_articles().search(&request) {
            Ok(response) => {
                prop_assert_eq!(response.total, response.hits.len() as u64, "{}", text);
                let quotes = Request { output: Output::Quotes, ..request.clone() };
                let n_quotes = some_articles().search(&quotes).unwrap().total;
                prop_assert!(response.total > 0 || n_quotes == 0, "{}: quotes of no article", text);
                some_articles().diagnose(&request).unwrap();
            }
            Err(Error::Query { span, hint, .. }) => {
                prop_assert!(text.get(span.start..span.end).is_some() && !hint.is_empty(), "{}", text);
            }
            Err(error) => prop_assert!(false, "{}: {}", text, error),
        }
    }
}

/// Every mark lies where the pattern matches, and the pattern matches nowhere without one.
fn check_marks(
    query: &str,
    asked: &Expr,
    corpus: &Corpus<'_>,
    plain: &reading::Plain<'_>,
    marks: &[Span],
) -> Result<(), TestCaseError> {
    let mut intervals = Vec::new();
    collect_intervals(asked, &mut intervals);
    let is_apart = marks.windows(2).all(|pair| pair[0].end < pair[1].start);
    prop_assert!(is_apart && marks.iter().all(|&mark| !plain.article.slice(mark).is_empty()), "{}: {:?}", query, marks);
    let expected: Vec<Span> = intervals.iter().flat_map(|interval| corpus.spans(plain, interval)).collect();
    if matches!(asked, Expr::AtLeast { .. }) && marks.is_empty() {
        // It may be the headline that has so many.
        return Ok(());
    }
    let begins = |mark: &Span| expected.iter().any(|span| span.start <= mark.start && mark.start < span.end);
    prop_assert!(marks.iter().all(begins), "{}: {:?} of {:?}", query, marks, expected);
    let is_marked = |span: &Span| marks.iter().any(|mark| mark.overlaps(*span));
    prop_assert!(expected.iter().all(is_marked), "{}: {:?} for {:?}", query, marks, expected);
    // A word is marked from its beginning; of `Trump's` only what was asked for.
    if matches!(intervals.as_slice(), [Interval::Term { .. }]) {
        let begins = |span: &Span| marks.iter().any(|mark| mark.start <= span.start && span.start < mark.end);
        prop_assert!(expected.iter().all(begins), "{}: {:?} for {:?}", query, marks, expected);
    }
    Ok(())
}

/// So many queries, the same in every run.
fn queries(pool: &asked::Pool, n: usize) -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    let strategy = asked::query(pool);
    (0..n).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn every_operator_is_asked() {
    let all = queries(&made_pool(), 2_000).join("\n");
    let operators = [
        "NEAR/",
        "W/1",
        "PRE/",
        "ADJ/",
        "/s",
        "/p",
        "W/s",
        "W/p",
        " NOT NEAR/",
        " NOT PRE/",
        " NOT /s",
        "HEADLINE(",
        "LEAD(",
        "ATLEAST2(",
        "CAPS(",
        "ALLCAPS(",
        "=war",
        "wa*",
        "p?ace",
        "waar~1",
        "opene~2",
        " OR ",
        "-(",
        "quote{",
        "quote{-(",
        "\"~2",
        "|",
        " * ",
        ":none",
        ":*",
        ":(-",
        "\"~1",
        "waar~1 ",
        "~20km",
    ];
    for operator in operators {
        assert!(all.contains(operator), "{operator}");
    }
    for info in FIELDS.iter().filter(|info| info.name != "headline") {
        assert!(all.contains(&format!("{}:", info.name)), "{}", info.name);
    }
}

#[test]
fn search_equals_reading_on_real_text() {
    let named = std::env::var_os("DATELINE_EVALUATE").map(PathBuf::from);
    let (path, n_queries) = match &named {
        Some(path) => (path.clone(), 2_000),
        None => (Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus"), 300),
    };
    let articles = corpus::articles(&path, 5_000);
    let (_folder, searcher) = indexed(&articles, 3, 2, false);
    let corpus = plain(&articles);
    let mut different = Vec::new();
    let (mut n_finding, mut n_refused) = (0, 0);
    for query in queries(&corpus::pool(&articles), n_queries) {
        let request = request(&query);
        let response = match searcher.search(&request) {
            Ok(response) => response,
            Err(Error::Query { kind: ErrorKind::TooManyWords { .. } | ErrorKind::TooManyPhrases { .. }, .. }) => {
                n_refused += 1;
                continue;
            }
            Err(error) => panic!("{query}: {error}"),
        };
        let (found, expected) = (ids(&response.hits), corpus.find(&request.query.root));
        n_finding += usize::from(!found.is_empty() && found.len() < articles.len());
        if found != expected {
            let (more, fewer): (Vec<_>, Vec<_>) =
                (found.difference(&expected).collect(), expected.difference(&found).collect());
            different.push(format!(
                "{query}\n  {} found that the reading has not: {:?}; {} missed: {:?}",
                more.len(),
                more.first(),
                fewer.len(),
                fewer.first()
            ));
        }
    }
    println!(
        "{} articles; of {n_queries} queries {n_finding} find some and not all, {n_refused} are refused",
        articles.len()
    );
    assert!(different.is_empty(), "{} of {n_queries} queries:\n{}", different.len(), different.join("\n"));
    assert!(n_finding > n_queries / 6 && n_refused < n_queries / 20);
}
