//! Text to terms: the one function by which articles are indexed, queries read and highlights drawn.
//!
//! `Trump’s U.S. visit` → `trump's` and `trump` at 0, `u.s` and `us` at 1, `visit` at 2. Terms are folded
//! ([`fold`]), words are UAX#29's as [`words`] says, nothing is stemmed and no word is left out. Where a hyphen ends a
//! line inside a word (`re-⏎opened`), both parts and the joined word stand at one position, as a reader
//! sees one word there; the second part is repeated at the next, so that the parts are also neighbours. A letter-spaced
//! `N E W S` is one word, and so is a `cafÃ©` that was decoded twice.

mod fold;
mod mojibake;
mod words;

pub use fold::fold;

use super::schema::{FOLDED_TOKENIZER, LISTED_TOKENIZER, TEXT_TOKENIZER};
use crate::article::Span;
use fold::{fold_apostrophes, fold_plain, fold_wide};
use tantivy::tokenizer::{self, TokenStream, Tokenizer, TokenizerManager};
use words::{Shape, Word, Words};

/// The longest term the index holds, in bytes; [`Tokens::n_too_long`] counts what is longer.
pub const MAX_TERM_BYTES: usize = 65_530;

/// How many times longer folding may make a word: one character of three bytes stands for a phrase of thirty-three.
const MAX_GROWTH: usize = 11;

/// A term and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// The folded term.
    pub term: &'a str,
    /// Number of the word it stands for.
    pub position: u32,
    /// The bytes it was made from.
    pub span: Span,
    /// Whether it is another form of the word before it (`trump` of `trump's`), at the same position or the next.
    pub is_alternative: bool,
}

/// Cuts a text into terms.
///
/// ```
/// use dateline::index::analyzer::tokens;
/// let mut tokens = tokens("U.S. visit");
/// let mut terms = Vec::new();
/// while let Some(token) = tokens.advance() {
///     terms.push((token.position, token.term.to_owned()));
/// }
/// assert_eq!(terms, [(0, "u.s".to_owned()), (0, "us".to_owned()), (1, "visit".to_owned())]);
/// ```
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens {
        text,
        words: Words::new(text),
        word: None,
        has_forms: false,
        form: Form::Unread,
        joined: None,
        position: 0,
        n_too_long: 0,
        term: String::new(),
    }
}

/// The terms of a text: call [`Tokens::advance`] until it returns `None`.
#[derive(Clone, Debug)]
pub struct Tokens<'t> {
    text: &'t str,
    words: Words<'t>,
    /// The word whose forms are being given.
    word: Option<Word>,
    /// Whether it may have other forms than that in which it stands.
    has_forms: bool,
    /// The form given last.
    form: Form,
    /// The word before, where a line-end hyphen joins the two.
    joined: Option<Word>,
    position: u32,
    n_too_long: usize,
    term: String,
}

/// The forms of a word in the order they are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// None yet.
    Unread,
    /// As it stands.
    Word,
    /// Without its `'s`.
    Owner,
    /// Initials without their full stops.
    Undotted,
    /// A number without its thousands separators.
    Unparted,
    /// Together with the word before the line break.
    Joined,
    /// That, without its `'s`.
    JoinedOwner,
    /// As it stands, at the next position.
    Again,
}

impl Form {
    const ALL: [Form; 7] =
        [Self::Word, Self::Owner, Self::Undotted, Self::Unparted, Self::Joined, Self::JoinedOwner, Self::Again];
}

/// What [`Tokens::step`] says of a term beside the term itself.
#[derive(Clone, Copy)]
struct Step {
    position: u32,
    start: usize,
    end: usize,
    is_alternative: bool,
}

