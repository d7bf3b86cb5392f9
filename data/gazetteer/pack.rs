//! Packs the raw gazetteer into `data/gazetteer/places.bin`.
//!
//! `cargo run --release --example pack-gazetteer -- CITIES ADMIN1 COUNTRIES ADMIN2 POSTAL`
//!
//! What each file is and where it comes from: `data/gazetteer/README.md`. The same input always gives
//! the same bytes. It prints what it kept, and fails on a row it cannot read rather than leave it out.

#![allow(clippy::print_stdout, reason = "a command for whoever renews the gazetteer")]

use dateline::lexicon::gazetteer::packed::{
    ALIAS, Area, CODE_BYTES, City as PackedCity, Division, EntryKind, Feature, GROUP, HEADER_BYTES, LABEL_BITS, MAGIC,
    MEANING_BITS, N_SECTIONS, REFERENCE_BITS, capitalised, write_ids, write_numbers,
};
use dateline::lexicon::gazetteer::{dictionary, fold};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::path::Path;

/// Cities with fewer inhabitants are left out, unless they are a seat of government.
const MIN_POPULATION: u32 = 500;
/// Cities with fewer inhabitants are known by their own name only.
const MIN_POPULATION_FOR_ALIASES: u32 = 10_000;
/// Second divisions whose cities have fewer inhabitants are left out, except where news names counties all day.
const MIN_ADMIN2_POPULATION: u32 = 100_000;
/// Countries whose counties are all kept.
const COUNTRIES_OF_COUNTIES: [&str; 3] = ["US", "GB", "IE"];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [cities, admin1, countries, admin2, postal] = arguments.as_slice() else {
        return Err("usage: pack-gazetteer CITIES ADMIN1 COUNTRIES ADMIN2 POSTAL (see data/gazetteer/README.md)".into());
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gazetteer");
    let mut raw = Raw {
        countries: read_countries(&folder.join("countries.tsv"), countries)?,
        cities: read_cities(cities)?,
        admin1: read_admin1(admin1)?,
        admin1_points: read_points(&folder.join("divisions.tsv"))?,
        admin2: read_admin2(admin2)?,
    };
    let n_postal = raw.add_post_offices(postal)?;
    let packed = Packer::new(&raw)?.pack()?;
    std::fs::write(folder.join("places.bin"), &packed)?;
    println!(
        "{} cities, {n_postal} of them known as post offices only; {:.2} MB",
        raw.cities.len(),
        packed.len() as f64 / 1e6
    );
    Ok(())
}

/// The raw files, read.
struct Raw {
    countries: Vec<Country>,
    cities: Vec<City>,
    /// Code ("US.TX") → id and names.
    admin1: BTreeMap<String, (i32, Vec<String>)>,
    /// Code → point, for the few where it is given.
    admin1_points: HashMap<String, (f64, f64)>,
    /// Code ("US.TX.201") → name.
    admin2: BTreeMap<String, String>,
}

struct Country {
    code: String,
    id: i32,
    name: String,
    point: (f64, f64),
    population: u32,
}

struct City {
    id: i32,
    names: Vec<String>,
    aliases: Vec<String>,
    point: (f64, f64),
    feature: Feature,
    country: String,
    admin1: String,
    admin2: String,
    population: u32,
}

impl City {
    fn admin1_code(&self) -> String {
        format!("{}.{}", self.country, self.admin1)
    }

    fn admin2_code(&self) -> String {
        format!("{}.{}.{}", self.country, self.admin1, self.admin2)
    }
}

fn rows(path: impl AsRef<Path>) -> Result<Vec<Vec<String>>> {
    let path = path.as_ref();
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect())
}

fn read_countries(points: &Path, info: &str) -> Result<Vec<Country>> {
    let info: HashMap<String, Vec<String>> = rows(info)?.into_iter().map(|row| (row[0].clone(), row)).collect();
    rows(points)?
        .into_iter()
        .map(|row| {
            let facts = info.get(&row[0]).ok_or_else(|| format!("no facts for country {}", row[0]))?;
            Ok(Country {
                code: row[0].clone(),
                id: facts[16].parse()?,
                name: row[1].clone(),
                point: (row[2].parse()?, row[3].parse()?),
                population: facts[7].parse()?,
            })
        })
        .collect()
}

