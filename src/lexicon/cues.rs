//! The verbs that report speech: how often each really does, and how it is built into a sentence.

use super::words::{Class, WordId, WordTable};

/// How a cue verb is built into its sentence. Data files write them as letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Frame {
    /// `d`: reports a quotation.
    Quotation,
    /// `c`: reports a clause, with "that" or without.
    Clause,
    /// `t`: reports a clause after "that" only.
    ThatClause,
    /// `o`: names a hearer first ("told reporters that").
    Hearer,
    /// `i`: may stand before its subject ("said Okafor").
    Inverted,
    /// `n`: says what something is called ("called it").
    Naming,
    /// `v`: reports an infinitive ("vowed to").
    Infinitive,
    /// `p`: reports a noun phrase ("denied the charge").
    NounPhrase,
}

/// A set of [`Frame`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frames(u8);

impl Frames {
    /// Whether `frame` is in it.
    pub fn has(self, frame: Frame) -> bool {
        self.0 & (1 << frame as u8) != 0
    }

    fn parse(letters: &str) -> Self {
        Self(letters.chars().filter_map(|c| "dctoinvp".find(c)).fold(0, |set, bit| set | 1 << bit))
    }
}

/// The form of a cue verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// Said.
    Past,
    /// Says.
    Present,
    /// Saying.
    Participle,
    /// Say.
    Base,
}

/// A form of a verb that reports speech.
#[derive(Clone, Copy, Debug)]
pub struct Cue {
    /// The verb ("say").
    pub verb: &'static str,
    /// The verb's number in the lexicon: that of its first form.
    pub lemma: WordId,
    /// Its form.
    pub tense: Tense,
    /// How often, outside quotation marks, the form reports somebody's words.
    pub precision: f32,
    /// How it is built into a sentence.
    pub frames: Frames,
}

/// Every cue verb by its number in the lexicon.
#[derive(Debug)]
pub struct CueTable {
    by_word: Vec<Option<Cue>>,
}

impl CueTable {
    /// Reads the cue verbs, and puts them into `words`.
    pub(super) fn new(file: &'static str, words: &mut WordTable) -> Self {
        let mut by_word: Vec<Option<Cue>> = Vec::new();
        let mut lemma = ("", WordId::UNKNOWN);
        for row in super::rows(file) {
            let [form, verb, tense, precision, frames] = row[..] else { continue };
            let id = words.add(form, Class::Cue).0 as usize;
            by_word.resize(by_word.len().max(id + 1), None);
            if lemma.0 != verb {
                lemma = (verb, WordId(id as u32));
            }
            let tense = match tense {
                "past" => Tense::Past,
                "present" => Tense::Present,
                "ing" => Tense::Participle,
                _ => Tense::Base,
            };
            let precision = precision.parse().unwrap_or_default();
            by_word[id] = Some(Cue { verb, lemma: lemma.1, tense, precision, frames: Frames::parse(frames) });
        }
        Self { by_word }
    }

    /// The cue verb that a word is a form of.
    pub fn get(&self, word: WordId) -> Option<&Cue> {
        self.by_word.get(word.0 as usize)?.as_ref()
    }
}
