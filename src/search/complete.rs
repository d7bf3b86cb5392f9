//! What the index holds that begins as somebody types: speakers, places and sources, for a shell's Tab key.

use super::error::Result;
use crate::index::Reader;
use crate::index::analyzer::fold;
use crate::index::schema::{FIELDS, PlaceTerm, str_column};
use crate::query::Field;
use std::collections::BTreeSet;

/// At most `most` values of a field with a word that begins with `typed`; those that begin so themselves first. Nothing for
/// fields whose values are not listed.
pub fn completions(reader: &Reader, field: Field, typed: &str, most: usize) -> Result<Vec<String>> {
    let typed = fold(typed).into_owned();
    let begins = |value: &str| {
        let folded = fold(value);
        let is_first = folded.starts_with(&typed);
        let is_inner = || folded.split([' ', '-', '.']).any(|word| word.starts_with(&typed));
        (is_first || is_inner()).then_some(!is_first)
    };
    let mut found: BTreeSet<(bool, String)> = BTreeSet::new();
    let mut keep = |value: &str| {
        found.extend(begins(value).map(|is_inner| (is_inner, value.to_owned())));
        if found.len() > most {
            found.pop_last();
        }
    };
    for segment in reader.searcher().segment_readers() {
        let column = match field {
            Field::Speaker => str_column(segment, FIELDS.speaker_name)?,
            Field::Source => str_column(segment, FIELDS.source)?,
            Field::Place | Field::Dateline | Field::Focus => {
                let terms = segment.inverted_index(FIELDS.place)?;
                let mut names = terms.terms().stream().map_err(tantivy::TantivyError::from)?;
                while names.advance() {
                    if let Some(name) = std::str::from_utf8(names.key()).ok().filter(|name| PlaceTerm::is_name(name)) {
                        keep(name);
                    }
                }
                None
            }
            _ => None,
        };
        let Some(column) = column else { continue };
        let mut values = column.dictionary().stream().map_err(tantivy::TantivyError::from)?;
        while values.advance() {
            if let Ok(value) = std::str::from_utf8(values.key()) {
                keep(value);
            }
        }
    }
    Ok(found.into_iter().map(|(_, value)| value).collect())
}
