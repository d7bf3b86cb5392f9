//! The schema of the tantivy index: the only place that knows field names.
//!
//! An article is one contiguous block of documents: a document for each utterance, then the article's
//! own. [`Kind`] tells them apart; apart from the four block fields no field is on both, so a term of
//! an article field can never match a quote document, nor the other way round.

use std::sync::LazyLock;
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use tantivy::{DocId, SegmentReader, Term};

/// Changes whenever an older index would be searched wrongly, not merely less fully.
pub const FORMAT_VERSION: u32 = 3;

/// Name of the analyser of running text: see [`super::analyzer::tokens`].
pub const TEXT_TOKENIZER: &str = "news";
/// Name of the analyser that makes one folded term of the whole value: see [`super::analyzer::fold`].
pub const FOLDED_TOKENIZER: &str = "folded";
/// Name of the analyser that decodes the value of a marks field: see [`super::marks`].
pub const MARKS_TOKENIZER: &str = "marks";
/// Name of the analyser that makes a term of each line of the value.
pub const LISTED_TOKENIZER: &str = "listed";
/// Name of the analyser that leaves a value as it is (tantivy's own).
pub const RAW_TOKENIZER: &str = "raw";

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An article: the last document of its block.
    Article,
    /// An utterance: a child of the article.
    Quote,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Quote => "quote",
        }
    }

    /// The term every document of this kind has, and no other.
    pub fn term(self) -> Term {
        Term::from_field_text(FIELDS.kind, self.as_str())
    }
}

/// Every field, by the name of what it holds.
///
/// *Text* fields are analysed by [`super::analyzer::tokens`] and hold positions; *folded* ones hold the
/// whole value as one term, folded by [`super::analyzer::fold`]; *raw* ones hold it as it is.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    // On every document of a block.
    /// Raw: the block's key, made from the article's id by [`block_key`]. The only key of deletes.
    pub block: Field,
    /// Raw: see [`Kind::term`].
    pub kind: Field,
    /// Fast u64: number of children (utterances) of an article; 0 on a quote. Children are `[p - n, p)`.
    pub n_children: Field,
    /// Fast u64: distance from a quote to its article; 0 on an article. Parent is `c + to_parent`.
    pub to_parent: Field,

    // On articles.
    /// Fast string: the article's id. To find an article by id use `block`.
    pub id: Field,
    /// Fast u64: a hash of the id, which breaks ties of equal scores and dates.
    pub tie: Field,
    /// Raw and fast string: path of the file.
    pub path: Field,
    /// Text: the words of the path.
    pub path_words: Field,
    /// Fast u64: hash of what was read, before anything was extracted.
    pub raw_hash: Field,
    /// Raw: the beginning of the hash of its text; see [`content_key`].
    pub content: Field,
    /// Fast i64: the day on which it entered the index.
    pub added: Field,
    /// Text.
    pub headline: Field,
    /// Marks at positions of `headline`: see [`super::marks::Mark`].
    pub headline_marks: Field,
    /// Text: the words of the article, which are also stored, verbatim.
    pub body: Field,
    /// Marks at positions of `body`: see [`super::marks::Mark`].
    pub body_marks: Field,
    /// Fast u64, many: the positions in `body` at which the pieces of its utterances begin, in the order of
    /// [`super::utterances`]. What was said are words of the body: they have no lists of their own.
    pub said_at: Field,
    /// Fast u64, parallel to `said_at`: see [`SaidLength`].
    pub said_length: Field,
    /// Text: the byline.
    pub byline: Field,
    /// Text and fast string: publication or outlet.
    pub source: Field,
    /// Text and fast string: section or desk.
    pub section: Field,
    /// Raw and fast string: BCP 47 primary language subtag.
    pub lang: Field,
    /// Raw.
    pub url: Field,
    /// Fast u64: number of words of the text, parted by blanks.
    pub n_words: Field,
    /// Fast i64: first day the publication date may mean; absent where there is none.
    pub first_day: Field,
    /// Fast i64: last day the publication date may mean; absent where there is none.
    pub last_day: Field,
    /// Raw, many: the days on which it may have been published, as hierarchical terms, or [`super::when::NONE`]; see
    /// [`super::when`].
    pub published: Field,
    /// Raw: where the publication date was taken from (`metadata`, `dateline`, `prose`, `path`, …).
    pub date_source: Field,
    /// Raw, many: days the text talks about, as hierarchical terms; see [`super::when`].
    pub when: Field,
    /// Fast i64, many: first days of the dates the text talks about, in text order, parallel to `when_last`.
    pub when_first: Field,
    /// Fast i64, many: last days of the dates the text talks about, parallel to `when_first`.
    pub when_last: Field,
    /// Raw, many: places named or filed from, one term a level; see [`PlaceTerm`].
    pub place: Field,
    /// Raw, many: the place the article was filed from, one term a level; see [`PlaceTerm`].
    pub dateline: Field,
    /// Raw, many: the places the article is about, one term a level; see [`PlaceTerm`].
    pub focus: Field,
    /// Fast i64, many: gazetteer ids of the places named or filed from, each once, ascending.
    pub place_id: Field,
    /// Text, many: people named.
    pub mentions: Field,
    /// Raw, many: what the article has: `quote`, `date`, … and the codes of its diagnostics; see [`has`].
    pub has: Field,
    /// Stored bytes: everything extracted, for rendering; see [`super::record`].
    pub record: Field,

    // On quotes.
    /// Text: the speaker's name.
    pub speaker: Field,
    /// Folded, and a fast string as printed: the speaker's whole name.
    pub speaker_name: Field,
    /// Text: what names the speaker at the quote ("he", "the spokesman").
    pub mention: Field,
    /// Folded: the reporting words ("said", "according to").
    pub cue: Field,
    /// Raw: `direct`, `indirect` or `mixed`.
    pub quote_kind: Field,
    /// Fast u64: confidence in the quote and its speaker, in percent.
    pub confidence: Field,
}

