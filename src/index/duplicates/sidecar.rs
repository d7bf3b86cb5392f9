//! Signatures and groups on disk, beside the segments and with the same commit.
//!
//! ```text
//! signatures-7    what one commit added and took out; later ones count
//! signatures-9
//! groups-9        the groups found among them, and which files of signatures they are of
//! ```
//!
//! No file is written twice: a commit that changes articles writes its own signatures and the groups anew, makes them
//! durable, and only then says their number in its payload; a reader that has an older commit open keeps its file of groups,
//! also where that was deleted. Files of like size are merged, so that there are few. What is lost or damaged is made again
//! from the articles.

use super::super::Error;
use super::super::files::{delete_files, map, sync_folder};
use super::super::unmapped::ReadFile;
use super::SORTED_BYTES;
use super::across::drop_stale;
use super::groups::{GroupCounts, Groups, damaged};
use super::shelf::Shelf;
use super::signature::Signature;
use crate::article::Article;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::directory::FileSlice;

/// Where in a commit its groups are, and how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct GroupsAt {
    /// The number of the file.
    pub file: u64,
    /// What it says in short.
    pub counts: GroupCounts,
    /// Whether they are those of a commit before: a run that is under way, or was cut off, had not looked for them yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_older: bool,
}

const SIGNATURES: &str = "signatures";
const GROUPS: &str = "groups";
/// Where signatures are written until they are committed.
const SPOOL: &str = "signatures-new";
/// What a file begins with: its kind, and the version of its layout.
const SIGNATURES_MAGIC: &[u8; 8] = b"DLSIGNS1";
const GROUPS_MAGIC: &[u8; 8] = b"DLGROUP2";

fn path_of(folder: &Path, kind: &str, number: u64) -> PathBuf {
    folder.join(format!("{kind}-{number}"))
}

/// A file of signatures that groups were made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    number: u64,
    length: u64,
    pub(super) hash: [u8; 32],
}

/// Writes signatures while articles are put, and groups when they are committed.
pub(in super::super) struct Sidecar {
    folder: PathBuf,
    listed: Vec<Listed>,
    last: Option<GroupsAt>,
    /// Memory for finding groups.
    sorted_bytes: usize,
    spool: Mutex<Option<Spool>>,
}

struct Spool {
    out: BufWriter<File>,
    hash: blake3::Hasher,
    length: u64,
}

impl Sidecar {
    /// The sidecar of a commit in `folder`; `None` where it is lost, and the signatures of all articles are to be put.
    pub(in super::super) fn open(folder: &Path, at: Option<GroupsAt>) -> Option<Self> {
        let at = at?;
        let (listed, _) = read_groups(folder, at.file, is_whole).ok()?;
        let is_there = |file: &Listed| load(folder, file).is_ok();
        listed.iter().all(is_there).then(|| Self { listed, last: Some(at), ..Self::new(folder) })
    }

    /// A sidecar of no articles.
    pub(in super::super) fn new(folder: &Path) -> Self {
        let folder = folder.to_owned();
        Self { folder, listed: Vec::new(), last: None, sorted_bytes: SORTED_BYTES, spool: Mutex::default() }
    }

    /// The same, with so much memory for finding groups, beside what is held of each article.
    pub(in super::super) fn with_memory(self, sorted_bytes: usize) -> Self {
        Self { sorted_bytes, ..self }
    }

    /// Adds an article, or puts it in the place of what it was. Can be called by many threads at once.
    pub(in super::super) fn put(&self, article: &Article) -> Result<(), Error> {
        self.add(&Signature::of(article))
    }

    /// Takes an article out.
    pub(in super::super) fn delete(&self, id: &str) -> Result<(), Error> {
        self.add(&Signature::gone(id))
    }

    fn add(&self, signature: &Signature) -> Result<(), Error> {
        let mut bytes = Vec::with_capacity(512);
        signature.write(&mut bytes);
        let mut spool = self.spool.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.folder.join(SPOOL);
        let mut write = || {
            if spool.is_none() {
                *spool = Some(Spool::create(&path)?);
            }
            spool.as_mut().map_or(Ok(()), |spool| spool.write(&bytes))
        };
        write().map_err(Error::io("write", &path))
    }

