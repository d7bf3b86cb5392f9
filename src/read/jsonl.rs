//! JSON Lines: one article a line, read a line at a time.

use super::context::Context;
use super::input::Input;
use super::output::{Draft, Output};
use super::record::{FieldMap, RecordSeed};
use super::{charset, json};
use crate::article::DiagnosticCode;
use encoding_rs::{Encoding, UTF_8};
use serde::de::DeserializeSeed;
use std::borrow::Cow;
use std::io::ErrorKind;

/// Reads every line; one that is broken is a failure, and the next goes on.
pub(super) fn read(input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let (mut input, encoding) = match charset::as_lines(input) {
        Ok(lines) => lines,
        Err(error) => return output.failure(None, error),
    };
    let mut line = Vec::new();
    for n in 1.. {
        match input.line(&mut line, context.options.max_article_bytes) {
            Ok(true) => read_line(&line, n, encoding, context, output),
            Ok(false) => break,
            Err(error) if error.kind() == ErrorKind::FileTooLarge => output.failed_record(n, error),
            Err(error) => return output.failure(Some(n), error),
        }
    }
}

fn read_line(line: &[u8], n: u64, encoding: &'static Encoding, context: Context<'_>, output: &mut Output<'_>) {
    let (text, is_damaged) = decode(line, encoding);
    let text = text.trim_start_matches('\u{FEFF}').trim();
    if text.is_empty() {
        return;
    }
    match drafts(text, &context.options.field_map) {
        Ok(drafts) => {
            for mut draft in drafts {
                draft.line = Some(n);
                if is_damaged {
                    let message = format!("bytes that are not {} were replaced", encoding.name());
                    draft.remark(DiagnosticCode::CharsetReplaced, message);
                }
                output.record(draft);
            }
        }
        Err(reason) => output.failed_record(n, reason),
    }
}

/// Lines of a file may differ: a valid one is UTF-8 whatever the rest is in.
fn decode<'a>(line: &'a [u8], encoding: &'static Encoding) -> (Cow<'a, str>, bool) {
    match str::from_utf8(line) {
        Ok(text) if encoding == UTF_8 || encoding.is_ascii_compatible() => (Cow::Borrowed(text), false),
        _ => encoding.decode_without_bom_handling(line),
    }
}

/// The record of a line, or the articles somewhere in it; a line without any is no record.
fn drafts(text: &str, fields: &FieldMap) -> Result<Vec<Draft>, String> {
    let mut parser = serde_json::Deserializer::from_str(text);
    let record = RecordSeed(fields).deserialize(&mut parser).and_then(|record| parser.end().map(|()| record));
    let record = record.map_err(|error| reason(&error))?;
    if record.has_body() {
        return Ok(vec![record.into_article()]);
    }
    let inside = json::drafts(serde_json::from_str(text).map_err(|error| reason(&error))?, fields);
    if !inside.is_empty() {
        return Ok(inside);
    }
    if record.has_title() {
        return Ok(vec![record.into_article()]);
    }
    Err("a record with no field for its text, and none for its title".to_owned())
}

/// The parser's words, with the column but without the line, which is always its own first.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    format!("not a JSON record: {what} at column {}", error.column())
}
