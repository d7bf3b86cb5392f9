//! Extraction against the size of the article: every kind of text at three sizes, each twice the one before.
//!
//!     cargo bench --bench extract
//!
//! Time in proportion to size shows as the same MB/s down a row. The texts are those that a careless rule is quadratic
//! in: quotation marks without end, one line that never breaks, thousands of people, cues upon cues; and plain news.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use dateline::article::RawArticle;
use dateline::extract::{Options, extract};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A kind of text: its name, and the text of about that many parts.
type Kind = (&'static str, fn(usize) -> String, usize);

const KINDS: [Kind; 8] = [
    ("plain news", news, 4_000),
    ("quotation marks", |n| "\"".repeat(n), 100_000),
    ("opening marks", |n| "“a ".repeat(n), 100_000),
    ("distinct names", names, 10_000),
    ("one line", |n| news(n).replace('\n', " "), 20_000),
    ("cues upon cues", |n| "Ines Carvalho said he said, ".repeat(n), 20_000),
    ("labelled turns", |n| (0..n).map(|k| format!("MR. ORLOV: We wait {k}.\n\nQ: Until when?\n\n")).collect(), 10_000),
    ("one long word", |n| "x".repeat(n), 1_000_000),
];

fn news(n: usize) -> String {
    (0..n)
        .map(|k| {
            format!(
                "The dam at Brackwater was built in {}, Ines Carvalho said on Monday. “It will hold,” she told \
                 reporters, adding that the mill downstream was checked twice a year.\n\nAccording to Peter Hale, a \
                 spokesman for the harbour board, nobody in Moscow was asked.\n\n",
                1900 + k % 100
            )
        })
        .collect()
}

fn names(n: usize) -> String {
    (0..n)
        .map(|k| format!("Anna Berg{k} met Peter Holm{k}. “I am here,” Holm{k} said; he had come late.\n\n"))
        .collect()
}

/// The shortest of several runs.
fn time(text: &str) -> Duration {
    const RUNS: usize = 3;
    let run = || {
        let raw = RawArticle { text: text.to_owned(), ..RawArticle::default() };
        let started = Instant::now();
        black_box(extract(raw, &Options::default()));
        started.elapsed()
    };
    (0..RUNS).map(|_| run()).min().unwrap_or_default()
}

fn main() {
    // The lists and the gazetteer are read at first use.
    time(&news(1));
    println!(
        "{:>16} {:>12} {:>12} {:>12}   MB/s at a quarter, a half and the whole of the size",
        "", "1/4", "1/2", "1"
    );
    for (name, text, n) in KINDS {
        let rates: Vec<String> = [n / 4, n / 2, n]
            .into_iter()
            .map(|n| {
                let text = text(n);
                format!("{:>12.1}", text.len() as f64 / 1e6 / time(&text).as_secs_f64())
            })
            .collect();
        println!("{name:>16} {}", rates.join(" "));
    }
}
