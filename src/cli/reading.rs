//! Files, folders and standard input as they are typed, read and worked on by many threads without an index.

use crate::extract::parallel;
use crate::read::{self, Item, WalkOptions};
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// Text under way at once, in bytes: enough to keep every thread busy, little beside what extraction needs.
const TEXT_UNDER_WAY_BYTES: usize = 64 << 20;

/// What is read, and by how many threads it is worked on.
pub(super) struct Input<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) format: Option<read::Format>,
    pub(super) n_threads: usize,
}

/// Hands everything read to `work`, in threads, and what comes of it to `consume`, in order, until that says stop.
pub(super) fn in_order<Out: Send>(
    input: Input<'_>,
    work: impl Fn(Item) -> Out + Sync,
    consume: impl FnMut(Out) -> bool,
) {
    parallel::map_in_order(
        parallel::Bounds { n_threads: input.n_threads, weight_max: TEXT_UNDER_WAY_BYTES },
        |item| if let Item::Article(raw) = item { raw.text.len() } else { 0 },
        |hand_out| read_all(input.paths, input.format, hand_out),
        work,
        consume,
    );
}

/// The number of threads asked for, or one for each core.
pub(super) fn n_threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

fn read_all(paths: &[PathBuf], format: Option<read::Format>, hand_out: &mut dyn FnMut(Item) -> bool) {
    let reading = read::Options { format, ..read::Options::default() };
    let stdin = [PathBuf::from("-")];
    let paths = if paths.is_empty() { &stdin[..] } else { paths };
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

/// Paths in the output begin as the argument does.
fn as_typed(path: &Path) -> WalkOptions {
    let prefix = if path.is_dir() { Some(path) } else { path.parent() };
    let prefix = prefix.unwrap_or(Path::new("")).to_string_lossy().replace(MAIN_SEPARATOR, "/");
    let prefix = prefix.trim_start_matches("./");
    WalkOptions { prefix: if prefix == "." { String::new() } else { prefix.to_owned() }, ..WalkOptions::default() }
}

/// Memory to index with where none is asked for, in bytes: a quarter of the machine's, or of what it allows this process, at
/// least 256 MB.
pub(super) fn memory() -> usize {
    const LEAST: u64 = 256_000_000;
    let mut system = sysinfo::System::new();
    system.refresh_memory();
    let allowed = system.cgroup_limits().map_or(u64::MAX, |limits| limits.total_memory);
    let quarter = system.total_memory().min(allowed) / 4;
    usize::try_from(quarter.max(LEAST)).unwrap_or(usize::MAX)
}
