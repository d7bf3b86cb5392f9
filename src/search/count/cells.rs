//! What is added up for each value, or pair of values.

use super::dimension::{ALL, Days, Dimension, Doubted, NOTHING, Segment, Subject};
use crate::index::duplicates::{Groups, Member, fold};
use crate::search::folding::Folding;
use crate::search::searcher::Searcher;
use rustc_hash::FxHashMap;
use tantivy::DocId;

/// The numbers of a value of each facet; [`ALL`] where it is of no matter, or there is no second facet.
pub(super) type Key = [u32; 2];

/// What falls under one key.
pub(super) struct Cell<'g> {
    pub(super) documents: u64,
    pub(super) articles: u64,
    /// The articles that are not alone.
    members: Vec<Member<'g>>,
    /// The last article counted, of the segment being counted.
    last_article: DocId,
    /// The first and the last date of publication that is beyond doubt, each a first and a last day.
    pub(super) dates: Option<[(i64, i64); 2]>,
    /// Of the quotes counted, how many differ.
    pub(super) distinct_quotes: u64,
}

impl Cell<'_> {
    const NONE_YET: DocId = DocId::MAX;

    fn new() -> Self {
        Self {
            documents: 0,
            articles: 0,
            members: Vec::new(),
            last_article: Self::NONE_YET,
            dates: None,
            distinct_quotes: 0,
        }
    }

    /// Articles that are neither copies nor earlier versions of others of them.
    pub(super) fn distinct_articles(&self, groups: &Groups) -> u64 {
        if self.members.len() < 2 {
            return self.articles;
        }
        self.articles - fold::fold(groups, &self.members, Folding::default()).n_folded() as u64
    }
}

/// Every cell, and who and where its quotes come from.
#[derive(Default)]
pub(super) struct Cells<'g> {
    numbers: FxHashMap<Key, u32>,
    keys: Vec<Key>,
    cells: Vec<Cell<'g>>,
    /// Each quote counted in a cell, where quotes are told apart.
    quotes: Vec<(u32, u32)>,
}

/// What is the same for a document in whichever cell it is counted.
pub(super) struct Counted<'g> {
    pub(super) subject: Subject,
    pub(super) member: Option<Member<'g>>,
    pub(super) date: Option<(i64, i64)>,
    /// The number of the quote, where quotes are told apart.
    pub(super) quote: Option<u32>,
}

impl<'g> Cells<'g> {
    /// Goes to another segment.
    pub(super) fn next_segment(&mut self) {
        self.cells.iter_mut().for_each(|cell| cell.last_article = Cell::NONE_YET);
    }

    /// Counts a document under a key; the number of the cell.
    pub(super) fn add(&mut self, key: Key, counted: &Counted<'g>) -> u32 {
        let next = u32::try_from(self.cells.len()).expect("fewer pairs of values meet than memory holds");
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.keys.push(key);
            self.cells.push(Cell::new());
        }
        let cell = &mut self.cells[number as usize];
        cell.documents += 1;
        if cell.last_article != counted.subject.article {
            cell.last_article = counted.subject.article;
            cell.articles += 1;
            cell.members.extend(counted.member);
            if let Some(date) = counted.date {
                let [first, last] = cell.dates.unwrap_or([date; 2]);
                let is_earlier = (date.0, date.1) < first;
                let is_later = (date.1, date.0) > (last.1, last.0);
                cell.dates = Some([if is_earlier { date } else { first }, if is_later { date } else { last }]);
            }
        }
        self.quotes.extend(counted.quote.map(|quote| (number, quote)));
        number
    }

    /// Counts how many quotes of each cell differ.
    pub(super) fn tell_apart(&mut self, identities: &[u32]) {
        let mut quotes = std::mem::take(&mut self.quotes);
        for (_, quote) in &mut quotes {
            *quote = identities[*quote as usize];
        }
        quotes.sort_unstable();
        quotes.dedup();
        for of_cell in quotes.chunk_by(|a, b| a.0 == b.0) {
            self.cells[of_cell[0].0 as usize].distinct_quotes = of_cell.len() as u64;
        }
    }

    /// The number and the cell of a key.
    pub(super) fn get(&self, key: Key) -> Option<(u32, &Cell<'g>)> {
        let number = *self.numbers.get(&key)?;
        Some((number, &self.cells[number as usize]))
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }
}

