//! Dates as files state them: `2019-03-03T10:00:00Z`, `Sun, 03 Mar 2019`, `3/4/2019`, `20190303`, a Unix time.
//!
//! Only letters and digits are read; whatever parts them is not, so that any punctuation will do.

use crate::article::{Day, PartialDate};
use crate::lexicon::Lexicon;

/// A date read from a stamp.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stamp {
    /// The date.
    pub(super) date: PartialDate,
    /// What it may mean as well, where day and month could be either.
    pub(super) other: Option<PartialDate>,
    /// Whether parts of it could not be read.
    pub(super) is_incomplete: bool,
}

/// One run of letters or digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Number { value: i64, n_digits: usize },
    Month(i64),
    Word,
}

const N_PARTS: usize = 12;

/// Reads a stamp; `None` where it holds no date.
pub(super) fn read(text: &str, lexicon: &Lexicon) -> Option<Stamp> {
    let parts = parts(text, lexicon);
    let certain = |date| Stamp { date, other: None, is_incomplete: false };
    compact(&parts)
        .or_else(|| year_first(&parts))
        .or_else(|| month_in_words(&parts))
        .map(certain)
        .or_else(|| day_and_month_in_digits(&parts))
        .or_else(|| only_year(&parts))
}

fn parts(text: &str, lexicon: &Lexicon) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        rest = &rest[start..];
        let digits = rest.starts_with(|c: char| c.is_ascii_digit());
        let same = |c: char| if digits { c.is_ascii_digit() } else { c.is_alphabetic() };
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
        let run = &rest[..end];
        rest = &rest[end..];
        let part = match (run.parse(), lexicon.dates.get(lexicon.words.id(&run.to_lowercase())).month) {
            (Ok(value), _) => Part::Number { value, n_digits: run.len() },
            (_, Some(month)) => Part::Month(month.into()),
            _ if matches!(run, "st" | "nd" | "rd" | "th") => continue,
            _ => Part::Word,
        };
        parts.push(part);
        if parts.len() == N_PARTS {
            break;
        }
    }
    parts
}

fn date(year: i64, month: Option<i64>, day: Option<i64>) -> Option<PartialDate> {
    PartialDate::new(year, month, day).ok().filter(|date| (1500..2200).contains(&date.year()))
}

/// "20190303", "201903", seconds or milliseconds since 1970.
fn compact(parts: &[Part]) -> Option<PartialDate> {
    match *parts.first()? {
        Part::Number { value, n_digits: 8 } => date(value / 10_000, Some(value / 100 % 100), Some(value % 100)),
        Part::Number { value, n_digits: 14 } => {
            let day = value / 1_000_000;
            date(day / 10_000, Some(day / 100 % 100), Some(day % 100))
        }
        Part::Number { value, n_digits: 6 } if parts.len() == 1 => date(value / 100, Some(value % 100), None),
        Part::Number { value, n_digits: 9 | 10 } if parts.len() == 1 => from_unix(value),
        Part::Number { value, n_digits: 12 | 13 } if parts.len() == 1 => from_unix(value / 1000),
        _ => None,
    }
}

fn from_unix(seconds: i64) -> Option<PartialDate> {
    PartialDate::from_civil(Day(seconds.div_euclid(86_400)).to_civil()?)
}

/// "2019-03-03T10:00", "2019/03", "2019", "2019 March 3".
fn year_first(parts: &[Part]) -> Option<PartialDate> {
    let Part::Number { value: year, n_digits: 4 } = *parts.first()? else { return None };
    let number = |at: usize| match parts.get(at) {
        Some(Part::Number { value, n_digits: 1..=2 }) => Some(*value),
        _ => None,
    };
    match parts.get(1) {
        None => date(year, None, None),
        Some(Part::Month(month)) => date(year, Some(*month), number(2)),
        Some(_) => date(year, Some(number(1)?), number(2)),
    }
}

