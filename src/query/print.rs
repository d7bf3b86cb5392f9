//! A tree as query text, in one canonical form: `parse(print(tree)) == tree`.
//!
//! What `--explain` shows and summaries record. Dates are absolute, so that the text means the same tomorrow.

use super::ast::*;
use super::date;
use super::lexer::{closers, field_name, is_blank, operator};
use crate::article::Span;
use std::fmt::{self, Display, Formatter};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&node(self, Tightness::Or))
    }
}

impl Display for Interval {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&interval(self, Tightness::Or))
    }
}

impl Display for DateValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            DateValue::None => f.write_str("none"),
            DateValue::Overlaps(range) => f.write_str(&date::print(*range)),
            DateValue::Within(range) => write!(f, "={}", date::print(*range)),
        }
    }
}

/// How tightly the place holds what is printed there; whatever binds less gets parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Or,
    And,
    Not,
    Near,
    Atom,
}

fn wrapped(text: String, own: Tightness, needed: Tightness) -> String {
    if own < needed { format!("({text})") } else { text }
}

fn node(node: &Node, needed: Tightness) -> String {
    match &node.value {
        Expr::Or(nodes) => wrapped(joined(nodes, " OR ", Tightness::And), Tightness::Or, needed),
        // A list within a list keeps its parentheses, also where it holds one.
        Expr::And(nodes) if nodes.len() == 1 => format!("({})", joined(nodes, "", Tightness::Or)),
        Expr::And(nodes) => wrapped(joined(nodes, " ", Tightness::Not), Tightness::And, needed),
        Expr::Not(inner) => wrapped(format!("-{}", self::node(inner, Tightness::Near)), Tightness::Not, needed),
        Expr::Quote(inner) => format!("quote{{{}}}", self::node(inner, Tightness::Or)),
        Expr::Field(field, value) => format!("{}:{}", field.name(), value_of(value)),
        other => leaf(other, needed),
    }
}

fn joined(nodes: &[Node], between: &str, needed: Tightness) -> String {
    nodes.iter().map(|inner| node(inner, needed)).collect::<Vec<_>>().join(between)
}

fn value_of(value: &Node) -> String {
    match &value.value {
        Expr::And(_) | Expr::Or(_) | Expr::Not(_) | Expr::Lead(_) | Expr::AtLeast { .. } => grouped(value),
        Expr::Text(Interval::Near(_) | Interval::Any(_)) => grouped(value),
        Expr::Text(Interval::Term { case, .. } | Interval::Phrase { case, .. }) if *case != Case::Any => grouped(value),
        // Directly after the field's colon a path may hold colons of its own.
        Expr::Path(path) => {
            let text = pattern(path, is_special);
            if text.starts_with(['-', '<', '>', '≥', '≤']) { format!("\\{text}") } else { text }
        }
        _ => node(value, Tightness::Atom),
    }
}

fn grouped(value: &Node) -> String {
    format!("({})", node(value, Tightness::Or))
}

fn leaf(expr: &Expr, needed: Tightness) -> String {
    match expr {
        Expr::All => "*".to_owned(),
        Expr::Lead(inner) => format!("LEAD({})", node(inner, Tightness::Or)),
        Expr::AtLeast { count, interval: what } => format!("ATLEAST{count}({})", interval(&what.value, Tightness::Or)),
        Expr::Text(what) => interval(what, needed),
        Expr::Place(term) => place(term),
        Expr::Near(near) => {
            let unit = match near.distance.unit {
                DistanceUnit::Kilometres => "km",
                DistanceUnit::Miles => "mi",
            };
            format!("{}~{}{unit}", quoted_name(&near.place), near.distance.amount)
        }
        Expr::Date(value) => value.to_string(),
        Expr::Number(range) => number(range),
        Expr::Keyword(word) => word.clone(),
        Expr::Path(path) => first_escaped(pattern(path, is_special)),
        // The kinds with parts are printed where their parts are.
        Expr::And(_) | Expr::Or(_) | Expr::Not(_) | Expr::Quote(_) | Expr::Field(..) => String::new(),
    }
}

fn interval(what: &Interval, needed: Tightness) -> String {
    match what {
        Interval::Term { term: one, case } => cased(term(one), *case),
        Interval::Phrase { phrase: words, case } => cased(phrase(words), *case),
        Interval::Any(any) => {
            let all: Vec<_> = any.iter().map(|one| interval(&one.value, Tightness::And)).collect();
            wrapped(all.join(" OR "), Tightness::Or, needed)
        }
        Interval::Near(near) => {
            let is_negated = matches!(&near.left.value, Interval::Near(left) if left.negated);
            // Left-associative, but nothing may follow NOT NEAR.
            let left = interval(&near.left.value, if is_negated { Tightness::Atom } else { Tightness::Near });
            let right = interval(&near.right.value, Tightness::Atom);
            let not = if near.negated { "NOT " } else { "" };
            wrapped(format!("{left} {not}{} {right}", nearness(near.operator)), Tightness::Near, needed)
        }
    }
}

