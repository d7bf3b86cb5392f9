//! What the tool knows of a language: word lists from `data/`, compiled in and read once.
//!
//! `data/en/said.tsv`-like lists → [`Lexicon`] → a [`WordId`] and a set of [`Class`]es for every token.
//! The only reader of `data/`. It decides nothing: rules live in `extract`.

mod dates;
mod inflection;
mod letters;
pub mod query_dates;
mod words;

pub use dates::{DateWord, DateWords, Direction, Edge, Glue, Part, Season, Shift, Unit, Vague};
pub use inflection::inflections;
pub use letters::typed_letter;
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
    pub dates: DateWords,
}

impl Lexicon {
    /// English, built at first use.
    pub fn english() -> &'static Lexicon {
        static ENGLISH: OnceLock<Lexicon> = OnceLock::new();
        ENGLISH.get_or_init(|| {
            let mut words = WordTable::default();
            words.add_list(include_str!("../../data/en/abbreviations.tsv"), Class::Abbreviation);
            let dates = DateWords::load(include_str!("../../data/en/date_words.tsv"), &mut words);
            for row in rows(include_str!("../../data/en/tense.tsv")) {
                words.add(row[0], if row[1] == "future" { Class::FutureCue } else { Class::PastCue });
            }
            Lexicon { language: "en", words, dates }
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
