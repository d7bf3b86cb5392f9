//! A tantivy directory whose files are read where they are asked for instead of mapped: for who writes.
//!
//! Who merges segments looks at every byte of them. Mapped, they would all count as memory of the process until the
//! merge is done, however large the archive has become. Read at their places, of the lists those of one term are in
//! memory at a time, of the stored texts those of one segment; nothing else differs from the mapped directory beneath.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
};

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Unmapped {
    root: PathBuf,
    /// Does everything but read.
    mapped: MmapDirectory,
}

impl Unmapped {
    pub(super) fn open(root: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self { root: root.to_owned(), mapped: MmapDirectory::open(root)? })
    }
}

impl Directory for Unmapped {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match ReadFile::open(&self.root.join(path)) {
            Ok(file) => Ok(Arc::new(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(OpenReadError::FileDoesNotExist(path.to_owned()))
            }
            Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.mapped.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.mapped.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.mapped.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.mapped.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.mapped.watch(callback)
    }
}

/// Bytes read at once by who reads on where they ended: the lists of rare terms lie one after the other, most of them
/// shorter than a question to the system is worth.
const WINDOW_BYTES: usize = 16 << 10;

/// A file that is read where it is asked for. It can be read until it is dropped, also where it was deleted meanwhile.
#[derive(Debug)]
pub(super) struct ReadFile {
    file: File,
    length: usize,
    window: Mutex<Window>,
}

/// Some bytes of a file, where they begin, and where the last reading ended.
#[derive(Debug, Default)]
struct Window {
    start: usize,
    bytes: Vec<u8>,
    last: usize,
}

impl ReadFile {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        Ok(Self { file, length, window: Mutex::default() })
    }

    fn read(&self, range: Range<usize>) -> io::Result<Vec<u8>> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let is_near = (window.last..window.last + WINDOW_BYTES).contains(&range.start);
        window.last = range.end;
        if !window.holds(&range) {
            if !is_near || range.len() > WINDOW_BYTES / 2 {
                drop(window);
                let mut bytes = vec![0; range.len()];
                read_exact_at(&self.file, &mut bytes, range.start)?;
                return Ok(bytes);
            }
            let end = self.length.min(range.start + WINDOW_BYTES).max(range.end);
            window.fill(&self.file, range.start..end)?;
        }
        Ok(window.bytes[range.start - window.start..][..range.len()].to_vec())
    }
}

impl Window {
    fn holds(&self, range: &Range<usize>) -> bool {
        self.start <= range.start && range.end <= self.start + self.bytes.len()
    }

    fn fill(&mut self, file: &File, range: Range<usize>) -> io::Result<()> {
        self.start = range.start;
        self.bytes.resize(range.len(), 0);
        let outcome = read_exact_at(file, &mut self.bytes, range.start);
        if outcome.is_err() {
            self.bytes.clear();
        }
        outcome
    }
}

