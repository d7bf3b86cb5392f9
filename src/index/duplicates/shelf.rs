//! The signatures of an archive, in files of which a newer one replaces what an older one says.

use super::signature::Signature;
use super::sketch::Sketch;
use tantivy::directory::OwnedBytes;

/// Signatures where they lie: in files given to memory by the system, or in memory itself.
#[derive(Default)]
pub(super) struct Shelf {
    files: Vec<OwnedBytes>,
}

/// What is held of each article while groups are made: everything but its sketch and its id.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    pub(super) key: u64,
    pub(super) words: u64,
    pub(super) story: u64,
    pub(super) title: u64,
    pub(super) day: i64,
    pub(super) version: u64,
    pub(super) updated: i64,
    pub(super) n_words: u32,
    pub(super) n_shingles: u32,
    pub(super) revision: u16,
    pub(super) is_kill: bool,
    pub(super) is_marked: bool,
    pub(super) is_sourced: bool,
    is_gone: bool,
    file: u32,
    offset: u64,
}

impl Shelf {
    /// Puts a file of signatures on the shelf, newer than those that stand there.
    pub(super) fn add(&mut self, signatures: OwnedBytes) {
        self.files.push(signatures);
    }

    /// The articles that are not gone, in the order of their keys; `None` where the files are damaged.
    pub(super) fn rows(&self) -> Option<Vec<Row>> {
        let mut rows = self.last_words()?;
        rows.retain(|row| !row.is_gone);
        Some(rows)
    }

    /// The last word on each article, in the order of their keys.
    fn last_words(&self) -> Option<Vec<Row>> {
        let mut rows: Vec<Row> = Vec::new();
        for (file, bytes) in (0u32..).zip(&self.files) {
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let offset = (bytes.len() - rest.len()) as u64;
                rows.push(Row { file, offset, ..Row::of(&Signature::read(&mut rest)?) });
            }
        }
        rows.sort_unstable_by_key(|row| (row.key, std::cmp::Reverse((row.file, row.offset))));
        rows.dedup_by_key(|row| row.key);
        Some(rows)
    }

    /// Calls `visit` with the last word on each article; `Ok(false)` where the files are damaged.
    pub(super) fn for_each_last(
        &self,
        visit: &mut dyn FnMut(&Signature) -> std::io::Result<()>,
    ) -> std::io::Result<bool> {
        let Some(mut rows) = self.last_words() else { return Ok(false) };
        rows.sort_unstable_by_key(|row| (row.file, row.offset));
        rows.iter().try_for_each(|row| visit(&self.signature(row)))?;
        Ok(true)
    }

    /// The signature behind a row.
    pub(super) fn signature(&self, row: &Row) -> Signature {
        let bytes = self.files[row.file as usize].as_slice();
        Signature::read(&mut &bytes[row.offset as usize..]).expect("it was read there before")
    }

    pub(super) fn sketch(&self, row: &Row) -> Sketch {
        self.signature(row).sketch
    }
}

impl Row {
    fn of(signature: &Signature) -> Self {
        Self {
            key: signature.key,
            words: signature.sketch.words,
            story: signature.story,
            title: signature.title,
            day: signature.day,
            version: signature.version,
            updated: signature.updated,
            n_words: signature.sketch.n_words,
            n_shingles: signature.sketch.shingles.len() as u32,
            revision: signature.revision.number,
            is_kill: signature.revision.is_kill,
            is_marked: signature.revision.is_marked,
            is_sourced: signature.is_sourced,
            is_gone: signature.is_gone,
            file: 0,
            offset: 0,
        }
    }
}
