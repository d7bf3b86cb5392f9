//! What a reader may say of an article's edges: where its dateline field says it was filed, and whether its end is cut.

use crate::lexicon::{self, CutEnding};

/// The place of a dateline field: `PORT LINDOW, March 7 (LP) -` without its date, agency and dash.
pub(super) fn place(dateline: &str) -> String {
    let mut place = dateline.trim().trim_end_matches(['-', '–', '—', '_', ':', ' ']);
    if let Some((before, agency)) = place.rsplit_once('(')
        && agency.ends_with(')')
        && !before.trim().is_empty()
    {
        place = before.trim_end_matches([' ', ',']);
    }
    // Parts between commas, up to the first with figures: "PARIS, Texas, March 7".
    let parts: Vec<&str> = place.split(',').take_while(|part| !part.contains(|c: char| c.is_ascii_digit())).collect();
    if parts.is_empty() { place.to_owned() } else { parts.join(",").trim_end().to_owned() }
}

/// Why a text seems to be cut short, if it does.
pub(super) fn cut(text: &str) -> Option<&'static str> {
    let text = text.trim_end();
    let end = plain(last_chars(text, LONGEST_ENDING));
    if lexicon::cut_endings().iter().any(|ending| ends_with(&end, ending.words)) {
        return Some("the text ends as a teaser does");
    }
    let last_lines = || text.lines().rev().map(str::trim).filter(|line| !line.is_empty()).take(LAST_LINES);
    let is_wall = |line: &str| {
        let alike = |ending: &&CutEnding| ending.is_line && may_begin(line, ending.words);
        let mut lines = lexicon::cut_endings().iter().filter(alike).peekable();
        lines.peek().is_some() && {
            let line = plain(line.trim_end_matches(['.', '!', ':']));
            lines.any(|ending| ends_with(&line, ending.words) && starts_with(&line, ending.words))
        }
    };
    if last_lines().filter(|line| line.len() <= LONGEST_ENDING).any(is_wall) {
        return Some("the page asks to subscribe for the rest");
    }
    let last_line = last_lines().next()?;
    // A label, a signature and the stamp of a fax machine end in a colon too.
    let is_word = |word: &&str| word.chars().all(|c| !c.is_ascii_digit());
    let is_running = |line: &str| line.split_whitespace().filter(is_word).count() >= RUNNING_WORDS;
    if last_line.strip_suffix(':').is_some_and(|line| line.ends_with(char::is_alphabetic) && is_running(line)) {
        return Some("the text ends before what it announces");
    }
    breaks_off(last_line).then_some("the text breaks off")
}

/// Characters of the end that are looked at; no ending is longer.
const LONGEST_ENDING: usize = 80;
/// Lines in which a wall may stand above the links of its page.
const LAST_LINES: usize = 8;
/// Words of a line that is no label.
const RUNNING_WORDS: usize = 5;

/// Whether a line stops within a word: `a national secur...`. Addresses are cut by their layout.
fn breaks_off(line: &str) -> bool {
    let stopped = line.strip_suffix("...").or_else(|| line.strip_suffix('…')).filter(|line| !line.ends_with('.'));
    let last_word = |line: &str| line.split_whitespace().next_back().map(str::to_owned).unwrap_or_default();
    stopped.is_some_and(|line| {
        let word = last_word(line);
        line.split_whitespace().count() >= RUNNING_WORDS
            && word.ends_with(char::is_lowercase)
            && !word.contains(['/', '@', '“', '"'])
            && line.matches(['“', '"', '„', '«']).count() == line.matches(['”', '»']).count()
    })
}

fn last_chars(text: &str, n: usize) -> &str {
    let start = text.char_indices().rev().take(n).last().map_or(text.len(), |(at, _)| at);
    &text[start..]
}

/// Lower case, and `…` as three points.
fn plain(text: &str) -> String {
    text.to_lowercase().replace('…', "...").replace('’', "'")
}

/// Whether a line may begin as an ending does, as far as its first byte tells.
fn may_begin(line: &str, ending: &str) -> bool {
    match (line.bytes().next(), ending.bytes().next()) {
        (Some(first), Some(wanted)) => !first.is_ascii() || wanted == b'#' || first.to_ascii_lowercase() == wanted,
        _ => true,
    }
}

fn starts_with(text: &str, ending: &str) -> bool {
    text.starts_with(ending.split('#').next().unwrap_or_default())
}

/// Whether a text ends in a pattern that begins a word or a line; `#` stands for figures.
fn ends_with(text: &str, ending: &str) -> bool {
    // Nearly every text ends in another letter than nearly every ending.
    if let (Some(last), Some(wanted)) = (text.bytes().next_back(), ending.bytes().next_back())
        && last != wanted
        && wanted != b'#'
    {
        return false;
    }
    let Some((head, tail)) = ending.split_once('#') else {
        return text.strip_suffix(ending).is_some_and(|before| !before.ends_with(char::is_alphanumeric));
    };
    text.strip_suffix(tail)
        .map(|before| before.trim_end_matches(|c: char| c.is_ascii_digit()))
        .is_some_and(|before| before.ends_with(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lose_their_dates() {
        for (dateline, expected) in [
            ("PORT LINDOW, March 7 -", "PORT LINDOW"),
            ("PORT LINDOW (LC) ", "PORT LINDOW"),
            ("PARIS, Texas, March 7", "PARIS, Texas"),
            ("PORT LINDOW, March 7, 1994 (Courier)", "PORT LINDOW"),
            ("GENEVA", "GENEVA"),
            ("(Courier)", "(Courier)"),
        ] {
            assert_eq!(place(dateline), expected);
        }
    }

    #[test]
    fn texts_that_are_cut_are_known_by_their_ends() {
        for text in [
            "Crews met […]",
            "Crews met [...]\n",
            "Crews met. Read more",
            "Crews m… [+2310 chars]",
            "x (more)",
            "Crews met.\n\nSubscribe to continue reading.\nHome\nSport\nContact",
            "Crews met.\nYou’ve reached your limit of free articles\n",
            "Here is what the mayor said after the crews had met:",
            "Crews met the mayor in the old market h...",
        ] {
            assert!(cut(text).is_some(), "{text}");
        }
        for text in [
            "Crews met.",
            "“We shall see …”",
            "He had no more",
            "They spread more",
            "Crews met.\n\nPress contact:",
            "Crews met.\nends 04/ 09/ 96 e9: 43 Pg:",
            "Crews met.\nSubscribe to our newsletter\nHome",
            "Asked who would pay, the mayor said to the crews “we shall see...",
            "The report of the crews can be found at http://example.org/reports/med...",
            "",
        ] {
            assert_eq!(cut(text), None, "{text}");
        }
    }
}
