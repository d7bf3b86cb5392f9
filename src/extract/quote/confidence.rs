//! How often a quote found this way is right: words and speaker both.
//!
//! A linear model over what found the quote, fitted to quotes of articles that the other models had
//! not seen. Of quotes given .9, nine in ten should be right; `data/tools/train_quotes.rs` prints the table.

use super::model::{Feature, Kind, Model, Tag, Value, bucket};
use super::resolve::Voice;
use super::rule::Rule;
use super::{Draft, QuoteKind};
use crate::article::Confidence;

/// What speaks for a quote being right.
pub(super) fn features(draft: &Draft, kind: QuoteKind, n_words: usize, n_since: usize) -> Vec<Feature> {
    let rule: Value = (draft.rule as usize).into();
    let kind: Value = match kind {
        QuoteKind::Direct => Tag::Quotation,
        QuoteKind::Indirect => Tag::Bare,
        QuoteKind::Mixed => Tag::That,
    }
    .into();
    let voice: Value = match (&draft.spoken.voice, draft.spoken.by_pronoun) {
        (None, _) => Tag::Edge,
        (Some(Voice::Person(_) | Voice::Stated(_)), true) => Tag::Pronoun,
        (Some(Voice::Person(_) | Voice::Stated(_)), false) => Tag::Name,
        (Some(_), true) => Tag::They,
        (Some(Voice::Name(_)), false) => Tag::Proper,
        (Some(Voice::Nominal(_)), false) => Tag::NounEnd,
    }
    .into();
    let score: Value = score_bucket(draft.score).into();
    let belief: Value = ((draft.spoken.belief * 5.0) as usize).into();
    let feature = Feature::new;
    vec![
        feature(Kind::Bias, kind, kind),
        feature(Kind::Pattern, rule, kind),
        feature(Kind::Subject, rule, voice),
        feature(Kind::Object, voice, kind),
        feature(Kind::Rank, score, rule),
        feature(Kind::Followed, score, kind),
        feature(Kind::Sex, belief, voice),
        feature(Kind::Recent, belief, rule),
        feature(Kind::Length, bucket(n_words).into(), kind),
        feature(Kind::Count, bucket(n_words).into(), rule),
        feature(Kind::Distance, bucket(n_since).into(), rule),
        feature(Kind::Case, draft.spoken.mention.is_some().into(), rule),
    ]
}

fn score_bucket(score: f32) -> usize {
    ((score + 1.0) * 1.5).clamp(0.0, 12.0) as usize
}

/// The confidence of a quote with these features; rules that gold tells nothing of have their own.
pub(super) fn of(model: &Model, rule: Rule, features: &[Feature]) -> Confidence {
    let fixed = match rule {
        Rule::Speech => Some(0.99),
        Rule::Turn => Some(0.93),
        _ => None,
    };
    Confidence::new(fixed.unwrap_or_else(|| probability(model.score(features))))
}

/// A shrunken fit is timid: what it gives 85 in a hundred is right nine times in ten.
const BOLDNESS: f32 = 1.3;

/// The chance of being right at these log odds.
pub(super) fn probability(score: f32) -> f32 {
    1.0 / (1.0 + (-score * BOLDNESS).exp())
}
