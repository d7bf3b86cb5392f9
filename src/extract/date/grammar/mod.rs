//! From tokens to [`Expression`]s: "the 3rd of May, 1921" → day 3, month 5, year 1921.
//!
//! One pass over the tokens; rules look only at tokens that can begin a date, and each reads a
//! bounded number of tokens ahead. What day an expression means is not decided here.

mod clock;
mod fields;
mod period;
mod phrase;
mod quantity;

use super::expression::{Base, Expression, Fields, Found, Point, TimeOfDay};
use super::numeral::Numeral;
use crate::lexicon::dates::{DateWord, DateWords, Glue, Meaning, Vague};
use crate::text::{Prose, Token, TokenKind};
use std::cell::Cell;

/// Finds every date expression of a text, in order, none overlapping another.
pub(super) fn find(prose: &Prose<'_>) -> Vec<Found> {
    let grammar = Grammar::new(prose);
    let mut found = Vec::new();
    let mut at = 0;
    let begins = |token: &Token| match token.kind {
        TokenKind::Mark => false,
        TokenKind::Number => true,
        TokenKind::Word => grammar.dates.begins(token.word),
    };
    while let Some(ahead) = prose.tokens[at..].iter().position(begins) {
        at += ahead;
        match grammar.expression(at) {
            Some((Some(expression), end)) => at = grammar.push(at, (expression, end), &mut found),
            Some((None, end)) => at = end,
            None => at += 1,
        }
    }
    found
}

/// The tokens and what their words say of dates.
pub(crate) struct Grammar<'p> {
    prose: &'p Prose<'p>,
    dates: &'static DateWords,
    /// The sentence that rules may read in; any, where none is set.
    sentence: Cell<Option<u32>>,
}

/// An expression and where it ends.
pub(crate) type Parsed<T> = Option<(T, usize)>;

impl<'p> Grammar<'p> {
    pub(crate) fn new(prose: &'p Prose<'p>) -> Self {
        Self { prose, dates: &prose.lexicon.dates, sentence: Cell::new(None) }
    }

    /// Whether a token is a month or weekday.
    pub(crate) fn is_date_word(&self, at: usize) -> bool {
        let word = self.word(at);
        (word.month.is_some() && !word.is_ambiguous || word.weekday.is_some() && !word.short)
            || self.full_date(at).is_some()
    }

    /// One past a clock's time, its zone, or a weekday.
    pub(crate) fn time_of_day(&self, at: usize) -> Option<usize> {
        if let Some((_, end)) = self.clock(at) {
            return Some(end);
        }
        let is_clock = matches!(self.numeral(at), Some(Numeral::Clock { .. }));
        let word = self.word(at);
        let known = is_clock || word.zone.is_some() || word.meridiem.is_some() || word.weekday.is_some();
        known.then_some(at + 1)
    }

    /// Whether a token is "today", "yesterday" or their like.
    pub(crate) fn is_today(&self, at: usize) -> bool {
        self.word(at).day.is_some()
    }

    /// A weekday at the head of a dateline, with nothing else.
    pub(crate) fn weekday_alone(&self, at: usize) -> Parsed<super::Fields> {
        let (weekday, end) = self.weekday(at)?;
        Some((super::Fields { weekday: Some(weekday), ..Default::default() }, end))
    }

    /// The expression that begins at a token whose word can begin one, with its end; a name that is no date has an end only.
    fn expression(&self, at: usize) -> Parsed<Option<Expression>> {
        let token = self.prose.tokens[at];
        let some = |(expression, end)| (Some(expression), end);
        match token.kind {
            TokenKind::Mark => None,
            TokenKind::Number => {
                self.sentence.set(Some(token.sentence));
                self.at_number(at).map(some)
            }
            TokenKind::Word => {
                let word = self.dates.get(token.word);
                self.sentence.set(Some(token.sentence));
                match self.phrase(at) {
                    Some((Meaning::Nothing, end)) => Some((None, end)),
                    Some(phrase) => self.meant(phrase).map(some),
                    None => self.at_word(at, word).map(some),
                }
            }
        }
    }

    /// What begins with a word: the most specific reading first.
    fn at_word(&self, at: usize, word: &DateWord) -> Parsed<Expression> {
        let point = |(point, end): (Point, usize)| (Expression::Point(point), end);
        let base = |(base, end): (Base, usize)| (Expression::Point(base.into()), end);
        None.or_else(|| self.when(word.weekday.is_some(), || self.top_weekday(at)))
            .or_else(|| self.when(word.month.is_some(), || self.top_month(at).map(base)))
            .or_else(|| self.when(word.day.is_some(), || self.deictic(at).map(point)))
            .or_else(|| self.when(word.edge.is_some(), || self.edged(at).map(point)))
            .or_else(|| self.when(word.shift.is_some(), || self.shifted(at)))
            .or_else(|| self.when(word.season.is_some(), || self.top_season(at).map(base)))
            .or_else(|| self.when(word.ordinal.is_some(), || self.ordinal(at)))
            .or_else(|| self.when(is_countable(word), || self.quantity(at)))
            .or_else(|| self.when(word.clock.is_some(), || self.clock(at).map(point)))
            .or_else(|| self.when(word.part.is_some(), || self.part(at)))
            .or_else(|| self.when(word.unit.is_some(), || self.unit(at)))
            .or_else(|| {
                self.when(word.quarter.is_some() || word.half_year.is_some(), || self.short_quarter(at).map(base))
            })
            .or_else(|| self.when(word.is_fiscal, || self.fiscal(at).map(base)))
            .or_else(|| self.when(word.decade.is_some(), || self.decade_word(at).map(base)))
            .or_else(|| self.when(word.every.is_some(), || self.frequency(at)))
            .or_else(|| self.when(word.vague.is_some(), || self.vague(at)))
    }

