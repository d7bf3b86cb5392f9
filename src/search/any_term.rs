//! Documents that hold any of some terms, where nothing is scored.
//!
//! Many lists are put together at once, as a set of bits or, where they are short, as one list in order: then whatever else is
//! asked may seek in it, which in a union of many lists means to move them all. A few are moved.

use super::join::explain;
use super::words::after_prefix;
use std::sync::Arc;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::{BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TERMINATED, Term};

/// Documents that hold any of some terms, which may be of several fields; each with the score 1.
#[derive(Clone, Debug)]
pub(crate) struct AnyTermQuery(Vec<Wanted>);

/// One term or many.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    Term(Term),
    /// Every term of a field that begins so: they lie side by side in its dictionary.
    Prefix(Field, String),
}

impl AnyTermQuery {
    pub(crate) fn new(wanted: Vec<Wanted>) -> Self {
        Self(wanted)
    }

    pub(crate) fn of_terms(terms: impl IntoIterator<Item = Term>) -> Self {
        Self(terms.into_iter().map(Wanted::Term).collect())
    }
}

impl Query for AnyTermQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AnyTermWeight(self.0.clone())))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for wanted in &self.0 {
            if let Wanted::Term(term) = wanted {
                visitor(term, false);
            }
        }
    }
}

/// A query that finds what any of some terms finds, and scores it in its own way where it is to be scored.
#[derive(Debug)]
pub(crate) struct ScoredTermsQuery {
    pub(crate) scored: Box<dyn Query>,
    pub(crate) wanted: Vec<Wanted>,
}

impl Clone for ScoredTermsQuery {
    fn clone(&self) -> Self {
        Self { scored: self.scored.box_clone(), wanted: self.wanted.clone() }
    }
}

impl Query for ScoredTermsQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        match scoring {
            EnableScoring::Enabled { .. } => self.scored.weight(scoring),
            EnableScoring::Disabled { .. } => AnyTermQuery(self.wanted.clone()).weight(scoring),
        }
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.scored.query_terms(visitor);
    }
}

struct AnyTermWeight(Vec<Wanted>);

/// As many lists, or fewer, are read side by side: a year is one long list and a few of dates that are wider.
const FEW: usize = 4;
/// Below this share of a segment's documents, in 1/n, a list takes less than a set of bits.
const SPARSE: u64 = 64;

impl Weight for AnyTermWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let lists = lists(&self.0, reader)?;
        if lists.len() <= FEW {
            let read = |(index, info): &List| index.read_postings_from_terminfo(info, IndexRecordOption::Basic);
            let mut postings = lists.iter().map(read).collect::<Result<Vec<_>, _>>()?;
            return Ok(match postings.len() {
                0 => Box::new(EmptyScorer),
                1 => Box::new(ConstScorer::new(postings.swap_remove(0), boost)),
                _ => Box::new(ConstScorer::new(SideBySide::new(postings), boost)),
            });
        }
        Ok(match Docs::read(&lists, reader)? {
            Docs::List(docs) => Box::new(ConstScorer::new(Ascending { docs, at: 0 }, boost)),
            Docs::Bits(docs) => Box::new(ConstScorer::new(BitSetDocSet::from(docs), boost)),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, reader, doc, "any of the terms")
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        if let Some(alive) = reader.alive_bitset() {
            return Ok(self.scorer(reader, 1.0)?.count(alive));
        }
        let lists = lists(&self.0, reader)?;
        Ok(match lists.as_slice() {
            [(_, info)] => info.doc_freq,
            lists => match Docs::read(lists, reader)? {
                Docs::List(docs) => docs.len() as u32,
                Docs::Bits(docs) => docs.len() as u32,
            },
        })
    }
}

/// Where the documents of a term are listed.
type List = (Arc<InvertedIndexReader>, TermInfo);

/// The lists of the terms that a segment has.
fn lists(wanted: &[Wanted], reader: &SegmentReader) -> tantivy::Result<Vec<List>> {
    let mut lists = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let index = reader.inverted_index(wanted.field())?;
        match wanted {
            Wanted::Term(term) => lists.extend(index.get_term_info(term)?.map(|info| (index, info))),
            Wanted::Prefix(_, prefix) => {
                let mut terms = index.terms().range().ge(prefix).lt(after_prefix(prefix.as_bytes())).into_stream()?;
                while let Some((_, info)) = terms.next() {
                    lists.push((Arc::clone(&index), info.clone()));
                }
            }
        }
    }
    Ok(lists)
}

enum Docs {
    /// Ascending, each once.
    List(Vec<DocId>),
    Bits(BitSet),
}

impl Docs {
    fn read(lists: &[List], reader: &SegmentReader) -> tantivy::Result<Self> {
        let n_docs: u64 = lists.iter().map(|(_, info)| u64::from(info.doc_freq)).sum();
        if n_docs * SPARSE < u64::from(reader.max_doc()) {
            let mut docs = Vec::with_capacity(n_docs as usize);
            for (index, info) in lists {
                for_each_block(index, info, |block| docs.extend_from_slice(block))?;
            }
            docs.sort_unstable();
            docs.dedup();
            return Ok(Self::List(docs));
        }
        let mut docs = BitSet::with_max_value(reader.max_doc());
        for (index, info) in lists {
            for_each_block(index, info, |block| block.iter().for_each(|&doc| _ = docs.insert(doc)))?;
        }
        Ok(Self::Bits(docs))
    }
}

impl Wanted {
    fn field(&self) -> Field {
        match self {
            Self::Term(term) => term.field(),
            Self::Prefix(field, _) => *field,
        }
    }
}

/// Hands over the documents of a term, a block at a time.
pub(crate) fn for_each_block(
    index: &InvertedIndexReader,
    info: &TermInfo,
    mut visit: impl FnMut(&[DocId]),
) -> tantivy::Result<()> {
    let mut list = index.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while !list.docs().is_empty() {
        visit(list.docs());
        list.advance();
    }
    Ok(())
}

/// A few lists, of which only what is asked for is read.
struct SideBySide {
    lists: Vec<SegmentPostings>,
    doc: DocId,
}

impl SideBySide {
    fn new(lists: Vec<SegmentPostings>) -> Self {
        let mut all = Self { lists, doc: TERMINATED };
        all.settle();
        all
    }

    fn settle(&mut self) -> DocId {
        self.doc = self.lists.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
        self.doc
    }
}

impl DocSet for SideBySide {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        for list in self.lists.iter_mut().filter(|list| list.doc() == self.doc) {
            list.advance();
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for list in self.lists.iter_mut().filter(|list| list.doc() < target) {
            list.seek(target);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.lists.iter().map(DocSet::size_hint).fold(0, u32::saturating_add)
    }
}

/// A list of documents, each once.
struct Ascending {
    docs: Vec<DocId>,
    at: usize,
}

impl DocSet for Ascending {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.docs.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.docs[self.at..].partition_point(|&doc| doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        self.docs.len() as u32
    }
}
