//! The lines above the story: headline and byline, and where the story begins.
//!
//! `Storm hits coast¶¶By Ada Rowe¶¶HALIFAX — Waves…` → headline, byline, and the offset of `HALIFAX`.
//! A first paragraph of prose is no headline, and neither is a press office's "For immediate release".

use crate::article::{Confidence, Evidence, Field, Metadata, Source, Span};
use crate::lexicon::furniture::{Furniture, FurnitureWords};
use crate::text::Prose;

/// Headline and byline, and where the story begins.
#[derive(Debug, Default)]
pub(crate) struct Header {
    /// The headline, from metadata or the first line.
    pub(crate) headline: Option<Field>,
    /// The byline.
    pub(crate) byline: Option<Field>,
    /// The byte after headline and byline.
    pub(crate) body: usize,
}

/// The most lines that can stand above a story.
const N_HEAD_LINES: usize = 8;
/// The most characters of a headline.
const HEADLINE_CHARS_MAX: usize = 220;
/// What follows a byline on its line and is longer is the story.
const STORY_BYTES_MIN: usize = 60;
/// The most words of a byline.
const BYLINE_WORDS_MAX: usize = 14;

/// Reads the furniture of an article.
pub(crate) fn read(prose: &Prose<'_>, metadata: &Metadata) -> Header {
    let lines: Vec<Span> = lines(prose.text).take(N_HEAD_LINES).collect();
    let words = &prose.lexicon.furniture;
    let printed = stated(&metadata.title).and_then(|title| printed_title(prose.text, title));
    let headline = match stated(&metadata.title) {
        Some(title) => Some(field(title, printed, "metadata", 1.0, Source::Metadata)),
        None => first_line(prose, &lines),
    };
    let mut body = headline.as_ref().and_then(|field| field.evidence.span).map_or(0, |span| span.end);
    let mut byline = stated(&metadata.author).map(|author| field(author, None, "metadata", 1.0, Source::Metadata));
    let printed = lines.iter().filter(|line| line.start >= body).take(4).find_map(|line| {
        let author = author_of(&prose.text[line.start..line.end], words)?;
        Some((*line, Span::new(line.start + author.start, line.start + author.end)))
    });
    if let Some((line, author)) = printed {
        let story_follows = line.end - author.end > STORY_BYTES_MIN;
        body = if story_follows { author.end } else { line.end };
        let text = &prose.text[author.start..author.end];
        byline = byline.or_else(|| Some(field(text, Some(author), "by-line", 0.9, Source::Line)));
    }
    Header { headline, byline: byline.or_else(|| credit(prose)), body }
}

fn stated(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn field(text: &str, span: Option<Span>, rule: &'static str, confidence: f32, source: Source) -> Field {
    let evidence = Evidence { span, rule: rule.into(), confidence: Confidence::new(confidence), source };
    Field { text: text.trim().to_owned(), evidence }
}

/// The lines of a text that hold anything, without blanks at their ends.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    lines_from(text, 0)
}

/// Those from a byte on.
pub(crate) fn lines_from(text: &str, first: usize) -> impl Iterator<Item = Span> + '_ {
    let mut at = first;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = at;
            let end =
                memchr::memchr2(b'\n', b'\r', &text.as_bytes()[start..]).map_or(text.len(), |found| start + found);
            at = end + 1;
            let line = &text[start..end];
            let trimmed = line.trim_start();
            if !trimmed.is_empty() {
                let start = end - trimmed.len();
                return Some(Span::new(start, start + trimmed.trim_end().len()));
            }
        }
        None
    })
}

/// Where a text begins with its title, in any spacing and case.
fn printed_title(text: &str, title: &str) -> Option<Span> {
    let start = text.find(|c: char| !c.is_whitespace())?;
    let mut left = text[start..].char_indices().filter(|(_, c)| !c.is_whitespace());
    let mut end = start;
    for wanted in title.chars().filter(|c| !c.is_whitespace()) {
        let (at, found) = left.next()?;
        if found != wanted && !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
        end = start + at + found.len_utf8();
    }
    let ends_word = text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    ends_word.then(|| Span::new(start, end))
}

