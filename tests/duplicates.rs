//! Copies and versions over the real binary: shown together, counted, never dropped.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/binary.rs"]
mod binary;

use binary::{dateline, run};
use dateline::index::schema::FORMAT_VERSION;
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

/// A story long enough to be known by its words: the same sentences about another town for each `town`.
fn story(town: &str) -> String {
    let sentences = [
        "The river rose four metres in a night and stood in the cellars of the old quarter by morning",
        "Crews carried sandbags to the quay while the market hall was cleared of everything that could float",
        "A baker who has worked beside the bridge since his youth said he had never seen such brown water",
        "The schools stay shut until the engineers have looked at every wall below the line of the flood",
        "Two farms upstream lost their hay and one of them a barn that had stood for a hundred winters",
        "Nobody was hurt, but the ferry tore loose and was found on a meadow far below the last lock",
        "The council meets on Thursday to ask who left the upper sluice open and why no siren was heard",
    ];
    sentences.map(|sentence| format!("In {town}: {sentence}.")).join(" ")
}

/// One wire story in three papers, one of them a corrected one; a story about another town.
fn morgue() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("morgue")).unwrap();
    let record = |id: &str, source: &str, title: &str, date: &str, text: &str| {
        serde_json::json!({"id": id, "source": source, "title": title, "date": date, "text": text}).to_string()
    };
    let wire = story("Lindow");
    let cut = &wire[..wire.find("Two farms").unwrap()];
    let corrected = wire.replace("four metres", "14 metres");
    let lines = [
        record("echo", "The Echo", "A night of water in Lindow", "1998-03-05", &wire),
        record("wire", "Courier Agency", "River floods old quarter of Lindow", "1998-03-04", &wire),
        record("mail", "The Mail", "Flood: sluice open?", "1998-03-06", cut),
        record("wire2", "Courier Agency", "CORRECTED-River floods old quarter of Lindow", "1998-03-05", &corrected),
        record("other", "The Echo", "Harbour opens in Ports", "1998-03-04", &"Rain fell on the harbour. ".repeat(9)),
    ];
    fs::write(folder.path().join("morgue/wire.jsonl"), lines.join("\n")).unwrap();
    folder
}

fn indexed() -> TempDir {
    let folder = morgue();
    run(&folder, &["index", "morgue"]);
    folder
}

/// The lines that begin a file of the name in `morgue`, and the others, as two indexes, and all as a third; how to ask both, and it.
fn parted(folder: &TempDir, n_first: usize) -> [Vec<&'static str>; 2] {
    let path = folder.path().join("morgue/wire.jsonl");
    let lines = fs::read_to_string(&path).unwrap();
    let (first, others): (Vec<_>, Vec<_>) = lines.lines().enumerate().partition(|(n, _)| *n < n_first);
    fs::remove_file(path).unwrap();
    for (name, part) in [("first", first), ("others", others)] {
        let part: Vec<&str> = part.into_iter().map(|(_, line)| line).collect();
        fs::write(folder.path().join(format!("morgue/{name}.jsonl")), part.join("\n")).unwrap();
    }
    run(folder, &["index", "--index", "one", "morgue/first.jsonl"]);
    run(folder, &["index", "--index", "two", "morgue/others.jsonl"]);
    run(folder, &["index", "--index", "all", "morgue"]);
    [vec!["--index", "one", "--index", "two"], vec!["--index", "all"]]
}

/// What a search says of its hits, without what is said of the index.
fn hits(folder: &TempDir, arguments: &[&[&str]]) -> Vec<Value> {
    let arguments = [&["search", "--json"], arguments.concat().as_slice()].concat();
    let mut hits = lines(&run(folder, &arguments));
    hits.retain(|line| line["type"] == "article" || line["type"] == "quote");
    hits
}

