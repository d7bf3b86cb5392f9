//! Nested queries.
