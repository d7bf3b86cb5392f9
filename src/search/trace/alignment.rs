//! A sentence laid beside what somebody said: where it stands there, and which words differ.
//!
//! Words are compared as the index folds them. The cost of a place is the number of words left out, put in or changed; the
//! best place is found in time linear in the text (Sellers), and only that place is compared word by word.

use super::sameness::{Edit, Words, edits, is_same};
use super::words_of;
use crate::article::Span;
use crate::lexicon::Language;

/// A sentence that is looked for.
pub(super) struct Sentence {
    words: Words,
}

/// Where a sentence was found in a text.
#[derive(Clone, Debug)]
pub(super) struct Window {
    /// The words there, folded, with blanks between.
    pub(super) key: String,
    words: Words,
    pub(super) span: Span,
}

/// Words of two wordings, or of one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// In the first only.
    Gone(String),
    /// In the second only.
    New(String),
}

/// The cost of a place so far, and where it began.
#[derive(Clone, Copy)]
struct Cell {
    cost: usize,
    start: usize,
}

impl Sentence {
    pub(super) fn new(text: &str) -> Self {
        Self { words: Words::of(text) }
    }

    pub(super) fn len(&self) -> usize {
        self.words.folded.len()
    }

    /// Each of its words once.
    pub(super) fn distinct(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.words.folded.iter().map(String::as_str).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// How many words may differ: none of three, one of five, three of ten.
    pub(super) fn forgiven(&self) -> usize {
        match self.len() {
            0..=3 => 0,
            4..=6 => 1,
            n => n * 3 / 10,
        }
    }

    /// Where the sentence stands in a text made of pieces, each with its offset; nothing where too many words differ, or such
    /// as make it another sentence in that language.
    pub(super) fn find<'t>(
        &self,
        pieces: impl Iterator<Item = (&'t str, usize)>,
        language: Language,
    ) -> Option<Window> {
        let mut words: Vec<(String, Span)> = Vec::new();
        let mut printed: Vec<&str> = Vec::new();
        for (text, offset) in pieces {
            for (word, span) in words_of(text, offset) {
                printed.push(text.get(span.start - offset..span.end - offset).unwrap_or_default());
                words.push((word, span));
            }
        }
        let (start, end) = self.best(&words)?;
        let inside = &words[start..end];
        let (first, last) = (inside.first()?, inside.last()?);
        let folded: Vec<String> = inside.iter().map(|(word, _)| word.clone()).collect();
        let window = Window {
            key: folded.join(" "),
            words: Words { folded, printed: printed[start..end].iter().map(|&word| word.to_owned()).collect() },
            span: Span::new(first.1.start, last.1.end.max(first.1.start)),
        };
        is_same(&self.words, &window.words, language).then_some(window)
    }

    /// The words of the best place, the first of equals.
    fn best(&self, words: &[(String, Span)]) -> Option<(usize, usize)> {
        let m = self.len();
        if m == 0 {
            return None;
        }
        let mut column: Vec<Cell> = (0..=m).map(|cost| Cell { cost, start: 0 }).collect();
        let mut best: Option<(usize, usize, usize)> = None;
        for (at, (word, _)) in words.iter().enumerate() {
            let mut diagonal = column[0];
            column[0] = Cell { cost: 0, start: at + 1 };
            diagonal.start = at;
            for (i, own) in self.words.folded.iter().enumerate() {
                let changed = Cell { cost: diagonal.cost + usize::from(own != word), start: diagonal.start };
                let put_in = Cell { cost: column[i + 1].cost + 1, ..column[i + 1] };
                let left_out = Cell { cost: column[i].cost + 1, ..column[i] };
                diagonal = column[i + 1];
                column[i + 1] = [changed, put_in, left_out].into_iter().min_by_key(|cell| cell.cost).unwrap_or(changed);
            }
            let Cell { cost, start } = column[m];
            // A word changed at the very end costs as much as one left out: the word that stands there is told.
            let goes_on = best.is_some_and(|(known, _, end)| cost == known && end == at && cost > 0);
            if cost <= self.forgiven() && (best.is_none_or(|(known, ..)| cost < known) || goes_on) {
                best = Some((cost, start, at + 1));
            }
        }
        best.map(|(_, start, end)| (start, end)).filter(|(start, end)| start < end)
    }
}

/// What changed between two wordings, in order; neighbours of a kind are one piece.
pub(super) fn differences(from: &Window, to: &Window) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for edit in edits(&from.words.folded, &to.words.folded) {
        let piece = match edit {
            Edit::Same(place) => Piece::Same(to.words.printed[place].clone()),
            Edit::Gone(place) => Piece::Gone(from.words.printed[place].clone()),
            Edit::New(place) => Piece::New(to.words.printed[place].clone()),
        };
        push(&mut pieces, piece);
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    match (pieces.last_mut(), piece) {
        (Some(Piece::Same(words)), Piece::Same(more))
        | (Some(Piece::Gone(words)), Piece::Gone(more))
        | (Some(Piece::New(words)), Piece::New(more)) => {
            words.push(' ');
            words.push_str(&more);
        }
        (_, piece) => pieces.push(piece),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sentence: &str, text: &str) -> Option<String> {
        let window = Sentence::new(sentence).find(std::iter::once((text, 0)), Language::English)?;
        Some(text[window.span.start..window.span.end].to_owned())
    }

    #[test]
    fn a_sentence_is_found_in_words_near_to_it() {
        for (sentence, text, expected) in [
            ("end this war", "we will End this war, he said", Some("End this war")),
            ("end this war", "we will end the war", None),
            (
                "the dam will hold until spring",
                "Yes, the dam would hold until spring comes",
                Some("the dam would hold until spring"),
            ),
            // A word changed at the very end is told, and not cut off.
            (
                "on the dam we shall stand until",
                "On the dam we shall stand till spring",
                Some("On the dam we shall stand till"),
            ),
            ("the dam will hold until spring", "the dam will hold until summer", None),
            ("the dam will hold until spring", "the dam will not hold until spring", None),
            ("the dam will hold until spring", "the bridge would fall before spring", None),
            ("", "anything", None),
        ] {
            assert_eq!(found(sentence, text).as_deref(), expected, "{sentence} in {text}");
        }
    }

    #[test]
    fn drift_is_told_word_by_word() {
        let window = |text: &str| Sentence::new(text).find(std::iter::once((text, 0)), Language::English).unwrap();
        let pieces =
            differences(&window("The dam will hold until spring"), &window("the dam would still hold till spring"));
        let (same, gone, new) = (
            |text: &str| Piece::Same(text.to_owned()),
            |text: &str| Piece::Gone(text.to_owned()),
            |text: &str| Piece::New(text.to_owned()),
        );
        assert_eq!(
            pieces,
            [
                same("the dam"),
                gone("will"),
                new("would still"),
                same("hold"),
                gone("until"),
                new("till"),
                same("spring")
            ]
        );
    }

    #[test]
    fn a_long_text_costs_its_length() {
        let text = "the dam will hold ".repeat(20_000);
        assert_eq!(found("hold until spring comes again to us", &text), None);
    }
}
