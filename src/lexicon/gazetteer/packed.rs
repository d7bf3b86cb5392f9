//! The packed gazetteer file: its layout, written by `data/gazetteer/pack.rs` and read in place.
//!
//! ```text
//! header     magic, then as u32: how many countries, first divisions, second divisions and cities there are, and the
//!            length of each section in bytes; padded to HEADER_BYTES
//! divisions  Division::BYTES each: countries, first and second divisions
//! codes      CODE_BYTES each: of countries ("US") and first divisions ("TX")
//! cities     City::BYTES each
//! ids        of all of them; each kind stands in the order of its ids
//! labels     LABEL_BITS each: the name to show, a folded name to be capitalised or one of the spellings
//! names      folded names, a dictionary
//! spellings  names that are not just capitalised ("Łódź", "Stratford-upon-Avon"), a dictionary
//! meanings   MEANING_BITS for each folded name: a reference, or where its group begins
//! groups     REFERENCE_BITS each: for a name of several places how many, and then their references
//! ```
//!
//! A reference is the number of a place, with [`ALIAS`] set where the name is not the place's own.
//! Little-endian throughout. Nothing is decoded at start-up: a lookup reads the bytes it needs.

use super::dictionary::Dictionary;
use std::ops::Range;

/// First bytes of the file; the last one is the version of the layout.
pub const MAGIC: [u8; 8] = *b"PLACES\x00\x02";
/// Bytes before the first section.
pub const HEADER_BYTES: usize = 64;
/// How many sections there are.
pub const N_SECTIONS: usize = 9;
/// Bytes of a code, padded with zeros.
pub const CODE_BYTES: usize = 8;
/// Bits of a reference.
pub const REFERENCE_BITS: u32 = 19;
/// Set in a reference where the name is another name of the place.
pub const ALIAS: u32 = 1 << 18;
/// Bits of what a name means.
pub const MEANING_BITS: u32 = 20;
/// Set in a meaning that is a position in the groups; else it is a reference.
pub const GROUP: u32 = 1 << 19;
/// Bits of a label: below the number of folded names it is one of these, from there on a spelling.
pub const LABEL_BITS: u32 = 19;
/// Ids that are stored as the distance from the one before.
const BLOCK_IDS: usize = 32;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum EntryKind {
    /// A country or dependent territory.
    Country,
    /// A state, province, region: the first division of a country.
    Admin1,
    /// A county or district: the second division.
    Admin2,
    /// A city, town, village or a part of one.
    City,
    /// A region, water, mountain range or island that is no division.
    Region,
}

/// What else is known of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Feature {
    /// Nothing.
    Plain,
    /// Capital of its country.
    Capital,
    /// Seat of its first-order division.
    Seat,
    /// Part of a larger place.
    Section,
    /// Known only as a post office: population unknown and small.
    PostOffice,
}

/// A country or division, as stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Division {
    /// Degrees north and east.
    pub point: (f64, f64),
    /// Number of the smallest division that holds it; its own for a country.
    pub parent: u16,
    /// Number of its country.
    pub country: u8,
    /// Inhabitants, to three digits; 0 where unknown.
    pub population: u32,
    /// Where the cities lie whose smallest division it is.
    pub area: Area,
}

impl Division {
    /// Bytes of one.
    pub const BYTES: usize = 19;

    /// It as bytes.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[0..3].copy_from_slice(&scaled(self.point.0).to_le_bytes()[..3]);
        bytes[3..6].copy_from_slice(&scaled(self.point.1).to_le_bytes()[..3]);
        bytes[6..8].copy_from_slice(&self.parent.to_le_bytes());
        bytes[8] = self.country;
        bytes[9..11].copy_from_slice(&compact(self.population).to_le_bytes());
        bytes[11..19].copy_from_slice(&self.area.to_bytes());
        bytes
    }

    /// The division that `bytes` hold.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        // The shift up and down extends the sign of the 24-bit number.
        let degrees = |bytes: &[u8]| f64::from((u24(bytes) << 8) as i32 >> 8) / DEGREE;
        Self {
            point: (degrees(&bytes[0..3]), degrees(&bytes[3..6])),
            parent: u16::from_le_bytes([bytes[6], bytes[7]]),
            country: bytes[8],
            population: expand(u16::from_le_bytes([bytes[9], bytes[10]])),
            area: Area::from_bytes(bytes[11..].first_chunk().expect("the last eight bytes")),
        }
    }
}

