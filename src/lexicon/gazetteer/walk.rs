//! Walks along the packed names, word by word.
//!
//! `new`, `new york`, `new york city`: each is a name and goes on, so the longest name at a place in the text is
//! found in one pass. Where the words of a lexicon lead is remembered, since news has few of them and many times.

use super::dictionary::{Bound, Follows};
use super::packed::ALIAS;
use super::{Candidate, Gazetteer, PlaceNumber, fold};
use crate::lexicon::{Language, WordId};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// A walk along the words of a name.
#[derive(Clone)]
pub struct NameWalk<'g> {
    gazetteer: &'g Gazetteer,
    /// The name that is just the words so far.
    name: Option<u32>,
    /// Where names that go on with another word stand; those that go on within the word may stand further on.
    ranks: Range<u32>,
}

impl<'g> NameWalk<'g> {
    /// A walk from before the first letter.
    pub(super) fn new(gazetteer: &'g Gazetteer) -> Self {
        Self { gazetteer, name: None, ranks: 0..gazetteer.packed.names.n_names() }
    }

    /// The walk that has come to the end of the word whose opening this is, which must be the same gazetteer's and
    /// go on.
    pub fn after(gazetteer: &'g Gazetteer, opening: Opening) -> Self {
        let first = opening.first();
        let name = opening.is_name().then_some(first);
        Self { gazetteer, name, ranks: first..first + opening.n_names() }
    }

    /// Goes on to `folded`, which begins with the words so far, and says whether any name does.
    pub fn reach(&mut self, folded: &str, is_new_word: bool) -> bool {
        let names = &self.gazetteer.packed.names;
        let end = if is_new_word { self.ranks.end } else { names.n_names() };
        let Bound { rank, follows, .. } = names.bound(folded.as_bytes(), self.ranks.start..end);
        self.name = (follows == Follows::End).then_some(rank);
        self.ranks = rank..end;
        follows != Follows::Other
    }

    /// The places whose name ends here.
    pub fn candidates(&self) -> Candidates<'g> {
        let gazetteer = Some(self.gazetteer);
        match self.name.map(|rank| self.gazetteer.packed.meaning(rank)) {
            None => Candidates::EMPTY,
            Some(Ok(reference)) => Candidates { one: Some(reference), gazetteer, at: 0, n_left: 0 },
            Some(Err((at, n_left))) => Candidates { one: None, gazetteer, at, n_left },
        }
    }
}

/// The places of one name, in falling order of population; those it is another name of come last.
#[derive(Clone, Copy, Debug)]
pub struct Candidates<'g> {
    one: Option<u32>,
    /// Whose groups hold the others.
    gazetteer: Option<&'g Gazetteer>,
    at: usize,
    n_left: usize,
}

impl Candidates<'_> {
    /// No place at all.
    pub const EMPTY: Candidates<'static> = Candidates { one: None, gazetteer: None, at: 0, n_left: 0 };

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.one.is_none() && self.n_left == 0
    }
}

impl Iterator for Candidates<'_> {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        let reference = match self.one.take() {
            Some(reference) => reference,
            None => {
                self.n_left = self.n_left.checked_sub(1)?;
                self.at += 1;
                self.gazetteer?.packed.reference(self.at - 1)
            }
        };
        Some(Candidate { place: PlaceNumber(reference & !ALIAS), is_alias: reference & ALIAS != 0 })
    }
}

/// What names begin with a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    bits: u64,
    /// A bit for each letter that the next word can begin with.
    next: u32,
}

impl Opening {
    const KNOWN: u64 = 1 << 63;
    const IN_PACKED: u64 = 1 << 62;
    const IN_LISTS: u64 = 1 << 61;
    const GOES_ON: u64 = 1 << 60;
    const IS_NAME: u64 = 1 << 59;
    const RANK_BITS: u32 = 28;

    /// What names begin with a word, folded.
    fn of(gazetteer: &Gazetteer, word: &str) -> Self {
        let names = &gazetteer.packed.names;
        let mut opening = Self { bits: Self::KNOWN, next: 0 };
        if gazetteer.opens_listed_name(word) {
            opening.bits |= Self::IN_LISTS;
        }
        let Bound { rank, follows, .. } = names.bound(word.as_bytes(), 0..names.n_names());
        if follows == Follows::Other {
            return opening;
        }
        opening.bits |= Self::GOES_ON | u64::from(rank);
        let mut n_names = 0;
        if follows == Follows::End {
            opening.bits |= Self::IN_PACKED | Self::IS_NAME;
            n_names += 1;
        }
        // A blank comes before every letter: what goes on with another word stands first.
        let key = [word.as_bytes(), b" "].concat();
        n_names += names.branches(&key, rank..names.n_names(), |byte| opening.next |= letter_bit(byte));
        if n_names > 0 {
            opening.bits |= Self::IN_PACKED | u64::from(n_names) << Self::RANK_BITS;
        }
        opening
    }

    /// Whether a name in the packed file is the word or begins with it and a blank.
    pub fn is_in_packed(self) -> bool {
        self.bits & Self::IN_PACKED != 0
    }

