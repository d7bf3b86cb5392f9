//! Places of the user's own, through the real binary: found in articles before all others, searched for by what holds them,
//! and taken up by the next run of `index`, which extracts no more than it must.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/binary.rs"]
mod binary;

use binary::{dateline, run};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const ARTICLES: [(&str, &str); 4] = [
    ("sluice.txt", "The gate\n\nWorkers opened the gate at Brennik Sluice on Tuesday. Nobody was hurt.\n"),
    ("ward.txt", "BRENNIK WARD — The market in Brennik Ward stayed shut. Engineers came from Ghent.\n"),
    ("ohio.txt", "The fair\n\nThe fair opened in Springfield, Ohio. Farmers came to Springfield by bus.\n"),
    ("other.txt", "The mill\n\nThe mill in Springfield burned down. It stood there for a century.\n"),
];

const PLACES: &str = "name\tlat\tlon\tcountry\tparent\n\
                      Brennik Sluice|The Sluice\t51.06\t3.73\tBE\tBrennik Ward\n\
                      Brennik Ward\t51.05\t3.72\tBE\tGhent\n\
                      Springfield\t51.10\t3.80\tBE\tGhent\n";

fn archive(places: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in ARTICLES {
        fs::write(folder.path().join(name), text).unwrap();
    }
    fs::write(folder.path().join("places.tsv"), places).unwrap();
    run(folder.path(), &["index", "."]);
    folder
}

/// The files of the articles that a query finds.
fn found(folder: &Path, query: &str) -> Vec<String> {
    let output = dateline(folder, &["search", "-l", query]);
    let mut files: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    files.sort();
    files
}

/// What `extract` says of the places of a file, as "printed: name rule country".
fn extracted(folder: &Path, file: &str) -> Vec<String> {
    let line = run(folder, &["extract", file]);
    let article: Value = serde_json::from_str(line.trim()).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let places = article["places"].as_array().unwrap().iter();
    places
        .map(|p| format!("{}: {} {} {}", text(&p["text"]), text(&p["name"]), text(&p["rule"]), text(&p["country"])))
        .collect()
}

