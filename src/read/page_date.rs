//! The date that a page prints near its headline, where its markup does not state one.
//!
//! `<h1>Rain falls</h1> <span class="posted-on">7. März 2019</span>` → `7. März 2019`. What stands in lists of other stories,
//! in comments and in a page's foot is passed over.

use super::markup::node_text;
use super::stamp;
use crate::lexicon::furniture::Furniture;
use crate::lexicon::{Language, Lexicon};
use dom_query::{Document, NodeRef};
use std::ops::Range;

/// A line with a date and little else is no longer.
const LINE_CHARS: usize = 80;
/// Characters of a page's text between its headline and what is marked as a date.
const FAR: usize = 1_500;
/// The same where nothing but its place says that it is the story's.
const NEAR: usize = 300;
/// A page has no more elements that matter.
const MOST_ELEMENTS: usize = 50_000;

/// A date that a page prints.
struct Printed {
    date: String,
    /// Characters of text before it.
    at: usize,
    is_marked: bool,
}

/// The date printed nearest to the headline of a page; `day_first` says how to read `3/4/2019`.
pub(super) fn printed(document: &Document, day_first: bool) -> Option<String> {
    let (dates, headline) = look_through(document.body()?, day_first);
    let Some(headline) = headline else { return the_only(&dates) };
    let distance = |printed: &&Printed| {
        if printed.at >= headline.end {
            printed.at - headline.end
        } else {
            2 * (headline.start.saturating_sub(printed.at))
        }
    };
    let within = |printed: &&Printed| distance(printed) <= if printed.is_marked { FAR } else { NEAR };
    let nearest = dates.iter().filter(within).min_by_key(|printed| (!printed.is_marked, distance(printed)));
    nearest.map(|printed| printed.date.clone()).or_else(|| the_only(&dates))
}

/// The date that all elements marked as dates agree on.
fn the_only(dates: &[Printed]) -> Option<String> {
    let mut marked = dates.iter().filter(|printed| printed.is_marked);
    let first = marked.next()?;
    marked.all(|printed| printed.date == first.date).then(|| first.date.clone())
}

/// Every date printed on a line of its own, and where the first heading stands.
fn look_through(body: NodeRef<'_>, day_first: bool) -> (Vec<Printed>, Option<Range<usize>>) {
    let (mut dates, mut headline, mut at) = (Vec::<Printed>::new(), None, 0);
    let mut next = body.first_child();
    let mut n_seen = 0;
    while let Some(node) = next {
        n_seen += 1;
        if n_seen > MOST_ELEMENTS {
            break;
        }
        let mut is_done = false;
        if node.is_text() {
            let text = node.text();
            if let Some(date) = line_date(&text, day_first) {
                dates.push(Printed { date, at, is_marked: false });
            }
            at += text.trim().chars().count();
            is_done = true;
        } else if let Some(name) = node.node_name() {
            is_done = is_aside(&name, &node);
            if !is_done && &*name == "h1" && headline.is_none() {
                headline = Some(at..at + node_text(node).chars().count()).filter(|range| !range.is_empty());
            }
            if !is_done
                && is_date_mark(&node)
                && let Some(date) = line_date(&node_text(node), day_first)
            {
                dates.push(Printed { date, at, is_marked: true });
                is_done = true;
            }
        }
        next = following(node, body, is_done);
    }
    (dates, headline)
}

/// The node after this one in the order of the page, without what is inside it where that is done.
fn following<'a>(node: NodeRef<'a>, top: NodeRef<'a>, is_done: bool) -> Option<NodeRef<'a>> {
    if !is_done && let Some(child) = node.first_child() {
        return Some(child);
    }
    let mut at = node;
    loop {
        if at.id == top.id {
            return None;
        }
        if let Some(sibling) = at.next_sibling() {
            return Some(sibling);
        }
        at = at.parent()?;
    }
}

