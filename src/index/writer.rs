//! Puts articles into an index, whole blocks at a time, and takes them out.

use super::Error;
use super::analyzer::tokenizers;
use super::document::{Stamp, block};
use super::duplicates::{GroupsAt, Sidecar};
use super::folder::Folder;
use super::gate::{Gate, Permit};
use super::manifest::{Commit, Manifest};
use super::merge::{self, Size};
use super::reader::Reader;
use super::schema::{FIELDS, block_key, schema};
use super::unmapped::Unmapped;
use crate::article::Article;
use crate::lexicon::gazetteer::Atlas;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::indexer::{IndexWriterOptions, UserOperation};
use tantivy::merge_policy::NoMergePolicy;
use tantivy::schema::document::Document;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index, IndexSettings, IndexWriter, SegmentMeta, TantivyDocument, Term};

/// How to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterOptions {
    /// Threads that index; at least one is used.
    pub threads: usize,
    /// Memory to use, in bytes. It bounds what is buffered, whatever the size of the archive.
    pub memory: usize,
}

impl Default for WriterOptions {
    fn default() -> Self {
        Self { threads: 1, memory: 256 << 20 }
    }
}

/// Least and most memory tantivy lets a thread have.
const THREAD_MEMORY: std::ops::RangeInclusive<usize> = (15 << 20)..=(2 << 30);
/// Most threads tantivy's writer gains from.
const MAX_THREADS: usize = 8;

/// Most merges at once: each holds the stored texts of a segment and the dictionaries of several.
const MAX_MERGES: usize = 2;

/// The only one who may change an index, as long as it lives.
pub struct Writer {
    folder: Folder,
    index: Index,
    writer: IndexWriter<Queued>,
    gate: Arc<Gate>,
    /// Most bytes of stored texts that one merge holds.
    store_bytes_max: u64,
    sidecar: Sidecar,
    /// See [`Writer::run`].
    order: Mutex<()>,
    commit: Commit,
    atlas: Atlas,
    /// Documents added since the last merge.
    n_new: AtomicU64,
}

impl Writer {
    /// Opens the index in `root`, or makes one there. Another writer is an error.
    pub fn open(root: &Path, options: &WriterOptions) -> Result<Self, Error> {
        let folder = Folder::new(root);
        folder.create()?;
        let engine = Error::engine(root);
        let directory = Unmapped::open(&folder.tantivy()).map_err(|error| engine(error.into()))?;
        let mut index =
            Index::builder().schema(schema()).settings(settings()).open_or_create(directory).map_err(&engine)?;
        index.set_tokenizers(tokenizers());
        let threads = options.threads.clamp(1, MAX_THREADS);
        // A quarter for the segments being built; what tantivy does not count of them, the queue and merges share the rest.
        let of_thread = (options.memory / 4 / threads).clamp(*THREAD_MEMORY.start(), *THREAD_MEMORY.end());
        let writer_options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(of_thread)
            .num_merge_threads(threads.min(MAX_MERGES))
            .build();
        let writer = index.writer_with_options(writer_options).map_err(&engine)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        // A commit that was cut off leaves files behind; those of deletions have the names that the same commit gives its own,
        // and tantivy refuses to write over a file.
        writer.garbage_collect_files().wait().map_err(&engine)?;
        let commit = Commit::from_payload(index.load_metas().map_err(&engine)?.payload.as_deref())?;
        let sidecar = sidecar(&folder, &commit)?.with_memory(options.memory / 8);
        Ok(Self {
            folder,
            index,
            writer,
            gate: Gate::new(options.memory / 16),
            store_bytes_max: (options.memory / 8) as u64,
            sidecar,
            order: Mutex::new(()),
            commit,
            atlas: Atlas::default(),
            n_new: AtomicU64::new(0),
        })
    }

    /// The same, with what holds a place looked up in `atlas`.
    pub fn with_atlas(self, atlas: Atlas) -> Self {
        Self { atlas, ..self }
    }

    /// The last commit.
    pub fn last_commit(&self) -> &Commit {
        &self.commit
    }

    /// The manifest of the last commit.
    pub fn manifest(&self) -> Result<Manifest, Error> {
        Manifest::read(&self.folder.manifests(), self.commit.manifest)
    }

