//! Dates, numbers, keywords, paths and ids.

use super::{Compiler, Polarity, Undated, leaf, term_filter, term_query, unexpected};
use crate::article::{DayRange, Span};
use crate::index::schema::{FIELDS, Kind, block_key, has};
use crate::index::when;
use crate::query::{DateValue, Expr, Field, Node, NumberRange, Pattern, PatternPiece};
use crate::search::any_term::AnyTermQuery;
use crate::search::columns::WithinQuery;
use crate::search::dictionary::DictionaryQuery;
use crate::search::error::{Error, ErrorKind, Result};
use crate::search::exclude::ExcludeQuery;
use crate::search::join::KindQuery;
use crate::search::plan::{Plan, Role, any_of, filter};
use crate::search::wildcard::{self, Wildcard};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{BooleanQuery, EmptyQuery, Query, RangeQuery};
use tantivy::schema::Field as IndexField;

impl Compiler<'_> {
    pub(super) fn scalar(&self, field: Field, node: &Node, polarity: Polarity) -> Result<Plan> {
        let span = node.span;
        let plan = |query: Box<dyn Query>| Ok(leaf(span, filter(query), Role::Other));
        match (&node.value, field) {
            (Expr::Date(date), Field::Date) => Ok(self.date(*date, span, polarity)),
            (Expr::Date(date), Field::When) => plan(when_query(*date)),
            (Expr::Date(date), Field::Added) => plan(added_query(*date)),
            (Expr::Number(range), Field::Words) => plan(whole_numbers(FIELDS.n_words, range)),
            (Expr::Number(range), Field::Confidence) => plan(percents(FIELDS.confidence, range)),
            (Expr::Keyword(word), _) => {
                let Some(field) = keyword_field(field) else { return Err(unexpected(node)) };
                plan(term_query(Term::from_field_text(field, word)))
            }
            (Expr::Path(pattern), Field::Path) => plan(path_query(pattern, span)?),
            (Expr::Path(pattern), Field::Id) => plan(id_query(pattern, span)?),
            _ => Err(unexpected(node)),
        }
    }

    /// Where undated articles are kept, they match whatever date is asked for; to exclude a date excludes none of them.
    fn date(&self, date: DateValue, span: Span, polarity: Polarity) -> Plan {
        let (query, role) = match date {
            DateValue::None => (undated(), Role::Other),
            DateValue::Overlaps(range) => (published().overlaps(range), Role::Dated),
            DateValue::Within(range) => (published().within(range), Role::Dated),
        };
        let keeps = role == Role::Dated && polarity == Polarity::Positive;
        let query = match self.undated {
            // None of another date: unlike a union, it is asked of one article at a time.
            Undated::Include if keeps => all_but(Box::new(ExcludeQuery::new(dated(), vec![query]))),
            _ => query,
        };
        let role = if polarity == Polarity::Positive { role } else { Role::Other };
        leaf(span, filter(query), role)
    }
}

/// Articles of which no publication date is known.
pub(in crate::search) fn undated() -> Box<dyn Query> {
    term_filter(Term::from_field_text(FIELDS.published, when::NONE))
}

/// Articles of which a publication date is known.
fn dated() -> Box<dyn Query> {
    term_filter(Term::from_field_text(FIELDS.has, has::DATE))
}

/// Articles that a query does not match.
fn all_but(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ExcludeQuery::new(Box::new(KindQuery(Kind::Article)), vec![query]))
}

/// A clock of an article: the days as terms, and as columns of first and last days.
#[derive(Clone, Copy)]
struct Clock {
    terms: IndexField,
    first: IndexField,
    last: IndexField,
}

/// When it was published.
fn published() -> Clock {
    Clock { terms: FIELDS.published, first: FIELDS.first_day, last: FIELDS.last_day }
}

/// What it talks about.
fn talked_about() -> Clock {
    Clock { terms: FIELDS.when, first: FIELDS.when_first, last: FIELDS.when_last }
}

impl Clock {
    /// Articles with a date that has a day of the range. Terms, unlike a range of numbers, lead a search where they are few.
    fn overlaps(self, range: DayRange) -> Box<dyn Query> {
        let terms = when::overlapping(range);
        Box::new(AnyTermQuery::of_terms(terms.iter().map(|term| Term::from_field_text(self.terms, term))))
    }

    /// Articles with a date of which every day is of the range.
    fn within(self, range: DayRange) -> Box<dyn Query> {
        Box::new(WithinQuery::new(self.overlaps(range), self.first, self.last, range.first.0..=range.last.0))
    }
}

