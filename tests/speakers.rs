//! One speaker under many names, through the real binary: spellings, initials, the user's `speakers.toml` and `holders.tsv`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/binary.rs"]
mod binary;

use binary::{dateline, run};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const ARTICLES: [(&str, &str); 7] = [
    (
        "1993.txt",
        "Lisbon\n\n3 May 1993\n\nPRIME MINISTER: The dam will hold.\n\nJOURNALIST: And then?\n\nPRIME MINISTER: We wait.\n",
    ),
    (
        "1999.txt",
        "Lisbon\n\n3 May 1999\n\nPRIME MINISTER: The mill will close.\n\nJOURNALIST: And then?\n\nPRIME MINISTER: We build.\n",
    ),
    ("a.txt", "Kyiv\n\n“We hold,” Volodymyr Hrushenko said. “We wait,” Hrushenko added.\n"),
    ("b.txt", "Kyiv\n\n“We stay,” Volodymyr Khrushenko said.\n"),
    ("c.txt", "Ghent\n\n4 May 1960\n\n“The river rose,” John Smith said.\n"),
    ("d.txt", "Ghent\n\n4 May 1990\n\n“The river fell,” J. Smith said.\n"),
    ("e.txt", "Ghent\n\n“The river froze,” Jane Smith said. “It thawed,” Orbán Viktor said.\n"),
];

fn archive() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in ARTICLES {
        fs::write(folder.path().join(name), text).unwrap();
    }
    run(folder.path(), &["index", "."]);
    folder
}

