//! Tokens: words, numbers and marks, each with where it stands and its number in the lexicon.
//!
//! A word is a run of letters with inner apostrophes (`don't`, `O'Neill`) or inner full stops
//! (`U.S.`, `a.m.`); a number keeps inner commas and points (`1,200.5`). The clitic `'s` is a token of
//! its own. A hyphen is always a mark, and the token after it is [`Token::is_glued`] to it.

use super::quotation::{self, Quotation};
use crate::article::Breaks;
use crate::lexicon::{Class, Classes, Lexicon, WordId};

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, perhaps with digits among them.
    Word,
    /// A number, beginning with a digit ("14th", "1,200", "2025").
    Number,
    /// One character of anything else.
    Mark,
}

/// One token. Offsets are bytes into the text.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Number of its sentence, counted through the article.
    pub sentence: u32,
    /// Its number in the lexicon.
    pub word: WordId,
    /// The character of a mark, NUL for anything else.
    pub mark: char,
    /// What it is made of.
    pub kind: TokenKind,
    flags: u8,
}

const CAPITALISED: u8 = 1;
const ALL_CAPS: u8 = 2;
const GLUED: u8 = 4;
const QUOTED: u8 = 8;
const PLAIN: u8 = 16;

/// Marks that belong to the sentence whose full stop they follow.
const CLOSING_MARKS: [char; 7] = ['"', '”', '’', '\'', ')', ']', '»'];

impl Token {
    /// A token that stands nowhere yet.
    fn new(word: WordId, kind: TokenKind, mark: char, flags: u8) -> Self {
        Self { start: 0, end: 0, sentence: 0, word, mark, kind, flags }
    }

    /// Whether it begins with a capital letter.
    pub fn is_capitalised(self) -> bool {
        self.flags & CAPITALISED != 0
    }

    /// Whether it has two letters or more and all are capitals.
    pub fn is_all_caps(self) -> bool {
        self.flags & ALL_CAPS != 0
    }

    /// Whether it is a word of the letters A to Z alone, and goes on with neither an apostrophe nor a full stop.
    /// A word that is, and ends a sentence, may pass for none.
    pub fn is_plain(self) -> bool {
        self.flags & PLAIN != 0
    }

    /// Whether no blank stands between the token before and this one.
    pub fn is_glued(self) -> bool {
        self.flags & GLUED != 0
    }

    /// Whether it stands between quotation marks, or is one of them.
    pub fn is_quoted(self) -> bool {
        self.flags & QUOTED != 0
    }

    /// Where it stands.
    pub fn span(self) -> crate::article::Span {
        crate::article::Span::new(self.start as usize, self.end as usize)
    }
}

/// A run of lines with no line break between them that means one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// First byte.
    pub start: usize,
    /// One past the last byte, without the line break.
    pub end: usize,
    /// Its first token.
    pub first_token: usize,
    /// One past its last token.
    pub end_token: usize,
}

/// A text cut into paragraphs and tokens.
#[derive(Debug)]
pub struct Prose<'a> {
    /// The text, as given.
    pub text: &'a str,
    /// Every token in text order.
    pub tokens: Vec<Token>,
    /// Every paragraph that holds a token, in text order.
    pub paragraphs: Vec<Paragraph>,
    /// What stands between quotation marks, in text order.
    pub quotations: Vec<Quotation>,
    /// What the words mean.
    pub lexicon: &'static Lexicon,
}

impl<'a> Prose<'a> {
    /// Cuts `text`. Texts of 4 GiB and more are cut at 4 GiB: readers refuse them before.
    pub fn new(text: &'a str, lexicon: &'static Lexicon) -> Self {
        let mut cutter = Cutter::new(text, lexicon);
        let wrapped = is_hard_wrapped(text);
        let mut start = 0;
        while start < text.len() {
            let end = paragraph_end(text, start, wrapped);
            cutter.paragraph(start, end);
            start = end + text[end..].find(|c| c != '\n' && c != '\r').unwrap_or(text.len() - end);
        }
        let Cutter { tokens, paragraphs, .. } = cutter;
        let mut prose = Self { text, tokens, paragraphs, quotations: Vec::new(), lexicon };
        prose.pair_quotation_marks();
        prose
    }

