//! Measures ranking by known items: how high an article stands when the rarest words of its headline are searched for.
//!
//!     known_items INDEX RECORDS.jsonl [N]
//!
//! INDEX is an index of RECORDS, which have an `id`, a `title` and a `text`. Of N articles (1,000), evenly spread, the three
//! rarest words of the headline are the query. Weights are chosen on every second query and measured on the others, by mean
//! reciprocal rank among the first hundred; beside them stands tantivy's own BM25 over one field with headline and text.

#![allow(clippy::print_stdout, reason = "a command for whoever chooses the weights anew")]

use dateline::index::Reader;
use dateline::index::analyzer::tokens;
use dateline::index::schema::FIELDS;
use dateline::search::{Folding, Hits, Request, Searcher, Weights};
use std::collections::BTreeMap;
use std::io::BufRead;
use tantivy::schema::{STORED, STRING, Schema, TEXT, Value};
use tantivy::{Index, TantivyDocument, Term, collector::TopDocs, doc, query::QueryParser};

const DEPTH: usize = 100;
const N_WORDS: usize = 3;
const HEADLINE: [f32; 8] = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0];
const LEDE: [f32; 3] = [0.0, 0.25, 0.5];

#[derive(Default)]
struct Item {
    id: String,
    words: String,
    of_text: String,
    commonest: String,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [index, records, rest @ ..] = args.as_slice() else { panic!("see the first lines of known_items.rs") };
    let n = rest.first().map_or(1000, |n| n.parse().expect("a number"));
    let searcher = Searcher::open(Reader::open(std::path::Path::new(index)).expect("the index opens"));
    let items = items(&searcher, records, n);
    let halves: Vec<Vec<&Item>> = (0..2)
        .map(|half| items.iter().enumerate().filter(|(n, _)| n % 2 == half).map(|(_, item)| item).collect())
        .collect();
    println!("{} queries", items.len());
    let mut best = (0.0, Weights { headline: 1.0, lede: 0.0 });
    for headline in HEADLINE {
        for lede in LEDE {
            let weights = Weights { headline, lede };
            let mrr = mean(&halves[0], |item| rank(&searcher, item, weights));
            println!("chosen on: headline {headline} lede {lede}  {mrr:.4}");
            if mrr > best.0 {
                best = (mrr, weights);
            }
        }
    }
    println!("best: headline {} lede {}", best.1.headline, best.1.lede);
    let plain = Plain::new(records);
    for (name, half) in [("chosen on", &halves[0]), ("measured on", &halves[1])] {
        let ours = |weights| mean(half, |item| rank(&searcher, item, weights));
        println!("{name}: tantivy, any word   {:.4}", mean(half, |item| plain.rank(item, false)));
        println!("{name}: tantivy, all words  {:.4}", mean(half, |item| plain.rank(item, true)));
        println!("{name}: no weights          {:.4}", ours(Weights { headline: 1.0, lede: 0.0 }));
        println!("{name}: headline only       {:.4}", ours(Weights { headline: best.1.headline, lede: 0.0 }));
        println!("{name}: lede only           {:.4}", ours(Weights { headline: 1.0, lede: best.1.lede }));
        println!("{name}: best weights        {:.4}", ours(best.1));
        println!("{name}: the default weights {:.4}", ours(Weights::default()));
        // Queries that are not made of headlines: what is gained there must not be lost here.
        for headline in HEADLINE {
            let weights = Weights { headline, lede: 0.0 };
            let mrr = mean(half, |item| {
                rank(&searcher, &Item { id: item.id.clone(), words: item.of_text.clone(), ..Item::default() }, weights)
            });
            println!("{name}: words of the text, headline {headline}  {mrr:.4}");
        }
    }
    for (headline, lede) in [(1.0, 0.0), (best.1.headline, 0.0), best_of(best.1)] {
        let started = std::time::Instant::now();
        for item in &items {
            let query =
                dateline::query::parse(&item.commonest, jiff::civil::date(2025, 1, 1)).expect("a word is a query");
            let request = Request { limit: 1, weights: Weights { headline, lede }, ..Request::new(query) };
            searcher.search(&request).expect("the index is whole");
        }
        let each = started.elapsed().as_secs_f64() * 1e6 / items.len() as f64;
        println!("headline {headline} lede {lede}: {each:.0} microseconds for the commonest word of a headline");
    }
}

fn best_of(weights: Weights) -> (f32, f32) {
    (weights.headline, weights.lede)
}

fn records(path: &str) -> impl Iterator<Item = serde_json::Value> {
    let file = std::io::BufReader::new(std::fs::File::open(path).expect("the records open"));
    file.lines().map(|line| serde_json::from_str(&line.expect("the records are text")).expect("a record a line"))
}

fn part<'r>(record: &'r serde_json::Value, name: &str) -> &'r str {
    record[name].as_str().unwrap_or_default()
}

/// Articles with the rarest words of their headlines, evenly spread over the records.
fn items(searcher: &Searcher, path: &str, n: usize) -> Vec<Item> {
    let n_records = records(path).count();
    let step = (n_records / n).max(1);
    let mut items = Vec::new();
    for record in records(path).step_by(step) {
        let headline = by_rarity(searcher, part(&record, "title"));
        let text = part(&record, "text");
        let middle: String =
            text.split_whitespace().skip(text.split_whitespace().count() / 2).take(60).collect::<Vec<_>>().join(" ");
        let of_text = by_rarity(searcher, &middle);
        if headline.len() >= N_WORDS && of_text.len() >= 3 * N_WORDS {
            items.push(Item {
                id: part(&record, "id").to_owned(),
                words: headline[..N_WORDS].join(" "),
                of_text: of_text[2 * N_WORDS..3 * N_WORDS].join(" "),
                commonest: headline[headline.len() - 1].clone(),
            });
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

/// The mean of the reciprocals of ranks.
fn mean(items: &[&Item], rank: impl Fn(&Item) -> Option<usize>) -> f64 {
    let sum: f64 = items.iter().filter_map(|item| rank(item)).map(|rank| 1.0 / (rank as f64 + 1.0)).sum();
    sum / items.len() as f64
}

/// How high an article stands among the first hundred. Hits are read in full, so few are asked for first.
fn rank(searcher: &Searcher, item: &Item, weights: Weights) -> Option<usize> {
    let query = dateline::query::parse(&item.words, jiff::civil::date(2025, 1, 1)).ok()?;
    let folding = Folding { copies: false, versions: false };
    // An id is the file's path, # and the record's own id.
    let end = format!("#{}", item.id);
    [1, 10, DEPTH].into_iter().find_map(|limit| {
        let request = Request { limit, weights, folding, ..Request::new(query.clone()) };
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

    fn rank(&self, item: &Item, all: bool) -> Option<usize> {
        let parser = if all { &self.strict } else { &self.parser };
        let query = parser.parse_query(&item.words).ok()?;
        let top = TopDocs::with_limit(DEPTH).order_by_score();
        let found = self.reader.search(&query, &top).expect("the index is whole");
        found.into_iter().position(|(_, address)| {
            let document: TantivyDocument = self.reader.doc(address).expect("the index is whole");
            document.get_first(self.id).and_then(|id| id.as_str().map(str::to_owned)).as_deref() == Some(&item.id)
        })
    }
}
