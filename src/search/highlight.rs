//! Highlights that are true: the words that satisfied the query, and no others.
//!
//! The index says at which positions a pattern matched, the analyser where in the text those words stand.

use super::evaluate::Found;
use super::interval::{Mark, Pattern};
use super::request::{Snippet, SnippetOptions};
use crate::article::{Article, Quote, Span};
use crate::index::analyzer::tokens;
use crate::index::marks::piece_positions;
use rustc_hash::FxHashMap;

/// The spans of `text` that the matches stand at; positions count from `first_position`, spans from `offset`.
struct Locator<'a> {
    /// The matches, each with the pattern that it belongs to.
    wanted: Vec<(Mark, &'a Pattern)>,
}

impl<'a> Locator<'a> {
    fn new(found: &[&'a Found<'a>]) -> Self {
        let each = |found: &&'a Found<'a>| found.marks.iter().map(|&mark| (mark, &*found.pattern.pattern));
        Self { wanted: found.iter().flat_map(each).collect() }
    }

    /// The spans of a piece of text whose first word has the position `first`, shifted by `offset`.
    fn spans(&self, text: &str, first: u32, offset: usize) -> Vec<Span> {
        let mut words = self.words_needed();
        let mut tokens = tokens(text);
        while let Some(token) = tokens.advance() {
            if let Some(forms) = words.get_mut(&(first + token.position)) {
                forms.push((token.term.to_owned(), token.span));
            }
        }
        let place = |(position, leaf): (u32, usize), pattern: &Pattern| {
            let forms = words.get(&position)?;
            let terms = &pattern.leaves[leaf].terms;
            let form = forms.iter().find(|(term, _)| terms.binary_search(term).is_ok()).or(forms.first());
            form.map(|(_, span)| *span)
        };
        let mut spans: Vec<Span> = self
            .wanted
            .iter()
            .filter_map(|&(mark, pattern)| {
                let (begin, end) = (place(mark.first, pattern)?, place(mark.last, pattern)?);
                Some(Span::new(begin.start.min(end.start) + offset, end.end.max(begin.end) + offset))
            })
            .collect();
        merge(&mut spans);
        spans
    }

    /// The positions whose words are asked for, with nothing found yet.
    fn words_needed(&self) -> FxHashMap<u32, Vec<(String, Span)>> {
        let ends = self.wanted.iter().flat_map(|(mark, _)| [mark.first.0, mark.last.0]);
        ends.map(|position| (position, Vec::new())).collect()
    }
}