    fn pair_quotation_marks(&mut self) {
        let mut found = Vec::new();
        for &paragraph in &self.paragraphs {
            quotation::pair(self, paragraph, &mut found);
        }
        for quotation in &found {
            for token in &mut self.tokens[quotation.first_token..quotation.end_token] {
                token.flags |= QUOTED;
            }
        }
        self.quotations = found;
    }

    /// The first of `tokens` that begins with a capital letter.
    pub fn first_capitalised(&self, tokens: std::ops::Range<usize>) -> Option<usize> {
        let ahead = self.tokens[tokens.clone()].iter().position(|token| token.is_capitalised())?;
        Some(tokens.start + ahead)
    }

    /// The words of a token, as printed.
    pub fn str(&self, token: usize) -> &'a str {
        let token = self.tokens[token];
        &self.text[token.start as usize..token.end as usize]
    }

    /// Where sentences and paragraphs begin.
    pub fn breaks(&self) -> Breaks {
        let mut breaks = Breaks::default();
        let mut sentence = None;
        for token in &self.tokens {
            if sentence.replace(token.sentence) != Some(token.sentence) {
                breaks.sentences.push(token.start);
            }
        }
        breaks.paragraphs = self.paragraphs.iter().map(|p| self.tokens[p.first_token].start).collect();
        breaks
    }

    /// The classes of a token's word.
    pub fn classes(&self, token: usize) -> Classes {
        self.lexicon.words.classes(self.tokens[token].word)
    }
}

/// Whether single line breaks are a printer's (lines of much the same length) and only blank lines part paragraphs.
fn is_hard_wrapped(text: &str) -> bool {
    let (mut n_lines, mut n_full, mut n_inner) = (0usize, 0usize, 0usize);
    let mut previous_blank = true;
    let mut lines = text.lines().take(400).peekable();
    while let Some(line) = lines.next() {
        let blank = line.trim().is_empty();
        let next_blank = lines.peek().is_none_or(|next| next.trim().is_empty());
        if !blank && !next_blank {
            n_lines += 1;
            // A character has four bytes at most.
            let is_full = (45..=400).contains(&line.len()) && (45..=100).contains(&line.chars().count());
            n_full += usize::from(is_full);
            n_inner += usize::from(!previous_blank);
        }
        previous_blank = blank;
    }
    n_lines >= 4 && n_inner > 0 && n_full * 10 >= n_lines * 8
}

/// Where the paragraph that begins at `start` ends: at a line break, or in hard-wrapped text at a blank line.
fn paragraph_end(text: &str, start: usize, wrapped: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(found) = memchr::memchr2(b'\n', b'\r', &bytes[at..]) {
        let end = at + found;
        if !wrapped {
            return end;
        }
        let after = end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
        let next = bytes[after..].iter().position(|b| !matches!(b, b' ' | b'\t')).map_or(bytes.len(), |i| after + i);
        if next >= bytes.len() || matches!(bytes[next], b'\n' | b'\r') {
            return end;
        }
        at = after;
    }
    text.len()
}

/// What a byte is to the cutter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    /// A to Z, in either case.
    Letter,
    Blank,
    /// A mark that may stand right behind a word and leaves it as it is.
    PlainMark,
    /// Any other ASCII mark.
    Mark,
    /// A digit, or part of a character beyond ASCII.
    Other,
}

const BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        bytes[byte as usize] = match byte {
            b'A'..=b'Z' | b'a'..=b'z' => Byte::Letter,
            b'0'..=b'9' => Byte::Other,
            // What `char::is_whitespace` says, too.
            b'\t'..=b'\r' | b' ' => Byte::Blank,
            b',' | b'-' | b';' | b')' | b'"' | b'?' | b'!' | b':' => Byte::PlainMark,
            _ => Byte::Mark,
        };
        byte += 1;
    }
    bytes
};

