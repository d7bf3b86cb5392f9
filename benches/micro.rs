//! The parts, one by one: analyser, extractors, readers, interval and nested queries.
//!
//!     cargo bench --bench micro                      every part
//!     cargo bench --bench micro -- query/            those with that in their name
//!
//! Texts are made here, and the index is that of `sample-corpus`: the figures say what a change does to a part, not how
//! fast an archive is searched. For that see `benches/compare`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a bench fails by panicking; criterion's macros make its functions"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::article::RawArticle;
use dateline::extract::{self, Options};
use dateline::index::analyzer::tokens;
use dateline::index::{Reader, Root, UpdateOptions, WriterOptions, update};
use dateline::lexicon::Lexicon;
use dateline::read;
use dateline::search::{Request, Searcher};
use dateline::text::Prose;
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use tempfile::TempDir;

/// Articles as papers print them, about `n` times 400 bytes of each kind.
fn text(kind: &str, n: usize) -> String {
    (0..n)
        .map(|k| match kind {
            "quotes" => format!(
                "“The dam will hold until the spring of {},” Ines Carvalho, the harbour master, told reporters. Her \
                 deputy said that nobody had asked him. “I was at home,” he added. According to Peter Hale{k}, a \
                 spokesman for the board, the mill is safe.\n\n",
                1950 + k % 60
            ),
            "places" => "Trucks left Odessa for Lyon and Paris, Texas, on their way to San Antonio, while the \
                         Kremlin and Downing Street were silent; in Springfield, Illinois, Germans and Ghanaians met.\n\n"
                .to_owned(),
            "dates" => format!(
                "On Monday, March 3, {}, two weeks after the vote of 14 February, the council met for the third time \
                 since 1998; it meets again next Friday at noon, and in the autumn.\n\n",
                1960 + k % 60
            ),
            _ => format!(
                "The mill downstream was checked twice a year, and number {k} on the list of repairs was the roof, \
                 which had let in rain for longer than most of the people who worked under it had been there.\n\n"
            ),
        })
        .collect()
}

fn raw(text: &str) -> RawArticle {
    RawArticle { text: text.to_owned(), ..RawArticle::default() }
}

fn analyser(c: &mut Criterion) {
    let mut group = c.benchmark_group("analyser");
    for kind in ["prose", "quotes"] {
        let text = text(kind, 100);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("terms of {kind}"), |b| {
            b.iter(|| {
                let mut tokens = tokens(&text);
                let mut n = 0;
                while let Some(token) = tokens.advance() {
                    n += token.term.len();
                }
                black_box(n)
            });
        });
        group.bench_function(format!("sentences and marks of {kind}"), |b| {
            b.iter(|| black_box(Prose::new(&text, Lexicon::english())));
        });
    }
}

fn extractors(c: &mut Criterion) {
    let mut group = c.benchmark_group("extract");
    for kind in ["prose", "quotes", "places", "dates"] {
        let text = text(kind, 12);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(kind, |b| b.iter(|| black_box(extract::extract(raw(&text), &Options::default()))));
    }
}

/// One article in several dresses.
fn files() -> [(&'static str, String); 5] {
    let body = text("quotes", 12);
    let paragraphs: String = body.split("\n\n").map(|part| format!("<p>{part}</p>")).collect();
    let json = serde_json::json!({"id": "1", "title": "The dam holds", "date": "1998-03-04", "text": body});
    [
        ("plain text", body.clone()),
        ("JSON lines", format!("{json}\n").repeat(8)),
        (
            "page",
            format!(
                "<!doctype html><html><head><title>The dam holds</title><meta property=\"article:published_time\" \
                 content=\"1998-03-04\"></head><body><nav><a href=/>Home</a></nav><article><h1>The dam holds</h1>\
                 {paragraphs}</article><footer>All rights reserved</footer></body></html>"
            ),
        ),
        (
            "NITF",
            format!(
                "<nitf><head><title>The dam holds</title></head><body><body.head><hedline><hl1>The dam holds</hl1>\
                 </hedline></body.head><body.content>{paragraphs}</body.content></body></nitf>"
            ),
        ),
        ("mail", format!("From: a@b.c\nSubject: The dam holds\nDate: Wed, 4 Mar 1998 10:00:00 +0000\n\n{body}")),
    ]
}

fn readers(c: &mut Criterion) {
    let mut group = c.benchmark_group("read");
    for (name, file) in files() {
        let mut n_articles = 0;
        let options = read::Options::default();
        let mut read_all = || {
            read::read_stream("x", file.as_bytes(), &options, &mut |item| {
                n_articles += usize::from(matches!(item, read::Item::Article(_)));
            })
        };
        read_all();
        group.throughput(Throughput::Bytes(file.len() as u64));
        group.bench_function(name, |b| b.iter(&mut read_all));
        assert!(n_articles > 0, "{name} is read");
    }
}

fn sample_index() -> (TempDir, Searcher) {
    let folder = tempfile::tempdir().unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus");
    let stop = AtomicBool::new(false);
    let options = UpdateOptions { writer: WriterOptions::default(), ..UpdateOptions::new(0, &stop) };
    let root = Root { path: corpus, prefix: "sample".to_owned(), ..Root::default() };
    update(folder.path(), &[root], &options, &mut |_| {}).unwrap();
    let searcher = Searcher::open(Reader::open(folder.path()).unwrap());
    (folder, searcher)
}

fn queries(c: &mut Criterion) {
    let (_folder, searcher) = sample_index();
    let mut group = c.benchmark_group("query");
    for (name, query) in [
        ("interval: word", "president"),
        ("interval: phrase", "\"the president\""),
        ("interval: near", "president NEAR/10 people"),
        ("interval: phrase near phrase", "\"the president\" NEAR/20 \"the people\""),
        ("interval: sentence", "president /s people"),
        ("interval: slop", "\"president people\"~6"),
        ("interval: wildcard", "presid*"),
        ("nested: one quote", "speaker:kennedy said:moon"),
        ("nested: phrase in a quote", "speaker:kennedy said:\"go to the moon\""),
        ("nested: no quote", "president -speaker:kennedy"),
        ("two clocks", "date:1960..1969 when:1960s"),
        ("place", "place:France"),
    ] {
        let request = Request::new(dateline::query::parse(query, jiff::civil::date(2025, 6, 1)).unwrap());
        group.bench_function(format!("count, {name}"), |b| {
            b.iter(|| black_box(searcher.count_articles(&request).unwrap()));
        });
        group.bench_function(format!("first page, {name}"), |b| {
            b.iter(|| black_box(searcher.search(&request).unwrap()));
        });
    }
}

criterion_group!(parts, analyser, extractors, readers, queries);
criterion_main!(parts);