fn read_cities(path: &str) -> Result<Vec<City>> {
    let mut cities = Vec::new();
    for row in rows(path)?.into_iter().skip(1) {
        let [id, name, ascii, aliases, latitude, longitude, feature, country, admin1, admin2, population] =
            row.as_slice()
        else {
            return Err(format!("{path}: a row of {} columns", row.len()).into());
        };
        let population = population.parse()?;
        let feature = match feature.as_str() {
            "PPLC" => Feature::Capital,
            "PPLA" => Feature::Seat,
            "PPLX" => Feature::Section,
            _ => Feature::Plain,
        };
        // Abandoned, historical and religious places share the names of living ones.
        let gone = matches!(row[6].as_str(), "PPLH" | "PPLQ" | "PPLW" | "PPLCH");
        if gone || population < MIN_POPULATION && !matches!(feature, Feature::Capital | Feature::Seat) {
            continue;
        }
        let mut city = City {
            id: id.parse()?,
            names: vec![name.clone()],
            aliases: Vec::new(),
            point: (latitude.parse()?, longitude.parse()?),
            feature,
            country: country.clone(),
            admin1: admin1.clone(),
            admin2: admin2.clone(),
            population,
        };
        city.names.extend((!ascii.is_empty()).then(|| ascii.clone()));
        if population >= MIN_POPULATION_FOR_ALIASES || feature == Feature::Capital {
            city.aliases.extend(aliases.split(',').filter(|alias| is_usable_alias(alias)).map(str::to_owned));
        }
        cities.push(city);
    }
    Ok(cities)
}

/// Whether another name could stand in English text: Latin letters, capitalised, no code such as "LHR".
fn is_usable_alias(alias: &str) -> bool {
    let latin = |c: char| {
        c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c) || ('\u{1e00}'..='\u{1eff}').contains(&c)
    };
    alias.chars().count() >= 4
        && alias.chars().next().is_some_and(char::is_uppercase)
        && alias.chars().any(char::is_lowercase)
        && alias.chars().all(|c| latin(c) || matches!(c, ' ' | '-' | '\'' | '’' | '.'))
        && alias.split(' ').count() <= 5
}

fn read_admin1(path: &str) -> Result<BTreeMap<String, (i32, Vec<String>)>> {
    rows(path)?
        .into_iter()
        .map(|row| Ok((row[0].clone(), (row[3].parse()?, vec![row[1].clone(), row[2].clone()]))))
        .collect()
}

fn read_points(path: &Path) -> Result<HashMap<String, (f64, f64)>> {
    rows(path)?.into_iter().map(|row| Ok((row[0].clone(), (row[1].parse()?, row[2].parse()?)))).collect()
}

fn read_admin2(path: &str) -> Result<BTreeMap<String, String>> {
    #[derive(serde::Deserialize)]
    struct Row {
        code: String,
        name: String,
    }
    let rows: Vec<Row> = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

impl Raw {
    /// Adds the post offices of the United States that are no city of the same state yet.
    fn add_post_offices(&mut self, path: &str) -> Result<usize> {
        let mut known: BTreeSet<(String, String)> = self
            .cities
            .iter()
            .filter(|c| c.country == "US")
            .flat_map(|c| c.names.iter().map(|n| (c.admin1.clone(), fold_spelled(n))))
            .collect();
        let n_before = self.cities.len();
        for row in rows(path)? {
            let (zip, name, state, county) = (&row[1], &row[2], &row[4], &row[6]);
            if !self.admin1.contains_key(&format!("US.{state}")) || !known.insert((state.clone(), fold_spelled(name))) {
                continue;
            }
            self.cities.push(City {
                id: -(zip.parse::<i32>()?) - 10_000_000,
                names: vec![name.clone()],
                aliases: Vec::new(),
                point: (row[9].parse()?, row[10].parse()?),
                feature: Feature::PostOffice,
                country: "US".to_owned(),
                admin1: state.clone(),
                admin2: county.clone(),
                population: 0,
            });
        }
        Ok(self.cities.len() - n_before)
    }
}

/// A division as its cities show it: the box round them and the people in them.
struct Extent {
    south: f64,
    north: f64,
    longitudes: Vec<f64>,
    population: u32,
}

impl Extent {
    fn of<'a>(cities: impl IntoIterator<Item = &'a City>) -> Option<Self> {
        let mut extent = Extent { south: 90.0, north: -90.0, longitudes: Vec::new(), population: 0 };
        for city in cities {
            extent.south = extent.south.min(city.point.0);
            extent.north = extent.north.max(city.point.0);
            extent.longitudes.push(city.point.1);
            extent.population += if city.feature == Feature::Section { 0 } else { city.population };
        }
        (!extent.longitudes.is_empty()).then_some(extent)
    }

    /// The middle of the box; one that reaches over the date line is measured the short way round.
    fn middle(&self) -> (f64, f64) {
        let span = |longitudes: &[f64]| {
            let west = longitudes.iter().copied().fold(f64::INFINITY, f64::min);
            let east = longitudes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            (east - west, f64::midpoint(west, east))
        };
        let turned: Vec<f64> = self.longitudes.iter().map(|&l| if l < 0.0 { l + 360.0 } else { l }).collect();
        let (straight, over) = (span(&self.longitudes), span(&turned));
        let longitude = if over.0 < straight.0 && over.1 > 180.0 {
            over.1 - 360.0
        } else if over.0 < straight.0 {
            over.1
        } else {
            straight.1
        };
        (f64::midpoint(self.south, self.north), longitude)
    }
}

