//! The signatures of an archive, in files of which a newer one replaces what an older one says.
//!
//! Files are read through, or at single places; none is held in memory, since all of them grow with the archive.

use super::across::salt;
use super::signature::Signature;
use super::sketch::Sketch;
use std::io;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use tantivy::HasLen;
use tantivy::directory::FileSlice;

/// Signatures where they lie.
#[derive(Default)]
pub(super) struct Shelf {
    files: Vec<FileSlice>,
    /// For each file, the number of the index it is of.
    of: Vec<usize>,
    /// Why a signature could not be read: see [`Shelf::check`].
    fault: Mutex<Option<io::Error>>,
}

/// What is held of each article while groups are made, 56 bytes; the rest is read where it is needed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    pub(super) key: u64,
    pub(super) words: u64,
    pub(super) story: u64,
    pub(super) title: u64,
    place: Place,
    length: u32,
    pub(super) n_words: u32,
    day: i32,
    pub(super) revision: u16,
    pub(super) n_shingles: u8,
    flags: u8,
}

/// The number of a file, and an offset in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u64);

impl Place {
    const OFFSET_BITS: u32 = 48;

    fn new(file: usize, offset: usize) -> Self {
        Self((file as u64) << Self::OFFSET_BITS | offset as u64)
    }

    fn file(self) -> usize {
        (self.0 >> Self::OFFSET_BITS) as usize
    }

    fn offset(self) -> usize {
        (self.0 & ((1 << Self::OFFSET_BITS) - 1)) as usize
    }
}

impl Shelf {
    /// Puts a file of signatures on the shelf, newer than those that stand there.
    pub(super) fn add(&mut self, signatures: FileSlice) {
        self.add_of(0, signatures);
    }

    /// The same for one of several indexes, by its number: what one of them says of an id is nothing to the others.
    pub(super) fn add_of(&mut self, index: usize, signatures: FileSlice) {
        self.files.push(signatures);
        self.of.push(index);
    }

    fn index_of(&self, row: &Row) -> usize {
        self.of[row.place.file()]
    }

    /// The articles that are not gone, in the order of their keys.
    pub(super) fn rows(&self) -> io::Result<Vec<Row>> {
        let mut rows = self.last_words()?;
        rows.retain(|row| !row.is_gone());
        Ok(rows)
    }

    /// The same of several indexes, and what the keys of each were changed by since another had given one of its ids.
    pub(super) fn rows_of(&self, n_indexes: usize) -> io::Result<(Vec<Row>, Vec<u64>)> {
        let mut rows = self.rows()?;
        let mut salts = vec![0; n_indexes];
        for two in rows.windows(2).filter(|two| two[0].key == two[1].key) {
            let later = self.index_of(&two[1]);
            salts[later] = salt(later);
        }
        rows.iter_mut().for_each(|row| row.key ^= salts[self.index_of(row)]);
        rows.sort_unstable_by_key(|row| row.key);
        Ok((rows, salts))
    }

    /// The last word on each article, in the order of their keys.
    fn last_words(&self) -> io::Result<Vec<Row>> {
        let mut n_rows = 0;
        self.for_each(&mut |_, _, _| n_rows += 1)?;
        let mut rows: Vec<Row> = Vec::with_capacity(n_rows);
        self.for_each(&mut |file, range, signature| {
            rows.push(Row::of(signature, Place::new(file, range.start), range.len()));
        })?;
        rows.sort_unstable_by_key(|row| (row.key, self.index_of(row), std::cmp::Reverse(row.place)));
        rows.dedup_by_key(|row| (row.key, self.index_of(row)));
        Ok(rows)
    }

    /// Calls `visit` with every signature, the number of its file and its place there.
    fn for_each(&self, visit: &mut dyn FnMut(usize, Range<usize>, &Signature)) -> io::Result<()> {
        for (number, file) in self.files.iter().enumerate() {
            let mut walk = Walk::new(file);
            while let Some((range, signature)) = walk.next()? {
                visit(number, range, &signature);
            }
        }
        Ok(())
    }

