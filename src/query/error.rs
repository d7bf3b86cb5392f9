//! What can be wrong with a query, where, and what to type instead.

use crate::article::Span;

/// A reading that the user may not have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where in the query.
    pub span: Span,
    /// How it was read.
    pub message: String,
    /// What to type if something else was meant.
    pub hint: String,
}
