//! XML of no known kind: elements whose children are named like the parts of an article.

use super::markup::mixed_text;
use super::output::Draft;
use super::record::{FieldMap, Part, Record};
use super::xml::Element;

/// The articles of a document: every outermost element with a text, and a title or a date.
pub(super) fn drafts(root: &Element, fields: &FieldMap) -> Vec<Draft> {
    let mut drafts = Vec::new();
    collect(root, fields, &mut drafts);
    drafts
}

fn collect(element: &Element, fields: &FieldMap, drafts: &mut Vec<Draft>) {
    match draft(element, fields) {
        Some(draft) => drafts.push(draft),
        None => element.elements().for_each(|child| collect(child, fields, drafts)),
    }
}

fn draft(element: &Element, fields: &FieldMap) -> Option<Draft> {
    let mut record = Record::default();
    for child in element.elements() {
        let Some(naming) = fields.naming(child.local()) else { continue };
        let value = match naming.part {
            Part::Text | Part::Markup | Part::Summary => Some(mixed_text(child)),
            // A publisher with an address is called by its name.
            _ if child.elements().next().is_some() => {
                child.child("name").or_else(|| child.child("title")).and_then(Element::line)
            }
            _ => child.line(),
        };
        record.offer(naming, value.unwrap_or_default());
    }
    let has_head = record.has(Part::Title) || record.has(Part::Date);
    let text = record.take(Part::Text).or_else(|| record.take(Part::Markup))?;
    has_head.then(|| Draft { text, ..record.into_draft() })
}
