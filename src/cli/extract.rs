//! `dateline extract`.

use super::args;
use crate::extract;
use crate::read::{self, Item};
use crate::render::extract_json::{self, Offsets};
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::Path;
use std::process::ExitCode;

/// Extracts every article of every input, in order, one JSON object a line.
pub(super) fn run(args: &args::Extract) -> ExitCode {
    let offsets = match args.offsets {
        args::OffsetUnit::Bytes => Offsets::Bytes,
        args::OffsetUnit::Chars => Offsets::Chars,
    };
    let options = extract::Options { assume_date: args.assume_date };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut n_failures = 0u64;
    let mut sink = |item: Item| match item {
        Item::Article(raw) => {
            let article = extract::extract(*raw, &options);
            let _ = serde_json::to_writer(&mut out, &extract_json::article(&article, offsets));
            let _ = out.write_all(b"\n");
        }
        Item::Failure(failure) => {
            n_failures += 1;
            let _ = writeln!(io::stderr(), "{failure}");
        }
    };
    let stdin = [Path::new("-").to_owned()];
    let paths = if args.paths.is_empty() { &stdin[..] } else { &args.paths };
    for path in paths {
        if path == Path::new("-") {
            read::read_jsonl("-", io::stdin().lock(), &mut sink);
        } else {
            match File::open(path) {
                Ok(file) => read::read_jsonl(&path.display().to_string(), BufReader::new(file), &mut sink),
                Err(error) => sink(Item::Failure(read::Failure {
                    path: path.display().to_string(),
                    line: None,
                    reason: error.to_string(),
                })),
            }
        }
    }
    if n_failures == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
