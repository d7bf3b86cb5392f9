//! The words of dates as people type them in a query.
//!
//! `data/en/query_dates.tsv` → a [`DateWord`] for "june", "monday", "week", "yesterday", "last", "ago".

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// What a word means in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateWord {
    /// A month, 1 to 12.
    Month(i8),
    /// A day of the week, 1 (Monday) to 7.
    Weekday(i8),
    /// A length of time.
    Unit(DateUnit),
    /// A day, counted from today.
    Day(i8),
    /// The one before (-1), this one (0), the next (1).
    Step(i8),
    /// "ago".
    Ago,
    /// A number in words.
    Number(i8),
    /// A word that adds nothing ("the 3rd of march").
    Filler,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateUnit {
    /// A day.
    Day,
    /// A week, Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// Three months from January, April, July or October.
    Quarter,
    /// A year.
    Year,
    /// Ten years from one that ends in 0.
    Decade,
}

/// What a lower-case word means in a date, if anything.
pub fn date_word(word: &str) -> Option<DateWord> {
    static WORDS: OnceLock<FxHashMap<&'static str, DateWord>> = OnceLock::new();
    WORDS
        .get_or_init(|| {
            super::rows(include_str!("../../data/en/query_dates.tsv")).map(|row| (row[0], parse(&row))).collect()
        })
        .get(word)
        .copied()
}

/// Every word of the list, for spelling suggestions.
pub fn date_words() -> impl Iterator<Item = &'static str> {
    super::rows(include_str!("../../data/en/query_dates.tsv")).map(|row| row[0])
}

fn parse(row: &[&'static str]) -> DateWord {
    let number = || row[2].parse().expect("the list gives a number here; a test reads every row");
    match row[1] {
        "month" => DateWord::Month(number()),
        "weekday" => DateWord::Weekday(number()),
        "unit" => DateWord::Unit(unit(row[2])),
        "day" => DateWord::Day(number()),
        "step" => DateWord::Step(number()),
        "ago" => DateWord::Ago,
        "number" => DateWord::Number(number()),
        "filler" => DateWord::Filler,
        other => unreachable!("the list knows no {other}; a test reads every row"),
    }
}

fn unit(name: &str) -> DateUnit {
    match name {
        "day" => DateUnit::Day,
        "week" => DateUnit::Week,
        "month" => DateUnit::Month,
        "quarter" => DateUnit::Quarter,
        "year" => DateUnit::Year,
        "decade" => DateUnit::Decade,
        other => unreachable!("the list knows no unit {other}; a test reads every row"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert!(date_words().all(|word| date_word(word).is_some()));
        assert_eq!(date_word("june"), Some(DateWord::Month(6)));
        assert_eq!(date_word("sunday"), Some(DateWord::Weekday(7)));
        assert_eq!(date_word("weeks"), Some(DateWord::Unit(DateUnit::Week)));
        assert_eq!(date_word("yesterday"), Some(DateWord::Day(-1)));
        assert_eq!(date_word("war"), None);
    }
}
