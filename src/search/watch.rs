//! Which articles a saved search finds, known by what outlasts a reindex: their ids, and hashes of what was read.

use super::Searcher;
use super::error::Result;
use super::request::Request;
use crate::index::schema::{FIELDS, str_column, u64_column};

/// An article that a saved search finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Its id.
    pub id: String,
    /// A hash of the id.
    pub key: u64,
    /// A hash of everything that was read of it: another where the article changed.
    pub content: u64,
}

impl Searcher {
    /// Every article that a request finds, the earliest first, copies of others left out.
    pub fn sightings(&self, request: &Request) -> Result<Vec<Sighting>> {
        let plan = self.plan(request)?;
        let mut sightings = Vec::new();
        for hit in self.oldest_first(&plan, request)? {
            let reader = self.engine().segment_reader(hit.address.segment_ord);
            let doc = hit.address.doc_id;
            let mut id = String::new();
            if let Some(ids) = str_column(reader, FIELDS.id)?
                && let Some(ord) = ids.term_ords(doc).next()
            {
                ids.ord_to_str(ord, &mut id).map_err(tantivy::TantivyError::from)?;
            }
            let number = |field| u64_column(reader, field).map(|column| column.first(doc).unwrap_or_default());
            sightings.push(Sighting { id, key: number(FIELDS.tie)?, content: number(FIELDS.raw_hash)? });
        }
        Ok(sightings)
    }
}
