//! Counts over the real binary: who says it, in which form, of what share, and what is kept so that it can be repeated.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/binary.rs"]
mod binary;

use binary::{dateline, run};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

/// A folder with an index of the sample corpus, made once.
fn sample() -> &'static Path {
    static SAMPLE: OnceLock<TempDir> = OnceLock::new();
    let folder = SAMPLE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus");
        run(&folder, &["index", corpus.to_str().unwrap()]);
        folder
    });
    folder.path()
}

/// Remarks first, then the answer.
fn told(folder: &Path, arguments: &[&str]) -> String {
    let output = dateline(folder, arguments);
    format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout))
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    rows.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn who_says_it_is_told_in_every_drawing() {
    insta::assert_snapshot!("by_speaker", told(sample(), &["count", "--by", "speaker", "moon"]));
    insta::assert_snapshot!("crosstab", told(sample(), &["count", "--by", "speaker,year", "war", "-n", "3"]));
    let sparkline = ["count", "--by", "speaker,year", "--draw", "sparkline", "-n", "4", "freedom"];
    insta::assert_snapshot!("sparkline", told(sample(), &sparkline));
    insta::assert_snapshot!("share", told(sample(), &["count", "--by", "year", "--share", "date:1960s moon"]));
    insta::assert_snapshot!("counts_csv", run(sample(), &["count", "--by", "speaker", "--format", "csv", "moon"]));
}

#[test]
fn counts_are_those_of_the_quotes_one_by_one() {
    let quotes = lines(&run(sample(), &["search", "--json", "--output", "quotes", "-n", "100000", "*"]));
    // Of each name as articles have it, the one that it is counted under.
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for row in lines(&run(sample(), &["count", "--json", "--by", "speaker", "*"])) {
        for variant in row["variants"].as_array().into_iter().flatten() {
            names.insert(variant["name"].as_str().unwrap().to_owned(), row["value"].as_str().unwrap().to_owned());
        }
    }
    let mut expected: BTreeMap<(String, String), u64> = BTreeMap::new();
    for quote in quotes.iter().filter(|line| line["type"] == "quote") {
        let speaker = quote["speaker"].as_str().unwrap_or("(none)").to_owned();
        let speaker = names.get(&speaker).cloned().unwrap_or(speaker);
        let year = match &quote["date"] {
            Value::Null => "(none)".to_owned(),
            date => date["value"].as_str().unwrap()[..4].to_owned(),
        };
        *expected.entry((speaker, year)).or_default() += 1;
    }
    let rows =
        table(&run(sample(), &["count", "--by", "speaker,year", "--doubtful-dates", "keep", "--format", "csv", "*"]));
    let counted: BTreeMap<(String, String), u64> = rows
        .into_iter()
        .map(|row| ((row["speaker"].clone(), row["year"].clone()), row["quotes"].parse().unwrap()))
        .collect();
    assert!(counted.len() > 30);
    assert_eq!(counted, expected);
}

/// Sentences long enough for copies to be known by.
fn story(town: &str, quote: &str) -> String {
    let sentences = [
        "The river rose four metres in a night and stood in the cellars of the old quarter by morning",
        "Crews carried sandbags to the quay while the market hall was cleared of everything that could float",
        "The schools stay shut until the engineers have looked at every wall below the line of the flood",
        "Two farms upstream lost their hay and one of them a barn that had stood for a hundred winters",
        "Nobody was hurt, but the ferry tore loose and was found on a meadow far below the last lock",
        "The council meets on Thursday to ask who left the upper sluice open and why no siren was heard",
    ];
    format!("{}\n\n{quote}\n", sentences.map(|sentence| format!("In {town}: {sentence}.")).join(" "))
}

/// One wire story in two papers, a speaker who says the same twice, and articles with doubtful and wide dates.
fn wires() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("morgue")).unwrap();
    let record = |id: &str, source: &str, date: &str, text: &str| {
        json!({"id": id, "source": source, "title": format!("Title {id}"), "date": date, "text": text}).to_string()
    };
    let wire = story("Lindow", "“The dam will hold,” said Clara Visser.");
    let lines = [
        record("wire", "Courier", "1998-03-04", &wire),
        record("echo", "The Echo", "1998-03-05", &wire),
        record(
            "later",
            "The Echo",
            "1999-07-01",
            "“The dam will hold,” said Clara Visser.\n\nNobody replied to her.\n",
        ),
        record("wide", "The Echo", "1999", "“It rains,” said Ruth Amsel.\n\nIt did.\n"),
        record("doubt", "The Echo", "2000-05-05", "LINDOW, March 3, 1990 — “We wait,” said Ruth Amsel.\n\nThey did.\n"),
        record("formula", "=HYPERLINK(0)", "2001-01-01", "“It pays,” said Peter Hale.\n\nIt did not.\n"),
    ];
    fs::write(folder.path().join("morgue/wire.jsonl"), lines.join("\n")).unwrap();
    run(&folder, &["index", "morgue"]);
    folder
}

