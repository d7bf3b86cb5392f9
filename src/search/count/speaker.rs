//! Speakers as numbers: names that are one speaker's have one, and what a name means may depend on the day.

use crate::article::Day;
use crate::index::schema::{FIELDS, i64_column, str_column};
use crate::search::ordinals::for_each_string;
use crate::search::speakers::{Directory, group_key};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

/// The speakers met so far.
pub(crate) struct SpeakerNumbers<'s> {
    directory: &'s Directory,
    numbers: FxHashMap<String, u32>,
    speakers: Vec<Named>,
    segment: Option<OfSegment>,
}

/// What a speaker is called.
#[derive(Default)]
struct Named {
    /// The name that the user gave, where one was given.
    told: Option<String>,
    /// Quotes under each name, as articles have it.
    names: BTreeMap<String, u64>,
}

struct OfSegment {
    column: StrColumn,
    days: Column<i64>,
    /// Of each name as printed: its speakers, the only one or one for each meaning and one for none.
    known: FxHashMap<u64, Vec<(String, u32)>>,
}

impl<'s> SpeakerNumbers<'s> {
    pub(crate) fn new(directory: &'s Directory) -> Self {
        Self { directory, numbers: FxHashMap::default(), speakers: Vec::new(), segment: None }
    }

    /// Goes to another segment, of which some quotes will be asked for.
    pub(crate) fn open(&mut self, reader: &SegmentReader, quotes: &[DocId]) -> tantivy::Result<()> {
        self.segment = None;
        let Some(column) = str_column(reader, FIELDS.speaker_name)? else { return Ok(()) };
        let mut known = FxHashMap::default();
        for_each_string(&column, quotes.iter().copied(), |ord, printed| {
            known.insert(ord, self.meanings(printed));
        })?;
        self.segment = Some(OfSegment { column, days: i64_column(reader, FIELDS.first_day)?, known });
        Ok(())
    }

    /// Who a name can stand for, the name itself last.
    fn meanings(&mut self, printed: &str) -> Vec<(String, u32)> {
        let means = self.directory.means(printed);
        let names = means.iter().map(|meaning| meaning.name.clone()).chain([printed.to_owned()]);
        let numbered = names.map(|name| {
            let next = u32::try_from(self.numbers.len()).expect("quotes are numbered by u32");
            let number = *self.numbers.entry(group_key(&name)).or_insert(next);
            self.speakers.resize_with(self.numbers.len(), Named::default);
            (name, number)
        });
        numbered.collect()
    }

    /// The number of who says a quote of an article; the quote counts for the name.
    pub(crate) fn number(&mut self, quote: DocId, article: DocId) -> Option<u32> {
        let OfSegment { column, days, known } = self.segment.as_ref()?;
        let speakers = &known[&column.term_ords(quote).next()?];
        let (printed, _) = &speakers[speakers.len() - 1];
        let which = if speakers.len() == 1 {
            0
        } else {
            let day = days.first(article).map(Day);
            let means = self.directory.means(printed);
            means.iter().position(|meaning| meaning.holds_on(day)).unwrap_or(means.len())
        };
        let (name, number) = &speakers[which];
        let named = &mut self.speakers[*number as usize];
        if which + 1 < speakers.len() && named.told.as_ref().is_none_or(|told| name < told) {
            named.told = Some(name.clone());
        }
        match named.names.get_mut(printed) {
            Some(n) => *n += 1,
            None => drop(named.names.insert(printed.clone(), 1)),
        }
        Some(*number)
    }

    /// How many speakers were met.
    pub(crate) fn len(&self) -> usize {
        self.speakers.len()
    }

    /// The name the user gave, else the commonest; and the other names with their quotes, most first.
    pub(crate) fn names(&self, number: u32) -> (String, Vec<(String, u64)>) {
        let named = &self.speakers[number as usize];
        let mut names: Vec<(String, u64)> = named.names.iter().map(|(name, n)| (name.clone(), *n)).collect();
        names.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let commonest = || names.first().map(|(name, _)| name.clone());
        let value = named.told.clone().or_else(commonest).unwrap_or_default();
        names.retain(|(name, _)| *name != value);
        (value, names)
    }
}
