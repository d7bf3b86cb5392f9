//! Text exports of news databases: Nexis, Factiva and ProQuest, many articles a file.
//!
//! An article is a block between separators: unlabelled lines (paper, date, perhaps the headline), labelled
//! fields, the body, and fields again. Which label holds what is data (`data/export_labels.tsv`).

use super::context::Context;
use super::input::Input;
use super::output::{Draft, Output};
use super::{charset, filed, input};
use crate::article::Metadata;
use crate::lexicon;
use rustc_hash::FxHashMap;
use std::io::ErrorKind;
use std::sync::OnceLock;

/// What a label says of the lines under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Title,
    Author,
    Place,
    Section,
    Source,
    Date,
    Url,
    Id,
    Language,
    Summary,
    Text,
    Skip,
    End,
}

fn part(label: &str) -> Option<Part> {
    static PARTS: OnceLock<FxHashMap<&str, Part>> = OnceLock::new();
    let parts = PARTS.get_or_init(|| {
        lexicon::export_labels()
            .map(|row| {
                let part = match row[1] {
                    "title" => Part::Title,
                    "author" => Part::Author,
                    "place" => Part::Place,
                    "section" => Part::Section,
                    "source" => Part::Source,
                    "date" => Part::Date,
                    "url" => Part::Url,
                    "id" => Part::Id,
                    "language" => Part::Language,
                    "summary" => Part::Summary,
                    "text" => Part::Text,
                    "end" => Part::End,
                    _ => Part::Skip,
                };
                (row[0], part)
            })
            .collect()
    });
    parts.get(label.to_lowercase().as_str()).copied()
}

/// Whether a text begins as such an export does.
pub(super) fn is_export(start: &str) -> bool {
    let lines = || start.lines().take(4_000).map(str::trim);
    let has = |test: &dyn Fn(&str) -> bool| lines().any(test);
    let first = lines().find(|line| !line.is_empty()).unwrap_or_default();
    is_count(first)
        || has(&|line| line == "End of Document") && has(&|line| line == "Body")
        || has(&|line| is_rule(line)) && has(&|line| line.starts_with("ProQuest document ID:"))
        || has(&|line| factiva_id(line).is_some()) && has(&|line| is_word_count(line) || line.starts_with("WC "))
}

/// Reads every article of an export.
pub(super) fn read(input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let max_bytes = context.options.max_article_bytes;
    let mut input = match charset::as_utf_8(input, None) {
        Ok(stream) => Input::new(stream),
        Err(error) => return output.failure(None, error),
    };
    let mut block = Block::default();
    let mut line = Vec::new();
    for n in 1.. {
        match input.line(&mut line, max_bytes) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                output.failure(Some(n), error);
                continue;
            }
            Err(error) => return output.failure(Some(n), error),
        }
        let text = String::from_utf8_lossy(&line);
        let trimmed = text.trim();
        if is_count(trimmed) || is_rule(trimmed) {
            block.finish(output);
            block = Block { line: n + 1, ..Block::default() };
        } else if trimmed == "End of Document" || factiva_id(trimmed).is_some() {
            block.id = factiva_id(trimmed).map(str::to_owned);
            block.finish(output);
            block = Block { line: n + 1, ..Block::default() };
        } else if block.text.len() <= max_bytes {
            block.text.push_str(&text);
        } else {
            output.failed_record(block.line, input::too_large(max_bytes));
            block = Block { line: n + 1, ..Block::default() };
        }
    }
    block.finish(output);
}

/// The articles of a text that is in memory (a DOCX export).
pub(super) fn read_text(text: &str, context: Context<'_>, output: &mut Output<'_>) {
    read(Input::new(text.as_bytes()), context, output);
}

/// `3 of 100 DOCUMENTS`, `Document 3 of 100`.
fn is_count(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let are_numbers = |a: &str, b: &str| is_number(a) && is_number(b);
    match words.as_slice() {
        [n, "of", of, unit] => are_numbers(n, of) && matches!(*unit, "DOCUMENTS" | "DOCUMENT"),
        ["Document", n, "of", of] => are_numbers(n, of),
        _ => false,
    }
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
}

fn is_rule(line: &str) -> bool {
    line.len() >= 20 && line.bytes().all(|byte| byte == b'_')
}

