//! Brings an index up to date with the files it is made of.
//!
//! Walk, and compare with the manifest: a file of the same size and time costs a look at it, no more. What is left is
//! read by one thread, extracted and put by many, and counted in the order of reading, so that any number of threads
//! makes the same index. Files that are gone stay findable, marked, until they are pruned.

use super::Error;
use super::document::{Stamp, raw_hash};
use super::known::{Addresses, KnownOfFile};
use super::manifest::{FileRecord, Forgotten, Manifest, Note, NoteKind, Reckoning};
use super::plan::{Before, Plan, ToRead};
use super::reader::{KnownArticle, Reader};
use super::roots::Root;
use super::writer::{Writer, WriterOptions};
use crate::article::{Day, Diagnostic, DiagnosticCode, RawArticle};
use crate::extract::{self, content_hash, parallel};
use crate::knowledge::{Corrections, LocalPlaces};
use crate::read::{self, Failure, FileEntry, Item, Skipped};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, RwLock};
use tantivy::DocAddress;

/// What to do with articles whose files are gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prune {
    /// Keep them, marked.
    #[default]
    Never,
    /// Drop them, unless it looks like a mistake: the root itself or over a fifth of its files is gone.
    Careful,
    /// Drop them.
    Forced,
}

/// How to bring an index up to date.
#[derive(Clone, Debug)]
pub struct UpdateOptions<'a> {
    /// How to read.
    pub read: read::Options,
    /// How to extract.
    pub extract: extract::Options,
    /// How to write; its threads also extract.
    pub writer: WriterOptions,
    /// What the user put right.
    pub corrections: Corrections,
    /// Places that the user added.
    pub places: LocalPlaces,
    /// Files of the user's that lie in the archive and are no articles.
    pub not_articles: Vec<PathBuf>,
    /// What to do with articles whose files are gone.
    pub prune: Prune,
    /// The time, in nanoseconds since 1970.
    pub now_ns: i64,
    /// Set by another thread to stop: what is done is kept, the rest is left for the next run.
    pub stop: &'a AtomicBool,
    /// Bytes of text after which what is done so far is committed, so that a crash does not lose it.
    pub checkpoint_bytes: u64,
}

impl<'a> UpdateOptions<'a> {
    /// The usual options.
    pub fn new(now_ns: i64, stop: &'a AtomicBool) -> Self {
        Self {
            read: read::Options::default(),
            extract: extract::Options::default(),
            writer: WriterOptions::default(),
            corrections: Corrections::default(),
            places: LocalPlaces::default(),
            not_articles: Vec::new(),
            prune: Prune::default(),
            now_ns,
            stop,
            checkpoint_bytes: 1 << 30,
        }
    }

    /// Everything that decides what is indexed, as text: another one makes another index. What the user knows better is
    /// not in it, since it makes only the articles anew that it is about.
    pub(super) fn name(&self) -> String {
        format!("{:?} {:?} {:?}", self.read, self.extract.assume_date, self.extract.language)
    }

    /// Names what the user put right in an article, and the places of theirs that its text, or they, may name.
    fn digest(&self, text: &str) -> u64 {
        let named = self.places.digest_of_text(text);
        if self.corrections.is_empty() {
            return named;
        }
        let content = blake3::hash(text.as_bytes()).to_hex();
        named ^ digest_of_corrections(&self.corrections, &content, &self.places)
    }

    fn today(&self) -> Day {
        const DAY_NS: i64 = 24 * 60 * 60 * 1_000_000_000;
        Day(self.now_ns.div_euclid(DAY_NS))
    }
}

