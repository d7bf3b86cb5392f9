//! From prose to hits: articles are extracted, indexed and searched through the library.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dateline::article::{Day, Metadata, RawArticle};
use dateline::index::{Manifest, Reader, Stamp, Writer, WriterOptions, raw_hash};
use dateline::search::{Hits, Request, Searcher};
use tempfile::TempDir;

const ARTICLES: [(&str, &str); 5] = [
    (
        "harbour.txt",
        "Harbour strike ends after nine days\n\nROTTERDAM, Netherlands, March 3, 2019 — Dock workers went back to work \
         on Sunday.\n\n“We will not end this war of nerves,” said Clara Visser, who leads the union. “But the cranes \
         will move.”\n\nThe port’s director, Jan de Boer, denied that talks had failed.\n",
    ),
    (
        "valley.txt",
        "Valley floods\n\nPARIS, Texas, May 4, 2020 — The river rose again and farmers talked of leaving.\n\n\
         “The river is rising,” said Mayor Ann Holt.\n\nClara Visser was not there.\n",
    ),
    (
        "summit.txt",
        "Ministers meet\n\nPARIS, June 5, 2021 — Ministers met to end the dispute. The war was far away.\n\n“We will \
         end this war,” Volodymyr Zelenskyy told reporters. He thanked Ann Holt.\n",
    ),
    ("undated.txt", "A note on tides\n\nTides rise and fall. Sailors talk about the war and the tides.\n"),
    (
        "echo.txt",
        "Echo of a summit\n\nBERLIN, 2021 — “This war must end,” said Clara Visser. The Germans agreed, and she \
         added: “End this war.”\n",
    ),
];

fn indexed() -> (TempDir, Searcher) {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), &WriterOptions::default()).unwrap();
    for (id, text) in ARTICLES {
        let raw = RawArticle {
            id: id.to_owned(),
            path: id.to_owned(),
            text: text.to_owned(),
            metadata: Metadata::default(),
            ..RawArticle::default()
        };
        let stamp = Stamp { raw_hash: raw_hash(&raw), added: Day(20_000) };
        writer.put(dateline::extract::extract(raw, &dateline::extract::Options::default()), stamp, false).unwrap();
    }
    writer.commit(&Manifest::default(), "").unwrap();
    let searcher = Searcher::open(Reader::open(folder.path()).unwrap());
    (folder, searcher)
}

fn request(query: &str) -> Request {
    Request::new(dateline::query::parse(query, jiff::civil::date(2025, 6, 1)).unwrap())
}

fn ids(searcher: &Searcher, query: &str) -> Vec<String> {
    let response = searcher.search(&request(query)).unwrap();
    let Hits::Articles(hits) = response.hits else { panic!("articles were asked for") };
    assert_eq!(response.total, hits.len() as u64);
    let mut ids: Vec<String> = hits.into_iter().map(|hit| hit.article.id.replace(".txt", "")).collect();
    ids.sort();
    ids
}

#[test]
fn clauses_find_what_they_ask_for() {
    let (_folder, searcher) = indexed();
    for (query, expected) in [
        ("war", "echo harbour summit undated"),
        ("talking", "harbour undated valley"),
        ("=talk", "undated"),
        ("\"end this war\"", "echo harbour summit"),
        ("war -tides", "echo harbour summit"),
        ("-war", "valley"),
        ("river OR tides", "undated valley"),
        ("speaker:Visser", "echo harbour"),
        ("speaker:\"Clara Visser\" said:\"end this war\"", "echo harbour"),
        ("speaker:Zelensky said:war", "summit"),
        ("speaker:Holt said:war", ""),
        ("mentions:Visser -speaker:Visser", "valley"),
        ("date:2021", "echo summit"),
        ("date:2021-06-05", "echo summit"),
        ("date:=2021-06", "summit"),
        ("date:..2020", "harbour valley"),
        ("date:none", "undated"),
        ("-date:2021", "harbour undated valley"),
        ("place:France", "summit"),
        ("place:Paris", "summit valley"),
        ("place:\"Paris, Texas\"", "valley"),
        ("dateline:Netherlands", "harbour"),
        ("headline:summit", "echo"),
        ("war NEAR/3 end", "echo harbour summit"),
        ("war PRE/2 end", "echo"),
        ("river /s farmers", "valley"),
        ("tides NOT NEAR/3 war", "undated"),
        ("CAPS(river)", ""),
        ("ATLEAST2(tides)", "undated"),
        ("LEAD(ministers)", "summit"),
        ("har*", "harbour"),
        ("\"end * war\"", "echo harbour summit"),
        ("\"(end|ends) this war\"", "echo harbour summit"),
        ("\"war end\"~2", "echo summit"),
        ("minsters~1", "summit"),
        ("cue:say", "echo harbour valley"),
        ("has:dateline -has:quote", ""),
        ("path:har*", "harbour"),
        ("id:echo.txt", "echo"),
        ("*", "echo harbour summit undated valley"),
    ] {
        let expected: Vec<&str> = expected.split_whitespace().collect();
        assert_eq!(ids(&searcher, query), expected, "{query}");
    }
}