fn is_word_count(line: &str) -> bool {
    line.strip_suffix(" words").or_else(|| line.strip_suffix(" Words")).is_some_and(is_number)
}

/// `Document ABCD000020200101eg11000p1` ends an article of Factiva.
fn factiva_id(line: &str) -> Option<&str> {
    let id = line.strip_prefix("Document ")?.trim();
    let is_id = id.len() >= 20
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && id.bytes().filter(u8::is_ascii_digit).count() >= 8;
    is_id.then_some(id)
}

/// The lines of one article.
#[derive(Default)]
struct Block {
    line: u64,
    id: Option<String>,
    text: String,
}

impl Block {
    fn finish(&mut self, output: &mut Output<'_>) {
        if self.text.trim().is_empty() {
            return;
        }
        let mut fields = Fields::of(&self.text);
        if fields.text.trim().is_empty() && fields.unlabelled.len() > 3 {
            fields.read_unlabelled_factiva(&self.text);
        }
        match fields.draft() {
            Some(draft) => {
                output.record(Draft { line: Some(self.line.max(1)), id: self.id.take().or(draft.id.clone()), ..draft })
            }
            // A cover page, a list of contents, a closing note.
            None => output.skipped(Some(self.line.max(1)), "a part of an export that is no article"),
        }
    }
}

/// The fields of an article, as they are labelled.
#[derive(Default)]
struct Fields<'a> {
    unlabelled: Vec<&'a str>,
    metadata: Metadata,
    id: Option<String>,
    summary: String,
    text: String,
}

impl<'a> Fields<'a> {
    fn of(block: &'a str) -> Self {
        let mut fields = Self::default();
        let mut current: Option<Part> = None;
        for line in block.split_inclusive('\n') {
            match labelled(line, current) {
                Some((part, rest)) => {
                    current = Some(part);
                    fields.add(part, rest.trim_start_matches([' ', '\t']));
                }
                // A field ends at a blank line; the body and what it begins with do not.
                None if line.trim().is_empty()
                    && current.is_some_and(|part| !matches!(part, Part::Text | Part::Summary)) =>
                {
                    current = Some(Part::Skip);
                }
                None => match current {
                    Some(part) => fields.add(part, line),
                    None if !line.trim().is_empty() => fields.unlabelled.push(line.trim()),
                    None => {}
                },
            }
        }
        fields
    }

    fn add(&mut self, part: Part, line: &str) {
        let slot = match part {
            Part::Text => return self.text.push_str(line),
            Part::Summary => return self.summary.push_str(line),
            Part::Title => &mut self.metadata.title,
            Part::Author => &mut self.metadata.author,
            Part::Place => &mut self.metadata.place,
            Part::Section => &mut self.metadata.section,
            Part::Source => &mut self.metadata.source,
            Part::Date => &mut self.metadata.date,
            Part::Url => &mut self.metadata.url,
            Part::Language => &mut self.metadata.language,
            Part::Id => &mut self.id,
            Part::Skip | Part::End => return,
        };
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        match slot {
            // A field goes on over lines.
            Some(value) => {
                value.push(' ');
                value.push_str(line);
            }
            None => *slot = Some(line.to_owned()),
        }
    }

    /// Nexis prints the paper and the day above the fields; its newer exports print the headline there too.
    fn read_head(&mut self) {
        let mut lines: Vec<&str> = self.unlabelled.iter().copied().filter(|line| !is_copyright(line)).collect();
        if let Some(at) = lines.iter().position(|line| is_day(line)) {
            let day = lines.remove(at);
            self.metadata.date.get_or_insert_with(|| day.to_owned());
            // The paper is named right above the day.
            if at > 0 {
                let source = lines.remove(at - 1);
                self.metadata.source.get_or_insert_with(|| source.to_owned());
                lines.truncate(at - 1);
            } else {
                lines.clear();
            }
        } else if self.metadata.title.is_some() && !lines.is_empty() {
            let source = lines.remove(0);
            self.metadata.source.get_or_insert_with(|| source.to_owned());
        }
        if self.metadata.title.is_none() && !lines.is_empty() {
            self.metadata.title = Some(lines.join(" "));
        }
    }

