//! What the index knows of the articles of one file, while that file is read again.
//!
//! A file may hold millions: each article is looked up when its turn comes, and a bit is kept of those that were met.

use super::Error;
use super::manifest::{INSIDE, Manifest};
use super::reader::{KnownArticle, Reader};
use std::collections::BTreeMap;
use tantivy::DocAddress;

/// See the module.
pub(super) struct KnownOfFile<'b> {
    /// `None` where the index has nothing of the file.
    reader: Option<&'b Reader>,
    manifest: &'b Manifest,
    file: &'b str,
    met: Addresses,
}

impl<'b> KnownOfFile<'b> {
    pub(super) fn new(reader: Option<&'b Reader>, manifest: &'b Manifest, file: &'b str) -> Self {
        let reader = reader.filter(|_| manifest.files.contains_key(file));
        Self { reader, manifest, file, met: Addresses::default() }
    }

    /// What is known of the article with that id, the first time it is asked for.
    pub(super) fn meet(&mut self, id: &str) -> Result<Option<KnownArticle>, Error> {
        let found = self.find(id)?;
        if let Some((address, _)) = found {
            self.met.add(address);
        }
        Ok(found.map(|(_, known)| known))
    }

    /// Whether an article with that id is known and was not met.
    pub(super) fn has_unmet(&self, id: &str) -> Result<bool, Error> {
        self.find(id).map(|found| found.is_some())
    }

    fn find(&self, id: &str) -> Result<Option<(DocAddress, KnownArticle)>, Error> {
        let Some(reader) = self.reader else { return Ok(None) };
        let Some(address) = reader.find(id)?.filter(|&address| !self.met.has(address)) else { return Ok(None) };
        let known = reader.known_article(address)?;
        let inside = known.path.strip_prefix(self.file).is_some_and(|rest| rest.is_empty() || rest.starts_with(INSIDE));
        let is_own = inside && self.manifest.file_of(&known.path).is_none_or(|file| file == self.file);
        Ok(is_own.then_some((address, known)))
    }

    /// Calls `visit` with every article of the file that was not met, in the order of the index, until it returns `false`.
    pub(super) fn for_each_unmet(&self, visit: &mut dyn FnMut(KnownArticle) -> bool) -> Result<(), Error> {
        let Some(reader) = self.reader else { return Ok(()) };
        let mut is_wanted = true;
        reader.for_each_of(self.file, self.manifest, &mut |address| {
            if is_wanted && !self.met.has(address) {
                is_wanted = visit(reader.known_article(address)?);
            }
            Ok(())
        })
    }

    /// Whether the file has articles elsewhere than at `addresses`.
    pub(super) fn has_others_than(&self, addresses: &Addresses) -> Result<bool, Error> {
        let Some(reader) = self.reader else { return Ok(false) };
        let mut has_others = false;
        reader.for_each_of(self.file, self.manifest, &mut |address| {
            has_others |= !addresses.has(address);
            Ok(())
        })?;
        Ok(has_others)
    }
}

/// Places of articles in the index: a bit for each document near one of them.
#[derive(Debug, Default)]
pub(super) struct Addresses(BTreeMap<(u32, u32), Box<[u64; WORDS]>>);

/// Words of bits that are kept together.
const WORDS: usize = 1 << 8;

impl Addresses {
    pub(super) fn add(&mut self, address: DocAddress) {
        let (part, word, bit) = Self::place(address);
        self.0.entry(part).or_insert_with(|| Box::new([0; WORDS]))[word] |= bit;
    }

    pub(super) fn has(&self, address: DocAddress) -> bool {
        let (part, word, bit) = Self::place(address);
        self.0.get(&part).is_some_and(|words| words[word] & bit != 0)
    }

    fn place(DocAddress { segment_ord, doc_id }: DocAddress) -> ((u32, u32), usize, u64) {
        let (word, bit) = (doc_id / u64::BITS, doc_id % u64::BITS);
        ((segment_ord, word / WORDS as u32), word as usize % WORDS, 1 << bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn what_was_added_is_there_and_nothing_else(
            added in prop::collection::vec((0u32..3, 0u32..200_000), 0..80),
            asked in prop::collection::vec((0u32..3, 0u32..200_000), 0..80),
        ) {
            let mut addresses = Addresses::default();
            added.iter().for_each(|&(segment, doc)| addresses.add(DocAddress::new(segment, doc)));
            let expected: BTreeSet<(u32, u32)> = added.iter().copied().collect();
            let near = added.iter().flat_map(|&(segment, doc)| [(segment, doc + 1), (segment + 1, doc), (segment, doc ^ 64)]);
            for (segment, doc) in near.chain(asked).chain(added.iter().copied()) {
                prop_assert_eq!(addresses.has(DocAddress::new(segment, doc)), expected.contains(&(segment, doc)));
            }
        }
    }
}
