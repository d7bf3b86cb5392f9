//! NewsML 1.x: `NewsItem`s with nested components, their lines and contents.

use super::markup::{html_text, is_html};
use super::newsml_g2::{inline_text, is_stamp};
use super::output::Draft;
use super::xml::Element;
use super::{filed, stamp};
use crate::article::Metadata;

/// The article of a `NewsItem`, or why there is none.
pub(super) fn draft(item: &Element) -> Result<Draft, &'static str> {
    let text = item.find_all("DataContent").into_iter().map(text).max_by_key(String::len).unwrap_or_default();
    let metadata = metadata(item);
    if text.is_empty() {
        return Err("a news item without text");
    }
    Ok(Draft { id: metadata.guid.clone(), text, metadata, ..Draft::default() })
}

fn text(content: &Element) -> String {
    let plain = content.text();
    if content.elements().next().is_none() {
        return if is_html(&plain) { html_text(&plain) } else { plain.trim().to_owned() };
    }
    inline_text(content)
}

fn metadata(item: &Element) -> Metadata {
    let line = |name: &str| item.find(name).and_then(Element::line);
    let formal = |name: &str| item.find(name).and_then(|element| element.attribute("FormalName")).map(str::to_owned);
    let party = |name: &str| {
        let party = item.find(name)?;
        let name = party.attribute("FormalName").or_else(|| party.find("Party")?.attribute("FormalName"));
        name.map(str::to_owned).or_else(|| party.line())
    };
    let date = line("FirstCreated").or_else(|| line("DateId"));
    let updated = line("ThisRevisionCreated");
    Metadata {
        title: line("HeadLine").or_else(|| line("SubHeadLine")).or_else(|| line("SlugLine")),
        updated: updated.filter(|updated| date.as_ref() != Some(updated)).as_deref().map(stamp::iso),
        date: date.as_deref().map(stamp::iso),
        author: line("ByLine").or_else(|| line("byline")),
        place: place(item),
        source: party("Source").or_else(|| party("Provider")).or_else(|| line("CreditLine")),
        language: formal("Language").or_else(|| item.attribute("lang").map(str::to_owned)),
        section: formal("NewsService")
            .or_else(|| formal("Subject"))
            .filter(|code| !code.chars().all(|c| c.is_ascii_digit())),
        guid: line("PublicIdentifier").map(|id| unversioned(id, line("RevisionId"))).or_else(|| line("NewsItemId")),
        version: line("RevisionId"),
        status: formal("Status"),
        ..Metadata::default()
    }
}

/// The public identifier ends with the version (`…:2N`), which an id must not.
fn unversioned(id: String, revision: Option<String>) -> String {
    let stem =
        id.rsplit_once(':').filter(|(_, version)| revision.is_some_and(|revision| version.starts_with(&revision)));
    stem.map_or(id.clone(), |(stem, _)| stem.to_owned())
}

/// The city of the item's location, else its dateline.
fn place(item: &Element) -> Option<String> {
    let location = item.find("Location");
    let property = |name: &str| {
        let location = location?;
        let mut properties = location.find_all("Property").into_iter();
        properties.find(|property| property.attribute("FormalName") == Some(name))?.attribute("Value")
    };
    property("City")
        .or_else(|| property("Country"))
        .map(str::to_owned)
        .or_else(|| {
            item.find("DateLine").and_then(Element::line).filter(|line| !is_stamp(line)).as_deref().map(filed::place)
        })
        .or_else(|| item.find("location").and_then(Element::line))
}
