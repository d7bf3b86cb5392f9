//! Dates as people type them, to the interval of days they mean.
//!
//! `2019-03` → all of March 2019; `1990s`; `last week` → Monday to Sunday; `june` → the last June that has begun.
//! "Today" is an argument.

use super::error::{ErrorKind, QueryError};
use super::field::nearest;
use crate::article::{Day, DayRange, PartialDate, PartialDateError, Span};
use crate::lexicon::query_dates::{DateUnit, DateWord, date_word, date_words};
use jiff::ToSpan;
use jiff::civil::{self, ISOWeekDate, Weekday, date};

/// Every day a query can name.
pub(super) fn calendar() -> DayRange {
    DayRange::new(Day::from_civil(date(1, 1, 1)), Day::from_civil(date(9999, 12, 31)))
}

/// The days that one date means, the whole of a month or a year where no more is said.
pub(super) fn read(typed: &str, span: Span, today: civil::Date) -> Result<DayRange, QueryError> {
    Reader { typed, span, today }.read()
}

/// The interval in the fewest characters: `2019`, `2019-03..2019-05`, `..1999`, `2020..`; never relative.
pub(super) fn print(range: DayRange) -> String {
    let calendar = calendar();
    let (from_start, to_end) = (range.first == calendar.first, range.last == calendar.last);
    if from_start && to_end {
        return "0001..9999".to_owned();
    }
    let (Some(first), Some(last)) = (range.first.to_civil(), range.last.to_civil()) else {
        // Days beyond the calendar come from no query.
        return format!("{}..{}", range.first, range.last);
    };
    let starts_year = first == first.first_of_year();
    let starts_month = first == first.first_of_month();
    let ends_year = last == last.last_of_year();
    let ends_month = last == last.last_of_month();
    let cut = |date: civil::Date, year: bool, month: bool| {
        let text = date.to_string();
        text[..if year {
            4
        } else if month {
            7
        } else {
            10
        }]
            .to_owned()
    };
    if to_end {
        return format!("{}..", cut(first, starts_year, starts_month));
    }
    if from_start {
        return format!("..{}", cut(last, ends_year, ends_month));
    }
    let (year, month) = (starts_year && ends_year, starts_month && ends_month);
    let (first, last) = (cut(first, year, month), cut(last, year, month));
    if first == last { first } else { format!("{first}..{last}") }
}

/// Longer than any date.
const MAX_DATE_BYTES: usize = 100;

struct Reader<'a> {
    typed: &'a str,
    span: Span,
    today: civil::Date,
}

/// A word of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A number that may be a day, a count, or, with four digits, a year.
    Number {
        value: i64,
        n_digits: usize,
    },
    Word(DateWord),
}

