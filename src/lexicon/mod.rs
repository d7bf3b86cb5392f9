//! What the tool knows of a language: word lists from `data/`, compiled in and read once.
//!
//! `data/en/said.tsv`-like lists → [`Lexicon`] → a [`WordId`] and a set of [`Class`]es for every token.
//! The only reader of `data/`. It decides nothing: rules live in `extract`.

mod cues;
pub mod dates;
pub mod furniture;
pub mod gazetteer;
mod inflection;
mod letters;
mod name_spelling;
mod place_words;
pub mod query_dates;
mod words;

pub use cues::{Cue, CueTable, Frame, Frames, Tense};
pub use inflection::inflections;
pub use letters::typed_letter;
pub use name_spelling::{spelling_initials, spelling_key};
pub use place_words::{NameContext, PlaceWords, Role, WordFacts, place_clue_weights, place_sense_weights};
pub use words::{Class, Classes, WordId, WordTable};

use std::sync::OnceLock;

/// Everything known of one language.
#[derive(Debug)]
pub struct Lexicon {
    /// BCP 47 primary language subtag.
    pub language: &'static str,
    /// Every word that any list names.
    pub words: WordTable,
    /// What words say of dates.
    pub dates: dates::DateWords,
    /// What frames an article.
    pub furniture: furniture::FurnitureWords,
    /// What words say of the place names beside them, or of themselves as place names.
    pub place_words: PlaceWords,
    /// The verbs that report speech.
    pub cues: CueTable,
}

impl Lexicon {
    /// English, built at first use.
    pub fn english() -> &'static Lexicon {
        static ENGLISH: OnceLock<Lexicon> = OnceLock::new();
        ENGLISH.get_or_init(|| {
            let mut words = WordTable::default();
            words.add_list(include_str!("../../data/en/abbreviations.tsv"), Class::Abbreviation);
            let dates = dates::DateWords::load(
                include_str!("../../data/en/date_words.tsv"),
                include_str!("../../data/en/date_phrases.tsv"),
                &mut words,
            );
            let tense = [
                ("past", Class::PastCue),
                ("future", Class::FutureCue),
                ("weak", Class::WeakFutureCue),
                ("noun", Class::FutureNoun),
                ("intent", Class::IntentCue),
            ];
            for row in rows(include_str!("../../data/en/tense.tsv")) {
                let class = tense.iter().find(|(name, _)| *name == row[1]).expect("the list's header names every kind");
                words.add(row[0], class.1);
            }
            let furniture = furniture::FurnitureWords::load(
                include_str!("../../data/en/furniture.tsv"),
                include_str!("../../data/en/standalone_datelines.tsv"),
            );
            let place_words = PlaceWords::english(&mut words);
            words.add_classified(include_str!("../../data/en/function_words.tsv"));
            words.add_classified(include_str!("../../data/en/titles.tsv"));
            words.add_list(include_str!("../../data/en/venues.tsv"), Class::Venue);
            words.add_list(include_str!("../../data/en/name_particles.tsv"), Class::NameParticle);
            words.add_list(include_str!("../../data/en/organisation_words.tsv"), Class::Organisation);
            words.add_marked(include_str!("../../data/en/organisation_words.tsv"), "surname", Class::Surname);
            words.add_given_names(include_str!("../../data/en/given_names.tsv"));
            let cues = CueTable::new(include_str!("../../data/en/cue_verbs.tsv"), &mut words);
            Lexicon { language: "en", words, dates, furniture, place_words, cues }
        })
    }
}

/// What records call the parts of an article: rows of a part and its names.
pub(crate) fn field_names() -> impl Iterator<Item = Vec<&'static str>> {
    rows(include_str!("../../data/field_names.tsv"))
}

/// The rows of a data file: comment lines (`#`) and blank lines left out, cells split at tabs.
pub(crate) fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(|line| line.split('\t').collect())
}
