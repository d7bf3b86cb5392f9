//! Where the words of a text stand: UAX#29 words, with the full stop, the colon and the underscore read as news print uses them.
//!
//! `Mr. O’Neill’s U.S. tour.The` → `Mr` `O’Neill’s` `U.S` `tour` `The`. UAX#29 alone would make one word of
//! `tour.The` and of `said:The`; here a full stop holds letters together only in initials, and colons and
//! underscores never do. Plain ASCII runs are cut by a table of bytes, everything else by `unicode-segmentation`.

use super::mojibake;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

/// A word, not folded yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// What it is made of.
    pub(super) shape: Shape,
}

/// What a word is made of: which folding it needs and which other forms it has. A set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape(u8);

impl Shape {
    /// ASCII letters and digits, and perhaps full stops or commas.
    pub(super) const PLAIN: Shape = Shape(0);
    /// It holds other letters than those of ASCII.
    pub(super) const WIDE: Shape = Shape(1);
    /// It holds an apostrophe between letters.
    pub(super) const APOSTROPHE: Shape = Shape(2);
    /// Initials: single letters parted by full stops.
    pub(super) const DOTTED: Shape = Shape(4);
    /// It holds a comma between digits.
    pub(super) const COMMA: Shape = Shape(8);
    /// It holds a capital letter of ASCII.
    pub(super) const CAPITAL: Shape = Shape(16);
    /// It is not printed as it is read: its letters stand apart, or it was decoded twice.
    pub(super) const ODD: Shape = Shape(32);

    /// Whether it has forms beside that in which it stands.
    pub(super) fn may_have_forms(self) -> bool {
        self.0 & (Self::APOSTROPHE.0 | Self::DOTTED.0 | Self::COMMA.0) != 0
    }

    pub(super) fn has(self, flag: Shape) -> bool {
        self.0 & flag.0 != 0
    }

    fn add(&mut self, flag: Shape) {
        self.0 |= flag.0;
    }
}

/// The words of a text, in order.
#[derive(Clone, Debug)]
pub(super) struct Words<'t> {
    text: &'t str,
    at: usize,
    wide: Option<WideWords<'t>>,
    /// Words of a run that was decoded twice, the last first.
    mended: Vec<Word>,
}

impl<'t> Words<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, wide: None, mended: Vec::new() }
    }

    /// Cuts the run up to the next blank by Unicode's rules, from `start` on.
    fn widen(&mut self, start: usize) -> Option<Word> {
        let rest = &self.text.as_bytes()[start..];
        let end = memchr::memchr3(b' ', b'\n', b'\t', rest).map_or(self.text.len(), |length| start + length);
        self.at = end;
        if let Some(mended) = mojibake::mend(&self.text[start..end]) {
            self.mended = mended_words(&mended, start);
            self.mended.reverse();
            return self.mended.pop();
        }
        let wide = self.wide.insert(WideWords::new(self.text, start, end));
        wide.next()
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    #[inline]
    fn next(&mut self) -> Option<Word> {
        let bytes = self.text.as_bytes();
        if let Some(word) = self.mended.pop() {
            return Some(word);
        }
        loop {
            if let Some(wide) = &mut self.wide {
                if let Some(word) = wide.next() {
                    return Some(word);
                }
                self.wide = None;
            }
            self.at += bytes[self.at..].iter().take_while(|&&byte| class(byte) & (WORD | WIDE) == 0).count();
            let start = self.at;
            if class(*bytes.get(start)?) & WIDE == 0 {
                let Some(word) = plain_word(bytes, start) else {
                    match self.widen(start) {
                        Some(word) => return Some(word),
                        None => continue,
                    }
                };
                let word = if word.end - word.start == 1 { spaced_word(bytes, word) } else { word };
                self.at = word.end;
                return Some(word);
            }
            match mark_length(&bytes[start..]) {
                0 => {
                    if let Some(word) = self.widen(start) {
                        return Some(word);
                    }
                }
                length => self.at += length,
            }
        }
    }
}

