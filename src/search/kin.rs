//! Which of the articles that match are not alone: each is looked up among the groups of the archive, by its key.
//!
//! Where a search asks for many articles of a segment, all that are not alone are listed once, in the order of documents; what
//! matches is then laid beside the list.

use super::Searcher;
use super::columns::first_values;
use crate::index::duplicates::{Groups, Member};
use crate::index::schema::{FIELDS, u64_column};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

/// How many documents are looked up at once.
pub(super) const AT_ONCE: usize = 1024;

/// To look one article up takes as long as to go by so many.
const BY_THE_WAY: usize = 8;

/// The articles of a segment that are not alone.
pub(super) struct Kin<'g> {
    groups: &'g Groups,
    known: &'g KnownKeys,
    of_segment: &'g OfSegment,
    ties: &'g Column<u64>,
    /// What a tie is changed by to be a key of the groups.
    salt: u64,
    keys: Vec<Option<u64>>,
}

impl<'g> Kin<'g> {
    pub(super) fn open(searcher: &'g Searcher, reader: &SegmentReader) -> tantivy::Result<Self> {
        let (groups, salt) = (searcher.reader().groups(), searcher.reader().salt(reader.segment_id()));
        let known = searcher.known_keys();
        let of_segment = known.of_segment(reader);
        let ties = of_segment.ties(reader)?;
        Ok(Self { groups, known, of_segment, ties, salt, keys: Vec::new() })
    }

    pub(super) fn of(&self, article: DocId) -> Option<Member<'g>> {
        if self.groups.is_empty() { None } else { self.groups.of(self.ties.first(article)? ^ self.salt) }
    }

    /// Calls `visit` with the place of each of some articles that is not alone. Articles must not descend.
    pub(super) fn for_each(&mut self, articles: &[DocId], mut visit: impl FnMut(usize, Member<'g>)) {
        if self.groups.is_empty() || articles.is_empty() {
            return;
        }
        if let Some(listed) = self.listed(articles.len()) {
            for_each_listed(listed, articles, |at, number| {
                self.groups.member(number).into_iter().for_each(|member| visit(at, member));
            });
            return;
        }
        first_values(self.ties, articles, &mut self.keys);
        let table = self.known.table(self.groups, articles.len());
        for (at, key) in self.keys.iter().enumerate() {
            let Some(key) = key.map(|key| key ^ self.salt) else { continue };
            let member = match table {
                Some(table) => table.find(key).and_then(|number| self.groups.member(number)),
                None => self.groups.of(key),
            };
            if let Some(member) = member {
                visit(at, member);
            }
        }
    }

    /// The same of each of some articles, into `out`.
    pub(super) fn of_each(&mut self, articles: &[DocId], out: &mut Vec<Option<Member<'g>>>) {
        out.clear();
        out.resize(articles.len(), None);
        self.for_each(articles, |at, member| out[at] = Some(member));
    }

    /// All articles of the segment that are not alone, where it is worth while after `n` more lookups.
    fn listed(&self, n: usize) -> Option<&'g [(DocId, u32)]> {
        let OfSegment { n_asked, listed, .. } = self.of_segment;
        if let Some(listed) = listed.get() {
            return Some(listed);
        }
        let n_asked = n_asked.fetch_add(n, Ordering::Relaxed) + n;
        let is_worth_it = n_asked > self.ties.values.num_vals() as usize / BY_THE_WAY;
        is_worth_it.then(|| listed.get_or_init(|| self.list()).as_slice())
    }

    fn list(&self) -> Vec<(DocId, u32)> {
        let table = self.known.made(self.groups);
        let (n_rows, mut ties) = (self.ties.values.num_vals(), vec![0; AT_ONCE]);
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        for first in (0..n_rows).step_by(AT_ONCE) {
            ties.truncate((n_rows - first) as usize);
            self.ties.values.get_range(u64::from(first), &mut ties);
            for (row, tie) in (first..).zip(&ties) {
                if let Some(number) = table.find(tie ^ self.salt) {
                    rows.push(row);
                    numbers.push(number);
                }
            }
        }
        // No article has more than one tie.
        self.ties.index.select_batch_in_place(0, &mut rows);
        rows.into_iter().zip(numbers).collect()
    }
}

/// Calls `visit` with the place of each of some articles that a list has, and its number there. Neither may descend.
fn for_each_listed(listed: &[(DocId, u32)], articles: &[DocId], mut visit: impl FnMut(usize, u32)) {
    let (Some(&first), Some(&last)) = (articles.first(), articles.last()) else { return };
    let listed = &listed[listed.partition_point(|(doc, _)| *doc < first)..];
    let mut listed = &listed[..listed.partition_point(|(doc, _)| *doc <= last)];
    // Whichever are fewer are gone through, and looked for among the others.
    if listed.len() < articles.len() {
        let mut at = 0;
        for &(doc, number) in listed {
            at += articles[at..].partition_point(|&article| article < doc);
            while articles.get(at) == Some(&doc) {
                visit(at, number);
                at += 1;
            }
        }
        return;
    }
    for (at, &article) in articles.iter().enumerate() {
        listed = &listed[listed.partition_point(|(doc, _)| *doc < article)..];
        match listed.first() {
            Some(&(doc, number)) if doc == article => visit(at, number),
            Some(_) => {}
            None => break,
        }
    }
}

/// What a search knows of a segment's articles.
#[derive(Default)]
pub(super) struct OfSegment {
    n_asked: AtomicUsize,
    ties: OnceLock<Column<u64>>,
    /// The articles that are not alone and their places among the members, by document.
    listed: OnceLock<Vec<(DocId, u32)>>,
}