#[test]
fn several_indexes_have_the_copies_of_one() {
    for n_first in 1..5 {
        let folder = morgue();
        let [several, one] = parted(&folder, n_first);
        for query in ["*", "flood", "id:*wire*", "date:1998-03-05", "said:water OR ferry"] {
            for how in [&[][..], &["--group", "none"], &["--versions", "all"], &["--output", "quotes"]] {
                let expected = hits(&folder, &[&one, how, &[query]]);
                assert_eq!(hits(&folder, &[&several, how, &[query]]), expected, "{n_first} {query} {how:?}");
            }
        }
        for by in ["source", "year"] {
            let counts = |index: &[&str]| run(&folder, &[&["count", "--by", by], index, &["*"]].concat());
            assert_eq!(counts(&several), counts(&one), "{n_first} {by}");
        }
        let shown = |index: &[&str], id: &str| run(&folder, &[&["show"], index, &[id]].concat());
        let id = if n_first > 1 { "first.jsonl#wire" } else { "others.jsonl#wire" };
        assert_eq!(shown(&several, id), shown(&one, id));
    }
}

#[test]
fn copies_across_indexes_are_those_of_what_these_hold_now() {
    let folder = morgue();
    let [several, _] = parted(&folder, 2);
    let ids = |index: &[&str]| found(&folder, &[index, &["*"]].concat());
    assert_eq!(ids(&several), ["other", "wire2"]);
    let joined = || {
        let all = fs::read_dir(folder.path().join(format!("one/format-{FORMAT_VERSION}"))).unwrap();
        let mut all: Vec<String> = all.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        all.retain(|name| name.starts_with("joined"));
        all
    };
    let before = joined();
    assert_eq!(before.len(), 1);
    ids(&several);
    assert_eq!(joined(), before);
    let others = folder.path().join("morgue/others.jsonl");
    let told = fs::read_to_string(&others).unwrap();
    let left: Vec<&str> = told.lines().filter(|line| !line.contains("\"wire2\"")).collect();
    fs::write(&others, left.join("\n")).unwrap();
    run(&folder, &["index", "--index", "two", "morgue/others.jsonl"]);
    assert_eq!(ids(&several), ["other", "wire"]);
    // Of the same indexes there is one file, and none once the first has changed.
    assert!(joined().len() == 1 && joined() != before);
    let first = folder.path().join("morgue/first.jsonl");
    fs::write(&first, fs::read_to_string(&first).unwrap().replace("1998-03-04", "1998-03-03")).unwrap();
    run(&folder, &["index", "--index", "one", "morgue/first.jsonl"]);
    assert_eq!(joined(), Vec::<String>::new());
    assert_eq!(ids(&several), ["other", "wire"]);
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The records that a search lists, sorted.
fn found(folder: &TempDir, arguments: &[&str]) -> Vec<String> {
    let arguments = [&["search", "--json"], arguments].concat();
    let all = lines(&run(folder, &arguments));
    let hits = all.iter().filter(|line| line["type"] == "article");
    let mut ids: Vec<String> = hits.map(|hit| record_of(&hit["id"])).collect();
    ids.sort();
    ids
}

fn record_of(id: &Value) -> String {
    id.as_str().unwrap().rsplit_once('#').unwrap().1.to_owned()
}

#[test]
fn one_stands_for_its_copies_and_its_earlier_version() {
    let folder = indexed();
    assert_eq!(found(&folder, &["*"]), ["other", "wire2"]);
    assert_eq!(found(&folder, &["*", "--versions", "all"]), ["other", "wire", "wire2"]);
    assert_eq!(found(&folder, &["*", "--group", "none"]), ["echo", "mail", "other", "wire2"]);
    let all = ["echo", "mail", "other", "wire", "wire2"];
    assert_eq!(found(&folder, &["*", "--group", "none", "--versions", "all"]), all);
    // What alone matches is shown, and says that it no longer holds.
    assert_eq!(found(&folder, &["\"four metres\" source:Courier"]), ["wire"]);
    let text = run(&folder, &["search", "\"four metres\" source:Courier"]);
    assert!(text.contains("superseded by morgue/wire.jsonl#wire2"), "{text}");
}

#[test]
fn what_is_folded_is_named_and_counted() {
    let folder = indexed();
    let output = dateline(&folder, &["search", "siren"]);
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(out.contains("+ 1 other version: morgue/wire.jsonl#wire (1998-03-04)"), "{out}");
    assert!(out.contains("+ 1 copy in: The Echo") && !out.contains("The Mail"), "the cut one has no siren: {out}");
    assert!(err.contains("1 article; 2 more are copies or other versions of these"), "{err}");
    let all = lines(&run(&folder, &["search", "--json", "flood"]));
    let [hit, summary] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((&summary["total"], &summary["distinct"]), (&4.into(), &1.into()));
    assert_eq!((&hit["group"]["standing"], &hit["group"]["more_copies"]), (&"current".into(), &0.into()));
    let copies: Vec<String> = hit["group"]["copies"].as_array().unwrap().iter().map(|c| record_of(&c["id"])).collect();
    assert_eq!(copies, ["echo", "mail"]);
    assert_eq!(record_of(&hit["group"]["versions"][0]["id"]), "wire");
    assert_eq!(run(&folder, &["search", "-c", "flood"]).trim(), "4", "a number of articles stays one");
}

#[test]
fn a_quote_in_copies_of_its_article_is_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("morgue")).unwrap();
    let said = "“We heard no siren at all,” said Ada Rowe. “Not one,” said Tom Ides. “Not one,” said Tom Ides again.";
    let wire = format!("{} {said}", story("Lindow"));
    let record = |id: &str, source: &str, title: &str, date: &str, text: &str| {
        serde_json::json!({"id": id, "source": source, "title": title, "date": date, "text": text}).to_string()
    };
    let lines = [
        record("echo", "The Echo", "A night of water", "1998-03-05", &wire),
        record("wire", "Courier Agency", "River floods old quarter of Lindow", "1998-03-04", &wire),
        record(
            "wire2",
            "Courier Agency",
            "CORRECTED-River floods old quarter of Lindow",
            "1998-03-05",
            &wire.replace("Not one", "Not a single one"),
        ),
        record("other", "The Echo", "A siren test", "1998-04-04", "“We heard no siren at all,” said Ben Crane."),
    ];
    fs::write(folder.path().join("morgue/wire.jsonl"), lines.join("\n")).unwrap();
    run(&folder, &["index", "morgue"]);
    let quotes = |arguments: &[&str]| {
        let all = lines_of(&folder, &[&["search", "--json", "--output", "quotes"], arguments].concat());
        let ids = all.iter().filter(|line| line["type"] == "quote").map(|line| record_of(&line["id"]));
        let mut ids: Vec<String> = ids.collect();
        ids.sort();
        (ids, all.last().unwrap().clone())
    };
    // One of the last version stands for those of its copies; who says the same elsewhere is somebody else.
    let (ids, summary) = quotes(&["said:siren"]);
    assert_eq!(ids, ["other", "wire2"]);
    assert_eq!((&summary["total"], &summary["distinct"]), (&4.into(), &2.into()));
    let text = run(&folder, &["search", "--output", "quotes", "said:siren source:Courier"]);
    assert!(text.contains("+ 1 other version: morgue/wire.jsonl#wire"), "{text}");
    // Words that were changed are other words; what is said twice in an article is so in each.
    let (ids, _) = quotes(&["speaker:Ides"]);
    assert_eq!(ids, ["wire", "wire", "wire2", "wire2"]);
    let (ids, _) = quotes(&["speaker:Ides", "--group", "none", "--versions", "all"]);
    assert_eq!(ids.len(), 6);
    assert_eq!(run(&folder, &["search", "-c", "--output", "quotes", "said:siren"]).trim(), "4");
}

