//! Names as they are spelled in Latin letters, brought to one key: `Zelensky`, `Zelenskyy` and `Zelenskiy` are one.
//!
//! What is equal is data (`data/en/name_spellings.tsv`); a key is compared with keys, and never shown.

use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The key of one word of a name, folded to lower case without diacritics.
pub fn spelling_key(word: &str) -> String {
    Spellings::english().key(word)
}

/// Whether that is the key of a word: told by its first letters, for most.
pub fn has_spelling_key(word: &str, key: &str) -> bool {
    Spellings::english().has_key(word, key)
}

/// The letters with which another spelling of the word may begin.
pub fn spelling_initials(word: &str) -> BTreeSet<char> {
    let spellings = Spellings::english();
    let first = spellings.key(word).chars().next();
    let mut initials: BTreeSet<char> = word.chars().next().into_iter().chain(first).collect();
    if let Some(first) = first {
        initials.extend(spellings.initials.get(&first).into_iter().flatten());
    }
    initials
}

#[derive(Default)]
struct Spellings {
    names: FxHashMap<&'static str, &'static str>,
    start: Rules,
    inside: Rules,
    end: Rules,
    /// For the first letter of a key, the letters that words of such keys may begin with.
    initials: FxHashMap<char, BTreeSet<char>>,
}

/// What is spelled and its key: for each byte that begins a spelling, the longest first. A search asks for the keys of
/// thousands of names.
struct Rules(Vec<Vec<(&'static str, &'static str)>>);

impl Default for Rules {
    fn default() -> Self {
        Self(vec![Vec::new(); 256])
    }
}

impl Rules {
    fn push(&mut self, spelled: &'static str, key: &'static str) {
        if let Some(&first) = spelled.as_bytes().first() {
            let rules = &mut self.0[usize::from(first)];
            rules.push((spelled, key));
            rules.sort_by_key(|(spelled, _)| std::cmp::Reverse(spelled.len()));
        }
    }

    /// The first rule for what `rest` begins with that `fits`.
    fn find(&self, rest: &str, fits: impl Fn(&str) -> bool) -> Option<(&'static str, &'static str)> {
        let rules = &self.0[usize::from(*rest.as_bytes().first()?)];
        rules.iter().find(|(spelled, _)| fits(spelled)).copied()
    }
}

impl Spellings {
    fn english() -> &'static Self {
        static ENGLISH: OnceLock<Spellings> = OnceLock::new();
        ENGLISH.get_or_init(|| {
            let mut spellings = Self::default();
            for row in super::rows(include_str!("../../data/en/name_spellings.tsv")) {
                let [place, variants, key] = row.as_slice() else { continue };
                for variant in variants.split('|') {
                    match *place {
                        "name" => drop(spellings.names.insert(variant, key)),
                        "start" => spellings.start.push(variant, key),
                        "inside" => spellings.inside.push(variant, key),
                        _ => spellings.end.push(variant, key),
                    }
                    if let (Some(first), Some(of_key)) = (variant.chars().next(), key.chars().next())
                        && matches!(*place, "name" | "start")
                    {
                        spellings.initials.entry(of_key).or_default().insert(first);
                    }
                }
            }
            spellings
        })
    }

    fn key(&self, word: &str) -> String {
        let mut key = String::with_capacity(word.len());
        self.letters(word, |c| {
            key.push(c);
            true
        });
        key
    }

    fn has_key(&self, word: &str, key: &str) -> bool {
        let mut expected = key.chars();
        let mut is_same = true;
        self.letters(word, |c| {
            is_same = expected.next() == Some(c);
            is_same
        });
        is_same && expected.next().is_none()
    }

    /// Hands over the letters of a word's key, a doubled consonant once, as long as `take` wants more of them.
    fn letters(&self, word: &str, mut take: impl FnMut(char) -> bool) {
        let mut last = None;
        let mut all = |letters: &str| {
            letters.chars().all(|c| {
                let is_vowel = matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
                last.replace(c) == Some(c) && !is_vowel || take(c)
            })
        };
        let word = self.names.get(word).copied().unwrap_or(word);
        let (first, mut rest) = match self.start.find(word, |spelled| word.starts_with(spelled)) {
            Some((spelled, instead)) => (instead, &word[spelled.len()..]),
            None => word.split_at(word.chars().next().map_or(0, char::len_utf8)),
        };
        let mut wants_more = all(first);
        while wants_more && let Some(c) = rest.chars().next() {
            if let Some((_, instead)) = self.end.find(rest, |spelled| spelled == rest) {
                all(instead);
                return;
            }
            let length;
            (length, wants_more) = match self.inside.find(rest, |spelled| rest.starts_with(spelled)) {
                Some((spelled, instead)) => (spelled.len(), all(instead)),
                None => (c.len_utf8(), all(&rest[..c.len_utf8()])),
            };
            rest = &rest[length..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &str, b: &str) -> bool {
        let alike = spelling_key(a) == spelling_key(b);
        assert_eq!(has_spelling_key(a, &spelling_key(b)), alike, "{a} {b}");
        if alike {
            for (from, to) in [(a, b), (b, a)] {
                let first = to.chars().next().unwrap();
                assert!(spelling_initials(from).contains(&first), "{to} is not looked for when {from} is asked");
            }
        }
        alike
    }

    #[test]
    fn spellings_of_one_name() {
        for names in [
            "zelensky zelenskyy zelenskiy zelenskij zelenskii zelenski",
            "khrushchev hrushchev",
            "medvedev medvedyev",
            "gorbachev gorbacheff",
            "yanukovych yanukovich",
            "milosevic milosevich",
            "nazarbayev nazarbaev",
            "tymoshenko timoshenko",
            "mohammed muhammad mohamed",
            "gaddafi qaddafi kadafi",
            "schroeder schroder",
            "catherine katherine",
            "victor viktor",
            "hoffmann hofmann hoffman hofman",
            "yevgeny evgeny",
            "tatyana tatiana tatjana",
            "rouhani ruhani",
            "alexander aleksandr",
            "josef joseph",
        ] {
            let names: Vec<&str> = names.split(' ').collect();
            for name in &names[1..] {
                assert!(
                    alike(names[0], name),
                    "{}: {}; {name}: {}",
                    names[0],
                    spelling_key(names[0]),
                    spelling_key(name)
                );
            }
        }
    }

    #[test]
    fn other_names() {
        for (a, b) in [
            ("lee", "li"),
            ("jan", "ian"),
            ("wang", "vang"),
            ("trump", "tramp"),
            ("bush", "busch"),
            ("khan", "kahn"),
            ("putin", "poutine"),
            ("brown", "braun"),
            ("clinton", "klimt"),
            ("may", "mayer"),
        ] {
            assert!(!alike(a, b), "{a} and {b}: {}", spelling_key(a));
        }
    }

    #[test]
    fn other_scripts_are_left_alone() {
        for (name, key) in [("зеленский", "зеленский"), ("習近平", "習近平"), ("o'neill", "o'neil"), ("", "")]
        {
            assert_eq!(spelling_key(name), key);
        }
    }
}
