//! RSS 0.9 to 2.0, Atom, and WordPress exports, which are RSS with a blog's inside.

use super::markup::{html_text, mixed_text};
use super::output::Draft;
use super::stamp;
use super::xml::Element;
use crate::article::Metadata;

/// Whether an element is an entry of a feed.
pub(super) fn is_entry(name: &str) -> bool {
    matches!(name, "item" | "entry")
}

/// The article of an entry; `outer` are the elements around it.
pub(super) fn draft(outer: &[Element], entry: &Element) -> Draft {
    let channel = channel(outer);
    let line = |name: &str| entry.child_named(name).and_then(Element::line);
    let date = ["pubDate", "published", "dc:date", "issued", "atom:published", "dcterms:created", "created", "updated"]
        .into_iter()
        .find_map(line);
    let updated = ["updated", "atom:updated", "modified", "dcterms:modified"].into_iter().find_map(line);
    let guid = line("guid").or_else(|| line("id"));
    Draft {
        id: guid.clone().or_else(|| link(entry)),
        text: text(entry),
        metadata: Metadata {
            title: entry.child_named("title").and_then(title).or_else(|| line("media:title")),
            updated: updated.filter(|updated| date.as_ref() != Some(updated)).as_deref().map(stamp::rfc_2822),
            date: date.as_deref().map(stamp::rfc_2822),
            author: author(entry).or_else(|| channel.and_then(author)),
            source: entry
                .child_named("source")
                .and_then(|source| source.child("title").map_or_else(|| source.line(), Element::line))
                .or_else(|| channel?.child_named("title").and_then(title)),
            url: link(entry).or_else(|| guid.clone().filter(|guid| guid.starts_with("http"))),
            language: entry
                .attribute("xml:lang")
                .map(str::to_owned)
                .or_else(|| channel?.child("language")?.line())
                .or_else(|| outer.first()?.attribute("xml:lang").map(str::to_owned)),
            section: category(entry),
            guid,
            ..Metadata::default()
        },
        ..Draft::default()
    }
}

/// What the feed says of itself: around the entries, or before them (RSS 1.0).
fn channel(outer: &[Element]) -> Option<&Element> {
    let innermost = outer.last()?;
    Some(innermost.child("channel").unwrap_or(innermost))
}

/// Titles may hold escaped markup.
fn title(element: &Element) -> Option<String> {
    let text = mixed_text(element);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The fullest of what an entry gives as its text.
fn text(entry: &Element) -> String {
    let names = [
        "content:encoded",
        "content",
        "atom:content",
        "xhtml:body",
        "body",
        "description",
        "summary",
        "media:description",
    ];
    let texts = names.into_iter().filter_map(|name| entry.child_named(name)).map(mixed_text);
    let mut best = String::new();
    for text in texts {
        // A summary is not better for a few more words of advertising.
        if text.len() > best.len() * 2 {
            best = text;
        }
    }
    best
}

fn author(element: &Element) -> Option<String> {
    let names: Vec<String> = element
        .elements()
        .filter(|child| matches!(child.name.as_str(), "dc:creator" | "author" | "atom:author"))
        .filter_map(|child| child.child("name").map_or_else(|| child.line(), Element::line))
        .map(|name| person(&name))
        .collect();
    let fallback = || element.child_named("itunes:author").and_then(Element::line);
    if names.is_empty() { fallback() } else { Some(names.join(", ")) }
}

/// RSS wants `address (Name)`: the name.
fn person(author: &str) -> String {
    let name =
        author.split_once('(').filter(|(address, _)| address.contains('@')).map(|(_, name)| name.trim_end_matches(')'));
    name.unwrap_or(author).trim().to_owned()
}

fn link(entry: &Element) -> Option<String> {
    let links = || entry.elements().filter(|element| matches!(element.name.as_str(), "link" | "atom:link"));
    let is_page = |link: &&Element| link.attribute("rel").is_none_or(|rel| rel == "alternate");
    links()
        .filter(is_page)
        .find_map(|link| link.attribute("href").map(str::to_owned).or_else(|| link.line()))
        .or_else(|| entry.attribute("rdf:about").map(str::to_owned))
}

fn category(entry: &Element) -> Option<String> {
    entry.elements().filter(|element| matches!(element.name.as_str(), "category" | "dc:subject")).find_map(|category| {
        category
            .line()
            .or_else(|| category.attribute("label").or_else(|| category.attribute("term")).map(str::to_owned))
    })
}

/// The article of an item of a WordPress export, or why there is none.
pub(super) fn post(outer: &[Element], item: &Element) -> Result<Draft, &'static str> {
    let field = |name: &str| item.child_named(name).and_then(Element::line);
    match field("wp:post_type").as_deref() {
        Some("post" | "page") | None => {}
        Some("attachment") => return Err("a WordPress attachment"),
        Some(_) => return Err("a WordPress menu, block or other part that is no post"),
    }
    if field("wp:status").is_some_and(|status| !matches!(status.as_str(), "publish" | "private" | "inherit")) {
        return Err("a WordPress post that was not published");
    }
    let mut draft = draft(outer, item);
    draft.id = field("wp:post_id").or(draft.id);
    draft.text = item.child_named("content:encoded").map(|content| post_text(&content.text())).unwrap_or_default();
    if draft.text.is_empty() {
        draft.text = item.child_named("excerpt:encoded").map(|content| post_text(&content.text())).unwrap_or_default();
    }
    draft.metadata.author = field("dc:creator").map(|login| display_name(outer, &login));
    draft.metadata.section = item
        .children("category")
        .find(|category| category.attribute("domain") == Some("category"))
        .and_then(Element::line);
    draft.metadata.status = field("wp:status");
    Ok(draft)
}

/// WordPress makes paragraphs of blank lines when it shows a post.
fn post_text(content: &str) -> String {
    if content.contains("<p") {
        return html_text(content);
    }
    let lines = content.replace("\r\n", "\n").replace("\n\n", "<p>").replace('\n', "<br>");
    html_text(&lines)
}

/// The name a blog shows for a login.
fn display_name(outer: &[Element], login: &str) -> String {
    let authors = outer.iter().flat_map(|element| element.elements()).filter(|element| element.name == "wp:author");
    let mut matching = authors
        .filter(|author| author.child_named("wp:author_login").and_then(Element::line).as_deref() == Some(login));
    matching
        .find_map(|author| author.child_named("wp:author_display_name").and_then(Element::line))
        .unwrap_or_else(|| login.to_owned())
}
