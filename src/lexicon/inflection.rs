//! The forms an English word takes: number, tense and participle, nothing that makes another word of it.
//!
//! `talked` → `talked talk talks talking`, `said` → `said say says saying`. A stemmer would also put
//! *organ* and *organization* together. Words that fit no rule, and words that only look inflected
//! (`news`, `evening`), stand in `data/en/inflections.tsv`.

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// The word, lower case, and every other form of it that is spelled by the rules or listed; the word itself first.
///
/// Some of them nobody ever wrote; whoever asks knows which words there are.
pub fn inflections(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    if !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()) {
        let table = Table::english();
        for base in table.bases(word) {
            forms.extend(table.forms(&base));
            forms.push(base);
        }
    }
    let mut seen = FxHashSet::default();
    forms.retain(|form| seen.insert(form.clone()));
    forms
}

#[derive(Default)]
struct Table {
    /// Past forms of a base; it has none in -ed but those listed.
    verbs: FxHashMap<&'static str, Vec<&'static str>>,
    /// Plurals of a base.
    nouns: FxHashMap<&'static str, Vec<&'static str>>,
    /// The bases of a listed form.
    bases: FxHashMap<&'static str, Vec<&'static str>>,
    whole: FxHashSet<&'static str>,
}

impl Table {
    fn english() -> &'static Self {
        static ENGLISH: OnceLock<Table> = OnceLock::new();
        ENGLISH.get_or_init(|| {
            let mut table = Self::default();
            for row in super::rows(include_str!("../../data/en/inflections.tsv")) {
                let [kind, base, forms @ ..] = row.as_slice() else { continue };
                let forms: Vec<&str> = forms.iter().flat_map(|forms| forms.split_whitespace()).collect();
                for form in &forms {
                    table.bases.entry(form).or_default().push(base);
                }
                match *kind {
                    "verb" => drop(table.verbs.insert(base, forms)),
                    "noun" => drop(table.nouns.insert(base, forms)),
                    _ => drop(table.whole.insert(base)),
                }
            }
            table
        })
    }

    /// The words of which `word` is a form, itself among them.
    fn bases(&self, word: &str) -> Vec<String> {
        let mut bases = vec![word.to_owned()];
        bases.extend(self.bases.get(word).into_iter().flatten().map(|&base| base.to_owned()));
        if !self.whole.contains(word) {
            bases.extend(stripped(word).into_iter().filter(|base| self.forms(base).iter().any(|form| form == word)));
        }
        bases
    }

    /// The forms of a base, but for the base itself.
    fn forms(&self, base: &str) -> Vec<String> {
        let mut forms = Vec::new();
        if base.len() >= 3 || !base.bytes().any(is_vowel) {
            forms.extend(plurals(base));
        }
        if base.len() >= 3 && base.bytes().any(is_vowel) {
            forms.extend(participles(base));
            if !self.verbs.contains_key(base) {
                forms.extend(past_forms(base));
            }
        }
        forms.retain(|form| !self.whole.contains(form.as_str()));
        let listed = [&self.verbs, &self.nouns].into_iter().filter_map(|list| list.get(base)).flatten();
        forms.extend(listed.map(|&form| form.to_owned()));
        forms
    }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// What may be left of a word when an ending is taken away: candidates, most of them no words.
fn stripped(word: &str) -> Vec<String> {
    let mut bases = Vec::new();
    let endings = [("s", ""), ("es", ""), ("ies", "y"), ("d", ""), ("ed", ""), ("ied", "y"), ("ked", ""), ("ing", "")];
    for (ending, instead) in endings.into_iter().chain([("ing", "e"), ("ying", "ie"), ("king", "")]) {
        if let Some(stem) = word.strip_suffix(ending) {
            bases.push(format!("{stem}{instead}"));
            let letters = stem.as_bytes();
            if letters.len() >= 2 && letters[letters.len() - 1] == letters[letters.len() - 2] {
                bases.push(stem[..stem.len() - 1].to_owned());
            }
        }
    }
    bases
}

/// Forms in -s.
fn plurals(base: &str) -> Vec<String> {
    if let Some(stem) = ends_in_consonant_y(base) {
        return vec![format!("{stem}ies")];
    }
    if ["s", "x", "z", "ch", "sh"].iter().any(|sibilant| base.ends_with(sibilant)) {
        return vec![format!("{base}es")];
    }
    let after_consonant = base.strip_suffix('o').is_some_and(|stem| !stem.bytes().last().is_some_and(is_vowel));
    match after_consonant {
        true => vec![format!("{base}s"), format!("{base}es")],
        false => vec![format!("{base}s")],
    }
}

/// Forms in -ed.
fn past_forms(base: &str) -> Vec<String> {
    if base.ends_with('e') {
        return vec![format!("{base}d")];
    }
    match ends_in_consonant_y(base) {
        Some(stem) => vec![format!("{stem}ied")],
        None => with_ending(base, "ed"),
    }
}

