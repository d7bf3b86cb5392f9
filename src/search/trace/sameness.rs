//! Whether words near to a sentence are the same utterance: the words that differ decide, not how many they are.
//!
//! Little words come and go (`until` and `till`, `will` and `would`), and words are put in or left out; a denial, a number
//! or another noun in a noun's place makes another sentence of it, however long that is. A verb may give way to another
//! where enough of the rest stands.

use super::words_of;
use crate::lexicon::{Class, Classes, Language, Lexicon, inflections, is_denial, spelling_key};

/// Other words of weight that must stand for each verb that gave way.
const KEPT_FOR_EACH: usize = 3;

/// Words whose change leaves a sentence what it is.
const LITTLE: Classes = Classes::only(Class::Determiner)
    .with(Class::Possessive)
    .with(Class::Pronoun)
    .with(Class::ObjectPronoun)
    .with(Class::Reflexive)
    .with(Class::Contraction)
    .with(Class::Expletive)
    .with(Class::Be)
    .with(Class::Auxiliary)
    .with(Class::Modal)
    .with(Class::Preposition)
    .with(Class::Infinitive)
    .with(Class::Conjunction)
    .with(Class::Subordinator)
    .with(Class::Complementizer)
    .with(Class::Relative)
    .with(Class::Adverb)
    .with(Class::Particle);

/// What stands before a verb, perhaps with an adverb between.
const BEFORE_VERB: Classes = Classes::only(Class::Modal)
    .with(Class::Auxiliary)
    .with(Class::SubjectPronoun)
    .with(Class::Contraction)
    .with(Class::Negation);

/// What stands before a noun, perhaps with an adjective between.
const BEFORE_NOUN: Classes =
    Classes::only(Class::Determiner).with(Class::Possessive).with(Class::Preposition).with(Class::Numeral);

/// Words in order, folded as the index has them and as they are printed.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) folded: Vec<String>,
    pub(super) printed: Vec<String>,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let words = words_of(text, 0);
        let printed = words.iter().map(|(_, span)| text.get(span.start..span.end).unwrap_or_default().to_owned());
        Self { printed: printed.collect(), folded: words.into_iter().map(|(word, _)| word).collect() }
    }
}

/// What a word weighs where it differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Little,
    Denial,
    Number(String),
    Telling,
}

/// Words that stand in one wording only, between words of both.
#[derive(Default)]
struct Gap {
    gone: Vec<usize>,
    new: Vec<usize>,
}

/// Whether two wordings are one utterance in a language.
pub(super) fn is_same(from: &Words, to: &Words, language: Language) -> bool {
    let lexicon = Lexicon::of(language);
    let gaps = gaps(&from.folded, &to.folded);
    let weights = |words: &Words, pick: &dyn Fn(&Gap) -> Vec<usize>| -> Vec<Weight> {
        let places = gaps.iter().flat_map(pick);
        let mut weights: Vec<Weight> = places.map(|place| weight(words, place, lexicon)).collect();
        weights.sort();
        weights
    };
    let (gone, new) = (weights(from, &|gap| gap.gone.clone()), weights(to, &|gap| gap.new.clone()));
    let n_denials = |weights: &[Weight]| weights.iter().filter(|weight| **weight == Weight::Denial).count();
    if n_denials(&gone) != n_denials(&new) || numbers(&gone) != numbers(&new) {
        return false;
    }
    let n_changed = gaps.iter().map(|gap| changed(gap, from, to, lexicon)).sum::<Option<usize>>();
    let is_gone = |place: &usize| gaps.iter().any(|gap| gap.gone.contains(place));
    let n_kept = (0..from.folded.len())
        .filter(|place| !is_gone(place) && weight(from, *place, lexicon) != Weight::Little)
        .count();
    n_changed.is_some_and(|n_changed| n_changed * KEPT_FOR_EACH <= n_kept)
}

/// How many words of weight a text has.
pub(super) fn n_telling(text: &str, language: Language) -> usize {
    let words = Words::of(text);
    let lexicon = Lexicon::of(language);
    (0..words.folded.len()).filter(|&place| weight(&words, place, lexicon) != Weight::Little).count()
}

/// The numbers among words; "one" by itself may be no number.
fn numbers(weights: &[Weight]) -> Vec<&str> {
    let numbers = weights.iter().filter_map(|weight| match weight {
        Weight::Number(number) => Some(number.as_str()),
        _ => None,
    });
    let numbers: Vec<&str> = numbers.collect();
    if numbers == ["1"] { Vec::new() } else { numbers }
}

