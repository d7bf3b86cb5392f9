//! Walks along the packed names, letter by letter or word by word.
//!
//! `new`, `new york`, `new york city`: each is a name and goes on, so the longest name at a place in the text is
//! found in one pass. Where the words of a lexicon lead is remembered, since news has few of them and many times.

use super::packed::{ALIAS, GROUP, u24};
use super::{Candidate, Gazetteer, PlaceNumber, fold};
use crate::lexicon::WordId;
use fst::raw::{CompiledAddr, Node, Output};
use std::sync::atomic::{AtomicU64, Ordering};

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

    /// The walk that has come to the end of the word whose opening this is; it must be the same gazetteer's.
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
pub struct Opening(u64);

impl Opening {
    const KNOWN: u64 = 1 << 63;
    const IN_PACKED: u64 = 1 << 62;
    const IN_LISTS: u64 = 1 << 61;
    const OUTPUT_BITS: u32 = 32;
    const ADDRESS_BITS: u32 = 28;

    fn of(gazetteer: &Gazetteer, word: &str) -> Self {
        let word = &fold(word);
        let mut walk = NameWalk::new(gazetteer);
        let mut bits = Self::KNOWN;
        if gazetteer.opens_listed_name(word) {
            bits |= Self::IN_LISTS;
        }
        if walk.feed(word.as_bytes()) && walk.is_at_word_end() {
            let (address, output) = (walk.node.addr() as u64, walk.output.value());
            debug_assert!(address >> Self::ADDRESS_BITS == 0 && output >> Self::OUTPUT_BITS == 0);
            bits |= Self::IN_PACKED | address << Self::OUTPUT_BITS | output;
        }
        Self(bits)
    }

    /// Whether a name in the packed file is the word or begins with it and a blank.
    pub fn is_in_packed(self) -> bool {
        self.0 & Self::IN_PACKED != 0
    }

    /// Whether the same holds of a name that the lists give.
    pub fn is_in_lists(self) -> bool {
        self.0 & Self::IN_LISTS != 0
    }

    fn address(self) -> CompiledAddr {
        (self.0 >> Self::OUTPUT_BITS & ((1 << Self::ADDRESS_BITS) - 1)) as CompiledAddr
    }

    fn output(self) -> u64 {
        self.0 & ((1 << Self::OUTPUT_BITS) - 1)
    }
}

/// The openings of a lexicon's words, each looked up when it is first asked for.
pub(super) struct WordOpenings(Vec<AtomicU64>);

impl WordOpenings {
    pub(super) fn new(n_words: usize) -> Self {
        Self((0..n_words).map(|_| AtomicU64::new(0)).collect())
    }

    /// The opening of a word. Threads that ask at once come to the same answer, whichever writes it down.
    pub(super) fn get(&self, gazetteer: &Gazetteer, word: WordId, text: &str) -> Opening {
        let slot = &self.0[word.0 as usize];
        let known = slot.load(Ordering::Relaxed);
        if known != 0 {
            return Opening(known);
        }
        let opening = Opening::of(gazetteer, text);
        slot.store(opening.0, Ordering::Relaxed);
        opening
    }
}
