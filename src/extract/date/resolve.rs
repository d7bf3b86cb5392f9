//! Which days an expression means, given the article's date and the date last named.
//!
//! `Friday` with an article of 2025-02-10 → 2025-02-07. Where the article has no date, what is not
//! printed stays `X`, as TIMEX3 writes it, and no days are claimed.

use super::calendar::{self, Period};
use super::expression::{Base, Count, Duration, Expression, Fields, Point, Side, TimeOfDay};
use super::tense::Lean;
use crate::article::{DateKind, Day, DayRange, PartialDate};
use crate::lexicon::dates::{Direction, Edge, Part, Season, Shift, Unit, Vague, Yearly};
use jiff::ToSpan;
use jiff::civil::Date;

/// What is known where an expression stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// The article's date.
    pub(super) anchor: Option<PartialDate>,
    /// The date last named in the text.
    pub(super) last: Option<PartialDate>,
    /// The day last named, where one was.
    pub(super) last_day: Option<PartialDate>,
    /// Whether the date last named stands in the same sentence.
    pub(super) last_is_near: bool,
    /// Whether the text tells of the past year by year, so that dates follow one another and not the article's.
    pub(super) narrative: bool,
    /// What tense says.
    pub(super) lean: Lean,
}

/// What an expression was found to mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resolved {
    pub(super) kind: DateKind,
    pub(super) value: String,
    pub(super) range: Option<DayRange>,
    pub(super) rule: &'static str,
    pub(super) confidence: f32,
    /// The date it names, for what follows it.
    pub(super) names: Option<PartialDate>,
    /// What does not fit.
    pub(super) doubt: Option<Doubt>,
}

/// What does not fit in a date as printed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Doubt {
    /// Weekday and date disagree: the date as printed, the one chosen.
    Weekday { printed: Date, chosen: Option<Date> },
    /// The calendar has no such day.
    Impossible(String),
}

impl Resolved {
    fn new(kind: DateKind, value: String, rule: &'static str, confidence: f32) -> Self {
        Self { kind, value, range: None, rule, confidence, names: None, doubt: None }
    }

    fn period(period: Period, rule: &'static str, confidence: f32) -> Self {
        Self {
            range: Some(period.range()),
            names: names(period),
            ..Self::new(DateKind::Date, period.value(), rule, confidence)
        }
    }

    fn open(value: impl Into<String>, rule: &'static str) -> Self {
        Self::new(DateKind::Date, value.into(), rule, 0.3)
    }
}

/// What a period leaves behind for "that year", "the next day".
fn names(period: Period) -> Option<PartialDate> {
    match period {
        Period::Day(day) => PartialDate::from_civil(day),
        Period::Month(year, month) => PartialDate::new(year.into(), Some(month.into()), None).ok(),
        Period::Year(year) | Period::Season(year, _) | Period::Quarter(year, _) | Period::Half(year, _) => {
            PartialDate::new(year.into(), None, None).ok()
        }
        Period::Week(day) | Period::Weekend(day) => {
            PartialDate::new(day.year().into(), Some(day.month().into()), None).ok()
        }
        Period::Decade(_) | Period::Century(_) => None,
    }
}

/// Resolves one expression.
pub(super) fn resolve(expression: &Expression, context: &Context) -> Resolved {
    match expression {
        Expression::Point(point) => context.point(point),
        Expression::Duration(duration) => context.duration(*duration),
        Expression::Every(count, unit) => Resolved::new(DateKind::Set, duration_value(*count, *unit), "d-set", 0.8),
        Expression::Weekdays(weekday) => Resolved::new(DateKind::Set, format!("XXXX-WXX-{weekday}"), "d-weekdays", 0.8),
        Expression::AnyPart(part) => {
            Resolved::new(DateKind::Time, format!("XXXX-XX-XXT{}", part_value(*part)), "d-any-part", 0.6)
        }
        Expression::Vague(vague) => Resolved::new(DateKind::Date, vague_value(*vague).to_owned(), "d-vague", 0.8),
    }
}

