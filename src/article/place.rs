//! Places an article was filed from or names.

use super::{Evidence, PartialDate, Span};
use serde::{Deserialize, Serialize};

/// A gazetteer id: GeoNames' own number, or a negative number of ours where GeoNames has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlaceId(pub i64);

/// How the article uses the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceRole {
    /// Filed from there.
    Dateline,
    /// Named in the text.
    Mention,
}

/// What kind of word names the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceKind {
    /// The place's own name.
    Toponym,
    /// Its people's or its adjective ("Russian").
    Demonym,
    /// A building or institution that stands for it ("the Kremlin").
    Metonym,
}

/// One mention of a place, resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Which place.
    pub id: PlaceId,
    /// Its name in the gazetteer.
    pub name: String,
    /// Latitude in degrees north, WGS 84.
    pub latitude: f64,
    /// Longitude in degrees east, WGS 84.
    pub longitude: f64,
    /// ISO 3166-1 alpha-2; `None` for waters and regions of several countries.
    pub country: Option<String>,
    /// GeoNames first-order division code within the country ("TX"), where there is one.
    pub admin1: Option<String>,
    /// How the article uses it.
    pub role: PlaceRole,
    /// What kind of word names it.
    pub kind: PlaceKind,
    /// Where it stands (always in the text) and why it is believed.
    pub evidence: Evidence,
}

/// A place that an article is about: itself or what lies in it is named often enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// Which place.
    pub id: PlaceId,
    /// Its name in the gazetteer.
    pub name: String,
    /// What it is.
    pub level: PlaceLevel,
    /// ISO 3166-1 alpha-2; `None` for waters and regions of several countries.
    pub country: Option<String>,
    /// GeoNames first-order division code within the country, where it lies in one or is one.
    pub admin1: Option<String>,
    /// Its share of what the article says of places, in percent.
    pub percent: u8,
}

/// How large a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceLevel {
    /// A country or territory.
    Country,
    /// A state or province, the first division of a country; or a region or water of our own.
    Region,
    /// Anything smaller.
    City,
}

impl PlaceLevel {
    /// The lower-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Region => "region",
            Self::City => "city",
        }
    }
}

/// The line that says where, when and by which agency the article was filed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dateline {
    /// As printed, without the separator that ends it.
    pub text: String,
    /// Place name as printed.
    pub place: Option<String>,
    /// Region or country as printed ("N.C.").
    pub region: Option<String>,
    /// Agency as printed ("Reuters").
    pub agency: Option<String>,
    /// The date it gives.
    pub date: Option<PartialDate>,
    /// Where the place's name stands in the text; the place extractor resolves it.
    pub place_span: Option<Span>,
    /// Where the whole dateline stands and why it is believed.
    pub evidence: Evidence,
}
