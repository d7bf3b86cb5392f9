//! Whatever is added, replaced, deleted and merged: every block stays whole, and joins find what a plain model finds.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dateline::article::{Article, Confidence, Cue, Day, Evidence, Quote, QuoteKind, Source, Span, Speaker};
use dateline::index::schema::{FIELDS, Kind, block_key, u64_column};
use dateline::index::{FileRecord, Manifest, Reader, Stamp, Writer, WriterOptions, raw_hash, utterances};
use dateline::search::join::{Family, KindQuery, ScoreMode, ToChildQuery, ToParentQuery, matching_quotes, weight_of};
use dateline::search::said_in_a_row;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, PhraseQuery, Query, QueryClone, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SeekDangerResult, SegmentReader, TERMINATED, Term};

const WORDS: [&str; 6] = ["war", "peace", "trade", "oil", "grain", "steel"];
const SPEAKERS: [&str; 3] = ["Ada Brook", "Ben Crane", "Cai Dunn"];

/// An utterance to be made: who (none, or one of the speakers) and which words.
type Said = (Option<usize>, Vec<usize>);

#[derive(Clone, Debug)]
enum Step {
    Put { id: usize, said: Vec<Said>, body: Vec<usize> },
    Delete { id: usize },
    Commit,
    Merge,
}

fn said() -> impl Strategy<Value = Said> {
    (prop::option::of(0..SPEAKERS.len()), prop::collection::vec(0..WORDS.len(), 1..4))
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0..12usize, prop::collection::vec(said(), 0..4), prop::collection::vec(0..WORDS.len(), 0..4))
            .prop_map(|(id, said, body)| Step::Put { id, said, body }),
        3 => (0..12usize).prop_map(|id| Step::Delete { id }),
        3 => Just(Step::Commit),
        1 => Just(Step::Merge),
    ]
}

fn words(numbers: &[usize]) -> String {
    numbers.iter().map(|&n| WORDS[n]).collect::<Vec<_>>().join(" ")
}

fn evidence(span: Span) -> Evidence {
    Evidence { span: Some(span), rule: "test".into(), confidence: Confidence::new(0.9), source: Source::Prose }
}

/// An article whose text is the words of its body, then a paragraph for each utterance.
fn article(id: usize, said: &[Said], body: &[usize]) -> Article {
    let mut text = words(body);
    let mut quotes = Vec::new();
    for (utterance, (speaker, numbers)) in (0u32..).zip(said) {
        text.push_str("\n\n");
        let start = text.len();
        text.push_str(&words(numbers));
        let span = Span::new(start, text.len());
        let speaker = speaker.map(|n| Speaker { name: SPEAKERS[n].to_owned(), mention: String::new(), span: None });
        let cue = Some(Cue { text: "said".to_owned(), span });
        quotes.push(Quote { span, utterance, kind: QuoteKind::Direct, speaker, cue, evidence: evidence(span) });
    }
    let content_hash = blake3::hash(text.as_bytes()).to_hex().to_string();
    Article { id: format!("a/{id}.txt"), path: format!("a/{id}.txt"), text, quotes, content_hash, ..Article::default() }
}

/// The articles as they should be found, by id.
type Model = BTreeMap<String, Article>;

/// The documents of each alive article, in the order of the segments, having checked that they are whole blocks.
fn checked_blocks(reader: &SegmentReader) -> Vec<(String, std::ops::Range<DocId>)> {
    let family = Family::open(reader).unwrap();
    let keys = keys_of_documents(reader);
    let is_alive = |doc: DocId| reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
    let mut blocks = Vec::new();
    let mut start = 0;
    while start < reader.max_doc() {
        let article = family.article_of(start);
        assert!(family.is_article(article), "a block ends with its article");
        assert_eq!(family.quotes_of(article), start..article, "blocks lie side by side");
        for doc in start..=article {
            assert_eq!(family.article_of(doc), article);
            assert_eq!(keys[doc as usize], keys[article as usize], "a block has one key");
            assert_eq!(is_alive(doc), is_alive(article), "a block lives and dies as one");
            if doc < article {
                assert_eq!(family.number_of(doc), (doc - start) as usize);
            }
        }
        if is_alive(article) {
            blocks.push((keys[article as usize].clone(), start..article));
        }
        start = article + 1;
    }
    blocks
}

