//! Words, phrases and proximities: to patterns over terms, and these to the cheapest query that does.

use super::{Compiler, unexpected};
use crate::query::{Case, Expr, Interval, Node as QueryNode, Phrase, Proximity, Slot, Spanned};
use crate::search::any_term::AnyTermQuery;
use crate::search::either::EitherQuery;
use crate::search::error::{Error, ErrorKind, Result};
use crate::search::interval::{self, Extent, IntervalQuery, LeafId, Near, Node, Pattern, Restriction, TextField};
use crate::search::phrase::PhraseQuery;
use crate::search::plan::{Leaf, Plan, Role, Shape, TextMatch, any_of};
use crate::search::synonym::SynonymQuery;
use crate::search::words::{Forms, Words};
use std::sync::Arc;
use tantivy::Term;
use tantivy::query::{EmptyQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

/// The most phrases that the alternatives within one phrase may make.
const MAX_PHRASES: usize = 256;

/// The most terms that are scored as one word; more of them, as of a wildcard, all count alike.
const MAX_SCORED_TERMS: usize = 64;

/// Where text is looked for, and how.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// It may stand in any of these.
    fields: Vec<TextField>,
    forms: Forms,
    restriction: Restriction,
}

impl Place {
    /// The headline and the body.
    pub(super) fn article() -> Self {
        Self::prose(vec![TextField::headline(), TextField::body()])
    }

    pub(super) fn headline() -> Self {
        Self::prose(vec![TextField::headline()])
    }

    pub(super) fn said() -> Self {
        Self::prose(vec![TextField::said()])
    }

    /// The first words of the body.
    pub(super) fn lead() -> Self {
        let restriction = Restriction { first_words: Some(super::LEAD_WORDS), ..Restriction::default() };
        Self { restriction, ..Self::prose(vec![TextField::body()]) }
    }

    /// A field of names, which do not inflect.
    pub(super) fn names(field: Field) -> Self {
        Self { forms: Forms::Exact, ..Self::prose(vec![TextField::unmarked(field)]) }
    }

    /// The headline and the body, for names.
    pub(super) fn names_in_article() -> Self {
        Self { forms: Forms::Exact, ..Self::article() }
    }

    fn prose(fields: Vec<TextField>) -> Self {
        Self { fields, forms: Forms::Inflections, restriction: Restriction::default() }
    }
}

impl Compiler<'_> {
    /// A boolean of texts, all in one place.
    pub(super) fn texts(&self, node: &QueryNode, place: &Place) -> Result<Plan> {
        match &node.value {
            Expr::And(_) | Expr::Or(_) | Expr::Not(_) => {
                self.boolean(node, super::Polarity::Positive, &|node, _| self.texts(node, place))
            }
            Expr::All => Ok(Plan::new(node.span, Shape::All)),
            Expr::Text(interval) => self.text(node, interval, place),
            Expr::AtLeast { count, interval } => {
                let restriction = Restriction { at_least: *count, ..place.restriction };
                self.text(node, &interval.value, &Place { restriction, ..place.clone() })
            }
            _ => Err(unexpected(node)),
        }
    }

    pub(super) fn text(&self, node: &QueryNode, interval: &Interval, place: &Place) -> Result<Plan> {
        let mut queries = Vec::new();
        let mut marks = Vec::new();
        for &field in &place.fields {
            let pattern = Arc::new(self.pattern(node, interval, field.words, place.forms)?);
            if pattern.can_match() {
                queries.push(query(field, &pattern, place.restriction));
                marks.push(TextMatch { field, pattern, restriction: place.restriction });
            }
        }
        let query = match <[_; 2]>::try_from(queries) {
            Ok([headline, body]) => Box::new(EitherQuery { one: headline, other: body, weight: self.headline_weight }),
            Err(queries) => any_of(queries),
        };
        let leaf = Leaf { query, marks, role: Role::Text }.cheapest();
        Ok(Plan::new(node.span, Shape::Leaf(Box::new(leaf))).called(node.to_string()))
    }

    fn pattern(&self, node: &QueryNode, interval: &Interval, field: Field, forms: Forms) -> Result<Pattern> {
        let mut builder = Builder { compiler: self, field, forms, leaves: Vec::new() };
        let root = builder.node(&Spanned::new(node.span, interval.clone()))?;
        Ok(Pattern { leaves: builder.leaves, root })
    }
}

/// Collects the leaves of one pattern.
struct Builder<'a> {
    compiler: &'a Compiler<'a>,
    field: Field,
    forms: Forms,
    leaves: Vec<interval::Leaf>,
}

