//! A request to its answer: which articles and quotes match, in order, with the words that made them match.

use super::compile::{Undated, compile, undated};
use super::error::Result;
use super::evaluate::{Evaluator, Found};
use super::folding::Matched;
use super::highlight;
use super::interval::TextField;
use super::join::{Family, ToChildQuery};
use super::kin::KnownKeys;
use super::led::LedQuery;
use super::plan::{Plan, Role, Shape, TextMatch, any_of, filter};
use super::rank::{Ranked, Ranking, rank};
use super::request::{
    ArticleHit, Hits, Marks, MatchedQuote, Note, Output, QuoteHit, Request, Response, Summary, Tally,
};
use super::side_by_side::{Threads, search_each};
use super::speakers::Directory;
use super::tally;
use super::words::Vocabulary;
use crate::article::{Article, Quote, Span};
use crate::index::schema::{FIELDS, Kind};
use crate::index::{Reader, utterances, when};
use crate::knowledge::Speakers;
use crate::lexicon::gazetteer::{Atlas, Gazetteer};
use std::num::NonZeroUsize;
use tantivy::query::{BooleanQuery, EnableScoring, Query};
use tantivy::{DocAddress, DocId, SegmentReader, Term};

/// How many hits are read and handed over at once.
const HITS_AT_ONCE: usize = 256;

/// Searches one commit of an index.
pub struct Searcher {
    reader: Reader,
    vocabulary: Vocabulary,
    atlas: Atlas,
    threads: Threads,
    known_keys: KnownKeys,
}

impl Searcher {
    /// Searches what `reader` reads.
    pub fn open(reader: Reader) -> Self {
        Self::with_speakers(reader, &Speakers::default())
    }

    /// The same, with speakers called as the user does.
    pub fn with_speakers(reader: Reader, speakers: &Speakers) -> Self {
        let vocabulary = Vocabulary::new(reader.searcher().clone(), Directory::new(speakers));
        let (atlas, threads) = (Atlas::default(), Threads::default());
        let known_keys = KnownKeys::new(reader.searcher().segment_readers());
        Self { reader, vocabulary, atlas, threads, known_keys }
    }

    /// The same, with names of places looked up in `atlas`.
    pub fn with_atlas(self, atlas: Atlas) -> Self {
        Self { atlas, ..self }
    }

    /// The same, with so many threads at most; without it there is one for each core. Answers are the same for any number, and
    /// a small search never has more than one.
    pub fn with_threads(self, most: NonZeroUsize) -> Self {
        Self { threads: Threads::at_most(most), ..self }
    }

    /// An article, its speakers called as the user does.
    pub fn article(&self, address: DocAddress) -> Result<Article> {
        let mut article = self.reader.article(address)?;
        self.vocabulary.speakers().rename(&mut article);
        Ok(article)
    }

