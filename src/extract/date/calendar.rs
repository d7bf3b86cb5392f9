//! Periods of the calendar: a day, a week, a quarter, a century; their neighbours, TIMEX3 values and days.

use crate::article::{Day, DayRange, PartialDate};
use crate::lexicon::dates::{Season, Unit, Yearly};
use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan};

/// One period, of a certain size, at a certain place in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    /// A day.
    Day(Date),
    /// The week of a Monday.
    Week(Date),
    /// The weekend of the week of a Monday.
    Weekend(Date),
    /// A month of a year.
    Month(i16, i8),
    /// A quarter of a year, 1 to 4.
    Quarter(i16, i8),
    /// A half of a year, 1 or 2.
    Half(i16, i8),
    /// A season of a year; winter belongs to the year it ends in.
    Season(i16, Season),
    /// A year.
    Year(i16),
    /// Ten years from one that ends in 0.
    Decade(i16),
    /// A hundred years, by what stands before the last two digits.
    Century(i16),
}

const FIRST_YEAR: i16 = 1;
const LAST_YEAR: i16 = 9998;

impl Period {
    /// The period of that unit that holds a day; units below a day have none.
    pub(super) fn containing(day: Date, unit: Unit) -> Option<Self> {
        let month = day.month();
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour => return None,
            Unit::Day | Unit::Night => Self::Day(day),
            Unit::Weekend => Self::Weekend(monday(day)?),
            Unit::Week | Unit::Fortnight => Self::Week(monday(day)?),
            Unit::Month => Self::Month(day.year(), month),
            Unit::Quarter => Self::Quarter(day.year(), (month - 1) / 3 + 1),
            Unit::Year => Self::Year(day.year()),
            Unit::Decade => Self::Decade(day.year() / 10 * 10),
            Unit::Century | Unit::Millennium => Self::Century(day.year() / 100),
        })
    }

    /// A partial date as a period.
    pub(super) fn of(date: PartialDate) -> Self {
        match (date.month(), date.to_civil()) {
            (_, Some(day)) => Self::Day(day),
            (Some(month), None) => Self::Month(date.year(), month),
            (None, None) => Self::Year(date.year()),
        }
    }

    /// The period `by` further on; `None` outside the years 1 to 9998.
    pub(super) fn shift(self, by: i32) -> Option<Self> {
        let small = i16::try_from(by).ok()?;
        let years = |year: i16, by: i16| year.checked_add(by).filter(|y| (FIRST_YEAR..=LAST_YEAR).contains(y));
        Some(match self {
            Self::Day(day) => Self::Day(add(day, i64::from(by).days())?),
            Self::Week(day) => Self::Week(add(day, i64::from(by).weeks())?),
            Self::Weekend(day) => Self::Weekend(add(day, i64::from(by).weeks())?),
            Self::Month(year, month) => {
                let (year, month) = parts_of_year(year, month, 12, by)?;
                Self::Month(year, month)
            }
            Self::Quarter(year, quarter) => {
                let (year, quarter) = parts_of_year(year, quarter, 4, by)?;
                Self::Quarter(year, quarter)
            }
            Self::Half(year, half) => {
                let (year, half) = parts_of_year(year, half, 2, by)?;
                Self::Half(year, half)
            }
            Self::Season(year, season) => Self::Season(years(year, small)?, season),
            Self::Year(year) => Self::Year(years(year, small)?),
            Self::Decade(year) => Self::Decade(years(year, small.checked_mul(10)?)?),
            Self::Century(century) => Self::Century(century.checked_add(small).filter(|c| (0..=98).contains(c))?),
        })
    }

    /// Its first and last day.
    pub(super) fn range(self) -> DayRange {
        let (first, last) = match self {
            Self::Day(day) => (day, day),
            Self::Week(monday) => (monday, later(monday, 6)),
            Self::Weekend(monday) => (later(monday, 5), later(monday, 6)),
            Self::Month(year, month) => months(year, month, month),
            Self::Quarter(year, quarter) => months(year, quarter * 3 - 2, quarter * 3),
            Self::Half(year, half) => months(year, half * 6 - 5, half * 6),
            Self::Season(year, Season::Winter) => {
                let first = if year > FIRST_YEAR { date(year - 1, 12, 1) } else { date(year, 1, 1) };
                (first, date(year, 2, 1).last_of_month())
            }
            Self::Season(year, Season::Spring) => months(year, 3, 5),
            Self::Season(year, Season::Summer) => months(year, 6, 8),
            Self::Season(year, Season::Autumn) => months(year, 9, 11),
            Self::Year(year) => (date(year, 1, 1), date(year, 12, 31)),
            Self::Decade(year) => (date(year.max(FIRST_YEAR), 1, 1), date(year + 9, 12, 31)),
            Self::Century(century) => (date((century * 100).max(FIRST_YEAR), 1, 1), date(century * 100 + 99, 12, 31)),
        };
        DayRange::new(Day::from_civil(first), Day::from_civil(last))
    }

    /// Its TIMEX3 value.
    pub(super) fn value(self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Week(monday) => week_value(monday),
            Self::Weekend(monday) => format!("{}-WE", week_value(monday)),
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Quarter(year, quarter) => format!("{year:04}-Q{quarter}"),
            Self::Half(year, half) => format!("{year:04}-H{half}"),
            Self::Season(year, season) => format!("{year:04}-{}", season_value(season)),
            Self::Year(year) => format!("{year:04}"),
            Self::Decade(year) => format!("{:03}", year / 10),
            Self::Century(century) => format!("{century:02}"),
        }
    }
}