fn keys_of_documents(reader: &SegmentReader) -> Vec<String> {
    let index = reader.inverted_index(FIELDS.block).unwrap();
    let mut keys = vec![String::new(); reader.max_doc() as usize];
    let mut terms = index.terms().stream().unwrap();
    while terms.advance() {
        let key = String::from_utf8(terms.key().to_vec()).unwrap();
        let mut postings = index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic).unwrap();
        while postings.doc() != TERMINATED {
            let slot = &mut keys[postings.doc() as usize];
            assert!(slot.is_empty(), "a document has one key");
            slot.clone_from(&key);
            postings.advance();
        }
    }
    assert!(keys.iter().all(|key| !key.is_empty()), "every document has a key");
    keys
}

fn term(field: Field, word: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs))
}

fn and(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(queries.into_iter().map(|query| (Occur::Must, query)).collect()))
}

fn in_a_row(reader: &Reader, words: &[&str]) -> Box<dyn Query> {
    said_in_a_row(reader.searcher(), words).unwrap()
}

/// `speaker` and `word` in one quote: the query over quotes.
fn one_quote(reader: &Reader, speaker: usize, word: usize) -> Box<dyn Query> {
    let surname = SPEAKERS[speaker].split(' ').nth(1).unwrap().to_lowercase();
    and(vec![term(FIELDS.speaker, &surname), in_a_row(reader, &[WORDS[word]])])
}

fn is_said(article: &Article, quote: &Quote, speaker: usize, word: usize) -> bool {
    quote.speaker.as_ref().is_some_and(|by| by.name == SPEAKERS[speaker])
        && article.slice(quote.span).split(' ').any(|said| said == WORDS[word])
}

/// Ids of the articles a query finds.
fn ids(reader: &Reader, query: &dyn Query) -> BTreeSet<String> {
    let found = reader.searcher().search(query, &DocSetCollector).unwrap();
    let ids: Vec<String> = found.into_iter().map(|address| reader.article(address).unwrap().id).collect();
    let distinct: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(ids.len(), distinct.len(), "no article is found twice");
    distinct
}

fn expected(model: &Model, matches: impl Fn(&Article) -> bool) -> BTreeSet<String> {
    model.values().filter(|article| matches(article)).map(|article| article.id.clone()).collect()
}

fn check_contents(reader: &Reader, model: &Model) {
    let mut found = BTreeMap::new();
    for segment in reader.searcher().segment_readers() {
        for (key, quotes) in checked_blocks(segment) {
            assert!(found.insert(key.clone(), quotes.len()).is_none(), "{key} is there once");
        }
    }
    let wanted: BTreeMap<String, usize> =
        model.values().map(|article| (block_key(&article.id), article.quotes.len())).collect();
    assert_eq!(found, wanted);
    assert_eq!(reader.n_articles().unwrap(), model.len() as u64);
    assert_eq!(reader.n_quotes().unwrap(), model.values().map(|article| article.quotes.len() as u64).sum::<u64>());
    let record = |article: &Article| (article.path.clone(), FileRecord::default());
    let manifest = Manifest { files: model.values().map(record).collect(), ..Manifest::default() };
    for article in model.values() {
        let address = reader.find(&article.id).unwrap().expect("every article is found by its id");
        assert_eq!(&reader.article(address).unwrap(), article);
        let known = reader.articles_of(&article.path, &manifest).unwrap();
        assert_eq!(known.iter().map(|known| &known.id).collect::<Vec<_>>(), [&article.id]);
    }
}