    /// Writes the files of the commit with that number and makes them durable. What was `forgotten` is in none of them.
    pub(in super::super) fn prepare(&mut self, number: u64, is_forgetting: bool) -> Result<GroupsAt, Error> {
        let spool = self.take_spool(number)?;
        match self.last {
            Some(last) if spool.is_none() && !is_forgetting && !last.is_older => return Ok(last),
            _ => self.list(spool, number, is_forgetting)?,
        }
        let shelf = self.shelf()?;
        let find = || -> io::Result<Groups> {
            let rows = shelf.rows()?;
            let groups = Groups::find(&rows, &shelf, self.sorted_bytes);
            shelf.check().map(|()| groups)
        };
        let groups = find().map_err(Error::io("read", &self.folder.join(SIGNATURES)))?;
        self.write_groups(&groups, number)?;
        Ok(*self.last.insert(GroupsAt { file: number, counts: groups.counts(), is_older: false }))
    }

    /// The same for a commit in the middle of a run, which is not the time to look at the whole archive: what was put is
    /// durable, the groups stay those that were known.
    pub(in super::super) fn prepare_without_groups(&mut self, number: u64) -> Result<GroupsAt, Error> {
        let spool = self.take_spool(number)?;
        if let (None, Some(last)) = (&spool, self.last) {
            return Ok(last);
        }
        self.list(spool, number, false)?;
        let (known, counts) = match self.last {
            Some(last) => (groups(&self.folder, last)?, last.counts),
            None => (Groups::default(), GroupCounts::default()),
        };
        self.write_groups(&known, number)?;
        Ok(*self.last.insert(GroupsAt { file: number, counts, is_older: true }))
    }

    /// What was put since the last commit, made durable.
    fn take_spool(&mut self, number: u64) -> Result<Option<Listed>, Error> {
        let spool = self.spool.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        spool.map(|spool| spool.finish(number)).transpose().map_err(Error::io("write", &self.folder.join(SPOOL)))
    }

    /// Puts what was spooled among the files: merged with those that are not much larger, or with all.
    fn list(&mut self, spool: Option<Listed>, number: u64, is_forgetting: bool) -> Result<(), Error> {
        let mut n_kept = self.listed.len();
        let mut length = spool.as_ref().map_or(0, |spool| spool.length);
        while n_kept > 0 && (is_forgetting || self.listed[n_kept - 1].length < 2 * length) {
            n_kept -= 1;
            length += self.listed[n_kept].length;
        }
        let path = path_of(&self.folder, SIGNATURES, number);
        let spooled = self.folder.join(SPOOL);
        if n_kept == self.listed.len() {
            if let Some(spool) = spool {
                fs::rename(&spooled, &path).map_err(Error::io("write", &path))?;
                self.listed.push(spool);
            }
            return Ok(());
        }
        let mut shelf = Shelf::default();
        for file in &self.listed[n_kept..] {
            shelf.add(load(&self.folder, file)?);
        }
        if let Some(spool) = &spool {
            shelf.add(load_path(&spooled, spool)?);
        }
        let merged = merge(&shelf, n_kept == 0, &path, number)?;
        self.listed.truncate(n_kept);
        self.listed.push(merged);
        Ok(())
    }

    fn shelf(&self) -> Result<Shelf, Error> {
        let mut shelf = Shelf::default();
        for file in &self.listed {
            shelf.add(load(&self.folder, file)?);
        }
        Ok(shelf)
    }

    fn write_groups(&self, groups: &Groups, number: u64) -> Result<(), Error> {
        let mut listed = Vec::new();
        listed.extend((self.listed.len() as u64).to_le_bytes());
        for file in &self.listed {
            listed.extend(file.number.to_le_bytes());
            listed.extend(file.length.to_le_bytes());
            listed.extend(file.hash);
        }
        let hash = blake3::Hasher::new().update(&listed).update(groups.bytes()).finalize();
        let path = path_of(&self.folder, GROUPS, number);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(GROUPS_MAGIC)?;
            file.write_all(hash.as_bytes())?;
            file.write_all(&listed)?;
            file.write_all(groups.bytes())?;
            file.sync_all()?;
            sync_folder(&self.folder)
        };
        write().map_err(Error::io("write", &path))
    }

    /// Deletes the files that the last commit does not need.
    pub(in super::super) fn drop_others(&self) -> Result<(), Error> {
        let mut needed: Vec<PathBuf> =
            self.listed.iter().map(|file| path_of(&self.folder, SIGNATURES, file.number)).collect();
        needed.extend(self.last.map(|at| path_of(&self.folder, GROUPS, at.file)));
        let is_ours = |name: &str| [SIGNATURES, GROUPS].iter().any(|kind| name.starts_with(kind));
        delete_files(&self.folder, |name| is_ours(name) && !needed.iter().any(|path| path.ends_with(name)))?;
        drop_stale(&self.folder, &self.listed)
    }
}

