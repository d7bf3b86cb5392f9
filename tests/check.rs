//! Asks the real binary what should be looked at in an archive.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/binary.rs"]
mod binary;

use binary::dateline;
use serde_json::Value;
use std::fs;
use std::process::Output;
use tempfile::TempDir;

/// One file for each thing that can be the matter, and one with which nothing is.
fn morgue() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("morgue")).unwrap();
    for (name, text) in [
        ("fine.txt", "Bridge opens\n\nLEEDS, England, March 5, 2019 — The bridge was opened.\n"),
        ("again.txt", "Bridge opens\n\nLEEDS, England, March 5, 2019 — The bridge was opened.\n"),
        ("undated.txt", "A note on tides\n\nTides rise and fall.\n"),
        ("weekday.txt", "Talks end\n\nPARIS, March 8, 2019 — They met on Monday, March 5, 2019, and parted.\n"),
        ("future.txt", "Fair planned\n\nPARIS, March 8, 2093 — The fair will be large.\n"),
        ("frame.md", "---\ndate: 2001-05-05\n---\nStorm\n\nLONDON, March 4, 1998 — The storm passed.\n"),
        (
            "records.jsonl",
            "{\"id\": \"a\", \"title\": \"Fog\", \"text\": \"\", \"date\": \"2019-03-04\"}\n{\"id\": \"b\", \"text\": \n",
        ),
    ] {
        fs::write(folder.path().join("morgue").join(name), text).unwrap();
    }
    folder
}

fn lines(output: &Output) -> Vec<Value> {
    let stdout = String::from_utf8(output.stdout.clone()).unwrap();
    stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// "file kind" of each finding.
fn findings(output: &Output) -> Vec<String> {
    let all = lines(output);
    let (summary, findings) = all.split_last().unwrap();
    assert_eq!(summary["type"], "summary");
    assert_eq!(summary["findings"], findings.len());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    findings.iter().map(|f| format!("{} {}", text(&f["path"]).replace("morgue/", ""), text(&f["kind"]))).collect()
}

const EXPECTED: [&str; 7] = [
    "fine.txt duplicate",
    "frame.md date-conflict",
    "future.txt date-future",
    "records.jsonl empty-body",
    "records.jsonl unreadable",
    "undated.txt undated",
    "weekday.txt weekday-conflict",
];

#[test]
fn files_are_looked_at_with_and_without_an_index() {
    let folder = morgue();
    let of_files = dateline(&folder, &["check", "morgue", "--json"]);
    assert_eq!(findings(&of_files), EXPECTED, "{}", String::from_utf8_lossy(&of_files.stderr));
    assert_eq!(of_files.status.code(), Some(1));
    assert!(!folder.path().join(".dateline").exists(), "looking at files makes no index");
    dateline(&folder, &["index", "morgue"]);
    let of_index = dateline(&folder, &["check", "--json"]);
    assert_eq!(findings(&of_index), EXPECTED);
    assert_eq!(of_index.status.code(), Some(1));
}

#[test]
fn kinds_are_chosen_and_the_status_is_theirs() {
    let folder = morgue();
    let only = dateline(&folder, &["check", "morgue", "--only", "undated,duplicate", "--json"]);
    assert_eq!(findings(&only), ["fine.txt duplicate", "undated.txt undated"]);
    let duplicate = &lines(&only)[0];
    assert_eq!(duplicate["same_as"], "morgue/again.txt");
    let except = dateline(&folder, &["check", "morgue", "--only", "undated", "--except", "undated"]);
    assert_eq!((except.status.code(), except.stdout.len()), (Some(0), 0));
    let none = dateline(&folder, &["check", "morgue/fine.txt"]);
    assert_eq!(none.status.code(), Some(0), "{}", String::from_utf8_lossy(&none.stderr));
    assert_eq!(dateline(&folder, &["check", "morgue", "--only", "rain"]).status.code(), Some(2));
    let assumed = dateline(&folder, &["check", "morgue", "--only", "undated", "--assume-date", "1999"]);
    assert_eq!(assumed.status.code(), Some(0));
    let long_ago = dateline(&folder, &["check", "morgue/fine.txt", "--today", "2010-01-01", "--json"]);
    assert_eq!(findings(&long_ago), ["fine.txt date-future"]);
}

#[test]
fn a_person_reads_it_by_file() {
    let folder = morgue();
    let output = dateline(&folder, &["check", "morgue"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("morgue/weekday.txt\n  weekday-conflict  “Monday, March 5, 2019”: "), "{text}");
    assert!(String::from_utf8(output.stderr).unwrap().contains("7 findings in "), "{text}");
    let table = dateline(&folder, &["check", "morgue", "--format", "csv"]);
    let mut rows = csv::Reader::from_reader(table.stdout.as_slice());
    assert_eq!(rows.records().map(|row| row.unwrap()[3].to_owned()).filter(|kind| kind == "undated").count(), 1);
}
