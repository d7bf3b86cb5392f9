//! Tables with a row of names above them: CSV, TSV and their kin, a row an article.

use super::charset;
use super::context::Context;
use super::input::{Input, Ration};
use super::output::Output;
use super::record::{FieldMap, Naming, Part, Record};
use csv::{ByteRecord, ReaderBuilder};
use std::io::BufReader;

/// Signs that part cells, in the order in which they are tried.
const DELIMITERS: [u8; 4] = *b"\t,;|";

/// Reads every row under the names; a row that does not fit is a failure, and the next goes on.
pub(super) fn read(mut input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let head = match input.head() {
        Ok(head) => charset::decode(head, None).text,
        Err(error) => return output.failure(None, error),
    };
    let delimiter = delimiter(&head, &context.options.field_map).unwrap_or(b',');
    let stream = match charset::as_utf_8(input, None) {
        Ok(stream) => stream,
        Err(error) => return output.failure(None, error),
    };
    let ration = Ration::new(context.options.max_article_bytes);
    let stream = ration.limit(BufReader::new(stream));
    let remarks = head.starts_with(REMARK).then_some(REMARK as u8);
    let mut rows = ReaderBuilder::new().delimiter(delimiter).comment(remarks).flexible(true).from_reader(stream);
    let names: Vec<Option<Naming>> = match rows.byte_headers() {
        Ok(names) => {
            names.iter().map(|name| context.options.field_map.naming(&String::from_utf8_lossy(name))).collect()
        }
        Err(error) => return output.failure(Some(1), error),
    };
    if !names.iter().flatten().any(|naming| matches!(naming.part, Part::Text | Part::Markup | Part::Summary)) {
        return output.skipped(None, "a table without a text column");
    }
    let mut row = ByteRecord::new();
    loop {
        ration.refill();
        match rows.read_byte_record(&mut row) {
            Ok(true) => read_row(&row, &names, output),
            Ok(false) => break,
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                return output.failure(line, error);
            }
        }
    }
}

fn read_row(row: &ByteRecord, names: &[Option<Naming>], output: &mut Output<'_>) {
    let line = row.position().map_or(0, csv::Position::line);
    let n_cells = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    if n_cells == 0 {
        return;
    }
    if n_cells > names.len() {
        return output.failed_record(line, format!("a row of {n_cells} cells under {} names", names.len()));
    }
    let mut record = Record::default();
    for (cell, naming) in row.iter().zip(names) {
        if let Some(naming) = naming {
            record.offer(*naming, String::from_utf8_lossy(cell).into_owned());
        }
    }
    if !record.has_body() && !record.has_title() {
        return output.failed_record(line, "a row without a text, and without a title");
    }
    let mut draft = record.into_article();
    draft.line = Some(line);
    output.record(draft);
}

/// The sign that parts the cells of a table; `None` where a text is no table.
pub(super) fn delimiter(head: &str, fields: &FieldMap) -> Option<u8> {
    let rest = without_remarks(head);
    if rest.len() < head.len() {
        let n_cells = rest.lines().next()?.matches('\t').count() + 1;
        return (n_cells >= 2 && has_same_cells(rest, n_cells)).then_some(b'\t');
    }
    let mut lines = head.lines();
    let first = lines.next()?;
    if first.len() > 2_000 {
        return None;
    }
    DELIMITERS.into_iter().find(|delimiter| {
        let cells: Vec<&str> = first.split(char::from(*delimiter)).map(|cell| cell.trim_matches(['"', ' '])).collect();
        let are_names = cells.iter().all(|cell| cell.chars().count() <= 40 && !cell.ends_with('.'));
        let n_known = cells.iter().filter(|cell| fields.naming(cell).is_some()).count();
        let is_tab_table = *delimiter == b'\t' && has_same_cells(head, cells.len());
        cells.len() >= 2 && are_names && (n_known >= 2 || is_tab_table)
    })
}

/// What opens a line above a table that is not of it.
const REMARK: char = '#';

/// The table below its remarks.
fn without_remarks(head: &str) -> &str {
    let mut rest = head;
    while rest.starts_with(REMARK) {
        rest = rest.split_once('\n').map_or("", |(_, below)| below);
    }
    rest
}

/// Whether every line has as many tabs as the first: no prose does.
fn has_same_cells(head: &str, n_cells: usize) -> bool {
    let lines: Vec<&str> = head.lines().filter(|line| !line.is_empty()).collect();
    let whole = &lines[..lines.len() - usize::from(!head.ends_with('\n')).min(lines.len())];
    whole.len() >= 3 && whole.iter().all(|line| line.matches('\t').count() + 1 == n_cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_told_from_prose() {
        assert_eq!(delimiter("url,date,title,text\na,b,c,d\n", &FieldMap::default()), Some(b','));
        assert_eq!(delimiter("id;Titel;Text\n", &FieldMap::default()), Some(b';'));
        assert_eq!(delimiter("a\tb\n1\t2\n3\t4\n", &FieldMap::default()), Some(b'\t'));
        assert_eq!(delimiter("# What, and why.\n# a\tb\n1\t2\n3\t4\n5\t6\n", &FieldMap::default()), Some(b'\t'));
        assert_eq!(delimiter("# Rain\n\nRain fell.\tSnow fell.\n", &FieldMap::default()), None);
        assert_eq!(delimiter("Warsaw, Monday\n\nRain fell.\n", &FieldMap::default()), None);
        assert_eq!(delimiter("Rain, wind, and text.\n", &FieldMap::default()), None);
    }
}
