//! Which of the articles that match are not alone: each is looked up among the groups of the archive, by its key.

use super::Searcher;
use super::columns::first_values;
use crate::index::duplicates::{Groups, Member};
use crate::index::schema::{FIELDS, u64_column};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader};

/// How many documents are looked up at once.
pub(super) const AT_ONCE: usize = 1024;

/// The articles of a segment that are not alone.
pub(super) struct Kin<'g> {
    groups: &'g Groups,
    known: &'g KnownKeys,
    ties: Column<u64>,
    /// What a tie is changed by to be a key of the groups.
    salt: u64,
    keys: Vec<Option<u64>>,
}

impl<'g> Kin<'g> {
    pub(super) fn open(searcher: &'g Searcher, reader: &SegmentReader) -> tantivy::Result<Self> {
        let (groups, salt) = (searcher.reader().groups(), searcher.reader().salt(reader.segment_id()));
        let ties = u64_column(reader, FIELDS.tie)?;
        Ok(Self { groups, known: searcher.known_keys(), ties, salt, keys: Vec::new() })
    }

    pub(super) fn of(&self, article: DocId) -> Option<Member<'g>> {
        if self.groups.is_empty() { None } else { self.groups.of(self.ties.first(article)? ^ self.salt) }
    }

    /// The same of each of some articles, which ascend, into `out`.
    pub(super) fn of_each(&mut self, articles: &[DocId], out: &mut Vec<Option<Member<'g>>>) {
        out.clear();
        if self.groups.is_empty() {
            out.resize(articles.len(), None);
            return;
        }
        first_values(&self.ties, articles, &mut self.keys);
        let (groups, salt) = (self.groups, self.salt);
        let keys = self.keys.iter().map(|key| key.map(|key| key ^ salt));
        match self.known.table(groups, articles.len()) {
            Some(table) => out.extend(keys.map(|key| groups.member(table.find(key?)?))),
            None => out.extend(keys.map(|key| groups.of(key?))),
        }
    }
}

/// The keys of all articles that are not alone, in a table that is made where a search asks for enough of them.
#[derive(Default)]
pub(super) struct KnownKeys {
    n_asked: AtomicUsize,
    table: OnceLock<Table>,
}

impl KnownKeys {
    /// The table, where it is worth while after `n` more lookups: it takes about as long to make as one in sixteen of its keys to
    /// find where the groups lie.
    fn table(&self, groups: &Groups, n: usize) -> Option<&Table> {
        if let Some(table) = self.table.get() {
            return Some(table);
        }
        let n_asked = self.n_asked.fetch_add(n, Ordering::Relaxed) + n;
        let is_worth_it = n_asked > groups.keys().len() / 16;
        is_worth_it.then(|| self.table.get_or_init(|| Table::of(groups.keys())))
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
