//! Dates as articles give them: a year, a month or a day, and the interval of days each means.

use super::{Evidence, Span};
use jiff::civil;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A day: the number of days since 1970-01-01, proleptic Gregorian, negative before.
///
/// A plain number, since newspapers begin in 1605 and nanosecond timestamps in 1677.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i64);

impl Day {
    const EPOCH: civil::Date = civil::date(1970, 1, 1);

    /// The day number of a calendar date.
    pub fn from_civil(date: civil::Date) -> Self {
        let span = Self::EPOCH.until(date).expect("any two civil dates are a number of days apart");
        Self(i64::from(span.get_days()))
    }

    /// The calendar date, or `None` outside the years -9999 to 9999.
    pub fn to_civil(self) -> Option<civil::Date> {
        let days = jiff::Span::new().try_days(self.0).ok()?;
        Self::EPOCH.checked_add(days).ok()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_civil() {
            Some(date) => write!(f, "{date}"),
            None => write!(f, "day {}", self.0),
        }
    }
}

/// An interval of days, both ends included; shown as the year, the month or the day that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DayRange {
    /// First day.
    pub first: Day,
    /// Last day, never before the first.
    pub last: Day,
}

impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spelled = self.first.to_civil().and_then(|first| {
            let (year, month, day) = (first.year().into(), first.month().into(), first.day().into());
            [(None, None), (Some(month), None), (Some(month), Some(day))]
                .into_iter()
                .filter_map(|(month, day)| PartialDate::new(year, month, day).ok())
                .find(|date| date.range() == *self)
        });
        match spelled {
            Some(date) => write!(f, "{date}"),
            None => write!(f, "{}..{}", self.first, self.last),
        }
    }
}

impl DayRange {
    /// The days from `first` to `last`, both included.
    pub fn new(first: Day, last: Day) -> Self {
        debug_assert!(first <= last, "{first}..{last} runs backwards");
        Self { first, last }
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: DayRange) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: DayRange) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// A year.
    Year,
    /// A month of a year.
    Month,
    /// A day.
    Day,
}

impl Precision {
    /// The lower-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

/// `1994`, `1994-03` or `1994-03-07`: a date as far as it is known, always a real one.
///
/// ```
/// use dateline::article::PartialDate;
/// let date: PartialDate = "1994-02".parse()?;
/// assert_eq!(date.range().last.to_string(), "1994-02-28");
/// assert!("2025-02-30".parse::<PartialDate>().is_err());
/// # Ok::<(), dateline::article::PartialDateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// Why a date is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartialDateError {
    /// Not of the form `1994`, `1994-03` or `1994-03-07`.
    #[error("`{0}` is not a date; write 1994, 1994-03 or 1994-03-07")]
    Form(String),
    /// The year is outside 1 to 9999.
    #[error("the year {0} is outside 1 to 9999")]
    Year(i64),
    /// The month is outside 1 to 12.
    #[error("there is no month {0}; months run from 1 to 12")]
    Month(i64),
    /// The month has no such day.
    #[error("{year:04}-{month:02} has no day {day}; its last is {year:04}-{month:02}-{last:02}")]
    Day {
        /// The year.
        year: i16,
        /// The month.
        month: i8,
        /// The day that it lacks.
        day: i64,
        /// The last day that it has.
        last: i8,
    },
}

impl PartialDate {
    /// A date known as far as its arguments say; a day without a month is refused as [`PartialDateError::Form`].
    pub fn new(year: i64, month: Option<i64>, day: Option<i64>) -> Result<Self, PartialDateError> {
        let y = i16::try_from(year).ok().filter(|y| (1..=9999).contains(y)).ok_or(PartialDateError::Year(year))?;
        let m = match month {
            None if day.is_some() => return Err(PartialDateError::Form(format!("{year}-??-{}", day.unwrap_or(0)))),
            None => return Ok(Self { year: y, month: None, day: None }),
            Some(month) => {
                i8::try_from(month).ok().filter(|m| (1..=12).contains(m)).ok_or(PartialDateError::Month(month))?
            }
        };
        let last = civil::date(y, m, 1).days_in_month();
        let d = match day {
            None => None,
            Some(day) => {
                Some(i8::try_from(day).ok().filter(|d| (1..=last).contains(d)).ok_or(PartialDateError::Day {
                    year: y,
                    month: m,
                    day,
                    last,
                })?)
            }
        };
        Ok(Self { year: y, month: Some(m), day: d })
    }

