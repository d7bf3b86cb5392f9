//! What was said, cut out of its article: the words of a quote are words of the body, and have no lists of their own.
//!
//! The index holds where in the body the pieces of each utterance stand. A pattern of words in a row is looked for once in the whole
//! article, and its matches are dealt out to the utterances they lie in. Any other is looked for in one utterance at a
//! time, as if its pieces were a text by themselves, with a place left open between one piece and the next.

use super::algebra::Interval;
use super::pattern::{Mark, Pattern, Text};
use super::text::TextReader;
use crate::search::join::{Family, Piece};
use std::ops::Range;
use tantivy::{DocId, Score, SegmentReader, TERMINATED};

/// The length, in words, that BM25 weighs an utterance's against: half of 20,000 drawn at random from news and speeches are shorter. A
/// constant, unlike the mean of an index, makes the scores of every index comparable.
pub(super) const TYPICAL_UTTERANCE: Score = 22.0;

/// The place left open between two pieces.
const GAP: u32 = 1;

/// The utterances of one article after another.
pub(super) struct Utterances {
    family: Family,
    /// The quotes of the article last entered.
    quotes: Range<DocId>,
    /// The pieces of all of them.
    pieces: Vec<Piece>,
    /// Where those of each begin, and where the last end.
    bounds: Vec<usize>,
    /// Which pieces are those of the quote last read.
    current: Range<usize>,
    found: Found,
}

/// What is known of the article last entered.
enum Found {
    /// How many matches lie in each of its utterances; nothing where there are none.
    Dealt(Vec<u32>),
    /// What a pattern needs of the utterance last read; positions count from its first word.
    Cut(Text),
}

impl Utterances {
    pub(super) fn open(reader: &SegmentReader, pattern: &Pattern) -> tantivy::Result<Self> {
        let family = Family::open(reader)?;
        family.open_pieces(reader)?;
        let found = match pattern.is_local() {
            true => Found::Dealt(Vec::new()),
            false => Found::Cut(Text::new(pattern.leaves.len())),
        };
        Ok(Self { family, quotes: 0..0, pieces: Vec::new(), bounds: Vec::new(), current: 0..0, found })
    }

    /// Whether `target` is a quote that may match; where not, a document behind it and at or before the next that may.
    pub(super) fn check(&self, target: DocId, articles: &mut TextReader) -> Result<(), DocId> {
        if self.quotes.contains(&target) {
            let next = self.next_of_article(target).unwrap_or(self.quotes.end + 1);
            return if next == target { Ok(()) } else { Err(next) };
        }
        let article = self.family.article_from(target);
        if article == TERMINATED {
            return Err(TERMINATED);
        }
        if article == target {
            return Err(target + 1);
        }
        articles.check(article).map_err(|later| self.family.block_start_from(later).max(target + 1))
    }

    /// How many minimal intervals match in a quote of an article that has the words.
    pub(super) fn count(&mut self, quote: DocId, articles: &mut TextReader) -> u32 {
        if !self.quotes.contains(&quote) {
            self.enter(self.family.article_of(quote), articles);
        }
        let number = (quote - self.quotes.start) as usize;
        self.current = self.pieces_of(number);
        match &mut self.found {
            Found::Dealt(freqs) => freqs.get(number).copied().unwrap_or(0),
            Found::Cut(said) => {
                said.cut(&articles.text, &self.pieces[self.current.clone()]);
                articles.pattern.count(said)
            }
        }
    }

    /// The words that make the matches in the quote last counted, which has some.
    pub(super) fn marks(&self, articles: &TextReader) -> Vec<Mark> {
        match &self.found {
            Found::Dealt(_) => {
                let mut marks = articles.pattern.marks(&articles.text);
                let is_said = |mark: &Mark| self.current().iter().any(|piece| piece.holds(mark.first.0, mark.last.0));
                marks.retain(is_said);
                marks
            }
            Found::Cut(said) => {
                let mut marks = articles.pattern.marks(said);
                for mark in &mut marks {
                    mark.first.0 = self.in_body(mark.first.0);
                    mark.last.0 = self.in_body(mark.last.0);
                }
                marks
            }
        }
    }