/// Whether an element holds no story, or other stories than the page's.
fn is_aside(name: &str, node: &NodeRef<'_>) -> bool {
    matches!(
        name,
        "script" | "style" | "noscript" | "template" | "nav" | "footer" | "aside" | "select" | "svg" | "iframe"
    ) || marks(node).any(|mark| {
        ["comment", "related", "sidebar", "footer", "teaser", "recommend", "widget"]
            .iter()
            .any(|aside| mark.starts_with(aside))
    })
}

/// Whether an element is called a date of publication by its class, id or property.
fn is_date_mark(node: &NodeRef<'_>) -> bool {
    let is_time = node.node_name().is_some_and(|name| &*name == "time");
    let is_other = |mark: &str| ["update", "updated", "modified", "validate", "candidate", "mandate"].contains(&mark);
    let is_date = |mark: &str| {
        ["date", "datum", "fecha", "publi", "posted", "pubtime", "timestamp"].iter().any(|name| mark.starts_with(name))
            || mark.ends_with("date")
    };
    let is_update = marks(node).any(|mark| is_other(&mark)) && !marks(node).any(|mark| mark.starts_with("publi"));
    (is_time || marks(node).any(|mark| is_date(&mark))) && !is_update
}

/// The words of an element's class, id and property, lower case: `entry-date` is two.
fn marks(node: &NodeRef<'_>) -> impl Iterator<Item = String> {
    let stated = ["class", "id", "itemprop"].into_iter().filter_map(|name| node.attr(name));
    let words = |value: &str| -> Vec<String> {
        value.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    stated.flat_map(|value| words(&value)).collect::<Vec<String>>().into_iter()
}

/// The date of a line that has little else.
fn line_date(text: &str, day_first: bool) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > 4 * LINE_CHARS || text.chars().count() > LINE_CHARS {
        return None;
    }
    let parts = parts(text);
    if parts.iter().any(|part| matches!(part, Part::Updated)) {
        return None;
    }
    (0..parts.len()).find_map(|first| date_at(text, &parts[first..], day_first))
}

/// A run of digits or letters of a line, by its place.
enum Part {
    Number {
        value: u32,
        n_digits: usize,
        span: Range<usize>,
    },
    Month {
        span: Range<usize>,
    },
    Ordinal,
    /// "Updated" and the like.
    Updated,
    Word,
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(char::is_alphanumeric).map(|found| at + found) {
        let is_digit = text[start..].starts_with(|c: char| c.is_ascii_digit());
        let goes_on = |c: char| c.is_alphanumeric() && c.is_ascii_digit() == is_digit;
        let end = text[start..].find(|c| !goes_on(c)).map_or(text.len(), |found| start + found);
        let (word, span) = (&text[start..end], start..end);
        parts.push(match word.parse() {
            Ok(value) if is_digit => Part::Number { value, n_digits: word.len(), span },
            _ if is_month(word) => Part::Month { span },
            _ if is_updated(word) => Part::Updated,
            _ if ["st", "nd", "rd", "th", "de"].contains(&word) => Part::Ordinal,
            _ => Part::Word,
        });
        at = end;
    }
    parts.retain(|part| !matches!(part, Part::Ordinal));
    parts
}

/// Whether some language that is known has a month of this name.
fn is_month(word: &str) -> bool {
    let lower = word.to_lowercase();
    lexica().any(|lexicon| lexicon.dates.get(lexicon.words.id(&lower)).month.is_some())
}

fn is_updated(word: &str) -> bool {
    let lower = word.to_lowercase();
    lexica().any(|lexicon| lexicon.furniture.is(&lower, Furniture::Updated))
}

fn lexica() -> impl Iterator<Item = &'static Lexicon> {
    Language::ALL.into_iter().map(Lexicon::of)
}

