//! What words say of the place names beside them, and of themselves as place names.
//!
//! `county` → after a name it makes a division; `houston` → now and then a surname, mostly a place.

use super::{WordId, WordTable, rows};

/// What a word beside a name says of it. See `data/en/place_words.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Role {
    /// Stands before a place and nothing else much: "in", "near".
    At = 1,
    /// Stands before places and other things: "from", "of".
    To = 1 << 1,
    /// "northern", "downtown".
    Direction = 1 << 2,
    /// Makes an institution of the name before it: "Globe".
    Organisation = 1 << 3,
    /// Makes a team of the name before it: "Yankees".
    Team = 1 << 4,
    /// Stands before a person: "Sen.".
    Title = 1 << 5,
    /// Makes a division of the name before it: "County".
    Division = 1 << 6,
    /// Makes a street of it.
    Thoroughfare = 1 << 7,
    /// Makes a building or a ground of it.
    Facility = 1 << 8,
    /// Makes a river, a lake, a sea of it.
    Water = 1 << 9,
    /// Makes a hill, an island, a coast of it.
    Land = 1 << 10,
    /// Makes a feature of the name after it: "Lake", "Mount".
    Lead = 1 << 11,
    /// Makes a road of the number after it.
    Route = 1 << 12,
    /// A day or a month.
    Calendar = 1 << 13,
    /// Says that the name before it speaks.
    Speech = 1 << 14,
    /// Never a place's whole name on its own.
    Stop = 1 << 15,
    /// Makes an institution of the place before it: "Police".
    Civic = 1 << 16,
}

impl Role {
    const NAMES: [(&'static str, Role); 17] = [
        ("at", Role::At),
        ("to", Role::To),
        ("direction", Role::Direction),
        ("organisation", Role::Organisation),
        ("team", Role::Team),
        ("title", Role::Title),
        ("division", Role::Division),
        ("thoroughfare", Role::Thoroughfare),
        ("facility", Role::Facility),
        ("water", Role::Water),
        ("land", Role::Land),
        ("lead", Role::Lead),
        ("route", Role::Route),
        ("calendar", Role::Calendar),
        ("speech", Role::Speech),
        ("stop", Role::Stop),
        ("civic", Role::Civic),
    ];
}

/// What is known of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WordFacts {
    roles: u32,
    /// Share of persons who bear it as a given name, per cent; `Some(0.0)` for names rare in the census.
    pub given: Option<f32>,
    /// Share of persons who bear it as a surname, per cent.
    pub surname: Option<f32>,
    /// How news prints it, where that was counted.
    pub context: Option<NameContext>,
}

/// How news prints a word that is also a place's name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NameContext {
    /// Share printed in lower case, per cent.
    pub lower: u8,
    /// How often a title or a given name stood before it.
    pub persons: u16,
    /// How often a preposition of place stood before it, or a state after it.
    pub places: u16,
}

impl WordFacts {
    /// Whether the word has this role.
    pub fn is(self, role: Role) -> bool {
        self.roles & role as u32 != 0
    }

    /// Whether the word has any of these roles.
    pub fn is_any(self, roles: &[Role]) -> bool {
        roles.iter().any(|&role| self.is(role))
    }
}

/// Facts of every word that the lists name.
#[derive(Debug, Default)]
pub struct PlaceWords {
    facts: Vec<WordFacts>,
}

impl PlaceWords {
    /// Reads the English lists, giving numbers to words that have none yet.
    pub(super) fn english(words: &mut WordTable) -> Self {
        let mut table = Self::default();
        for row in rows(include_str!("../../data/en/place_words.tsv")) {
            let facts = table.of_mut(words.number(row[0]));
            for name in row[1].split(',') {
                let role = Role::NAMES.iter().find(|(known, _)| *known == name);
                facts.roles |= role.map_or(0, |(_, role)| *role as u32);
            }
        }
        for row in rows(include_str!("../../data/en/person_names.tsv")) {
            let facts = table.of_mut(words.number(row[0]));
            facts.given = row[1].parse().ok();
            facts.surname = row[2].parse().ok();
        }
        for row in rows(include_str!("../../data/en/place_name_contexts.tsv")) {
            let count = |cell: &str| cell.parse::<u32>().unwrap_or_default().min(u16::MAX.into()) as u16;
            let (lower, persons, places) = (count(row[1]) as u8, count(row[2]), count(row[3]));
            table.of_mut(words.number(row[0])).context = Some(NameContext { lower, persons, places });
        }
        table
    }

    /// What is known of a word.
    pub fn of(&self, word: WordId) -> WordFacts {
        self.facts.get(word.0 as usize).copied().unwrap_or_default()
    }

    fn of_mut(&mut self, word: WordId) -> &mut WordFacts {
        let at = word.0 as usize;
        if self.facts.len() <= at {
            self.facts.resize(at + 1, WordFacts::default());
        }
        &mut self.facts[at]
    }
}

/// The clues to whether a name is a place, and how much each weighs (log odds).
pub fn place_clue_weights() -> impl Iterator<Item = (&'static str, f32)> {
    rows(include_str!("../../data/en/place_clues.tsv")).filter_map(|row| Some((row[0], row[1].parse().ok()?)))
}

/// What is weighed between places that share a name, and how much each weighs.
pub fn place_sense_weights() -> impl Iterator<Item = (&'static str, f32)> {
    rows(include_str!("../../data/en/place_senses.tsv")).filter_map(|row| Some((row[0], row[1].parse().ok()?)))
}