    /// The index that is searched.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    pub(super) fn engine(&self) -> &tantivy::Searcher {
        self.reader.searcher()
    }

    pub(super) fn known_keys(&self) -> &KnownKeys {
        &self.known_keys
    }

    pub(super) fn threads(&self) -> Threads {
        self.threads
    }

    /// Where names of places are looked up.
    pub(super) fn gazetteer(&self) -> &Gazetteer {
        &self.atlas
    }

    pub(super) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub(super) fn plan(&self, request: &Request) -> Result<Plan> {
        self.plan_with(request, request.undated)
    }

    fn plan_with(&self, request: &Request, undated: Undated) -> Result<Plan> {
        let plan = compile(&request.query.root, &self.vocabulary, &self.atlas, undated, request.headline_weight)?;
        match &request.more_like {
            None => Ok(plan),
            Some(id) => self.alike(plan, id),
        }
    }

    /// Answers a request, its hits all at once.
    pub fn search(&self, request: &Request) -> Result<Response> {
        let mut hits = Hits::none(request.output);
        let summary = self.answer(request)?.visit(&mut |more| {
            hits.append(more);
            true
        })?;
        let Summary { total, folded, undated_left_out, notes, .. } = summary;
        Ok(Response { total, hits, folded, undated_left_out, notes })
    }

    /// Finds what answers a request and puts it in order; nothing of it is read yet.
    pub fn answer<'s>(&'s self, request: &'s Request) -> Result<Answer<'s>> {
        let plan = self.plan(request)?;
        let window = request.offset..request.offset.saturating_add(request.limit);
        let part = |tallies: Vec<Tally>| tallies.into_iter().take(window.end).skip(window.start).collect();
        let (total, ordered) = match request.output {
            Output::Articles => {
                let query = plan.query(Kind::Article);
                let asked = Ranked::asked(Kind::Article, request.sort, window, Some(&plan));
                let found = rank(self, query.as_ref(), asked, self.folder(request.folding))?;
                Ordered::documents(found)
            }
            Output::Quotes => {
                let query = self.quotes_query(&plan);
                let asked = Ranked::asked(Kind::Quote, request.sort, window, None);
                let found = rank(self, query.as_ref(), asked, self.quote_folder(request.folding))?;
                Ordered::documents(found)
            }
            Output::Files => Ordered::tallies(tally::files(self, &plan)?, part, Hits::Files),
            Output::Speakers => Ordered::tallies(tally::speakers(self, &plan)?, part, Hits::Speakers),
            Output::Places => Ordered::tallies(tally::places(self, &plan)?, part, Hits::Places),
        };
        let (shown, folded) = match &ordered {
            Ordered::Documents(hits, matched) => (hits.len(), matched.n_folded()),
            Ordered::Tallies(hits) => (hits.len(), 0),
        };
        let undated_left_out = self.undated_left_out(&plan, request)?;
        let summary = Summary { total, shown: shown as u64, folded, undated_left_out, notes: self.notes(&plan)? };
        Ok(Answer { searcher: self, request, plan, ordered, summary })
    }

    /// Why the article with that id is a hit; `None` where it is not, or where there is none.
    pub fn hit(&self, request: &Request, id: &str) -> Result<Option<ArticleHit>> {
        let Some(address) = self.reader.find(id)? else { return Ok(None) };
        let plan = self.plan(request)?;
        let hit = Ranked { address, score: 0.0 };
        let Some(evidence) = self.evidence(&plan, &[hit])?.pop().filter(|evidence| evidence.matches) else {
            return Ok(None);
        };
        self.article_hit(request, &hit, &evidence, &Matched::default()).map(Some)
    }

    /// How many articles match.
    pub fn count_articles(&self, request: &Request) -> Result<u64> {
        let plan = self.plan(request)?;
        let query = plan.query(Kind::Article);
        if !compares_many_places(&plan) {
            return self.count(query.as_ref());
        }
        let engine = self.engine();
        let weight = query.weight(EnableScoring::disabled_from_searcher(engine))?;
        let counts = search_each(engine, weight.as_ref(), self.threads, &|_, reader, _| weight.count(reader))?;
        Ok(counts.into_iter().map(u64::from).sum())
    }

    pub(super) fn count(&self, query: &dyn Query) -> Result<u64> {
        Ok(query.count(self.engine())? as u64)
    }

    /// The quotes that satisfy a positive group, in articles that satisfy the whole plan; with no group, all their quotes.
    pub(super) fn quotes_query(&self, plan: &Plan) -> Box<dyn Query> {
        let groups = plan.groups();
        let of_articles = || Box::new(ToChildQuery::new(plan.query(Kind::Article)));
        if groups.is_empty() {
            return of_articles();
        }
        let in_groups = any_of(groups.iter().map(|group| group.query(Kind::Quote)).collect());
        match plan.shape {
            // A quote that satisfies the only group stands in an article that satisfies the plan.
            Shape::Quote(_) => Box::new(BooleanQuery::intersection(vec![
                in_groups,
                filter(Box::new(super::join::KindQuery(Kind::Quote))),
            ])),
            _ => Box::new(BooleanQuery::intersection(vec![in_groups, filter(of_articles())])),
        }
    }

    /// Each of the articles `hits`, with the words of its text by which it satisfies a plan.
    pub(super) fn marked(&self, plan: &Plan, hits: &[Ranked]) -> Result<Vec<(DocAddress, Article, Vec<Span>)>> {
        let evidence = self.evidence(plan, hits)?;
        let each = hits.iter().zip(&evidence).map(|(hit, evidence)| {
            let article = self.article(hit.address)?;
            let marks = highlight::in_text(&article.text, &evidence.in_field(evidence.article, TextField::body()));
            Ok((hit.address, article, marks))
        });
        each.collect()
    }

    /// For each of `hits` (articles or quotes), in their order, the words that made it match, and the quotes that satisfy a
    /// group: of an article all, of a quote itself.
    fn evidence<'p>(&self, plan: &'p Plan, hits: &[Ranked]) -> Result<Vec<Evidence<'p>>> {
        let mut order: Vec<usize> = (0..hits.len()).collect();
        order.sort_by_key(|&n| hits[n].address);
        let mut all: Vec<Evidence<'p>> = hits.iter().map(|_| Evidence::default()).collect();
        for of_segment in order.chunk_by(|&a, &b| hits[a].address.segment_ord == hits[b].address.segment_ord) {
            let reader = self.engine().segment_reader(hits[of_segment[0]].address.segment_ord);
            let mut judge = Judge::open(plan, self.engine(), reader)?;
            for &n in of_segment {
                all[n] = judge.evidence(hits[n].address.doc_id);
            }
        }
        Ok(all)
    }

    fn article_hit(
        &self,
        request: &Request,
        hit: &Ranked,
        evidence: &Evidence<'_>,
        matched: &Matched<'_>,
    ) -> Result<ArticleHit> {
        let article = self.article(hit.address)?;
        let quotes = evidence.matched_quotes(&article);
        let in_field = |field| evidence.in_field(evidence.article, field);
        let mut text = highlight::in_text(&article.text, &in_field(TextField::body()));
        let headline = article.headline.as_ref().map(|headline| &headline.text);
        let headline =
            headline.map(|headline| highlight::in_text(headline, &in_field(TextField::headline()))).unwrap_or_default();
        text.extend(quotes.iter().flat_map(|quote| &quote.marks));
        highlight::merge(&mut text);
        let skip = article.headline.as_ref().and_then(|headline| headline.evidence.span).map_or(0, |span| span.end);
        let snippets = highlight::snippets(&article.text, &text, skip, request.snippets);
        let company = self.company(hit.address, hit.address, matched)?;
        Ok(ArticleHit { score: hit.score, quotes, marks: Marks { text, headline }, snippets, company, article })
    }

    fn quote_hit(&self, hit: &Ranked, evidence: &Evidence<'_>, folded: &Matched<'_>) -> Result<QuoteHit> {
        let address = DocAddress::new(hit.address.segment_ord, evidence.article);
        let article = self.article(address)?;
        let matched = evidence.matched_quotes(&article).pop();
        let quote = matched.ok_or_else(|| damaged("an article has fewer quotes than the index holds"))?;
        Ok(QuoteHit { article, score: hit.score, quote, company: self.company(address, hit.address, folded)? })
    }

    /// How many more articles there would be, were the undated kept.
    pub(super) fn undated_left_out(&self, plan: &Plan, request: &Request) -> Result<Option<u64>> {
        if request.undated == Undated::Include || !plan.leaves().iter().any(|(_, leaf)| leaf.role == Role::Dated) {
            return Ok(None);
        }
        if !self.has_undated()? {
            return Ok(Some(0));
        }
        let kept = self.plan_with(request, Undated::Include)?;
        let n_undated = |plan: &Plan| {
            self.count(&LedQuery(Box::new(BooleanQuery::intersection(vec![plan.query(Kind::Article), undated()]))))
        };
        let with_undated = n_undated(&kept)?;
        Ok(Some(with_undated - n_undated(plan)?.min(with_undated)))
    }

    /// Whether any article may be without a date, as far as that is seen at once: those deleted count, too.
    fn has_undated(&self) -> Result<bool> {
        Ok(self.engine().doc_freq(&Term::from_field_text(FIELDS.published, when::NONE))? > 0)
    }

    /// Whom a bare surname stands for, and which places a name.
    pub(super) fn notes(&self, plan: &Plan) -> Result<Vec<Note>> {
        let mut notes = self.place_notes(plan)?;
        for group in plan.groups() {
            for (clause, leaf) in group.leaves() {
                let Role::Speaker(words) = &leaf.role else { continue };
                let is_initial = |word: &String| word.trim_end_matches('.').chars().count() == 1;
                let (1 | 2, Some(last)) = (words.len(), words.last()) else { continue };
                if words.len() == 1 || is_initial(&words[0]) {
                    let typed = if words.len() == 1 { last.clone() } else { words.join(" ") };
                    let quotes = any_of(vec![leaf.query.box_clone()]);
                    let quotes = BooleanQuery::intersection(vec![quotes, filter(group.query(Kind::Quote))]);
                    let names = tally::speaker_names(self, &quotes)?;
                    notes.push(Note::SpeakerMeans { span: clause.span, typed, names });
                }
            }
        }
        Ok(notes)
    }
}