    /// Calls `visit` with the last word on each article.
    pub(super) fn for_each_last(&self, visit: &mut dyn FnMut(&Signature) -> io::Result<()>) -> io::Result<()> {
        let mut rows = self.last_words()?;
        rows.sort_unstable_by_key(Row::place);
        rows.iter().try_for_each(|row| visit(&self.read(row)?))
    }

    /// The signature behind a row; none where it cannot be read, which [`Shelf::check`] tells.
    pub(super) fn signature(&self, row: &Row) -> Signature {
        self.read(row).unwrap_or_else(|error| {
            self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            Signature::default()
        })
    }

    pub(super) fn sketch(&self, row: &Row) -> Sketch {
        self.signature(row).sketch
    }

    fn read(&self, row: &Row) -> io::Result<Signature> {
        let offset = row.place.offset();
        let bytes = self.files[row.place.file()].read_bytes_slice(offset..offset + row.length as usize)?;
        Signature::read(&mut bytes.as_slice()).ok_or_else(damaged)
    }

    /// Whether every signature that was asked for could be read. Whoever asked for some asks this before they believe them.
    pub(super) fn check(self) -> io::Result<()> {
        self.fault.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it does not hold signatures")
}

/// The signatures of a file one after the other.
struct Walk<'f> {
    file: &'f FileSlice,
    /// A part of it.
    bytes: Vec<u8>,
    /// Where that begins.
    start: usize,
    /// Where the next signature begins.
    at: usize,
}

impl<'f> Walk<'f> {
    /// Bytes read at once; more where one signature is longer.
    const PART_BYTES: usize = 256 << 10;

    fn new(file: &'f FileSlice) -> Self {
        Self { file, bytes: Vec::new(), start: 0, at: 0 }
    }

    /// The next signature and where it lies.
    fn next(&mut self) -> io::Result<Option<(Range<usize>, Signature)>> {
        loop {
            let whole = &self.bytes[self.at - self.start..];
            let mut rest = whole;
            if let Some(signature) = Signature::read(&mut rest) {
                let range = self.at..self.at + whole.len() - rest.len();
                self.at = range.end;
                return Ok(Some((range, signature)));
            }
            if self.at + whole.len() == self.file.len() {
                return if whole.is_empty() { Ok(None) } else { Err(damaged()) };
            }
            let end = self.file.len().min(self.at + Self::PART_BYTES.max(2 * whole.len()));
            self.bytes = self.file.read_bytes_slice(self.at..end)?.as_slice().to_vec();
            self.start = self.at;
        }
    }
}

impl Row {
    const IS_GONE: u8 = 1;
    const IS_KILL: u8 = 2;
    const IS_MARKED: u8 = 4;
    const IS_SOURCED: u8 = 8;

    fn of(signature: &Signature, place: Place, length: usize) -> Self {
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        Self {
            key: signature.key,
            words: signature.sketch.words,
            story: signature.story,
            title: signature.title,
            place,
            // No id is longer than four gigabytes.
            length: u32::try_from(length).unwrap_or(u32::MAX),
            n_words: signature.sketch.n_words,
            day: i32::try_from(signature.day).unwrap_or(if signature.day < 0 { i32::MIN } else { i32::MAX }),
            revision: signature.revision.number,
            n_shingles: u8::try_from(signature.sketch.shingles.len()).unwrap_or(u8::MAX),
            flags: flag(signature.is_gone, Self::IS_GONE)
                | flag(signature.revision.is_kill, Self::IS_KILL)
                | flag(signature.revision.is_marked, Self::IS_MARKED)
                | flag(signature.is_sourced, Self::IS_SOURCED),
        }
    }

    /// Where its signature lies.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// See [`Signature::day`].
    pub(super) fn day(&self) -> i64 {
        if self.day == i32::MAX { i64::MAX } else { self.day.into() }
    }

    fn is_gone(&self) -> bool {
        self.flags & Self::IS_GONE != 0
    }

    pub(super) fn is_kill(&self) -> bool {
        self.flags & Self::IS_KILL != 0
    }

    pub(super) fn is_marked(&self) -> bool {
        self.flags & Self::IS_MARKED != 0
    }

    pub(super) fn is_sourced(&self) -> bool {
        self.flags & Self::IS_SOURCED != 0
    }
}
