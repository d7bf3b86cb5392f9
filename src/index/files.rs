//! Files that lie beside the segments: opened, made durable, deleted.

use super::Error;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use tantivy::Directory;
use tantivy::directory::{MmapDirectory, OwnedBytes};

/// The bytes of a file, where they lie.
pub(super) fn map(path: &Path) -> Result<OwnedBytes, Error> {
    let unreadable = |why: String| Error::Damaged { what: path.display().to_string(), why };
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(unreadable("it is no file".to_owned()));
    };
    let directory = MmapDirectory::open(folder).map_err(|error| unreadable(error.to_string()))?;
    let file = directory.open_read(Path::new(name)).map_err(|error| unreadable(error.to_string()))?;
    file.read_bytes().map_err(Error::io("read", path))
}

/// Deletes the files of a folder that are told by their names. One that another process has just deleted is gone as well.
pub(super) fn delete_files(folder: &Path, is_one: impl Fn(&str) -> bool) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::io("read", folder))?.flatten() {
        if !is_one(&entry.file_name().to_string_lossy()) {
            continue;
        }
        match fs::remove_file(entry.path()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Error::io("delete", &entry.path())(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes new names in a folder durable, where the system has such a thing.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