/// The day `days` before or after; `None` outside the calendar.
pub(super) fn add(day: Date, by: Span) -> Option<Date> {
    day.checked_add(by).ok().filter(|d| (FIRST_YEAR..=LAST_YEAR).contains(&d.year()))
}

/// Days from `from` to `to`.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    Day::from_civil(to).0 - Day::from_civil(from).0
}

/// The Monday of a day's week.
fn monday(day: Date) -> Option<Date> {
    add(day, (-i64::from(day.weekday().to_monday_zero_offset())).days())
}

/// The weekday with ISO number 1 to 7.
pub(super) fn weekday(number: u8) -> Weekday {
    Weekday::from_monday_one_offset(i8::try_from(number).unwrap_or(7).clamp(1, 7)).expect("clamped to 1 to 7")
}

/// The nearest such weekday on or before a day.
pub(super) fn weekday_before(day: Date, number: u8) -> Option<Date> {
    let back = day.weekday().since(weekday(number));
    add(day, (-i64::from(back)).days())
}

/// TIMEX3's letters for a season.
pub(super) fn season_value(season: Season) -> &'static str {
    match season {
        Season::Spring => "SP",
        Season::Summer => "SU",
        Season::Autumn => "FA",
        Season::Winter => "WI",
    }
}

/// The last day of the first third of a period and the first day of its last; a year's thirds are four months.
pub(super) fn thirds(range: DayRange) -> [i64; 2] {
    let (first, last) = (range.first.0, range.last.0);
    let year = range.first.to_civil().filter(|day| day.day_of_year() == 1 && (365..=366).contains(&(last - first + 1)));
    if let Some(year) = year {
        let day = |month| Day::from_civil(date(year.year(), month, 1)).0;
        return [day(5) - 1, day(9)];
    }
    let third = (last - first + 1) / 3;
    if third == 0 { [last, first] } else { [first + third - 1, last - third + 1] }
}

/// The day with that name in a year.
pub(super) fn yearly(day: Yearly, year: i16) -> Option<Date> {
    match day {
        Yearly::Fixed(month, day) => Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok(),
        Yearly::Nth(n, number, month) => {
            let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
            let n = if n == 0 { -1 } else { i8::try_from(n).ok()? };
            first.nth_weekday_of_month(n, weekday(number)).ok()
        }
        Yearly::Easter(days) => add(easter(year)?, i64::from(days).days()),
    }
}

/// The value of such a day in a year that is not known.
pub(super) fn open_yearly(day: Yearly) -> String {
    match day {
        Yearly::Fixed(month, day) => format!("XXXX-{month:02}-{day:02}"),
        Yearly::Nth(_, _, month) => format!("XXXX-{month:02}-XX"),
        Yearly::Easter(_) => "XXXX-XX-XX".to_owned(),
    }
}

