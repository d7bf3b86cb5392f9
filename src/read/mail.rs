//! E-mail: messages and mailboxes. The subject is the headline, the sender the author.
//!
//! Attached documents are read as files inside the message.

use super::context::Context;
use super::dispatch;
use super::input::Input;
use super::markup::html_text;
use super::output::{Draft, Output};
use crate::article::Metadata;
use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use std::io::ErrorKind;

/// Header fields that only mail has; two of them make a message.
const FIELDS: [&str; 12] = [
    "from",
    "to",
    "date",
    "subject",
    "message-id",
    "received",
    "mime-version",
    "content-type",
    "return-path",
    "sender",
    "reply-to",
    "delivered-to",
];

/// Whether a text begins as a message does: header fields, of which mail must have some, up to a blank line.
pub(super) fn is_message(start: &str) -> bool {
    let mut known = Vec::new();
    for line in start.lines().take(200) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
            break;
        }
        let name = name.to_ascii_lowercase();
        if FIELDS.contains(&name.as_str()) && !known.contains(&name) {
            known.push(name);
        }
    }
    let has = |name: &str| known.iter().any(|known| known == name);
    let is_from_somebody = has("from") || has("sender") || has("received") || has("return-path");
    // "From:", "To:", "Date:" and "Subject:" alone also head memos and exports; machines add more.
    known.len() >= 3
        && is_from_somebody
        && (has("message-id") || has("received") || has("mime-version") || has("content-type") || has("return-path"))
}

/// Whether a text begins as a mailbox does.
pub(super) fn is_mbox(start: &str) -> bool {
    start.strip_prefix("From ").is_some_and(|rest| rest.split_once('\n').is_some_and(|(_, next)| is_message(next)))
}

/// Reads one message.
pub(super) fn read(mut input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    match input.all(context.options.max_article_bytes) {
        // A blank line above the fields would end them.
        Ok(bytes) => match MessageParser::default().parse(bytes.trim_ascii_start()) {
            Some(message) => {
                output.whole(draft(&message));
                attachments(&message, context, output);
            }
            None => output.failure(None, "not a message that can be parsed"),
        },
        Err(error) => output.failure(None, error),
    }
}

/// Reads every message of a mailbox.
pub(super) fn read_mbox(mut input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let max_bytes = context.options.max_article_bytes;
    let (mut line, mut message, mut begin, mut was_blank) = (Vec::new(), Vec::new(), 1, true);
    for n in 1.. {
        let is_line = match input.line(&mut line, max_bytes) {
            Ok(is_line) => is_line,
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                output.failure(Some(n), error);
                true
            }
            Err(error) => return output.failure(Some(n), error),
        };
        if !is_line || (was_blank && line.starts_with(b"From ")) {
            read_one(&message, begin, max_bytes, context, output);
            message.clear();
            begin = n;
            was_blank = false;
        } else if message.len() <= max_bytes {
            was_blank = line.iter().all(u8::is_ascii_whitespace);
            message.extend_from_slice(unquoted(&line));
        }
        if !is_line {
            break;
        }
    }
}

/// A line of a message that begins with "From " is stored as ">From ".
fn unquoted(line: &[u8]) -> &[u8] {
    let bare = line.iter().position(|byte| *byte != b'>').map_or(line, |at| &line[at..]);
    if bare.len() < line.len() && bare.starts_with(b"From ") { &line[1..] } else { line }
}

fn read_one(bytes: &[u8], line: u64, max_bytes: usize, context: Context<'_>, output: &mut Output<'_>) {
    if bytes.is_empty() {
        return;
    }
    if bytes.len() > max_bytes {
        return output.failed_record(line, super::input::too_large(max_bytes));
    }
    match MessageParser::default().parse(bytes) {
        Some(message) => {
            output.record(Draft { line: Some(line), ..draft(&message) });
            attachments(&message, context, output);
        }
        None => output.failed_record(line, "not a message that can be parsed"),
    }
}

fn draft(message: &Message<'_>) -> Draft {
    let id = message.message_id().map(str::to_owned);
    Draft {
        text: text(message),
        metadata: Metadata {
            title: message.subject().map(str::trim).filter(|subject| !subject.is_empty()).map(str::to_owned),
            date: message.date().map(mail_parser::DateTime::to_rfc3339),
            author: message.from().and_then(sender),
            source: list_name(message)
                .or_else(|| message.header("Organization").and_then(HeaderValue::as_text).map(str::to_owned)),
            language: message.content_language().as_text().map(str::to_owned),
            guid: id.clone(),
            ..Metadata::default()
        },
        id,
        ..Draft::default()
    }
}

/// The plain body, or the HTML one where the plain one only says that there is one.
fn text(message: &Message<'_>) -> String {
    let plain: Vec<_> = message
        .text_bodies()
        .filter_map(|part| match &part.body {
            PartType::Text(text) => Some(text.trim_matches(['\r', '\n']).to_owned()),
            _ => None,
        })
        .collect();
    let html: Vec<_> = message
        .html_bodies()
        .filter_map(|part| match &part.body {
            PartType::Html(html) => Some(html_text(html)),
            _ => None,
        })
        .collect();
    let (plain, html) = (plain.join("\n\n"), html.join("\n\n"));
    if plain.trim().is_empty() || html.len() > plain.len() * 4 { html } else { plain }
}

fn sender(from: &Address<'_>) -> Option<String> {
    let first = from.first()?;
    first.name().or_else(|| first.address()).map(|name| name.trim_matches(['"', ' ']).to_owned())
}

/// The name of a mailing list: `Name <list.example.org>`.
fn list_name(message: &Message<'_>) -> Option<String> {
    let address = message.header("List-Id").and_then(HeaderValue::as_address)?.first()?;
    address.name().or_else(|| address.address()).map(str::to_owned)
}

/// Reads what is attached, each as a file inside the message.
fn attachments(message: &Message<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let Some(inner) = context.inner() else { return };
    for (n, part) in message.attachments().enumerate() {
        let name = part.attachment_name().map_or_else(|| format!("attachment-{}", n + 1), str::to_owned);
        match &part.body {
            PartType::Message(message) => {
                output.record(draft(message));
            }
            _ if !part.contents().is_empty() => {
                let mut member = output.member(&name);
                dispatch::read(Input::new(part.contents()), inner, &mut member);
                member.finish();
            }
            _ => {}
        }
    }
}