/// The first line that stands like a headline: alone, short, no sentence of the story and no furniture.
fn first_line(prose: &Prose<'_>, lines: &[Span]) -> Option<Field> {
    let words = &prose.lexicon.furniture;
    let at = lines.iter().take(4).position(|line| !is_release(&prose.text[line.start..line.end], words))?;
    let span = lines[at];
    let next = lines.get(at + 1)?;
    let line = &prose.text[span.start..span.end];
    let between = prose.text[span.end..next.start].bytes();
    let alone = between.clone().filter(|b| *b == b'\n').count().max(between.filter(|b| *b == b'\r').count()) > 1;
    let stands_apart = alone || next.len() >= 2 * span.len() || is_frame(&prose.text[next.start..next.end], prose);
    let is_headline = stands_apart
        && line.chars().count() <= HEADLINE_CHARS_MAX
        && !line.ends_with(['.', ',', ';', ':'])
        && !line.starts_with(char::is_lowercase)
        && line.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && !opens_story(line)
        && author_of(line, words).is_none()
        && !super::date::is_date_line(line, prose.lexicon)
        && n_sentences(prose, span) <= 2;
    is_headline.then(|| field(line, Some(span), "first-line", if alone { 0.9 } else { 0.7 }, Source::Line))
}

/// Whether a line is a byline or date line, so that a headline may stand right above it.
fn is_frame(line: &str, prose: &Prose<'_>) -> bool {
    author_of(line, &prose.lexicon.furniture).is_some() || super::date::is_date_line(line, prose.lexicon)
}

/// Whether a line begins as a story does: with a quotation that goes on after its end, or a place and a dash.
fn opens_story(line: &str) -> bool {
    let mut chars = line.chars();
    let first = chars.next().unwrap_or(' ');
    let n_marks = line.matches(['"', '“', '”']).count();
    matches!(first, '"' | '“') && n_marks == 1
}

/// Whether a line is a press office's ("For immediate release").
fn is_release(line: &str, words: &FurnitureWords) -> bool {
    let lower = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    lower.len() < 40 && words.is(&lower, Furniture::Release)
}

fn n_sentences(prose: &Prose<'_>, span: Span) -> u32 {
    let first = prose.tokens.partition_point(|token| (token.start as usize) < span.start);
    let end = prose.tokens.partition_point(|token| (token.start as usize) < span.end);
    if first < end { prose.tokens[end - 1].sentence - prose.tokens[first].sentence + 1 } else { 0 }
}

/// The author within a byline, as a range of the line: "By Ada Rowe and Tom Ides, Staff Writers".
///
/// A byline may run on into a dateline ("By Ada Rowe HALIFAX (Wire) - …"); it ends there.
pub(crate) fn author_of(line: &str, words: &FurnitureWords) -> Option<std::ops::Range<usize>> {
    let start = opening(line, words)?;
    let rest = &line[start..];
    let shouted = rest.split_whitespace().take(2).all(is_shouted);
    let (mut end, mut n_words) = (start, 0);
    for word in rest.split_whitespace() {
        let at = word.as_ptr() as usize - line.as_ptr() as usize;
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let named = bare.starts_with(char::is_uppercase) || word == "&";
        if !shouted && n_words >= 2 && is_shouted(word) && bare.chars().count() > 3 {
            break;
        }
        let joins = words.is(&bare.to_lowercase(), Furniture::Role) || matches!(bare, "" | "and");
        if n_words == 0 && (!named || joins) || !named && !joins || word.ends_with('.') && bare.len() > 3 {
            return None;
        }
        n_words += 1;
        end = at + word.len();
        if n_words > BYLINE_WORDS_MAX {
            return None;
        }
    }
    let author = line[start..end].trim_end_matches([',', ' ', '|', '-', '–', '—', ':']);
    (n_words >= 2 || n_words == 1 && line.len() < 30).then(|| start..start + author.len())
}

/// Where the name begins after "By" and the like.
fn opening(line: &str, words: &FurnitureWords) -> Option<usize> {
    [1, 2].into_iter().find_map(|n| {
        let (last, _) = line.match_indices([' ', ':']).nth(n - 1)?;
        let start = last + line[last..].find(|c: char| !matches!(c, ' ' | ':'))?;
        let lower = line.get(..last).filter(|head| head.len() <= 16)?.to_lowercase();
        words.is(&lower, Furniture::Byline).then_some(start)
    })
}

