//! Extraction: how fast its parts are, and time against the size of the article.
//!
//!     cargo bench --bench extract                    a minute
//!     cargo bench --bench extract -- 300             with one line of 300 MB, which needs 8 GB of memory
//!
//! The first table takes plain news apart. The second doubles the size of each kind of text that a careless rule is
//! quadratic in: quotation marks without end, one line that never breaks, thousands of people, cues upon cues. Time in
//! proportion to size shows as a ratio of two for each doubling; a quadratic rule shows four. Medians throughout, of
//! time on the processor where the system tells it.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use dateline::article::RawArticle;
use dateline::extract::{self, Options};
use dateline::lexicon::{Language, Lexicon};
use dateline::render::extract_json::{self, Offsets};
use dateline::text::Prose;
use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A kind of text: its name, the text of about that many parts, and how many make the largest size.
type Kind = (&'static str, fn(usize) -> String, usize);

const KINDS: [Kind; 9] = [
    ("plain news", news, 8_000),
    ("quotation marks", |n| "\"".repeat(n), 200_000),
    ("opening marks", |n| "“a ".repeat(n), 200_000),
    ("distinct names", names, 10_000),
    ("distinct places", |n| "In Springfield and in San Antonio, on Main Street. ".repeat(n), 10_000),
    ("one line", |n| news(n).replace('\n', " "), 40_000),
    ("cues upon cues", |n| "Ines Carvalho said he said, ".repeat(n), 20_000),
    ("labelled turns", |n| (0..n).map(|k| format!("MR. ORLOV: We wait {k}.\n\nQ: Until when?\n\n")).collect(), 10_000),
    ("one long word", |n| "x".repeat(n), 4_000_000),
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

fn raw(text: &str) -> RawArticle {
    RawArticle { text: text.to_owned(), ..RawArticle::default() }
}

/// Time this thread spent on a processor, where the system tells: neighbours on the machine then do not count.
fn on_processor() -> Option<Duration> {
    // The account is brought up to date when the processor is offered to others.
    std::thread::yield_now();
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The median of several runs.
fn median(n_runs: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..n_runs)
        .map(|_| {
            let (started, before) = (Instant::now(), on_processor());
            run();
            let elapsed = started.elapsed();
            on_processor().zip(before).map_or(elapsed, |(after, before)| after - before)
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

fn extracting(n_runs: usize, text: &str) -> Duration {
    median(n_runs, || drop(black_box(extract::extract(raw(text), &Options::default()))))
}

fn rate(text: &str, time: Duration) -> f64 {
    text.len() as f64 / 1e6 / time.as_secs_f64()
}

/// What the parts take that can be asked for alone, over articles of a usual length.
fn parts() {
    const N_RUNS: usize = 9;
    const N_ARTICLES: usize = 400;
    let text = news(12);
    let article = extract::extract(raw(&text), &Options::default());
    let whole: String = text.repeat(N_ARTICLES);
    let each = |run: &dyn Fn()| median(N_RUNS, || (0..N_ARTICLES).for_each(|_| run()));
    let rows: [(&str, Duration); 6] = [
        (
            "language",
            each(&|| {
                black_box(Language::of_text(&text));
            }),
        ),
        ("tokens", each(&|| drop(black_box(Prose::new(&text, Lexicon::english()))))),
        ("tokens, dates", each(&|| drop(black_box(extract::dates(&article))))),
        ("focus", each(&|| drop(black_box(extract::focus(&article.places))))),
        ("all of it", each(&|| drop(black_box(extract::extract(raw(&text), &Options::default()))))),
        ("JSON", each(&|| drop(black_box(extract_json::line(&article, Offsets::Bytes))))),
    ];
    println!("{:>16} {:>10}", "part", "MB/s");
    for (name, time) in rows {
        println!("{name:>16} {:>10.1}", rate(&whole, time));
    }
}

fn sizes((name, text, n): Kind) {
    const N_RUNS: usize = 5;
    const DOUBLINGS: u32 = 4;
    let mut before: Option<Duration> = None;
    print!("{name:>16}");
    for shift in (0..DOUBLINGS).rev() {
        let text = text(n >> shift);
        let time = extracting(N_RUNS, &text);
        print!(" {:>8.1}", rate(&text, time));
        if let Some(before) = before.replace(time) {
            print!(" ({:.2})", time.as_secs_f64() / before.as_secs_f64());
        }
    }
    println!();
}

/// One article of a single line, in sizes up to `megabytes`.
fn long_line(megabytes: usize) {
    let paragraph = news(100).replace('\n', " ");
    let mut before: Option<Duration> = None;
    for size in [megabytes / 4, megabytes / 2, megabytes] {
        let text = paragraph.repeat((size << 20).div_ceil(paragraph.len()));
        let time = extracting(1, &text);
        let ratio = before.replace(time).map(|before| time.as_secs_f64() / before.as_secs_f64());
        println!(
            "{:>13} MB {:>8.1} {}",
            text.len() >> 20,
            rate(&text, time),
            ratio.map_or(String::new(), |it| format!("({it:.2})"))
        );
    }
}

fn main() {
    // The lists and the gazetteer are read at first use.
    extracting(1, &news(1));
    parts();
    println!("\n{:>16} MB/s at an eighth, a quarter, a half and the whole; (time against half the size)", "text");
    KINDS.into_iter().for_each(sizes);
    if let Some(megabytes) = std::env::args().skip(1).find_map(|argument| argument.parse().ok()) {
        println!("\n{:>16} MB/s; (time against half the size)", "one line of");
        long_line(megabytes);
    }
}
