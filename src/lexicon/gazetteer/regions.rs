//! Places beside the packed ones: regions, waters and districts that news names, and the user's own; and divisions by code.

use super::PlaceNumber;
use super::local::{LocalPlace, Within};
use super::packed::{EntryKind, Feature, Packed};
use crate::lexicon::rows;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

static FILE: &str = include_str!("../../../data/en/regions.tsv");

/// A region of our own, or a place of the user's.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub(super) id: i64,
    pub(super) name: Cow<'static, str>,
    pub(super) kind: EntryKind,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    /// The country or division it lies in, where it is one.
    pub(super) parent: Option<PlaceNumber>,
    /// Its size as a logarithm to sort by, as inhabitants are for a city.
    pub(super) population: u32,
}

impl Region {
    pub(super) const FEATURE: Feature = Feature::Plain;
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Regions {
    pub(super) places: Vec<Region>,
    /// Where the user's own places begin among them.
    pub(super) first_local: usize,
    pub(super) numbers: FxHashMap<i64, PlaceNumber>,
    /// For each country's record number, the regions that hold the whole of it.
    pub(super) of_country: FxHashMap<PlaceNumber, Vec<PlaceNumber>>,
}

impl Regions {
    /// Those of `data/en/`. Codes that name no known place are left out; a test keeps the list free of them.
    pub(super) fn listed(packed: &Packed, divisions: &Divisions) -> Self {
        let mut regions = Self::default();
        for (row, number) in rows(FILE).zip(packed.len() as u32..) {
            let number = PlaceNumber(number);
            let within: Vec<PlaceNumber> =
                row[5].split(' ').filter_map(|code| divisions.of_code(packed, code)).collect();
            let holds_countries = matches!(row[2], "continent" | "area");
            if holds_countries {
                for country in &within {
                    regions.of_country.entry(*country).or_default().push(number);
                }
            }
            let parent = if let [one] = within[..] { (!holds_countries).then_some(one) } else { None };
            let id = row[0].parse().expect("the first column of regions.tsv is a number");
            regions.numbers.insert(id, number);
            regions.places.push(Region {
                id,
                name: row[1].into(),
                kind: EntryKind::Region,
                latitude: row[3].parse().expect("latitudes in regions.tsv are numbers"),
                longitude: row[4].parse().expect("longitudes in regions.tsv are numbers"),
                parent,
                population: rank(row[2]),
            });
        }
        regions.first_local = regions.places.len();
        regions
    }

    /// The names of each listed region, its own first.
    pub(super) fn names() -> impl Iterator<Item = (usize, &'static str)> {
        rows(FILE).enumerate().flat_map(|(n, row)| {
            let others = row.get(6).copied().unwrap_or_default().split('|').filter(|name| !name.is_empty());
            std::iter::once(row[1]).chain(others).map(move |name| (n, name))
        })
    }

    /// The codes of what each listed region lies in or holds.
    #[cfg(test)]
    pub(super) fn codes() -> impl Iterator<Item = &'static str> {
        rows(FILE).flat_map(|row| row[5].split(' '))
    }

    /// Adds the user's own places; `first` is the number of the first of them.
    pub(super) fn add_local(&mut self, places: &[LocalPlace], first: PlaceNumber) {
        let number = |n: usize| PlaceNumber(first.0 + n as u32);
        for (n, place) in places.iter().enumerate() {
            let id = place.id().0;
            self.numbers.insert(id, number(n));
            self.places.push(Region {
                id,
                name: place.names[0].clone().into(),
                kind: EntryKind::City,
                latitude: place.latitude,
                longitude: place.longitude,
                parent: match place.within {
                    Within::Nothing => None,
                    Within::Known(parent) => Some(parent),
                    Within::Local(parent) => Some(number(parent)),
                },
                population: 0,
            });
        }
    }
}

/// How many people a region of this class is worth where names compete: news means the large one.
fn rank(class: &str) -> u32 {
    match class {
        "continent" => 1_000_000_000,
        "area" => 100_000_000,
        "land" | "water" => 5_000_000,
        _ => 500_000,
    }
}

/// Countries by code, and the first divisions of each.
///
/// A command that shows a page of articles makes it anew, so it is small: a country has few divisions, whose codes are compared.
#[derive(Debug)]
pub(super) struct Divisions {
    countries: FxHashMap<&'static str, u32>,
    /// For each country, where its divisions begin in `admin1`; then where the last one's end.
    starts: Vec<u16>,
    admin1: Vec<u16>,
}

impl Divisions {
    pub(super) fn of_all(packed: &Packed) -> Self {
        let [countries, divisions] = [EntryKind::Country, EntryKind::Admin1].map(|kind| packed.numbers_of(kind));
        let mut starts = vec![0; countries.len() + 1];
        divisions.clone().for_each(|number| starts[packed.country(number) as usize + 1] += 1);
        let mut n_before = 0;
        for start in &mut starts {
            n_before += *start;
            *start = n_before;
        }
        let mut next = starts.clone();
        let mut admin1 = vec![0; divisions.len()];
        for number in divisions {
            let place = &mut next[packed.country(number) as usize];
            // Parents are stored as u16.
            admin1[usize::from(*place)] = number as u16;
            *place += 1;
        }
        Self { countries: countries.map(|number| (packed.code(number), number)).collect(), starts, admin1 }
    }

    pub(super) fn of(&self, packed: &Packed, country: &str, admin1: Option<&str>) -> Option<PlaceNumber> {
        let country = *self.countries.get(country)?;
        let Some(admin1) = admin1 else { return Some(PlaceNumber(country)) };
        let country = country as usize;
        let mut divisions = self.admin1[self.starts[country].into()..self.starts[country + 1].into()].iter();
        divisions.find(|number| packed.code(u32::from(**number)) == admin1).map(|number| PlaceNumber((*number).into()))
    }

    /// "RU", "US.TX".
    pub(super) fn of_code(&self, packed: &Packed, code: &str) -> Option<PlaceNumber> {
        let (country, admin1) = code.split_once('.').map_or((code, None), |(country, admin1)| (country, Some(admin1)));
        self.of(packed, country, admin1)
    }
}