/// Names what is corrected in an article with that content hash, and the places of the user's that it is filed from since.
pub(super) fn digest_of_corrections(corrections: &Corrections, content: &str, places: &LocalPlaces) -> u64 {
    corrections.digest(content) ^ places.digest_of_ids(corrections.places(content))
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files done, of those that have to be read.
    pub n_files: u64,
    /// Files that have to be read.
    pub n_files_total: u64,
    /// Bytes done, about.
    pub n_bytes: u64,
    /// Bytes of the files that have to be read.
    pub n_bytes_total: u64,
    /// Articles indexed.
    pub n_articles: u64,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Articles added or replaced.
    pub n_indexed: u64,
    /// Utterances in them.
    pub n_quotes: u64,
    /// Articles left as they were, in files left unread and in those read again.
    pub n_unchanged: u64,
    /// Articles dropped, because their file no longer holds them or was pruned.
    pub n_dropped: u64,
    /// Files walked.
    pub n_files: u64,
    /// Files read.
    pub n_files_read: u64,
    /// Files that are gone and whose articles are kept.
    pub n_missing: u64,
    /// Files that were gone and whose every article was found in a file that is new: they moved, and so did the articles.
    pub n_moved: u64,
    /// Bytes of the files read.
    pub n_bytes_read: u64,
    /// Files and records that could not be read in this run.
    pub n_failed: u64,
    /// The first [`Report::MAX_FAILURES`] of them.
    pub failures: Vec<Failure>,
    /// Files and records that hold no article, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Whether everything was extracted anew, because the index was made by other code or with other options.
    pub is_made_anew: bool,
    /// Whether the run was stopped before its end.
    pub is_stopped: bool,
    /// Everything the index knows, reckoned up after the run; `None` where there was nothing to do.
    pub reckoning: Option<Reckoning>,
}

impl Report {
    /// How many failures are kept.
    pub const MAX_FAILURES: usize = 1000;

    pub(super) fn fail(&mut self, failure: Failure) {
        self.n_failed += 1;
        if self.failures.len() < Self::MAX_FAILURES {
            self.failures.push(failure);
        }
    }
}

/// Why an article that was taken out for good is skipped.
pub(super) const FORGOTTEN: &str = "forgotten; dateline forget --undo indexes it again";

/// Makes the index in `folder` hold the articles of `roots` as they are now.
///
/// Roots that were indexed before and are not named stay as they are. `progress` is called in the thread of the caller.
pub fn update(
    folder: &Path,
    roots: &[Root],
    options: &UpdateOptions<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, Error> {
    loop {
        let before = Before::open(folder)?;
        let plan = Plan::make(folder, &before, roots, options)?;
        if plan.is_idle() {
            return Ok(plan.report);
        }
        let mut writer = Writer::open(folder, &options.writer)?.with_atlas(options.extract.atlas.clone());
        // Another run may have ended between the reading of the manifest and the lock.
        if writer.last_commit().manifest == before.commit.manifest {
            let report = Run::new(plan, &before, options).carry_out(&mut writer, progress)?;
            writer.close()?;
            let reckoning = Reader::open(folder)?.reckoning()?;
            return Ok(Report { reckoning: Some(reckoning), ..report });
        }
    }
}

/// What the reading thread hands to those that work.
enum Task {
    File(usize),
    Article(Box<ArticleTask>),
    /// An article that is no longer in its file.
    Gone {
        id: String,
        file: usize,
    },
    Failed(Failure),
    Skipped(Skipped),
    Forgotten {
        id: String,
        line: Option<u64>,
        content: String,
    },
    /// The index could not be asked what it knows of a file.
    Broken(Error),
}

/// An article that was read.
struct ArticleTask {
    raw: RawArticle,
    /// The file it came from, by its number.
    file: usize,
    /// What the index knows of it.
    known: Option<KnownArticle>,
    /// See [`FileRecord::is_stale`].
    is_stale: bool,
    extract: Arc<extract::Options>,
}

/// What came of a task, in the order of the tasks.
enum Done {
    File(usize),
    Indexed { n_quotes: u64, n_bytes: u64, moved: Vec<(String, DocAddress)> },
    Unchanged { n_bytes: u64 },
    Dropped,
    Failed { failure: Failure, is_kept: bool },
    Skipped(Skipped),
    Forgotten { id: String, line: Option<u64>, content: String },
    Broken(Error),
}

/// A run: the plan being carried out.
struct Run<'a> {
    before: &'a Before,
    options: &'a UpdateOptions<'a>,
    to_read: Vec<ToRead>,
    to_prune: Vec<String>,
    look_alikes: FxHashSet<String>,
    count: Count,
}

