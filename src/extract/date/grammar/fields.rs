//! Dates by their parts: "Friday, 3 May 1921", "May 3", "2019-05-03", "3/5/2019", "1921", "the 1920s".

use super::super::expression::{Base, Expression, Fields, Point, TimeOfDay};
use super::super::numeral::Numeral;
use super::{Grammar, Parsed};
use crate::lexicon::dates::{Glue, Shift, Unit};
use crate::text::TokenKind;

impl Grammar<'_> {
    /// A date of day, month and perhaps year and weekday, or of month and year.
    pub(crate) fn full_date(&self, at: usize) -> Parsed<Fields> {
        let (weekday, start) = match self.weekday(at) {
            Some((weekday, next)) => (Some(weekday), self.skip_glue(self.skip_mark(next, ","), Glue::The)),
            None => (None, at),
        };
        let (fields, end) = self.month_first(start).or_else(|| self.day_first(start)).or_else(|| self.digits(start))?;
        if weekday.is_some() && fields.day.is_none() {
            return None;
        }
        Some((Fields { weekday, ..fields }, end))
    }

    /// A date of month and perhaps day whose year is named by its place: "May last year", "January 24 of the same year".
    pub(super) fn with_relative_year(&self, fields: Fields, at: usize) -> Parsed<Base> {
        if fields.year.is_some() || fields.month.is_none() {
            return None;
        }
        let start = self.skip_glue(self.skip_glue(at, Glue::Of), Glue::The);
        match self.shifted_period(start)? {
            (Point { base: Base::Shifted(shift, Unit::Year), .. }, end) => Some((Base::OfYear(fields, shift), end)),
            _ => None,
        }
    }

    /// Whether the expression at `at` begins with a day of the month.
    pub(super) fn is_day_first(&self, at: usize) -> bool {
        matches!(self.numeral(at), Some(Numeral::Ordinal(_))) || self.word(at).ordinal.is_some()
    }

    /// "Friday", "Fri."; one written short needs its full stop or a date after it.
    pub(super) fn weekday(&self, at: usize) -> Parsed<u8> {
        let word = self.word(at);
        let weekday = word.weekday.filter(|_| !word.plural && self.is_capitalised(at))?;
        let mut end = at + 1;
        if word.short {
            let dotted = self.prose.str(at).ends_with('.');
            if !dotted && self.is_mark(end, &["."]) && self.is_glued(end) {
                end += 1;
            } else if !dotted {
                let next = self.skip_mark(end, ",");
                self.month_first(next).or_else(|| self.day_first(next))?;
            }
        }
        Some((weekday, end))
    }

    /// "May"; always with its capital.
    pub(super) fn month(&self, at: usize) -> Option<u8> {
        self.word(at).month.filter(|_| self.is_capitalised(at))
    }

    /// "May 3", "May 3, 1921", "May the 3rd", "May 1921", "May of 1921".
    pub(super) fn month_first(&self, at: usize) -> Parsed<Fields> {
        let month = self.month(at);
        month?;
        let after = at + 1;
        if let Some((year, end)) = self.year_after(after) {
            return Some((Fields { year: Some(year), month, ..Fields::default() }, end));
        }
        let start = self.skip_glue(after, Glue::The);
        let day = self.day_of_month(start).filter(|_| start == after || self.is_day_first(start))?;
        let (year, end) = match self.year_after(start + 1) {
            Some((year, end)) => (Some(year), end),
            None => (None, start + 1),
        };
        Some((Fields { year, month, day: Some(day), ..Fields::default() }, end))
    }

    /// "3 May 1921", "3rd of May", "10th inst."; also the first day of "3-5 May" and "the 3rd to the 5th of May".
    pub(super) fn day_first(&self, at: usize) -> Parsed<Fields> {
        let day = self.day_of_month(at).or_else(|| self.word(at).ordinal.filter(|_| self.is_glue(at + 1, Glue::Of)))?;
        let after = self.skip_glue(at + 1, Glue::Of);
        if let Some(instant) = self.word(after).instant.filter(|_| self.is_day_first(at)) {
            return Some((Fields { day: Some(day), instant: Some(instant), ..Fields::default() }, after + 1));
        }
        let month = self.month(after);
        if month.is_none() {
            return self.first_of_days(at, day);
        }
        if self.is_glued(after) || self.word(after).short && self.is_capitalised(after + 1) {
            return None;
        }
        let (year, end) = self.year_after(after + 1).map_or((None, after + 1), |(year, end)| (Some(year), end));
        Some((Fields { year, month, day: Some(day), ..Fields::default() }, end))
    }

    /// The first of two days that share their month: "3" in "3-5 May 1921".
    fn first_of_days(&self, at: usize, day: u8) -> Parsed<Fields> {
        let joined = self.is_hyphen(at + 1) || self.is_glue(at + 1, Glue::To) || self.is_glue(at + 1, Glue::And);
        let second = self.skip_glue(at + 2, Glue::The);
        if !joined || self.day_of_month(second)? <= day {
            return None;
        }
        let (fields, _) = self.day_first(second).filter(|(fields, _)| fields.month.is_some())?;
        Some((Fields { day: Some(day), ..fields }, at + 1))
    }

    /// The second of two days that share a month printed before them: "6" in "June 4-6, 2010", "5" in "May 4 and 5".
    pub(super) fn second_day(&self, first: &Expression, at: usize) -> Parsed<Fields> {
        let Expression::Point(Point { base: Base::Fields(fields), edge: None, time: None }) = first else {
            return None;
        };
        let day = fields.day.filter(|_| fields.month.is_some() && fields.year.is_none() && fields.instant.is_none())?;
        let hyphen = self.is_hyphen(at);
        if !hyphen && !self.is_glue(at, Glue::To) && !self.is_glue(at, Glue::And) {
            return None;
        }
        let second = self.day_of_month(at + 1).filter(|second| *second > day)?;
        if self.month(at + 2).is_some() || self.is_glue(at + 2, Glue::Of) || self.is_capitalised(at + 2) {
            return None;
        }
        let (year, end) = self.year_after(at + 2).map_or((None, at + 2), |(year, end)| (Some(year), end));
        let ends_here = year.is_some()
            || hyphen && self.is_glued(at + 1)
            || !self.is_lower_word(at + 2)
            || self.word(at + 2).is_preposition;
        ends_here.then_some((Fields { day: Some(second), year, weekday: None, ..*fields }, end))
    }

    /// A number that can be a day of the month and is neither part of another number nor a share.
    pub(super) fn day_of_month(&self, at: usize) -> Option<u8> {
        let day = self.numeral(at)?.day()?;
        let fraction = self.is_mark(at + 1, &["%", "/", "°", ":"]) && self.is_glued(at + 1);
        (!fraction).then_some(day)
    }

    /// A year after a month or day, perhaps after a comma or "of": "1921", ", 1921", "of 1921", "'21".
    pub(super) fn year_after(&self, at: usize) -> Parsed<i16> {
        let start = if self.is_mark(at, &[","]) || self.is_glue(at, Glue::Of) { at + 1 } else { at };
        self.year(start).or_else(|| self.apostrophe_year(start))
    }

    /// A number of four digits that can be a year.
    pub(super) fn year(&self, at: usize) -> Parsed<i16> {
        let year = self.numeral(at)?.year()?;
        let counted = self.word(at + 1).is_counted || self.is_mark(at + 1, &["%"]);
        (!counted).then_some((year, at + 1))
    }

    /// "'21": two digits after an apostrophe.
    fn apostrophe_year(&self, at: usize) -> Parsed<i16> {
        match self.numeral(at + 1) {
            Some(Numeral::Plain { value, n_digits: 2 })
                if self.is_mark(at, &["'", "’", "‘"]) && self.is_glued(at + 1) =>
            {
                Some((two_digit_year(value)?, at + 2))
            }
            _ => None,
        }
    }

    /// Dates of digits alone: "2019-05-03", "2019/05/03", "3/5/2019", "03.05.2019".
    pub(super) fn digits(&self, at: usize) -> Parsed<Fields> {
        let first = self.numeral(at)?;
        if let Numeral::Dotted(day, month, year) = first {
            return Some((year_month_day(year, month, day)?, at + 1));
        }
        let Numeral::Plain { value, n_digits } = first else { return None };
        let separator = self.prose.tokens.get(at + 1).filter(|t| t.kind == TokenKind::Mark && t.is_glued())?;
        if !matches!(self.prose.str(at + 1), "-" | "/") || separator.end - separator.start != 1 {
            return None;
        }
        let (Some(Numeral::Plain { value: second, n_digits: 1..=2 }), true) =
            (self.numeral(at + 2), self.is_glued(at + 2))
        else {
            return None;
        };
        if self.prose.tokens.get(at + 3).is_none() || self.prose.str(at + 3) != self.prose.str(at + 1) {
            return None;
        }
        let (third, end) = self.last_digits(at + 4)?;
        let fields = match (n_digits, third) {
            (4, Numeral::Plain { value: day, n_digits: 1..=2 }) => year_month_day(value, second, day)?,
            (1..=2, Numeral::Plain { value: year, n_digits: 4 }) => month_or_day_first(value, second, year)?,
            (1..=2, Numeral::Plain { value: year, n_digits: 2 }) if self.prose.str(at + 1) == "/" => {
                month_or_day_first(value, second, u32::try_from(two_digit_year(year)?).ok()?)?
            }
            _ => return None,
        };
        Some((fields, end))
    }

    /// The last number of a date of digits; "03T10:00:00Z" begins with one.
    fn last_digits(&self, at: usize) -> Parsed<Numeral> {
        if !self.is_glued(at) {
            return None;
        }
        let token = self.prose.str(at);
        let digits = token.split(['T', 't']).next().unwrap_or(token);
        Some((Numeral::read(digits)?, at + 1))
    }

    /// A weekday at the head of an expression, with the date or the part of the day that follows it.
    pub(super) fn top_weekday(&self, at: usize) -> Parsed<Expression> {
        if let Some((fields, end)) = self.full_date(at) {
            let (base, end) = self.with_relative_year(fields, end).unwrap_or((Base::Fields(fields), end));
            return Some((Expression::Point(base.into()), end));
        }
        let word = self.word(at);
        if word.plural {
            let weekday = word.weekday.filter(|_| self.is_capitalised(at))?;
            return Some((Expression::Weekdays(weekday), at + 1));
        }
        let (point, end) = self.weekday_point(at)?;
        let is_name = !self.begins_sentence(at)
            && self.before(at).glue == Some(Glue::The)
            && self.is_capitalised(end)
            && !self.prose.tokens[at].is_all_caps();
        (!is_name).then_some((Expression::Point(point), end))
    }

    /// "Friday", "Friday morning".
    pub(super) fn weekday_point(&self, at: usize) -> Parsed<Point> {
        let (weekday, end) = self.weekday(at)?;
        let base = Base::Fields(Fields { weekday: Some(weekday), ..Fields::default() });
        let (time, end) = self.part_after(end);
        Some((Point { base, edge: None, time }, end))
    }

    /// "morning", where it follows a day.
    pub(super) fn part_after(&self, at: usize) -> (Option<TimeOfDay>, usize) {
        let word = self.word(at);
        match word.part.filter(|_| !word.plural) {
            Some(part) => (Some(TimeOfDay::Part(part)), at + 1),
            None => (None, at),
        }
    }

    /// A month at the head of an expression; one that is also a word or a name needs a sign that it is a date.
    pub(super) fn top_month(&self, at: usize) -> Parsed<Base> {
        if let Some((fields, end)) = self.month_first(at) {
            return self.with_relative_year(fields, end).or(Some((Base::Fields(fields), end)));
        }
        let month = self.month(at)?;
        let fields = Fields { month: Some(month), ..Fields::default() };
        if let Some(found) = self.with_relative_year(fields, at + 1) {
            return Some(found);
        }
        let word = self.word(at);
        if word.short && !self.prose.str(at).ends_with('.') {
            return None;
        }
        let after_preposition = self.before(at).is_preposition;
        let is_name = self.is_capitalised(at + 1) && !after_preposition && self.word(at + 1).month.is_none();
        if word.is_ambiguous && (is_name || !self.is_month_sign_before(at)) {
            return None;
        }
        Some((Base::Fields(Fields { month: Some(month), ..Fields::default() }), at + 1))
    }

    /// Whether what stands before an ambiguous month's name makes it a month.
    fn is_month_sign_before(&self, at: usize) -> bool {
        let before = self.before(at);
        let article = matches!(before.glue, Some(Glue::The | Glue::A));
        before.is_preposition
            || matches!(before.glue, Some(Glue::And | Glue::To | Glue::Of))
                && at >= 2
                && self.word(at - 2).month.is_some()
            || article && self.is_lower_word(at + 1) && !self.word(at + 1).is_preposition
            || at > 0 && self.is_mark(at - 1, &["("])
            || at > 1 && self.is_hyphen(at - 1) && self.word(at - 2).month.is_some()
            || (self.is_hyphen(at + 1) || self.is_glue(at + 1, Glue::To)) && self.month(at + 2).is_some()
    }

    /// A number at the head of an expression.
    pub(super) fn at_number(&self, at: usize) -> Parsed<Expression> {
        let point = |(base, end): (Base, usize)| (Expression::Point(base.into()), end);
        if self.is_amount(at) {
            return None;
        }
        let fields = |parsed: Parsed<Fields>| parsed.map(|(fields, end)| point((Base::Fields(fields), end)));
        fields(self.digits(at))
            .or_else(|| self.numeric_phrase(at).and_then(|phrase| self.meant(phrase)))
            .or_else(|| {
                self.day_first(at).map(|(fields, end)| {
                    point(self.with_relative_year(fields, end).unwrap_or((Base::Fields(fields), end)))
                })
            })
            .or_else(|| fields(self.day_alone(at)))
            .or_else(|| self.clock(at).map(|(p, end)| (Expression::Point(p), end)))
            .or_else(|| self.quantity(at))
            .or_else(|| self.decade_digits(at).map(point))
            .or_else(|| self.when(self.is_day_first(at), || self.ordinal(at)))
            .or_else(|| self.top_year(at).map(point))
    }

    /// "the 5th", "the 28th of that month": a day of the month that is talked about.
    fn day_alone(&self, at: usize) -> Parsed<Fields> {
        let Numeral::Ordinal(day) = self.numeral(at)? else { return None };
        let on_the = self.before(at).glue == Some(Glue::The) && at >= 2 && self.word(at - 2).is_preposition;
        let day = u8::try_from(day).ok().filter(|day| on_the && (1..=31).contains(day))?;
        let fields = Fields { day: Some(day), ..Fields::default() };
        if self.is_glue(at + 1, Glue::Of) {
            let start = self.skip_glue(at + 2, Glue::The);
            return match self.shifted_period(start)? {
                (Point { base: Base::Shifted(shift, Unit::Month), .. }, end) => {
                    let instant = match shift {
                        Shift::Last | Shift::Previous => Some(-1),
                        Shift::Next | Shift::Following => Some(1),
                        Shift::This | Shift::Current => Some(0),
                        _ => None,
                    };
                    Some((Fields { instant, ..fields }, end))
                }
                _ => None,
            };
        }
        let next = self.token(at + 1);
        let alone = next.is_none_or(|token| token.kind == TokenKind::Mark) && !self.is_hyphen(at + 1)
            || self.word(at + 1).glue == Some(Glue::And);
        alone.then_some((fields, at + 1))
    }

    /// Whether the number is money, a score or part of a longer code.
    fn is_amount(&self, at: usize) -> bool {
        at > 0
            && self.is_glued(at)
            && (self.is_mark(at - 1, &["$", "£", "€", "¥", "#", ".", ",", ":", "/", "_", "=", "+", "@", "&"])
                || self.is_hyphen(at - 1) && self.is_glued(at - 1) && !self.is_hyphenated_date(at))
    }

    /// Whether the number after a hyphen continues a date: "1914-18", "12-14 May", "mid-1990s".
    fn is_hyphenated_date(&self, at: usize) -> bool {
        let before = at.checked_sub(2);
        before.is_some_and(|b| {
            self.word(b).edge.is_some()
                || self.numeral(b).is_some_and(|n| n.year().is_some() || n.day().is_some())
                || self.word(b).is_hedge
                || self.word(b).is_preposition
        })
    }

    /// A year standing alone, or the second of two ("1914-18").
    fn top_year(&self, at: usize) -> Parsed<Base> {
        if let Some(year) = self.second_year(at) {
            return Some((Base::Fields(Fields { year: Some(year), ..Fields::default() }), at + 1));
        }
        let apostrophe = at >= 2 && self.word(at - 2).is_preposition;
        if let Some((year, end)) = self.when(apostrophe, || self.apostrophe_year(at - 1)) {
            return Some((Base::Fields(Fields { year: Some(year), ..Fields::default() }), end));
        }
        let (year, end) = self.year(at)?;
        let hyphenated = self.is_hyphen(end) && self.is_glued(end) && self.is_glued(end + 1);
        if hyphenated && !self.continues_year(end + 1) || self.is_mark(end, &["/"]) && self.is_glued(end) {
            return None;
        }
        let before = self.before(at);
        let held = before.is_preposition
            || matches!(before.glue, Some(Glue::Of | Glue::To | Glue::And))
            || before.month.is_some()
            || before.edge.is_some()
            || before.is_fiscal
            || self.is_heading(at, end)
            || matches!(before.glue, Some(Glue::The | Glue::A)) && year % 50 != 0 && self.in_sentence(end)
            || at > 0 && (self.is_mark(at - 1, &["("]) || self.is_hyphen(at - 1));
        let round_count = year % 50 == 0 && self.is_lower_word(end) && !self.word(end).is_preposition;
        let plausible = (1900..=2050).contains(&year) && !round_count && !self.is_code_before(at);
        (held && !(round_count && year % 100 == 0) || plausible)
            .then_some((Base::Fields(Fields { year: Some(year), ..Fields::default() }), end))
    }

    /// Whether a year stands at the head of a heading: "1778", "1778: The war widens", "1778-1783".
    fn is_heading(&self, at: usize, end: usize) -> bool {
        self.begins_sentence(at) && (!self.in_sentence(end) || self.is_mark(end, &[":"]) || self.is_hyphen(end))
            || self.is_mark(at.wrapping_sub(1), &[","])
                && self.is_hyphen(end)
                && self.is_glued(end)
                && !self.in_sentence(end + 2)
    }

    /// Whether a word that numbers things ("No.", "Room") stands before.
    fn is_code_before(&self, at: usize) -> bool {
        at > 0 && (self.is_mark(at - 1, &["#", "$", "£", "€"]) || self.word(at - 1).is_numbering)
    }

    /// What may follow the hyphen of a year: another year, two digits of one, or a word ("2010-based").
    fn continues_year(&self, at: usize) -> bool {
        match self.numeral(at) {
            Some(Numeral::Plain { n_digits: 2 | 4, .. }) => !(self.is_hyphen(at + 1) && self.is_glued(at + 1)),
            Some(_) => false,
            None => self.prose.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Word),
        }
    }

    /// "18" in "1914-18", "10" in "2009/10".
    fn second_year(&self, at: usize) -> Option<i16> {
        let Some(Numeral::Plain { value, n_digits: 2 }) = self.numeral(at) else { return None };
        if at < 2 || !self.is_hyphen(at - 1) || !self.is_glued(at) || !self.is_glued(at - 1) {
            return None;
        }
        let first = self.numeral(at - 2)?.year()?;
        let second = first / 100 * 100 + i16::try_from(value).ok()?;
        let is_code = self.is_hyphen(at + 1) && self.is_glued(at + 1)
            || self.is_glued(at - 2) && self.is_hyphen(at.wrapping_sub(3));
        (second > first && !is_code).then_some(second)
    }

    /// "1990s", "the 90s", "'90s".
    pub(super) fn decade_digits(&self, at: usize) -> Parsed<Base> {
        let Some(Numeral::Plural { value, n_digits }) = self.numeral(at) else { return None };
        let value = i16::try_from(value).ok().filter(|v| v % 10 == 0)?;
        let apostrophe = at > 0 && self.is_glued(at) && self.is_mark(at - 1, &["'", "’", "‘"]);
        let before = self.before(if apostrophe { at - 1 } else { at });
        match n_digits {
            4 if value % 100 == 0 && value < 2000 => Some((Base::Century(value / 100), at + 1)),
            4 if (1500..2100).contains(&value) => Some((Base::Decade(value), at + 1)),
            2 if apostrophe || before.edge.is_some() || self.is_decade_article(at) => {
                Some((Base::Decade(value), at + 1))
            }
            _ => None,
        }
    }

    /// "the" before a decade of two digits that is no temperature: "in the 80s" says either, "of the 80s" a decade.
    fn is_decade_article(&self, at: usize) -> bool {
        at >= 2 && self.is_glue(at - 1, Glue::The) && self.word(at - 2).is_preposition
    }

    /// "the nineties".
    pub(super) fn decade_word(&self, at: usize) -> Parsed<Base> {
        let decade = self.word(at).decade?;
        let before = self.before(at);
        (before.glue == Some(Glue::The) || before.edge.is_some()).then_some((Base::Decade(decade.into()), at + 1))
    }
}

/// The year of two digits, read as 1931 to 2030.
fn two_digit_year(value: u32) -> Option<i16> {
    let century = if value > 30 { 1900 } else { 2000 };
    i16::try_from(value + century).ok()
}

fn small(value: u32, last: u32) -> Option<u8> {
    if (1..=last).contains(&value) { u8::try_from(value).ok() } else { None }
}

fn year_month_day(year: u32, month: u32, day: u32) -> Option<Fields> {
    let year = i16::try_from(year).ok().filter(|y| (1500..2200).contains(y))?;
    Some(Fields { year: Some(year), month: Some(small(month, 12)?), day: Some(small(day, 31)?), ..Fields::default() })
}

/// "3/5/2019": the month first, as Americans write it, unless it can only be the day.
fn month_or_day_first(first: u32, second: u32, year: u32) -> Option<Fields> {
    year_month_day(year, first, second).or_else(|| year_month_day(year, second, first))
}
