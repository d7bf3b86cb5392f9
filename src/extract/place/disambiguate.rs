//! Which of the places that share a name an article means: one sense per name and article.
//!
//! Every candidate is scored once, by a sum of the observations in `data/en/place_senses.tsv`: how many people
//! live there, what kind of place it is, and how much else in the article lies in the same country, state and
//! county. Names vote for the divisions their candidates lie in, each candidate with its share of the name;
//! two rounds of that let "Oconee", "Gwinnett" and "Athens" agree on Georgia though none says so.
//! The confidence is the share of the chosen candidate, with those that hold it or lie in it.

use super::candidate::Mention;
use crate::article::PlaceKind;
use crate::lexicon::gazetteer::{EntryKind, Feature, Gazetteer, PlaceNumber};
use crate::lexicon::place_sense_weights;
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

/// Names borne by more places than this are decided among the largest.
const MAX_BEARERS: usize = 64;
/// Rounds of voting.
const N_ROUNDS: usize = 3;
/// Degrees of a part of the world: it and those round it hold a country's neighbours.
const PART_DEGREES: f64 = 10.0;
/// How far the first votes follow the scores: less than one, so that small places that agree are heard.
const FIRST_TRUST: f32 = 0.5;

macro_rules! senses {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// One observation about a candidate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Sense { $($(#[doc = $doc])* $name,)* }

        impl Sense {
            /// Every observation with the name that the data file calls it by.
            pub(super) const ALL: &[(Sense, &str)] = &[$((Sense::$name, $text),)*];
        }
    };
}

senses! {
    /// Logarithm (base ten) of the inhabitants and a hundred.
    Population = "population",
    /// The same of a division or country: more than the town that its name could be instead.
    DivisionPopulation = "division-population",
    /// It is a country.
    Country = "country",
    /// It is a first division.
    Admin1 = "admin1",
    /// It is a second division.
    Admin2 = "admin2",
    /// It is a region, water or island.
    Region = "region",
    /// It is a capital.
    Capital = "capital",
    /// It is the seat of its first division.
    Seat = "seat",
    /// It is part of a larger place.
    Section = "section",
    /// It is known as a post office only.
    PostOffice = "post-office",
    /// The name is not its own.
    Alias = "alias",
    /// The name is not its own, but another place's own.
    ContestedAlias = "contested-alias",
    /// A list gives the name to it.
    Listed = "listed",
    /// Share of the votes for its country.
    CountryShare = "country-share",
    /// Share of the votes for its first division.
    Admin1Share = "admin1-share",
    /// Logarithm of the votes for its first division and one.
    Admin1Votes = "admin1-votes",
    /// Logarithm of the votes for its second division and one.
    Admin2Votes = "admin2-votes",
    /// Logarithm of the votes for places within about a hundred kilometres and one.
    NearbyVotes = "nearby-votes",
    /// Share of the votes for such places.
    NearbyShare = "nearby-share",
    /// Of a country: logarithm of the votes for other countries of its part of the world and one.
    NeighbourVotes = "neighbour-votes",
    /// Of a country: share of such votes among those for countries.
    NeighbourShare = "neighbour-share",
    /// The dateline lies in its country.
    DatelineCountry = "dateline-country",
    /// The dateline lies in its first division.
    DatelineAdmin1 = "dateline-admin1",
    /// It is a division and the name ends in, or is followed by, a word for one.
    DivisionNoun = "division-noun",
}

const N_SENSES: usize = Sense::ALL.len();

/// A name as the article uses it, mentions together.
#[derive(Debug)]
struct Name<'m, 'g> {
    mention: &'m Mention<'g>,
    /// How much it may say: certain and frequent names say more.
    weight: f32,
    /// The place a container or the dateline settled.
    settled: Option<PlaceNumber>,
    division_noun: bool,
    bearers: Vec<Bearer>,
}

#[derive(Clone, Copy, Debug)]
struct Bearer {
    place: PlaceNumber,
    country: Option<Division>,
    admin1: Option<Division>,
    admin2: Option<Division>,
    /// Where it lies, for what is small enough to lie somewhere.
    cell: Option<Surroundings>,
    /// The part of the world that a country lies in.
    part: Option<Surroundings>,
    /// What of its score does not depend on the article.
    prior: f32,
    share: f32,
}

