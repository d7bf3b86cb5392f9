//! Days the text talks about, as terms that answer "does any of them overlap this interval?" exactly.
//!
//! An interval is covered by the fewest whole millennia, centuries, decades, years, months and days. Each
//! is named by the digits its dates share: `1`, `19`, `199`, `1994`, `1994-03`, `1994-03-07`. A mention of March 1994 has the terms `=1994-03` (the whole
//! of it is meant), and `1994-03`, `1994`, `199`, `19`, `1` (something inside is meant). A search for a unit
//! matches its own term, and `=` of every unit around it. At most 146 units cover any interval.

use crate::article::{Day, DayRange};
use jiff::civil;
use std::collections::BTreeSet;

/// The term of what has no day.
pub const NONE: &str = "none";

/// First and last day that have a name: the years 1 to 9999. What lies outside is cut off.
fn named_days() -> DayRange {
    DayRange::new(Day::from_civil(civil::date(1, 1, 1)), Day::from_civil(civil::date(9999, 12, 31)))
}

/// A unit of the calendar: the days whose dates begin with the same digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// `digits` leading digits of a four-digit year: 1 a millennium, 4 a year.
    Years {
        first: i16,
        digits: u8,
    },
    Month {
        year: i16,
        month: i8,
    },
    Day {
        date: civil::Date,
    },
}

impl Unit {
    fn name(self) -> String {
        let mut name = String::with_capacity("=1994-03-07".len());
        self.write_name(&mut name);
        name
    }

    /// As `format!` would, which every mention of a date would feel.
    fn write_name(self, name: &mut String) {
        let (year, n_digits) = match self {
            Self::Years { first, digits } => (first, digits),
            Self::Month { year, .. } => (year, 4),
            Self::Day { date } => (date.year(), 4),
        };
        let digit = |n: i16, width: i16| char::from(b'0' + (n / width % 10) as u8);
        name.extend([1000, 100, 10, 1].into_iter().take(usize::from(n_digits)).map(|width| digit(year, width)));
        let mut two_digits = |n: i8| name.extend(['-', digit(n.into(), 10), digit(n.into(), 1)]);
        match self {
            Self::Years { .. } => {}
            Self::Month { month, .. } => two_digits(month),
            Self::Day { date } => {
                two_digits(date.month());
                two_digits(date.day());
            }
        }
    }

    /// The term of what is meant whole.
    fn own_term(self) -> String {
        let mut term = String::from("=");
        self.write_name(&mut term);
        term
    }

    fn parent(self) -> Option<Self> {
        match self {
            Self::Years { digits: 1, .. } => None,
            Self::Years { first, digits } => {
                let width = years_of(digits - 1);
                Some(Self::Years { first: first - first % width, digits: digits - 1 })
            }
            Self::Month { year, .. } => Some(Self::Years { first: year, digits: 4 }),
            Self::Day { date } => Some(Self::Month { year: date.year(), month: date.month() }),
        }
    }

    fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |unit| unit.parent())
    }

    /// The first and the last date inside.
    fn dates(self) -> (civil::Date, civil::Date) {
        match self {
            // There is no year 0: the first unit of every width begins a year late.
            Self::Years { first, digits } => {
                let last = first + years_of(digits) - 1;
                (civil::date(first.max(1), 1, 1), civil::date(last, 12, 31))
            }
            Self::Month { year, month } => {
                let first = civil::date(year, month, 1);
                (first, first.last_of_month())
            }
            Self::Day { date } => (date, date),
        }
    }
}

fn years_of(digits: u8) -> i16 {
    10i16.pow(u32::from(4 - digits))
}