impl Context {
    fn point(&self, point: &Point) -> Resolved {
        let mut resolved = self.base(&point.base);
        if let Some(edge) = point.edge {
            resolved.range = resolved.range.map(|range| self.edge(range, edge));
        }
        if let Some(time) = point.time {
            resolved.kind = DateKind::Time;
            let day = if resolved.value.len() == 10 || resolved.value.starts_with("XXXX-WXX-") {
                &resolved.value
            } else {
                "XXXX-XX-XX"
            };
            resolved.value = format!("{day}{}", time_value(time));
        }
        resolved
    }

    fn base(&self, base: &Base) -> Resolved {
        match base {
            Base::Fields(fields) => self.fields(*fields),
            Base::Season(season, year, shift) => self.season(*season, *year, *shift),
            Base::Quarter(quarter, year) => self.part_of_year(*year, *quarter, "Q"),
            Base::Half(half, year) => self.part_of_year(*year, *half, "H"),
            Base::HalfOf(half, year) => {
                let year = self.base(year).names.map(PartialDate::year);
                if year.is_some() {
                    self.part_of_year(year, *half, "H")
                } else {
                    Resolved::open(format!("XXXX-H{half}"), "d-half")
                }
            }
            Base::Decade(decade) => self.decade(*decade),
            Base::Century(century) => Resolved::period(Period::Century((*century).clamp(0, 98)), "d-century", 0.9),
            Base::Day(by) => self.shifted(Unit::Day, i32::from(*by), "d-deictic", 0.95),
            Base::Shifted(shift, unit) => self.named(*shift, *unit),
            Base::Neighbour(by, unit) => self.neighbour(*by, *unit),
            Base::ShiftedFields(shift, fields) => self.shifted_fields(*shift, *fields),
            Base::OfYear(fields, shift) => self.of_year(*fields, *shift),
            Base::BesideEvent(unit) => Resolved::open(open_value(*unit), "d-event"),
            Base::Offset(count, unit, direction) => self.offset(*count, *unit, *direction),
            Base::Nth(n, unit, of) => self.nth(*n, *unit, of),
            Base::Named(day, year, shift) => self.named_day(*day, *year, *shift),
            Base::Today => self.today(),
        }
    }

    /// The article's day, or the day last named where dates follow one another.
    fn anchor_day(&self) -> Option<Date> {
        self.anchor.and_then(PartialDate::to_civil)
    }

    /// The period of that unit that holds a date known well enough.
    fn period_of(date: Option<PartialDate>, unit: Unit) -> Option<Period> {
        let date = date?;
        let enough = match (date.month(), date.day()) {
            (_, Some(_)) => true,
            (Some(_), None) => unit >= Unit::Month,
            (None, None) => unit >= Unit::Year,
        };
        let first = date.range().first.to_civil()?;
        if enough { Period::containing(first, unit) } else { None }
    }

    /// Where "this" counts from: the article's date, in a narrative the date last named.
    fn now(&self) -> Option<PartialDate> {
        if self.narrative { self.last.or(self.anchor) } else { self.anchor }
    }

    /// Where "earlier" counts from: "a year earlier" from the article's date, unless another stands beside it.
    fn then(&self, unit: Unit) -> Option<PartialDate> {
        if self.narrative || self.last_is_near || unit < Unit::Month { self.last_of(unit) } else { self.anchor }
    }

    /// So many units from the article's own.
    fn shifted(&self, unit: Unit, by: i32, rule: &'static str, confidence: f32) -> Resolved {
        match Self::period_of(if unit == Unit::Day { self.anchor } else { self.now() }, unit).and_then(|p| p.shift(by))
        {
            Some(period) => Resolved::period(period, rule, confidence),
            None => Resolved::open(open_value(unit), rule),
        }
    }

