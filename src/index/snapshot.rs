//! A tantivy directory that reads one commit and never writes, not even a lock.
//!
//! Tantivy's readers take a lock, and a lock is a file: an index on a read-only disk could not be searched, and a search
//! would write. Here the list of segments is read once, and every later question about it gets the same answer. A
//! writer may delete a segment before it is opened; the caller then takes a new snapshot.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    directory: MmapDirectory,
    /// Contents of `meta.json` when the snapshot was taken.
    meta: Arc<[u8]>,
}

const META: &str = "meta.json";

impl Snapshot {
    pub(super) fn take(folder: &Path) -> tantivy::Result<Self> {
        let directory = MmapDirectory::open(folder)?;
        let meta = directory.atomic_read(Path::new(META))?.into();
        Ok(Self { directory, meta })
    }
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, "a snapshot is only read")
}

impl Directory for Snapshot {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.directory.get_file_handle(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(META) { Ok(self.meta.to_vec()) } else { self.directory.atomic_read(path) }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.directory.exists(path)
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(refused(), PathBuf::from(path)))
    }

    fn atomic_write(&self, _path: &Path, _data: &[u8]) -> io::Result<()> {
        Err(refused())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Err(refused())
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