fn check_joins(reader: &Reader, model: &Model) {
    for (speaker, word) in [(0, 0), (1, 2), (2, 5)] {
        let to_parent = ToParentQuery::new(one_quote(reader, speaker, word), ScoreMode::Max);
        let has = |article: &Article| article.quotes.iter().any(|quote| is_said(article, quote, speaker, word));
        assert_eq!(ids(reader, &to_parent), expected(model, has));
        check_contract(reader, &to_parent);

        let without = BooleanQuery::new(vec![
            (Occur::Must, Box::new(KindQuery(Kind::Article)) as Box<dyn Query>),
            (Occur::MustNot, to_parent.box_clone()),
        ]);
        assert_eq!(ids(reader, &without), expected(model, |article| !has(article)));

        let first_word = |article: &Article| article.text.split([' ', '\n']).any(|said| said == WORDS[word]);
        let both = and(vec![to_parent.box_clone(), term(FIELDS.body, WORDS[word])]);
        assert_eq!(ids(reader, both.as_ref()), expected(model, |article| has(article) && first_word(article)));

        let quotes = and(vec![
            Box::new(ToChildQuery::new(term(FIELDS.body, WORDS[word]))) as Box<dyn Query>,
            in_a_row(reader, &[WORDS[speaker]]),
        ]);
        let n_expected: usize = model
            .values()
            .filter(|article| first_word(article))
            .flat_map(|article| article.quotes.iter().map(|quote| article.slice(quote.span)))
            .filter(|said| said.split(' ').any(|said| said == WORDS[speaker]))
            .count();
        assert_eq!(reader.searcher().search(&quotes, &tantivy::collector::Count).unwrap(), n_expected);
        check_contract(reader, &ToChildQuery::new(term(FIELDS.body, WORDS[word])));
        check_contract(reader, &ToChildQuery::new(Box::new(to_parent.clone())));
        check_matching_quotes(reader, model, speaker, word);
    }
    check_contract(reader, &KindQuery(Kind::Quote));
    check_contract(reader, &KindQuery(Kind::Article));
    let pair = |field| ["war", "peace"].map(|word| Term::from_field_text(field, word)).to_vec();
    check_contract(reader, &ToParentQuery::new(in_a_row(reader, &["war", "peace"]), ScoreMode::Sum));
    check_contract(reader, in_a_row(reader, &["war", "peace"]).as_ref());
    check_contract(reader, in_a_row(reader, &[WORDS[0]]).as_ref());
    check_contract(reader, &ToChildQuery::new(Box::new(PhraseQuery::new(pair(FIELDS.body)))));
    // Queries of the wrong kind match nothing.
    let articles_as_quotes = ToParentQuery::new(Box::new(KindQuery(Kind::Article)), ScoreMode::Max);
    assert!(ids(reader, &articles_as_quotes).is_empty());
    let quotes_as_articles = ToChildQuery::new(Box::new(KindQuery(Kind::Quote)));
    assert_eq!(reader.searcher().search(&quotes_as_articles, &tantivy::collector::Count).unwrap(), 0);
}

fn check_matching_quotes(reader: &Reader, model: &Model, speaker: usize, word: usize) {
    let searcher = reader.searcher();
    let query = one_quote(reader, speaker, word);
    let weight = weight_of(query.as_ref(), EnableScoring::enabled_from_searcher(searcher), Kind::Quote).unwrap();
    for segment in searcher.segment_readers() {
        let blocks = checked_blocks(segment);
        let articles: Vec<DocId> = blocks.iter().map(|(_, quotes)| quotes.end).collect();
        let found = matching_quotes(weight.as_ref(), segment, &articles).unwrap();
        for ((key, quotes), found) in blocks.iter().zip(found) {
            let article = &model[key];
            let numbers: Vec<usize> = found.iter().map(|(doc, _)| (doc - quotes.start) as usize).collect();
            let wanted: Vec<usize> = (0usize..)
                .zip(utterances(article))
                .filter(|(_, pieces)| pieces.iter().any(|quote| is_said(article, quote, speaker, word)))
                .map(|(number, _)| number)
                .collect();
            assert_eq!(numbers, wanted, "{key}");
            assert!(found.iter().all(|(_, score)| *score > 0.0));
        }
    }
}