    /// A time of day alone: of the day last named in the sentence, else the article's.
    fn today(&self) -> Resolved {
        let last = self.last_day.filter(|_| self.last_is_near || self.narrative);
        match last.or(self.anchor).and_then(PartialDate::to_civil) {
            Some(day) => Resolved { names: None, ..Resolved::period(Period::Day(day), "d-time", 0.6) },
            None => Resolved::open("XXXX-XX-XX", "d-time"),
        }
    }

    fn named(&self, shift: Shift, unit: Unit) -> Resolved {
        let by = match shift {
            Shift::Last | Shift::Past | Shift::Previous => -1,
            Shift::This | Shift::Current | Shift::These | Shift::Final => 0,
            Shift::Next | Shift::Coming | Shift::Following => 1,
            Shift::Same | Shift::That => return self.that(unit),
        };
        self.shifted(unit, by, "d-shift", 0.9)
    }

    /// The date last named that is known to the unit, else the article's.
    fn last_of(&self, unit: Unit) -> Option<PartialDate> {
        let last = if unit <= Unit::Week { self.last_day } else { self.last };
        last.or(self.anchor)
    }

    fn that(&self, unit: Unit) -> Resolved {
        match Self::period_of(self.last_of(unit), unit).or_else(|| Self::period_of(self.anchor, unit)) {
            Some(period) => Resolved::period(period, "d-that", 0.6),
            None => Resolved::open(open_value(unit), "d-that"),
        }
    }

    fn neighbour(&self, by: i32, unit: Unit) -> Resolved {
        match Self::period_of(self.last_of(unit), unit).and_then(|p| p.shift(by)) {
            Some(period) => Resolved::period(period, "d-neighbour", 0.6),
            None => Resolved::open(open_value(unit), "d-neighbour"),
        }
    }

    fn offset(&self, count: Count, unit: Unit, direction: Direction) -> Resolved {
        let (from, sign) = match direction {
            Direction::Ago => (self.anchor, -1),
            Direction::Hence => (self.anchor, 1),
            Direction::Earlier => (self.then(unit), -1),
            Direction::Later => (self.last_of(unit), 1),
        };
        let rule = "d-offset";
        let Some(by) = count.as_whole() else {
            let value = if sign < 0 { Vague::Past } else { Vague::Future };
            return Resolved { confidence: 0.6, ..Resolved::open(vague_value(value), rule) };
        };
        let by = by.saturating_mul(sign);
        if unit < Unit::Day {
            return self.offset_of_hours(from, by, unit);
        }
        let (unit, by) = match unit {
            Unit::Fortnight => (Unit::Week, by.saturating_mul(2)),
            Unit::Night => (Unit::Day, by),
            _ => (unit, by),
        };
        match Self::period_of(from, unit).and_then(|p| p.shift(by)) {
            Some(period) => Resolved::period(period, rule, if direction == Direction::Ago { 0.8 } else { 0.6 }),
            None => Resolved::open(open_value(unit), rule),
        }
    }

    /// "two hours ago": the day, where they surely lie within it.
    fn offset_of_hours(&self, from: Option<PartialDate>, by: i32, unit: Unit) -> Resolved {
        let days = if unit == Unit::Hour { by / 24 } else { 0 };
        let day = from.and_then(PartialDate::to_civil).and_then(|day| calendar::add(day, i64::from(days).days()));
        let mut resolved = match day {
            Some(day) => Resolved::period(Period::Day(day), "d-offset", 0.5),
            None => Resolved::open("XXXX-XX-XX", "d-offset"),
        };
        resolved.kind = DateKind::Time;
        resolved.value.push_str("TXX");
        resolved
    }

    fn duration(&self, duration: Duration) -> Resolved {
        let Duration { count, unit, side } = duration;
        let mut resolved = Resolved::new(DateKind::Duration, duration_value(count, unit), "d-duration", 0.85);
        resolved.range = side.and_then(|side| self.span_of_days(count.as_whole()?, unit, side));
        resolved
    }

