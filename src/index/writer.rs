//! Puts articles into an index, whole blocks at a time, and takes them out.

use super::Error;
use super::analyzer::tokenizers;
use super::document::{Stamp, block};
use super::folder::Folder;
use super::gate::{Gate, Permit};
use super::manifest::{Commit, Manifest};
use super::schema::{FIELDS, block_key, schema};
use crate::article::Article;
use std::path::Path;
use std::sync::Arc;
use tantivy::directory::MmapDirectory;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, UserOperation};
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
/// Segments of more documents than this are left as they are when a run ends.
const MAX_MERGED_DOCUMENTS: u32 = 2_000_000;

/// The only one who may change an index, as long as it lives.
pub struct Writer {
    folder: Folder,
    index: Index,
    writer: IndexWriter<Queued>,
    gate: Arc<Gate>,
    commit: Commit,
}

impl Writer {
    /// Opens the index in `root`, or makes one there. Another writer is an error.
    pub fn open(root: &Path, options: &WriterOptions) -> Result<Self, Error> {
        let folder = Folder::new(root);
        folder.create()?;
        let engine = Error::engine(root);
        let directory = MmapDirectory::open(folder.tantivy()).map_err(|error| engine(error.into()))?;
        let mut index =
            Index::builder().schema(schema()).settings(settings()).open_or_create(directory).map_err(&engine)?;
        index.set_tokenizers(tokenizers());
        let threads = options.threads.clamp(1, MAX_THREADS);
        // Half for the segments being built; the queue, merges and what tantivy does not count share the rest.
        let of_thread = (options.memory / 2 / threads).clamp(*THREAD_MEMORY.start(), *THREAD_MEMORY.end());
        let writer_options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(of_thread)
            .num_merge_threads(threads)
            .build();
        let writer = index.writer_with_options(writer_options).map_err(&engine)?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(0.3);
        writer.set_merge_policy(Box::new(policy));
        let commit = Commit::from_payload(index.load_metas().map_err(&engine)?.payload.as_deref())?;
        Ok(Self { folder, index, writer, gate: Gate::new(options.memory / 8), commit })
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
        let permit = self.gate.enter(queued_bytes(&article), || self.probe())?;
        let mut documents = block(article, stamp);
        let last = documents.pop();
        let deletion = is_there.then(|| UserOperation::Delete(block_term(&key)));
        let operations: Vec<UserOperation<Queued>> = deletion
            .into_iter()
            .chain(documents.into_iter().map(|document| UserOperation::Add(Queued { document, _permit: None })))
            .chain(last.map(|document| UserOperation::Add(Queued { document, _permit: Some(permit) })))
            .collect();
        self.writer.run(operations).map_err(Error::engine(self.folder.root()))?;
        Ok(())
    }

    /// Takes an article out.
    pub fn delete(&self, id: &str) -> Result<(), Error> {
        let deletion = UserOperation::Delete(block_term(&block_key(id)));
        self.writer.run([deletion]).map_err(Error::engine(self.folder.root()))?;
        Ok(())
    }

    /// Whether the threads that index are still at work: tantivy tells only who hands it something.
    fn probe(&self) -> Result<(), Error> {
        self.delete("")
    }

    /// Makes everything put and deleted so far durable, together with the manifest.
    pub fn commit(&mut self, manifest: &Manifest, options: &str) -> Result<(), Error> {
        let engine = Error::engine(self.folder.root());
        let commit = Commit::new(self.commit.manifest + 1, options.to_owned(), manifest);
        let folder = self.folder.manifests();
        let mut prepared = self.writer.prepare_commit().map_err(&engine)?;
        if let Err(error) = manifest.write(&folder, commit.manifest) {
            prepared.abort().map_err(&engine)?;
            return Err(error);
        }
        prepared.set_payload(&commit.to_payload());
        prepared.commit().map_err(&engine)?;
        Manifest::drop_others(&folder, commit.manifest)?;
        self.commit = commit;
        self.folder.drop_older()
    }

    /// Merges small segments, so that a search has few to visit, and gives their files back.
    pub fn merge(&mut self) -> Result<(), Error> {
        let engine = Error::engine(self.folder.root());
        let mut segments = self.index.searchable_segment_metas().map_err(&engine)?;
        segments.sort_by_key(|segment| (segment.num_docs(), segment.id()));
        for group in merge_groups(&segments) {
            let ids: Vec<_> = group.iter().map(SegmentMeta::id).collect();
            self.writer.merge(&ids).wait().map_err(&engine)?;
        }
        self.writer.garbage_collect_files().wait().map_err(&engine)?;
        Ok(())
    }

    /// Takes an article's bytes out of the segments for good: they are rewritten without it.
    ///
    /// What was put before is committed too, with `manifest`.
    pub fn expunge(&mut self, id: &str, manifest: &Manifest, options: &str) -> Result<(), Error> {
        let engine = Error::engine(self.folder.root());
        // A merge in the background could carry the article on while its segment is being rewritten.
        self.writer.set_merge_policy(Box::new(NoMergePolicy));
        self.delete(id)?;
        self.commit(manifest, options)?;
        for segment in self.index.searchable_segment_metas().map_err(&engine)? {
            if segment.has_deletes() {
                self.writer.merge(&[segment.id()]).wait().map_err(&engine)?;
            }
        }
        self.writer.garbage_collect_files().wait().map_err(&engine)?;
        Ok(())
    }

    /// Waits for merges in the background and gives the index free.
    pub fn close(self) -> Result<(), Error> {
        self.writer.wait_merging_threads().map_err(Error::engine(self.folder.root()))
    }
}

fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: None }),
        ..IndexSettings::default()
    }
}

fn block_term(key: &str) -> Term {
    Term::from_field_text(FIELDS.block, key)
}

/// Segments, smallest first, in groups worth a merge.
fn merge_groups(segments: &[SegmentMeta]) -> Vec<&[SegmentMeta]> {
    let mut groups = Vec::new();
    let mut rest = segments;
    while !rest.is_empty() {
        let mut n_documents = 0;
        let fits = rest.iter().take_while(|segment| {
            n_documents += segment.num_docs();
            n_documents <= MAX_MERGED_DOCUMENTS
        });
        let (group, others) = rest.split_at(fits.count().max(1));
        if group.len() > 1 {
            groups.push(group);
        }
        rest = others;
    }
    groups
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