/// A place with the names it will be found by.
struct Draft {
    id: i32,
    point: (f64, f64),
    /// Number of the smallest division that holds it; its own for a country.
    parent: usize,
    country: usize,
    population: u32,
    kind: EntryKind,
    feature: Feature,
    name: String,
    /// Of a country or first division ("TX").
    code: String,
    own_names: BTreeSet<String>,
    other_names: BTreeSet<String>,
}

impl Draft {
    /// A place known by its name.
    fn new(id: i32, name: &str, kind: EntryKind, point: (f64, f64), population: u32) -> Self {
        Self {
            id,
            point,
            parent: 0,
            country: 0,
            population,
            kind,
            feature: Feature::Plain,
            name: name.to_owned(),
            code: String::new(),
            own_names: BTreeSet::from([fold(name)]),
            other_names: BTreeSet::new(),
        }
    }

    fn within(self, parent: usize, country: usize) -> Self {
        Self { parent, country, ..self }
    }

    fn known_as(mut self, own: &[String], others: &[String]) -> Self {
        self.own_names.extend(own.iter().map(|name| fold(name)));
        self.other_names.extend(others.iter().map(|name| fold(name)).filter(|name| !self.own_names.contains(name)));
        self
    }
}

struct Packer {
    drafts: Vec<Draft>,
}

impl Packer {
    fn new(raw: &Raw) -> Result<Self> {
        let mut packer = Packer { drafts: Vec::new() };
        let countries = packer.add_countries(raw);
        let admin1 = packer.add_admin1(raw, &countries);
        let admin2 = packer.add_admin2(raw, &countries, &admin1)?;
        packer.add_cities(raw, &countries, &admin1, &admin2);
        Ok(packer)
    }

    fn add_countries(&mut self, raw: &Raw) -> HashMap<String, usize> {
        let mut sorted: Vec<&Country> = raw.countries.iter().collect();
        sorted.sort_by_key(|c| c.id);
        let mut numbers = HashMap::new();
        for country in sorted {
            let number = self.drafts.len();
            numbers.insert(country.code.clone(), number);
            let draft = Draft::new(country.id, &country.name, EntryKind::Country, country.point, country.population);
            self.drafts.push(Draft { code: country.code.clone(), ..draft.within(number, number) });
        }
        numbers
    }

