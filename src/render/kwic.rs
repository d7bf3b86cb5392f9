//! Search results as a concordance: one line a match, the words that matched in a column.
//!
//! `  1  1962-09-12  … the only planet. We choose to [[go to the moon]] in this decade and …  …/rice-stadium.txt`

use super::hits_text::Matches;
use super::hits_writer::HitsWriter;
use super::sanitize;
use super::theme::{ASIDE, DATE};
use crate::article::{Article, Span};
use crate::search::{ArticleHit, Hits, KeywordInContext, QuoteHit, keywords_in_context};
use serde_json::Value;
use std::io::{self, Write};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells of the number of a result, its date, and the blanks after each.
const LABEL_WIDTH: usize = 3 + 2 + 10 + 2;

/// A line for each match, hit after hit.
pub struct Concordance<W> {
    out: W,
    /// The number of the next hit.
    next: usize,
    columns: Columns,
}

impl<W: Write> Concordance<W> {
    /// Lines `width` cells wide; the first hit is number `first`.
    pub fn new(out: W, first: usize, matches: Matches, width: usize) -> Self {
        Self { out, next: first, columns: Columns::new(width, matches) }
    }
}

impl<W: Write> HitsWriter for Concordance<W> {
    fn write(&mut self, hits: &Hits) -> io::Result<()> {
        let (out, columns) = (&mut self.out, &self.columns);
        match hits {
            Hits::Articles(hits) => (self.next..).zip(hits).try_for_each(|(n, hit)| article(out, n, hit, columns))?,
            Hits::Quotes(hits) => (self.next..).zip(hits).try_for_each(|(n, hit)| quote(out, n, hit, columns))?,
            // Names and files have no words around them.
            Hits::Files(_) | Hits::Speakers(_) | Hits::Places(_) => {}
        }
        self.next += hits.len();
        Ok(())
    }

    fn finish(&mut self, _: &Value) -> io::Result<()> {
        self.out.flush()
    }
}

/// How many of the hits have no words that matched, and so no line.
pub fn n_without_words(hits: &Hits) -> usize {
    match hits {
        Hits::Articles(hits) => {
            hits.iter().filter(|hit| in_headline(hit).is_empty() && hit.marks.text.is_empty()).count()
        }
        Hits::Quotes(hits) => hits.iter().filter(|hit| hit.quote.marks.is_empty()).count(),
        Hits::Files(_) | Hits::Speakers(_) | Hits::Places(_) => 0,
    }
}

/// The matches in a headline; one that is a line of the text is marked there.
fn in_headline(hit: &ArticleHit) -> &[Span] {
    match hit.article.headline.as_ref().is_some_and(|headline| headline.evidence.span.is_some()) {
        true => &[],
        false => hit.marks.headline.as_slice(),
    }
}

fn article(out: &mut impl Write, n: usize, hit: &ArticleHit, columns: &Columns) -> io::Result<()> {
    let headline = hit.article.headline.as_ref().map_or("", |headline| &headline.text);
    lines(out, n, &hit.article, headline, in_headline(hit), columns)?;
    lines(out, n, &hit.article, &hit.article.text, &hit.marks.text, columns)
}

fn quote(out: &mut impl Write, n: usize, hit: &QuoteHit, columns: &Columns) -> io::Result<()> {
    lines(out, n, &hit.article, &hit.article.text, &hit.quote.marks, columns)
}

fn lines(
    out: &mut impl Write,
    n: usize,
    article: &Article,
    text: &str,
    marks: &[Span],
    columns: &Columns,
) -> io::Result<()> {
    let date = article.published.as_ref().map_or("undated".to_owned(), |published| published.date.to_string());
    let place = last_cells(&sanitize::line(&article.id), columns.place, "…");
    for line in keywords_in_context(text, marks, columns.left + columns.right) {
        let context = columns.context(text, line);
        writeln!(out, "{n:>3}  {DATE}{date:<10}{DATE:#}  {context}  {ASIDE}{place}{ASIDE:#}")?;
    }
    Ok(())
}