/// A proximity operator.
pub(super) fn nearness(nearness: Nearness) -> String {
    match nearness {
        Nearness::Within(n) => format!("NEAR/{n}"),
        Nearness::Before(n) => format!("PRE/{n}"),
        Nearness::Sentence => "/s".to_owned(),
        Nearness::Paragraph => "/p".to_owned(),
    }
}

fn cased(text: String, case: Case) -> String {
    match case {
        Case::Any => text,
        Case::Capitalised => format!("CAPS({text})"),
        Case::AllCapitals => format!("ALLCAPS({text})"),
    }
}

fn term(term: &Term) -> String {
    match term {
        Term::Word(text) => word(text),
        Term::Exact(text) => format!("={}", escaped(text, |_, c| is_special(c))),
        Term::Wild(pattern) => first_escaped(self::pattern(pattern, is_special)),
        Term::Fuzzy { word: text, distance } => format!("{}~{distance}", word(text)),
    }
}

fn phrase(phrase: &Phrase) -> String {
    let slots: Vec<_> = phrase.slots.iter().map(|slot| self::slot(&slot.value)).collect();
    let slop = if phrase.slop == 0 { String::new() } else { format!("~{}", phrase.slop) };
    format!("\"{}\"{slop}", slots.join(" "))
}

fn slot(slot: &Slot) -> String {
    match slot {
        Slot::AnyWord => "*".to_owned(),
        Slot::Term(term) => phrase_term(term),
        Slot::OneOf(terms) => {
            let terms: Vec<_> = terms.iter().map(|term| phrase_term(&term.value)).collect();
            format!("({})", terms.join("|"))
        }
    }
}

fn phrase_term(term: &Term) -> String {
    match term {
        Term::Word(text) | Term::Exact(text) => escaped_word(text, is_special_in_phrase),
        Term::Wild(pattern) => self::pattern(pattern, is_special_in_phrase),
        Term::Fuzzy { word, distance } => format!("{}~{distance}", escaped(word, |_, c| is_special_in_phrase(c))),
    }
}

fn place(term: &Term) -> String {
    match term {
        Term::Word(name) => quoted_name(name),
        Term::Exact(name) => format!("={}", quoted_name(name)),
        Term::Wild(pattern) if pattern.0.iter().any(has_blank) => {
            format!("\"{}\"", self::pattern(pattern, |c| c != ' ' && is_special_in_phrase(c)))
        }
        other => self::term(other),
    }
}

fn has_blank(piece: &PatternPiece) -> bool {
    matches!(piece, PatternPiece::Literal(text) if text.contains(' '))
}

/// A name as one word, or in quotation marks.
fn quoted_name(name: &str) -> String {
    if name.contains(is_blank) {
        format!("\"{}\"", escaped(name, |_, c| c != ' ' && is_special_in_phrase(c)))
    } else {
        word(name)
    }
}

fn pattern(pattern: &Pattern, is_special: fn(char) -> bool) -> String {
    let piece = |piece: &PatternPiece| match piece {
        PatternPiece::Literal(text) => escaped(text, |_, c| is_special(c)),
        PatternPiece::AnyChars => "*".to_owned(),
        PatternPiece::AnyChar => "?".to_owned(),
    };
    pattern.0.iter().map(piece).collect()
}

fn number(range: &NumberRange) -> String {
    let comparison =
        |bound: Bound, strict: &str| format!("{strict}{}{}", if bound.inclusive { "=" } else { "" }, bound.value);
    match (range.min, range.max) {
        (Some(min), Some(max)) if min.value == max.value => format!("={}", min.value),
        (Some(min), Some(max)) => format!("{}..{}", min.value, max.value),
        (Some(min), None) => comparison(min, ">"),
        (None, Some(max)) => comparison(max, "<"),
        (None, None) => "*".to_owned(),
    }
}

/// A word outside a phrase, safe from being read as anything else.
fn word(text: &str) -> String {
    first_escaped(escaped_word(text, is_special))
}

/// The text of a word; a question mark at its end needs no backslash.
fn escaped_word(text: &str, is_special: fn(char) -> bool) -> String {
    let reach = text.rfind(|c: char| c.is_alphanumeric() || c == '*').unwrap_or(0);
    escaped(text, |at, c| is_special(c) && !(c == '?' && (at > reach || text.contains("://"))))
}

/// `text` with a backslash where its first character would give it another meaning.
fn first_escaped(text: String) -> String {
    let is_operator = operator(&text, Span::new(0, text.len())).is_some();
    let is_field = field_name(&text).is_some();
    let starts_specially = text.starts_with(['=', '<', '>', '≥', '≤', '-', '!', '+', '/', '&']);
    if is_operator || is_field || starts_specially { format!("\\{text}") } else { text }
}

fn escaped(text: &str, is_special: impl Fn(usize, char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if is_special(at, c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn is_special(c: char) -> bool {
    matches!(c, '\\' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '*' | '?' | '~' | '^')
        || is_blank(c)
        || closers(c).is_some()
}

fn is_special_in_phrase(c: char) -> bool {
    matches!(c, '\\' | '(' | ')' | '|' | '*' | '?' | '~') || is_blank(c) || closers(c).is_some()
}
