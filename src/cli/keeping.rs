//! What is kept of an answer: in which form, and beside it what it was an answer to.

use super::args::{Form, Format, Keeping};
use super::asking::Asked;
use super::error::CliError;
use super::updating::index_error;
use crate::render::csv_table::Reader;
use serde_json::{Value, json};
use std::fs;
use std::io::{self, Write};

/// The form of the answer; `--excel` is one of CSV.
pub(super) fn format(form: &Form, keeping: &Keeping) -> Result<Format, CliError> {
    match (keeping.excel, form.format) {
        (true, None | Some(Format::Csv)) => Ok(Format::Csv),
        (true, Some(_)) => Err(CliError::new("--excel is a form of CSV").with_hint("leave out --format")),
        (false, _) => Ok(form.chosen()),
    }
}

/// Who reads a table.
pub(super) fn reader(keeping: &Keeping) -> Reader {
    if keeping.excel { Reader::Spreadsheet } else { Reader::Program }
}

/// Notes how an answer was asked for; where that is kept, the data it was asked of are named too.
pub(super) fn note_parameters(
    keeping: &Keeping,
    is_parquet: bool,
    asked: &mut Asked,
    parameters: Value,
) -> Result<(), CliError> {
    asked.question.parameters = parameters;
    if keeping.provenance.is_some() || is_parquet { name_data(asked) } else { Ok(()) }
}

/// Names the data that were asked.
pub(super) fn name_data(asked: &mut Asked) -> Result<(), CliError> {
    if asked.question.data_hash.is_none() {
        let data_hash = asked.searcher.reader().data_hash().map_err(|error| index_error(&error))?;
        asked.question.data_hash = Some(data_hash);
    }
    Ok(())
}

/// Keeps what an answer was given to, where that was asked for.
pub(super) fn keep(
    keeping: &Keeping,
    summary: Value,
    format: Format,
    is_parquet: bool,
    written: &Digest,
) -> Result<(), CliError> {
    let Some(path) = &keeping.provenance else { return Ok(()) };
    let name = match format {
        _ if is_parquet => "parquet",
        Format::Text => "text",
        Format::Json => "json",
        Format::Jsonl => "jsonl",
        Format::Csv => "csv",
    };
    let mut provenance = summary;
    // Text is drawn for the terminal it is read on.
    provenance["output"] = match format {
        Format::Text => json!({"format": name}),
        _ => json!({"format": name, "excel": keeping.excel, "bytes": written.n_bytes, "blake3": written.hash()}),
    };
    fs::write(path, format!("{provenance:#}\n")).map_err(|error| CliError {
        causes: vec![error.to_string()],
        ..CliError::new(format!("cannot write {}", path.display()))
    })
}

/// What was written, in so many bytes, known again by their hash.
#[derive(Default)]
pub(super) struct Digest {
    hasher: blake3::Hasher,
    n_bytes: u64,
}

impl Digest {
    fn hash(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

/// Passes bytes on and takes their digest.
pub(super) struct Digesting<'d, W> {
    out: W,
    digest: &'d mut Digest,
}

impl<'d, W: Write> Digesting<'d, W> {
    pub(super) fn new(out: W, digest: &'d mut Digest) -> Self {
        Self { out, digest }
    }
}

impl<W: Write> Write for Digesting<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.digest.hasher.update(&bytes[..n]);
        self.digest.n_bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
