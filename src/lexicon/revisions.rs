//! The labels by which agencies mark later versions of a story.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;
use std::sync::LazyLock;

/// What a label says of the version that it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RevisionKind {
    /// It has more, or is newer.
    Update,
    /// It puts something right.
    Correction,
    /// The story is not to be used.
    Kill,
    /// It was sent before.
    Repeat,
}

/// What a label says: lower case, `0` for figures; `None` for words that are no such label.
pub fn revision_kind(label: &str) -> Option<RevisionKind> {
    static KINDS: LazyLock<FxHashMap<&'static str, RevisionKind>> = LazyLock::new(|| {
        let kind = |name| RevisionKind::deserialize(IntoDeserializer::<ValueError>::into_deserializer(name));
        let rows = super::rows(include_str!("../../data/en/revisions.tsv"));
        rows.map(|row| (row[0], kind(row[1]).expect("the list's header names every kind"))).collect()
    });
    KINDS.get(label).copied()
}