/// Easter Sunday of the Gregorian calendar: the Sunday after the first full moon of the church's spring.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (golden, century) = (y % 19, y / 100);
    let skipped_leap_days = century - century / 4;
    let moon_correction = (8 * century + 13) / 25;
    let epact = (skipped_leap_days - moon_correction + 19 * golden + 15) % 30;
    let moon = epact - (epact / 28) * (1 - (29 / (epact + 1)) * ((21 - golden) / 11));
    let weekday = (y + y / 4 + moon + 2 - skipped_leap_days) % 7;
    let offset = moon - weekday;
    add(Date::new(year, 3, 28).ok()?, i64::from(offset).days())
}

fn week_value(monday: Date) -> String {
    let week = monday.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

fn months(year: i16, first: i8, last: i8) -> (Date, Date) {
    (date(year, first, 1), date(year, last, 1).last_of_month())
}

/// Days after a Monday that the calendar holds with its whole week.
fn later(monday: Date, days: i64) -> Date {
    monday.checked_add(days.days()).unwrap_or(Date::MAX)
}

/// The part (month, quarter, half) of a year `by` further on.
fn parts_of_year(year: i16, part: i8, n_parts: i32, by: i32) -> Option<(i16, i8)> {
    let index = i32::from(year).checked_mul(n_parts)?.checked_add(i32::from(part) - 1)?.checked_add(by)?;
    let year = i16::try_from(index.div_euclid(n_parts)).ok().filter(|y| (FIRST_YEAR..=LAST_YEAR).contains(y))?;
    Some((year, i8::try_from(index.rem_euclid(n_parts)).ok()? + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_days() {
        let day = date(2025, 2, 10);
        for (unit, by, value, first, last) in [
            (Unit::Day, -41, "2024-12-31", "2024-12-31", "2024-12-31"),
            (Unit::Week, 0, "2025-W07", "2025-02-10", "2025-02-16"),
            (Unit::Week, -7, "2024-W52", "2024-12-23", "2024-12-29"),
            (Unit::Weekend, 0, "2025-W07-WE", "2025-02-15", "2025-02-16"),
            (Unit::Month, -2, "2024-12", "2024-12-01", "2024-12-31"),
            (Unit::Month, 12, "2026-02", "2026-02-01", "2026-02-28"),
            (Unit::Quarter, -1, "2024-Q4", "2024-10-01", "2024-12-31"),
            (Unit::Year, -425, "1600", "1600-01-01", "1600-12-31"),
            (Unit::Decade, -3, "199", "1990-01-01", "1999-12-31"),
            (Unit::Century, -1, "19", "1900-01-01", "1999-12-31"),
        ] {
            let period = Period::containing(day, unit).and_then(|p| p.shift(by)).unwrap();
            let range = period.range();
            assert_eq!(
                (period.value(), range.first.to_string(), range.last.to_string()),
                (value.to_owned(), first.to_owned(), last.to_owned()),
                "{unit:?} {by}"
            );
        }
    }

    #[test]
    fn the_calendar_ends() {
        assert_eq!(Period::Year(2).shift(-2), None);
        assert_eq!(Period::Day(date(9998, 12, 31)).shift(1), None);
        assert_eq!(Period::Century(19).shift(i32::MAX), None);
        assert_eq!(Period::Season(1, Season::Winter).range().first.to_string(), "0001-01-01");
    }

    #[test]
    fn named_days() {
        for (day, year, expected) in [
            (Yearly::Easter(0), 1818, "1818-03-22"),
            (Yearly::Easter(0), 1943, "1943-04-25"),
            (Yearly::Easter(0), 2000, "2000-04-23"),
            (Yearly::Easter(0), 2024, "2024-03-31"),
            (Yearly::Easter(0), 2025, "2025-04-20"),
            (Yearly::Easter(-2), 2025, "2025-04-18"),
            (Yearly::Nth(4, 4, 11), 2024, "2024-11-28"),
            (Yearly::Nth(0, 1, 5), 2024, "2024-05-27"),
            (Yearly::Fixed(12, 24), 1914, "1914-12-24"),
        ] {
            assert_eq!(yearly(day, year).unwrap().to_string(), expected, "{day:?} {year}");
        }
    }

    #[test]
    fn weekdays_before() {
        let monday = date(2025, 2, 10);
        assert_eq!(weekday_before(monday, 1), Some(monday));
        assert_eq!(weekday_before(monday, 2), Some(date(2025, 2, 4)));
        assert_eq!(weekday_before(monday, 7), Some(date(2025, 2, 9)));
    }
}
