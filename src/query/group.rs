//! Which quote clauses must hold of one and the same quote.
//!
//! `speaker:A said:x speaker:B` → `quote{speaker:A said:x} quote{speaker:B}`. Within one AND-list a positive clause
//! with a speaker opens a group; the other quote clauses join the nearest opener before them, else the first; with
//! no opener they form one group. A negated clause is about the article ("no quote matches") and joins nothing.
//! Parentheses open an AND-list of their own; an `OR` of quote clauses in them is one clause.

use super::ast::{Expr, Node};
use super::field::Field;
use crate::article::Span;

/// The tree with every quote clause inside a `quote{}`, and AND and OR flattened.
pub(super) fn bind(node: Node) -> Node {
    match node.value {
        Expr::And(factors) => bind_list(factors),
        Expr::Field(..) => bind_list(vec![node]),
        _ => bind_other(node),
    }
}

/// The factors of one AND-list as one node.
pub(super) fn bind_list(factors: Vec<Node>) -> Node {
    let span = around(&factors);
    let mut groups = Groups::default();
    let openers: Vec<bool> = factors.iter().map(|factor| is_quote_factor(factor) && holds_speaker(factor)).collect();
    let first_opener = openers.iter().position(|opens| *opens);
    // A clause before every opener joins the first.
    let mut group = first_opener.unwrap_or(0);
    for (number, factor) in factors.into_iter().enumerate() {
        if openers[number] {
            group = number;
        }
        if is_quote_factor(&factor) { groups.join(group, factor) } else { groups.push(bind_other(factor)) }
    }
    all_of(groups.finish(), span)
}

/// What an AND-list becomes: nodes in the order of their first factor.
#[derive(Default)]
struct Groups {
    parts: Vec<Part>,
}

enum Part {
    Other(Node),
    /// The factors of the group that factor `number` opened.
    Group(usize, Vec<Node>),
}

impl Groups {
    fn push(&mut self, node: Node) {
        self.parts.push(Part::Other(node));
    }

    fn join(&mut self, number: usize, factor: Node) {
        // The group of a factor is the last one, or the first while no opener has come.
        let open = self.parts.iter_mut().rev().find_map(|part| match part {
            Part::Group(known, members) => Some((*known, members)),
            Part::Other(_) => None,
        });
        match open {
            Some((known, members)) if known == number => members.push(factor),
            _ => self.parts.push(Part::Group(number, vec![factor])),
        }
    }

    fn finish(self) -> Vec<Node> {
        self.parts
            .into_iter()
            .map(|part| match part {
                Part::Other(node) => node,
                Part::Group(_, members) => quote(members),
            })
            .collect()
    }
}

fn quote(members: Vec<Node>) -> Node {
    let span = around(&members);
    let inner = all_of(members.into_iter().map(flatten).collect(), span);
    Node::new(span, Expr::Quote(Box::new(inner)))
}

/// Anything that is not a positive quote clause; lists within it bind for themselves.
fn bind_other(node: Node) -> Node {
    let span = node.span;
    match node.value {
        Expr::And(factors) => bind_list(factors),
        Expr::Or(alternatives) => any_of(alternatives.into_iter().map(bind).collect(), span),
        Expr::Not(inner) => Node::new(span, Expr::Not(Box::new(bind(*inner)))),
        Expr::Quote(inner) => Node::new(span, Expr::Quote(Box::new(flatten(*inner)))),
        other => Node::new(span, other),
    }
}

/// Whether a factor can be asked of one quote: a quote field, or an OR of such factors.
fn is_quote_factor(node: &Node) -> bool {
    match &node.value {
        Expr::Field(field, _) => field.is_of_quote(),
        Expr::Or(alternatives) => alternatives.iter().all(is_quote_alternative),
        _ => false,
    }
}

/// Whether one side of an OR can be asked of one quote: an AND-list of its own that forms one group.
fn is_quote_alternative(node: &Node) -> bool {
    match &node.value {
        Expr::And(factors) => {
            factors.iter().all(is_quote_factor) && factors.iter().filter(|factor| holds_speaker(factor)).count() <= 1
        }
        _ => is_quote_factor(node),
    }
}

fn holds_speaker(node: &Node) -> bool {
    match &node.value {
        Expr::Field(field, _) => *field == Field::Speaker,
        Expr::And(nodes) | Expr::Or(nodes) => nodes.iter().any(holds_speaker),
        _ => false,
    }
}

/// The tree without AND directly inside AND, OR directly inside OR, or either around one.
fn flatten(node: Node) -> Node {
    let span = node.span;
    match node.value {
        Expr::And(factors) => all_of(factors.into_iter().map(flatten).collect(), span),
        Expr::Or(alternatives) => any_of(alternatives.into_iter().map(flatten).collect(), span),
        Expr::Not(inner) => Node::new(span, Expr::Not(Box::new(flatten(*inner)))),
        other => Node::new(span, other),
    }
}