/// How many of eight bytes, the lowest first, are ASCII letters before the first that is none.
fn n_letters(bytes: u64) -> usize {
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    const SMALL: u64 = u64::from_le_bytes([0x20; 8]);
    // Each sum has its high bit set where the byte is `a` or more, and where it is more than `z`.
    const FROM_A: u64 = u64::from_le_bytes([0x80 - b'a'; 8]);
    const BEYOND_Z: u64 = u64::from_le_bytes([0x80 - b'z' - 1; 8]);
    let low = (bytes | SMALL) & !HIGH;
    let letters = (low + FROM_A) & !(low + BEYOND_Z) & !bytes & HIGH;
    (!letters & HIGH).trailing_zeros() as usize / 8
}

/// Cuts one paragraph after another, counting sentences through the article.
struct Cutter<'a> {
    text: &'a str,
    lexicon: &'static Lexicon,
    tokens: Vec<Token>,
    paragraphs: Vec<Paragraph>,
    /// One past the last token's last byte.
    last_end: usize,
    sentence: u32,
    /// A full stop was seen; closing marks that follow it still belong to its sentence.
    sentence_ended: bool,
}

impl<'a> Cutter<'a> {
    fn new(text: &'a str, lexicon: &'static Lexicon) -> Self {
        // No token stands before the first byte, and none is glued to what is not there.
        Self {
            text,
            lexicon,
            tokens: Vec::with_capacity(text.len() / 5),
            paragraphs: Vec::new(),
            last_end: usize::MAX,
            sentence: 0,
            sentence_ended: false,
        }
    }

    fn paragraph(&mut self, start: usize, end: usize) {
        let first_token = self.tokens.len();
        let mut at = start;
        let limit = end.min(u32::MAX as usize);
        while at < limit {
            let byte = self.text.as_bytes()[at];
            match BYTES[usize::from(byte)] {
                Byte::Blank => at += 1,
                Byte::Letter => at = self.letters(at, end),
                Byte::PlainMark | Byte::Mark => {
                    self.mark(at, end, char::from(byte));
                    at += 1;
                }
                Byte::Other => at = self.token(at, end),
            }
        }
        if self.tokens.len() > first_token {
            self.paragraphs.push(Paragraph { start, end, first_token, end_token: self.tokens.len() });
            self.sentence += 1;
            self.sentence_ended = false;
        }
    }

    /// Pushes the word that begins with the ASCII letter at `at`, and returns where it ends.
    fn letters(&mut self, at: usize, end: usize) -> usize {
        let bytes = &self.text.as_bytes()[at..end];
        let words = &self.lexicon.words;
        // Most words have fewer letters than fit a register, which tells where they end and which they are.
        let short = bytes.first_chunk().map(|chunk| u64::from_le_bytes(*chunk));
        let (length, word) = match short.map(|chunk| (chunk, n_letters(chunk))) {
            Some((chunk, length)) if length < 8 => {
                (length, words.find_short_letters(chunk, &self.text[at..at + length]))
            }
            _ => {
                let length = bytes.iter().take_while(|byte| BYTES[usize::from(**byte)] == Byte::Letter).count();
                (length, words.find_letters(self.text, at, at + length))
            }
        };
        let is_plain = match bytes.get(length) {
            Some(b' ') | None => true,
            Some(byte) => BYTES[usize::from(*byte)] == Byte::PlainMark,
        };
        if !is_plain {
            return self.word(at, end, TokenKind::Word);
        }
        self.push_plain(at, at + length, word);
        at + length
    }

    fn char_at(&self, at: usize) -> char {
        self.text[at..].chars().next().expect("only called before the end of the paragraph")
    }

    /// Pushes the token that begins at `at`, if it is none but blank, and returns where it ends.
    fn token(&mut self, at: usize, end: usize) -> usize {
        let first = self.char_at(at);
        if first.is_whitespace() {
            return at + first.len_utf8();
        }
        if !first.is_alphanumeric() {
            self.mark(at, end, first);
            return at + first.len_utf8();
        }
        self.word(at, end, if first.is_numeric() { TokenKind::Number } else { TokenKind::Word })
    }

