//! Nested queries: from quotes to the articles they stand in, and back.
//!
//! Documents of a block lie side by side, quotes first, their article last, so a join follows distances and
//! needs no list of pairs: [`ToParentQuery`] finds the articles with a quote that matches, [`ToChildQuery`] the
//! quotes of articles that match. A query that matches documents of the wrong kind is held to the right one.

use super::statistics::Statistics;
use crate::index::schema::{FIELDS, Kind, SaidLength, u64_column};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tantivy::columnar::{Column, ColumnValues};
use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED, TantivyError, Term};

/// Who belongs to whom in a segment.
#[derive(Clone)]
pub struct Family {
    n_children: Arc<dyn ColumnValues<u64>>,
    to_parent: Arc<dyn ColumnValues<u64>>,
    max_doc: DocId,
    /// Where the pieces of each article's utterances begin, and how long they are. Read where words of quotes are asked for.
    pieces: Arc<OnceLock<[Column<u64>; 2]>>,
}

/// A piece of an utterance: where it stands among the words of its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The position of its first word.
    pub at: u32,
    /// How many positions it takes up.
    pub length: u32,
    /// Whether it belongs to the utterance of the piece before.
    pub continues: bool,
}

impl Piece {
    /// Whether the words from one position to another, both included, lie in it.
    pub fn holds(self, first: u32, last: u32) -> bool {
        self.at <= first && last < self.at.saturating_add(self.length)
    }
}

impl Family {
    /// The families of a segment.
    pub fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        // A query asks a dozen times, and to open the columns is to read the head of each of their blocks. A segment of that
        // id never changes.
        static OPENED: Mutex<Vec<(SegmentId, Family)>> = Mutex::new(Vec::new());
        const MOST_KEPT: usize = 32;
        let id = reader.segment_id();
        let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = opened.iter().position(|(of, _)| *of == id) {
            opened[..=known].rotate_right(1);
            return Ok(opened[0].1.clone());
        }
        let family = Self::read(reader)?;
        opened.insert(0, (id, family.clone()));
        opened.truncate(MOST_KEPT);
        Ok(family)
    }

    fn read(reader: &SegmentReader) -> tantivy::Result<Self> {
        let values = |field: Field| -> tantivy::Result<Arc<dyn ColumnValues<u64>>> {
            let column = u64_column(reader, field)?;
            Ok(if column.get_cardinality().is_full() { column.values } else { column.first_or_default_col(0) })
        };
        Ok(Self {
            n_children: values(FIELDS.n_children)?,
            to_parent: values(FIELDS.to_parent)?,
            max_doc: reader.max_doc(),
            pieces: Arc::default(),
        })
    }

    /// Makes [`Self::pieces_of`] answer; `reader` is of the segment that the families were opened in.
    pub fn open_pieces(&self, reader: &SegmentReader) -> tantivy::Result<()> {
        if self.pieces.get().is_none() {
            let columns = [u64_column(reader, FIELDS.said_at)?, u64_column(reader, FIELDS.said_length)?];
            // Who comes second has read the same.
            let _ = self.pieces.set(columns);
        }
        Ok(())
    }

    /// Puts the pieces of an article's utterances, in the order of its quotes, in the place of what `pieces` holds; none before
    /// [`Self::open_pieces`].
    pub fn read_pieces(&self, article: DocId, pieces: &mut Vec<Piece>) {
        const AT_ONCE: usize = 32;
        pieces.clear();
        let Some([at, length]) = self.pieces.get() else { return };
        // The columns are parallel: a place in the one is the same in the other. A value costs less where a few are read at once.
        let rows = at.index.value_row_ids(article);
        let (mut starts, mut lengths) = ([0; AT_ONCE], [0; AT_ONCE]);
        for first in rows.clone().step_by(AT_ONCE) {
            let n = AT_ONCE.min((rows.end - first) as usize);
            at.values.get_range(first.into(), &mut starts[..n]);
            length.values.get_range(first.into(), &mut lengths[..n]);
            pieces.extend(starts[..n].iter().zip(&lengths[..n]).map(|(&at, &length)| {
                let SaidLength { length, continues } = SaidLength::decode(length);
                Piece { at: narrow(at), length, continues }
            }));
        }
    }

    fn to_parent(&self, doc: DocId) -> DocId {
        narrow(self.to_parent.get_val(doc))
    }

    fn n_children(&self, article: DocId) -> DocId {
        narrow(self.n_children.get_val(article))
    }

    /// Whether a document is an article; else it is a quote.
    pub fn is_article(&self, doc: DocId) -> bool {
        self.to_parent(doc) == 0
    }

    /// The article a document belongs to, or is.
    pub fn article_of(&self, doc: DocId) -> DocId {
        doc + self.to_parent(doc)
    }

    /// The quotes of an article.
    pub fn quotes_of(&self, article: DocId) -> Range<DocId> {
        article - self.n_children(article)..article
    }

    /// The number of a quote among those of its article: that of its utterance in [`crate::index::utterances`].
    pub fn number_of(&self, quote: DocId) -> usize {
        (quote - self.quotes_of(self.article_of(quote)).start) as usize
    }

    /// The first article at or after `target`.
    pub(super) fn article_from(&self, target: DocId) -> DocId {
        if target >= self.max_doc { TERMINATED } else { self.article_of(target) }
    }

    /// The first quote at or after `target`.
    fn quote_from(&self, target: DocId) -> DocId {
        (target..self.max_doc).find(|&doc| !self.is_article(doc)).unwrap_or(TERMINATED)
    }

    /// The first document of the block that `doc` is in or that comes after it.
    pub(super) fn block_start_from(&self, doc: DocId) -> DocId {
        match self.article_from(doc) {
            TERMINATED => TERMINATED,
            article => self.quotes_of(article).start,
        }
    }
}

