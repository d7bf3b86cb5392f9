//! Walks along the packed names, letter by letter or word by word.
//!
//! `new`, `new york`, `new york city`: each is a name and goes on, so the longest name at a place in the text is
//! found in one pass. Where the words of a lexicon lead is remembered, since news has few of them and many times.

use super::packed::{ALIAS, GROUP, u24};
use super::{Candidate, Gazetteer, PlaceNumber, fold};
use crate::lexicon::WordId;
use fst::raw::{CompiledAddr, Node, Output};
use rustc_hash::FxHashMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// A walk along the letters of a name.
#[derive(Clone, Copy)]
pub struct NameWalk<'g> {
    gazetteer: &'g Gazetteer,
    node: Node<'g>,
    output: Output,
}

impl<'g> NameWalk<'g> {
    /// A walk from before the first letter.
    pub(super) fn new(gazetteer: &'g Gazetteer) -> Self {
        Self { gazetteer, node: gazetteer.names.root(), output: Output::zero() }
    }

    /// The walk that has come to the end of the word whose opening this is, which must be the same gazetteer's and
    /// go on.
    pub fn after(gazetteer: &'g Gazetteer, opening: Opening) -> Self {
        Self { gazetteer, node: gazetteer.names.node(opening.address()), output: Output::new(opening.output()) }
    }

    /// Follows `folded`, and says whether any name goes on that way.
    pub fn feed(&mut self, folded: &[u8]) -> bool {
        for &byte in folded {
            let Some(at) = self.node.find_input(byte) else { return false };
            let transition = self.node.transition(at);
            self.output = self.output.cat(transition.out);
            self.node = self.gazetteer.names.node(transition.addr);
        }
        true
    }

    /// Whether a name ends here, or goes on with another word.
    pub fn is_at_word_end(&self) -> bool {
        self.node.is_final() || self.node.find_input(b' ').is_some()
    }

    /// The places whose name ends here.
    pub fn candidates(&self) -> Candidates<'g> {
        if !self.node.is_final() {
            return Candidates::EMPTY;
        }
        let value = self.output.cat(self.node.final_output()).value();
        if value & GROUP == 0 {
            return Candidates { one: Some(value as u32), group: &[] };
        }
        let group = &self.gazetteer.groups[(value ^ GROUP) as usize..];
        let length = usize::from(u16::from_le_bytes([group[0], group[1]]));
        Candidates { one: None, group: group[2..2 + 3 * length].as_chunks().0 }
    }
}

/// The places of one name, in falling order of population; those it is another name of come last.
#[derive(Clone, Copy, Debug)]
pub struct Candidates<'g> {
    one: Option<u32>,
    group: &'g [[u8; 3]],
}

impl Candidates<'_> {
    /// No place at all.
    pub const EMPTY: Candidates<'static> = Candidates { one: None, group: &[] };

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.one.is_none() && self.group.is_empty()
    }
}

impl Iterator for Candidates<'_> {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        let reference = match self.one.take() {
            Some(reference) => reference,
            None => {
                let (first, rest) = self.group.split_first()?;
                self.group = rest;
                u24(first)
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
    const OUTPUT_BITS: u32 = 32;
    const ADDRESS_BITS: u32 = 28;

    /// What names begin with a word, folded.
    fn of(gazetteer: &Gazetteer, word: &str) -> Self {
        let mut walk = NameWalk::new(gazetteer);
        let mut opening = Self { bits: Self::KNOWN, next: 0 };
        if gazetteer.opens_listed_name(word) {
            opening.bits |= Self::IN_LISTS;
        }
        if walk.feed(word.as_bytes()) {
            let (address, output) = (walk.node.addr() as u64, walk.output.value());
            debug_assert!(address >> Self::ADDRESS_BITS == 0 && output >> Self::OUTPUT_BITS == 0);
            opening.bits |= Self::GOES_ON | address << Self::OUTPUT_BITS | output;
            if walk.is_at_word_end() {
                opening.bits |= Self::IN_PACKED;
            }
            if walk.feed(b" ") {
                opening.next = walk.node.transitions().map(|to| letter_bit(to.inp)).fold(0, |all, bit| all | bit);
            }
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

    fn address(self) -> CompiledAddr {
        (self.bits >> Self::OUTPUT_BITS & ((1 << Self::ADDRESS_BITS) - 1)) as CompiledAddr
    }

    fn output(self) -> u64 {
        self.bits & ((1 << Self::OUTPUT_BITS) - 1)
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
