//! What a query is compiled to: its own tree, with a tantivy query at every leaf.
//!
//! The tree outlives the compilation, because more than hits is asked of it: how many each clause finds by itself, which
//! clause emptied the result, and which words of a text satisfied it.

use super::any_term::{ScoredTermsQuery, Wanted};
use super::exclude::ExcludeQuery;
use super::interval::{Extent, Node, Pattern, Restriction, TextField};
use super::join::{KindQuery, ScoreMode, ToParentQuery};
use super::led::LedQuery;
use crate::article::Span;
use crate::index::schema::Kind;
use std::sync::Arc;
use tantivy::query::{BooleanQuery, ConstScoreQuery, EmptyQuery, Query};
use tantivy::schema::Field;

/// A boolean, a quote group or a leaf, and where it stands in the query text.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) span: Span,
    /// In canonical form.
    pub(crate) text: String,
    pub(crate) shape: Shape,
}

#[derive(Debug)]
pub(crate) enum Shape {
    /// Every document of the kind that the place is about.
    All,
    Leaf(Box<Leaf>),
    And(Vec<Plan>),
    Or(Vec<Plan>),
    Not(Box<Plan>),
    /// The articles with a quote that matches.
    Quote(Box<Plan>),
}

/// A clause that is asked of documents of one kind.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) query: Box<dyn Query>,
    /// Where words are highlighted on its account.
    pub(crate) marks: Vec<TextMatch>,
    pub(crate) role: Role,
}

/// A pattern in a field.
#[derive(Clone, Debug)]
pub(crate) struct TextMatch {
    pub(crate) field: TextField,
    pub(crate) pattern: Arc<Pattern>,
    pub(crate) restriction: Restriction,
}

impl TextMatch {
    pub(crate) fn reads_positions(&self) -> bool {
        self.field.extent == Extent::Utterance || self.pattern.leaves.len() > 1
    }
}

impl Leaf {
    /// The terms of which any is enough to match, where no more is asked; of words that nobody wrote, none.
    fn wanted(&self) -> Option<Vec<Wanted>> {
        let of_text = |text: &TextMatch| match text.pattern.root {
            // Which of an article's utterances a word is in only its place tells.
            _ if text.field.extent == Extent::Utterance => None,
            Node::Leaf(leaf) if text.pattern.is_plain(text.restriction) => {
                Some(text.pattern.leaves[leaf].words.wanted(text.field.words))
            }
            _ => None,
        };
        if self.role != Role::Text {
            return None;
        }
        let wanted: Option<Vec<Vec<Wanted>>> = self.marks.iter().map(of_text).collect();
        wanted.map(|wanted| wanted.concat())
    }

    /// The same with a query that looks up many terms at once.
    pub(crate) fn cheapest(self) -> Self {
        let is_many = |wanted: &Vec<Wanted>| wanted.len() > 2 || matches!(wanted.first(), Some(Wanted::Found(_)));
        match self.wanted().filter(is_many) {
            Some(wanted) => Self { query: Box::new(ScoredTermsQuery { scored: self.query, wanted }), ..self },
            None => self,
        }
    }
}

/// What else is to be told about a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It leaves undated articles out.
    Dated,
    /// It names a speaker by these words.
    Speaker(Vec<String>),
    /// It names a place as typed, in this field.
    Place(String, Field),
    /// It asks for what lies near a place as typed.
    Near(String),
    /// It looks for words.
    Text,
    /// Anything else.
    Other,
}

impl Plan {
    pub(crate) fn new(span: Span, shape: Shape) -> Self {
        Self { span, text: String::new(), shape }
    }

    /// The same, known by this text.
    pub(crate) fn called(self, text: String) -> Self {
        Self { text, ..self }
    }

    /// The query that finds what the plan is about.
    pub(crate) fn query(&self, kind: Kind) -> Box<dyn Query> {
        match &self.shape {
            Shape::All => Box::new(KindQuery(kind)),
            Shape::Leaf(leaf) => leaf.query.box_clone(),
            Shape::And(parts) => all_of(parts, kind),
            Shape::Or(parts) => {
                let scored = Box::new(BooleanQuery::union(parts.iter().map(|part| part.query(kind)).collect()));
                match parts.iter().map(Plan::wanted).collect::<Option<Vec<_>>>() {
                    Some(wanted) => Box::new(ScoredTermsQuery { scored, wanted: wanted.concat() }),
                    None => scored,
                }
            }
            Shape::Not(_) => all_of(std::slice::from_ref(self), kind),
            Shape::Quote(inner) => {
                let articles = ToParentQuery::new(inner.query(Kind::Quote), ScoreMode::Max);
                Box::new(if inner.reads_positions() { articles.reading_positions() } else { articles })
            }
        }
    }

