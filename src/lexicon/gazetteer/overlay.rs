//! What `data/en/` adds to the packed gazetteer: other names, metonyms, demonyms, and regions of our own.

use super::local::{LocalPlace, Within};
use super::packed::{EntryKind, Feature};
use super::{Gazetteer, PlaceNumber, fold};
use crate::article::PlaceKind;
use crate::lexicon::rows;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// How a name must be printed to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// In any spelling of case and accents.
    Any,
    /// As in the list.
    Exact,
    /// As in the list, and only after another place's name and a comma ("Gary, IN").
    Container,
}

/// One thing a name can stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct NameUse {
    /// The place.
    pub place: PlaceNumber,
    /// What kind of word the name is.
    pub kind: PlaceKind,
    /// How it must be printed.
    pub matching: Matching,
    /// The name as in the list.
    pub printed: Cow<'static, str>,
}

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
#[derive(Debug, Default)]
pub(super) struct Overlay {
    pub(super) divisions: Divisions,
    pub(super) regions: Vec<Region>,
    /// Where the user's own places begin among them.
    pub(super) first_local: usize,
    pub(super) numbers: FxHashMap<i64, PlaceNumber>,
    /// For each country's record number, the regions that hold the whole of it.
    pub(super) regions_of: FxHashMap<PlaceNumber, Vec<PlaceNumber>>,
    uses: FxHashMap<String, Vec<NameUse>>,
    /// The listed names, and each run of whole words that begins one.
    beginnings: FxHashSet<String>,
    no_places: FxHashSet<String>,
}

impl Overlay {
    /// Reads the English lists. Rows that name no known place are left out; a test keeps the lists free of them.
    pub(super) fn english(gazetteer: &Gazetteer) -> Self {
        let mut overlay = Self::default();
        // As many as the lists hold.
        overlay.uses.reserve(4_000);
        overlay.beginnings.reserve(6_000);
        let divisions = Divisions::of_all(gazetteer);
        let mut resolver = Resolver::new(gazetteer, &divisions);
        overlay.add_regions(include_str!("../../../data/en/regions.tsv"), &mut resolver);
        for row in rows(include_str!("../../../data/en/place_aliases.tsv")) {
            let matching = match row[2] {
                "exact" => Matching::Exact,
                "container" => Matching::Container,
                _ => Matching::Any,
            };
            overlay.add(row[0], row[1], PlaceKind::Toponym, matching, &resolver);
        }
        for row in rows(include_str!("../../../data/en/metonyms.tsv")) {
            overlay.add(row[0], row[1], PlaceKind::Metonym, Matching::Any, &resolver);
        }
        for row in rows(include_str!("../../../data/en/demonyms.tsv")) {
            for word in row[1].split('|') {
                overlay.add(word, row[0], PlaceKind::Demonym, Matching::Any, &resolver);
            }
        }
        for row in rows(include_str!("../../../data/en/no_places.tsv")) {
            overlay.remember_beginnings(&fold(row[0]));
            overlay.no_places.insert(fold(row[0]));
        }
        overlay.divisions = divisions;
        overlay.first_local = overlay.regions.len();
        overlay
    }

    /// Whether the lists say that the folded name is no place's.
    pub(super) fn is_no_place(&self, folded: &str) -> bool {
        self.no_places.contains(folded)
    }