/// Classes of bytes, a bit each.
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const CAPITAL: u8 = 4;
/// Part of a character beyond ASCII.
const WIDE: u8 = 8;
/// It may stand inside a word.
const INNER: u8 = 16;
const WORD: u8 = LETTER | DIGIT;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => LETTER,
            b'A'..=b'Z' => LETTER | CAPITAL,
            b'0'..=b'9' => DIGIT,
            b'\'' | b'.' | b',' => INNER,
            0x80..=0xff => WIDE,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

#[inline]
fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

/// U+2019, as printed in `don’t`.
const RIGHT_QUOTE: &[u8] = "’".as_bytes();

/// Length of the quotation mark, dash, ellipsis or no-break space that begins here; 0 where anything else does.
#[inline]
fn mark_length(bytes: &[u8]) -> usize {
    match bytes {
        [0xe2, 0x80, 0x90..=0xa7 | 0xb0..=0xbe, ..] => 3,
        [0xc2, 0xa0 | 0xa3 | 0xab | 0xb7 | 0xbb, ..] => 2,
        _ => 0,
    }
}

/// The ASCII word that begins at `start`; `None` where it takes Unicode's rules to say where it ends.
#[inline]
fn plain_word(bytes: &[u8], start: usize) -> Option<Word> {
    let mut seen = 0;
    let mut end = start;
    while let Some(&byte) = bytes.get(end)
        && class(byte) & WORD != 0
    {
        seen |= class(byte);
        end += 1;
    }
    let mut shape = Shape::PLAIN;
    if seen & CAPITAL != 0 {
        shape.add(Shape::CAPITAL);
    }
    let followed_by = bytes.get(end).map_or(0, |&byte| class(byte));
    if followed_by & (INNER | WIDE) == 0 {
        return Some(Word { start, end, shape });
    }
    plain_word_goes_on(bytes, Word { start, end, shape })
}

/// The word that begins as `word` does and may go on after a mark.
fn plain_word_goes_on(bytes: &[u8], word: Word) -> Option<Word> {
    let class = |at: usize| bytes.get(at).map_or(0, |&byte| class(byte));
    let is_wide = |at: usize| class(at) & WIDE != 0 && mark_length(&bytes[at..]) == 0;
    let Word { start, end: mut at, mut shape } = word;
    let mut segment = start;
    loop {
        let rest = &bytes[at..];
        let inner = match rest {
            [b'\'' | b'.' | b',', ..] => 1,
            [0xe2, 0x80, 0x99, ..] => RIGHT_QUOTE.len(),
            [0x80..=0xff, ..] if mark_length(rest) == 0 => return None,
            _ => break,
        };
        let after = at + inner;
        if is_wide(after) {
            return None;
        }
        match (class(at - 1) & WORD, rest[0], class(after) & WORD) {
            (LETTER, b'\'' | 0xe2, LETTER) => shape.add(Shape::APOSTROPHE),
            (DIGIT, b'.', DIGIT) => {}
            (DIGIT, b',', DIGIT) => shape.add(Shape::COMMA),
            (LETTER, b'.', LETTER) => {
                let is_first = segment == start && !shape.has(Shape::APOSTROPHE);
                let is_initial = at - segment == 1 && (is_first || shape.has(Shape::DOTTED));
                if !is_initial || class(after + 1) & WORD != 0 {
                    break;
                }
                if is_wide(after + 1) {
                    return None;
                }
                shape.add(Shape::DOTTED);
            }
            _ => break,
        }
        segment = after;
        at = after;
        while class(at) & WORD != 0 {
            if class(at) & CAPITAL != 0 {
                shape.add(Shape::CAPITAL);
            }
            at += 1;
        }
    }
    Some(Word { start, end: at, shape })
}

/// Letters that stand apart make a word where there are so many, or where another such word stands beside them, two
/// blanks away: `V I T A M I N S`, `H O U S E  O F  L O R D S`, but `vitamins A B C`.
const LEAST_SPACED: usize = 5;

