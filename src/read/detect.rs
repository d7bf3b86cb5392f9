//! What a file is, told from its beginning.

use super::input::{HEAD_BYTES, Input};
use super::output::Output;
use super::{Format, Options, charset, front_matter, jsonl, plain};

/// Reads a file as what it is.
pub(super) fn read(mut input: Input<'_>, options: &Options, output: &mut Output<'_>) {
    let head = match input.head() {
        Ok(head) => head,
        Err(error) => return output.failure(None, error),
    };
    match options.format.map_or_else(|| kind(head), Kind::Articles) {
        Kind::Articles(Format::Text) => plain::read(input, options, output),
        Kind::Articles(Format::Markdown) => plain::read_markdown(input, options, output),
        Kind::Articles(Format::JsonLines) => jsonl::read(input, options, output),
        Kind::Nothing(reason) => output.skipped(None, reason),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Articles(Format),
    /// No article, and why.
    Nothing(&'static str),
}

fn kind(head: &[u8]) -> Kind {
    if head.iter().all(u8::is_ascii_whitespace) && head.len() < HEAD_BYTES {
        return Kind::Nothing("empty");
    }
    let text = charset::decode(head, None).text;
    if is_binary(&text) {
        return Kind::Nothing("binary");
    }
    let start = text.trim_start();
    if start.is_empty() && head.len() < HEAD_BYTES {
        Kind::Nothing("empty")
    } else if is_json_lines(start) {
        Kind::Articles(Format::JsonLines)
    } else if front_matter::is_front(&text) {
        Kind::Articles(Format::Markdown)
    } else {
        Kind::Articles(Format::Text)
    }
}

/// Text has no NUL, and few other controls.
fn is_binary(text: &str) -> bool {
    let is_control = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0C' | '\x1A' | '\x1B');
    text.contains('\0') || text.chars().filter(|c| is_control(*c)).count() * 20 > text.chars().count()
}

/// Whether some line is a whole JSON object, or the first begins one that the head does not hold to its end.
fn is_json_lines(start: &str) -> bool {
    if !start.starts_with('{') {
        return false;
    }
    let mut lines = start.lines().take(20).peekable();
    while let Some(line) = lines.next() {
        let line = line.trim();
        let is_cut = lines.peek().is_none();
        if line.starts_with("{\"") && (is_cut || line.ends_with('}')) {
            return true;
        }
    }
    false
}
