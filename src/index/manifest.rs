//! Which files the articles came from, as they were when they were read; and what each commit says of itself.
//!
//! The segments and the manifest are two stores with one commit: `manifest-N` is written and made durable first,
//! then the segments are committed with N in the commit's payload. A reader follows the payload, so it never sees the
//! one without the other, whenever the writer is killed.

use super::Error;
use super::duplicates::GroupsAt;
use super::files::{delete_files, sync_folder};
use super::roots::KnownRoots;
use super::schema::FORMAT_VERSION;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Names the code and the lists that decide what an index holds.
pub const FINGERPRINT: &str = env!("DATELINE_FINGERPRINT");

/// What a commit says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Commit {
    /// Number of its manifest.
    pub manifest: u64,
    /// Version of the format.
    pub format: u32,
    /// Version of the program that made it.
    pub version: String,
    /// [`FINGERPRINT`] of the program that made it.
    pub fingerprint: String,
    /// The options that decide what is extracted, as text.
    pub options: String,
    /// When the run began, in nanoseconds since 1970.
    pub started_ns: i64,
    /// See [`Manifest::places`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub places: u64,
    /// Counts of files.
    pub files: FileCounts,
    /// Its copies and versions; `None` where no such groups were made.
    pub groups: Option<GroupsAt>,
    /// What the folders of the archive are called, and what was said of each.
    #[serde(skip_serializing_if = "KnownRoots::is_empty")]
    pub roots: KnownRoots,
}

/// How many files the index knows, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileCounts {
    /// Files walked, in this run or before.
    pub n_files: u64,
    /// Articles that came of them.
    pub n_articles: u64,
    /// Files and records that could not be read.
    pub n_failed: u64,
    /// Files and records that hold no article.
    pub n_skipped: u64,
    /// Files that are gone, whose articles are still found.
    pub n_missing: u64,
    /// Files whose articles are due to be extracted anew: see [`FileRecord::is_stale`].
    pub n_stale: u64,
}

impl Commit {
    /// The commit that names `manifest`, made by this program.
    pub(super) fn new(manifest: u64, options: String, contents: &Manifest) -> Self {
        Self {
            manifest,
            format: FORMAT_VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            fingerprint: FINGERPRINT.to_owned(),
            options,
            started_ns: contents.started_ns,
            places: contents.places,
            files: contents.counts(),
            groups: None,
            roots: contents.roots.clone(),
        }
    }

    /// What several commits say of themselves together: of counts the sum, of what made them the first that differs from
    /// this program, of the rest what the first says.
    pub(super) fn joined<'a>(commits: impl Iterator<Item = &'a Self>) -> Self {
        let add = |mut all: Self, commit: &Self| {
            let (sum, files) = (&mut all.files, commit.files);
            sum.n_files += files.n_files;
            sum.n_articles += files.n_articles;
            sum.n_failed += files.n_failed;
            sum.n_skipped += files.n_skipped;
            sum.n_missing += files.n_missing;
            sum.n_stale += files.n_stale;
            all.manifest += commit.manifest;
            if all.fingerprint == FINGERPRINT {
                (all.fingerprint, all.version) = (commit.fingerprint.clone(), commit.version.clone());
            }
            all
        };
        let mut commits = commits;
        let first = commits.next().cloned().unwrap_or_default();
        commits.fold(Self { groups: None, ..first }, add)
    }

    pub(super) fn to_payload(&self) -> String {
        serde_json::to_string(self).expect("a commit has string keys only and writing to memory cannot fail")
    }

    /// An index without a payload was made and never committed to.
    pub(super) fn from_payload(payload: Option<&str>) -> Result<Self, Error> {
        let Some(payload) = payload else { return Ok(Self::default()) };
        serde_json::from_str(payload)
            .map_err(|error| Error::Damaged { what: "the last commit".to_owned(), why: error.to_string() })
    }

    /// Whether other code or other lists made some of what the index holds; indexing again makes it anew.
    pub fn is_stale(&self) -> bool {
        self.manifest > 0 && (self.fingerprint != FINGERPRINT || self.files.n_stale > 0)
    }

    /// Whether other code, other lists or other options made what the index holds.
    pub(super) fn is_made_otherwise(&self, options: &str) -> bool {
        self.manifest > 0 && (self.fingerprint != FINGERPRINT || self.options != options)
    }
}