impl Tokens<'_> {
    /// The next term.
    pub fn advance(&mut self) -> Option<Token<'_>> {
        let mut term = std::mem::take(&mut self.term);
        let step = self.step(&mut term);
        self.term = term;
        step.map(|step| Token {
            term: &self.term,
            position: step.position,
            span: Span::new(step.start, step.end),
            is_alternative: step.is_alternative,
        })
    }

    /// How many terms so far were longer than [`MAX_TERM_BYTES`] and therefore left out; they keep their positions.
    pub fn n_too_long(&self) -> usize {
        self.n_too_long
    }

    /// The next word as it is printed, with its position; its other forms are left out. Nothing is folded.
    pub(super) fn advance_word(&mut self) -> Option<(u32, Span)> {
        let word = self.next_word()?;
        // Folding lengthens no word beyond this many times.
        if word.end - word.start > MAX_TERM_BYTES / MAX_GROWTH {
            self.term.clear();
            let mut term = std::mem::take(&mut self.term);
            self.fold_word(word, &mut term);
            self.n_too_long += usize::from(term.len() > MAX_TERM_BYTES);
            self.term = term;
        }
        Some((self.position, Span::new(word.start, word.end)))
    }

    /// One past the last position of the terms so far.
    pub(super) fn end_position(&self) -> u32 {
        self.position + u32::from(self.word.is_some()) + u32::from(self.joined.is_some())
    }

    #[inline]
    fn step(&mut self, term: &mut String) -> Option<Step> {
        loop {
            if self.has_forms {
                if let Some(step) = self.step_form(term) {
                    return Some(step);
                }
                self.has_forms = false;
            }
            let word = self.next_word()?;
            self.form = Form::Unread;
            // Nearly every word of a text.
            if !self.has_forms && word.end - word.start <= MAX_TERM_BYTES / MAX_GROWTH {
                term.clear();
                self.fold_word(word, term);
                let Word { start, end, .. } = word;
                return Some(Step { position: self.position, start, end, is_alternative: false });
            }
            self.has_forms = true;
        }
    }

    /// The next form of the word; `None` after the last.
    fn step_form(&mut self, term: &mut String) -> Option<Step> {
        loop {
            let form = self.next_form()?;
            self.form = form;
            let word = self.word?;
            term.clear();
            let start = match form {
                Form::Joined | Form::JoinedOwner => self.joined.map_or(word.start, |before| before.start),
                _ => word.start,
            };
            if word.end - start <= 4 * MAX_TERM_BYTES {
                self.fold_form(word, form, term);
                if term.len() <= MAX_TERM_BYTES {
                    let is_owner = matches!(form, Form::Owner | Form::JoinedOwner);
                    let clitic = if is_owner { clitic_length(&self.text[word.start..word.end]) } else { 0 };
                    let position = self.position + u32::from(form == Form::Again);
                    let is_alternative = form != Form::Word;
                    return Some(Step { position, start, end: word.end - clitic, is_alternative });
                }
            }
            self.n_too_long += 1;
        }
    }

    #[inline]
    fn next_word(&mut self) -> Option<Word> {
        let word = self.words.next()?;
        match self.word {
            Some(before) if is_line_end_hyphen(self.text, before.end, word.start) => self.joined = Some(before),
            Some(_) => {
                self.position += 1;
                self.joined = None;
            }
            None => {}
        }
        self.has_forms = word.shape.may_have_forms() || self.joined.is_some();
        self.word = Some(word);
        Some(word)
    }

    /// The form after `self.form` that the word has.
    fn next_form(&self) -> Option<Form> {
        let word = self.word?;
        let shape = word.shape;
        let is_owner = shape.has(Shape::APOSTROPHE) && is_owner(&self.text[word.start..word.end]);
        let has = |form: Form| match form {
            Form::Unread => false,
            Form::Word => true,
            Form::Owner => is_owner,
            Form::Undotted => shape.has(Shape::DOTTED),
            Form::Unparted => shape.has(Shape::COMMA) && has_thousands(&self.text[word.start..word.end]),
            Form::Joined | Form::Again => self.joined.is_some(),
            Form::JoinedOwner => self.joined.is_some() && is_owner,
        };
        Form::ALL.into_iter().find(|&form| form > self.form && has(form))
    }

    #[inline]
    fn fold_form(&self, word: Word, form: Form, term: &mut String) {
        if let (Form::Joined | Form::JoinedOwner, Some(before)) = (form, self.joined) {
            self.fold_word(before, term);
        }
        self.fold_word(word, term);
        match form {
            Form::Unread | Form::Word | Form::Joined | Form::Again => {}
            Form::Owner | Form::JoinedOwner => term.truncate(term.len() - "'s".len()),
            Form::Undotted => term.retain(|c| c != '.'),
            Form::Unparted => term.retain(|c| c != ','),
        }
    }

    #[inline]
    fn fold_word(&self, word: Word, term: &mut String) {
        let printed = &self.text[word.start..word.end];
        if word.shape.has(Shape::ODD) {
            fold_odd(printed, term);
        } else if word.shape.has(Shape::WIDE) {
            fold_wide(printed, term);
        } else if word.shape.has(Shape::APOSTROPHE) {
            fold_apostrophes(printed, term);
        } else {
            fold_plain(printed, word.shape.has(Shape::CAPITAL), term);
        }
    }
}

