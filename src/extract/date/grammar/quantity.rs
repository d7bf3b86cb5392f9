//! Counted time: "three weeks", "a year ago", "two and a half decades later", "every two weeks", "22-year-old" (none).

use super::super::expression::{Base, Count, Duration, Expression};
use super::super::numeral::Numeral;
use super::{Grammar, Parsed};
use crate::lexicon::dates::{Direction, Glue, Unit};

impl Grammar<'_> {
    /// A number of units, and how they are used.
    pub(super) fn quantity(&self, at: usize) -> Parsed<Expression> {
        if self.word(at).is_half {
            return self.half(at);
        }
        let (count, next) = self.count(at)?;
        let start = self.to_unit(next);
        let word = self.word(start);
        let unit = word.unit.filter(|unit| *unit > Unit::Second || word.plural)?;
        let hyphenated = self.is_hyphen(start.wrapping_sub(1));
        let one = count == Count::ONE;
        if unit == Unit::Quarter && (hyphenated || start == next && self.is_glue(start + 1, Glue::Of)) {
            return None;
        }
        let attributive = start == next && self.is_lower_word(start + 1) || self.is_glue(start + 1, Glue::Possessive);
        if !word.plural && !hyphenated && !one && !attributive || self.is_age(start + 1) || unit == Unit::Night && one {
            return None;
        }
        let (count, end) = self.and_a_half(count, start + 1);
        if at > 0 && self.is_glue(at - 1, Glue::Each) {
            return Some((Expression::Every(count, unit), end));
        }
        Some(self.counted(count, unit, end))
    }

    /// What a counted unit is used for: "ago" and its like make it a point, else it is a length of time.
    pub(super) fn counted(&self, count: Count, unit: Unit, at: usize) -> (Expression, usize) {
        let duration = (Expression::Duration(Duration { count, unit, side: None }), at);
        let offset = |direction, end| (Expression::Point(Base::Offset(count, unit, direction).into()), end);
        let at = if self.is_glued(at) && self.is_mark(at, &["'", "’"]) { at + 1 } else { at };
        match self.word(at).direction {
            Some(Direction::Earlier | Direction::Later) if self.is_before_event(at) => duration,
            Some(direction) => offset(direction, at + 1),
            None if self.prose.tokens.get(at).is_some_and(|t| !t.is_capitalised())
                && self.prose.str(at) == "from"
                && self.prose.tokens.len() > at + 1
                && self.prose.str(at + 1) == "now" =>
            {
                offset(Direction::Hence, at + 2)
            }
            None => duration,
        }
    }

    /// Whether "before" or "after" goes on to an event, so that the days between are a length of time.
    fn is_before_event(&self, at: usize) -> bool {
        self.word(at).is_preposition
            && self.prose.tokens.get(at + 1).is_some_and(|t| t.kind != crate::text::TokenKind::Mark)
    }

    /// How many: "12", "2.5", "1,000", "twenty-five", "two hundred", "several", "a couple of".
    pub(super) fn count(&self, at: usize) -> Parsed<Count> {
        if let Some(numeral) = self.numeral(at) {
            return match numeral {
                Numeral::Plain { value, .. } | Numeral::Grouped(value) => {
                    let half = self.in_sentence(at + 1) && self.prose.str(at + 1) == "½";
                    Some(if half { (plus_half(Count::whole(value)), at + 2) } else { (Count::whole(value), at + 1) })
                }
                Numeral::Tenths(tenths) => Some((Count::Tenths(tenths), at + 1)),
                Numeral::Clock { .. } | Numeral::Ordinal(_) | Numeral::Plural { .. } | Numeral::Dotted(..) => None,
            };
        }
        let word = self.word(at);
        if word.is_vague_number {
            return Some((Count::Vague, at + 1));
        }
        if word.is_couple {
            return Some((Count::whole(2), self.skip_glue(at + 1, Glue::Of)));
        }
        if let Some(scale) = word.scale.filter(|_| self.before(at).glue == Some(Glue::A)) {
            return Some((Count::whole(scale.into()), at + 1));
        }
        self.number_in_words(at)
    }

    /// "five", "twenty-five", "two hundred", "one and a half".
    fn number_in_words(&self, at: usize) -> Parsed<Count> {
        let mut value = u32::from(self.word(at).number?);
        let mut end = at + 1;
        if value >= 20 {
            let next = if self.is_hyphen(end) { end + 1 } else { end };
            if let Some(ones) = self.word(next).number.filter(|n| *n < 10) {
                value += u32::from(ones);
                end = next + 1;
            }
        }
        if let Some(scale) = self.word(end).scale {
            value *= u32::from(scale);
            end += 1;
        }
        Some(self.and_a_half(Count::whole(value), end))
    }

    /// "and a half", if it stands there.
    fn and_a_half(&self, count: Count, at: usize) -> (Count, usize) {
        let mut next = at;
        let hyphen = |next: usize| if self.is_hyphen(next) && self.is_glued(next) { next + 1 } else { next };
        next = hyphen(next);
        if !self.is_glue(next, Glue::And) || !self.is_glue(hyphen(next + 1), Glue::A) {
            return (count, at);
        }
        next = hyphen(hyphen(next + 1) + 1);
        if self.word(next).is_half { (plus_half(count), next + 1) } else { (count, at) }
    }

    /// "half a century", "a half-hour", "half year".
    fn half(&self, at: usize) -> Parsed<Expression> {
        let mut next = at + 1;
        if self.is_hyphen(next) && self.is_glued(next) || self.is_glue(next, Glue::A) {
            next += 1;
        }
        let word = self.word(next);
        let unit = word.unit.filter(|_| !word.plural)?;
        if next == at + 1 && self.before(at).glue != Some(Glue::A) {
            return None;
        }
        let (count, unit) = match unit {
            Unit::Century => (Count::whole(50), Unit::Year),
            Unit::Decade => (Count::whole(5), Unit::Year),
            Unit::Year => (Count::whole(6), Unit::Month),
            Unit::Hour => (Count::whole(30), Unit::Minute),
            Unit::Day => (Count::whole(12), Unit::Hour),
            Unit::Month | Unit::Week | Unit::Millennium | Unit::Minute => (Count::Tenths(5), unit),
            _ => return None,
        };
        Some(self.counted(count, unit, next + 1))
    }

    /// "a year": once in each, after a number; else one of them.
    pub(super) fn one(&self, at: usize, unit: Unit) -> Parsed<Expression> {
        if unit < Unit::Minute || matches!(unit, Unit::Night | Unit::Quarter | Unit::Weekend) {
            return None;
        }
        let article = at - 1;
        let rate = article > 0
            && !self.begins_sentence(article)
            && (self.numeral(article - 1).is_some()
                || self.word(article - 1).is_rate
                || self.word(article - 1).unit.is_some() && self.word(article - 1).plural
                || self.word(article - 1).number.is_some()
                || self.is_mark(article - 1, &["%"]));
        if rate {
            return Some((Expression::Every(Count::ONE, unit), at + 1));
        }
        if self.is_age(at + 1) {
            return None;
        }
        let (count, end) = self.and_a_half(Count::ONE, at + 1);
        let (expression, end) = self.counted(count, unit, end);
        let is_duration = matches!(expression, Expression::Duration(_));
        let plain = is_duration && (unit <= Unit::Minute || self.is_glue(end, Glue::Of) && unit <= Unit::Day);
        (!plain).then_some((expression, end))
    }

    /// The unit after a count, past "-", "more", "straight".
    fn to_unit(&self, at: usize) -> usize {
        let next = if self.is_hyphen(at) && self.is_glued(at) { at + 1 } else { at };
        self.skip_stretch(next)
    }

    /// "-old", " old" after a unit: an age, not a time.
    fn is_age(&self, at: usize) -> bool {
        self.is_glue(at, Glue::Old) || self.is_hyphen(at) && self.is_glue(at + 1, Glue::Old)
    }
}

fn plus_half(count: Count) -> Count {
    match count {
        Count::Tenths(tenths) => Count::Tenths(tenths.saturating_add(5)),
        Count::Vague => Count::Vague,
    }
}
