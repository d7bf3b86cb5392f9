//! Answers, not only hits: who said it, where it came from, who is quoted, why an article matches, what can be cited.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/binary.rs"]
mod binary;

use binary::dateline;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

/// A wire's story as a paper prints it.
macro_rules! dam {
    ($headline:literal, $day:literal) => {
        concat!(
            $headline,
            "\n\nVIENNA, March ",
            $day,
            ", 2019 (Reuters) — Nobody in the valley slept on Saturday night, and on Sunday morning the minister came up the \
             road in a borrowed car to look at the wall for herself.\n\n\
             “The dam will hold until the spring rains are over,” said Clara Visser, the water minister.\n\nEngineers had looked at \
             every joint of the wall by lamplight, and found two that leak and none that move. The lake stands a metre below the \
             crest; it stood higher in the spring of the great flood, when the wall was new and the mortar hardly dry.\n\nIn the \
             schools the beds that were put up for the people of the lower streets were folded away again by noon. The bakers had \
             sold everything, and the ferry, which had carried cattle all night, was washed down and went back to carrying hay.\n"
        )
    };
}

/// Articles that repeat one another: a wire copy, its reprint, drifted wording, and a second person given the same words.
const WIRE: [(&str, &str); 5] = [
    ("wire/dam.txt", dam!("Dam will hold, minister says", "3")),
    ("courier/dam.txt", dam!("Minister: no danger from lake", "4")),
    (
        "courier/summer.txt",
        "A summer by the lake\n\nVIENNA, June 9, 2019 — People in the valley remember what they were told.\n\n“The dam will hold \
         till the spring rains are over,” Ruth Amsel, the mayor, told them in March.\n",
    ),
    (
        "echo/inquiry.txt",
        "Inquiry opens\n\nVIENNA, Sept. 2, 2019 — “The dam will hold until the spring rains are over,” Martin Hale, the chief \
         engineer, had said before the lake rose. Clara Visser was not asked.\n",
    ),
    (
        "echo/column.txt",
        "What we were told\n\nVIENNA, Sept. 9, 2019 — That the dam will hold until the spring rains are over was on everybody's \
         lips.\n",
    ),
];

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn sample() -> &'static Self {
        static DESK: OnceLock<Desk> = OnceLock::new();
        DESK.get_or_init(|| {
            let desk = Self { folder: tempfile::tempdir().unwrap() };
            let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus");
            desk.run(&["index", "--root", &format!("sample-corpus={}", corpus.display())]);
            desk
        })
    }

    fn with(files: &[(&str, &str)]) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        for (path, text) in files {
            desk.write(path, text);
        }
        desk.run(&["index", "morgue"]);
        desk
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path("morgue").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Status, standard error and standard output.
    fn told(&self, arguments: &[&str]) -> String {
        let output = dateline(self.folder.path(), arguments);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let status = output.status.code().unwrap();
        format!("status {status}\n{}---\n{}", text(&output.stderr), text(&output.stdout))
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = dateline(self.folder.path(), arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn status(&self, arguments: &[&str]) -> i32 {
        dateline(self.folder.path(), arguments).status.code().unwrap()
    }

    fn lines(&self, arguments: &[&str]) -> Vec<Value> {
        self.run(arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[test]
fn a_speakers_quotes_come_in_time_order() {
    let desk = Desk::sample();
    insta::assert_snapshot!("said", desk.told(&["said", "mandela"]));
    insta::assert_snapshot!("said_about", desk.told(&["said", "john", "kennedy", "about", "moon"]));
    let lines = desk.lines(&["said", "churchill", "--json", "--newest"]);
    let dates: Vec<_> =
        lines.iter().filter(|line| line["type"] == "quote").map(|line| line["date"]["value"].as_str()).collect();
    let mut sorted = dates.clone();
    sorted.sort_by_key(|date| (date.is_none(), std::cmp::Reverse(*date)));
    assert!(dates.len() > 3 && dates == sorted, "{dates:?}");
    assert!(desk.run(&["said", "kennedy", "--format", "csv"]).starts_with("id,date,place,"));
    assert_eq!(desk.status(&["said", "nobody", "of", "this", "name"]), 1);
    assert!(desk.told(&["said", "about", "moon"]).contains("whose quotes?"));
    assert!(desk.told(&["said", "kennedy", "about"]).contains("nothing follows `about`"));
}

#[test]
fn copies_repeat_no_quote_unless_asked() {
    let desk = Desk::with(&WIRE);
    assert!(desk.told(&["said", "visser"]).contains("1 quote; 1 more in copies (--group none)"));
    assert_eq!(desk.run(&["said", "visser", "--group", "none"]).lines().count(), 2);
}

#[test]
fn a_sentence_is_followed_through_copies_drift_and_conflict() {
    let desk = Desk::with(&WIRE);
    insta::assert_snapshot!("trace", desk.told(&["trace", "The dam will hold until the spring rains are over"]));
    let lines = desk.lines(&["trace", "--json", "morgue/wire/dam.txt:q0"]);
    let speakers: Vec<_> = lines.iter().filter_map(|line| line["speaker"].as_str()).collect();
    assert!(speakers.contains(&"Ruth Amsel") && speakers.contains(&"Martin Hale"), "{lines:?}");
    let later = desk.run(&["trace", "--since", "2019-06", "the dam will hold until the spring rains are over"]);
    assert!(later.starts_with("first 2019-06-09") && !later.contains("reprint"), "{later}");
    assert_eq!(desk.status(&["trace", "the bridge will fall before the autumn storms have begun"]), 1);
    assert!(desk.told(&["trace", &"word ".repeat(201)]).contains("more than 200 words"));
    assert!(desk.run(&["trace", "--format", "csv", "dam will hold until"]).starts_with("wording,date,speaker,"));
}

/// What many say, what is heard, and one sentence with another sum in it is nobody's contradiction.
#[test]
fn the_same_words_of_two_people_are_a_conflict_only_where_one_sentence_is_given_to_both() {
    let told = |place: &str, who: &str, words: &str| {
        format!(
            "News from {place}\n\n{place}, March 3, 2019 — Rain fell on the town all day.\n\n“{words},” said {who}.\n"
        )
    };
    let heard = |who: &str, guest: &str| {
        format!(
            "Interview\n\nMarch 3, 2019\n\n{who}: Welcome to the harbour studio this fine morning, dear {guest}.\n\n\
                 GUEST: I am glad to be here.\n\n{who}: What brings you to us?\n\nGUEST: The dam does.\n"
        )
    };
    let desk = Desk::with(&[
        (
            "a.txt",
            &told("VIENNA", "Ruth Amsel", "The harbour council of our old town gave 300 crowns to the ferry school"),
        ),
        (
            "b.txt",
            &told(
                "GHENT",
                "Martin Hale",
                "The harbour council of our old town gave a bell and two boats to whoever came from the burned quarter",
            ),
        ),
        ("c.txt", &told("PARIS", "Clara Visser", "Nobody who walked below the dam that night will forget it")),
        ("d.txt", &told("LYON", "Jan de Boer", "Nobody who walked below the dam that night would forget it")),
        ("e.txt", &told("ROME", "Jan Boer", "Nobody who walked below the dam that night will forget it")),
        ("f.txt", &heard("PETER LANG", "Ruth")),
        ("g.txt", &heard("ANNA BERG", "Clara")),
    ]);
    let conflicts = |words: &str| -> Vec<String> {
        let lines = desk.lines(&["trace", "--json", words]);
        assert!(lines.iter().filter(|line| line["type"] == "appearance").count() > 1, "{lines:?}");
        lines.iter().filter(|line| line["type"] == "conflict").map(|line| line["claims"].to_string()).collect()
    };
    assert_eq!(conflicts("harbour council of our old town gave"), [""; 0]);
    assert_eq!(conflicts("Welcome to the harbour studio this fine morning"), [""; 0]);
    let found = conflicts("Nobody who walked below the dam that night will forget it");
    assert!(found.len() == 1 && found[0].contains("Clara Visser") && found[0].contains("Jan Boer"), "{found:?}");
}

#[test]
fn who_is_quoted_and_who_is_only_named() {
    let desk = Desk::sample();
    insta::assert_snapshot!("people", desk.told(&["people", "1960s/rice-stadium.txt"]));
    let lines = desk.lines(&["people", "--json", "moon"]);
    let person = |name: &str| lines.iter().find(|line| line["name"] == name).unwrap();
    assert_eq!(person("Neil Armstrong")["quoted"], true);
    assert_eq!(person("Lyndon B. Johnson")["quoted"], false);
    let told = desk.run(&["people", "moon"]);
    assert!(told.contains("Named, no quote found") && !told.contains("not quoted"), "{told}");
    assert_eq!(desk.status(&["people", "xylophone"]), 1);
}

/// Titles in the plural, what a line of capitals says, and the country behind a name are no part of it.
#[test]
fn only_names_are_people() {
    let desk = Desk::with(&[(
        "a.txt",
        "HALE SEEKS DAM MONEY\n\nVIENNA, March 3, 2019 — Senators Clara Visser and Martin Hale wrote to the court on Sunday.\n\n\
         “The dam will hold,” Senators Clara Visser and Martin Hale said.\n\nThe letter of Ruth Amsel United States Senator was \
         read aloud. “Let me say that the wall is old,” Amsel said. Let me say that the wall is old.\n",
    )]);
    let lines = desk.lines(&["people", "--json", "*"]);
    let mut people: Vec<&str> =
        lines.iter().filter(|line| line["is_person"] == true).filter_map(|line| line["name"].as_str()).collect();
    people.sort_unstable();
    assert_eq!(people, ["Clara Visser", "Martin Hale", "Ruth Amsel"], "{lines:?}");
    assert!(!lines.iter().any(|line| line["name"].as_str().is_some_and(|name| name.ends_with("me"))), "{lines:?}");
}

/// The recipes of the guide: talked about and not quoted, both quoted, who denied.
#[test]
fn recipes_for_the_right_of_reply() {
    let desk = Desk::with(&WIRE);
    let ids = |query: &str| -> Vec<String> { desk.run(&["search", "-l", query]).lines().map(str::to_owned).collect() };
    assert_eq!(ids("mentions:Visser -speaker:Visser"), ["morgue/echo/inquiry.txt"]);
    assert_eq!(ids("speaker:Visser speaker:Hale"), [""; 0]);
    assert_eq!(ids("speaker:Hale"), ["morgue/echo/inquiry.txt"]);
    let denied = Desk::with(&[
        (
            "a.txt",
            "Talks\n\nPARIS, May 4, 2020 — Jan de Boer denied that talks had failed.\n\n“We go on,” said Ruth Amsel.\n",
        ),
        ("b.txt", "More talks\n\nPARIS, May 5, 2020 — Jan de Boer said that talks had failed.\n"),
    ]);
    assert_eq!(denied.run(&["search", "-l", "speaker:Boer cue:denied"]), "morgue/a.txt\n");
    assert_eq!(denied.run(&["search", "-l", "speaker:Boer speaker:Amsel"]), "morgue/a.txt\n");
}

#[test]
fn why_an_article_matches_or_which_clause_failed() {
    let desk = Desk::sample();
    let id = "1960s/rice-stadium.txt";
    insta::assert_snapshot!(
        "why",
        desk.told(&["show", id, "--why", "speaker:kennedy said:moon place:Texas \"hardest thing\""])
    );
    insta::assert_snapshot!("why_not", desk.told(&["show", id, "--why", "speaker:kennedy said:mars date:1961"]));
    let why: Value = serde_json::from_str(&desk.run(&["show", id, "--json", "--why", "moon -mars"])).unwrap();
    assert_eq!(why["matches"], true);
}

#[test]
fn citations_are_written_and_checked_again() {
    let desk = Desk::with(&WIRE);
    let file = desk.path("morgue/echo/inquiry.txt");
    fs::File::options().append(true).open(&file).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    desk.run(&["index", "morgue"]);
    for style in ["ris", "bibtex", "csl-json"] {
        let cited = desk.run(&["search", "--output", "quotes", "--format", style, "speaker:Hale"]);
        insta::assert_snapshot!(format!("cite_{style}"), cited);
        fs::write(desk.path(style), &cited).unwrap();
        assert_eq!(desk.status(&["verify", style]), 0, "{}", desk.told(&["verify", style]));
    }
    let cited = desk.run(&["show", "echo/inquiry.txt:q0", "--format", "ris"]);
    assert!(cited.contains("paragraph: 2"), "{cited}");

    // The words stand, then they are gone; then the article is.
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Inquiry opens", "Inquiry opens at last")).unwrap();
    desk.run(&["index", "morgue"]);
    assert!(desk.told(&["verify", "ris"]).contains("the words cited stand"));
    assert_eq!(desk.status(&["verify", "ris"]), 1);
    fs::write(&file, text.replace("will hold", "may hold")).unwrap();
    desk.run(&["index", "morgue"]);
    assert!(desk.told(&["verify", "ris"]).contains("the words cited are gone"));
    fs::write(&file, &text).unwrap();
    fs::rename(&file, desk.path("morgue/moved.txt")).unwrap();
    desk.run(&["index", "morgue", "--prune"]);
    assert!(desk.told(&["verify", "bibtex"]).contains("now morgue/moved.txt"), "{}", desk.told(&["verify", "bibtex"]));
    fs::remove_file(desk.path("morgue/moved.txt")).unwrap();
    desk.run(&["index", "morgue", "--prune", "--force"]);
    assert!(desk.told(&["verify", "csl-json"]).contains("not in the archive"));
    fs::write(desk.path("broken.ris"), "TY  - NEWS\nTI  - One\n").unwrap();
    assert_eq!(desk.status(&["verify", "broken.ris"]), 2);
}

/// A document of these pages, each of these lines, as a program would print it.
fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (n, lines) in pages.iter().enumerate() {
        let shown: String = lines.iter().map(|line| format!("({line}) Tj 0 -14 Td ")).collect();
        let drawn = format!("BT /F1 11 Tf 72 720 Td {shown}ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * n
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{drawn}\nendstream", drawn.len()));
    }
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (n, object) in (1..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{n} 0 obj\n{object}\nendobj\n"));
    }
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", objects.len() + 1, file.len());
    (file + &table + &trailer).into_bytes()
}

/// What stands on a page is cited with it, blank pages counted, and a page that is not right is found out.
#[test]
fn a_citation_of_a_document_names_the_page() {
    let desk = Desk::with(&WIRE[..1]);
    let pages: [&[&str]; 4] = [
        &["Report on the dam", "", "VIENNA, March 3, 2019 - Nobody in the valley slept on Saturday night."],
        &[],
        &["\"The dam will hold until the spring rains are over,\" said Clara Visser, the water minister."],
        &["The lake stands a metre below the crest of the wall."],
    ];
    fs::write(desk.path("morgue/report.pdf"), pdf(&pages)).unwrap();
    desk.run(&["index", "morgue"]);
    for (style, page) in [("ris", "SP  - 3\n"), ("bibtex", "pages = {3},"), ("csl-json", "\"page\": \"3\"")] {
        let cited = desk.run(&["search", "--output", "quotes", "--format", style, "speaker:Visser path:*report.pdf"]);
        assert!(cited.contains(page), "{style}: {cited}");
        fs::write(desk.path(style), &cited).unwrap();
        assert_eq!(desk.status(&["verify", style]), 0, "{}", desk.told(&["verify", style]));
        fs::write(desk.path("wrong"), cited.replace(page, &page.replace('3', "4"))).unwrap();
        let told = desk.told(&["verify", "wrong"]);
        assert!(told.starts_with("status 1") && told.contains("the words stand on page 3, not 4"), "{told}");
    }
    let cited = desk.run(&["search", "--format", "ris", "metre crest path:*report.pdf"]);
    assert!(cited.contains("SP  - 4\n"), "{cited}");
    assert!(
        !desk.run(&["show", "wire/dam.txt:q0", "--format", "ris"]).contains("SP  -"),
        "a text without pages has none"
    );
    assert!(!desk.run(&["show", "report.pdf"]).contains('\u{fffd}'));
}

#[test]
fn a_watch_tells_what_is_new_once() {
    let desk = Desk::with(&WIRE[..1]);
    desk.run(&["watch", "add", "dam", "\"dam will hold\""]);
    assert_eq!(desk.status(&["watch", "run"]), 1, "what was there is no news");
    // The words are there, the phrase is not.
    desk.write("a.txt", "Walls\n\nVIENNA, Oct. 1, 2019 — Of a dam, nobody knows whether it will stand or hold.\n");
    desk.write(
        "b.txt",
        "More walls\n\nVIENNA, Oct. 2, 2019 — The mayor said the dam will hold for another year at least.\n",
    );
    desk.run(&["index", "morgue"]);
    let told = desk.run(&["watch", "run", "--peek", "--json"]);
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.contains("\"id\":\"morgue/b.txt\"") && told.contains("\"status\":\"new\""), "{told}");
    assert!(desk.run(&["watch", "run", "dam"]).contains("morgue/b.txt"));
    assert_eq!(desk.status(&["watch", "run"]), 1);

    // An index made anew knows nothing of what was seen; the watch does.
    fs::remove_dir_all(desk.path(".dateline")).unwrap();
    desk.run(&["index", "morgue"]);
    assert_eq!(desk.status(&["watch", "run"]), 1);
    desk.write("b.txt", "More walls\n\nVIENNA, Oct. 2, 2019 — The mayor said the dam will hold for two more years.\n");
    desk.run(&["index", "morgue"]);
    assert!(desk.run(&["watch", "run", "--json"]).contains("\"status\":\"changed\""));

    assert!(desk.run(&["watch", "list"]).starts_with("dam\t\"dam will hold\"\t"));
    assert!(desk.told(&["watch", "add", "dam", "x"]).contains("--replace"));
    assert!(desk.told(&["watch", "add", "a/b", "x"]).contains("no name for a search"));
    assert!(desk.told(&["watch", "add", "bad", "speker:x"]).contains("unknown field"));
    desk.run(&["watch", "remove", "dam"]);
    assert!(desk.told(&["watch", "run", "dam"]).contains("no search is called dam"));
    // Searches that are kept are no articles, also where they lie inside the archive.
    assert!(!desk.run(&["search", "-l", "*"]).contains("dateline-watches"));
}

/// A file that was renamed is told no second time, unless its text stands elsewhere too or has changed.
#[test]
fn a_watch_knows_what_was_moved() {
    let desk = Desk::with(&WIRE[..1]);
    desk.run(&["watch", "add", "dam", "dam"]);
    fs::rename(desk.path("morgue/wire/dam.txt"), desk.path("morgue/renamed.txt")).unwrap();
    desk.run(&["index", "morgue"]);
    assert_eq!(desk.run(&["search", "-l", "dam"]), "morgue/renamed.txt\n");
    assert_eq!(desk.status(&["watch", "run", "--peek"]), 1, "moved is not new");
    assert_eq!(desk.status(&["watch", "run"]), 1);
    // The former id is forgotten with that: what comes under it is news.
    desk.write("wire/dam.txt", "Dam leaks\n\nVIENNA, May 3, 2019 — Water was seen below the dam.\n");
    desk.run(&["index", "morgue"]);
    assert!(desk.run(&["watch", "run", "--json"]).contains("\"id\":\"morgue/wire/dam.txt\""));
    // Moved and changed at once, it is another article for all anybody knows.
    fs::remove_file(desk.path("morgue/wire/dam.txt")).unwrap();
    desk.write("wire/leak.txt", "Dam leaks\n\nVIENNA, May 3, 2019 — Oil was seen below the dam.\n");
    desk.run(&["index", "morgue", "--prune", "--force"]);
    assert!(desk.run(&["watch", "run", "--json"]).contains("\"id\":\"morgue/wire/leak.txt\""));
}

/// A line put in before others in a file of records changes none of them.
#[test]
fn a_watch_tells_no_article_that_only_stands_lower() {
    let record = |n: u32| {
        format!("{{\"id\":\"r{n}\",\"date\":\"2019-05-0{n}\",\"text\":\"The dam was looked at {n} times.\"}}\n")
    };
    let desk = Desk::with(&[("wire.jsonl", &record(1))]);
    desk.run(&["watch", "add", "dam", "dam"]);
    desk.write("wire.jsonl", &(record(2) + &record(1)));
    desk.run(&["index", "morgue"]);
    let told = desk.run(&["watch", "run", "--json"]);
    assert!(told.lines().count() == 1 && told.contains("#r2\""), "{told}");
}

/// A run that is killed tells its news again, and one that comes while it is under way waits for it.
#[test]
fn two_looks_at_once_lose_and_repeat_nothing() {
    let files: Vec<(String, String)> = (0..400)
        .map(|n| (format!("{n}.txt"), format!("Day {n}\n\nVIENNA, May 3, 2019 — Day {n} of dam {n}: {}.\n", n * 7919)))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let desk = Desk::with(&files);
    let look = |stdout: Stdio| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("dateline"));
        command.args(["watch", "run", "--json"]).current_dir(desk.folder.path()).env_remove("DATELINE_INDEX");
        command.stdout(stdout).stderr(Stdio::piped()).spawn().unwrap()
    };
    // More than a pipe holds, so that the first run stands still before it has written what it saw.
    let begin = || {
        let mut first = look(Stdio::piped());
        let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
        assert!(lines.next().unwrap().unwrap().contains("\"status\":\"new\""));
        let mut second = look(Stdio::from(fs::File::create(desk.path("second")).unwrap()));
        let told = BufReader::new(second.stderr.take().unwrap()).lines().next().unwrap().unwrap();
        assert!(told.contains("waiting"), "{told}");
        (first, lines, second)
    };
    let n_told = || fs::read_to_string(desk.path("second")).unwrap().lines().count();

    desk.run(&["watch", "add", "dam", "dam", "--all"]);
    let (mut first, _lines, mut second) = begin();
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(second.wait().unwrap().code(), Some(0));
    assert_eq!(n_told(), 400, "nothing of what was cut short is lost");
    assert_eq!(desk.status(&["watch", "run"]), 1);

    desk.run(&["watch", "add", "dam", "dam", "--all", "--replace"]);
    // What a run leaves that is killed while it writes.
    fs::write(desk.path("dateline-watches/.new-1"), "{\"v\":").unwrap();
    let (mut first, lines, mut second) = begin();
    assert_eq!(lines.count(), 399);
    assert_eq!(first.wait().unwrap().code(), Some(0));
    assert_eq!(second.wait().unwrap().code(), Some(1));
    assert_eq!(n_told(), 0, "nothing is told twice");
    assert!(!desk.path("dateline-watches/.new-1").exists());
    assert!(desk.run(&["watch", "list"]).ends_with("400 seen\n"));
}

#[test]
fn articles_like_one_need_no_query() {
    let desk = Desk::sample();
    let paths =
        |arguments: &[&str]| desk.run(&[&["search", "-l", "--more-like", "rice-stadium.txt"], arguments].concat());
    let landing = "sample-corpus/1960s/apollo-tranquility.txt";
    assert_eq!(paths(&[]).trim(), landing, "the landing is like the speech that announced it");
    assert_eq!(paths(&["*"]), paths(&[]));
    assert_eq!(paths(&["--date", "1960s"]), paths(&[]));
    assert_eq!(desk.status(&["search", "-c", "--more-like", "rice-stadium.txt", "--date", "1950s"]), 1);
    let told = desk.told(&["search", "--more-like", "rice-stadium.txt", "--date", "1960s"]);
    assert!(
        told.contains("1 article") && !told.contains("undated"),
        "what is unlike it was not left out by its date: {told}"
    );
    assert_eq!(desk.status(&["search", "--more-like", "rice-stadium.txt", "-f", "lines.txt"]), 2);
    assert_eq!(desk.status(&["search"]), 2, "without it there is nothing to search for");
}

#[test]
fn another_archives_queries_are_answered_or_refused() {
    let desk = Desk::sample();
    let told = desk.told(&["search", "-c", "--dialect", "nexis", "hlead(moon) and date aft 1960"]);
    assert!(
        told.contains("query: (headline:moon OR LEAD(moon)) date:1961..") && told.starts_with("status 0"),
        "{told}"
    );
    insta::assert_snapshot!("dialect_refused", desk.told(&["search", "--dialect", "nexis", "moon w/seg landing"]));
    let nexis = desk.run(&["search", "-c", "--dialect", "nexis", "go to the moon"]);
    assert_eq!(nexis, desk.run(&["search", "-c", "\"go to the moon\""]));
}

#[test]
fn every_line_of_a_file_is_asked() {
    let desk = Desk::sample();
    let file = desk.folder.path().join("queries.txt");
    fs::write(&file, "# a remark\nmoon\nspeker:x\n\nspeaker:kennedy said:moon\n(\n").unwrap();
    insta::assert_snapshot!("batch", desk.told(&["search", "-c", "-f", "queries.txt"]));
    fs::write(&file, "moon\n").unwrap();
    assert_eq!(desk.status(&["search", "-q", "-f", "queries.txt"]), 0);
    let lines = desk.lines(&["search", "--json", "-f", "queries.txt"]);
    assert!(lines.iter().all(|line| line["line"] == 1) && lines.len() > 1);
}

#[test]
fn shells_complete_what_is_indexed() {
    let desk = Desk::sample();
    assert!(desk.run(&["completions", "bash"]).contains("COMPLETE"));
    let elsewhere = Desk { folder: tempfile::tempdir().unwrap() };
    let complete_at = |folder: &Path, variable: Option<&Path>, typed: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("dateline").unwrap();
        command.current_dir(folder).env_remove("DATELINE_INDEX").env("COMPLETE", "fish");
        command.args(["--", "dateline", "search"]).args(typed);
        if let Some(index) = variable {
            command.env("DATELINE_INDEX", index);
        }
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let complete = |flag: &str, typed: &str| complete_at(desk.folder.path(), None, &[flag, typed]);
    assert!(complete("--speaker", "kenn").contains("John F. Kennedy"), "{}", complete("--speaker", "kenn"));
    assert!(complete("--place", "hous").contains("houston"));
    assert!(complete("--speaker", "qqq").trim().is_empty());
    // The index that the line names, or the environment, is the one that is asked.
    let index = desk.path(".dateline");
    let named = ["--index", index.to_str().unwrap(), "--speaker", "kenn"];
    assert!(complete_at(elsewhere.folder.path(), None, &named).contains("John F. Kennedy"));
    assert!(complete_at(elsewhere.folder.path(), Some(&index), &named[2..]).contains("John F. Kennedy"));
    assert!(complete_at(elsewhere.folder.path(), None, &named[2..]).trim().is_empty());
    assert!(desk.run(&["man", "trace"]).contains("dateline\\-trace"));
}

/// What is not shown on the sample corpus by the other tests: trace, verify, watch, dialects and completions, as they print.
#[test]
fn answers_on_the_sample_corpus() {
    let reader = Reader::new();
    let desk = &reader.desk;
    desk.run(&["index", "morgue"]);
    insta::assert_snapshot!("trace_sample", desk.told(&["trace", "We choose to go to the moon"]));
    insta::assert_snapshot!("trace_sample_csv", desk.run(&["trace", "--format", "csv", "ich bin ein Berliner"]));
    fs::write(desk.path("k.ris"), desk.run(&["search", "--output", "quotes", "--format", "ris", "speaker:gehrig"]))
        .unwrap();
    insta::assert_snapshot!("verify_sample", desk.told(&["verify", "k.ris"]));
    desk.run(&["watch", "add", "moon", "\"the moon\"", "--all"]);
    insta::assert_snapshot!("watch_sample", desk.told(&["watch", "run"]));
    insta::assert_snapshot!("watch_sample_again", desk.told(&["watch", "run"]));
    let queries = [
        ("nexis", "hlead(moon) and date aft 1960"),
        ("nexis", "moon w/5 go and not cheese"),
        ("factiva", "moon near5 go and hd=moon"),
        ("lucene", "+moon -mars +title:moon"),
        ("lucene", "+moon title:\"the moon\""),
    ];
    let told = queries.map(|(dialect, query)| desk.told(&["search", "-c", "--dialect", dialect, query]));
    insta::assert_snapshot!("dialects_sample", told.join("\n"));
    let mut completing = Command::new(assert_cmd::cargo::cargo_bin("dateline"));
    completing.args(["--", "dateline", "said", "--speaker", "ken"]).env("COMPLETE", "fish");
    let completed = completing.current_dir(desk.folder.path()).env_remove("DATELINE_INDEX").output().unwrap();
    insta::assert_snapshot!("completions_sample", String::from_utf8(completed.stdout).unwrap());
}

/// The sample corpus in a folder of its own, called `morgue`, and the pages' commands run there as a shell runs them.
struct Reader {
    desk: Desk,
}

impl Reader {
    fn new() -> Self {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus");
        let corpus = desk.path("morgue");
        for entry in walkdir::WalkDir::new(&from) {
            let entry = entry.unwrap();
            let to = corpus.join(entry.path().strip_prefix(&from).unwrap());
            match entry.file_type().is_dir() {
                true => fs::create_dir_all(to).unwrap(),
                false => drop(fs::copy(entry.path(), to).unwrap()),
            }
        }
        Self { desk }
    }

    fn run(&self, line: &str) {
        let binary = assert_cmd::cargo::cargo_bin("dateline");
        let shell = format!("PATH={}:$PATH; {line}", binary.parent().unwrap().display());
        let mut command = Command::new("sh");
        command.args(["-c", &shell]).current_dir(self.desk.folder.path()).env_remove("DATELINE_INDEX");
        let output = command.output().unwrap();
        let (said, told) = (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
        // A watch without news, and a check with findings, say so by their status.
        let may_be_one = line.contains("watch run") || line.starts_with("dateline check");
        assert!(output.status.success() || may_be_one && output.status.code() == Some(1), "{line}: {said}");
        assert!(!told.is_empty() || !said.is_empty() || line.contains('>'), "{line}: says nothing");
    }
}

fn page(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn is_command(line: &str) -> bool {
    line.starts_with("dateline ") || line.starts_with("printf ")
}

/// Every command of the guide works on the sample corpus, in the order it stands there.
#[test]
fn every_command_of_the_guide_runs() {
    let reader = Reader::new();
    let guide = page("docs/guide.md");
    let commands: Vec<&str> =
        guide.lines().filter_map(|line| line.strip_prefix("    ")).filter(|line| is_command(line)).collect();
    assert!(commands.len() > 25, "{commands:?}");
    commands.iter().for_each(|command| reader.run(command));
}

/// What is said to be done is done by the command that is named for it.
#[test]
fn every_wish_that_is_done_has_a_command_that_runs() {
    let reader = Reader::new();
    reader.run("dateline index morgue");
    let wishes = page("docs/answers.md");
    let mut n_wishes = 0;
    for row in wishes.lines().filter(|line| line.contains("| done")) {
        // Between backticks, every other stretch.
        let commands: Vec<&str> = row.split('`').skip(1).step_by(2).filter(|code| is_command(code)).collect();
        assert!(!commands.is_empty(), "{row}");
        commands.iter().for_each(|command| reader.run(command));
        n_wishes += 1;
    }
    assert_eq!(n_wishes, 18);
}

#[test]
fn help_and_manual_pages_begin_with_examples() {
    let desk = Desk::sample();
    let stands = |page: &str, first: &str, then: &str| {
        let at = |part: &str| page.find(part).unwrap_or_else(|| panic!("no {part} in {page}"));
        assert!(at(first) < at(then), "{page}");
    };
    for arguments in [&["search", "--help"][..], &["search", "-h"], &["help", "search"], &["watch", "add", "--help"]] {
        let page = desk.run(arguments);
        stands(&page, "\n\nExamples:\n  dateline ", "\n\nUsage: dateline ");
        assert_eq!(page.matches("Examples:").count(), 1, "{page}");
    }
    let page = desk.run(&["count", "--help"]);
    stands(&page, "Usage:", "Exit status: 0 hits");
    let page = desk.run(&["man", "search"]);
    stands(&page, ".SH EXAMPLES", ".SH DESCRIPTION");
    assert!(page.contains("\ndateline search sanctions \\-\\-place russia") && page.contains("Exit status"), "{page}");
}

/// Standard error and standard output of a command with a theme.
fn themed(desk: &Desk, theme: &str, arguments: &[&str]) -> (i32, String, String) {
    let file = desk.path("theme.toml");
    fs::write(&file, theme).unwrap();
    let mut command = assert_cmd::Command::cargo_bin("dateline").unwrap();
    command.current_dir(desk.folder.path()).env_remove("DATELINE_INDEX").env("DATELINE_THEME", &file);
    let output = command.args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stderr), text(output.stdout))
}

#[test]
fn a_theme_of_ones_own_is_worn_and_a_bad_line_is_named() {
    let desk = Desk::with(&WIRE[..1]);
    let search = ["search", "--color", "always", "dam"];
    let (_, _, out) = themed(&desk, "match = \"black yellow\"\n", &search);
    assert!(out.contains("\u{1b}[30m\u{1b}[43mdam\u{1b}[0m"), "{out:?}");
    assert!(out.contains("\u{1b}[1m"), "what the theme does not name looks as ever: {out:?}");
    let bad = "match = \"bold\"\nspeakr = \"red\"\n";
    let (status, err, out) = themed(&desk, bad, &search);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("theme.toml:2: nothing is called `speakr`; there are headline, speaker,"), "{err}");
    // Where nothing is coloured it is nobody's business.
    assert_eq!(themed(&desk, bad, &["search", "dam"]).0, 0);
}

