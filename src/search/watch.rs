//! What a saved search finds that it did not find before: articles are known by what outlasts a reindex and a new file name,
//! their ids and hashes of what was read.

use super::Searcher;
use super::error::Result;
use super::request::Request;
use crate::index::schema::{FIELDS, content_key, first_string, u64_column};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tantivy::DocAddress;

/// The articles that a saved search has found: of each a hash of its id, and what was read under it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seen(pub BTreeMap<String, Version>);

/// An article as it was when it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// A hash of all that was read; another one may mean no more than that a line was put in before it.
    pub raw: String,
    /// The beginning of the hash of its text.
    pub text: String,
}

/// An article that a saved search did not find before, or not so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Its id.
    pub id: String,
    /// Whether it was known, with another text.
    pub is_changed: bool,
}

impl Searcher {
    /// What a request finds that was not seen, the earliest first, copies of others left out; it is seen from now on. An
    /// article whose text was seen under an id that is gone has moved, and is no news.
    pub fn news(&self, request: &Request, seen: &mut Seen) -> Result<Vec<News>> {
        let plan = self.plan(request)?;
        let mut strangers = Vec::new();
        let mut news = Vec::new();
        for (place, hit) in self.oldest_first(&plan, request)?.into_iter().enumerate() {
            let key = hex(self.number(hit.address, FIELDS.tie)?);
            let raw = hex(self.number(hit.address, FIELDS.raw_hash)?);
            match seen.0.get_mut(&key) {
                Some(known) if known.raw == raw => {}
                Some(known) => {
                    let text = self.text_hash(hit.address)?;
                    if known.text != text {
                        news.push((place, News { id: self.id_at(hit.address)?, is_changed: true }));
                    }
                    *known = Version { raw, text };
                }
                None => strangers.push((place, hit.address, key, raw)),
            }
        }
        if !strangers.is_empty() {
            let mut by_text: FxHashMap<String, Vec<String>> = FxHashMap::default();
            for (key, version) in &seen.0 {
                by_text.entry(version.text.clone()).or_default().push(key.clone());
            }
            for (place, address, key, raw) in strangers {
                let text = self.text_hash(address)?;
                let was = by_text.get_mut(&text).map(|keys| self.take_gone(keys, &text)).transpose()?.flatten();
                match was {
                    Some(was) => drop(seen.0.remove(&was)),
                    None => news.push((place, News { id: self.id_at(address)?, is_changed: false })),
                }
                seen.0.insert(key, Version { raw, text });
            }
        }
        news.sort_by_key(|(place, _)| *place);
        Ok(news.into_iter().map(|(_, news)| news).collect())
    }

    /// Takes the key of an article that the index no longer has out of the keys of those that had a text.
    fn take_gone(&self, keys: &mut Vec<String>, text: &str) -> Result<Option<String>> {
        let holders = self.reader().find_content(text)?;
        let present = holders.iter().map(|(address, _)| self.number(*address, FIELDS.tie).map(hex));
        let present = present.collect::<Result<Vec<String>>>()?;
        Ok(keys.iter().position(|key| !present.contains(key)).map(|place| keys.swap_remove(place)))
    }

    fn text_hash(&self, address: DocAddress) -> Result<String> {
        Ok(content_key(&self.article(address)?.content_hash).to_owned())
    }

    fn number(&self, address: DocAddress, field: tantivy::schema::Field) -> Result<u64> {
        let reader = self.engine().segment_reader(address.segment_ord);
        Ok(u64_column(reader, field)?.first(address.doc_id).unwrap_or_default())
    }

    fn id_at(&self, address: DocAddress) -> Result<String> {
        let reader = self.engine().segment_reader(address.segment_ord);
        Ok(first_string(reader, FIELDS.id, address.doc_id)?.unwrap_or_default())
    }
}

fn hex(number: u64) -> String {
    format!("{number:016x}")
}