fn lines_of(folder: &TempDir, arguments: &[&str]) -> Vec<Value> {
    lines(&run(folder, arguments))
}

#[test]
fn the_first_page_is_as_long_as_it_was_asked_for() {
    let folder = indexed();
    let page = |offset: &str| found(&folder, &["*", "-n", "1", "--offset", offset, "--sort", "newest"]);
    assert_eq!([page("0"), page("1"), page("2")], [vec!["wire2".to_owned()], vec!["other".to_owned()], vec![]]);
}

#[test]
fn counts_give_articles_and_distinct_ones() {
    let folder = indexed();
    let all = lines(&run(&folder, &["count", "--by", "source", "--json", "*"]));
    let row = |value: &str| all.iter().find(|line| line["value"] == value).unwrap();
    assert_eq!((&row("Courier Agency")["articles"], &row("Courier Agency")["distinct"]), (&2.into(), &1.into()));
    assert_eq!((&row("The Echo")["articles"], &row("The Echo")["distinct"]), (&2.into(), &2.into()));
    let summary = all.last().unwrap();
    assert_eq!((&summary["articles"], &summary["distinct"]), (&5.into(), &2.into()));
    let csv = run(&folder, &["count", "--by", "year", "--format", "csv", "*"]);
    assert_eq!(csv.lines().nth(1), Some("1998,5,,,2,,1998-03-04,1998-03-06,,,,"));
    let text = run(&folder, &["count", "--by", "month", "*"]);
    assert_eq!(text.trim(), "1998-03  5  (2 distinct)");
}