/// How many verbs give way to others in a gap; `None` where another word of weight does.
fn changed(gap: &Gap, from: &Words, to: &Words, lexicon: &Lexicon) -> Option<usize> {
    let telling = |words: &Words, places: &[usize]| -> Vec<usize> {
        places.iter().copied().filter(|&place| weight(words, place, lexicon) == Weight::Telling).collect()
    };
    let (mut gone, mut new) = (telling(from, &gap.gone), telling(to, &gap.new));
    if is_written_otherwise(gap, from, to) {
        return Some(0);
    }
    gone.retain(|&place| {
        let same = new.iter().position(|&other| is_one_word(&from.folded[place], &to.folded[other]));
        same.map(|same| new.remove(same)).is_none()
    });
    let n = gone.len().min(new.len());
    let are_verbs = || {
        gone.iter().all(|&place| is_verb(from, place, lexicon)) && new.iter().all(|&place| is_verb(to, place, lexicon))
    };
    (n == 0 || are_verbs()).then_some(n)
}

fn weight(words: &Words, place: usize, lexicon: &Lexicon) -> Weight {
    let folded = words.folded[place].as_str();
    let word = lexicon.words.id(folded);
    let classes = lexicon.words.classes(word);
    if classes.has(Class::Negation) || is_denial(folded) {
        return Weight::Denial;
    }
    if folded.contains(|c: char| c.is_ascii_digit()) {
        return Weight::Number(folded.replace(',', ""));
    }
    let is_name = words.printed[place].starts_with(char::is_uppercase);
    let date = lexicon.dates.get(word);
    let named = [("month", date.month), ("weekday", date.weekday)];
    let counted = [date.number.map(u16::from), date.scale];
    let place_in_row = date.ordinal.filter(|_| !classes.has(Class::Adverb));
    if let Some(number) = counted.into_iter().flatten().next() {
        return Weight::Number(number.to_string());
    }
    if let Some(nth) = place_in_row {
        return Weight::Number(format!("{nth}th"));
    }
    if let Some((what, n)) = named.into_iter().filter(|_| is_name).find_map(|(what, n)| Some((what, n?))) {
        return Weight::Number(format!("{what} {n}"));
    }
    if classes.any(LITTLE) { Weight::Little } else { Weight::Telling }
}

/// Whether a word stands where a verb does.
fn is_verb(words: &Words, place: usize, lexicon: &Lexicon) -> bool {
    let classes = |place: usize| lexicon.words.classes(lexicon.words.id(&words.folded[place]));
    if words.printed[place].starts_with(char::is_uppercase) && place > 0 {
        return false;
    }
    let before = (0..place).rev().map(classes).find(|classes| !classes.has(Class::Adverb) || classes.any(BEFORE_NOUN));
    let Some(before) = before else { return false };
    if before.has(Class::Infinitive) {
        // "to build a wall", and not "to war".
        let after = words.folded.get(place + 1).map(|_| classes(place + 1));
        return after.is_some_and(|after| after.any(BEFORE_NOUN) && !after.has(Class::Preposition));
    }
    let word = &words.folded[place];
    let is_participle = word.len() > 4 && (word.ends_with("ed") || word.ends_with("ing"));
    before.any(BEFORE_VERB) || is_participle && !before.any(BEFORE_NOUN)
}

/// Whether a gap holds one thing written in two ways: `health care` and `healthcare`, `U.S.` and `United States`.
fn is_written_otherwise(gap: &Gap, from: &Words, to: &Words) -> bool {
    let letters = |words: &Words, places: &[usize]| -> String {
        places.iter().flat_map(|&place| words.folded[place].chars()).filter(|c| c.is_alphanumeric()).collect()
    };
    let initials = |words: &Words, places: &[usize]| -> String {
        places.iter().filter_map(|&place| words.folded[place].chars().next()).collect()
    };
    let (gone, new) = (letters(from, &gap.gone), letters(to, &gap.new));
    let is_short = |short: &str, places: &[usize], words| places.len() > 1 && *short == initials(words, places);
    gone == new
        || gap.new.len() == 1 && is_short(&new, &gap.gone, from)
        || gap.gone.len() == 1 && is_short(&gone, &gap.new, to)
}

/// Whether two words are one: inflected, spelled otherwise, or misspelled.
fn is_one_word(a: &str, b: &str) -> bool {
    let bare = |word: &str| word.trim_end_matches("'s").trim_end_matches('\'').to_owned();
    let (a, b) = (bare(a), bare(b));
    a == b || spelling_key(&a) == spelling_key(&b) || inflections(&a).contains(&b) || is_misspelled(&a, &b)
}

