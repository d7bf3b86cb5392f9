//! NewsML-G2: news items and the messages that carry them.
//!
//! A picture's caption is its text; packages, concepts and catalogues hold no article of their own.

use super::markup::{element_text, html_text, is_html, mixed_text};
use super::output::Draft;
use super::xml::Element;
use super::{filed, nitf, stamp};
use crate::article::Metadata;

/// Elements that are items of their own.
pub(super) fn is_item(name: &str) -> bool {
    name == "newsItem" || other_kind(name).is_some()
}

/// Items that are no articles, and what they are.
fn other_kind(name: &str) -> Option<&'static str> {
    match name {
        "packageItem" => Some("a package of other items"),
        "conceptItem" | "knowledgeItem" => Some("concepts, not news"),
        "planningItem" => Some("a plan of coverage"),
        "catalogItem" => Some("a catalogue"),
        _ => None,
    }
}

/// The article of an item, or why there is none.
pub(super) fn draft(item: &Element) -> Result<Draft, &'static str> {
    if let Some(kind) = other_kind(item.local()) {
        return Err(kind);
    }
    let content = item.child("contentMeta");
    let text = item.child("contentSet").map(text).unwrap_or_default();
    let caption = || content.map(caption).unwrap_or_default();
    let text = if text.is_empty() { caption() } else { text };
    let metadata = metadata(item, content);
    // A flash is a headline and nothing else; a picture without words is no article.
    if text.is_empty() && !(metadata.title.is_some() && is_text_item(item)) {
        return Err("a news item without text");
    }
    Ok(Draft { id: item.attribute("guid").map(str::to_owned), text, metadata, ..Draft::default() })
}

/// The longest of the texts that an item gives (the others are the same story in other markup).
fn text(content: &Element) -> String {
    let texts = content.elements().map(|part| match part.local() {
        "inlineXML" => inline_text(part),
        "inlineData" => {
            let text = part.text();
            if is_html(&text) { html_text(&text) } else { text.trim().to_owned() }
        }
        _ => String::new(),
    });
    texts.max_by_key(String::len).unwrap_or_default()
}

/// Any markup may stand inside; those in use are XHTML and NITF.
pub(super) fn inline_text(part: &Element) -> String {
    if let Some(nitf) = part.find("nitf") {
        return nitf::text(nitf);
    }
    let body = part.find("body.content").or_else(|| part.find("body"));
    body.map_or_else(|| mixed_text(part), element_text)
}

fn is_text_item(item: &Element) -> bool {
    item.at(&["itemMeta", "itemClass"])
        .and_then(|class| class.attribute("qcode"))
        .is_some_and(|code| code.ends_with(":text"))
}

fn caption(content: &Element) -> String {
    let mut descriptions: Vec<String> = content.children("description").map(mixed_text).collect();
    descriptions.retain(|text| !text.is_empty());
    descriptions.into_iter().max_by_key(String::len).unwrap_or_default()
}

fn metadata(item: &Element, content: Option<&Element>) -> Metadata {
    let meta = item.child("itemMeta");
    let in_meta = |name: &str| meta.and_then(|meta| meta.child(name));
    let in_content = |name: &str| content.and_then(|content| content.child(name));
    let line = |element: Option<&Element>| element.and_then(Element::line);
    let first_created = line(in_meta("firstCreated"));
    let version_created = line(in_meta("versionCreated"));
    let date = first_created.or_else(|| line(in_content("contentCreated"))).or_else(|| version_created.clone());
    let by = line(in_content("by"));
    let creator = in_content("creator").filter(|creator| !creator.attribute("qcode").is_some_and(is_service));
    let source = line(in_content("creditline"))
        .or_else(|| in_content("infoSource").and_then(named))
        .or_else(|| in_meta("provider").and_then(named));
    Metadata {
        title: content
            .and_then(|content| content.children("headline").find_map(Element::line))
            .or_else(|| line(in_meta("title")))
            .or_else(|| line(in_content("slugline"))),
        date: date.as_deref().map(stamp::iso),
        updated: version_created
            .as_deref()
            .map(stamp::iso)
            .filter(|updated| date.as_deref().map(stamp::iso).as_ref() != Some(updated)),
        author: by.or_else(|| creator.and_then(named).filter(|creator| source.as_ref() != Some(creator))),
        place: in_content("located")
            .and_then(named)
            .or_else(|| line(in_content("dateline")).filter(|line| !is_stamp(line)).as_deref().map(filed::place)),
        source,
        language: in_content("language")
            .and_then(|language| language.attribute("tag"))
            .or_else(|| item.attribute("lang"))
            .map(str::to_owned),
        section: in_meta("service").and_then(|service| line(service.child("name"))),
        guid: item.attribute("guid").map(str::to_owned),
        version: item.attribute("version").map(str::to_owned),
        status: in_meta("pubStatus")
            .and_then(|status| status.attribute("qcode"))
            .map(|code| unqualified(code).to_owned()),
        url: content
            .and_then(|content| content.children("altId").find_map(Element::line).filter(|id| id.starts_with("http"))),
        ..Metadata::default()
    }
}

/// What an element that stands for a thing is called: its name, its literal, its code.
pub(super) fn named(element: &Element) -> Option<String> {
    element
        .child("name")
        .and_then(Element::line)
        .or_else(|| element.attribute("literal").map(str::to_owned))
        .or_else(|| element.attribute("qcode").map(|code| unqualified(code).to_owned()))
        .or_else(|| element.line())
}

/// Some datelines are dates and nothing else.
pub(super) fn is_stamp(dateline: &str) -> bool {
    dateline.starts_with(|c: char| c.is_ascii_digit())
}

fn unqualified(code: &str) -> &str {
    code.rsplit(':').next().unwrap_or(code)
}

/// A code in a scheme of systems, not of people.
fn is_service(code: &str) -> bool {
    code.starts_with("sys:") || code.starts_with("svc:")
}
