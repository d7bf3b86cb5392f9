//! The folder an index lives in, and who may open it.
//!
//! ```text
//! .dateline/
//!   CACHEDIR.TAG  .gitignore      told to backups and to git: this can be made anew
//!   format-3/
//!     manifest-7                  which files the articles came from; named by the last commit
//!     tantivy/                    the segments
//! ```
//!
//! Formats lie side by side: an older program goes on with its own while a newer one makes the next.

use super::Error;
use super::schema::FORMAT_VERSION;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// An index folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    fn of_format(&self, format: u32) -> PathBuf {
        self.root.join(format!("format-{format}"))
    }

    pub(super) fn tantivy(&self) -> PathBuf {
        self.of_format(FORMAT_VERSION).join("tantivy")
    }

    pub(super) fn manifests(&self) -> PathBuf {
        self.of_format(FORMAT_VERSION)
    }

    /// Whether an index of our format is there; an error that says what is there instead.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.tantivy().join("meta.json").is_file() {
            return Ok(());
        }
        let newest = self.formats()?.into_iter().max();
        let folder = self.root.clone();
        Err(match newest {
            Some(found) if found > FORMAT_VERSION => Error::Newer { folder, found, known: FORMAT_VERSION },
            Some(found) if found < FORMAT_VERSION => Error::Older { folder, found, known: FORMAT_VERSION },
            _ => Error::NotFound { folder },
        })
    }

    fn formats(&self) -> Result<Vec<u32>, Error> {
        let entries = match fs::read_dir(&self.root) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("read", &self.root)(error)),
        };
        let format = |name: &str| name.strip_prefix("format-")?.parse().ok();
        Ok(entries.flatten().filter_map(|entry| format(&entry.file_name().to_string_lossy())).collect())
    }

    /// Makes what is missing of the folder, closed to other users of the machine.
    pub(super) fn create(&self) -> Result<(), Error> {
        if self.formats()?.into_iter().any(|format| format > FORMAT_VERSION) {
            self.check()?;
        }
        create_private(&self.root).map_err(Error::io("make", &self.root))?;
        let tantivy = self.tantivy();
        fs::create_dir_all(&tantivy).map_err(Error::io("make", &tantivy))?;
        const TAG: &str =
            "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a search index. It can be made anew.\n";
        for (name, content) in [("CACHEDIR.TAG", TAG), (".gitignore", "*\n")] {
            let path = self.root.join(name);
            if !path.exists() {
                fs::write(&path, content).map_err(Error::io("write", &path))?;
            }
        }
        Ok(())
    }

    /// Drops the index of our format.
    pub(super) fn drop_own(&self) -> Result<(), Error> {
        let path = self.of_format(FORMAT_VERSION);
        fs::remove_dir_all(&path).map_err(Error::io("delete", &path))
    }

    /// Drops the indexes of older formats, once ours has been committed.
    pub(super) fn drop_older(&self) -> Result<(), Error> {
        for format in self.formats()?.into_iter().filter(|format| *format < FORMAT_VERSION) {
            let path = self.of_format(format);
            fs::remove_dir_all(&path).map_err(Error::io("delete", &path))?;
        }
        Ok(())
    }
}

#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_instead_is_said() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::new(&temporary.path().join("index"));
        assert!(matches!(folder.check(), Err(Error::NotFound { .. })));
        fs::create_dir_all(folder.of_format(FORMAT_VERSION + 1)).unwrap();
        assert!(matches!(folder.check(), Err(Error::Newer { .. })));
        assert!(matches!(folder.create(), Err(Error::Newer { .. })));
        fs::remove_dir(folder.of_format(FORMAT_VERSION + 1)).unwrap();
        fs::create_dir_all(folder.of_format(FORMAT_VERSION - 1)).unwrap();
        assert!(matches!(folder.check(), Err(Error::Older { .. })));
        folder.create().unwrap();
        folder.drop_older().unwrap();
        assert!(!folder.of_format(FORMAT_VERSION - 1).exists());
        assert!(folder.tantivy().is_dir());
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_is_closed_to_others() {
        use std::os::unix::fs::PermissionsExt;
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::new(&temporary.path().join(".dateline"));
        folder.create().unwrap();
        assert_eq!(fs::metadata(folder.root()).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