/// Whether a word ends in `'s`.
fn is_owner(printed: &str) -> bool {
    match mojibake::mend(printed) {
        Some(mended) => clitic_length(&mended.text) > 0,
        None => clitic_length(printed) > 0,
    }
}

/// Appends a word that was decoded twice, or whose letters stand apart.
fn fold_odd(printed: &str, term: &mut String) {
    match mojibake::mend(printed) {
        Some(mended) => fold_wide(&mended.text, term),
        None => {
            let letters: String = printed.chars().filter(|c| *c != ' ').collect();
            fold_plain(&letters, true, term);
        }
    }
}

/// Length of the `'s` that ends a word; 0 where none does.
fn clitic_length(word: &str) -> usize {
    let Some(rest) = word.strip_suffix(['s', 'S']) else { return 0 };
    match rest.strip_suffix(['\'', '’']) {
        Some(owner) if !owner.is_empty() => word.len() - owner.len(),
        _ => 0,
    }
}

/// Whether the commas of a number stand where thousands are parted.
fn has_thousands(number: &str) -> bool {
    let whole = number.split('.').next().unwrap_or(number);
    let mut groups = whole.split(',');
    let is_digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && is_digits(first))
        && groups.all(|group| group.len() == 3 && is_digits(group))
}

/// Whether the word that ends at `end` goes on at `start`: a hyphen, the end of a line, and a small letter.
#[inline]
fn is_line_end_hyphen(text: &str, end: usize, start: usize) -> bool {
    if !matches!(text.as_bytes().get(end), Some(b'-' | 0xc2 | 0xe2)) {
        return false;
    }
    let gap = &text[end..start];
    let Some(gap) = gap.strip_prefix(['-', '\u{ad}', '\u{2010}']) else { return false };
    let gap = gap.trim_matches([' ', '\t']);
    matches!(gap, "\n" | "\r\n" | "\r")
        && text[..end].ends_with(char::is_alphabetic)
        && text[start..].starts_with(char::is_lowercase)
}

/// [`tokens`] as tantivy calls it.
#[derive(Clone, Debug, Default)]
struct NewsTokenizer;

impl Tokenizer for NewsTokenizer {
    type TokenStream<'a> = NewsTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> NewsTokenStream<'a> {
        NewsTokenStream { tokens: tokens(text), token: tokenizer::Token::default() }
    }
}

struct NewsTokenStream<'a> {
    tokens: Tokens<'a>,
    token: tokenizer::Token,
}

impl TokenStream for NewsTokenStream<'_> {
    #[inline]
    fn advance(&mut self) -> bool {
        let Some(step) = self.tokens.step(&mut self.token.text) else { return false };
        self.token.offset_from = step.start;
        self.token.offset_to = step.end;
        self.token.position = step.position as usize;
        self.token.position_length = 1;
        true
    }

    fn token(&self) -> &tokenizer::Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut tokenizer::Token {
        &mut self.token
    }
}

/// One folded term of the whole value.
#[derive(Clone, Debug, Default)]
struct FoldedTokenizer;

impl Tokenizer for FoldedTokenizer {
    type TokenStream<'a> = tokenizer::BoxTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        tokenizer::BoxTokenStream::new(OneToken {
            token: tokenizer::Token {
                offset_from: 0,
                offset_to: text.len(),
                position: 0,
                text: fold(text).into_owned(),
                position_length: 1,
            },
            is_given: false,
        })
    }
}

struct OneToken {
    token: tokenizer::Token,
    is_given: bool,
}

impl TokenStream for OneToken {
    fn advance(&mut self) -> bool {
        !std::mem::replace(&mut self.is_given, true)
    }

    fn token(&self) -> &tokenizer::Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut tokenizer::Token {
        &mut self.token
    }
}

