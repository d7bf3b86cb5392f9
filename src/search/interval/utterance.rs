//! What was said, cut out of its article: the words of a quote are words of the body, and have no lists of their own.
//!
//! The index holds where in the body the pieces of each utterance stand. A pattern is looked for in one utterance at a time, as
//! if its pieces were a text by themselves, with a place left open between one piece and the next.

use super::pattern::{Mark, Text};
use crate::search::join::{Family, Piece};
use tantivy::{DocId, Score, SegmentReader, TERMINATED};

/// About how many words an utterance has, of which longer ones count less. News has 20 to 25; a constant makes the scores of every
/// index comparable.
pub(super) const MEAN_UTTERANCE: Score = 22.0;

/// The place left open between two pieces, so that no phrase goes across.
const GAP: u32 = 1;

/// The utterances of one article after another.
pub(super) struct Utterance {
    family: Family,
    /// The article last entered.
    article: Option<DocId>,
    pieces: Vec<Piece>,
    /// What a pattern needs of the utterance; positions count from its first word.
    pub(super) said: Text,
}

impl Utterance {
    pub(super) fn open(reader: &SegmentReader, n_leaves: usize) -> tantivy::Result<Self> {
        let family = Family::open(reader)?;
        family.open_pieces(reader)?;
        Ok(Self { family, article: None, pieces: Vec::new(), said: Text::new(n_leaves) })
    }

    /// The first quote at or after `target` whose article is found by `article_from`: the first at or after another.
    pub(super) fn quote_from(&self, target: DocId, mut article_from: impl FnMut(DocId) -> DocId) -> DocId {
        let mut target = target;
        loop {
            let article = match self.family.article_from(target) {
                TERMINATED => TERMINATED,
                article => article_from(article),
            };
            if article == TERMINATED {
                return TERMINATED;
            }
            let first = self.family.quotes_of(article).start.max(target);
            if first < article {
                return first;
            }
            target = article + 1;
        }
    }

    /// Whether `target` is a quote whose article passes `check`; where not, a document at or before the next.
    pub(super) fn check(&self, target: DocId, check: impl FnOnce(DocId) -> Result<(), DocId>) -> Result<(), DocId> {
        let article = self.family.article_from(target);
        if article == TERMINATED {
            return Err(TERMINATED);
        }
        if article == target {
            return Err(target + 1);
        }
        check(article).map_err(|later| self.family.block_start_from(later).max(target + 1))
    }

    /// Goes to a quote. Returns its article where that is another than before.
    pub(super) fn enter(&mut self, quote: DocId) -> Option<DocId> {
        self.pieces.clear();
        self.pieces.extend(self.family.pieces_of(quote));
        let article = self.family.article_of(quote);
        (self.article.replace(article) != Some(article)).then_some(article)
    }

    /// Cuts what is said out of the article's text.
    pub(super) fn cut(&mut self, text: &Text) {
        for (said, positions) in self.said.positions.iter_mut().zip(&text.positions) {
            cut(&self.pieces, positions, said);
        }
        cut(&self.pieces, &text.sentences, &mut self.said.sentences);
        cut(&self.pieces, &text.paragraphs, &mut self.said.paragraphs);
    }

    /// Turns places in the utterance to places in the body.
    pub(super) fn put_back(&self, marks: &mut [Mark]) {
        let in_body = |position: u32| {
            let mut begins = 0;
            for piece in &self.pieces {
                if position < begins + piece.length {
                    return piece.at + (position - begins);
                }
                begins += piece.length + GAP;
            }
            unreachable!("a pattern matches at positions that were cut out of the body")
        };
        for mark in marks {
            mark.first.0 = in_body(mark.first.0);
            mark.last.0 = in_body(mark.last.0);
        }
    }

    /// How many words it has.
    pub(super) fn length(&self) -> u32 {
        self.pieces.iter().map(|piece| piece.length).fold(0, u32::saturating_add)
    }
}

/// Those of the ascending positions that lie in the pieces, as places in the utterance.
fn cut(pieces: &[Piece], positions: &[u32], said: &mut Vec<u32>) {
    said.clear();
    let mut begins = 0;
    for piece in pieces {
        let from = positions.partition_point(|&position| position < piece.at);
        let inside = positions[from..].iter().map_while(|&position| {
            let place = position - piece.at;
            (place < piece.length).then_some(begins + place)
        });
        said.extend(inside);
        begins += piece.length + GAP;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_one_text_with_a_gap() {
        let pieces = [Piece { at: 10, length: 3 }, Piece { at: 20, length: 1 }, Piece { at: 30, length: 2 }];
        let mut said = Vec::new();
        cut(&pieces, &[1, 9, 10, 12, 13, 19, 20, 21, 30, 31, 32], &mut said);
        assert_eq!(said, [0, 2, 4, 6, 7]);
    }
}
