//! A sentence laid beside what somebody said: where it stands there, and which words differ.
//!
//! Words are compared as the index folds them. The cost of a place is the number of words left out, put in or changed; the
//! best place is found in time linear in the text (Sellers), and only that place is compared word by word.

use super::words_of;
use crate::article::Span;

/// A sentence that is looked for.
pub(super) struct Sentence {
    words: Vec<String>,
}

/// Where a sentence was found in a text.
#[derive(Clone, Debug)]
pub(super) struct Window {
    /// The words there, folded, with blanks between.
    pub(super) key: String,
    /// The same as they are printed.
    printed: Vec<String>,
    folded: Vec<String>,
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
        Self { words: words_of(text, 0).into_iter().map(|(word, _)| word).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Each of its words once.
    pub(super) fn distinct(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// How many words may differ: none of three, one of five, three of ten.
    pub(super) fn forgiven(&self) -> usize {
        match self.words.len() {
            0..=3 => 0,
            4..=6 => 1,
            n => n * 3 / 10,
        }
    }

    /// Where the sentence stands in a text made of pieces, each with its offset; nothing where too many words differ.
    pub(super) fn find<'t>(&self, pieces: impl Iterator<Item = (&'t str, usize)>) -> Option<Window> {
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
        Some(Window {
            key: inside.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" "),
            printed: printed[start..end].iter().map(|&word| word.to_owned()).collect(),
            folded: inside.iter().map(|(word, _)| word.clone()).collect(),
            span: Span::new(first.1.start, last.1.end.max(first.1.start)),
        })
    }

    /// The words of the best place, the first of equals.
    fn best(&self, words: &[(String, Span)]) -> Option<(usize, usize)> {
        let m = self.words.len();
        if m == 0 {
            return None;
        }
        let mut column: Vec<Cell> = (0..=m).map(|cost| Cell { cost, start: 0 }).collect();
        let mut best: Option<(usize, usize, usize)> = None;
        for (at, (word, _)) in words.iter().enumerate() {
            let mut diagonal = column[0];
            column[0] = Cell { cost: 0, start: at + 1 };
            diagonal.start = at;
            for (i, own) in self.words.iter().enumerate() {
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
    let (a, b) = (&from.folded, &to.folded);
    // The longest common subsequence, from the end.
    let mut common = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] = if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            push(&mut pieces, Piece::Same(to.printed[j].clone()));
            (i, j) = (i + 1, j + 1);
        } else if j >= b.len() || i < a.len() && common[i + 1][j] >= common[i][j + 1] {
            push(&mut pieces, Piece::Gone(from.printed[i].clone()));
            i += 1;
        } else {
            push(&mut pieces, Piece::New(to.printed[j].clone()));
            j += 1;
        }
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
        let window = Sentence::new(sentence).find(std::iter::once((text, 0)))?;
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
            (
                "the dam will hold until spring",
                "the dam will hold until summer",
                Some("the dam will hold until summer"),
            ),
            (
                "the dam will hold until spring",
                "the dam will not hold until spring",
                Some("the dam will not hold until spring"),
            ),
            ("the dam will hold until spring", "the bridge would fall before spring", None),
            ("", "anything", None),
        ] {
            assert_eq!(found(sentence, text).as_deref(), expected, "{sentence} in {text}");
        }
    }

    #[test]
    fn drift_is_told_word_by_word() {
        let window = |text: &str| Sentence::new(text).find(std::iter::once((text, 0))).unwrap();
        let pieces =
            differences(&window("The dam will hold until spring"), &window("the dam will not hold till spring"));
        let (same, gone, new) = (
            |text: &str| Piece::Same(text.to_owned()),
            |text: &str| Piece::Gone(text.to_owned()),
            |text: &str| Piece::New(text.to_owned()),
        );
        assert_eq!(
            pieces,
            [same("the dam will"), new("not"), same("hold"), gone("until"), new("till"), same("spring")]
        );
    }

    #[test]
    fn a_long_text_costs_its_length() {
        let text = "the dam will hold ".repeat(20_000);
        assert_eq!(found("hold until spring comes again to us", &text), None);
    }
}
