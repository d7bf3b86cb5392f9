//! tantivy with nothing around it, and dateline beside it in one process: the yardstick of `run.py`.
//!
//! - `tantivy-alone index INDEX NEWS.jsonl THREADS` stores and indexes `text`, with `id`, `source` and `date` beside it.
//! - `tantivy-alone search INDEX KIND WORDS [YEAR]` is the barest search command: the ids of the ten best.
//! - `tantivy-alone ask INDEX DATELINE_INDEX QUERIES.tsv` times every line of the file in this process, in turns, and prints
//!   a JSON object a measurement: the median in microseconds.
//! - `tantivy-alone time DATELINE_INDEX QUERIES.tsv` does so for dateline alone, and gives the 95th percentile for `speaker`: the
//!   words said by each of many speakers in each of many years.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints its figures and fails by panicking")]

use dateline::article::PartialDate;
use dateline::index::Reader;
use dateline::search::{Counting, Facet, Request, Searcher};
use std::collections::BTreeMap;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::ops::Bound;
use std::path::Path;
use std::time::{Duration, Instant};
use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::collector::{Count, TopDocs};
use tantivy::indexer::IndexWriterOptions;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, RegexQuery, TermQuery};
use tantivy::schema::{FAST, INDEXED, IndexRecordOption, STORED, STRING, Schema, TEXT, Value};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index, IndexSettings, TantivyDocument, Term};

/// The memory of one thread, in bytes: what dateline gives each of two threads by default.
const THREAD_MEMORY: usize = 128 << 20;
/// The store as dateline has it, so that sizes are of the same codec and block.
const STORE_BLOCK_BYTES: usize = 64 << 10;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["index", index, news, threads] => make(Path::new(index), Path::new(news), threads.parse().unwrap()),
        ["search", index, kind, words] => search(Path::new(index), &Question { kind, words, year: None }),
        ["search", index, kind, words, year] => search(Path::new(index), &Question { kind, words, year: Some(year) }),
        ["ask", index, dateline, queries] => ask(Path::new(index), Path::new(dateline), Path::new(queries)),
        ["time", dateline, queries] => time(Path::new(dateline), Path::new(queries)),
        // `cargo bench` and `cargo test` run every target without arguments.
        _ => println!("see the head of this file for what to type"),
    }
}

#[derive(serde::Deserialize)]
struct Record {
    id: String,
    text: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    date: String,
}

fn make(path: &Path, news: &Path, threads: usize) {
    let mut schema = Schema::builder();
    let id = schema.add_text_field("id", STRING | STORED);
    let body = schema.add_text_field("body", TEXT | STORED);
    let source = schema.add_text_field("source", STRING | FAST);
    let day = schema.add_i64_field("day", INDEXED | FAST);
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: None }),
        docstore_blocksize: STORE_BLOCK_BYTES,
        ..IndexSettings::default()
    };
    std::fs::create_dir_all(path).unwrap();
    let index = Index::builder().schema(schema.build()).settings(settings).create_in_dir(path).unwrap();
    let options =
        IndexWriterOptions::builder().num_worker_threads(threads).memory_budget_per_thread(THREAD_MEMORY).build();
    let mut writer = index.writer_with_options(options).unwrap();
    for line in BufReader::new(File::open(news).unwrap()).lines() {
        let record: Record = serde_json::from_str(&line.unwrap()).unwrap();
        let mut document = TantivyDocument::new();
        document.add_text(id, &record.id);
        document.add_text(body, &record.text);
        document.add_text(source, &record.source);
        if let Ok(date) = record.date.parse::<PartialDate>() {
            document.add_i64(day, date.range().first.0);
        }
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
}

/// What is asked, in no engine's own language.
struct Question<'a> {
    kind: &'a str,
    words: &'a str,
    year: Option<&'a str>,
}

