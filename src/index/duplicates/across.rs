//! Groups among the articles of several indexes that are searched as one.
//!
//! They are found among the signatures of all of them and kept beside the first index, since that takes long:
//!
//! ```text
//! joined-WHICH-OWN-ALL    hashes: where the indexes are; what signatures the first has; what signatures all have
//! ```
//!
//! A file whose name says other signatures than there are is never read, and is deleted by the next that is written for the
//! same indexes, or by the next commit of the first.

use super::super::Error;
use super::super::files::{delete_files, map};
use super::SORTED_BYTES;
use super::groups::{Groups, damaged};
use super::shelf::Shelf;
use super::sidecar::{GroupsAt, Listed, load, read_groups, read_word};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const JOINED: &str = "joined";
const MAGIC: &[u8; 8] = b"DLJOIND1";

/// The groups of several indexes, and what distinguishes articles to which two of them give one id.
pub(in super::super) struct Across {
    pub(in super::super) groups: Groups,
    /// For each index, what the keys of its articles are changed by: 0 where no index before it has one of them.
    pub(in super::super) salts: Vec<u64>,
}

/// What the keys of the index with that number are changed by, where they have to be.
pub(super) fn salt(index: usize) -> u64 {
    // An odd number: no two indexes get the same. By its bits, which are those of the golden ratio, they are far apart.
    (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Groups of each index by itself.
pub(in super::super) fn each_alone(parts: &[std::sync::Arc<Groups>]) -> Across {
    Across { groups: Groups::joined(parts), salts: (0..parts.len()).map(salt).collect() }
}

/// Some indexes, in order: the folder that each has its groups in, and where these are.
pub(in super::super) struct Parts(Vec<Part>);

struct Part {
    folder: PathBuf,
    listed: Vec<Listed>,
}

impl Parts {
    /// Those of some commits; an error where a writer has deleted what one of them is made of.
    pub(in super::super) fn open(commits: impl IntoIterator<Item = (PathBuf, GroupsAt)>) -> Result<Self, Error> {
        let part = |(folder, at): (PathBuf, GroupsAt)| {
            let (listed, _) = read_groups(&folder, at.file, |_, _| true)?;
            Ok(Part { folder, listed })
        };
        commits.into_iter().map(part).collect::<Result<_, _>>().map(Self)
    }

    /// The groups that were found among them before.
    pub(in super::super) fn known(&self) -> Option<Across> {
        let bytes = map(&self.path()?).ok()?;
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let salts = self.0.iter().map(|_| read_word(&mut rest)).collect::<Option<_>>()?;
        let groups = Groups::open(bytes.slice(bytes.len() - rest.len()..bytes.len()))?;
        Some(Across { groups, salts })
    }

    /// Finds the groups among them and keeps them beside the first. Where that is not allowed, nothing is looked for.
    pub(in super::super) fn find(&self) -> Result<Across, Error> {
        let path = self.path().ok_or_else(|| damaged(Path::new(JOINED), "it is of no index"))?;
        let mut new = path.clone().into_os_string();
        // Another process may be doing the same.
        new.push(format!(".{}", std::process::id()));
        let new = PathBuf::from(new);
        let file = File::create(&new).map_err(Error::io("write", &path))?;
        let found = self.look().and_then(|across| {
            write(file, &across).and_then(|()| fs::rename(&new, &path)).map_err(Error::io("write", &path))?;
            Ok(across)
        });
        if found.is_err() {
            // What failed is told; a file that stays is deleted by the next commit.
            let _ = fs::remove_file(&new);
        } else {
            self.drop_earlier(&path)?;
        }
        found
    }

    fn look(&self) -> Result<Across, Error> {
        let mut shelf = Shelf::default();
        for (number, part) in self.0.iter().enumerate() {
            for file in &part.listed {
                shelf.add_of(number, load(&part.folder, file)?);
            }
        }
        let find = || -> io::Result<Across> {
            let (rows, salts) = shelf.rows_of(self.0.len())?;
            let groups = Groups::find(&rows, &shelf, SORTED_BYTES);
            shelf.check().map(|()| Across { groups, salts })
        };
        find().map_err(Error::io("read", &self.0[0].folder))
    }

    /// Where their groups are, or would be.
    fn path(&self) -> Option<PathBuf> {
        let first = self.0.first()?;
        let all = self.0.iter().flat_map(|part| &part.listed);
        let name = format!("{}-{:016x}-{:016x}", self.which(), hash_of(&first.listed), hash_of(all));
        Some(first.folder.join(name))
    }

    /// What the names of all files begin with that are of these indexes.
    fn which(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for Part { folder, .. } in &self.0 {
            let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
            hasher.update(folder.as_os_str().as_encoded_bytes()).update(&[0]);
        }
        format!("{JOINED}-{:016x}", first_word(&hasher))
    }

    /// Deletes what was found among the same indexes before they changed.
    fn drop_earlier(&self, path: &Path) -> Result<(), Error> {
        let which = self.which();
        let is_earlier = |name: &str| name.starts_with(&which) && !path.ends_with(name) && !name.contains('.');
        self.0.first().map_or(Ok(()), |first| delete_files(&first.folder, is_earlier))
    }
}

fn write(mut file: File, across: &Across) -> io::Result<()> {
    file.write_all(MAGIC)?;
    across.salts.iter().try_for_each(|salt| file.write_all(&salt.to_le_bytes()))?;
    file.write_all(across.groups.bytes())?;
    file.sync_all()
}

/// Deletes the files of groups that the index in a folder has part in with other signatures than these.
pub(super) fn drop_stale(folder: &Path, listed: &[Listed]) -> Result<(), Error> {
    let own = format!("-{:016x}-", hash_of(listed));
    delete_files(folder, |name| name.starts_with(JOINED) && (!name.contains(&own) || name.contains('.')))
}

fn hash_of<'l>(listed: impl IntoIterator<Item = &'l Listed>) -> u64 {
    let mut hasher = blake3::Hasher::new();
    listed.into_iter().for_each(|file| _ = hasher.update(&file.hash));
    first_word(&hasher)
}

fn first_word(hasher: &blake3::Hasher) -> u64 {
    let hash = hasher.finalize();
    u64::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
}
