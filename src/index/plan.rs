//! What a run has to do, known before anything is changed: which files are new or changed, and which are gone.

use super::Error;
use super::folder::Folder;
use super::known::KnownOfFile;
use super::manifest::{Commit, FileRecord, Manifest};
use super::reader::Reader;
use super::roots::{self, Root, Settings};
use super::schema::FORMAT_VERSION;
use super::update::{Prune, Report, UpdateOptions};
use crate::knowledge::{Corrections, LocalPlaces};
use crate::read::{self, FileEntry, WalkOptions};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};

/// The index as it was found.
pub(super) struct Before {
    /// `None` where there is no index yet.
    pub(super) reader: Option<Reader>,
    pub(super) commit: Commit,
    pub(super) manifest: Manifest,
}

impl Before {
    pub(super) fn open(folder: &Path) -> Result<Self, Error> {
        match Reader::open(folder) {
            Ok(reader) => {
                Ok(Self { commit: reader.commit().clone(), manifest: reader.manifest()?, reader: Some(reader) })
            }
            Err(Error::NotFound { .. }) => Ok(Self::nothing()),
            Err(Error::Older { found, .. }) => {
                if found == FORMAT_VERSION {
                    Folder::new(folder).drop_own()?;
                }
                Ok(Self::nothing())
            }
            Err(error) => Err(error),
        }
    }

    fn nothing() -> Self {
        Self { reader: None, commit: Commit::default(), manifest: Manifest::default() }
    }

    /// What the index knows of the articles of a file.
    pub(super) fn known_of<'b>(&'b self, file: &'b str) -> KnownOfFile<'b> {
        KnownOfFile::new(self.reader.as_ref(), &self.manifest, file)
    }
}

/// A file to read.
pub(super) struct ToRead {
    pub(super) entry: FileEntry,
    /// See [`Root::is_stream`].
    pub(super) is_stream: bool,
    /// See [`FileRecord::is_stale`].
    pub(super) is_stale: bool,
    /// What was said of it.
    pub(super) settings: Settings,
}

/// What has to be done, known before anything is changed.
pub(super) struct Plan {
    pub(super) manifest: Manifest,
    /// Files to read, in the order of the walk.
    pub(super) to_read: Vec<ToRead>,
    /// Files whose articles are dropped.
    pub(super) to_prune: Vec<String>,
    /// Whether the manifest differs from the one before, beside what reading will change.
    pub(super) is_changed: bool,
    /// Files whose name looks like that of a record.
    pub(super) look_alikes: FxHashSet<String>,
    pub(super) report: Report,
}

impl Plan {
    pub(super) fn make(
        folder: &Path,
        before: &Before,
        roots: &[Root],
        options: &UpdateOptions<'_>,
    ) -> Result<Self, Error> {
        let is_made_anew = before.commit.is_made_otherwise(&options.name());
        let mut plan = Self {
            manifest: before.manifest.clone(),
            to_read: Vec::new(),
            to_prune: Vec::new(),
            is_changed: false,
            look_alikes: FxHashSet::default(),
            report: Report { is_made_anew, ..Report::default() },
        };
        if is_made_anew {
            // Also those of other roots: they are extracted anew when their turn comes.
            plan.manifest.files.values_mut().for_each(|record| record.is_stale = true);
            plan.is_changed = true;
        }
        plan.is_changed |= before.reader.as_ref().is_some_and(|reader| reader.lack_of_groups().is_some());
        plan.look_at_corrections(before, &options.corrections)?;
        plan.look_at_places(&options.places);
        for root in roots {
            plan.walk(folder, root, options)?;
        }
        let names = plan.manifest.files.keys().chain(plan.to_read.iter().map(|file| &file.entry.relative));
        plan.look_alikes = names.filter(|name| name.contains('#')).cloned().collect();
        plan.report.n_missing = plan.manifest.files.values().filter(|file| file.is_missing).count() as u64;
        Ok(plan)
    }

    /// Files with an article that is corrected otherwise than when it was indexed are read again.
    fn look_at_corrections(&mut self, before: &Before, corrections: &Corrections) -> Result<(), Error> {
        let now = corrections.digests();
        let then = std::mem::replace(&mut self.manifest.corrected, now.clone());
        let Some(reader) = &before.reader else { return Ok(()) };
        for content in now.keys().chain(then.keys()).filter(|content| now.get(*content) != then.get(*content)) {
            self.is_changed = true;
            for (_, known) in reader.find_content(content)? {
                let file = self.manifest.file_of(&known.path).map(str::to_owned);
                if let Some(record) = file.and_then(|file| self.manifest.files.get_mut(&file)) {
                    record.is_partial = true;
                }
            }
        }
        Ok(())
    }

