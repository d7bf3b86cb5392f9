//! `dateline extract`.

use super::args;
use crate::extract;
use crate::read::{self, Item, WalkOptions};
use crate::render::extract_json::{self, Offsets};
use std::io::{self, Write};
use std::path::{MAIN_SEPARATOR, Path};
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
        Item::Skipped(skipped) => {
            let _ = writeln!(io::stderr(), "{skipped}");
        }
    };
    let reading = read::Options { format: args.from, ..read::Options::default() };
    let stdin = [Path::new("-").to_owned()];
    let paths = if args.paths.is_empty() { &stdin[..] } else { &args.paths };
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
    if n_failures == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// Paths in the output begin as the argument does.
fn as_typed(path: &Path) -> WalkOptions {
    let prefix = if path.is_dir() { Some(path) } else { path.parent() };
    let prefix = prefix.unwrap_or(Path::new("")).to_string_lossy().replace(MAIN_SEPARATOR, "/");
    let prefix = prefix.trim_start_matches("./");
    WalkOptions { prefix: if prefix == "." { String::new() } else { prefix.to_owned() }, ..WalkOptions::default() }
}
