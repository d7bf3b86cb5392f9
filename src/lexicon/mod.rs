//! What the tool knows of a language: word lists from `data/`, compiled in and read once.
//!
//! `data/en/said.tsv`-like lists → [`Lexicon`] → a [`WordId`] and a set of [`Class`]es for every token.
//! The only reader of `data/`. It decides nothing: rules live in `extract`.

mod cues;
mod words;

pub use cues::{Cue, CueTable, Frame, Frames, Tense};
pub use words::{Class, Classes, WordId, WordTable};

use std::sync::OnceLock;

/// Everything known of one language.
#[derive(Debug)]
pub struct Lexicon {
    /// BCP 47 primary language subtag.
    pub language: &'static str,
    /// Every word that any list names.
    pub words: WordTable,
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
            words.add_classified(include_str!("../../data/en/function_words.tsv"));
            words.add_classified(include_str!("../../data/en/titles.tsv"));
            words.add_list(include_str!("../../data/en/venues.tsv"), Class::Venue);
            words.add_list(include_str!("../../data/en/name_particles.tsv"), Class::NameParticle);
            words.add_list(include_str!("../../data/en/organisation_words.tsv"), Class::Organisation);
            words.add_marked(include_str!("../../data/en/organisation_words.tsv"), "surname", Class::Surname);
            words.add_given_names(include_str!("../../data/en/given_names.tsv"));
            let cues = CueTable::new(include_str!("../../data/en/cue_verbs.tsv"), &mut words);
            Lexicon { language: "en", words, cues }
        })
    }
}

/// The rows of a data file: comment lines (`#`) and blank lines left out, cells split at tabs.
pub(crate) fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(|line| line.split('\t').collect())
}