#[test]
fn quotes_are_counted_twice_and_ranked_by_what_is_distinct() {
    let folder = wires();
    let all = lines(&run(&folder, &["count", "--by", "speaker", "--json", "*"]));
    let row = |name: &str| all.iter().find(|line| line["value"] == name).unwrap().clone();
    let visser = row("Clara Visser");
    assert_eq!((&visser["quotes"], &visser["distinct_quotes"], &visser["articles"]), (&3.into(), &2.into(), &3.into()));
    assert_eq!((&visser["first"], &visser["last"]), (&"1998-03-04".into(), &"1999-07-01".into()));
    assert_eq!(visser["outlets"], json!([{"name": "The Echo", "quotes": 2}, {"name": "Courier", "quotes": 1}]));
    assert_eq!(row("Ruth Amsel")["distinct_quotes"], 2);
    let summary = all.last().unwrap();
    assert_eq!(
        (&summary["quotes"], &summary["distinct_quotes"], &summary["unit"]),
        (&6.into(), &5.into(), &"quotes".into())
    );
    let by_source = lines(&run(&folder, &["count", "--by", "source", "--unit", "quotes", "--json", "speaker:visser"]));
    assert_eq!((&by_source[0]["value"], &by_source[0]["quotes"]), (&"The Echo".into(), &2.into()));
}

#[test]
fn a_wide_or_doubtful_date_is_no_spike() {
    let folder = wires();
    let months = |arguments: &[&str]| -> Vec<String> {
        let text = run(&folder, &[&["count", "--by", "month", "--format", "csv"], arguments].concat());
        table(&text).into_iter().map(|row| format!("{} {}", row["month"], row["articles"])).collect()
    };
    assert_eq!(months(&["*"]), ["1998-03 2", "1999-07 1", "2001-01 1", "(uncertain) 2"]);
    assert_eq!(
        months(&["--doubtful-dates", "keep", "*"]),
        ["1998-03 2", "1999-07 1", "2000-05 1", "2001-01 1", "(uncertain) 1"]
    );
    // Neither date of hers is beyond doubt to the day.
    let rows = table(&run(&folder, &["count", "--by", "speaker", "--format", "csv", "speaker:amsel"]));
    assert_eq!((rows[0]["first"].as_str(), rows[0]["last"].as_str()), ("1999", "1999"));
}

#[test]
fn a_share_is_of_everything_in_the_period_also_where_nothing_matches() {
    let folder = wires();
    let rows = table(&run(&folder, &["count", "--by", "year", "--share", "--format", "csv", "speaker:visser"]));
    let shares = rows.iter().map(|row| format!("{} {} of {}", row["year"], row["articles"], row["articles_in_all"]));
    assert_eq!(shares.collect::<Vec<_>>(), ["1998 2 of 2", "1999 1 of 2", "2001 0 of 1"]);
    let echo = run(&folder, &["count", "--by", "year", "--share=source:echo", "--format", "csv", "speaker:visser"]);
    assert_eq!(table(&echo)[0]["articles_in_all"], "1");
    let refused = dateline(&folder, &["count", "--by", "speaker", "--share", "*"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--by speaker,year --share"));
}

#[test]
fn what_a_spreadsheet_would_run_is_text() {
    let folder = wires();
    let plain = run(&folder, &["count", "--by", "source", "--format", "csv", "*"]);
    assert!(plain.contains("\n=HYPERLINK(0),1"), "{plain}");
    for arguments in [&["count", "--by", "source"][..], &["search", "--output", "quotes"]] {
        let guarded = run(&folder, &[arguments, &["--excel", "*"]].concat());
        assert!(guarded.starts_with('\u{feff}') && guarded.contains("'=HYPERLINK(0)"), "{guarded}");
        assert!(!guarded.contains(",=") && guarded.contains("\r\n"), "{guarded}");
    }
}

#[test]
fn an_answer_is_kept_with_what_it_was_an_answer_to() {
    let folder = wires();
    fs::write(folder.path().join("speakers.toml"), "[[merge]]\nname = \"R. Amsel\"\nvariants = [\"Ruth Amsel\"]\n")
        .unwrap();
    let query = ["--today", "2020-01-01", "--min-confidence", "0.5", "--provenance", "asked.json", "dam"];
    let csv = run(&folder, &[&["count", "--by", "speaker", "--format", "csv"][..], &query].concat());
    let kept: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("asked.json")).unwrap()).unwrap();
    assert_eq!(kept["output"]["blake3"], blake3::hash(csv.as_bytes()).to_hex().as_str());
    assert_eq!(
        (&kept["threshold"], &kept["today"], &kept["parameters"]["by"]),
        (&0.5.into(), &"2020-01-01".into(), &json!(["speaker"]))
    );
    assert!(kept["query"].as_str().unwrap().contains("confidence:>=0.5"), "{kept}");
    assert_eq!(kept["index"]["data_hash"].as_str().unwrap().len(), 32);
    let hash = kept["user_files"]["speakers.toml"].as_str().unwrap().to_owned();
    assert_eq!(hash, blake3::hash(&fs::read(folder.path().join("speakers.toml")).unwrap()).to_hex().as_str());
    let again = run(&folder, &[&["count", "--by", "speaker", "--json"][..], &query[..4], &["dam"]].concat());
    let summary = lines(&again).pop().unwrap();
    for key in ["query", "today", "threshold", "index", "user_files", "version", "quotes", "distinct_quotes"] {
        assert_eq!(summary[key], kept[key], "{key}");
    }
}

