//! One word, or the words of a phrase, as typed: to a [`Term`] or a [`Phrase`].
//!
//! `conversat*` → wildcard, `wom?n` → wildcard, `fuzy~1` → fuzzy, `=war` → exact; `\*` is the character itself.

use super::MAX_DISTANCE;
use super::ast::{Pattern, PatternPiece, Phrase, Slot, Spanned, Term};
use super::error::{ErrorKind, QueryError};
use super::lexer::{is_blank, is_searchable};
use crate::article::Span;

/// The characters of a stretch of query text, a backslash taken as "the next one is itself".
#[derive(Clone, Copy, Debug)]
struct Char {
    /// Where it stands in the query, its backslash included.
    at: usize,
    c: char,
    escaped: bool,
}

impl Char {
    fn is(self, c: char) -> bool {
        self.c == c && !self.escaped
    }
}

fn unescape(text: &str, span: Span) -> Vec<Char> {
    let mut chars = Vec::with_capacity(span.len());
    let mut source = text[span.start..span.end].char_indices();
    while let Some((offset, c)) = source.next() {
        let at = span.start + offset;
        // A backslash at the very end escapes nothing and is itself.
        match (c == '\\').then(|| source.next()).flatten() {
            Some((_, c)) => chars.push(Char { at, c, escaped: true }),
            None => chars.push(Char { at, c, escaped: false }),
        }
    }
    chars
}

fn literal(chars: &[Char]) -> String {
    chars.iter().map(|c| c.c).collect()
}

/// The text of a span with its backslashes taken away.
pub(super) fn unescaped(text: &str, span: Span) -> String {
    literal(&unescape(text, span))
}

/// A word outside a phrase.
pub(super) fn word(text: &str, span: Span) -> Result<Term, QueryError> {
    let chars = unescape(text, span);
    let typed = || text[span.start..span.end].to_owned();
    if let Some(at) = boost_suffix(&chars) {
        let weight = literal(&chars[at..]);
        let hint = format!("leave it out: `{}`", &text[span.start..chars[at].at]);
        return Err(QueryError::new(Span::new(chars[at].at, span.end), ErrorKind::Boost(weight), hint));
    }
    if let [first, rest @ ..] = chars.as_slice()
        && first.is('=')
        && !rest.is_empty()
    {
        let plain = literal(rest);
        let is_pattern = has_wildcard(rest) || fuzzy_suffix(rest).is_some();
        if is_pattern {
            let hint = format!("leave out the `=`: `{}`", &typed()[1..]);
            return Err(QueryError::new(span, ErrorKind::ExactPattern(typed()), hint));
        }
        return searchable(plain, span).map(Term::Exact);
    }
    if let [first, second, ..] = chars.as_slice()
        && first.is('!')
        && second.c.is_alphanumeric()
    {
        let rest = literal(&chars[1..]);
        let hint = format!("write `-{rest}` to exclude, or `\"{}\"` for the text", typed());
        return Err(QueryError::new(Span::new(span.start, span.start + 1), ErrorKind::Bang, hint));
    }
    pattern_or_word(&chars, span, Place::Word)
}

/// Where a term stands; a phrase is laxer, since it may be pasted text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Word,
    Phrase,
}

fn pattern_or_word(chars: &[Char], span: Span, place: Place) -> Result<Term, QueryError> {
    let typed = literal(chars);
    // `sanction*,` and `wrod~1.` carry punctuation that belongs to the sentence around them.
    let n_bare = chars.iter().rposition(|c| !is_trailing_punctuation(*c)).map_or(0, |last| last + 1);
    let bare = &chars[..n_bare];
    // `"about~ that"`: in pasted text a tilde without a number is punctuation.
    if let Some(tilde) = fuzzy_suffix(bare).filter(|tilde| place == Place::Word || tilde + 1 < bare.len()) {
        return fuzzy(bare, tilde, span);
    }
    if !has_wildcard(chars) {
        return searchable(typed, span).map(Term::Word);
    }
    let pattern = Pattern::from_chars(chars).trimmed();
    if !pattern.0.iter().any(|piece| matches!(piece, PatternPiece::Literal(_))) {
        let hint = if typed == "**" { "write `*` alone for everything" } else { "give at least one letter: `a*`" };
        return Err(QueryError::new(span, ErrorKind::WildcardOnly(typed), hint));
    }
    Ok(Term::Wild(pattern))
}

