//! Marked-up text to text as a reader sees it: paragraphs apart, line breaks kept, blanks folded.

use super::xml::{Element, Node};
use dom_query::{Document, NodeRef};
use quick_xml::escape::{resolve_html5_entity, unescape_with};

/// A body being put together.
#[derive(Default)]
pub(super) struct Body {
    text: String,
    /// What is due before the next word.
    due: Due,
    /// Depth of elements whose blanks are kept.
    n_verbatim: usize,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    #[default]
    Nothing,
    Blank,
    Line,
    Paragraph,
}

impl Body {
    /// Running text.
    pub(super) fn text(&mut self, text: &str) {
        if self.n_verbatim > 0 {
            return self.verbatim(text);
        }
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if is_blank(c) {
                rest = rest.trim_start_matches(is_blank);
                self.due = self.due.max(Due::Blank);
            } else {
                let end = rest.find(is_blank).unwrap_or(rest.len());
                // A paragraph of nothing but a no-break space is how pages leave room.
                if rest[..end].contains(|c: char| !c.is_whitespace()) {
                    self.word(&rest[..end]);
                } else {
                    self.due = self.due.max(Due::Blank);
                }
                rest = &rest[end..];
            }
        }
    }

    fn verbatim(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            if !line.trim().is_empty() {
                self.word(line.trim_end());
            }
            if line.ends_with('\n') {
                self.due = if self.due == Due::Line && line.trim().is_empty() {
                    Due::Paragraph
                } else {
                    self.due.max(Due::Line)
                };
            }
        }
    }

    fn word(&mut self, word: &str) {
        if !self.text.is_empty() {
            self.text.push_str(match self.due {
                Due::Nothing => "",
                Due::Blank => " ",
                Due::Line => "\n",
                Due::Paragraph => "\n\n",
            });
        }
        self.due = Due::Nothing;
        self.text.push_str(word);
    }

    /// What follows is on a line of its own.
    pub(super) fn line(&mut self) {
        // Two breaks in a row are how many pages make paragraphs.
        self.due = if self.due == Due::Line { Due::Paragraph } else { self.due.max(Due::Line) };
    }

    /// What follows is a paragraph of its own.
    pub(super) fn paragraph(&mut self) {
        self.due = Due::Paragraph;
    }

    /// The text, without blanks around it.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn open(&mut self, name: &str) -> Effect {
        let effect = effect(name);
        match effect {
            Effect::Paragraph => self.paragraph(),
            Effect::Row => self.due = self.due.max(Due::Line),
            Effect::Cell => self.due = self.due.max(Due::Blank),
            Effect::Break => self.line(),
            Effect::Verbatim => {
                self.paragraph();
                self.n_verbatim += 1;
            }
            Effect::Inline | Effect::Hidden => {}
        }
        effect
    }

    fn close(&mut self, effect: Effect) {
        match effect {
            Effect::Paragraph => self.paragraph(),
            Effect::Row => self.due = self.due.max(Due::Line),
            Effect::Cell => self.due = self.due.max(Due::Blank),
            Effect::Verbatim => {
                self.paragraph();
                self.n_verbatim -= 1;
            }
            Effect::Inline | Effect::Break | Effect::Hidden => {}
        }
    }

    /// An XML element whose names are those of HTML, NITF or the like.
    pub(super) fn element(&mut self, element: &Element) {
        let effect = self.open(element.local());
        if effect != Effect::Hidden {
            for node in &element.nodes {
                match node {
                    Node::Element(element) => self.element(element),
                    Node::Text(text) => self.text(text),
                }
            }
        }
        self.close(effect);
    }

    /// An HTML node and all in it; not by recursion, since pages nest as deep as they like.
    fn html_node(&mut self, root: NodeRef<'_>) {
        let mut open: Vec<Effect> = Vec::new();
        let mut next = Some(root);
        while let Some(node) = next {
            let mut child = None;
            let mut effect = Effect::Inline;
            if node.is_text() {
                node.query(|node| {
                    if let dom_query::NodeData::Text { contents } = &node.data {
                        self.text(contents)
                    }
                });
            } else if let Some(name) = node.node_name() {
                effect = self.open(&name);
                child = if effect == Effect::Hidden { None } else { node.first_child() };
            } else if node.may_have_children() {
                child = node.first_child();
            }
            if child.is_some() {
                open.push(effect);
                next = child;
                continue;
            }
            self.close(effect);
            let mut at = node;
            next = loop {
                if open.is_empty() {
                    break None;
                }
                if let Some(sibling) = at.next_sibling() {
                    break Some(sibling);
                }
                let Some(parent) = at.parent() else { break None };
                if let Some(effect) = open.pop() {
                    self.close(effect);
                }
                at = parent;
            };
        }
    }
}

/// What an element does to the text around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Inline,
    Paragraph,
    Row,
    Cell,
    Break,
    Verbatim,
    Hidden,
}

fn effect(name: &str) -> Effect {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "blockquote" | "figure"
        | "figcaption" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table" | "hr" | "form"
        | "address" | "center" | "block" | "hl1" | "hl2" | "bq" | "body" | "caption" | "note" | "fn" | "media"
        | "pubdata" | "details" | "summary" | "nav" | "fieldset" | "paragraph" | "para" => Effect::Paragraph,
        "li" | "dt" | "dd" | "tr" | "option" | "credit" => Effect::Row,
        "td" | "th" => Effect::Cell,
        "br" => Effect::Break,
        "pre" | "listing" | "xmp" => Effect::Verbatim,
        "script" | "style" | "noscript" | "template" | "head" | "iframe" | "object" | "svg" | "math" | "select"
        | "textarea" | "button" | "input" | "audio" | "video" | "canvas" => Effect::Hidden,
        _ => Effect::Inline,
    }
}