/// However a scorer is moved, it finds the documents that it finds one by one.
fn check_contract(reader: &Reader, query: &dyn Query) {
    let searcher = reader.searcher();
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher)).unwrap();
    for segment in searcher.segment_readers() {
        let mut scorer = weight.scorer(segment, 1.0).unwrap();
        let mut docs = Vec::new();
        let mut scores = Vec::new();
        while scorer.doc() != TERMINATED {
            docs.push(scorer.doc());
            scores.push(scorer.score());
            scorer.advance();
        }
        assert_eq!(scorer.advance(), TERMINATED);
        let next = |target: DocId| docs.iter().copied().find(|&doc| doc >= target).unwrap_or(TERMINATED);
        for target in 0..=segment.max_doc() + 1 {
            let mut scorer = weight.scorer(segment, 1.0).unwrap();
            assert_eq!(scorer.seek(target.max(scorer.doc())), next(target), "seek {target} of {docs:?}");
            let after = scorer.doc();
            if after != TERMINATED {
                assert_eq!(Some(&scorer.score()), scores.get(docs.iter().position(|&doc| doc == after).unwrap()));
                assert_eq!(scorer.advance(), next(after + 1));
            }
            let (found, mut scorer) = weight.scorer_danger(segment, target, 1.0).unwrap();
            check_danger(found, target, &next);
            if found == SeekDangerResult::Found {
                assert_eq!(scorer.doc(), target);
                assert_eq!(scorer.seek(target + 2), next(target + 2));
            }
        }
        for stride in 1..5 {
            let mut scorer = weight.scorer(segment, 1.0).unwrap();
            let mut target = scorer.doc().min(stride);
            if target < scorer.doc() {
                target = scorer.doc();
            }
            while target < TERMINATED {
                let found = scorer.seek_danger(target);
                check_danger(found, target, &next);
                target = match found {
                    SeekDangerResult::Found => {
                        assert_eq!(scorer.doc(), target);
                        let position = docs.iter().position(|&doc| doc == target).unwrap();
                        assert_eq!(scorer.score(), scores[position]);
                        target + stride
                    }
                    // Both what a bound allows and what strictly increasing targets allow.
                    SeekDangerResult::SeekLowerBound(bound) if stride % 2 == 0 => bound,
                    SeekDangerResult::SeekLowerBound(_) => target + stride,
                };
                if target > segment.max_doc() + 8 {
                    break;
                }
            }
        }
    }
}

fn check_danger(found: SeekDangerResult, target: DocId, next: &dyn Fn(DocId) -> DocId) {
    match found {
        SeekDangerResult::Found => assert_eq!(next(target), target),
        SeekDangerResult::SeekLowerBound(bound) => {
            assert!(target >= TERMINATED || bound > target, "the bound {bound} of {target} moves on");
            assert!(bound <= next(target), "the bound {bound} of {target} skips {}", next(target));
        }
    }
}

fn stamp(article: &Article) -> Stamp {
    let raw =
        dateline::article::RawArticle { id: article.id.clone(), text: article.text.clone(), ..Default::default() };
    Stamp { raw_hash: raw_hash(&raw), added: Day(20_000) }
}

fn run(steps: &[Step], threads: usize) {
    let folder = tempfile::tempdir().unwrap();
    let options = WriterOptions { threads, memory: 64 << 20 };
    let mut writer = Writer::open(folder.path(), &options).unwrap();
    let mut model = Model::new();
    let commit = |writer: &mut Writer, model: &Model| {
        let mut manifest = Manifest { started_ns: 1, ..Manifest::default() };
        for article in model.values() {
            manifest.files.insert(article.path.clone(), FileRecord { n_articles: 1, ..FileRecord::default() });
        }
        writer.commit(&manifest, "").unwrap();
        let reader = Reader::open(folder.path()).unwrap();
        assert_eq!(reader.manifest().unwrap(), manifest);
        check_contents(&reader, model);
        check_joins(&reader, model);
    };
    for step in steps {
        match step {
            Step::Put { id, said, body } => {
                let article = article(*id, said, body);
                writer.put(article.clone(), stamp(&article), model.contains_key(&article.id)).unwrap();
                model.insert(article.id.clone(), article);
            }
            Step::Delete { id } => {
                let id = format!("a/{id}.txt");
                writer.delete(&id).unwrap();
                model.remove(&id);
            }
            Step::Commit => commit(&mut writer, &model),
            Step::Merge => {
                commit(&mut writer, &model);
                writer.merge().unwrap();
                check_contents(&Reader::open(folder.path()).unwrap(), &model);
            }
        }
    }
    commit(&mut writer, &model);
    writer.close().unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    check_contents(&reader, &model);
    check_joins(&reader, &model);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn blocks_stay_whole_and_joins_are_right(steps in prop::collection::vec(step(), 1..40), threads in 1..4usize) {
        run(&steps, threads);
    }
}

