//! Packs the raw gazetteer into `data/gazetteer/places.bin`.
//!
//! `cargo run --release --example pack-gazetteer -- CITIES ADMIN1 COUNTRIES ADMIN2 POSTAL`
//!
//! What each file is and where it comes from: `data/gazetteer/README.md`. The same input always gives
//! the same bytes. It prints what it kept, and fails on a row it cannot read rather than leave it out.

#![allow(clippy::print_stdout, reason = "a command for whoever renews the gazetteer")]

use dateline::lexicon::gazetteer::fold;
use dateline::lexicon::gazetteer::packed::{ALIAS, EntryKind, Feature, GROUP, HEADER_BYTES, MAGIC, Record};
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
    record: Record,
    name: String,
    /// Of a division within its parent ("TX"); empty for a city.
    code: String,
    own_names: BTreeSet<String>,
    other_names: BTreeSet<String>,
}

struct Packer {
    drafts: Vec<Draft>,
    /// Where the next draft of the same kind must not begin before.
    n_divisions: usize,
}

impl Packer {
    fn new(raw: &Raw) -> Result<Self> {
        let mut packer = Packer { drafts: Vec::new(), n_divisions: 0 };
        let countries = packer.add_countries(raw)?;
        let admin1 = packer.add_admin1(raw, &countries)?;
        let admin2 = packer.add_admin2(raw, &countries, &admin1)?;
        packer.n_divisions = packer.drafts.len();
        u16::try_from(packer.n_divisions).map_err(|_| "more divisions than a parent number can count")?;
        packer.add_cities(raw, &countries, &admin1, &admin2)?;
        Ok(packer)
    }

    fn add_countries(&mut self, raw: &Raw) -> Result<HashMap<String, usize>> {
        let mut sorted: Vec<&Country> = raw.countries.iter().collect();
        sorted.sort_by_key(|c| c.id);
        let mut numbers = HashMap::new();
        for country in sorted {
            let number = self.drafts.len();
            numbers.insert(country.code.clone(), number);
            let record = record(
                country.id,
                country.point,
                number,
                number,
                country.population,
                EntryKind::Country,
                Feature::Plain,
            )?;
            self.push(record, &country.name, &country.code, &[], &[]);
        }
        Ok(numbers)
    }

    fn add_admin1(&mut self, raw: &Raw, countries: &HashMap<String, usize>) -> Result<HashMap<String, usize>> {
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
            let record = record(id, point, country, country, extent.population, EntryKind::Admin1, Feature::Plain)?;
            self.push(record, &names[0], &code[3..], names, &others);
        }
        Ok(numbers)
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
            let record =
                record(id, extent.middle(), parent, country, extent.population, EntryKind::Admin2, Feature::Plain)?;
            self.push(record, name, code.rsplit('.').next().unwrap_or_default(), &[], &others);
        }
        Ok(numbers)
    }

    fn add_cities(
        &mut self,
        raw: &Raw,
        countries: &HashMap<String, usize>,
        admin1: &HashMap<String, usize>,
        admin2: &HashMap<String, usize>,
    ) -> Result<()> {
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
            let record = record(city.id, city.point, parent, country, city.population, EntryKind::City, city.feature)?;
            self.push(record, &city.names[0], "", &own, &others);
        }
        Ok(())
    }

    fn push(&mut self, record: Record, name: &str, code: &str, own: &[String], others: &[String]) {
        let mut own_names: BTreeSet<String> = own.iter().map(|n| fold(n)).collect();
        own_names.insert(fold(name));
        let other_names = others.iter().map(|n| fold(n)).filter(|n| !own_names.contains(n)).collect();
        self.drafts.push(Draft { record, name: name.to_owned(), code: code.to_owned(), own_names, other_names });
    }

    fn pack(mut self) -> Result<Vec<u8>> {
        let strings = self.write_strings();
        let mut records = Vec::new();
        for draft in &self.drafts {
            records.extend(draft.record.to_bytes());
        }
        let (groups, names) = self.write_names()?;
        let mut packed = MAGIC.to_vec();
        for section in [&records, &strings, &groups, &names] {
            packed.extend(u32::try_from(section.len())?.to_le_bytes());
        }
        packed.resize(HEADER_BYTES, 0);
        for (label, section) in [("records", &records), ("strings", &strings), ("groups", &groups), ("names", &names)] {
            println!("{label:8}{:9} bytes", section.len());
            packed.extend(section);
        }
        println!("{} records, {} of them divisions", self.drafts.len(), self.n_divisions);
        Ok(packed)
    }

    /// Writes every name once and tells each record where its own lies.
    fn write_strings(&mut self) -> Vec<u8> {
        let mut strings = Vec::new();
        let mut offsets: BTreeMap<(String, String), u32> =
            self.drafts.iter().map(|d| ((d.name.clone(), d.code.clone()), 0)).collect();
        for ((name, code), offset) in &mut offsets {
            *offset = u32::try_from(strings.len()).expect("names take a few megabytes");
            for string in [name, code] {
                if !string.is_empty() {
                    strings.push(u8::try_from(string.len()).expect("no place name has 256 bytes"));
                    strings.extend(string.as_bytes());
                }
            }
        }
        for draft in &mut self.drafts {
            draft.record.name = offsets[&(draft.name.clone(), draft.code.clone())];
        }
        strings
    }

    /// Writes the candidate lists and the name automaton; candidates stand in falling order of population.
    fn write_names(&self) -> Result<(Vec<u8>, Vec<u8>)> {
        let mut candidates: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (number, draft) in (0u32..).zip(&self.drafts) {
            for name in &draft.own_names {
                candidates.entry(name).or_default().push(number);
            }
            for name in &draft.other_names {
                candidates.entry(name).or_default().push(number | ALIAS);
            }
        }
        candidates.remove("");
        let mut groups = Vec::new();
        let mut names = fst::MapBuilder::memory();
        for (name, mut references) in candidates {
            references.sort_by_key(|&r| {
                let record = &self.drafts[(r & !ALIAS) as usize].record;
                (r & ALIAS, std::cmp::Reverse(record.population), record.id)
            });
            let value =
                if let [one] = references[..] { u64::from(one) } else { write_group(&references, &mut groups)? };
            names.insert(name, value)?;
        }
        println!("{} names", names.bytes_written());
        Ok((groups, names.into_inner()?))
    }
}

fn write_group(references: &[u32], groups: &mut Vec<u8>) -> Result<u64> {
    let value = GROUP | groups.len() as u64;
    groups.extend(u16::try_from(references.len())?.to_le_bytes());
    for reference in references {
        groups.extend(&reference.to_le_bytes()[..3]);
    }
    Ok(value)
}

fn record(
    id: i32,
    point: (f64, f64),
    parent: usize,
    country: usize,
    population: u32,
    kind: EntryKind,
    feature: Feature,
) -> Result<Record> {
    Ok(Record {
        id,
        name: 0,
        latitude: point.0,
        longitude: point.1,
        parent: u16::try_from(parent)?,
        country: u8::try_from(country)?,
        population,
        kind,
        feature,
    })
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
