//! Collections of newswire in SGML: Reuters-21578, and those of TREC (AP, FT, FBIS, LA Times, WSJ).

use super::filed;
use super::markup::element_text;
use super::output::Draft;
use super::xml::Element;
use crate::article::Metadata;

/// The article of a `REUTERS` or `DOC` element.
pub(super) fn draft(document: &Element) -> Draft {
    if document.is("REUTERS") { reuters(document) } else { trec(document) }
}

/// Reuters keeps its lines and indents; the text is what stood on the wire.
fn reuters(document: &Element) -> Draft {
    let text = document.child("TEXT");
    let in_text = |name: &str| text.and_then(|text| text.find(name)).and_then(line);
    let body = text.and_then(|text| text.find("BODY"));
    // Unstructured messages have their words right in the TEXT.
    let words = body.or(text).map(|element| printed(&element.text())).unwrap_or_default();
    let place = document.child("PLACES").and_then(|places| places.children("D").find_map(line));
    Draft {
        id: document.attribute("NEWID").map(str::to_owned),
        metadata: Metadata {
            title: in_text("TITLE"),
            date: document.child("DATE").and_then(line),
            author: in_text("AUTHOR"),
            place: in_text("DATELINE").as_deref().map(filed::place).or(place),
            source: Some("Reuters".to_owned()),
            section: document.child("TOPICS").and_then(|topics| topics.children("D").find_map(line)),
            guid: document.attribute("OLDID").map(|id| format!("reuters-{id}")),
            ..Metadata::default()
        },
        text: words,
        ..Draft::default()
    }
}

fn trec(document: &Element) -> Draft {
    let first = |names: &[&str]| names.iter().find_map(|name| document.find(name)).and_then(line);
    let number = first(&["DOCNO"]);
    let texts: Vec<String> = ["TEXT", "LP"]
        .into_iter()
        .flat_map(|name| document.find_all(name))
        .map(|text| if text.elements().next().is_some() { element_text(text) } else { printed(&text.text()) })
        .filter(|text| !text.is_empty())
        .collect();
    Draft {
        id: number.clone(),
        metadata: Metadata {
            title: first(&["HEADLINE", "HL", "HEAD", "TI", "TITLE", "H3"]),
            date: first(&["DATE1", "DATE", "DD", "DATE_TIME"]),
            author: first(&["BYLINE", "BY", "AUTHOR"]),
            place: first(&["DATELINE"]).as_deref().map(filed::place),
            source: first(&["PUB", "SO", "SOURCE"]),
            section: first(&["SECTION"]),
            guid: number,
            ..Metadata::default()
        },
        text: texts.join("\n\n"),
        ..Draft::default()
    }
}

fn line(element: &Element) -> Option<String> {
    let line = element.line()?;
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    Some(line.trim().to_owned()).filter(|line| !line.is_empty())
}

/// Text as it was printed, without the wire's control characters.
fn printed(text: &str) -> String {
    let text: String =
        text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    text.trim_matches(['\n', ' ']).to_owned()
}
