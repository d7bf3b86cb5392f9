//! What each part of an index costs on disk.

use super::{Error, Reader};
use std::collections::BTreeMap;
use tantivy::space_usage::{PerFieldSpaceUsage, SegmentSpaceUsage};

/// A part of the index, and its size.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Space {
    /// Bytes on disk.
    pub n_bytes: u64,
    /// The field, or nothing where the part is of all fields.
    pub field: String,
    /// Of which kind: `terms`, `postings`, `positions`, `fast`, `lengths`, `text`, `deletes`.
    pub part: &'static str,
}

impl Reader {
    /// What each part of each field costs, the dearest first.
    pub fn space(&self) -> Result<Vec<Space>, Error> {
        let mut sum: BTreeMap<(&'static str, String), u64> = BTreeMap::new();
        for segment in self.searcher().segment_readers() {
            let usage = segment.space_usage().map_err(|error| self.engine_error(error.into()))?;
            add(&usage, &mut sum);
        }
        let mut parts: Vec<Space> =
            sum.into_iter().map(|((part, field), n_bytes)| Space { n_bytes, field, part }).collect();
        parts.sort_by(|a, b| b.cmp(a));
        Ok(parts)
    }
}

fn add(usage: &SegmentSpaceUsage, sum: &mut BTreeMap<(&'static str, String), u64>) {
    let mut of_fields = |part: &'static str, usage: &PerFieldSpaceUsage| {
        for field in usage.fields() {
            *sum.entry((part, field.field_name().to_owned())).or_default() += field.total().get_bytes();
        }
    };
    of_fields("terms", usage.termdict());
    of_fields("postings", usage.postings());
    of_fields("positions", usage.positions());
    of_fields("fast", usage.fast_fields());
    of_fields("lengths", usage.fieldnorms());
    *sum.entry(("text", String::new())).or_default() += usage.store().total().get_bytes();
    *sum.entry(("deletes", String::new())).or_default() += usage.deletes().get_bytes();
}