    /// Adds an article; where one with its id `is_there`, it takes its place.
    ///
    /// Waits while too much waits to be indexed. Can be called by many threads at once.
    pub fn put(&self, article: Article, stamp: Stamp, is_there: bool) -> Result<(), Error> {
        let key = block_key(&article.id);
        self.sidecar.put(&article)?;
        let permit = self.gate.enter(queued_bytes(&article), || self.probe())?;
        let mut documents = block(article, stamp, &self.atlas);
        self.n_new.fetch_add(documents.len() as u64, Ordering::Relaxed);
        let last = documents.pop();
        let deletion = is_there.then(|| UserOperation::Delete(block_term(&key)));
        let operations: Vec<UserOperation<Queued>> = deletion
            .into_iter()
            .chain(documents.into_iter().map(|document| UserOperation::Add(Queued { document, _permit: None })))
            .chain(last.map(|document| UserOperation::Add(Queued { document, _permit: Some(permit) })))
            .collect();
        self.run(operations)
    }

    /// Takes an article out.
    pub fn delete(&self, id: &str) -> Result<(), Error> {
        self.sidecar.delete(id)?;
        self.delete_block(id)
    }

    fn delete_block(&self, id: &str) -> Result<(), Error> {
        self.run([UserOperation::Delete(block_term(&block_key(id)))])
    }

    /// Hands operations to tantivy, which numbers them and finds the documents that a deletion is older than by the order
    /// of their numbers: two threads that were numbered one way and queued the other would delete what they had just put.
    fn run<Operations>(&self, operations: Operations) -> Result<(), Error>
    where
        Operations: IntoIterator<Item = UserOperation<Queued>, IntoIter: ExactSizeIterator>,
    {
        let _in_order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        self.writer.run(operations).map_err(Error::engine(self.folder.root()))?;
        Ok(())
    }

    /// Whether the threads that index are still at work: tantivy tells only who hands it something.
    fn probe(&self) -> Result<(), Error> {
        self.delete_block("")
    }

    /// Makes everything put and deleted so far durable, together with the manifest.
    pub fn commit(&mut self, manifest: &Manifest, options: &str) -> Result<(), Error> {
        self.commit_with(manifest, options, |sidecar, number| sidecar.prepare(number, false))
    }

    /// The same in the middle of a run: which articles are copies of others is looked for when the run ends.
    pub(super) fn checkpoint(&mut self, manifest: &Manifest, options: &str) -> Result<(), Error> {
        self.commit_with(manifest, options, Sidecar::prepare_without_groups)
    }

    fn commit_with(
        &mut self,
        manifest: &Manifest,
        options: &str,
        prepare: impl FnOnce(&mut Sidecar, u64) -> Result<GroupsAt, Error>,
    ) -> Result<(), Error> {
        let engine = Error::engine(self.folder.root());
        let mut commit = Commit::new(self.commit.manifest + 1, options.to_owned(), manifest);
        let folder = self.folder.manifests();
        let mut prepared = self.writer.prepare_commit().map_err(&engine)?;
        let groups = prepare(&mut self.sidecar, commit.manifest);
        match groups.and_then(|groups| manifest.write(&folder, commit.manifest).map(|()| groups)) {
            Ok(groups) => commit.groups = Some(groups),
            Err(error) => {
                prepared.abort().map_err(&engine)?;
                return Err(error);
            }
        }
        prepared.set_payload(&commit.to_payload());
        prepared.commit().map_err(&engine)?;
        Manifest::drop_others(&folder, commit.manifest)?;
        self.sidecar.drop_others()?;
        self.commit = commit;
        self.folder.drop_older()
    }

    /// Merges small segments, so that a search has few to visit, and gives their files back.
    ///
    /// What was put or deleted since the last commit is no part of it.
    pub fn merge(&mut self) -> Result<(), Error> {
        let engine = Error::engine(self.folder.root());
        let segments = self.index.searchable_segment_metas().map_err(&engine)?;
        let sizes: Vec<Size> = segments.iter().map(|segment| self.size(segment)).collect();
        // A list of segments that is held keeps their files from being given back.
        let ids: Vec<SegmentId> = segments.iter().map(SegmentMeta::id).collect();
        drop(segments);
        let plan = merge::plan(&sizes, self.n_new.swap(0, Ordering::Relaxed), self.store_bytes_max);
        self.merge_groups(plan.into_iter().map(|group| group.into_iter().map(|i| ids[i]).collect()))?;
        self.writer.garbage_collect_files().wait().map_err(&engine)?;
        Ok(())
    }

