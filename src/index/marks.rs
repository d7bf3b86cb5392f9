//! Marks beside the words: where sentences and paragraphs begin, which words are capitalised.
//!
//! A marks field is indexed beside a text field and has its positions: `/s` and `/p` look for a mark
//! between two words, `CAPS()` for one at a word. The words of the text field are not disturbed. The value handed to
//! tantivy is not text but the marks themselves, a character each, which [`MarksTokenizer`] decodes.

use super::analyzer::tokens;
use crate::article::{Breaks, Span};
use std::ops::Range;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// What is marked at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A sentence begins here (also where a paragraph does).
    Sentence,
    /// A paragraph begins here.
    Paragraph,
    /// The word begins with a capital letter and is not all capitals.
    Capitalised,
    /// The word has two letters or more, all capitals.
    AllCaps,
}

impl Mark {
    const ALL: [Mark; 4] = [Self::Sentence, Self::Paragraph, Self::Capitalised, Self::AllCaps];

    /// The term that stands for it in a marks field.
    pub fn term(self) -> &'static str {
        match self {
            Self::Sentence => "s",
            Self::Paragraph => "p",
            Self::Capitalised => "c",
            Self::AllCaps => "a",
        }
    }
}

/// What is known of the words of a text by their positions.
pub(super) struct Marked {
    /// The value of a marks field.
    pub(super) marks: String,
    /// The positions that each span takes up.
    pub(super) positions: Vec<Range<u32>>,
    /// How many words were too long to be indexed.
    pub(super) n_too_long: usize,
}

/// Marks a text that begins `offset` bytes into the one that the breaks were found in, and finds the words of spans of it.
pub(super) fn mark(text: &str, offset: usize, breaks: &Breaks, spans: &[Span]) -> Marked {
    let mut encoder = Encoder { value: String::new(), position: 0 };
    let mut sentences = Pending::new(&breaks.sentences, offset, text.len());
    let mut paragraphs = Pending::new(&breaks.paragraphs, offset, text.len());
    // A word that a span cuts is one of its words.
    let mut starts = Edges::new(spans.iter().map(|span| span.start), |edge, word| edge < word.end);
    let mut ends = Edges::new(spans.iter().map(|span| span.end), |edge, word| edge <= word.start);
    let mut tokens = tokens(text);
    // Nothing begins or ends at most words.
    let mut next = 0;
    while let Some((position, word)) = tokens.advance_word() {
        if word.end > next {
            starts.pass(word, position);
            ends.pass(word, position);
            if sentences.begins_by(word.start) {
                encoder.push(position, Mark::Sentence);
            }
            if paragraphs.begins_by(word.start) {
                encoder.push(position, Mark::Paragraph);
            }
            next = starts.soonest().min(ends.soonest()).min(sentences.soonest()).min(paragraphs.soonest());
        }
        if let Some(mark) = capitals(&text[word.start..word.end]) {
            encoder.push(position, mark);
        }
    }
    let end = tokens.end_position();
    let positions = starts.finish(end).into_iter().zip(ends.finish(end)).map(|(start, end)| start..end.max(start));
    Marked { marks: encoder.value, positions: positions.collect(), n_too_long: tokens.n_too_long() }
}

/// Where spans begin, or where they end, among the words.
struct Edges {
    /// Byte offsets with the number of their span, ascending.
    ahead: Vec<(usize, usize)>,
    next: usize,
    /// Whether the word is the first that is not before the edge.
    is_reached: fn(usize, Span) -> bool,
    /// The position of each span's edge.
    found: Vec<u32>,
}

impl Edges {
    fn new(offsets: impl Iterator<Item = usize>, is_reached: fn(usize, Span) -> bool) -> Self {
        let mut ahead: Vec<(usize, usize)> = offsets.zip(0..).collect();
        ahead.sort_unstable();
        Self { found: vec![0; ahead.len()], ahead, next: 0, is_reached }
    }

    fn pass(&mut self, word: Span, position: u32) {
        while let Some(&(_, span)) = self.ahead.get(self.next).filter(|(edge, _)| (self.is_reached)(*edge, word)) {
            self.found[span] = position;
            self.next += 1;
        }
    }

    /// A byte offset at or before which no edge is ahead.
    fn soonest(&self) -> usize {
        self.ahead.get(self.next).map_or(usize::MAX, |(edge, _)| *edge)
    }

    /// The edges that no word follows lie at the end.
    fn finish(mut self, end: u32) -> Vec<u32> {
        for (_, span) in &self.ahead[self.next..] {
            self.found[*span] = end;
        }
        self.found
    }
}

/// The breaks not yet marked.
struct Pending<'a> {
    breaks: &'a [u32],
    offset: usize,
}

impl<'a> Pending<'a> {
    fn new(breaks: &'a [u32], offset: usize, length: usize) -> Self {
        let begin = breaks.partition_point(|&at| (at as usize) < offset);
        let end = breaks.partition_point(|&at| (at as usize) < offset + length);
        Self { breaks: &breaks[begin..end], offset }
    }

    /// Where the next lies.
    fn soonest(&self) -> usize {
        self.breaks.first().map_or(usize::MAX, |&begin| begin as usize - self.offset)
    }

