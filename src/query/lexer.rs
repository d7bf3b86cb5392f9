//! Query text to tokens: words, phrases, brackets and operators, each with its span.
//!
//! `speaker:Trump -"end this war"` → `Field`, `Word`, `Minus`, `Phrase`. What a word means (a date, a
//! wildcard, a path) depends on the field it stands in, so words stay as typed until the parser has them.

use super::MAX_DISTANCE;
use super::ast::Nearness;
use super::error::{ErrorKind, QueryError};
use super::field::{self, Field};
use crate::article::Span;

/// A piece of query text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Where it stands.
    pub(super) span: Span,
    /// What it is.
    pub(super) kind: TokenKind,
    /// Whether it follows the token before it without a blank.
    pub(super) glued: bool,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A run of characters, as typed.
    Word,
    /// `"…"`; what stands between the marks, and the `~5` or `~50km` directly after them.
    Phrase { content: Span, tail: Option<Span> },
    /// `speaker:`.
    Field(Field),
    /// `CAPS(`.
    Function(Function),
    /// `quote{`.
    Quote,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `[`.
    OpenBracket,
    /// `]`.
    CloseBracket,
    /// `{`.
    OpenBrace,
    /// `}`.
    CloseBrace,
    /// `OR`, `|`.
    Or,
    /// `AND`, `&`.
    And,
    /// `NOT`.
    Not,
    /// `-`.
    Minus,
    /// `NEAR/5`, `/s`.
    Proximity(Nearness),
}

/// A function: `NAME(query)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Headline,
    Lead,
    AtLeast(u32),
    Caps,
    AllCaps,
}

impl Function {
    /// Its name as typed before the parenthesis.
    pub(super) fn name(self) -> String {
        match self {
            Function::Headline => "HEADLINE".to_owned(),
            Function::Lead => "LEAD".to_owned(),
            Function::AtLeast(count) => format!("ATLEAST{count}"),
            Function::Caps => "CAPS".to_owned(),
            Function::AllCaps => "ALLCAPS".to_owned(),
        }
    }
}

/// Where the text that is lexed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// At the start of a query.
    Query,
    /// Directly after `FIELD:`, as the value of a flag does.
    Value,
}

/// The tokens of `text[range]`; spans index `text`.
pub(super) fn lex(text: &str, range: Span, start: Start) -> Result<Vec<Token>, QueryError> {
    let mut lexer = Lexer { text: &text[..range.end], at: range.start, start, tokens: Vec::new() };
    while lexer.skip_blanks() {
        lexer.token()?;
    }
    Ok(lexer.tokens)
}

/// The glyphs that may close a phrase which `open` opens; nothing where `open` is no quotation mark.
pub(super) fn closers(open: char) -> Option<&'static [char]> {
    Some(match open {
        '"' => &['"'],
        '“' | '”' | '‟' => &['”'],
        '„' => &['“', '”'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '‹' => &['›'],
        '›' => &['‹', '›'],
        '「' => &['」'],
        '『' => &['』'],
        '＂' => &['＂'],
        _ => return None,
    })
}

/// What stands between the quotation marks of a phrase that opens at `at`, and the offset after the closing one.
pub(super) fn phrase_at(text: &str, at: usize) -> Option<(Span, usize)> {
    let open = text[at..].chars().next()?;
    let own = closers(open)?;
    let content = at + open.len_utf8();
    // Keyboards and word processors mix the glyphs of one pair; the first foreign one is the second best.
    let mut foreign = None;
    let mut chars = text[content..].char_indices();
    while let Some((offset, c)) = chars.next() {
        let end = content + offset;
        if c == '\\' {
            chars.next();
        } else if own.contains(&c) {
            return Some((Span::new(content, end), end + c.len_utf8()));
        } else if c == open && foreign.is_some() {
            // The next phrase opens: this one has ended. (This also keeps the lexer linear.)
            return foreign;
        } else if foreign.is_none() && matches!(c, '"' | '“' | '”' | '„') {
            foreign = Some((Span::new(content, end), end + c.len_utf8()));
        }
    }
    foreign
}

/// Whether a character separates words and means nothing else.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// Whether an unescaped character ends a word.
pub(super) fn is_delimiter(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '|') || is_blank(c) || closers(c).is_some()
}