    fn mark(&mut self, at: usize, end: usize, mark: char) {
        let stop = at + mark.len_utf8();
        self.push(at, stop, TokenKind::Mark, mark);
        self.sentence_ended |= matches!(mark, '.' | '!' | '?' | '…') && self.ends_sentence(stop, end);
    }

    /// Pushes the word that begins at `at`, with its clitic if it has one, and returns where it ends.
    fn word(&mut self, at: usize, end: usize, kind: TokenKind) -> usize {
        let (stop, stem) = self.word_end(at, end, kind);
        self.push(at, stem, kind, '\0');
        if stem < stop {
            self.push(stem, stop, TokenKind::Word, '\0');
        }
        stop
    }

    /// The end of the word at `at`, and the end of the word without its clitic `'s`.
    fn word_end(&self, at: usize, end: usize, kind: TokenKind) -> (usize, usize) {
        let mut stop = at;
        let mut chars = self.text[at..end].char_indices().peekable();
        let mut dotted = false;
        let mut clitic = None;
        while let Some((offset, c)) = chars.next() {
            let next = chars.peek().map(|&(_, c)| c);
            if c.is_alphanumeric() || is_combining(c) {
                stop = at + offset + c.len_utf8();
                continue;
            }
            let inner = match (c, next) {
                ('\'' | '’', Some(n)) => n.is_alphabetic(),
                ('.' | ',' | ':', Some(n)) if kind == TokenKind::Number => n.is_ascii_digit(),
                ('.', Some(n)) => n.is_alphabetic() && self.is_initial(at, at + offset),
                ('\u{ad}', Some(n)) => n.is_alphanumeric(),
                _ => false,
            };
            if !inner {
                break;
            }
            dotted |= c == '.';
            if matches!(c, '\'' | '’') {
                clitic = Some(at + offset);
            }
        }
        let stem = match clitic {
            Some(cut) if cut > at && matches!(&self.text[cut..stop], "'s" | "’s" | "'S" | "’S") => cut,
            _ => stop,
        };
        if stem == stop && kind == TokenKind::Word && self.text[stop..end].starts_with('.') {
            let abbreviated = dotted || self.is_abbreviation(&self.text[at..stop]) || self.is_single_capital(at, stop);
            if abbreviated {
                return (stop + 1, stop + 1);
            }
        }
        (stop, stem)
    }

    /// Whether the letters between the last full stop (or `at`) and `dot` are one alone, as in "U.S".
    fn is_initial(&self, at: usize, dot: usize) -> bool {
        let part = self.text[at..dot].rsplit('.').next().unwrap_or_default();
        let mut chars = part.chars();
        chars.next().is_some() && chars.next().is_none() || part.eq_ignore_ascii_case("ph")
    }

    fn is_single_capital(&self, at: usize, stop: usize) -> bool {
        let mut chars = self.text[at..stop].chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none() && &self.text[at..stop] != "I"
    }

    fn is_abbreviation(&self, word: &str) -> bool {
        if word.len() > 8 || !word.starts_with(|c: char| c.is_alphabetic()) {
            return false;
        }
        let words = &self.lexicon.words;
        // "no." is an abbreviation only before a number, "No." at the end of an answer is not one.
        !word.eq_ignore_ascii_case("no") && words.classes(words.find(word)).has(Class::Abbreviation)
    }

