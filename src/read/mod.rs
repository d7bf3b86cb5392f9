//! Bytes on disk or standard input to [`RawArticle`]s: one file a format, nothing interpreted.
//!
//! [`walk`] lists the files of an archive, [`read_file`] turns one into articles. The format is told
//! by content, never by name. Nothing is lost: every file ends as one article or more, a [`Failure`]
//! with path, line and reason, or a [`Skipped`] with its reason; the next one goes on.

mod alto;
mod charset;
mod container;
mod context;
mod detect;
mod dispatch;
mod export;
mod feed;
mod filed;
mod format;
mod front_matter;
mod hansard;
mod html;
mod input;
mod json;
mod json_ld;
mod jsonl;
mod mail;
mod markup;
mod newsml_1;
mod newsml_g2;
mod ninjs;
mod nitf;
mod office;
mod output;
mod page_date;
mod path;
mod pdf;
mod plain;
mod record;
mod rtf;
mod sgml;
mod stamp;
mod table;
mod transcript;
mod walk;
mod warc;
mod wire;
mod xml;
mod xml_document;
mod xml_records;

pub use format::{Format, UnknownFormat};
pub use record::{BadFieldMap, FieldMap};
pub use walk::{FileEntry, Walk, WalkOptions, walk};

use crate::article::RawArticle;
use context::{Context, Meter};
use input::Input;
use output::Output;
use std::fmt;
use std::fs::File;
use std::io::Read;

/// How to read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The format of every file; told from the content where `None`.
    pub format: Option<Format>,
    /// Names of fields that records of this archive have.
    pub field_map: FieldMap,
    /// The most bytes one article (a file, or a record of a file) may have; a larger one is a failure.
    pub max_article_bytes: usize,
    /// How many containers may lie inside each other (`a.zip!/b.tar.gz` is three).
    pub max_depth: usize,
    /// How many times its size a file may unpack to; beyond [`Options::free_unpacked_bytes`] it is a bomb.
    pub max_unpack_ratio: u64,
    /// What a file may unpack to whatever its size.
    pub free_unpacked_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: None,
            field_map: FieldMap::default(),
            max_article_bytes: 64 << 20,
            max_depth: 6,
            max_unpack_ratio: 200,
            free_unpacked_bytes: 1 << 30,
        }
    }
}

/// What a reader hands on, in the order of the file.
#[derive(Debug)]
pub enum Item {
    /// An article.
    Article(Box<RawArticle>),
    /// Something that could not be read, and why.
    Failure(Failure),
    /// Something that holds no article, and why that was expected.
    Skipped(Skipped),
}

/// A file or record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Archive-relative path.
    pub path: String,
    /// Line, from 1, where the file holds records.
    pub line: Option<u64>,
    /// Why, as a person would say it.
    pub reason: String,
}

/// A file or record that was read and holds no article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Archive-relative path.
    pub path: String,
    /// Line, from 1, where the file holds records.
    pub line: Option<u64>,
    /// Why, in words that are the same for every file of the kind, so that they can be counted.
    pub reason: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        located(f, &self.path, self.line, &self.reason)
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        located(f, &self.path, self.line, &self.reason)
    }
}

fn located(f: &mut fmt::Formatter<'_>, path: &str, line: Option<u64>, reason: &str) -> fmt::Result {
    match line {
        Some(line) => write!(f, "{path}:{line}: {reason}"),
        None => write!(f, "{path}: {reason}"),
    }
}

/// Reads one file of an archive. At least one item reaches `sink`.
pub fn read_file(entry: &FileEntry, options: &Options, sink: &mut dyn FnMut(Item)) {
    let mut output = Output::of_file(&entry.relative, sink);
    let meter = Meter::of_size(entry.size);
    match File::open(&entry.path).and_then(Input::of_file) {
        Ok(input) => dispatch::read(input, Context::new(options, &meter), &mut output),
        Err(error) => output.failure(None, error),
    }
    output.finish();
}

/// Reads a stream; `name` (`-` for standard input) is the path its items carry.
///
/// Records keep their own ids as they are: there is no archive that a path could be relative to.
/// At least one item reaches `sink`.
pub fn read_stream(name: &str, stream: impl Read, options: &Options, sink: &mut dyn FnMut(Item)) {
    let mut output = Output::of_stream(name, sink);
    let meter = Meter::default();
    dispatch::read(Input::new(meter.packed(stream)), Context::new(options, &meter), &mut output);
    output.finish();
}
