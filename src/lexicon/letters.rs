//! Letters that a reader types as others, and that Unicode's decompositions do not bring together.

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// What is typed for a lower-case letter such as `ł` or `ß`; `None` for all but those of `data/letters.tsv`.
pub fn typed_letter(letter: char) -> Option<&'static str> {
    static LETTERS: OnceLock<FxHashMap<char, &'static str>> = OnceLock::new();
    let letters = LETTERS.get_or_init(|| {
        super::rows(include_str!("../../data/letters.tsv"))
            .filter_map(|row| row.first()?.chars().next().zip(row.get(1).copied()))
            .collect()
    });
    letters.get(&letter).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_fold_to_what_is_typed() {
        assert_eq!(typed_letter('ł'), Some("l"));
        assert_eq!(typed_letter('ß'), Some("ss"));
        assert_eq!(typed_letter('l'), None);
    }
}
