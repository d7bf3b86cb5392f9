//! One table for every word of every list, so that a token is looked up once and then compared by number.

use rustc_hash::FxHashMap;

/// The number of a word in the table; [`WordId::UNKNOWN`] for words that no list names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

impl WordId {
    /// Every word that no list names.
    pub const UNKNOWN: WordId = WordId(0);
}

/// A list a word can stand on. Add one per list; a word may be on many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    /// Written with a full stop that ends no sentence ("Mr.", "Calif.").
    Abbreviation,
    /// Part of dates; what it says is in [`super::DateWords`].
    Date,
    /// Says that a date beside it lies behind.
    PastCue,
    /// Says that a date beside it lies ahead.
    FutureCue,
}

/// A set of [`Class`]es.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(u128);

impl Classes {
    /// The set that holds just `class`.
    pub const fn only(class: Class) -> Self {
        Self(1 << class as u8)
    }

    /// This set and `class`.
    pub const fn with(self, class: Class) -> Self {
        Self(self.0 | 1 << class as u8)
    }

    /// Whether `class` is in it.
    pub const fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    /// Whether the two share a class.
    pub const fn any(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }
}

/// Words, their numbers and their classes.
#[derive(Debug)]
pub struct WordTable {
    ids: FxHashMap<&'static str, WordId>,
    classes: Vec<Classes>,
}

impl Default for WordTable {
    fn default() -> Self {
        Self { ids: FxHashMap::default(), classes: vec![Classes::default()] }
    }
}

impl WordTable {
    /// Puts every word of a list's first column (lower case in the file) into `class`.
    pub fn add_list(&mut self, file: &'static str, class: Class) {
        for row in super::rows(file) {
            self.add(row[0], class);
        }
    }

    /// Puts one lower-case word into `class` and returns its number.
    pub fn add(&mut self, word: &'static str, class: Class) -> WordId {
        let next = WordId(u32::try_from(self.classes.len()).expect("the lists hold fewer than four billion words"));
        let id = *self.ids.entry(word).or_insert(next);
        if id == next {
            self.classes.push(Classes::default());
        }
        let slot = &mut self.classes[id.0 as usize];
        *slot = slot.with(class);
        id
    }

    /// The number of a word, lower-cased and with straight apostrophes.
    pub fn id(&self, folded: &str) -> WordId {
        self.ids.get(folded).copied().unwrap_or_default()
    }

    /// The classes of a word.
    pub fn classes(&self, id: WordId) -> Classes {
        self.classes[id.0 as usize]
    }
}
