//! Answers for programs, to standard output: CSV, Parquet and JSON, written as they are found.

use super::args::Format;
use super::asking::{self, Asked};
use super::error::CliError;
use super::keeping::{Digest, Digesting};
use super::terminal::Terminal;
use crate::render::csv_table::Reader;
use crate::render::hits_json;
use crate::render::hits_table::HitsTable;
use crate::render::hits_writer::HitsWriter;
use crate::render::table::TableForm;
use crate::search::{Answer, Hits, Output, Summary};
use std::io;

/// In which form a table is written. Parquet has to be built in, and is no sight for a terminal.
pub(super) fn form(is_parquet: bool, reader: Reader, terminal: Terminal) -> Result<TableForm, CliError> {
    if !is_parquet {
        return Ok(TableForm::Csv(reader));
    }
    if reader == Reader::Spreadsheet {
        return Err(CliError::new("--excel is a form of CSV").with_hint("leave out --format"));
    }
    #[cfg(not(feature = "parquet"))]
    {
        let _ = terminal;
        Err(CliError::new("this dateline was built without Parquet")
            .with_hint("build one that has it: cargo install --path . --features parquet; or --format csv"))
    }
    #[cfg(feature = "parquet")]
    {
        if terminal.columns().is_some() {
            return Err(CliError::new("Parquet is nothing to be read on a terminal")
                .with_hint("write it to a file: > answer.parquet"));
        }
        Ok(TableForm::Parquet)
    }
}

/// Reads what answers a request and writes it as it is read, each few shown to `seen`: what there is to say beside it, and
/// whether it could be written.
pub(super) fn write(
    answer: Answer<'_>,
    writer: io::Result<Box<dyn HitsWriter + '_>>,
    asked: &Asked,
    mut seen: impl FnMut(&Hits),
) -> Result<(Summary, io::Result<()>), CliError> {
    let mut writer = match writer {
        Ok(writer) => writer,
        Err(error) => return Ok((answer.summary().clone(), Err(error))),
    };
    let mut written = Ok(());
    let visited = answer.visit(&mut |hits| {
        seen(&hits);
        written = writer.write(&hits);
        written.is_ok()
    });
    let summary = visited.map_err(|error| asking::search_error(error, &asked.query))?;
    let last = hits_json::summary(&summary, &asked.question);
    Ok((summary, written.and_then(|()| writer.finish(&last))))
}

/// Opens a writer of hits in a form that is not text.
pub(super) fn hits<'o>(
    format: Format,
    table: TableForm,
    output: Output,
    terminal: Terminal,
    digest: &'o mut Digest,
) -> io::Result<Box<dyn HitsWriter + 'o>> {
    let out = Digesting::new(terminal.records(), digest);
    Ok(match format {
        Format::Text | Format::Csv => Box::new(HitsTable::new(out, output, table)?),
        Format::Jsonl => Box::new(hits_json::Lines(out)),
        Format::Json => Box::new(hits_json::Whole::new(out)),
    })
}