    fn add_admin1(&mut self, raw: &Raw, countries: &HashMap<String, usize>) -> HashMap<String, usize> {
        let mut cities: HashMap<String, Vec<&City>> = HashMap::new();
        for city in &raw.cities {
            cities.entry(city.admin1_code()).or_default().push(city);
        }
        let mut sorted: Vec<_> = raw
            .admin1
            .iter()
            .filter_map(|(code, (id, names))| Some((*id, code, names, Extent::of(cities.get(code)?.iter().copied())?)))
            .collect();
        sorted.sort_by_key(|row| row.0);
        let mut numbers = HashMap::new();
        for (id, code, names, extent) in sorted {
            let Some(&country) = countries.get(&code[..2]) else { continue };
            numbers.insert(code.clone(), self.drafts.len());
            let others: Vec<String> = names.iter().filter_map(|name| without_division_noun(name)).collect();
            let point = raw.admin1_points.get(code).copied().unwrap_or_else(|| extent.middle());
            let draft = Draft::new(id, &names[0], EntryKind::Admin1, point, extent.population);
            let draft = draft.within(country, country).known_as(names, &others);
            self.drafts.push(Draft { code: code[3..].to_owned(), ..draft });
        }
        numbers
    }

    fn add_admin2(
        &mut self,
        raw: &Raw,
        countries: &HashMap<String, usize>,
        admin1: &HashMap<String, usize>,
    ) -> Result<HashMap<String, usize>> {
        let mut cities: HashMap<String, Vec<&City>> = HashMap::new();
        for city in raw.cities.iter().filter(|c| !c.admin2.is_empty()) {
            cities.entry(city.admin2_code()).or_default().push(city);
        }
        let mut sorted = Vec::new();
        for (code, name) in &raw.admin2 {
            let Some(inside) = cities.get(code) else { continue };
            let Some(extent) = Extent::of(inside.iter().copied()) else { continue };
            let wanted = COUNTRIES_OF_COUNTIES.contains(&&code[..2])
                || extent.population >= MIN_ADMIN2_POPULATION
                    && !inside.iter().any(|city| city.names.iter().any(|n| fold(n) == fold(name)));
            if wanted {
                sorted.push((own_id(code), code, name, extent));
            }
        }
        sorted.sort_by_key(|row| row.0);
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(format!("{} and {} share an id", pair[0].1, pair[1].1).into());
        }
        let mut numbers = HashMap::new();
        for (id, code, name, extent) in sorted {
            let country = countries[&code[..2]];
            let parent = code.rsplit_once('.').and_then(|(parent, _)| admin1.get(parent)).copied().unwrap_or(country);
            numbers.insert(code.clone(), self.drafts.len());
            let others: Vec<String> = without_division_noun(name).into_iter().collect();
            let draft = Draft::new(id, name, EntryKind::Admin2, extent.middle(), extent.population);
            self.drafts.push(draft.within(parent, country).known_as(&[], &others));
        }
        Ok(numbers)
    }

    fn add_cities(
        &mut self,
        raw: &Raw,
        countries: &HashMap<String, usize>,
        admin1: &HashMap<String, usize>,
        admin2: &HashMap<String, usize>,
    ) {
        let mut sorted: Vec<&City> = raw.cities.iter().collect();
        sorted.sort_by_key(|c| c.id);
        for city in sorted {
            let Some(&country) = countries.get(&city.country) else { continue };
            let parent =
                admin2.get(&city.admin2_code()).or_else(|| admin1.get(&city.admin1_code())).copied().unwrap_or(country);
            let mut own = city.names.clone();
            let mut others = city.aliases.clone();
            for name in &city.names {
                own.extend(spelling_variants(name));
                others.extend(short_forms(name, city.population));
            }
            let draft = Draft::new(city.id, &city.names[0], EntryKind::City, city.point, city.population);
            let draft = draft.within(parent, country).known_as(&own, &others);
            self.drafts.push(Draft { feature: city.feature, ..draft });
        }
    }

    fn pack(&self) -> Result<Vec<u8>> {
        let names = self.names();
        let (labels, spellings) = self.labels(&names.keys().map(String::as_str).collect::<Vec<_>>())?;
        let (meanings, groups) = meanings(&names)?;
        let sections: [(&str, Vec<u8>); N_SECTIONS] = [
            ("divisions", self.divisions()?),
            ("codes", self.codes()?),
            ("cities", self.cities()?),
            ("ids", write_ids(&self.drafts.iter().map(|draft| draft.id).collect::<Vec<_>>())),
            ("labels", labels),
            ("names", dictionary::write(&names.keys().map(String::as_bytes).collect::<Vec<_>>())),
            ("spellings", spellings),
            ("meanings", meanings),
            ("groups", groups),
        ];
        let mut packed = MAGIC.to_vec();
        for kind in [EntryKind::Country, EntryKind::Admin1, EntryKind::Admin2, EntryKind::City] {
            packed.extend(u32::try_from(self.of(kind).count())?.to_le_bytes());
        }
        for (_, section) in &sections {
            packed.extend(u32::try_from(section.len())?.to_le_bytes());
        }
        packed.resize(HEADER_BYTES, 0);
        for (label, section) in &sections {
            println!("{label:10}{:9} bytes", section.len());
            packed.extend(section);
        }
        println!("{} places, {} names", self.drafts.len(), names.len());
        Ok(packed)
    }

    fn of(&self, kind: EntryKind) -> impl Iterator<Item = &Draft> {
        self.drafts.iter().filter(move |draft| draft.kind == kind)
    }

    /// The box round the cities of each division.
    fn areas(&self) -> HashMap<usize, Area> {
        let mut points: HashMap<usize, Vec<(f64, f64)>> = HashMap::new();
        for city in self.of(EntryKind::City) {
            points.entry(city.parent).or_default().push(city.point);
        }
        points.into_iter().map(|(division, points)| (division, Area::around(&points))).collect()
    }

    fn divisions(&self) -> Result<Vec<u8>> {
        let areas = self.areas();
        let mut bytes = Vec::new();
        for (number, draft) in self.drafts.iter().enumerate().filter(|(_, draft)| draft.kind != EntryKind::City) {
            let division = Division {
                point: draft.point,
                parent: u16::try_from(draft.parent)?,
                country: u8::try_from(draft.country)?,
                population: draft.population,
                area: areas.get(&number).copied().unwrap_or_default(),
            };
            bytes.extend(division.to_bytes());
        }
        Ok(bytes)
    }

    fn codes(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for draft in self.of(EntryKind::Country).chain(self.of(EntryKind::Admin1)) {
            let end = bytes.len() + CODE_BYTES;
            bytes.extend(draft.code.as_bytes());
            if bytes.len() > end {
                return Err(format!("{}: a code of more than {CODE_BYTES} bytes", draft.code).into());
            }
            bytes.resize(end, 0);
        }
        Ok(bytes)
    }

    fn cities(&self) -> Result<Vec<u8>> {
        let areas = self.areas();
        let mut bytes = Vec::new();
        for draft in self.of(EntryKind::City) {
            let parent = u16::try_from(draft.parent)?;
            let (cell, population, feature) = (areas[&draft.parent].cell(draft.point), draft.population, draft.feature);
            let city = PackedCity { cell, parent, population, feature };
            if PackedCity::from_bytes(&city.to_bytes()).parent != parent || parent >= 1 << 14 {
                return Err("more divisions than a city's bits can count".into());
            }
            bytes.extend(city.to_bytes());
        }
        Ok(bytes)
    }

    /// The places of each folded name, in falling order of population; those it is another name of come last.
    fn names(&self) -> BTreeMap<String, Vec<u32>> {
        let mut names: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (number, draft) in (0u32..).zip(&self.drafts) {
            for name in &draft.own_names {
                names.entry(name.clone()).or_default().push(number);
            }
            for name in &draft.other_names {
                names.entry(name.clone()).or_default().push(number | ALIAS);
            }
        }
        names.remove("");
        for references in names.values_mut() {
            references.sort_by_key(|&reference| {
                let draft = &self.drafts[(reference & !ALIAS) as usize];
                (reference & ALIAS, std::cmp::Reverse(draft.population), draft.id)
            });
        }
        names
    }

    /// The name to show of each place, and those that are not just a folded name in capitals.
    fn labels(&self, names: &[&str]) -> Result<(Vec<u8>, Vec<u8>)> {
        let plain = |draft: &Draft| {
            let folded = fold(&draft.name);
            names.binary_search(&folded.as_str()).ok().filter(|_| capitalised(&folded) == draft.name)
        };
        let spellings: BTreeSet<&[u8]> =
            self.drafts.iter().filter(|draft| plain(draft).is_none()).map(|draft| draft.name.as_bytes()).collect();
        let spellings: Vec<&[u8]> = spellings.into_iter().collect();
        let mut labels = Vec::new();
        for draft in &self.drafts {
            let spelling = || names.len() + spellings.partition_point(|spelling| *spelling < draft.name.as_bytes());
            labels.push(u32::try_from(plain(draft).unwrap_or_else(spelling))?);
        }
        fits(&labels, LABEL_BITS)?;
        Ok((write_numbers(labels, LABEL_BITS), dictionary::write(&spellings)))
    }
}

