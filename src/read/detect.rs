//! What a file is, told from its beginning. Its name only breaks ties.

use super::format::Format;
use super::record::FieldMap;
use super::{charset, export, front_matter, mail, markup, table, warc, wire, xml_document};

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Articles(Format),
    /// No article, and why.
    Nothing(&'static str),
}

/// The kind of a file; `is_whole` where the head is all of it.
pub(super) fn kind(head: &[u8], is_whole: bool, path: &str, fields: &FieldMap) -> Kind {
    if head.iter().all(u8::is_ascii_whitespace) && is_whole {
        return Kind::Nothing("empty");
    }
    if let Some(kind) = by_magic(head) {
        return kind;
    }
    if let Some(format) = wire::format(head) {
        return Kind::Articles(format);
    }
    let text = charset::decode(head, declared(head)).text;
    if is_binary(&text) {
        return Kind::Nothing("binary");
    }
    let start = text.trim_start();
    if start.is_empty() && is_whole {
        return Kind::Nothing("empty");
    }
    by_text(&text, start, is_whole, path, fields)
}

fn by_magic(head: &[u8]) -> Option<Kind> {
    if warc::is_archive(head) {
        return Some(Kind::Articles(Format::Warc));
    }
    if head.starts_with(b"{\\rtf") {
        return Some(Kind::Articles(Format::Rtf));
    }
    if head.starts_with(b"%PDF-") {
        return Some(Kind::Articles(Format::Pdf));
    }
    let kinds: [(&[u8], &'static str); 12] = [
        (b"\x89PNG", "image"),
        (b"\xFF\xD8\xFF", "image"),
        (b"GIF8", "image"),
        (b"II*\0", "image"),
        (b"MM\0*", "image"),
        (b"\xD0\xCF\x11\xE0", "old Office document (.doc, .xls, .msg)"),
        (b"7z\xBC\xAF\x27\x1C", "7z archive"),
        (b"Rar!", "RAR archive"),
        (b"\x1F\x9D", ".Z archive"),
        (b"SQLite format 3", "database"),
        (b"ID3", "sound"),
        (b"\0\x05\x16\x07", "macOS resource fork"),
    ];
    kinds.into_iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, reason)| Kind::Nothing(reason))
}

fn declared(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    super::xml::declared(head)
}

fn by_text(text: &str, start: &str, is_whole: bool, path: &str, fields: &FieldMap) -> Kind {
    let format = if start.starts_with('<') {
        by_root(start)
    } else if start.starts_with(['{', '[']) {
        by_json(start, is_whole, path)
    } else if front_matter::is_front(text) {
        Some(Format::Markdown)
    } else if mail::is_mbox(start) {
        Some(Format::Mbox)
    } else if mail::is_message(start) {
        Some(Format::Email)
    } else if export::is_export(start) {
        Some(Format::Export)
    } else if table::delimiter(start, fields).is_some() {
        Some(Format::Table)
    } else {
        None
    };
    Kind::Articles(format.unwrap_or_else(|| if is_named_markdown(path) { Format::Markdown } else { Format::Text }))
}

/// Markdown without front matter reads as text does; only its name tells it.
fn is_named_markdown(path: &str) -> bool {
    [".md", ".markdown"].iter().any(|end| path.to_ascii_lowercase().ends_with(end))
}

/// XML, SGML or HTML by the first element.
fn by_root(start: &str) -> Option<Format> {
    let root = root_name(start)?;
    if root.eq_ignore_ascii_case("html")
        || start.get(..14).is_some_and(|doctype| doctype.eq_ignore_ascii_case("<!doctype html"))
    {
        return Some(Format::Html);
    }
    if matches!(root, "REUTERS" | "DOC") {
        return Some(Format::Sgml);
    }
    let is_xml = start.starts_with("<?xml") || start.contains("</") || start.contains("/>");
    if markup::is_html(&format!("<{root}>")) && !start.starts_with("<?xml") {
        return Some(Format::Html);
    }
    let format = xml_document::format(root).filter(|_| is_xml);
    // A WordPress export is a feed that says so.
    format.map(|format| {
        if format == Format::Feed && start.contains("wordpress.org/export/") { Format::WordPress } else { format }
    })
}