impl Builder<'_> {
    fn leaf(&mut self, words: Words, case: Case) -> LeafId {
        self.leaves.push(interval::Leaf { words, case });
        self.leaves.len() - 1
    }

    fn node(&mut self, interval: &Spanned<Interval>) -> Result<Node> {
        match &interval.value {
            Interval::Term { term, case } => {
                let words = self.compiler.vocabulary.resolve(term, interval.span, self.field, self.forms)?;
                Ok(self.row((0..).zip(words).collect(), 0, *case))
            }
            Interval::Phrase { phrase, case } => self.phrase(phrase, interval.span, *case),
            Interval::Any(parts) => Ok(Node::Any(parts.iter().map(|part| self.node(part)).collect::<Result<_>>()?)),
            Interval::Near(near) => {
                let Proximity { left, operator, negated, right } = near.as_ref();
                let (left, right) = (self.node(left)?, self.node(right)?);
                Ok(Node::Near(Box::new(Near { left, nearness: *operator, negated: *negated, right })))
            }
        }
    }

    /// Words at their places in a row.
    fn row(&mut self, words: Vec<(u32, Words)>, slop: u32, case: Case) -> Node {
        let mut slots: Vec<(u32, LeafId)> =
            words.into_iter().map(|(offset, words)| (offset, self.leaf(words, case))).collect();
        match slots.as_slice() {
            // A word that has nothing to look for matches nowhere.
            [] => Node::Leaf(self.leaf(Words::default(), case)),
            [(_, only)] => Node::Leaf(*only),
            [(first, _), ..] => {
                let first = *first;
                slots.iter_mut().for_each(|(offset, _)| *offset -= first);
                Node::Phrase { slots, slop }
            }
        }
    }

    /// `*` holds a place open between words; at either end it asks for nothing.
    fn phrase(&mut self, phrase: &Phrase, span: crate::article::Span, case: Case) -> Result<Node> {
        let mut variants: Vec<Variant> = vec![Variant::default()];
        for slot in &phrase.slots {
            let choices = self.choices(slot)?;
            let n_variants = variants.len() * choices.len().max(1);
            if n_variants > MAX_PHRASES {
                let kind = ErrorKind::TooManyPhrases { limit: MAX_PHRASES };
                return Err(Error::query(span, kind, "split it into several phrases with OR between them"));
            }
            variants = variants.iter().flat_map(|variant| choices.iter().map(|choice| variant.then(choice))).collect();
        }
        let mut nodes: Vec<Node> =
            variants.into_iter().map(|variant| self.row(variant.words, phrase.slop, case)).collect();
        Ok(if nodes.len() == 1 { nodes.swap_remove(0) } else { Node::Any(nodes) })
    }

    /// What can stand at one place of a phrase: each choice takes up as many words as it has.
    fn choices(&self, slot: &Spanned<Slot>) -> Result<Vec<Vec<Option<Words>>>> {
        let resolve = |term, span| -> Result<Vec<Option<Words>>> {
            let words = self.compiler.vocabulary.resolve(term, span, self.field, Forms::Exact)?;
            Ok(words.into_iter().map(Some).collect())
        };
        match &slot.value {
            Slot::AnyWord => Ok(vec![vec![None]]),
            Slot::Term(term) => Ok(vec![resolve(term, slot.span)?]),
            Slot::OneOf(terms) => {
                let all = terms.iter().map(|term| resolve(&term.value, term.span)).collect::<Result<Vec<_>>>()?;
                let (single, mut several): (Vec<_>, Vec<_>) = all.into_iter().partition(|words| words.len() == 1);
                let mut one_of = Words::default();
                for words in single.into_iter().flatten().flatten() {
                    one_of.doc_freq = one_of.doc_freq.max(words.doc_freq);
                    one_of.terms.extend(words.terms);
                }
                one_of.terms.sort_unstable();
                one_of.terms.dedup();
                several.insert(0, vec![Some(one_of)]);
                Ok(several)
            }
        }
    }
}

/// One phrase of those that alternatives make.
#[derive(Clone, Default)]
struct Variant {
    words: Vec<(u32, Words)>,
    length: u32,
}

impl Variant {
    fn then(&self, choice: &[Option<Words>]) -> Self {
        let mut longer = self.clone();
        for words in choice {
            if let Some(words) = words {
                longer.words.push((longer.length, words.clone()));
            }
            longer.length += 1;
        }
        longer
    }
}

/// The cheapest query that finds the pattern.
fn query(field: TextField, pattern: &Arc<Pattern>, restriction: Restriction) -> Box<dyn Query> {
    let is_plain = field.extent == Extent::Document && pattern.is_plain(restriction);
    match &pattern.root {
        Node::Leaf(leaf) if is_plain => word_query(field.words, &pattern.leaves[*leaf].words),
        Node::Phrase { slots, slop: 0 } if is_plain => {
            let one_term = |leaf: LeafId| match pattern.leaves[leaf].words.terms.as_slice() {
                [term] => Some(Term::from_field_text(field.words, term)),
                _ => None,
            };
            let terms: Option<Vec<_>> = slots.iter().map(|&(offset, leaf)| Some((offset, one_term(leaf)?))).collect();
            match terms {
                Some(terms) => Box::new(PhraseQuery::new(terms)),
                None => Box::new(IntervalQuery::new(field, Arc::clone(pattern), restriction)),
            }
        }
        _ => Box::new(IntervalQuery::new(field, Arc::clone(pattern), restriction)),
    }
}

/// Documents that hold any of a word's terms.
pub(super) fn word_query(field: Field, word: &Words) -> Box<dyn Query> {
    let term = |term: &String| Term::from_field_text(field, term);
    match word.terms.as_slice() {
        [] => Box::new(EmptyQuery),
        [only] => Box::new(TermQuery::new(term(only), IndexRecordOption::WithFreqs)),
        terms if terms.len() <= MAX_SCORED_TERMS => Box::new(SynonymQuery::new(field, word.clone())),
        _ => Box::new(AnyTermQuery::new(word.wanted(field))),
    }
}
