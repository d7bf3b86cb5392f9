//! The command line as a person types it: what is asked of one index, and what is said when nothing can be.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use assert_cmd::Command;
use dateline::index::schema::FORMAT_VERSION;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with an archive of its own, in which commands run.
struct Desk {
    folder: TempDir,
}

/// What a command did.
struct Done {
    status: i32,
    out: String,
    err: String,
}

impl Done {
    /// The objects of a JSON Lines answer.
    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn summary(&self) -> Value {
        self.lines().pop().unwrap()
    }
}

impl Desk {
    fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        for (path, text) in files {
            let path = desk.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        desk
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Done {
        let mut command = Command::cargo_bin("dateline").unwrap();
        command.current_dir(self.folder.path()).env_remove("DATELINE_INDEX").args(arguments).write_stdin(input);
        let output = command.output().unwrap();
        Done {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn run(&self, arguments: &[&str]) -> Done {
        self.run_with(arguments, "")
    }

    /// Runs what must succeed.
    fn ok(&self, arguments: &[&str]) -> Done {
        let done = self.run(arguments);
        assert_eq!(done.status, 0, "{arguments:?}: {}", done.err);
        done
    }
}

const STORIES: [(&str, &str); 3] = [
    (
        "morgue/harbour.txt",
        "Harbour strike ends\n\nROTTERDAM, March 3, 2019 — “The cranes will move,” said Clara Visser.\n",
    ),
    ("morgue/valley.txt", "Valley floods\n\nParis, Texas, May 4, 2020 — “The river is rising,” said Mayor Ann Holt.\n"),
    ("morgue/tides.txt", "A note on tides\n\nTides rise and fall.\n"),
];

#[test]
fn bad_input_is_named_and_exits_with_2() {
    let desk = Desk::new(&STORIES);
    for (arguments, said) in [
        (&["search", "tides"][..], &["there is no index in", "dateline index PATH"][..]),
        (&["search", "--in", "nowhere", "tides"], &["nowhere", "No such file"]),
        (&["index", "nowhere"], &["nowhere", "No such file"]),
    ] {
        let done = desk.run(arguments);
        assert_eq!((done.status, done.out.as_str()), (2, ""), "{arguments:?}: {}", done.err);
        assert!(said.iter().all(|said| done.err.contains(said)), "{arguments:?}: {}", done.err);
    }
    desk.ok(&["index", "morgue"]);
    for (arguments, said) in [
        (&["search", "tides", "--since", "2025-02-30"][..], &["2025-02-30", "no day 30", "^"][..]),
        (&["search", "date:2025-02-30"], &["2025-02-30", "no day 30", "^"]),
        (&["search", "speeker:visser"], &["speeker", "speaker", "^"]),
        (&["search", "\"cranes"], &["^"]),
        (&["search", "tides", "--sort", "loudest"], &["loudest", "newest"]),
        (&["search", "tides", "-n", "many"], &["many"]),
        (&["show", "nothing-like-it"], &["nothing-like-it"]),
        (&["count", "--by", "colour"], &["colour", "speaker"]),
    ] {
        let done = desk.run(arguments);
        assert_eq!((done.status, done.out.as_str()), (2, ""), "{arguments:?}: {}", done.err);
        assert!(said.iter().all(|said| done.err.contains(said)), "{arguments:?}: {}", done.err);
    }
}

#[test]
fn an_index_of_a_newer_version_is_not_touched() {
    let desk = Desk::new(&STORIES);
    fs::create_dir_all(desk.path(".dateline/format-999/tantivy")).unwrap();
    let done = desk.run(&["search", "tides"]);
    assert_eq!(done.status, 2);
    assert!(done.err.contains("newer version of dateline (format 999"), "{}", done.err);
}

#[test]
fn an_index_of_another_version_is_searched_and_says_so() {
    let desk = Desk::new(&STORIES);
    desk.ok(&["index", "morgue"]);
    let meta = desk.path(&format!(".dateline/format-{FORMAT_VERSION}/tantivy/meta.json"));
    let fingerprint = desk.ok(&["status", "--json"]).summary()["fingerprint"].as_str().unwrap().to_owned();
    let old = fs::read_to_string(&meta).unwrap().replace(&fingerprint, "0123456789abcdef");
    fs::write(&meta, old).unwrap();
    let done = desk.ok(&["search", "cranes"]);
    assert!(done.out.contains("harbour") && done.err.contains("made by another version"), "{}{}", done.out, done.err);
    let done = desk.ok(&["index", "morgue"]);
    assert!(done.err.contains("extracted anew") && done.err.contains("indexed 3 articles"), "{}", done.err);
}

#[test]
fn an_index_that_another_writer_holds_is_searched_and_not_written() {
    let desk = Desk::new(&STORIES);
    desk.ok(&["index", "morgue"]);
    let writer =
        dateline::index::Writer::open(&desk.path(".dateline"), &dateline::index::WriterOptions::default()).unwrap();
    fs::write(desk.path("morgue/late.txt"), "Late news\n\nCranes moved.\n").unwrap();
    let done = desk.run(&["index", "morgue"]);
    assert_eq!(done.status, 2);
    assert!(done.err.contains("another dateline is writing to the index"), "{}", done.err);
    assert!(desk.ok(&["search", "cranes"]).out.contains("harbour"));
    drop(writer);
    assert!(desk.ok(&["index", "morgue"]).err.contains("indexed 1 article"));
}

#[test]
fn faults_are_reported_counted_and_passed_over() {
    let desk = Desk::new(&STORIES);
    fs::write(desk.path("morgue/empty.txt"), "").unwrap();
    fs::write(desk.path("morgue/photo.jpg"), [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0, 0, 1, 2, 3]).unwrap();
    fs::write(
        desk.path("morgue/wire.jsonl"),
        "{\"id\":\"a\",\"text\":\"Rain.\"}\n{\"id\":\n{\"id\":\"c\",\"text\":\"Snow.\"}\n",
    )
    .unwrap();
    let done = desk.ok(&["index", "morgue"]);
    assert!(done.err.contains("wire.jsonl:2:") || done.err.contains("wire.jsonl, line 2"), "{}", done.err);
    assert!(done.err.contains("indexed 5 articles") && done.err.contains("2 skipped"), "{}", done.err);
    assert!(done.err.contains("1 failed"), "{}", done.err);
    let files = desk.ok(&["status", "--files"]).out;
    assert!(["empty.txt", "photo.jpg", "wire.jsonl:2"].iter().all(|file| files.contains(file)), "{files}");
    assert_eq!(desk.run(&["index", "morgue", "--strict"]).status, 0, "nothing failed in a run that read nothing");
    fs::write(desk.path("morgue/other.jsonl"), "{\"id\":\n").unwrap();
    assert_eq!(desk.run(&["index", "morgue", "--strict"]).status, 2);
}

#[test]
fn standard_input_is_a_file_of_the_archive() {
    let desk = Desk::new(&STORIES);
    desk.ok(&["index", "morgue"]);
    let wire = "{\"id\":\"a\",\"text\":\"Ferry sails\\n\\nThe ferry sailed.\"}\n{\"id\":\"b\",\"text\":\"Fog\\n\\nFog came.\"}\n";
    let done = desk.run_with(&["index", "-"], wire);
    assert!(done.status == 0 && done.err.contains("indexed 2 articles"), "{}", done.err);
    assert_eq!(desk.ok(&["search", "-l", "ferry"]).out, "stdin\n");
    // Neither a walk of the folders nor a prune finds it gone; the same name gives it anew.
    desk.ok(&["index", ".", "--prune"]);
    assert_eq!(desk.ok(&["search", "-c", "ferry OR fog"]).out, "2\n");
    let wire = wire.replace("\"b\",\"text\":\"Fog", "\"c\",\"text\":\"Hail");
    let done = desk.run_with(&["index", "-"], &wire);
    assert!(done.err.contains("indexed 1 article (0 quotes), 1 unchanged, 1 dropped"), "{}", done.err);
    desk.run_with(&["index", "-", "--stdin-name", "wires/monday"], "Snow falls\n\nThe ferry stayed.\n");
    assert_eq!(desk.ok(&["search", "-l", "ferry"]).out, "stdin\nwires/monday\n");
    let done = desk.run_with(&["search", "--in", "-", "ferry", "-c"], "Rain\n\nThe ferry and the rain.\n");
    assert_eq!(done.out, "1\n", "only what came in: {}", done.err);
}

#[test]
fn an_article_is_shown_by_id_part_of_it_or_number() {
    let desk = Desk::new(&STORIES);
    desk.ok(&["index", "morgue"]);
    assert!(desk.run(&["show", "2"]).status == 2, "nothing was listed yet");
    for id in ["morgue/valley.txt", "morgue/v", "valley.txt"] {
        assert!(desk.ok(&["show", id]).out.contains("Valley floods"), "{id}");
    }
    let done = desk.run(&["show", "morgue/"]);
    assert_eq!(done.status, 2);
    assert!(["morgue/harbour.txt", "morgue/tides.txt"].iter().all(|id| done.err.contains(id)), "{}", done.err);
    let listed = desk.ok(&["search", "--sort", "oldest", "date:2019..2020"]).out;
    assert!(listed.find("Harbour") < listed.find("Valley"), "{listed}");
    assert!(desk.ok(&["show", "2"]).out.contains("Valley floods"));
    desk.ok(&["search", "--sort", "oldest", "--offset", "1", "date:2019..2020"]);
    assert!(desk.ok(&["show", "2"]).out.contains("Valley floods"));
    assert_eq!(desk.run(&["show", "3"]).status, 2);
}

#[test]
fn the_data_hash_names_the_articles_and_nothing_else() {
    let hash = |desk: &Desk| {
        let summary = desk.ok(&["search", "--json", "*"]).summary();
        summary["index"]["data_hash"].as_str().unwrap().to_owned()
    };
    let (one, other) = (Desk::new(&STORIES), Desk::new(&STORIES));
    one.ok(&["index", "morgue", "--threads", "1"]);
    // In two runs, and so in two segments in another order.
    other.ok(&["index", "morgue/valley.txt", "--threads", "2"]);
    other.ok(&["index", "morgue"]);
    assert_eq!(hash(&one), hash(&other));
    assert_eq!(one.ok(&["status", "--json"]).summary()["data_hash"], hash(&one).as_str());
    fs::write(other.path("morgue/tides.txt"), "A note on tides\n\nTides rise and fall again.\n").unwrap();
    other.ok(&["index", "morgue"]);
    assert_ne!(hash(&one), hash(&other));
    fs::write(other.path("morgue/tides.txt"), STORIES[2].1).unwrap();
    other.ok(&["index", "morgue"]);
    assert_eq!(hash(&one), hash(&other));
}

#[test]
fn hostile_text_reaches_no_terminal() {
    let desk = Desk::new(&[(
        "morgue/trap.txt",
        "Trap \u{1b}]0;owned\u{7} set\n\nROME — “Open \u{1b}[2J the \u{202E}gates,” said Ann \u{9b}31m Holt.\n",
    )]);
    for arguments in [&["search", "--in", "morgue", "gates"][..], &["show", "trap"], &["count", "--by", "speaker"]] {
        let done = desk.run(arguments);
        let all = format!("{}{}", done.out, done.err);
        let is_hostile = |c: char| c.is_control() && c != '\n' && c != '\t' || c == '\u{202E}';
        assert!(!all.contains(is_hostile), "{arguments:?}: {all:?}");
    }
}

/// The README's second line: everything in one command, answered from prose.
#[test]
fn the_first_command_answers_who_said_what_when_and_where() {
    let desk = Desk::new(&[]);
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus");
    let corpus = corpus.to_str().unwrap();
    let done = desk.ok(&["search", "--in", corpus, "--speaker", "kennedy", "--phrase", "go to the moon"]);
    insta::assert_snapshot!("first_command", done.out);
    assert!(done.err.contains("indexed 5") && done.err.contains("MB/s"), "{}", done.err);
}

/// Whatever is printed as JSON is what `docs/schema.json` says.
#[test]
fn every_json_line_follows_the_schema() {
    let schema: Value = serde_json::from_str(include_str!("../docs/schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let desk = Desk::new(&STORIES);
    fs::write(desk.path("morgue/broken.json"), "{\"text\":").unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus");
    desk.ok(&["index", "morgue", corpus.to_str().unwrap()]);
    let commands: [&[&str]; 19] = [
        &["search", "--json", "-n", "1000", "*"],
        &["search", "--json", "-n", "1000", "--output", "quotes", "*"],
        &["search", "--json", "--output", "files", "moon"],
        &["search", "--json", "--output", "speakers", "*"],
        &["search", "--json", "--output", "places", "*"],
        &["search", "--json", "--speaker", "kennedy", "--date", "1962"],
        &["count", "--json", "--by", "place", "*"],
        &["count", "--json", "--by", "year", "*"],
        &["show", "--json", "rice-stadium.txt"],
        &["show", "--json", "rice-stadium.txt", "moon"],
        &["said", "--json", "kennedy"],
        &["trace", "--json", "we choose to go to the moon"],
        &["people", "--json", "moon"],
        &["show", "--json", "rice-stadium.txt", "--why", "speaker:kennedy said:moon -mars date:1961"],
        &["extract", "morgue", corpus.to_str().unwrap()],
        &["check", "--json"],
        &["check", "--json", "morgue"],
        &["status", "--json"],
        &["status", "--json", "--files", "--space"],
    ];
    for command in commands {
        let lines = desk.run(command).lines();
        assert!(!lines.is_empty(), "{command:?}");
        for line in lines {
            let faults: Vec<_> = schema.iter_errors(&line).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{command:?}: {line}: {faults:?}");
        }
    }
}

#[test]
fn a_forgotten_article_stays_forgotten() {
    let desk = Desk::new(&STORIES);
    fs::write(
        desk.path("morgue/wire.jsonl"),
        "{\"id\":\"a\",\"text\":\"Secret xylophone.\"}\n{\"id\":\"b\",\"text\":\"Snow.\"}\n",
    )
    .unwrap();
    desk.ok(&["index", "morgue"]);
    assert_eq!(desk.run(&["forget", "morgue/nothing"]).status, 2);
    let done = desk.ok(&["forget", "morgue/wire.jsonl#a", "morgue/tides.txt"]);
    assert!(done.err.contains("its file is left as it is: morgue/tides.txt"), "{}", done.err);
    assert_eq!(desk.ok(&["search", "-c", "*"]).out, "3\n");
    // Neither a run that finds its file unchanged nor one that reads it again takes it in.
    desk.ok(&["index", "morgue"]);
    fs::write(desk.path("morgue/tides.txt"), "A note on tides\n\nTides rise.\n").unwrap();
    let done = desk.ok(&["index", "morgue"]);
    assert!(done.err.contains("1 skipped (1: forgotten"), "{}", done.err);
    assert_eq!(desk.ok(&["search", "-c", "*"]).out, "3\n");
    assert!(desk.ok(&["status", "--files"]).out.contains("morgue/tides.txt: forgotten"));
    desk.ok(&["forget", "--undo", "morgue/tides.txt"]);
    assert_eq!(desk.run(&["forget", "--undo", "morgue/tides.txt"]).status, 2);
    desk.ok(&["index", "morgue"]);
    assert_eq!(desk.ok(&["search", "-c", "tides"]).out, "1\n");
    assert_eq!(desk.run(&["search", "-c", "xylophone"]).out, "0\n");
}