/// What the caller's thread counts while others work.
struct Count {
    manifest: Manifest,
    report: Report,
    progress: Progress,
    /// The file being counted, and its record.
    file: Option<(usize, FileRecord)>,
    /// Bytes of its text counted so far.
    n_file_bytes: u64,
    n_bytes_since_commit: u64,
    /// Articles that were found again, by the file they were in, which is gone: where the index has them.
    moved: BTreeMap<String, Addresses>,
    ledger: Arc<Ledger>,
}

/// What threads did to files that are not yet counted to their end: how many articles the index has of each more than
/// before. They run ahead of the counting, and what is committed meanwhile is to add up.
#[derive(Default)]
struct Ledger(Mutex<BTreeMap<usize, i64>>);

impl Ledger {
    /// Called before the article is put or deleted, by a thread that keeps commits away until that is done.
    fn add(&self, file: usize, change: i64) {
        *self.entries().entry(file).or_default() += change;
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<usize, i64>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl<'a> Run<'a> {
    fn new(plan: Plan, before: &'a Before, options: &'a UpdateOptions<'a>) -> Self {
        let Plan { mut manifest, to_read, to_prune, look_alikes, report, .. } = plan;
        manifest.started_ns = options.now_ns;
        let progress = Progress {
            n_files_total: to_read.len() as u64,
            n_bytes_total: to_read.iter().map(|file| file.entry.size).sum(),
            ..Progress::default()
        };
        let count = Count {
            manifest,
            report,
            progress,
            file: None,
            n_file_bytes: 0,
            n_bytes_since_commit: 0,
            moved: BTreeMap::new(),
            ledger: Arc::default(),
        };
        Self { before, options, to_read, to_prune, look_alikes, count }
    }

    fn carry_out(self, writer: &mut Writer, progress: &mut dyn FnMut(Progress)) -> Result<Report, Error> {
        let Self { before, options, to_read, to_prune, look_alikes, mut count } = self;
        for path in &to_prune {
            count.report.n_dropped += delete_all(&before.known_of(path), writer)?;
        }
        let files = count.manifest.files.iter();
        let missing = files.filter(|(_, record)| record.is_missing).map(|(path, _)| path.clone()).collect();
        let ledger = Arc::clone(&count.ledger);
        let reading = Reading {
            before,
            options,
            to_read: &to_read,
            look_alikes: &look_alikes,
            missing: &missing,
            forgotten_texts: before.manifest.forgotten.values().map(|forgotten| forgotten.content.as_str()).collect(),
            ledger: &ledger,
        };
        let shared = RwLock::new(writer);
        let work = Work { files: &to_read, before: &before.manifest, options, writer: &shared };
        let mut outcome = Ok(());
        parallel::map_in_order(
            parallel::Bounds { n_threads: options.writer.threads, weight_max: options.writer.memory / 8 },
            |task| if let Task::Article(task) = task { task.raw.text.len() } else { 0 },
            |hand_out| reading.hand_out_all(hand_out),
            |task| reading.carry_out(task, &shared),
            |done| {
                outcome = count.add(done, &work);
                progress(count.progress);
                outcome.is_ok() && !options.stop.load(Ordering::Relaxed)
            },
        );
        outcome?;
        count.report.is_stopped = options.stop.load(Ordering::Relaxed);
        let writer = shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        if count.report.is_stopped {
            count.note_under_way(&to_read, &before.manifest);
        } else {
            count.end_file(&to_read);
        }
        count.leave_moved(before, writer)?;
        writer.commit(&count.manifest, &options.name())?;
        writer.merge()?;
        Ok(count.report)
    }
}

/// What every thread may look at.
struct Reading<'a> {
    before: &'a Before,
    options: &'a UpdateOptions<'a>,
    to_read: &'a [ToRead],
    look_alikes: &'a FxHashSet<String>,
    /// Files that are gone and whose articles are kept.
    missing: &'a FxHashSet<String>,
    /// Content hashes of what was taken out for good.
    forgotten_texts: FxHashSet<&'a str>,
    ledger: &'a Ledger,
}

impl Reading<'_> {
    /// The reading thread: every file, and what the index knows of it.
    fn hand_out_all(&self, hand_out: &mut dyn FnMut(Task) -> bool) {
        let mut is_wanted = true;
        for (n, file) in self.to_read.iter().enumerate() {
            let entry = &file.entry;
            is_wanted = is_wanted && hand_out(Task::File(n));
            if !is_wanted {
                return;
            }
            let mut known = self.before.known_of(&entry.relative);
            // Readers cannot be stopped within a file; what they still hand on is dropped.
            let options = match file.settings.apply(&self.options.read, &self.options.extract) {
                Ok((read, extract)) => (read, Arc::new(extract)),
                Err(error) => {
                    hand_out(Task::Broken(error));
                    return;
                }
            };
            let (read, extract) = options;
            read::read_file(entry, &read, &mut |item| {
                is_wanted = is_wanted
                    && hand_out(self.task(item, (n, file), &extract, &mut known).unwrap_or_else(Task::Broken));
            });
            if !is_wanted {
                return;
            }
            let gone = known.for_each_unmet(&mut |article| {
                is_wanted = hand_out(Task::Gone { id: article.id, file: n });
                is_wanted
            });
            if let Err(error) = gone {
                is_wanted = hand_out(Task::Broken(error));
            }
        }
    }