/// A city of which this share of a division's people live is what the division's name means.
const HEART_SHARE: f64 = 0.4;

/// What one name was found to mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Decision {
    /// The place.
    pub(super) place: PlaceNumber,
    /// How likely it is the right one, given that the name is a place's.
    pub(super) probability: f32,
}

/// What is known of one mention before the article is weighed.
pub(super) struct Judged<'m, 'g> {
    /// The mention.
    pub(super) mention: &'m Mention<'g>,
    /// The place a container settled.
    pub(super) settled: Option<PlaceNumber>,
    /// How likely it is that a place is meant at all.
    pub(super) probability: f32,
    /// Whether a word for a division ends the name or follows it.
    pub(super) division_noun: bool,
    /// Whether it is the dateline's place.
    pub(super) is_dateline: bool,
}

/// Decides what every name means; the key is [`Mention::key`] with the kind of word.
pub(super) fn decide(judged: &[Judged<'_, '_>], gazetteer: &Gazetteer) -> FxHashMap<(u64, PlaceKind), Decision> {
    let mut names = gather(judged, gazetteer);
    let dateline = dateline_key(judged);
    let mut own = Votes::default();
    for _ in 0..N_ROUNDS {
        let votes = Votes::count(&names);
        let filed_from = filed_from(&names, dateline);
        for name in &mut names {
            name.weigh(&votes, &mut own, filed_from.as_ref(), gazetteer);
        }
    }
    names.iter().filter_map(|name| Some(((name.mention.key, name.mention.kind()), name.decision(gazetteer)?))).collect()
}

fn dateline_key(judged: &[Judged<'_, '_>]) -> Option<(u64, PlaceKind)> {
    judged.iter().find(|one| one.is_dateline).map(|one| (one.mention.key, one.mention.kind()))
}

/// What the dateline's name means, as far as is known.
fn filed_from(names: &[Name<'_, '_>], dateline: Option<(u64, PlaceKind)>) -> Option<Bearer> {
    let key = dateline?;
    names.iter().find(|name| (name.mention.key, name.mention.kind()) == key).and_then(Name::best).copied()
}