#[test]
fn a_sample_is_drawn_of_articles_and_of_quotes() {
    let draw = |output: &str, seed: &str| -> Vec<String> {
        let arguments = ["search", "--json", "--sort", "random", "--seed", seed, "-n", "40", "--output", output, "*"];
        let key = if output == "quotes" { "quote_id" } else { "id" };
        let lines = lines(&run(sample(), &arguments));
        lines.iter().filter_map(|line| line[key].as_str().map(str::to_owned)).collect()
    };
    for output in ["articles", "quotes"] {
        assert_eq!(draw(output, "7").len(), 40, "{output}");
        assert_eq!(draw(output, "7"), draw(output, "7"), "{output}");
        assert_ne!(draw(output, "7"), draw(output, "8"), "{output}");
    }
    // Drawn one by one, forty quotes come of far more than a handful of articles.
    let mut articles: Vec<String> =
        draw("quotes", "7").iter().map(|id| id.rsplit_once(':').unwrap().0.to_owned()).collect();
    articles.dedup();
    assert!(articles.len() > 20, "{articles:?}");
}

/// More quotes than are read at once, in every form.
#[test]
fn an_export_has_everything_in_every_form() {
    let everything = |format: &str| {
        let flags = ["--group", "none", "--versions", "all", "--sort", "oldest", "--today", "2020-01-01"];
        let search = ["search", "--output", "quotes", "-n", "0", "--format", format];
        run(sample(), &[&search[..], &flags, &["*"]].concat())
    };
    let n: usize = run(sample(), &["search", "-c", "--output", "quotes", "*"]).trim().parse().unwrap();
    let records = lines(&everything("jsonl"));
    assert!(n > 256 && records.len() == n + 1, "{n}");
    assert_eq!((&records[n]["total"], &records[n]["shown"]), (&n.into(), &n.into()));
    let rows = table(&everything("csv"));
    let said = |row: &BTreeMap<String, String>| (row["id"].clone(), row["said"].clone());
    let of_record = |record: &Value| ["id", "said"].map(|key| record[key].as_str().unwrap().to_owned()).into();
    assert!(rows.iter().map(said).eq(records[..n].iter().map(of_record)));
    let whole: Value = serde_json::from_str(&everything("json")).unwrap();
    assert_eq!(whole, json!({"hits": records[..n], "summary": records[n]}));
    assert_eq!(everything("json"), format!("{whole:#}\n"));
    // In the same order, cut: 20 unless told otherwise.
    let some = run(sample(), &["search", "--output", "quotes", "--format", "csv", "--offset", "5", "*"]);
    assert_eq!(table(&some).len(), 20);
    let none = run(sample(), &["search", "--format", "json", "xylophone"]);
    assert_eq!(serde_json::from_str::<Value>(&none).unwrap()["hits"], json!([]));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_that_was_not_built_in_says_so() {
    for command in [&["search", "moon"][..], &["said", "kennedy"], &["count", "--by", "year", "moon"]] {
        let refused = dateline(sample(), &[command, &["--format", "parquet"]].concat());
        assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0));
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(told.contains("built without Parquet") && told.contains("--features parquet"), "{told}");
    }
}

