//! Bytes to the reader that knows them.

use super::container;
use super::context::Context;
use super::detect::{self, Kind};
use super::format::Format;
use super::input::Input;
use super::output::Output;
use super::{export, html, json, jsonl, mail, pdf, plain, rtf, table, warc, wire, xml_document};

/// Reads what a file, or a member of one, is.
pub(super) fn read(mut input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let head = match input.head() {
        Ok(head) => head,
        Err(error) => return output.failure(None, error),
    };
    if let Some(packing) = container::packing(head) {
        return container::read(packing, input, context, output);
    }
    let is_whole = head.len() < super::input::HEAD_BYTES;
    let kind = match context.options.format {
        Some(format) if !head.is_empty() => Kind::Articles(format),
        _ => detect::kind(head, is_whole, output.path(), &context.options.field_map),
    };
    match kind {
        Kind::Articles(format) => read_as(format, input, context, output),
        Kind::Nothing(reason) => output.skipped(None, reason),
    }
}

fn read_as(format: Format, input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    match format {
        Format::Text => plain::read(input, context, output),
        Format::Markdown => plain::read_markdown(input, context, output),
        Format::JsonLines => jsonl::read(input, context, output),
        Format::Json => json::read(input, context, output),
        Format::Table => table::read(input, context, output),
        Format::Html => html::read(input, context, output),
        Format::Warc => warc::read(input, context, output),
        Format::Email => mail::read(input, context, output),
        Format::Mbox => mail::read_mbox(input, context, output),
        Format::Iptc7901 => wire::read_iptc(input, context, output),
        Format::Anpa1312 => wire::read_anpa(input, context, output),
        Format::Rtf => rtf::read(input, context, output),
        Format::Pdf => pdf::read(input, context, output),
        Format::Export => export::read(input, context, output),
        Format::Nitf
        | Format::NewsMlG2
        | Format::NewsMl1
        | Format::Feed
        | Format::WordPress
        | Format::Alto
        | Format::Hansard
        | Format::Transcript
        | Format::Sgml
        | Format::Xml => xml_document::read(format, input, context, output),
    }
}