/// A question that the weights answer: a name, and each place that it can mean with what is seen of it.
pub(super) struct Question {
    /// [`Mention::key`].
    pub(super) key: u64,
    /// The places, and the observations by their names in the data file.
    pub(super) choices: Vec<(PlaceNumber, Vec<(&'static str, f32)>)>,
}

/// The questions of an article, as the last round puts them: for whoever fits the weights.
pub(super) fn questions(judged: &[Judged<'_, '_>], gazetteer: &Gazetteer) -> Vec<Question> {
    let mut names = gather(judged, gazetteer);
    let dateline = dateline_key(judged);
    let mut own = Votes::default();
    for _ in 1..N_ROUNDS {
        let votes = Votes::count(&names);
        let filed_from = filed_from(&names, dateline);
        for name in &mut names {
            name.weigh(&votes, &mut own, filed_from.as_ref(), gazetteer);
        }
    }
    let votes = Votes::count(&names);
    let filed_from = filed_from(&names, dateline);
    let mut questions = Vec::new();
    for name in names.iter().filter(|name| name.settled.is_none() && name.bearers.len() > 1) {
        own.clear();
        own.add(name);
        let scene = Scene {
            votes: &votes,
            own: &own,
            filed_from: filed_from.as_ref(),
            division_noun: name.division_noun,
            gazetteer,
        };
        let choice = |bearer: &Bearer, naming: Naming| {
            let prior = observe_place(gazetteer, bearer.place, naming);
            let seen = prior.iter().zip(scene.observe(bearer)).map(|(prior, here)| prior + here);
            let named = Sense::ALL.iter().zip(seen).filter(|(_, value)| *value != 0.0);
            (bearer.place, named.map(|((_, name), value)| (*name, value)).collect())
        };
        let namings = places_named(name.mention);
        let choices = name.bearers.iter().filter_map(|bearer| {
            let (_, naming) = namings.iter().find(|(place, _)| *place == bearer.place)?;
            Some(choice(bearer, *naming))
        });
        questions.push(Question { key: name.mention.key, choices: choices.collect() });
    }
    questions
}

/// Gathers mentions by name, in the order of their first mention.
fn gather<'m, 'g>(judged: &[Judged<'m, 'g>], gazetteer: &Gazetteer) -> Vec<Name<'m, 'g>> {
    let mut order: FxHashMap<(u64, PlaceKind), usize> = FxHashMap::default();
    let mut names: Vec<Name<'m, 'g>> = Vec::new();
    let mut numbers = Numbers::default();
    for one in judged.iter().filter(|one| one.mention.feature.is_none()) {
        let at = *order.entry((one.mention.key, one.mention.kind())).or_insert(names.len());
        if at == names.len() {
            let bearers = bearers(one.mention, gazetteer, &mut numbers);
            names.push(Name { mention: one.mention, weight: 0.0, settled: None, division_noun: false, bearers });
        }
        let name = &mut names[at];
        name.weight += one.probability;
        name.settled = name.settled.or(one.settled);
        name.division_noun |= one.division_noun;
    }
    for name in &mut names {
        // A name that the user lists means a place of theirs, unless the article says what holds another.
        if name.mention.is_local(gazetteer) && name.settled.is_none_or(|place| gazetteer.is_local(place)) {
            name.bearers.retain(|bearer| gazetteer.is_local(bearer.place));
        }
        let kind = if name.mention.kind() == PlaceKind::Demonym { 0.5 } else { 1.0 };
        name.weight = kind * (1.0 + name.weight).ln() * if name.settled.is_some() { 2.0 } else { 1.0 };
        name.share_by(|bearer| bearer.prior * FIRST_TRUST);
    }
    names
}

fn bearers(mention: &Mention<'_>, gazetteer: &Gazetteer, numbers: &mut Numbers) -> Vec<Bearer> {
    let places = places_named(mention);
    let mut out: Vec<Bearer> = Vec::with_capacity(places.len());
    for (place, seen) in places {
        let mut bearer = Bearer {
            place,
            country: gazetteer.country(place).map(|country| numbers.division(country)),
            admin1: None,
            admin2: None,
            cell: None,
            part: None,
            prior: 0.0,
            share: 0.0,
        };
        for container in gazetteer.containers(place) {
            match gazetteer.kind(container) {
                EntryKind::Admin1 => bearer.admin1 = Some(numbers.division(container)),
                EntryKind::Admin2 => bearer.admin2 = Some(numbers.division(container)),
                _ => {}
            }
        }
        let entry = gazetteer.facts(place);
        if matches!(entry.kind, EntryKind::City | EntryKind::Admin2) {
            bearer.cell = Some(numbers.cells.surroundings(Cell::of(entry.latitude, entry.longitude)));
        }
        if entry.kind == EntryKind::Country {
            let part = Cell::of(entry.latitude / PART_DEGREES, entry.longitude / PART_DEGREES);
            bearer.part = Some(numbers.parts.surroundings(part));
        }
        bearer.prior = score(&observe_place(gazetteer, place, seen));
        out.push(bearer);
    }
    out
}

/// How a name is a place's.
#[derive(Clone, Copy)]
struct Naming {
    is_alias: bool,
    is_contested: bool,
    is_listed: bool,
}

/// Each place that a name can mean, once.
fn places_named(mention: &Mention<'_>) -> Vec<(PlaceNumber, Naming)> {
    let listed = mention.uses().count();
    let places = if mention.kind() == PlaceKind::Toponym {
        mention.bearers().map(|c| (c.place, c.is_alias)).take(MAX_BEARERS).collect::<Vec<_>>()
    } else {
        mention.uses().map(|name| (name.place, false)).collect()
    };
    let is_contested = places.iter().any(|(_, is_alias)| !is_alias);
    let mut out: Vec<(PlaceNumber, Naming)> = Vec::with_capacity(places.len());
    for (at, (place, is_alias)) in places.into_iter().enumerate() {
        if !out.iter().any(|(known, _)| *known == place) {
            out.push((place, Naming { is_alias, is_contested: is_alias && is_contested, is_listed: at < listed }));
        }
    }
    out
}

/// What of a candidate does not depend on the article.
fn observe_place(gazetteer: &Gazetteer, number: PlaceNumber, naming: Naming) -> [f32; N_SENSES] {
    let mut seen = [0.0; N_SENSES];
    let place = gazetteer.facts(number);
    seen[Sense::Population as usize] = (place.population as f32 + 100.0).log10();
    if matches!(place.kind, EntryKind::Country | EntryKind::Admin1 | EntryKind::Admin2) {
        seen[Sense::DivisionPopulation as usize] = seen[Sense::Population as usize];
    }
    match place.kind {
        EntryKind::Country => seen[Sense::Country as usize] = 1.0,
        EntryKind::Admin1 => seen[Sense::Admin1 as usize] = 1.0,
        EntryKind::Admin2 => seen[Sense::Admin2 as usize] = 1.0,
        EntryKind::Region => seen[Sense::Region as usize] = 1.0,
        EntryKind::City => {}
    }
    match place.feature {
        Feature::Capital => seen[Sense::Capital as usize] = 1.0,
        Feature::Seat => seen[Sense::Seat as usize] = 1.0,
        Feature::Section => seen[Sense::Section as usize] = 1.0,
        Feature::PostOffice => seen[Sense::PostOffice as usize] = 1.0,
        Feature::Plain => {}
    }
    let Naming { is_alias, is_contested, is_listed } = naming;
    for (holds, sense) in [(is_alias, Sense::Alias), (is_contested, Sense::ContestedAlias), (is_listed, Sense::Listed)]
    {
        seen[sense as usize] = f32::from(u8::from(holds));
    }
    seen
}

fn score(seen: &[f32; N_SENSES]) -> f32 {
    seen.iter().zip(weights()).map(|(value, weight)| value * weight).sum()
}

fn weights() -> &'static [f32; N_SENSES] {
    static WEIGHTS: OnceLock<[f32; N_SENSES]> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        let mut weights = [0.0; N_SENSES];
        for (name, weight) in place_sense_weights() {
            if let Some((sense, _)) = Sense::ALL.iter().find(|(_, known)| *known == name) {
                weights[*sense as usize] = weight;
            }
        }
        weights
    })
}

