//! Periods named by their place: "last week", "the end of 1776", "the third quarter of last year", "that summer".

use super::super::expression::{Base, Count, Duration, Expression, Fields, Point, Side, TimeOfDay};
use super::super::numeral::Numeral;
use super::{Grammar, Parsed};
use crate::lexicon::dates::{Direction, Edge, Glue, Meaning, Part, Season, Shift, Unit, Vague};
use crate::text::TokenKind;

impl Grammar<'_> {
    /// A period inside another expression, where every reading as a date is the right one.
    fn inner(&self, at: usize) -> Parsed<Point> {
        let ordinal = self.ordinal_period(self.skip_glue(at, Glue::The));
        ordinal.map(|(base, end)| (Point::from(base), end)).or_else(|| self.whole(at))
    }

    /// A period that is no part of another, so that "the third week of the third week of …" has an end.
    fn whole(&self, at: usize) -> Parsed<Point> {
        let start = self.skip_glue(at, Glue::The);
        let has_article = start > at;
        let base = |(base, end): (Base, usize)| (Point::from(base), end);
        let fields = |(fields, end): (Fields, usize)| (Point::from(Base::Fields(fields)), end);
        if let Some((Meaning::Yearly(day), end)) = self.phrase(start) {
            return self.meant((Meaning::Yearly(day), end)).and_then(|(expression, end)| match expression {
                Expression::Point(point) => Some((point, end)),
                _ => None,
            });
        }
        self.full_date(start)
            .map(fields)
            .or_else(|| self.weekday_point(start))
            .or_else(|| self.deictic(start))
            .or_else(|| Some(fields((Fields { month: Some(self.month(start)?), ..Fields::default() }, start + 1))))
            .or_else(|| {
                self.year(start).map(|(year, end)| fields((Fields { year: Some(year), ..Fields::default() }, end)))
            })
            .or_else(|| self.decade_inside(start).map(base))
            .or_else(|| self.season(start).map(base))
            .or_else(|| self.shifted_period(start))
            .or_else(|| self.fiscal(start).map(base))
            .or_else(|| self.when(has_article, || self.named_unit(start)).map(base))
    }

    /// "1990s", "nineties", with or without apostrophe, whatever stands before.
    fn decade_inside(&self, at: usize) -> Parsed<Base> {
        let start = if self.is_mark(at, &["'", "’", "‘"]) { at + 1 } else { at };
        if let Some(decade) = self.word(start).decade {
            return Some((Base::Decade(decade.into()), start + 1));
        }
        match self.numeral(start)? {
            Numeral::Plural { value, n_digits: 2 | 4 } if value % 10 == 0 => {
                Some((Base::Decade(i16::try_from(value).ok()?), start + 1))
            }
            _ => None,
        }
    }

    /// "year" after "the": the one that is talked about; "the year 1789".
    fn named_unit(&self, at: usize) -> Parsed<Base> {
        let word = self.word(at);
        let unit = word.unit.filter(|unit| !word.plural && *unit >= Unit::Day && *unit != Unit::Fortnight)?;
        if let Some((year, end)) = self.when(unit == Unit::Year, || self.year(at + 1)) {
            return Some((Base::Fields(Fields { year: Some(year), ..Fields::default() }), end));
        }
        Some((Base::Shifted(Shift::That, unit), at + 1))
    }

    /// "today", "yesterday evening", "tonight"; never the newspaper.
    pub(super) fn deictic(&self, at: usize) -> Parsed<Point> {
        let word = self.word(at);
        let day = word.day?;
        let token = self.prose.tokens[at];
        if token.is_capitalised()
            && !token.is_all_caps()
            && self.is_capitalised(at.wrapping_sub(1))
            && !self.begins_sentence(at)
        {
            return None;
        }
        let (time, end) = match word.part {
            Some(part) => (Some(TimeOfDay::Part(part)), at + 1),
            None => self.part_after(at + 1),
        };
        Some((Point { base: Base::Day(day), edge: None, time }, end))
    }

    /// "early May", "the end of last year", "mid-1990s", "later in the day", "the early months of 2022".
    pub(super) fn edged(&self, at: usize) -> Parsed<Point> {
        let edge = self.word(at).edge?;
        let mut start = at + 1;
        let hyphen = self.is_hyphen(start) && self.is_glued(start) && self.is_glued(start + 1);
        if hyphen || self.is_glue(start, Glue::Of) {
            start += 1;
        } else if matches!(edge, Edge::Start | Edge::End) {
            return None;
        } else if self.word(start).is_preposition && matches!(self.prose.str(start), "in" | "on") {
            start += 1;
        } else if self.word(start).unit.is_some() && self.word(start).plural && self.is_glue(start + 1, Glue::Of) {
            start += 2;
        }
        let (point, end) = self.inner(start)?;
        let takes_edge = point.edge.is_none();
        takes_edge.then_some((Point { edge: Some(edge), ..point }, end))
    }

    /// What begins with "last", "this", "next", "that" …: a period, or a length of time on one side of now.
    pub(super) fn shifted(&self, at: usize) -> Parsed<Expression> {
        let shift = self.word(at).shift?;
        let has_article = self.before(at).glue == Some(Glue::The);
        let next = at + 1;
        if let Some((side, end)) = self.shifted_span(shift, next) {
            return Some((side, end));
        }
        if shift == Shift::Past && has_article && self.token(next).is_none_or(|token| token.kind == TokenKind::Mark) {
            return Some((Expression::Vague(Vague::Past), next));
        }
        let (point, end) = self.shifted_period(at)?;
        if let Base::Shifted(shift, unit) = point.base {
            if let Some((of, end)) = self.nth_of(shift, unit, end) {
                return Some((Expression::Point(of.into()), end));
            }
            if let Some(expression) = self.with_article(at, shift, unit, has_article) {
                return Some((expression, end));
            }
            if matches!(shift, Shift::Final | Shift::These) || has_article && shift == Shift::Last && unit == Unit::Day
            {
                return None;
            }
        }
        Some((Expression::Point(point), end))
    }

    /// What "the" makes of "last year", "next day": a length of time, or a neighbour of the date last named.
    fn with_article(&self, at: usize, shift: Shift, unit: Unit, has_article: bool) -> Option<Expression> {
        let duration = |side| Expression::Duration(Duration { count: Count::ONE, unit, side: Some(side) });
        let over = has_article && at >= 2 && self.word(at - 2).is_span;
        match shift {
            Shift::Past => Some(duration(Side::UpToNow)),
            Shift::Last
                if has_article
                    && !matches!(unit, Unit::Quarter | Unit::Weekend | Unit::Century)
                    && unit > Unit::Day =>
            {
                Some(duration(Side::UpToNow))
            }
            Shift::Next if over && unit > Unit::Day => Some(duration(Side::FromNow)),
            Shift::Next if has_article => Some(Expression::Point(Base::Neighbour(1, unit).into())),
            Shift::Following => Some(Expression::Point(Base::Neighbour(1, unit).into())),
            Shift::Previous => Some(Expression::Point(Base::Neighbour(-1, unit).into())),
            _ => None,
        }
    }

    /// "the past nine days", "the next few years", "recent weeks".
    fn shifted_span(&self, shift: Shift, at: usize) -> Parsed<Expression> {
        let side = match shift {
            Shift::Last | Shift::Past | Shift::Previous | Shift::These => Some(Side::UpToNow),
            Shift::Next | Shift::Coming | Shift::Following => Some(Side::FromNow),
            Shift::That | Shift::Same | Shift::Final => return None,
            Shift::This | Shift::Current => None,
        };
        let (count, start) = self.count(at).unwrap_or((Count::Vague, at));
        let start = self.skip_stretch(start);
        let word = self.word(start);
        let unit = word.unit.filter(|_| word.plural || count == Count::ONE && start > at)?;
        let these = self.prose.str(at - 1).eq_ignore_ascii_case("these");
        if these && unit == Unit::Day && start == at {
            return Some((Expression::Vague(Vague::Present), start + 1));
        }
        Some((Expression::Duration(Duration { count, unit, side }), start + 1))
    }

    /// "last week", "next June", "that summer", "this morning", "this past Friday".
    pub(super) fn shifted_period(&self, at: usize) -> Parsed<Point> {
        let mut shift = self.word(at).shift?;
        let mut next = at + 1;
        if let (Shift::This | Shift::That, Some(second)) = (shift, self.word(next).shift) {
            shift = match second {
                Shift::Past | Shift::Last => Shift::Last,
                Shift::Coming | Shift::Next => Shift::Next,
                Shift::Same => Shift::That,
                _ => shift,
            };
            next += 1;
        }
        if self.word(next).is_fiscal || self.word(next).is_calendar {
            next += 1;
        }
        let word = self.word(next);
        let base = |base| Some((Point::from(base), next + 1));
        if let Some((Meaning::Yearly(day), end)) = self.phrase(next) {
            return Some((Base::Named(day, None, Some(shift)).into(), end));
        }
        if word.weekday.is_some() {
            return self.shifted_weekday(shift, next);
        }
        if self.month(next).is_some() {
            let (fields, end) = self
                .month_first(next)
                .filter(|(fields, _)| fields.year.is_none())
                .unwrap_or((Fields { month: word.month, ..Fields::default() }, next + 1));
            return Some((Base::ShiftedFields(shift, fields).into(), end));
        }
        if let Some(season) = word.season {
            return base(Base::Season(season, None, Some(shift)));
        }
        if let Some(part) = word.part.filter(|_| !word.plural) {
            return Some((self.shifted_part(shift, part)?, next + 1));
        }
        let unit = word.unit.filter(|unit| !word.plural && *unit >= Unit::Night)?;
        base(Base::Shifted(shift, unit))
    }

    fn shifted_weekday(&self, shift: Shift, at: usize) -> Parsed<Point> {
        let (weekday, end) = self.weekday(at)?;
        let fields = Fields { weekday: Some(weekday), ..Fields::default() };
        let (time, end) = self.part_after(end);
        Some((Point { base: Base::ShiftedFields(shift, fields), edge: None, time }, end))
    }

    /// "this morning", "last night", "that evening", "the next morning".
    fn shifted_part(&self, shift: Shift, part: Part) -> Option<Point> {
        let base = match shift {
            Shift::This => Base::Day(0),
            Shift::Last if matches!(part, Part::Night | Part::Evening) => Base::Day(-1),
            Shift::That | Shift::Same => Base::Shifted(Shift::That, Unit::Day),
            Shift::Next | Shift::Following => Base::Neighbour(1, Unit::Day),
            Shift::Previous => Base::Neighbour(-1, Unit::Day),
            _ => return None,
        };
        Some(Point { base, edge: None, time: Some(TimeOfDay::Part(part)) })
    }

    /// "the last week of March", "the final quarter of 2009": what follows the unit.
    fn nth_of(&self, shift: Shift, unit: Unit, at: usize) -> Parsed<Base> {
        if !matches!(shift, Shift::Last | Shift::Final) || !self.is_glue(at, Glue::Of) {
            return None;
        }
        let (point, end) = self.inner(at + 1)?;
        Some((Base::Nth(-1, unit, Box::new(point.base)), end))
    }

    /// A season at the head of an expression; "spring" and "fall" need a sign that they are seasons.
    pub(super) fn top_season(&self, at: usize) -> Parsed<Base> {
        let (base, end) = self.season(at)?;
        let said = matches!(base, Base::Season(_, Some(_), _) | Base::Season(_, _, Some(_)));
        if !said && self.is_season_name(at) {
            return None;
        }
        (said || !self.word(at).is_ambiguous || self.is_season_sign(at)).then_some((base, end))
    }

    /// Whether a season begins a name: "Summer Rowe said", but "the Winter War".
    fn is_season_name(&self, at: usize) -> bool {
        let before = self.before(at);
        let within = at > 0 && !self.begins_sentence(at) && self.is_capitalised(at - 1);
        self.is_capitalised(at)
            && self.is_capitalised(at + 1)
            && before.glue.is_none()
            && !before.is_preposition
            && !within
    }

    /// Whether what stands around "spring" or "fall" makes it a season.
    fn is_season_sign(&self, at: usize) -> bool {
        let (before, next) = (self.before(at), self.word(at + 1));
        let the_end = !self.is_lower_word(at + 1) || next.is_preposition || next.glue == Some(Glue::And);
        let phrase = before.is_span || before.is_season_sign;
        let article = matches!(before.glue, Some(Glue::The | Glue::A));
        let named = article && self.word(at).season == Some(Season::Spring) && self.is_lower_word(at + 1);
        (before.glue == Some(Glue::The) && the_end || phrase || named) && next.glue != Some(Glue::Of)
    }

    /// "summer", "the fall of 1943", "spring 2010".
    pub(super) fn season(&self, at: usize) -> Parsed<Base> {
        let season = self.word(at).season?;
        let after = self.skip_glue(at + 1, Glue::Of);
        if let Some((year, end)) = self.year(after) {
            return Some((Base::Season(season, Some(year), None), end));
        }
        if let Some((Point { base: Base::Shifted(shift, Unit::Year), .. }, end)) =
            self.when(after > at + 1 || self.word(after).shift.is_some(), || self.shifted_period(after))
        {
            return Some((Base::Season(season, None, Some(shift)), end));
        }
        Some((Base::Season(season, None, None), at + 1))
    }

    /// What begins with an ordinal: "third quarter of 2009", "20th century", "first three years", "first week of May".
    pub(super) fn ordinal(&self, at: usize) -> Parsed<Expression> {
        if let Some((base, end)) = self.ordinal_period(at) {
            return Some((Expression::Point(base.into()), end));
        }
        let (_, next) = self.ordinal_number(at)?;
        let repeated = self.skip_stretch(next);
        if let Some(unit) =
            self.word(repeated).unit.filter(|unit| repeated > next && *unit >= Unit::Day && !self.word(repeated).plural)
        {
            return Some((Expression::Point(Base::Shifted(Shift::This, unit).into()), repeated + 1));
        }
        let (count, start) = self.count(next)?;
        let start = self.skip_stretch(start);
        let word = self.word(start);
        let unit = word.unit.filter(|_| word.plural)?;
        Some((Expression::Duration(Duration { count, unit, side: None }), start + 1))
    }

    /// A quarter, half, century or part of a period, by its ordinal.
    fn ordinal_period(&self, at: usize) -> Parsed<Base> {
        let (n, next) = self.ordinal_number(at)?;
        let next = if self.is_hyphen(next) && self.is_glued(next) { next + 1 } else { self.skip_fiscal(next) };
        let word = self.word(next);
        let of = || {
            let after = self.skip_glue(next + 1, Glue::Of);
            self.whole(self.skip_mark(after, ","))
        };
        match word.unit.filter(|_| !word.plural) {
            Some(Unit::Quarter) if n <= 4 => Some(match of() {
                Some((Point { base: Base::Fields(Fields { year: Some(year), month: None, .. }), .. }, end)) => {
                    (Base::Quarter(n, Some(year)), end)
                }
                Some((Point { base: base @ Base::Shifted(_, Unit::Year), .. }, end)) => {
                    (Base::Nth(i8::try_from(n).ok()?, Unit::Quarter, Box::new(base)), end)
                }
                _ => (Base::Quarter(n, None), next + 1),
            }),
            Some(Unit::Century) => Some((Base::Century(i16::from(n) - 1), next + 1)),
            Some(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year | Unit::Weekend))
                if self.is_glue(next + 1, Glue::Of) =>
            {
                let (point, end) = of()?;
                Some((Base::Nth(i8::try_from(n).ok()?, unit, Box::new(point.base)), end))
            }
            None if word.is_half && n <= 2 => match of()? {
                (Point { base: Base::Fields(Fields { year: Some(year), month: None, .. }), .. }, end) => {
                    Some((Base::Half(n, Some(year)), end))
                }
                (Point { base: base @ Base::Shifted(_, Unit::Year), .. }, end) => {
                    Some((Base::HalfOf(n, Box::new(base)), end))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn skip_fiscal(&self, at: usize) -> usize {
        if self.word(at).is_fiscal || self.word(at).is_calendar { at + 1 } else { at }
    }

    /// "third", "20th", "twenty-first".
    fn ordinal_number(&self, at: usize) -> Parsed<u8> {
        if let Some(Numeral::Ordinal(n)) = self.numeral(at) {
            return Some((u8::try_from(n).ok()?, at + 1));
        }
        let word = self.word(at);
        if let Some(tens) = word.number.filter(|n| n % 10 == 0 && *n >= 20) {
            let next = if self.is_hyphen(at + 1) { at + 2 } else { at + 1 };
            return Some((tens + self.word(next).ordinal.filter(|n| *n < 10)?, next + 1));
        }
        word.ordinal.map(|n| (n, at + 1))
    }

    /// "Q3 2010", "H1".
    pub(super) fn short_quarter(&self, at: usize) -> Parsed<Base> {
        let word = self.word(at);
        if !self.is_capitalised(at) {
            return None;
        }
        let (year, end) = self.year(at + 1).map_or((None, at + 1), |(year, end)| (Some(year), end));
        match (word.quarter, word.half_year) {
            (Some(quarter), _) => Some((Base::Quarter(quarter, year), end)),
            (None, Some(half)) if year.is_some() => Some((Base::Half(half, year), end)),
            _ => None,
        }
    }

    /// "fiscal 2010", "fiscal year 2010".
    pub(super) fn fiscal(&self, at: usize) -> Parsed<Base> {
        if !self.word(at).is_fiscal {
            return None;
        }
        let next = if self.word(at + 1).unit == Some(Unit::Year) { at + 2 } else { at + 1 };
        let (year, end) = self.year(next)?;
        Some((Base::Fields(Fields { year: Some(year), ..Fields::default() }), end))
    }

    /// "the morning of April 19", "in the morning", "at night", "overnight".
    pub(super) fn part(&self, at: usize) -> Parsed<Expression> {
        let word = self.word(at);
        let part = word.part.filter(|_| !word.plural)?;
        let of = self.when(self.is_glue(at + 1, Glue::Of), || self.inner(at + 2));
        if let Some((point, end)) = of.filter(|(point, _)| point.time.is_none()) {
            let point = Point { time: Some(TimeOfDay::Part(part)), ..point };
            return Some((Expression::Point(point), end));
        }
        let point = || Expression::Point(Point { base: Base::Today, edge: None, time: Some(TimeOfDay::Part(part)) });
        let before = self.before(at);
        let in_the = before.glue == Some(Glue::The) && at >= 2 && self.word(at - 2).is_preposition;
        if in_the && !self.is_lower_word(at + 1) || word.unit.is_none() && part == Part::Night && before.glue.is_none()
        {
            return Some((point(), at + 1));
        }
        let at_night = before.is_preposition && matches!(self.prose.str(at - 1), "at" | "by" | "At" | "By");
        (at_night || part == Part::Daytime).then_some((Expression::AnyPart(part), at + 1))
    }

    /// A bare unit: "weeks", "a year", "per day", "the year 1789", "month's end", "the year".
    pub(super) fn unit(&self, at: usize) -> Parsed<Expression> {
        let word = self.word(at);
        let unit = word.unit?;
        let before = self.before(at);
        if word.plural {
            return self.plural_unit(at, unit);
        }
        match before.glue {
            Some(Glue::A) => self.one(at, unit),
            Some(Glue::Each) => Some((Expression::Every(Count::ONE, unit), at + 1)).filter(|_| unit >= Unit::Hour),
            Some(Glue::The) if self.word(at + 1).direction.is_some() && unit >= Unit::Day => {
                if unit == Unit::Day
                    && let Some(day) = self.second_neighbour(at + 1)
                {
                    return Some((Expression::Point(day.into()), at + 3));
                }
                Some((Expression::Point(self.beside(at + 1, unit)?.into()), at + 2))
            }
            Some(Glue::The) => {
                let (base, end) = self.named_unit(at)?;
                let is_year = matches!(base, Base::Fields(_));
                let certain = unit != Unit::Day || at >= 2 && self.word(at - 2).is_closing;
                let alone = self.is_named_alone(end)
                    || unit == Unit::Day && self.word(end).is_preposition && !self.is_glue(end, Glue::Of);
                (is_year || certain && alone).then_some((Expression::Point(base.into()), end))
            }
            _ if self.is_glue(at + 1, Glue::Possessive)
                && self.word(at + 2).edge == Some(Edge::End)
                && unit >= Unit::Week =>
            {
                let base = Base::Shifted(Shift::That, unit);
                Some((Expression::Point(Point { base, edge: Some(Edge::End), time: None }), at + 3))
            }
            _ => None,
        }
    }

    /// "before yesterday", "after tomorrow".
    fn second_neighbour(&self, at: usize) -> Option<Base> {
        match (self.word(at).direction?, self.word(at + 1).day?) {
            (Direction::Earlier, -1) => Some(Base::Day(-2)),
            (Direction::Later, 1) => Some(Base::Day(2)),
            _ => None,
        }
    }

    /// "the day before": of the date last named, or of an event that follows.
    fn beside(&self, at: usize, unit: Unit) -> Option<Base> {
        let ends = self.token(at + 1).is_none_or(|token| token.kind == TokenKind::Mark);
        match self.word(at).direction? {
            Direction::Earlier if ends => Some(Base::Neighbour(-1, unit)),
            Direction::Later if ends => Some(Base::Neighbour(1, unit)),
            Direction::Earlier | Direction::Later => Some(Base::BesideEvent(unit)),
            Direction::Ago | Direction::Hence => None,
        }
    }

    /// Whether "the year" ends its phrase, so that it means one year and not a kind of it.
    fn is_named_alone(&self, end: usize) -> bool {
        let next = self.word(end);
        !(self.is_glued(end) && (self.is_hyphen(end) || next.glue == Some(Glue::Possessive)))
            && !self.is_glue(end, Glue::Of)
            && !self.is_lower_word(end)
            && !self.is_capitalised(end)
    }

    /// "weeks": some of them, where no number and no other word that counts them stands before.
    fn plural_unit(&self, at: usize, unit: Unit) -> Parsed<Expression> {
        let before = self.before(at);
        let counted =
            at > 0 && (self.numeral(at - 1).is_some() || self.is_hyphen(at - 1)) || super::is_countable(before);
        let owned = before.glue == Some(Glue::Possessive)
            || self.is_glue(at + 1, Glue::Old)
            || self.is_glue(at + 2, Glue::Old) && self.is_hyphen(at + 1);
        if counted
            || owned
            || !(Unit::Minute..=Unit::Century).contains(&unit)
            || matches!(unit, Unit::Night | Unit::Quarter)
        {
            return None;
        }
        if unit == Unit::Weekend {
            return Some((Expression::Every(Count::ONE, unit), at + 1));
        }
        Some(self.counted(Count::Vague, unit, at + 1))
    }

    /// "daily"; not the newspaper.
    pub(super) fn frequency(&self, at: usize) -> Parsed<Expression> {
        let unit = self.word(at).every?;
        let token = self.prose.tokens[at];
        let is_title = token.is_capitalised()
            && !token.is_all_caps()
            && (!self.begins_sentence(at) || self.is_capitalised(at + 1));
        (!is_title).then_some((Expression::Every(Count::ONE, unit), at + 1))
    }

    /// "now", "recently", "the future", "the past".
    pub(super) fn vague(&self, at: usize) -> Parsed<Expression> {
        let vague = self.word(at).vague?;
        Some((Expression::Vague(vague), at + 1))
    }

    /// Past at most two of "more", "straight", "consecutive".
    pub(super) fn skip_stretch(&self, at: usize) -> usize {
        (at..at + 2).find(|next| !self.word(*next).is_stretch).unwrap_or(at + 2)
    }
}
