//! The same words given to several people.
//!
//! Names are compared as a reader would: a surname is whoever bears it, spellings of one name are one, and "a spokesman" is
//! nobody in particular, so that he contradicts no one.

use super::{Appearance, Wording};
use crate::article::PartialDate;
use crate::lexicon::spelling_key;

/// Fewer words than these many people say of themselves.
const LEAST_WORDS: usize = 5;

/// Below this an attribution is doubtful.
const DOUBTFUL_BELOW: f32 = 0.6;

/// Words that are given to more than one person.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The words as they were printed first.
    pub words: String,
    /// To whom, the earliest first.
    pub claims: Vec<Claim>,
    /// Whether fewer than two of the claims are sure.
    pub is_doubtful: bool,
}

/// One person to whom words are given.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The fullest name.
    pub speaker: String,
    /// In how many articles.
    pub n_articles: usize,
    /// The first of them.
    pub first_id: String,
    /// When that was published.
    pub first_date: Option<PartialDate>,
    /// The highest confidence among them.
    pub confidence: f32,
}

/// The conflicts of each wording, in their order; one that another wording has already told is told once.
pub(super) fn conflicts(wordings: &[Wording]) -> Vec<Conflict> {
    let mut conflicts: Vec<Conflict> = Vec::new();
    for wording in wordings.iter().filter(|wording| wording.words.split_whitespace().count() >= LEAST_WORDS) {
        let claims = claims(&wording.appearances);
        let is_told = |known: &Conflict| {
            known.claims.len() == claims.len()
                && known.claims.iter().zip(&claims).all(|(a, b)| is_one(&a.speaker, &b.speaker))
        };
        if claims.len() > 1 && !conflicts.iter().any(is_told) {
            let n_sure = claims.iter().filter(|claim| claim.confidence >= DOUBTFUL_BELOW).count();
            conflicts.push(Conflict { words: wording.words.clone(), claims, is_doubtful: n_sure < 2 });
        }
    }
    conflicts
}

/// The people to whom appearances give the words, the earliest first.
fn claims(appearances: &[Appearance]) -> Vec<Claim> {
    // Each with the last article counted: those of one article follow each other.
    let mut claims: Vec<(Claim, &str)> = Vec::new();
    for appearance in appearances.iter().filter(|appearance| appearance.is_person) {
        let Some(speaker) = &appearance.speaker else { continue };
        let confidence = appearance.confidence.map_or(0.0, |confidence| confidence.get());
        match claims.iter_mut().find(|(claim, _)| is_one(&claim.speaker, speaker)) {
            Some((claim, last)) => {
                claim.confidence = claim.confidence.max(confidence);
                if speaker.len() > claim.speaker.len() {
                    claim.speaker.clone_from(speaker);
                }
                if std::mem::replace(last, &appearance.id) != appearance.id {
                    claim.n_articles += 1;
                }
            }
            None => {
                let claim = Claim {
                    speaker: speaker.clone(),
                    n_articles: 1,
                    first_id: appearance.id.clone(),
                    first_date: appearance.date,
                    confidence,
                };
                claims.push((claim, &appearance.id));
            }
        }
    }
    claims.into_iter().map(|(claim, _)| claim).collect()
}

/// Whether two names can be one person's: the same surname, and first names that do not contradict.
fn is_one(a: &str, b: &str) -> bool {
    let keys = |name: &str| -> Vec<String> {
        let words =
            name.split(|c: char| c.is_whitespace() || c == '-').filter(|word| word.chars().any(char::is_alphanumeric));
        let words = words.map(|word| spelling_key(&word.to_lowercase()));
        words.filter(|word| !is_suffix(word)).collect()
    };
    let (a, b) = (keys(a), keys(b));
    let (Some(last_a), Some(last_b)) = (a.last(), b.last()) else { return false };
    if a.len() == 1 || b.len() == 1 {
        let (short, long) = if a.len() == 1 { (&a, &b) } else { (&b, &a) };
        return long.contains(&short[0]);
    }
    let initial = |name: &str| name.chars().next();
    // "Jane Smith Jones" is "Jane Smith": the shorter name's words all stand in the longer.
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    last_a == last_b && initial(&a[0]) == initial(&b[0]) || short.iter().all(|word| long.contains(word))
}

fn is_suffix(word: &str) -> bool {
    matches!(word.trim_end_matches('.'), "jr" | "sr" | "ii" | "iii" | "iv")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_person_do_not_contradict() {
        for (a, b, expected) in [
            ("Dmitry Orlov", "Orlov", true),
            ("D. Orlov", "Dmitry Orlov", true),
            ("Dmitry Orlov", "Boris Orlov", false),
            ("Volodymyr Zelenskiy", "Volodymyr Zelensky", true),
            ("Ruth Amsel", "Clara Visser", false),
            ("Jane Smith", "Jane Smith Jones", true),
            ("Martin Hale Jr.", "Martin Hale", true),
        ] {
            assert_eq!(is_one(a, b), expected, "{a}, {b}");
            assert_eq!(is_one(b, a), expected, "{b}, {a}");
        }
    }
}