impl Name<'_, '_> {
    fn best(&self) -> Option<&Bearer> {
        self.bearers.iter().reduce(|best, bearer| if bearer.share > best.share { bearer } else { best })
    }

    /// Shares the name out among its bearers by their scores; a settled name is its place's alone.
    fn share_by(&mut self, score: impl Fn(&Bearer) -> f32) {
        let settled = self.settled;
        let mut highest = f32::MIN;
        for bearer in &mut self.bearers {
            bearer.share = match settled {
                Some(place) if place == bearer.place => f32::MAX,
                Some(_) => f32::MIN,
                None => score(bearer),
            };
            highest = highest.max(bearer.share);
        }
        let mut total = 0.0;
        for bearer in &mut self.bearers {
            bearer.share = (bearer.share - highest).exp();
            total += bearer.share;
        }
        for bearer in &mut self.bearers {
            bearer.share /= total;
        }
    }

    /// Shares the name out anew, given what the other names say. `own` is room for what it says itself.
    fn weigh(&mut self, votes: &Votes, own: &mut Votes, filed_from: Option<&Bearer>, gazetteer: &Gazetteer) {
        // Nothing that is said could change their shares.
        if self.settled.is_some() || self.bearers.len() < 2 {
            return;
        }
        own.clear();
        own.add(self);
        let scene = Scene { votes, own, filed_from, division_noun: self.division_noun, gazetteer };
        self.share_by(|bearer| bearer.prior + score(&scene.observe(bearer)));
    }

    fn decision(&self, gazetteer: &Gazetteer) -> Option<Decision> {
        let best = self.best()?;
        let same = |other: &Bearer| {
            gazetteer.is_within(other.place, best.place) || gazetteer.is_within(best.place, other.place)
        };
        let probability =
            self.bearers.iter().filter(|other| same(other)).map(|other| other.share).sum::<f32>().min(1.0);
        let place = if self.division_noun || self.settled.is_some() { None } else { self.heart(best.place, gazetteer) };
        Some(Decision { place: place.unwrap_or(best.place), probability })
    }

