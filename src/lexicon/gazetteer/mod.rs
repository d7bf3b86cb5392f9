//! The gazetteer: names of places, and what lies behind each name.
//!
//! `paris` → Paris (France), Paris (Texas), … in falling order of population; `Paris` → Île-de-France →
//! France → Europe. GeoNames' cities and divisions are read in place from one packed file; what news
//! calls them besides (`the Kremlin`, `Calif.`, `Russians`, `Donbas`) comes from `data/en/`. It knows no
//! context: which of the candidates an article means is decided in `extract`.

mod atlas;
pub mod dictionary;
mod fold;
mod listed;
mod local;
pub mod packed;
mod regions;
mod resolve;
mod walk;

pub use atlas::Atlas;
pub use fold::{fold, fold_into};
pub use listed::{Matching, NameUse};
pub use local::{LocalPlace, Within};
pub use packed::{EntryKind, Feature};
pub use walk::{Candidates, NameWalk, Opening};

use crate::article::{Evidence, Place, PlaceId, PlaceKind, PlaceRole};
use crate::lexicon::{Language, Lexicon, WordId};
use listed::ListedNames;
use packed::Packed;
use regions::{Divisions, Region, Regions};
use rustc_hash::FxHashMap;
use std::sync::{OnceLock, RwLock};
use walk::{DeadEnds, OtherOpenings, WordOpenings};

static FILE: &[u8] = include_bytes!("../../../data/gazetteer/places.bin");

/// Number of a place within one [`Gazetteer`]; [`Entry::id`] is what outlives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceNumber(u32);

/// One place a name can mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The place.
    pub place: PlaceNumber,
    /// Whether the name is another name than the place's own.
    pub is_alias: bool,
}

/// A place with all that is known of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<'g> {
    /// Its number in this gazetteer.
    pub number: PlaceNumber,
    /// GeoNames' id, or a negative number of ours.
    pub id: PlaceId,
    /// Its name.
    pub name: &'g str,
    /// What it is.
    pub kind: EntryKind,
    /// What else is known of it.
    pub feature: Feature,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// ISO 3166-1 alpha-2 code; `None` for what lies in several countries or in none.
    pub country: Option<&'g str>,
    /// GeoNames code of its first division ("TX"), where it has one.
    pub admin1: Option<&'g str>,
    /// Inhabitants, four in a hundred more or less; 0 where unknown.
    pub population: u32,
}

impl Entry<'_> {
    /// It as a place of an article.
    pub fn to_place(&self, role: PlaceRole, kind: PlaceKind, evidence: Evidence) -> Place {
        Place {
            id: self.id,
            name: self.name.to_owned(),
            latitude: self.latitude,
            longitude: self.longitude,
            country: self.country.map(str::to_owned),
            admin1: self.admin1.map(str::to_owned),
            role,
            kind,
            evidence,
        }
    }
}

/// What weighs between places of one name: an [`Entry`] without its strings, cheap to read by the thousand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// What it is.
    pub kind: EntryKind,
    /// What else is known of it.
    pub feature: Feature,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Inhabitants, four in a hundred more or less; 0 where unknown.
    pub population: u32,
}

/// Names and places. See the module.
pub struct Gazetteer {
    packed: Packed,
    /// What names begin with each word of each language's lexicon.
    openings: [OnceLock<WordOpenings>; Language::ALL.len()],
    other_openings: OtherOpenings,
    dead_ends: OnceLock<DeadEnds>,
    // A page of results needs none of these, unless it names a region: they are read when they are first asked for.
    divisions: OnceLock<Divisions>,
    regions: OnceLock<Regions>,
    listed: OnceLock<ListedNames>,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gazetteer")
            .field("n_places", &self.packed.len())
            .field("n_names", &self.packed.names.n_names())
            .finish()
    }
}

