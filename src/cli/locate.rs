//! Where the index is: told, in the environment, upward, or new.

use super::error::CliError;
use super::terminal::Terminal;
use super::updating::index_error;
use crate::index::Reader;
use crate::render::hits_text::grouped;
use std::env;
use std::path::{Path, PathBuf};

/// The folder's name where nobody chose another.
pub(super) const FOLDER: &str = ".dateline";

/// The environment variable that names the index.
pub(super) const VARIABLE: &str = "DATELINE_INDEX";

/// An index folder and how it was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Located {
    /// The folder.
    pub(super) path: PathBuf,
    /// Whether nothing was told and none lay upward: `path` is where a new one would go.
    pub(super) is_new: bool,
}

/// The index to use: `told`, else `$DATELINE_INDEX`, else the nearest `.dateline` upward, else a new one here.
pub(super) fn locate(told: &[PathBuf]) -> Result<Located, CliError> {
    if told.len() > 1 {
        return Err(CliError::new("only a search takes several indexes").with_hint("name one: --index DIR"));
    }
    first(told)
}

/// The indexes to search, each once: those told, else the one that [`locate`] finds.
pub(super) fn locate_all(told: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut is_new = |path: &&PathBuf| {
        let real = path.canonicalize().unwrap_or_else(|_| (*path).clone());
        let is_new = !seen.contains(&real);
        seen.push(real);
        is_new
    };
    let told: Vec<PathBuf> = told.iter().filter(|path| is_new(path)).cloned().collect();
    if told.is_empty() { Ok(vec![first(&[])?.path]) } else { Ok(told) }
}

/// As many articles take a second to be compared.
const WORTH_A_REMARK: u64 = 50_000;

/// The indexes in some folders as one. Copies across them are looked for where they have not been.
pub(super) fn open_all(folders: &[PathBuf], terminal: Terminal) -> Result<Reader, CliError> {
    let mut reader = Reader::open_all(folders).map_err(|error| index_error(&error))?;
    if reader.lacks_copies_across() {
        let n_articles = reader.n_articles().map_err(|error| index_error(&error))?;
        if n_articles >= WORTH_A_REMARK {
            let n_articles = grouped(n_articles);
            terminal.note(&format!(
                "looking for copies among the {n_articles} articles of {} indexes, once",
                folders.len()
            ));
        }
        if let Err(error) = reader.find_copies_across() {
            let CliError { message, causes, .. } = CliError::from_error(&error);
            let why = [vec![message], causes].concat().join(": ");
            terminal.note(&format!("note: copies are known within each index only: {why}"));
        }
    }
    Ok(reader)
}

fn first(told: &[PathBuf]) -> Result<Located, CliError> {
    let variable = env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(path) = told.first().cloned().or(variable) {
        let is_new = !path.exists();
        return Ok(Located { path, is_new });
    }
    let here = env::current_dir().map_err(|error| CliError::from_error(&error))?;
    Ok(upward(&here))
}

fn upward(here: &Path) -> Located {
    let found = here.ancestors().map(|folder| folder.join(FOLDER)).find(|path| path.is_dir());
    match found {
        Some(path) => Located { path, is_new: false },
        None => Located { path: here.join(FOLDER), is_new: true },
    }
}

/// The folder of a file-sync service that `path` lies in, by the names those services give their folders.
pub(super) fn synced_folder(path: &Path) -> Option<&'static str> {
    const NAMES: [&str; 6] =
        ["Dropbox", "OneDrive", "Google Drive", "iCloud Drive", "Nextcloud", "com~apple~CloudDocs"];
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    NAMES.into_iter().find(|name| parts.iter().any(|part| part == name || part.starts_with(&format!("{name} - "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_index_upward_wins() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b/c");
        std::fs::create_dir_all(&deep).unwrap();
        assert_eq!(upward(&deep), Located { path: deep.join(FOLDER), is_new: true });
        std::fs::create_dir(root.path().join(FOLDER)).unwrap();
        std::fs::create_dir(root.path().join("a").join(FOLDER)).unwrap();
        assert_eq!(upward(&deep), Located { path: root.path().join("a").join(FOLDER), is_new: false });
    }

    #[test]
    fn synced_folders_are_known_by_name() {
        assert_eq!(synced_folder(Path::new("/home/x/Dropbox/morgue/.dateline")), Some("Dropbox"));
        assert_eq!(synced_folder(Path::new("/home/x/OneDrive - News Ltd/a")), Some("OneDrive"));
        assert_eq!(synced_folder(Path::new("/home/x/dropbox-archive/a")), None);
    }
}