/// Two threads that put at the same moment: each pair of articles is one more chance to lose one of them.
#[test]
fn threads_that_replace_articles_at_once_lose_none() {
    const N_PAIRS: usize = 1;
    let folder = tempfile::tempdir().unwrap();
    for round in 0..150 {
        let mut writer =
            Writer::open(folder.path(), &WriterOptions { threads: 2, ..WriterOptions::default() }).unwrap();
        let start = Barrier::new(2);
        std::thread::scope(|scope| {
            for thread in 0..2 {
                let (writer, start) = (&writer, &start);
                scope.spawn(move || {
                    for pair in 0..N_PAIRS {
                        let article = article(2 * pair + thread, &[(Some(0), vec![pair % 6])], &[round % 6]);
                        let stamp = stamp(&article);
                        start.wait();
                        writer.put(article, stamp, round > 0).unwrap();
                    }
                });
            }
        });
        writer.commit(&Manifest::default(), "").unwrap();
        writer.close().unwrap();
        let reader = Reader::open(folder.path()).unwrap();
        let expected = 2 * N_PAIRS as u64;
        assert_eq!((reader.n_articles().unwrap(), reader.n_quotes().unwrap()), (expected, expected), "round {round}");
    }
}

/// A commit that is cut off just before it counts leaves files behind, and its successor wants the very same names.
#[test]
fn what_a_commit_that_was_cut_off_left_behind_is_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let put_all = |ids: std::ops::Range<usize>, word, is_there| {
        let mut writer = Writer::open(folder.path(), &WriterOptions::default()).unwrap();
        for id in ids {
            let article = article(id, &[(Some(0), vec![word])], &[word]);
            writer.put(article.clone(), stamp(&article), is_there).unwrap();
        }
        writer.commit(&Manifest::default(), "").unwrap();
        writer.close().unwrap();
    };
    put_all(0..4, 0, false);
    let before: Vec<(PathBuf, Vec<u8>)> = files(folder.path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .filter(|(path, _)| !path.ends_with(".managed.json"))
        .collect();
    put_all(0..1, 1, true);
    let n_deletions = || files(folder.path()).filter(|path| path.extension().is_some_and(|name| name == "del")).count();
    assert_eq!(n_deletions(), 1);
    for (path, bytes) in before {
        fs::write(path, bytes).unwrap();
    }
    let model = |changed: usize| {
        let article = |id| article(id, &[(Some(0), vec![usize::from(id < changed)])], &[usize::from(id < changed)]);
        (0..4).map(article).map(|article| (article.id.clone(), article)).collect::<Model>()
    };
    check_contents(&Reader::open(folder.path()).unwrap(), &model(0));
    put_all(0..1, 1, true);
    check_contents(&Reader::open(folder.path()).unwrap(), &model(1));
    assert_eq!(n_deletions(), 1);
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path)
}

#[test]
fn an_expunged_article_leaves_no_bytes_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), &WriterOptions::default()).unwrap();
    for id in 0..3 {
        let mut article = article(id, &[], &[0]);
        article.text = format!("Xylo{id} speaks");
        writer.put(article.clone(), stamp(&article), false).unwrap();
    }
    writer.commit(&Manifest::default(), "").unwrap();
    writer.expunge(&["a/1.txt".to_owned()], &Manifest::default(), "").unwrap();
    writer.close().unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    assert_eq!(reader.n_articles().unwrap(), 2);
    assert_eq!(reader.find("a/1.txt").unwrap(), None);
    for segment in reader.searcher().segment_readers() {
        assert_eq!(segment.num_deleted_docs(), 0);
        let index = segment.inverted_index(FIELDS.body).unwrap();
        assert!(index.terms().get(b"xylo1").unwrap().is_none());
        assert!(index.terms().get(b"xylo2").unwrap().is_some());
        assert_eq!(u64_column(segment, FIELDS.n_words).unwrap().values_for_doc(0).collect::<Vec<_>>(), [2]);
    }
}

#[test]
fn a_second_writer_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Writer::open(folder.path(), &WriterOptions::default()).unwrap();
    let Err(error) = Writer::open(folder.path(), &WriterOptions::default()) else { panic!("two writers at once") };
    assert!(error.to_string().starts_with("another dateline is writing to the index in "), "{error}");
    assert!(error.hint().is_some());
}