    fn when<T>(&self, facet: bool, rule: impl FnOnce() -> Option<T>) -> Option<T> {
        if facet { rule() } else { None }
    }

    /// Files an expression, grown over the article and hedges before it; returns where to go on.
    fn push(&self, at: usize, (expression, end): (Expression, usize), found: &mut Vec<Found>) -> usize {
        let floor = found.last().map_or(0, |last: &Found| last.end);
        let first = self.grown(at, floor, &expression);
        let second = self.second_day(&expression, end);
        found.push(Found { first, end, expression });
        let Some((fields, next)) = second else { return end };
        if let Some(Found { expression: Expression::Point(Point { base: Base::Fields(first), .. }), .. }) =
            found.last_mut()
        {
            first.year = fields.year;
        }
        let point = Point::from(Base::Fields(fields));
        found.push(Found { first: end + 1, end: next, expression: Expression::Point(point) });
        next
    }

    /// The first token of the expression at `at` with what belongs before it: "the", "about", "more than".
    fn grown(&self, at: usize, floor: usize, expression: &Expression) -> usize {
        let mut first = at;
        let takes_hedges = matches!(expression, Expression::Duration(_))
            || matches!(expression, Expression::Point(Point { base: Base::Offset(..), .. }));
        let takes_article = match expression {
            Expression::Point(Point { base: Base::Fields(fields), edge, time }) => {
                edge.is_some()
                    || matches!(time, Some(TimeOfDay::Part(_)))
                    || fields.day.is_some() && self.is_day_first(at)
            }
            Expression::Point(Point { base: Base::Today | Base::Day(-1..=1), .. })
            | Expression::Weekdays(_)
            | Expression::AnyPart(_)
            | Expression::Vague(Vague::Present) => false,
            _ => true,
        };
        let takes_apostrophe = matches!(
            expression,
            Expression::Point(Point {
                base: Base::Decade(_) | Base::Fields(Fields { year: Some(_), month: None, .. }),
                ..
            })
        );
        if takes_apostrophe && first > floor && self.is_glued(first) && self.is_mark(first - 1, &["'", "’", "‘"]) {
            first -= 1;
        }
        while first > floor && first > 0 {
            let before = self.word(first - 1);
            let belongs = match before.glue {
                Some(Glue::The) => takes_article,
                Some(Glue::A) => takes_hedges || matches!(expression, Expression::Every(..)),
                Some(Glue::Each) => matches!(expression, Expression::Every(..)),
                _ => takes_hedges && before.is_hedge,
            };
            if !belongs {
                break;
            }
            first -= 1;
        }
        first
    }

    /// A token of the sentence that is read.
    fn token(&self, at: usize) -> Option<&Token> {
        let sentence = self.sentence.get();
        self.prose.tokens.get(at).filter(|token| sentence.is_none_or(|sentence| token.sentence == sentence))
    }

    fn in_sentence(&self, at: usize) -> bool {
        self.token(at).is_some()
    }

    /// What a token's word says of dates; nothing for numbers, marks and what lies outside the sentence.
    fn word(&self, at: usize) -> &'static DateWord {
        self.dates.get(self.token(at).map(|token| token.word).unwrap_or_default())
    }

    fn numeral(&self, at: usize) -> Option<Numeral> {
        if self.token(at)?.kind == TokenKind::Number { Numeral::read(self.prose.str(at)) } else { None }
    }

    fn is_mark(&self, at: usize, marks: &[&str]) -> bool {
        self.token(at).is_some_and(|t| t.kind == TokenKind::Mark) && marks.contains(&self.prose.str(at))
    }

    fn is_hyphen(&self, at: usize) -> bool {
        self.is_mark(at, &["-", "–", "‑", "—"])
    }

    fn is_glue(&self, at: usize, glue: Glue) -> bool {
        self.word(at).glue == Some(glue)
    }

    fn is_glued(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.is_glued())
    }

    fn is_capitalised(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.is_capitalised())
    }

    /// Whether a lower-case word stands at `at`.
    fn is_lower_word(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == TokenKind::Word && !token.is_capitalised())
    }

    /// The word before `at` in the same sentence.
    fn before(&self, at: usize) -> &'static DateWord {
        if self.begins_sentence(at) { self.dates.get(Default::default()) } else { self.word(at - 1) }
    }

    fn begins_sentence(&self, at: usize) -> bool {
        at == 0 || self.prose.tokens[at - 1].sentence != self.prose.tokens[at].sentence
    }

    /// `at`, or the token after it where that glue stands there.
    fn skip_glue(&self, at: usize, glue: Glue) -> usize {
        if self.is_glue(at, glue) { at + 1 } else { at }
    }

    fn skip_mark(&self, at: usize, mark: &str) -> usize {
        if self.is_mark(at, &[mark]) { at + 1 } else { at }
    }
}

fn is_countable(word: &DateWord) -> bool {
    word.number.is_some() || word.is_vague_number || word.is_couple || word.is_half || word.scale.is_some()
}
