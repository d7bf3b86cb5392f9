//! How many documents each clause finds, and why a search found nothing.

use super::Searcher;
use super::error::Result;
use super::join::{ScoreMode, ToParentQuery};
use super::plan::{Plan, Shape, filter};
use super::request::{Output, Request};
use super::words::{Forms, places};
use crate::article::Span;
use crate::index::analyzer::fold;
use crate::index::schema::{FIELDS, Kind};
use crate::query::{Expr, Field, Interval, Node, Slot, Term as Typed};
use tantivy::query::{BooleanQuery, Query};
use tantivy::schema::Field as IndexField;

/// A clause of the query, and how much it finds by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Where in the query.
    pub span: Span,
    /// In canonical form.
    pub text: String,
    /// What it is asked of.
    pub unit: Unit,
    /// How many of these it finds by itself.
    pub count: u64,
    /// The clauses it is made of.
    pub parts: Vec<Clause>,
}

/// What a clause is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Articles.
    Articles,
    /// Quotes.
    Quotes,
}

/// Why a search found nothing.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// The clauses that must all hold, each with what it finds by itself.
    pub clauses: Vec<Clause>,
    /// The clauses without which there would be hits, and how many; the one that costs most first.
    pub culprits: Vec<Culprit>,
    /// Words, speakers and places that the index does not hold, and what it holds instead.
    pub suggestions: Vec<Suggestion>,
    /// Undated articles that a date clause left out.
    pub undated_left_out: Option<u64>,
}

/// A clause that emptied the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Culprit {
    /// Where in the query.
    pub span: Span,
    /// In canonical form.
    pub text: String,
    /// How many articles all the other clauses find together.
    pub without: u64,
}

/// Something near to what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Where in the query.
    pub span: Span,
    /// As typed.
    pub typed: String,
    /// What the index holds.
    pub instead: String,
    /// In how many documents.
    pub count: u64,
}

impl Searcher {
    /// The query in canonical form as a tree of clauses, each with what it finds by itself.
    pub fn explain(&self, request: &Request) -> Result<Clause> {
        self.clause(&self.plan(request)?, Kind::Article)
    }

    /// Why a search finds nothing.
    pub fn diagnose(&self, request: &Request) -> Result<Diagnosis> {
        let plan = self.plan(request)?;
        let clauses = plan.factors().iter().map(|factor| self.clause(factor, Kind::Article)).collect::<Result<_>>()?;
        let mut suggestions = Vec::new();
        self.suggest(&request.query.root, None, &mut suggestions)?;
        let response = self.search(&Request { limit: 0, output: Output::Articles, ..request.clone() })?;
        Ok(Diagnosis {
            clauses,
            culprits: self.culprits(&plan)?,
            suggestions,
            undated_left_out: response.undated_left_out,
        })
    }

    fn clause(&self, plan: &Plan, kind: Kind) -> Result<Clause> {
        let parts = match &plan.shape {
            Shape::All | Shape::Leaf(_) => Vec::new(),
            Shape::And(parts) | Shape::Or(parts) => {
                parts.iter().map(|part| self.clause(part, kind)).collect::<Result<_>>()?
            }
            Shape::Not(inner) => vec![self.clause(inner, kind)?],
            Shape::Quote(inner) => match &inner.shape {
                Shape::And(parts) | Shape::Or(parts) => {
                    parts.iter().map(|part| self.clause(part, Kind::Quote)).collect::<Result<_>>()?
                }
                _ => Vec::new(),
            },
        };
        let unit = if kind == Kind::Article { Unit::Articles } else { Unit::Quotes };
        let count = self.count(plan.query(kind).as_ref())?;
        Ok(Clause { span: plan.span, text: plan.text.clone(), unit, count, parts })
    }

    /// The clauses whose absence would bring hits: of the query, or of its only quote group.
    fn culprits(&self, plan: &Plan) -> Result<Vec<Culprit>> {
        let mut culprits = Vec::new();
        let (factors, kind) = match &plan.shape {
            Shape::Quote(inner) => (inner.factors(), Kind::Quote),
            _ => (plan.factors(), Kind::Article),
        };
        for (n, factor) in factors.iter().enumerate() {
            let Some(rest) = all_but(factors, n, kind) else { continue };
            let rest = if kind == Kind::Quote { Box::new(ToParentQuery::new(rest, ScoreMode::Max)) } else { rest };
            let without = self.count(rest.as_ref())?;
            if without > 0 {
                culprits.push(Culprit { span: factor.span, text: factor.text.clone(), without });
            }
        }
        culprits.sort_by_key(|culprit| std::cmp::Reverse(culprit.without));
        Ok(culprits)
    }

