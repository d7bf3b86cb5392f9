//! What `data/en/` says of names: other names of packed places, names of regions, metonyms, demonyms, and what is no place.

use super::local::LocalPlace;
use super::packed::EntryKind;
use super::regions::Regions;
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

/// See the module.
#[derive(Debug, Default)]
pub(super) struct ListedNames {
    uses: FxHashMap<String, Vec<NameUse>>,
    /// The listed names, and each run of whole words that begins one.
    beginnings: FxHashSet<String>,
    no_places: FxHashSet<String>,
}

impl ListedNames {
    /// Reads the English lists. Rows that name no known place are left out; a test keeps the lists free of them.
    pub(super) fn english(gazetteer: &Gazetteer) -> Self {
        let mut names = Self::default();
        // As many as the lists hold.
        names.uses.reserve(4_000);
        names.beginnings.reserve(6_000);
        let resolver = Resolver::new(gazetteer);
        for (place, printed) in Regions::names().map(|(n, name)| (gazetteer.region_number(n), name)) {
            let (kind, matching) = (PlaceKind::Toponym, Matching::Any);
            names.insert(NameUse { place, kind, matching, printed: printed.into() });
        }
        for row in rows(include_str!("../../../data/en/place_aliases.tsv")) {
            let matching = match row[2] {
                "exact" => Matching::Exact,
                "container" => Matching::Container,
                _ => Matching::Any,
            };
            names.add(row[0], row[1], PlaceKind::Toponym, matching, &resolver);
        }
        for row in rows(include_str!("../../../data/en/metonyms.tsv")) {
            names.add(row[0], row[1], PlaceKind::Metonym, Matching::Any, &resolver);
        }
        for row in rows(include_str!("../../../data/en/demonyms.tsv")) {
            for word in row[1].split('|') {
                names.add(word, row[0], PlaceKind::Demonym, Matching::Any, &resolver);
            }
        }
        for row in rows(include_str!("../../../data/en/no_places.tsv")) {
            names.remember_beginnings(&fold(row[0]));
            names.no_places.insert(fold(row[0]));
        }
        names
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

    /// Adds the names of the user's own places; `first` is the number of the first of them.
    pub(super) fn add_local(&mut self, places: &[LocalPlace], first: PlaceNumber) {
        for (place, number) in places.iter().zip(first.0..) {
            for name in &place.names {
                let folded = fold(name);
                self.no_places.remove(&folded);
                self.remember_beginnings(&folded);
                let (kind, matching) = (PlaceKind::Toponym, Matching::Any);
                let name = NameUse { place: PlaceNumber(number), kind, matching, printed: name.clone().into() };
                // Before what the lists say: the first use decides what kind of word a name is.
                self.uses.entry(folded).or_default().insert(0, name);
            }
        }
    }
}

/// Finds the place that a list's code means.
struct Resolver<'g> {
    gazetteer: &'g Gazetteer,
    regions: FxHashMap<&'static str, PlaceNumber>,
}

impl<'g> Resolver<'g> {
    fn new(gazetteer: &'g Gazetteer) -> Self {
        let mut regions = FxHashMap::default();
        for (n, name) in Regions::names() {
            regions.entry(name).or_insert_with(|| gazetteer.region_number(n));
        }
        Self { gazetteer, regions }
    }

    /// "RU", "US.TX", "US.TX/Paris", "~Middle East".
    fn resolve(&self, code: &str) -> Option<PlaceNumber> {
        if let Some(region) = code.strip_prefix('~') {
            return self.regions.get(region).copied();
        }
        let (division, city) = code.split_once('/').map_or((code, None), |(division, city)| (division, Some(city)));
        let container = self.gazetteer.divisions().of_code(&self.gazetteer.packed, division);
        let Some(city) = city else { return container };
        // The lists are being read: they are not asked.
        self.gazetteer.packed_bearers(&fold(city)).map(|candidate| candidate.place).find(|&place| {
            let holds = container.is_some_and(|container| self.gazetteer.is_within(place, container));
            holds && self.gazetteer.kind(place) == EntryKind::City
        })
    }
}

/// The codes in the lists that mean no place, for a test to show.
#[cfg(test)]
pub(super) fn unresolved(gazetteer: &Gazetteer) -> Vec<String> {
    let resolver = Resolver::new(gazetteer);
    let aliases = rows(include_str!("../../../data/en/place_aliases.tsv")).map(|row| row[1]);
    let metonyms = rows(include_str!("../../../data/en/metonyms.tsv")).map(|row| row[1]);
    let demonyms = rows(include_str!("../../../data/en/demonyms.tsv")).map(|row| row[0]);
    let codes = aliases.chain(metonyms).chain(demonyms).chain(Regions::codes()).filter(|code| !code.is_empty());
    codes.filter(|code| resolver.resolve(code).is_none()).map(str::to_owned).collect()
}
