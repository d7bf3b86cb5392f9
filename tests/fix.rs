//! Corrections through the real binary: made, searched, kept over a new index, taken back, and said where they no longer fit.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/binary.rs"]
mod binary;

use binary::{dateline, run};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const DAM: &str = "The dam\n\n7 March 1994\n\nIt was built by Ines Carvalho. Ruth Amsel watched.\n\n“The dam will hold,” Carvalho said.\n\n\
                   The mill is shut. Nobody knows why.\n";

/// An archive of two articles, indexed.
fn archive() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("dam.txt"), DAM).unwrap();
    fs::write(folder.path().join("mill.txt"), "The mill\n\n“It is shut,” Peter Hale said.\n").unwrap();
    run(folder.path(), &["index", "."]);
    folder
}

/// Speaker, words and confidence of every quote that a query finds.
fn quotes(folder: &Path, query: &str) -> Vec<(String, String, f64)> {
    let lines = run(folder, &["search", "--json", "--output", "quotes", query]);
    let hits = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    hits.filter(|hit| hit["type"] == "quote")
        .map(|hit| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            (text(&hit["speaker"]), text(&hit["said"]), hit["pieces"][0]["confidence"].as_f64().unwrap())
        })
        .collect()
}

fn speakers(folder: &Path, query: &str) -> Vec<String> {
    quotes(folder, query).into_iter().map(|(speaker, ..)| speaker).collect()
}

/// The id of the first quote of a query, as --json prints it.
fn quote_id(folder: &Path, query: &str) -> String {
    let lines = run(folder, &["search", "--json", "--output", "quotes", query]);
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    first["quote_id"].as_str().unwrap().to_owned()
}

#[test]
fn a_speaker_put_right_is_found_at_the_next_search_and_by_every_index_after() {
    let archive = archive();
    let archive = archive.path();
    let id = quote_id(archive, "said:\"dam will hold\"");
    assert_eq!(id, "dam.txt:q0");
    assert!(run(archive, &["show", "dam.txt"]).contains(&id));
    run(archive, &["fix", &id, "--speaker", "Ruth Amsel", "--note", "she said so herself"]);
    let expected = [("Ruth Amsel".to_owned(), "“The dam will hold,”".to_owned(), 1.0)];
    assert_eq!(quotes(archive, "speaker:amsel"), expected);
    assert!(quotes(archive, "speaker:carvalho").is_empty());

    // The next run has nothing to do; a new index has it to do again.
    assert!(run(archive, &["index", "."]).is_empty());
    assert_eq!(quotes(archive, "speaker:amsel"), expected);
    fs::remove_dir_all(archive.join(".dateline")).unwrap();
    run(archive, &["index", "."]);
    assert_eq!(quotes(archive, "speaker:amsel"), expected);

    // Nor does it matter where the article lies.
    fs::rename(archive.join("dam.txt"), archive.join("moved.txt")).unwrap();
    run(archive, &["index", ".", "--prune", "--force"]);
    assert_eq!(quotes(archive, "speaker:amsel"), expected);
    let line: Value = serde_json::from_str(&fs::read_to_string(archive.join("corrections.jsonl")).unwrap()).unwrap();
    assert_eq!(line["note"], "she said so herself");
    assert_eq!(run(archive, &["search", "-c", "*"]).trim(), "2", "the file of corrections is no article");
}

#[test]
fn a_rejected_quote_is_gone_until_its_line_is_taken_out() {
    let archive = archive();
    let archive = archive.path();
    run(archive, &["fix", "dam.txt:q0", "--reject"]);
    assert!(quotes(archive, "said:\"dam will hold\"").is_empty());
    run(archive, &["index", "."]);
    assert!(quotes(archive, "said:\"dam will hold\"").is_empty());
    fs::write(archive.join("corrections.jsonl"), "").unwrap();
    run(archive, &["index", "."]);
    assert_eq!(speakers(archive, "said:\"dam will hold\""), ["Ines Carvalho"]);
}