/// The date that some parts begin with: as it is printed, or as ISO 8601 where it is all figures.
fn date_at(text: &str, parts: &[Part], day_first: bool) -> Option<String> {
    let is_year = |value: u32, n_digits: usize| n_digits == 4 && (1600..2200).contains(&value);
    match parts {
        [
            Part::Number { value: year, n_digits, .. },
            Part::Number { value: month @ 1..=12, span: m, .. },
            Part::Number { value: day @ 1..=31, n_digits: 1..=2, span: d },
            ..,
        ] if is_year(*year, *n_digits) && is_one(text, m.start, d.start) => {
            Some(format!("{year:04}-{month:02}-{day:02}"))
        }
        [
            Part::Number { value: first @ 1..=31, n_digits: 1..=2, span: a },
            Part::Number { value: second @ 1..=31, n_digits: 1..=2, span: b },
            Part::Number { value: year, n_digits, span: c },
            ..,
        ] if is_year(*year, *n_digits) && is_one(text, a.start, c.start) => {
            // Points part days from months where the day comes first.
            let has_points = text[a.end..b.start].trim() == ".";
            match (first, second) {
                (1..=31, 1..=12) if day_first || has_points || *first > 12 => {
                    Some(stamp::day_first(&format!("{first}/{second}/{year}")))
                }
                _ => Some(format!("{first}/{second}/{year}")),
            }
        }
        [
            Part::Number { value: 1..=31, n_digits: 1..=2, span: first },
            Part::Month { .. },
            Part::Number { value: year, n_digits, span: last },
            ..,
        ]
        | [
            Part::Month { span: first },
            Part::Number { value: 1..=31, n_digits: 1..=2, .. },
            Part::Number { value: year, n_digits, span: last },
            ..,
        ] if is_year(*year, *n_digits) => Some(text[first.start..last.end].to_owned()),
        _ => None,
    }
}

/// Whether figures stand together as those of a date do, with one sign between.
fn is_one(text: &str, start: usize, end: usize) -> bool {
    text[start..end]
        .chars()
        .filter(|c| !c.is_ascii_digit() && *c != ' ')
        .all(|c| matches!(c, '.' | '-' | '/' | '年' | '月'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: Option<&str>) {
        assert_eq!(printed(&Document::from(html), true).as_deref(), expected, "{html}");
    }

    #[test]
    fn dates_are_read_from_short_lines_alone() {
        for (line, expected) in [
            ("07.11.2023", Some("2023-11-07")),
            ("Published: 28-04-2021, 09:29", Some("2021-04-28")),
            ("2021-10-16 | News", Some("2021-10-16")),
            ("Tuesday, March 7th, 2019 at 10:30", Some("March 7th, 2019")),
            ("10. November 2021", Some("10. November 2021")),
            ("27/09/2020", Some("2020-09-27")),
            ("12.30.2020", Some("12/30/2020")),
            ("Call 555 12 2020", None),
            ("Chapter 7, March", None),
            ("Elected on 7 March 2019 by a majority that nobody had foreseen, she went on to lead the town.", None),
        ] {
            assert_eq!(line_date(line, true).as_deref(), expected, "{line}");
        }
        assert_eq!(line_date("3/4/2019", false).as_deref(), Some("3/4/2019"));
    }

    #[test]
    fn the_date_nearest_to_the_headline_is_the_storys() {
        let story = "<p>Rain fell on the harbour all day long, and the boats stayed in.</p>";
        check(&format!("<h1>Rain</h1><span class='entry-date'>7 March 2019</span>{story}"), Some("7 March 2019"));
        check(&format!("<div class='meta__date'>07.11.2023</div><h1>Rain</h1>{story}"), Some("2023-11-07"));
        check(&format!("<h1>Rain</h1><ul><li>Ada Rowe</li><li>7 March 2019</li></ul>{story}"), Some("7 March 2019"));
        let other = "<div class='related-posts'><span class='date'>1 May 2011</span></div>";
        check(&format!("{other}<h1>Rain</h1>{story}<p class='date'>7 March 2019</p>{other}"), Some("7 March 2019"));
        check(&format!("{other}<h1>Rain</h1>{story}<nav>1 May 2011</nav>"), None);
        check(&format!("<h1>Rain</h1><p>Updated: 1 May 2011</p>{story}"), None);
        check("<p class='date'>1 May 2011</p><p class='date'>2 May 2011</p>", None);
        check("<p class='date'>1 May 2011</p><p class='postdate'>1 May 2011</p>", Some("1 May 2011"));
    }
}