impl Spool {
    fn create(path: &Path) -> io::Result<Self> {
        let mut spool = Self { out: BufWriter::new(File::create(path)?), hash: blake3::Hasher::new(), length: 0 };
        spool.write(SIGNATURES_MAGIC)?;
        Ok(spool)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    fn finish(self, number: u64) -> io::Result<Listed> {
        self.out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(Listed { number, length: self.length, hash: *self.hash.finalize().as_bytes() })
    }
}

/// Writes what still holds of some files into one; where they are all there are, without the gone.
fn merge(shelf: &Shelf, is_all: bool, path: &Path, number: u64) -> Result<Listed, Error> {
    let write = || -> io::Result<Listed> {
        let mut spool = Spool::create(path)?;
        let mut bytes = Vec::new();
        shelf.for_each_last(&mut |signature| {
            if signature.is_gone && is_all {
                return Ok(());
            }
            bytes.clear();
            signature.write(&mut bytes);
            spool.write(&bytes)
        })?;
        spool.finish(number)
    };
    write().map_err(Error::io("write", path))
}

pub(super) fn load(folder: &Path, file: &Listed) -> Result<FileSlice, Error> {
    load_path(&path_of(folder, SIGNATURES, file.number), file)
}

/// The signatures of a file; every byte of it is looked at once.
fn load_path(path: &Path, listed: &Listed) -> Result<FileSlice, Error> {
    let open = || -> io::Result<Option<FileSlice>> {
        let file = FileSlice::new(Arc::new(ReadFile::open(path)?));
        let mut hasher = blake3::Hasher::new();
        for part in file.stream_file_chunks() {
            hasher.update(&part?);
        }
        Ok((hasher.finalize().as_bytes() == &listed.hash).then_some(file))
    };
    let file = open().map_err(Error::io("read", path))?;
    let file = file.ok_or_else(|| damaged(path, "its bytes are not those that were written"))?;
    Ok(file.slice_from(SIGNATURES_MAGIC.len()))
}

/// The groups of a commit, where they lie. Only who writes looks at every byte of them.
pub(in super::super) fn groups(folder: &Path, at: GroupsAt) -> Result<Groups, Error> {
    read_groups(folder, at.file, |_, _| true).map(|(_, groups)| groups)
}

fn is_whole(hash: &[u8], rest: &[u8]) -> bool {
    blake3::hash(rest).as_bytes() == hash
}

pub(super) fn read_groups(
    folder: &Path,
    number: u64,
    is_whole: impl Fn(&[u8], &[u8]) -> bool,
) -> Result<(Vec<Listed>, Groups), Error> {
    const HASH_BYTES: usize = 32;
    let path = path_of(folder, GROUPS, number);
    let bytes = map(&path)?;
    let checked = || {
        let (hash, rest) = bytes.strip_prefix(GROUPS_MAGIC)?.split_at_checked(HASH_BYTES)?;
        is_whole(hash, rest).then_some(rest)
    };
    let mut rest = checked().ok_or_else(|| damaged(&path, "its bytes are not those that were written"))?;
    let mut read = || {
        let mut listed = Vec::new();
        for _ in 0..read_word(&mut rest)? {
            let (number, length) = (read_word(&mut rest)?, read_word(&mut rest)?);
            let (hash, after) = rest.split_first_chunk()?;
            rest = after;
            listed.push(Listed { number, length, hash: *hash });
        }
        Some((listed, Groups::open(bytes.slice(bytes.len() - rest.len()..bytes.len()))?))
    };
    read().ok_or_else(|| damaged(&path, "it does not hold groups"))
}

pub(super) fn read_word(bytes: &mut &[u8]) -> Option<u64> {
    let (word, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*word))
}