fn is_shouted(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(char::is_uppercase)
}

/// "Reporting by Ada Rowe; editing by …" at the foot of the story.
fn credit(prose: &Prose<'_>) -> Option<Field> {
    let last = prose.paragraphs.iter().rev().take(3).find_map(|paragraph| {
        let text = prose.text[paragraph.start..paragraph.end].trim_start_matches(['(', '[', ' ']);
        let start = paragraph.end - text.len();
        let lower = text.get(..13)?;
        lower.eq_ignore_ascii_case("reporting by ").then_some((start + 13, paragraph.end))
    })?;
    let (start, end) = last;
    let rest = &prose.text[start..end];
    let stop = rest.find([';', '.', ')', ',']).unwrap_or(rest.len());
    let name = rest[..stop].trim();
    let plausible = name.starts_with(char::is_uppercase) && name.split_whitespace().count() <= BYLINE_WORDS_MAX;
    plausible.then(|| {
        field(name, Some(Span::new(start, start + rest[..stop].trim_end().len())), "credit", 0.7, Source::Line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn check(text: &str, headline: Option<&str>, byline: Option<&str>, body: &str) {
        let header = read(&Prose::new(text, Lexicon::english()), &Metadata::default());
        let words = |field: &Option<Field>| field.as_ref().map(|field| field.text.clone());
        assert_eq!(words(&header.headline).as_deref(), headline, "headline of {text}");
        assert_eq!(words(&header.byline).as_deref(), byline, "byline of {text}");
        assert!(text[header.body..].trim_start().starts_with(body), "body of {text}: {}", &text[header.body..]);
        for field in [header.headline, header.byline].into_iter().flatten() {
            let span = field.evidence.span.expect("read from the text");
            assert_eq!(&text[span.start..span.end], field.text);
        }
    }

    #[test]
    fn headlines_and_bylines() {
        let story = "The harbour was closed on Tuesday after waves broke over the quay.";
        check(&format!("Storm closes harbour\n\n{story}"), Some("Storm closes harbour"), None, "The harbour");
        check(&format!("Storm closes harbour\n{story}"), Some("Storm closes harbour"), None, "The harbour");
        check(
            &format!("Storm closes harbour\r\n\r\nBy Ada Rowe\r\n\r\n{story}"),
            Some("Storm closes harbour"),
            Some("Ada Rowe"),
            "The harbour",
        );
        check(
            &format!("Storm closes harbour\nBY ADA ROWE AND TOM IDES, Staff Writers\n{story}"),
            Some("Storm closes harbour"),
            Some("ADA ROWE AND TOM IDES, Staff Writers"),
            "The harbour",
        );
        check(
            &format!("Storm closes harbour\n\nBy Ada Rowe and Tom Ides HALIFAX (Wire) - {story}"),
            Some("Storm closes harbour"),
            Some("Ada Rowe and Tom Ides"),
            "HALIFAX (Wire)",
        );
        check(
            &format!("FOR IMMEDIATE RELEASE\n\nStorm closes harbour\n\n{story}"),
            Some("Storm closes harbour"),
            None,
            "The",
        );
        check(&format!("{story}\n\nBoats stayed in."), None, None, "The harbour");
        check(&format!("By Monday, the harbour was closed.\n\n{story}"), None, None, "By Monday");
        check(
            &format!("{story}\n\n(Reporting by Ada Rowe; editing by Tom Ides)"),
            None,
            Some("Ada Rowe"),
            "The harbour",
        );
        check("", None, None, "");
    }

    #[test]
    fn the_title_of_the_record_is_found_in_the_text() {
        let metadata = Metadata { title: Some("Storm closes  harbour".to_owned()), ..Metadata::default() };
        let text = "\nSTORM closes\nharbour\nThe quay is under water.";
        let header = read(&Prose::new(text, Lexicon::english()), &metadata);
        assert_eq!(header.headline.and_then(|field| field.evidence.span), Some(Span::new(1, 21)));
        assert_eq!(&text[header.body..], "\nThe quay is under water.");
        let other = "Storm closes harbours\nThe quay is under water.";
        assert_eq!(read(&Prose::new(other, Lexicon::english()), &metadata).body, 0);
    }
}