    /// Whether the mark that ends at `stop` ends a sentence: what follows is the paragraph's end,
    /// or a blank (after closing marks) and then no lower-case letter.
    fn ends_sentence(&self, stop: usize, end: usize) -> bool {
        match &self.text.as_bytes()[stop..end] {
            [b' ', b'A'..=b'Z', ..] => return true,
            [b' ', b'a'..=b'z', ..] | [b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z', ..] => return false,
            _ => {}
        }
        let rest = self.text[stop..end].trim_start_matches(CLOSING_MARKS);
        let Some(next) = rest.chars().next() else { return true };
        next.is_whitespace() && !rest.trim_start().starts_with(char::is_lowercase)
    }

    /// Pushes a word of ASCII letters.
    fn push_plain(&mut self, start: usize, end: usize, word: WordId) {
        let mut flags = PLAIN | capital_flags(&self.text[start..end]);
        if self.last_end == start {
            flags |= GLUED;
        }
        if self.sentence_ended {
            self.sentence += 1;
            self.sentence_ended = false;
        }
        self.push_token(start, end, Token::new(word, TokenKind::Word, '\0', flags));
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind, mark: char) {
        let mut flags = 0;
        if self.last_end == start {
            flags |= GLUED;
        }
        if self.sentence_ended && (flags & GLUED == 0 || !CLOSING_MARKS.contains(&self.char_at(start))) {
            self.sentence += 1;
            self.sentence_ended = false;
        }
        let mut word = WordId::UNKNOWN;
        if kind == TokenKind::Word {
            let printed = &self.text[start..end];
            flags |= capital_flags(printed);
            word = self.lexicon.words.find(printed);
        }
        self.push_token(start, end, Token::new(word, kind, mark, flags));
    }

    fn push_token(&mut self, start: usize, end: usize, token: Token) {
        self.last_end = end;
        self.tokens.push(Token { start: offset(start), end: offset(end), sentence: self.sentence, ..token });
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("paragraphs are cut at 4 GiB")
}

#[inline]
fn capital_flags(word: &str) -> u8 {
    match word.as_bytes() {
        [b'a'..=b'z', ..] => 0,
        [b'A'..=b'Z', b'a'..=b'z', ..] => CAPITALISED,
        _ => capital_flags_of_any(word),
    }
}

fn capital_flags_of_any(word: &str) -> u8 {
    let mut flags = 0;
    if word.starts_with(char::is_uppercase) {
        flags |= CAPITALISED;
        let mut n_letters = 0;
        if word.chars().filter(|c| c.is_alphabetic()).all(|c| {
            n_letters += 1;
            c.is_uppercase()
        }) && n_letters > 1
        {
            flags |= ALL_CAPS;
        }
    }
    flags
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_in_a_register() {
        for byte in 0..=u8::MAX {
            let expected = if byte.is_ascii_alphabetic() { 8 } else { 3 };
            let mut bytes = *b"abcdWXYZ";
            bytes[3] = byte;
            assert_eq!(n_letters(u64::from_le_bytes(bytes)), expected, "{byte}");
        }
    }

    /// Tokens joined by `|`, a `/` at each sentence's end and a `¶` at each paragraph's.
    fn cut(text: &str) -> String {
        let prose = Prose::new(text, Lexicon::english());
        let mut out = String::new();
        for (i, token) in prose.tokens.iter().enumerate() {
            if i > 0 {
                let parted = prose.paragraphs.iter().any(|p| p.first_token == i);
                let sentence = prose.tokens[i - 1].sentence != token.sentence;
                out.push_str(if parted {
                    "¶"
                } else if sentence {
                    "/"
                } else {
                    "|"
                });
            }
            out.push_str(prose.str(i));
        }
        out
    }

    #[test]
    fn words_numbers_and_marks() {
        for (text, expected) in [
            ("Trump’s talks don't end.", "Trump|’s|talks|don't|end|."),
            ("On 1,200.5 U.S. ships", "On|1,200.5|U.S.|ships"),
            ("a 22-year-old man", "a|22|-|year|-|old|man"),
            ("He left. She stayed.", "He|left|./She|stayed|."),
            ("Mr. Smith of St. Paul, Minn., left.", "Mr.|Smith|of|St.|Paul|,|Minn.|,|left|."),
            ("“No.” He left", "“|No|.|”/He|left"),
            ("one\ntwo\r\n\r\nthree", "one¶two¶three"),
            ("J. Edgar Hoover", "J.|Edgar|Hoover"),
        ] {
            assert_eq!(cut(text), expected, "{text}");
        }
    }

    #[test]
    fn hard_wrapped_lines_are_one_paragraph() {
        let line = "word word word word word word word word word word word\n";
        let text = format!("{}\n{}", line.repeat(4), line.repeat(3));
        let prose = Prose::new(&text, Lexicon::english());
        assert_eq!(prose.paragraphs.len(), 2);
    }
}
