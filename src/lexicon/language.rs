//! The languages: a folder of lists each, and which of them a text is written in.
//!
//! `data/de` holds what `data/en` does, as far as it is the language's own; names and places are everybody's. A
//! language is added by its folder and its name here.

use super::rows;
use super::words::{Class, Classes, WordTable};
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

/// A language with a folder of lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// `data/en`.
    #[default]
    English,
    /// `data/de`.
    German,
}

/// The lists of a language's own folder.
pub(super) struct Folder {
    pub(super) language: &'static str,
    pub(super) abbreviations: &'static str,
    pub(super) cue_verbs: &'static str,
    pub(super) date_phrases: &'static str,
    pub(super) date_words: &'static str,
    pub(super) function_words: &'static str,
    pub(super) given_names: &'static str,
    pub(super) labels: &'static str,
    pub(super) organisation_words: &'static str,
    pub(super) tense: &'static str,
    pub(super) title_endings: &'static str,
    pub(super) titles: &'static str,
    pub(super) venues: &'static str,
}

macro_rules! folder {
    ($tag:literal: $($list:ident),*) => {
        Folder { $($list: include_str!(concat!("../../data/", $tag, "/", stringify!($list), ".tsv"))),* }
    };
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// BCP 47 primary language subtag, which is also the folder's name.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    pub(super) fn folder(self) -> Folder {
        macro_rules! lists {
            ($tag:literal) => {
                folder!($tag: language, abbreviations, cue_verbs, date_phrases, date_words, function_words,
                    given_names, labels, organisation_words, tense, title_endings, titles, venues)
            };
        }
        match self {
            Self::English => Folder { given_names: "", ..lists!("en") },
            Self::German => lists!("de"),
        }
    }

    /// The language of a BCP 47 tag ("de-AT"), where there is a folder for it.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = primary_subtag(tag);
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The language whose little words are the most frequent at the head of a text; English where none clearly is.
    pub fn of_text(text: &str) -> Self {
        const WORDS_LOOKED_AT: usize = 120;
        // Words that another language has too tell nothing, so that a lead is not by chance.
        const LEAD: usize = 3;
        const LOOK_UP_AFTER: usize = 10;
        let little_words = LittleWords::get();
        let mut counts = [0usize; Self::ALL.len()];
        let mut rest = text;
        for n in 0..WORDS_LOOKED_AT {
            let Some((word, after)) = next_word(rest) else { break };
            rest = after;
            let languages = little_words.languages(word);
            for (at, count) in counts.iter_mut().enumerate() {
                *count += usize::from(languages >> at & 1);
            }
            // Now and then: may what is left still turn it?
            if n % LOOK_UP_AFTER == 0 {
                let n_left = WORDS_LOOKED_AT - n - 1;
                let english = counts[Self::English as usize];
                let may_lead = |language: &Self| {
                    *language != Self::English && counts[*language as usize] + n_left >= english + LEAD
                };
                if !Self::ALL.iter().any(may_lead) {
                    return Self::English;
                }
            }
        }
        let english = counts[Self::English as usize];
        let best = Self::ALL.into_iter().max_by_key(|language| counts[*language as usize]).unwrap_or_default();
        if counts[best as usize] >= english + LEAD { best } else { Self::English }
    }
}

/// The first word of a text, of letters and apostrophes, and what follows it.
fn next_word(text: &str) -> Option<(&str, &str)> {
    let is_letter = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’');
    let is_ascii_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'\'';
    let start = match text.bytes().position(|byte| is_ascii_letter(&byte) || !byte.is_ascii())? {
        start if text.as_bytes()[start].is_ascii() => start,
        start => start + text[start..].find(is_letter)?,
    };
    let text = &text[start..];
    let end = match text.bytes().position(|byte| !is_ascii_letter(&byte)) {
        Some(end) if !text.as_bytes()[end].is_ascii() => text.find(|c| !is_letter(c)),
        end => end,
    };
    Some(text.split_at(end.unwrap_or(text.len())))
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// The function words of every language: a text's language is known before any lexicon is built.
struct LittleWords {
    words: WordTable,
    /// By word: a bit for each language that has it.
    languages: Vec<u8>,
}

impl LittleWords {
    fn get() -> &'static Self {
        static WORDS: OnceLock<LittleWords> = OnceLock::new();
        WORDS.get_or_init(|| {
            const LITTLE: Classes = Classes::only(Class::Determiner)
                .with(Class::Pronoun)
                .with(Class::Preposition)
                .with(Class::Conjunction)
                .with(Class::Be)
                .with(Class::Auxiliary)
                .with(Class::Negation);
            let (mut all, mut languages) = (WordTable::default(), vec![0]);
            for language in Language::ALL {
                let file = language.folder().function_words;
                let mut own = WordTable::default();
                own.add_classified(file);
                for row in rows(file).filter(|row| own.classes(own.id(row[0])).any(LITTLE)) {
                    let at = all.number(row[0]).0 as usize;
                    languages.resize(all.n_words(), 0);
                    languages[at] |= 1 << language as u8;
                }
            }
            Self { words: all, languages }
        })
    }

    /// The languages that have this little word, a bit for each.
    fn languages(&self, word: &str) -> u8 {
        self.languages[self.words.find(word).0 as usize]
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(tag: &str) -> Result<Self, String> {
        Self::of_tag(tag).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|language| language.tag()).collect();
            format!("`{tag}` is no language with lists; there are {}", known.join(", "))
        })
    }
}

/// `de` of `de-AT`.
pub fn primary_subtag(tag: &str) -> &str {
    tag.trim().split(['-', '_']).next().unwrap_or_default()
}

/// How a language writes, where languages differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// A reported clause follows the verb and a comma ("sagte, die Brücke sei sicher").
    pub clause_after_comma: bool,
    /// Every noun has a capital, so that it makes no name.
    pub nouns_capitalised: bool,
}

impl Habits {
    pub(super) fn read(file: &'static str) -> Self {
        let has = |habit: &str| rows(file).any(|row| row[..] == [habit, "yes"]);
        Self { clause_after_comma: has("clause-after-comma"), nouns_capitalised: has("nouns-capitalised") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_of_letters_and_apostrophes() {
        for (text, expected) in [
            ("The dam, it's said.", &["The", "dam", "it's", "said"][..]),
            ("– Über’s 2 Jahre…schön", &["Über’s", "Jahre", "schön"]),
            ("12 – 3€ a", &["a"]),
            ("", &[]),
        ] {
            let mut rest = text;
            let words = std::iter::from_fn(|| {
                let (word, after) = next_word(rest)?;
                rest = after;
                Some(word)
            });
            assert_eq!(words.collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_tag_names_its_folder() {
        for (tag, expected) in [
            ("de", Some(Language::German)),
            ("de-AT", Some(Language::German)),
            ("DE_de", Some(Language::German)),
            ("en-GB", Some(Language::English)),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(Language::of_tag(tag), expected, "{tag}");
        }
    }

    #[test]
    fn a_text_is_known_by_its_little_words() {
        for (text, expected) in [
            ("Die Brücke ist sicher, sagte die Sprecherin am Montag.", Language::German),
            ("The bridge is safe, the spokeswoman said on Monday.", Language::English),
            (
                "She read “Die Leiden des jungen Werther” in a train that was late, and did not like it.",
                Language::English,
            ),
            ("Der Zug hatte Verspätung. In ihm saß niemand, der „The Times“ las.", Language::German),
            ("Le pont est fermé depuis lundi.", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of_text(text), expected, "{text}");
        }
    }
}
