//! ninjs, the news industry's JSON, in its versions 1 to 3.

use super::markup::html_text;
use super::output::Draft;
use super::stamp;
use crate::article::Metadata;
use serde_json::{Map, Value};

/// Whether an object is a ninjs item.
pub(super) fn is_item(object: &Map<String, Value>) -> bool {
    let has = |name: &str| object.contains_key(name);
    let names = ["headlines", "bodies", "descriptions", "versioncreated", "versionCreated", "pubstatus", "pubStatus"];
    let has_named = object.keys().any(|key| key.starts_with("body_") || key.starts_with("description_"));
    has("uri") && (has_named || names.into_iter().any(has))
}

/// The article of an item; a picture's description is its text.
pub(super) fn draft(item: &Map<String, Value>) -> Option<Draft> {
    // A flash is a headline and nothing else; a picture without words is no article.
    let is_text = item.get("type").and_then(Value::as_str) == Some("text")
        && (item.contains_key("headline") || item.contains_key("headlines"));
    let text = text(item).or_else(|| is_text.then(String::new))?;
    let uri = line(item, &["uri", "guid"]);
    let version_created = line(item, &["versioncreated", "versionCreated"]);
    let date = line(item, &["firstcreated", "firstCreated", "contentcreated", "contentCreated"])
        .or_else(|| version_created.clone());
    Some(Draft {
        metadata: Metadata {
            title: line(item, &["headline", "headlines", "title", "titles", "slugline"]),
            updated: version_created.filter(|updated| date.as_ref() != Some(updated)).as_deref().map(stamp::iso),
            date: date.as_deref().map(stamp::iso),
            author: line(item, &["byline", "by", "bylines", "authors"]),
            place: line(item, &["located", "place", "places"]),
            source: line(
                item,
                &[
                    "source",
                    "infosources",
                    "infoSources",
                    "creditline",
                    "provider",
                    "copyrightholder",
                    "copyrightHolder",
                ],
            ),
            url: line(item, &["url", "canonicalurl"]).or_else(|| uri.clone()).filter(|url| url.starts_with("http")),
            language: line(item, &["language"]),
            section: line(item, &["section", "service"]),
            guid: uri.clone(),
            version: line(item, &["version"]),
            status: line(item, &["pubstatus", "pubStatus"]),
            speaker: None,
        },
        id: uri,
        text,
        ..Draft::default()
    })
}

fn text(item: &Map<String, Value>) -> Option<String> {
    let plain = ["body_text", "bodytext"].into_iter().find_map(|name| string(item.get(name)?));
    let marked = || {
        let names = ["body_xhtml", "body_html", "body_html5", "body", "bodies"];
        names.into_iter().find_map(|name| body(item.get(name)?))
    };
    let other = || item.iter().find(|(key, _)| key.starts_with("body_")).and_then(|(_, value)| body(value));
    let description =
        || item.iter().filter(|(key, _)| key.starts_with("description")).find_map(|(_, value)| body(value));
    plain.or_else(marked).or_else(other).or_else(description).filter(|text| !text.is_empty())
}

/// A body as string, or the longest of a list of `{contentType, value}`; agencies' own XML is the last choice.
fn body(value: &Value) -> Option<String> {
    let media_type = |body: &Value| {
        ["contentType", "contenttype"]
            .into_iter()
            .find_map(|name| Some(body.get(name)?.as_str()?.to_owned()))
            .unwrap_or_default()
    };
    let texts: Vec<&Value> = match value {
        Value::Array(bodies) => {
            let is_common = |body: &&Value| !media_type(body).ends_with("+xml") || media_type(body).contains("xhtml");
            let common: Vec<&Value> = bodies.iter().filter(is_common).collect();
            let bodies = if common.is_empty() { bodies.iter().collect() } else { common };
            bodies.into_iter().filter_map(|body| body.get("value").or(Some(body))).collect()
        }
        Value::Object(body) => body.get("value").into_iter().collect(),
        other => vec![other],
    };
    let texts = texts.into_iter().filter_map(Value::as_str).map(html_text);
    texts.max_by_key(String::len).filter(|text| !text.is_empty())
}

/// The first of the named fields that says something, on one line.
fn line(item: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| string(item.get(*name)?)).map(|value| html_text(&value).replace('\n', " "))
}

/// What a value says: itself, its name, or the first of a list that says something.
fn string(value: &Value) -> Option<String> {
    let found = match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().find_map(string),
        Value::Object(object) => {
            ["name", "value", "literal", "uri"].into_iter().find_map(|name| string(object.get(name)?))
        }
        _ => None,
    };
    found.filter(|text| !text.is_empty())
}