/// `minimum` (a confidence) asked of every positive group that asks for none itself; of a group of its own where
/// there is no other.
pub(super) fn with_minimum(node: Node, minimum: Node) -> Node {
    if !holds_quote(&node) {
        let span = Span::new(node.span.start.min(minimum.span.start), node.span.end.max(minimum.span.end));
        return all_of(vec![node, quote(vec![minimum])], span);
    }
    add_minimum(node, &minimum)
}

fn add_minimum(node: Node, minimum: &Node) -> Node {
    let span = node.span;
    let each = |nodes: Vec<Node>| nodes.into_iter().map(|node| add_minimum(node, minimum)).collect();
    let value = match node.value {
        Expr::And(nodes) => Expr::And(each(nodes)),
        Expr::Or(nodes) => Expr::Or(each(nodes)),
        Expr::Quote(inner) if !holds_confidence(&inner) => {
            Expr::Quote(Box::new(all_of(vec![*inner, minimum.clone()], span)))
        }
        other => other,
    };
    Node::new(span, value)
}

/// Whether there is a positive quote group in a bound tree.
pub(super) fn holds_quote(node: &Node) -> bool {
    match &node.value {
        Expr::Quote(_) => true,
        Expr::And(nodes) | Expr::Or(nodes) => nodes.iter().any(holds_quote),
        _ => false,
    }
}

fn holds_confidence(node: &Node) -> bool {
    match &node.value {
        Expr::Field(field, _) => *field == Field::Confidence,
        Expr::And(nodes) | Expr::Or(nodes) => nodes.iter().any(holds_confidence),
        Expr::Not(inner) => holds_confidence(inner),
        _ => false,
    }
}

pub(super) fn all_of(nodes: Vec<Node>, span: Span) -> Node {
    join(nodes, span, Expr::And, |value| match value {
        Expr::And(inner) => Ok(inner),
        other => Err(other),
    })
}

fn any_of(nodes: Vec<Node>, span: Span) -> Node {
    join(nodes, span, Expr::Or, |value| match value {
        Expr::Or(inner) => Ok(inner),
        other => Err(other),
    })
}

/// One node of all, those of its own kind dissolved; a single one stays itself.
fn join(
    nodes: Vec<Node>,
    span: Span,
    make: fn(Vec<Node>) -> Expr,
    dissolve: fn(Expr) -> Result<Vec<Node>, Expr>,
) -> Node {
    let mut flat = Vec::with_capacity(nodes.len());
    for node in nodes {
        match dissolve(node.value) {
            Ok(inner) => flat.extend(inner),
            Err(value) => flat.push(Node::new(node.span, value)),
        }
    }
    match flat.len() {
        1 => flat.swap_remove(0),
        _ => Node::new(span, make(flat)),
    }
}