#[test]
fn show_check_and_status_know_the_same_groups() {
    let folder = indexed();
    let text = run(&folder, &["show", "morgue/wire.jsonl#mail"]);
    assert!(text.contains("+ 3 copies in: Courier Agency"), "{text}");
    let shown = lines(&run(&folder, &["show", "morgue/wire.jsonl#wire", "--json"]));
    assert_eq!(record_of(&shown[0]["group"]["latest"]), "wire2");
    let of_index = run(&folder, &["check", "--only", "duplicate", "--format", "csv"]);
    let of_files = run(&folder, &["check", "morgue", "--only", "duplicate", "--format", "csv"]);
    let ids = |csv: &str| {
        csv.lines()
            .skip(1)
            .map(|line| line.split("wire.jsonl#").nth(1).unwrap().split(',').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&of_index), ["echo", "mail", "wire2"]);
    assert_eq!(ids(&of_index), ids(&of_files));
    assert!(of_index.contains("nearly the same text as"), "{of_index}");
    let status = lines(&run(&folder, &["status", "--json"]));
    let groups = serde_json::json!({"distinct": 2, "groups": 1, "copies": 4, "superseded": 1, "retracted": 0});
    assert_eq!(status[0]["groups"], groups);
    let text = run(&folder, &["status"]);
    assert!(text.contains("2 articles: 4 are copies in 1 groups, 1 superseded, 0 retracted"), "{text}");
}

#[test]
fn groups_follow_what_is_added_changed_and_taken_out() {
    let folder = morgue();
    let path = folder.path().join("morgue/wire.jsonl");
    let whole = fs::read_to_string(&path).unwrap();
    let write = |n: usize| fs::write(&path, whole.lines().take(n).collect::<Vec<_>>().join("\n")).unwrap();
    let groups = || lines(&run(&folder, &["status", "--json"]))[0]["groups"]["copies"].clone();
    for (n, copies) in [(1, 0), (3, 3), (5, 4), (2, 2)] {
        write(n);
        run(&folder, &["index", "morgue"]);
        assert_eq!(groups(), copies, "{n} records");
    }
    run(&folder, &["forget", "morgue/wire.jsonl#echo"]);
    assert_eq!(groups(), 0);
    assert_eq!(found(&folder, &["*"]), ["wire"]);
}

