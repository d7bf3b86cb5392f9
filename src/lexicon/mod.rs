//! What the tool knows of a language: word lists from `data/`, compiled in and read once.
//!
//! `data/en/said.tsv`-like lists → [`Lexicon`] → a [`WordId`] and a set of [`Class`]es for every token.
//! The only reader of `data/`. It decides nothing: rules live in `extract`.

mod inflection;
mod letters;
mod query_dates;
mod words;

pub use inflection::inflections;
pub use letters::typed_letter;
pub use query_dates::{DateUnit, DateWord, date_word, date_words};
pub use words::{Class, Classes, WordId, WordTable};

use std::sync::OnceLock;

/// Everything known of one language.
#[derive(Debug)]
pub struct Lexicon {
    /// BCP 47 primary language subtag.
    pub language: &'static str,
    /// Every word that any list names.
    pub words: WordTable,
}

impl Lexicon {
    /// English, built at first use.
    pub fn english() -> &'static Lexicon {
        static ENGLISH: OnceLock<Lexicon> = OnceLock::new();
        ENGLISH.get_or_init(|| {
            let mut words = WordTable::default();
            words.add_list(include_str!("../../data/en/abbreviations.tsv"), Class::Abbreviation);
            Lexicon { language: "en", words }
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