/// The fewest units that make up `range`, in order.
fn cover(range: DayRange) -> Vec<Unit> {
    let named = named_days();
    let clamp = |day: Day| Day(day.0.clamp(named.first.0, named.last.0));
    let mut units = Vec::new();
    if !range.overlaps(named) {
        return units;
    }
    let (Some(mut at), Some(last)) = (clamp(range.first).to_civil(), clamp(range.last).to_civil()) else {
        return units;
    };
    loop {
        let day = Unit::Day { date: at };
        let unit = std::iter::once(day)
            .chain(day.ancestors())
            .take_while(|unit| unit.dates().0 == at && unit.dates().1 <= last)
            .last()
            .unwrap_or(day);
        units.push(unit);
        let end = unit.dates().1;
        match end.tomorrow() {
            Ok(next) if end < last => at = next,
            _ => return units,
        }
    }
}

/// The terms to index for an article that talks about `ranges`, each once.
pub(super) fn terms(ranges: impl IntoIterator<Item = DayRange>) -> BTreeSet<String> {
    // An article names most of its days more than once.
    let distinct: BTreeSet<(Day, Day)> = ranges.into_iter().map(|range| (range.first, range.last)).collect();
    let mut terms = BTreeSet::new();
    for unit in distinct.into_iter().flat_map(|(first, last)| cover(DayRange::new(first, last))) {
        terms.insert(unit.own_term());
        // Where a unit is, all are that it lies in.
        let inside = std::iter::once(unit).chain(unit.ancestors()).map(Unit::name);
        for name in inside {
            if !terms.insert(name) {
                break;
            }
        }
    }
    terms
}

/// The terms of which an article has at least one if, and only if, it talks about a day of `range`.
pub fn overlapping(range: DayRange) -> Vec<String> {
    let mut terms = BTreeSet::new();
    for unit in cover(range) {
        terms.insert(unit.name());
        terms.extend(unit.ancestors().map(Unit::own_term));
    }
    terms.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range(text: &str) -> DayRange {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let day = |text: &str| text.parse::<crate::article::PartialDate>().unwrap().range();
        DayRange::new(day(first).first, day(last).last)
    }

    fn names(text: &str) -> Vec<String> {
        cover(range(text)).into_iter().map(Unit::name).collect()
    }

    #[test]
    fn intervals_are_covered_by_the_widest_units() {
        assert_eq!(names("1994-03"), ["1994-03"]);
        assert_eq!(names("1990..1999"), ["199"]);
        assert_eq!(names("1900..1999"), ["19"]);
        assert_eq!(names("0001..0999"), ["0"]);
        assert_eq!(names("1989-12-30..1991-01"), ["1989-12-30", "1989-12-31", "1990", "1991-01"]);
        assert_eq!(names("0001-01-01..9999-12-31").len(), 10);
    }

    #[test]
    fn a_mention_has_a_term_for_each_level() {
        let terms: Vec<String> = terms([range("1994-03-07")]).into_iter().collect();
        assert_eq!(terms, ["1", "19", "199", "1994", "1994-03", "1994-03-07", "=1994-03-07"]);
    }

    #[test]
    fn days_without_a_name_are_cut_off() {
        let before = DayRange::new(Day(-2_000_000), Day(-1_000_000));
        assert!(terms([before]).is_empty());
        let across = DayRange::new(Day(-2_000_000), range("0001-01-02").last);
        assert_eq!(cover(across).len(), 2);
    }

    prop_compose! {
        fn any_range()(first in -720_000i64..2_000_000, length in prop_oneof![0i64..40, 0i64..4000, 0i64..400_000]) -> DayRange {
            DayRange::new(Day(first), Day(first + length))
        }
    }

    proptest! {
        #[test]
        fn terms_meet_where_and_only_where_intervals_overlap(mentioned in any_range(), asked in any_range()) {
            let indexed = terms([mentioned]);
            let is_found = overlapping(asked).iter().any(|term| indexed.contains(term));
            let named = named_days();
            let inside = |range: DayRange| range.overlaps(named);
            let expected = inside(mentioned) && inside(asked) && mentioned.overlaps(asked);
            prop_assert_eq!(is_found, expected);
        }

        #[test]
        fn covers_are_small(asked in any_range()) {
            prop_assert!(cover(asked).len() <= 2 * (30 + 11 + 9 + 9 + 9) + 10);
        }
    }
}