/// What answers a request, in order.
pub struct Answer<'s> {
    searcher: &'s Searcher,
    request: &'s Request,
    plan: Plan,
    ordered: Ordered<'s>,
    summary: Summary,
}

/// What was found of the kind asked for, in order.
enum Ordered<'s> {
    /// Articles or quotes, to be read.
    Documents(Vec<Ranked>, Matched<'s>),
    /// What was counted while it was found.
    Tallies(Hits),
}

impl<'s> Ordered<'s> {
    fn documents((ranking, matched): (Ranking, Matched<'s>)) -> (u64, Self) {
        (ranking.total, Self::Documents(ranking.hits, matched))
    }

    fn tallies(
        all: Vec<Tally>,
        part: impl FnOnce(Vec<Tally>) -> Vec<Tally>,
        hits: fn(Vec<Tally>) -> Hits,
    ) -> (u64, Self) {
        (all.len() as u64, Self::Tallies(hits(part(all))))
    }
}

impl Answer<'_> {
    /// What there is to say beside the hits.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Reads the hits and hands them over in order, a few at a time, so that any number of them fits in memory, until
    /// `visit` says that it wants no more.
    pub fn visit(self, visit: &mut dyn FnMut(Hits) -> bool) -> Result<Summary> {
        let Self { searcher, request, plan, ordered, summary } = self;
        let (ranked, matched) = match ordered {
            Ordered::Documents(ranked, matched) => (ranked, matched),
            Ordered::Tallies(hits) => {
                visit(hits);
                return Ok(summary);
            }
        };
        for hits in ranked.chunks(HITS_AT_ONCE) {
            let evidence = searcher.evidence(&plan, hits)?;
            let hits: Vec<(&Ranked, &Evidence<'_>)> = hits.iter().zip(&evidence).collect();
            let threads = searcher.threads;
            let read = match request.output {
                Output::Quotes => Hits::Quotes(read_each(threads, &hits, &|(hit, evidence)| {
                    searcher.quote_hit(hit, evidence, &matched)
                })?),
                _ => Hits::Articles(read_each(threads, &hits, &|(hit, evidence)| {
                    searcher.article_hit(request, hit, evidence, &matched)
                })?),
            };
            if !visit(read) {
                break;
            }
        }
        Ok(summary)
    }
}

/// Calls `read` with each hit, in the order in which they are stored; what comes of it is in the order given.
fn read_each<'h, T: Send>(
    threads: Threads,
    hits: &[(&'h Ranked, &'h Evidence<'h>)],
    read: &(dyn Fn(&(&'h Ranked, &'h Evidence<'h>)) -> Result<T> + Sync),
) -> Result<Vec<T>> {
    let mut as_stored: Vec<usize> = (0..hits.len()).collect();
    as_stored.sort_unstable_by_key(|&n| hits[n].0.address);
    let read = threads.read_each(&as_stored, &|&n| read(&hits[n]))?;
    let mut in_order: Vec<(usize, T)> = as_stored.into_iter().zip(read).collect();
    in_order.sort_unstable_by_key(|(n, _)| *n);
    Ok(in_order.into_iter().map(|(_, hit)| hit).collect())
}

/// Whether the places of words are read in many articles, as far as that is seen at once. To see more takes as long as to count
/// single words.
fn compares_many_places(plan: &Plan) -> bool {
    const MANY: u64 = 1024;
    let has_many =
        |text: &TextMatch| text.reads_positions() && text.pattern.leaves.iter().all(|leaf| leaf.words.doc_freq >= MANY);
    plan.leaves().iter().any(|(_, leaf)| leaf.marks.iter().any(has_many))
}

fn damaged(why: &str) -> super::Error {
    super::Error::Index(crate::index::Error::Damaged { what: "the index".to_owned(), why: why.to_owned() })
}

/// Says of single documents of a segment, in ascending order, why they are hits.
struct Judge<'p> {
    family: Family,
    article: Evaluator<'p>,
    groups: Vec<Evaluator<'p>>,
}

impl<'p> Judge<'p> {
    fn open(plan: &'p Plan, engine: &tantivy::Searcher, reader: &SegmentReader) -> tantivy::Result<Self> {
        let scoring = EnableScoring::disabled_from_searcher(engine);
        let group = |group: &'p Plan| Evaluator::new(group, Kind::Quote, scoring, reader);
        Ok(Self {
            family: Family::open(reader)?,
            article: Evaluator::new(plan, Kind::Article, scoring, reader)?,
            groups: plan.groups().into_iter().map(group).collect::<tantivy::Result<_>>()?,
        })
    }

    fn evidence(&mut self, doc: DocId) -> Evidence<'p> {
        let article = self.family.article_of(doc);
        let all_quotes = self.family.quotes_of(article);
        let mut evidence =
            Evidence { matches: false, article, first_quote: all_quotes.start, quotes: vec![], found: vec![] };
        if doc == article {
            evidence.matches = self.article.found(article, &mut evidence.found);
            evidence.quotes = all_quotes.filter(|&quote| self.is_in_group(quote)).collect();
        } else {
            for group in &mut self.groups {
                evidence.matches |= group.found(doc, &mut evidence.found);
            }
            evidence.quotes.push(doc);
        }
        evidence
    }

    fn is_in_group(&mut self, quote: DocId) -> bool {
        self.groups.iter_mut().any(|group| group.score(quote).is_some())
    }
}

/// Why an article is a hit.
#[derive(Default)]
struct Evidence<'p> {
    /// Whether it is one.
    matches: bool,
    article: DocId,
    /// The first document of its block.
    first_quote: DocId,
    /// Its quotes that satisfy a positive group.
    quotes: Vec<DocId>,
    found: Vec<Found<'p>>,
}

impl<'p> Evidence<'p> {
    fn in_field(&self, doc: DocId, field: TextField) -> Vec<&Found<'p>> {
        self.found.iter().filter(|found| found.doc == doc && found.pattern.field == field).collect()
    }

    fn matched_quotes(&self, article: &Article) -> Vec<MatchedQuote> {
        let utterances = utterances(article);
        let of_quote = |&doc: &DocId| {
            let pieces: &Vec<&Quote> = utterances.get((doc - self.first_quote) as usize)?;
            let index_of = |piece: &&Quote| article.quotes.iter().position(|quote| std::ptr::eq(quote, *piece));
            Some(MatchedQuote {
                utterance: pieces.first()?.utterance,
                pieces: pieces.iter().filter_map(index_of).collect(),
                marks: highlight::in_utterance(article, pieces, &self.in_field(doc, TextField::said())),
            })
        };
        self.quotes.iter().filter_map(of_quote).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Root, UpdateOptions, update};
    use crate::search::{Counting, Facet, Sort};
    use std::path::Path;
    use std::sync::atomic::AtomicBool;
    use tempfile::TempDir;

    /// The sample corpus as three indexes: as many segments, or more.
    fn indexes() -> Vec<TempDir> {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus");
        let mut parts: Vec<Vec<Root>> = vec![Vec::new(); 3];
        let decades =
            std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
        for (n, path) in decades.enumerate() {
            let prefix = path.file_name().unwrap().to_string_lossy().into_owned();
            parts[n % 3].push(Root { path, prefix, ..Root::default() });
        }
        let stop = AtomicBool::new(false);
        let index = |roots: &Vec<Root>| {
            let folder = tempfile::tempdir().unwrap();
            update(folder.path(), roots, &UpdateOptions::new(0, &stop), &mut |_| {}).unwrap();
            folder
        };
        parts.iter().map(index).collect()
    }

    #[test]
    fn answers_are_the_same_for_any_number_of_threads() {
        let folders = indexes();
        let roots: Vec<_> = folders.iter().map(|folder| folder.path().to_owned()).collect();
        let searcher = |threads| {
            let reader = Reader::open_all(&roots).unwrap();
            assert!(reader.searcher().segment_readers().len() > 2);
            Searcher { threads, ..Searcher::open(reader) }
        };
        let alone = searcher(Threads::at_most(NonZeroUsize::MIN));
        let several = [2, 3, 8].map(|most| searcher(Threads::always(most)));
        let mut n_found = 0;
        for text in [
            "the",
            "\"of the\"",
            "\"said that\"",
            "presid*",
            "war OR peace",
            "the date:1960..1969",
            "said:\"the\"",
            "*",
        ] {
            let query = crate::query::parse(text, jiff::civil::date(2025, 6, 1)).unwrap();
            for (sort, output) in [
                (Sort::Relevance, Output::Articles),
                (Sort::Newest, Output::Articles),
                (Sort::Random(7), Output::Quotes),
                (Sort::Relevance, Output::Quotes),
                (Sort::Relevance, Output::Speakers),
                (Sort::Relevance, Output::Files),
            ] {
                let request = Request { sort, output, limit: 30, ..Request::new(query.clone()) };
                let facets = [Facet::by_name("source"), Facet::by_name("speaker"), Facet::by_name("year")];
                let answers = |searcher: &Searcher| {
                    let counts = facets.map(|facet| {
                        let counts = searcher.count_by(&request, &Counting::by([facet.unwrap()])).unwrap();
                        format!("{counts:?}")
                    });
                    let response = searcher.search(&request).unwrap();
                    (response.total, format!("{response:?}"), searcher.count_articles(&request).unwrap(), counts)
                };
                let expected = answers(&alone);
                n_found += expected.0;
                for searcher in &several {
                    assert_eq!(answers(searcher), expected, "{text} {output:?} {sort:?}");
                }
            }
        }
        assert!(n_found > 500, "{n_found}");
    }
}