    /// The whole day of a calendar date; `None` before the year 1.
    pub fn from_civil(date: civil::Date) -> Option<Self> {
        Self::new(date.year().into(), Some(date.month().into()), Some(date.day().into())).ok()
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, where it is known.
    pub fn month(self) -> Option<i8> {
        self.month
    }

    /// The day of the month, where it is known.
    pub fn day(self) -> Option<i8> {
        self.day
    }

    /// How much is known.
    pub fn precision(self) -> Precision {
        match (self.month, self.day) {
            (None, _) => Precision::Year,
            (Some(_), None) => Precision::Month,
            (Some(_), Some(_)) => Precision::Day,
        }
    }

    /// The calendar date where the day is known.
    pub fn to_civil(self) -> Option<civil::Date> {
        Some(civil::date(self.year, self.month?, self.day?))
    }

    /// The days it may mean, both ends included.
    pub fn range(self) -> DayRange {
        let first = civil::date(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1));
        let last = match self.precision() {
            Precision::Year => civil::date(self.year, 12, 31),
            Precision::Month => first.last_of_month(),
            Precision::Day => first,
        };
        DayRange::new(Day::from_civil(first), Day::from_civil(last))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || PartialDateError::Form(text.to_owned());
        let mut parts = [None; 3];
        for (i, part) in text.split('-').enumerate() {
            let width = if i == 0 { 4..=4 } else { 1..=2 };
            if i >= 3 || !width.contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(form());
            }
            parts[i] = Some(part.parse::<i64>().map_err(|_| form())?);
        }
        Self::new(parts[0].ok_or_else(form)?, parts[1], parts[2])
    }
}

impl TryFrom<String> for PartialDate {
    type Error = PartialDateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

/// What a date expression is, in TimeML's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum DateKind {
    /// A calendar date of any grain.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A recurring time.
    Set,
}

impl DateKind {
    /// TimeML's name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// A date the text talks about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DateMention {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: DateKind,
    /// TimeML TIMEX3 value ("2025-02-10", "P3M", "PAST_REF").
    pub value: String,
    /// The days it means, where it means days.
    pub range: Option<DayRange>,
    /// Why it is believed; its span is the mention's own.
    pub evidence: Evidence,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_what_is_known() {
        for (text, first, last) in [
            ("1605", "1605-01-01", "1605-12-31"),
            ("1900-02", "1900-02-01", "1900-02-28"),
            ("2000-02", "2000-02-01", "2000-02-29"),
            ("1969-07-20", "1969-07-20", "1969-07-20"),
        ] {
            let range = text.parse::<PartialDate>().unwrap().range();
            assert_eq!(
                (range.first.to_string(), range.last.to_string()),
                (first.to_owned(), last.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn day_numbers_count_from_1970() {
        let day = |text: &str| text.parse::<PartialDate>().unwrap().range().first.0;
        assert_eq!(day("1970-01-01"), 0);
        assert_eq!(day("1969-12-31"), -1);
        assert_eq!(day("2000-03-01"), 11_017);
        assert_eq!(Day(-133_000).to_civil().map(Day::from_civil), Some(Day(-133_000)));
    }

    #[test]
    fn impossible_dates_say_why() {
        for (text, message) in [
            ("2025-02-30", "2025-02 has no day 30; its last is 2025-02-28"),
            ("2025-13", "there is no month 13; months run from 1 to 12"),
            ("0000", "the year 0 is outside 1 to 9999"),
            ("94-3", "`94-3` is not a date; write 1994, 1994-03 or 1994-03-07"),
            ("1994-3-7-1", "`1994-3-7-1` is not a date; write 1994, 1994-03 or 1994-03-07"),
        ] {
            assert_eq!(text.parse::<PartialDate>().unwrap_err().to_string(), message);
        }
    }
}
