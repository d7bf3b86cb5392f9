//! Queries as other archives take them, put into our own language: Nexis, Factiva, Lucene.
//!
//! `recycl! w/5 plastic` of Nexis → `recycl* W/5 plastic`. What differs is translated, what is the same is kept, and what
//! has no equal is refused where it stands: a query that finds something else than it did elsewhere is worse than none.

mod factiva;
mod lucene;
mod nexis;

use super::error::{ErrorKind, QueryError};
use super::lexer::phrase_at;
use crate::article::Span;

/// Another archive's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Nexis and Lexis: `w/5`, `recycl!`, `hlead(x)`, `date aft 1997`.
    Nexis,
    /// Factiva: `adj5`, `near5`, `hd=x`, `wc>1000`.
    Factiva,
    /// Lucene and what is built on it: OR between words, `+a -b`.
    Lucene,
}

/// A query of another language in our own.
pub fn translate(text: &str, dialect: Dialect) -> Result<String, QueryError> {
    if text.len() > super::MAX_QUERY_BYTES {
        let kind = ErrorKind::TooLong { limit: super::MAX_QUERY_BYTES };
        return Err(QueryError::new(Span::new(0, 0), kind, "split it into several queries"));
    }
    let tokens = tokens(text)?;
    match dialect {
        Dialect::Nexis => refuse_mixed(&tokens).and_then(|()| nexis::translate(&tokens)),
        Dialect::Factiva => refuse_mixed(&tokens).and_then(|()| factiva::translate(&tokens)),
        Dialect::Lucene => lucene::translate(&tokens),
    }
}

/// A piece of a query: a word with whatever clings to it, a phrase, or a bracket.
#[derive(Clone, Copy, Debug)]
struct Token<'t> {
    span: Span,
    text: &'t str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Phrase,
    Open,
    Close,
}

fn tokens(text: &str) -> Result<Vec<Token<'_>>, QueryError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut depth = 0usize;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        let (end, kind) = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '(' => (at + 1, Kind::Open),
            ')' => (at + 1, Kind::Close),
            _ => match phrase_at(text, at) {
                Some((_, after)) => (after, Kind::Phrase),
                None if c == '"' => {
                    let why = "this quotation mark is not closed";
                    return Err(refused(Span::new(at, at + 1), why, "close it, or leave it out"));
                }
                None => {
                    let is_end = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“' | '”');
                    let after =
                        c.len_utf8() + text[at + c.len_utf8()..].find(is_end).unwrap_or(text.len() - at - c.len_utf8());
                    (at + after, Kind::Word)
                }
            },
        };
        match kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            Kind::Word | Kind::Phrase => {}
        }
        if depth > super::MAX_NESTING {
            let kind = ErrorKind::TooDeep { limit: super::MAX_NESTING };
            return Err(QueryError::new(Span::new(start, end), kind, "use fewer brackets"));
        }
        tokens.push(Token { span: Span::new(start, end), text: &text[start..end], kind });
        at = end;
    }
    Ok(tokens)
}

/// OR binds more tightly there than AND and nearness, and less tightly here: without brackets a query that has both would
/// find something else.
fn refuse_mixed(tokens: &[Token<'_>]) -> Result<(), QueryError> {
    // Of each level of brackets, whether it has an OR, and whether another operator.
    let mut levels = vec![(false, false)];
    for token in tokens {
        let lower = token.text.to_ascii_lowercase();
        let is_near =
            ["w/", "pre/", "near/", "onear/", "near", "adj"].iter().any(|name| number_after(&lower, name).is_some());
        let is_other = is_near || matches!(lower.as_str(), "and" | "not" | "same" | "w/s" | "w/p");
        match token.kind {
            Kind::Open => levels.push((false, false)),
            Kind::Close if levels.len() > 1 => drop(levels.pop()),
            Kind::Word => {
                let Some((has_or, has_other)) = levels.last_mut() else { continue };
                *has_or |= lower == "or";
                *has_other |= is_other;
                if *has_or && *has_other && (lower == "or" || is_other) {
                    let why = "`or` beside another operator groups otherwise there than here";
                    return Err(refused(token.span, why, "put brackets around what belongs together: (a or b) and c"));
                }
            }
            Kind::Close | Kind::Phrase => {}
        }
    }
    Ok(())
}

/// That something has no equal here.
fn refused(span: Span, why: impl Into<String>, hint: &str) -> QueryError {
    QueryError::new(span, ErrorKind::NoEqual(why.into()), hint)
}

/// The number that ends an operator: `adj5`, `w/25`.
fn number_after<'t>(word: &'t str, prefix: &str) -> Option<&'t str> {
    let head = word.get(..prefix.len())?;
    let number = &word[prefix.len()..];
    let is_number = !number.is_empty() && number.len() < 6 && number.bytes().all(|byte| byte.is_ascii_digit());
    (head.eq_ignore_ascii_case(prefix) && is_number).then_some(number)
}

/// Clauses as they are translated; plain words in a row become a phrase.
#[derive(Default)]
struct Clauses {
    text: String,
    row: Vec<String>,
}

impl Clauses {
    fn word(&mut self, word: String) {
        self.row.push(word);
    }

    /// Ends a row of words.
    fn flush(&mut self) {
        let row = std::mem::take(&mut self.row);
        match row.as_slice() {
            [] => {}
            [word] => self.push(word),
            words => self.push(&format!("\"{}\"", words.join(" "))),
        }
    }

