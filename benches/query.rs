//! How long each operator takes, beside the same question put to tantivy directly where it can be asked there.
//!
//! `DATELINE_BENCH_INDEX=DIR cargo bench --bench query` prints a line for each query: how many articles match, the time to
//! count them and to fetch the first twenty (with quotes, snippets and highlights), tantivy's time for both, and the
//! ratios. Without the variable it does nothing.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints its figures and fails by panicking")]

use dateline::index::Reader;
use dateline::index::schema::FIELDS;
use dateline::lexicon::inflections;
use dateline::search::{Request, Searcher};
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{TantivyDocument, Term};

/// What a query is compared with.
type Raw = Box<dyn Query>;

/// The same in the headline or the body.
fn in_text(query: impl Fn(Field) -> Raw) -> Raw {
    Box::new(BooleanQuery::union(vec![query(FIELDS.headline), query(FIELDS.body)]))
}

fn term(word: &str) -> Raw {
    in_text(|field| Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs)))
}

fn any_form(word: &str) -> Raw {
    Box::new(BooleanQuery::union(inflections(word).iter().map(|form| term(form)).collect()))
}

fn phrase(words: &str, slop: u32) -> Raw {
    in_text(|field| {
        let mut phrase = PhraseQuery::new(words.split(' ').map(|word| Term::from_field_text(field, word)).collect());
        phrase.set_slop(slop);
        Box::new(phrase)
    })
}

fn all(queries: Vec<Raw>) -> Option<Raw> {
    Some(Box::new(BooleanQuery::intersection(queries)))
}

fn any(queries: Vec<Raw>) -> Option<Raw> {
    Some(Box::new(BooleanQuery::union(queries)))
}

fn without(query: Raw, excluded: Raw) -> Option<Raw> {
    Some(Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::MustNot, excluded)])))
}

fn wild(regex: &str) -> Option<Raw> {
    Some(in_text(|field| Box::new(RegexQuery::from_pattern(regex, field).unwrap())))
}

fn fuzzy(word: &str, distance: u8) -> Option<Raw> {
    Some(in_text(|field| Box::new(FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true))))
}

/// An operator, a query with it, the same or the nearest of tantivy's own, and whether that finds the same.
fn cases() -> Vec<(&'static str, &'static str, Option<Raw>, bool)> {
    vec![
        ("=word", "=oil", Some(term("oil")), true),
        ("=word, common", "=said", Some(term("said")), true),
        ("word", "war", Some(any_form("war")), true),
        ("word, common", "say", Some(any_form("say")), true),
        ("phrase", "\"white house\"", Some(phrase("white house", 0)), true),
        ("phrase, common", "\"in the\"", Some(phrase("in the", 0)), true),
        ("phrase of three", "\"end this war\"", Some(phrase("end this war", 0)), true),
        ("AND", "=oil =sanctions", all(vec![term("oil"), term("sanctions")]), true),
        ("AND, common", "=government =people", all(vec![term("government"), term("people")]), true),
        ("OR", "=oil OR =sanctions", any(vec![term("oil"), term("sanctions")]), true),
        ("OR, common", "=government OR =people", any(vec![term("government"), term("people")]), true),
        ("NOT", "=oil -=sanctions", without(term("oil"), term("sanctions")), true),
        ("wild*", "conversat*", wild("conversat.*"), true),
        ("w?ld", "wom?n", wild("wom.n"), true),
        ("fuzzy~1", "sanctoins~1", fuzzy("sanctoins", 1), true),
        ("phrase~3", "\"oil price\"~3", Some(phrase("oil price", 3)), false),
        ("phrase with wild*", "\"climat* change\"", Some(phrase("climate change", 0)), false),
        ("phrase with (a|b)", "\"climate (change|crisis)\"", Some(phrase("climate change", 0)), false),
        ("NEAR", "=oil NEAR/5 =price", Some(phrase("oil price", 0)), false),
        ("NEAR, common", "=white NEAR/5 =house", Some(phrase("white house", 0)), false),
        ("NEAR, inflected", "oil NEAR/5 price", Some(phrase("oil price", 0)), false),
        ("NEAR phrase", "\"white house\" NEAR/10 =russia", Some(phrase("white house", 0)), false),
        ("PRE", "=oil PRE/5 =price", Some(phrase("oil price", 0)), false),
        ("NOT NEAR", "=oil NOT NEAR/5 =price", Some(phrase("oil price", 0)), false),
        ("/s", "=oil /s =price", Some(phrase("oil price", 0)), false),
        ("/p", "=oil /p =price", Some(phrase("oil price", 0)), false),
        ("HEADLINE", "HEADLINE(war)", None, false),
        ("LEAD", "LEAD(=war)", Some(term("war")), false),
        ("ATLEAST", "ATLEAST5(=war)", Some(term("war")), false),
        ("CAPS", "CAPS(=apple)", Some(term("apple")), false),
        ("ALLCAPS", "ALLCAPS(=epa)", Some(term("epa")), false),
        ("speaker", "speaker:Trump", None, false),
        ("said", "said:\"white house\"", Some(phrase("white house", 0)), false),
        ("one quote", "speaker:Trump said:war", Some(phrase("white house", 0)), false),
        ("one quote, phrase", "speaker:Obama said:\"white house\"", Some(phrase("white house", 0)), false),
        ("NEAR in a quote", "speaker:Obama said:(health NEAR/5 care)", Some(phrase("health care", 0)), false),
        ("no quote", "war -speaker:Trump", Some(any_form("war")), false),
        ("mentions", "mentions:Putin -speaker:Putin", None, false),
        ("date", "date:2001", None, false),
        ("date and word", "war date:2001..2003", Some(any_form("war")), false),
        ("when", "when:1945", None, false),
        ("place", "place:Russia", None, false),
        ("near", "near:London~50km", None, false),
        ("path", "path:news.jsonl*", None, false),
        ("*", "*", None, false),
    ]
}