#[test]
fn a_line_written_by_hand_counts_at_the_next_run() {
    let archive = archive();
    let archive = archive.path();
    run(archive, &["fix", "dam.txt:q0", "--speaker", "Ruth Amsel"]);
    let path = archive.join("corrections.jsonl");
    let line = fs::read_to_string(&path).unwrap().replace("Ruth Amsel", "Lena Moreau");
    fs::write(&path, line.trim_end()).unwrap();
    // A correction on top of one that the index does not know yet waits for the run, and so does not change the order.
    run(archive, &["fix", "dam.txt", "--published", "1994-03-09"]);
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 2);
    run(archive, &["search", "--in", ".", "dam"]);
    assert_eq!(speakers(archive, "said:\"dam will hold\" date:1994-03-09"), ["Lena Moreau"]);
}

#[test]
fn a_missed_quote_is_added() {
    let archive = archive();
    let archive = archive.path();
    run(archive, &["fix", "dam.txt", "--quote", "The mill is shut.", "--speaker", "Ruth Amsel"]);
    assert_eq!(speakers(archive, "said:\"mill is shut\""), ["Ruth Amsel"]);
    assert_eq!(speakers(archive, "said:\"dam will hold\""), ["Ines Carvalho"]);
    let failed = dateline(archive, &["fix", "dam.txt", "--quote", "The mill burns.", "--speaker", "Ruth Amsel"]);
    assert_eq!(failed.status.code(), Some(2));
    assert_eq!(fs::read_to_string(archive.join("corrections.jsonl")).unwrap().lines().count(), 1);
}

#[test]
fn the_date_and_the_place_of_an_article_are_put_right() {
    let archive = archive();
    let archive = archive.path();
    run(archive, &["fix", "dam.txt", "--published", "1994-03-09"]);
    run(archive, &["fix", "dam.txt", "--place", "Ghent, Belgium"]);
    for _ in 0..2 {
        assert_eq!(run(archive, &["search", "-l", "date:1994-03-09 dateline:belgium"]).trim(), "dam.txt");
        assert!(run(archive, &["search", "-l", "date:1994-03-07"]).is_empty());
        assert_eq!(run(archive, &["search", "-l", "date-source:user"]).trim(), "dam.txt");
        fs::remove_dir_all(archive.join(".dateline")).unwrap();
        run(archive, &["index", "."]);
    }
}

#[test]
fn what_no_longer_fits_is_said_and_kept() {
    let archive = archive();
    let archive = archive.path();
    run(archive, &["fix", "dam.txt:q0", "--speaker", "Ruth Amsel"]);
    assert!(!run(archive, &["status"]).contains("fits"));
    fs::write(archive.join("dam.txt"), DAM.replace("will hold", "may hold")).unwrap();
    run(archive, &["index", "."]);
    let status = run(archive, &["status"]);
    assert!(status.contains("corrections.jsonl:1: dam.txt no longer fits: no article has this text"), "{status}");
    let status: Value = serde_json::from_str(&run(archive, &["status", "--json"])).unwrap();
    assert_eq!((&status["corrections"]["n"], &status["corrections"]["misfits"][0]["line"]), (&1.into(), &1.into()));
    assert_eq!(fs::read_to_string(archive.join("corrections.jsonl")).unwrap().lines().count(), 1);
    let checked = run(archive, &["check", "--only", "orphan"]);
    assert!(checked.contains("the correction of dam.txt no longer fits"), "{checked}");
}

#[test]
fn what_cannot_be_put_right_is_an_error_and_writes_nothing() {
    let archive = archive();
    let archive = archive.path();
    for arguments in [
        &["fix", "dam.txt:q0"][..],
        &["fix", "dam.txt:q0", "--speaker", "A", "--reject"],
        &["fix", "dam.txt:q0", "--speaker", " "],
        &["fix", "dam.txt:q77", "--reject"],
        &["fix", "dam.txt", "--reject"],
        &["fix", "nothing.txt:q0", "--reject"],
        &["fix", "dam.txt", "--place", "Nowhereburgh-upon-Nothing"],
        &["fix", "dam.txt", "--published", "someday"],
        &["fix", "dam.txt:q0", "--quote", "The mill is shut.", "--speaker", "A"],
    ] {
        let output = dateline(archive, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!archive.join("corrections.jsonl").exists(), "{arguments:?}");
    }
}
