//! ALTO: the words of a scanned page, cut into articles where its headings show them.
//!
//! A page without such headings is one article, and says so. Lines are kept as printed but for words
//! hyphenated at a line's end, which are joined; blocks are paragraphs.

use super::output::Draft;
use super::xml::Element;
use crate::article::{DiagnosticCode, Metadata};
use rustc_hash::FxHashMap;

/// A heading has no more words than this; longer ones are the first words of a story in large type.
const MAX_HEADING_WORDS: usize = 12;

/// Under a heading that begins an article stand at least so many words; fewer are a caption or an advertisement.
const MIN_ARTICLE_WORDS: usize = 25;

/// The articles of a page file, in the order of its blocks.
pub(super) fn drafts(alto: &Element) -> Vec<Draft> {
    let sizes = type_sizes(alto);
    alto.find_all("Page").into_iter().flat_map(|page| articles(page, &sizes)).collect()
}

/// The size of each style's type, where the engine measured it.
fn type_sizes(alto: &Element) -> FxHashMap<&str, f32> {
    let styles = alto.find_all("TextStyle").into_iter();
    styles.filter_map(|style| Some((style.attribute("ID")?, style.attribute("FONTSIZE")?.parse().ok()?))).collect()
}

/// A block of a page, and how it is set.
struct Block<'a> {
    id: Option<&'a str>,
    text: String,
    n_words: usize,
    n_lines: usize,
    size: f32,
}

impl<'a> Block<'a> {
    fn of(block: &'a Element, sizes: &FxHashMap<&str, f32>) -> Self {
        let text = text(block);
        let styles = block.attribute("STYLEREFS").unwrap_or_default().split_whitespace();
        let size = styles.filter_map(|style| sizes.get(style).copied()).fold(0.0, f32::max);
        let (n_words, n_lines) = (text.split_whitespace().count(), text.lines().count());
        Self { id: block.attribute("ID"), text, n_words, n_lines, size }
    }

    /// Short, and in larger type than the body; where the engine measured no type, in capitals.
    fn is_heading(&self, body_size: f32) -> bool {
        let n_letters = self.text.chars().filter(|c| c.is_alphabetic()).count();
        let n_capitals = self.text.chars().filter(|c| c.is_uppercase()).count();
        let is_short = self.n_lines <= 2 && (1..=MAX_HEADING_WORDS).contains(&self.n_words) && n_letters >= 4;
        let is_set_apart =
            if body_size > 0.0 { self.size >= body_size * 1.3 } else { n_capitals * 10 >= n_letters * 8 };
        is_short && is_set_apart
    }
}

/// A heading, the heading lines below it, and the blocks up to the next.
#[derive(Default)]
struct Piece<'a> {
    heading: Vec<&'a Block<'a>>,
    body: Vec<&'a Block<'a>>,
}

impl Piece<'_> {
    fn n_words(&self) -> usize {
        self.body.iter().map(|block| block.n_words).sum()
    }
}

fn articles(page: &Element, sizes: &FxHashMap<&str, f32>) -> Vec<Draft> {
    let blocks: Vec<Block<'_>> = page
        .find_all("TextBlock")
        .into_iter()
        .map(|block| Block::of(block, sizes))
        .filter(|block| block.n_words > 0)
        .collect();
    let pieces = cut(&blocks, body_size(&blocks));
    if pieces.iter().filter(|piece| !piece.heading.is_empty()).count() < 2 {
        let text = joined(blocks.iter());
        return if text.is_empty() { Vec::new() } else { vec![whole(page, text)] };
    }
    pieces.into_iter().map(|piece| draft(page, &piece)).collect()
}

/// The size of the type that most words are set in.
fn body_size(blocks: &[Block<'_>]) -> f32 {
    let mut sizes: Vec<(f32, usize)> = blocks.iter().map(|block| (block.size, block.n_words)).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, n_words)| n_words).sum::<usize>() / 2;
    let mut n_before = 0;
    let middle = sizes.iter().find(|(_, n_words)| {
        n_before += n_words;
        n_before > half
    });
    middle.map_or(0.0, |(size, _)| *size)
}

/// Cuts a page at its headings; what stands above the first, or under one with too little below it, joins its neighbour.
fn cut<'a>(blocks: &'a [Block<'a>], body_size: f32) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = vec![Piece::default()];
    for block in blocks {
        let is_heading = block.is_heading(body_size);
        let Some(last) = pieces.last_mut() else { break };
        if !is_heading {
            last.body.push(block);
        } else if last.body.is_empty() {
            last.heading.push(block);
        } else if last.n_words() < MIN_ARTICLE_WORDS {
            last.body.push(block);
        } else {
            pieces.push(Piece { heading: vec![block], body: Vec::new() });
        }
    }
    if pieces.len() > 1
        && pieces.last().is_some_and(|last| last.n_words() < MIN_ARTICLE_WORDS)
        && let (Some(last), Some(before)) = (pieces.pop(), pieces.last_mut())
    {
        before.body.extend(last.heading.into_iter().chain(last.body));
    }
    pieces
}

fn draft(page: &Element, piece: &Piece<'_>) -> Draft {
    let text = joined(piece.heading.iter().chain(&piece.body).copied());
    let Some(first) = piece.heading.first() else { return whole(page, text) };
    let metadata = Metadata { title: Some(first.text.replace('\n', " ")), ..Metadata::default() };
    Draft { id: first.id.map(str::to_owned), text, metadata, ..Draft::default() }
}

/// A page, or the part of one above its first heading, of which nobody knows how many articles it holds.
fn whole(page: &Element, text: String) -> Draft {
    let mut draft = Draft { id: page.attribute("ID").map(str::to_owned), text, ..Draft::default() };
    draft.remark(DiagnosticCode::UnitPage, "a page that was not cut into its articles");
    draft
}

fn joined<'a>(blocks: impl Iterator<Item = &'a Block<'a>>) -> String {
    blocks.map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// The text of a block, a line a line.
fn text(block: &Element) -> String {
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