/// Dates of publication that are beyond doubt.
#[derive(Default)]
pub(super) struct Dates {
    days: Option<Days>,
    doubted: Doubted,
}

impl Dates {
    pub(super) fn open(&mut self, segment: &Segment<'_>) -> tantivy::Result<()> {
        self.days = Some(Days::published(segment.reader)?);
        self.doubted.open(segment.reader)
    }

    /// Of each of some articles, which ascend.
    pub(super) fn of_each(&mut self, articles: &[DocId], out: &mut Vec<Option<(i64, i64)>>) {
        out.clear();
        let Some(days) = &self.days else { return out.resize(articles.len(), None) };
        let dates = articles.iter().zip(days.of_each(articles));
        out.extend(dates.map(|(&article, date)| date.filter(|_| !self.doubted.has(article))));
    }
}

/// The outlets, and the places filed from, of the quotes of each cell.
pub(super) struct Profiles<'s> {
    outlets: Dimension<'s>,
    places: Dimension<'s>,
    /// How many quotes a cell has of each.
    n_of: [FxHashMap<(u32, u32), u64>; 2],
    values: Vec<u32>,
}

/// Names with how many quotes each has, most first.
pub(super) type Named = Vec<(String, u64)>;

impl<'s> Profiles<'s> {
    pub(super) fn new(searcher: &'s Searcher) -> Self {
        let (outlets, places) = (Dimension::outlets(), Dimension::filed_from(searcher));
        Self { outlets, places, n_of: Default::default(), values: Vec::new() }
    }

    pub(super) fn open(&mut self, segment: &Segment<'_>) -> tantivy::Result<()> {
        self.outlets.open(segment)?;
        self.places.open(segment)
    }

    /// Counts a document that was counted in some cells.
    pub(super) fn add(&mut self, cells: &[u32], subject: Subject) {
        for (dimension, n_of) in [&mut self.outlets, &mut self.places].into_iter().zip(&mut self.n_of) {
            dimension.values(subject, &mut self.values);
            for &value in self.values.iter().filter(|&&value| value != NOTHING) {
                for &cell in cells {
                    *n_of.entry((cell, value)).or_default() += 1;
                }
            }
        }
    }

    /// The outlets and the places of each cell that `is_wanted`.
    pub(super) fn named(
        self,
        searcher: &Searcher,
        is_wanted: impl Fn(u32) -> bool,
    ) -> crate::search::Result<FxHashMap<u32, [Named; 2]>> {
        let mut of_cell: FxHashMap<u32, [Named; 2]> = FxHashMap::default();
        let dimensions = [self.outlets, self.places];
        for (which, (dimension, n_of)) in dimensions.iter().zip(self.n_of).enumerate() {
            let mut counts: Vec<((u32, u32), u64)> =
                n_of.into_iter().filter(|((cell, _), _)| is_wanted(*cell)).collect();
            counts.sort_unstable_by_key(|(key, _)| *key);
            for ((cell, value), n) in counts {
                let (name, _) = dimension.label(value, searcher)?;
                of_cell.entry(cell).or_default()[which].push((name, n));
            }
        }
        let ranked = |mut named: Named| {
            named.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
            named
        };
        Ok(of_cell.into_iter().map(|(cell, named)| (cell, named.map(ranked))).collect())
    }
}

/// The keys under which a document is counted: each of its values, each pair of them, and all together.
pub(super) fn keys_of(values: &[Vec<u32>], out: &mut Vec<Key>) {
    out.clear();
    out.push([ALL, ALL]);
    let Some(first) = values.first() else { return };
    for &a in first {
        out.push([a, ALL]);
        out.extend(values.get(1).into_iter().flatten().map(|&b| [a, b]));
    }
}
