//! Asks the real binary where: places by country, region and distance, what an article is about, and counts of these.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/binary.rs"]
mod binary;

use binary::dateline;
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

/// Rows of `count --format csv` as "value articles".
fn counted(folder: &TempDir, arguments: &[&str]) -> Vec<String> {
    let output = dateline(folder, &[&["count", "--format", "csv"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    let mut rows = csv::Reader::from_reader(output.stdout.as_slice());
    rows.records().map(|row| row.unwrap()).map(|row| format!("{} {}", &row[0], &row[1])).collect()
}

#[test]
fn places_are_counted_at_the_level_asked_for() {
    let folder = archive(&ARTICLES);
    let countries = counted(&folder, &["--by", "place", "--level", "country", "*"]);
    for row in ["Ukraine 2", "Russia 1", "Georgia 1", "United States 1", "Poland 1", "(none) 1"] {
        assert!(countries.iter().any(|counted| counted == row), "{row} in {countries:?}");
    }
    let regions = counted(&folder, &["--by", "place", "--level", "region", "dateline:Atlanta"]);
    assert_eq!(regions, ["Alabama 1", "Florida 1", "Georgia 1"]);
    let cities = counted(&folder, &["--by", "place", "--level", "city", "dateline:Atlanta"]);
    assert_eq!(cities, ["Atlanta 1"]);
    let about = counted(&folder, &["--by", "focus", "--level", "country", "*"]);
    assert_eq!(about, ["Georgia 1", "Russia 1", "Ukraine 1", "United States 1", "(none) 1"]);
    let all = counted(&folder, &["--by", "place", "*"]);
    assert!(all.contains(&"Georgia, country 1".to_owned()), "namesakes are told apart: {all:?}");
    assert_eq!(dateline(&folder, &["count", "--by", "year", "--level", "city", "*"]).status.code(), Some(2));
}

#[test]
fn a_name_of_several_places_says_which_and_how_to_choose() {
    let folder = archive(&ARTICLES);
    let both = dateline(&folder, &["search", "-l", "place:Georgia"]);
    assert_eq!(answered(&both).lines().count(), 2);
    let both = told(&dateline(&folder, &["search", "place:Georgia"]));
    for part in ["place:Georgia means ", "Georgia, country (1 article)", "to choose one: place:\""] {
        assert!(both.contains(part), "{part} in {both}");
    }
    let json = answered(&dateline(&folder, &["search", "--json", "place:Georgia"]));
    let summary: Value = serde_json::from_str(json.lines().last().unwrap()).unwrap();
    let meanings = summary["notes"][0]["places"].as_array().unwrap();
    assert_eq!(meanings.len(), 2);
    let mut found = Vec::new();
    for meaning in meanings {
        let query = format!("place:\"{}\"", meaning["name"].as_str().unwrap());
        let chosen = dateline(&folder, &["search", "-l", &query]);
        found.push(answered(&chosen));
        assert_eq!(answered(&chosen).lines().count(), 1, "what the note offers works: {query}");
        assert!(!told(&dateline(&folder, &["search", &query])).contains("means"), "{query} is clear");
    }
    assert_ne!(found[0], found[1]);
    assert!(!told(&dateline(&folder, &["search", "place:Moscow"])).contains("means"), "one of them is in the archive");
    let near = told(&dateline(&folder, &["search", "near:Paris~50km"]));
    assert!(
        near.contains("near:Paris~50km takes Paris, ") && near.contains("; to choose one: near:\"Paris, "),
        "{near}"
    );
}

#[test]
fn both_clocks_are_counted_and_the_undated_are_told() {
    let folder = archive(&ARTICLES);
    assert_eq!(counted(&folder, &["--by", "year", "*"]), ["2019 1", "2021 2", "2023 1", "(none) 1"]);
    assert_eq!(counted(&folder, &["--by", "month", "date:2021"]), ["2021-06 2"]);
    assert_eq!(counted(&folder, &["--by", "day", "date:2019"]), ["2019-05-09 1"]);
    assert_eq!(counted(&folder, &["--by", "weekday", "date:2021"]), ["Tuesday 1", "Wednesday 1"]);
    let talked = counted(&folder, &["--by", "when-year", "id:orchestra.txt"]);
    assert!(talked.contains(&"2020 1".to_owned()), "next year: {talked:?}");
    let told_of = |arguments: &[&str]| told(&dateline(&folder, arguments));
    let left_out = "1 undated article";
    assert!(told_of(&["count", "--by", "year", "date:2019.."]).contains(left_out));
    assert!(told_of(&["search", "date:2019.."]).contains(left_out));
    assert!(!told_of(&["search", "date:2019..", "--undated", "include"]).contains(left_out));
    let json = answered(&dateline(&folder, &["count", "--json", "--by", "year", "date:2019.."]));
    let summary: Value = serde_json::from_str(json.lines().last().unwrap()).unwrap();
    assert_eq!(summary["undated_left_out"], 1);
    let plain = answered(&dateline(&folder, &["count", "--by", "year", "*"]));
    assert_eq!(plain, "2019    1\n2021    2\n2023    1\n(none)  1\n", "no bars in a pipe");
}

#[test]
fn dates_are_asked_for_as_people_say_them() {
    let folder = archive(&ARTICLES);
    let mut wrong = Vec::new();
    for (query, expected) in [
        ("date:2020s", "atlanta tbilisi trains"),
        ("date:2019-05", "orchestra"),
        ("date:2019-05..2021-06-01", "orchestra tbilisi"),
        ("date:\"last week\"", "atlanta tbilisi"),
        ("date:yesterday", "atlanta"),
        ("date:none", "nowhere"),
        ("-date:none date:..2021", "atlanta orchestra tbilisi"),
        ("when:2020", "orchestra"),
    ] {
        let output = dateline(&folder, &["search", "-l", "--today", "2021-06-03", query]);
        let answer = answered(&output).replace(".txt", "").lines().collect::<Vec<_>>().join(" ");
        // The week before 10 June is that of the fairs.
        let output = dateline(&folder, &["search", "-l", "--today", "2021-06-10", query]);
        let later = answered(&output).replace(".txt", "").lines().collect::<Vec<_>>().join(" ");
        let answer = if query.contains("last week") { later } else { answer };
        if answer != expected {
            wrong.push(format!("{query}: {answer:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
