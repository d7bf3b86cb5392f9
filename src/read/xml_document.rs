//! Which XML is which, and what of it is an article.

use super::context::Context;
use super::format::Format;
use super::input::Input;
use super::output::{Draft, Output};
use super::xml::{self, Element};
use super::{alto, feed, hansard, newsml_1, newsml_g2, nitf, sgml, transcript, xml_records};
use crate::article::DiagnosticCode;

/// The format that the first element of a document shows, if it is one with a name of its own.
pub(super) fn format(root: &str) -> Option<Format> {
    let local = root.rsplit(':').next().unwrap_or(root);
    Some(match local {
        "nitf" => Format::Nitf,
        "newsMessage" => Format::NewsMlG2,
        _ if newsml_g2::is_item(local) => Format::NewsMlG2,
        "NewsML" => Format::NewsMl1,
        "rss" | "RDF" | "feed" => Format::Feed,
        "alto" => Format::Alto,
        "publicwhip" | "hansard" => Format::Hansard,
        "transcripts" | "transcript" => Format::Transcript,
        "html" => return None,
        _ => Format::Xml,
    })
}

/// Reads a document of an XML format.
pub(super) fn read(format: Format, input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let mut headings = hansard::Headings::default();
    let is_record: &dyn Fn(&str) -> bool = match format {
        Format::Nitf => &|name| name == "nitf",
        Format::NewsMlG2 => &newsml_g2::is_item,
        Format::NewsMl1 => &|name| name == "NewsItem",
        Format::Feed | Format::WordPress => &feed::is_entry,
        Format::Hansard => &hansard::is_part,
        Format::Transcript => &|name| name == "transcript",
        Format::Sgml => &|name| matches!(name, "REUTERS" | "DOC"),
        _ => &|_| false,
    };
    let mut record = |outer: &[Element], element: Element, is_cut: bool| match format {
        Format::Nitf => output.one_of_many(with_id(nitf::draft(&element))),
        Format::NewsMlG2 => one(newsml_g2::draft(&element), output),
        Format::NewsMl1 => one(newsml_1::draft(&element), output),
        Format::WordPress => match feed::post(outer, &element) {
            Ok(draft) => output.record(cut(draft, is_cut)),
            Err(reason) => output.skipped(None, reason),
        },
        Format::Hansard => headings.draft(&element).into_iter().for_each(|draft| output.record(cut(draft, is_cut))),
        Format::Transcript => one(transcript::draft(&element), output),
        Format::Sgml => output.record(cut(sgml::draft(&element), is_cut)),
        _ => output.record(cut(feed::draft(outer, &element), is_cut)),
    };
    match xml::read(input, context.options.max_article_bytes, is_record, &mut record) {
        Ok(ending) => {
            ending.root.iter().for_each(|root| whole(format, root, context, output));
            if let Some(reason) = ending.broken {
                broken(reason, output);
            }
        }
        Err(error) => output.failure(None, error),
    }
}

/// What is read once the document is whole.
fn whole(format: Format, root: &Element, context: Context<'_>, output: &mut Output<'_>) {
    let drafts = match format {
        Format::Alto => alto::drafts(root),
        Format::Hansard => hansard::historic(root),
        Format::Xml => xml_records::drafts(root, &context.options.field_map),
        _ => return,
    };
    if drafts.is_empty() && output.is_silent() {
        output
            .skipped(None, if format == Format::Alto { "a page without words" } else { "XML that holds no articles" });
    }
    drafts.into_iter().for_each(|draft| output.one_of_many(draft));
}

fn one(draft: Result<Draft, &'static str>, output: &mut Output<'_>) {
    match draft {
        Ok(draft) => output.one_of_many(draft),
        Err(reason) => output.skipped(None, reason),
    }
}

fn cut(mut draft: Draft, is_cut: bool) -> Draft {
    if is_cut {
        draft.remark(DiagnosticCode::Truncated, "the file ends inside it");
    }
    draft
}

fn with_id(draft: Draft) -> Draft {
    Draft { id: draft.metadata.guid.clone(), ..draft }
}

/// A document that breaks off: its one article is cut short, or what came before the break stands.
fn broken(reason: String, output: &mut Output<'_>) {
    match output.held_mut() {
        Some(draft) => draft.remark(DiagnosticCode::Truncated, reason),
        None => output.failure(None, reason),
    }
}
