//! What can be counted by, and which periods of time follow each other.

use crate::article::{Day, PlaceLevel};

/// What to count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Speakers of the matching quotes.
    Speaker,
    /// Reporting words of the matching quotes.
    Cue,
    /// How the matching quotes are reported.
    Kind,
    /// Places named or filed from.
    Place,
    /// Countries of these.
    Country,
    /// These at one level: countries, their first divisions, or what is smaller.
    PlaceAt(PlaceLevel),
    /// Places that the articles are about, at every level.
    Focus,
    /// These at one level.
    FocusAt(PlaceLevel),
    /// Year of publication.
    Year,
    /// Month of publication.
    Month,
    /// Day of publication.
    Day,
    /// Day of the week of publication.
    Weekday,
    /// Years that the text talks about.
    WhenYear,
    /// Months that the text talks about.
    WhenMonth,
    /// Days that the text talks about.
    WhenDay,
    /// Days of the week of these.
    WhenWeekday,
    /// Publication or outlet.
    Source,
    /// Section or desk.
    Section,
    /// Language.
    Lang,
    /// Where the publication date was taken from.
    DateSource,
    /// File.
    Path,
}

impl Facet {
    /// Every facet, in the order in which help lists them.
    pub const ALL: [Facet; 19] = [
        Self::Speaker,
        Self::Place,
        Self::Country,
        Self::Focus,
        Self::Year,
        Self::Month,
        Self::Day,
        Self::Weekday,
        Self::WhenYear,
        Self::WhenMonth,
        Self::WhenDay,
        Self::WhenWeekday,
        Self::Source,
        Self::Section,
        Self::Lang,
        Self::Cue,
        Self::Kind,
        Self::DateSource,
        Self::Path,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Cue => "cue",
            Self::Kind => "kind",
            Self::Place | Self::PlaceAt(_) => "place",
            Self::Focus | Self::FocusAt(_) => "focus",
            Self::Country => "country",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Weekday => "weekday",
            Self::WhenYear => "when-year",
            Self::WhenMonth => "when-month",
            Self::WhenDay => "when-day",
            Self::WhenWeekday => "when-weekday",
            Self::Source => "source",
            Self::Section => "section",
            Self::Lang => "lang",
            Self::DateSource => "date-source",
            Self::Path => "path",
        }
    }

    /// The facet of that name.
    pub fn by_name(name: &str) -> Option<Facet> {
        Self::ALL.into_iter().find(|facet| facet.name() == name)
    }

    /// The same at one level; `None` for what has no levels.
    pub fn at(self, level: PlaceLevel) -> Option<Facet> {
        match self {
            Self::Place | Self::PlaceAt(_) => Some(Self::PlaceAt(level)),
            Self::Focus | Self::FocusAt(_) => Some(Self::FocusAt(level)),
            _ => None,
        }
    }

    /// Whether it is a quote that has it, not an article.
    pub fn is_of_quotes(self) -> bool {
        matches!(self, Self::Speaker | Self::Cue | Self::Kind)
    }

    /// Whether its values are stretches of time, one after the other.
    pub fn is_time(self) -> bool {
        self.is_of_publication() || matches!(self, Self::WhenYear | Self::WhenMonth | Self::WhenDay | Self::WhenWeekday)
    }

    /// Whether it is a time of publication.
    pub fn is_of_publication(self) -> bool {
        matches!(self, Self::Year | Self::Month | Self::Day | Self::Weekday)
    }

    /// Whether an article has one of its values at most, so that articles add up over them.
    pub fn parts_articles(self) -> bool {
        self.is_of_publication()
            || matches!(self, Self::Source | Self::Section | Self::Lang | Self::DateSource | Self::Path)
    }
}

/// The most periods that are laid out between a first and a last one.
const MOST_PERIODS: i64 = 20_000;

/// The number of the period that holds a day: the next period has the next number.
pub(super) fn period(day: Day, facet: Facet) -> Option<i64> {
    let date = day.to_civil()?;
    let month = i64::from(date.month()) - 1;
    Some(match facet {
        Facet::Year | Facet::WhenYear => date.year().into(),
        Facet::Month | Facet::WhenMonth => i64::from(date.year()) * 12 + month,
        Facet::Weekday | Facet::WhenWeekday => date.weekday().to_monday_zero_offset().into(),
        _ => day.0,
    })
}

/// The period that holds all days from one to another.
pub(super) fn whole_period(first: Day, last: Day, facet: Facet) -> Option<i64> {
    // The same weekday weeks apart is not one day.
    let is_one_day = !matches!(facet, Facet::Weekday | Facet::WhenWeekday) || first == last;
    period(first, facet).filter(|of_first| is_one_day && period(last, facet) == Some(*of_first))
}

/// The name of a period.
pub(super) fn period_name(number: i64, facet: Facet) -> String {
    match facet {
        Facet::Year | Facet::WhenYear => format!("{number:04}"),
        Facet::Month | Facet::WhenMonth => format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1),
        Facet::Weekday | Facet::WhenWeekday => {
            const A_MONDAY: i64 = 4;
            let date = Day(A_MONDAY + number).to_civil();
            date.map(|date| date.strftime("%A").to_string()).unwrap_or_default()
        }
        _ => Day(number).to_string(),
    }
}

/// Every period from the first to the last of some, by number; just those where there would be too many.
pub(super) fn without_gaps(numbers: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut numbers: Vec<i64> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    match (numbers.first(), numbers.last()) {
        (Some(&first), Some(&last)) if last - first < MOST_PERIODS => (first..=last).collect(),
        _ => numbers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::PartialDate;

    #[test]
    fn days_fall_into_periods_that_follow_each_other() {
        let range = |date: &str| date.parse::<PartialDate>().unwrap().range();
        for (date, facet, expected) in [
            ("1962-09-12", Facet::Year, Some("1962")),
            ("1962-09-12", Facet::Month, Some("1962-09")),
            ("1962-09-12", Facet::Day, Some("1962-09-12")),
            ("1962-09-12", Facet::Weekday, Some("Wednesday")),
            ("1962", Facet::Year, Some("1962")),
            ("1962", Facet::Month, None),
            ("1962-09", Facet::Weekday, None),
            ("1605-12", Facet::Month, Some("1605-12")),
        ] {
            let range = range(date);
            let period = whole_period(range.first, range.last, facet);
            assert_eq!(period.map(|number| period_name(number, facet)).as_deref(), expected, "{date}");
        }
        let months = [range("1962-11"), range("1963-02")].map(|range| period(range.first, Facet::Month).unwrap());
        let names: Vec<String> =
            without_gaps(months.into_iter()).into_iter().map(|n| period_name(n, Facet::Month)).collect();
        assert_eq!(names, ["1962-11", "1962-12", "1963-01", "1963-02"]);
    }
}