    /// The days of "the past nine days", "the next two weeks".
    fn span_of_days(&self, count: i32, unit: Unit, side: Side) -> Option<DayRange> {
        let today = self.anchor_day().filter(|_| !self.narrative)?;
        let n = i64::from(count);
        let span = match unit {
            Unit::Day | Unit::Night => n.days(),
            Unit::Week | Unit::Weekend => n.weeks(),
            Unit::Fortnight => (n.checked_mul(2)?).weeks(),
            Unit::Month => jiff::Span::new().try_months(n).ok()?,
            Unit::Quarter => jiff::Span::new().try_months(n.checked_mul(3)?).ok()?,
            Unit::Year => jiff::Span::new().try_years(n).ok()?,
            Unit::Decade => jiff::Span::new().try_years(n.checked_mul(10)?).ok()?,
            _ => return None,
        };
        let other = calendar::add(today, if side == Side::UpToNow { -span } else { span })?;
        let (first, last) = (Day::from_civil(today.min(other)), Day::from_civil(today.max(other)));
        Some(DayRange::new(first, last))
    }

    /// Part of a period: thirds, or the side of the article's date.
    fn edge(&self, range: DayRange, edge: Edge) -> DayRange {
        let (first, last) = (range.first.0, range.last.0);
        let [early, late] = calendar::thirds(range);
        let today = self.anchor_day().map(|day| Day::from_civil(day).0).filter(|day| (first..=last).contains(day));
        let (first, last) = match edge {
            Edge::Early | Edge::Start => (first, early),
            Edge::Mid => ((early + 1).min(late - 1), (late - 1).max(early)),
            Edge::Late | Edge::End => (late, last),
            Edge::Earlier => (first, today.unwrap_or(last)),
            Edge::Later => (today.unwrap_or(first), last),
        };
        DayRange::new(Day(first), Day(last))
    }

    fn season(&self, season: Season, year: Option<i16>, shift: Option<Shift>) -> Resolved {
        let rule = "d-season";
        if let Some(year) = year {
            return Resolved::period(Period::Season(year, season), rule, 0.9);
        }
        let Some(now) = self.now() else {
            return Resolved::open(format!("XXXX-{}", calendar::season_value(season)), rule);
        };
        let this = Period::Season(now.year(), season);
        let (today, range) = (now.range(), this.range());
        let by = match shift {
            Some(Shift::Last | Shift::Past | Shift::Previous) => -i32::from(range.last >= today.first),
            Some(Shift::Next | Shift::Coming | Shift::Following) => i32::from(range.first <= today.last),
            None if !self.narrative && self.lean != Lean::Future => -i32::from(range.first > today.last),
            None if !self.narrative => i32::from(range.last < today.first),
            _ => 0,
        };
        match this.shift(by) {
            Some(period) => Resolved::period(period, rule, 0.7),
            None => Resolved::open(format!("XXXX-{}", calendar::season_value(season)), rule),
        }
    }

    fn part_of_year(&self, year: Option<i16>, part: u8, letter: &str) -> Resolved {
        let rule = if letter == "Q" { "d-quarter" } else { "d-half" };
        let part = i8::try_from(part).unwrap_or(1);
        let period = |year| if letter == "Q" { Period::Quarter(year, part) } else { Period::Half(year, part) };
        if let Some(year) = year {
            return Resolved::period(period(year), rule, 0.9);
        }
        let Some(now) = self.now() else { return Resolved::open(format!("XXXX-{letter}{part}"), rule) };
        let this = period(now.year());
        let by = match self.lean {
            _ if self.narrative => 0,
            Lean::Future => i32::from(this.range().last < now.range().first),
            _ => -i32::from(this.range().last > now.range().last),
        };
        match this.shift(by * if letter == "Q" { 4 } else { 2 }) {
            Some(period) => Resolved::period(period, rule, 0.7),
            None => Resolved::open(format!("XXXX-{letter}{part}"), rule),
        }
    }