    fn wanted(&self) -> Option<Vec<Wanted>> {
        match &self.shape {
            Shape::Leaf(leaf) => leaf.wanted(),
            _ => None,
        }
    }

    /// Whether the order in which scores are added up could show: three numbers or more in one sum.
    pub(crate) fn sums_many(&self) -> bool {
        match &self.shape {
            Shape::All | Shape::Leaf(_) | Shape::Not(_) => false,
            Shape::Quote(inner) => inner.sums_many(),
            Shape::And(parts) | Shape::Or(parts) => {
                parts.iter().filter(|part| part.is_scored()).count() > 2 || parts.iter().any(Plan::sums_many)
            }
        }
    }

    fn is_scored(&self) -> bool {
        match &self.shape {
            Shape::All | Shape::Not(_) => false,
            Shape::Leaf(leaf) => leaf.role == Role::Text,
            Shape::Quote(inner) => inner.is_scored(),
            Shape::And(parts) | Shape::Or(parts) => parts.iter().any(Plan::is_scored),
        }
    }

    /// Whether a part looks at the places of words, which takes far longer than to find the articles they are in.
    fn reads_positions(&self) -> bool {
        match &self.shape {
            Shape::All | Shape::Not(_) => false,
            Shape::Leaf(leaf) => leaf.marks.iter().any(TextMatch::reads_positions),
            Shape::Quote(inner) => inner.reads_positions(),
            Shape::And(parts) | Shape::Or(parts) => parts.iter().any(Plan::reads_positions),
        }
    }

    /// The parts that must all match: those of an AND, or the plan itself.
    pub(crate) fn factors(&self) -> &[Plan] {
        match &self.shape {
            Shape::And(parts) => parts,
            _ => std::slice::from_ref(self),
        }
    }

    /// What stands inside the positive quote groups, in order.
    pub(crate) fn groups(&self) -> Vec<&Plan> {
        match &self.shape {
            Shape::Quote(inner) => vec![inner],
            Shape::And(parts) | Shape::Or(parts) => parts.iter().flat_map(Plan::groups).collect(),
            Shape::All | Shape::Leaf(_) | Shape::Not(_) => Vec::new(),
        }
    }

    /// Every leaf that is not negated.
    pub(crate) fn leaves(&self) -> Vec<(&Plan, &Leaf)> {
        match &self.shape {
            Shape::Leaf(leaf) => vec![(self, leaf)],
            Shape::Quote(inner) => inner.leaves(),
            Shape::And(parts) | Shape::Or(parts) => parts.iter().flat_map(Plan::leaves).collect(),
            Shape::All | Shape::Not(_) => Vec::new(),
        }
    }
}

/// Documents that match every part; a negated part by itself is about the documents of the kind.
fn all_of(parts: &[Plan], kind: Kind) -> Box<dyn Query> {
    let mut included: Vec<Box<dyn Query>> = Vec::with_capacity(parts.len());
    let mut excluded: Vec<Box<dyn Query>> = Vec::new();
    for part in parts {
        match &part.shape {
            Shape::Not(inner) => excluded.push(inner.query(kind)),
            _ => included.push(part.query(kind)),
        }
    }
    let included = match included.len() {
        0 => Box::new(KindQuery(kind)),
        1 => included.swap_remove(0),
        _ if parts.iter().any(Plan::reads_positions) => {
            Box::new(LedQuery(Box::new(BooleanQuery::intersection(included))))
        }
        _ => Box::new(BooleanQuery::intersection(included)),
    };
    if excluded.is_empty() { included } else { Box::new(ExcludeQuery::new(included, excluded)) }
}

/// Any of the queries.
pub(crate) fn any_of(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.swap_remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

/// A query that decides what matches and adds nothing to the score.
pub(crate) fn filter(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