impl Question<'_> {
    fn tantivy(&self, index: &Index) -> Option<Box<dyn Query>> {
        let schema = index.schema();
        let body = schema.get_field("body").unwrap();
        let words = || self.words.split(' ').map(|word| Term::from_field_text(body, word));
        let term = |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) };
        Some(match self.kind.split(' ').next().unwrap() {
            "word" => term(words().next().unwrap()),
            "phrase" => Box::new(PhraseQuery::new(words().collect())),
            "and" => Box::new(BooleanQuery::intersection(words().map(term).collect())),
            "or" => Box::new(BooleanQuery::union(words().map(term).collect())),
            "prefix" => Box::new(RegexQuery::from_pattern(&format!("{}.*", self.words), body).unwrap()),
            "dated" => {
                let phrase: Box<dyn Query> = Box::new(PhraseQuery::new(words().collect()));
                let year: PartialDate = self.year.unwrap().parse().unwrap();
                let field = schema.get_field("day").unwrap();
                let day = |day: dateline::article::Day| Bound::Included(Term::from_field_i64(field, day.0));
                let days: Box<dyn Query> = Box::new(RangeQuery::new(day(year.range().first), day(year.range().last)));
                Box::new(BooleanQuery::new(vec![(Occur::Must, phrase), (Occur::Must, days)]))
            }
            "facet" => term(words().next().unwrap()),
            _ => return None,
        })
    }

    fn dateline(&self) -> String {
        let words = || self.words.split(' ').map(|word| format!("={word}"));
        match self.kind.split(' ').next().unwrap() {
            "phrase" => format!("\"{}\"", self.words),
            "or" => words().collect::<Vec<_>>().join(" OR "),
            "prefix" => format!("{}*", self.words),
            "dated" => format!("\"{}\" date:{}", self.words, self.year.unwrap()),
            "speaker" => {
                let (speaker, said) = self.words.split_once(' ').unwrap();
                let date = self.year.map_or_else(String::new, |year| format!(" date:{year}"));
                format!("speaker:{speaker} said:\"{said}\"{date}")
            }
            _ => words().collect::<Vec<_>>().join(" "),
        }
    }
}

fn search(path: &Path, question: &Question<'_>) {
    let index = Index::open_in_dir(path).unwrap();
    let id = index.schema().get_field("id").unwrap();
    let searcher = index.reader().unwrap().searcher();
    let query = question.tantivy(&index).expect("a question that tantivy alone can be asked");
    for (_, address) in searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).unwrap() {
        let document: TantivyDocument = searcher.doc(address).unwrap();
        println!("{}", document.get_first(id).and_then(|value| value.as_str()).unwrap());
    }
}

/// How long each measurement may take, all its runs together.
const BUDGET: Duration = Duration::from_millis(500);

/// What is timed, and its name.
type Run<'a> = (&'a str, Box<dyn FnMut() + 'a>);