/// Every file the index knows, by its path in the archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// When the run that wrote it began, in nanoseconds since 1970.
    pub started_ns: i64,
    /// The files.
    pub files: BTreeMap<String, FileRecord>,
    /// What the user put right: by content hash, the digest of the corrections that the index was made with.
    pub corrected: BTreeMap<String, u64>,
    /// What the folders of the archive are called, and what was said of each.
    pub roots: KnownRoots,
    /// The digest of the user's own places that the index was made with: 0 where there were none.
    pub places: u64,
    /// Articles that were taken out for good and are not to be indexed again, by id.
    pub forgotten: BTreeMap<String, Forgotten>,
}

/// What is left of an article that was taken out for good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Forgotten {
    /// The file that it was in.
    pub file: String,
    /// [`Article::content_hash`](crate::article::Article::content_hash) of it, by which it is known where its file is moved.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub content: String,
}

/// A file as it was when it was read, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileRecord {
    /// Bytes.
    pub size: u64,
    /// Last modification, in nanoseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_ns: Option<i64>,
    /// Articles that came of it.
    #[serde(skip_serializing_if = "is_zero")]
    pub n_articles: u64,
    /// How often it, or a record of it, could not be read.
    #[serde(skip_serializing_if = "is_zero")]
    pub n_failed: u64,
    /// How often it, or a record of it, held no article.
    #[serde(skip_serializing_if = "is_zero")]
    pub n_skipped: u64,
    /// Why, for the first [`FileRecord::MAX_NOTES`] of those.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Digest of the [`Settings`](super::Settings) it was read and extracted with.
    #[serde(skip_serializing_if = "is_zero")]
    pub settings: u64,
    /// Whether it came in a stream, and so is nowhere on disk.
    #[serde(skip_serializing_if = "is_false")]
    pub is_stream: bool,
    /// Whether it is gone from disk.
    #[serde(skip_serializing_if = "is_false")]
    pub is_missing: bool,
    /// Whether it was read to its end; where not, the next run reads it again.
    #[serde(skip_serializing_if = "is_false")]
    pub is_partial: bool,
    /// Whether other code, other lists or other options extracted its articles; the next run does so anew.
    #[serde(skip_serializing_if = "is_false")]
    pub is_stale: bool,
}

/// Why a file or a record of it came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What became of it.
    pub kind: NoteKind,
    /// Line, from 1, where the file holds records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Why.
    pub reason: String,
}

/// What became of a file or a record that came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteKind {
    /// It could not be read.
    Failed,
    /// It holds no article.
    Skipped,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

fn is_false(is: &bool) -> bool {
    !is
}

impl FileRecord {
    /// How many notes are kept of one file.
    pub const MAX_NOTES: usize = 100;

    /// Counts a failure or a skip.
    pub(super) fn note(&mut self, note: Note) {
        match note.kind {
            NoteKind::Failed => self.n_failed += 1,
            NoteKind::Skipped => self.n_skipped += 1,
        }
        if self.notes.len() < Self::MAX_NOTES {
            self.notes.push(note);
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    started_ns: i64,
    n_files: usize,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    corrected: BTreeMap<String, u64>,
    #[serde(default, skip_serializing_if = "is_zero")]
    places: u64,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    forgotten: BTreeMap<String, Forgotten>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    roots: KnownRoots,
}

#[derive(Serialize)]
struct LineOut<'a> {
    path: &'a str,
    #[serde(flatten)]
    record: &'a FileRecord,
}

#[derive(Deserialize)]
struct LineIn {
    path: String,
    #[serde(flatten)]
    record: FileRecord,
}

/// What stands between a container's path and that of its member.
pub(super) const INSIDE: &str = "!/";

/// What became of every file that was walked, and whether the articles that came of them are those the index holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reckoning {
    /// Files walked, in this run or before.
    pub n_files: u64,
    /// Those with an article.
    pub n_with_articles: u64,
    /// Those without one, of which something could not be read.
    pub n_failed: u64,
    /// Those without one, that were passed over for a reason.
    pub n_skipped: u64,
    /// Those that were not read to their end, without an article so far.
    pub n_under_way: u64,
    /// Articles that came of them.
    pub n_articles: u64,
    /// Articles in the index.
    pub n_held: u64,
}