    fn size(&self, segment: &SegmentMeta) -> Size {
        let store = self.folder.tantivy().join(segment.relative_path(SegmentComponent::Store));
        // What cannot be looked at cannot be merged either.
        let store_bytes = store.metadata().map_or(u64::MAX, |metadata| metadata.len());
        Size { n_alive: segment.num_docs(), n_deleted: segment.num_deleted_docs(), store_bytes }
    }

    /// Merges each group into one segment, as many at a time as there are threads for it.
    fn merge_groups(&mut self, groups: impl Iterator<Item = Vec<SegmentId>>) -> Result<(), Error> {
        let merges: Vec<_> = groups.map(|ids| self.writer.merge(&ids)).collect();
        // All are waited for: what is still being merged could not be merged again.
        let outcomes: Vec<_> = merges.into_iter().map(|merge| merge.wait()).collect();
        outcomes.into_iter().try_for_each(|outcome| outcome.map(drop)).map_err(Error::engine(self.folder.root()))
    }

    /// Takes articles' bytes out of the segments for good: they are rewritten without them.
    ///
    /// What was put before is committed too, with `manifest`.
    pub fn expunge(&mut self, ids: &[String], manifest: &Manifest, options: &str) -> Result<(), Error> {
        let engine = Error::engine(self.folder.root());
        ids.iter().try_for_each(|id| self.delete(id))?;
        self.commit_with(manifest, options, |sidecar, number| sidecar.prepare(number, true))?;
        let segments = self.index.searchable_segment_metas().map_err(&engine)?;
        let groups: Vec<_> =
            segments.iter().filter(|segment| segment.has_deletes()).map(|segment| vec![segment.id()]).collect();
        drop(segments);
        self.merge_groups(groups.into_iter())?;
        self.writer.garbage_collect_files().wait().map_err(&engine)?;
        Ok(())
    }

    /// Gives the index free, once every thread of the writer is done.
    pub fn close(self) -> Result<(), Error> {
        self.writer.wait_merging_threads().map_err(Error::engine(self.folder.root()))
    }
}

/// What is kept of the articles beside the index; made again from them where it is lost.
fn sidecar(folder: &Folder, commit: &Commit) -> Result<Sidecar, Error> {
    let path = folder.manifests();
    if let Some(sidecar) = Sidecar::open(&path, commit.groups) {
        return Ok(sidecar);
    }
    let sidecar = Sidecar::new(&path);
    if commit.manifest > 0 {
        let mut outcome = Ok(());
        Reader::open(folder.root())?.for_each_article(&mut |article| {
            if outcome.is_ok() {
                outcome = sidecar.put(&article);
            }
        })?;
        outcome?;
    }
    Ok(sidecar)
}

/// Text compressed together: more takes less room (0.536 of the text with 16 KiB, 0.502 with 64, 0.486 with 128, records
/// included), less is faster to open (40, 90 and 145 µs).
const STORE_BLOCK_BYTES: usize = 64 << 10;

fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: None }),
        docstore_blocksize: STORE_BLOCK_BYTES,
        ..IndexSettings::default()
    }
}

fn block_term(key: &str) -> Term {
    Term::from_field_text(FIELDS.block, key)
}

/// About what an article takes while it waits: its text twice (as it is, and once more as quotes and marks), and its record.
fn queued_bytes(article: &Article) -> usize {
    const OF_VALUE: usize = 300;
    2 * article.text.len() + OF_VALUE * (4 + article.quotes.len() + article.places.len() + article.dates.len())
}

/// A document on its way to a thread that indexes; its bytes leave the gate with it.
struct Queued {
    document: TantivyDocument,
    _permit: Option<Permit>,
}

impl Document for Queued {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        Document::iter_fields_and_values(&self.document)
    }
}