/// Whether a text has anything an index could hold.
pub(super) fn is_searchable(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The name before the first colon, where it could be a field's: letters, `-` and `_`.
pub(super) fn field_name(word: &str) -> Option<&str> {
    let (name, rest) = word.split_once(':')?;
    let is_name =
        name.starts_with(char::is_alphabetic) && name.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '_'));
    let is_url = rest.starts_with("//") && Field::by_name(name).is_none();
    (is_name && !is_url).then_some(name)
}

/// What a word is as an operator, or why it is a mistaken one; `None` for ordinary words.
pub(super) fn operator(word: &str, span: Span) -> Option<Result<TokenKind, QueryError>> {
    match word {
        "AND" | "&" | "&&" => return Some(Ok(TokenKind::And)),
        "OR" => return Some(Ok(TokenKind::Or)),
        "NOT" => return Some(Ok(TokenKind::Not)),
        "NEAR" | "ADJ" | "PRE" => {
            let hint = format!("write `{word}/10` for within 10 words, or `\"{word}\"` to search for the word");
            return Some(Err(QueryError::new(span, ErrorKind::MissingDistance(word.to_owned()), hint)));
        }
        _ => {}
    }
    let (name, distance) = word.split_once('/')?;
    proximity(name, distance, word, span)
}

fn proximity(name: &str, distance: &str, word: &str, span: Span) -> Option<Result<TokenKind, QueryError>> {
    let failed = |kind, hint: String| Some(Err(QueryError::new(span, kind, hint)));
    let is_number = !distance.is_empty() && distance.bytes().all(|b| b.is_ascii_digit());
    let make: fn(u32) -> Nearness = match name.to_ascii_uppercase().as_str() {
        "" | "W" if distance.eq_ignore_ascii_case("s") => return Some(Ok(TokenKind::Proximity(Nearness::Sentence))),
        "" | "W" if distance.eq_ignore_ascii_case("p") => return Some(Ok(TokenKind::Proximity(Nearness::Paragraph))),
        "" if is_number => {
            let hint = format!("write `W/{distance}` for within {distance} words, or `\"{word}\"` for the text");
            return failed(ErrorKind::SlashNumber(word.to_owned()), hint);
        }
        "" if distance.len() > 1 && distance.ends_with('/') => {
            return Some(Err(regex(word, span)));
        }
        "NEAR" | "W" => Nearness::Within,
        "PRE" | "ADJ" => Nearness::Before,
        "NOTNEAR" if is_number => {
            return failed(ErrorKind::UnknownOperator(word.to_owned()), format!("write `NOT NEAR/{distance}`"));
        }
        _ if is_number && name.len() > 2 && name.bytes().all(|b| b.is_ascii_uppercase()) => {
            let near = field::nearest(name, ["near", "adj", "pre"])?.to_ascii_uppercase();
            let hint = format!("did you mean `{near}/{distance}`? To search for the text write `\"{word}\"`");
            return failed(ErrorKind::UnknownOperator(word.to_owned()), hint);
        }
        _ => return None,
    };
    if distance.is_empty() {
        return failed(ErrorKind::MissingDistance(word.to_owned()), format!("write `{word}10` for within 10 words"));
    }
    if !is_number {
        return None;
    }
    match distance.parse() {
        Ok(n) if (1..=MAX_DISTANCE).contains(&n) => Some(Ok(TokenKind::Proximity(make(n)))),
        _ => {
            let kind = ErrorKind::OutOfRange { what: word.to_owned(), min: 1, max: MAX_DISTANCE };
            failed(kind, format!("write `{name}/1` for side by side, `{name}/{MAX_DISTANCE}` for the farthest"))
        }
    }
}

fn regex(word: &str, span: Span) -> QueryError {
    let hint = format!("use wildcards such as `colo*r` or `wom?n`, or search for the text: `\"{word}\"`");
    QueryError::new(span, ErrorKind::Regex, hint)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    start: Start,
    tokens: Vec<Token>,
}