/// The fields of [`schema`].
pub static FIELDS: LazyLock<Fields> = LazyLock::new(|| build().1);

/// The schema of every index.
pub fn schema() -> Schema {
    build().0
}

/// Terms of the field `has` that are not codes of diagnostics.
pub mod has {
    /// An utterance with a speaker.
    pub const SPEAKER: &str = "speaker";
    /// An utterance.
    pub const QUOTE: &str = "quote";
    /// A publication date.
    pub const DATE: &str = "date";
    /// A dateline.
    pub const DATELINE: &str = "dateline";
    /// A headline.
    pub const HEADLINE: &str = "headline";
    /// A byline.
    pub const BYLINE: &str = "byline";
    /// A place, named or filed from.
    pub const PLACE: &str = "place";
    /// A date the text talks about.
    pub const WHEN: &str = "when";
    /// A URL.
    pub const URL: &str = "url";
    /// A source.
    pub const SOURCE: &str = "source";
    /// A section.
    pub const SECTION: &str = "section";
}

/// A term of the fields `place`, `dateline` and `focus`: one for the place and each that it lies in, as the gazetteer has it.
///
/// Moscow is `moscow`, `=#524901` and `#524901`, its federal city, Russia, and what Russia is counted to; and `@RU.48` and `@RU`. A
/// search for Russia asks for its id or `@RU`, one within a radius for the ids of the places inside it, one for a
/// spelling, or for a place that no gazetteer has, for its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceTerm<'a> {
    /// The gazetteer id of the place itself.
    Own(crate::article::PlaceId),
    /// The gazetteer id of the place or of one that it lies in.
    Id(crate::article::PlaceId),
    /// ISO 3166-1 alpha-2.
    Country(&'a str),
    /// Country and GeoNames first-order division code.
    Admin1(&'a str, &'a str),
    /// The place's own name; it is folded here.
    Name(&'a str),
}

impl PlaceTerm<'_> {
    /// The term as it is indexed.
    pub fn text(self) -> String {
        match self {
            Self::Own(id) => format!("=#{}", id.0),
            Self::Id(id) => format!("#{}", id.0),
            Self::Country(country) => format!("@{country}"),
            Self::Admin1(country, division) => format!("@{country}.{division}"),
            Self::Name(name) => super::analyzer::fold(name).into_owned(),
        }
    }

    /// Whether an indexed term is a place's own name.
    pub fn is_name(term: &str) -> bool {
        !term.starts_with(['#', '@', '='])
    }

    /// The id of a place itself, where an indexed term is one.
    pub fn own_id(term: &str) -> Option<crate::article::PlaceId> {
        term.strip_prefix("=#")?.parse().ok().map(crate::article::PlaceId)
    }
}

/// How many positions a piece of an utterance takes up, and whether it belongs to the utterance of the piece before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaidLength {
    /// In positions.
    pub length: u32,
    /// Whether there is a piece before it in the same utterance.
    pub continues: bool,
}

impl SaidLength {
    /// As the index holds it.
    pub fn encode(self) -> u64 {
        u64::from(self.length) << 1 | u64::from(self.continues)
    }

    /// What was encoded.
    pub fn decode(value: u64) -> Self {
        let length = u32::try_from(value >> 1).expect("words of a text are numbered by u32");
        Self { length, continues: value & 1 == 1 }
    }
}

/// The key of an article's block: its id, or where that is longer than a path can be, its beginning and a hash.
pub fn block_key(id: &str) -> String {
    const LONGEST: usize = 4096;
    if id.len() <= LONGEST {
        return id.to_owned();
    }
    let head = &id[..id.floor_char_boundary(LONGEST - 64)];
    format!("{head}{}", blake3::hash(id.as_bytes()).to_hex())
}

/// The term of an article's content hash: as much of it as tells a billion articles apart.
pub fn content_key(content_hash: &str) -> &str {
    content_hash.get(..16).unwrap_or(content_hash)
}

/// The values of a fast u64 field of a segment.
pub fn u64_column(reader: &SegmentReader, field: Field) -> tantivy::Result<Column<u64>> {
    reader.fast_fields().u64(reader.schema().get_field_name(field))
}

