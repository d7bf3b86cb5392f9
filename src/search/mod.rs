//! Queries over the index: nested quote joins and the statistics that scores are made of.

pub mod join;
pub mod statistics;