fn narrow(distance: u64) -> DocId {
    DocId::try_from(distance).expect("documents of a segment and words of a text are numbered by u32")
}

/// Every document of one kind, each with the score 0.
#[derive(Clone, Copy, Debug)]
pub struct KindQuery(pub Kind);

impl Query for KindQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(KindWeight(self.0)))
    }
}

struct KindWeight(Kind);

impl KindWeight {
    fn n_documents(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        let term = self.0.term();
        Ok(reader.inverted_index(term.field())?.doc_freq(&term)?)
    }
}

impl Weight for KindWeight {
    fn scorer(&self, reader: &SegmentReader, _boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let family = Family::open(reader)?;
        let mut scorer = KindScorer { family, kind: self.0, doc: 0, n_documents: self.n_documents(reader)? };
        scorer.doc = scorer.first_from(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, reader, doc, "documents of a kind")
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        match reader.alive_bitset() {
            None => self.n_documents(reader),
            Some(alive) => Ok(self.scorer(reader, 1.0)?.count(alive)),
        }
    }
}

struct KindScorer {
    family: Family,
    kind: Kind,
    doc: DocId,
    n_documents: u32,
}

impl KindScorer {
    fn first_from(&self, target: DocId) -> DocId {
        match self.kind {
            Kind::Article => self.family.article_from(target),
            Kind::Quote => self.family.quote_from(target),
        }
    }
}