    fn task(
        &self,
        item: Item,
        (n, file): (usize, &ToRead),
        extract: &Arc<extract::Options>,
        known: &mut KnownOfFile<'_>,
    ) -> Result<Task, Error> {
        Ok(match item {
            Item::Article(mut raw) => {
                if raw.id != file.entry.relative && self.look_alikes.contains(&raw.id) {
                    let message = format!("the id `{}` is also the path of a file", raw.id);
                    raw.diagnostics.push(Diagnostic { code: DiagnosticCode::RepeatedId, message, span: None });
                    raw.id.push_str("#2");
                }
                if let Some(content) = self.forgotten(&raw, known)? {
                    return Ok(Task::Forgotten { id: raw.id, line: raw.line, content });
                }
                let known = known.meet(&raw.id)?;
                let extract = Arc::clone(extract);
                Task::Article(Box::new(ArticleTask { raw: *raw, file: n, known, is_stale: file.is_stale, extract }))
            }
            Item::Failure(failure) => Task::Failed(failure),
            Item::Skipped(skipped) => Task::Skipped(skipped),
        })
    }

    /// The content hash of an article that was taken out for good: one of that id, or a new one of that text.
    fn forgotten(&self, raw: &RawArticle, known: &KnownOfFile<'_>) -> Result<Option<String>, Error> {
        if self.before.manifest.forgotten.is_empty() {
            return Ok(None);
        }
        if let Some(forgotten) = self.before.manifest.forgotten.get(&raw.id) {
            return Ok(Some(forgotten.content.clone()));
        }
        let content = content_hash(&raw.text);
        let is_forgotten = self.forgotten_texts.contains(content.as_str()) && !known.has_unmet(&raw.id)?;
        Ok(is_forgotten.then_some(content))
    }

    /// A working thread: extracts and puts.
    fn carry_out(&self, task: Task, writer: &RwLock<&mut Writer>) -> Done {
        match task {
            Task::File(n) => Done::File(n),
            Task::Article(task) => self.index(*task, writer).unwrap_or_else(Done::Broken),
            Task::Gone { id, file } => {
                let writer = writer.read().unwrap_or_else(std::sync::PoisonError::into_inner);
                self.ledger.add(file, -1);
                writer.delete(&id).map_or_else(Done::Broken, |()| Done::Dropped)
            }
            Task::Failed(failure) => Done::Failed { failure, is_kept: false },
            Task::Skipped(skipped) => Done::Skipped(skipped),
            Task::Forgotten { id, line, content } => Done::Forgotten { id, line, content },
            Task::Broken(error) => Done::Broken(error),
        }
    }