    fn decade(&self, decade: i16) -> Resolved {
        if decade >= 100 {
            return Resolved::period(Period::Decade(decade), "d-decade", 0.9);
        }
        let year = self.anchor.map_or(1999, PartialDate::year);
        let century = year / 100 * 100;
        let full = if century + decade > year { century - 100 + decade } else { century + decade };
        Resolved::period(Period::Decade(full), "d-decade", 0.7)
    }

    fn nth(&self, n: i8, unit: Unit, of: &Base) -> Resolved {
        let rule = "d-nth";
        let whole = self.base(of);
        let Some(range) = whole.range else { return Resolved::open(open_value(unit), rule) };
        let (Some(first), Some(last)) = (range.first.to_civil(), range.last.to_civil()) else {
            return Resolved::open(open_value(unit), rule);
        };
        let by = i32::from(n) - 1;
        // A week lies in the period that holds its Thursday, as ISO 8601 has it.
        let lead = if matches!(unit, Unit::Week | Unit::Weekend) { 3 } else { 0 };
        let start = if n < 0 { calendar::add(last, (-lead).days()) } else { calendar::add(first, lead.days()) };
        let period = start.and_then(|day| Period::containing(day, unit));
        match if n < 0 { period } else { period.and_then(|p| p.shift(by)) } {
            Some(period) => Resolved::period(period, rule, 0.8),
            None => Resolved::open(open_value(unit), rule),
        }
    }

    fn shifted_fields(&self, shift: Shift, fields: Fields) -> Resolved {
        let ahead = match shift {
            Shift::Next | Shift::Coming | Shift::Following => Some(true),
            Shift::Last | Shift::Past | Shift::Previous => Some(false),
            _ => None,
        };
        if let (Some(weekday), None) = (fields.weekday, fields.month) {
            return self.shifted_weekday(shift, weekday);
        }
        let lean = match ahead {
            Some(true) => Lean::Future,
            Some(false) => Lean::Past,
            None => self.lean,
        };
        let mut resolved = Context { lean, ..*self }.fields(fields);
        // "Last June" is never this month, and neither is next June.
        let is_this = |range: DayRange| self.now().is_some_and(|now| range.overlaps(now.range()));
        if let Some(ahead) = ahead.filter(|_| fields.day.is_none() && resolved.range.is_some_and(is_this)) {
            let month = Self::period_of(self.now(), Unit::Month);
            if let Some(period) = month.and_then(|month| month.shift(if ahead { 12 } else { -12 })) {
                resolved = Resolved::period(period, "d-shift-month", 0.85);
            }
        }
        Resolved { rule: "d-shift-month", ..resolved }
    }

    fn shifted_weekday(&self, shift: Shift, weekday: u8) -> Resolved {
        let rule = "d-shift-weekday";
        let Some(today) = self.now().and_then(PartialDate::to_civil) else {
            return Resolved::open(format!("XXXX-WXX-{weekday}"), rule);
        };
        let before = calendar::weekday_before(today, weekday);
        let by = match shift {
            Shift::Next | Shift::Coming | Shift::Following => 7,
            Shift::Last | Shift::Past | Shift::Previous if before == Some(today) => -7,
            Shift::This if before != Some(today) && self.lean != Lean::Past => 7,
            _ => 0,
        };
        match before.and_then(|day| calendar::add(day, i64::from(by).days())) {
            Some(day) => Resolved::period(Period::Day(day), rule, 0.8),
            None => Resolved::open(format!("XXXX-WXX-{weekday}"), rule),
        }
    }

    /// A date in the year that is named by its place.
    fn of_year(&self, fields: Fields, shift: Shift) -> Resolved {
        match self.named(shift, Unit::Year).names {
            Some(date) => Resolved { rule: "d-of-year", ..self.fields(Fields { year: Some(date.year()), ..fields }) },
            None => Context { anchor: None, ..*self }.fields(fields),
        }
    }

