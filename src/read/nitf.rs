//! NITF 2 and 3: the news industry's text markup, by itself or inside NewsML.

use super::markup::element_text;
use super::output::Draft;
use super::stamp;
use super::xml::Element;
use crate::article::Metadata;

/// The article of a `nitf` element.
pub(super) fn draft(nitf: &Element) -> Draft {
    let body = nitf.child("body");
    let head = body.and_then(|body| body.child("body.head"));
    let text = text(nitf);
    let abstracted = || head.and_then(|head| head.child("abstract")).map(element_text);
    Draft {
        text: if text.is_empty() { abstracted().unwrap_or_default() } else { text },
        metadata: metadata(nitf, head),
        ..Draft::default()
    }
}

/// The text of the body, in reading order.
pub(super) fn text(nitf: &Element) -> String {
    nitf.at(&["body", "body.content"]).or_else(|| nitf.child("body.content")).map(element_text).unwrap_or_default()
}

fn metadata(nitf: &Element, head: Option<&Element>) -> Metadata {
    let docdata = nitf.at(&["head", "docdata"]);
    let pubdata = nitf.at(&["head", "pubdata"]).or_else(|| docdata.and_then(|docdata| docdata.child("pubdata")));
    let dateline = head.and_then(|head| head.child("dateline"));
    let in_head = |path: &[&str]| head.and_then(|head| head.at(path)).and_then(Element::line);
    let norm = |name: &str| docdata.and_then(|docdata| docdata.child(name)).and_then(|date| date.attribute("norm"));
    let date = norm("date.issue")
        .or_else(|| norm("date.release"))
        .or_else(|| pubdata.and_then(|pubdata| pubdata.attribute("date.publication")))
        .or_else(|| dateline.and_then(|dateline| dateline.child("story.date")).and_then(|date| date.attribute("norm")));
    let meta = |name: &str| {
        let mut metas = nitf.child("head").into_iter().flat_map(|head| head.children("meta"));
        metas
            .find(|meta| meta.attribute("name") == Some(name))
            .and_then(|meta| meta.attribute("content"))
            .map(str::to_owned)
    };
    Metadata {
        title: in_head(&["hedline", "hl1"])
            .or_else(|| in_head(&["hedline"]))
            .or_else(|| nitf.at(&["head", "title"]).and_then(Element::line)),
        date: date.map(stamp::iso),
        author: head.and_then(|head| head.child("byline")).and_then(byline),
        place: dateline.and_then(place).or_else(|| {
            let event = docdata?.child("evloc")?;
            event
                .attribute("city")
                .or_else(|| event.attribute("state-prov"))
                .map(str::to_owned)
                .or_else(|| event.line())
        }),
        source: in_head(&["distributor"])
            .or_else(|| Some(pubdata?.attribute("name")?.to_owned()))
            .or_else(|| Some(docdata?.child("doc.copyright")?.attribute("holder")?.to_owned()))
            .or_else(|| in_head(&["rights", "rights.owner"])),
        url: pubdata
            .and_then(|pubdata| pubdata.attribute("ex-ref"))
            .filter(|url| url.starts_with("http"))
            .map(str::to_owned),
        language: nitf.attribute("lang").or_else(|| nitf.attribute("baselang")).map(str::to_owned),
        section: pubdata
            .and_then(|pubdata| pubdata.attribute("position.section"))
            .or_else(|| nitf.find("tobject.subject")?.attribute("tobject.subject.type"))
            .map(str::to_owned)
            .or_else(|| meta("category")),
        guid: docdata.and_then(|docdata| docdata.child("doc-id")?.attribute("id-string")).map(str::to_owned),
        status: docdata.and_then(|docdata| docdata.attribute("management-status")).map(str::to_owned),
        ..Metadata::default()
    }
}

/// The name on the byline, without the job below it.
fn byline(byline: &Element) -> Option<String> {
    let mut names = byline.clone();
    names.nodes.retain(|node| !matches!(node, super::xml::Node::Element(element) if element.is("byttl")));
    names.line()
}

/// Where the story was filed: the location, or the dateline's text without its date.
fn place(dateline: &Element) -> Option<String> {
    let location = dateline.child("location");
    let city = location.and_then(|location| location.child("city")).and_then(Element::line);
    city.or_else(|| location.and_then(Element::line)).or_else(|| {
        let mut rest = dateline.clone();
        rest.nodes.retain(|node| !matches!(node, super::xml::Node::Element(element) if element.is("story.date")));
        rest.line()
    })
}