    /// What the lists say of a folded name.
    pub(super) fn uses(&self, folded: &str) -> &[NameUse] {
        self.uses.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Whether a listed name begins with these folded words, or is them.
    pub(super) fn opens_name(&self, folded: &str) -> bool {
        self.beginnings.contains(folded)
    }

    fn add(
        &mut self,
        printed: &'static str,
        place: &str,
        kind: PlaceKind,
        matching: Matching,
        resolver: &Resolver<'_>,
    ) {
        if let Some(place) = resolver.resolve(place) {
            self.insert(NameUse { place, kind, matching, printed: printed.into() });
        }
    }

    fn remember_beginnings(&mut self, folded: &str) {
        let ends = folded.match_indices(' ').map(|(at, _)| at).chain([folded.len()]);
        for beginning in ends.map(|end| &folded[..end]) {
            if !self.beginnings.contains(beginning) {
                self.beginnings.insert(beginning.to_owned());
            }
        }
    }

    fn insert(&mut self, name: NameUse) {
        let folded = fold(&name.printed);
        self.remember_beginnings(&folded);
        self.uses.entry(folded).or_default().push(name);
    }

    fn add_regions(&mut self, file: &'static str, resolver: &mut Resolver<'_>) {
        for row in rows(file) {
            let number = PlaceNumber((resolver.gazetteer.packed.len() + self.regions.len()) as u32);
            let within: Vec<PlaceNumber> = row[5].split(' ').filter_map(|code| resolver.resolve(code)).collect();
            let holds_countries = matches!(row[2], "continent" | "area");
            if holds_countries {
                for country in &within {
                    self.regions_of.entry(*country).or_default().push(number);
                }
            }
            let parent = if let [one] = within[..] { (!holds_countries).then_some(one) } else { None };
            let id = row[0].parse().expect("the first column of regions.tsv is a number");
            self.numbers.insert(id, number);
            self.regions.push(Region {
                id,
                name: row[1].into(),
                kind: EntryKind::Region,
                latitude: row[3].parse().expect("latitudes in regions.tsv are numbers"),
                longitude: row[4].parse().expect("longitudes in regions.tsv are numbers"),
                parent,
                population: rank(row[2]),
            });
            resolver.regions.insert(row[1], number);
            let others = row.get(6).copied().unwrap_or_default().split('|').filter(|name| !name.is_empty());
            for printed in std::iter::once(row[1]).chain(others) {
                let (kind, matching) = (PlaceKind::Toponym, Matching::Any);
                self.insert(NameUse { place: number, kind, matching, printed: printed.into() });
            }
        }
    }

    /// Adds the user's own places; `first` is the number of the first of them.
    pub(super) fn add_local(&mut self, places: &[LocalPlace], first: PlaceNumber) {
        let number = |n: usize| PlaceNumber(first.0 + n as u32);
        for (n, place) in places.iter().enumerate() {
            let (id, place_number) = (place.id().0, number(n));
            self.numbers.insert(id, place_number);
            self.regions.push(Region {
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
            for name in &place.names {
                let folded = fold(name);
                self.no_places.remove(&folded);
                self.remember_beginnings(&folded);
                let (kind, matching) = (PlaceKind::Toponym, Matching::Any);
                let name = NameUse { place: place_number, kind, matching, printed: name.clone().into() };
                // Before what the lists say: the first use decides what kind of word a name is.
                self.uses.entry(folded).or_default().insert(0, name);
            }
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

/// Countries and their first divisions by code.
#[derive(Debug, Default)]
pub(super) struct Divisions(FxHashMap<(&'static str, Option<&'static str>), PlaceNumber>);

impl Divisions {
    fn of_all(gazetteer: &Gazetteer) -> Self {
        let packed = &gazetteer.packed;
        let entries = (0..packed.len() as u32).map_while(|number| {
            let country = packed.code(packed.country(number));
            match packed.kind(number) {
                EntryKind::Country => Some(((country, None), PlaceNumber(number))),
                EntryKind::Admin1 => Some(((country, Some(packed.code(number))), PlaceNumber(number))),
                _ => None,
            }
        });
        Self(entries.collect())
    }

    pub(super) fn of(&self, country: &str, admin1: Option<&str>) -> Option<PlaceNumber> {
        self.0.get(&(country, admin1)).copied()
    }
}

/// Finds the place that a list's code means.
struct Resolver<'g> {
    gazetteer: &'g Gazetteer,
    divisions: &'g Divisions,
    regions: FxHashMap<&'static str, PlaceNumber>,
}

impl<'g> Resolver<'g> {
    fn new(gazetteer: &'g Gazetteer, divisions: &'g Divisions) -> Self {
        Self { gazetteer, divisions, regions: FxHashMap::default() }
    }

    /// "RU", "US.TX", "US.TX/Paris", "~Middle East".
    fn resolve(&self, code: &str) -> Option<PlaceNumber> {
        if let Some(region) = code.strip_prefix('~') {
            return self.regions.get(region).copied();
        }
        let (division, city) = code.split_once('/').map_or((code, None), |(division, city)| (division, Some(city)));
        let (country, admin1) =
            division.split_once('.').map_or((division, None), |(country, admin1)| (country, Some(admin1)));
        let container = self.divisions.of(country, admin1);
        let Some(city) = city else { return container };
        self.gazetteer.lookup(city).map(|candidate| candidate.place).find(|&place| {
            let holds = container.is_some_and(|container| self.gazetteer.is_within(place, container));
            holds && self.gazetteer.kind(place) == EntryKind::City
        })
    }
}

/// The codes in the lists that mean no place, for a test to show.
#[cfg(test)]
pub(super) fn unresolved(gazetteer: &Gazetteer) -> Vec<String> {
    let mut resolver = Resolver::new(gazetteer, &gazetteer.overlay.divisions);
    Overlay::default().add_regions(include_str!("../../../data/en/regions.tsv"), &mut resolver);
    let aliases = rows(include_str!("../../../data/en/place_aliases.tsv")).map(|row| row[1]);
    let metonyms = rows(include_str!("../../../data/en/metonyms.tsv")).map(|row| row[1]);
    let demonyms = rows(include_str!("../../../data/en/demonyms.tsv")).map(|row| row[0]);
    let regions = rows(include_str!("../../../data/en/regions.tsv")).flat_map(|row| row[5].split(' '));
    let codes = aliases.chain(metonyms).chain(demonyms).chain(regions).filter(|code| !code.is_empty());
    codes.filter(|code| resolver.resolve(code).is_none()).map(str::to_owned).collect()
}
