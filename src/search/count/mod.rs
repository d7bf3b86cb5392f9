//! Counts: how many of the matching articles or quotes fall to each speaker, place, year or source, or pair of them.
//!
//! Exact, over everything that matches. A date that is wider than a period, or that contradicts itself, belongs to no
//! period for certain and is counted apart, and so is what has no value.

mod cells;
mod dimension;
mod distinct;
mod facet;
mod speaker;

pub use facet::Facet;
pub(crate) use speaker::SpeakerNumbers;

use super::Searcher;
use super::diagnose::Unit;
use super::error::Result;
use super::folding::Folding;
use super::join::Family;
use super::kin::{AT_ONCE, Kin};
use super::plan::Plan;
use super::request::{Note, Request};
use super::tally;
use crate::article::{Day, DayRange, PlaceId};
use crate::index::duplicates::Member;
use crate::index::schema::{FIELDS, Kind, u64_column};
use crate::query::Query;
use cells::{Cell, Cells, Counted, Dates, Key, Named, Profiles, keys_of};
use dimension::{ALL, Dimension, NOTHING, Segment, Subject, UNCERTAIN};
use distinct::SameWords;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use tantivy::DocId;

/// What to count, and by what.
#[derive(Clone, Debug)]
pub struct Counting {
    /// One facet, or two.
    pub by: Vec<Facet>,
    /// What is counted; `None` for quotes where a facet is of quotes, else articles.
    pub unit: Option<Unit>,
    /// Whether dates that contradict themselves, or lie in the future, count as if they did not.
    pub keeps_doubtful_dates: bool,
    /// What the counts are a share of, period by period: the articles that match this.
    pub share_of: Option<Query>,
    /// The most values of the first facet, those with the most first; 0 for all.
    pub limit: usize,
}

impl Counting {
    /// Counts by one facet or two.
    pub fn by(facets: impl Into<Vec<Facet>>) -> Self {
        Self { by: facets.into(), unit: None, keeps_doubtful_dates: false, share_of: None, limit: 0 }
    }

    fn unit(&self) -> Unit {
        let of_quotes = self.by.iter().any(|facet| facet.is_of_quotes());
        self.unit.unwrap_or(if of_quotes { Unit::Quotes } else { Unit::Articles })
    }
}

/// How what matches is spread over the values of a facet, or of two.
#[derive(Clone, Debug, Default)]
pub struct Breakdown {
    /// What was counted by.
    pub by: Vec<Facet>,
    /// Each value, or pair of values, with its counts: times in order, others with the most first, at last what has none.
    pub rows: Vec<Row>,
    /// Of two facets: each value of the first with its counts, in the order of `rows`.
    pub totals: Vec<Row>,
    /// How many values the first facet has, with those that were cut off.
    pub n_values: u64,
    /// How many articles match.
    pub articles: u64,
    /// How many of them are neither copies nor earlier versions of others of them.
    pub distinct: u64,
    /// How many quotes match, where quotes are counted.
    pub quotes: Option<u64>,
    /// How many of them differ: see [`Row::distinct_quotes`].
    pub distinct_quotes: Option<u64>,
    /// Articles (or quotes, where these are counted) without a value of the facet, or of one of two: undated, no speaker.
    pub without: u64,
    /// Articles (or quotes) whose date is wider than a period, or doubtful.
    pub uncertain: u64,
    /// Undated articles that a date clause left out; `None` where none was asked for.
    pub undated_left_out: Option<u64>,
    /// What the user should know of how the query was understood.
    pub notes: Vec<Note>,
}

/// What is counted under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Under {
    /// A value.
    Value(String),
    /// A date that is wider than a period, or doubtful.
    Uncertain,
    /// No value.
    Nothing,
}

impl Under {
    /// The value, or in brackets why there is none.
    pub fn name(&self) -> &str {
        match self {
            Self::Value(name) => name,
            Self::Uncertain => "(uncertain)",
            Self::Nothing => "(none)",
        }
    }
}