    /// Factiva without codes: headline, byline, "123 words", day, time, paper, code, language, rights; a blank line; the body.
    fn read_unlabelled_factiva(&mut self, block: &str) {
        let Some(count) = block.lines().find(|line| is_word_count(line.trim())) else { return };
        let at = count.as_ptr() as usize - block.as_ptr() as usize;
        let (above, below) = (&block[..at], &block[at + count.len()..]);
        let mut above: Vec<&str> = above.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if above.len() > 1 && above.last().is_some_and(|line| line.starts_with("By ") || line.len() <= 60) {
            self.metadata.author = above.pop().map(str::to_owned);
        }
        self.metadata.title = (!above.is_empty()).then(|| above.join(" "));
        let below = below.trim_start_matches(['\r', '\n']);
        let end = below.find("\n\n").or_else(|| below.find("\n\r\n")).unwrap_or(below.len());
        let mut facts = below[..end].lines().map(str::trim).filter(|line| !line.contains(':'));
        self.metadata.date = facts.next().map(str::to_owned);
        self.metadata.source = facts.next().map(str::to_owned);
        self.text = below[end..].to_owned();
        self.unlabelled.clear();
    }

    fn draft(mut self) -> Option<Draft> {
        self.read_head();
        let text = if self.text.trim().is_empty() { self.summary } else { self.text };
        let text = text.trim().to_owned();
        self.metadata.place = self.metadata.place.as_deref().map(filed::place);
        let is_article = !text.is_empty() && (self.metadata.title.is_some() || self.metadata.date.is_some());
        is_article.then(|| Draft { id: self.id, text, metadata: self.metadata, ..Draft::default() })
    }
}

/// The part that a line's label begins, and what stands beside the label.
///
/// Within a body only a label that ends it counts, and only in capitals or as its service writes it: people
/// write "Date: tomorrow" too.
fn labelled(line: &str, current: Option<Part>) -> Option<(Part, &str)> {
    let trimmed = line.trim_start();
    let bare = trimmed.trim_end();
    // Newer Nexis writes "Body" and "Classification" alone on their lines.
    if matches!(bare, "Body" | "Classification" | "Full Text") {
        return part(bare).map(|part| (part, ""));
    }
    if let Some((code, rest)) = factiva_code(line) {
        return part(code).map(|part| (part, rest));
    }
    let (label, rest) = trimmed.split_once(':')?;
    if label.len() > 40 {
        return None;
    }
    let part = part(label)?;
    let in_text = current == Some(Part::Text);
    let is_shouted = !label.contains(char::is_lowercase);
    let fits = !in_text
        || (matches!(part, Part::End | Part::Language | Part::Source | Part::Date | Part::Url | Part::Id)
            && (is_shouted || is_close_of_text(label)));
    fits.then_some((part, rest))
}

/// Labels in mixed case that stand below the body.
fn is_close_of_text(label: &str) -> bool {
    [
        "Load-Date",
        "Subject",
        "Publication title",
        "Publication date",
        "ProQuest document ID",
        "Document URL",
        "Classification",
    ]
    .contains(&label)
}

/// `LP  ` at the beginning of a line.
fn factiva_code(line: &str) -> Option<(&str, &str)> {
    let (code, rest) = line.split_at_checked(2)?;
    let is_code = code.bytes().all(|byte| byte.is_ascii_uppercase());
    let (is_parted, is_long) =
        (rest.starts_with(['\t', ' ']) || rest.trim().is_empty(), rest.starts_with([' ', '\t']) && rest.len() > 1);
    (is_code && is_parted && (is_long || rest.trim().is_empty()) && part(code).is_some() && !code.eq("IN "))
        .then_some((code, rest))
}

fn is_copyright(line: &str) -> bool {
    let line = line.to_lowercase();
    line.starts_with("copyright")
        || line.starts_with('©')
        || line.starts_with("(c)")
        || line.contains("all rights reserved")
}

/// A line that names a day: a year in figures and a month, and little else.
fn is_day(line: &str) -> bool {
    let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has_year =
        words.iter().any(|word| word.len() == 4 && word.parse::<u16>().is_ok_and(|year| (1500..2200).contains(&year)));
    let has_day =
        words.iter().any(|word| word.len() <= 2 && word.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day)));
    has_year && has_day && words.len() <= 10 && line.len() <= 100
}
