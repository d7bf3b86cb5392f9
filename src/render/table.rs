//! Tables a row at a time: columns with a type, cells, and whoever writes them, as CSV or as Parquet.

use super::csv_table::{CsvTable, Reader};
use crate::article::Day;
use serde_json::Value;
use std::io::{self, Write};

/// A column: its name, and what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Whether it says again what another column says in words, for programs that reckon with it: CSV has none of these.
    pub(super) is_typed_only: bool,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    /// So many decimals where it is written in words.
    Real(usize),
    Day,
}

/// What stands in a row of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(i64),
    Real(f64),
    Day(Day),
}

impl Column {
    pub(super) const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, is_typed_only: false }
    }

    pub(super) const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text)
    }

    pub(super) const fn number(name: &'static str) -> Self {
        Self::new(name, Kind::Number)
    }

    pub(super) const fn typed_only(name: &'static str, kind: Kind) -> Self {
        Self { is_typed_only: true, ..Self::new(name, kind) }
    }
}

impl Cell {
    /// Text; the empty one is none.
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text: String = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    pub(super) fn maybe<T>(value: Option<T>, cell: impl Fn(T) -> Self) -> Self {
        value.map_or(Self::Empty, cell)
    }

    /// A count; no archive holds more than 2^63 of anything.
    pub(super) fn number(n: u64) -> Self {
        Self::Number(i64::try_from(n).unwrap_or(i64::MAX))
    }

    fn in_words(&self, kind: Kind) -> String {
        match (self, kind) {
            (Self::Empty, _) => String::new(),
            (Self::Text(text), _) => text.clone(),
            (Self::Number(n), _) => n.to_string(),
            (Self::Real(x), Kind::Real(decimals)) => format!("{x:.decimals$}"),
            (Self::Real(x), _) => x.to_string(),
            (Self::Day(day), _) => day.to_string(),
        }
    }
}

/// Writes rows, each with a cell for every column.
pub(super) trait RowWriter {
    fn write(&mut self, row: Vec<Cell>) -> io::Result<()>;

    /// Writes what is held back, and what the answer was given to where the form has room for that.
    fn finish(&mut self, summary: &Value) -> io::Result<()>;
}

/// In which form a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableForm {
    /// RFC 4180, or as a spreadsheet wants it.
    Csv(Reader),
    /// Apache Parquet, where the program was built with it.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl TableForm {
    /// Opens a table; what comes before the first row is written.
    pub(super) fn open<'o>(
        self,
        out: impl Write + Send + 'o,
        columns: Vec<Column>,
    ) -> io::Result<Box<dyn RowWriter + 'o>> {
        Ok(match self {
            Self::Csv(reader) => Box::new(CsvRows::new(out, columns, reader)?),
            #[cfg(feature = "parquet")]
            Self::Parquet => Box::new(super::parquet_rows::ParquetRows::new(out, columns)?),
        })
    }
}

struct CsvRows<W: Write> {
    table: CsvTable<W>,
    columns: Vec<Column>,
}

impl<W: Write> CsvRows<W> {
    fn new(out: W, columns: Vec<Column>, reader: Reader) -> io::Result<Self> {
        let mut table = CsvTable::new(out, reader)?;
        table.write_record(columns.iter().filter(|column| !column.is_typed_only).map(|column| column.name))?;
        Ok(Self { table, columns })
    }
}

impl<W: Write> RowWriter for CsvRows<W> {
    fn write(&mut self, row: Vec<Cell>) -> io::Result<()> {
        let cells = self.columns.iter().zip(&row).filter(|(column, _)| !column.is_typed_only);
        self.table.write_record(cells.map(|(column, cell)| cell.in_words(column.kind)))
    }

    fn finish(&mut self, _: &Value) -> io::Result<()> {
        self.table.flush()
    }
}