/// Whether one letter is wrong, missing or too many in a long word, the first one right; short ones are other words then.
fn is_misspelled(a: &str, b: &str) -> bool {
    const SHORTEST: usize = 8;
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.len() < SHORTEST || long.len() - short.len() > 1 || short[0] != long[0] {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let rest = if short.len() == long.len() { &short[(same + 1).min(short.len())..] } else { &short[same..] };
    *rest == long[(same + 1).min(long.len())..]
}

/// What stands in one wording only, between the words of both: a longest common subsequence, from the end.
fn gaps(a: &[String], b: &[String]) -> Vec<Gap> {
    let mut gaps = vec![Gap::default()];
    for edit in edits(a, b) {
        let gap = gaps.last_mut().expect("there is always one");
        match edit {
            Edit::Same(..) if gap.gone.is_empty() && gap.new.is_empty() => {}
            Edit::Same(..) => gaps.push(Gap::default()),
            Edit::Gone(place) => gap.gone.push(place),
            Edit::New(place) => gap.new.push(place),
        }
    }
    gaps
}

/// A step from one wording to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// Word of the second; it is in both.
    Same(usize),
    /// Word of the first only.
    Gone(usize),
    /// Word of the second only.
    New(usize),
}

/// The steps from one wording to another, by a longest common subsequence.
pub(super) fn edits(a: &[String], b: &[String]) -> Vec<Edit> {
    let mut common = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] = if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let mut edits = Vec::with_capacity(a.len().max(b.len()));
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            edits.push(Edit::Same(j));
            (i, j) = (i + 1, j + 1);
        } else if j >= b.len() || i < a.len() && common[i + 1][j] >= common[i][j + 1] {
            edits.push(Edit::Gone(i));
            i += 1;
        } else {
            edits.push(Edit::New(j));
            j += 1;
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn the_words_that_differ_decide() {
        for (a, b, expected) in [
            // Little words, forms, spellings, what is put in or left out.
            (
                "The dam will hold until the spring rains are over",
                "the dam would hold till spring rains are over",
                true,
            ),
            (
                "The dam will hold until the spring rains are over",
                "The old dam will hold until the rains are over",
                true,
            ),
            ("We are mending the harbour of our town", "We mended the harbours of our towns", true),
            ("Parliament will vote on the bill in Ghent", "Parliment will vote on the bill in Ghent", true),
            ("We will not sell the harbour", "We won't sell the harbour", true),
            ("Our health care costs too much money", "Our healthcare costs too much money", true),
            ("The United States will stand by Ghent", "The U.S. will stand by Ghent", true),
            ("We met Volodymyr Zelensky in Ghent on that day", "We met Volodymyr Zelenskyy in Ghent on that day", true),
            ("Three ferries sank in the storm of last week", "3 ferries sank in the storm of last week", true),
            ("This is one good reason to wait", "This is a good reason to wait", true),
            (
                "Ghent said it would widen the canal and the two locks",
                "Ghent said it would deepen the canal and the two locks",
                true,
            ),
            // Nouns, names, numbers and denials.
            (
                "The dam will hold until the spring rains are over",
                "The town will hold until the spring rains are over",
                false,
            ),
            (
                "We will build a bridge over the river in Ghent",
                "We will build a bridge over the river in Bruges",
                false,
            ),
            (
                "The dam will hold until the spring rains are over",
                "The dam will not hold until the spring rains are over",
                false,
            ),
            ("Nobody told the harbour master of the leak", "Somebody told the harbour master of the leak", false),
            ("Three ferries sank in the storm of last week", "Four ferries sank in the storm of last week", false),
            ("The court sat on Monday and rose on Friday", "The court sat on Tuesday and rose on Friday", false),
            ("The ferries go out in May and in June", "The ferries go out in May and in July", false),
            (
                "The mill burned down in 1911 with all its grain",
                "The mill burned down in 1912 with all its grain",
                false,
            ),
            ("We will vote for peace and for bread", "We will vote for war and for bread", false),
            ("The proposed law protects the small farmers", "The revised law protects the small farmers", false),
            // A verb, with too little around it.
            ("We will win this", "We will lose this", false),
        ] {
            assert_eq!(is_same(&Words::of(a), &Words::of(b), Language::English), expected, "{a} | {b}");
            assert_eq!(is_same(&Words::of(b), &Words::of(a), Language::English), expected, "{b} | {a}");
        }
    }

    #[test]
    fn one_wrong_letter_is_a_misspelling_in_a_long_word_only() {
        for (a, b, expected) in [
            ("parliment", "parliament", true),
            ("ministers", "minosters", true),
            ("minister", "ministre", false),
            ("bread", "break", false),
            ("county", "country", false),
            ("reporting", "deporting", false),
        ] {
            assert_eq!(is_misspelled(a, b), expected, "{a} {b}");
        }
    }
}