/// The box round the cities of a division, in hundredths of a degree. It may reach over the date line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    south: i16,
    west: i16,
    height: u16,
    width: u16,
}

impl Area {
    const BYTES: usize = 8;
    const HUNDREDTHS: f64 = 100.0;
    /// A city lies in one of so many rows, and columns.
    const STEPS: i32 = (1 << City::COORDINATE_BITS) - 1;

    /// The smallest that holds every point (degrees north and east).
    pub fn around(points: &[(f64, f64)]) -> Self {
        let (south, north) = ends(points.iter().map(|point| point.0));
        let (mut west, mut east) = ends(points.iter().map(|point| point.1));
        let turned = ends(points.iter().map(|point| if point.1 < 0.0 { point.1 + 360.0 } else { point.1 }));
        // Eastward over the date line, where that is the shorter way round.
        if west < 0.0 && east > 0.0 && turned.1 - turned.0 < east - west {
            (west, east) = turned;
        }
        let down = |degrees: f64| (degrees * Self::HUNDREDTHS).floor();
        let up = |degrees: f64| (degrees * Self::HUNDREDTHS).ceil();
        Self {
            south: down(south) as i16,
            west: down(west) as i16,
            height: (up(north) - down(south)) as u16,
            width: (up(east) - down(west)) as u16,
        }
    }

    /// The row and column of a point.
    pub fn cell(self, point: (f64, f64)) -> [u16; 2] {
        let step = |degrees: f64, start: i16, length: u16| {
            let share = (degrees * Self::HUNDREDTHS - f64::from(start)) / f64::from(length.max(1));
            (share * f64::from(Self::STEPS)).round() as u16
        };
        let turned = if point.1 * Self::HUNDREDTHS < f64::from(self.west) { point.1 + 360.0 } else { point.1 };
        [step(point.0, self.south, self.height), step(turned, self.west, self.width)]
    }

    /// The point in the middle of a cell, in degrees with four places.
    fn point(self, cell: [u16; 2]) -> (f64, f64) {
        let place = |step: u16, start: i16, length: u16| {
            let part = i64::from(length) * 100 * i64::from(step);
            100 * i32::from(start) + ((part + i64::from(Self::STEPS / 2)) / i64::from(Self::STEPS)) as i32
        };
        let (row, column) = (place(cell[0], self.south, self.height), place(cell[1], self.west, self.width));
        let turned = if column > 1_800_000 { column - 3_600_000 } else { column };
        (f64::from(row) / DEGREE, f64::from(turned) / DEGREE)
    }

    fn to_bytes(self) -> [u8; Self::BYTES] {
        let [a, b] = self.south.to_le_bytes();
        let [c, d] = self.west.to_le_bytes();
        let [e, f] = self.height.to_le_bytes();
        let [g, h] = self.width.to_le_bytes();
        [a, b, c, d, e, f, g, h]
    }

    fn from_bytes(&[a, b, c, d, e, f, g, h]: &[u8; Self::BYTES]) -> Self {
        Self {
            south: i16::from_le_bytes([a, b]),
            west: i16::from_le_bytes([c, d]),
            height: u16::from_le_bytes([e, f]),
            width: u16::from_le_bytes([g, h]),
        }
    }
}

fn ends(degrees: impl Iterator<Item = f64>) -> (f64, f64) {
    degrees.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), d| (low.min(d), high.max(d)))
}

/// A city, town, village or a part of one, as stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct City {
    /// Where it lies in the area of its parent: a few hundred metres at most from where it was said to be.
    pub cell: [u16; 2],
    /// Number of the smallest division that holds it.
    pub parent: u16,
    /// Inhabitants, four in a hundred more or less; 0 where unknown.
    pub population: u32,
    /// What else is known of it.
    pub feature: Feature,
}

