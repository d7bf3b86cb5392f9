//! What a date expression says, before anybody asks which day that was.

use crate::article::{Day, PartialDate};
use crate::lexicon::dates::{Direction, Edge, Part, Season, Shift, Unit, Vague, Yearly};

/// A date expression as printed: tokens `first..end` and what they say.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// Its first token.
    pub(super) first: usize,
    /// One past its last token.
    pub(super) end: usize,
    /// What it says.
    pub(super) expression: Expression,
}

/// What is said.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    /// A point or period of the calendar, perhaps with a time of day.
    Point(Point),
    /// A length of time.
    Duration(Duration),
    /// Again and again.
    Every(Count, Unit),
    /// Every such weekday.
    Weekdays(u8),
    /// A part of any day ("at night").
    AnyPart(Part),
    /// A time that is not counted.
    Vague(Vague),
}

/// A point or period, the part of it that is meant, and the time of day.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    /// Which period.
    pub(super) base: Base,
    /// Which part of it.
    pub(super) edge: Option<Edge>,
    /// Which time of its day.
    pub(super) time: Option<TimeOfDay>,
}

impl From<Base> for Point {
    fn from(base: Base) -> Self {
        Self { base, edge: None, time: None }
    }
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeOfDay {
    /// "morning".
    Part(Part),
    /// "10:30 GMT".
    Clock {
        /// 0 to 24.
        hour: u8,
        /// 0 to 59.
        minute: u8,
        /// Quarters of an hour ahead of UTC, where a zone is named.
        zone: Option<i8>,
    },
}

/// How a period is named.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Base {
    /// By what is printed of year, month, day and weekday; one of them at least.
    Fields(Fields),
    /// A season, of a year or of one of several.
    Season(Season, Option<i16>, Option<Shift>),
    /// A quarter of a year.
    Quarter(u8, Option<i16>),
    /// A half of a year.
    Half(u8, Option<i16>),
    /// A half of the year that is named.
    HalfOf(u8, Box<Base>),
    /// Ten years: by the first, all four digits of it or the last two.
    Decade(i16),
    /// A hundred years, by what stands before the last two digits.
    Century(i16),
    /// Days from the article's own.
    Day(i8),
    /// "last week", "that year".
    Shifted(Shift, Unit),
    /// "the next day": counted from the date last named.
    Neighbour(i32, Unit),
    /// "last Friday", "next June".
    ShiftedFields(Shift, Fields),
    /// "May of last year", "January 24 of the same year".
    OfYear(Fields, Shift),
    /// "the day before something".
    BesideEvent(Unit),
    /// "three weeks ago".
    Offset(Count, Unit, Direction),
    /// "the third week of": counted from 1, the last is -1.
    Nth(i8, Unit, Box<Base>),
    /// A day of every year with a name ("Christmas"), its year, or which of several.
    Named(Yearly, Option<i16>, Option<Shift>),
    /// A time of day alone.
    Today,
}

/// The parts of a date that are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    /// The year.
    pub(crate) year: Option<i16>,
    /// The month, 1 to 12.
    pub(crate) month: Option<u8>,
    /// The day, 1 to 31.
    pub(crate) day: Option<u8>,
    /// The weekday, Monday 1.
    pub(crate) weekday: Option<u8>,
    /// Months from the article's own, in the old style.
    pub(crate) instant: Option<i8>,
}

/// Days that a dateline may lie after the date of publication.
const DAYS_AHEAD_MAX: i64 = 7;

impl Fields {
    /// The date these say, its year taken from a date known otherwise where none is printed.
    pub(crate) fn with_hint(self, hint: Option<PartialDate>) -> Option<PartialDate> {
        let date = |year: i16| PartialDate::new(year.into(), self.month.map(i64::from), self.day.map(i64::from)).ok();
        if let Some(year) = self.year {
            return date(year);
        }
        self.month?;
        let hint = hint?;
        let Some(day) = hint.to_civil() else { return date(hint.year()) };
        // What is filed is filed before it is published, give or take the zones and a weekly's cover date.
        let latest = Day::from_civil(day).0 + DAYS_AHEAD_MAX;
        (hint.year() - 1..=hint.year() + 1).filter_map(date).filter(|found| found.range().first.0 <= latest).max()
    }
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    /// In tenths.
    Tenths(u32),
    /// Not said.
    Vague,
}

impl Count {
    /// One.
    pub(super) const ONE: Count = Count::Tenths(10);

    /// So many, whole.
    pub(super) fn whole(n: u32) -> Self {
        Self::Tenths(n.saturating_mul(10))
    }

    /// The number, where it is said and whole.
    pub(super) fn as_whole(self) -> Option<i32> {
        match self {
            Self::Tenths(tenths) if tenths.is_multiple_of(10) => i32::try_from(tenths / 10).ok(),
            _ => None,
        }
    }
}

/// A length of time, and where it lies if that is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Duration {
    /// How many.
    pub(super) count: Count,
    /// Of what.
    pub(super) unit: Unit,
    /// "the past", "the next".
    pub(super) side: Option<Side>,
}

/// Where a length of time lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// It ends at the article's own date.
    UpToNow,
    /// It begins there.
    FromNow,
}