    /// The city of the same name where most of a division live: "Moscow" is the city, not the federal city around it.
    fn heart(&self, division: PlaceNumber, gazetteer: &Gazetteer) -> Option<PlaceNumber> {
        if !matches!(gazetteer.kind(division), EntryKind::Admin1 | EntryKind::Admin2) {
            return None;
        }
        let population = |place: PlaceNumber| f64::from(gazetteer.facts(place).population);
        let is_heart = |city: &PlaceNumber| {
            gazetteer.kind(*city) == EntryKind::City
                && gazetteer.is_within(*city, division)
                && population(*city) >= HEART_SHARE * population(division)
        };
        self.bearers.iter().map(|bearer| bearer.place).find(is_heart)
    }
}

/// What the rest of an article says where a name is weighed.
struct Scene<'s> {
    votes: &'s Votes,
    /// What the name says itself.
    own: &'s Votes,
    filed_from: Option<&'s Bearer>,
    division_noun: bool,
    gazetteer: &'s Gazetteer,
}

impl Scene<'_> {
    /// What of a candidate depends on the article.
    fn observe(&self, bearer: &Bearer) -> [f32; N_SENSES] {
        let Self { votes, own, .. } = *self;
        let total = (votes.total - own.total).max(1e-6);
        let mut seen = [0.0; N_SENSES];
        seen[Sense::CountryShare as usize] = votes.without(own, bearer.country) / total;
        let admin1 = votes.without(own, bearer.admin1);
        seen[Sense::Admin1Share as usize] = admin1 / total;
        seen[Sense::Admin1Votes as usize] = (1.0 + admin1).ln();
        seen[Sense::Admin2Votes as usize] = (1.0 + votes.without(own, bearer.admin2)).ln();
        let nearby = (votes.nearby(bearer.cell) - own.nearby(bearer.cell)).max(0.0);
        seen[Sense::NearbyVotes as usize] = (1.0 + nearby).ln();
        seen[Sense::NearbyShare as usize] = nearby / total;
        if bearer.part.is_some() {
            let neighbours = (votes.parts.around(bearer.part) - own.parts.around(bearer.part)).max(0.0);
            seen[Sense::NeighbourVotes as usize] = (1.0 + neighbours).ln();
            seen[Sense::NeighbourShare as usize] =
                neighbours / (votes.of_countries - own.of_countries).max(neighbours).max(1e-6);
        }
        let is_same = |one: Option<Division>, other| f32::from(u8::from(one.is_some() && one == other));
        if let Some(filed) = self.filed_from {
            seen[Sense::DatelineCountry as usize] = is_same(filed.country, bearer.country);
            seen[Sense::DatelineAdmin1 as usize] = is_same(filed.admin1, bearer.admin1);
        }
        let is_division = matches!(self.gazetteer.kind(bearer.place), EntryKind::Admin1 | EntryKind::Admin2);
        seen[Sense::DivisionNoun as usize] = f32::from(u8::from(self.division_noun && is_division));
        seen
    }
}

/// A square of one degree, or of one part of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Cell(i32);

impl Cell {
    /// More than there are degrees, so that no neighbour to the east is one to the north.
    const ROW: i32 = 512;

    fn of(latitude: f64, longitude: f64) -> Self {
        Self(latitude.floor() as i32 * Self::ROW + longitude.floor() as i32)
    }

    /// It and the eight round it.
    fn neighbourhood(self) -> [Cell; 9] {
        std::array::from_fn(|n| {
            let (north, east) = (n as i32 / 3 - 1, n as i32 % 3 - 1);
            Self(self.0 + north * Self::ROW + east)
        })
    }

    /// The block of cells that it lies in, and its row and its column there.
    fn in_block(self) -> (Cell, [i32; 2]) {
        let (row, column) = (self.0.div_euclid(Self::ROW), self.0.rem_euclid(Self::ROW));
        let block = Self(row.div_euclid(BLOCK_SIDE) * Self::ROW + column / BLOCK_SIDE);
        (block, [row.rem_euclid(BLOCK_SIDE), column % BLOCK_SIDE])
    }
}

/// Cells in a row and in a column of a block: most neighbourhoods lie in one block.
const BLOCK_SIDE: i32 = 8;

/// The number, within one article, of a country or division.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Division(u32);

/// The numbers, within one article, of a cell and the eight round it; its own is the middle one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Surroundings([u32; 9]);

/// Numbers what is voted for: each name asks for its votes many times, and a number finds them at once.
#[derive(Debug, Default)]
struct Numbers {
    divisions: FxHashMap<PlaceNumber, Division>,
    cells: CellNumbers,
    parts: CellNumbers,
}