impl City {
    /// Bytes of one.
    pub const BYTES: usize = 6;
    const COORDINATE_BITS: u32 = 12;
    const PARENT_BITS: u32 = 14;
    const FEATURE_BITS: u32 = 2;
    /// Tenths of a doubling, in thousandths.
    const TENTHS: [u64; 10] = [1000, 1072, 1149, 1231, 1320, 1414, 1516, 1625, 1741, 1866];

    /// It as bytes. Of a plain city whose population is unknown nothing but its post office is known.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let feature = if self.feature == Feature::PostOffice { Feature::Plain } else { self.feature };
        let mut bits = u64::from(Self::grade(self.population));
        bits = bits << Self::FEATURE_BITS | feature as u64;
        bits = bits << Self::PARENT_BITS | u64::from(self.parent);
        for coordinate in self.cell {
            bits = bits << Self::COORDINATE_BITS | u64::from(coordinate);
        }
        let [a, b, c, d, e, f, ..] = bits.to_le_bytes();
        [a, b, c, d, e, f]
    }

    /// The city that `bytes` hold.
    pub fn from_bytes(&[a, b, c, d, e, f]: &[u8; Self::BYTES]) -> Self {
        let mut bits = u64::from_le_bytes([a, b, c, d, e, f, 0, 0]);
        let mut take = |width: u32| {
            let low = bits & ((1 << width) - 1);
            bits >>= width;
            low as u16
        };
        let (column, row) = (take(Self::COORDINATE_BITS), take(Self::COORDINATE_BITS));
        let parent = take(Self::PARENT_BITS);
        let feature = take(Self::FEATURE_BITS);
        let population = Self::people(take(8) as u8);
        let feature = match feature {
            1 => Feature::Capital,
            2 => Feature::Seat,
            3 => Feature::Section,
            _ if population == 0 => Feature::PostOffice,
            _ => Feature::Plain,
        };
        Self { cell: [row, column], parent, population, feature }
    }

    /// How many people a grade stands for: ten grades are twice as many.
    fn people(grade: u8) -> u32 {
        let Some(tenths) = grade.checked_sub(1) else { return 0 };
        ((Self::TENTHS[usize::from(tenths % 10)] << (tenths / 10)) / 1_000) as u32
    }

    /// The grade that is nearest; no people at all have one of their own.
    fn grade(people: u32) -> u8 {
        let nearest = (1..=u8::MAX).min_by_key(|&grade| Self::people(grade).abs_diff(people));
        nearest.filter(|_| people > 0).unwrap_or(0)
    }
}

/// The sections of the file.
pub(super) struct Packed {
    /// Where each kind ends among the numbers of places: countries, first divisions, second divisions, cities.
    ends: [u32; 4],
    divisions: &'static [[u8; Division::BYTES]],
    codes: &'static [[u8; CODE_BYTES]],
    cities: &'static [[u8; City::BYTES]],
    ids: Ids<'static>,
    labels: Numbers<'static>,
    pub(super) names: Dictionary<'static>,
    spellings: Dictionary<'static>,
    meanings: Numbers<'static>,
    groups: Numbers<'static>,
}

impl Packed {
    /// Finds the sections; `None` where the bytes are no such file.
    pub(super) fn open(bytes: &'static [u8]) -> Option<Self> {
        let (header, mut rest) = bytes.split_at_checked(HEADER_BYTES)?;
        let numbers = header.strip_prefix(&MAGIC)?.as_chunks::<4>().0;
        let (counts, lengths) = numbers.split_first_chunk::<4>()?;
        let mut end = 0;
        let ends = counts.map(|count| {
            end += u32::from_le_bytes(count);
            end
        });
        let mut sections = lengths.iter().take(N_SECTIONS).map(|length| {
            let (section, after) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            rest = after;
            Some(section)
        });
        let mut next = || sections.next().flatten();
        Some(Self {
            ends,
            divisions: next()?.as_chunks().0,
            codes: next()?.as_chunks().0,
            cities: next()?.as_chunks().0,
            ids: Ids { bytes: next()?, n_ids: ends[3] as usize },
            labels: Numbers { bytes: next()?, width: LABEL_BITS },
            names: Dictionary::open(next()?)?,
            spellings: Dictionary::open(next()?)?,
            meanings: Numbers { bytes: next()?, width: MEANING_BITS },
            groups: Numbers { bytes: next()?, width: REFERENCE_BITS },
        })
    }

