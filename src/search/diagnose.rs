//! Why a query found nothing: what each clause finds by itself, which one empties the result, and the nearest spelling.

use super::Searcher;
use super::compile::compile;
use super::error::Result;
use super::request::Request;
use crate::index::analyzer::fold;
use crate::index::schema::{FIELDS, Kind};
use crate::query::{Expr, Field, Interval, Node, Slot, Term as Typed};
use std::collections::BTreeMap;
use tantivy::schema::Field as IndexField;

/// What a query without hits is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// The clauses that must all match, and how many articles each finds by itself.
    pub clauses: Vec<ClauseCount>,
    /// Whether clauses that find something must hold of one quote, and none satisfies them all.
    pub in_one_quote: bool,
}

/// A clause and what it finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseCount {
    /// The clause in canonical form.
    pub clause: String,
    /// Articles it finds by itself.
    pub n_articles: u64,
    /// The word of the index that is spelt most like one that finds nothing, and how many documents have it.
    pub nearest: Option<(String, u64)>,
}

impl Searcher {
    /// Counts each clause of a query by itself.
    pub fn diagnose(&self, request: &Request) -> Result<Diagnosis> {
        let mut clauses = Vec::new();
        let mut in_one_quote = false;
        for factor in factors(&request.query.root) {
            if let Expr::Quote(inner) = &factor.value {
                let parts = factors(inner);
                in_one_quote |= parts.len() > 1 && self.alone(factor, request)? == 0;
                for part in parts {
                    let asked = Node::new(part.span, Expr::Quote(Box::new(part.clone())));
                    clauses.push(self.clause(part, &asked, request)?);
                }
            } else {
                clauses.push(self.clause(factor, factor, request)?);
            }
        }
        in_one_quote &= clauses.iter().all(|clause| clause.n_articles > 0);
        Ok(Diagnosis { clauses, in_one_quote })
    }

    fn clause(&self, shown: &Node, asked: &Node, request: &Request) -> Result<ClauseCount> {
        let n_articles = self.alone(asked, request)?;
        let nearest = match words(shown, None).as_slice() {
            words if n_articles == 0 => {
                words.iter().find_map(|(field, word)| self.nearest(*field, word).transpose()).transpose()?
            }
            _ => None,
        };
        Ok(ClauseCount { clause: shown.to_string(), n_articles, nearest })
    }

    fn alone(&self, node: &Node, request: &Request) -> Result<u64> {
        let plan = compile(node, self.vocabulary(), request.undated)?;
        self.count(plan.query(Kind::Article).as_ref())
    }

    /// The term spelt most like `word`, if `word` itself is no term; of equals the most frequent.
    fn nearest(&self, field: IndexField, word: &str) -> Result<Option<(String, u64)>> {
        let word = fold(word).into_owned();
        let n_letters = word.chars().count();
        let allowed = if n_letters < 5 { 1 } else { 2 };
        let Some(first) = word.chars().next().filter(|_| n_letters > 2) else { return Ok(None) };
        let mut found: BTreeMap<String, (usize, u64)> = BTreeMap::new();
        for reader in self.engine().segment_readers() {
            let index = reader.inverted_index(field)?;
            // Slips of the first letter are rare, and its terms are a twentieth of the dictionary.
            let end = char::from_u32(u32::from(first) + 1).unwrap_or(char::MAX).to_string();
            let range = index.terms().range().ge(first.to_string().as_bytes()).lt(end.as_bytes());
            let mut terms = range.into_stream().map_err(tantivy::TantivyError::from)?;
            while terms.advance() {
                let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
                if term == word {
                    return Ok(None);
                }
                let distance = strsim::damerau_levenshtein(&word, term);
                if term.len().abs_diff(word.len()) <= 2 * allowed && distance <= allowed {
                    found.entry(term.to_owned()).or_insert((distance, 0)).1 += u64::from(terms.value().doc_freq);
                }
            }
        }
        let best = found.into_iter().min_by_key(|(_, (distance, n))| (*distance, u64::MAX - n));
        Ok(best.map(|(term, (_, n))| (term, n)))
    }
}

/// The parts that must all match.
fn factors(node: &Node) -> Vec<&Node> {
    match &node.value {
        Expr::And(parts) => parts.iter().collect(),
        _ => vec![node],
    }
}

/// The plain words of a clause, each with the field of the index it is looked for in.
fn words(node: &Node, field: Option<Field>) -> Vec<(IndexField, String)> {
    let of_text = match field {
        None => FIELDS.body,
        Some(Field::Said) => FIELDS.said,
        Some(Field::Speaker) => FIELDS.speaker,
        Some(Field::Mentions) => FIELDS.mentions,
        Some(Field::Headline) => FIELDS.headline,
        Some(Field::Byline) => FIELDS.byline,
        Some(Field::Source) => FIELDS.source,
        Some(Field::Place | Field::Dateline) => FIELDS.place,
        Some(_) => return Vec::new(),
    };
    let word = |term: &Typed| match term {
        Typed::Word(word) | Typed::Exact(word) => Some((of_text, word.clone())),
        Typed::Wild(_) | Typed::Fuzzy { .. } => None,
    };
    match &node.value {
        Expr::Field(field, inner) => words(inner, Some(*field)),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().flat_map(|part| words(part, field)).collect(),
        Expr::Quote(inner) | Expr::Lead(inner) => words(inner, field),
        Expr::Place(term) => word(term).into_iter().collect(),
        Expr::Text(Interval::Term { term, .. }) => word(term).into_iter().collect(),
        Expr::Text(Interval::Phrase { phrase, .. }) => phrase
            .slots
            .iter()
            .filter_map(|slot| match &slot.value {
                Slot::Term(term) => word(term),
                Slot::AnyWord | Slot::OneOf(_) => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}
