//! A text as a few numbers by which it is known again: a hash of all its words, and a sample of its shingles.
//!
//! Words are what a reader sees: folded, without punctuation, broken at no line end. A shingle is five of them in a row
//! (Manber 1994, Broder 1997). Of the hashes of its shingles a text keeps the least, as in Broder's sketches; together
//! with the greatest hash kept they say of two texts not only how alike they are, but also how much of the shorter one
//! the longer has, however long it is.

use super::super::analyzer::fold;
use super::super::document::scrambled;

/// Words in a shingle: as many as say something, as few as survive an editor.
const SHINGLE: usize = 5;
/// Hashes of shingles kept of a text.
const MOST_SHINGLES: usize = 64;
/// Hashes of figures kept of a text.
const MOST_NUMBERS: usize = 32;

/// Digits of a large number.
const LARGE: u32 = 3;

/// What is kept of a text's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// A hash of all words in their order.
    pub words: u64,
    /// How many there are.
    pub n_words: u32,
    /// Of the hashes of shingles the least, ascending.
    pub shingles: Vec<u32>,
    /// Every hash of a shingle up to this one is among them.
    pub bound: u32,
    /// Of the hashes of figures in the text the least, ascending.
    pub numbers: Vec<u32>,
}

impl Sketch {
    /// Reads a text; texts with other `salt` never have the same hash of words.
    pub fn of(text: &str, salt: u64) -> Self {
        let mut words = Vec::with_capacity(text.len() / 6);
        let mut numbers = Vec::new();
        for_each_word(text, &mut |hash, n_figures| {
            words.push(hash);
            if n_figures > 0 {
                let is_large = u32::from(n_figures >= LARGE);
                numbers.push((hash >> 32) as u32 & !1 | is_large);
            }
        });
        let mut shingles: Vec<u32> = words.windows(SHINGLE).map(shingle).collect();
        let bound = least(&mut shingles, MOST_SHINGLES);
        least(&mut numbers, MOST_NUMBERS);
        let whole = words.iter().fold(salt, |hash, &word| scrambled(hash ^ word, 1));
        let n_words = u32::try_from(words.len()).unwrap_or(u32::MAX);
        Self { words: whole, n_words, shingles, bound, numbers }
    }

    /// The hash of a figure up to which none is missing.
    pub(super) fn last_number(&self) -> u32 {
        if self.numbers.len() < MOST_NUMBERS { u32::MAX } else { self.numbers.last().copied().unwrap_or(u32::MAX) }
    }
}

/// Whether what a hash in [`Sketch::numbers`] stands for has three digits or more.
pub(super) fn is_large(number: u32) -> bool {
    number & 1 == 1
}

/// A hash of some words in their order, 0 for none.
pub fn hash_of_words(text: &str) -> u64 {
    let mut whole = 0;
    for_each_word(text, &mut |word, _| whole = scrambled(whole ^ word, 1).max(1));
    whole
}