    /// Whether one or more of them lie at or before `at`; those are done with.
    fn begins_by(&mut self, at: usize) -> bool {
        let n = self.breaks.iter().take_while(|&&begin| begin as usize - self.offset <= at).count();
        self.breaks = &self.breaks[n..];
        n > 0
    }
}

#[inline]
fn capitals(word: &str) -> Option<Mark> {
    // Nearly every word of a text.
    if word.as_bytes().first().is_none_or(u8::is_ascii_lowercase) {
        return None;
    }
    if !word.starts_with(char::is_uppercase) {
        return None;
    }
    let mut letters = word.chars().filter(|c| c.is_alphabetic()).skip(1);
    match letters.next() {
        Some(second) if second.is_uppercase() && letters.all(char::is_uppercase) => Some(Mark::AllCaps),
        _ => Some(Mark::Capitalised),
    }
}

/// Writes marks as characters: the distance in positions from the mark before, times four, and the kind.
struct Encoder {
    value: String,
    position: u32,
}

/// Code points that are no characters, and so are left out of the count.
const SURROGATES: std::ops::Range<u32> = 0xd800..0xe000;
/// Greatest distance that one character can hold; a longer one is written as several.
const MAX_STEP: u32 = 0x3_0000;
/// The kind that marks nothing and only moves on: no [`Mark`] has it.
const STEP: u32 = Mark::ALL.len() as u32;
const KINDS: u32 = STEP + 1;

impl Encoder {
    fn push(&mut self, position: u32, mark: Mark) {
        while position - self.position > MAX_STEP {
            self.position += MAX_STEP;
            self.put(MAX_STEP, STEP);
        }
        self.put(position - self.position, mark as u32);
        self.position = position;
    }

    fn put(&mut self, distance: u32, kind: u32) {
        let code = distance * KINDS + kind;
        let code = if code < SURROGATES.start { code } else { code + SURROGATES.end - SURROGATES.start };
        self.value.push(char::from_u32(code).expect("the longest step times the kinds is a code point"));
    }
}

fn decode(c: char) -> (u32, Option<Mark>) {
    let code = u32::from(c);
    let code = if code < SURROGATES.start { code } else { code - (SURROGATES.end - SURROGATES.start) };
    (code / KINDS, Mark::ALL.get((code % KINDS) as usize).copied())
}

/// Decodes the value of a marks field.
#[derive(Clone, Debug, Default)]
pub(super) struct MarksTokenizer;

impl Tokenizer for MarksTokenizer {
    type TokenStream<'a> = MarksTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> MarksTokenStream<'a> {
        MarksTokenStream { codes: text.chars(), token: Token { position: 0, ..Token::default() } }
    }
}

pub(super) struct MarksTokenStream<'a> {
    codes: std::str::Chars<'a>,
    token: Token,
}

impl TokenStream for MarksTokenStream<'_> {
    fn advance(&mut self) -> bool {
        for c in self.codes.by_ref() {
            let (distance, mark) = decode(c);
            self.token.position += distance as usize;
            if let Some(mark) = mark {
                self.token.text.clear();
                self.token.text.push_str(mark.term());
                self.token.position_length = 1;
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(value: &str) -> Vec<(usize, String)> {
        let mut tokenizer = MarksTokenizer;
        let mut stream = tokenizer.token_stream(value);
        let mut marks = Vec::new();
        while stream.advance() {
            marks.push((stream.token().position, stream.token().text.clone()));
        }
        marks
    }

    fn marks(text: &str, offset: usize, breaks: &Breaks) -> String {
        let found = decoded(&mark(text, offset, breaks, &[]).marks);
        found.iter().map(|(position, mark)| format!("{mark}{position}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_stand_at_the_positions_of_words() {
        let text = "He met NATO. “They left,” said Li.";
        let breaks = Breaks { sentences: vec![0, 13], paragraphs: vec![0] };
        assert_eq!(marks(text, 0, &breaks), "s0 p0 c0 a2 s3 c3 c6");
    }

    #[test]
    fn a_part_of_a_text_has_the_breaks_inside_it() {
        let breaks = Breaks { sentences: vec![0, 10, 17, 40], paragraphs: vec![] };
        assert_eq!(marks("one Two three", 9, &breaks), "s1 c1 s2");
    }

    #[test]
    fn spans_have_the_words_they_touch() {
        let text = "He said: “No, re-\nopened, three-four!” «…» Bye";
        let span = |part: &str| text.find(part).map(|at| Span::new(at, at + part.len())).unwrap();
        let spans =
            [span("four"), span("“No"), span("ree-fo"), span("«…»"), span("re-\nopened"), span("Bye"), span("")];
        let words = mark(text, 0, &Breaks::default(), &spans).positions;
        // A word parted by the end of a line has one position.
        assert_eq!(words, [5..6, 2..3, 4..6, 6..6, 3..4, 6..7, 0..0]);
    }

    #[test]
    fn every_distance_survives() {
        let mut encoder = Encoder { value: String::new(), position: 0 };
        let positions = [0, 1, 11_059, 11_060, 200_000, 200_000 + 7 * MAX_STEP, u32::MAX];
        for (position, mark) in positions.into_iter().zip(Mark::ALL.into_iter().cycle()) {
            encoder.push(position, mark);
        }
        let found: Vec<usize> = decoded(&encoder.value).into_iter().map(|(position, _)| position).collect();
        assert_eq!(found, positions.map(|position| position as usize));
    }
}
