//! A run that is killed loses nothing that was committed, and the next one completes it.
//!
//! `cargo test --test kill` kills some runs over a few hundred articles made for it; `DATELINE_KILLS=200` kills more, over as
//! many articles as `DATELINE_KILL_ARTICLES` says.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking and may print what it saw")]

#[path = "common/binary.rs"]
mod binary;
#[path = "common/draw.rs"]
mod draw;

use binary::dateline;
use dateline::index::Reader;
use draw::Draw;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn number(variable: &str, default: usize) -> usize {
    std::env::var(variable).ok().map_or(default, |value| value.parse().unwrap())
}

const NAMES: [&str; 6] = ["Ada Brook", "Ben Crane", "Cai Dunn", "Dora Elm", "Eve Ford", "Finn Gale"];
const PLACES: [&str; 5] = ["Rotterdam", "Lagos", "Lima", "Osaka", "Leeds"];
const WORDS: [&str; 12] =
    ["harbour", "strike", "grain", "river", "tax", "vote", "train", "storm", "bridge", "school", "court", "mine"];

/// A made article; another version says something else.
fn story(n: usize, version: usize) -> String {
    let mut draw = Draw((n * 31 + version) as u64 + 1);
    let mut word = || WORDS[draw.below(WORDS.len())];
    let mut text = format!("The {} and the {}\n\n{}, March {}, 2019 — ", word(), word(), PLACES[n % 5], 1 + n % 28);
    for _ in 0..6 {
        let (a, b, c) = (word(), word(), word());
        let name = NAMES[(n + a.len()) % NAMES.len()];
        write!(text, "“The {a} will see the {b} again,” said {name} of the {c}. It was day {version}.\n\n").unwrap();
    }
    text
}

/// An archive half of files, half of records; `version` says how many times every third article has changed.
fn write_archive(root: &Path, n_articles: usize, version: usize) {
    fs::create_dir_all(root.join("files")).unwrap();
    let version_of = |n: usize| if n.is_multiple_of(3) { version } else { 0 };
    let mut records = String::new();
    for n in 0..n_articles {
        let text = story(n, version_of(n));
        if n % 2 == 0 {
            let record = serde_json::json!({"id": n, "text": text});
            writeln!(records, "{record}").unwrap();
        } else if version == 0 || n.is_multiple_of(3) {
            fs::write(root.join(format!("files/{n}.txt")), text).unwrap();
        }
    }
    fs::write(root.join("wires.jsonl"), records).unwrap();
}

const RUN: [&str; 5] = ["index", "--checkpoint", "1", "--index", "ix"];

/// What an index holds and that it is whole: its data hash, articles and quotes.
fn contents(desk: &Path) -> Option<(String, u64, u64)> {
    let reader = Reader::open(&desk.join("ix")).ok()?;
    let reckoning = reader.reckoning().unwrap();
    assert!(reckoning.is_even(), "{reckoning:?}");
    let mut n_quotes = 0;
    let mut n_articles = 0;
    let visit = &mut |article: dateline::article::Article| {
        n_articles += 1;
        n_quotes += dateline::index::utterances(&article).len() as u64;
    };
    reader.for_each_article(visit).unwrap();
    assert_eq!((reader.n_articles().unwrap(), reader.n_quotes().unwrap()), (n_articles, n_quotes));
    Some((reader.data_hash().unwrap(), n_articles, n_quotes))
}

/// How long an undisturbed run takes, and what it makes.
fn undisturbed(desk: &Path) -> (Duration, (String, u64, u64)) {
    let began = Instant::now();
    let output = dateline(desk, &[&RUN[..], &["lib"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (began.elapsed(), contents(desk).unwrap())
}

/// Starts a run and kills it after a while; whether it was still at work.
fn killed(desk: &Path, after: Duration) -> bool {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("dateline"));
    command.current_dir(desk).env_remove("DATELINE_INDEX").env_remove("DATELINE_USER_FILES").stderr(Stdio::null());
    let mut child = command.args(RUN).arg("lib").spawn().unwrap();
    std::thread::sleep(after);
    let was_running = child.try_wait().unwrap().is_none();
    // It may have ended in the meantime.
    let _ = child.kill();
    child.wait().unwrap();
    was_running
}

#[test]
fn a_killed_run_keeps_what_was_committed_and_the_next_completes_it() {
    let (n_kills, n_articles) = (number("DATELINE_KILLS", 12), number("DATELINE_KILL_ARTICLES", 1_500));
    let mut draw = Draw(20_260_101);
    let (mut n_running, mut n_committed) = (0, 0);
    let desk = tempfile::tempdir().unwrap();
    let desk = desk.path();
    // One half of the kills while the index is made, the other while a third of it is replaced.
    for (version, n_kills) in [(0, n_kills.div_ceil(2)), (1, n_kills / 2)] {
        let start = desk.join("start");
        if desk.join("ix").exists() {
            fs::rename(desk.join("ix"), &start).unwrap();
        }
        write_archive(&desk.join("lib"), n_articles, version);
        let reset = || {
            let _ = fs::remove_dir_all(desk.join("ix"));
            if start.exists() {
                copy(&start, &desk.join("ix"));
            }
        };
        reset();
        let (time, expected) = undisturbed(desk);
        reset();
        let mut before = contents(desk);
        for kill in 0..n_kills {
            let after = time.mul_f64(draw.below(1_000) as f64 / 1_000.0);
            n_running += usize::from(killed(desk, after));
            let now = contents(desk);
            n_committed += usize::from(now != before);
            before = now;
            // Every third is completed, the others are killed again where they were.
            if kill % 3 == 2 || kill + 1 == n_kills {
                assert_eq!(undisturbed(desk).1, expected, "after {kill} kills");
                reset();
                before = contents(desk);
            }
        }
        reset();
        assert_eq!(undisturbed(desk).1, expected);
    }
    println!("{n_kills} kills of {n_articles} articles: {n_running} while running, {n_committed} after a commit");
    assert!(n_running > 0, "every run was over before it was killed");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