    /// A day of the month that is talked about.
    fn day_alone(&self, day: u8) -> Resolved {
        let rule = "d-day";
        let month = Self::period_of(self.last.or(self.anchor), Unit::Month)
            .or_else(|| Self::period_of(self.anchor, Unit::Month));
        match month {
            Some(Period::Month(year, month)) => {
                let month = u8::try_from(month).ok();
                Resolved { rule, confidence: 0.5, ..self.full(year, month, Some(day), None) }
            }
            _ => Resolved::open(format!("XXXX-XX-{day:02}"), rule),
        }
    }

    fn fields(&self, fields: Fields) -> Resolved {
        match fields {
            Fields { instant: Some(by), day: Some(day), .. } => self.instant(by, day),
            Fields { year: Some(year), month, day, weekday, .. } => self.full(year, month, day, weekday),
            Fields { month: Some(month), day: Some(day), weekday, .. } => self.month_and_day(month, day, weekday),
            Fields { month: Some(month), .. } => self.month(month),
            Fields { weekday: Some(weekday), .. } => self.weekday(weekday),
            Fields { day: Some(day), .. } => self.day_alone(day),
            _ => Resolved::open("XXXX-XX-XX", "d-day"),
        }
    }

    /// "the 10th inst.": of the article's own month, or a neighbour of it.
    fn instant(&self, by: i8, day: u8) -> Resolved {
        let month = Self::period_of(self.anchor, Unit::Month).and_then(|month| month.shift(by.into()));
        match month {
            Some(Period::Month(year, month)) => self.full(year, u8::try_from(month).ok(), Some(day), None),
            _ => Resolved::open(format!("XXXX-XX-{day:02}"), "d-instant"),
        }
    }

    /// A date with its year printed.
    fn full(&self, year: i16, month: Option<u8>, day: Option<u8>, weekday: Option<u8>) -> Resolved {
        let rule = match (month, day) {
            (_, Some(_)) => "d-full",
            (Some(_), None) => "d-month-year",
            (None, None) => "d-year",
        };
        match PartialDate::new(year.into(), month.map(i64::from), day.map(i64::from)) {
            Ok(date) => {
                let resolved = Resolved::period(Period::of(date), rule, 0.95);
                match (weekday, date.to_civil()) {
                    (Some(weekday), Some(printed)) if printed.weekday() != calendar::weekday(weekday) => {
                        self.contradicted(printed, weekday)
                    }
                    _ => resolved,
                }
            }
            Err(error) => Resolved {
                doubt: Some(Doubt::Impossible(error.to_string())),
                ..Resolved::open(format!("{year:04}-{:02}-{:02}", month.unwrap_or(0), day.unwrap_or(0)), rule)
            },
        }
    }

    /// Weekday and date disagree: the day within a week of the article's date that has both weekday and day of the month.
    fn contradicted(&self, printed: Date, weekday: u8) -> Resolved {
        let near = |anchor: Date| {
            (-7..=7)
                .filter_map(|by: i64| calendar::add(anchor, by.days()))
                .find(|day| day.day() == printed.day() && day.weekday() == calendar::weekday(weekday))
        };
        let chosen = self.anchor_day().and_then(near);
        let mut resolved = match chosen {
            Some(day) => Resolved::period(Period::Day(day), "d-conflict-near", 0.5),
            None => Resolved::period(Period::Day(printed), "d-conflict-literal", 0.4),
        };
        resolved.doubt = Some(Doubt::Weekday { printed, chosen });
        resolved
    }

