//! From prose to hits: articles are extracted, indexed and searched through the library.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dateline::article::{Day, Metadata, RawArticle};
use dateline::index::{Manifest, Reader, Stamp, Writer, WriterOptions, raw_hash};
use dateline::search::{
    ArticleHit, Counting, Facet, Fading, Hits, Note, Output, Request, Row, Searcher, Sort, Undated,
};
use tempfile::TempDir;

/// Id, date as its file gives it, text.
const ARTICLES: [(&str, Option<&str>, &str); 5] = [
    (
        "harbour.txt",
        None,
        "Harbour strike ends after nine days\n\nROTTERDAM, Netherlands, March 3, 2019 — Dock workers went back to work \
         on Sunday.\n\n“We will not end this war of nerves,” said Clara Visser, who leads the union. “But the cranes \
         will move.”\n\nThe port’s director, Jan de Boer, denied that talks had failed.\n",
    ),
    (
        "valley.txt",
        None,
        "Valley floods\n\nPARIS, Texas, May 4, 2020 — The river rose again and farmers talked of leaving.\n\n\
         “The river is rising,” said Mayor Ann Holt.\n\nClara Visser was not there.\n",
    ),
    (
        "summit.txt",
        None,
        "Ministers meet\n\nPARIS, June 5, 2021 — Ministers met to end the dispute. The war was far away.\n\n“We will \
         end this war,” Volodymyr Zelenskyy told reporters. He thanked Ann Holt.\n",
    ),
    ("undated.txt", None, "A note on tides\n\nTides rise and fall. Sailors talk about the war and the tides.\n"),
    (
        "echo.txt",
        Some("2021"),
        "Echo of a summit\n\nBERLIN — “This war must end,” said Clara Visser. The Germans agreed, and she \
         added: “End this war.”\n",
    ),
];