impl Gazetteer {
    /// The gazetteer inside the program, opened at first use.
    pub fn embedded() -> &'static Gazetteer {
        static EMBEDDED: OnceLock<Gazetteer> = OnceLock::new();
        EMBEDDED.get_or_init(Self::opened)
    }

    /// The same with places of the user's, whose names come before all others.
    pub fn with_local(places: &[LocalPlace]) -> Gazetteer {
        let gazetteer = Self::opened();
        let first = gazetteer.region_number(gazetteer.regions().places.len());
        let (mut regions, mut listed) = (gazetteer.regions().clone(), ListedNames::english(&gazetteer));
        regions.add_local(places, first);
        listed.add_local(places, first);
        Self { regions: regions.into(), listed: listed.into(), ..gazetteer }
    }

    fn opened() -> Self {
        Self {
            packed: Packed::open(FILE).expect("places.bin is written by pack.rs in this layout"),
            openings: [const { OnceLock::new() }; Language::ALL.len()],
            other_openings: OtherOpenings::default(),
            dead_ends: OnceLock::new(),
            divisions: OnceLock::new(),
            regions: OnceLock::new(),
            listed: OnceLock::new(),
        }
    }

    fn dead_ends(&self) -> &DeadEnds {
        self.dead_ends.get_or_init(DeadEnds::new)
    }

    fn divisions(&self) -> &Divisions {
        self.divisions.get_or_init(|| Divisions::of_all(&self.packed))
    }

    fn regions(&self) -> &Regions {
        self.regions.get_or_init(|| Regions::listed(&self.packed, self.divisions()))
    }

    fn listed(&self) -> &ListedNames {
        self.listed.get_or_init(|| ListedNames::english(self))
    }

    /// The number of the nth region.
    fn region_number(&self, n: usize) -> PlaceNumber {
        PlaceNumber((self.packed.len() + n) as u32)
    }

    /// Every place that `name` can mean: what `data/en/` says first, then by falling population.
    pub fn lookup(&self, name: &str) -> impl Iterator<Item = Candidate> {
        let (listed, packed) = self.bearers(&fold(name));
        listed.iter().map(|u| Candidate { place: u.place, is_alias: true }).chain(packed)
    }

    /// What `data/en/` and the packed file say of a folded name.
    pub fn bearers(&self, folded: &str) -> (&[NameUse], Candidates<'_>) {
        (self.uses(folded), self.packed_bearers(folded))
    }

    fn packed_bearers(&self, folded: &str) -> Candidates<'_> {
        let mut walk = self.walk();
        if walk.reach(folded, false) { walk.candidates() } else { Candidates::EMPTY }
    }

    /// What `data/en/` says of a folded name.
    pub fn uses(&self, folded: &str) -> &[NameUse] {
        self.listed().uses(folded)
    }

    /// Whether `data/en/` says that a folded name, though it holds a place's, is none ("Kentucky Fried Chicken").
    pub fn is_no_place(&self, folded: &str) -> bool {
        self.listed().is_no_place(folded)
    }

    /// Whether a name that `data/en/` lists begins with these folded words, or is them.
    pub fn opens_listed_name(&self, folded: &str) -> bool {
        self.listed().opens_name(folded)
    }

    /// A walk along the packed names, from before the first letter.
    pub fn walk(&self) -> NameWalk<'_> {
        NameWalk::new(self)
    }

    /// What names begin with a word of a lexicon, the lexicon's spelling of it: looked up once in a run, for each word.
    pub fn opening(&self, lexicon: &Lexicon, word: WordId) -> Opening {
        let openings =
            self.openings[lexicon.language as usize].get_or_init(|| WordOpenings::new(lexicon.words.n_words()));
        openings.get(self, word, lexicon.words.text(word))
    }

    /// The same for any other word, folded.
    pub fn opening_of(&self, folded: &str) -> Opening {
        self.other_openings.get(self, folded)
    }

    /// Whether no packed name that begins with the word `first` is known to go on with the whole word `second` of a lexicon.
    pub fn is_dead_end(&self, lexicon: &Lexicon, first: Opening, second: WordId) -> bool {
        self.dead_ends().has(lexicon.language, first, second)
    }

    /// Remembers that none does, for as long as there is room: what is not remembered is looked up again.
    pub fn add_dead_end(&self, lexicon: &Lexicon, first: Opening, second: WordId) {
        self.dead_ends().add(lexicon.language, first, second);
    }

    /// Whether this is the id of a region, water or island of our own.
    pub fn is_region(&self, id: PlaceId) -> bool {
        let is_listed = |regions: &Regions| {
            regions.numbers.get(&id.0).is_some_and(|number| self.kind(*number) == EntryKind::Region)
        };
        // The list is short, and not read for this alone.
        if self.regions.get().is_some_and(|regions| !is_listed(regions)) {
            return false;
        }
        let is_packed = i32::try_from(id.0).is_ok_and(|id| self.packed.find(id).is_some());
        !is_packed && is_listed(self.regions())
    }

    /// The place with this id.
    pub fn entry(&self, id: PlaceId) -> Option<Entry<'_>> {
        let packed = i32::try_from(id.0).ok().and_then(|id| self.packed.find(id)).map(PlaceNumber);
        packed.or_else(|| self.regions().numbers.get(&id.0).copied()).map(|number| self.place(number))
    }

    /// The id of the place with this number.
    pub fn id(&self, number: PlaceNumber) -> PlaceId {
        PlaceId(self.region(number).map_or_else(|| self.packed.id(number.0).into(), |region| region.id))
    }

    /// The place with this number.
    pub fn place(&self, number: PlaceNumber) -> Entry<'_> {
        if let Some(region) = self.region(number) {
            return self.region_entry(number, region);
        }
        let Facts { kind, feature, latitude, longitude, population } = self.facts(number);
        Entry {
            number,
            id: self.id(number),
            name: self.name(number),
            kind,
            feature,
            latitude,
            longitude,
            country: Some(self.packed.code(self.packed.country(number.0))),
            admin1: self.admin1(number).map(|admin1| self.packed.code(admin1.0)),
            population,
        }
    }

    /// What weighs between places of one name.
    pub fn facts(&self, number: PlaceNumber) -> Facts {
        if let Some(region) = self.region(number) {
            let Region { kind, latitude, longitude, population, .. } = *region;
            return Facts { kind, feature: Region::FEATURE, latitude, longitude, population };
        }
        let kind = self.packed.kind(number.0);
        let (feature, (latitude, longitude), population) = match self.packed.city(number.0) {
            Some(city) => (city.feature, self.packed.point(&city), city.population),
            None => {
                let division = self.packed.division(number.0);
                (Feature::Plain, division.point, division.population)
            }
        };
        Facts { kind, feature, latitude, longitude, population }
    }

    /// The name of a packed place. What was once asked for is kept: articles name few places, and these many times.
    fn name(&self, number: PlaceNumber) -> &'static str {
        static NAMES: OnceLock<RwLock<FxHashMap<u32, &'static str>>> = OnceLock::new();
        const WHY: &str = "no thread panics while it holds the lock";
        let names = NAMES.get_or_init(RwLock::default);
        if let Some(name) = names.read().expect(WHY).get(&number.0) {
            return name;
        }
        // Never freed, and never more than the file holds.
        names.write().expect(WHY).entry(number.0).or_insert_with(|| self.packed.name(number.0).leak())
    }

    fn region_entry<'g>(&'g self, number: PlaceNumber, region: &'g Region) -> Entry<'g> {
        let parent = region.parent.map(|parent| self.place(parent));
        Entry {
            number,
            id: PlaceId(region.id),
            name: &region.name,
            kind: region.kind,
            feature: Region::FEATURE,
            latitude: region.latitude,
            longitude: region.longitude,
            country: parent.and_then(|parent| parent.country),
            admin1: parent.and_then(|parent| parent.admin1),
            population: region.population,
        }
    }

    /// What a place is, without the rest of it.
    pub fn kind(&self, number: PlaceNumber) -> EntryKind {
        self.region(number).map_or_else(|| self.packed.kind(number.0), |region| region.kind)
    }

    /// Whether the user put the place there.
    pub fn is_local(&self, number: PlaceNumber) -> bool {
        number.0 as usize >= self.packed.len() + self.regions().first_local
    }

    /// Whether a place can be named as what holds another: a division, a region, or a place of the user's.
    pub fn can_hold(&self, number: PlaceNumber) -> bool {
        self.kind(number) != EntryKind::City || self.is_local(number)
    }

    /// The smallest division that holds a place; `None` for a country and for what lies in several.
    pub fn parent(&self, number: PlaceNumber) -> Option<PlaceNumber> {
        match self.region(number) {
            Some(region) => region.parent,
            None => Some(PlaceNumber(self.packed.parent(number.0))).filter(|&parent| parent != number),
        }
    }

    /// The country of a place.
    pub fn country(&self, number: PlaceNumber) -> Option<PlaceNumber> {
        match self.region(number) {
            Some(region) => self.country(region.parent?),
            None => Some(PlaceNumber(self.packed.country(number.0))),
        }
    }

    /// The first division a place lies in, or is.
    pub fn admin1(&self, number: PlaceNumber) -> Option<PlaceNumber> {
        self.containers(number).find(|&place| self.kind(place) == EntryKind::Admin1)
    }

    /// The country of an ISO 3166-1 alpha-2 code, or its first division of a GeoNames code ("TX").
    pub fn division(&self, country: &str, admin1: Option<&str>) -> Option<PlaceNumber> {
        self.divisions().of(&self.packed, country, admin1)
    }

    /// A place and the divisions that hold it, outwards to its country.
    pub fn containers(&self, number: PlaceNumber) -> impl Iterator<Item = PlaceNumber> {
        std::iter::successors(Some(number), |&place| self.parent(place))
    }

    /// Whether `place` is `container`, or lies in it.
    pub fn is_within(&self, place: PlaceNumber, container: PlaceNumber) -> bool {
        self.containers(place).any(|outer| outer == container)
    }

    /// A place and everything that holds it, outwards: county, state, country, then the regions that
    /// hold the whole country. A search for any of these should find the place.
    pub fn ancestry(&self, number: PlaceNumber) -> impl Iterator<Item = Entry<'_>> {
        let regions = self.country(number).and_then(|country| self.regions().of_country.get(&country));
        self.containers(number).chain(regions.into_iter().flatten().copied()).map(|place| self.place(place))
    }

    /// Every place.
    pub fn numbers(&self) -> impl Iterator<Item = PlaceNumber> {
        (0..self.region_number(self.regions().places.len()).0).map(PlaceNumber)
    }

    /// The countries that a region holds as a whole.
    pub fn countries_of(&self, region: PlaceNumber) -> impl Iterator<Item = PlaceNumber> {
        let holds = move |regions: &Vec<PlaceNumber>| regions.contains(&region);
        self.numbers()
            .take_while(|&number| self.kind(number) == EntryKind::Country)
            .filter(move |country| self.regions().of_country.get(country).is_some_and(holds))
    }

    fn region(&self, number: PlaceNumber) -> Option<&Region> {
        let n = (number.0 as usize).checked_sub(self.packed.len())?;
        self.regions().places.get(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places a query resolves to, as "Name CC.admin1", the first `n`.
    fn resolved(query: &str, n: usize) -> Vec<String> {
        let show = |entry: Entry<'_>| {
            format!("{} {}.{}", entry.name, entry.country.unwrap_or("-"), entry.admin1.unwrap_or("-"))
        };
        Gazetteer::embedded().resolve(query).into_iter().take(n).map(show).collect()
    }

    #[test]
    fn queries_find_the_place_a_person_means() {
        for (query, expected) in [
            ("Moscow", "Moscow RU.48"),
            ("moscow, idaho", "Moscow US.ID"),
            ("Paris", "Paris FR.11"),
            ("Paris, Texas", "Paris US.TX"),
            ("paris (tx)", "Paris US.TX"),
            ("Paris Texas", "Paris US.TX"),
            ("Springfield, Ill.", "Springfield US.IL"),
            ("Washington", "Washington US.DC"),
            ("kyiv", "Kyiv UA.12"),
            ("Kiev", "Kyiv UA.12"),
            ("Saigon", "Ho Chi Minh City VN.79"),
            ("Burma", "Myanmar MM.-"),
            ("the Kremlin", "Moscow RU.48"),
            ("Coeur d’Alene", "Coeur d'Alene US.ID"),
            ("Lodz", "Łódź PL.74"),
            ("Middle East", "Middle East -.-"),
            ("Donbas", "Donbas UA.-"),
        ] {
            assert_eq!(resolved(query, 1), [expected], "{query}");
        }
    }

    #[test]
    fn a_name_of_a_country_and_a_state_offers_both() {
        let found = resolved("Georgia", 2);
        assert!(found.contains(&"Georgia US.GA".to_owned()) && found.contains(&"Georgia GE.-".to_owned()), "{found:?}");
        assert_eq!(resolved("Atlantis-upon-Nowhere", 1), Vec::<String>::new());
    }

    #[test]
    fn a_place_lies_in_all_that_holds_it() {
        let gazetteer = Gazetteer::embedded();
        let moscow = gazetteer.resolve("Moscow")[0];
        let outwards: Vec<&str> = gazetteer.ancestry(moscow.number).map(|entry| entry.name).collect();
        assert_eq!(outwards.first(), Some(&"Moscow"));
        assert!(outwards.contains(&"Russia") && outwards.contains(&"Europe"), "{outwards:?}");
        let chicago = gazetteer.resolve("Chicago")[0];
        let outwards: Vec<&str> = gazetteer.ancestry(chicago.number).map(|entry| entry.name).collect();
        assert_eq!(outwards, ["Chicago", "Cook County", "Illinois", "United States", "North America"]);
    }

    #[test]
    fn an_id_finds_its_place_again() {
        let gazetteer = Gazetteer::embedded();
        for query in ["Moscow", "Russia", "Texas", "Cook County, Illinois", "Donbas", "Europe"] {
            let entry = gazetteer.resolve(query)[0];
            assert_eq!(gazetteer.entry(entry.id), Some(entry), "{query}");
        }
        assert_eq!(gazetteer.entry(PlaceId(0)), None);
        assert_eq!(gazetteer.entry(PlaceId(i64::MAX)), None);
    }

    #[test]
    fn every_country_has_its_code_and_its_point() {
        let gazetteer = Gazetteer::embedded();
        let countries: Vec<Entry<'_>> = (0..)
            .map(PlaceNumber)
            .map(|number| gazetteer.place(number))
            .take_while(|e| e.kind == EntryKind::Country)
            .collect();
        assert!(countries.len() > 240);
        for country in countries {
            assert_eq!(country.country.map(str::len), Some(2), "{country:?}");
            assert!(country.latitude.abs() <= 90.0 && country.longitude.abs() <= 180.0, "{country:?}");
        }
    }

    #[test]
    fn every_row_of_the_lists_names_a_known_place() {
        assert_eq!(listed::unresolved(Gazetteer::embedded()), Vec::<String>::new());
    }
}
