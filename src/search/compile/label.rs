//! Names and labels: speakers, people mentioned, reporting words, bylines, sources, sections.

use super::text::{Place, word_query};
use super::{Compiler, leaf, term_query, unexpected};
use crate::article::{Day, Span};
use crate::index::analyzer::fold;
use crate::index::schema::{FIELDS, Kind};
use crate::lexicon::inflections;
use crate::query::{Expr, Interval, Node, Pattern, PatternPiece, Slot, Spanned, Term as Typed};
use crate::search::dictionary::DictionaryQuery;
use crate::search::error::Result;
use crate::search::join::ToChildQuery;
use crate::search::plan::{Plan, Role, Shape, any_of, filter};
use crate::search::speakers::Also;
use crate::search::wildcard::Wildcard;
use crate::search::words::{Forms, Words, pattern_text};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{BooleanQuery, Query, RangeQuery};
use tantivy::schema::Field;

impl Compiler<'_> {
    /// A label: its words as typed, in a row; it decides what matches and adds nothing to the score.
    pub(super) fn label(&self, node: &Node, field: Field) -> Result<Plan> {
        let mut plan = self.texts(node, &Place::names(field))?;
        if let Shape::Leaf(leaf) = &mut plan.shape {
            leaf.query = filter(leaf.query.box_clone());
            leaf.role = Role::Other;
        }
        Ok(plan)
    }

    /// Who said it: every word of the name as typed is a word of the name that the quote has, in any order.
    pub(super) fn speaker(&self, node: &Node) -> Result<Plan> {
        let Expr::Text(value) = &node.value else { return Err(unexpected(node)) };
        let Some(places) = name_places(value, node.span) else { return self.label(node, FIELDS.speaker) };
        let mut factors: Vec<Box<dyn Query>> = Vec::new();
        let mut in_name: Vec<Box<dyn Query>> = Vec::new();
        let mut typed = Vec::new();
        for place in &places {
            // A word of the name, or of what the article calls the speaker there ("President Peskov").
            for part in self.name_words(place, FIELDS.speaker)?.into_iter().zip(self.name_words(place, FIELDS.mention)?)
            {
                let name = word_query(FIELDS.speaker, &part.0);
                let mention = word_query(FIELDS.mention, &part.1);
                in_name.push(name.box_clone());
                factors.push(if places.len() == 1 { name } else { any_of(vec![name, mention]) });
            }
            typed.extend(place.iter().map(|term| typed_text(&term.value)));
        }
        if factors.len() > 1 {
            factors.push(any_of(in_name));
        }
        let query: Box<dyn Query> = match factors.len() {
            1 => factors.swap_remove(0),
            _ => Box::new(BooleanQuery::intersection(factors)),
        };
        let mut queries = vec![query];
        if places.iter().flatten().all(|term| matches!(term.value, Typed::Word(_))) {
            let words: Vec<String> = typed.iter().map(|word| fold(word).into_owned()).collect();
            queries.extend(self.vocabulary.speakers().also(&words).into_iter().map(names_at_a_time));
            queries.extend(with_initials(&words));
        }
        Ok(leaf(node.span, filter(any_of(queries)), Role::Speaker(typed)))
    }

    /// Whom the text names: a name that was found in it, or the words of the name in a row.
    pub(super) fn mentions(&self, node: &Node) -> Result<Plan> {
        let Expr::Text(value) = &node.value else { return Err(unexpected(node)) };
        let mut plan = self.text(node, value, &Place::names_in_article())?;
        let Shape::Leaf(in_text) = &mut plan.shape else { return Ok(plan) };
        let mut queries = vec![in_text.query.box_clone()];
        if let Some(places) = name_places(value, node.span) {
            let mut factors = Vec::new();
            for place in &places {
                let words = self.name_words(place, FIELDS.mentions)?;
                factors.extend(words.iter().map(|words| word_query(FIELDS.mentions, words)));
            }
            queries.push(Box::new(BooleanQuery::intersection(factors)));
        }
        in_text.query = filter(any_of(queries));
        in_text.role = Role::Other;
        Ok(plan)
    }

    /// The reporting word, in any of its forms; of several words all in a row.
    pub(super) fn cue(&self, node: &Node) -> Result<Plan> {
        let Expr::Text(value) = &node.value else { return Err(unexpected(node)) };
        let words = match value {
            Interval::Term { term: Typed::Word(word), .. } => {
                self.vocabulary.known(&inflections(&fold(word)), FIELDS.cue)?
            }
            Interval::Term { term: Typed::Exact(word), .. } => self.vocabulary.known(&[fold(word)], FIELDS.cue)?,
            Interval::Term { term: Typed::Wild(pattern), .. } => {
                self.vocabulary.folded_matching(pattern, node.span, FIELDS.cue)?
            }
            Interval::Term { term: Typed::Fuzzy { word, distance }, .. } => {
                self.vocabulary.folded_fuzzy(word, *distance, node.span, FIELDS.cue)?
            }
            _ => {
                let Some(places) = name_places(value, node.span) else { return Err(unexpected(node)) };
                let typed: Vec<String> = places.iter().flatten().map(|term| typed_text(&term.value)).collect();
                self.vocabulary.known(&[fold(&typed.join(" "))], FIELDS.cue)?
            }
        };
        let queries = words.terms.iter().map(|term| term_query(Term::from_field_text(FIELDS.cue, term))).collect();
        Ok(leaf(node.span, filter(any_of(queries)), Role::Other))
    }

    /// What may stand for each word of one place of a name.
    fn name_words(&self, place: &[Spanned<Typed>], field: Field) -> Result<Vec<Words>> {
        let mut parts: Vec<Words> = Vec::new();
        for (n, term) in place.iter().enumerate() {
            let words = self.vocabulary.resolve(&term.value, term.span, field, Forms::Spellings)?;
            if n == 0 {
                parts = words;
            } else {
                for (part, more) in parts.iter_mut().zip(words) {
                    part.doc_freq = part.doc_freq.max(more.doc_freq);
                    part.terms.extend(more.terms);
                    part.found = None;
                }
            }
        }
        Ok(parts)
    }
}

