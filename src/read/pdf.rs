//! PDF with a text layer: its pages one after another, a form feed before each but the first. Scanned pages without a text
//! layer hold no article.
//!
//! When a file was made says nothing about when its article was published, so its date is not taken.

use super::context::Context;
use super::input::Input;
use super::output::{Draft, Output};
use crate::article::{DiagnosticCode, Metadata};
use pdf_extract::{Document, Object, PlainTextOutput, decode_text_string, output_doc_page};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What stands between pages: a paragraph ends, and a page begins.
const PAGE_BREAK: &str = "\n\n\u{c}";

/// Reads the text of a document.
pub(super) fn read(mut input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let bytes = match input.all(context.options.max_article_bytes) {
        Ok(bytes) => bytes,
        Err(error) => return output.failure(None, error),
    };
    let document = match guarded(|| open(&bytes)) {
        Some(Ok(document)) => document,
        Some(Err(reason)) => return output.failure(None, reason),
        None => return output.failure(None, "a PDF that cannot be parsed"),
    };
    let (text, n_lost) = pages(&document);
    if text.trim().is_empty() && n_lost > 0 {
        return output.failure(None, format!("a PDF of which {n_lost} pages cannot be read"));
    }
    if text.trim().is_empty() {
        return output.skipped(None, "PDF without text");
    }
    let metadata = guarded(|| metadata(&document, &text)).unwrap_or_default();
    let mut draft = Draft { text, metadata, ..Draft::default() };
    if n_lost > 0 {
        draft.remark(DiagnosticCode::Truncated, format!("{n_lost} pages cannot be read"));
    }
    output.whole(draft);
}

/// The library gives up on some files by panicking; one file is not worth the run.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn open(bytes: &[u8]) -> Result<Document, String> {
    let mut document = Document::load_mem(bytes).map_err(|error| format!("a PDF that cannot be parsed: {error}"))?;
    // Many files are locked with an empty password, against printing and not against reading.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err("a PDF that is locked with a password".to_owned());
    }
    Ok(document)
}

/// The text of all pages, and how many could not be read.
fn pages(document: &Document) -> (String, usize) {
    let (mut texts, mut n_lost) = (Vec::new(), 0);
    let numbers = guarded(|| document.get_pages()).unwrap_or_default();
    for number in numbers.into_keys() {
        let page = guarded(|| {
            let mut text = String::new();
            output_doc_page(document, &mut PlainTextOutput::new(&mut text), number).map(|()| text)
        });
        match page {
            Some(Ok(text)) => texts.push(tidy(&text)),
            _ => {
                texts.push(String::new());
                n_lost += 1;
            }
        }
    }
    // A page without text is still a page, so that those after it are cited by their own numbers.
    let text = texts.join(PAGE_BREAK);
    (text.trim_end().trim_start_matches('\n').to_owned(), n_lost)
}

/// The lines of a page, with at most one blank line between them.
fn tidy(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut n_blank = 0;
    for line in page.lines().map(str::trim_end) {
        n_blank = if line.trim().is_empty() { n_blank + 1 } else { 0 };
        if n_blank <= 1 {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.trim().to_owned()
}

/// Title and author, where they were given and not left by the program that made the file.
fn metadata(document: &Document, text: &str) -> Metadata {
    let info = document.trailer.get(b"Info").and_then(|info| document.dereference(info)).map(|(_, info)| info);
    let info = info.ok().and_then(|info| info.as_dict().ok());
    let fact = |name: &[u8]| {
        let value: &Object = info?.get(name).ok()?;
        decode_text_string(document.dereference(value).ok()?.1).ok().map(|value| value.trim().to_owned())
    };
    // A title that stands on the first pages is the article's; "Microsoft Word - final2.doc" does not.
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let beginning: String = text.chars().take(2_000).collect();
    let title = fact(b"Title").filter(|title| title.len() > 3 && squeezed(&beginning).contains(&squeezed(title)));
    Metadata { title, author: fact(b"Author").filter(|author| author.contains(' ')), ..Metadata::default() }
}