impl OfSegment {
    /// What tells articles apart, of `reader`'s segment, whose this must be.
    pub(super) fn ties(&self, reader: &SegmentReader) -> tantivy::Result<&Column<u64>> {
        if let Some(ties) = self.ties.get() {
            return Ok(ties);
        }
        let ties = u64_column(reader, FIELDS.tie)?;
        Ok(self.ties.get_or_init(|| ties))
    }
}

/// The keys of all articles that are not alone, in a table that is made where a search asks for enough of them.
pub(super) struct KnownKeys {
    n_asked: AtomicUsize,
    table: OnceLock<Table>,
    of_segments: Vec<(SegmentId, OfSegment)>,
}

impl KnownKeys {
    /// Nothing yet, of an archive of these segments.
    pub(super) fn new(segments: &[SegmentReader]) -> Self {
        let of_segments = segments.iter().map(|reader| (reader.segment_id(), OfSegment::default())).collect();
        Self { n_asked: AtomicUsize::new(0), table: OnceLock::new(), of_segments }
    }

    /// What is known of a segment's articles.
    pub(super) fn of_segment(&self, reader: &SegmentReader) -> &OfSegment {
        let found = self.of_segments.iter().find(|(id, _)| *id == reader.segment_id());
        found.map(|(_, of_segment)| of_segment).expect("who searches a segment has it open")
    }

    fn made(&self, groups: &Groups) -> &Table {
        self.table.get_or_init(|| Table::of(groups.keys()))
    }

    /// The table, where it is worth while after `n` more lookups: it takes about as long to make as one in sixteen of its keys to
    /// find where the groups lie.
    fn table(&self, groups: &Groups, n: usize) -> Option<&Table> {
        if let Some(table) = self.table.get() {
            return Some(table);
        }
        let n_asked = self.n_asked.fetch_add(n, Ordering::Relaxed) + n;
        let is_worth_it = n_asked > groups.keys().len() / 16;
        is_worth_it.then(|| self.made(groups))
    }
}

/// Tells at a look that an article is alone, as most are, and at two more where among the members it is.
struct Table {
    /// One bit in sixteen is set, by the first bits of a key, which is a hash.
    bits: Vec<u64>,
    bit_shift: u32,
    /// All of them, ascending.
    keys: Vec<u64>,
    /// By the first bits of a key, where those that have them begin; then how many keys there are.
    starts: Vec<u32>,
    start_shift: u32,
}

impl Table {
    const BITS_FOR_KEY: usize = 16;
    const KEYS_FOR_START: usize = 4;

    fn of(keys: impl ExactSizeIterator<Item = u64>) -> Self {
        let n_bits = (keys.len() * Self::BITS_FOR_KEY).next_power_of_two().max(64);
        let n_starts = (keys.len() / Self::KEYS_FOR_START).next_power_of_two().max(2);
        let mut table = Self {
            bits: vec![0; n_bits / 64],
            bit_shift: 64 - n_bits.trailing_zeros(),
            keys: keys.collect(),
            starts: Vec::with_capacity(n_starts + 1),
            start_shift: 64 - n_starts.trailing_zeros(),
        };
        for (n, &key) in (0u32..).zip(&table.keys) {
            let bit = (key >> table.bit_shift) as usize;
            table.bits[bit / 64] |= 1 << (bit % 64);
            let start = (key >> table.start_shift) as usize;
            table.starts.resize(table.starts.len().max(start + 1), n);
        }
        table.starts.resize(n_starts + 1, table.keys.len() as u32);
        table
    }

    /// The place of a key among all.
    fn find(&self, key: u64) -> Option<u32> {
        let bit = (key >> self.bit_shift) as usize;
        if self.bits[bit / 64] >> (bit % 64) & 1 == 0 {
            return None;
        }
        let start = (key >> self.start_shift) as usize;
        let (first, end) = (self.starts[start], self.starts[start + 1]);
        (first..end).zip(&self.keys[first as usize..end as usize]).find(|(_, other)| **other == key).map(|(n, _)| n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> impl Strategy<Value = u64> {
        prop_oneof![4 => any::<u64>(), 1 => 0..40u64, 1 => u64::MAX - 40..]
    }

    proptest! {
        #[test]
        fn what_is_listed_is_found_wherever_it_stands(
            listed in prop::collection::btree_map(0..400u32, any::<u32>(), 0..200),
            mut articles in prop::collection::vec(0..400u32, 0..120),
        ) {
            articles.sort_unstable();
            let place = |(at, article)| Some((at, *listed.get(article)?));
            let expected: Vec<(usize, u32)> = articles.iter().enumerate().filter_map(place).collect();
            let by_document: Vec<(DocId, u32)> = listed.iter().map(|(&doc, &number)| (doc, number)).collect();
            let mut found = Vec::new();
            for_each_listed(&by_document, &articles, |at, number| found.push((at, number)));
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_table_has_its_keys_and_no_others(
            keys in prop::collection::btree_set(key(), 0..300),
            others in prop::collection::vec(key(), 60),
        ) {
            let keys: Vec<u64> = keys.into_iter().collect();
            let table = Table::of(keys.iter().copied());
            for key in keys.iter().copied().chain(others) {
                let expected = keys.binary_search(&key).ok();
                prop_assert_eq!(table.find(key).map(|n| n as usize), expected);
            }
        }
    }
}
