//! The query language: text to a tree, with a reason and a fix for everything that is wrong.
//!
//! ```
//! let today = jiff::civil::date(2025, 6, 1);
//! let query = dateline::query::parse("speaker:Trump said:“end this war” date:\"last year\"", today)?;
//! assert_eq!(query.to_string(), "quote{speaker:Trump said:\"end this war\"} date:2024");
//! # Ok::<(), dateline::query::QueryError>(())
//! ```
//!
//! [`parse`] lexes, parses and binds quote clauses into groups; [`parse_with_flags`] adds the command line's flags;
//! a [`Query`] prints in canonical form. Pure: it knows no index and no clock.

mod ast;
mod date;
mod dialect;
mod error;
mod field;
mod flags;
mod group;
mod habit;
mod lexer;
mod parser;
mod print;
mod said;
mod scalar;
mod term;

pub use ast::{
    Bound, Case, DateValue, Distance, DistanceUnit, Expr, Interval, NearPlace, Nearness, Node, NumberRange, Pattern,
    PatternPiece, Phrase, Proximity, Query, Slot, Spanned, Term,
};
pub use dialect::{Dialect, translate};
pub use error::{ErrorKind, QueryError, Side, Warning, render};
pub use field::{FIELDS, Field, FieldInfo, ValueType};
pub use flags::{Flag, FlagKind, compose};
pub use said::{flags_of_speaker, said_by};

use crate::article::Span;
use jiff::civil;
use lexer::Start;
use parser::{Parser, Scope};

/// The longest query that is read, in bytes.
pub const MAX_QUERY_BYTES: usize = 1 << 18;

/// The deepest nesting of brackets, and the longest chain of proximity operators.
pub const MAX_NESTING: usize = 64;

/// The most words that `NEAR/n` or `"…"~n` may bridge, and the most intervals that `ATLEASTn` may ask for.
pub const MAX_DISTANCE: u32 = 10_000;

/// What a query means; dates such as "last week" count from `today`.
pub fn parse(text: &str, today: civil::Date) -> Result<Query, QueryError> {
    parse_with_flags(text, &[], today)
}

/// What a query and flags mean together: all of both must hold. With flags the query may be blank.
///
/// The flags form one AND-list, in order, and the query another; spans, also those of the error, index
/// [`compose`]`(text, flags)`.
pub fn parse_with_flags(text: &str, flags: &[Flag], today: civil::Date) -> Result<Query, QueryError> {
    let composed = flags::composed(text, flags);
    if composed.text.len() > MAX_QUERY_BYTES {
        let hint = "split it into several queries";
        return Err(QueryError::new(Span::new(0, 0), ErrorKind::TooLong { limit: MAX_QUERY_BYTES }, hint));
    }
    flags::parse(composed, flags, today)
}

/// The tree of one stretch of query text as typed, quote groups not yet bound.
fn parse_stretch(
    text: &str,
    range: Span,
    scope: Scope,
    today: civil::Date,
) -> Result<(Node, Vec<Warning>), QueryError> {
    let start = if scope == Scope::Article { Start::Query } else { Start::Value };
    let tokens = lexer::lex(text, range, start)?;
    let (node, mut warnings) = Parser::new(text, &tokens, range, today).parse(scope)?;
    warnings.extend(habit::warnings(text, &tokens));
    warnings.sort_by_key(|warning| warning.span);
    Ok((node, warnings))
}

#[cfg(test)]
mod tests;
