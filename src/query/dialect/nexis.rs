//! Nexis: words in a row are a phrase, `!` is any ending, `*` one letter, `W/n` either order.

use super::{Clauses, Kind, Token, number_after, refused};
use crate::article::Span;
use crate::query::error::QueryError;

/// Segments that are ours by another name.
const SEGMENTS: [(&str, &str); 9] = [
    ("headline", "headline:"),
    ("hl", "headline:"),
    ("byline", "byline:"),
    ("author", "byline:"),
    ("publication", "source:"),
    ("pub", "source:"),
    ("source", "source:"),
    ("section", "section:"),
    ("dateline", "dateline:"),
];

pub(super) fn translate(tokens: &[Token<'_>]) -> Result<String, QueryError> {
    let mut clauses = Clauses::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let glued_open = tokens.get(at + 1).filter(|next| next.kind == Kind::Open && next.span.start == token.span.end);
        at += match token.kind {
            Kind::Phrase => {
                clauses.put(&stars(token.text, token.span)?);
                1
            }
            Kind::Open | Kind::Close => {
                clauses.put(token.text);
                1
            }
            Kind::Word if glued_open.is_some() => segment(tokens, at, &mut clauses)?,
            Kind::Word => match compared(tokens, at)? {
                Some((clause, n)) => {
                    clauses.put(&clause);
                    n
                }
                None => {
                    word(token, &mut clauses)?;
                    1
                }
            },
        };
    }
    Ok(clauses.finish())
}

fn word(token: &Token<'_>, clauses: &mut Clauses) -> Result<(), QueryError> {
    let lower = token.text.to_ascii_lowercase();
    let distance = |prefix: &str| number_after(&lower, prefix);
    let operator = match lower.as_str() {
        "and" | "or" | "not" => Some(lower.to_ascii_uppercase()),
        "w/s" => Some("/s".to_owned()),
        "w/p" => Some("/p".to_owned()),
        "w/seg" | "w/sent" | "not w/seg" => {
            return Err(refused(token.span, "segments are not searched as wholes", "use w/p, or a number of words"));
        }
        _ => distance("w/")
            .map(|n| format!("W/{n}"))
            .or_else(|| distance("near/").map(|n| format!("NEAR/{n}")))
            .or_else(|| distance("pre/").or(distance("onear/")).map(|n| format!("PRE/{n}"))),
    };
    match operator {
        Some(operator) => clauses.put(&operator),
        None => clauses.word(stars(token.text, token.span)?),
    }
    Ok(())
}

/// `recycl!` → `recycl*`, `wom*n` → `wom?n`.
fn stars(word: &str, span: Span) -> Result<String, QueryError> {
    if word.split([' ', '"', '”']).any(|word| word.ends_with('*') && word.len() > 1) {
        let hint = "write both words with or, or `!` for any ending";
        return Err(refused(span, "a star at the end stands for one letter or none", hint));
    }
    Ok(word.replace('*', "?").replace('!', "*"))
}

/// `date aft 1997`, `length > 1200`: the clause, and how many words it was.
fn compared(tokens: &[Token<'_>], at: usize) -> Result<Option<(String, usize)>, QueryError> {
    let token = &tokens[at];
    let name = token.text.to_ascii_lowercase();
    let field = match name.as_str() {
        "date" => "date",
        "length" => "words",
        _ => return Ok(None),
    };
    let word = |n: usize| tokens.get(at + n).filter(|token| token.kind == Kind::Word).map(|token| token.text);
    let sign = match word(1).map(str::to_ascii_lowercase).as_deref() {
        Some("aft" | "after" | ">") => ">",
        Some("bef" | "before" | "<") => "<",
        Some("geq" | ">=") => ">=",
        Some("leq" | "<=") => "<=",
        Some("is" | "=") => "",
        // The word itself, and not the operator.
        Some(_) if field == "words" => return Ok(None),
        _ if word(1).is_some() && !word(1).is_some_and(|next| next.eq_ignore_ascii_case("aft")) => return Ok(None),
        _ => return Err(refused(token.span, "a date is compared with aft, bef or is", "date aft 1997")),
    };
    let Some(value) = word(2) else {
        return Err(refused(token.span, format!("nothing follows `{name}`"), "date aft 1997, length > 1200"));
    };
    let value = value.replace('/', "-");
    Ok(Some((format!("{field}:{sign}{value}"), 3)))
}

/// `hlead(x)`: how many tokens it was.
fn segment(tokens: &[Token<'_>], at: usize, clauses: &mut Clauses) -> Result<usize, QueryError> {
    let token = &tokens[at];
    let name = token.text.to_ascii_lowercase();
    let end = closing(tokens, at + 1).unwrap_or(tokens.len());
    let inner = || translate(tokens.get(at + 2..end).unwrap_or_default());
    let clause = match name.as_str() {
        "and" | "or" | "not" => {
            clauses.put(&name.to_ascii_uppercase());
            return Ok(1);
        }
        "hlead" => {
            // What is told twice is told twice again inside, and so on.
            let inside = tokens.get(at + 2..end).unwrap_or_default();
            if let Some(nested) = inside.iter().find(|token| token.text.eq_ignore_ascii_case("hlead")) {
                return Err(refused(nested.span, "hlead() stands inside hlead()", "leave the inner one out"));
            }
            let inner = inner()?;
            format!("(HEADLINE({inner}) OR LEAD({inner}))")
        }
        "lead" => format!("LEAD({})", inner()?),
        "body" | "text" => format!("({})", inner()?),
        "headline" | "hl" => format!("HEADLINE({})", inner()?),
        "caps" => format!("CAPS({})", inner()?),
        "allcaps" => format!("ALLCAPS({})", inner()?),
        "nocaps" | "plural" | "singular" => {
            return Err(refused(
                token.span,
                format!("there is no {name}()"),
                "leave it out; caps() and allcaps() are there",
            ));
        }
        _ => match (number_after(&name, "atleast"), SEGMENTS.iter().find(|(segment, _)| *segment == name)) {
            (Some(n), _) => format!("ATLEAST{n}({})", inner()?),
            (None, Some((_, field))) => format!("{field}({})", inner()?),
            (None, None) if number_after(&name, "w/").is_some() || number_after(&name, "pre/").is_some() => {
                word(token, clauses)?;
                return Ok(1);
            }
            (None, None) => {
                let hint =
                    "headline, hlead, lead, byline, publication, section, dateline, body, caps, allcaps, atleastN";
                return Err(refused(token.span, format!("there is no segment `{name}`"), hint));
            }
        },
    };
    clauses.put(&clause);
    Ok((end + 1).min(tokens.len()) - at)
}

/// The bracket that closes the one at `open`.
pub(super) fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (n, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(n);
                }
            }
            _ => {}
        }
    }
    None
}