#[test]
fn paths_are_links_on_terminals_that_open_them_and_nowhere_else() {
    let desk = Desk::with(&[("käse 50%.txt", WIRE[0].1), ("b.txt", WIRE[4].1)]);
    let always = ["--color", "always", "--hyperlinks", "always"];
    let addresses = |arguments: &[&str]| -> Vec<String> {
        let out = desk.run(&[&always, arguments].concat());
        out.split("\u{1b}]8;;").filter_map(|part| part.split_once("\u{1b}\\")).map(|(url, _)| url.to_owned()).collect()
    };
    for arguments in [&["search", "lamplight"][..], &["search", "-l", "lamplight"], &["said", "visser"]] {
        let addresses = addresses(arguments);
        assert_eq!(addresses.len(), 2, "a link and its end: {addresses:?}");
        assert!(addresses[0].starts_with("file://") && addresses[0].ends_with("/morgue/k%C3%A4se%2050%25.txt"));
        assert_eq!(addresses[1], "");
    }
    for arguments in [&["--hyperlinks", "always"][..], &["--hyperlinks", "never", "--color", "always"], &[]] {
        let out = desk.run(&[arguments, &["search", "lamplight"]].concat());
        assert!(!out.contains("\u{1b}]"), "{out:?}");
    }
}