/// The word of letter-spaced capitals that begins as `word` does, else `word`.
#[inline]
fn spaced_word(bytes: &[u8], word: Word) -> Word {
    let is_capital = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    let is_blank = |at: usize| bytes.get(at) == Some(&b' ');
    if !is_capital(word.start) {
        return word;
    }
    let goes_on = |at: usize| bytes.get(at).is_some_and(|&byte| class(byte) & (WORD | WIDE) != 0 || byte == b'\'');
    let mut end = word.end;
    let mut n_letters = 1;
    while is_blank(end) && is_capital(end + 1) && !goes_on(end + 2) {
        end += 2;
        n_letters += 1;
    }
    let is_spaced = |at: usize| is_capital(at) && is_blank(at + 1);
    let before = || {
        word.start >= 4 && is_blank(word.start - 1) && is_blank(word.start - 2) && {
            is_capital(word.start - 3) && is_blank(word.start - 4)
        }
    };
    let after = || is_blank(end) && is_blank(end + 1) && is_spaced(end + 2);
    if n_letters >= LEAST_SPACED || n_letters > 1 && (before() || after()) {
        let mut shape = Shape::CAPITAL;
        shape.add(Shape::ODD);
        return Word { end, shape, ..word };
    }
    word
}

/// The words of a run that begins at `base` and was decoded twice.
fn mended_words(mended: &mojibake::Mended, base: usize) -> Vec<Word> {
    let words = WideWords::new(&mended.text, 0, mended.text.len());
    let origin = |at: usize| base + mended.origins[at];
    let word = |Word { start, end, mut shape }: Word| {
        let (start, end) = (origin(start), origin(end));
        shape.add(Shape::ODD);
        Word { start, end, shape }
    };
    words.map(word).collect()
}

/// Words by Unicode's boundaries, held apart where [`Words`] says so.
#[derive(Clone, Debug)]
struct WideWords<'t> {
    text: &'t str,
    pieces: UWordBoundIndices<'t>,
    /// Where the text of `pieces` begins.
    base: usize,
    /// What is left of the last piece.
    at: usize,
    end: usize,
}

impl<'t> WideWords<'t> {
    fn new(text: &'t str, start: usize, end: usize) -> Self {
        Self { text, pieces: text[start..end].split_word_bound_indices(), base: start, at: start, end: start }
    }
}

impl Iterator for WideWords<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        loop {
            if let Some(word) = wide_word(self.text, self.at, self.end) {
                self.at = word.end;
                return Some(word);
            }
            let (offset, piece) = self.pieces.next()?;
            self.at = self.base + offset;
            self.end = self.at + piece.len();
        }
    }
}

/// The first word of `text[at..end]`, which holds no boundary that Unicode would draw.
fn wide_word(text: &str, at: usize, end: usize) -> Option<Word> {
    let start = at + text[at..end].find(char::is_alphanumeric)?;
    let mut shape = Shape::default();
    let mut stop = start;
    let mut segment_letters = 0usize;
    let mut previous = start;
    let mut chars = text[start..end].char_indices().map(|(offset, c)| (start + offset, c)).peekable();
    while let Some((offset, c)) = chars.next() {
        if c.is_alphanumeric() || is_combining_mark(c) {
            segment_letters += usize::from(c.is_alphanumeric());
            if c.is_alphanumeric() {
                previous = offset;
            }
            stop = offset + c.len_utf8();
            continue;
        }
        if is_joiner(c) {
            continue;
        }
        let before = text[previous..].chars().next().unwrap_or(' ');
        let Some(&(next, after)) = chars.peek() else { break };
        match c {
            '\'' | '’' if before.is_alphabetic() && after.is_alphabetic() => shape.add(Shape::APOSTROPHE),
            '.' if before.is_ascii_digit() && after.is_ascii_digit() => {}
            ',' if before.is_ascii_digit() && after.is_ascii_digit() => shape.add(Shape::COMMA),
            '.' if before.is_alphabetic() && after.is_alphabetic() => {
                let is_first = !shape.has(Shape::DOTTED)
                    && !shape.has(Shape::APOSTROPHE)
                    && !text[start..offset].contains(['.', ',']);
                let ends = text[next + after.len_utf8()..end].chars().next().is_none_or(|c| !c.is_alphanumeric());
                if segment_letters != 1 || !(is_first || shape.has(Shape::DOTTED)) || !ends {
                    break;
                }
                shape.add(Shape::DOTTED);
            }
            _ => break,
        }
        segment_letters = 0;
    }
    if !text[start..stop].chars().all(|c| c.is_ascii() || c == '’') {
        shape.add(Shape::WIDE);
    }
    if text[start..stop].bytes().any(|byte| byte.is_ascii_uppercase()) {
        shape.add(Shape::CAPITAL);
    }
    Some(Word { start, end: stop, shape })
}

