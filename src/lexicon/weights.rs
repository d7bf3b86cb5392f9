//! Weights of the linear models that judge quotes, as fitted: tables for `extract` to read.

/// Whether a cue reports somebody's words.
pub const REPORT: &str = include_str!("../../data/en/report_weights.tsv");
/// Where a reported clause ends.
pub const CLAUSE_END: &str = include_str!("../../data/en/clause_end_weights.tsv");
/// Whom a pronoun means.
pub const ANTECEDENT: &str = include_str!("../../data/en/antecedent_weights.tsv");
/// How sure a quote and its speaker are.
pub const CONFIDENCE: &str = include_str!("../../data/en/confidence_weights.tsv");
