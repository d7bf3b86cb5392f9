//! The query language: text to a tree, with a reason and a fix for everything that is wrong.
//!
//! `parse("speaker:Trump date:2019", today)` → [`Query`]. Pure: it knows no index and no clock.

mod ast;
mod error;
mod field;

pub use ast::{
    Bound, Case, DateValue, Distance, DistanceUnit, Expr, Interval, NearPlace, Nearness, Node, NumberRange, Pattern,
    PatternPiece, Phrase, Proximity, Query, Slot, Spanned, Term,
};
pub use error::Warning;
pub use field::{FIELDS, Field, FieldInfo, ValueType};