/// Medians of runs that take turns, in microseconds.
fn medians(runs: &mut [Run<'_>]) -> BTreeMap<String, f64> {
    let mut times: Vec<Vec<f64>> = runs.iter().map(|_| Vec::new()).collect();
    for (_, run) in runs.iter_mut() {
        run();
    }
    let begun = Instant::now();
    while begun.elapsed() < BUDGET || times[0].len() < 5 {
        for ((_, run), times) in runs.iter_mut().zip(&mut times) {
            let one = Instant::now();
            run();
            times.push(one.elapsed().as_secs_f64() * 1e6);
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    runs.iter().zip(times).map(|((name, _), times)| ((*name).to_owned(), median(times))).collect()
}

/// Calls `visit` with every line of the file.
fn for_each_question(queries: &Path, mut visit: impl FnMut(&Question<'_>)) {
    for line in BufReader::new(File::open(queries).unwrap()).lines().map(Result::unwrap) {
        if !line.starts_with('#') {
            let mut columns = line.split('\t');
            visit(&Question { kind: columns.next().unwrap(), words: columns.next().unwrap(), year: columns.next() });
        }
    }
}

fn ask(path: &Path, dateline: &Path, queries: &Path) {
    let index = Index::open_in_dir(path).unwrap();
    let alone = index.reader().unwrap().searcher();
    let ours = Searcher::open(Reader::open(dateline).unwrap());
    for_each_question(queries, |question| measure(question, Some((&index, &alone)), &ours));
}

fn time(dateline: &Path, queries: &Path) {
    let ours = Searcher::open(Reader::open(dateline).unwrap());
    for_each_question(queries, |question| measure(question, None, &ours));
    let mut times = Vec::new();
    for speaker in ["obama", "trump", "clinton", "bush", "smith", "johnson", "merkel", "blair", "cameron", "biden"] {
        for year in 1995..2025 {
            for phrase in ["we will", "health care", "the government", "last year", "united states"] {
                let text = format!("speaker:{speaker} said:\"{phrase}\" date:{year}");
                let request = Request::new(dateline::query::parse(&text, jiff::civil::date(2025, 6, 1)).unwrap());
                let one = Instant::now();
                black_box(ours.count_articles(&request).unwrap());
                times.push(one.elapsed().as_secs_f64() * 1e6);
            }
        }
    }
    times.sort_by(f64::total_cmp);
    let p95 = times[times.len() * 95 / 100];
    println!("{}", serde_json::json!({"kind": "speaker", "words": "95th of 100", "us": {"dateline count": p95}}));
}

fn measure(question: &Question<'_>, alone: Option<(&Index, &tantivy::Searcher)>, ours: &Searcher) {
    let text = question.dateline();
    let mut request = Request::new(dateline::query::parse(&text, jiff::civil::date(2025, 6, 1)).unwrap());
    request.limit = 10;
    let raw = alone.and_then(|(index, alone)| Some((question.tantivy(index)?, alone)));
    let by_source = Counting::by([Facet::by_name("source").unwrap()]);
    let mut runs: Vec<Run<'_>> = Vec::new();
    if question.kind == "facet" {
        let request_of: Aggregations =
            serde_json::from_str(r#"{"by": {"terms": {"field": "source", "size": 65000}}}"#).unwrap();
        runs.push((
            "dateline facet",
            Box::new(|| {
                black_box(ours.count_by(&request, &by_source).unwrap());
            }),
        ));
        if let Some((raw, alone)) = &raw {
            runs.push((
                "tantivy facet",
                Box::new(move || {
                    let collector = AggregationCollector::from_aggs(request_of.clone(), Default::default());
                    black_box(alone.search(raw, &collector).unwrap());
                }),
            ));
        }
    } else {
        runs.push((
            "dateline count",
            Box::new(|| {
                black_box(ours.count_articles(&request).unwrap());
            }),
        ));
        runs.push((
            "dateline best",
            Box::new(|| {
                black_box(ours.answer(&request).unwrap());
            }),
        ));
        runs.push((
            "dateline ten",
            Box::new(|| {
                black_box(ours.search(&request).unwrap());
            }),
        ));
        if let Some((raw, alone)) = &raw {
            runs.push((
                "tantivy count",
                Box::new(move || {
                    black_box(alone.search(raw, &Count).unwrap());
                }),
            ));
            runs.push((
                "tantivy best",
                Box::new(move || {
                    black_box(alone.search(raw, &(Count, TopDocs::with_limit(10).order_by_score())).unwrap());
                }),
            ));
            runs.push((
                "tantivy ten",
                Box::new(move || {
                    let collectors = (Count, TopDocs::with_limit(10).order_by_score());
                    let (_, hits) = alone.search(raw, &collectors).unwrap();
                    for (_, address) in hits {
                        black_box(alone.doc::<TantivyDocument>(address).unwrap());
                    }
                }),
            ));
            runs.push((
                "tantivy ten, uncounted",
                Box::new(move || {
                    black_box(alone.search(raw, &TopDocs::with_limit(10).order_by_score()).unwrap());
                }),
            ));
        }
    }
    let found = ours.count_articles(&request).unwrap();
    let by_tantivy = raw.as_ref().map(|(raw, alone)| alone.search(raw, &Count).unwrap());
    let times = medians(&mut runs);
    let line = serde_json::json!({
        "kind": question.kind, "words": question.words, "query": text, "articles": found, "of_tantivy": by_tantivy, "us": times
    });
    println!("{line}");
}
