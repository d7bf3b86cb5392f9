//! Rows for a spreadsheet: RFC 4180, or as Excel wants them.

use std::borrow::Cow;
use std::io::{self, Write};

/// Who reads a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// Any program: values as they are.
    #[default]
    Program,
    /// Excel and its like: told by a byte-order mark that it is UTF-8; and what it would take for a formula stays text.
    Spreadsheet,
}

/// A table being written.
pub struct CsvTable<W: Write> {
    rows: csv::Writer<W>,
    reader: Reader,
}

impl<W: Write> CsvTable<W> {
    /// A table with nothing in it yet.
    pub fn new(mut out: W, reader: Reader) -> io::Result<Self> {
        let mut format = csv::WriterBuilder::new();
        if reader == Reader::Spreadsheet {
            out.write_all("\u{feff}".as_bytes())?;
            format.terminator(csv::Terminator::CRLF);
        }
        Ok(Self { rows: format.from_writer(out), reader })
    }

    /// Adds a row.
    pub fn write_record<T: AsRef<str>>(&mut self, values: impl IntoIterator<Item = T>) -> io::Result<()> {
        for value in values {
            let value = match self.reader {
                Reader::Program => Cow::Borrowed(value.as_ref()),
                Reader::Spreadsheet => as_text(value.as_ref()),
            };
            self.rows.write_field(value.as_bytes())?;
        }
        Ok(self.rows.write_record(None::<&[u8]>)?)
    }

    /// Writes what is held back.
    pub fn flush(&mut self) -> io::Result<()> {
        self.rows.flush()
    }
}

/// A value that a spreadsheet takes for text: one that begins like a formula gets an apostrophe before it.
fn as_text(value: &str) -> Cow<'_, str> {
    // A full-width sign is made an ordinary one on the way in.
    if value.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{value}"))
    } else {
        Cow::Borrowed(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(reader: Reader, rows: &[&[&str]]) -> String {
        let mut out = Vec::new();
        let mut table = CsvTable::new(&mut out, reader).unwrap();
        rows.iter().for_each(|row| table.write_record(row.iter()).unwrap());
        table.flush().unwrap();
        drop(table);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_is_a_formula_to_a_spreadsheet() {
        let rows: [&[&str]; 2] = [&["=1+1", "+1", "-1", "@x"], &["\tx", "\rx", "a=b", "ä, ö"]];
        assert_eq!(written(Reader::Program, &rows[..1]), "=1+1,+1,-1,@x\n");
        assert_eq!(written(Reader::Spreadsheet, &rows), "\u{feff}'=1+1,'+1,'-1,'@x\r\n'\tx,\"'\rx\",a=b,\"ä, ö\"\r\n");
    }
}