fn around(nodes: &[Node]) -> Span {
    let start = nodes.iter().map(|node| node.span.start).min().unwrap_or(0);
    let end = nodes.iter().map(|node| node.span.end).max().unwrap_or(start);
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use crate::query::tests::{parsed, printed};

    fn check(query: &str, expected: &str) {
        assert_eq!(printed(query), expected, "{query}");
        assert_eq!(printed(expected), expected, "binding once more changes {query}");
    }

    #[test]
    fn a_speaker_opens_a_group_and_the_rest_joins_the_nearest_before() {
        check("speaker:A", "quote{speaker:A}");
        check("speaker:A said:x", "quote{speaker:A said:x}");
        check("speaker:A said:x said:y", "quote{speaker:A said:x said:y}");
        check("speaker:A speaker:B", "quote{speaker:A} quote{speaker:B}");
        check("speaker:A said:x speaker:B said:y cue:z", "quote{speaker:A said:x} quote{speaker:B said:y cue:z}");
        check("speaker:A AND said:x AND speaker:B", "quote{speaker:A said:x} quote{speaker:B}");
        check("speaker:A kind:direct confidence:>=0.8", "quote{speaker:A kind:direct confidence:>=0.8}");
    }

    #[test]
    fn a_clause_before_every_opener_joins_the_first() {
        check("said:x speaker:A", "quote{said:x speaker:A}");
        check("said:x speaker:A speaker:B", "quote{said:x speaker:A} quote{speaker:B}");
        check("said:x cue:y speaker:A said:z speaker:B", "quote{said:x cue:y speaker:A said:z} quote{speaker:B}");
    }

    #[test]
    fn with_no_opener_all_form_one_group() {
        check("said:x", "quote{said:x}");
        check("said:x said:y cue:z", "quote{said:x said:y cue:z}");
        check("confidence:>=0.5", "quote{confidence:>=0.5}");
    }

    #[test]
    fn clauses_about_the_article_stand_between_without_breaking_a_group() {
        check("war speaker:A date:2019 said:x peace", "war quote{speaker:A said:x} date:2019 peace");
        check("said:x headline:h speaker:A", "quote{said:x speaker:A} headline:h");
    }

    #[test]
    fn a_negated_clause_is_about_the_article_and_joins_nothing() {
        check("-speaker:A", "-quote{speaker:A}");
        check("speaker:A -said:x", "quote{speaker:A} -quote{said:x}");
        check("speaker:A NOT speaker:B said:x", "quote{speaker:A said:x} -quote{speaker:B}");
        check("said:x -speaker:A", "quote{said:x} -quote{speaker:A}");
        check("mentions:A -speaker:A", "mentions:A -quote{speaker:A}");
        check("-(speaker:A said:x)", "-quote{speaker:A said:x}");
        check("-(speaker:A speaker:B)", "-(quote{speaker:A} quote{speaker:B})");
    }

    #[test]
    fn quote_braces_are_taken_as_they_stand() {
        check("quote{speaker:A said:x}", "quote{speaker:A said:x}");
        check("-quote{speaker:A said:x}", "-quote{speaker:A said:x}");
        check("quote{speaker:A -said:x}", "quote{speaker:A -said:x}");
        check("quote{speaker:A speaker:B}", "quote{speaker:A speaker:B}");
        check("quote{speaker:A} said:x", "quote{speaker:A} quote{said:x}");
        check("quote{*}", "quote{*}");
        check("quote{speaker:A (said:x OR said:y)}", "quote{speaker:A (said:x OR said:y)}");
        check("quote{(speaker:A (said:x))}", "quote{speaker:A said:x}");
    }

    #[test]
    fn parentheses_open_a_list_of_their_own() {
        check("(speaker:A said:x) (speaker:B said:y)", "quote{speaker:A said:x} quote{speaker:B said:y}");
        check("speaker:A (said:x)", "quote{speaker:A} quote{said:x}");
        check("speaker:A ((said:x))", "quote{speaker:A} quote{said:x}");
        check("speaker:A (said:x said:y)", "quote{speaker:A} quote{said:x said:y}");
        check("(speaker:A speaker:B) said:x", "quote{speaker:A} quote{speaker:B} quote{said:x}");
        check("(speaker:A war) said:x", "quote{speaker:A} war quote{said:x}");
        check("(speaker:A)", "quote{speaker:A}");
    }

    #[test]
    fn each_side_of_an_or_is_a_list_of_its_own() {
        check("speaker:A OR speaker:B", "quote{speaker:A} OR quote{speaker:B}");
        check("speaker:A said:x OR speaker:B said:y", "quote{speaker:A said:x} OR quote{speaker:B said:y}");
        check("said:x speaker:A OR war", "quote{said:x speaker:A} OR war");
    }

    #[test]
    fn an_or_of_quote_clauses_is_one_clause() {
        check("(speaker:A OR speaker:B) said:x", "quote{(speaker:A OR speaker:B) said:x}");
        check("speaker:(A OR B) said:x", "quote{speaker:(A OR B) said:x}");
        check("speaker:A (said:x OR said:y)", "quote{speaker:A (said:x OR said:y)}");
        check("speaker:A (said:x OR cue:y said:z)", "quote{speaker:A (said:x OR cue:y said:z)}");
        check("(speaker:A said:x OR speaker:B said:y) cue:z", "quote{(speaker:A said:x OR speaker:B said:y) cue:z}");
        check("(speaker:A OR (speaker:B OR speaker:C)) said:x", "quote{(speaker:A OR speaker:B OR speaker:C) said:x}");
    }

    #[test]
    fn an_or_that_cannot_be_asked_of_one_quote_stays_about_the_article() {
        check("(speaker:A OR war) said:x", "(quote{speaker:A} OR war) quote{said:x}");
        check("speaker:A (said:x OR -said:y)", "quote{speaker:A} (quote{said:x} OR -quote{said:y})");
        check(
            "(speaker:A speaker:B OR speaker:C) said:x",
            "(quote{speaker:A} quote{speaker:B} OR quote{speaker:C}) quote{said:x}",
        );
    }

    #[test]
    fn only_positive_groups_are_results() {
        let groups =
            |query: &str| parsed(query).quote_groups().iter().map(|group| group.to_string()).collect::<Vec<_>>();
        assert_eq!(groups("speaker:A war speaker:B -speaker:C"), ["quote{speaker:A}", "quote{speaker:B}"]);
        assert_eq!(groups("war OR said:x"), ["quote{said:x}"]);
        assert_eq!(groups("-(speaker:A)"), [""; 0]);
    }
}