    fn month_and_day(&self, month: u8, day: u8, weekday: Option<u8>) -> Resolved {
        let rule = "d-month-day";
        let open = || Resolved::open(format!("XXXX-{month:02}-{day:02}"), rule);
        let date_in = |year: i16| {
            PartialDate::new(year.into(), Some(month.into()), Some(day.into())).ok().and_then(PartialDate::to_civil)
        };
        let Some(now) = self.now() else { return open() };
        let years = [now.year() - 1, now.year(), now.year() + 1];
        let fits = |date: &Date| weekday.is_none_or(|weekday| date.weekday() == calendar::weekday(weekday));
        if self.narrative {
            return match self.narrative_year(now, month).and_then(date_in) {
                Some(date) => Resolved::period(Period::Day(date), "d-narrative", 0.7),
                None => open(),
            };
        }
        let Some(today) = now.to_civil() else {
            return date_in(now.year()).map_or_else(open, |date| Resolved::period(Period::Day(date), rule, 0.5));
        };
        let all = || years.into_iter().filter_map(date_in);
        match self.nearest(today, all().filter(fits)) {
            Some(date) => Resolved::period(Period::Day(date), rule, if weekday.is_some() { 0.95 } else { 0.85 }),
            None => match (self.nearest(today, all()), weekday) {
                (Some(printed), Some(weekday)) => self.contradicted(printed, weekday),
                _ => open(),
            },
        }
    }

    /// The candidate on the side that tense says; without a tense the past one, unless one lies just ahead.
    fn nearest(&self, today: Date, candidates: impl Iterator<Item = Date>) -> Option<Date> {
        const JUST_AHEAD: i64 = 60;
        let (mut past, mut future): (Option<Date>, Option<Date>) = (None, None);
        for date in candidates {
            if calendar::days_between(today, date) <= 1 {
                past = Some(past.map_or(date, |best| best.max(date)));
            } else {
                future = Some(future.map_or(date, |best| best.min(date)));
            }
        }
        let is_ahead = |date: Date| match self.lean {
            Lean::Past => false,
            Lean::Future => true,
            Lean::Unknown => calendar::days_between(today, date) <= JUST_AHEAD,
        };
        match (past, future) {
            (Some(past), Some(future)) => Some(if is_ahead(future) { future } else { past }),
            (past, future) => past.or(future),
        }
    }

    /// "Christmas": of its year, or the nearest as tense says.
    fn named_day(&self, day: Yearly, year: Option<i16>, shift: Option<Shift>) -> Resolved {
        let rule = "d-named-day";
        if let Some(date) = year.and_then(|year| calendar::yearly(day, year)) {
            return Resolved::period(Period::Day(date), rule, 0.9);
        }
        let Some(now) = self.now() else {
            return Resolved::open(calendar::open_yearly(day), rule);
        };
        let today = now.to_civil().filter(|_| !self.narrative);
        let lean = match shift {
            Some(Shift::Last | Shift::Past | Shift::Previous) => Lean::Past,
            Some(Shift::Next | Shift::Coming | Shift::Following) => Lean::Future,
            _ => self.lean,
        };
        let date = match today {
            Some(today) => {
                let candidates = (now.year() - 1..=now.year() + 1).filter_map(|year| calendar::yearly(day, year));
                Context { lean, ..*self }.nearest(today, candidates)
            }
            None => calendar::yearly(day, now.year()),
        };
        match date {
            Some(date) => Resolved::period(Period::Day(date), rule, 0.7),
            None => Resolved::open(calendar::open_yearly(day), rule),
        }
    }

    /// The year of a month in a story told in order: that of the date last named, or its neighbour over New Year.
    fn narrative_year(&self, now: PartialDate, month: u8) -> Option<i16> {
        let Some(last_month) = now.month() else { return Some(now.year()) };
        let turned = last_month >= 10 && month <= 3;
        now.year().checked_add(i16::from(turned))
    }

    fn month(&self, month: u8) -> Resolved {
        let rule = "d-month";
        let Some(now) = self.now() else { return Resolved::open(format!("XXXX-{month:02}"), rule) };
        let number = i8::try_from(month).unwrap_or(1);
        if self.narrative {
            let year = self.narrative_year(now, month).unwrap_or(now.year());
            return Resolved::period(Period::Month(year, number), "d-narrative", 0.7);
        }
        let Some(this_month) = now.month() else {
            return Resolved::period(Period::Month(now.year(), number), rule, 0.5);
        };
        let by = match self.lean {
            Lean::Future => i32::from(number < this_month),
            Lean::Past | Lean::Unknown => -i32::from(number > this_month),
        };
        match Period::Month(now.year(), number).shift(by * 12) {
            Some(period) => Resolved::period(period, rule, 0.75),
            None => Resolved::open(format!("XXXX-{month:02}"), rule),
        }
    }

