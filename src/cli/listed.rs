//! The results listed last, so that `show 3` means the third of them.
//!
//! A convenience beside the index: where the folder cannot be written, nothing is kept.

use crate::search::Hits;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

const FILE: &str = "listed.json";

#[derive(Default, Serialize, Deserialize)]
struct Listed {
    /// Number of the first result.
    first: usize,
    /// Ids of the articles, in the order of the list.
    ids: Vec<String>,
}

/// The ids of the articles of results.
pub(super) fn ids(hits: &Hits) -> Vec<String> {
    match hits {
        Hits::Articles(hits) => hits.iter().map(|hit| hit.article.id.clone()).collect(),
        Hits::Quotes(hits) => hits.iter().map(|hit| hit.article.id.clone()).collect(),
        Hits::Files(_) | Hits::Speakers(_) | Hits::Places(_) => Vec::new(),
    }
}

/// Keeps the ids of the results, of which the first was listed under the number `first`.
pub(super) fn keep(folder: &Path, first: usize, ids: Vec<String>) {
    let Ok(json) = serde_json::to_vec(&Listed { first, ids }) else { return };
    // Renamed into place: another search may be reading it.
    let new = folder.join(format!("{FILE}.{}", std::process::id()));
    if fs::write(&new, json).and_then(|()| fs::rename(&new, folder.join(FILE))).is_err() {
        let _ = fs::remove_file(&new);
    }
}

/// The id of the article listed under a number.
pub(super) fn id(folder: &Path, number: usize) -> Option<String> {
    let json = fs::read(folder.join(FILE)).ok()?;
    let listed: Listed = serde_json::from_slice(&json).ok()?;
    listed.ids.into_iter().nth(number.checked_sub(listed.first)?)
}
