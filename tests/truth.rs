//! Asks the real binary, line by line, what `sample-corpus/truth.tsv` says: the right speaker finds the phrase, every
//! other speaker does not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use assert_cmd::Command;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tempfile::TempDir;

struct Line {
    file: &'static str,
    speaker: &'static str,
    phrase: &'static str,
    date: &'static str,
    place: &'static str,
}

fn truth() -> Vec<Line> {
    let lines: Vec<Line> = include_str!("../sample-corpus/truth.tsv")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| match line.split('\t').collect::<Vec<_>>()[..] {
            [file, speaker, phrase, date, place] => Line { file, speaker, phrase, date, place },
            _ => panic!("truth.tsv: five columns expected: {line}"),
        })
        .collect();
    assert!(lines.len() > 60);
    lines
}

/// An index of the sample corpus, made by the command a newcomer types.
fn indexed() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus");
    Command::cargo_bin("dateline")
        .unwrap()
        .arg("index")
        .arg(corpus)
        .arg("--index")
        .arg(folder.path())
        .assert()
        .success();
    folder
}

/// The ids that a search prints, and its whole output.
fn search(index: &TempDir, arguments: &[&str]) -> Vec<Value> {
    let mut command = Command::cargo_bin("dateline").unwrap();
    command.args(["search", "--json", "-n", "1000", "--index"]).arg(index.path()).args(arguments);
    let output = command.output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["type"] == "article")
        .collect()
}

/// What the extractor is known to get wrong stays in the table, listed with today's wrong answer: a new miss fails,
/// and so does one that is mended until its line is taken out of the list.
fn check_misses(known: &str, found: Vec<String>) {
    let known: BTreeSet<&str> = known.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    let new: Vec<_> = found.difference(&known).copied().collect();
    let mended: Vec<_> = known.difference(&found).copied().collect();
    assert!(new.is_empty(), "newly wrong:\n{}", new.join("\n"));
    assert!(mended.is_empty(), "no longer wrong, take these out of the list:\n{}", mended.join("\n"));
}

fn ids(hits: &[Value]) -> BTreeSet<String> {
    hits.iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_right_speaker_finds_it_and_nobody_else_does() {
    let index = indexed();
    let lines = truth();
    let mut wrong = Vec::new();
    for line in &lines {
        let quoted = format!("\"{}\"", line.phrase);
        let found = ids(&search(&index, &["--speaker", line.speaker, "--said", &quoted]));
        if !found.contains(&format!("sample-corpus/{}", line.file)) {
            wrong.push(format!("{}: {} is not found saying {quoted}", line.file, line.speaker));
        }
        let said_by: BTreeSet<_> = lines.iter().filter(|l| l.phrase == line.phrase).map(|l| l.speaker).collect();
        let others: Vec<String> = lines
            .iter()
            .map(|l| l.speaker)
            .filter(|speaker| !said_by.contains(speaker))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|speaker| format!("speaker:\"{speaker}\""))
            .collect();
        let query = format!("({}) said:{quoted}", others.join(" OR "));
        for id in ids(&search(&index, &[&query])) {
            wrong.push(format!("{id}: somebody other than {} is found saying {quoted}", line.speaker));
        }
    }
    check_misses(include_str!("truth_misses/speakers.txt"), wrong);
}

#[test]
fn every_dispatch_has_its_date_and_its_place() {
    let index = indexed();
    let all = search(&index, &["*"]);
    let by_id: BTreeMap<&str, &Value> = all.iter().map(|hit| (hit["id"].as_str().unwrap(), hit)).collect();
    let mut wrong = BTreeSet::new();
    for line in truth() {
        let Some(hit) = by_id.get(format!("sample-corpus/{}", line.file).as_str()) else {
            wrong.insert(format!("{} is not indexed", line.file));
            continue;
        };
        let date = hit["date"]["value"].as_str().unwrap_or("-");
        if date != line.date {
            wrong.insert(format!("{}: dated {date}, not {}", line.file, line.date));
        }
        let (_, country) = line.place.rsplit_once(", ").unwrap();
        for place in [line.place, country] {
            if !ids(&search(&index, &["--place", place])).contains(&format!("sample-corpus/{}", line.file)) {
                wrong.insert(format!("{}: not found by place {place}", line.file));
            }
        }
    }
    check_misses(include_str!("truth_misses/places.txt"), wrong.into_iter().collect());
}