    /// Anything that is no plain word.
    fn put(&mut self, piece: &str) {
        self.flush();
        self.push(piece);
    }

    fn push(&mut self, piece: &str) {
        let is_glued = self.text.is_empty() || self.text.ends_with(['(', ':']) || piece.starts_with(')');
        if !is_glued {
            self.text.push(' ');
        }
        self.text.push_str(piece);
    }

    fn finish(mut self) -> String {
        self.flush();
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[track_caller]
    fn check(dialect: Dialect, pairs: &[(&str, &str)]) {
        for (text, expected) in pairs {
            let ours = translate(text, dialect).unwrap_or_else(|error| panic!("{}", error.render(text)));
            assert_eq!(ours, *expected, "{text}");
            let parsed = parse(&ours, jiff::civil::date(2025, 6, 1));
            assert!(parsed.is_ok(), "{}", parsed.unwrap_err().render(&ours));
        }
    }

    #[track_caller]
    fn check_refused(dialect: Dialect, cases: &[(&str, &str)]) {
        for (text, at) in cases {
            let error = translate(text, dialect).expect_err(text);
            assert_eq!(&text[error.span.start..error.span.end], *at, "{}", error.render(text));
            assert!(!error.hint.is_empty());
        }
    }

    #[test]
    fn nexis() {
        check(
            Dialect::Nexis,
            &[
                ("recycl! w/5 plastic", "recycl* W/5 plastic"),
                ("climate change and policy", "\"climate change\" AND policy"),
                ("wom*n pre/3 vote", "wom?n PRE/3 vote"),
                ("(putin or trump) and not oil", "(putin OR trump) AND NOT oil"),
                ("hlead(oil price)", "(HEADLINE(\"oil price\") OR LEAD(\"oil price\"))"),
                ("headline(oil) and date aft 1997", "HEADLINE(oil) AND date:>1997"),
                ("date bef 2001-05-03 and length > 1200", "date:<2001-05-03 AND words:>1200"),
                ("atleast5(war) and peace", "ATLEAST5(war) AND peace"),
                ("\"end this war\" not w/3 dog", "\"end this war\" NOT W/3 dog"),
                ("byline(smith) and publication(times)", "byline:(smith) AND source:(times)"),
            ],
        );
        check_refused(
            Dialect::Nexis,
            &[
                ("bank* w/5 run", "bank*"),
                ("putin or trump and oil", "and"),
                ("hlead(oil hlead(gas))", "hlead"),
                ("oil w/seg price", "w/seg"),
                ("nocaps(apple)", "nocaps"),
                ("company(apple)", "company"),
                ("date aft", "date"),
                ("oil \"price", "\""),
            ],
        );
    }

    #[test]
    fn factiva() {
        check(
            Dialect::Factiva,
            &[
                ("oil adj5 price", "oil PRE/5 price"),
                ("oil w/5 price", "oil PRE/5 price"),
                ("oil near5 price", "oil NEAR/5 price"),
                ("oil /N30/ price", "oil NEAR/30 price"),
                ("oil same price", "oil /p price"),
                ("hd=oil and wc>1000", "headline:oil AND words:>1000"),
                ("hd=(oil or gas) not la=en", "headline:(oil OR gas) NOT lang:en"),
                ("atleast5 war and recycl*", "ATLEAST5(war) AND recycl*"),
                ("crude oil", "\"crude oil\""),
                ("date after 20190302", "date:>2019-03-02"),
                ("date from 20190101 to 20191231", "date:2019-01-01..2019-12-31"),
            ],
        );
        check_refused(
            Dialect::Factiva,
            &[("ns=e21", "ns=e21"), ("oil$3", "oil$3"), ("oil/F30/", "oil/F30/"), ("atleast5", "atleast5")],
        );
    }

    #[test]
    fn lucene() {
        check(
            Dialect::Lucene,
            &[
                ("donald trump", "(donald OR trump)"),
                ("+putin -oil", "putin -oil"),
                ("putin oil -gas", "(putin OR oil) -gas"),
                ("a AND b", "a AND b"),
                ("a && !b", "a AND NOT b"),
                ("a || b", "a OR b"),
                ("title:oil", "headline:oil"),
                ("date:[2019 TO 2021]", "date:[2019 TO 2021]"),
                ("\"end war\"~3", "\"end war\"~3"),
                ("zelenski~", "zelenski~2"),
                ("(a b) AND c", "(a OR b) AND c"),
                ("_exists_:byline", "has:byline"),
            ],
        );
        check_refused(
            Dialect::Lucene,
            &[
                ("+putin oil", "oil"),
                ("oil^2", "oil^2"),
                ("/jo[ae]n/", "/jo[ae]n/"),
                ("date:{2019 TO 2021}", "date:{2019"),
                ("oil~0.8", "oil~0.8"),
            ],
        );
    }

    #[test]
    fn nothing_makes_it_panic() {
        for text in [
            "(",
            ")",
            "((a)",
            "\"",
            "and",
            "w/5",
            "hlead(",
            "date",
            "+",
            "-",
            "a ^",
            "é=ü",
            "/",
            "*",
            "!",
            "hd=",
            "atleast5(",
        ] {
            for dialect in [Dialect::Nexis, Dialect::Factiva, Dialect::Lucene] {
                let _ = translate(text, dialect);
            }
        }
        let deep = "(".repeat(100_000);
        let _ = translate(&deep, Dialect::Lucene);
    }
}