impl Numbers {
    fn division(&mut self, place: PlaceNumber) -> Division {
        let next = Division(self.divisions.len() as u32);
        *self.divisions.entry(place).or_insert(next)
    }
}

/// The numbers of blocks of cells; a cell's is made of its block's and its place in it.
#[derive(Debug, Default)]
struct CellNumbers(FxHashMap<Cell, u32>);

impl CellNumbers {
    fn surroundings(&mut self, cell: Cell) -> Surroundings {
        const INNER: RangeInclusive<i32> = 1..=BLOCK_SIDE - 2;
        if !cell.in_block().1.iter().all(|at| INNER.contains(at)) {
            return Surroundings(cell.neighbourhood().map(|cell| self.number(cell)));
        }
        // All lie in one block, which is looked up once.
        let (number, side) = (self.number(cell), BLOCK_SIDE as u32);
        let rows = [number - side, number, number + side];
        Surroundings(std::array::from_fn(|n| rows[n / 3] + n as u32 % 3 - 1))
    }

    fn number(&mut self, cell: Cell) -> u32 {
        let (block, [row, column]) = cell.in_block();
        let next = self.0.len() as u32;
        let block = *self.0.entry(block).or_insert(next);
        (block as i32 * BLOCK_SIDE * BLOCK_SIDE + row * BLOCK_SIDE + column) as u32
    }
}

/// Sums of votes by number.
#[derive(Debug, Default)]
struct Sums {
    by_number: Vec<f32>,
    /// The numbers that may hold other than nothing.
    touched: Vec<u32>,
}

impl Sums {
    fn of(&self, number: u32) -> f32 {
        self.by_number.get(number as usize).copied().unwrap_or_default()
    }

    /// The votes for a cell and the eight round it.
    fn around(&self, cell: Option<Surroundings>) -> f32 {
        let Some(Surroundings(cells)) = cell else { return 0.0 };
        cells.into_iter().map(|cell| self.of(cell)).sum()
    }

    fn add(&mut self, number: u32, votes: f32) {
        let at = number as usize;
        if self.by_number.len() <= at {
            self.by_number.resize((at + 1).next_multiple_of((BLOCK_SIDE * BLOCK_SIDE) as usize), 0.0);
        }
        self.by_number[at] += votes;
        self.touched.push(number);
    }

    fn clear(&mut self) {
        for number in self.touched.drain(..) {
            self.by_number[number as usize] = 0.0;
        }
    }
}

/// How much the names of an article speak for each division.
#[derive(Debug, Default)]
struct Votes {
    divisions: Sums,
    cells: Sums,
    /// Votes for countries, by the part of the world they lie in.
    parts: Sums,
    of_countries: f32,
    total: f32,
}

impl Votes {
    fn count(names: &[Name<'_, '_>]) -> Self {
        let mut votes = Self::default();
        names.iter().for_each(|name| votes.add(name));
        votes
    }

    /// Forgets every vote, and keeps the room.
    fn clear(&mut self) {
        self.divisions.clear();
        self.cells.clear();
        self.parts.clear();
        self.of_countries = 0.0;
        self.total = 0.0;
    }

    fn add(&mut self, name: &Name<'_, '_>) {
        self.total += name.weight;
        for bearer in &name.bearers {
            let votes = name.weight * bearer.share;
            for division in [bearer.country, bearer.admin1, bearer.admin2].into_iter().flatten() {
                self.divisions.add(division.0, votes);
            }
            if let Some(Surroundings([_, _, _, _, own, ..])) = bearer.cell {
                self.cells.add(own, votes);
            }
            if let Some(Surroundings([_, _, _, _, own, ..])) = bearer.part {
                self.parts.add(own, votes);
                self.of_countries += votes;
            }
        }
    }

    /// The votes for a cell and the eight round it.
    fn nearby(&self, cell: Option<Surroundings>) -> f32 {
        self.cells.around(cell)
    }

    fn without(&self, own: &Votes, division: Option<Division>) -> f32 {
        let Some(Division(division)) = division else { return 0.0 };
        (self.divisions.of(division) - own.divisions.of(division)).max(0.0)
    }
}