/// The spans of a text that is indexed as one value.
pub(super) fn in_text(text: &str, found: &[&Found<'_>]) -> Vec<Span> {
    if found.is_empty() {
        return Vec::new();
    }
    Locator::new(found).spans(text, 0, 0)
}

/// The spans of an article's text in which the words of one utterance satisfied the query.
pub(super) fn in_utterance(article: &Article, pieces: &[&Quote], found: &[&Found<'_>]) -> Vec<Span> {
    if found.is_empty() {
        return Vec::new();
    }
    let locator = Locator::new(found);
    let texts: Vec<&str> = pieces.iter().map(|piece| article.slice(piece.span)).collect();
    let mut spans: Vec<Span> = piece_positions(texts.iter().copied())
        .into_iter()
        .zip(texts.iter().zip(pieces))
        .flat_map(|(first, (text, piece))| locator.spans(text, first, piece.span.start))
        .collect();
    merge(&mut spans);
    spans
}

/// Sorts the spans and joins those that touch.
pub(super) fn merge(spans: &mut Vec<Span>) {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.drain(..) {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    *spans = merged;
}

/// The stretches of a text that show the most of its marks; without marks, where it begins after `skip`.
pub fn snippets(text: &str, marks: &[Span], skip: usize, options: SnippetOptions) -> Vec<Snippet> {
    if options.count == 0 || options.width == 0 {
        return Vec::new();
    }
    if marks.is_empty() {
        let skip = text.len() - text[skip.min(text.len())..].trim_start().len();
        let span = around(text, Span::new(skip, skip), options.width);
        return Some(Snippet { span, marks: Vec::new() })
            .filter(|snippet| !snippet.span.is_empty())
            .into_iter()
            .collect();
    }
    let mut chosen: Vec<Snippet> = Vec::new();
    let mut best_first = groups(marks, options.width);
    best_first.sort_by_key(|group| std::cmp::Reverse(group.len()));
    for group in best_first {
        if chosen.len() == options.count {
            break;
        }
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let span = around(text, Span::new(first.start, last.end), options.width);
        if chosen.iter().all(|other| !other.span.overlaps(span)) {
            let begin = marks.partition_point(|mark| mark.start < span.start);
            let inside = marks[begin..].iter().copied().take_while(|mark| mark.end <= span.end);
            chosen.push(Snippet { span, marks: inside.collect() });
        }
    }
    chosen.sort_by_key(|snippet| snippet.span);
    chosen
}

/// The marks cut into runs that fit a width in bytes, from the left.
fn groups(marks: &[Span], width: usize) -> Vec<&[Span]> {
    let mut groups = Vec::new();
    let mut begin = 0;
    for end in 1..=marks.len() {
        let fits = marks.get(end).is_some_and(|next| next.end - marks[begin].start <= width);
        if !fits {
            groups.push(&marks[begin..end]);
            begin = end;
        }
    }
    groups
}

/// About `width` characters of text around a span, cut at blanks and within its paragraph where that is long enough.
fn around(text: &str, span: Span, width: usize) -> Span {
    let n_chars = text[span.start..span.end].chars().count();
    let spare = width.saturating_sub(n_chars);
    let before = back(text, span.start, spare / 2);
    let left = text[before..span.start].chars().count();
    let after = forward(text, span.end, spare - left);
    let right = text[span.end..after].chars().count();
    let before = back(text, span.start, spare - right);
    Span::new(at_blank_after(text, before, span.start), at_blank_before(text, after, span.end))
}

/// The end of a paragraph: an empty line.
const PARAGRAPH_BREAKS: [&str; 2] = ["\n\n", "\n\r\n"];

/// Where the `n` characters before `at` begin, not before its paragraph.
fn back(text: &str, at: usize, n: usize) -> usize {
    let begin = text[..at].char_indices().rev().take(n).last().map_or(at, |(offset, _)| offset);
    let paragraph = PARAGRAPH_BREAKS.iter().filter_map(|end| Some(text[begin..at].rfind(end)? + end.len())).max();
    begin + paragraph.unwrap_or(0)
}

/// Where the `n` characters after `at` end, not after its paragraph.
fn forward(text: &str, at: usize, n: usize) -> usize {
    let end = text[at..].char_indices().nth(n).map_or(text.len(), |(offset, _)| at + offset);
    let paragraph = PARAGRAPH_BREAKS.iter().filter_map(|end_of| text[at..end].find(end_of)).min();
    paragraph.map_or(end, |offset| at + offset)
}

/// The first place from `from` on, and up to `to`, where a word begins.
fn at_blank_after(text: &str, from: usize, to: usize) -> usize {
    let is_inside_word = |at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at..].chars().next();
        before.is_some_and(|c| !c.is_whitespace()) && after.is_some_and(|c| !c.is_whitespace())
    };
    let stretch = &text[from..to];
    let skipped = if is_inside_word(from) { stretch.find(char::is_whitespace).unwrap_or(0) } else { 0 };
    let rest = &stretch[skipped..];
    from + skipped + (rest.len() - rest.trim_start().len())
}

/// The last place up to `to`, and from `from` on, where a word ends.
fn at_blank_before(text: &str, to: usize, from: usize) -> usize {
    let before = text[..to].chars().next_back();
    let after = text[to..].chars().next();
    let cuts_word = before.is_some_and(|c| !c.is_whitespace()) && after.is_some_and(|c| !c.is_whitespace());
    let stretch = &text[from..to];
    let kept = if cuts_word { stretch.rfind(char::is_whitespace).unwrap_or(stretch.len()) } else { stretch.len() };
    from + stretch[..kept].trim_end().len()
}

/// A match with the text on either side, for a concordance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeywordInContext {
    /// What comes before.
    pub left: Span,
    /// The match.
    pub keyword: Span,
    /// What comes after.
    pub right: Span,
}

/// One line for each mark, with so many characters on either side, within its paragraph.
pub fn keywords_in_context(text: &str, marks: &[Span], width: usize) -> Vec<KeywordInContext> {
    marks
        .iter()
        .map(|&keyword| KeywordInContext {
            left: Span::new(back(text, keyword.start, width), keyword.start),
            keyword,
            right: Span::new(keyword.end, forward(text, keyword.end, width)),
        })
        .collect()
}