/// Characters that are not seen and part nothing: soft hyphen, joiners, direction marks.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        Words::new(text).map(|word| &text[word.start..word.end]).collect()
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(cut(text).join("|"), expected, "{text}");
    }

    #[test]
    fn words_of_news_print() {
        check("Mr. O’Neill’s U.S. tour.The", "Mr|O’Neill’s|U.S|tour|The");
        check("don't 'quote' peoples' rock'n'roll", "don't|quote|peoples|rock'n'roll");
        check("At 10:30 p.m. he said:\"No\"", "At|10|30|p.m|he|said|No");
        check("$1,200.50, 3.5m, 22nd, 1990's", "1,200.50|3.5m|22nd|1990|s");
        check("AT&T's F-16 _emphasis_ a_b #MeToo", "AT|T's|F|16|emphasis|a|b|MeToo");
        check("J.K.Rowling Ph.D. e.g.this U.S.A.", "J.K|Rowling|Ph|D|e.g|this|U.S.A");
        check("T H E  H A R B O U R\nA B, I am", "T H E|H A R B O U R|A|B|I|am");
        check("H O U S E  O F  L O R D S.", "H O U S E|O F|L O R D S");
        check("vitamins A B C and X Y Zed", "vitamins|A|B|C|and|X|Y|Zed");
        check("“end this war”—he said…", "end|this|war|he|said");
    }

    #[test]
    fn words_of_other_scripts() {
        check("Zoë’s café, Łódź", "Zoë’s|café|Łódź");
        check("д’Артаньян сказал: «Нет»", "д’Артаньян|сказал|Нет");
        check("東京は", "東|京|は");
        check("re\u{ad}opened naïve\u{301}", "re\u{ad}opened|naïve\u{301}");
        check("हिन्दी में", "हिन्दी|में");
        check("É.U. É.Us", "É.U|É|Us");
        check("U.é", "U.é");
    }

    #[test]
    fn words_that_were_decoded_twice() {
        check("the cafÃ© of Mr. GarcÃ\u{ad}a", "the|cafÃ©|of|Mr|GarcÃ\u{ad}a");
        check("â€œno moreâ€\u{9d} toâ€”ZÃ¼rich", "no|more|to|ZÃ¼rich");
        check("São Tomé, Ñandú", "São|Tomé|Ñandú");
    }

    proptest! {
        /// The table of bytes and Unicode's rules, held apart in the same way, cut ASCII alike.
        #[test]
        fn plain_and_wide_words_agree(text in "[aB0.,':_ -]{0,24}") {
            let plain: Vec<Word> = Words::new(&text).collect();
            // Letters that stand apart are read by the line, not by the run.
            prop_assume!(!plain.iter().any(|word| word.shape.has(Shape::ODD)));
            let wide: Vec<Word> = WideWords::new(&text, 0, text.len()).collect();
            prop_assert_eq!(plain, wide, "{:?}", text);
        }

        #[test]
        fn every_word_is_on_character_boundaries_and_in_order(text in "\\PC{0,40}") {
            let mut end = 0;
            for word in Words::new(&text) {
                prop_assert!(word.start >= end && word.end > word.start);
                prop_assert!(text.get(word.start..word.end).is_some());
                end = word.end;
            }
        }
    }
}
