//! Names and phrases that stand for a date: "Christmas Eve 1914", "9/11", "at the moment"; and those that do not.

use super::super::expression::{Base, Expression, Fields, Point};
use super::{Grammar, Parsed};
use crate::lexicon::dates::{Meaning, Phrase, Shift, Unit};

impl Grammar<'_> {
    /// The longest phrase that begins at `at`: what it means, and where it ends.
    pub(super) fn phrase(&self, at: usize) -> Parsed<Meaning> {
        let phrases = self.dates.phrases(self.word(at));
        phrases.iter().find_map(|phrase| Some((phrase.meaning, self.phrase_end(phrase, at)?)))
    }

    /// A phrase that begins with a number.
    pub(super) fn numeric_phrase(&self, at: usize) -> Parsed<Meaning> {
        let phrases = self.dates.numeric_phrases();
        let (meaning, end) = phrases.iter().find_map(|phrase| Some((phrase.meaning, self.phrase_end(phrase, at)?)))?;
        let goes_on = self.is_mark(end, &["/"]) && self.is_glued(end);
        (!goes_on).then_some((meaning, end))
    }

    fn phrase_end(&self, phrase: &Phrase, at: usize) -> Option<usize> {
        let end = at + phrase.words.len();
        let same = |(at, word): (usize, &&str)| self.in_sentence(at) && is_printed(self.prose.str(at), word);
        (at..end).zip(&phrase.words).all(same).then_some(end)
    }

    /// The expression that a phrase is.
    pub(super) fn meant(&self, (meaning, end): (Meaning, usize)) -> Parsed<Expression> {
        let point = |base: Base| Expression::Point(base.into());
        Some(match meaning {
            Meaning::Nothing => return None,
            Meaning::Vague(vague) => (Expression::Vague(vague), end),
            Meaning::Once(year, month, day) => {
                let fields = Fields { year: Some(year), month: Some(month), day: Some(day), ..Fields::default() };
                (point(Base::Fields(fields)), end)
            }
            Meaning::Yearly(day) => {
                if !self.is_capitalised(end - 1) && !self.prose.str(end - 1).starts_with(['\'', '’']) {
                    return None;
                }
                let (year, shift, next) = self.year_of_named(end);
                let (time, next) = self.part_after(next);
                (Expression::Point(Point { base: Base::Named(day, year, shift), edge: None, time }), next)
            }
        })
    }

    /// The year after a named day: "1914", ", 1914", "of 1914", "last year".
    fn year_of_named(&self, at: usize) -> (Option<i16>, Option<Shift>, usize) {
        if let Some((year, end)) = self.year_after(at) {
            return (Some(year), None, end);
        }
        match self.shifted_period(at) {
            Some((Point { base: Base::Shifted(shift, Unit::Year), .. }, end)) => (None, Some(shift), end),
            _ => (None, None, at),
        }
    }
}

/// Whether a token is a word of a phrase, in any case and with either apostrophe.
fn is_printed(token: &str, word: &str) -> bool {
    // So nearly always: neither an apostrophe nor a full stop makes the difference.
    let (Some(last), Some(first)) = (token.as_bytes().last(), token.as_bytes().first()) else { return false };
    if first.is_ascii() && *last != b'.' {
        return token.eq_ignore_ascii_case(word);
    }
    match (token.strip_prefix('’'), word.strip_prefix('\'')) {
        (Some(token), Some(word)) => token.eq_ignore_ascii_case(word),
        _ => token.trim_end_matches('.').eq_ignore_ascii_case(word),
    }
}