impl DocSet for KindScorer {
    fn advance(&mut self) -> DocId {
        if self.doc < TERMINATED {
            self.doc = self.first_from(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.first_from(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.n_documents
    }
}

impl Scorer for KindScorer {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// How the scores of an article's matching quotes become the article's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreMode {
    /// That of the best.
    Max,
    /// All together.
    Sum,
}

/// The articles of which a quote matches.
#[derive(Debug)]
pub struct ToParentQuery {
    quotes: Box<dyn Query>,
    mode: ScoreMode,
    /// How much dearer a quote is to look at than a document in a list.
    dearness: u64,
}

impl ToParentQuery {
    /// The articles of which a quote matches `quotes`; articles that `quotes` itself matches are no quotes and do not count.
    pub fn new(quotes: Box<dyn Query>, mode: ScoreMode) -> Self {
        Self { quotes, mode, dearness: 1 }
    }

    /// The same where words of quotes are read: whatever else is asked of the article goes first, unless the quotes are far fewer.
    pub(crate) fn reading_positions(self) -> Self {
        const OF_POSITIONS: u64 = 10;
        Self { dearness: OF_POSITIONS, ..self }
    }

    /// The query that quotes have to match.
    pub fn quotes(&self) -> &dyn Query {
        self.quotes.as_ref()
    }
}

impl Clone for ToParentQuery {
    fn clone(&self) -> Self {
        Self { quotes: self.quotes.box_clone(), ..*self }
    }
}

impl Query for ToParentQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let quotes = weight_of(self.quotes.as_ref(), scoring, Kind::Quote)?;
        let mode = scoring.is_scoring_enabled().then_some(self.mode);
        Ok(Box::new(ToParentWeight { quotes, mode, dearness: self.dearness }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.quotes.query_terms(visitor);
    }
}

/// The weight of a query over documents of `kind`, scored by the statistics of that kind.
pub fn weight_of(query: &dyn Query, scoring: EnableScoring<'_>, kind: Kind) -> tantivy::Result<Box<dyn Weight>> {
    match scoring {
        EnableScoring::Enabled { searcher, .. } => {
            let statistics = Statistics::new(searcher, kind)?;
            query.weight(EnableScoring::enabled_from_statistics_provider(&statistics, searcher))
        }
        EnableScoring::Disabled { .. } => query.weight(scoring),
    }
}

struct ToParentWeight {
    quotes: Box<dyn Weight>,
    /// `None` where nothing is scored.
    mode: Option<ScoreMode>,
    dearness: u64,
}

impl ToParentWeight {
    fn scorer_over(&self, family: Family, quotes: Box<dyn Scorer>, boost: Score) -> ToParentScorer {
        ToParentScorer {
            quotes,
            family,
            mode: self.mode,
            dearness: self.dearness,
            boost,
            doc: 0,
            score: None,
            lost_at: None,
        }
    }
}

impl Weight for ToParentWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let quotes = self.quotes.scorer(reader, 1.0)?;
        let mut scorer = self.scorer_over(Family::open(reader)?, quotes, boost);
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn scorer_danger(
        &self,
        reader: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        let family = Family::open(reader)?;
        let start = family.block_start_from(target);
        if start == TERMINATED {
            return Ok((SeekDangerResult::SeekLowerBound(TERMINATED), self.scorer(reader, boost)?));
        }
        let (found, quotes) = self.quotes.scorer_danger(reader, start, 1.0)?;
        let mut scorer = self.scorer_over(family, quotes, boost);
        if let SeekDangerResult::SeekLowerBound(bound) = found {
            scorer.lost_at = Some(bound);
        }
        let result = scorer.seek_danger(target);
        Ok((result, Box::new(scorer)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut explanation = explain(self, reader, doc, "articles of which a quote matches")?;
        for (quote, _) in matching_quotes(self.quotes.as_ref(), reader, &[doc])?.into_iter().flatten() {
            explanation.add_detail(self.quotes.explain(reader, quote)?);
        }
        Ok(explanation)
    }
}

struct ToParentScorer {
    /// Its document is never before the block of `doc`, once that has been set.
    quotes: Box<dyn Scorer>,
    family: Family,
    mode: Option<ScoreMode>,
    dearness: u64,
    boost: Score,
    doc: DocId,
    /// Of `doc`, once asked for; then `quotes` is past the block.
    score: Option<Score>,
    /// After a `seek_danger` of `quotes` that found nothing: where its next match may be. Until it finds
    /// something it must not be asked for its document.
    lost_at: Option<DocId>,
}

impl ToParentScorer {
    /// Puts `doc` on the article of the quote that `quotes` is at, passing over articles that it matches.
    fn settle(&mut self) {
        self.score = None;
        let mut quote = self.quotes.doc();
        while quote != TERMINATED && self.family.is_article(quote) {
            quote = self.quotes.advance();
        }
        self.doc = if quote == TERMINATED { TERMINATED } else { self.family.article_of(quote) };
    }

    fn seek_quotes(&mut self, target: DocId) {
        if self.quotes.doc() < target {
            self.quotes.seek(target);
        }
    }

    /// The first document in `range` that `quotes` matches, or a bound after the range below which none follows.
    fn probe(&mut self, range: Range<DocId>) -> Result<DocId, DocId> {
        let mut target = match self.lost_at {
            Some(bound) => bound.max(range.start),
            None if self.quotes.doc() >= range.start => {
                let doc = self.quotes.doc();
                return if doc < range.end { Ok(doc) } else { Err(doc) };
            }
            None => range.start,
        };
        while target < range.end {
            match self.quotes.seek_danger(target) {
                SeekDangerResult::Found => {
                    self.lost_at = None;
                    return Ok(target);
                }
                SeekDangerResult::SeekLowerBound(bound) => {
                    self.lost_at = Some(bound);
                    target = bound;
                }
            }
        }
        Err(target)
    }
}

impl DocSet for ToParentScorer {
    fn advance(&mut self) -> DocId {
        if self.doc < TERMINATED {
            self.seek_quotes(self.doc);
            self.settle();
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.seek_quotes(self.family.block_start_from(target));
            self.settle();
        }
        self.doc
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        let article = self.family.article_from(target);
        if article > target || article == TERMINATED {
            return SeekDangerResult::SeekLowerBound(article);
        }
        match self.probe(self.family.quotes_of(article)) {
            Ok(_) => {
                if self.doc != article {
                    self.doc = article;
                    self.score = None;
                }
                SeekDangerResult::Found
            }
            // Scoring leaves `quotes` behind the block of the article it scored.
            Err(_) if self.doc == article && self.score.is_some() => SeekDangerResult::Found,
            Err(bound) => SeekDangerResult::SeekLowerBound(self.family.article_from(bound.max(article + 1))),
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.quotes.size_hint()
    }

    fn cost(&self) -> u64 {
        self.quotes.cost().saturating_mul(self.dearness)
    }
}

impl Scorer for ToParentScorer {
    fn score(&mut self) -> Score {
        let Some(mode) = self.mode else { return self.boost };
        if let Some(score) = self.score {
            return score;
        }
        let mut total = 0.0f32;
        while self.quotes.doc() < self.doc {
            let score = self.quotes.score();
            total = match mode {
                ScoreMode::Max => total.max(score),
                ScoreMode::Sum => total + score,
            };
            self.quotes.advance();
        }
        *self.score.insert(total * self.boost)
    }
}

/// The quotes of articles that match.
#[derive(Debug)]
pub struct ToChildQuery {
    articles: Box<dyn Query>,
}

impl ToChildQuery {
    /// The quotes of the articles that match `articles`; each has its article's score.
    pub fn new(articles: Box<dyn Query>) -> Self {
        Self { articles }
    }
}

impl Clone for ToChildQuery {
    fn clone(&self) -> Self {
        Self { articles: self.articles.box_clone() }
    }
}

impl Query for ToChildQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ToChildWeight { articles: weight_of(self.articles.as_ref(), scoring, Kind::Article)? }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.articles.query_terms(visitor);
    }
}

struct ToChildWeight {
    articles: Box<dyn Weight>,
}

impl Weight for ToChildWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let articles = self.articles.scorer(reader, boost)?;
        let mut scorer = ToChildScorer { articles, family: Family::open(reader)?, doc: 0, lost_at: None };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut explanation = explain(self, reader, doc, "quotes of articles that match")?;
        explanation.add_detail(self.articles.explain(reader, Family::open(reader)?.article_of(doc))?);
        Ok(explanation)
    }
}

struct ToChildScorer {
    articles: Box<dyn Scorer>,
    family: Family,
    doc: DocId,
    /// After a `seek_danger` of `articles` that found nothing: where its next match may be. Until it finds
    /// something it must not be asked for its document.
    lost_at: Option<DocId>,
}

impl ToChildScorer {
    /// Puts `doc` on the first quote of the article that `articles` is at, passing over what has none or is none.
    fn settle(&mut self) {
        let mut article = self.articles.doc();
        while article != TERMINATED {
            if self.family.is_article(article) && self.family.n_children(article) > 0 {
                self.doc = self.family.quotes_of(article).start;
                return;
            }
            article = self.articles.advance();
        }
        self.doc = TERMINATED;
    }

