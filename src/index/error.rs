//! What can go wrong with an index: what, where, why, and one thing to type next.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

/// An index that cannot be made, changed or opened.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no index.
    #[error("there is no index in {}", folder.display())]
    NotFound {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// A newer version made it.
    #[error("the index in {} was made by a newer version of dateline (format {found}; this one reads {known})", folder.display())]
    Newer {
        /// Where it is.
        folder: PathBuf,
        /// Its format.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// An older version made it, and its fields are not ours.
    #[error("the index in {} was made by an older version of dateline (format {found}; this one reads {known})", folder.display())]
    Older {
        /// Where it is.
        folder: PathBuf,
        /// Its format.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// Two folders would have one name in the archive.
    #[error("{} cannot be called `{name}` in this index: {} is", folder.display(), other.display())]
    NameTaken {
        /// The name.
        name: String,
        /// The folder that was named now.
        folder: PathBuf,
        /// The folder that has the name.
        other: PathBuf,
    },
    /// Another process writes it.
    #[error("another dateline is writing to the index in {}", folder.display())]
    Locked {
        /// Where it is.
        folder: PathBuf,
    },
    /// The system lets nobody write there, or not this user.
    #[error("the index in {} can be searched, but not changed", folder.display())]
    ReadOnly {
        /// Where it is.
        folder: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// Several indexes cannot be read as one, since they share segments.
    #[error("the index in {} is a copy of that in {}", folder.display(), other.display())]
    SameIndex {
        /// The index named later.
        folder: PathBuf,
        /// The index named before.
        other: PathBuf,
    },
    /// What is on disk cannot be what was written.
    #[error("{what} is damaged: {why}")]
    Damaged {
        /// What is damaged.
        what: String,
        /// How it shows.
        why: String,
    },
    /// The system refused.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried: "read", "write".
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// No article has that id.
    #[error("there is no article with the id {id}")]
    NoSuchArticle {
        /// The id.
        id: String,
    },
    /// There is nothing where articles should be.
    #[error("there is no file or folder {}", path.display())]
    NoSuchPath {
        /// Where.
        path: PathBuf,
    },
    /// So much has vanished that it looks like a mistake.
    #[error("{n_vanished} of {n_known} indexed files are gone from {place}; nothing was dropped")]
    PruneRefused {
        /// Files gone.
        n_vanished: usize,
        /// Files the index knows there.
        n_known: usize,
        /// Where.
        place: String,
    },
    /// The engine failed otherwise.
    #[error("the index in {} cannot be used", folder.display())]
    Engine {
        /// Where it is.
        folder: PathBuf,
        /// What the engine said.
        source: TantivyError,
    },
}

impl Error {
    /// One thing to type next, where there is one.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotFound { .. } => Some("dateline index PATH makes one".to_owned()),
            Self::Newer { .. } => Some(
                "install the newer version, or make an index of your own: dateline index --index OTHER PATH".to_owned(),
            ),
            Self::Older { .. } => Some("dateline index PATH makes it anew".to_owned()),
            Self::NameTaken { folder, .. } => {
                Some(format!("give it a name of its own: dateline index --root NAME={}", folder.display()))
            }
            Self::Locked { .. } => Some("wait until it is done; searching goes on meanwhile".to_owned()),
            Self::ReadOnly { .. } => Some(
                "copy it to where you may write, or make one of your own: dateline index --index OTHER PATH".to_owned(),
            ),
            Self::Damaged { .. } => Some("delete the index folder and make it anew: dateline index PATH".to_owned()),
            Self::SameIndex { .. } => Some("name it once: --index DIR".to_owned()),
            Self::PruneRefused { .. } => {
                Some("if they are meant to be gone: dateline index --prune --force PATH".to_owned())
            }
            Self::Io { .. } | Self::NoSuchArticle { .. } | Self::NoSuchPath { .. } | Self::Engine { .. } => None,
        }
    }

    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source: Arc::new(source) }
    }

    /// What an error of the engine means to the user of the index in `folder`.
    pub fn engine(folder: &Path) -> impl Fn(TantivyError) -> Self + use<> {
        let folder = folder.to_owned();
        move |error| match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Self::Locked { folder: folder.clone() },
            TantivyError::LockFailure(LockError::IoError(source), _) => match source.kind() {
                io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                    Self::ReadOnly { folder: folder.clone(), source }
                }
                _ => Self::Io { action: "lock", path: folder.clone(), source },
            },
            TantivyError::IoError(source) => Self::Io { action: "use the index in", path: folder.clone(), source },
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
                Self::Io { action: "read", path: folder.join(filepath), source: io_error }
            }
            TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
                Self::Io { action: "write", path: folder.join(filepath), source: io_error }
            }
            TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, directory_path }) => {
                Self::Io { action: "open", path: directory_path, source: io_error }
            }
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
                let what = format!("the index in {}", folder.display());
                Self::Damaged { what, why: format!("its file {} is gone", file.display()) }
            }
            TantivyError::DataCorruption(corruption) => {
                Self::Damaged { what: format!("the index in {}", folder.display()), why: format!("{corruption:?}") }
            }
            source => Self::Engine { folder: folder.clone(), source },
        }
    }
}