/// Counts of one value, or of one pair of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// A value of each facet.
    pub under: Vec<Under>,
    /// The gazetteer id, where the first value is a place.
    pub id: Option<i64>,
    /// Other names of a speaker that are counted under this one, with their quotes, most first.
    pub variants: Vec<(String, u64)>,
    /// In how many articles.
    pub articles: u64,
    /// In how many that are neither copies nor earlier versions of others of these.
    pub distinct: u64,
    /// In how many quotes, where quotes are counted.
    pub quotes: Option<u64>,
    /// How many of them differ: the same words by the same speaker in copies or versions of one article are one.
    pub distinct_quotes: Option<u64>,
    /// The first and the last date of publication that is beyond doubt.
    pub dates: Option<[DayRange; 2]>,
    /// Outlets with their quotes, most first; `None` where quotes are not counted by speaker.
    pub outlets: Option<Vec<(String, u64)>>,
    /// Places that the articles were filed from, with their quotes, most first; `None` as above.
    pub places: Option<Vec<(String, u64)>>,
    /// What the counts are a share of.
    pub share: Option<Share>,
}

impl Row {
    /// What a row is ranked by: distinct quotes where quotes are counted, else articles.
    pub fn amount(&self) -> u64 {
        self.distinct_quotes.unwrap_or(self.articles)
    }

    /// Whether it is of values, and not of what lacks one.
    pub fn has_values(&self) -> bool {
        self.under.iter().all(|under| matches!(under, Under::Value(_)))
    }
}

/// A denominator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Articles in all.
    pub articles: u64,
    /// Words in all of them.
    pub words: u64,
}

impl Searcher {
    /// Counts what matches by the values of a facet, or of two.
    pub fn count_by(&self, request: &Request, counting: &Counting) -> Result<Breakdown> {
        let plan = self.plan(request)?;
        let breakdown = Breakdown {
            by: counting.by.clone(),
            undated_left_out: self.undated_left_out(&plan, request)?,
            notes: self.notes(&plan)?,
            ..Breakdown::default()
        };
        let mut counter = Counter::new(self, counting);
        counter.count(&plan)?;
        if let Some(query) = &counting.share_of {
            let whole = Request { query: query.clone(), ..request.clone() };
            counter.denominate(&self.plan(&whole)?)?;
        }
        counter.finish(breakdown, &plan)
    }
}

/// A count under way.
struct Counter<'s, 'c> {
    searcher: &'s Searcher,
    counting: &'c Counting,
    unit: Unit,
    dimensions: Vec<Dimension<'s>>,
    speakers: SpeakerNumbers<'s>,
    dates: Dates,
    profiles: Option<Profiles<'s>>,
    cells: Cells<'s>,
    same_words: Option<SameWords>,
    uncertain: u64,
    without: u64,
    /// Articles and words in all of each value of the last facet.
    shares: FxHashMap<u32, Share>,
}

/// What a count holds in its hands while it goes through documents.
#[derive(Default)]
struct Hands<'s> {
    /// Of the document at hand: its values of each facet, the keys these make, and the cells these stand for.
    values: Vec<Vec<u32>>,
    keys: Vec<Key>,
    cells: Vec<u32>,
    /// Of some documents: their articles, what these belong to, and when they were published.
    articles: Vec<DocId>,
    members: Vec<Option<Member<'s>>>,
    dates: Vec<Option<(i64, i64)>>,
    /// How many quotes were counted so far, where they are told apart.
    n_quotes: u32,
}

impl<'s, 'c> Counter<'s, 'c> {
    fn new(searcher: &'s Searcher, counting: &'c Counting) -> Self {
        let unit = counting.unit();
        let dimension = |&facet: &Facet| Dimension::new(facet, searcher, counting.keeps_doubtful_dates);
        let by_speaker = counting.by.contains(&Facet::Speaker);
        Self {
            searcher,
            counting,
            unit,
            dimensions: counting.by.iter().map(dimension).collect(),
            speakers: SpeakerNumbers::new(searcher.vocabulary().speakers()),
            dates: Dates::default(),
            profiles: by_speaker.then(|| Profiles::new(searcher)),
            cells: Cells::default(),
            same_words: (unit == Unit::Quotes).then(|| SameWords::new(searcher.reader().groups())),
            uncertain: 0,
            without: 0,
            shares: FxHashMap::default(),
        }
    }

    /// Counts everything that matches.
    fn count(&mut self, plan: &Plan) -> Result<()> {
        let query = match self.unit {
            Unit::Quotes => self.searcher.quotes_query(plan),
            Unit::Articles => plan.query(Kind::Article),
        };
        let mut hands = Hands { values: vec![Vec::new(); self.dimensions.len()], ..Hands::default() };
        let mut n_segments = 0;
        tally::for_each_document(self.searcher, query.as_ref(), &mut |reader, docs| {
            let segment = Segment { number: n_segments, reader, docs, family: Family::open(reader)? };
            n_segments += 1;
            self.open(&segment)?;
            let mut kin = Kin::open(self.searcher, reader)?;
            docs.chunks(AT_ONCE).for_each(|docs| self.count_some(&segment, &mut kin, docs, &mut hands));
            Ok(())
        })?;
        if let Some(same_words) = self.same_words.take() {
            self.cells.tell_apart(&same_words.identities(self.searcher.reader())?);
        }
        Ok(())
    }

