//! Documents that hold any of some terms, where nothing is scored.
//!
//! The lists are put together at once, as a set of bits or, where they are short, as one list in order: then whatever else is
//! asked may seek in it, which in a union of many lists means to move them all.

use super::join::explain;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// Documents that hold any of the terms, which may be of several fields; each with the score 1.
#[derive(Clone, Debug)]
pub(crate) struct AnyTermQuery(pub(crate) Vec<Term>);

impl Query for AnyTermQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AnyTermWeight(self.0.clone())))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.iter().for_each(|term| visitor(term, false));
    }
}

struct AnyTermWeight(Vec<Term>);

/// Below this share of a segment's documents, in 1/n, a list takes less than a set of bits.
const SPARSE: u64 = 64;

impl Weight for AnyTermWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        if let [term] = self.0.as_slice() {
            let postings = reader.inverted_index(term.field())?.read_postings(term, IndexRecordOption::Basic)?;
            return Ok(match postings {
                Some(postings) => Box::new(ConstScorer::new(postings, boost)),
                None => Box::new(EmptyScorer),
            });
        }
        Ok(match Docs::read(&self.0, reader)? {
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
        Ok(match self.0.as_slice() {
            [term] => reader.inverted_index(term.field())?.doc_freq(term)?,
            terms => match Docs::read(terms, reader)? {
                Docs::List(docs) => docs.len() as u32,
                Docs::Bits(docs) => docs.len() as u32,
            },
        })
    }
}

enum Docs {
    /// Ascending, each once.
    List(Vec<DocId>),
    Bits(BitSet),
}

impl Docs {
    fn read(terms: &[Term], reader: &SegmentReader) -> tantivy::Result<Self> {
        let mut lists = Vec::with_capacity(terms.len());
        for of_field in terms.chunk_by(|a, b| a.field() == b.field()) {
            let index = reader.inverted_index(of_field[0].field())?;
            for term in of_field {
                lists.extend(index.read_block_postings(term, IndexRecordOption::Basic)?);
            }
        }
        let n_docs: u64 = lists.iter().map(|list| u64::from(list.doc_freq())).sum();
        if n_docs * SPARSE < u64::from(reader.max_doc()) {
            let mut docs = Vec::with_capacity(n_docs as usize);
            lists.into_iter().for_each(|list| for_each_block(list, |block| docs.extend_from_slice(block)));
            docs.sort_unstable();
            docs.dedup();
            return Ok(Self::List(docs));
        }
        let mut docs = BitSet::with_max_value(reader.max_doc());
        lists
            .into_iter()
            .for_each(|list| for_each_block(list, |block| block.iter().for_each(|&doc| _ = docs.insert(doc))));
        Ok(Self::Bits(docs))
    }
}

fn for_each_block(mut list: BlockSegmentPostings, mut visit: impl FnMut(&[DocId])) {
    while !list.docs().is_empty() {
        visit(list.docs());
        list.advance();
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
