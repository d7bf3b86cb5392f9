//! XML to a small tree, one record at a time, forgiving what archives forgive.
//!
//! Names that HTML knows stand for their characters, an end tag without a beginning is passed over,
//! and what a broken file held before the break is kept. Documents are not validated, and nothing
//! outside the file is ever fetched.

use super::charset;
use super::input::{Input, Ration};
use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, unescape_with};
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::{self, BufReader};

/// Elements nested deeper than this join their ancestor's content.
const MAX_DEPTH: usize = 200;

/// An element and all in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// As written, prefix included.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or(&self.name)
    }

    /// Whether it has this name, under any prefix.
    pub(super) fn is(&self, local: &str) -> bool {
        self.local() == local
    }

    /// An attribute, under any prefix.
    pub(super) fn attribute(&self, local: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name == local)
            .or_else(|| self.attributes.iter().find(|(name, _)| name.rsplit(':').next() == Some(local)))
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The elements directly in this one.
    pub(super) fn elements(&self) -> impl DoubleEndedIterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The child elements of a name, under any prefix.
    pub(super) fn children<'a>(&'a self, local: &'a str) -> impl DoubleEndedIterator<Item = &'a Element> {
        self.elements().filter(move |element| element.is(local))
    }

    /// The first child element of a name, under any prefix.
    pub(super) fn child(&self, local: &str) -> Option<&Element> {
        self.elements().find(|element| element.is(local))
    }

    /// The first child element of a name written just so.
    pub(super) fn child_named(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The element at the end of a path of children.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, local| element.child(local))
    }

    /// The first element of a name anywhere in this one, in document order.
    pub(super) fn find(&self, local: &str) -> Option<&Element> {
        self.elements().find_map(|element| if element.is(local) { Some(element) } else { element.find(local) })
    }

    /// Every element of a name anywhere in this one, outermost only, in document order.
    pub(super) fn find_all<'a>(&'a self, local: &str) -> Vec<&'a Element> {
        let mut found = Vec::new();
        self.collect(local, &mut found);
        found
    }

    fn collect<'a>(&'a self, local: &str, found: &mut Vec<&'a Element>) {
        for element in self.elements() {
            if element.is(local) { found.push(element) } else { element.collect(local, found) }
        }
    }

    /// All text in it on one line; `None` where there is none.
    pub(super) fn line(&self) -> Option<String> {
        let mut text = String::new();
        self.push_text(&mut text);
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }

    /// All text in it as it stands.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.push_text(&mut text);
        text
    }

    fn push_text(&self, out: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Element(element) => element.push_text(out),
                Node::Text(text) => out.push_str(text),
            }
        }
    }

    fn push(&mut self, text: &str) {
        match self.nodes.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => self.nodes.push(Node::Text(text.to_owned())),
        }
    }
}

/// How a document ended.
#[derive(Debug, Default)]
pub(super) struct Ending {
    /// What is left of the document: all that was not handed out as a record.
    pub(super) root: Option<Element>,
    /// Why reading stopped before the end.
    pub(super) broken: Option<String>,
}

/// Reads a document, handing every outermost element that `is_record` to `record`, with the elements it lies in.
///
/// `record` is also told whether the document broke off inside. A record is dropped afterwards, so that a
/// document of any size can be read; one over `max_bytes` stops it.
pub(super) fn read(
    mut input: Input<'_>,
    max_bytes: usize,
    is_record: &dyn Fn(&str) -> bool,
    record: &mut dyn FnMut(&[Element], Element, bool),
) -> io::Result<Ending> {
    let declared = declared(input.head()?);
    let ration = Ration::new(max_bytes);
    let mut reader = Reader::from_reader(ration.limit(BufReader::new(charset::as_utf_8(input, declared)?)));
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut tree = Tree { open: Vec::new(), n_flattened: 0, root: None };
    let mut buffer = Vec::new();
    let mut broken = None;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => tree.start(&start),
            Ok(Event::End(end)) => {
                if tree.end(end.name().0, is_record, &mut |outer, element| record(outer, element, false)) {
                    ration.refill();
                }
            }
            Ok(Event::Text(text)) => tree.text(&text.xml10_content()),
            Ok(Event::CData(text)) => tree.text(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => tree.text(&referred(&reference)),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(quick_xml::Error::Io(error)) => return Err(io::Error::new(error.kind(), error.to_string())),
            Err(error) => {
                broken = Some(format!("broken XML: {error}"));
                break;
            }
        }
    }
    if broken.is_none() && !tree.open.is_empty() {
        broken = Some("the XML ends before its elements do".to_owned());
    }
    while let Some(element) = tree.open.last() {
        let name = element.name.clone();
        tree.end(&name, is_record, &mut |outer, element| record(outer, element, true));
    }
    Ok(Ending { root: tree.root, broken })
}

