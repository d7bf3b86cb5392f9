//! What a reader may say of an article's edges: where its dateline field says it was filed, and whether its end is cut.

use crate::lexicon;

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

/// Whether a text ends as a teaser does.
pub(super) fn is_cut(text: &str) -> bool {
    // The longest ending has fewer letters.
    let tail: String = text.trim_end().chars().rev().take(60).collect();
    let tail: String = tail.chars().rev().flat_map(char::to_lowercase).collect();
    let tail = tail.replace('…', "...");
    lexicon::cut_endings().iter().any(|ending| ends_with(&tail, ending))
}

/// Whether a text ends in a pattern that begins a word or a line; `#` stands for figures.
fn ends_with(text: &str, ending: &str) -> bool {
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
    fn teasers_are_known_by_their_ends() {
        for cut in ["Crews met […]", "Crews met [...]\n", "Crews met. Read more", "Crews m… [+2310 chars]", "x (more)"]
        {
            assert!(is_cut(cut), "{cut}");
        }
        for whole in ["Crews met.", "“We shall see …”", "He had no more", "They spread more"] {
            assert!(!is_cut(whole), "{whole}");
        }
    }
}