    fn index(&self, task: ArticleTask, writer: &RwLock<&mut Writer>) -> Result<Done, Error> {
        let ArticleTask { raw, file, known, is_stale, extract } = task;
        let n_bytes = raw.text.len() as u64;
        // What was put right since counts as a change of what was read.
        let raw_hash = raw_hash(&raw) ^ self.options.digest(&raw.text);
        if !is_stale && known.as_ref().is_some_and(|known| known.raw_hash == raw_hash) {
            return Ok(Done::Unchanged { n_bytes });
        }
        let (path, line) = (raw.path.clone(), raw.line);
        // A fault of an extractor costs its article, not the run.
        let extracted = std::panic::catch_unwind(|| {
            let mut article = extract::extract(raw, &extract);
            self.options.corrections.apply(&mut article, &extract.atlas);
            article
        });
        let Ok(article) = extracted else {
            let reason = "a fault in dateline: extracting from it failed".to_owned();
            // What the index has of it stays.
            return Ok(Done::Failed { failure: Failure { path, line, reason }, is_kept: known.is_some() });
        };
        let n_quotes = article.quotes.chunk_by(|a, b| a.utterance == b.utterance).count() as u64;
        let moved = self.moved(&article.content_hash)?;
        let before = known.iter().map(|known| known.added).chain(moved.iter().map(|(.., added)| *added));
        let added = before.min().unwrap_or(self.options.today());
        let moved = moved.into_iter().map(|(file, address, _)| (file, address)).collect();
        let writer = writer.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.ledger.add(file, i64::from(known.is_none()));
        writer.put(article, Stamp { raw_hash, added }, known.is_some())?;
        Ok(Done::Indexed { n_quotes, n_bytes, moved })
    }

    /// The articles of this text in files that are gone: each one's file, its place in the index and when it was added.
    fn moved(&self, content_hash: &str) -> Result<Vec<(String, DocAddress, Day)>, Error> {
        let Some(reader) = self.before.reader.as_ref().filter(|_| !self.missing.is_empty()) else {
            return Ok(Vec::new());
        };
        let with_file = |(address, known): (_, KnownArticle)| {
            let file =
                self.before.manifest.file_of(&known.path).filter(|file| self.missing.contains(*file))?.to_owned();
            Some((file, address, known.added))
        };
        Ok(reader.find_content(content_hash)?.into_iter().filter_map(with_file).collect())
    }
}

/// Deletes the articles of a file; returns how many there were.
fn delete_all(known: &KnownOfFile<'_>, writer: &Writer) -> Result<u64, Error> {
    let (mut n_deleted, mut outcome) = (0, Ok(()));
    known.for_each_unmet(&mut |article| {
        n_deleted += 1;
        outcome = writer.delete(&article.id);
        outcome.is_ok()
    })?;
    outcome.map(|()| n_deleted)
}

/// What is being worked on, as the counting sees it.
struct Work<'a, 'w> {
    files: &'a [ToRead],
    /// The manifest that the run began with.
    before: &'a Manifest,
    options: &'a UpdateOptions<'a>,
    writer: &'a RwLock<&'w mut Writer>,
}

impl Count {
    fn add(&mut self, done: Done, work: &Work<'_, '_>) -> Result<(), Error> {
        let files = work.files;
        match done {
            Done::File(n) => self.begin_file(n, files),
            Done::Indexed { n_quotes, n_bytes, moved } => {
                for (file, address) in moved {
                    self.moved.entry(file).or_default().add(address);
                }
                self.report.n_indexed += 1;
                self.report.n_quotes += n_quotes;
                self.progress.n_articles += 1;
                self.n_bytes_since_commit += n_bytes;
                self.article(n_bytes, files);
            }
            Done::Unchanged { n_bytes } => {
                self.report.n_unchanged += 1;
                self.article(n_bytes, files);
            }
            Done::Dropped => self.report.n_dropped += 1,
            Done::Failed { failure, is_kept } => {
                if is_kept {
                    self.article(0, files);
                }
                self.note(NoteKind::Failed, failure.line, failure.reason.clone());
                self.report.fail(failure);
            }
            Done::Skipped(skipped) => self.skip(skipped.line, skipped.reason),
            Done::Forgotten { id, line, content } => {
                self.skip(line, FORGOTTEN.to_owned());
                if let Some((n, _)) = self.file {
                    let file = files[n].entry.relative.clone();
                    self.manifest.forgotten.insert(id, Forgotten { file, content });
                }
            }
            Done::Broken(error) => return Err(error),
        }
        if self.n_bytes_since_commit >= work.options.checkpoint_bytes {
            self.checkpoint(work)?;
        }
        Ok(())
    }