impl Reader<'_> {
    fn read(&self) -> Result<DayRange, QueryError> {
        if self.typed.len() > MAX_DATE_BYTES {
            return Err(self.unreadable());
        }
        let lower = self.typed.to_lowercase();
        let lower = lower.strip_prefix("the ").unwrap_or(&lower);
        if let Some(range) = self.numeric(lower)? {
            return Ok(range);
        }
        let parts = self.parts(lower)?;
        self.words(&parts)
    }

    fn error(&self, kind: ErrorKind, hint: impl Into<String>) -> QueryError {
        QueryError::new(self.span, kind, hint)
    }

    fn unreadable(&self) -> QueryError {
        let hint = "write 2019, 2019-03, 2019-03-07, 2019..2021, 1990s, june, \"june 2019\", \"last week\" or none";
        self.error(ErrorKind::UnreadableDate(self.typed.to_owned()), hint)
    }

    fn outside(&self) -> QueryError {
        self.error(ErrorKind::DateOutOfRange(self.typed.to_owned()), "give a year from 0001 to 9999")
    }

    /// The days from `first` to `last`.
    fn days(&self, first: civil::Date, last: civil::Date) -> Result<DayRange, QueryError> {
        let range = DayRange::new(Day::from_civil(first), Day::from_civil(last));
        if calendar().contains(range) { Ok(range) } else { Err(self.outside()) }
    }

    fn partial(&self, year: i64, month: Option<i64>, day: Option<i64>) -> Result<DayRange, QueryError> {
        PartialDate::new(year, month, day).map(PartialDate::range).map_err(|error| self.impossible(&error, year, month))
    }

    fn impossible(&self, error: &PartialDateError, year: i64, month: Option<i64>) -> QueryError {
        let fix = match error {
            PartialDateError::Day { year, month, last, day } => {
                format!("{year:04}-{month:02}-{:02}", if *day < 1 { 1 } else { *last })
            }
            PartialDateError::Month(_) => format!("{year:04}-{:02}", month.unwrap_or(1).clamp(1, 12)),
            _ => return self.outside(),
        };
        self.error(ErrorKind::ImpossibleDate(error.to_string()), format!("the nearest is `{fix}`"))
    }

    /// Dates of digits and punctuation.
    fn numeric(&self, lower: &str) -> Result<Option<DayRange>, QueryError> {
        if !lower.starts_with(|c: char| c.is_ascii_digit()) && !lower.starts_with(['q', '\'', '’']) {
            return Ok(None);
        }
        if let Some(range) = self.decade(lower)? {
            return Ok(Some(range));
        }
        if let Some(range) = self.quarter_or_week(lower)? {
            return Ok(Some(range));
        }
        if lower.len() == 8 && lower.bytes().all(|b| b.is_ascii_digit()) {
            let number = |range: std::ops::Range<usize>| lower[range].parse::<i64>().unwrap_or(0);
            return self.partial(number(0..4), Some(number(4..6)), Some(number(6..8))).map(Some);
        }
        if let Some((day, _)) = lower.split_once('t').filter(|(day, time)| day.contains('-') && time.contains(':')) {
            let kind = ErrorKind::UnreadableDate(self.typed.to_owned());
            return Err(self.error(kind, format!("leave the time out: `{day}`")));
        }
        self.separated(lower)
    }

    /// `2019-03-07`, `2019/03/07`, and the forms whose order nobody can tell.
    fn separated(&self, lower: &str) -> Result<Option<DayRange>, QueryError> {
        let Some(separator) = ['-', '/', '.'].into_iter().find(|c| lower.contains(*c)) else {
            return self.year(lower);
        };
        let fields: Vec<&str> = lower.split(separator).collect();
        let numbers: Option<Vec<i64>> = fields
            .iter()
            .map(|field| field.parse().ok().filter(|_| field.len() <= 4 && field.bytes().all(|b| b.is_ascii_digit())))
            .collect();
        let Some(numbers) = numbers else { return Ok(None) };
        match numbers.as_slice() {
            [year, month] if fields[0].len() == 4 && fields[1].len() == 4 => {
                let hint = format!("write `{year:04}..{month:04}` for all years between them");
                Err(self.error(ErrorKind::UnreadableDate(self.typed.to_owned()), hint))
            }
            [year, month] if fields[0].len() == 4 => self.partial(*year, Some(*month), None).map(Some),
            [year, month, day] if fields[0].len() == 4 => self.partial(*year, Some(*month), Some(*day)).map(Some),
            [a, b, year] if fields[2].len() == 4 => Err(self.ambiguous(*a, *b, *year)),
            [a, b, year] if fields[2].len() == 2 && separator != '-' => Err(self.ambiguous(*a, *b, 2000 + year)),
            _ => Err(self.unreadable()),
        }
    }

    fn ambiguous(&self, a: i64, b: i64, year: i64) -> QueryError {
        let readings: Vec<_> = [(b, a), (a, b)]
            .into_iter()
            .filter_map(|(month, day)| PartialDate::new(year, Some(month), Some(day)).ok())
            .map(|date| format!("`{date}`"))
            .collect();
        if readings.is_empty() {
            return self.unreadable();
        }
        let mut readings = readings;
        readings.dedup();
        let hint = format!("write {}", readings.join(" or "));
        self.error(ErrorKind::AmbiguousDate(self.typed.to_owned()), hint)
    }

    fn year(&self, lower: &str) -> Result<Option<DayRange>, QueryError> {
        match lower.parse() {
            Ok(year) if lower.len() == 4 => self.partial(year, None, None).map(Some),
            Ok(_) if lower.len() > 4 => Err(self.outside()),
            Ok(_) => Err(self.unreadable()),
            Err(_) => Ok(None),
        }
    }

    /// `1990s`.
    fn decade(&self, lower: &str) -> Result<Option<DayRange>, QueryError> {
        let Some(digits) = lower.strip_suffix('s').map(|digits| digits.trim_matches(['\'', '’'])) else {
            return Ok(None);
        };
        let Ok(year) = digits.parse::<i64>() else { return Ok(None) };
        if digits.len() != 4 || year % 10 != 0 {
            let decade = if digits.len() == 2 { 1900 + year } else { year } / 10 * 10;
            let kind = ErrorKind::UnreadableDate(self.typed.to_owned());
            return Err(self.error(kind, format!("write a decade in full, as in `{decade:04}s`")));
        }
        let first = self.partial(year, None, None)?.first;
        Ok(Some(DayRange::new(first, self.partial(year + 9, None, None)?.last)))
    }

    /// `2019-Q1`, `2019q1`, `q1 2019`, `2019-W03`.
    fn quarter_or_week(&self, lower: &str) -> Result<Option<DayRange>, QueryError> {
        if let Some((quarter, year)) = lower.split_once(' ').filter(|_| lower.starts_with('q')) {
            return self.quarter_or_week(&format!("{}{quarter}", year.trim()));
        }
        let Some((year, rest)) = lower.split_at_checked(4) else { return Ok(None) };
        let Ok(year) = year.parse::<i64>() else { return Ok(None) };
        let rest = rest.trim_start_matches(['-', ' ']);
        if let Some(quarter) = rest.strip_prefix('q').and_then(|digits| digits.parse::<i64>().ok()) {
            return self.quarter(year, quarter).map(Some);
        }
        let Some(week) = rest.strip_prefix('w').and_then(|digits| digits.parse::<i8>().ok()) else { return Ok(None) };
        let monday = i16::try_from(year).ok().and_then(|year| ISOWeekDate::new(year, week, Weekday::Monday).ok());
        let Some(monday) = monday.map(ISOWeekDate::date) else {
            let kind = ErrorKind::ImpossibleDate(format!("{year:04} has no week {week}"));
            return Err(self.error(kind, format!("the nearest is `{year:04}-W{:02}`", week.clamp(1, 52))));
        };
        self.days(monday, self.add_days(monday, 6)?).map(Some)
    }

    fn quarter(&self, year: i64, quarter: i64) -> Result<DayRange, QueryError> {
        if !(1..=4).contains(&quarter) {
            let kind = ErrorKind::ImpossibleDate(format!("there is no quarter {quarter}; quarters run from 1 to 4"));
            return Err(self.error(kind, format!("the nearest is `{year:04}-Q{}`", quarter.clamp(1, 4))));
        }
        let first = self.partial(year, Some(quarter * 3 - 2), None)?.first;
        Ok(DayRange::new(first, self.partial(year, Some(quarter * 3), None)?.last))
    }

    /// The words of a date; "the" and "of" are left out.
    fn parts(&self, lower: &str) -> Result<Vec<Part>, QueryError> {
        let mut parts = Vec::new();
        let words = lower.split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '.'));
        for word in words.filter(|word| !word.is_empty()) {
            let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let suffix = &word[digits.len()..];
            let is_ordinal = suffix.is_empty() || matches!(suffix, "st" | "nd" | "rd" | "th");
            match (digits.parse(), date_word(word)) {
                (Ok(value), _) if is_ordinal && digits.len() <= 4 => {
                    parts.push(Part::Number { value, n_digits: digits.len() });
                }
                (_, Some(DateWord::Filler)) => {}
                (_, Some(known)) => parts.push(Part::Word(known)),
                _ => return Err(self.unknown_word(word)),
            }
        }
        Ok(parts)
    }

    fn unknown_word(&self, word: &str) -> QueryError {
        match nearest(word, date_words().filter(|known| known.len() > 3)) {
            Some(known) if word.len() > 3 => {
                let kind = ErrorKind::UnreadableDate(self.typed.to_owned());
                self.error(kind, format!("did you mean `{known}`?"))
            }
            _ => self.unreadable(),
        }
    }

    fn words(&self, parts: &[Part]) -> Result<DayRange, QueryError> {
        use DateWord::*;
        use Part::{Number, Word};
        match *parts {
            [Word(Day(days))] => {
                let day = self.add_days(self.today, days.into())?;
                self.days(day, day)
            }
            [Word(Month(month))] => self.month(month, 0),
            [Word(Weekday(weekday))] => self.weekday(weekday, None),
            [Word(Step(step)), Word(Unit(unit))] => self.units(unit, step.into(), step.into()),
            [Word(Step(step)), Word(Month(month))] => self.month(month, step),
            [Word(Step(step)), Word(Weekday(weekday))] => self.weekday(weekday, Some(step)),
            [Word(Step(step)), count, Word(Unit(unit))] if step != 0 => self.last_units(count, unit, step),
            [count, Word(Unit(unit)), Word(Ago)] => {
                let count = self.count(count)?;
                self.units(unit, -count, -count)
            }
            [Word(Month(month)), Number { value, n_digits: 4 }] => self.partial(value, Some(month.into()), None),
            [Number { value, n_digits: 4 }, Word(Month(month))] => self.partial(value, Some(month.into()), None),
            _ => self.full_date(parts),
        }
    }

    /// `3 march 2019`, `march 3, 2019`, `3 march`, with a weekday before it or not.
    fn full_date(&self, parts: &[Part]) -> Result<DayRange, QueryError> {
        use Part::{Number, Word};
        let (weekday, rest) = match parts {
            [Word(DateWord::Weekday(weekday)), rest @ ..] => (Some(*weekday), rest),
            _ => (None, parts),
        };
        let (month, day, year) = match *rest {
            [Number { value, n_digits: ..=2 }, Word(DateWord::Month(month))] => (month, value, None),
            [Word(DateWord::Month(month)), Number { value, n_digits: ..=2 }] => (month, value, None),
            [Number { value, n_digits: ..=2 }, Word(DateWord::Month(month)), Number { value: year, n_digits: 4 }]
            | [Word(DateWord::Month(month)), Number { value, n_digits: ..=2 }, Number { value: year, n_digits: 4 }]
            | [Number { value: year, n_digits: 4 }, Word(DateWord::Month(month)), Number { value, n_digits: ..=2 }] => {
                (month, value, Some(year))
            }
            _ => return Err(self.unreadable()),
        };
        let range = match year {
            Some(year) => self.partial(year, Some(month.into()), Some(day))?,
            None => self.past_day(month, day)?,
        };
        self.check_weekday(range, weekday)?;
        Ok(range)
    }

    /// The last such day of a year that is not in the future; 29 February may be years ago.
    fn past_day(&self, month: i8, day: i64) -> Result<DayRange, QueryError> {
        let year = i64::from(self.today.year());
        let today = Day::from_civil(self.today);
        let past = (0..=8).filter_map(|back| PartialDate::new(year - back, Some(month.into()), Some(day)).ok());
        match past.map(PartialDate::range).find(|range| range.first <= today) {
            Some(range) => Ok(range),
            None => self.partial(year, Some(month.into()), Some(day)),
        }
    }

    fn check_weekday(&self, range: DayRange, weekday: Option<i8>) -> Result<(), QueryError> {
        let (Some(typed), Some(date)) = (weekday, range.first.to_civil()) else { return Ok(()) };
        if date.weekday().to_monday_one_offset() == typed {
            return Ok(());
        }
        let weekday = jiff::fmt::strtime::format("%A", date).unwrap_or_default();
        let kind = ErrorKind::WeekdayMismatch { date: date.to_string(), weekday };
        Err(self.error(kind, format!("leave the weekday out: `{date}`")))
    }

    fn count(&self, part: Part) -> Result<i64, QueryError> {
        match part {
            Part::Number { value, .. } => Ok(value),
            Part::Word(DateWord::Number(value)) => Ok(value.into()),
            Part::Word(_) => Err(self.unreadable()),
        }
    }

    /// "last 7 days", today the last of them; "next 7 days", tomorrow the first.
    fn last_units(&self, count: Part, unit: DateUnit, step: i8) -> Result<DayRange, QueryError> {
        let count = self.count(count)?;
        if count == 0 {
            return Err(self.error(ErrorKind::EmptyRange, "give a number from 1"));
        }
        let count = if step < 0 { -count } else { count };
        let away = self.add(self.today, unit, count)?;
        if step < 0 {
            self.days(self.add_days(away, 1)?, self.today)
        } else {
            self.days(self.add_days(self.today, 1)?, away)
        }
    }

    /// The whole units from `first` to `last`, counted from the one that holds today.
    fn units(&self, unit: DateUnit, first: i64, last: i64) -> Result<DayRange, QueryError> {
        let start = self.unit_start(unit)?;
        let first = self.add(start, unit, first)?;
        let next = self.add(start, unit, last + 1)?;
        self.days(first, self.add_days(next, -1)?)
    }

    fn unit_start(&self, unit: DateUnit) -> Result<civil::Date, QueryError> {
        let today = self.today;
        Ok(match unit {
            DateUnit::Day => today,
            DateUnit::Week => self.add_days(today, -i64::from(today.weekday().to_monday_zero_offset()))?,
            DateUnit::Month => today.first_of_month(),
            DateUnit::Quarter => date(today.year(), (today.month() - 1) / 3 * 3 + 1, 1),
            DateUnit::Year => today.first_of_year(),
            DateUnit::Decade => date(today.year() / 10 * 10, 1, 1),
        })
    }

    fn add(&self, from: civil::Date, unit: DateUnit, count: i64) -> Result<civil::Date, QueryError> {
        let none = 0.days();
        let span = match unit {
            DateUnit::Day => none.try_days(count),
            DateUnit::Week => none.try_weeks(count),
            DateUnit::Month => none.try_months(count),
            DateUnit::Quarter => none.try_months(count.saturating_mul(3)),
            DateUnit::Year => none.try_years(count),
            DateUnit::Decade => none.try_years(count.saturating_mul(10)),
        };
        span.and_then(|span| from.checked_add(span)).map_err(|_| self.outside())
    }

    fn add_days(&self, from: civil::Date, count: i64) -> Result<civil::Date, QueryError> {
        self.add(from, DateUnit::Day, count)
    }

    /// A month without its year: the last that has begun (0), the last that is over (-1), the next to begin (1).
    fn month(&self, month: i8, step: i8) -> Result<DayRange, QueryError> {
        let (year, this) = (i64::from(self.today.year()), self.today.month());
        let year = match step {
            0 if month > this => year - 1,
            ..0 if month >= this => year - 1,
            1.. if month <= this => year + 1,
            _ => year,
        };
        self.partial(year, Some(month.into()), None)
    }

    /// A day of the week: the last one, today included (none); before today (-1); of this week (0); after today (1).
    fn weekday(&self, weekday: i8, step: Option<i8>) -> Result<DayRange, QueryError> {
        let today = self.today.weekday().to_monday_one_offset();
        let back = i64::from((today - weekday).rem_euclid(7));
        let away = match step {
            None => -back,
            Some(0) => i64::from(weekday - today),
            Some(..0) => -(if back == 0 { 7 } else { back }),
            Some(_) => 7 - back,
        };
        let day = self.add_days(self.today, away)?;
        self.days(day, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Wednesday.
    const TODAY: civil::Date = date(2025, 6, 11);

    fn days_on(today: civil::Date, typed: &str) -> String {
        let range = read(typed, Span::new(0, typed.len()), today).unwrap_or_else(|error| panic!("{typed}: {error}"));
        format!("{}..{}", range.first, range.last)
    }

    fn check(typed: &str, expected: &str) {
        let expected = if expected.contains("..") { expected.to_owned() } else { format!("{expected}..{expected}") };
        assert_eq!(days_on(TODAY, typed), expected, "{typed}");
    }

    #[test]
    fn years_months_and_days() {
        check("2019", "2019-01-01..2019-12-31");
        check("1605", "1605-01-01..1605-12-31");
        check("2019-03", "2019-03-01..2019-03-31");
        check("2024-2", "2024-02-01..2024-02-29");
        check("2019-03-03", "2019-03-03");
        check("2019-3-3", "2019-03-03");
        check("2019/03/03", "2019-03-03");
        check("2019.03.03", "2019-03-03");
        check("20190303", "2019-03-03");
        check("9999-12-31", "9999-12-31");
    }

    #[test]
    fn decades_quarters_and_weeks() {
        check("1990s", "1990-01-01..1999-12-31");
        check("the 1990s", "1990-01-01..1999-12-31");
        check("2019-Q1", "2019-01-01..2019-03-31");
        check("2019q4", "2019-10-01..2019-12-31");
        check("Q2 2019", "2019-04-01..2019-06-30");
        check("2020-W53", "2020-12-28..2021-01-03");
    }

    #[test]
    fn dates_in_words() {
        for typed in [
            "3 march 2019",
            "March 3, 2019",
            "march 3 2019",
            "the 3rd of March 2019",
            "3-Mar-2019",
            "2019 march 3",
            "Sunday, 3 March 2019",
            "sun 3 mar. 2019",
        ] {
            check(typed, "2019-03-03");
        }
        check("june 2019", "2019-06-01..2019-06-30");
        check("2019 june", "2019-06-01..2019-06-30");
        check("Sept 2019", "2019-09-01..2019-09-30");
    }

    #[test]
    fn a_date_without_its_year_is_the_last_that_has_come() {
        check("june", "2025-06-01..2025-06-30");
        check("july", "2024-07-01..2024-07-31");
        check("may", "2025-05-01..2025-05-31");
        check("11 june", "2025-06-11");
        check("june 12", "2024-06-12");
        check("29 february", "2024-02-29");
        check("last june", "2024-06-01..2024-06-30");
        check("last may", "2025-05-01..2025-05-31");
        check("this december", "2024-12-01..2024-12-31");
        check("next june", "2026-06-01..2026-06-30");
        check("next july", "2025-07-01..2025-07-31");
    }

    #[test]
    fn days_of_the_week() {
        check("wednesday", "2025-06-11");
        check("monday", "2025-06-09");
        check("thursday", "2025-06-05");
        check("last wednesday", "2025-06-04");
        check("last monday", "2025-06-09");
        check("this friday", "2025-06-13");
        check("this monday", "2025-06-09");
        check("next wednesday", "2025-06-18");
        check("next thursday", "2025-06-12");
    }

    #[test]
    fn from_today() {
        check("today", "2025-06-11");
        check("Yesterday", "2025-06-10");
        check("tomorrow", "2025-06-12");
        check("this week", "2025-06-09..2025-06-15");
        check("last week", "2025-06-02..2025-06-08");
        check("next week", "2025-06-16..2025-06-22");
        check("last month", "2025-05-01..2025-05-31");
        check("this quarter", "2025-04-01..2025-06-30");
        check("last quarter", "2025-01-01..2025-03-31");
        check("last year", "2024-01-01..2024-12-31");
        check("last decade", "2010-01-01..2019-12-31");
        check("3 days ago", "2025-06-08");
        check("a week ago", "2025-06-02..2025-06-08");
        check("two months ago", "2025-04-01..2025-04-30");
        check("10 years ago", "2015-01-01..2015-12-31");
        check("last 7 days", "2025-06-05..2025-06-11");
        check("past two weeks", "2025-05-29..2025-06-11");
        check("last 3 months", "2025-03-12..2025-06-11");
        check("next 7 days", "2025-06-12..2025-06-18");
    }

    #[test]
    fn months_end_where_they_end() {
        let last_of_march = date(2024, 3, 31);
        assert_eq!(days_on(last_of_march, "last month"), "2024-02-01..2024-02-29");
        assert_eq!(days_on(date(2025, 1, 1), "yesterday"), "2024-12-31..2024-12-31");
        assert_eq!(days_on(date(2025, 1, 1), "last week"), "2024-12-23..2024-12-29");
        assert_eq!(days_on(date(2025, 1, 31), "december"), "2024-12-01..2024-12-31");
        assert_eq!(days_on(date(2023, 3, 1), "29 february"), "2020-02-29..2020-02-29");
    }

    #[test]
    fn intervals_print_as_short_as_they_can() {
        let day = |text: &str| text.parse::<PartialDate>().unwrap().range().first;
        for (first, last, printed) in [
            ("2019-01-01", "2019-12-31", "2019"),
            ("2019-01-01", "2021-12-31", "2019..2021"),
            ("2019-03-01", "2019-03-31", "2019-03"),
            ("2019-03-01", "2019-04-30", "2019-03..2019-04"),
            ("2019-01-01", "2019-03-31", "2019-01..2019-03"),
            ("2019-03-03", "2019-03-03", "2019-03-03"),
            ("2019-03-01", "2019-03-30", "2019-03-01..2019-03-30"),
            ("0001-01-01", "2019-12-31", "..2019"),
            ("0001-01-01", "2019-12-30", "..2019-12-30"),
            ("2019-05-01", "9999-12-31", "2019-05.."),
            ("0001-01-01", "9999-12-31", "0001..9999"),
        ] {
            assert_eq!(print(DayRange::new(day(first), day(last))), printed);
        }
    }
}
