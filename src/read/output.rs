//! Where readers put what they find: names it, keeps ids apart, and counts, so that no file ends in silence.

use super::{Failure, Item, Skipped, filed, path};
use crate::article::{Diagnostic, DiagnosticCode, Metadata, RawArticle};
use rustc_hash::{FxHashMap, FxHashSet};

/// One article as a reader found it, before it has a name in the archive.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The record's own id.
    pub(super) id: Option<String>,
    /// Line where the record begins.
    pub(super) line: Option<u64>,
    pub(super) text: String,
    pub(super) metadata: Metadata,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Draft {
    /// Notes something a person should know.
    pub(super) fn remark(&mut self, code: DiagnosticCode, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic { code, message: message.into(), span: None });
    }
}

/// The items of one file or stream.
pub(super) struct Output<'a> {
    path: String,
    /// The id of the article that the whole is; ids of records continue it.
    id: String,
    /// What is known of every article before it is read.
    known: Metadata,
    /// Whether what is read was cut short before it was kept.
    is_cut: bool,
    /// Records of a stream are known by their own ids alone.
    is_stream: bool,
    n_items: u64,
    n_records: u64,
    /// Ids of this file that were taken, as hashes, since a file may hold millions.
    taken: FxHashSet<u64>,
    /// How often those were taken that were so more than once.
    repeated: FxHashMap<u64, u32>,
    held: Option<Draft>,
    sink: &'a mut dyn FnMut(Item),
}

impl<'a> Output<'a> {
    pub(super) fn of_file(path: &str, sink: &'a mut dyn FnMut(Item)) -> Self {
        Self {
            path: path.to_owned(),
            id: path.to_owned(),
            known: Metadata::default(),
            is_cut: false,
            is_stream: false,
            n_items: 0,
            n_records: 0,
            taken: FxHashSet::default(),
            repeated: FxHashMap::default(),
            held: None,
            sink,
        }
    }

    pub(super) fn of_stream(name: &str, sink: &'a mut dyn FnMut(Item)) -> Self {
        Self { is_stream: true, ..Self::of_file(name, sink) }
    }

    /// The output of a file inside this one, whose path continues this one's.
    pub(super) fn member(&mut self, name: &str) -> Output<'_> {
        self.n_items += 1;
        Output::of_file(&format!("{}!/{}", self.path, path::inside(name)), self.sink)
    }

    /// The output of a page kept in this file under a name, of which something is known already.
    pub(super) fn captured(&mut self, name: &str, known: Metadata, is_cut: bool) -> Output<'_> {
        self.n_items += 1;
        let id = if self.is_stream { name.to_owned() } else { format!("{}#{name}", self.id) };
        Output { id, known, is_cut, ..Output::of_file(&self.path, self.sink) }
    }

    /// The path items carry.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// An article of a file that may hold one or many: alone, it has the path for its id.
    ///
    /// It is held back until that is known.
    pub(super) fn one_of_many(&mut self, draft: Draft) {
        match (self.held.take(), self.n_records) {
            (Some(first), _) => {
                self.record(first);
                self.record(draft);
            }
            (None, 0) => self.held = Some(draft),
            (None, _) => self.record(draft),
        }
    }

    /// The article held back, where it is the only one so far.
    pub(super) fn held_mut(&mut self) -> Option<&mut Draft> {
        self.held.as_mut()
    }

    /// Whether nothing came out of the file yet.
    pub(super) fn is_silent(&self) -> bool {
        self.n_items == 0 && self.held.is_none()
    }

    /// The article a whole file is; its id is the path.
    pub(super) fn whole(&mut self, mut draft: Draft) {
        let id = match draft.id.take() {
            Some(id) if self.is_stream && !id.is_empty() => id,
            _ => self.id.clone(),
        };
        self.article(id, draft);
    }

    /// One of the articles of a file; its id is the path and the record's own id or number.
    pub(super) fn record(&mut self, mut draft: Draft) {
        self.n_records += 1;
        let id = draft.id.take().filter(|id| !id.is_empty()).unwrap_or_else(|| self.n_records.to_string());
        let id = if self.is_stream { id } else { format!("{}#{id}", self.id) };
        self.article(id, draft);
    }

    /// A record that could not be read; it keeps its number.
    pub(super) fn failed_record(&mut self, line: u64, reason: impl ToString) {
        self.n_records += 1;
        self.failure(Some(line), reason);
    }

    /// Something that could not be read.
    pub(super) fn failure(&mut self, line: Option<u64>, reason: impl ToString) {
        self.emit(Item::Failure(Failure { path: self.path.clone(), line, reason: reason.to_string() }));
    }

    /// Something that holds no article.
    pub(super) fn skipped(&mut self, line: Option<u64>, reason: impl Into<String>) {
        self.emit(Item::Skipped(Skipped { path: self.path.clone(), line, reason: reason.into() }));
    }

    /// Every file ends as something.
    pub(super) fn finish(mut self) {
        if let Some(draft) = self.held.take() {
            self.whole(draft);
        }
        if self.n_items == 0 {
            self.skipped(None, "no article in it");
        }
    }

    fn article(&mut self, id: String, mut draft: Draft) {
        let id = self.own_id(id, &mut draft);
        if draft.text.trim().is_empty() {
            draft.remark(DiagnosticCode::EmptyBody, "the article has no text");
        }
        if self.is_cut {
            draft.remark(DiagnosticCode::Truncated, "the page was cut short when it was archived");
        } else if let Some(why) = filed::cut(&draft.text) {
            draft.remark(DiagnosticCode::Truncated, why);
        }
        tidy(&mut draft.metadata);
        draft.metadata.url = draft.metadata.url.take().or_else(|| self.known.url.clone());
        let Draft { line, text, metadata, diagnostics, .. } = draft;
        let path = self.path.clone();
        self.emit(Item::Article(Box::new(RawArticle { id, path, line, text, metadata, diagnostics })));
    }

    /// `id`, or `id#2` where an earlier article of the file has it.
    fn own_id(&mut self, id: String, draft: &mut Draft) -> String {
        let hash = hash(&id);
        if self.taken.insert(hash) {
            return id;
        }
        let n = self.repeated.entry(hash).or_insert(1);
        *n += 1;
        let own = format!("{id}#{n}");
        draft.remark(DiagnosticCode::RepeatedId, format!("the id `{id}` was taken already"));
        self.own_id(own, draft)
    }

    fn emit(&mut self, item: Item) {
        self.n_items += 1;
        (self.sink)(item);
    }
}

/// Facts without blanks around them; an empty one is none. A byline is a name, without its "By".
fn tidy(metadata: &mut Metadata) {
    let Metadata {
        title,
        date,
        updated,
        author,
        place,
        speaker,
        source,
        url,
        language,
        section,
        guid,
        version,
        status,
    } = metadata;
    for fact in
        [title, date, updated, &mut *author, place, speaker, source, url, language, section, guid, version, status]
    {
        *fact = fact.take().map(|fact| fact.trim().to_owned()).filter(|fact| !fact.is_empty());
    }
    *author = author.take().map(|author| match author.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => author[3..].trim_start().to_owned(),
        _ => author,
    });
}

/// Two of five million ids meet by chance once in a million archives; one would then be numbered as if it were repeated.
fn hash(id: &str) -> u64 {
    let (first, _) = blake3::hash(id.as_bytes())
        .as_bytes()
        .split_first_chunk()
        .map(|(first, rest)| (*first, rest))
        .expect("a hash has 32 bytes");
    u64::from_le_bytes(first)
}
