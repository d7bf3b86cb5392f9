//! Opens one commit of an index for searching, without writing anything.

use super::analyzer::tokenizers;
use super::document::scrambled;
use super::duplicates::{Groups, Parts, each_alone, read_groups};
use super::folder::Folder;
use super::manifest::{Commit, INSIDE, Manifest, Reckoning};
use super::schema::{
    FIELDS, FORMAT_VERSION, Kind, block_key, content_key, first_string, i64_column, schema, str_column, u64_column,
};
use super::snapshot::{NotOne, Snapshot};
use super::{Error, record};
use crate::article::{Article, Day};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use tantivy::directory::error::OpenReadError;
use tantivy::error::DataCorruption;
use tantivy::index::SegmentId;
use tantivy::schema::document::Value;
use tantivy::schema::{IndexRecordOption, TantivyDocument};
use tantivy::{
    DocAddress, DocId, DocSet, Index, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyError, Term,
};

/// One commit of an index.
#[derive(Clone)]
pub struct Reader {
    folder: Folder,
    snapshot: Snapshot,
    searcher: Searcher,
    commit: Commit,
    groups: Option<Result<Arc<Groups>, Error>>,
    /// Where it reads several indexes as one.
    several: Option<Several>,
    /// Number of its manifest.
    manifest: u64,
    /// Where it reads several indexes as one, `folder` and `manifest` are those of the first, and these of the others.
    joined: Vec<(Folder, u64)>,
}

/// What is known of copies where several indexes are read as one.
#[derive(Clone, Default)]
struct Several {
    /// The number of the index that each segment is of.
    of_segments: Arc<BTreeMap<SegmentId, usize>>,
    /// See [`Across::salts`].
    salts: Vec<u64>,
    /// The indexes, where copies across them have yet to be looked for.
    apart: Option<Arc<Parts>>,
    /// Why copies are not known.
    lack: Option<String>,
}

/// What the index knows of an article without opening its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownArticle {
    /// Its id.
    pub id: String,
    /// Its path in the archive.
    pub path: String,
    /// See [`super::Stamp::raw_hash`].
    pub raw_hash: u64,
    /// See [`super::Stamp::added`].
    pub added: Day,
}