impl HasLen for ReadFile {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for ReadFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        self.read(range).map(OwnedBytes::new)
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], start: usize) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start as u64)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], start: usize) -> io::Result<()> {
    let mut start = start as u64;
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, start) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => (bytes, start) = (&mut bytes[n..], start + n as u64),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;
    use tantivy::collector::{Count, DocSetCollector};
    use tantivy::directory::INDEX_WRITER_LOCK;
    use tantivy::merge_policy::NoMergePolicy;
    use tantivy::query::{PhraseQuery, TermQuery};
    use tantivy::schema::{FAST, INDEXED, IndexRecordOption, STORED, STRING, Schema, TEXT, Value};
    use tantivy::{Index, IndexWriter, TantivyDocument, Term};

    fn content(length: usize) -> Vec<u8> {
        (0..length).map(|n| (n * n / 7 + n) as u8).collect()
    }

    proptest! {
        #[test]
        fn every_range_is_what_the_mapped_file_has(
            length in 0usize..100_000,
            ranges in prop::collection::vec((any::<prop::sample::Index>(), 0usize..40_000, any::<bool>()), 1..60),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let (mapped, own) = (MmapDirectory::open(folder.path()).unwrap(), Unmapped::open(folder.path()).unwrap());
            let path = Path::new("some.pos");
            let mut out = own.open_write(path).unwrap();
            out.write_all(&content(length)).unwrap();
            tantivy::directory::TerminatingWrite::terminate(out).unwrap();
            let (mapped, own) = (mapped.open_read(path).unwrap(), own.open_read(path).unwrap());
            prop_assert_eq!((mapped.len(), own.len()), (length, length));
            let mut last = 0;
            for (at, n_bytes, reads_on) in ranges {
                // As merges read: on from where they ended, a little at a time, and now and then elsewhere.
                let start = if reads_on { last } else { at.index(length + 1) };
                let n_bytes = if reads_on { n_bytes % 300 } else { n_bytes };
                let range = start..(start + n_bytes).min(length);
                last = range.end;
                let expected = mapped.read_bytes_slice(range.clone()).unwrap();
                let read = own.read_bytes_slice(range).unwrap();
                prop_assert_eq!(expected.as_slice(), read.as_slice());
            }
        }
    }

    #[test]
    fn a_file_that_is_open_can_be_read_after_it_was_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let directory = Unmapped::open(folder.path()).unwrap();
        let path = Path::new("some.pos");
        assert!(matches!(directory.open_read(path), Err(OpenReadError::FileDoesNotExist(_))));
        std::fs::write(folder.path().join(path), content(50_000)).unwrap();
        let file = directory.open_read(path).unwrap();
        directory.delete(path).unwrap();
        assert!(!directory.exists(path).unwrap());
        assert_eq!(file.read_bytes().unwrap().as_slice(), content(50_000));
        // One that was cut short is an error, not what was there before.
        std::fs::write(folder.path().join(path), content(50_000)).unwrap();
        let file = directory.open_read(path).unwrap();
        std::fs::write(folder.path().join(path), content(10)).unwrap();
        assert!(file.read_bytes_slice(0..100).is_err());
        assert!(file.read_bytes_slice(100..200).is_err());
    }

    #[test]
    fn who_writes_keeps_others_out() {
        let folder = tempfile::tempdir().unwrap();
        let (own, mapped) = (Unmapped::open(folder.path()).unwrap(), MmapDirectory::open(folder.path()).unwrap());
        let lock = own.acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        assert!(matches!(mapped.acquire_lock(&INDEX_WRITER_LOCK), Err(LockError::LockBusy)));
        assert!(matches!(own.acquire_lock(&INDEX_WRITER_LOCK), Err(LockError::LockBusy)));
        drop(lock);
        drop(mapped.acquire_lock(&INDEX_WRITER_LOCK).unwrap());
    }

    /// Four segments, of some of which documents are deleted, merged into one; what is found in it.
    fn merged(directory: impl Directory) -> Vec<(usize, Vec<String>)> {
        let mut fields = Schema::builder();
        let id = fields.add_text_field("id", STRING | STORED | FAST);
        let body = fields.add_text_field("body", TEXT | STORED);
        let number = fields.add_u64_field("number", FAST | INDEXED);
        let index = Index::builder().schema(fields.build()).open_or_create(directory).unwrap();
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let words = ["river", "market", "wall", "of", "the", "town"];
        for segment in 0..4usize {
            for n in 0..300 {
                let mut document = TantivyDocument::new();
                document.add_text(id, format!("{segment}-{n}"));
                let text = (0..60).map(|at| words[(n * at + segment * 5 + at / 7) % words.len()]);
                document.add_text(body, text.collect::<Vec<_>>().join(" "));
                document.add_u64(number, (n * segment) as u64);
                writer.add_document(document).unwrap();
            }
            writer.commit().unwrap();
        }
        for n in (0..300).step_by(7) {
            writer.delete_term(Term::from_field_text(id, &format!("1-{n}")));
        }
        writer.commit().unwrap();
        let segments = index.searchable_segment_ids().unwrap();
        assert_eq!(segments.len(), 4);
        writer.merge(&segments).wait().unwrap();
        let searcher = index.reader().unwrap().searcher();
        assert_eq!(searcher.segment_readers().len(), 1);
        let term = |word: &str| Term::from_field_text(body, word);
        let mut found = Vec::new();
        for word in words {
            let count = searcher.search(&TermQuery::new(term(word), IndexRecordOption::Basic), &Count).unwrap();
            let phrase = PhraseQuery::new(vec![term(word), term("the")]);
            let addresses = searcher.search(&phrase, &DocSetCollector).unwrap();
            let stored = |address| searcher.doc::<TantivyDocument>(address).unwrap();
            let mut ids: Vec<String> = addresses
                .into_iter()
                .map(|at| stored(at).get_first(id).unwrap().as_str().unwrap().to_owned())
                .collect();
            ids.sort();
            found.push((count, ids));
        }
        found
    }

    #[test]
    fn what_is_merged_through_it_is_found_as_it_was() {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let mapped = merged(MmapDirectory::open(folders[0].path()).unwrap());
        assert!(mapped.iter().all(|(count, _)| *count > 500) && mapped.iter().any(|(_, ids)| ids.len() > 100));
        assert_eq!(merged(Unmapped::open(folders[1].path()).unwrap()), mapped);
    }
}
