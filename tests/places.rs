//! Asks the real binary where: places by country, region and distance, what an article is about, and counts of these.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::process::Output;
use tempfile::TempDir;

const ARTICLES: [(&str, &str); 5] = [
    (
        "trains.txt",
        "Trains stop\n\nKHARKIV, Ukraine, March 3, 2023 — Trains from Kharkiv to Chuhuiv ran late. The mayor of \
         Kharkiv blamed ice, and a minister came from Kyiv. Warsaw sent engines.\n",
    ),
    (
        "orchestra.txt",
        "Orchestra on tour\n\nMOSCOW, May 9, 2019 — The orchestra left Moscow for Kazan and Samara. Russian critics \
         were kind. It plays in Kharkiv next year.\n",
    ),
    ("tbilisi.txt", "Wine fair\n\nTBILISI, Georgia, June 1, 2021 — Growers from all over Georgia came to Tbilisi.\n"),
    (
        "atlanta.txt",
        "Peach fair\n\nATLANTA, June 2, 2021 — Growers from Georgia, Alabama and Florida met in Atlanta, the mayor said.\n",
    ),
    ("nowhere.txt", "A note on tides\n\nTides rise and fall, as the moon has it.\n"),
];

/// An archive of these files, indexed.
fn archive(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let indexed = dateline(&folder, &["index", "."]);
    assert!(indexed.status.success(), "{}", told(&indexed));
    folder
}

fn dateline(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("dateline").unwrap();
    command.current_dir(folder.path()).env_remove("DATELINE_INDEX").args(arguments).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn answered(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The names of the files that a search finds, without their ending.
fn found(folder: &TempDir, query: &str) -> String {
    let output = dateline(folder, &["search", "-l", query]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{query}: {}", told(&output));
    answered(&output).lines().map(|line| line.trim_end_matches(".txt").to_owned()).collect::<Vec<_>>().join(" ")
}

#[test]
fn places_hold_what_lies_in_them_and_are_near_each_other() {
    let folder = archive(&ARTICLES);
    let mut wrong = Vec::new();
    for (query, expected) in [
        ("place:Ukraine", "orchestra trains"),
        ("place:Europe", "orchestra trains"),
        ("place:=Ukraine", "trains"),
        ("dateline:Russia", "orchestra"),
        ("focus:Russia", "orchestra"),
        ("focus:Ukraine", "trains"),
        ("focus:Kharkiv", "trains"),
        ("focus:Poland", ""),
        ("focus:Europe -focus:Russia -focus:Georgia", "trains"),
        ("focus:\"United States\"", "atlanta"),
        ("-focus:*", "nowhere"),
        ("near:Kharkiv~50km", "orchestra trains"),
        ("near:Chuhuiv~50km", "orchestra trains"),
        ("near:Chuhuiv~5km", "trains"),
        ("near:Kyiv~20mi", "trains"),
        ("near:Kyiv~50km near:Warsaw~50km", "trains"),
        ("near:Lviv~50km", ""),
    ] {
        let answer = found(&folder, query);
        if answer != expected {
            wrong.push(format!("{query}: {answer:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_article_carries_what_it_is_about() {
    let folder = archive(&ARTICLES);
    let line = answered(&dateline(&folder, &["extract", "orchestra.txt"]));
    let article: Value = serde_json::from_str(&line).unwrap();
    let focus = article["focus"].as_array().unwrap();
    assert_eq!(focus[0]["name"], "Russia");
    assert_eq!(focus[0]["level"], "country");
    let share = focus[0]["share"].as_f64().unwrap();
    assert!((0.2..=1.0).contains(&share), "{line}");
    let shown: Value =
        serde_json::from_str(&answered(&dateline(&folder, &["show", "orchestra.txt", "--json"]))).unwrap();
    assert_eq!(shown["focus"], article["focus"], "the index gives back what was extracted");
    assert!(answered(&dateline(&folder, &["show", "orchestra.txt"])).contains("About\n    Russia "));
}
