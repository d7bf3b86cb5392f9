//! Any query that parses is answered, or refused with a reason that points into it; counts agree with hits.
#![no_main]

use dateline::article::Day;
use dateline::extract::{Options, extract};
use dateline::index::{Manifest, Reader, Stamp, Writer, WriterOptions};
use dateline::read::{self, Item, WalkOptions};
use dateline::search::{Error, Output, Request, Searcher, Sort, Undated};
use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::OnceLock;

/// The sample corpus in three segments, some of it deleted.
fn searcher() -> &'static Searcher {
    static SEARCHER: OnceLock<Searcher> = OnceLock::new();
    SEARCHER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder for the index can be made").keep();
        let options = WriterOptions { threads: 1, ..WriterOptions::default() };
        let mut writer = Writer::open(&folder, &options).expect("a new folder takes an index");
        let mut articles = Vec::new();
        for entry in read::walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample-corpus"), &WalkOptions::default()) {
            read::read_file(&entry.expect("the corpus can be walked"), &read::Options::default(), &mut |item| {
                if let Item::Article(raw) = item {
                    articles.push(extract(*raw, &Options::default()));
                }
            });
        }
        assert!(articles.len() > 20, "the sample corpus is not there");
        for third in articles.chunks(articles.len().div_ceil(3)) {
            for (n, article) in third.iter().enumerate() {
                let stamp = Stamp { raw_hash: 0, added: Day(n as i64) };
                writer.put(article.clone(), stamp, false).expect("an article can be put");
                if n % 4 == 0 {
                    writer.put(article.clone(), stamp, true).expect("an article can be put again");
                }
            }
            writer.commit(&Manifest::default(), "").expect("a commit goes through");
        }
        Searcher::open(Reader::open(&folder).expect("the index opens"))
    })
}

fuzz_target!(|input: (u8, &str)| {
    let (how, text) = input;
    let Ok(query) = dateline::query::parse(text, jiff::civil::date(2025, 6, 1)) else { return };
    let sort = [Sort::Relevance, Sort::Newest, Sort::Oldest, Sort::Random(7)][usize::from(how % 4)];
    let undated = if how & 4 == 0 { Undated::Exclude } else { Undated::Include };
    let articles = Request { sort, undated, limit: 1_000, ..Request::new(query) };
    match searcher().search(&articles) {
        Ok(response) => {
            assert_eq!(response.total, response.hits.len() as u64, "{text}");
            assert_eq!(response.total, searcher().count_articles(&articles).expect("what was found is counted"), "{text}");
            let quotes = Request { output: Output::Quotes, ..articles.clone() };
            let found = searcher().search(&quotes).expect("quotes of what was found");
            assert!(response.total > 0 || found.total == 0, "{text}: quotes of no article");
            searcher().diagnose(&articles).expect("what was searched is explained");
            searcher().explain(&articles).expect("what was searched has a plan");
        }
        Err(Error::Query { span, hint, .. }) => {
            assert!(text.get(span.start..span.end).is_some() && !hint.is_empty(), "{text}");
        }
        Err(error) => panic!("{text}: {error}"),
    }
});
