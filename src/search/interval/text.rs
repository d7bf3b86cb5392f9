//! What a pattern needs of a document: which documents have the words, and where in one they and the marks stand.

use super::cursor::{Candidates, LeafCursor};
use super::pattern::{Leaf, Pattern, Text};
use super::query::{Restriction, TextField};
use crate::index::marks::Mark as MarkKind;
use crate::query::{Case, Nearness};
use crate::search::any_term::{each, lists};
use std::sync::Arc;
use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, InvertedIndexReader, SegmentReader, Term};

/// The texts of one segment, as far as a pattern asks for them.
pub(super) struct TextReader {
    pub(super) pattern: Arc<Pattern>,
    first_words: Option<u32>,
    leaves: Vec<LeafCursor>,
    candidates: Candidates,
    marks: MarkCursors,
    /// What was read last.
    pub(super) text: Text,
}

struct MarkCursors {
    sentences: LeafCursor,
    paragraphs: LeafCursor,
    capitalised: LeafCursor,
    all_capitals: LeafCursor,
}

impl TextReader {
    /// `None` where no document of the segment has the words.
    pub(super) fn open(
        field: TextField,
        pattern: &Arc<Pattern>,
        restriction: Restriction,
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<Self>> {
        let leaves = pattern.leaves.iter().map(|leaf| leaf_cursor(leaf, field.words, reader));
        let leaves = leaves.collect::<tantivy::Result<Vec<_>>>()?;
        let candidates = Candidates::new(pattern, &leaves);
        if candidates.n_docs(&leaves) == 0 {
            return Ok(None);
        }
        let has_case = |case| pattern.leaves.iter().any(|leaf| leaf.case == case);
        let marks = |needed: bool, marks: &[MarkKind]| mark_cursor(field.marks.filter(|_| needed), marks, reader);
        Ok(Some(Self {
            marks: MarkCursors {
                sentences: marks(pattern.asks_for(Nearness::Sentence), &[MarkKind::Sentence])?,
                paragraphs: marks(pattern.asks_for(Nearness::Paragraph), &[MarkKind::Paragraph])?,
                capitalised: marks(has_case(Case::Capitalised), &[MarkKind::Capitalised, MarkKind::AllCaps])?,
                all_capitals: marks(has_case(Case::AllCapitals), &[MarkKind::AllCaps])?,
            },
            text: Text::new(leaves.len()),
            pattern: Arc::clone(pattern),
            first_words: restriction.first_words,
            leaves,
            candidates,
        }))
    }

    /// Whether `target` has the words; where not, a document at or before the next that has. Targets never fall.
    pub(super) fn check(&mut self, target: DocId) -> Result<(), DocId> {
        self.candidates.check(&mut self.leaves, target)
    }

    /// At most how many documents have the words.
    pub(super) fn n_docs(&self) -> u32 {
        self.candidates.n_docs(&self.leaves)
    }

    /// Reads the positions in a document.
    pub(super) fn read(&mut self, doc: DocId) {
        let marks = &mut self.marks;
        read_at(&mut marks.sentences, doc, &mut self.text.sentences);
        read_at(&mut marks.paragraphs, doc, &mut self.text.paragraphs);
        let leaves = self.pattern.leaves.iter().zip(&mut self.leaves).zip(&mut self.text.positions);
        for ((leaf, cursor), positions) in leaves {
            read_at(cursor, doc, positions);
            if let Some(n_words) = self.first_words {
                positions.truncate(positions.partition_point(|&p| p < n_words));
            }
            match leaf.case {
                Case::Any => {}
                Case::Capitalised => keep_marked(positions, &mut marks.capitalised, doc),
                Case::AllCapitals => keep_marked(positions, &mut marks.all_capitals, doc),
            }
        }
    }
}

fn leaf_cursor(leaf: &Leaf, field: Field, reader: &SegmentReader) -> tantivy::Result<LeafCursor> {
    let wanted = leaf.words.wanted(field);
    let lists = lists(&wanted, reader)?;
    let read = |(index, info): (&InvertedIndexReader, _)| {
        index.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)
    };
    Ok(LeafCursor::new(each(&lists).map(read).collect::<Result<_, _>>()?))
}

/// `None` for the field stands nowhere.
fn mark_cursor(field: Option<Field>, marks: &[MarkKind], reader: &SegmentReader) -> tantivy::Result<LeafCursor> {
    let mut postings = Vec::new();
    if let Some(field) = field {
        let index = reader.inverted_index(field)?;
        for mark in marks {
            postings.extend(positions_of(&Term::from_field_text(field, mark.term()), &index)?);
        }
    }
    Ok(LeafCursor::new(postings))
}

fn positions_of(term: &Term, index: &InvertedIndexReader) -> tantivy::Result<Option<SegmentPostings>> {
    Ok(index.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?)
}

fn read_at(cursor: &mut LeafCursor, doc: DocId, positions: &mut Vec<u32>) {
    positions.clear();
    if cursor.seek(doc) == doc {
        cursor.positions(positions);
    }
}

fn keep_marked(positions: &mut Vec<u32>, cursor: &mut LeafCursor, doc: DocId) {
    let mut marked = Vec::new();
    read_at(cursor, doc, &mut marked);
    positions.retain(|position| marked.binary_search(position).is_ok());
}