/// HTML's white space; a no-break space is a character that a reader sees.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C')
}

/// The text of a piece of HTML.
pub(super) fn html_text(html: &str) -> String {
    if !is_html(html) {
        return unescaped(html.trim());
    }
    if is_too_deep(html) {
        return strip_tags(html);
    }
    let document = Document::fragment(html);
    let mut body = Body::default();
    body.html_node(document.root());
    body.finish()
}

/// Text without tags, its `&names;` made characters; one that nobody knows stays.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest name has 31 letters.
        let end = rest.bytes().take(40).position(|byte| byte == b';').map(|end| end + 1);
        match end.and_then(|end| Some((end, unescape_with(&rest[..end], resolve_html5_entity).ok()?))) {
            Some((end, c)) => {
                plain.push_str(&c);
                rest = &rest[end..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Whether a text has a tag of HTML in it.
pub(super) fn is_html(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).any(|at| is_tag(&text[at + 1..]))
}

/// Whether what follows a `<` is a tag: a name that HTML knows, then its end or attributes.
fn is_tag(rest: &str) -> bool {
    const INLINE: [&str; 14] =
        ["a", "b", "i", "em", "strong", "span", "u", "img", "font", "sup", "sub", "small", "cite", "q"];
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let name = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())];
    let is_known = INLINE.iter().any(|tag| name.eq_ignore_ascii_case(tag)) || effect(name) != Effect::Inline;
    let after = &rest[name.len()..];
    let end = after.bytes().take(1_000).position(|byte| matches!(byte, b'>' | b'<'));
    let inside = end.map(|end| &after[..end]);
    // "a<b then c>d" has no attribute.
    let is_closed = inside.is_some_and(|inside| {
        matches!(inside.trim(), "" | "/") || inside.starts_with(char::is_whitespace) && inside.contains('=')
    });
    is_known && !name.is_empty() && is_closed
}

/// HTML parsers take time that grows with the square of the depth.
pub(super) fn is_too_deep(html: &str) -> bool {
    const MAX_OPEN: i64 = 2_000;
    let mut n_open = 0i64;
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        match html.as_bytes().get(at + 1) {
            Some(b'/') => n_open = (n_open - 1).max(0),
            Some(c) if c.is_ascii_alphabetic() && !is_never_open(&html[at + 1..]) => n_open += 1,
            _ => {}
        }
        if n_open > MAX_OPEN {
            return true;
        }
    }
    false
}

/// Elements that have no end, or rarely write it and never nest.
fn is_never_open(tag: &str) -> bool {
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let names = [
        "p", "br", "img", "li", "hr", "input", "meta", "link", "td", "tr", "th", "dt", "dd", "option", "wbr", "area",
        "base", "col", "embed", "param", "source", "track", "path", "tbody", "thead",
    ];
    names.iter().any(|name| tag[..end].eq_ignore_ascii_case(name))
}

/// The text between the tags of what no parser should be given.
fn strip_tags(html: &str) -> String {
    let mut body = Body::default();
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        body.text(&rest[..at]);
        let Some(end) = memchr::memchr(b'>', &rest.as_bytes()[at..]) else { break };
        if rest[at..].starts_with("<p") || rest[at..].starts_with("<div") || rest[at..].starts_with("<br") {
            body.paragraph();
        }
        rest = &rest[at + end + 1..];
    }
    body.text(rest);
    body.finish()
}

/// The text of an HTML node and all in it.
pub(super) fn node_text(node: NodeRef<'_>) -> String {
    let mut body = Body::default();
    body.html_node(node);
    body.finish()
}

/// The text of an XML element whose content is marked up.
pub(super) fn element_text(element: &Element) -> String {
    let mut body = Body::default();
    body.element(element);
    body.finish()
}

/// The text of an element that holds text, elements, or markup written as text.
pub(super) fn mixed_text(element: &Element) -> String {
    if element.elements().next().is_none() { html_text(&element.text()) } else { element_text(element) }
}

#[cfg(test)]
mod tests {
    use super::super::xml;
    use super::*;

    #[test]
    fn html_reads_as_it_looks() {
        let html = "<p>One  <b>bold</b>,\n two&nbsp;&amp; three.</p><p>Next<br>line<br><br>new</p><ul><li>a<li>b</ul><script>no</script><table><tr><td>x<td>y<tr><td>z</table>";
        assert_eq!(html_text(html), "One bold, two\u{A0}& three.\n\nNext\nline\n\nnew\n\na\nb\n\nx y\nz");
    }

    #[test]
    fn plain_text_is_left_alone() {
        assert_eq!(html_text("5 < 6 and a > b\n\nnew"), "5 < 6 and a > b\n\nnew");
        assert_eq!(
            html_text("Fish &amp; chips &unknown; &#8364;5 & more\n\nnew"),
            "Fish & chips &unknown; €5 & more\n\nnew"
        );
        assert!(!is_html("if a<b then c>d, <unknown>"));
        assert!(is_html("He said <em>no</em>") && is_html("x<br/>y"));
    }

    #[test]
    fn xml_reads_as_it_looks() {
        let root = xml::parse(
            "<body.content><hl2>Sub</hl2><p>A <em>b</em>.</p>\n <p>C.</p><pre>1\n2\n\n3</pre></body.content>",
        );
        assert_eq!(element_text(&root), "Sub\n\nA b.\n\nC.\n\n1\n2\n\n3");
    }

    #[test]
    fn depth_stays_linear() {
        let html = format!("{}deep", "<div>".repeat(200_000));
        assert_eq!(html_text(&html), "deep");
    }
}
