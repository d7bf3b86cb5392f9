//! What a person is told about a query: concordances, marks, remarks, why nothing was found, help.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use assert_cmd::Command;
use dateline::article::Day;
use dateline::extract::{Options, extract};
use dateline::index::{Manifest, Reader, Stamp, Writer, WriterOptions};
use dateline::read::{self, Item, WalkOptions};
use dateline::search::{Request, Searcher};
use serde_json::Value;
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

const REFERENCE: &str = include_str!("../docs/query.md");

const HARBOUR: &str = "Harbour strike ends\n\nROTTERDAM, March 3, 2019 — “The cranes will move again by Monday,” said Clara \
                       Visser, who leads the dock workers.\n\nThe cranes had stood still for nine days, and the harbour with \
                       them.\n";

const ARTICLES: [(&str, &str); 3] = [
    ("harbour.txt", HARBOUR),
    (
        "valley.txt",
        "Valley floods\n\nHOUSTON, May 4, 2020 — “The river will rise again,” said Mayor Ann Holt.\n\nCranes lifted cars out \
         of the harbour.\n",
    ),
    ("tides.txt", "A note on tides\n\nTides rise and fall, by the harbour and in it.\n"),
];

/// An index of the articles, made once.
fn index() -> &'static Path {
    static INDEX: OnceLock<TempDir> = OnceLock::new();
    let folder = INDEX.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let morgue = folder.path().join("morgue");
        std::fs::create_dir(&morgue).unwrap();
        for (name, text) in ARTICLES {
            std::fs::write(morgue.join(name), text).unwrap();
        }
        let mut command = Command::cargo_bin("dateline").unwrap();
        command.args(["index", "--index"]).arg(folder.path().join("index")).arg(morgue).assert().success();
        folder
    });
    folder.path()
}

/// What a command prints, remarks first.
fn told(command: &str, arguments: &[&str]) -> String {
    let output = Command::cargo_bin("dateline")
        .unwrap()
        .env_remove("DATELINE_INDEX")
        .args([command, "--index"])
        .arg(index().join("index"))
        .args(arguments)
        .output()
        .unwrap();
    let shown = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    format!("{}{}", shown(output.stderr), shown(output.stdout))
}

#[test]
fn a_concordance_has_the_words_in_a_column() {
    insta::assert_snapshot!("kwic", told("search", &["--kwic", "--sort", "oldest", "cranes OR \"the harbour\""]));
    insta::assert_snapshot!("kwic_quotes", told("search", &["--kwic", "--output", "quotes", "said:(rise OR cranes)"]));
    let error = told("search", &["--kwic", "--output", "speakers", "cranes"]);
    assert!(error.contains("hint: leave out --output"), "{error}");
}

#[test]
fn an_article_is_shown_with_what_satisfied_a_query() {
    let id = "morgue/harbour.txt";
    let shown = told("show", &[id, "\"will move\" OR nothing"]);
    assert_eq!(shown.matches("[[").count(), 1, "{shown}");
    assert!(shown.contains("“The cranes [[will move]] again by Monday,”"), "{shown}");
    assert!(told("show", &[id, "xylophone"]).contains("the query does not match this article"));

    let json: Value = serde_json::from_str(&told("show", &["--json", id, "cranes"])).unwrap();
    let offset = |pair: &Value, n: usize| pair[n].as_u64().unwrap() as usize;
    let matches: Vec<&str> =
        json["matches"].as_array().unwrap().iter().map(|pair| &HARBOUR[offset(pair, 0)..offset(pair, 1)]).collect();
    assert_eq!(matches, ["cranes", "cranes"]);
}

#[test]
fn words_quoted_for_the_shell_may_have_been_a_phrase() {
    assert!(told("search", &["the harbour cranes"]).contains("any order 2; exact phrase 0 (--phrase)"));
    assert!(told("search", &["cranes will"]).contains("any order 2; exact phrase 1 (--phrase)"));
    for other in
        [&["cranes", "will"][..], &["\"cranes will\""], &["cranes OR will"], &["cranes"], &["cranes xylophone"]]
    {
        assert!(!told("search", other).contains("exact phrase"), "{other:?}");
    }
}

#[test]
fn a_search_without_hits_says_why() {
    for (name, query) in [
        ("word", &["cranez harbour"][..]),
        ("quote", &["speaker:Vissr said:monday"]),
        ("place", &["place:Houstn", "cranes"]),
        ("clauses", &["harbour", "speaker:holt", "date:2019"]),
        ("undated", &["tides", "date:1700"]),
        ("one_quote", &["speaker:visser said:rise"]),
    ] {
        insta::assert_snapshot!(format!("no_hits_{name}"), told("search", query));
    }
}

#[test]
fn help_on_the_query_language_is_the_reference() {
    let output = Command::cargo_bin("dateline").unwrap().args(["help", "query"]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), REFERENCE);
}

#[test]
fn every_query_of_the_reference_is_answered() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus");
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), &WriterOptions::default()).unwrap();
    for entry in read::walk(&corpus, &WalkOptions::default()) {
        read::read_file(&entry.unwrap(), &read::Options::default(), &mut |item| {
            if let Item::Article(raw) = item {
                let stamp = Stamp { raw_hash: 0, added: Day(0) };
                writer.put(extract(*raw, &Options::default()), stamp, false).unwrap();
            }
        });
    }
    writer.commit(&Manifest::default(), "").unwrap();
    let searcher = Searcher::open(Reader::open(folder.path()).unwrap());
    let mut n_asked = 0;
    for style in ["```query\n", "```canonical\n"] {
        for block in REFERENCE.split(style).skip(1) {
            for line in block.split("```").next().unwrap_or_default().lines() {
                let query = line.split("  #").next().unwrap_or(line).split("  =>  ").next().unwrap_or(line).trim();
                let parsed = dateline::query::parse(query, jiff::civil::date(2025, 6, 1));
                let request = Request::new(parsed.unwrap_or_else(|error| panic!("{}", error.render(query))));
                searcher.search(&request).unwrap_or_else(|error| panic!("{query}: {error}"));
                n_asked += 1;
            }
        }
    }
    assert!(n_asked > 80, "{n_asked}");
}