impl<'a> Lexer<'a> {
    /// Goes to the next token; false at the end.
    fn skip_blanks(&mut self) -> bool {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches(is_blank).len();
        self.at < self.text.len()
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn is_glued(&self) -> bool {
        self.tokens.last().is_some_and(|last| last.span.end == self.at)
    }

    /// Whether the next word is a field's value, where operators and fields have no meaning.
    fn in_value(&self) -> bool {
        match self.tokens.last() {
            Some(last) => last.span.end == self.at && matches!(last.kind, TokenKind::Field(_)),
            None => self.start == Start::Value,
        }
    }

    /// Whether a `-` here negates: at the start, after a blank or after an opening bracket or `|`.
    fn may_negate(&self) -> bool {
        use TokenKind::*;
        let Some(last) = self.tokens.last() else { return self.start == Start::Query };
        !self.is_glued() || matches!(last.kind, Open | Function(_) | Quote | Or)
    }

    /// Whether a dash typed as two or more hyphens stands here, as in `war -- and peace`.
    fn at_dash(&self) -> bool {
        let rest = self.text[self.at..].trim_start_matches('-');
        self.text.len() - self.at - rest.len() > 1 && rest.chars().next().is_none_or(is_blank)
    }

    fn push(&mut self, start: usize, kind: TokenKind) {
        let glued = self.tokens.last().map_or(self.start == Start::Value, |last| last.span.end == start);
        self.tokens.push(Token { span: Span::new(start, self.at), kind, glued });
    }

    fn token(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        let Some(c) = self.peek() else { return Ok(()) };
        if closers(c).is_some() {
            return self.phrase(c);
        }
        let kind = match c {
            '(' => TokenKind::Open,
            ')' => TokenKind::Close,
            '[' => TokenKind::OpenBracket,
            ']' => TokenKind::CloseBracket,
            '{' => TokenKind::OpenBrace,
            '}' => TokenKind::CloseBrace,
            '|' => TokenKind::Or,
            '-' if self.may_negate() && !self.at_dash() => return self.minus(),
            _ => return self.word(),
        };
        self.at += 1;
        if kind == TokenKind::Or && self.peek() == Some('|') {
            self.at += 1;
        }
        self.push(start, kind);
        Ok(())
    }

    fn minus(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        self.at += 1;
        let span = Span::new(start, self.at);
        match self.peek() {
            Some('-') => {
                let hint = "write one `-` to exclude";
                Err(QueryError::new(Span::new(start, start + 2), ErrorKind::DoubleNegation, hint))
            }
            Some(c) if !is_blank(c) && !matches!(c, ')' | ']' | '}' | '|') => {
                self.push(start, TokenKind::Minus);
                Ok(())
            }
            _ => {
                let hint = "write `-word` to exclude a word, or leave the `-` out";
                Err(QueryError::new(span, ErrorKind::StrayMinus, hint))
            }
        }
    }

    fn phrase(&mut self, open: char) -> Result<(), QueryError> {
        let start = self.at;
        let Some((content, after)) = phrase_at(self.text, start) else {
            let span = Span::new(start, start + open.len_utf8());
            let close = closers(open).map_or(open, |closers| closers[0]);
            let words: Vec<_> = self.text[span.end..].split(is_blank).filter(|word| !word.is_empty()).take(4).collect();
            let hint = format!("close it, as in `{open}{}{close}`, or leave it out", words.join(" "));
            return Err(QueryError::new(span, ErrorKind::UnclosedPhrase(open), hint));
        };
        self.at = after;
        let tail = self.phrase_tail();
        self.push(start, TokenKind::Phrase { content, tail });
        Ok(())
    }

    /// `~5`, `~50km` or `^2` directly after a phrase.
    fn phrase_tail(&mut self) -> Option<Span> {
        let start = self.at;
        if !matches!(self.peek(), Some('~' | '^')) {
            return None;
        }
        let rest = &self.text[start + 1..];
        self.at = start + 1 + rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        // Of `~5..` the dots begin a range; of `~1.5km` the dot is the number's.
        let rest = &self.text[self.at..];
        if rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            self.at += 1 + rest[1..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len() - 1);
        }
        Some(Span::new(start, self.at))
    }

    fn word(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        let in_value = self.in_value();
        let end = self.word_end();
        let word = &self.text[start..end];
        let span = Span::new(start, end);
        if word.starts_with('/') && self.text[end..].starts_with(['(', '[', '{', '|']) {
            return Err(regex(word, span));
        }
        if let Some(kind) = self.bracketed(word, span)? {
            self.at = end + 1;
            self.push(start, kind);
            return Ok(());
        }
        if !in_value {
            if let Some(kind) = operator(word, span) {
                self.at = end;
                self.push(start, kind?);
                return Ok(());
            }
            if let Some(found) = self.field(word, span)? {
                self.at = start + found.1;
                self.push(start, TokenKind::Field(found.0));
                return Ok(());
            }
        }
        self.at = end;
        self.push(start, TokenKind::Word);
        Ok(())
    }

