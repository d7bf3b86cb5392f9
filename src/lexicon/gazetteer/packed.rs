//! The packed gazetteer file: its layout, written by `data/gazetteer/pack.rs` and read in place.
//!
//! ```text
//! header    magic, then for each section its length in bytes (u32), padded to HEADER_BYTES
//! records   RECORD_BYTES each: countries, admin1, admin2, cities; each kind in the order of its ids
//! strings   names, each a length byte and UTF-8; a division's is followed by its code ("TX")
//! groups    candidate lists of names that mean several places: u16 count, then u24 references
//! names     an FST: folded name → reference, or offset into groups
//! ```
//!
//! A reference is a record number, with [`ALIAS`] set where the name is not the place's own.
//! Little-endian throughout. Nothing is decoded at start-up: a lookup reads the bytes it needs.

/// First bytes of the file; the last one is the version of the layout.
pub const MAGIC: [u8; 8] = *b"PLACES\x00\x01";
/// Bytes before the first section.
pub const HEADER_BYTES: usize = 32;
/// Bytes of one record.
pub const RECORD_BYTES: usize = 20;
/// Set in a reference (u24) where the name is another name of the place.
pub const ALIAS: u32 = 1 << 23;
/// Set in an FST value that is an offset into the groups; else the value is one reference.
pub const GROUP: u64 = 1 << 24;
/// Latitudes and longitudes are stored in ten-thousandths of a degree (about eleven metres).
const DEGREE: f64 = 10_000.0;

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

impl EntryKind {
    fn from_bits(bits: u8) -> Self {
        match bits {
            0 => Self::Country,
            1 => Self::Admin1,
            2 => Self::Admin2,
            3 => Self::City,
            _ => Self::Region,
        }
    }
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

impl Feature {
    fn from_bits(bits: u8) -> Self {
        match bits {
            1 => Self::Capital,
            2 => Self::Seat,
            3 => Self::Section,
            4 => Self::PostOffice,
            _ => Self::Plain,
        }
    }
}

/// One record, as stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// GeoNames' id, or a negative number of ours.
    pub id: i32,
    /// Offset of the name in the strings.
    pub name: u32,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Record number of the smallest division that holds it; its own number for a country.
    pub parent: u16,
    /// Record number of its country.
    pub country: u8,
    /// Inhabitants, to three digits; 0 where unknown.
    pub population: u32,
    /// What it is.
    pub kind: EntryKind,
    /// What else is known of it.
    pub feature: Feature,
}

impl Record {
    /// The record as bytes.
    pub fn to_bytes(&self) -> [u8; RECORD_BYTES] {
        let mut bytes = [0; RECORD_BYTES];
        bytes[0..4].copy_from_slice(&self.id.to_le_bytes());
        bytes[4..7].copy_from_slice(&self.name.to_le_bytes()[..3]);
        bytes[7..10].copy_from_slice(&scaled(self.latitude).to_le_bytes()[..3]);
        bytes[10..13].copy_from_slice(&scaled(self.longitude).to_le_bytes()[..3]);
        bytes[13..15].copy_from_slice(&self.parent.to_le_bytes());
        bytes[15] = self.country;
        bytes[16..18].copy_from_slice(&compact(self.population).to_le_bytes());
        bytes[18] = self.kind as u8;
        bytes[19] = self.feature as u8;
        bytes
    }

    /// The record that `bytes` hold.
    pub fn from_bytes(bytes: &[u8; RECORD_BYTES]) -> Self {
        Self {
            id: i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]),
            name: u24(&bytes[4..7]),
            latitude: degrees(&bytes[7..10]),
            longitude: degrees(&bytes[10..13]),
            parent: u16::from_le_bytes([bytes[13], bytes[14]]),
            country: bytes[15],
            population: expand(u16::from_le_bytes([bytes[16], bytes[17]])),
            kind: EntryKind::from_bits(bytes[18]),
            feature: Feature::from_bits(bytes[19]),
        }
    }
}

/// Three little-endian bytes as a number.
pub(super) fn u24(bytes: &[u8]) -> u32 {
    u32::from(bytes[0]) | u32::from(bytes[1]) << 8 | u32::from(bytes[2]) << 16
}

fn scaled(degrees: f64) -> i32 {
    (degrees * DEGREE).round() as i32
}

fn degrees(bytes: &[u8]) -> f64 {
    // The shift up and down extends the sign of the 24-bit number.
    f64::from((u24(bytes) << 8) as i32 >> 8) / DEGREE
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
    fn a_record_survives_its_bytes() {
        let record = Record {
            id: -7_654_321,
            name: 0xab_cdef,
            latitude: -54.8019,
            longitude: 179.9999,
            parent: 54_321,
            country: 250,
            population: 1_392_000,
            kind: EntryKind::City,
            feature: Feature::Capital,
        };
        let back = Record::from_bytes(&record.to_bytes());
        assert_eq!(
            (back.id, back.name, back.parent, back.country),
            (record.id, record.name, record.parent, record.country)
        );
        assert_eq!((back.latitude, back.longitude), (record.latitude, record.longitude));
        assert_eq!((back.kind, back.feature), (record.kind, record.feature));
    }

    #[test]
    fn populations_keep_three_digits() {
        for count in [0, 1, 999, 2_047, 2_048, 24_874_500, 1_428_627_663, u32::MAX] {
            let back = expand(compact(count));
            assert!(
                back <= count && f64::from(count - back) <= f64::from(count) / 1_000.0,
                "{count} came back as {back}"
            );
        }
    }
}