    /// Looks for what was typed and is not there.
    fn suggest(&self, node: &Node, field: Option<Field>, out: &mut Vec<Suggestion>) -> Result<()> {
        match &node.value {
            Expr::And(nodes) | Expr::Or(nodes) => nodes.iter().try_for_each(|node| self.suggest(node, field, out)),
            Expr::Quote(inner) | Expr::Lead(inner) => self.suggest(inner, field, out),
            Expr::Field(field, inner) => self.suggest(inner, Some(*field), out),
            Expr::AtLeast { interval, .. } => self.suggest_words(&interval.value, interval.span, field, out),
            Expr::Text(interval) => self.suggest_words(interval, node.span, field, out),
            Expr::Place(Typed::Word(name)) => self.suggest_place(name, node.span, out),
            // What is excluded cannot have emptied anything by being misspelled.
            _ => Ok(()),
        }
    }

    fn suggest_words(
        &self,
        interval: &Interval,
        span: Span,
        field: Option<Field>,
        out: &mut Vec<Suggestion>,
    ) -> Result<()> {
        let mut words: Vec<(Span, &Typed)> = Vec::new();
        collect_words(interval, span, &mut words);
        let (fields, forms): (Vec<IndexField>, Forms) = match field {
            None => (vec![FIELDS.body, FIELDS.headline], Forms::Inflections),
            Some(Field::Headline) => (vec![FIELDS.headline], Forms::Inflections),
            Some(Field::Said) => (vec![FIELDS.body], Forms::Inflections),
            Some(Field::Speaker) => (vec![FIELDS.speaker], Forms::Spellings),
            Some(Field::Mentions) => (vec![FIELDS.body, FIELDS.mentions], Forms::Spellings),
            Some(Field::Byline) => (vec![FIELDS.byline], Forms::Exact),
            Some(Field::Source) => (vec![FIELDS.source], Forms::Exact),
            Some(Field::Section) => (vec![FIELDS.section], Forms::Exact),
            Some(_) => return Ok(()),
        };
        for (span, typed) in words {
            let (Typed::Word(word) | Typed::Exact(word)) = typed else { continue };
            let mut is_known = false;
            for &field in &fields {
                let found = self.vocabulary().resolve(typed, span, field, forms)?;
                is_known |= found.iter().all(|words| !words.terms.is_empty());
            }
            if !is_known {
                for place in places(word) {
                    let suggestion = self.nearest(&place[0], &fields, span, word)?;
                    out.extend(suggestion);
                }
            }
        }
        Ok(())
    }

    /// The commonest term that differs least.
    fn nearest(&self, term: &str, fields: &[IndexField], span: Span, typed: &str) -> Result<Option<Suggestion>> {
        let mut best: Option<(usize, u64, String)> = None;
        for &field in fields {
            for (near, count) in self.vocabulary().near(term, field)? {
                let distance = strsim::damerau_levenshtein(term, &near);
                let is_better = best.as_ref().is_none_or(|(known, n, word)| {
                    (distance, std::cmp::Reverse(count), &near) < (*known, std::cmp::Reverse(*n), word)
                });
                if distance > 0 && is_better {
                    best = Some((distance, count, near));
                }
            }
        }
        Ok(best.map(|(_, count, instead)| Suggestion { span, typed: typed.to_owned(), instead, count }))
    }

    fn suggest_place(&self, name: &str, span: Span, out: &mut Vec<Suggestion>) -> Result<()> {
        let folded = fold(name);
        let is_there = !self.vocabulary().known(&[folded.as_ref()], FIELDS.place)?.terms.is_empty();
        if !is_there && self.gazetteer().resolve(name).is_empty() {
            out.extend(self.nearest(&folded, &[FIELDS.place], span, name)?);
        }
        Ok(())
    }
}

/// All of the factors but one; `None` where there are no others.
fn all_but(factors: &[Plan], left_out: usize, kind: Kind) -> Option<Box<dyn Query>> {
    let others = factors.iter().enumerate().filter(|(n, _)| *n != left_out);
    let queries: Vec<_> = others.map(|(_, factor)| filter(factor.query(kind))).collect();
    (!queries.is_empty()).then(|| Box::new(BooleanQuery::intersection(queries)) as Box<dyn Query>)
}

fn collect_words<'a>(interval: &'a Interval, span: Span, out: &mut Vec<(Span, &'a Typed)>) {
    match interval {
        Interval::Term { term, .. } => out.push((span, term)),
        Interval::Phrase { phrase, .. } => {
            for slot in &phrase.slots {
                match &slot.value {
                    Slot::AnyWord => {}
                    Slot::Term(term) => out.push((slot.span, term)),
                    Slot::OneOf(terms) => out.extend(terms.iter().map(|term| (term.span, &term.value))),
                }
            }
        }
        Interval::Any(parts) => parts.iter().for_each(|part| collect_words(&part.value, part.span, out)),
        Interval::Near(near) => {
            collect_words(&near.left.value, near.left.span, out);
            if !near.negated {
                collect_words(&near.right.value, near.right.span, out);
            }
        }
    }
}
