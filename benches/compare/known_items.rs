//! Measures ranking by known items: how high an article stands when some of its words are searched for.
//!
//!     known_items INDEX RECORDS.jsonl [N]
//!
//! INDEX is an index of RECORDS, which have an `id`, a `title` and a `text`. Of N articles (1,000), evenly spread, two queries are
//! made: the three rarest words of the headline, and of sixty words in the middle of the text the seventh to ninth rarest (the
//! rarest would find it anyhow). Weights of the headline are tried on every second article and on the others, by mean reciprocal
//! rank among the first hundred; beside them stands tantivy's own BM25 over one field with headline and text.

#![allow(clippy::print_stdout, reason = "a command for whoever chooses the weight anew")]

use dateline::index::Reader;
use dateline::index::analyzer::tokens;
use dateline::index::schema::FIELDS;
use dateline::search::{Folding, Hits, Request, Searcher};
use std::collections::BTreeMap;
use std::io::BufRead;
use tantivy::schema::{STORED, STRING, Schema, TEXT, Value};
use tantivy::{Index, TantivyDocument, Term, collector::TopDocs, doc, query::QueryParser};

const DEPTH: usize = 100;
const N_WORDS: usize = 3;
const WEIGHTS: [f32; 9] = [0.0, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 4.0, 8.0];

struct Item {
    id: String,
    of_headline: String,
    of_text: String,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [index, records, rest @ ..] = args.as_slice() else { panic!("see the first lines of known_items.rs") };
    let n = rest.first().map_or(1000, |n| n.parse().expect("a number"));
    let searcher = Searcher::open(Reader::open(std::path::Path::new(index)).expect("the index opens"));
    let items = items(&searcher, records, n);
    let plain = Plain::new(records);
    println!("{} articles; mean reciprocal rank by words of the headline, and of the text", items.len());
    for (half, name) in ["one half", "the other"].into_iter().enumerate() {
        let items: Vec<&Item> = items.iter().skip(half).step_by(2).collect();
        let row = |called: &str, rank: &dyn Fn(&str, &str) -> Option<usize>| {
            let by_headline = mean(items.iter().map(|item| rank(&item.id, &item.of_headline)));
            let by_text = mean(items.iter().map(|item| rank(&item.id, &item.of_text)));
            println!("{name}: {called:<24} {by_headline:.4} {by_text:.4}");
        };
        row("tantivy, any word", &|id, words| plain.rank(id, words, false));
        row("tantivy, all words", &|id, words| plain.rank(id, words, true));
        for weight in WEIGHTS {
            row(&format!("headline × {weight}"), &|id, words| rank(&searcher, id, words, weight));
        }
    }
}

fn records(path: &str) -> impl Iterator<Item = serde_json::Value> {
    let file = std::io::BufReader::new(std::fs::File::open(path).expect("the records open"));
    file.lines().map(|line| serde_json::from_str(&line.expect("the records are text")).expect("a record a line"))
}

fn part<'r>(record: &'r serde_json::Value, name: &str) -> &'r str {
    record[name].as_str().unwrap_or_default()
}

/// Articles evenly spread over the records, each with words to find it by.
fn items(searcher: &Searcher, path: &str, n: usize) -> Vec<Item> {
    let n_records = records(path).count();
    let mut items = Vec::new();
    for record in records(path).step_by((n_records / n).max(1)) {
        let text: Vec<&str> = part(&record, "text").split_whitespace().collect();
        let middle = text.iter().skip(text.len() / 2).take(60).copied().collect::<Vec<_>>().join(" ");
        let (headline, middle) = (by_rarity(searcher, part(&record, "title")), by_rarity(searcher, &middle));
        if let (Some(of_headline), Some(of_text)) = (headline.get(..N_WORDS), middle.get(2 * N_WORDS..3 * N_WORDS)) {
            let (of_headline, of_text) = (of_headline.join(" "), of_text.join(" "));
            items.push(Item { id: part(&record, "id").to_owned(), of_headline, of_text });
        }
    }
    items
}

/// The words of a text that the index holds, the rarest first.
fn by_rarity(searcher: &Searcher, text: &str) -> Vec<String> {
    let engine = searcher.reader().searcher();
    let mut rarity: BTreeMap<String, u64> = BTreeMap::new();
    let mut words = tokens(text);
    while let Some(token) = words.advance() {
        if token.term.chars().all(char::is_alphabetic) && !token.is_alternative {
            let term = Term::from_field_text(FIELDS.body, token.term);
            rarity.insert(token.term.to_owned(), engine.doc_freq(&term).expect("the index is whole"));
        }
    }
    let mut rarest: Vec<(u64, String)> = rarity.into_iter().map(|(word, doc_freq)| (doc_freq, word)).collect();
    rarest.retain(|(doc_freq, _)| *doc_freq > 0);
    rarest.sort();
    rarest.into_iter().map(|(_, word)| word).collect()
}

/// The mean of the reciprocals of ranks, which begin with 0.
fn mean(ranks: impl ExactSizeIterator<Item = Option<usize>>) -> f64 {
    let n = ranks.len() as f64;
    ranks.flatten().map(|rank| 1.0 / (rank as f64 + 1.0)).sum::<f64>() / n
}

/// How high an article stands. Hits are read in full, so few are asked for first.
fn rank(searcher: &Searcher, id: &str, words: &str, headline_weight: f32) -> Option<usize> {
    let query = dateline::query::parse(words, jiff::civil::date(2025, 1, 1)).ok()?;
    let folding = Folding { copies: false, versions: false };
    // An id is the file's path, # and the record's own id.
    let end = format!("#{id}");
    [1, 10, DEPTH].into_iter().find_map(|limit| {
        let request = Request { limit, headline_weight, folding, ..Request::new(query.clone()) };
        let Hits::Articles(hits) = searcher.search(&request).expect("the index is whole").hits else { return None };
        hits.iter().position(|hit| hit.article.id.ends_with(&end))
    })
}

/// tantivy as it comes: one field, its default tokenizer and its query parser.
struct Plain {
    reader: tantivy::Searcher,
    id: tantivy::schema::Field,
    parser: QueryParser,
    strict: QueryParser,
}

impl Plain {
    fn new(path: &str) -> Self {
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING | STORED);
        let text = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer::<TantivyDocument>(200_000_000).expect("a writer starts");
        for record in records(path) {
            let whole = format!("{}\n{}", part(&record, "title"), part(&record, "text"));
            writer.add_document(doc!(id => part(&record, "id"), text => whole)).expect("a document is taken");
        }
        writer.commit().expect("memory suffices");
        let parser = QueryParser::for_index(&index, vec![text]);
        let mut strict = QueryParser::for_index(&index, vec![text]);
        strict.set_conjunction_by_default();
        Self { reader: index.reader().expect("a reader opens").searcher(), id, parser, strict }
    }

    fn rank(&self, id: &str, words: &str, all: bool) -> Option<usize> {
        let parser = if all { &self.strict } else { &self.parser };
        let query = parser.parse_query(words).ok()?;
        let top = TopDocs::with_limit(DEPTH).order_by_score();
        let found = self.reader.search(&query, &top).expect("the index is whole");
        found.into_iter().position(|(_, address)| {
            let document: TantivyDocument = self.reader.doc(address).expect("the index is whole");
            document.get_first(self.id).and_then(|value| value.as_str()) == Some(id)
        })
    }
}