/// Forms in -ing.
fn participles(base: &str) -> Vec<String> {
    if let Some(stem) = base.strip_suffix("ie") {
        return vec![format!("{stem}ying")];
    }
    if ["ee", "oe", "ye"].iter().any(|kept| base.ends_with(kept)) {
        return vec![format!("{base}ing")];
    }
    match base.strip_suffix('e') {
        Some(stem) if base.ends_with("ge") => vec![format!("{stem}ing"), format!("{base}ing")],
        Some(stem) => vec![format!("{stem}ing")],
        None => with_ending(base, "ing"),
    }
}

/// The base with -ed or -ing, its last letter doubled where it is short: `stopped`, `visited`, `panicked`.
fn with_ending(base: &str, ending: &str) -> Vec<String> {
    let plain = format!("{base}{ending}");
    if base.ends_with('c') {
        return vec![plain, format!("{base}k{ending}")];
    }
    let Some(last) = doubled_letter(base) else { return vec![plain] };
    let doubled = format!("{base}{}{ending}", char::from(last));
    // `stoping` is no form of `stop`, but `traveling` and `travelling` are both forms of `travel`.
    if n_syllables(base) == 1 { vec![doubled] } else { vec![plain, doubled] }
}

fn ends_in_consonant_y(base: &str) -> Option<&str> {
    base.strip_suffix('y').filter(|stem| stem.bytes().last().is_some_and(|letter| !is_vowel(letter)))
}

/// The last letter, where it is a consonant after one vowel alone.
fn doubled_letter(base: &str) -> Option<u8> {
    let [.., before, vowel, last] = base.as_bytes() else { return None };
    let is_one_vowel = !is_vowel(*before) || base[..base.len() - 2].ends_with("qu");
    let is_short = is_vowel(*vowel) && is_one_vowel && !is_vowel(*last) && !matches!(last, b'w' | b'x');
    is_short.then_some(*last)
}

fn n_syllables(base: &str) -> usize {
    let base = base.replace("qu", "q");
    let letters = base.as_bytes();
    (0..letters.len()).filter(|&i| is_vowel(letters[i]) && (i == 0 || !is_vowel(letters[i - 1]))).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the two are forms of one word, asked from either side.
    fn alike(a: &str, b: &str) -> bool {
        let (from_a, from_b) = (inflections(a), inflections(b));
        let alike = from_a.iter().any(|form| form == b);
        assert_eq!(alike, from_b.iter().any(|form| form == a), "{a} and {b}: not the same from both sides");
        alike
    }

    #[test]
    fn forms_of_one_word() {
        for forms in [
            "talk talks talked talking",
            "stop stops stopped stopping",
            "visit visits visited visiting",
            "travel travels traveled travelled traveling travelling",
            "hope hopes hoped hoping",
            "hop hops hopped hopping",
            "deny denies denied denying",
            "enjoy enjoys enjoyed enjoying",
            "agree agrees agreed agreeing",
            "die dies died dying",
            "panic panics panicked panicking",
            "veto vetoes vetoed vetoing",
            "tax taxes taxed taxing",
            "squat squats squatted squatting",
            "say says said saying",
            "go goes went gone going",
            "be am is are was were been being",
            "city cities",
            "church churches",
            "child children",
            "spokeswoman spokeswomen",
            "crisis crises",
            "mp mps",
            "evening evenings",
        ] {
            let forms: Vec<&str> = forms.split(' ').collect();
            for form in &forms[1..] {
                assert!(alike(forms[0], form), "{} and {form}", forms[0]);
            }
        }
    }

    #[test]
    fn other_words() {
        for (a, b) in [
            ("organ", "organization"),
            ("universe", "university"),
            ("general", "generally"),
            ("news", "new"),
            ("evening", "even"),
            ("need", "ne"),
            ("his", "hi"),
            ("its", "it"),
            ("hoping", "hop"),
            ("planed", "plan"),
            ("say", "sayed"),
            ("thing", "th"),
            ("thing", "the"),
            ("shed", "she"),
            ("bring", "br"),
            ("bless", "bles"),
        ] {
            assert!(!alike(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn what_is_no_english_word_has_one_form() {
        for word in ["1990", "u.s", "o'neill", "цены", "", "co2"] {
            assert_eq!(inflections(word), [word]);
        }
    }

    #[test]
    fn every_listed_form_leads_back_to_its_base() {
        let table = Table::english();
        let mut n_forms = 0;
        #[expect(clippy::iter_over_hash_type, reason = "every row is checked, in any order")]
        for (form, bases) in &table.bases {
            n_forms += 1;
            for base in bases {
                assert!(alike(form, base), "{form} and {base}");
            }
        }
        assert!(n_forms > 300);
    }
}