    /// Counts some documents of a segment.
    fn count_some(&mut self, segment: &Segment<'_>, kin: &mut Kin<'s>, docs: &[DocId], hands: &mut Hands<'s>) {
        let Hands { values, keys, cells, articles, members, dates, n_quotes } = hands;
        articles.clear();
        articles.extend(docs.iter().map(|&doc| segment.family.article_of(doc)));
        kin.of_each(articles, members);
        self.dates.of_each(articles, dates);
        for (n, (&doc, &article)) in docs.iter().zip(&*articles).enumerate() {
            let speaker = match self.unit {
                Unit::Quotes => self.speakers.number(doc, article).unwrap_or(NOTHING),
                Unit::Articles => NOTHING,
            };
            let subject = Subject { doc, article, speaker };
            for (dimension, values) in self.dimensions.iter_mut().zip(&mut *values) {
                dimension.values(subject, values);
            }
            let is = |number| values.iter().any(|values| values.as_slice() == [number]);
            self.without += u64::from(is(NOTHING));
            self.uncertain += u64::from(is(UNCERTAIN));
            let quote = self.same_words.as_mut().map(|same_words| {
                same_words.add(segment, subject, members[n]);
                *n_quotes += 1;
                *n_quotes - 1
            });
            let counted = Counted { subject, member: members[n], date: dates[n], quote };
            keys_of(values, keys);
            cells.clear();
            cells.extend(keys.iter().map(|&key| self.cells.add(key, &counted)));
            if let Some(profiles) = &mut self.profiles {
                // The first cell is that of all.
                profiles.add(&cells[1..], subject);
            }
        }
    }

    /// Goes to another segment.
    fn open(&mut self, segment: &Segment<'_>) -> tantivy::Result<()> {
        self.cells.next_segment();
        if self.unit == Unit::Quotes {
            self.speakers.open(segment.reader, segment.docs)?;
        }
        self.dates.open(segment)?;
        for dimension in &mut self.dimensions {
            dimension.open(segment)?;
        }
        if let Some(profiles) = &mut self.profiles {
            profiles.open(segment)?;
        }
        self.same_words.as_mut().map_or(Ok(()), |same_words| same_words.open(segment))
    }