    fn weekday(&self, weekday: u8) -> Resolved {
        let rule = "d-weekday";
        let day = self.now().and_then(PartialDate::to_civil).and_then(|today| {
            if self.narrative {
                return calendar::weekday_before(calendar::add(today, 3.days())?, weekday);
            }
            let before = calendar::weekday_before(today, weekday)?;
            if self.lean == Lean::Future && before != today { calendar::add(before, 7.days()) } else { Some(before) }
        });
        match day {
            Some(day) => Resolved::period(Period::Day(day), rule, 0.9),
            None => Resolved::open(format!("XXXX-WXX-{weekday}"), rule),
        }
    }
}

fn vague_value(vague: Vague) -> &'static str {
    match vague {
        Vague::Past => "PAST_REF",
        Vague::Present => "PRESENT_REF",
        Vague::Future => "FUTURE_REF",
    }
}

/// A period of that unit of which nothing is known.
fn open_value(unit: Unit) -> &'static str {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Night | Unit::Day => "XXXX-XX-XX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Week | Unit::Fortnight => "XXXX-WXX",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century | Unit::Millennium => "XX",
    }
}

fn part_value(part: Part) -> &'static str {
    match part {
        Part::Morning => "MO",
        Part::Midday => "MI",
        Part::Afternoon => "AF",
        Part::Evening => "EV",
        Part::Night => "NI",
        Part::Daytime => "DT",
    }
}

fn time_value(time: TimeOfDay) -> String {
    match time {
        TimeOfDay::Part(part) => format!("T{}", part_value(part)),
        TimeOfDay::Clock { hour, minute, zone: None } => format!("T{hour:02}:{minute:02}"),
        TimeOfDay::Clock { hour, minute, zone: Some(0) } => format!("T{hour:02}:{minute:02}Z"),
        TimeOfDay::Clock { hour, minute, zone: Some(zone) } => {
            let sign = if zone < 0 { '-' } else { '+' };
            let quarters = zone.unsigned_abs();
            format!("T{hour:02}:{minute:02}{sign}{:02}:{:02}", quarters / 4, quarters % 4 * 15)
        }
    }
}

/// "P3W", "PT2.5H", "PXY"; a decade is ten years, a century a hundred, as ISO 8601 writes them.
fn duration_value(count: Count, unit: Unit) -> String {
    let (letter, factor, is_time) = match unit {
        Unit::Second => ("S", 1, true),
        Unit::Minute => ("M", 1, true),
        Unit::Hour => ("H", 1, true),
        Unit::Night => ("D", 1, false),
        Unit::Day => ("D", 1, false),
        Unit::Weekend => ("WE", 1, false),
        Unit::Week => ("W", 1, false),
        Unit::Fortnight => ("W", 2, false),
        Unit::Month => ("M", 1, false),
        Unit::Quarter => ("Q", 1, false),
        Unit::Year => ("Y", 1, false),
        Unit::Decade => ("Y", 10, false),
        Unit::Century => ("Y", 100, false),
        Unit::Millennium => ("Y", 1000, false),
    };
    let time = if is_time { "T" } else { "" };
    match count {
        Count::Vague => match unit {
            Unit::Decade => "PXDE".to_owned(),
            Unit::Century => "PXCE".to_owned(),
            Unit::Millennium => "PXML".to_owned(),
            _ => format!("P{time}X{letter}"),
        },
        Count::Tenths(tenths) => {
            let tenths = u64::from(tenths) * factor;
            if tenths.is_multiple_of(10) {
                format!("P{time}{}{letter}", tenths / 10)
            } else {
                format!("P{time}{}.{}{letter}", tenths / 10, tenths % 10)
            }
        }
    }
}