impl Reader {
    /// Opens the last commit of the index in `root`.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let folder = Folder::new(root);
        folder.check()?;
        // A writer may delete segments and groups between the list of them and their opening; a new list does not have them.
        const ATTEMPTS: usize = 20;
        let mut outcome = Self::attempt(&folder);
        for _ in 1..ATTEMPTS {
            let again = match &outcome {
                Err(TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_))) => Self::attempt(&folder),
                Ok(opened) if opened.has_lost_groups() => Self::attempt(&folder),
                _ => break,
            };
            let is_same = matches!((&outcome, &again), (Ok(before), Ok(after)) if before.commit == after.commit);
            outcome = again;
            if is_same {
                break;
            }
        }
        outcome.map_err(|error| match error {
            TantivyError::SchemaError(_) => {
                Error::Older { folder: root.to_owned(), found: FORMAT_VERSION, known: FORMAT_VERSION }
            }
            error => Error::engine(root)(error),
        })
    }

    /// Opens the last commits of several indexes as if they were one: every statistic is of all of them. What articles are
    /// copies of others is known within each, and across them where [`Self::find_copies_across`] was asked for before.
    pub fn open_all(roots: &[PathBuf]) -> Result<Self, Error> {
        let parts = roots.iter().map(|root| Self::open(root)).collect::<Result<Vec<_>, _>>()?;
        let [first, ..] = parts.as_slice() else { return Err(Error::NotFound { folder: PathBuf::new() }) };
        if parts.len() == 1 {
            return Ok(first.clone());
        }
        let snapshots: Vec<Snapshot> = parts.iter().map(|part| part.snapshot.clone()).collect();
        let snapshot = Snapshot::joined(&snapshots).map_err(|why| match why {
            NotOne::Shared(a, b) => Error::SameIndex { folder: roots[b].clone(), other: roots[a].clone() },
            NotOne::Unreadable(n, why) => Error::Damaged { what: format!("the index in {}", roots[n].display()), why },
        })?;
        let searcher = Index::open(snapshot.clone()).and_then(searcher).map_err(Error::engine(first.folder.root()))?;
        let (groups, several) = Self::groups_of_all(&parts);
        let commit = Commit::joined(parts.iter().map(|part| &part.commit));
        let joined = parts[1..].iter().map(|part| (part.folder.clone(), part.manifest)).collect();
        let (folder, manifest) = (first.folder.clone(), first.manifest);
        Ok(Self { folder, snapshot, searcher, commit, groups, several: Some(several), manifest, joined })
    }

    fn groups_of_all(parts: &[Self]) -> (Option<Result<Arc<Groups>, Error>>, Several) {
        let ids =
            |part: &Self| part.searcher.segment_readers().iter().map(SegmentReader::segment_id).collect::<Vec<_>>();
        let numbered =
            parts.iter().enumerate().flat_map(|(number, part)| ids(part).into_iter().map(move |id| (id, number)));
        let mut several = Several {
            of_segments: Arc::new(numbered.collect()),
            lack: parts.iter().find_map(Self::lack_of_groups),
            ..Several::default()
        };
        let mut groups = Vec::with_capacity(parts.len());
        for part in parts {
            match &part.groups {
                Some(Ok(known)) => groups.push(Arc::clone(known)),
                lacking => return (lacking.clone(), several),
            }
        }
        let across =
            match Parts::open(parts.iter().filter_map(|part| Some((part.folder.manifests(), part.commit.groups?)))) {
                Ok(parts) => parts.known().unwrap_or_else(|| {
                    several.apart = Some(Arc::new(parts));
                    each_alone(&groups)
                }),
                Err(error) => {
                    several.lack.get_or_insert_with(|| error.to_string());
                    each_alone(&groups)
                }
            };
        several.salts = across.salts;
        (Some(Ok(Arc::new(across.groups))), several)
    }

    /// Whether this reads several indexes, among which copies have yet to be looked for.
    pub fn lacks_copies_across(&self) -> bool {
        self.several.as_ref().is_some_and(|several| several.apart.is_some())
    }

    /// Looks for copies and versions across the indexes that this reads, and keeps what it finds beside the first, for the next
    /// time. It takes some 20 µs for each article, and 60 bytes of memory beside 64 MB.
    ///
    /// # Errors
    ///
    /// Where nothing can be written there, or not all is there to be read; then copies are known within each index, as before.
    pub fn find_copies_across(&mut self) -> Result<(), Error> {
        let Some(several) = &mut self.several else { return Ok(()) };
        let Some(parts) = &several.apart else { return Ok(()) };
        let across = parts.find()?;
        (several.salts, several.apart) = (across.salts, None);
        self.groups = Some(Ok(Arc::new(across.groups)));
        Ok(())
    }

    /// What the keys of a segment's articles are changed by to be those of [`Self::groups`].
    pub(crate) fn salt(&self, segment: SegmentId) -> u64 {
        let salt = |several: &Several| several.salts.get(*several.of_segments.get(&segment)?).copied();
        self.several.as_ref().and_then(salt).unwrap_or(0)
    }

    fn attempt(folder: &Folder) -> tantivy::Result<Self> {
        let snapshot = Snapshot::take(&folder.tantivy())?;
        let index = Index::open(snapshot.clone())?;
        if index.schema() != schema() {
            return Err(TantivyError::SchemaError("its fields are not those of this version".to_owned()));
        }
        let damaged = |why: String| TantivyError::DataCorruption(DataCorruption::comment_only(why));
        let payload = snapshot.payload().map_err(|error| damaged(error.to_string()))?;
        let commit = Commit::from_payload(payload.as_deref()).map_err(|error| damaged(error.to_string()))?;
        let groups = commit.groups.map(|at| read_groups(&folder.manifests(), at).map(Arc::new));
        let searcher = searcher(index)?;
        let (folder, manifest) = (folder.clone(), commit.manifest);
        Ok(Self { folder, snapshot, searcher, commit, groups, several: None, manifest, joined: Vec::new() })
    }

    fn has_lost_groups(&self) -> bool {
        matches!(self.groups, Some(Err(_)))
    }

    /// Which articles are copies and versions of others; of none where that is not known.
    pub fn groups(&self) -> &Groups {
        static NONE: LazyLock<Groups> = LazyLock::new(Groups::default);
        match &self.groups {
            Some(Ok(groups)) => groups,
            _ => &NONE,
        }
    }

    /// Why it is not known which articles are copies of others; `None` where it is.
    pub fn lack_of_groups(&self) -> Option<String> {
        if let Some(several) = &self.several {
            return several.lack.clone();
        }
        match &self.groups {
            Some(Ok(_)) if self.commit.groups.is_some_and(|at| at.is_older) => {
                Some("a run is under way, or was cut off before it looked for them".to_owned())
            }
            Some(Ok(_)) => None,
            Some(Err(error)) => Some(error.to_string()),
            None if self.commit.manifest == 0 => None,
            None => Some("the index was made by a version that did not look for them".to_owned()),
        }
    }

    /// The engine's view of the commit.
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub(super) fn engine_error(&self, error: TantivyError) -> Error {
        Error::engine(self.folder.root())(error)
    }

    /// What the commit says of itself.
    pub fn commit(&self) -> &Commit {
        &self.commit
    }

    /// The files the articles came from.
    pub fn manifest(&self) -> Result<Manifest, Error> {
        let mut manifest = Manifest::read(&self.folder.manifests(), self.manifest)?;
        for (folder, number) in &self.joined {
            manifest.files.extend(Manifest::read(&folder.manifests(), *number)?.files);
        }
        Ok(manifest)
    }

    /// What became of every file, reckoned up against what the index holds.
    pub fn reckoning(&self) -> Result<Reckoning, Error> {
        self.reckon(&self.manifest()?)
    }

    /// The same where the manifest was read already: it has a line for every file.
    pub fn reckon(&self, manifest: &Manifest) -> Result<Reckoning, Error> {
        Ok(manifest.reckon(self.n_articles()?))
    }

    /// How many articles there are.
    pub fn n_articles(&self) -> Result<u64, Error> {
        self.count(Kind::Article)
    }

    /// How many utterances there are.
    pub fn n_quotes(&self) -> Result<u64, Error> {
        self.count(Kind::Quote)
    }

    /// Names what the articles were made from: the same for the same articles, in whatever order and by whatever number
    /// of threads they were indexed. 128 bits in hexadecimal; no guard against forgery.
    pub fn data_hash(&self) -> Result<String, Error> {
        let mut sum = 0u128;
        let mut add_all = || -> tantivy::Result<()> {
            for reader in self.searcher.segment_readers() {
                let (raw_hash, to_parent) =
                    (u64_column(reader, FIELDS.raw_hash)?, u64_column(reader, FIELDS.to_parent)?);
                for doc in reader.doc_ids_alive().filter(|&doc| to_parent.first(doc) == Some(0)) {
                    // Scrambled, so that sums of like numbers do not meet by chance.
                    let hash = raw_hash.first(doc).unwrap_or_default();
                    let wide = u128::from(scrambled(hash, 0)) << 64 | u128::from(scrambled(hash, 1));
                    sum = sum.wrapping_add(wide);
                }
            }
            Ok(())
        };
        add_all().map_err(Error::engine(self.folder.root()))?;
        Ok(format!("{sum:032x}"))
    }

    /// The ids that `is_wanted` accepts, sorted; of more than `most`, any `most`.
    pub fn ids_where(&self, most: usize, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<String>, Error> {
        let mut found = std::collections::BTreeSet::new();
        for reader in self.searcher.segment_readers() {
            let column = str_column(reader, FIELDS.id).map_err(Error::engine(self.folder.root()))?;
            let Some(ids) = column else { continue };
            let mut stream = ids.dictionary().stream().map_err(|error| self.engine_error(error.into()))?;
            while found.len() < most && stream.advance() {
                let Ok(id) = std::str::from_utf8(stream.key()) else { continue };
                // A deleted article's id stays listed until its segment is merged.
                if is_wanted(id) && self.find(id)?.is_some() {
                    found.insert(id.to_owned());
                }
            }
        }
        Ok(found.into_iter().collect())
    }

    fn count(&self, kind: Kind) -> Result<u64, Error> {
        let query = tantivy::query::TermQuery::new(kind.term(), IndexRecordOption::Basic);
        let count = self.searcher.search(&query, &tantivy::collector::Count);
        count.map(|count| count as u64).map_err(Error::engine(self.folder.root()))
    }

    /// Where the article with that id is.
    pub fn find(&self, id: &str) -> Result<Option<DocAddress>, Error> {
        let term = Term::from_field_text(FIELDS.block, &block_key(id));
        let mut found = None;
        self.for_each_with(&term, &mut |_, address| {
            found = Some(address);
            Ok(())
        })?;
        Ok(found)
    }

    /// The articles whose text has that hash.
    pub fn find_content(&self, content_hash: &str) -> Result<Vec<(DocAddress, KnownArticle)>, Error> {
        let mut found = Vec::new();
        let term = Term::from_field_text(FIELDS.content, content_key(content_hash));
        self.for_each_with(&term, &mut |reader, address| {
            found.push((address, known_article(reader, address.doc_id)?));
            Ok(())
        })?;
        Ok(found)
    }

    /// What is known of the articles that came from a file, or from what is packed in it, and from no other file of the manifest.
    pub fn articles_of(&self, file: &str, manifest: &Manifest) -> Result<Vec<KnownArticle>, Error> {
        let mut known = Vec::new();
        self.for_each_of(file, manifest, &mut |address| {
            known.push(self.known_article(address)?);
            Ok(())
        })?;
        Ok(known)
    }

    /// Calls `visit` with each of those.
    pub(super) fn for_each_of(
        &self,
        file: &str,
        manifest: &Manifest,
        visit: &mut dyn FnMut(DocAddress) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for path in self.paths_in(file)?.iter().filter(|path| manifest.file_of(path).is_none_or(|known| known == file))
        {
            let mut outcome = Ok(());
            self.for_each_with(&Term::from_field_text(FIELDS.path, path), &mut |_, address| {
                if outcome.is_ok() {
                    outcome = visit(address);
                }
                Ok(())
            })?;
            outcome?;
        }
        Ok(())
    }

    /// What is known of the article at an address.
    pub(super) fn known_article(&self, address: DocAddress) -> Result<KnownArticle, Error> {
        let reader = self.searcher.segment_reader(address.segment_ord);
        known_article(reader, address.doc_id).map_err(Error::engine(self.folder.root()))
    }

    /// The paths that articles of a file can have: its own, and those of the members of a container.
    fn paths_in(&self, file: &str) -> Result<BTreeSet<String>, Error> {
        let inside = format!("{file}{INSIDE}");
        let mut paths = BTreeSet::from([file.to_owned()]);
        let mut collect = || -> tantivy::Result<()> {
            for reader in self.searcher.segment_readers() {
                let inverted = reader.inverted_index(FIELDS.path)?;
                let mut members = inverted.terms().range().ge(&inside).into_stream()?;
                while members.advance() && members.key().starts_with(inside.as_bytes()) {
                    paths.insert(String::from_utf8_lossy(members.key()).into_owned());
                }
            }
            Ok(())
        };
        collect().map_err(Error::engine(self.folder.root()))?;
        Ok(paths)
    }

    /// Calls `visit` with every article, in the order of the segments.
    pub fn for_each_article(&self, visit: &mut dyn FnMut(Article)) -> Result<(), Error> {
        let mut addresses = Vec::new();
        self.for_each_with(&Kind::Article.term(), &mut |_, address| {
            addresses.push(address);
            Ok(())
        })?;
        for address in addresses {
            visit(self.article(address)?);
        }
        Ok(())
    }

    /// Calls `visit` with every article that has `term`, leaving the deleted out.
    fn for_each_with(
        &self,
        term: &Term,
        visit: &mut dyn FnMut(&SegmentReader, DocAddress) -> tantivy::Result<()>,
    ) -> Result<(), Error> {
        let mut visit_all = || -> tantivy::Result<()> {
            for (segment_ord, reader) in (0u32..).zip(self.searcher.segment_readers()) {
                let postings = reader.inverted_index(term.field())?.read_postings(term, IndexRecordOption::Basic)?;
                let Some(mut postings) = postings else { continue };
                let to_parent = u64_column(reader, FIELDS.to_parent)?;
                let mut doc = postings.doc();
                while doc != TERMINATED {
                    if to_parent.first(doc) == Some(0) && reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc))
                    {
                        visit(reader, DocAddress::new(segment_ord, doc))?;
                    }
                    doc = postings.advance();
                }
            }
            Ok(())
        };
        visit_all().map_err(Error::engine(self.folder.root()))
    }

    /// The article at an address: its text, and everything extracted from it but where its sentences begin.
    pub fn article(&self, address: DocAddress) -> Result<Article, Error> {
        let document: TantivyDocument = self.searcher.doc(address).map_err(Error::engine(self.folder.root()))?;
        let record = document.get_first(FIELDS.record);
        let text = document.get_first(FIELDS.body);
        match (record.as_ref().and_then(|value| value.as_bytes()), text.as_ref().and_then(|value| value.as_str())) {
            (Some(record), Some(text)) => record::decode(record, text.to_owned()),
            _ => Err(Error::Damaged { what: "an article".to_owned(), why: "it has no record".to_owned() }),
        }
    }
}

/// How many decompressed blocks of text each segment keeps. Hits are read in the order in which they are stored, so that one that
/// was left is not come back to, and the next is decompressed where it was.
const BLOCKS_KEPT: usize = 1;

fn searcher(mut index: Index) -> tantivy::Result<Searcher> {
    index.set_tokenizers(tokenizers());
    let builder = index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(BLOCKS_KEPT);
    Ok(builder.try_into()?.searcher())
}

fn known_article(reader: &SegmentReader, doc: DocId) -> tantivy::Result<KnownArticle> {
    Ok(KnownArticle {
        id: first_string(reader, FIELDS.id, doc)?.unwrap_or_default(),
        path: first_string(reader, FIELDS.path, doc)?.unwrap_or_default(),
        raw_hash: u64_column(reader, FIELDS.raw_hash)?.first(doc).unwrap_or_default(),
        added: Day(i64_column(reader, FIELDS.added)?.first(doc).unwrap_or_default()),
    })
}