fn is_trailing_punctuation(c: Char) -> bool {
    !c.escaped && matches!(c.c, ',' | '.' | ';' | ':' | '!' | '?')
}

fn searchable(word: String, span: Span) -> Result<String, QueryError> {
    if is_searchable(&word) {
        return Ok(word);
    }
    let hint = "give a word, or leave it out";
    Err(QueryError::new(span, ErrorKind::NothingToSearch(word), hint))
}

/// Whether any `*` or `?` stands for other characters.
fn has_wildcard(chars: &[Char]) -> bool {
    let reach = wildcard_reach(chars);
    chars.iter().enumerate().any(|(at, c)| c.is('*') || (c.is('?') && at < reach))
}

/// Up to where a `?` stands for a character: a letter, digit or `*` must follow. At the end of a word it is a
/// question mark, and in a URL it begins the parameters.
fn wildcard_reach(chars: &[Char]) -> usize {
    if chars.windows(3).any(|three| matches!(three, [a, b, c] if (a.c, b.c, c.c) == (':', '/', '/'))) {
        return 0;
    }
    chars.iter().rposition(|c| c.c.is_alphanumeric() || c.is('*')).unwrap_or(0)
}

/// Where the `~` of `word~1`, `word~`, `word~50km` stands; `~100` and `a~b` are text.
fn fuzzy_suffix(chars: &[Char]) -> Option<usize> {
    let tilde = chars.iter().rposition(|c| c.is('~'))?;
    let suffix = literal(&chars[tilde + 1..]);
    let is_number = suffix.chars().all(|c| c.is_ascii_digit() || c == '.');
    let has_word = chars[..tilde].iter().any(|c| c.c.is_alphanumeric() || c.is('*'));
    (has_word && (is_number || super::scalar::is_distance(&suffix))).then_some(tilde)
}

fn fuzzy(chars: &[Char], tilde: usize, span: Span) -> Result<Term, QueryError> {
    let word = literal(&chars[..tilde]);
    let suffix = literal(&chars[tilde + 1..]);
    let typed = literal(chars);
    if super::scalar::is_distance(&suffix) {
        let hint = format!("write `near:{word}~{suffix}`");
        return Err(QueryError::new(span, ErrorKind::DistanceMisplaced, hint));
    }
    if has_wildcard(&chars[..tilde]) {
        let hint = format!("write `{word}` for the wildcard alone");
        return Err(QueryError::new(span, ErrorKind::FuzzyWildcard(typed), hint));
    }
    match suffix.as_str() {
        "1" => searchable(word, span).map(|word| Term::Fuzzy { word, distance: 1 }),
        "2" => searchable(word, span).map(|word| Term::Fuzzy { word, distance: 2 }),
        _ => {
            let hint = format!("write `{word}~1`, `{word}~2`, or `={word}` for no other spelling");
            Err(QueryError::new(span, ErrorKind::FuzzyDistance(typed), hint))
        }
    }
}

/// Where the `^` of `word^2` stands.
fn boost_suffix(chars: &[Char]) -> Option<usize> {
    let caret = chars.iter().rposition(|c| c.is('^'))?;
    let digits = &chars[caret + 1..];
    let is_number = !digits.is_empty() && digits.iter().all(|c| c.c.is_ascii_digit() || c.c == '.');
    (caret > 0 && is_number).then_some(caret)
}

