//! The same words given to several people.
//!
//! Names are compared as a reader would: a surname is whoever bears it, spellings of one name are one, and "a spokesman" is
//! nobody in particular, so that he contradicts no one. Neither do two people who are both heard to say it in transcripts, nor
//! words that everybody says.

use super::sameness::n_telling;
use super::{Appearance, Wording};
use crate::article::PartialDate;
use crate::lexicon::{Class, Language, Lexicon, is_nickname, spelling_key};

/// Fewer words of weight than these many people say of themselves.
const LEAST_TELLING: usize = 4;

/// What more people than these are given is a common saying.
const MOST_CLAIMS: usize = 3;

/// Sentences of one person that are compared with those of another.
const MOST_SENTENCES: usize = 20;

/// The rules of words that somebody is heard to say himself: two people who do so contradict nobody.
const OWN_VOICE: [&str; 2] = ["turn", "speech"];

/// Below this an attribution is doubtful.
const DOUBTFUL_BELOW: f32 = 0.6;

/// Words that are given to more than one person.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The words as they were printed first.
    pub words: String,
    /// To whom, the earliest first.
    pub claims: Vec<Claim>,
    /// Whether fewer than two of the claims are sure, or all of them are one article's.
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
    for wording in wordings.iter().filter(|wording| n_telling(&wording.words, Language::English) >= LEAST_TELLING) {
        let found = claims(&wording.appearances);
        let n_sure = found.iter().filter(|found| found.claim.confidence >= DOUBTFUL_BELOW).count();
        // Within one article a second name is mostly a slip of the reading.
        let is_one_article = found.iter().all(|other| other.claim.first_id == found[0].claim.first_id);
        let is_contradiction = (2..=MOST_CLAIMS).contains(&found.len())
            && found.iter().any(|found| !found.is_own_voice)
            && are_alike(&found)
            && (n_sure > 1 || !is_one_article);
        let claims: Vec<Claim> = found.into_iter().map(|found| found.claim).collect();
        let is_told = |known: &Conflict| {
            known.claims.len() == claims.len()
                && known.claims.iter().zip(&claims).all(|(a, b)| is_one(&a.speaker, &b.speaker))
        };
        if is_contradiction && !conflicts.iter().any(is_told) {
            conflicts.push(Conflict {
                words: wording.words.clone(),
                claims,
                is_doubtful: n_sure < 2 || is_one_article,
            });
        }
    }
    conflicts
}

/// Whether two people are given the same sentence, and not a phrase within sentences of their own.
fn are_alike(found: &[Found<'_>]) -> bool {
    found.iter().enumerate().any(|(n, a)| {
        found[n + 1..].iter().any(|b| a.sentences.iter().any(|a| b.sentences.iter().any(|b| is_alike(a, b))))
    })
}

/// Whether two sorted lists have most words in common.
fn is_alike(a: &[String], b: &[String]) -> bool {
    let (mut i, mut j, mut n_common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, n_common) = (i + 1, j + 1, n_common + 1),
        }
    }
    n_common * 10 >= a.len().max(b.len()) * 7
}

/// A claim while appearances are gone through.
struct Found<'a> {
    claim: Claim,
    /// The last article counted: those of one article follow each other.
    last: &'a str,
    /// The sentences in which the words are given to the person, the first few.
    sentences: Vec<&'a [String]>,
    /// Whether the person is heard to say it wherever it stands.
    is_own_voice: bool,
}

/// The people to whom appearances give the words, the earliest first.
fn claims(appearances: &[Appearance]) -> Vec<Found<'_>> {
    let mut claims: Vec<Found<'_>> = Vec::new();
    for appearance in appearances.iter().filter(|appearance| appearance.is_person) {
        let Some(speaker) = &appearance.speaker else { continue };
        let confidence = appearance.confidence.map_or(0.0, |confidence| confidence.get());
        let is_own_voice = appearance.rule.as_deref().is_some_and(|rule| OWN_VOICE.contains(&rule));
        match claims.iter_mut().find(|found| is_one(&found.claim.speaker, speaker)) {
            Some(found) => {
                let claim = &mut found.claim;
                claim.confidence = claim.confidence.max(confidence);
                if speaker.len() > claim.speaker.len() {
                    claim.speaker.clone_from(speaker);
                }
                if std::mem::replace(&mut found.last, &appearance.id) != appearance.id {
                    claim.n_articles += 1;
                }
                found.is_own_voice &= is_own_voice;
                if found.sentences.len() < MOST_SENTENCES {
                    found.sentences.push(&appearance.sentence);
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
                let sentences = vec![appearance.sentence.as_slice()];
                claims.push(Found { claim, last: &appearance.id, sentences, is_own_voice });
            }
        }
    }
    claims
}

/// Whether two names can be one person's: the same surname, and first names that do not contradict.
fn is_one(a: &str, b: &str) -> bool {
    let keys = |name: &str| -> Vec<String> {
        let words =
            name.split(|c: char| c.is_whitespace() || c == '-').filter(|word| word.chars().any(char::is_alphanumeric));
        let words = words.map(|word| spelling_key(&word.to_lowercase()));
        words.filter(|word| !is_suffix(word)).collect()
    };
    let given = |name: &str| name.split_whitespace().next().unwrap_or_default().to_lowercase();
    let (given_a, given_b) = (given(a), given(b));
    let (a, b) = (keys(a), keys(b));
    let (Some(last_a), Some(last_b)) = (a.last(), b.last()) else { return false };
    if a.len() == 1 || b.len() == 1 {
        let (short, long) = if a.len() == 1 { (&a, &b) } else { (&b, &a) };
        return long.contains(&short[0]);
    }
    // "Missouri Hale", "Multiple Hale": what stands before the surname is no name to tell people by.
    let words = &Lexicon::english().words;
    let is_given = |name: &str| name.chars().count() < 3 || words.classes(words.id(name)).has(Class::GivenName);
    if last_a == last_b && !(is_given(&given_a) && is_given(&given_b)) {
        return true;
    }
    let initial = |name: &str| name.chars().next();
    // "Jane Smith Jones" is "Jane Smith": the shorter name's words all stand in the longer.
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let is_one_given = initial(&a[0]) == initial(&b[0]) || is_nickname(&a[0], &b[0]);
    last_a == last_b && is_one_given || short.iter().all(|word| long.contains(word))
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
            ("Bob Hale", "Robert Hale", true),
            ("Bob Hale", "William Hale", false),
            ("Senators Clara Visser", "Visser", true),
            ("Missouri Hale", "Robert Hale", true),
            ("Jane Smith", "Jane Smith Jones", true),
            ("Martin Hale Jr.", "Martin Hale", true),
        ] {
            assert_eq!(is_one(a, b), expected, "{a}, {b}");
            assert_eq!(is_one(b, a), expected, "{b}, {a}");
        }
    }
}
