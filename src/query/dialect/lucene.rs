//! Lucene: a blank between words is OR, `+a` must be there, `-b` must not.

use super::{Kind, Token, refused};
use crate::query::error::QueryError;

/// Deeper than this brackets are not followed: the parser refuses them anyway.
const MAX_DEPTH: usize = super::super::MAX_NESTING;

/// Fields that are ours by another name.
const FIELDS: [(&str, &str); 4] = [("body", ""), ("content", ""), ("text", ""), ("_exists_", "has:")];

/// A clause, whether it must be there, and where its first word stands.
struct Clause<'t> {
    text: String,
    demand: Demand,
    token: Token<'t>,
    /// The operator that joins it to the one before.
    joined: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Demand {
    May,
    Must,
    MustNot,
}

pub(super) fn translate(tokens: &[Token<'_>]) -> Result<String, QueryError> {
    let mut at = 0;
    let mut parts = Vec::new();
    while at < tokens.len() {
        parts.push(list(tokens, &mut at, 0)?);
        // A bracket that closes nothing is the parser's to refuse.
        if at < tokens.len() {
            parts.push(tokens[at].text.to_owned());
            at += 1;
        }
    }
    Ok(parts.join(" ").trim().to_owned())
}

/// The clauses up to a closing bracket or the end.
fn list(tokens: &[Token<'_>], at: &mut usize, depth: usize) -> Result<String, QueryError> {
    let mut clauses: Vec<Clause<'_>> = Vec::new();
    let mut joined = None;
    let mut demand = Demand::May;
    while let Some(token) = tokens.get(*at).copied() {
        if token.kind == Kind::Close {
            break;
        }
        *at += 1;
        if token.kind == Kind::Word {
            match token.text {
                "AND" | "&&" => {
                    joined = Some("AND");
                    continue;
                }
                "OR" | "||" => {
                    joined = Some("OR");
                    continue;
                }
                "NOT" | "!" | "-" => {
                    demand = Demand::MustNot;
                    continue;
                }
                "+" => {
                    demand = Demand::Must;
                    continue;
                }
                _ => {}
            }
        }
        let (own, mut text) = if token.kind == Kind::Open { (Demand::May, "(".to_owned()) } else { word(token)? };
        if own != Demand::May {
            demand = own;
        }
        // `field:(…)`, `+"…"`, `[a TO b]`: what is glued to a word belongs to it.
        while text.contains('[') && !text.contains(']') && *at < tokens.len() {
            text = format!("{text} {}", tokens[*at].text);
            *at += 1;
        }
        let is_open = token.kind == Kind::Open
            || (text.is_empty() || text.ends_with(':')) && tokens.get(*at).is_some_and(|next| next.kind == Kind::Open);
        if is_open {
            *at += usize::from(token.kind != Kind::Open);
            let head = text.trim_end_matches('(').to_owned();
            if depth >= MAX_DEPTH {
                return Err(refused(token.span, "the brackets are nested too deep", "use fewer"));
            }
            let inner = list(tokens, at, depth + 1)?;
            *at += usize::from(*at < tokens.len());
            let is_bracketed =
                inner.starts_with('(') && inner.ends_with(')') && !inner[1..inner.len() - 1].contains(['(', ')']);
            text = if is_bracketed { format!("{head}{inner}") } else { format!("{head}({inner})") };
        } else if (text.is_empty() || text.ends_with(':'))
            && let Some(next) = tokens.get(*at).filter(|next| next.kind == Kind::Phrase)
        {
            text.push_str(next.text);
            *at += 1;
        }
        if token.kind == Kind::Phrase
            && let Some(next) =
                tokens.get(*at).filter(|next| next.span.start == token.span.end && next.text.starts_with('~'))
        {
            text.push_str(next.text);
            *at += 1;
        }
        clauses.push(Clause { text, demand, token, joined: joined.take() });
        demand = Demand::May;
    }
    joined_up(clauses)
}

fn word(token: Token<'_>) -> Result<(Demand, String), QueryError> {
    let (demand, text) = match token.text.chars().next() {
        _ if token.kind == Kind::Phrase => (Demand::May, token.text),
        Some('+') => (Demand::Must, &token.text[1..]),
        Some('-' | '!') => (Demand::MustNot, &token.text[1..]),
        _ => (Demand::May, token.text),
    };
    if token.kind == Kind::Word {
        if text.contains('^') {
            return Err(refused(token.span, "words have no weights", "leave the ^ out"));
        }
        if text.starts_with('/') && text.len() > 1 {
            return Err(refused(token.span, "there are no regular expressions", "use * and ? in words"));
        }
        if text.contains(":{") {
            return Err(refused(token.span, "ranges have their ends", "use > and <, or [a TO b]"));
        }
        if let Some((_, similarity)) = text.rsplit_once('~')
            && similarity.contains('.')
        {
            return Err(refused(token.span, "likeness is counted in letters", "use ~1 or ~2"));
        }
    }
    let mut text = if token.kind == Kind::Word && text.ends_with('~') { format!("{text}2") } else { text.to_owned() };
    if let Some((field, value)) = text.split_once(':')
        && let Some((_, ours)) = FIELDS.iter().find(|(theirs, _)| *theirs == field)
    {
        text = format!("{ours}{value}");
    } else if let Some(value) = text.strip_prefix("title:") {
        text = format!("headline:{value}");
    }
    Ok((demand, text))
}

/// The clauses with our operators between them.
fn joined_up(clauses: Vec<Clause<'_>>) -> Result<String, QueryError> {
    let has_operators = clauses.iter().any(|clause| clause.joined.is_some());
    let shown = |clause: &Clause<'_>| match clause.demand {
        Demand::MustNot if has_operators => format!("NOT {}", clause.text),
        Demand::MustNot => format!("-{}", clause.text),
        _ => clause.text.clone(),
    };
    if has_operators {
        let mut text = String::new();
        for (n, clause) in clauses.iter().enumerate() {
            if n > 0 {
                let glue = if clause.demand == Demand::May { "OR" } else { "AND" };
                text.push_str(&format!(" {} ", clause.joined.unwrap_or(glue)));
            }
            text.push_str(&shown(clause));
        }
        return Ok(text);
    }
    let of = |demand| clauses.iter().filter(move |clause| clause.demand == demand);
    if let (Some(_), Some(optional)) = (of(Demand::Must).next(), of(Demand::May).next()) {
        let hint = "put + before it, or leave it out: beside words with + it finds nothing more";
        return Err(refused(optional.token.span, "a word that may be there or not only changes the order", hint));
    }
    let optional: Vec<String> = of(Demand::May).map(shown).collect();
    let mut parts: Vec<String> = of(Demand::Must).map(shown).collect();
    match optional.as_slice() {
        [] => {}
        [one] => parts.push(one.clone()),
        several => parts.push(format!("({})", several.join(" OR "))),
    }
    parts.extend(of(Demand::MustNot).map(shown));
    Ok(parts.join(" "))
}
