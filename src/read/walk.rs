//! The files of an archive, in the same order on every machine.

use super::{Failure, path};
use std::cmp::Ordering;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use walkdir::{DirEntry, WalkDir};

/// Folders that hold no articles of the archive: our own index, and version control.
const SKIPPED_FOLDERS: [&str; 6] = [".dateline", ".git", ".hg", ".svn", ".bzr", ".jj"];

/// Whether a path inside a container lies in a folder that a walk leaves out.
pub(super) fn is_in_skipped_folder(path: &str) -> bool {
    path.split('/').any(|part| SKIPPED_FOLDERS.contains(&part))
}

/// How to walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalkOptions {
    /// Put before every [`FileEntry::relative`], with a `/` between; nothing where empty.
    pub prefix: String,
    /// Files and folders to leave out, as they are reached from the root (an index kept inside its archive).
    pub exclude: Vec<PathBuf>,
}

/// A file of the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Where to open it.
    pub path: PathBuf,
    /// Where it is in the archive, `/` between parts on every system, NFC; bytes that are not UTF-8 as `%FF`.
    pub relative: String,
    /// Bytes.
    pub size: u64,
    /// Last modification, in nanoseconds since 1970, where the system knows it.
    pub modified_ns: Option<i64>,
}

/// Lists the files under `root`, or `root` itself where it is a file, sorted by name folder by folder.
///
/// Links are followed, but a folder is listed once: neither through a link from within `root` where it lies there itself, nor
/// through a second link. What cannot be listed is a [`Failure`].
pub fn walk(root: &Path, options: &WalkOptions) -> Walk {
    let walk = WalkDir::new(root).follow_links(true).sort_by(|a, b| compare(a.file_name(), b.file_name())).into_iter();
    Walk {
        walk,
        root: root.canonicalize().ok(),
        linked: Vec::new(),
        prefix: options.prefix.clone(),
        exclude: options.exclude.clone(),
        parts: Vec::new(),
    }
}

/// The same order whichever way the file system spells a name.
fn compare(a: &OsStr, b: &OsStr) -> Ordering {
    path::part(a).cmp(&path::part(b)).then_with(|| a.cmp(b))
}

/// The files of an archive; see [`walk`].
pub struct Walk {
    walk: walkdir::IntoIter,
    /// Where the root really is.
    root: Option<PathBuf>,
    /// Where the folders really are that links led to.
    linked: Vec<PathBuf>,
    prefix: String,
    exclude: Vec<PathBuf>,
    /// Archive names of the folders down to the last entry, and of that entry.
    parts: Vec<String>,
}

impl Iterator for Walk {
    type Item = Result<FileEntry, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let entry = match self.walk.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(Err(self.failure(&error))),
            };
            if self.is_left_out(&entry) || self.is_listed_elsewhere(&entry) {
                if entry.file_type().is_dir() {
                    self.walk.skip_current_dir();
                }
                continue;
            }
            self.enter(&entry);
            if !entry.file_type().is_dir() {
                return Some(self.file(entry));
            }
        }
    }
}

impl Walk {
    fn is_left_out(&self, entry: &DirEntry) -> bool {
        let is_skipped_folder = entry.depth() > 0
            && entry.file_type().is_dir()
            && SKIPPED_FOLDERS.iter().any(|folder| entry.file_name() == *folder);
        is_skipped_folder || self.exclude.iter().any(|excluded| excluded == entry.path())
    }

    /// Whether an entry is a link to a folder that is listed at its own place, or was through another link. Folders that
    /// link to each other have more paths than files.
    fn is_listed_elsewhere(&mut self, entry: &DirEntry) -> bool {
        if entry.depth() == 0 || !entry.path_is_symlink() || !entry.file_type().is_dir() {
            return false;
        }
        let Ok(target) = entry.path().canonicalize() else { return false };
        let is_listed = self.root.iter().chain(&self.linked).any(|folder| target.starts_with(folder));
        if !is_listed {
            self.linked.push(target);
        }
        is_listed
    }

    /// Keeps `parts` in step with the walk.
    fn enter(&mut self, entry: &DirEntry) {
        let Some(depth) = entry.depth().checked_sub(1) else { return };
        let name = path::part(entry.file_name());
        // Sorted neighbours: two names that only normalisation makes equal follow each other.
        let is_taken = self.parts.get(depth) == Some(&name);
        self.parts.truncate(depth);
        self.parts.push(if is_taken { path::escaped_part(entry.file_name()) } else { name });
    }

    fn file(&self, entry: DirEntry) -> Result<FileEntry, Failure> {
        let relative = self.relative(&entry);
        let failure = |reason: String| Failure { path: relative.clone(), line: None, reason };
        let metadata = entry.metadata().map_err(|error| failure(reason(&error)))?;
        // A device or a pipe inside an archive could be read for ever; one named as the root was asked for.
        if !metadata.is_file() && entry.depth() > 0 {
            return Err(failure("neither a file nor a folder".to_owned()));
        }
        Ok(FileEntry {
            size: metadata.len(),
            modified_ns: metadata.modified().ok().and_then(nanoseconds),
            path: entry.into_path(),
            relative,
        })
    }

    fn relative(&self, entry: &DirEntry) -> String {
        if entry.depth() == 0 { self.prefixed(&[path::part(entry.file_name())]) } else { self.prefixed(&self.parts) }
    }

    fn prefixed(&self, parts: &[String]) -> String {
        let name = parts.join("/");
        match self.prefix.trim_end_matches('/') {
            "" => name,
            prefix if name.is_empty() => prefix.to_owned(),
            prefix => format!("{prefix}/{name}"),
        }
    }

    fn failure(&self, error: &walkdir::Error) -> Failure {
        let mut parts = self.parts.clone();
        parts.truncate(error.depth().saturating_sub(1));
        if let Some(name) = error.path().and_then(Path::file_name) {
            parts.push(path::part(name));
        }
        Failure { path: self.prefixed(&parts), line: None, reason: reason(error) }
    }
}

fn reason(error: &walkdir::Error) -> String {
    if error.loop_ancestor().is_some() {
        return "a link to a folder that it lies in; not followed".to_owned();
    }
    error.io_error().map_or_else(|| error.to_string(), ToString::to_string)
}

fn nanoseconds(time: SystemTime) -> Option<i64> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).ok(),
        Err(before) => i64::try_from(before.duration().as_nanos()).ok().map(|ns| -ns),
    }
}