/// "Sun, 03 Mar 2019 10:00", "March 3rd, 2019", "March 2019", "26-FEB-87".
fn month_in_words(parts: &[Part]) -> Option<PartialDate> {
    let (at, month) = parts.iter().enumerate().find_map(|(at, part)| match part {
        Part::Month(month) => Some((at, *month)),
        _ => None,
    })?;
    let day = |at: Option<usize>| match parts.get(at?) {
        Some(Part::Number { value, n_digits: 1..=2 }) => Some(*value),
        _ => None,
    };
    let year = |at: usize, short: bool| match parts.get(at) {
        Some(Part::Number { value, n_digits: 4 }) => Some(*value),
        Some(Part::Number { value, n_digits: 2 }) if short => Some(full_year(*value)),
        _ => None,
    };
    let (before, after) = (day(at.checked_sub(1)), day(Some(at + 1)));
    if let (Some(day), Some(year)) = (before, year(at + 1, true)) {
        return date(year, Some(month), Some(day));
    }
    if let (Some(day), Some(year)) = (after, year(at + 2, false).or_else(|| late_year(parts, at + 2))) {
        return date(year, Some(month), Some(day));
    }
    date(year(at + 1, false)?, Some(month), None)
}

/// The year at the end of "Sun Mar 3 10:00:00 UTC 2019".
fn late_year(parts: &[Part], from: usize) -> Option<i64> {
    parts.iter().skip(from).find_map(|part| match part {
        Part::Number { value, n_digits: 4 } if (1500..2200).contains(value) => Some(*value),
        _ => None,
    })
}

/// "3/4/2019", "31.12.1999", "3/4/19": the month first as Americans write it, the day first where only that can be.
fn day_and_month_in_digits(parts: &[Part]) -> Option<Stamp> {
    let [
        Part::Number { value: first, n_digits: 1..=2 },
        Part::Number { value: second, n_digits: 1..=2 },
        Part::Number { value: year, n_digits: year_digits @ (2 | 4) },
        ..,
    ] = *parts
    else {
        return None;
    };
    let year = if year_digits == 2 { full_year(year) } else { year };
    let american = date(year, Some(first), Some(second));
    let european = date(year, Some(second), Some(first));
    let other = if american != european { american.and(european) } else { None };
    Some(Stamp { date: american.or(european)?, other, is_incomplete: false })
}

/// A year, and words that are none of ours: "3 mars 2019".
fn only_year(parts: &[Part]) -> Option<Stamp> {
    let date = date(late_year(parts, 0)?, None, None)?;
    Some(Stamp { date, other: None, is_incomplete: true })
}

/// Two digits as a year of 1931 to 2030.
fn full_year(value: i64) -> i64 {
    value + if value > 30 { 1900 } else { 2000 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps() {
        for (text, expected) in [
            ("2019-03-03", "2019-03-03"),
            ("2019-03-03T23:59:00+05:30", "2019-03-03"),
            ("2019/3/7 10:00", "2019-03-07"),
            ("20190303", "2019-03-03"),
            ("20190303T101500Z", "2019-03-03"),
            ("20190303101500", "2019-03-03"),
            ("201903", "2019-03"),
            ("2019-03", "2019-03"),
            ("1887", "1887"),
            ("Sun, 03 Mar 2019 10:00:00 +0000", "2019-03-03"),
            ("Sun Mar  3 10:00:00 UTC 2019", "2019-03-03"),
            ("March 3, 2019", "2019-03-03"),
            ("March 3rd 2019, 4 p.m.", "2019-03-03"),
            ("3 March 2019", "2019-03-03"),
            ("26-FEB-1987 15:01:01.79", "1987-02-26"),
            ("26-FEB-87", "1987-02-26"),
            ("March 2019", "2019-03"),
            ("2019 Mar 3", "2019-03-03"),
            ("31.12.1999", "1999-12-31"),
            ("12/31/99", "1999-12-31"),
            ("3/4/2019", "2019-03-04 or 2019-04-03"),
            ("4/4/2019", "2019-04-04"),
            ("2019年3月3日", "2019-03-03"),
            ("1551607200", "2019-03-03"),
            ("1551607200000", "2019-03-03"),
            ("3 mars 2019", "2019?"),
            ("2019-02-30", "2019?"),
            ("yesterday", "none"),
            ("", "none"),
        ] {
            let found = match read(text, Lexicon::english()) {
                None => "none".to_owned(),
                Some(Stamp { date, is_incomplete: true, .. }) => format!("{date}?"),
                Some(Stamp { date, other: Some(other), .. }) => format!("{date} or {other}"),
                Some(Stamp { date, .. }) => date.to_string(),
            };
            assert_eq!(found, expected, "{text}");
        }
    }
}
