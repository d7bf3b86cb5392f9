//! Places that the user knows and no list has.

use super::{PlaceNumber, fold};
use crate::article::PlaceId;

/// A place of the user's.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalPlace {
    /// Its names, the one to show first; there is at least one.
    pub names: Vec<String>,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// What holds it.
    pub within: Within,
    /// What tells it from other places of its name: the country and the holder, as typed.
    pub address: String,
}

/// What holds a place of the user's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Nothing that has a name.
    Nothing,
    /// A place of the gazetteer.
    Known(PlaceNumber),
    /// Another of the user's, by its position among them.
    Local(usize),
}

impl LocalPlace {
    /// Its number: below all of ours, and the same wherever in the file it stands and whatever its coordinates become.
    pub fn id(&self) -> PlaceId {
        const FIRST: i64 = -(1 << 32);
        const BITS: u32 = 48;
        let hash = blake3::hash(format!("{}\t{}", fold(&self.names[0]), fold(&self.address)).as_bytes());
        let (eight, _) = hash.as_bytes().split_first_chunk().expect("a hash has thirty-two bytes");
        PlaceId(FIRST - (u64::from_le_bytes(*eight) >> (u64::BITS - BITS)) as i64)
    }
}
