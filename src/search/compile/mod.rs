//! A query's tree to a [`Plan`]: every clause becomes a query over the fields of the index.

mod label;
mod place;
mod scalar;
mod text;

pub(super) use place::{meanings, place_query};
pub(super) use scalar::undated;

use super::error::{Error, ErrorKind, Result};
use super::plan::{Leaf, Plan, Role, Shape, filter};
use super::words::Vocabulary;
use crate::article::Span;
use crate::index::schema::FIELDS;
use crate::lexicon::gazetteer::Atlas;
use crate::query::{Expr, Field, Node};
use tantivy::Term;
use tantivy::query::{Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use text::Place;

/// How many words from the beginning `LEAD()` looks at.
pub const LEAD_WORDS: u32 = 50;

/// What becomes of articles without a date where a date is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Undated {
    /// They do not match.
    #[default]
    Exclude,
    /// They match every date that is asked for.
    Include,
}

/// The plan of a query.
pub(super) fn compile(
    root: &Node,
    vocabulary: &Vocabulary,
    atlas: &Atlas,
    undated: Undated,
    headline_weight: f32,
) -> Result<Plan> {
    Compiler { vocabulary, atlas, undated, headline_weight }.article(root, Polarity::Positive)
}

/// Whether what a clause finds is asked for, or asked not to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Polarity {
    Positive,
    Negative,
}

impl Polarity {
    fn flipped(self) -> Self {
        match self {
            Self::Positive => Self::Negative,
            Self::Negative => Self::Positive,
        }
    }
}

struct Compiler<'a> {
    vocabulary: &'a Vocabulary,
    /// Opened where a place is asked for: that takes longer than most searches.
    atlas: &'a Atlas,
    undated: Undated,
    /// See [`super::Request::headline_weight`].
    headline_weight: f32,
}

impl Compiler<'_> {
    /// A clause about an article.
    fn article(&self, node: &Node, polarity: Polarity) -> Result<Plan> {
        Ok(self.article_clause(node, polarity)?.called(node.to_string()))
    }

    fn article_clause(&self, node: &Node, polarity: Polarity) -> Result<Plan> {
        let shape = match &node.value {
            Expr::Quote(inner) => Shape::Quote(Box::new(self.quote(inner)?)),
            Expr::Field(field, inner) if field.is_of_quote() => {
                // Binding has put every quote field into a group; one that stands alone is a group of its own.
                Shape::Quote(Box::new(self.field(*field, inner, polarity)?))
            }
            Expr::Field(field, inner) => return self.field(*field, inner, polarity),
            Expr::Lead(inner) => return self.texts(inner, &Place::lead()),
            Expr::And(_) | Expr::Or(_) | Expr::Not(_) => {
                return self.boolean(node, polarity, &|node, polarity| self.article(node, polarity));
            }
            _ => return self.texts(node, &Place::article()),
        };
        Ok(Plan::new(node.span, shape))
    }

    /// A clause about one quote.
    fn quote(&self, node: &Node) -> Result<Plan> {
        Ok(self.quote_clause(node)?.called(node.to_string()))
    }

    fn quote_clause(&self, node: &Node) -> Result<Plan> {
        match &node.value {
            Expr::Field(field, inner) => self.field(*field, inner, Polarity::Positive),
            Expr::And(_) | Expr::Or(_) | Expr::Not(_) => {
                self.boolean(node, Polarity::Positive, &|node, _| self.quote(node))
            }
            Expr::Quote(inner) => self.quote(inner),
            Expr::All => Ok(Plan::new(node.span, Shape::All)),
            _ => self.texts(node, &Place::said()),
        }
    }

    /// A boolean of whatever `part` compiles.
    fn boolean(&self, node: &Node, polarity: Polarity, part: &dyn Fn(&Node, Polarity) -> Result<Plan>) -> Result<Plan> {
        let each = |nodes: &[Node]| nodes.iter().map(|node| part(node, polarity)).collect::<Result<Vec<_>>>();
        let shape = match &node.value {
            Expr::And(nodes) => Shape::And(each(nodes)?),
            Expr::Or(nodes) => Shape::Or(each(nodes)?),
            Expr::Not(inner) => Shape::Not(Box::new(part(inner, polarity.flipped())?)),
            _ => return part(node, polarity),
        };
        Ok(Plan::new(node.span, shape))
    }

    /// A value, or a boolean of values, of a field.
    fn field(&self, field: Field, node: &Node, polarity: Polarity) -> Result<Plan> {
        let whole = Node::new(node.span, Expr::Field(field, Box::new(node.clone())));
        Ok(self.field_clause(field, node, polarity)?.called(whole.to_string()))
    }

    fn field_clause(&self, field: Field, node: &Node, polarity: Polarity) -> Result<Plan> {
        match &node.value {
            Expr::And(_) | Expr::Or(_) | Expr::Not(_) => {
                self.boolean(node, polarity, &|node, polarity| self.field(field, node, polarity))
            }
            Expr::All => self.any_value(field, node.span),
            _ => match field {
                Field::Headline => self.texts(node, &Place::headline()),
                Field::Said => self.texts(node, &Place::said()),
                Field::Speaker => self.speaker(node),
                Field::Mentions => self.mentions(node),
                Field::Cue => self.cue(node),
                Field::Byline => self.label(node, FIELDS.byline),
                Field::Source => self.label(node, FIELDS.source),
                Field::Section => self.label(node, FIELDS.section),
                Field::Place => self.place(node, FIELDS.place),
                Field::Dateline => self.place(node, FIELDS.dateline),
                Field::Near => self.near(node),
                Field::Focus => self.place(node, FIELDS.focus),
                _ => self.scalar(field, node, polarity),
            },
        }
    }

    /// `FIELD:*`.
    fn any_value(&self, field: Field, span: Span) -> Result<Plan> {
        use crate::index::schema::has;
        let part = match field {
            Field::Headline => has::HEADLINE,
            Field::Byline => has::BYLINE,
            Field::Source => has::SOURCE,
            Field::Section => has::SECTION,
            Field::Date | Field::DateSource => has::DATE,
            Field::When => has::WHEN,
            Field::Place | Field::Near => has::PLACE,
            Field::Dateline => has::DATELINE,
            Field::Mentions => has::SPEAKER,
            // Everything has one.
            Field::Said | Field::Kind | Field::Confidence => return Ok(Plan::new(span, Shape::All)),
            Field::Added | Field::Lang | Field::Words | Field::Path | Field::Id | Field::Has => {
                return Ok(Plan::new(span, Shape::All));
            }
            Field::Speaker => return Ok(leaf(span, scalar::any_term(FIELDS.speaker_name), Role::Other)),
            Field::Focus => return Ok(leaf(span, scalar::any_term(FIELDS.focus), Role::Other)),
            Field::Cue => return Ok(leaf(span, scalar::any_term(FIELDS.cue), Role::Other)),
        };
        Ok(leaf(span, term_filter(Term::from_field_text(FIELDS.has, part)), Role::Other))
    }
}

fn leaf(span: Span, query: Box<dyn Query>, role: Role) -> Plan {
    Plan::new(span, Shape::Leaf(Box::new(Leaf { query, marks: Vec::new(), role })))
}

fn term_query(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn term_filter(term: Term) -> Box<dyn Query> {
    filter(term_query(term))
}

fn unexpected(node: &Node) -> Error {
    Error::query(node.span, ErrorKind::Misplaced { clause: node.to_string() }, "leave it out")
}
