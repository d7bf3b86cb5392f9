//! Letters as the index compares them: NFKC, lower case, without diacritics, apostrophes straight.
//!
//! `Łódź` → `lodz`, `Zoë’s` → `zoe's`, `ﬁnal` → `final`, `Straße` → `strasse`. Marks that are letters of
//! their script (vowel signs of India, voicing marks of kana) stay.

use crate::lexicon::typed_letter;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// The whole value as one term: folded, blanks at its ends dropped and runs of them made one.
///
/// ```
/// use dateline::index::analyzer::fold;
/// assert_eq!(fold(" José  Ortega "), "jose ortega");
/// ```
pub fn fold(value: &str) -> Cow<'_, str> {
    let is_folded = |value: &str| {
        value.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase() && !b.is_ascii_control())
            && !value.contains("  ")
            && !value.starts_with(' ')
            && !value.ends_with(' ')
    };
    if is_folded(value) {
        return Cow::Borrowed(value);
    }
    let mut folded = String::with_capacity(value.len());
    for (n, word) in value.split_whitespace().enumerate() {
        if n > 0 {
            folded.push(' ');
        }
        fold_wide(word, &mut folded);
    }
    Cow::Owned(folded)
}

/// Appends a word of ASCII.
#[inline]
pub(super) fn fold_plain(word: &str, has_capital: bool, folded: &mut String) {
    let begin = folded.len();
    folded.push_str(word);
    if has_capital {
        folded[begin..].make_ascii_lowercase();
    }
}

/// Appends a word of ASCII and `’` alone.
pub(super) fn fold_apostrophes(word: &str, folded: &mut String) {
    folded.extend(word.chars().map(|c| if c == '’' { '\'' } else { c.to_ascii_lowercase() }));
}

/// Appends a word of any letters.
pub(super) fn fold_wide(word: &str, folded: &mut String) {
    let begin = folded.len();
    for c in word.nfkd() {
        match c {
            '’' | '‘' | 'ʼ' => folded.push('\''),
            _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            _ if is_dropped(c) => {}
            _ => {
                for lower in c.to_lowercase() {
                    match typed_letter(lower) {
                        Some(typed) => folded.push_str(typed),
                        None => folded.push(lower),
                    }
                }
            }
        }
    }
    if !folded[begin..].is_ascii() {
        let composed: String = folded[begin..].nfc().collect();
        folded.truncate(begin);
        folded.push_str(&composed);
    }
}

/// Diacritics, points of unvowelled scripts, and characters that are not seen.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{483}'..='\u{487}'
        // Hebrew and Arabic points, and the stroke that stretches an Arabic word.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}'
        // Default-ignorable: soft hyphen, joiners, direction marks, variation selectors.
        | '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_fold_as_a_reader_types_them() {
        for (value, expected) in [
            ("Łódź", "lodz"),
            ("Zoë’s", "zoe's"),
            ("Straße", "strasse"),
            ("İstanbul Iğdır", "istanbul igdir"),
            ("Þingvellir", "thingvellir"),
            ("ﬁnal", "final"),
            ("ＡＢＣ", "abc"),
            ("Việt Nam", "viet nam"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
            ("Οδυσσεύς", "οδυσσευσ"),
            ("Ёлкин", "елкин"),
            ("한국", "한국"),
            ("が", "が"),
            ("हिन्दी", "हिन्दी"),
            ("re\u{ad}opened", "reopened"),
            ("  Dmitry\tPeskov ", "dmitry peskov"),
            ("plain words", "plain words"),
        ] {
            assert_eq!(fold(value), expected, "{value}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for value in ["Ærøskøbing", "Nguyễn Phú Trọng", "ΣΊΣΥΦΟΣ", "가각", "ǅ", "№ 5"] {
            let once = fold(value).into_owned();
            assert_eq!(fold(&once), once);
        }
    }
}