/// "John Smith" may be printed as "J. Smith", and "J. Smith" be anybody of that initial: names that are just so.
fn with_initials(words: &[String]) -> Option<Box<dyn Query>> {
    let (last, given) = words.split_last()?;
    let initial = given.first()?.chars().next()?;
    let is_initial = |word: &String| word.trim_end_matches('.').chars().count() == 1;
    if given.iter().all(is_initial) {
        let pieces = [initial.to_string(), String::new(), format!(" {last}")];
        let pieces =
            pieces.map(|text| if text.is_empty() { PatternPiece::AnyChars } else { PatternPiece::Literal(text) });
        let wildcard = Wildcard::new(&Pattern(pieces.to_vec()))?;
        return Some(Box::new(DictionaryQuery::new(FIELDS.speaker_name, wildcard)));
    }
    let name = |name: String| term_query(Term::from_field_text(FIELDS.speaker_name, &name));
    Some(any_of(vec![name(format!("{initial}. {last}")), name(format!("{initial} {last}"))]))
}

/// Quotes by one of these names, in articles of that time.
fn names_at_a_time(also: Also<'_>) -> Box<dyn Query> {
    let terms = also.names.iter().map(|name| term_query(Term::from_field_text(FIELDS.speaker_name, name)));
    let named = any_of(terms.collect());
    if also.first.is_none() && also.last.is_none() {
        return named;
    }
    let bound = |day: Option<Day>| {
        day.map_or(Bound::Unbounded, |day| Bound::Included(Term::from_field_i64(FIELDS.first_day, day.0)))
    };
    let mut articles: Vec<Box<dyn Query>> = vec![term_query(Kind::Article.term())];
    articles.push(Box::new(RangeQuery::new(bound(also.first), bound(also.last))));
    let then = ToChildQuery::new(Box::new(BooleanQuery::intersection(articles)));
    Box::new(BooleanQuery::intersection(vec![named, filter(Box::new(then))]))
}

/// The places of a name as typed, each with what may stand there; `None` for what is more than a name.
fn name_places(value: &Interval, span: Span) -> Option<Vec<Vec<Spanned<Typed>>>> {
    match value {
        Interval::Term { term, .. } => Some(vec![vec![Spanned::new(span, term.clone())]]),
        Interval::Phrase { phrase, .. } if phrase.slop == 0 => {
            let terms = |slot: &Spanned<Slot>| match &slot.value {
                Slot::AnyWord => None,
                Slot::Term(term) => Some(vec![Spanned::new(slot.span, term.clone())]),
                Slot::OneOf(terms) => Some(terms.clone()),
            };
            Some(phrase.slots.iter().filter_map(terms).collect())
        }
        _ => None,
    }
}

fn typed_text(term: &Typed) -> String {
    match term {
        Typed::Word(word) | Typed::Exact(word) | Typed::Fuzzy { word, .. } => word.clone(),
        Typed::Wild(pattern) => pattern_text(pattern),
    }
}