    /// How many places there are.
    pub(super) fn len(&self) -> usize {
        self.ends[3] as usize
    }

    /// The numbers of all places of a kind that is packed.
    pub(super) fn numbers_of(&self, kind: EntryKind) -> Range<u32> {
        let kind = kind as usize;
        let first = kind.checked_sub(1).map_or(0, |before| self.ends[before]);
        first..self.ends[kind]
    }

    pub(super) fn kind(&self, number: u32) -> EntryKind {
        match number {
            _ if number >= self.ends[2] => EntryKind::City,
            _ if number >= self.ends[1] => EntryKind::Admin2,
            _ if number >= self.ends[0] => EntryKind::Admin1,
            _ => EntryKind::Country,
        }
    }

    pub(super) fn division(&self, number: u32) -> Division {
        Division::from_bytes(&self.divisions[number as usize])
    }

    /// A city; `None` for a country or division.
    pub(super) fn city(&self, number: u32) -> Option<City> {
        Some(City::from_bytes(&self.cities[number.checked_sub(self.ends[2])? as usize]))
    }

    /// Where a city lies.
    pub(super) fn point(&self, city: &City) -> (f64, f64) {
        self.division(city.parent.into()).area.point(city.cell)
    }

    /// The smallest division that holds a place; its own number for a country.
    pub(super) fn parent(&self, number: u32) -> u32 {
        self.city(number).map_or_else(|| self.division(number).parent, |city| city.parent).into()
    }

    pub(super) fn country(&self, number: u32) -> u32 {
        let division = self.city(number).map_or(number, |city| city.parent.into());
        self.divisions[division as usize][8].into()
    }

    /// The code of a country or first division.
    pub(super) fn code(&self, number: u32) -> &'static str {
        let code = self.codes.get(number as usize).map_or(&[][..], |code| code);
        let length = code.iter().position(|&byte| byte == 0).unwrap_or(code.len());
        std::str::from_utf8(&code[..length]).expect("pack.rs writes UTF-8")
    }

    pub(super) fn id(&self, number: u32) -> i32 {
        self.ids.get(number as usize)
    }

    /// The place with this id.
    pub(super) fn find(&self, id: i32) -> Option<u32> {
        let mut start = 0;
        self.ends.iter().find_map(|&end| {
            let found = self.ids.find(id, start as usize..end as usize);
            start = end;
            found.map(|number| number as u32)
        })
    }

    /// The name to show.
    pub(super) fn name(&self, number: u32) -> String {
        let label = self.labels.get(number as usize);
        let name = match label.checked_sub(self.names.n_names()) {
            Some(spelling) => self.spellings.get(spelling),
            None => self.names.get(label),
        };
        let name = String::from_utf8(name).expect("pack.rs writes UTF-8");
        if label < self.names.n_names() { capitalised(&name) } else { name }
    }

    /// What the folded name at this position means: where its references begin in the groups and how many they are, or
    /// the only one.
    pub(super) fn meaning(&self, rank: u32) -> Result<u32, (usize, usize)> {
        let meaning = self.meanings.get(rank as usize);
        if meaning & GROUP == 0 {
            return Ok(meaning);
        }
        let at = (meaning ^ GROUP) as usize;
        Err((at + 1, self.groups.get(at) as usize))
    }

    /// The reference at this position in the groups.
    pub(super) fn reference(&self, at: usize) -> u32 {
        self.groups.get(at)
    }
}

/// A folded name with a capital at the head of each word.
pub fn capitalised(folded: &str) -> String {
    let mut at_head = true;
    let capital = |c: char| {
        let upper = if at_head { c.to_ascii_uppercase() } else { c };
        at_head = c == ' ';
        upper
    };
    folded.chars().map(capital).collect()
}

/// Numbers of so many bits each, one after the other.
struct Numbers<'a> {
    bytes: &'a [u8],
    width: u32,
}

impl Numbers<'_> {
    fn get(&self, at: usize) -> u32 {
        let bit = at * self.width as usize;
        let four = self.bytes[bit / 8..].first_chunk().expect("the last number is followed by three bytes more");
        u32::from_le_bytes(*four) >> (bit % 8) & ((1 << self.width) - 1)
    }
}