/// Parses a document that is in memory.
#[cfg(test)]
pub(super) fn parse(text: &str) -> Element {
    read(Input::new(text.as_bytes()), usize::MAX, &|_| false, &mut |_, _, _| {}).unwrap().root.unwrap()
}

struct Tree {
    open: Vec<Element>,
    /// Elements begun below [`MAX_DEPTH`] and not ended.
    n_flattened: usize,
    root: Option<Element>,
}

impl Tree {
    fn start(&mut self, start: &BytesStart<'_>) {
        if self.open.len() >= MAX_DEPTH {
            self.n_flattened += 1;
            return;
        }
        let mut written = start.html_attributes();
        let attributes = written.with_checks(false).flatten().map(|attribute| {
            let value = unescape_with(&attribute.value, resolve_html5_entity);
            (attribute.key.0.to_owned(), value.map_or_else(|_| attribute.value.to_string(), |value| value.into_owned()))
        });
        self.open.push(Element {
            name: start.name().0.to_owned(),
            attributes: attributes.collect(),
            nodes: Vec::new(),
        });
    }

    /// Ends the innermost open element of the name and all in it; whether that ended a record.
    fn end(
        &mut self,
        name: &str,
        is_record: &dyn Fn(&str) -> bool,
        record: &mut dyn FnMut(&[Element], Element),
    ) -> bool {
        if self.n_flattened > 0 {
            self.n_flattened -= 1;
            return false;
        }
        let Some(at) = self.open.iter().rposition(|element| element.name == name) else { return false };
        let mut ended_record = false;
        while self.open.len() > at {
            let Some(element) = self.open.pop() else { break };
            let is_outermost = !self.open.iter().any(|outer| is_record(outer.local()));
            if is_outermost && is_record(element.local()) {
                record(&self.open, element);
                ended_record = true;
            } else if let Some(parent) = self.open.last_mut() {
                parent.nodes.push(Node::Element(element));
            } else {
                self.root = Some(element);
            }
        }
        ended_record
    }

    fn text(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.push(text);
        }
    }
}

/// The characters of `&name;` and `&#nnn;`; a name nobody knows stays as it is.
fn referred(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        _ => {
            let name = reference.xml10_content();
            resolve_html5_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
        }
    }
}

/// The charset that an XML declaration names.
pub(super) fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let line = &head[..head.len().min(256)];
    let line = &line[..memchr::memchr(b'>', line)?];
    if !line.starts_with(b"<?xml") {
        return None;
    }
    let at = memchr::memmem::find(line, b"encoding")?;
    let value = line[at..].split(|byte| matches!(byte, b'"' | b'\'')).nth(1)?;
    Encoding::for_label(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_and_attributes_are_resolved() {
        let root = parse("<a t='x &amp; &eacute;'>fish &amp; chips &nbsp;&#8364; & more &odd; <![CDATA[<b>]]></a>");
        assert_eq!(root.attribute("t"), Some("x & é"));
        assert_eq!(root.text(), "fish & chips \u{A0}€ & more &odd; <b>");
    }

    #[test]
    fn stray_and_missing_ends_do_not_shift_the_tree() {
        let root = parse("<a><p>one<br></p></i><p>two</p></a>");
        let lines: Vec<_> = root.children("p").filter_map(Element::line).collect();
        assert_eq!(lines, ["one", "two"]);
    }

    #[test]
    fn records_are_handed_out_and_dropped() {
        let text = "<feed><title>T</title><item>1</item><item>2</item></feed>";
        let mut seen = Vec::new();
        let ending = read(Input::new(text.as_bytes()), 1 << 20, &|name| name == "item", &mut |outer, item, _| {
            seen.push(format!("{}/{}", outer[0].child("title").unwrap().text(), item.text()));
        });
        assert_eq!(seen, ["T/1", "T/2"]);
        assert_eq!(ending.unwrap().root.unwrap().elements().count(), 1);
    }

    #[test]
    fn what_stands_before_a_break_is_kept() {
        let mut seen = Vec::new();
        let text = "<feed><item><t>1</t></item><item><t>2</t> and ";
        let ending = read(Input::new(text.as_bytes()), 1 << 20, &|name| name == "item", &mut |_, item, _| {
            seen.push(item.text());
        });
        assert_eq!(seen, ["1", "2 and "]);
        assert!(ending.unwrap().broken.is_some());
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = format!("{}x{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert_eq!(parse(&deep).text(), "x");
        let long = format!("<a><item>{}</item></a>", "x".repeat(100_000));
        let error = read(Input::new(long.as_bytes()), 50_000, &|name| name == "item", &mut |_, _, _| {}).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn the_declared_charset_is_heard() {
        let text = b"<?xml version='1.0' encoding='iso-8859-2'?><a>\xB3\xF3d\xBC</a>";
        let ending = read(Input::new(&text[..]), 1 << 20, &|_| false, &mut |_, _, _| {}).unwrap();
        assert_eq!(ending.root.unwrap().text(), "łódź");
    }
}
