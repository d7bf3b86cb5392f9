//! Highlights that are true: the words that satisfied the query, and no others.
//!
//! The index says at which positions a pattern matched, the analyser where in the text those words stand.

use super::evaluate::Found;
use super::interval::{Mark, Pattern};
use super::request::{Snippet, SnippetOptions};
use crate::article::{Article, Quote, Span};
use crate::index::analyzer::tokens;
use rustc_hash::FxHashMap;

/// The spans of a text in which patterns matched; the text is the whole of what the field holds.
pub(super) fn in_text(text: &str, found: &[&Found<'_>]) -> Vec<Span> {
    if found.iter().all(|found| found.marks.is_empty()) {
        return Vec::new();
    }
    let wanted = || found.iter().flat_map(|found| found.marks.iter().map(|mark| (*mark, &*found.pattern.pattern)));
    let words = words_at(text, wanted().flat_map(|(mark, _)| [mark.first.0, mark.last.0]));
    let place = |(position, leaf): (u32, usize), pattern: &Pattern| {
        let forms = words.get(&position)?;
        let terms = &pattern.leaves[leaf].words.terms;
        let form = forms.iter().find(|(term, _)| terms.binary_search(term).is_ok()).or(forms.first());
        form.map(|(_, span)| *span)
    };
    let span = |(mark, pattern): (Mark, &Pattern)| {
        let (begin, end) = (place(mark.first, pattern)?, place(mark.last, pattern)?);
        Some(Span::new(begin.start.min(end.start), end.end.max(begin.end)))
    };
    let mut spans: Vec<Span> = wanted().filter_map(span).collect();
    merge(&mut spans);
    spans
}

/// The forms of the words at some positions of a text, each with the bytes it was made from.
fn words_at(text: &str, positions: impl Iterator<Item = u32>) -> FxHashMap<u32, Vec<(String, Span)>> {
    let mut words: FxHashMap<u32, Vec<(String, Span)>> = positions.map(|position| (position, Vec::new())).collect();
    let last = words.keys().copied().max().unwrap_or(0);
    let mut tokens = tokens(text);
    while let Some(token) = tokens.advance() {
        if token.position > last {
            break;
        }
        if let Some(forms) = words.get_mut(&token.position) {
            forms.push((token.term.to_owned(), token.span));
        }
    }
    words
}

/// The spans of an article's text in which the words of one utterance satisfied the query, as far as they are quoted.
pub(super) fn in_utterance(article: &Article, pieces: &[&Quote], found: &[&Found<'_>]) -> Vec<Span> {
    let quoted = |mark: Span| pieces.iter().filter_map(move |piece| mark.intersection(piece.span));
    let mut spans: Vec<Span> = in_text(&article.text, found).into_iter().flat_map(quoted).collect();
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

/// The stretches of a text that show the most of its marks; without marks, its first words after `skip`.
///
/// A stretch is made of whole words of one paragraph, begins where a sentence begins if that fits, and uses the width.
pub fn snippets(text: &str, marks: &[Span], skip: usize, options: SnippetOptions) -> Vec<Snippet> {
    if options.count == 0 || options.width == 0 {
        return Vec::new();
    }
    if marks.is_empty() {
        let start = text.len() - text[skip.min(text.len())..].trim_start().len();
        let span = Span::new(start, words_after(text, start, options.width));
        return if span.is_empty() { Vec::new() } else { vec![Snippet { span, marks: Vec::new() }] };
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

/// At most `width` characters of text around a span, or the span where that is longer.
fn around(text: &str, span: Span, width: usize) -> Span {
    let spare = |from: usize, to: usize| width.saturating_sub(text[from..to].chars().count());
    let room = spare(span.start, span.end);
    let earliest = words_before(text, span.start, room);
    let sentence = sentence_start(text, earliest, span.start);
    let mut start = sentence.unwrap_or_else(|| words_before(text, span.start, room / 2));
    let end = words_after(text, span.end, spare(start, span.end));
    if sentence.is_none() {
        start = words_before(text, start, spare(start, end));
    }
    Span::new(start, end)
}

/// The last place in `from..=to` where a sentence begins, as far as its first and the last word before it tell.
fn sentence_start(text: &str, from: usize, to: usize) -> Option<usize> {
    let after_blank = text[from..to].match_indices(char::is_whitespace).map(|(at, blank)| from + at + blank.len());
    // The word at `to` may itself be the first of a sentence.
    let words = after_blank.filter(|&at| !text[at..].starts_with(char::is_whitespace));
    words.chain([from, to]).filter(|&at| begins_sentence(text, at)).max()
}

fn begins_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    let gap = &text[before.len()..at];
    if before.is_empty() || is_paragraph_break(gap) {
        return true;
    }
    let opens = text[at..].trim_start_matches(|c: char| !c.is_alphanumeric() && !c.is_whitespace());
    if gap.is_empty() || opens.starts_with(char::is_lowercase) {
        return false;
    }
    let closed = before.trim_end_matches(['"', '”', '’', '\'', '»', '“', ')', ']']);
    let Some(sentence) = closed.strip_suffix(['.', '!', '?', '…']) else { return false };
    let last_word = &sentence[sentence.rfind(char::is_whitespace).map_or(0, |blank| blank + 1)..];
    // `Mr.`, `U.S.`, `Jan.`: a short name with a full stop is more often an abbreviation than the end.
    let is_abbreviation = closed.ends_with('.') && last_word.starts_with(char::is_uppercase) && last_word.len() <= 3;
    !is_abbreviation
}

/// The end of a paragraph: an empty line.
const PARAGRAPH_BREAKS: [&str; 2] = ["\n\n", "\n\r\n"];

fn is_paragraph_break(gap: &str) -> bool {
    PARAGRAPH_BREAKS.iter().any(|end| gap.contains(end))
}

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

/// Where the whole words begin that the `n` characters before `to` hold.
fn words_before(text: &str, to: usize, n: usize) -> usize {
    let from = back(text, to, n);
    let stretch = &text[from..to];
    let skipped = match stretch.find(char::is_whitespace) {
        Some(blank) if cuts_word(text, from) => blank,
        None if cuts_word(text, from) && stretch.is_ascii() => stretch.len(),
        // A script without blanks is cut anywhere.
        _ => 0,
    };
    let rest = &stretch[skipped..];
    from + skipped + (rest.len() - rest.trim_start().len())
}

/// Where the whole words end that the `n` characters after `from` hold.
fn words_after(text: &str, from: usize, n: usize) -> usize {
    let to = forward(text, from, n);
    let stretch = &text[from..to];
    let kept = match stretch.rfind(char::is_whitespace) {
        Some(blank) if cuts_word(text, to) => blank,
        None if cuts_word(text, to) && stretch.is_ascii() => 0,
        _ => stretch.len(),
    };
    from + stretch[..kept].trim_end().len()
}

fn cuts_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    before.is_some_and(|c| !c.is_whitespace()) && after.is_some_and(|c| !c.is_whitespace())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn marks_of(text: &str, words: &[&str]) -> Vec<Span> {
        let mut marks: Vec<Span> =
            words.iter().flat_map(|word| text.match_indices(word).map(|(at, w)| Span::new(at, at + w.len()))).collect();
        marks.sort();
        marks
    }

    fn cut(text: &str, words: &[&str], width: usize, count: usize) -> Vec<String> {
        let snippets = snippets(text, &marks_of(text, words), 0, SnippetOptions { width, count });
        for snippet in &snippets {
            assert!(snippet.marks.iter().all(|mark| snippet.span.contains(*mark)));
        }
        snippets.iter().map(|snippet| text[snippet.span.start..snippet.span.end].to_owned()).collect()
    }

    const TEXT: &str = "The harbour was quiet. Cranes stood still over the water.\n\nOn Monday the cranes moved again, and the \
                        harbour master said that ships would follow.";

    #[test]
    fn snippets_show_whole_words_around_the_marks() {
        assert_eq!(cut(TEXT, &["still"], 30, 2), ["Cranes stood still over the"]);
        assert_eq!(cut(TEXT, &["quiet"], 12, 2), ["was quiet."]);
        assert_eq!(cut(TEXT, &["ships"], 1000, 2).len(), 1);
    }

    #[test]
    fn a_snippet_begins_with_its_sentence_where_that_fits() {
        let text = "Rain fell. Mr. Ames of the U.S. Navy left “at once.” “So did I,” said Anna. He waved.";
        assert_eq!(cut(text, &["left"], 50, 1), ["Mr. Ames of the U.S. Navy left “at once.” “So did"]);
        assert_eq!(cut(text, &["did"], 22, 1), ["“So did I,” said Anna."]);
        assert_eq!(cut(text, &["left"], 20, 1), ["Navy left “at once.”"]);
        assert_eq!(cut(text, &["waved"], 30, 1), ["He waved."]);
    }

    #[test]
    fn words_are_whole_except_in_scripts_without_blanks() {
        assert_eq!(cut("x coca-cola yy", &["cola"], 6, 1), ["cola"]);
        assert_eq!(cut(&"語".repeat(30), &[], 10, 1), [&*"語".repeat(10)]);
    }

    #[test]
    fn snippets_keep_to_a_paragraph() {
        assert_eq!(cut(TEXT, &["water"], 40, 2), ["Cranes stood still over the water."]);
        assert_eq!(cut(TEXT, &["Monday"], 30, 2), ["On Monday the cranes moved"]);
    }

    #[test]
    fn the_stretches_with_most_marks_are_shown_in_text_order() {
        assert_eq!(cut(TEXT, &["Cranes", "still", "ships"], 30, 1), ["Cranes stood still over the"]);
        assert_eq!(
            cut(TEXT, &["quiet", "ships", "follow"], 24, 2),
            ["The harbour was quiet.", "that ships would follow."]
        );
    }

    #[test]
    fn without_marks_a_text_is_shown_from_its_beginning() {
        let from = |skip| snippets(TEXT, &[], skip, SnippetOptions { width: 23, count: 2 });
        let shown = |skip: usize| from(skip).iter().map(|s| &TEXT[s.span.start..s.span.end]).collect::<Vec<_>>();
        assert_eq!(shown(0), ["The harbour was quiet."]);
        assert_eq!(shown("The harbour was quiet.".len()), ["Cranes stood still over"]);
        assert!(snippets("", &[], 0, SnippetOptions::default()).is_empty());
        assert!(snippets("  \n", &[], 1, SnippetOptions::default()).is_empty());
    }

    #[test]
    fn every_width_cuts_on_character_boundaries() {
        let text = "„Łódź“ — żółć in the café; naïve “words” at the end";
        for width in 0..60 {
            for words in [&["żółć"][..], &["Łódź", "end"], &[]] {
                let marks = marks_of(text, words);
                for snippet in snippets(text, &marks, 0, SnippetOptions { width, count: 3 }) {
                    assert!(text.get(snippet.span.start..snippet.span.end).is_some());
                }
                for line in keywords_in_context(text, &marks, width) {
                    assert!(text.get(line.left.start..line.right.end).is_some());
                }
            }
        }
    }

    #[test]
    fn a_concordance_has_a_line_for_each_mark() {
        let lines = keywords_in_context(TEXT, &marks_of(TEXT, &["ranes"]), 8);
        let shown: Vec<_> = lines
            .iter()
            .map(|line| (&TEXT[line.left.start..line.left.end], &TEXT[line.right.start..line.right.end]))
            .collect();
        assert_eq!(shown, [("quiet. C", " stood s"), ("day the c", " moved a")].map(|(a, b)| (&a[a.len() - 8..], b)));
    }

    #[test]
    fn many_marks_stay_linear() {
        let text = "war ".repeat(200_000);
        let marks = marks_of(&text, &["war"]);
        assert_eq!(snippets(&text, &marks, 0, SnippetOptions::default()).len(), 2);
    }
}