fn when_query(date: DateValue) -> Box<dyn Query> {
    match date {
        DateValue::None => all_but(term_query(Term::from_field_text(FIELDS.has, has::WHEN))),
        DateValue::Overlaps(range) => talked_about().overlaps(range),
        DateValue::Within(range) => talked_about().within(range),
    }
}

fn added_query(date: DateValue) -> Box<dyn Query> {
    match date {
        // Every article was added on some day.
        DateValue::None => Box::new(EmptyQuery),
        DateValue::Overlaps(range) | DateValue::Within(range) => Box::new(RangeQuery::new(
            Bound::Included(Term::from_field_i64(FIELDS.added, range.first.0)),
            Bound::Included(Term::from_field_i64(FIELDS.added, range.last.0)),
        )),
    }
}

fn whole_numbers(field: IndexField, range: &NumberRange) -> Box<dyn Query> {
    // The bounds are finite; a number beyond 2^53 is beyond any count of words.
    let least = range.min.map_or(0.0, |min| if min.inclusive { min.value.ceil() } else { min.value.floor() + 1.0 });
    let most = range.max.map_or(9e15, |max| if max.inclusive { max.value.floor() } else { max.value.ceil() - 1.0 });
    if most < least.max(0.0) {
        return Box::new(EmptyQuery);
    }
    u64_range(field, least.max(0.0) as u64, most as u64)
}

/// A confidence is indexed in percent, rounded.
fn percents(field: IndexField, range: &NumberRange) -> Box<dyn Query> {
    let mut inside = (0..=100u64).filter(|&percent| range.contains(percent as f64 / 100.0));
    match inside.next() {
        None => Box::new(EmptyQuery),
        Some(least) => u64_range(field, least, inside.next_back().unwrap_or(least)),
    }
}

fn u64_range(field: IndexField, least: u64, most: u64) -> Box<dyn Query> {
    let bound = |value| Bound::Included(Term::from_field_u64(field, value));
    Box::new(RangeQuery::new(bound(least), bound(most)))
}

fn keyword_field(field: Field) -> Option<IndexField> {
    match field {
        Field::Kind => Some(FIELDS.quote_kind),
        Field::DateSource => Some(FIELDS.date_source),
        Field::Lang => Some(FIELDS.lang),
        Field::Has => Some(FIELDS.has),
        _ => None,
    }
}

/// A path, everything under a folder, or what a pattern matches.
fn path_query(pattern: &Pattern, span: Span) -> Result<Box<dyn Query>> {
    match pattern.as_literal() {
        Some(path) => {
            let path = path.trim_start_matches("./").trim_end_matches('/');
            let exact = term_query(Term::from_field_text(FIELDS.path, path));
            let mut below = vec![PatternPiece::Literal(format!("{path}/")), PatternPiece::AnyChars];
            if path.is_empty() {
                below.remove(0);
            }
            Ok(any_of(vec![exact, dictionary(FIELDS.path, &Pattern(below), span)?]))
        }
        None => dictionary(FIELDS.path, pattern, span),
    }
}

fn id_query(pattern: &Pattern, span: Span) -> Result<Box<dyn Query>> {
    let in_block = match pattern.as_literal() {
        Some(id) => term_query(Term::from_field_text(FIELDS.block, &block_key(id))),
        None => dictionary(FIELDS.block, pattern, span)?,
    };
    // The whole block has the key; the article is meant.
    Ok(Box::new(BooleanQuery::intersection(vec![in_block, Box::new(KindQuery(Kind::Article))])))
}

fn dictionary(field: IndexField, pattern: &Pattern, span: Span) -> Result<Box<dyn Query>> {
    let Some(wildcard) = Wildcard::new(pattern) else {
        let kind = ErrorKind::WildcardTooLong { typed: String::new(), limit: wildcard::MAX_LENGTH };
        return Err(Error::query(span, kind, "write fewer letters and a `*`"));
    };
    Ok(Box::new(DictionaryQuery::new(field, wildcard)))
}

/// Documents with any term in a field.
pub(super) fn any_term(field: IndexField) -> Box<dyn Query> {
    let any = Pattern(vec![PatternPiece::AnyChars]);
    match Wildcard::new(&any) {
        Some(wildcard) => filter(Box::new(DictionaryQuery::new(field, wildcard))),
        None => Box::new(EmptyQuery),
    }
}
