//! `dateline extract`.

use super::args;
use super::reading;
use super::terminal::{Outcome, Terminal, finish};
use super::user_files::UserFiles;
use crate::extract;
use crate::read::Item;
use crate::render::extract_json::{self, Offsets};
use std::io::Write;
use std::process::ExitCode;

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
    let places = UserFiles::here()?.map(|files| files.places()).transpose()?.unwrap_or_default();
    let atlas = places.atlas().clone();
    let options = extract::Options { assume_date: args.assume_date, language: args.lang, atlas };
    let mut out = terminal.data();
    let mut written = Ok(());
    let mut n_failures = 0u64;
    reading::in_order(
        reading::Input { paths: &args.paths, format: args.from, n_threads: reading::n_threads(args.threads) },
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

fn answer(item: Item, options: &extract::Options, offsets: Offsets) -> Answer {
    match item {
        Item::Article(raw) => {
            let article = extract::extract(*raw, options);
            Answer::Line(extract_json::line(&article, offsets))
        }
        Item::Failure(failure) => Answer::Failed(failure.to_string()),
        Item::Skipped(skipped) => Answer::Skipped(skipped.to_string()),
    }
}