/// What a run of `index` says it did.
fn indexed(folder: &Path) -> String {
    let output = dateline(folder, &["index", "."]);
    assert!(output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_place_of_the_users_is_found_by_its_names_and_by_all_that_holds_it() {
    let archive = archive(PLACES);
    let archive = archive.path();
    assert_eq!(extracted(archive, "sluice.txt"), ["Brennik Sluice: Brennik Sluice user BE"]);
    for (query, files) in [
        ("place:\"The Sluice\"", vec!["sluice.txt"]),
        ("place:\"brennik sluice, brennik ward\"", vec!["sluice.txt"]),
        ("place:\"Brennik Ward\"", vec!["sluice.txt", "ward.txt"]),
        ("place:=\"Brennik Ward\"", vec!["ward.txt"]),
        ("dateline:\"Brennik Ward\"", vec!["ward.txt"]),
        ("focus:=\"Brennik Ward\"", vec!["ward.txt"]),
        ("place:Belgium", vec!["other.txt", "sluice.txt", "ward.txt"]),
        ("near:\"Brennik Ward\"~2km -place:=\"Brennik Ward\"", vec!["sluice.txt"]),
        ("near:Ghent~9km", vec!["other.txt", "sluice.txt", "ward.txt"]),
    ] {
        assert_eq!(found(archive, query), files, "{query}");
    }
    let counted = run(archive, &["count", "--by", "place", "place:\"Brennik Ward\""]);
    assert!(counted.contains("Brennik Sluice") && counted.contains("Brennik Ward"), "{counted}");
    let by_country = run(archive, &["count", "--by", "place", "--level", "country", "*"]);
    assert!(by_country.lines().any(|line| line.contains("Belgium") && line.contains('3')), "{by_country}");
}

#[test]
fn a_listed_name_means_the_listed_place_unless_the_article_says_where() {
    let archive = archive(PLACES);
    let archive = archive.path();
    assert_eq!(extracted(archive, "other.txt"), ["Springfield: Springfield user BE"]);
    let ohio = extracted(archive, "ohio.txt");
    assert!(ohio.len() >= 3 && ohio.iter().all(|place| place.ends_with("US")), "{ohio:?}");
    assert_eq!(found(archive, "place:Ohio"), ["ohio.txt"]);
}

#[test]
fn a_changed_file_makes_anew_only_the_articles_that_name_what_changed() {
    let archive = archive(PLACES);
    let archive = archive.path();
    let quiet = indexed(archive);
    assert!(!quiet.contains("indexed 1"), "{quiet}");
    // The ward moves, and with it what lies in it; the other two articles stay.
    fs::write(archive.join("places.tsv"), PLACES.replace("Brennik Ward\t51.05\t3.72", "Brennik Ward\t50.05\t3.72"))
        .unwrap();
    let output = dateline(archive, &["search", "-l", "place:Belgium"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("another places.tsv"), "{told}");
    let told = indexed(archive);
    assert!(told.contains("2 articles"), "{told}");
    assert_eq!(found(archive, "near:\"Brennik Ward\"~2km"), ["ward.txt"]);
    // Without the file the names are GeoNames' again, and what only the file knew is no place.
    fs::remove_file(archive.join("places.tsv")).unwrap();
    let told = indexed(archive);
    assert!(told.contains("articles"), "{told}");
    assert_eq!(found(archive, "place:\"Brennik Ward\""), Vec::<String>::new());
    assert_eq!(found(archive, "place:Ohio"), ["ohio.txt"]);
    assert_eq!(found(archive, "place:\"United States\""), ["ohio.txt", "other.txt"]);
    let again = dateline(archive, &["search", "-l", "place:Ohio"]);
    assert!(!String::from_utf8(again.stderr).unwrap().contains("places.tsv"));
}

#[test]
fn a_place_put_right_moves_with_its_line() {
    let archive = archive(PLACES);
    let archive = archive.path();
    run(archive, &["fix", "ohio.txt", "--place", "Springfield, Missouri"]);
    run(archive, &["fix", "ohio.txt", "--place", "Brennik Ward"]);
    let quiet = indexed(archive);
    assert!(!quiet.contains("indexed 1"), "{quiet}");
    // Two articles name what moves, and one, whose text does not, is filed from it.
    let moved = PLACES.replace("Brennik Ward\t51.05\t3.72", "Brennik Ward\t50.05\t3.62");
    fs::write(archive.join("places.tsv"), &moved).unwrap();
    let told = indexed(archive);
    assert!(told.contains("3 articles"), "{told}");
    assert_eq!(found(archive, "dateline:\"Brennik Ward\""), ["ohio.txt", "ward.txt"]);
    // What it was filed from before no longer matters, nor does another place.
    fs::write(archive.join("places.tsv"), moved.replace("51.10\t3.80", "51.11\t3.80")).unwrap();
    let told = indexed(archive);
    assert!(told.contains("2 articles"), "{told}");
}

#[test]
fn a_line_that_cannot_be_used_is_told_and_nothing_is_changed() {
    let archive = archive(PLACES);
    let archive = archive.path();
    fs::write(archive.join("places.tsv"), format!("{PLACES}Mill Lane\t51,05\t3.72\tBE\nWest Ward\t51\t3\tXY\n"))
        .unwrap();
    for command in [&["index", "."][..], &["search", "place:Ghent"], &["extract", "ward.txt"]] {
        let output = dateline(archive, command);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("places.tsv:5: latitude `51,05` is no number of degrees; write it as 51.05"), "{told}");
        assert!(told.contains("places.tsv:6: `XY` is no country") && told.contains("hint: "), "{told}");
    }
    fs::write(archive.join("places.tsv"), PLACES).unwrap();
    assert_eq!(found(archive, "dateline:\"Brennik Ward\""), ["ward.txt"]);
}

#[test]
fn an_article_is_filed_by_hand_from_a_place_of_the_users() {
    let archive = archive(PLACES);
    let archive = archive.path();
    run(archive, &["fix", "other.txt", "--place", "The Sluice"]);
    assert_eq!(found(archive, "dateline:\"Brennik Ward\""), ["other.txt", "ward.txt"]);
    let shown = run(archive, &["show", "other.txt"]);
    assert!(shown.contains("Brennik Sluice, BE"), "{shown}");
}
