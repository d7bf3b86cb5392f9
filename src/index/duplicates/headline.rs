//! What a headline says of its version: `UPDATE 2-Rice to rise (CORRECTED)` is the fifth state of `Rice to rise`.

use super::sketch::hash_of_words;
use crate::lexicon::{RevisionKind, revision_kind};

/// What a headline says of its version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revision {
    /// The later, the greater: twice the number of the update, and one more for a correction of it.
    pub number: u16,
    /// Whether the story is not to be used.
    pub is_kill: bool,
    /// Whether it says that it is an update, a correction or a kill.
    pub is_marked: bool,
}

/// Headlines with fewer words than this stand over many stories.
const FEW_WORDS: usize = 3;
/// Labels read off one headline.
const MOST_LABELS: usize = 4;
/// Characters between a headline and its labels.
const SEPARATORS: [char; 7] = ['-', '–', '—', ':', '/', '|', ','];
const BRACKETS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('<', '>'), ('{', '}')];

/// A hash of a headline without its labels, 0 where it says too little; and what its labels say.
pub(super) fn read(headline: &str) -> (u64, Revision) {
    let mut rest = headline.trim();
    let mut revision = Revision::default();
    for _ in 0..MOST_LABELS {
        let Some((kind, label, without)) = leading(rest).or_else(|| trailing(rest)) else { break };
        revision.add(kind, label);
        rest = without;
    }
    let says_enough = rest.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count() >= FEW_WORDS;
    (if says_enough { hash_of_words(rest) } else { 0 }, revision)
}

impl Revision {
    fn add(&mut self, kind: RevisionKind, label: &str) {
        let digits: String = label.chars().filter(char::is_ascii_digit).take(3).collect();
        match kind {
            RevisionKind::Update => self.number += 2 * digits.parse().unwrap_or(1),
            RevisionKind::Correction => self.number += 1,
            RevisionKind::Kill => self.is_kill = true,
            RevisionKind::Repeat => return,
        }
        self.is_marked = true;
    }
}

type Found<'h> = Option<(RevisionKind, &'h str, &'h str)>;

/// The label that a headline begins with, and what stands behind it.
fn leading(headline: &str) -> Found<'_> {
    for (open, close) in BRACKETS {
        if let Some((label, rest)) = headline.strip_prefix(open).and_then(|inside| inside.split_once(close)) {
            return kind(label).map(|kind| (kind, label, trim(rest)));
        }
    }
    headline.match_indices(SEPARATORS).take(3).find_map(|(at, separator)| {
        let label = &headline[..at];
        kind(label).map(|kind| (kind, label, trim(&headline[at + separator.len()..])))
    })
}

/// The label that a headline ends with, and what stands before it.
fn trailing(headline: &str) -> Found<'_> {
    for (open, close) in BRACKETS {
        if let Some((rest, label)) = headline.strip_suffix(close).and_then(|inside| inside.rsplit_once(open)) {
            return kind(label).map(|kind| (kind, label, trim(rest)));
        }
    }
    headline.rmatch_indices(SEPARATORS).take(2).find_map(|(at, separator)| {
        let label = &headline[at + separator.len()..];
        kind(label).map(|kind| (kind, label, trim(&headline[..at])))
    })
}

fn trim(rest: &str) -> &str {
    rest.trim_matches(|c: char| c.is_whitespace() || SEPARATORS.contains(&c))
}

/// What a label says; `0` stands for its figures.
fn kind(label: &str) -> Option<RevisionKind> {
    /// No label of the list is longer.
    const LONGEST: usize = 40;
    if label.len() > LONGEST {
        return None;
    }
    let mut plain = String::with_capacity(label.len());
    for word in label.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        let tail = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_ordinal = ["st", "nd", "rd", "th"].iter().any(|ending| tail.eq_ignore_ascii_case(ending));
        match (tail.len() < word.len(), is_ordinal) {
            (true, true) => plain.push_str("0th"),
            (true, false) => {
                plain.push('0');
                plain.push_str(&tail.to_lowercase());
            }
            (false, _) => plain.push_str(&word.to_lowercase()),
        }
    }
    revision_kind(plain.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_off_and_the_headline_is_the_same() {
        let (plain, none) = read("Rice to rise in June");
        assert_eq!((plain != 0, none), (true, Revision::default()));
        for (headline, number) in [
            ("UPDATE 2-Rice to rise in June", 4),
            ("UPDATE 2 - Rice to rise in June (Corrected)", 5),
            ("CORRECTED: Rice to rise in June", 1),
            ("Rice to rise in June, 1st Ld-Writethru", 4),
            ("[Refile] Rice to rise in June", 1),
            ("CORRECTED-UPDATE 1-RICE TO RISE IN JUNE", 3),
        ] {
            let (title, revision) = read(headline);
            assert_eq!((title, revision), (plain, Revision { number, is_kill: false, is_marked: true }), "{headline}");
        }
        assert_eq!(read("RPT-Rice to rise in June"), (plain, none));
        let (title, revision) = read("KILL – Rice to rise in June");
        assert_eq!((title, revision.is_kill), (plain, true));
    }

    #[test]
    fn other_headlines_are_left_as_they_are() {
        for headline in ["Updates on rice, June – an update to come", "Kill switch: how it works", "10-year-olds lead"]
        {
            assert_eq!(read(headline).1, Revision::default(), "{headline}");
        }
        assert_eq!(read("UPDATE 3-Rice").0, 0, "one word stands over many stories");
        assert_eq!(read(""), (0, Revision::default()));
    }
}