/// Writes numbers of `width` bits, 25 at most, one after the other.
pub fn write_numbers(numbers: impl IntoIterator<Item = u32>, width: u32) -> Vec<u8> {
    let (mut bytes, mut bits, mut n_bits) = (Vec::new(), 0_u64, 0);
    for number in numbers {
        bits |= u64::from(number) << n_bits;
        n_bits += width;
        while n_bits >= 8 {
            bytes.push(bits as u8);
            bits >>= 8;
            n_bits -= 8;
        }
    }
    // What is read is always four bytes.
    bytes.push(bits as u8);
    bytes.extend([0; 3]);
    bytes
}

/// Ids in blocks: the first of each in full, then where the others begin, then each as its distance from the one before.
struct Ids<'a> {
    bytes: &'a [u8],
    n_ids: usize,
}

impl Ids<'_> {
    const HEAD_BYTES: usize = 8;

    fn block(&self, block: usize) -> (i32, &[u8]) {
        let n_blocks = self.n_ids.div_ceil(BLOCK_IDS);
        let head = &self.bytes[block * Self::HEAD_BYTES..];
        let word = |at: usize| *head[at..].first_chunk().expect("a head has eight bytes");
        let rest = &self.bytes[n_blocks * Self::HEAD_BYTES..];
        (i32::from_le_bytes(word(0)), &rest[u32::from_le_bytes(word(4)) as usize..])
    }

    /// The ids of a block.
    fn of_block(&self, block: usize) -> impl Iterator<Item = i32> {
        let (first, mut rest) = self.block(block);
        let n_others = (self.n_ids - block * BLOCK_IDS).min(BLOCK_IDS) - 1;
        let others = (0..n_others).scan(first, move |id, _| {
            *id = id.wrapping_add(take_distance(&mut rest) as i32);
            Some(*id)
        });
        std::iter::once(first).chain(others)
    }

    fn get(&self, at: usize) -> i32 {
        self.of_block(at / BLOCK_IDS).nth(at % BLOCK_IDS).expect("a place has an id")
    }

    /// Where an id stands among those of `range`, which rise.
    fn find(&self, id: i32, range: Range<usize>) -> Option<usize> {
        let (mut low, mut high) = (range.start / BLOCK_IDS, range.end.div_ceil(BLOCK_IDS));
        // The last block that begins in the range with no larger id, else the one the range begins in.
        while high - low > 1 {
            let middle = low.midpoint(high);
            match self.block(middle).0 <= id {
                true => low = middle,
                false => high = middle,
            }
        }
        let start = low * BLOCK_IDS;
        let at =
            start + self.of_block(low).enumerate().position(|(n, one)| one == id && range.contains(&(start + n)))?;
        Some(at)
    }
}

/// Writes ids as they are read.
pub fn write_ids(ids: &[i32]) -> Vec<u8> {
    let (mut heads, mut rest) = (Vec::new(), Vec::new());
    for block in ids.chunks(BLOCK_IDS) {
        heads.extend(block[0].to_le_bytes());
        heads.extend((rest.len() as u32).to_le_bytes());
        for pair in block.windows(2) {
            let mut distance = pair[1].wrapping_sub(pair[0]) as u32;
            while distance >= 0x80 {
                rest.push(distance as u8 | 0x80);
                distance >>= 7;
            }
            rest.push(distance as u8);
        }
    }
    heads.extend(rest);
    heads
}

