//! The strings behind the ordinals of a fast field.
//!
//! A dictionary is compressed by the block: one string costs as much as all of its block, and many are looked up in order.

use tantivy::DocId;
use tantivy::columnar::StrColumn;

/// Calls `visit` with each ordinal that some of the documents have, ascending, and with the string it stands for.
pub(super) fn for_each_string(
    column: &StrColumn,
    docs: impl IntoIterator<Item = DocId>,
    visit: impl FnMut(u64, &str),
) -> tantivy::Result<()> {
    let mut ords: Vec<u64> = Vec::new();
    for doc in docs {
        ords.extend(column.term_ords(doc));
    }
    ords.sort_unstable();
    ords.dedup();
    for_each_ordinal(column, &ords, visit)
}

/// Calls `visit` with each of the ordinals, which ascend, and with the string it stands for.
pub(super) fn for_each_ordinal(
    column: &StrColumn,
    ords: &[u64],
    mut visit: impl FnMut(u64, &str),
) -> tantivy::Result<()> {
    let mut next = ords.iter();
    column.dictionary().sorted_ords_to_term_cb(ords, |string| {
        let ord = next.next().expect("a string is given for an ordinal that was asked for");
        visit(*ord, &String::from_utf8_lossy(string));
    })?;
    Ok(())
}