/// What each folded name means, and the groups of those that mean several places.
fn meanings(names: &BTreeMap<String, Vec<u32>>) -> Result<(Vec<u8>, Vec<u8>)> {
    let (mut meanings, mut groups) = (Vec::new(), Vec::new());
    for references in names.values() {
        if let [one] = references[..] {
            meanings.push(one);
            continue;
        }
        meanings.push(GROUP | u32::try_from(groups.len())?);
        groups.push(u32::try_from(references.len())?);
        groups.extend(references);
    }
    if groups.len() >= GROUP as usize {
        return Err("more groups than a meaning can count".into());
    }
    fits(&groups, REFERENCE_BITS)?;
    Ok((write_numbers(meanings, MEANING_BITS), write_numbers(groups, REFERENCE_BITS)))
}

/// Fails where a number needs more bits.
fn fits(numbers: &[u32], width: u32) -> Result<()> {
    match numbers.iter().all(|number| number >> width == 0) {
        true => Ok(()),
        false => Err(format!("a number that does not fit {width} bits").into()),
    }
}

/// A negative id for a division that GeoNames' tables give no id for: a hash of its code (FNV-1a), stable between packs.
fn own_id(code: &str) -> i32 {
    let hash = code.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    -((hash >> 3) as i32) - 20_000_000
}