/// Takes a distance off: seven bits a byte, the lowest first, the highest bit set where more follow.
fn take_distance(bytes: &mut &[u8]) -> u32 {
    let mut distance = 0;
    for shift in (0..u32::BITS).step_by(7) {
        let Some((&byte, rest)) = bytes.split_first() else { break };
        *bytes = rest;
        distance |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    distance
}

/// Points of divisions are stored in ten-thousandths of a degree (about eleven metres).
const DEGREE: f64 = 10_000.0;

/// Three little-endian bytes as a number.
pub(super) fn u24(bytes: &[u8]) -> u32 {
    u32::from(bytes[0]) | u32::from(bytes[1]) << 8 | u32::from(bytes[2]) << 16
}

fn scaled(degrees: f64) -> i32 {
    (degrees * DEGREE).round() as i32
}

/// A count in 16 bits: eleven of mantissa, five of exponent.
fn compact(count: u32) -> u16 {
    let shift = (32 - count.leading_zeros()).saturating_sub(11);
    (count >> shift) as u16 | (shift as u16) << 11
}

fn expand(bits: u16) -> u32 {
    u32::from(bits & 0x7ff) << (bits >> 11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_division_survives_its_bytes() {
        let division = Division {
            point: (-54.8019, 179.9999),
            parent: 54_321,
            country: 250,
            population: 1_390_592,
            area: Area::around(&[(-55.0, -68.5), (-53.123, -67.7)]),
        };
        assert_eq!(Division::from_bytes(&division.to_bytes()), division);
    }

    #[test]
    fn a_city_survives_its_bytes() {
        let city = City { cell: [4_095, 7], parent: 9_646, population: City::people(170), feature: Feature::Capital };
        assert_eq!(City::from_bytes(&city.to_bytes()), city);
        let unknown = City { population: 0, feature: Feature::PostOffice, ..city };
        assert_eq!(City::from_bytes(&unknown.to_bytes()), unknown);
    }

    #[test]
    fn points_stay_where_they_are_on_both_sides_of_the_date_line() {
        for points in [
            vec![(30.0, -97.5), (31.25, -96.123)],
            vec![(54.05, -2.8), (53.7, -3.05), (54.2, -2.0)],
            vec![(-18.1416, 178.4415), (-16.8, -179.9667), (-17.5, 177.0)],
            vec![(51.8832, -176.6581), (52.83, 173.17)],
            vec![(-90.0, -170.0), (90.0, 0.0), (0.0, 169.0)],
            vec![(12.34567, 0.0)],
        ] {
            let area = Area::around(&points);
            let step = f64::from(area.height.max(area.width)) / 100.0 / f64::from(Area::STEPS);
            for point in points {
                let back = area.point(area.cell(point));
                let off = (back.0 - point.0).abs().max((back.1 - point.1).abs());
                assert!(off <= step / 2.0 + 1e-4, "{point:?} came back as {back:?} in {area:?}");
            }
        }
    }

    #[test]
    fn populations_keep_what_they_promise() {
        for count in [0, 1, 999, 2_047, 2_048, 24_874_500, 1_428_627_663, u32::MAX] {
            let back = expand(compact(count));
            assert!(
                back <= count && f64::from(count - back) <= f64::from(count) / 1_000.0,
                "{count} came back as {back}"
            );
        }
        for count in [0, 500, 1_000, 5_432, 99_999, 1_000_000, 24_874_500] {
            let back = City::people(City::grade(count));
            assert!(f64::from(back.abs_diff(count)) <= f64::from(count) * 0.04, "{count} came back as {back}");
        }
    }

    #[test]
    fn numbers_of_any_width_come_back() {
        for width in [1, 19, 20, 25] {
            let numbers: Vec<u32> = (0..100_u32).map(|n| n.wrapping_mul(2_654_435_761) & ((1 << width) - 1)).collect();
            let bytes = write_numbers(numbers.iter().copied(), width);
            let read = Numbers { bytes: &bytes, width };
            assert_eq!((0..100).map(|at| read.get(at)).collect::<Vec<_>>(), numbers, "{width}");
        }
    }

    #[test]
    fn an_id_is_found_in_the_kind_it_stands_in() {
        let kinds: [Vec<i32>; 3] = [
            (1..=70).map(|n| n * 3).collect(),
            (-100..=-1).map(|n| n * 70_001).collect(),
            (-500..500).map(|n| n * 4_001 + 1).collect(),
        ];
        let all = kinds.concat();
        let bytes = write_ids(&all);
        let ids = Ids { bytes: &bytes, n_ids: all.len() };
        let mut start = 0;
        for kind in &kinds {
            let range = start..start + kind.len();
            for (n, id) in kind.iter().enumerate() {
                assert_eq!((ids.get(start + n), ids.find(*id, range.clone())), (*id, Some(start + n)));
                assert_eq!(ids.find(id + 1, range.clone()), None);
            }
            start = range.end;
        }
    }
}