/// Each line of the value as it is.
#[derive(Clone, Debug, Default)]
struct ListedTokenizer;

impl Tokenizer for ListedTokenizer {
    type TokenStream<'a> = ListedTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ListedTokenStream<'a> {
        ListedTokenStream { lines: text.lines(), token: tokenizer::Token::default() }
    }
}

struct ListedTokenStream<'a> {
    lines: std::str::Lines<'a>,
    token: tokenizer::Token,
}

impl TokenStream for ListedTokenStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(line) = self.lines.next() else { return false };
        self.token.text.clear();
        self.token.text.push_str(line);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &tokenizer::Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut tokenizer::Token {
        &mut self.token
    }
}

/// The analysers that the schema names.
pub fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(TEXT_TOKENIZER, NewsTokenizer);
    manager.register(FOLDED_TOKENIZER, FoldedTokenizer);
    manager.register(LISTED_TOKENIZER, ListedTokenizer);
    manager.register(super::schema::MARKS_TOKENIZER, super::marks::MarksTokenizer);
    manager
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every term with its position, alternatives after a `/`.
    fn cut(text: &str) -> String {
        let mut out = Vec::new();
        let mut position = 0;
        let mut tokens = tokens(text);
        while let Some(token) = tokens.advance() {
            assert!(token.position >= position, "positions never go back");
            position = token.position;
            out.push(format!("{}{}@{position}", if token.is_alternative { "/" } else { "" }, token.term));
        }
        out.join(" ")
    }

    #[test]
    fn words_have_other_forms_at_their_position() {
        for (text, expected) in [
            ("Trump’s TRUMP'S trump", "trump's@0 /trump@0 trump's@1 /trump@1 trump@2"),
            ("U.S. troops", "u.s@0 /us@0 troops@1"),
            ("1,200 of 3,5", "1,200@0 /1200@0 of@1 3,5@2"),
            ("1,200,000.5", "1,200,000.5@0 /1200000.5@0"),
            ("It’s peoples’ don't", "it's@0 /it@0 peoples@1 don't@2"),
            ("Łódź ’s", "lodz@0 s@1"),
            ("", ""),
            ("—“…”", ""),
        ] {
            assert_eq!(cut(text), expected, "{text}");
        }
    }

    #[test]
    fn a_line_end_hyphen_joins_its_parts() {
        for (text, expected) in [
            ("the re-\nopened hall", "the@0 re@1 opened@1 /reopened@1 /opened@2 hall@2"),
            ("presi- \r\n dent's car", "presi@0 dent's@0 /dent@0 /president's@0 /president@0 /dent's@1 car@1"),
            ("re\u{ad}\nopened", "re@0 opened@0 /reopened@0 /opened@1"),
            ("Anglo-\nAmerican", "anglo@0 american@1"),
            ("well-known\nman", "well@0 known@1 man@2"),
            ("said -\nthe", "said@0 the@1"),
            ("war-\n\nthe", "war@0 the@1"),
        ] {
            assert_eq!(cut(text), expected, "{text:?}");
        }
    }

    #[test]
    fn spans_are_what_the_terms_were_made_from() {
        let text = "Zoë’s re-\nopened";
        let mut tokens = tokens(text);
        let mut spans = Vec::new();
        while let Some(token) = tokens.advance() {
            spans.push((token.term.to_owned(), &text[token.span.start..token.span.end]));
        }
        let spans: Vec<(&str, &str)> = spans.iter().map(|(term, span)| (term.as_str(), *span)).collect();
        assert_eq!(
            spans,
            [
                ("zoe's", "Zoë’s"),
                ("zoe", "Zoë"),
                ("re", "re"),
                ("opened", "opened"),
                ("reopened", "re-\nopened"),
                ("opened", "opened"),
            ]
        );
    }

    #[test]
    fn words_too_long_to_index_are_counted_and_keep_their_position() {
        let text = format!("a {} b", "x".repeat(MAX_TERM_BYTES + 1));
        let mut tokens = tokens(&text);
        let mut found = Vec::new();
        while let Some(token) = tokens.advance() {
            found.push((token.term.to_owned(), token.position));
        }
        assert_eq!(found, [("a".to_owned(), 0), ("b".to_owned(), 2)]);
        assert_eq!(tokens.n_too_long(), 1);
    }
}
