//! Exact counts of what matches, by speaker, place, time or outlet: nothing is sampled and nothing is cut.

use super::error::Result;
use super::request::{Request, Tally};
use super::tally::{self, for_each_document};
use super::{Searcher, plan::Plan};
use crate::article::{Day, PlaceId};
use crate::index::schema::{FIELDS, Kind, i64_column};
use crate::lexicon::gazetteer::{EntryKind, Gazetteer};
use std::collections::{BTreeMap, BTreeSet};

/// What to count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountBy {
    /// Who said it; the unit is quotes.
    Speaker,
    /// Which place is named, at a level; the unit is articles.
    Place(PlaceLevel),
    /// When it was published; the unit is articles.
    Time(Bucket),
    /// Which publication or outlet; the unit is articles.
    Source,
}

/// How far places are rolled up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceLevel {
    /// To countries.
    Country,
    /// To first-order divisions; countries named as such are left out.
    Region,
    /// Not at all: whatever was named.
    City,
}

/// A stretch of time, or a day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bucket {
    /// A calendar year.
    Year,
    /// A calendar month.
    Month,
    /// A day.
    Day,
    /// A day of the week, Monday first.
    Weekday,
}

/// The counts, and what could not be counted under a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Articles that match.
    pub n_articles: u64,
    /// Values, most first; stretches of time in order.
    pub rows: Vec<Tally>,
    /// Articles whose date is known less exactly than the bucket asks for.
    pub n_uncertain: u64,
    /// Articles without what is counted by: undated, of no place, of no outlet.
    pub n_without: u64,
}

impl Searcher {
    /// Counts what matches.
    pub fn count_by(&self, request: &Request, by: CountBy) -> Result<Counts> {
        let plan = self.plan(request)?;
        let n_articles = self.count(plan.query(Kind::Article).as_ref())?;
        let mut counts = match by {
            CountBy::Speaker => Counts { rows: tally::speakers(self, &plan)?, ..Counts::default() },
            CountBy::Place(level) => self.by_place(&plan, level)?,
            CountBy::Time(bucket) => self.by_time(&plan, bucket)?,
            CountBy::Source => self.by_source(&plan, n_articles)?,
        };
        counts.n_articles = n_articles;
        Ok(counts)
    }

    fn by_source(&self, plan: &Plan, n_articles: u64) -> Result<Counts> {
        let rows = tally::sources(self, plan)?;
        let n_with: u64 = rows.iter().map(|row| row.articles).sum();
        Ok(Counts { rows, n_without: n_articles.saturating_sub(n_with), ..Counts::default() })
    }

    fn by_time(&self, plan: &Plan, bucket: Bucket) -> Result<Counts> {
        let mut buckets: BTreeMap<String, u64> = BTreeMap::new();
        let mut counts = Counts::default();
        for_each_document(self.engine(), plan.query(Kind::Article).as_ref(), &mut |reader, docs| {
            let (first, last) = (i64_column(reader, FIELDS.first_day)?, i64_column(reader, FIELDS.last_day)?);
            for &doc in docs {
                match (first.first(doc), last.first(doc)) {
                    (Some(first), Some(last)) => match name_of(bucket, Day(first), Day(last)) {
                        Some(name) => *buckets.entry(name).or_default() += 1,
                        None => counts.n_uncertain += 1,
                    },
                    _ => counts.n_without += 1,
                }
            }
            Ok(())
        })?;
        let mut rows: Vec<Tally> =
            buckets.into_iter().map(|(value, articles)| Tally { value, id: None, articles, quotes: None }).collect();
        if bucket == Bucket::Weekday {
            rows.sort_by_key(|row| WEEKDAYS.iter().position(|name| *name == row.value));
        }
        counts.rows = rows;
        Ok(counts)
    }

    fn by_place(&self, plan: &Plan, level: PlaceLevel) -> Result<Counts> {
        if level == PlaceLevel::City {
            return Ok(Counts { rows: tally::places(self, plan)?, ..Counts::default() });
        }
        let gazetteer = Gazetteer::embedded();
        let rolled_up = |id: i64| {
            let entry = gazetteer.entry(PlaceId(id))?;
            let holder = match level {
                PlaceLevel::Country => gazetteer.country(entry.number)?,
                PlaceLevel::Region | PlaceLevel::City => gazetteer.admin1(entry.number)?,
            };
            Some(gazetteer.place(holder))
        };
        let mut counts: BTreeMap<i64, (String, u64)> = BTreeMap::new();
        let mut n_without = 0;
        for_each_document(self.engine(), plan.query(Kind::Article).as_ref(), &mut |reader, docs| {
            let ids = i64_column(reader, FIELDS.place_id)?;
            for &doc in docs {
                let mut of_article = BTreeSet::new();
                for holder in ids.values_for_doc(doc).filter_map(rolled_up) {
                    if of_article.insert(holder.id.0) {
                        let named = || {
                            let country = holder.country.filter(|_| holder.kind != EntryKind::Country);
                            country.map_or_else(|| holder.name.to_owned(), |code| format!("{}, {code}", holder.name))
                        };
                        counts.entry(holder.id.0).or_insert_with(|| (named(), 0)).1 += 1;
                    }
                }
                n_without += u64::from(of_article.is_empty());
            }
            Ok(())
        })?;
        let row = |(id, (value, articles))| Tally { value, id: Some(id), articles, quotes: None };
        let mut rows: Vec<Tally> = counts.into_iter().map(row).collect();
        rows.sort_by(|a, b| (b.articles, &a.value).cmp(&(a.articles, &b.value)));
        Ok(Counts { rows, n_without, ..Counts::default() })
    }
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The bucket that all days from `first` to `last` lie in; `None` where they lie in several.
fn name_of(bucket: Bucket, first: Day, last: Day) -> Option<String> {
    let name = |day: Day| {
        let date = day.to_civil()?;
        Some(match bucket {
            Bucket::Year => format!("{:04}", date.year()),
            Bucket::Month => format!("{:04}-{:02}", date.year(), date.month()),
            Bucket::Day | Bucket::Weekday => date.to_string(),
        })
    };
    let found = name(first).filter(|found| name(last).as_ref() == Some(found))?;
    // 1970-01-01 was a Thursday.
    let weekday = || WEEKDAYS[usize::try_from((first.0 + 3).rem_euclid(7)).expect("a remainder of 7 is small")];
    Some(if bucket == Bucket::Weekday { weekday().to_owned() } else { found })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::PartialDate;

    #[test]
    fn a_date_less_exact_than_its_bucket_is_uncertain() {
        for (bucket, date, expected) in [
            (Bucket::Year, "1969-07", Some("1969")),
            (Bucket::Month, "1969-07", Some("1969-07")),
            (Bucket::Month, "1969", None),
            (Bucket::Day, "1969-07", None),
            (Bucket::Day, "1969-07-20", Some("1969-07-20")),
            (Bucket::Weekday, "1969-07-20", Some("Sunday")),
            (Bucket::Weekday, "1863-11-19", Some("Thursday")),
            (Bucket::Weekday, "1863-11", None),
        ] {
            let range = date.parse::<PartialDate>().unwrap().range();
            assert_eq!(name_of(bucket, range.first, range.last).as_deref(), expected, "{date} by {bucket:?}");
        }
    }
}
