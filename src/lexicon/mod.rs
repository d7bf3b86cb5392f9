//! What the tool knows of a language: word lists from `data/`, compiled in and read once.
//!
//! `data/en/said.tsv`-like lists → [`Lexicon`] → a [`WordId`] and a set of [`Class`]es for every token.
//! The only reader of `data/`. It decides nothing: rules live in `extract`.

mod cues;
pub mod dates;
pub mod furniture;
pub mod gazetteer;
mod inflection;
mod labels;
mod language;
mod letters;
mod name_spelling;
mod place_words;
pub mod query_dates;
mod revisions;
pub mod weights;
mod words;

pub use cues::{Cue, CueTable, Frame, Frames, Tense};
pub use inflection::inflections;
pub use labels::LabelKind;
pub use language::{Habits, Language, primary_subtag};
pub use letters::typed_letter;
pub use name_spelling::{has_spelling_key, spelling_initials, spelling_key};
pub use place_words::{NameContext, PlaceWords, Role, WordFacts, place_clue_weights, place_sense_weights};
pub use revisions::{RevisionKind, revision_kind};
pub use words::{Class, Classes, WordId, WordTable};

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Everything known of one language.
#[derive(Debug)]
pub struct Lexicon {
    /// The language.
    pub language: Language,
    /// How it writes.
    pub habits: Habits,
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
    /// What may stand before a colon at the start of a line, lower case.
    pub labels: FxHashMap<&'static str, LabelKind>,
}

impl Lexicon {
    /// English, built at first use.
    pub fn english() -> &'static Lexicon {
        Self::of(Language::English)
    }

    /// A language's, built at first use.
    pub fn of(language: Language) -> &'static Lexicon {
        static LEXICONS: [OnceLock<Lexicon>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];
        LEXICONS[language as usize].get_or_init(|| Self::load(language, language.folder()))
    }

    fn load(language: Language, own: language::Folder) -> Self {
        // As many as the lists of English have.
        const N_WORDS: usize = 24_000;
        let mut words = WordTable::with_capacity(N_WORDS);
        words.add_list(own.abbreviations, Class::Abbreviation);
        let dates = dates::DateWords::load(own.date_words, own.date_phrases, &mut words);
        let tense = [
            ("past", Class::PastCue),
            ("future", Class::FutureCue),
            ("weak", Class::WeakFutureCue),
            ("noun", Class::FutureNoun),
            ("intent", Class::IntentCue),
        ];
        for row in rows(own.tense) {
            let class = tense.iter().find(|(name, _)| *name == row[1]).expect("the list's header names every kind");
            words.add(row[0], class.1);
        }
        // Furniture, places and names are the world's.
        let furniture = furniture::FurnitureWords::load(
            include_str!("../../data/en/furniture.tsv"),
            include_str!("../../data/en/standalone_datelines.tsv"),
        );
        let place_words = PlaceWords::english(&mut words);
        words.add_classified(own.function_words);
        words.add_classified(own.titles);
        words.add_endings(own.title_endings);
        words.add_list(own.venues, Class::Venue);
        words.add_list(include_str!("../../data/en/name_particles.tsv"), Class::NameParticle);
        words.add_list(own.organisation_words, Class::Organisation);
        words.add_marked(own.organisation_words, "surname", Class::Surname);
        words.add_given_names(include_str!("../../data/en/given_names.tsv"));
        words.add_given_names(own.given_names);
        let cues = CueTable::new(own.cue_verbs, &mut words);
        let labels = labels::read(own.labels);
        let habits = Habits::read(own.language);
        Self { language, habits, words, dates, furniture, place_words, cues, labels }
    }
}

/// What records call the parts of an article: rows of a part and its names.
pub(crate) fn field_names() -> impl Iterator<Item = Vec<&'static str>> {
    rows(include_str!("../../data/field_names.tsv"))
}

/// Labels of the fields in exports of news databases: rows of a label and its part.
pub(crate) fn export_labels() -> impl Iterator<Item = Vec<&'static str>> {
    rows(include_str!("../../data/export_labels.tsv"))
}

/// How a text ends that was cut short.
pub(crate) struct CutEnding {
    /// The last words, in lower case; `#` stands for figures.
    pub(crate) words: &'static str,
    /// Whether they count as a line of their own too, near the end.
    pub(crate) is_line: bool,
}

/// How texts end that were cut short.
pub(crate) fn cut_endings() -> &'static [CutEnding] {
    static ENDINGS: OnceLock<Vec<CutEnding>> = OnceLock::new();
    ENDINGS.get_or_init(|| {
        let file = rows(include_str!("../../data/en/cut_endings.tsv"));
        file.map(|row| CutEnding { words: row[0], is_line: row[1] == "line" }).collect()
    })
}

/// The rows of a data file: comment lines (`#`) and blank lines left out, cells split at tabs.
pub(crate) fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(cells)
}

/// Forty thousand rows are cut before a first article is read: without asking twice for room, or for each letter.
fn cells(line: &'static str) -> Vec<&'static str> {
    const CELLS_MAX: usize = 8;
    let mut cells = Vec::with_capacity(CELLS_MAX);
    let mut start = 0;
    for tab in memchr::memchr_iter(b'\t', line.as_bytes()) {
        cells.push(&line[start..tab]);
        start = tab + 1;
    }
    cells.push(&line[start..]);
    cells
}