/// How wide the parts of a line are, in cells.
struct Columns {
    left: usize,
    /// The keyword and what follows it.
    right: usize,
    place: usize,
    matches: Matches,
}

impl Columns {
    fn new(width: usize, matches: Matches) -> Self {
        let place = width / 5;
        let text = width.saturating_sub(LABEL_WIDTH + 2 + place);
        let left = text * 2 / 5;
        Self { left, right: text - left, place, matches }
    }

    /// The text around a match, the match at the same column in every line.
    fn context(&self, text: &str, line: KeywordInContext) -> String {
        let flat = |span: Span| on_one_line(text.get(span.start..span.end).unwrap_or_default());
        let (open, close) = self.matches.around();
        let n_brackets = if self.matches == Matches::Bracketed { open.len() } else { 0 };
        let left = last_cells(&flat(line.left), self.left.saturating_sub(n_brackets), "");
        let keyword = first_cells(flat(line.keyword).trim(), self.right.saturating_sub(n_brackets), "…");
        let right = first_cells(&flat(line.right), self.right.saturating_sub(n_brackets + keyword.width()), "");
        let before = self.left.saturating_sub(n_brackets + left.width());
        let after = self.right.saturating_sub(n_brackets + keyword.width() + right.width());
        format!("{:before$}{left}{open}{keyword}{close}{right}{:after$}", "", "")
    }
}

/// Safe for a terminal, every run of blanks one blank.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in sanitize::line(text).chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !line.ends_with(' ') {
            line.push(c);
        }
    }
    line
}

/// The end of a text that fits so many cells, after `cut` where something is left out.
fn last_cells(text: &str, width: usize, cut: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = text.len();
    let mut room = width.saturating_sub(cut.width());
    for (at, letter) in text.grapheme_indices(true).rev() {
        let Some(rest) = room.checked_sub(letter.width()) else { break };
        (kept, room) = (at, rest);
    }
    format!("{cut}{}", &text[kept..])
}

/// The beginning of a text that fits so many cells, before `cut` where something is left out.
fn first_cells(text: &str, width: usize, cut: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = 0;
    let mut room = width.saturating_sub(cut.width());
    for (at, letter) in text.grapheme_indices(true) {
        let Some(rest) = room.checked_sub(letter.width()) else { break };
        (kept, room) = (at + letter.len(), rest);
    }
    format!("{}{cut}", &text[..kept])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, word: &str, width: usize, matches: Matches) -> String {
        let at = text.find(word).unwrap();
        let line = keywords_in_context(text, &[Span::new(at, at + word.len())], width)[0];
        Columns::new(width, matches).context(text, line)
    }

    #[test]
    fn the_keyword_stands_in_one_column() {
        let column = |line: &str| line.split_once("[[").unwrap().0.width();
        let texts = [
            "They met in the old harbour on Monday",
            "harbour",
            "Łódź\nhas no harbour, nor\tships",
            "北京 harbour 北京",
        ];
        let lines = texts.map(|text| line(text, "harbour", 80, Matches::Bracketed));
        assert!(
            lines.iter().all(|line| column(line) == column(&lines[0]) && line.width() == lines[0].width()),
            "{lines:#?}"
        );
        assert!(lines[2].contains("Łódź has no [[harbour]], nor ships"));
    }

    #[test]
    fn every_width_holds() {
        let text = "„Łódź“ — żółć in the café; naïve “words” at \u{1b}[2J the e\u{301}nd of 北京";
        for width in 0..120 {
            for word in ["żółć", "Łódź", "北京", "naïve “words” at"] {
                let line = line(text, word, width, Matches::Bracketed);
                assert!(line.width() <= width.max(5), "{width}: {line:?}");
                assert!(!line.contains('\u{1b}'));
            }
        }
    }
}