/// How long each measurement may take.
const BUDGET: Duration = Duration::from_millis(400);

/// The least time of several runs: what else the machine does only adds to it.
fn time(mut run: impl FnMut()) -> Duration {
    run();
    let begun = Instant::now();
    let mut least = Duration::MAX;
    while begun.elapsed() < BUDGET {
        let one = Instant::now();
        run();
        least = least.min(one.elapsed());
    }
    least
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn main() {
    let Some(folder) = std::env::var_os("DATELINE_BENCH_INDEX") else {
        println!("DATELINE_BENCH_INDEX names no index: nothing to measure");
        return;
    };
    let searcher = Searcher::open(Reader::open(Path::new(&folder)).unwrap());
    let engine = searcher.reader().searcher().clone();
    println!("{} articles in {} segments", searcher.reader().n_articles().unwrap(), engine.segment_readers().len());
    println!(
        "{:<20} {:<42} {:>8} {:>9} {:>9} {:>6} {:>9} {:>9} {:>6}",
        "", "microseconds", "articles", "count", "raw", "ratio", "first 20", "raw", "ratio"
    );
    for (operator, text, raw, is_same) in cases() {
        let query = dateline::query::parse(text, jiff::civil::date(2025, 6, 1)).unwrap();
        let request = Request::new(query);
        let total = searcher.count_articles(&request).unwrap();
        let count = time(|| {
            black_box(searcher.count_articles(&request).unwrap());
        });
        let first = time(|| {
            black_box(searcher.search(&request).unwrap());
        });
        print!("{operator:<20} {text:<42} {total:>8} {:>9.1}", micros(count));
        let Some(raw) = raw else {
            println!(" {:>9} {:>6} {:>9.1}", "", "", micros(first));
            continue;
        };
        if is_same {
            assert_eq!(engine.search(&raw, &Count).unwrap() as u64, total, "{text}");
        }
        let raw_count = time(|| {
            black_box(engine.search(&raw, &Count).unwrap());
        });
        let raw_first = time(|| {
            let collectors = (Count, TopDocs::with_limit(20).order_by_score());
            let (_, hits) = engine.search(&raw, &collectors).unwrap();
            for (_, address) in hits {
                black_box(engine.doc::<TantivyDocument>(address).unwrap());
            }
        });
        let ratio = |ours: Duration, raw: Duration| ours.as_secs_f64() / raw.as_secs_f64();
        println!(
            " {:>9.1} {:>6.2} {:>9.1} {:>9.1} {:>6.2}",
            micros(raw_count),
            ratio(count, raw_count),
            micros(first),
            micros(raw_first),
            ratio(first, raw_first)
        );
    }
}