impl Pattern {
    /// A pattern as typed, of a word, a path or a phrase's word.
    fn from_chars(chars: &[Char]) -> Self {
        let mut pattern = Pattern::default();
        let reach = wildcard_reach(chars);
        for (at, c) in chars.iter().enumerate() {
            if c.is('*') {
                if pattern.0.last() != Some(&PatternPiece::AnyChars) {
                    pattern.0.push(PatternPiece::AnyChars);
                }
            } else if c.is('?') && at < reach {
                pattern.0.push(PatternPiece::AnyChar);
            } else if let Some(PatternPiece::Literal(text)) = pattern.0.last_mut() {
                text.push(c.c);
            } else {
                pattern.0.push(PatternPiece::Literal(c.c.to_string()));
            }
        }
        pattern
    }

    /// Without the punctuation around it, which no indexed word has.
    fn trimmed(mut self) -> Self {
        if let Some(PatternPiece::Literal(text)) = self.0.first_mut() {
            *text = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
        }
        if let Some(PatternPiece::Literal(text)) = self.0.last_mut() {
            *text = text.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned();
        }
        self.0.retain(|piece| !matches!(piece, PatternPiece::Literal(text) if text.is_empty()));
        self
    }
}

/// A name between quotation marks: one term, whatever stands in it.
pub(super) fn name(text: &str, content: Span, exact: bool) -> Result<Term, QueryError> {
    let chars = unescape(text, content);
    let name = searchable(literal(&chars), content)?;
    let name = name.trim().to_owned();
    Ok(match exact {
        true => Term::Exact(name),
        false if has_wildcard(&chars) => Term::Wild(Pattern::from_chars(&chars).trimmed()),
        false => Term::Word(name),
    })
}

/// A name typed with `\ ` at an end is the name in quotation marks, where blanks at the ends mean nothing.
pub(super) fn without_outer_blanks(term: Term) -> Term {
    match term {
        Term::Word(name) => Term::Word(name.trim().to_owned()),
        Term::Exact(name) => Term::Exact(name.trim().to_owned()),
        other => other,
    }
}

/// A path or an id as typed, with its wildcards.
pub(super) fn path(text: &str, span: Span) -> Pattern {
    Pattern::from_chars(&unescape(text, span))
}

/// The words between the quotation marks of a phrase, or of a flag's value of several words.
pub(super) fn phrase(text: &str, content: Span, slop: u32) -> Result<Phrase, QueryError> {
    let chars = unescape(text, content);
    let mut slots = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if is_blank(chars[at].c) && !chars[at].escaped {
            at += 1;
        } else if let Some(close) = alternatives_end(&chars, at) {
            slots.push(alternatives(text, &chars, at, close, content)?);
            at = close + 1;
            at += glued_punctuation(&chars[at..]);
            check_alone(&chars, at, content)?;
        } else {
            let end = word_end(&chars, at);
            slots.extend(slot(&chars[at..end], span_of(&chars, at, end, content))?);
            at = end;
        }
    }
    if content.is_empty() {
        let before = text[..content.start].chars().next_back().map_or(0, char::len_utf8);
        let after = text[content.end..].chars().next().map_or(0, char::len_utf8);
        let around = Span::new(content.start - before, content.end + after);
        return Err(QueryError::new(around, ErrorKind::EmptyPhrase, "put a word between them, or leave them out"));
    }
    if slots.iter().all(|slot| slot.value == Slot::AnyWord) {
        let typed = text[content.start..content.end].to_owned();
        let hint = "put a word between the quotation marks";
        return Err(QueryError::new(content, ErrorKind::NothingToSearch(typed), hint));
    }
    Ok(Phrase { slots, slop })
}

fn span_of(chars: &[Char], start: usize, end: usize, content: Span) -> Span {
    Span::new(chars[start].at, chars.get(end).map_or(content.end, |c| c.at))
}

fn word_end(chars: &[Char], start: usize) -> usize {
    let blank = chars[start..].iter().position(|c| is_blank(c.c) && !c.escaped);
    blank.map_or(chars.len(), |length| start + length)
}