fn lines(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    run(folder, arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Who is found saying what, as `speaker: words`.
fn quotes(folder: &Path, query: &str) -> Vec<String> {
    let mut found: Vec<String> = lines(folder, &["search", "--json", "--output", "quotes", query])
        .iter()
        .filter(|hit| hit["type"] == "quote")
        .map(|hit| format!("{}: {}", hit["speaker"].as_str().unwrap(), hit["said"].as_str().unwrap()))
        .collect();
    found.sort();
    found
}

/// Name, number of quotes and other names of each speaker counted.
fn speakers(folder: &Path, query: &str) -> Vec<(String, u64, Vec<String>)> {
    lines(folder, &["search", "--json", "--output", "speakers", query])
        .iter()
        .filter(|hit| hit["type"] == "speaker")
        .map(|hit| {
            let name = |value: &Value| value.as_str().unwrap().to_owned();
            let variants = hit["variants"].as_array().unwrap().iter().map(|variant| name(&variant["name"])).collect();
            (name(&hit["value"]), hit["quotes"].as_u64().unwrap(), variants)
        })
        .collect()
}

#[test]
fn spellings_of_a_full_name_are_counted_as_one() {
    let archive = archive();
    let archive = archive.path();
    let expected = [("Volodymyr Hrushenko".to_owned(), 3, vec!["Volodymyr Khrushenko".to_owned()])];
    assert_eq!(speakers(archive, "speaker:hrushenko"), expected);
    let counted = run(archive, &["count", "--by", "speaker", "speaker:khrushenko"]);
    assert!(counted.contains("Volodymyr Hrushenko"), "{counted}");
}

#[test]
fn initials_and_orders() {
    let archive = archive();
    let archive = archive.path();
    assert_eq!(
        quotes(archive, "speaker:\"john smith\""),
        ["J. Smith: “The river fell,”", "John Smith: “The river rose,”"]
    );
    assert_eq!(
        quotes(archive, "speaker:\"j. smith\""),
        ["J. Smith: “The river fell,”", "Jane Smith: “The river froze,”", "John Smith: “The river rose,”"]
    );
    assert_eq!(quotes(archive, "speaker:\"viktor orban\""), ["Orbán Viktor: “It thawed,”"]);
    let output = dateline(archive, &["search", "speaker:smith"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("speaker:smith means J. Smith (1), Jane Smith (1), John Smith (1)"), "{said}");
}

#[test]
fn an_office_is_whoever_held_it_and_else_an_office() {
    let archive = archive();
    let archive = archive.path();
    assert_eq!(speakers(archive, "speaker:\"prime minister\""), [("PRIME MINISTER".to_owned(), 4, vec![])]);
    assert!(quotes(archive, "speaker:moreau").is_empty());
    fs::write(
        archive.join("holders.tsv"),
        "office\tperson\tfrom\tto\nPrime Minister\tLena Moreau\t1990\t1995-06-30\nPrime Minister\tPeter Hale\t1995-07-01\t\n",
    )
    .unwrap();
    assert_eq!(quotes(archive, "speaker:moreau"), ["Lena Moreau: The dam will hold.", "Lena Moreau: We wait."]);
    assert_eq!(quotes(archive, "speaker:hale said:build"), ["Peter Hale: We build."]);
    assert!(quotes(archive, "speaker:moreau said:build").is_empty());
    let all = speakers(archive, "speaker:\"prime minister\"");
    assert_eq!(all, ["Lena Moreau", "Peter Hale"].map(|name| (name.to_owned(), 2, vec!["PRIME MINISTER".to_owned()])));
    assert_eq!(run(archive, &["search", "-c", "*", "--in", "."]).trim(), "7", "the user's files are no articles");
}

#[test]
fn names_are_merged_renamed_and_split_without_a_new_index() {
    let archive = archive();
    let archive = archive.path();
    let summary = |folder: &Path| lines(folder, &["search", "--json", "*"]).pop().unwrap()["user_files"].clone();
    assert_eq!(summary(archive), serde_json::json!({}));
    fs::write(
        archive.join("speakers.toml"),
        "[[merge]]\nname = \"Ruth Amsel\"\nvariants = [\"Jane Smith\", \"Orbán Viktor\"]\n\
         [[rename]]\nfrom = \"Volodymyr Khrushenko\"\nto = \"Nobody in Particular\"\n\
         [[split]]\nname = \"John Smith\"\ninto = [{ name = \"John Smith the elder\", to = \"1970\" }, \
         { name = \"John Smith the younger\", from = \"1971\" }]\n",
    )
    .unwrap();
    assert_eq!(quotes(archive, "speaker:amsel"), ["Ruth Amsel: “It thawed,”", "Ruth Amsel: “The river froze,”"]);
    assert_eq!(quotes(archive, "speaker:\"orban viktor\"").len(), 2, "one speaker under any of the names");
    assert_eq!(quotes(archive, "speaker:particular"), ["Nobody in Particular: “We stay,”"]);
    assert_eq!(quotes(archive, "speaker:elder"), ["John Smith the elder: “The river rose,”"]);
    assert!(quotes(archive, "speaker:younger").is_empty());
    let hash = summary(archive)["speakers.toml"].as_str().unwrap().to_owned();
    assert_eq!(hash, blake3::hash(&fs::read(archive.join("speakers.toml")).unwrap()).to_hex().as_str());
}

#[test]
fn every_form_shows_the_names_that_were_merged() {
    let archive = archive();
    let archive = archive.path();
    fs::write(
        archive.join("speakers.toml"),
        "[[merge]]\nname = \"Volodymyr Hrushenko the elder\"\nvariants = [\"Volodymyr Hrushenko\", \"Volodymyr Khrushenko\"]\n",
    )
    .unwrap();
    let (shown, others) = ("Volodymyr Hrushenko the elder", ["Volodymyr Hrushenko", "Volodymyr Khrushenko"]);
    for command in [
        &["count", "--by", "speaker", "speaker:hrushenko"][..],
        &["search", "--output", "speakers", "speaker:hrushenko"],
    ] {
        let run = |form: &str| run(archive, &[command, &["--format", form]].concat());
        let text = run("text");
        assert!(text.contains(shown) && text.contains(&format!("also {}", others.join(", "))), "{text}");
        let table = run("csv");
        assert!(table.lines().next().unwrap().contains(",variants"), "{table}");
        assert!(table.contains(&format!("{shown},2,3,{}", others.join("; "))), "{table}");
        let row: Value = serde_json::from_str(run("jsonl").lines().next().unwrap()).unwrap();
        assert_eq!(row["value"], shown);
        assert_eq!(
            row["variants"],
            serde_json::json!([{"name": others[0], "quotes": 2}, {"name": others[1], "quotes": 1}])
        );
    }
    let article = run(archive, &["show", "b.txt"]);
    assert!(article.contains(&format!("{shown} ({}): “We stay,”", others[1])), "{article}");
    let article: Value = serde_json::from_str(&run(archive, &["show", "b.txt", "--json"])).unwrap();
    assert_eq!(article["quotes"][0]["speaker"]["name"], shown);
    assert_eq!(article["quotes"][0]["speaker"]["mention"], others[1]);
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_with_its_line() {
    let archive = archive();
    let archive = archive.path();
    fs::write(archive.join("speakers.toml"), "[[merge]]\nname = \"A\"\nvariant = [\"B\"]\n").unwrap();
    let output = dateline(archive, &["search", "*"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("speakers.toml:3: unknown field `variant`"), "{said}");
}