    /// How many words the quote last counted has.
    pub(super) fn length(&self) -> u32 {
        self.current().iter().map(|piece| piece.length).fold(0, u32::saturating_add)
    }

    /// Reads an article that has the words, and quotes.
    fn enter(&mut self, article: DocId, articles: &mut TextReader) {
        self.quotes = self.family.quotes_of(article);
        articles.read(article);
        let intervals = match &mut self.found {
            Found::Dealt(freqs) => {
                freqs.clear();
                let intervals = articles.pattern.minimal_intervals(&articles.text);
                if intervals.is_empty() {
                    return;
                }
                intervals
            }
            Found::Cut(_) => Vec::new(),
        };
        self.family.read_pieces(article, &mut self.pieces);
        self.bounds.clear();
        self.bounds.extend((0..).zip(&self.pieces).filter(|(_, piece)| !piece.continues).map(|(n, _)| n));
        self.bounds.push(self.pieces.len());
        if let Found::Dealt(freqs) = &mut self.found {
            deal(&intervals, &self.pieces, freqs);
        }
    }

    /// The first quote of the article last entered, at or after `target`, that may match.
    fn next_of_article(&self, target: DocId) -> Option<DocId> {
        match &self.found {
            Found::Dealt(freqs) => {
                let number = (target - self.quotes.start) as usize;
                let ahead = freqs.get(number..)?.iter().position(|&freq| freq > 0)?;
                // Fewer than there are documents.
                Some(target + ahead as DocId)
            }
            Found::Cut(_) => Some(target),
        }
    }

    /// An index that holds fewer pieces than quotes is damaged; then nothing was said.
    fn pieces_of(&self, number: usize) -> Range<usize> {
        let bound = |number: usize| self.bounds.get(number).copied().unwrap_or(self.pieces.len());
        bound(number)..bound(number + 1)
    }

    fn current(&self) -> &[Piece] {
        &self.pieces[self.current.clone()]
    }

    /// The place in the body of a place in the utterance.
    fn in_body(&self, position: u32) -> u32 {
        let mut begins = 0;
        for piece in self.current() {
            if position < begins + piece.length {
                return piece.at + (position - begins);
            }
            begins += piece.length + GAP;
        }
        unreachable!("a pattern matches at positions that were cut out of the body")
    }
}

/// Counts for each utterance the intervals, ascending, that lie within a piece of it.
fn deal(intervals: &[Interval], pieces: &[Piece], freqs: &mut Vec<u32>) {
    for piece in pieces {
        let from = intervals.partition_point(|interval| interval.start < piece.at);
        let inside = intervals[from..].iter().take_while(|interval| piece.holds(interval.start, interval.end));
        // A text has fewer words than that.
        let n = inside.count() as u32;
        match freqs.last_mut() {
            Some(freq) if piece.continues => *freq += n,
            _ => freqs.push(n),
        }
    }
}

impl Text {
    /// What of a text lies in the pieces.
    fn cut(&mut self, text: &Text, pieces: &[Piece]) {
        for (said, positions) in self.positions.iter_mut().zip(&text.positions) {
            cut(pieces, positions, said);
        }
        cut(pieces, &text.sentences, &mut self.sentences);
        cut(pieces, &text.paragraphs, &mut self.paragraphs);
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
    fn matches_are_dealt_out_to_the_utterances_that_hold_them() {
        let piece = |(at, length, continues)| Piece { at, length, continues };
        let pieces = [(10, 3, false), (20, 2, false), (30, 2, true), (40, 1, false)].map(piece);
        let intervals = [(9, 10), (10, 11), (11, 12), (12, 13), (20, 21), (30, 31), (39, 40)];
        let mut freqs = Vec::new();
        deal(&intervals.map(|(start, end)| Interval::new(start, end)), &pieces, &mut freqs);
        assert_eq!(freqs, [2, 2, 0]);
    }

    #[test]
    fn pieces_are_one_text_with_a_gap() {
        let pieces = [(10, 3), (20, 1), (30, 2)].map(|(at, length)| Piece { at, length, continues: at > 10 });
        let mut said = Vec::new();
        cut(&pieces, &[1, 9, 10, 12, 13, 19, 20, 21, 30, 31, 32], &mut said);
        assert_eq!(said, [0, 2, 4, 6, 7]);
    }
}
