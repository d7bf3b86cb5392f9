//! schema.org articles in JSON-LD, in a file of their own or in a page.

use super::markup::{html_text, unescaped};
use super::output::Draft;
use crate::article::Metadata;
use serde_json::{Map, Value};

/// The article that an object describes, with its text where it gives one.
pub(super) fn article(object: &Map<String, Value>) -> Option<Draft> {
    let is_article = types(object).any(is_article_type);
    let draft = is_article.then(|| draft(object))?;
    (!draft.text.is_empty()).then_some(draft)
}

/// Facts about the article that some object of a page describes; the first is the page's own.
pub(super) fn metadata(value: &Value) -> Option<Draft> {
    match value {
        Value::Array(items) => items.iter().find_map(metadata),
        Value::Object(object) if types(object).any(is_article_type) => Some(draft(object)),
        Value::Object(object) => ["@graph", "mainEntity", "mainEntityOfPage"]
            .into_iter()
            .filter_map(|name| object.get(name))
            .find_map(metadata),
        _ => None,
    }
}

/// The day on which a page was published that describes no article; what it lists besides has days of its own.
pub(super) fn page_date(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => items.iter().find_map(page_date),
        Value::Object(object) => {
            let is_page = types(object).any(|name| name.ends_with("Page") || name == "CreativeWork");
            let own = || named(object.get("datePublished")?, &["@value"]);
            is_page.then(own).flatten().or_else(|| object.get("@graph").and_then(page_date))
        }
        _ => None,
    }
}

fn types(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let types = object.get("@type").map(|types| match types {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect::<Vec<_>>(),
    });
    types.into_iter().flatten()
}

fn is_article_type(name: &str) -> bool {
    let name = name.rsplit(['/', '#', ':']).next().unwrap_or(name);
    name.ends_with("Article") || matches!(name, "Report" | "BlogPosting" | "LiveBlogPosting" | "SocialMediaPosting")
}

fn draft(object: &Map<String, Value>) -> Draft {
    let text = |names: &[&str]| names.iter().find_map(|name| named(object.get(*name)?, &["@value", "name", "@id"]));
    let url = names(object, "url", &["@id", "url"]).or_else(|| names(object, "mainEntityOfPage", &["@id", "url"]));
    Draft {
        text: text(&["articleBody", "text"]).map(|body| html_text(&body)).unwrap_or_default(),
        metadata: Metadata {
            title: text(&["headline", "name", "alternativeHeadline"]).map(|title| html_text(&title)),
            date: text(&["datePublished", "dateCreated", "uploadDate"]),
            updated: text(&["dateModified"]),
            author: text(&["author", "creator"]).filter(|author| !author.starts_with("http") && !is_house(object)),
            place: names(object, "locationCreated", &["name", "address"]).or_else(|| text(&["dateline"])),
            source: names(object, "publisher", &["name"]).or_else(|| names(object, "sourceOrganization", &["name"])),
            url: url.filter(|url| url.starts_with("http")),
            language: text(&["inLanguage"]),
            section: text(&["articleSection"]),
            ..Metadata::default()
        },
        ..Draft::default()
    }
}

/// Whether the author is the house itself.
fn is_house(object: &Map<String, Value>) -> bool {
    let author = object.get("author").map(|author| author.get(0).unwrap_or(author));
    author.and_then(Value::as_object).is_some_and(|author| types(author).any(|name| name.ends_with("Organization")))
}

fn names(object: &Map<String, Value>, field: &str, inner: &[&str]) -> Option<String> {
    named(object.get(field)?, inner)
}

/// A value's words: itself, what it is called, or what those of a list are called.
fn named(value: &Value, inner: &[&str]) -> Option<String> {
    match value {
        Value::String(text) => Some(unescaped(text.trim())).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => inner.iter().find_map(|name| named(object.get(*name)?, inner)),
        Value::Array(values) => {
            let mut all: Vec<String> = values.iter().filter_map(|value| named(value, inner)).collect();
            all.dedup();
            (!all.is_empty()).then(|| all.join(", "))
        }
        _ => None,
    }
}