    /// Whether `articles` matches `article`; else a bound below which it matches nothing more.
    fn find(&mut self, article: DocId) -> Result<(), DocId> {
        match self.lost_at {
            Some(bound) if bound > article => return Err(bound),
            None if self.articles.doc() == article => return Ok(()),
            None if self.articles.doc() > article => return Err(self.articles.doc()),
            Some(_) | None => {}
        }
        match self.articles.seek_danger(article) {
            SeekDangerResult::Found => {
                self.lost_at = None;
                Ok(())
            }
            SeekDangerResult::SeekLowerBound(bound) => {
                self.lost_at = Some(bound);
                Err(bound)
            }
        }
    }
}

impl DocSet for ToChildScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.doc += 1;
        if self.doc == self.articles.doc() {
            self.articles.advance();
            self.settle();
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        if target > self.articles.doc() {
            self.articles.seek(self.family.article_from(target));
        }
        if target == self.articles.doc() && target < TERMINATED {
            self.articles.advance();
        }
        self.settle();
        self.doc = self.doc.max(target);
        self.doc
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= self.family.max_doc {
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        if self.family.is_article(target) {
            return SeekDangerResult::SeekLowerBound(self.family.quote_from(target));
        }
        let article = self.family.article_of(target);
        let bound = match self.find(article) {
            Ok(()) => {
                self.doc = target;
                return SeekDangerResult::Found;
            }
            Err(bound) => bound,
        };
        SeekDangerResult::SeekLowerBound(self.family.block_start_from(bound))
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.articles.size_hint()
    }

    fn cost(&self) -> u64 {
        self.articles.cost()
    }
}

impl Scorer for ToChildScorer {
    fn score(&mut self) -> Score {
        self.articles.score()
    }
}

/// For each of `articles` (ascending), its quotes that match, with their scores.
pub fn matching_quotes(
    quotes: &dyn Weight,
    reader: &SegmentReader,
    articles: &[DocId],
) -> tantivy::Result<Vec<Vec<(DocId, Score)>>> {
    let family = Family::open(reader)?;
    let mut scorer = quotes.scorer(reader, 1.0)?;
    let mut found = Vec::with_capacity(articles.len());
    for &article in articles {
        let range = family.quotes_of(article);
        let mut of_article = Vec::new();
        let mut quote = if scorer.doc() < range.start { scorer.seek(range.start) } else { scorer.doc() };
        while quote < range.end {
            of_article.push((quote, scorer.score()));
            quote = scorer.advance();
        }
        found.push(of_article);
    }
    Ok(found)
}

/// What `weight` scores a document, or an error where it does not match.
pub(super) fn explain(
    weight: &dyn Weight,
    reader: &SegmentReader,
    doc: DocId,
    what: &'static str,
) -> tantivy::Result<Explanation> {
    let mut scorer = weight.scorer(reader, 1.0)?;
    if scorer.doc() > doc || scorer.seek(doc) != doc {
        return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
    }
    Ok(Explanation::new(what, scorer.score()))
}