impl Reckoning {
    /// Files of which nothing is known to have become.
    pub fn n_lost(&self) -> u64 {
        self.n_files - self.n_with_articles - self.n_failed - self.n_skipped - self.n_under_way
    }

    /// Whether every file came to something, and every article is held once.
    pub fn is_even(&self) -> bool {
        self.n_lost() == 0 && self.n_articles == self.n_held
    }
}

impl Manifest {
    /// Reckons every file up against the articles that the index holds.
    pub(super) fn reckon(&self, n_held: u64) -> Reckoning {
        let mut sum = Reckoning { n_held, n_files: self.files.len() as u64, ..Reckoning::default() };
        for file in self.files.values() {
            sum.n_articles += file.n_articles;
            let became = match file {
                FileRecord { n_articles: 1.., .. } => &mut sum.n_with_articles,
                FileRecord { n_failed: 1.., .. } => &mut sum.n_failed,
                FileRecord { n_skipped: 1.., .. } => &mut sum.n_skipped,
                FileRecord { is_partial: true, .. } => &mut sum.n_under_way,
                _ => continue,
            };
            *became += 1;
        }
        sum
    }

    /// When the file that an article's path leads to was modified last, in nanoseconds since 1970.
    pub fn modified_ns(&self, path: &str) -> Option<i64> {
        self.files.get(self.file_of(path)?)?.modified_ns
    }

    /// The file that an article's path lies in: itself, or the container it was taken from.
    pub(super) fn file_of<'a>(&self, path: &'a str) -> Option<&'a str> {
        // A folder's name may end as a container's does, and containers lie in each other: the longest that is known.
        let containers = path.rmatch_indices(INSIDE).map(|(at, _)| &path[..at]);
        std::iter::once(path).chain(containers).find(|path| self.files.contains_key(*path))
    }

    pub(super) fn counts(&self) -> FileCounts {
        let mut counts = FileCounts::default();
        for file in self.files.values() {
            counts.n_files += 1;
            counts.n_articles += file.n_articles;
            counts.n_failed += file.n_failed;
            counts.n_skipped += file.n_skipped;
            counts.n_missing += u64::from(file.is_missing);
            counts.n_stale += u64::from(file.is_stale);
        }
        counts
    }

    fn path(folder: &Path, number: u64) -> PathBuf {
        folder.join(format!("manifest-{number}"))
    }

    /// Writes the manifest of that number and makes it durable.
    pub(super) fn write(&self, folder: &Path, number: u64) -> Result<(), Error> {
        let path = Self::path(folder, number);
        self.write_to(&path).and_then(|()| sync_folder(folder)).map_err(Error::io("write", &path))
    }

    fn write_to(&self, path: &Path) -> io::Result<()> {
        let mut out = BufWriter::new(zstd::Encoder::new(File::create(path)?, 0)?);
        let header = Header {
            started_ns: self.started_ns,
            n_files: self.files.len(),
            corrected: self.corrected.clone(),
            places: self.places,
            forgotten: self.forgotten.clone(),
            roots: self.roots.clone(),
        };
        serde_json::to_writer(&mut out, &header)?;
        out.write_all(b"\n")?;
        for (path, record) in &self.files {
            serde_json::to_writer(&mut out, &LineOut { path, record })?;
            out.write_all(b"\n")?;
        }
        let encoder = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        encoder.finish()?.sync_all()
    }

    /// Reads the manifest of that number; number 0 is of an index that nothing was committed to.
    pub(super) fn read(folder: &Path, number: u64) -> Result<Self, Error> {
        if number == 0 {
            return Ok(Self::default());
        }
        let path = Self::path(folder, number);
        let damaged = |why: String| Error::Damaged { what: path.display().to_string(), why };
        let file = File::open(&path).map_err(Error::io("read", &path))?;
        let decoder = zstd::Decoder::new(file).map_err(Error::io("read", &path))?;
        let mut lines = BufReader::new(decoder).lines();
        let first = lines.next().unwrap_or_else(|| Ok(String::new())).map_err(Error::io("read", &path))?;
        let header: Header = serde_json::from_str(&first).map_err(|error| damaged(error.to_string()))?;
        let mut files = BTreeMap::new();
        for line in lines {
            let line = line.map_err(Error::io("read", &path))?;
            let line: LineIn = serde_json::from_str(&line).map_err(|error| damaged(error.to_string()))?;
            files.insert(line.path, line.record);
        }
        if files.len() != header.n_files {
            return Err(damaged(format!("{} of {} files are listed", files.len(), header.n_files)));
        }
        let Header { started_ns, corrected, places, forgotten, roots, n_files: _ } = header;
        Ok(Self { started_ns, files, corrected, places, roots, forgotten })
    }

    /// Deletes every manifest but that of `number`.
    pub(super) fn drop_others(folder: &Path, number: u64) -> Result<(), Error> {
        let kept = Self::path(folder, number);
        delete_files(folder, |name| name.starts_with("manifest-") && !kept.ends_with(name))
    }
}

