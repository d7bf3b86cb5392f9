//! What was extracted from an article, as the index keeps it for rendering.
//!
//! The text lies beside it, stored once as the body. Names of fields are kept, so that an index made by an older version
//! can be shown by a newer one.

use super::Error;
use crate::article::Article;

/// The stored form of everything but the text.
pub(super) fn encode(article: &Article) -> Vec<u8> {
    serde_json::to_vec(article).expect("an article has string keys only and writing to memory cannot fail")
}

/// The article of a stored form and its text.
pub(super) fn decode(record: &[u8], text: String) -> Result<Article, Error> {
    let damaged = |error: serde_json::Error| Error::Damaged {
        what: "the record of an article".to_owned(),
        why: error.to_string(),
    };
    let mut article: Article = serde_json::from_slice(record).map_err(damaged)?;
    article.text = text;
    Ok(article)
}