/// Keeps the least of some hashes, each once and in order; returns the greatest hash up to which none is missing.
fn least(hashes: &mut Vec<u32>, most: usize) -> u32 {
    // Of a long text only the least are put in order; the many repeats of a refrain are dealt with where they show.
    let spare = 2 * most;
    if hashes.len() > 2 * spare {
        hashes.select_nth_unstable(spare);
        let mut front: Vec<u32> = hashes[..spare].to_vec();
        front.sort_unstable();
        front.dedup();
        if front.len() > most {
            front.truncate(most);
            *hashes = front;
            return hashes[most - 1];
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
    if hashes.len() <= most {
        return u32::MAX;
    }
    hashes.truncate(most);
    hashes[most - 1]
}

fn shingle(words: &[u64]) -> u32 {
    let whole = words.iter().fold(0u64, |sum, word| sum.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(*word));
    (scrambled(whole, 2) >> 32) as u32
}

/// Calls `visit` with a hash of each word and how many digits it has.
///
/// Apostrophes, soft hyphens and commas within numbers vanish; a hyphen at the end of a line joins what it parted. Where
/// a script has no blanks between words, each character is one.
fn for_each_word(text: &str, visit: &mut dyn FnMut(u64, u32)) {
    let bytes = text.as_bytes();
    let mut word = Word::default();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        match byte {
            b'a'..=b'z' => word.add(byte),
            b'A'..=b'Z' => word.add(byte.to_ascii_lowercase()),
            b'0'..=b'9' => word.add_figure(byte),
            b'\'' if word.is_begun() => {}
            b',' if word.n_figures > 0 && next.is_ascii_digit() => {}
            b'.' if word.n_figures > 0 && next.is_ascii_digit() => word.add(byte),
            b'-' if word.is_begun() && is_broken_line(&bytes[at + 1..]) => {
                at += bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            }
            0..=127 => word.end(visit),
            _ => {
                at += word.add_wide(text, at, visit);
                continue;
            }
        }
        at += 1;
    }
    word.end(visit);
}

/// Whether a line ends here and the next goes on with a small letter.
fn is_broken_line(rest: &[u8]) -> bool {
    let n_blanks = rest.iter().take(8).take_while(|byte| byte.is_ascii_whitespace()).count();
    rest[..n_blanks].iter().filter(|&&byte| byte == b'\n').count() == 1
        && rest.get(n_blanks).is_some_and(u8::is_ascii_lowercase)
}

/// A word while its letters are read.
#[derive(Default)]
struct Word {
    hash: u64,
    n_letters: u32,
    n_figures: u32,
}

impl Word {
    fn is_begun(&self) -> bool {
        self.n_letters > 0
    }

    fn add(&mut self, byte: u8) {
        // FNV-1a.
        self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        self.n_letters += 1;
    }

    fn add_figure(&mut self, byte: u8) {
        self.n_figures += 1;
        self.add(byte);
    }

    /// Adds a character that is not ASCII; returns its length in bytes.
    fn add_wide(&mut self, text: &str, at: usize, visit: &mut dyn FnMut(u64, u32)) -> usize {
        let character = text[at..].chars().next().expect("the text goes on at a character");
        let length = character.len_utf8();
        let letter = &text[at..at + length];
        match character {
            '’' | '‘' | 'ʼ' if self.is_begun() => {}
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            _ if has_no_blanks(character) => {
                self.end(visit);
                letter.bytes().for_each(|byte| self.add(byte));
                self.end(visit);
            }
            _ if character.is_numeric() => fold(letter).bytes().for_each(|byte| self.add_figure(byte)),
            _ if character.is_alphabetic() || unicode_normalization::char::is_combining_mark(character) => {
                fold(letter).bytes().for_each(|byte| self.add(byte));
            }
            _ => self.end(visit),
        }
        length
    }

    fn end(&mut self, visit: &mut dyn FnMut(u64, u32)) {
        if self.is_begun() {
            visit(scrambled(self.hash, 0), self.n_figures);
            *self = Self::default();
        }
    }
}

/// Whether a character belongs to a script that puts no blanks between words.
fn has_no_blanks(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> u64 {
        Sketch::of(text, 0).words
    }

    #[test]
    fn the_same_words_are_the_same_however_they_are_printed() {
        let plain = "The mayor's office reopened 1,200 cafes on Friday.";
        for other in [
            "THE MAYOR’S OFFICE  reopened\n1200 cafés on Friday",
            "The mayor's of\u{ad}fice re-\nopened 1,200 cafes – on Friday!",
            "“The mayors oﬃce reopened 1,200 cafes on Friday”",
        ] {
            assert_eq!(words(other), words(plain), "{other}");
        }
        for other in [
            "The mayor's office reopened 1,201 cafes on Friday.",
            "The mayor's office reopened 1.200 cafes on Friday.",
            "The mayor's office on Friday reopened 1,200 cafes.",
            "",
        ] {
            assert_ne!(words(other), words(plain), "{other}");
        }
        assert_ne!(Sketch::of(plain, 1).words, words(plain));
        assert_eq!(Sketch::of("— … —", 0).n_words, 0);
    }

    #[test]
    fn scripts_without_blanks_have_words_too() {
        let sketch = Sketch::of("市長は金曜日に橋を開いた。", 0);
        assert_eq!((sketch.n_words, sketch.shingles.len()), (12, 8));
        assert_eq!(Sketch::of("市長は金曜日に、橋を開いた", 0).words, sketch.words);
    }

    #[test]
    fn figures_are_kept_apart() {
        let numbers = |text: &str| Sketch::of(text, 0).numbers;
        assert_eq!(numbers("a loss of 1.59 on 12,000 shares").len(), 2);
        assert_eq!(numbers("12000 shares, 1.59 lost"), numbers("a loss of 1.59 on 12,000 shares"));
        assert_ne!(numbers("a loss of 1.59"), numbers("a loss of 159"));
        assert!(numbers("no loss").is_empty());
    }

    #[test]
    fn the_least_of_many_hashes_are_those_of_a_sorted_list() {
        for (n, distinct) in [(10, 10), (64, 64), (65, 65), (5000, 5000), (5000, 80), (5000, 64), (5000, 63), (300, 1)]
        {
            let hashes: Vec<u32> = (0..n).map(|i| scrambled(i % distinct, 5) as u32).collect();
            let mut sorted = hashes.clone();
            sorted.sort_unstable();
            sorted.dedup();
            let is_all = sorted.len() <= MOST_SHINGLES;
            sorted.truncate(MOST_SHINGLES);
            let mut kept = hashes;
            let bound = least(&mut kept, MOST_SHINGLES);
            assert_eq!(kept, sorted, "{n} hashes, {distinct} distinct");
            assert_eq!(
                bound,
                if is_all { u32::MAX } else { sorted[MOST_SHINGLES - 1] },
                "{n} hashes, {distinct} distinct"
            );
        }
    }

    #[test]
    fn a_long_text_keeps_the_least_hashes() {
        let text: String = (0..5000).map(|n| format!("word{n} ")).collect();
        let sketch = Sketch::of(&text, 0);
        assert_eq!((sketch.n_words, sketch.shingles.len(), sketch.numbers.len()), (5000, MOST_SHINGLES, MOST_NUMBERS));
        assert_eq!(sketch.shingles.last(), Some(&sketch.bound));
        assert!(sketch.shingles.is_sorted());
        assert_eq!(Sketch::of("only a few words of text", 0).bound, u32::MAX);
    }
}
