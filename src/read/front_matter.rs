//! Front matter: YAML between `---` lines, or TOML between `+++` lines, above the article.
//!
//! Unknown keys are ignored. A block that does not parse loses nothing: its plain `key: value` lines
//! are read, and a diagnostic says so.

use super::output::Draft;
use super::record::{FieldMap, Part, Record};
use crate::article::DiagnosticCode;
use serde_json::{Map, Value};

/// A block longer than this is no front matter but a text between rules.
const MAX_BLOCK_BYTES: usize = 64 << 10;

/// Takes the front matter off a draft's text, into its metadata.
pub(super) fn split(draft: Draft, fields: &FieldMap) -> Draft {
    let Some(block) = Block::find(&draft.text) else { return draft };
    let parsed = block.parse(fields);
    let (mut record, problem) = match parsed {
        Ok(record) => (record, None),
        Err(problem) => (plain_lines(block.inner, fields), Some(problem)),
    };
    let title = record.has(Part::Title);
    let summary = record.take(Part::Summary).filter(|summary| !title && is_headline(summary));
    let text = draft.text[block.end..].to_owned();
    let stated = record.into_draft();
    let mut draft = Draft { text, metadata: stated.metadata, ..draft };
    draft.metadata.title = draft.metadata.title.or(summary);
    if let Some(problem) = problem {
        draft.remark(DiagnosticCode::MetadataUnreadable, format!("the front matter does not parse: {problem}"));
    }
    draft
}

/// Whether a text begins with front matter; the text may be only the head of a file.
pub(super) fn is_front(text: &str) -> bool {
    Block::find(text).is_some()
}

fn is_headline(text: &str) -> bool {
    !text.trim().contains('\n') && text.chars().count() <= 150
}

#[derive(Clone, Copy)]
enum Syntax {
    Yaml,
    Toml,
}

struct Block<'a> {
    syntax: Syntax,
    inner: &'a str,
    /// Where the article begins: past the closing line, and past the blank lines below it.
    end: usize,
}

impl<'a> Block<'a> {
    fn find(text: &'a str) -> Option<Self> {
        let mut lines = lines(text);
        let first = lines.next()?;
        let (syntax, closers): (Syntax, &[&str]) = match first.trim_end() {
            "---" => (Syntax::Yaml, &["---", "..."]),
            "+++" => (Syntax::Toml, &["+++"]),
            _ => return None,
        };
        let start = first.len();
        let mut at = start;
        for line in lines {
            if at - start > MAX_BLOCK_BYTES {
                return None;
            }
            if closers.contains(&line.trim_end()) {
                let inner = &text[start..at];
                let end = at + line.len();
                let blank = text[end..].len() - text[end..].trim_start_matches(['\r', '\n']).len();
                return has_key(inner, syntax).then_some(Self { syntax, inner, end: end + blank });
            }
            at += line.len();
        }
        None
    }

    fn parse(&self, fields: &FieldMap) -> Result<Record, String> {
        let object: Map<String, Value> = match self.syntax {
            Syntax::Yaml if self.inner.trim().is_empty() => Map::new(),
            Syntax::Yaml => serde_saphyr::from_str(self.inner).map_err(|error| first_line(&error.to_string()))?,
            Syntax::Toml => toml::from_str(self.inner).map_err(|error| error.message().to_owned())?,
        };
        Ok(fields.object(&object))
    }
}

/// A text between two rules has no keys: it stays text.
fn has_key(inner: &str, syntax: Syntax) -> bool {
    let sign = match syntax {
        Syntax::Yaml => ':',
        Syntax::Toml => '=',
    };
    inner.trim().is_empty()
        || lines(inner).any(|line| {
            line.split_once(sign).is_some_and(|(key, _)| !key.trim().is_empty() && !key.trim().contains([' ', '\t']))
        })
}

/// The lines of a text with their ends, whichever of `\n`, `\r\n` and `\r` the text uses.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    text.split_inclusive(end)
}

fn plain_lines(block: &str, fields: &FieldMap) -> Record {
    let mut record = Record::default();
    for line in lines(block) {
        let Some((key, value)) = line.split_once([':', '=']) else { continue };
        let value = value.trim().trim_matches(['"', '\'']);
        if let Some(naming) = fields.naming(key) {
            record.offer(naming, value.to_owned());
        }
    }
    record
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Draft {
        split(Draft { text: text.to_owned(), ..Draft::default() }, &FieldMap::default())
    }

    #[test]
    fn yaml_becomes_metadata_and_spans_index_the_body() {
        let draft = read(
            "---\ntitle: \"Harbour: the long wait\"\ndate: 1994-03-07\nauthors: [Ada Rowe, Tom Ides]\nplace: Gdańsk\nmood: grim\n---\n\nShips lay idle.\n",
        );
        assert_eq!(draft.text, "Ships lay idle.\n");
        assert_eq!(draft.metadata.title.as_deref(), Some("Harbour: the long wait"));
        assert_eq!(draft.metadata.date.as_deref(), Some("1994-03-07"));
        assert_eq!(draft.metadata.author.as_deref(), Some("Ada Rowe, Tom Ides"));
        assert_eq!(draft.metadata.place.as_deref(), Some("Gdańsk"));
        assert!(draft.diagnostics.is_empty());
    }

    #[test]
    fn toml_becomes_metadata() {
        let draft = read("+++\r\ntitle = 'Harbour'\r\ndate = 1994-03-07\r\n+++\r\nShips lay idle.");
        assert_eq!(draft.text, "Ships lay idle.");
        assert_eq!(draft.metadata.title.as_deref(), Some("Harbour"));
        assert_eq!(draft.metadata.date.as_deref(), Some("1994-03-07"));
    }

    #[test]
    fn a_block_that_does_not_parse_keeps_what_it_plainly_says() {
        let draft = read("---\ntitle: Harbour: the long wait\nauthor: Ada Rowe\n---\nShips lay idle.");
        assert_eq!(draft.text, "Ships lay idle.");
        assert_eq!(draft.metadata.title.as_deref(), Some("Harbour: the long wait"));
        assert_eq!(draft.metadata.author.as_deref(), Some("Ada Rowe"));
        assert_eq!(draft.diagnostics[0].code, DiagnosticCode::MetadataUnreadable);
    }

    #[test]
    fn rules_around_text_are_text() {
        for text in ["---\nShips lay idle.\n---\nMore.", "---\ntitle: never closed\n", "--- \nx"] {
            assert_eq!(read(text).text, text);
        }
    }

    #[test]
    fn a_source_that_is_an_address_is_the_url() {
        let draft = read("---\nsource: https://example.org/1\nspeaker: Ada Rowe\n---\nx");
        assert_eq!(draft.metadata.url.as_deref(), Some("https://example.org/1"));
        assert_eq!(draft.metadata.source, None);
        assert_eq!(draft.metadata.speaker.as_deref(), Some("Ada Rowe"));
    }
}
