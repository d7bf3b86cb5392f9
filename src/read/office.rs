//! Word processors' files: DOCX and OpenDocument text, both a zip of XML.

use super::context::Context;
use super::input::{Input, Seekable};
use super::markup::Body;
use super::output::{Draft, Output};
use super::xml::Element;
use super::{export, xml};
use crate::article::Metadata;
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// What an office document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Office {
    /// Word.
    Docx,
    /// OpenDocument text.
    Odt,
    /// No text document, and what it is.
    Other(&'static str),
}

/// The office document that a zip is, by the names of its members.
pub(super) fn kind(names: &[String]) -> Option<Office> {
    let has = |name: &str| names.iter().any(|member| member == name);
    if has("word/document.xml") {
        Some(Office::Docx)
    } else if has("xl/workbook.xml") {
        Some(Office::Other("spreadsheet"))
    } else if has("ppt/presentation.xml") {
        Some(Office::Other("slides"))
    } else if has("mimetype") && has("content.xml") && has("META-INF/manifest.xml") {
        Some(Office::Odt)
    } else {
        None
    }
}

/// Reads the document.
pub(super) fn read(kind: Office, archive: &mut ZipArchive<Seekable>, context: Context<'_>, output: &mut Output<'_>) {
    let (content, facts) = match kind {
        Office::Docx => ("word/document.xml", "docProps/core.xml"),
        Office::Odt => ("content.xml", "meta.xml"),
        Office::Other(reason) => return output.skipped(None, reason),
    };
    let document = match member(archive, content, context) {
        Ok(Some(document)) => document,
        Ok(None) => return output.failure(None, "a document without content"),
        Err(error) => return output.failure(None, error),
    };
    let text = text(&document, kind);
    if text.is_empty() {
        return output.skipped(None, "a document without text");
    }
    if export::is_export(&text) {
        return export::read_text(&text, context, output);
    }
    let metadata = member(archive, facts, context).ok().flatten().map(|facts| metadata(&facts)).unwrap_or_default();
    output.one_of_many(Draft { text, metadata, ..Draft::default() });
}

fn member(archive: &mut ZipArchive<Seekable>, name: &str, context: Context<'_>) -> io::Result<Option<Element>> {
    let max_bytes = context.options.max_article_bytes;
    let mut bytes = Vec::new();
    let member = archive.by_name(name)?;
    context.unpacked(member).take(max_bytes as u64 + 1).read_to_end(&mut bytes)?;
    Ok(xml::read(Input::new(Cursor::new(bytes)), max_bytes, &|_| false, &mut |_, _, _| {})?.root)
}

/// Paragraphs are lines of their own; headings and empty paragraphs part them further.
fn text(document: &Element, kind: Office) -> String {
    let mut body = Body::default();
    push(document, kind, &mut body);
    body.finish()
}

fn push(element: &Element, kind: Office, body: &mut Body) {
    match (kind, element.name.as_str()) {
        (Office::Docx, "w:t") => return body.text(&element.text()),
        (Office::Docx, "w:tab") | (Office::Odt, "text:tab" | "text:s") => return body.text(" "),
        (Office::Docx, "w:br" | "w:cr") | (Office::Odt, "text:line-break") => return body.line(),
        // What was struck out, and what a field computes from, was not printed.
        (Office::Docx, "w:del" | "w:instrText" | "mc:Fallback")
        | (Office::Odt, "office:annotation" | "text:tracked-changes") => return,
        (Office::Docx, "w:p") | (Office::Odt, "text:p" | "text:h") => body.paragraph(),
        _ => {}
    }
    for node in &element.nodes {
        match node {
            xml::Node::Element(element) => push(element, kind, body),
            xml::Node::Text(text) if kind == Office::Odt => body.text(text),
            xml::Node::Text(_) => {}
        }
    }
}

fn metadata(facts: &Element) -> Metadata {
    let line = |name: &str| facts.find(name).and_then(Element::line);
    Metadata {
        title: line("title"),
        author: line("creator").or_else(|| line("initial-creator")),
        language: line("language"),
        ..Metadata::default()
    }
}