/// The folded name in one spelling of "Saint" and "Fort".
fn fold_spelled(name: &str) -> String {
    let folded = fold(name);
    let spelled = [("saint ", "st "), ("fort ", "ft "), ("mount ", "mt ")];
    spelled.iter().find_map(|(long, short)| Some(format!("{short}{}", folded.strip_prefix(long)?))).unwrap_or(folded)
}

/// "Saint Paul" for "St. Paul" and back, "Ft." for "Fort", "Mt." for "Mount".
fn spelling_variants(name: &str) -> Vec<String> {
    [("Saint ", "St "), ("St. ", "Saint "), ("St ", "Saint "), ("Sainte ", "Ste "), ("Fort ", "Ft "), ("Mount ", "Mt ")]
        .iter()
        .filter_map(|(long, short)| Some(format!("{short}{}", name.strip_prefix(long)?)))
        .collect()
}

/// Names as news shortens them: "Fresno" for "City of Fresno", "Quezon" for "Quezon City".
fn short_forms(name: &str, population: u32) -> Vec<String> {
    let mut forms = Vec::new();
    for prefix in ["City of ", "Town of ", "Village of ", "Township of ", "Borough of ", "Greater "] {
        forms.extend(name.strip_prefix(prefix).map(str::to_owned));
    }
    forms.extend(name.strip_suffix(" Township").map(str::to_owned));
    if population >= 50_000 {
        forms.extend(name.strip_suffix(" City").map(str::to_owned));
    }
    forms
}

/// "Donetsk" for "Donetsk Oblast", "Rapides" for "Rapides Parish".
fn without_division_noun(name: &str) -> Option<String> {
    const AFTER: [&str; 26] = [
        " County",
        " Parish",
        " Borough",
        " Census Area",
        " Oblast",
        " Oblast’",
        " Krai",
        " Okrug",
        " Raion",
        " Province",
        " State",
        " Region",
        " Governorate",
        " Prefecture",
        " Department",
        " District",
        " Division",
        " Republic",
        " Voivodeship",
        " Emirate",
        " Municipality",
        " Canton",
        " Territory",
        " Autonomous Region",
        " Metropolitan Region",
        " Special Region",
    ];
    const BEFORE: [&str; 8] = [
        "Province of ",
        "State of ",
        "Region of ",
        "Republic of ",
        "Department of ",
        "Canton of ",
        "Free and Hanseatic City of ",
        "Departamento de ",
    ];
    let bare = AFTER
        .iter()
        .find_map(|noun| name.strip_suffix(noun))
        .or_else(|| BEFORE.iter().find_map(|noun| name.strip_prefix(noun)))?;
    (bare.len() >= 3).then(|| bare.to_owned())
}