    fn word_end(&self) -> usize {
        let mut chars = self.text[self.at..].char_indices();
        while let Some((offset, c)) = chars.next() {
            if c == '\\' {
                chars.next();
            } else if offset > 0 && is_delimiter(c) {
                return self.at + offset;
            }
        }
        self.text.len()
    }

    /// `NAME(` and `quote{`, where the word is followed by the bracket without a blank.
    fn bracketed(&self, word: &str, span: Span) -> Result<Option<TokenKind>, QueryError> {
        match self.text[span.end..].chars().next() {
            Some('{') if word.eq_ignore_ascii_case("quote") => Ok(Some(TokenKind::Quote)),
            Some('(') => Ok(function(word, span)?.map(TokenKind::Function)),
            _ => Ok(None),
        }
    }

    /// The field a word begins with and the length of `FIELD:`; an error where a slip of the finger is likely.
    fn field(&self, word: &str, span: Span) -> Result<Option<(Field, usize)>, QueryError> {
        let Some(name) = field_name(word) else { return Ok(None) };
        let length = name.len() + 1;
        if let Some(field) = Field::by_name(name) {
            return Ok(Some((field, length)));
        }
        let slip = field::nearest(name, field::names());
        // `Breaking: …` is the punctuation of a headline, not a field, unless it resembles one.
        let has_value = word.len() > length
            || self.text[span.end..].starts_with(|c: char| closers(c).is_some() || matches!(c, '(' | '['));
        if !has_value && slip.is_none() {
            return Ok(None);
        }
        let span = Span::new(span.start, span.start + name.len());
        let as_text = match word.len() == length && slip.is_none() {
            true => "for the text itself put a blank after the colon".to_owned(),
            false => format!("for the text itself write `\"{word}\"`"),
        };
        let hint = match slip {
            Some(slip) => format!("did you mean `{slip}:`? Or {as_text}"),
            None => {
                let known: Vec<_> = field::FIELDS.iter().map(|info| info.name).collect();
                format!("{as_text}. Fields: {}", known.join(", "))
            }
        };
        Err(QueryError::new(span, ErrorKind::UnknownField(name.to_owned()), hint))
    }
}

fn function(word: &str, span: Span) -> Result<Option<Function>, QueryError> {
    let upper = word.to_ascii_uppercase();
    let known = match upper.as_str() {
        "HEADLINE" => Function::Headline,
        "LEAD" => Function::Lead,
        "CAPS" => Function::Caps,
        "ALLCAPS" => Function::AllCaps,
        "ATLEAST" => {
            let hint = "write the number directly after it: `ATLEAST3(…)`";
            return Err(QueryError::new(span, ErrorKind::MissingCount, hint));
        }
        "HLEAD" => {
            let hint = "write `(HEADLINE(…) OR LEAD(…))`";
            return Err(QueryError::new(span, ErrorKind::UnknownFunction(word.to_owned()), hint));
        }
        _ => return counted_function(&upper, word, span),
    };
    Ok(Some(known))
}

fn counted_function(upper: &str, word: &str, span: Span) -> Result<Option<Function>, QueryError> {
    if let Some(count) = upper.strip_prefix("ATLEAST").filter(|count| count.bytes().all(|b| b.is_ascii_digit())) {
        return match count.parse() {
            Ok(count) if (1..=MAX_DISTANCE).contains(&count) => Ok(Some(Function::AtLeast(count))),
            _ => {
                let kind = ErrorKind::OutOfRange { what: word.to_owned(), min: 1, max: MAX_DISTANCE };
                Err(QueryError::new(span, kind, "write `ATLEAST2(…)` for twice or more"))
            }
        };
    }
    // `NATO(…)` is a word before a group; `HEADLIN(…)` is a slip of the finger.
    let is_shouted = word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let name = upper.trim_end_matches(|c: char| c.is_ascii_digit());
    match field::nearest(name, ["headline", "lead", "caps", "allcaps", "atleast"]) {
        Some(near) if is_shouted && operator(word, span).is_none() => {
            let n = if near == "atleast" { "3" } else { "" };
            let hint = format!(
                "did you mean `{}{n}(…)`? For the word itself put a blank before the `(`",
                near.to_ascii_uppercase()
            );
            Err(QueryError::new(span, ErrorKind::UnknownFunction(word.to_owned()), hint))
        }
        _ => Ok(None),
    }
}
