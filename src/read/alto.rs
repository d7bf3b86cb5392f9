//! ALTO: the words of a scanned page. A page is one article, and says so.
//!
//! Lines are kept as printed but for words hyphenated at a line's end, which are joined; blocks are paragraphs.

use super::output::Draft;
use super::xml::Element;
use crate::article::DiagnosticCode;

/// The articles of a page file: one a page.
pub(super) fn drafts(alto: &Element) -> Vec<Draft> {
    alto.find_all("Page").into_iter().filter_map(page).collect()
}

fn page(page: &Element) -> Option<Draft> {
    let blocks: Vec<String> =
        page.find_all("TextBlock").into_iter().map(block).filter(|text| !text.is_empty()).collect();
    if blocks.is_empty() {
        return None;
    }
    let id = page.attribute("ID").map(str::to_owned);
    let mut draft = Draft { id, text: blocks.join("\n\n"), ..Draft::default() };
    draft.remark(DiagnosticCode::UnitPage, "a whole page, not cut into its articles");
    Some(draft)
}

/// The text of a block, a line a line.
fn block(block: &Element) -> String {
    let mut text = String::new();
    for line in block.find_all("TextLine") {
        let joins = push_line(line, &mut text);
        if !joins {
            text.push('\n');
        }
    }
    text.trim_end().to_owned()
}

/// Adds a line's words; whether its last goes on in the next line.
fn push_line(line: &Element, text: &mut String) -> bool {
    let mut joins = false;
    let mut is_first = true;
    for part in line.elements() {
        match part.local() {
            "String" => {
                let Some(word) = word(part) else { continue };
                if !is_first {
                    text.push(' ');
                }
                text.push_str(word);
                is_first = false;
                joins = false;
            }
            // The engine gives the joined word with the first half, or leaves the halves to us.
            "HYP" if !text.ends_with('\n') => joins = !has_joined(line),
            _ => {}
        }
    }
    joins
}

/// The word a `String` stands for: the whole where it is the first half of a broken word, nothing where the second.
fn word(string: &Element) -> Option<&str> {
    match (string.attribute("SUBS_TYPE"), string.attribute("SUBS_CONTENT")) {
        (Some("HypPart1"), Some(whole)) => Some(whole),
        (Some("HypPart2"), Some(_)) => None,
        _ => string.attribute("CONTENT"),
    }
}

fn has_joined(line: &Element) -> bool {
    line.children("String").next_back().is_some_and(|last| last.attribute("SUBS_CONTENT").is_some())
}
