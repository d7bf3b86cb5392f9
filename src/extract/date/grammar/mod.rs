//! From tokens to [`Expression`]s: "the 3rd of May, 1921" → day 3, month 5, year 1921.
//!
//! One pass over the tokens; rules look only at tokens that can begin a date, and each reads a
//! bounded number of tokens ahead. What day an expression means is not decided here.

mod clock;
mod fields;
mod period;
mod quantity;

use super::expression::{Base, Expression, Found, Point, TimeOfDay};
use super::numeral::Numeral;
use crate::lexicon::{DateWord, DateWords, Glue, Vague};
use crate::text::{Prose, TokenKind};

/// Finds every date expression of a text, in order, none overlapping another.
pub(super) fn find(prose: &Prose<'_>) -> Vec<Found> {
    let grammar = Grammar::new(prose);
    let mut found = Vec::new();
    let mut at = 0;
    while at < prose.tokens.len() {
        match grammar.expression(at) {
            Some(end) => at = grammar.push(at, end, &mut found),
            None => at += 1,
        }
    }
    found
}

/// The first calendar date in a text that names at least a year, month or day, such as metadata give.
pub(super) fn first_fields(prose: &Prose<'_>) -> Option<super::expression::Fields> {
    let grammar = Grammar::new(prose);
    (0..prose.tokens.len()).find_map(|at| grammar.full_date(at)).map(|(fields, _)| fields)
}

/// The tokens and what their words say of dates.
pub(super) struct Grammar<'p> {
    prose: &'p Prose<'p>,
    dates: &'static DateWords,
}

/// An expression and where it ends.
type Parsed<T> = Option<(T, usize)>;

impl<'p> Grammar<'p> {
    pub(super) fn new(prose: &'p Prose<'p>) -> Self {
        Self { prose, dates: &prose.lexicon.dates }
    }

    /// The expression that begins at a token, with its end.
    fn expression(&self, at: usize) -> Parsed<Expression> {
        let token = self.prose.tokens[at];
        match token.kind {
            TokenKind::Mark => None,
            TokenKind::Number => self.at_number(at),
            TokenKind::Word => {
                let word = self.dates.get(token.word);
                if word.begins { self.at_word(at, word) } else { None }
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
        found.push(Found { first, end, expression });
        end
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
            Expression::Point(Point { base: Base::Today | Base::Day(_), .. })
            | Expression::Weekdays(_)
            | Expression::AnyPart(_)
            | Expression::Vague(Vague::Present) => false,
            _ => true,
        };
        while first > floor && first > 0 {
            let before = self.word(first - 1);
            let belongs = match before.glue {
                Some(Glue::The) => takes_article,
                Some(Glue::A) => takes_hedges || matches!(expression, Expression::Every(..)),
                Some(Glue::Each) => matches!(expression, Expression::Every(..)),
                _ => takes_hedges && before.is_hedge,
            };
            if !belongs || self.prose.tokens[first - 1].sentence != self.prose.tokens[at].sentence {
                break;
            }
            first -= 1;
        }
        first
    }

    /// What a token's word says of dates; nothing for numbers, marks and what lies outside.
    fn word(&self, at: usize) -> &'static DateWord {
        self.dates.get(self.prose.tokens.get(at).map(|token| token.word).unwrap_or_default())
    }

    fn numeral(&self, at: usize) -> Option<Numeral> {
        let token = self.prose.tokens.get(at)?;
        if token.kind == TokenKind::Number { Numeral::read(self.prose.str(at)) } else { None }
    }

    fn is_mark(&self, at: usize, marks: &[&str]) -> bool {
        self.prose.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Mark) && marks.contains(&self.prose.str(at))
    }

    fn is_hyphen(&self, at: usize) -> bool {
        self.is_mark(at, &["-", "–", "‑", "—"])
    }

    fn is_glue(&self, at: usize, glue: Glue) -> bool {
        self.word(at).glue == Some(glue)
    }

    fn is_glued(&self, at: usize) -> bool {
        self.prose.tokens.get(at).is_some_and(|token| token.is_glued())
    }

    fn is_capitalised(&self, at: usize) -> bool {
        self.prose.tokens.get(at).is_some_and(|token| token.is_capitalised())
    }

    /// Whether a lower-case word stands at `at`.
    fn is_lower_word(&self, at: usize) -> bool {
        self.prose.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word && !token.is_capitalised())
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