/// The name of the first element, past declarations and comments.
fn root_name(start: &str) -> Option<&str> {
    let mut rest = start;
    loop {
        let at = rest.find('<')?;
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")? + 3..];
        } else if rest.starts_with('!') {
            // A doctype may hold declarations in brackets.
            let end = rest.find(['>', '['])?;
            rest = if rest[end..].starts_with('[') { &rest[end + rest[end..].find("]")?..] } else { &rest[end..] };
        } else if !rest.starts_with('?') {
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
            return Some(&rest[..end]).filter(|name| name.starts_with(|c: char| c.is_alphabetic()));
        }
    }
}

/// A line that is a whole object makes it JSON Lines, unless the file is that one object.
fn by_json(start: &str, is_whole: bool, path: &str) -> Option<Format> {
    let is_value = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    if is_whole && is_value(start) {
        let lines = [".jsonl", ".ndjson", ".jl"];
        let is_named_lines = lines.iter().any(|end| path.to_ascii_lowercase().ends_with(end));
        return Some(if is_named_lines && start.starts_with('{') { Format::JsonLines } else { Format::Json });
    }
    let mut lines = start.lines().filter(|line| !line.trim().is_empty()).take(20);
    if start.starts_with('{') && lines.any(|line| line.trim_start().starts_with('{') && is_value(line)) {
        return Some(Format::JsonLines);
    }
    let first = start.lines().next().unwrap_or_default();
    // A record longer than the head; or a file whose first records are all broken.
    if start.starts_with("{\"")
        && (first.len() == start.len() || start.lines().nth(1).is_some_and(|line| line.starts_with("{\"")))
    {
        return Some(Format::JsonLines);
    }
    let rest = start[1..].trim_start();
    let is_json =
        if start.starts_with('{') { rest.starts_with(['"', '}']) } else { rest.starts_with(['{', '[', '"', ']']) };
    is_json.then_some(Format::Json)
}

/// Text has no NUL, and few other controls.
fn is_binary(text: &str) -> bool {
    let is_control = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0C' | '\x1A' | '\x1B');
    text.contains('\0') || text.chars().filter(|c| is_control(*c)).count() * 20 > text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, format: Format) {
        assert_eq!(kind(text.as_bytes(), true, "file", &FieldMap::default()), Kind::Articles(format), "{text}");
    }

    #[test]
    fn formats_are_told_by_content() {
        check("Rain fell on the harbour.\n", Format::Text);
        check("---\ntitle: Rain\n---\nIt fell.\n", Format::Markdown);
        check("{\"text\":\"Rain\"}\n{\"text\":\"Sun\"}\n", Format::JsonLines);
        check("{\"text\": broken\n{\"text\":\"Sun\"}\n", Format::JsonLines);
        check("{\n \"text\":\"Rain\"\n}\n", Format::Json);
        check("[{\"text\":\"Rain\"}]", Format::Json);
        check("[Rain fell on the harbour.]\n", Format::Text);
        check("<?xml version='1.0'?><!-- c --><nitf><body/></nitf>", Format::Nitf);
        check("<!DOCTYPE nitf SYSTEM 'nitf.dtd' [<!ENTITY a 'b'>]><nitf></nitf>", Format::Nitf);
        check("<nar:newsItem xmlns:nar='x'></nar:newsItem>", Format::NewsMlG2);
        check("<rss><channel/></rss>", Format::Feed);
        check("<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel/></rss>", Format::WordPress);
        check("<!DOCTYPE HTML PUBLIC 'x'><title>T</title>", Format::Html);
        check("<p>Rain</p>", Format::Html);
        check("<DOC>\n<DOCNO> X1 </DOCNO>\n</DOC>", Format::Sgml);
        check("<stories><story><title>T</title></story></stories>", Format::Xml);
        check("date\ttitle\ttext\n", Format::Table);
        check("<Rain fell> on the harbour.", Format::Text);
    }

    #[test]
    fn what_is_no_article_says_why() {
        for (bytes, reason) in
            [(&b" \r\n"[..], "empty"), (b"\xEF\xBB\xBF\n", "empty"), (b"abc\0def", "binary"), (b"\x89PNG\r\n", "image")]
        {
            assert_eq!(kind(bytes, true, "file", &FieldMap::default()), Kind::Nothing(reason));
        }
    }
}