    /// With other places of the user's every file is read again; the articles that name none of these stay as they are.
    fn look_at_places(&mut self, places: &LocalPlaces) {
        let now = places.digest();
        if std::mem::replace(&mut self.manifest.places, now) != now {
            self.is_changed = true;
            self.manifest.files.values_mut().for_each(|record| record.is_partial = true);
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.to_read.is_empty() && self.to_prune.is_empty() && !self.is_changed
    }

    fn walk(&mut self, folder: &Path, root: &Root, options: &UpdateOptions<'_>) -> Result<(), Error> {
        let known_roots = self.manifest.roots.clone();
        roots::remember(&mut self.manifest.roots, root);
        self.is_changed |= self.manifest.roots != known_roots;
        let is_gone = !root.path.exists();
        if is_gone && options.prune == Prune::Never {
            return Err(Error::NoSuchPath { path: root.path.clone() });
        }
        let own = options.not_articles.iter().map(PathBuf::as_path).chain([folder]);
        let walk_options = WalkOptions {
            prefix: root.prefix.clone(),
            exclude: own.filter_map(|own| within(own, &root.path)).collect(),
        };
        let mut seen: FxHashSet<String> = FxHashSet::default();
        // What cannot be listed is not gone.
        let mut unseen: Vec<String> = Vec::new();
        if !is_gone {
            for entry in read::walk(&root.path, &walk_options) {
                match entry {
                    Ok(entry) if root.is_stream => {
                        let entry = FileEntry { relative: root.prefix.clone(), modified_ns: None, ..entry };
                        self.look_at(entry, Settings::default().with(&root.told), true);
                    }
                    Ok(entry) => {
                        seen.insert(entry.relative.clone());
                        let settings = roots::settings_of(&self.manifest.roots, &entry.relative);
                        self.look_at(entry, settings.cloned().unwrap_or_default(), false);
                    }
                    Err(failure) => {
                        unseen.push(failure.path.clone());
                        self.report.fail(failure);
                    }
                }
            }
        }
        if root.path.is_file() {
            return Ok(());
        }
        let files = self.manifest.files.iter();
        let known: Vec<&String> = files
            .filter(|(path, record)| !record.is_stream && is_within(path, &root.prefix))
            .map(|(path, _)| path)
            .collect();
        let vanished: Vec<String> = known
            .iter()
            .filter(|path| !seen.contains(**path) && !unseen.iter().any(|folder| is_within(path, folder)))
            .map(|path| (*path).clone())
            .collect();
        let n_known = known.len();
        self.leave_behind(vanished, n_known, is_gone, root, options.prune)
    }

    fn look_at(&mut self, entry: FileEntry, settings: Settings, is_stream: bool) {
        self.report.n_files += 1;
        let started_ns = self.manifest.started_ns;
        let mut is_stale = false;
        if let Some(record) = self.manifest.files.get_mut(&entry.relative) {
            self.is_changed |= std::mem::take(&mut record.is_missing);
            record.is_stale |= record.settings != settings.digest();
            if is_unchanged(record, &entry, started_ns) {
                self.report.n_unchanged += record.n_articles;
                return;
            }
            is_stale = record.is_stale;
        }
        self.to_read.push(ToRead { entry, is_stream, is_stale, settings });
    }

    /// Marks files that are gone, or has them dropped.
    fn leave_behind(
        &mut self,
        vanished: Vec<String>,
        n_known: usize,
        is_root_gone: bool,
        root: &Root,
        prune: Prune,
    ) -> Result<(), Error> {
        let looks_like_a_mistake = is_root_gone || vanished.len() * 5 > n_known;
        if prune == Prune::Careful && !vanished.is_empty() && looks_like_a_mistake {
            let place = root.path.display().to_string();
            return Err(Error::PruneRefused { n_vanished: vanished.len(), n_known, place });
        }
        for path in vanished {
            if prune == Prune::Never {
                let record = self.manifest.files.get_mut(&path);
                self.is_changed |= record.is_some_and(|record| !std::mem::replace(&mut record.is_missing, true));
            } else {
                self.manifest.files.remove(&path);
                self.to_prune.push(path);
            }
        }
        Ok(())
    }
}

/// Whether a file needs not be read: the same size and time, and a time older than the run that read it, since a file
/// can change twice within the grain of its time.
fn is_unchanged(record: &FileRecord, entry: &FileEntry, started_ns: i64) -> bool {
    let came_to_nothing = record.n_articles == 0 && record.n_failed > 0;
    let is_settled = entry.modified_ns.is_some_and(|modified| modified < started_ns);
    !record.is_partial
        && !record.is_stale
        && !came_to_nothing
        && is_settled
        && (record.size, record.modified_ns) == (entry.size, entry.modified_ns)
}

fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A file or folder as it is reached from a root that it lies in.
fn within(own: &Path, root: &Path) -> Option<PathBuf> {
    let below = own.canonicalize().ok()?.strip_prefix(root.canonicalize().ok()?).ok()?.to_owned();
    Some(root.join(below))
}