fn indexed() -> (TempDir, Searcher) {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), &WriterOptions::default()).unwrap();
    for (id, date, text) in ARTICLES {
        let raw = RawArticle {
            id: id.to_owned(),
            path: id.to_owned(),
            text: text.to_owned(),
            metadata: Metadata { date: date.map(str::to_owned), ..Metadata::default() },
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
    let mut wrong = Vec::new();
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
        ("\"war end\"~2", "echo"),
        ("\"war end\"~3", "echo harbour summit"),
        ("minsters~1", "summit"),
        ("cue:say", "echo harbour valley"),
        ("has:dateline -has:quote", ""),
        ("path:har*", "harbour"),
        ("id:echo.txt", "echo"),
        ("*", "echo harbour summit undated valley"),
    ] {
        let found = ids(&searcher, query).join(" ");
        if found != expected {
            wrong.push(format!("{query}: {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn articles(searcher: &Searcher, request: &Request) -> Vec<ArticleHit> {
    let Hits::Articles(hits) = searcher.search(request).unwrap().hits else { panic!("articles were asked for") };
    hits
}

/// What is highlighted in the text of each hit, by id.
fn highlighted(searcher: &Searcher, query: &str) -> Vec<String> {
    let mut lines: Vec<String> = articles(searcher, &request(query))
        .iter()
        .map(|hit| {
            let marked: Vec<&str> = hit.marks.text.iter().map(|&mark| hit.article.slice(mark)).collect();
            format!("{}: {}", hit.article.id.replace(".txt", ""), marked.join("|"))
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn only_what_satisfied_the_query_is_highlighted() {
    let (_folder, searcher) = indexed();
    for (query, expected) in [
        // Neither the stray "end" nor the stray "war" of the first paragraph.
        ("\"end this war\" id:summit.txt", vec!["summit: end this war"]),
        ("speaker:Zelensky said:war", vec!["summit: war"]),
        ("speaker:Visser said:\"end this war\" id:echo.txt", vec!["echo: End this war"]),
        ("river /s farmers", vec!["valley: river|farmers"]),
        // The side of the OR that does not hold shows nothing, though its words are there.
        ("(war date:1999) OR (dispute date:2021)", vec!["summit: dispute"]),
        ("talk -river", vec!["harbour: talks", "undated: talk"]),
        ("\"war end\"~3 id:summit.txt", vec!["summit: end|war"]),
        ("headline:summit", vec!["echo: "]),
        ("tides NOT NEAR/3 war", vec!["undated: tides|Tides"]),
    ] {
        assert_eq!(highlighted(&searcher, query), expected, "{query}");
    }
}

#[test]
fn headlines_are_highlighted_in_their_own_text() {
    let (_folder, searcher) = indexed();
    let hits = articles(&searcher, &request("headline:summit"));
    let headline = &hits[0].article.headline.as_ref().unwrap().text;
    let marked: Vec<&str> = hits[0].marks.headline.iter().map(|mark| &headline[mark.start..mark.end]).collect();
    assert_eq!(marked, ["summit"]);
}

#[test]
fn quotes_are_hits_of_their_own() {
    let (_folder, searcher) = indexed();
    let quotes = |query: &str| {
        let request = Request { output: Output::Quotes, ..request(query) };
        let response = searcher.search(&request).unwrap();
        let Hits::Quotes(hits) = response.hits else { panic!("quotes were asked for") };
        assert_eq!(response.total, hits.len() as u64);
        let mut said: Vec<String> = hits
            .iter()
            .map(|hit| {
                let pieces = hit.quote.pieces.iter().map(|&n| hit.article.slice(hit.article.quotes[n].span));
                pieces.collect::<Vec<_>>().join(" … ")
            })
            .collect();
        said.sort();
        said
    };
    assert_eq!(quotes("speaker:Zelensky"), ["“We will end this war,”"]);
    assert_eq!(
        quotes("speaker:Visser said:crane"),
        ["“We will not end this war of nerves,” … “But the cranes will move.”"]
    );
    assert_eq!(quotes("speaker:Visser date:2021").len(), 2);
    // Without a group: every quote of the articles.
    assert!(quotes("river").iter().any(|said| said == "“The river is rising,”"));
}

#[test]
fn a_bare_surname_says_whom_it_means() {
    let (_folder, searcher) = indexed();
    let response = searcher.search(&request("speaker:zelenskiy")).unwrap();
    let [Note::SpeakerMeans { typed, names, .. }] = response.notes.as_slice() else { panic!("{:?}", response.notes) };
    assert_eq!((typed.as_str(), names.as_slice()), ("zelenskiy", [("Volodymyr Zelenskyy".to_owned(), 1)].as_slice()));
    assert!(searcher.search(&request("speaker:\"Volodymyr Zelensky\"")).unwrap().notes.is_empty());
}

#[test]
fn undated_articles_are_counted_and_can_be_kept() {
    let (_folder, searcher) = indexed();
    let response = searcher.search(&request("war date:2021")).unwrap();
    assert_eq!((response.total, response.undated_left_out), (2, Some(1)));
    assert_eq!(searcher.search(&request("war")).unwrap().undated_left_out, None);
    let kept = Request { undated: Undated::Include, ..request("war date:2021") };
    assert_eq!(searcher.search(&kept).unwrap().total, 3);
    let excluded = Request { undated: Undated::Include, ..request("war -date:2021") };
    assert_eq!(searcher.search(&excluded).unwrap().total, 2);
}

#[test]
fn newest_and_oldest_put_the_undated_last() {
    let (_folder, searcher) = indexed();
    let order = |sort| {
        let hits = articles(&searcher, &Request { sort, ..request("*") });
        hits.iter().map(|hit| hit.article.id.replace(".txt", "")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(order(Sort::Newest), "echo summit valley harbour undated");
    assert_eq!(order(Sort::Oldest), "harbour valley echo summit undated");
    assert_eq!(order(Sort::Random(7)), order(Sort::Random(7)));
    let page = Request { sort: Sort::Newest, limit: 2, offset: 1, ..request("*") };
    let ids: Vec<String> = articles(&searcher, &page).into_iter().map(|hit| hit.article.id).collect();
    assert_eq!(ids, ["summit.txt", "valley.txt"]);
}

#[test]
fn scores_fade_with_age() {
    let fading = Fading { today: Day(20_000), half_life: 100 };
    for (day, expected) in
        [(Some(20_000), 1.0), (Some(30_000), 1.0), (Some(19_900), 0.625), (Some(19_800), 0.4375), (None, 0.25)]
    {
        assert!((fading.of(day) - expected).abs() < 1e-9, "{day:?}");
    }
    let (_folder, searcher) = indexed();
    let order = |half_life| {
        let today = Day::from_civil(jiff::civil::date(2021, 12, 31));
        let sort = Sort::Recent(Fading { today, half_life });
        let hits = articles(&searcher, &Request { sort, ..request("war") });
        hits.into_iter().map(|hit| hit.article.id.replace(".txt", "")).collect::<Vec<_>>()
    };
    let best = articles(&searcher, &request("war"));
    let best: Vec<String> = best.into_iter().map(|hit| hit.article.id.replace(".txt", "")).collect();
    assert_eq!(order(1_000_000_000)[..3], best.into_iter().filter(|id| id != "undated").collect::<Vec<_>>()[..3]);
    assert_eq!(order(20)[0], "echo", "nothing else of these is so new");
}

#[test]
fn a_headline_weighs_as_much_as_is_asked() {
    let (_folder, searcher) = indexed();
    let score = |query: &str, headline_weight| {
        let hits = articles(&searcher, &Request { headline_weight, ..request(query) });
        f64::from(hits[0].score)
    };
    for query in ["harbour id:harbour.txt", "harbour strike nine id:harbour.txt"] {
        let [none, once, thrice] = [0.0, 1.0, 3.0].map(|weight| score(query, weight));
        assert!(none > 0.0 && once > none, "{query}: {none} {once}");
        assert!((thrice - none - 3.0 * (once - none)).abs() < 1e-4, "{query}: {none} {once} {thrice}");
    }
}

#[test]
fn more_like_an_article_is_neither_itself_nor_everything() {
    let (_folder, searcher) = indexed();
    let like = |id: &str, query: &str| {
        let request = Request { more_like: Some(id.to_owned()), ..request(query) };
        let hits = articles(&searcher, &request);
        hits.into_iter().map(|hit| hit.article.id.replace(".txt", "")).collect::<Vec<_>>()
    };
    // Both are filed from a Paris, and name Ann Holt; what every article says, as `war`, makes none alike.
    let found = like("summit.txt", "*");
    assert!(found[0] == "valley" && !found.contains(&"summit".to_owned()), "{found:?}");
    let narrowed = like("summit.txt", "-speaker:holt");
    assert_eq!(narrowed, found[1..], "a query narrows it");
    assert!(like("nothing.txt", "*").is_empty());
}

#[test]
fn counts_are_exact() {
    let (_folder, searcher) = indexed();
    let rows = |query: &str, facet| {
        let breakdown = searcher.count_by(&request(query), &Counting::by([facet])).unwrap();
        let row = |row: Row| match row.quotes {
            Some(quotes) => format!("{} {}/{quotes}", row.under[0].name(), row.articles),
            None => format!("{} {}", row.under[0].name(), row.articles),
        };
        let rows: Vec<String> = breakdown.rows.into_iter().filter(Row::has_values).map(row).collect();
        format!("{} (without {}, uncertain {})", rows.join(", "), breakdown.without, breakdown.uncertain)
    };
    assert_eq!(rows("*", Facet::Year), "2019 1, 2020 1, 2021 2 (without 1, uncertain 0)");
    assert_eq!(rows("*", Facet::Month), "2019-03 1, 2020-05 1, 2021-06 1 (without 1, uncertain 1)");
    assert_eq!(rows("date:2021", Facet::Weekday), "Saturday 1 (without 0, uncertain 1)");
    assert_eq!(rows("said:war", Facet::Speaker), "Clara Visser 2/3, Volodymyr Zelenskyy 1/1 (without 0, uncertain 0)");
    assert!(rows("headline:harbour", Facet::Country).starts_with("Netherlands 1"));
    assert_eq!(searcher.count_articles(&request("war")).unwrap(), 4);
}

#[test]
fn an_empty_result_names_the_clause_that_emptied_it() {
    let (_folder, searcher) = indexed();
    let diagnosis = searcher.diagnose(&request("war speaker:Holt date:2021")).unwrap();
    let clauses: Vec<(&str, u64)> = diagnosis.clauses.iter().map(|c| (c.text.as_str(), c.count)).collect();
    assert_eq!(clauses, [("war", 4), ("quote{speaker:Holt}", 1), ("date:2021", 2)]);
    let culprits: Vec<(&str, u64)> = diagnosis.culprits.iter().map(|c| (c.text.as_str(), c.without)).collect();
    assert_eq!(culprits, [("quote{speaker:Holt}", 2)]);
    assert_eq!(diagnosis.undated_left_out, Some(0));

    let diagnosis = searcher.diagnose(&request("speaker:Vissar said:nervs minsters")).unwrap();
    let instead: Vec<&str> = diagnosis.suggestions.iter().map(|s| s.instead.as_str()).collect();
    assert_eq!(instead, ["visser", "nerves", "ministers"]);

    let diagnosis = searcher.diagnose(&request("speaker:Visser said:river")).unwrap();
    let culprits: Vec<(&str, u64)> = diagnosis.culprits.iter().map(|c| (c.text.as_str(), c.without)).collect();
    assert_eq!(culprits, [("said:river", 2), ("speaker:Visser", 1)]);
}

#[test]
fn limits_are_errors_with_a_place() {
    let (_folder, searcher) = indexed();
    let error = searcher.search(&request("near:Qwertzuiop~5km")).unwrap_err();
    assert!(matches!(error, dateline::search::Error::Query { span, .. } if span.start < span.end), "{error}");
    let long = format!("{}*", "x".repeat(300));
    let error = searcher.search(&request(&long)).unwrap_err();
    assert!(matches!(error, dateline::search::Error::Query { span, .. } if span.start < span.end), "{error}");
    assert!(error.to_string().contains("longer"), "{error}");
}
