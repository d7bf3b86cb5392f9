//! A tantivy directory that reads one commit and never writes, not even a lock.
//!
//! Tantivy's readers take a lock, and a lock is a file: an index on a read-only disk could not be searched, and a search
//! would write. Here the list of segments is read once, and every later question about it gets the same answer. A
//! writer may delete a segment before it is opened; the caller then takes a new snapshot.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
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
    /// The index; of several that are searched as one, the first.
    directory: MmapDirectory,
    /// Those that hold segments of the others, by the segments' names.
    others: Arc<BTreeMap<String, MmapDirectory>>,
    /// Contents of `meta.json` when the snapshot was taken.
    meta: Arc<[u8]>,
}

const META: &str = "meta.json";

/// Why some snapshots are not one.
pub(super) enum NotOne {
    /// Two of them, by their places, have a segment in common: one index is a copy of the other.
    Shared(usize, usize),
    /// A list of segments is not what tantivy writes.
    Unreadable(usize, String),
}

impl Snapshot {
    pub(super) fn take(folder: &Path) -> tantivy::Result<Self> {
        let directory = MmapDirectory::open(folder)?;
        let meta = directory.atomic_read(Path::new(META))?.into();
        Ok(Self { directory, others: Arc::default(), meta })
    }

    /// What was committed with the segments, beside them: all that is read of a list that says much more.
    pub(super) fn payload(&self) -> serde_json::Result<Option<String>> {
        #[derive(Deserialize)]
        struct Beside {
            payload: Option<String>,
        }
        serde_json::from_slice(&self.meta).map(|Beside { payload }| payload)
    }

    /// The segments of all of them as one index, with the settings of the first. There must be one or more.
    pub(super) fn joined(snapshots: &[Self]) -> Result<Self, NotOne> {
        let mut owners: BTreeMap<String, usize> = BTreeMap::new();
        let mut segments: Vec<Value> = Vec::new();
        let mut whole = Value::Null;
        for (n, snapshot) in snapshots.iter().enumerate() {
            let meta: Value =
                serde_json::from_slice(&snapshot.meta).map_err(|error| NotOne::Unreadable(n, error.to_string()))?;
            for segment in meta["segments"].as_array().into_iter().flatten() {
                let id = segment["segment_id"].as_str().unwrap_or_default();
                if let Some(other) = owners.insert(id.replace('-', ""), n) {
                    return Err(NotOne::Shared(other, n));
                }
                segments.push(segment.clone());
            }
            if n == 0 {
                whole = meta;
            }
        }
        whole["segments"] = Value::Array(segments);
        let others = owners.into_iter().filter(|(_, n)| *n > 0).map(|(id, n)| (id, snapshots[n].directory.clone()));
        Ok(Self {
            directory: snapshots[0].directory.clone(),
            others: Arc::new(others.collect()),
            meta: whole.to_string().into_bytes().into(),
        })
    }

    /// The directory that a file is in: every file of a segment begins with the segment's name.
    fn of(&self, path: &Path) -> &MmapDirectory {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let segment = name.split('.').next().unwrap_or_default();
        self.others.get(segment).unwrap_or(&self.directory)
    }
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, "a snapshot is only read")
}

impl Directory for Snapshot {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.of(path).get_file_handle(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(META) { Ok(self.meta.to_vec()) } else { self.of(path).atomic_read(path) }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.of(path).exists(path)
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