#[test]
fn any_number_of_threads_makes_the_same_groups() {
    let answer = |threads: &str| {
        let folder = morgue();
        run(&folder, &["index", "morgue", "--threads", threads]);
        run(&folder, &["search", "--json", "*", "--today", "2000-01-01"]).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let (one, four) = (answer("1"), answer("4"));
    assert!(one[0].contains("\"copies\":[{"), "{}", one[0]);
    assert_eq!(one[..2], four[..2]);
}

#[test]
fn what_is_lost_of_the_groups_is_said_and_made_again() {
    for damage in [&|path: &std::path::Path| fs::remove_file(path).unwrap(), &|path: &std::path::Path| {
        fs::write(path, b"no groups").unwrap();
    }] as [&dyn Fn(&std::path::Path); 2]
    {
        for kind in ["groups-", "signatures-"] {
            let folder = indexed();
            let format = folder.path().join(format!(".dateline/format-{FORMAT_VERSION}"));
            let file = fs::read_dir(&format)
                .unwrap()
                .flatten()
                .find(|file| file.file_name().to_string_lossy().starts_with(kind));
            damage(&file.unwrap().path());
            let output = dateline(&folder, &["search", "*", "--json"]);
            let err = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(0), "{err}");
            if kind == "groups-" {
                assert!(err.contains("copies are not known"), "{err}");
                assert_eq!(lines(&String::from_utf8(output.stdout).unwrap()).len(), 6, "nothing is folded");
                let status = run(&folder, &["status"]);
                assert!(status.contains("copies    not known"), "{status}");
            } else {
                // Groups are whole, and signatures are wanted when something changes.
                fs::write(folder.path().join("morgue/more.txt"), "Fog over the bay\n\nFog lay over the bay.\n")
                    .unwrap();
            }
            run(&folder, &["index", "morgue"]);
            let expected: &[&str] = if kind == "groups-" { &["other", "wire2"] } else { &[] };
            let ids = if kind == "groups-" { found(&folder, &["*"]) } else { Vec::new() };
            assert_eq!(ids, expected);
            assert_eq!(lines(&run(&folder, &["status", "--json"]))[0]["groups"]["copies"], 4);
        }
    }
}

#[test]
fn a_read_only_index_has_its_groups() {
    let folder = indexed();
    let format = folder.path().join(format!(".dateline/format-{FORMAT_VERSION}"));
    let names = || {
        fs::read_dir(&format).unwrap().flatten().map(|file| file.file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    let before = names();
    assert_eq!(before.iter().filter(|name| name.to_string_lossy().starts_with("groups-")).count(), 1);
    assert_eq!(found(&folder, &["*"]), ["other", "wire2"]);
    assert_eq!(names(), before, "a search writes nothing");
}

/// Versions of one record in a wire format are told by the record itself.
#[test]
fn a_killed_record_is_said_to_be_retracted() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("wire")).unwrap();
    let item = |version: &str, status: &str, body: &str| {
        serde_json::json!({
            "uri": "urn:courier:1", "type": "text", "versioncreated": format!("1998-03-0{version}T08:00:00Z"),
            "version": version, "pubstatus": status, "headline": "Mill reports a profit", "body_text": body,
        })
        .to_string()
    };
    let write = |name: &str, text: String| fs::write(folder.path().join("wire").join(name), text).unwrap();
    write("1.json", item("1", "usable", "The mill reports a profit of 61 cents a share."));
    write("2.json", item("2", "usable", "The mill reports a loss of 1.59 dollars a share."));
    run(&folder, &["index", "wire"]);
    let text = run(&folder, &["search", "mill"]);
    assert!(text.contains("loss of 1.59") && text.contains("+ 1 other version"), "{text}");
    let old = run(&folder, &["search", "profit", "61"]);
    assert!(old.contains("superseded by wire/2.json"), "{old}");
    write("3.json", item("3", "canceled", "The story about the mill is withdrawn."));
    run(&folder, &["index", "wire"]);
    let text = run(&folder, &["search", "mill", "--versions", "all"]);
    assert_eq!(text.matches("retracted").count(), 3, "{text}");
}
