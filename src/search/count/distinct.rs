//! Which of the quotes counted are the same: the same words, folded, by the same speaker, in copies or versions of one
//! article, or in one article.
//!
//! Only quotes that may be the same are read: those that share their article's group, their speaker and their length.

use super::dimension::{Segment, Subject};
use crate::index::Reader;
use crate::index::duplicates::{Groups, Member};
use crate::search::error::Result;
use crate::search::folding::words_of_utterances;
use crate::search::join::Piece;
use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocId};

/// Quotes to be told apart.
pub(super) struct SameWords {
    kinship: Kinship,
    quotes: Vec<Quote>,
    lengths: Lengths,
}

struct Quote {
    /// The group of its article, or the article itself.
    kin: u64,
    speaker: u32,
    segment: u32,
    article: DocId,
    /// Among those of its article.
    number: u32,
    /// In words.
    length: u32,
}

impl Quote {
    fn likeness(&self) -> (u64, u32, u32) {
        (self.kin, self.speaker, self.length)
    }
}

impl SameWords {
    pub(super) fn new(groups: &Groups) -> Self {
        Self { kinship: Kinship::new(groups), quotes: Vec::new(), lengths: Lengths::default() }
    }

    /// Goes to another segment.
    pub(super) fn open(&mut self, segment: &Segment<'_>) -> tantivy::Result<()> {
        self.lengths = Lengths::default();
        segment.family.open_pieces(segment.reader)
    }

    /// Takes in a quote; they are numbered as they come.
    pub(super) fn add(&mut self, segment: &Segment<'_>, subject: Subject, member: Option<Member<'_>>) {
        const ALONE: u64 = 1 << 63;
        let itself = ALONE | u64::from(segment.number) << 32 | u64::from(subject.article);
        self.quotes.push(Quote {
            kin: member.and_then(|member| self.kinship.of(member)).unwrap_or(itself),
            speaker: subject.speaker,
            segment: segment.number,
            article: subject.article,
            number: subject.doc - segment.family.quotes_of(subject.article).start,
            length: self.lengths.of(segment, subject),
        });
    }

    /// For each quote, in the order they came, a number that it shares with those that are the same.
    pub(super) fn identities(self, reader: &Reader) -> Result<Vec<u32>> {
        let quotes = self.quotes;
        let mut order: Vec<u32> = (0u32..).zip(&quotes).map(|(n, _)| n).collect();
        order.sort_unstable_by_key(|&n| (quotes[n as usize].likeness(), n));
        let alike = |a: &u32, b: &u32| quotes[*a as usize].likeness() == quotes[*b as usize].likeness();
        let mut to_read: Vec<u32> = order.chunk_by(alike).filter(|like| like.len() > 1).flatten().copied().collect();
        to_read.sort_unstable_by_key(|&n| (quotes[n as usize].segment, quotes[n as usize].article, n));
        let mut words: FxHashMap<u32, u64> = FxHashMap::default();
        for of_article in to_read.chunk_by(|&a, &b| {
            let place = |n: u32| (quotes[n as usize].segment, quotes[n as usize].article);
            place(a) == place(b)
        }) {
            let first = &quotes[of_article[0] as usize];
            let article = reader.article(DocAddress::new(first.segment, first.article))?;
            let said = words_of_utterances(&article);
            for &n in of_article {
                words.insert(n, said.get(quotes[n as usize].number as usize).copied().unwrap_or_default());
            }
        }
        let mut identities: Vec<u32> = (0u32..).zip(&quotes).map(|(n, _)| n).collect();
        for like in order.chunk_by(alike).filter(|like| like.len() > 1) {
            let mut first: FxHashMap<u64, u32> = FxHashMap::default();
            for &n in like {
                identities[n as usize] = *first.entry(words[&n]).or_insert(n);
            }
        }
        Ok(identities)
    }
}

/// How long the utterances of one article are.
#[derive(Default)]
struct Lengths {
    article: Option<DocId>,
    pieces: Vec<Piece>,
    words: Vec<u32>,
}

impl Lengths {
    fn of(&mut self, segment: &Segment<'_>, subject: Subject) -> u32 {
        if self.article.replace(subject.article) != Some(subject.article) {
            self.words.clear();
            segment.family.read_pieces(subject.article, &mut self.pieces);
            for piece in &self.pieces {
                match self.words.last_mut() {
                    Some(words) if piece.continues => *words = words.saturating_add(piece.length),
                    _ => self.words.push(piece.length),
                }
            }
        }
        let number = subject.doc - segment.family.quotes_of(subject.article).start;
        self.words.get(number as usize).copied().unwrap_or_default()
    }
}

/// Copies and versions together: a copy of a version is kin to every version.
struct Kinship {
    /// Of each group of copies that has versions of a story in it: what stands for the story.
    of_copies: FxHashMap<u32, u32>,
    links: Links,
}

impl Kinship {
    fn new(groups: &Groups) -> Self {
        let mut links = Links::default();
        let mut of_copies: FxHashMap<u32, u32> = FxHashMap::default();
        for group in groups.all_copies() {
            let Some(copies) = group.first().and_then(|member| member.copies) else { continue };
            for story in group.iter().filter_map(|member| member.story) {
                let other = *of_copies.entry(copies).or_insert(story);
                links.join(other, story);
            }
        }
        Self { of_copies, links }
    }

    fn of(&mut self, member: Member<'_>) -> Option<u64> {
        const OF_COPIES: u64 = 1 << 62;
        let story = member.copies.and_then(|copies| self.of_copies.get(&copies).copied()).or(member.story);
        match story {
            Some(story) => Some(self.links.root(story).into()),
            None => Some(OF_COPIES | u64::from(member.copies?)),
        }
    }
}

/// Stories that share a group of copies are one: the least number stands for all.
#[derive(Default)]
struct Links(FxHashMap<u32, u32>);

impl Links {
    fn root(&mut self, story: u32) -> u32 {
        let mut at = story;
        while let Some(&next) = self.0.get(&at) {
            // Links are shortened on the way, so that long chains are walked once.
            if let Some(&after) = self.0.get(&next) {
                self.0.insert(at, after);
            }
            at = next;
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.0.insert(a.max(b), a.min(b));
        }
    }
}
