//! `said SPEAKER about QUERY`: a query whose words are looked for in what one speaker said.
//!
//! `moon date:1962` about Kennedy → `quote{speaker:Kennedy said:moon} date:1962`. What is said of the article (its date,
//! its place) stays the article's; words, and clauses about a quote that name no speaker, are asked of the speaker's own.

use super::ast::{Expr, Node, Query};
use super::error::QueryError;
use super::field::Field;
use super::flags::{Flag, FlagKind};
use crate::article::Span;
use jiff::civil;

/// The flags of [`said_by`], for [`compose`](super::compose): spans of its errors index what is composed of these.
pub fn flags_of_speaker(speaker: &str, flags: &[Flag]) -> Vec<Flag> {
    let speaker = Flag { kind: FlagKind::Field(Field::Speaker), value: speaker.to_owned() };
    std::iter::once(speaker).chain(flags.iter().cloned()).collect()
}

/// The quotes of a speaker that `about`, which may be blank, and the flags ask for.
pub fn said_by(speaker: &str, about: &str, flags: &[Flag], today: civil::Date) -> Result<Query, QueryError> {
    let mut query = super::parse_with_flags(about, &flags_of_speaker(speaker, flags), today)?;
    let span = query.root.span;
    let factors = match std::mem::replace(&mut query.root.value, Expr::All) {
        Expr::And(factors) => factors,
        other => vec![Node::new(span, other)],
    };
    let (mut said, mut others, mut group) = (Vec::new(), Vec::new(), Vec::new());
    for factor in factors {
        let is_typed = query.typed.contains(factor.span);
        match factor.value {
            Expr::Quote(inner) if !is_typed && group.is_empty() => group = list(*inner),
            Expr::Quote(inner) if is_typed && !names_speaker(&inner) => said.extend(list(*inner)),
            Expr::All if is_typed => {}
            value => {
                let node = Node::new(factor.span, value);
                if is_typed && is_text(&node) { said.push(in_quote(node)) } else { others.push(node) }
            }
        }
    }
    group.append(&mut said);
    let quote = Node::new(span, Expr::Quote(Box::new(all_of(group, span))));
    others.insert(0, quote);
    query.root = all_of(others, span);
    Ok(query)
}

fn list(node: Node) -> Vec<Node> {
    match node.value {
        Expr::And(factors) => factors,
        value => vec![Node::new(node.span, value)],
    }
}

fn all_of(mut nodes: Vec<Node>, span: Span) -> Node {
    if nodes.len() == 1 { nodes.swap_remove(0) } else { Node::new(span, Expr::And(nodes)) }
}

/// Whether a clause is of words alone.
fn is_text(node: &Node) -> bool {
    match &node.value {
        Expr::Text(_) | Expr::AtLeast { .. } => true,
        Expr::And(nodes) | Expr::Or(nodes) => nodes.iter().all(is_text),
        Expr::Not(inner) => is_text(inner),
        _ => false,
    }
}

fn names_speaker(node: &Node) -> bool {
    match &node.value {
        Expr::Field(field, _) => *field == Field::Speaker,
        Expr::And(nodes) | Expr::Or(nodes) => nodes.iter().any(names_speaker),
        Expr::Not(inner) => names_speaker(inner),
        _ => false,
    }
}

fn in_quote(node: Node) -> Node {
    let span = node.span;
    match node.value {
        // `-mars` is "a quote without it", not "no quote has it".
        Expr::Not(inner) => Node::new(span, Expr::Not(Box::new(in_quote(*inner)))),
        value => Node::new(span, Expr::Field(Field::Said, Box::new(Node::new(span, value)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_for_in_the_speakers_own_quotes() {
        let today = jiff::civil::date(2025, 6, 1);
        for (speaker, about, expected) in [
            ("Kennedy", "", "quote{speaker:Kennedy}"),
            ("John F. Kennedy", "moon", "quote{speaker:\"John F. Kennedy\" said:moon}"),
            ("A", "\"end this war\" -peace", "quote{speaker:A said:\"end this war\" -said:peace}"),
            ("A", "oil OR gas", "quote{speaker:A said:(oil OR gas)}"),
            ("A", "moon date:1962 cue:denied", "quote{speaker:A cue:denied said:moon} date:1962"),
            ("A", "speaker:B", "quote{speaker:A} quote{speaker:B}"),
        ] {
            let query = said_by(speaker, about, &[], today).unwrap();
            let said = query.to_string();
            // The order of the clauses says nothing.
            let sorted = |text: &str| {
                let mut letters: Vec<_> = text.split([' ', '{', '}']).collect();
                letters.sort_unstable();
                letters.join(" ")
            };
            assert_eq!(sorted(&said), sorted(expected), "{said}");
        }
    }

    #[test]
    fn flags_restrict_the_same_quotes() {
        let flags = [Flag { kind: FlagKind::Field(Field::Cue), value: "denied".to_owned() }];
        let query = said_by("A", "x", &flags, jiff::civil::date(2025, 6, 1)).unwrap();
        assert_eq!(query.to_string(), "quote{speaker:A cue:denied said:x}");
    }
}