    /// Whether a name in the packed file begins with these letters, be they a whole word of it or not.
    pub fn goes_on(self) -> bool {
        self.bits & Self::GOES_ON != 0
    }

    /// Whether a name that the lists give is the word or begins with it and a blank.
    pub fn is_in_lists(self) -> bool {
        self.bits & Self::IN_LISTS != 0
    }

    /// Whether a name in the packed file can go on with `word`, as far as its first letter tells.
    pub fn may_go_on_with(self, word: &str) -> bool {
        word.bytes().next().is_some_and(|byte| self.next & letter_bit(byte) != 0)
    }

    /// Whether a name in the packed file is the word.
    fn is_name(self) -> bool {
        self.bits & Self::IS_NAME != 0
    }

    /// Where the first name that begins with the letters stands.
    fn first(self) -> u32 {
        (self.bits & ((1 << Self::RANK_BITS) - 1)) as u32
    }

    /// How many names are the word or go on with another.
    fn n_names(self) -> u32 {
        (self.bits >> Self::RANK_BITS & ((1 << Self::RANK_BITS) - 1)) as u32
    }
}

/// A bit for an ASCII letter in either case; every bit for what folding may turn into a letter, or into none.
fn letter_bit(byte: u8) -> u32 {
    match byte {
        b'A'..=b'Z' => 1 << (byte - b'A'),
        b'a'..=b'z' => 1 << (byte - b'a'),
        _ => u32::MAX,
    }
}

/// Pairs of words that begin no name though the first does: news says "The company" and "I think" all the time.
pub(super) struct DeadEnds(Box<[AtomicU64]>);

impl DeadEnds {
    const N_PAIRS: usize = 1 << 16;

    pub(super) fn new() -> Self {
        Self((0..Self::N_PAIRS).map(|_| AtomicU64::new(0)).collect())
    }

    /// Where a pair is kept, until another takes its place; and the whole pair, which is never 0.
    fn slot(&self, language: Language, first: Opening, second: WordId) -> (&AtomicU64, u64) {
        let pair = 1 << 63 | (language as u64) << 60 | u64::from(first.first()) << 32 | u64::from(second.0);
        let at = pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - Self::N_PAIRS.ilog2());
        (&self.0[at as usize], pair)
    }

    pub(super) fn has(&self, language: Language, first: Opening, second: WordId) -> bool {
        let (slot, pair) = self.slot(language, first, second);
        slot.load(Ordering::Relaxed) == pair
    }

    pub(super) fn add(&self, language: Language, first: Opening, second: WordId) {
        let (slot, pair) = self.slot(language, first, second);
        slot.store(pair, Ordering::Relaxed);
    }
}

/// The openings of words that no lexicon has. News repeats these, too: a walk along the names reads what no cache
/// holds, a word seen before costs one look.
#[derive(Default)]
pub(super) struct OtherOpenings(RwLock<FxHashMap<Box<str>, Opening>>);

impl OtherOpenings {
    /// What is seen after so many words is looked up each time: text without end must not fill the memory.
    const N_WORDS_MAX: usize = 1 << 16;

    /// The opening of a folded word.
    pub(super) fn get(&self, gazetteer: &Gazetteer, folded: &str) -> Opening {
        const WHY: &str = "no thread panics while it holds the lock";
        let n_words = {
            let known = self.0.read().expect(WHY);
            if let Some(opening) = known.get(folded) {
                return *opening;
            }
            known.len()
        };
        let opening = Opening::of(gazetteer, folded);
        if n_words < Self::N_WORDS_MAX {
            self.0.write().expect(WHY).insert(folded.into(), opening);
        }
        opening
    }
}

/// The openings of a lexicon's words, each looked up when it is first asked for.
pub(super) struct WordOpenings(Vec<(AtomicU64, AtomicU32)>);

impl WordOpenings {
    pub(super) fn new(n_words: usize) -> Self {
        Self((0..n_words).map(|_| (AtomicU64::new(0), AtomicU32::new(0))).collect())
    }

    /// The opening of a word. Threads that ask at once come to the same answer, whichever writes it down.
    pub(super) fn get(&self, gazetteer: &Gazetteer, word: WordId, text: &str) -> Opening {
        let (bits, next) = &self.0[word.0 as usize];
        let known = bits.load(Ordering::Acquire);
        if known != 0 {
            return Opening { bits: known, next: next.load(Ordering::Relaxed) };
        }
        let opening = Opening::of(gazetteer, &fold(text));
        next.store(opening.next, Ordering::Relaxed);
        // Whoever sees this sees the other, too.
        bits.store(opening.bits, Ordering::Release);
        opening
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_end_is_of_its_pair_alone() {
        let (first, other) =
            (Opening { bits: Opening::KNOWN | 5, next: 0 }, Opening { bits: Opening::KNOWN | 6, next: 0 });
        let (dead_ends, second) = (DeadEnds::new(), WordId(7));
        assert!(!dead_ends.has(Language::English, first, second));
        dead_ends.add(Language::English, first, second);
        assert!(dead_ends.has(Language::English, first, second));
        assert!(!dead_ends.has(Language::German, first, second));
        assert!(!dead_ends.has(Language::English, other, second));
        assert!(!dead_ends.has(Language::English, first, WordId(8)));
    }
}