#[cfg(test)]
mod tests {
    use super::super::roots::KnownRoot;
    use super::*;
    use std::fs;

    fn sample() -> Manifest {
        let mut failed = FileRecord { size: 3, ..FileRecord::default() };
        failed.note(Note { kind: NoteKind::Failed, line: Some(2), reason: "not JSON".to_owned() });
        let whole = FileRecord { size: 9, modified_ns: Some(-5), n_articles: 2, ..FileRecord::default() };
        let gone = FileRecord { is_missing: true, ..whole.clone() };
        let forgotten = Forgotten { file: "a.jsonl".to_owned(), content: "00fe".to_owned() };
        let files = [("a.jsonl", failed), ("b/c.txt", whole), ("é.txt", gone)];
        Manifest {
            started_ns: 7,
            files: files.map(|(path, record)| (path.to_owned(), record)).into(),
            corrected: BTreeMap::from([("00ff".to_owned(), u64::MAX)]),
            places: 7,
            roots: [("b".to_owned(), KnownRoot { path: Some("/x/b".to_owned()), ..KnownRoot::default() })].into(),
            forgotten: [("a.jsonl#9".to_owned(), forgotten)].into(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = sample();
        manifest.write(folder.path(), 4).unwrap();
        Manifest::default().write(folder.path(), 3).unwrap();
        Manifest::drop_others(folder.path(), 4).unwrap();
        assert_eq!(Manifest::read(folder.path(), 4).unwrap(), manifest);
        assert!(matches!(Manifest::read(folder.path(), 3), Err(Error::Io { action: "read", .. })));
        assert_eq!(Manifest::read(folder.path(), 0).unwrap(), Manifest::default());
    }

    #[test]
    fn a_manifest_cut_short_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        sample().write(folder.path(), 1).unwrap();
        let path = Manifest::path(folder.path(), 1);
        let bytes = fs::read(&path).unwrap();
        for length in 0..bytes.len() {
            fs::write(&path, &bytes[..length]).unwrap();
            assert!(Manifest::read(folder.path(), 1).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn every_file_is_reckoned_once() {
        let mut manifest = sample();
        let even = manifest.reckon(4);
        assert_eq!((even.n_files, even.n_with_articles, even.n_failed, even.n_skipped), (3, 2, 1, 0));
        assert!(even.is_even());
        assert!(!manifest.reckon(5).is_even(), "an article of no file");
        manifest.files.insert("lost.txt".to_owned(), FileRecord::default());
        assert_eq!(manifest.reckon(4).n_lost(), 1);
        assert!(!manifest.reckon(4).is_even());
    }

    #[test]
    fn a_member_of_a_container_belongs_to_its_file() {
        let manifest = sample();
        assert_eq!(manifest.file_of("b/c.txt"), Some("b/c.txt"));
        assert_eq!(manifest.file_of("a.jsonl!/b/x.zip!/c.txt"), Some("a.jsonl"));
        assert_eq!(manifest.file_of("b!/c.txt"), None);
    }

    #[test]
    fn counts_are_of_every_file() {
        let counts = sample().counts();
        assert_eq!(
            counts,
            FileCounts { n_files: 3, n_articles: 4, n_failed: 1, n_skipped: 0, n_missing: 1, n_stale: 0 }
        );
    }

    #[test]
    fn other_options_make_another_index() {
        let commit = Commit::new(1, "a".to_owned(), &Manifest::default());
        assert!(!commit.is_made_otherwise("a"));
        assert!(commit.is_made_otherwise("b"));
        assert_eq!(Commit::from_payload(Some(&commit.to_payload())).unwrap(), commit);
        assert!(!Commit::default().is_made_otherwise("a"), "an empty index was made by nobody");
    }
}
