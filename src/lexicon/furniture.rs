//! What frames an article: bylines, date lines, lines of a press office, cities that need no country.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;

/// What some words of the frame are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Furniture {
    /// They begin a byline.
    Byline,
    /// They follow a name in a byline.
    Role,
    /// The date of publication follows.
    Published,
    /// The date of the last update follows.
    Updated,
    /// They may stand in a date line.
    Label,
    /// They are a line that is neither headline nor story.
    Release,
}

/// The words of the frame.
#[derive(Debug)]
pub struct FurnitureWords {
    words: FxHashMap<&'static str, Vec<Furniture>>,
    standalone: FxHashSet<&'static str>,
}

impl FurnitureWords {
    /// Reads the lists of the frame and of the cities.
    pub(super) fn load(frame: &'static str, cities: &'static str) -> Self {
        let mut words: FxHashMap<&'static str, Vec<Furniture>> = FxHashMap::default();
        for row in super::rows(frame) {
            let what = Furniture::deserialize(IntoDeserializer::<ValueError>::into_deserializer(row[1]));
            words.entry(row[0]).or_default().push(what.expect("the list's header names every kind"));
        }
        Self { words, standalone: super::rows(cities).map(|row| row[0]).collect() }
    }

    /// Whether some lower-case words are that part of the frame.
    pub fn is(&self, words: &str, what: Furniture) -> bool {
        self.words.get(words).is_some_and(|kinds| kinds.contains(&what))
    }

    /// Whether a lower-case name is a city that datelines print alone.
    pub fn is_standalone_dateline(&self, name: &str) -> bool {
        self.standalone.contains(name)
    }
}
