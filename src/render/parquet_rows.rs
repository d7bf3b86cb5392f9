//! Rows as Apache Parquet: columns with types, compressed, and what the answer was given to in the file's own metadata.
//!
//! Rows are held until a group of them is full, then written, so that a table of any length takes the memory of one group.

use super::table::{Cell, Column, Kind, RowWriter};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use serde_json::Value;
use std::io::{self, Write};
use std::sync::Arc;

/// A group is full with so many rows, or so many bytes of text.
const ROWS_OF_GROUP: usize = 65_536;
const BYTES_OF_GROUP: usize = 8 << 20;

/// The key of the metadata that says what the answer was given to.
const SUMMARY_KEY: &str = "dateline";

/// A table being written.
pub(super) struct ParquetRows<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    rows_of_group: usize,
    /// What is held of the group, column by column.
    held: Vec<Held>,
    n_rows: usize,
    n_bytes: usize,
}

/// The values of a column that are there, and of each row whether it has one.
struct Held {
    is_there: Vec<i16>,
    values: Values,
}

enum Values {
    Texts(Vec<ByteArray>),
    Numbers(Vec<i64>),
    Reals(Vec<f64>),
    Days(Vec<i32>),
}

impl<W: Write + Send> ParquetRows<W> {
    pub(super) fn new(out: W, columns: Vec<Column>) -> io::Result<Self> {
        Self::with_groups_of(ROWS_OF_GROUP, out, columns)
    }

    fn with_groups_of(rows_of_group: usize, out: W, columns: Vec<Column>) -> io::Result<Self> {
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(failed)?;
        let schema = Type::group_type_builder("dateline").with_fields(fields).build().map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("dateline version {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(failed)?;
        let held = columns.iter().map(Held::new).collect();
        Ok(Self { writer, rows_of_group, held, n_rows: 0, n_bytes: 0 })
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for held in &mut self.held {
            let mut column = group.next_column()?.expect("the schema has a column for each that is held");
            held.write(&mut column)?;
            column.close()?;
        }
        group.close()?;
        (self.n_rows, self.n_bytes) = (0, 0);
        Ok(())
    }
}

impl<W: Write + Send> RowWriter for ParquetRows<W> {
    fn write(&mut self, row: Vec<Cell>) -> io::Result<()> {
        for (held, cell) in self.held.iter_mut().zip(row) {
            self.n_bytes += held.push(cell);
        }
        self.n_rows += 1;
        if self.n_rows >= self.rows_of_group || self.n_bytes >= BYTES_OF_GROUP {
            self.write_group().map_err(failed)?;
        }
        Ok(())
    }

    fn finish(&mut self, summary: &Value) -> io::Result<()> {
        if self.n_rows > 0 {
            self.write_group().map_err(failed)?;
        }
        self.writer.append_key_value_metadata(KeyValue::new(SUMMARY_KEY.to_owned(), summary.to_string()));
        self.writer.finish().map_err(failed)?;
        self.writer.inner_mut().flush()
    }
}

impl Held {
    fn new(column: &Column) -> Self {
        let values = match column.kind {
            Kind::Text => Values::Texts(Vec::new()),
            Kind::Number => Values::Numbers(Vec::new()),
            Kind::Real(_) => Values::Reals(Vec::new()),
            Kind::Day => Values::Days(Vec::new()),
        };
        Self { is_there: Vec::new(), values }
    }

    /// Holds a cell; how many bytes of text it has. What is of another kind than the column is none of its values.
    fn push(&mut self, cell: Cell) -> usize {
        let mut n_bytes = 0;
        let is_there = match (&mut self.values, cell) {
            (Values::Texts(texts), Cell::Text(text)) => {
                n_bytes = text.len();
                texts.push(ByteArray::from(text.into_bytes()));
                true
            }
            (Values::Numbers(numbers), Cell::Number(n)) => {
                numbers.push(n);
                true
            }
            (Values::Reals(reals), Cell::Real(x)) => {
                reals.push(x);
                true
            }
            // Parquet's days are 32 bits wide: none of the calendar's is left out.
            (Values::Days(days), Cell::Day(day)) => i32::try_from(day.0).map(|day| days.push(day)).is_ok(),
            _ => false,
        };
        self.is_there.push(is_there.into());
        n_bytes
    }

    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = std::mem::take(&mut self.is_there);
        match (&mut self.values, column.untyped()) {
            (Values::Texts(texts), ColumnWriter::ByteArrayColumnWriter(writer)) => {
                writer.write_batch(&std::mem::take(texts), Some(&levels), None)
            }
            (Values::Numbers(numbers), ColumnWriter::Int64ColumnWriter(writer)) => {
                writer.write_batch(&std::mem::take(numbers), Some(&levels), None)
            }
            (Values::Reals(reals), ColumnWriter::DoubleColumnWriter(writer)) => {
                writer.write_batch(&std::mem::take(reals), Some(&levels), None)
            }
            (Values::Days(days), ColumnWriter::Int32ColumnWriter(writer)) => {
                writer.write_batch(&std::mem::take(days), Some(&levels), None)
            }
            _ => Err(ParquetError::General("a column of another type than its values".to_owned())),
        }?;
        Ok(())
    }
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Number => (Physical::INT64, None),
        Kind::Real(_) => (Physical::DOUBLE, None),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
    };
    let field = Type::primitive_type_builder(column.name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL);
    field.build().map(Arc::new)
}

fn failed(error: ParquetError) -> io::Error {
    // A closed pipe is told as such, not as a damaged table.
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use std::fs::File;

    #[test]
    fn groups_are_written_as_they_fill() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let columns = vec![Column::text("name"), Column::number("n"), Column::new("share", Kind::Real(2))];
        let out = File::create(file.path()).unwrap();
        let mut rows = ParquetRows::with_groups_of(3, out, columns).unwrap();
        for n in 0..7 {
            let name = if n % 2 == 0 { Cell::text(format!("no. {n}")) } else { Cell::Empty };
            rows.write(vec![name, Cell::Number(n), Cell::Real(n as f64 / 8.0)]).unwrap();
        }
        rows.finish(&serde_json::json!({"total": 7})).unwrap();
        let reader = SerializedFileReader::new(File::open(file.path()).unwrap()).unwrap();
        let groups: Vec<i64> = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(groups, [3, 3, 1]);
        let read: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(read[4], "{name: \"no. 4\", n: 4, share: 0.5}");
        assert_eq!(read[5], "{name: null, n: 5, share: 0.625}");
    }
}