#[cfg(feature = "parquet")]
mod parquet_tables {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Field, Row};

    /// The rows of a table and its metadata, written by a command and read back.
    fn read_back(folder: &Path, arguments: &[&str]) -> (Vec<Row>, Value) {
        let output = dateline(folder, &[arguments, &["--format", "parquet"]].concat());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{told}");
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), output.stdout).unwrap();
        let reader = SerializedFileReader::new(fs::File::open(file.path()).unwrap()).unwrap();
        let kept = reader.metadata().file_metadata().key_value_metadata().unwrap();
        let summary = kept.iter().find(|pair| pair.key == "dateline").unwrap().value.clone().unwrap();
        let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        (rows, serde_json::from_str(&summary).unwrap())
    }

    fn cell<'r>(row: &'r Row, name: &str) -> &'r Field {
        row.get_column_iter().find(|(column, _)| *column == name).unwrap().1
    }

    fn text(row: &Row, name: &str) -> String {
        match cell(row, name) {
            Field::Str(text) => text.clone(),
            Field::Null => String::new(),
            other => panic!("{name}: {other}"),
        }
    }

    #[test]
    fn quotes_are_read_back_as_they_were_written() {
        let query = ["search", "--output", "quotes", "-n", "0", "--sort", "oldest", "*"];
        let (rows, summary) = read_back(sample(), &query);
        let expected = table(&run(sample(), &[&query[..], &["--format", "csv"]].concat()));
        assert_eq!(rows.len(), expected.len());
        for (row, expected) in rows.iter().zip(&expected) {
            for name in ["id", "date", "headline", "speaker", "cue", "kind", "said", "standing"] {
                assert_eq!(text(row, name), expected[name], "{name}");
            }
            let Field::Double(confidence) = cell(row, "confidence") else { panic!("no number: {row}") };
            assert_eq!(format!("{confidence:.2}"), expected["confidence"]);
            match cell(row, "first_day") {
                Field::Date(first) => {
                    let first = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(*first)).unwrap();
                    assert_eq!(format!("{}", first.year()), expected["date"][..4]);
                }
                none => assert_eq!((none, expected["date"].as_str()), (&Field::Null, ""), "{row}"),
            }
            assert!(text(row, "quote_id").starts_with(&expected["id"]));
        }
        assert_eq!((&summary["shown"], &summary["query"]), (&rows.len().into(), &"*".into()));
        assert_eq!(summary["index"]["data_hash"].as_str().unwrap().len(), 32);
    }

    #[test]
    fn counts_articles_and_a_speakers_quotes_are_tables_too() {
        let (rows, summary) = read_back(sample(), &["count", "--by", "speaker", "moon"]);
        let expected = table(&run(sample(), &["count", "--by", "speaker", "--format", "csv", "moon"]));
        assert_eq!(rows.len(), expected.len());
        for (row, expected) in rows.iter().zip(&expected) {
            assert_eq!(text(row, "speaker"), expected["speaker"]);
            assert_eq!(cell(row, "quotes").to_string(), expected["quotes"]);
        }
        assert_eq!(summary["unit"], "quotes");
        let (articles, _) = read_back(sample(), &["search", "-n", "3", "moon"]);
        assert!(articles.len() == 3 && !text(&articles[0], "headline").is_empty());
        let (said, _) = read_back(sample(), &["said", "kennedy"]);
        assert!(said.iter().all(|row| text(row, "speaker").contains("Kennedy")) && said.len() > 2);
        // A table without a row is a table.
        let none = dateline(sample(), &["search", "--format", "parquet", "xylophone"]);
        assert_eq!((none.status.code(), &none.stdout[..4]), (Some(1), &b"PAR1"[..]));
    }

    #[test]
    fn what_is_kept_beside_a_table_knows_its_bytes() {
        let folder = wires();
        let query = ["count", "--by", "year", "--format", "parquet", "--provenance", "asked.json", "*"];
        let output = dateline(&folder, &query);
        let kept: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("asked.json")).unwrap()).unwrap();
        assert_eq!(kept["output"]["format"], "parquet");
        assert_eq!(kept["output"]["blake3"], blake3::hash(&output.stdout).to_hex().as_str());
        let refused = dateline(&folder, &["count", "--by", "year", "--format", "parquet", "--excel", "*"]);
        assert_eq!(refused.status.code(), Some(2));
    }
}