    fn begin_file(&mut self, n: usize, files: &[ToRead]) {
        self.end_file(files);
        let FileEntry { size, modified_ns, .. } = files[n].entry;
        let settings = files[n].settings.digest();
        self.report.n_files_read += 1;
        self.file = Some((n, FileRecord { size, modified_ns, settings, ..FileRecord::default() }));
        self.n_file_bytes = 0;
    }

    fn article(&mut self, n_bytes: u64, files: &[ToRead]) {
        if let Some((n, record)) = &mut self.file {
            record.n_articles += 1;
            // Text is rarely longer than the file that it came from, but a packed file is shorter.
            let size = files[*n].entry.size;
            let step = n_bytes.min(size - self.n_file_bytes.min(size));
            self.n_file_bytes += step;
            self.progress.n_bytes += step;
        }
    }

    fn skip(&mut self, line: Option<u64>, reason: String) {
        *self.report.skipped.entry(reason.clone()).or_default() += 1;
        self.note(NoteKind::Skipped, line, reason);
    }

    fn note(&mut self, kind: NoteKind, line: Option<u64>, reason: String) {
        if let Some((_, record)) = &mut self.file {
            record.note(Note { kind, line, reason });
        }
    }

    /// Puts the record of the file being counted into the manifest: it was read to its end.
    fn end_file(&mut self, files: &[ToRead]) {
        let Some((n, record)) = self.file.take() else { return };
        let size = record.size;
        self.report.n_bytes_read += size;
        self.progress.n_files += 1;
        self.progress.n_bytes += size - self.n_file_bytes.min(size);
        self.ledger.entries().remove(&n);
        let ToRead { entry, is_stream, .. } = &files[n];
        self.manifest.files.insert(entry.relative.clone(), FileRecord { is_stream: *is_stream, ..record });
    }

    /// Puts the records of files that are under way into the manifest, with the articles that the index has of each by
    /// now: those it had, and what threads did since. They are read again by the next run, which finds what is there.
    fn note_under_way(&mut self, files: &[ToRead], before: &Manifest) {
        let mut under_way = self.ledger.entries().clone();
        let counted = self.file.as_ref().map(|(n, record)| (*n, record.clone()));
        if let Some((n, _)) = counted {
            under_way.entry(n).or_default();
        }
        for (n, change) in under_way {
            let ToRead { entry, is_stream, is_stale, .. } = &files[n];
            let known = before.files.get(&entry.relative);
            let n_articles = known.map_or(0, |known| known.n_articles).saturating_add_signed(change);
            let counted = counted.as_ref().filter(|(counted, _)| *counted == n).map(|(_, record)| record);
            let record = counted.or(known).cloned().unwrap_or_default();
            let (is_partial, is_stale, is_stream) = (true, *is_stale, *is_stream);
            let record = FileRecord { n_articles, is_partial, is_stale, is_stream, ..record };
            self.manifest.files.insert(entry.relative.clone(), record);
        }
    }

    /// Drops the files that are gone and whose every article was found in a file that was read now.
    fn leave_moved(&mut self, before: &Before, writer: &Writer) -> Result<(), Error> {
        for (file, moved) in std::mem::take(&mut self.moved) {
            let known = before.known_of(&file);
            if known.has_others_than(&moved)? {
                continue;
            }
            delete_all(&known, writer)?;
            self.manifest.files.remove(&file);
            self.report.n_moved += 1;
            self.report.n_missing -= 1;
        }
        Ok(())
    }

    /// Commits what is done, so that a run that is cut short does not lose it.
    fn checkpoint(&mut self, work: &Work<'_, '_>) -> Result<(), Error> {
        self.n_bytes_since_commit = 0;
        let mut writer = work.writer.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.note_under_way(work.files, work.before);
        writer.checkpoint(&self.manifest, &work.options.name())
    }
}
