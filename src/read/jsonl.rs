//! JSON Lines: one article a line, `{"id","title","text","date","author","source","url"}`.

use super::{Failure, Item};
use crate::article::{Metadata, RawArticle};
use serde::Deserialize;
use std::io::BufRead;

#[derive(Deserialize)]
struct Record {
    id: Option<String>,
    title: Option<String>,
    text: String,
    date: Option<String>,
    author: Option<String>,
    source: Option<String>,
    url: Option<String>,
}

/// Hands every record of `input` to `sink`.
pub(super) fn read(path: &str, input: impl BufRead, sink: &mut dyn FnMut(Item)) {
    for (n, line) in (1u64..).zip(input.lines()) {
        let failure = |reason: String| Item::Failure(Failure { path: path.to_owned(), line: Some(n), reason });
        let line = match line {
            Ok(line) if line.trim().is_empty() => continue,
            Ok(line) => line,
            Err(error) => return sink(failure(error.to_string())),
        };
        match serde_json::from_str::<Record>(&line) {
            Ok(record) => sink(Item::Article(Box::new(RawArticle {
                id: record.id.unwrap_or_else(|| n.to_string()),
                path: path.to_owned(),
                line: Some(n),
                text: record.text,
                metadata: Metadata {
                    title: record.title,
                    date: record.date,
                    author: record.author,
                    source: record.source,
                    url: record.url,
                    ..Metadata::default()
                },
                diagnostics: Vec::new(),
            }))),
            Err(error) => sink(failure(error.to_string())),
        }
    }
}