/// The values of a fast i64 field of a segment.
pub fn i64_column(reader: &SegmentReader, field: Field) -> tantivy::Result<Column<i64>> {
    reader.fast_fields().i64(reader.schema().get_field_name(field))
}

/// The values of a fast string field of a segment; `None` where no document has one.
pub fn str_column(reader: &SegmentReader, field: Field) -> tantivy::Result<Option<StrColumn>> {
    reader.fast_fields().str(reader.schema().get_field_name(field))
}

/// The first string of a document in a fast string field of a segment.
pub fn first_string(reader: &SegmentReader, field: Field, doc: DocId) -> tantivy::Result<Option<String>> {
    let Some(column) = str_column(reader, field)? else { return Ok(None) };
    let Some(ord) = column.term_ords(doc).next() else { return Ok(None) };
    let mut value = String::new();
    column.ord_to_str(ord, &mut value)?;
    Ok(Some(value))
}

fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let b = &mut schema;
    let fields = Fields {
        block: b.add_text_field("block", raw()),
        kind: b.add_text_field("kind", raw()),
        n_children: fast_u64(b, "n_children"),
        to_parent: fast_u64(b, "to_parent"),
        id: b.add_text_field("id", TextOptions::default().set_fast(RAW_TOKENIZER)),
        tie: fast_u64(b, "tie"),
        path: b.add_text_field("path", raw().set_fast(RAW_TOKENIZER)),
        path_words: b.add_text_field("path_words", text(Norms::No)),
        raw_hash: fast_u64(b, "raw_hash"),
        content: b.add_text_field("content", raw()),
        added: fast_i64(b, "added"),
        headline: b.add_text_field("headline", text(Norms::Yes)),
        headline_marks: b.add_text_field("headline_marks", positional(MARKS_TOKENIZER, Norms::No)),
        body: b.add_text_field("body", text(Norms::Yes).set_stored()),
        body_marks: b.add_text_field("body_marks", positional(MARKS_TOKENIZER, Norms::No)),
        said_at: fast_u64(b, "said_at"),
        said_length: fast_u64(b, "said_length"),
        byline: b.add_text_field("byline", text(Norms::No)),
        source: b.add_text_field("source", text(Norms::No).set_fast(RAW_TOKENIZER)),
        section: b.add_text_field("section", text(Norms::No).set_fast(RAW_TOKENIZER)),
        lang: b.add_text_field("lang", raw().set_fast(RAW_TOKENIZER)),
        url: b.add_text_field("url", raw()),
        n_words: fast_u64(b, "n_words"),
        first_day: fast_i64(b, "first_day"),
        last_day: fast_i64(b, "last_day"),
        published: b.add_text_field("published", whole(LISTED_TOKENIZER)),
        date_source: b.add_text_field("date_source", raw()),
        when: b.add_text_field("when", whole(LISTED_TOKENIZER)),
        when_first: fast_i64(b, "when_first"),
        when_last: fast_i64(b, "when_last"),
        place: b.add_text_field("place", whole(LISTED_TOKENIZER)),
        dateline: b.add_text_field("dateline", whole(LISTED_TOKENIZER)),
        focus: b.add_text_field("focus", whole(LISTED_TOKENIZER)),
        place_id: fast_i64(b, "place_id"),
        mentions: b.add_text_field("mentions", text(Norms::No)),
        has: b.add_text_field("has", whole(LISTED_TOKENIZER)),
        record: b.add_bytes_field("record", BytesOptions::default().set_stored()),
        speaker: b.add_text_field("speaker", text(Norms::No)),
        speaker_name: b.add_text_field("speaker_name", whole(FOLDED_TOKENIZER).set_fast(RAW_TOKENIZER)),
        mention: b.add_text_field("mention", text(Norms::No)),
        cue: b.add_text_field("cue", whole(FOLDED_TOKENIZER)),
        quote_kind: b.add_text_field("quote_kind", raw()),
        confidence: fast_u64(b, "confidence"),
    };
    (schema.build(), fields)
}

/// Whether the field's length in tokens is kept, as BM25 asks: a byte a document, so only where scores matter.
#[derive(Clone, Copy)]
enum Norms {
    Yes,
    No,
}

fn text(norms: Norms) -> TextOptions {
    positional(TEXT_TOKENIZER, norms)
}

fn raw() -> TextOptions {
    whole(RAW_TOKENIZER)
}

fn positional(tokenizer: &str, norms: Norms) -> TextOptions {
    indexed(tokenizer, IndexRecordOption::WithFreqsAndPositions, norms)
}

fn whole(tokenizer: &str) -> TextOptions {
    indexed(tokenizer, IndexRecordOption::Basic, Norms::No)
}

fn indexed(tokenizer: &str, record: IndexRecordOption, norms: Norms) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(record)
        .set_fieldnorms(matches!(norms, Norms::Yes));
    TextOptions::default().set_indexing_options(indexing)
}

fn fast_u64(schema: &mut SchemaBuilder, name: &str) -> Field {
    schema.add_u64_field(name, NumericOptions::default().set_fast())
}

fn fast_i64(schema: &mut SchemaBuilder, name: &str) -> Field {
    schema.add_i64_field(name, NumericOptions::default().set_fast())
}
