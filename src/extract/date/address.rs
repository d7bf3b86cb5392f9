//! Dates in addresses: `/2019/03/03/storm.html`, `2019-03-03-storm.txt`, `/2019/mar/03/`, `storm_20190303`.

use crate::article::PartialDate;
use crate::lexicon::Lexicon;

/// A date in an address and how far to trust it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Address {
    pub(super) date: PartialDate,
    pub(super) confidence: f32,
}

/// The most precise date that the path of a URL, or a file's folders and name, spell out.
pub(super) fn read(address: &str, lexicon: &Lexicon) -> Option<Address> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let runs: Vec<Run> = runs(path, lexicon).collect();
    (0..runs.len()).filter_map(|at| date_at(&runs[at..])).fold(None, |best: Option<Address>, found| match best {
        Some(best) if best.date.precision() >= found.date.precision() => Some(best),
        _ => Some(found),
    })
}

/// A run of letters or digits, and the mark after it.
#[derive(Clone, Copy, Debug)]
struct Run {
    number: Option<i64>,
    n_digits: usize,
    month: Option<i64>,
    /// Whether the run begins a folder or name and nothing but a separator ends it.
    begins_part: bool,
    mark_after: Option<char>,
}

fn runs<'a>(path: &'a str, lexicon: &'a Lexicon) -> impl Iterator<Item = Run> + 'a {
    let mut rest = path;
    let mut mark_before = Some('/');
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| c.is_ascii_alphanumeric())?;
        if start > 0 {
            mark_before = rest[..start].chars().next_back();
        }
        rest = &rest[start..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (run, after) = (&rest[..end], &rest[end..]);
        rest = after;
        let digits = run.bytes().all(|b| b.is_ascii_digit());
        let mark_after = after.chars().next();
        let found = Run {
            number: if digits { run.parse().ok() } else { None },
            n_digits: run.len(),
            month: if digits || run.len() > 9 { None } else { month(run, lexicon) },
            begins_part: mark_before == Some('/'),
            mark_after,
        };
        mark_before = mark_after;
        Some(found)
    })
    .take(64)
}

fn month(run: &str, lexicon: &Lexicon) -> Option<i64> {
    lexicon.dates.get(lexicon.words.id(&run.to_lowercase())).month.map(i64::from)
}

fn date_at(runs: &[Run]) -> Option<Address> {
    let first = runs.first()?;
    let value = first.number?;
    let plausible = |date: &PartialDate| (1600..2100).contains(&date.year());
    let date = |year, month, day| PartialDate::new(year, month, day).ok().filter(plausible);
    if first.n_digits == 8 {
        let date = date(value / 10_000, Some(value / 100 % 100), Some(value % 100))?;
        return Some(Address { date, confidence: 0.7 });
    }
    if first.n_digits != 4 {
        return None;
    }
    let joined = |at: usize| matches!(runs[at].mark_after, Some('/' | '-' | '_' | '.'));
    let second = runs.get(1).filter(|_| joined(0));
    let month = second.and_then(|run| run.month.or(run.number.filter(|_| run.n_digits == 2)));
    let day = runs.get(2).filter(|run| joined(1) && matches!(run.n_digits, 1 | 2)).and_then(|run| run.number);
    if let (Some(month), Some(day)) = (month, day)
        && let Some(date) = date(value, Some(month), Some(day))
    {
        return Some(Address { date, confidence: 0.9 });
    }
    let folder = first.begins_part && first.mark_after == Some('/');
    if let Some(month) = month.filter(|_| first.begins_part)
        && let Some(date) = date(value, Some(month), None)
    {
        return Some(Address { date, confidence: 0.8 });
    }
    folder.then(|| date(value, None, None)).flatten().map(|date| Address { date, confidence: 0.6 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (address, expected) in [
            ("https://example.org/2019/03/04/storm-hits-coast", "2019-03-04"),
            ("https://example.org/world/2019/mar/04/storm", "2019-03-04"),
            ("https://example.org/news/2019/03/storm.html", "2019-03"),
            ("https://example.org/2019/storm.html", "2019"),
            ("https://example.org/storm-2019.html", "none"),
            ("https://example.org/news/20190304/storm", "2019-03-04"),
            ("https://2019.example.org/storm", "none"),
            ("1900s/1903-12-17-flights.txt", "1903-12-17"),
            ("wire/storm_2019_03_04.txt", "2019-03-04"),
            ("1994/03/07/page-1.txt", "1994-03-07"),
            ("1994/13/07.txt", "1994"),
            ("1960s/storm.txt", "none"),
            ("article-12345678.html", "none"),
            ("https://example.org/a?d=2019-03-04", "none"),
        ] {
            let found = read(address, Lexicon::english()).map_or("none".to_owned(), |found| found.date.to_string());
            assert_eq!(found, expected, "{address}");
        }
    }
}
