//! `dateline extract`.

use super::args;
use super::terminal::{Outcome, Terminal, finish};
use crate::extract::{self, parallel};
use crate::read::{self, Item, WalkOptions};
use crate::render::extract_json::{self, Offsets};
use std::io::{self, Write};
use std::path::{MAIN_SEPARATOR, Path};
use std::process::ExitCode;

/// Text under way at once, in bytes: enough to keep every thread busy, little beside what extraction needs.
const TEXT_UNDER_WAY_BYTES: usize = 64 << 20;

/// What a thread made of an item.
enum Answer {
    /// A line of output.
    Line(Vec<u8>),
    /// Something that holds no article.
    Skipped(String),
    /// Something that could not be read.
    Failed(String),
}

/// Extracts every article of every input, in order, one JSON object a line.
pub(super) fn run(args: &args::Extract, terminal: Terminal) -> Outcome {
    let offsets = match args.offsets {
        args::OffsetUnit::Bytes => Offsets::Bytes,
        args::OffsetUnit::Chars => Offsets::Chars,
    };
    let options = extract::Options { assume_date: args.assume_date, language: args.lang };
    let mut out = terminal.stdout();
    let mut written = Ok(());
    let mut n_failures = 0u64;
    parallel::map_in_order(
        parallel::Bounds { n_threads: n_threads(args.threads), weight_max: TEXT_UNDER_WAY_BYTES },
        |item| if let Item::Article(raw) = item { raw.text.len() } else { 0 },
        |hand_out| read_all(args, hand_out),
        |item| answer(item, &options, offsets),
        |answer| {
            match answer {
                Answer::Line(line) => written = out.write_all(&line),
                Answer::Skipped(remark) => terminal.note(&remark),
                Answer::Failed(remark) => {
                    n_failures += 1;
                    terminal.note(&remark);
                }
            }
            written.is_ok()
        },
    );
    let status = if n_failures == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) };
    finish(written.and_then(|()| out.flush()), status)
}

/// The number of threads asked for, or one for each core.
fn n_threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

fn read_all(args: &args::Extract, hand_out: &mut dyn FnMut(Item) -> bool) {
    let reading = read::Options { format: args.from, ..read::Options::default() };
    let stdin = [Path::new("-").to_owned()];
    let paths = if args.paths.is_empty() { &stdin[..] } else { &args.paths };
    // Readers cannot be stopped within a file; what they still hand on is dropped.
    let mut wanted = true;
    let mut sink = |item| wanted = wanted && hand_out(item);
    for path in paths {
        if path == Path::new("-") {
            read::read_stream("-", io::stdin().lock(), &reading, &mut sink);
            continue;
        }
        for entry in read::walk(path, &as_typed(path)) {
            match entry {
                Ok(entry) => read::read_file(&entry, &reading, &mut sink),
                Err(failure) => sink(Item::Failure(failure)),
            }
        }
    }
}

fn answer(item: Item, options: &extract::Options, offsets: Offsets) -> Answer {
    match item {
        Item::Article(raw) => {
            let article = extract::extract(*raw, options);
            let mut line = extract_json::article(&article, offsets).to_string().into_bytes();
            line.push(b'\n');
            Answer::Line(line)
        }
        Item::Failure(failure) => Answer::Failed(failure.to_string()),
        Item::Skipped(skipped) => Answer::Skipped(skipped.to_string()),
    }
}

/// Paths in the output begin as the argument does.
fn as_typed(path: &Path) -> WalkOptions {
    let prefix = if path.is_dir() { Some(path) } else { path.parent() };
    let prefix = prefix.unwrap_or(Path::new("")).to_string_lossy().replace(MAIN_SEPARATOR, "/");
    let prefix = prefix.trim_start_matches("./");
    WalkOptions { prefix: if prefix == "." { String::new() } else { prefix.to_owned() }, ..WalkOptions::default() }
}