/// One word of a phrase; none where it is punctuation alone.
fn slot(chars: &[Char], span: Span) -> Result<Option<Spanned<Slot>>, QueryError> {
    if let [only] = chars
        && only.is('*')
    {
        return Ok(Some(Spanned::new(span, Slot::AnyWord)));
    }
    if !is_searchable(&literal(chars)) && !has_wildcard(chars) {
        return Ok(None);
    }
    pattern_or_word(chars, span, Place::Phrase).map(|term| Some(Spanned::new(span, Slot::Term(term))))
}

/// Where the `)` of `(a|b)` stands; a parenthesis without a `|` is punctuation.
fn alternatives_end(chars: &[Char], open: usize) -> Option<usize> {
    if !chars[open].is('(') {
        return None;
    }
    // The next `(` ends the search, so that many of them stay linear.
    let end = open + 1 + chars[open + 1..].iter().position(|c| c.is(')') || c.is('('))?;
    (chars[end].is(')') && chars[open..end].iter().any(|c| c.is('|'))).then_some(end)
}

fn alternatives(
    text: &str,
    chars: &[Char],
    open: usize,
    close: usize,
    content: Span,
) -> Result<Spanned<Slot>, QueryError> {
    let mut terms = Vec::new();
    let mut start = open + 1;
    for end in (start..=close).filter(|&i| i == close || chars[i].is('|')) {
        let blank = |c: &Char| is_blank(c.c) && !c.escaped;
        let n_before = chars[start..end].iter().take_while(|c| blank(c)).count();
        let n_after = chars[start + n_before..end].iter().rev().take_while(|c| blank(c)).count();
        let (first, last) = (start + n_before, end - n_after);
        let one = &chars[first..last];
        let span = if one.is_empty() {
            span_of(chars, open, close + 1, content)
        } else {
            span_of(chars, first, last, content)
        };
        if one.is_empty() || one.iter().any(blank) || one.iter().all(|c| c.is('*')) {
            let typed = text[span.start..span.end].to_owned();
            let hint = "write whole phrases with OR between them: `\"a b\" OR \"a c\"`";
            return Err(QueryError::new(span, ErrorKind::AlternativeWords(typed), hint));
        }
        terms.push(Spanned::new(span, pattern_or_word(one, span, Place::Phrase)?));
        start = end + 1;
    }
    Ok(Spanned::new(span_of(chars, open, close + 1, content), Slot::OneOf(terms)))
}

/// How many characters of punctuation follow directly: `(a|b),`.
fn glued_punctuation(chars: &[Char]) -> usize {
    chars.iter().take_while(|c| is_trailing_punctuation(**c)).count()
}

fn check_alone(chars: &[Char], after: usize, content: Span) -> Result<(), QueryError> {
    match chars.get(after) {
        Some(c) if !is_blank(c.c) || c.escaped => {
            let end = word_end(chars, after);
            let span = span_of(chars, after, end, content);
            let hint = "write each word whole: `(walking|running)`";
            Err(QueryError::new(span, ErrorKind::AlternativeGlued, hint))
        }
        _ => Ok(()),
    }
}

/// The `n` of `"…"~n`.
pub(super) fn slop(text: &str, tail: Span) -> Result<u32, QueryError> {
    let typed = &text[tail.start..tail.end];
    let digits = &typed[1..];
    if typed.starts_with('^') {
        let kind = ErrorKind::Boost(typed.to_owned());
        return Err(QueryError::new(tail, kind, "leave it out"));
    }
    if super::scalar::is_distance(digits) {
        let hint = format!("write `near:\"…\"{typed}`");
        return Err(QueryError::new(tail, ErrorKind::DistanceMisplaced, hint));
    }
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let hint = "write a number, as in `\"…\"~5`";
        return Err(QueryError::new(tail, ErrorKind::SlopMissing, hint));
    }
    match digits.parse() {
        Ok(slop) if slop <= MAX_DISTANCE => Ok(slop),
        _ => {
            let kind = ErrorKind::OutOfRange { what: typed.to_owned(), min: 0, max: MAX_DISTANCE };
            Err(QueryError::new(tail, kind, format!("write `~{MAX_DISTANCE}` for the farthest")))
        }
    }
}