    /// Counts articles and words of each value of the last facet, of everything that counts are a share of.
    fn denominate(&mut self, whole: &Plan) -> Result<()> {
        let Some(dimension) = self.dimensions.last_mut() else { return Ok(()) };
        let shares = &mut self.shares;
        let (mut n_segments, mut values) = (0, Vec::new());
        tally::for_each_document(self.searcher, whole.query(Kind::Article).as_ref(), &mut |reader, docs| {
            let segment = Segment { number: n_segments, reader, docs, family: Family::open(reader)? };
            n_segments += 1;
            dimension.open(&segment)?;
            let words = u64_column(reader, FIELDS.n_words)?;
            for &article in docs {
                dimension.values(Subject { doc: article, article, speaker: NOTHING }, &mut values);
                for &value in &values {
                    let share = shares.entry(value).or_default();
                    share.articles += 1;
                    share.words += words.first(article).unwrap_or_default();
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// The rows in order.
    fn finish(mut self, mut breakdown: Breakdown, plan: &Plan) -> Result<Breakdown> {
        self.sum_up(&mut breakdown, plan)?;
        (breakdown.without, breakdown.uncertain) = (self.without, self.uncertain);
        let labels = self.labels()?;
        let (mut firsts, mut of_first) = self.keys_in_order(&labels);
        let is_value = |key: &Key| key[0] < ALL;
        breakdown.n_values = firsts.iter().filter(|key| is_value(key)).count() as u64;
        if self.counting.limit > 0 {
            let mut n_kept = 0;
            firsts.retain(|key| {
                n_kept += usize::from(is_value(key));
                !is_value(key) || n_kept <= self.counting.limit
            });
        }
        let has_two = self.dimensions.len() > 1;
        let mut wanted: Vec<Key> = Vec::new();
        for first in &firsts {
            if has_two {
                wanted.append(of_first.get_mut(&first[0]).unwrap_or(&mut Vec::new()));
            } else {
                wanted.push(*first);
            }
        }
        let profiles = match self.profiles.take() {
            Some(profiles) => Some(self.profiles_of(profiles, wanted.iter().chain(&firsts))?),
            None => None,
        };
        let row = |key: &Key| self.row(*key, &labels, profiles.as_ref());
        if has_two {
            breakdown.totals = firsts.iter().map(row).collect();
        }
        breakdown.rows = wanted.iter().map(row).collect();
        Ok(breakdown)
    }

    /// What all values together have.
    fn sum_up(&self, breakdown: &mut Breakdown, plan: &Plan) -> Result<()> {
        let all = self.cells.get([ALL, ALL]).map(|(_, cell)| cell);
        match self.unit {
            Unit::Articles => {
                breakdown.articles = all.map_or(0, |all| all.articles);
                breakdown.distinct = all.map_or(0, |all| all.distinct_articles(self.searcher.reader().groups()));
            }
            // An article may match without a quote of its own that does.
            Unit::Quotes => {
                let (articles, matched) = self.searcher.fold(plan.query(Kind::Article).as_ref(), Folding::default())?;
                (breakdown.articles, breakdown.distinct) = (articles, articles - matched.n_folded());
                breakdown.quotes = Some(all.map_or(0, |all| all.documents));
                breakdown.distinct_quotes = Some(all.map_or(0, |all| all.distinct_quotes));
            }
        }
        Ok(())
    }

    fn profiles_of<'k>(
        &self,
        profiles: Profiles<'s>,
        keys: impl Iterator<Item = &'k Key>,
    ) -> Result<FxHashMap<u32, [Named; 2]>> {
        let mut wanted: Vec<u32> = keys.filter_map(|key| self.cells.get(*key)).map(|(number, _)| number).collect();
        wanted.sort_unstable();
        profiles.named(self.searcher, |number| wanted.binary_search(&number).is_ok())
    }

    /// The values of each facet by number.
    fn labels(&self) -> Result<Vec<Labels>> {
        let mut all = Vec::new();
        for (place, dimension) in self.dimensions.iter().enumerate() {
            let mut numbers: Vec<u32> = self.cells.keys().iter().map(|key| key[place]).collect();
            numbers.extend(self.gaps(place));
            numbers.retain(|&number| number < ALL);
            numbers.sort_unstable();
            numbers.dedup();
            let mut labels = Labels::default();
            for number in numbers {
                let label = match dimension {
                    Dimension::Speaker => {
                        let (name, variants) = self.speakers.names(number);
                        Label { name, id: None, variants, period: None }
                    }
                    _ => {
                        let (name, id) = dimension.label(number, self.searcher)?;
                        let period = dimension.periods().map(|periods| periods[number as usize]);
                        Label { name, id, variants: Vec::new(), period }
                    }
                };
                labels.insert(number, label);
            }
            self.tell_namesakes_apart(&mut labels);
            all.push(labels);
        }
        Ok(all)
    }

    /// Periods without a match, where it is their share that is asked for.
    fn gaps(&self, place: usize) -> Vec<u32> {
        let is_share_of_time = place + 1 == self.dimensions.len() && self.dimensions[place].periods().is_some();
        if !is_share_of_time {
            return Vec::new();
        }
        self.shares.keys().copied().collect()
    }

    /// Says of places of one name which is which.
    fn tell_namesakes_apart(&self, labels: &mut Labels) {
        let mut n_of_name: BTreeMap<String, usize> = BTreeMap::new();
        for label in labels.values().filter(|label| label.id.is_some()) {
            *n_of_name.entry(label.name.clone()).or_default() += 1;
        }
        for label in labels.values_mut().filter(|label| n_of_name.get(&label.name).is_some_and(|&n| n > 1)) {
            let gazetteer = self.searcher.gazetteer();
            if let Some(entry) = label.id.and_then(|id| gazetteer.entry(PlaceId(id))) {
                label.name = gazetteer.unmistakable(entry.number);
            }
        }
    }

    /// The keys of the first facet's values in order; and of each, those of its pairs.
    fn keys_in_order(&self, labels: &[Labels]) -> (Vec<Key>, BTreeMap<u32, Vec<Key>>) {
        let mut firsts: Vec<Key> =
            self.cells.keys().iter().copied().filter(|key| key[0] != ALL && key[1] == ALL).collect();
        if self.dimensions.len() == 1 {
            let zeros = self.gaps(0).into_iter().map(|number| [number, ALL]);
            firsts.extend(zeros.filter(|key| key[0] < ALL && self.cells.get(*key).is_none()));
        }
        self.sort(&mut firsts, 0, labels);
        let mut of_first: BTreeMap<u32, Vec<Key>> = BTreeMap::new();
        for &key in self.cells.keys().iter().filter(|key| key[0] != ALL && key[1] != ALL) {
            of_first.entry(key[0]).or_default().push(key);
        }
        of_first.values_mut().for_each(|keys| self.sort(keys, 1, labels));
        (firsts, of_first)
    }

    /// Times in order, other values with the most first; the uncertain and then what has none at last.
    fn sort(&self, keys: &mut [Key], place: usize, labels: &[Labels]) {
        let groups = self.searcher.reader().groups();
        keys.sort_by_cached_key(|key| {
            let last = match key[place] {
                NOTHING => 2,
                UNCERTAIN => 1,
                _ => 0,
            };
            let label = labels[place].get(&key[place]);
            let period = label.and_then(|label| label.period);
            let amounts = self.cells.get(*key).filter(|_| period.is_none()).map(|(_, cell)| match self.unit {
                Unit::Quotes => (cell.distinct_quotes, cell.documents),
                Unit::Articles => (cell.articles, cell.distinct_articles(groups)),
            });
            (last, period, Reverse(amounts), label.map(|label| label.name.clone()))
        });
    }

    fn row(&self, key: Key, labels: &[Labels], profiles: Option<&FxHashMap<u32, [Named; 2]>>) -> Row {
        let under = |place: usize| match key[place] {
            NOTHING => Under::Nothing,
            UNCERTAIN => Under::Uncertain,
            number => Under::Value(labels[place].get(&number).map(|label| label.name.clone()).unwrap_or_default()),
        };
        let n_values = if key[1] == ALL { 1 } else { 2 };
        let label = labels[0].get(&key[0]);
        let counts_quotes = self.unit == Unit::Quotes;
        let last = key[self.dimensions.len() - 1];
        let share = self.counting.share_of.as_ref().filter(|_| last != ALL);
        let mut row = Row {
            under: (0..n_values).map(under).collect(),
            id: label.and_then(|label| label.id),
            // How often a name stands in one pair is not known.
            variants: label.filter(|_| n_values == 1).map(|label| label.variants.clone()).unwrap_or_default(),
            articles: 0,
            distinct: 0,
            quotes: counts_quotes.then_some(0),
            distinct_quotes: counts_quotes.then_some(0),
            dates: None,
            outlets: profiles.map(|_| Vec::new()),
            places: profiles.map(|_| Vec::new()),
            share: share.map(|_| self.shares.get(&last).copied().unwrap_or_default()),
        };
        if let Some((number, cell)) = self.cells.get(key) {
            row.fill(cell, self.searcher.reader().groups());
            if let Some([outlets, places]) = profiles.and_then(|profiles| profiles.get(&number)) {
                (row.outlets, row.places) = (Some(outlets.clone()), Some(places.clone()));
            }
        }
        row
    }
}

impl Row {
    fn fill(&mut self, cell: &Cell<'_>, groups: &crate::index::duplicates::Groups) {
        self.articles = cell.articles;
        self.distinct = cell.distinct_articles(groups);
        if self.quotes.is_some() {
            (self.quotes, self.distinct_quotes) = (Some(cell.documents), Some(cell.distinct_quotes));
        }
        self.dates = cell.dates.map(|dates| dates.map(|(first, last)| DayRange::new(Day(first), Day(last))));
    }
}

/// A value of a facet.
struct Label {
    name: String,
    id: Option<i64>,
    variants: Vec<(String, u64)>,
    /// Where it is a time, its place among times.
    period: Option<i64>,
}

type Labels = BTreeMap<u32, Label>;

/// The names of all periods from the first to the last of some, in order, also of those without a count.
pub fn periods<'a>(names: impl Iterator<Item = &'a str>, facet: Facet) -> Vec<String> {
    let day = |name: &str| -> Option<Day> { Some(name.parse::<crate::article::PartialDate>().ok()?.range().first) };
    let numbers: Vec<i64> = match facet {
        Facet::Weekday | Facet::WhenWeekday => (0..7).collect(),
        _ => facet::without_gaps(names.filter_map(|name| facet::period(day(name)?, facet))),
    };
    numbers.into_iter().map(|number| facet::period_name(number, facet)).collect()
}
