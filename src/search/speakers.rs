//! Who is who when a question is asked: names as articles have them to the names the user gave, and one name of all its
//! spellings.
//!
//! `Volodymyr Zelenskiy` and `Volodymyr Zelensky` are counted as one; a name of one word only as itself, since many
//! share a surname. `PRIME MINISTER` is whoever held the office on the day of the article, where the user's list says
//! so, and else stays an office.

use crate::article::{Article, Day};
use crate::index::analyzer::fold;
use crate::knowledge::{Meaning, Speakers};
use crate::lexicon::spelling_key;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// The user's rules, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    rules: Vec<Rule>,
    /// Of each folded name, the rule that counts.
    by_name: FxHashMap<String, usize>,
}

#[derive(Debug)]
struct Rule {
    /// Folded.
    names: Vec<String>,
    means: Vec<Meaning>,
}

/// Names that stand for somebody asked for, at a time.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Also<'a> {
    /// Folded.
    pub(crate) names: &'a [String],
    pub(crate) first: Option<Day>,
    pub(crate) last: Option<Day>,
}

impl Directory {
    pub(crate) fn new(speakers: &Speakers) -> Self {
        let mut directory = Self::default();
        for rule in &speakers.rules {
            let names: Vec<String> = rule.names.iter().map(|name| fold(name).into_owned()).collect();
            let number = directory.rules.len();
            directory.by_name.extend(names.iter().map(|name| (name.clone(), number)));
            directory.rules.push(Rule { names, means: rule.means.clone() });
        }
        directory
    }

    /// What a name can mean; nothing where the user says nothing of it.
    pub(crate) fn means(&self, printed: &str) -> &[Meaning] {
        if self.rules.is_empty() {
            return &[];
        }
        self.by_name.get(fold(printed).as_ref()).map_or(&[], |&rule| &self.rules[rule].means)
    }

    /// Whom a name means in an article of that day.
    pub(crate) fn name<'a>(&'a self, printed: &'a str, day: Option<Day>) -> &'a str {
        let meaning = self.means(printed).iter().find(|meaning| meaning.holds_on(day));
        meaning.map_or(printed, |meaning| meaning.name.as_str())
    }

    /// Calls the speakers of an article as the user does.
    pub(crate) fn rename(&self, article: &mut Article) {
        if self.rules.is_empty() {
            return;
        }
        let day = article.published.as_ref().map(|published| published.date.range().first);
        for speaker in article.quotes.iter_mut().filter_map(|quote| quote.speaker.as_mut()) {
            let name = self.name(&speaker.name, day);
            if name != speaker.name {
                speaker.name = name.to_owned();
            }
        }
    }

    /// The names that stand for somebody whom all of these words (folded) name.
    pub(crate) fn also(&self, words: &[String]) -> Vec<Also<'_>> {
        let keys: Vec<String> = words.iter().map(|word| spelling_key(word)).collect();
        let is_meant = |name: &str| {
            let of_name: Vec<String> = parts(&fold(name)).map(spelling_key).collect();
            !keys.is_empty() && keys.iter().all(|key| of_name.contains(key))
        };
        let mut found = Vec::new();
        for rule in &self.rules {
            let names = rule.names.as_slice();
            for meaning in &rule.means {
                let always = meaning.first.is_none() && meaning.last.is_none();
                if is_meant(&meaning.name) || always && names.iter().any(|name| is_meant(name)) {
                    found.push(Also { names, first: meaning.first, last: meaning.last });
                }
            }
        }
        found
    }
}

/// The words of a folded name.
fn parts(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|part| !part.is_empty())
}

/// What names that are one speaker's have in common: every word by its spelling, where there are several.
pub(crate) fn group_key(name: &str) -> String {
    let folded: Cow<'_, str> = fold(name);
    let keys: Vec<String> = parts(&folded).map(spelling_key).collect();
    if keys.len() < 2 { folded.into_owned() } else { keys.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::PartialDate;

    fn directory() -> Directory {
        let mut speakers = Speakers::parse_toml(
            "[[merge]]\nname = \"Aung San Suu Kyi\"\nvariants = [\"the Lady\"]\n\
             [[split]]\nname = \"Peter Hale\"\ninto = [{ name = \"Peter Hale the elder\", to = \"1970\" }, \
             { name = \"Peter Hale the younger\", from = \"1975\" }]\n",
        )
        .unwrap();
        assert!(speakers.add_holders("Prime Minister\tLena Moreau\t1990\t1994\n").is_empty());
        Directory::new(&speakers)
    }

    fn day(date: &str) -> Option<Day> {
        Some(date.parse::<PartialDate>().unwrap().range().first)
    }

    #[test]
    fn a_name_means_whom_the_user_says_on_that_day() {
        let directory = directory();
        for (printed, date, expected) in [
            ("The Lady", None, "Aung San Suu Kyi"),
            ("PETER HALE", day("1960"), "Peter Hale the elder"),
            ("Peter Hale", day("1980"), "Peter Hale the younger"),
            ("Peter Hale", day("1972"), "Peter Hale"),
            ("Peter Hale", None, "Peter Hale"),
            ("PRIME MINISTER", day("1992-03-04"), "Lena Moreau"),
            ("PRIME MINISTER", day("1995"), "PRIME MINISTER"),
            ("Ruth Amsel", None, "Ruth Amsel"),
        ] {
            assert_eq!(directory.name(printed, date), expected, "{printed}");
        }
    }

    #[test]
    fn words_asked_for_find_every_name_of_the_speaker() {
        let directory = directory();
        let names = |words: &[&str]| -> Vec<String> {
            let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            directory.also(&words).into_iter().flat_map(|also| also.names.to_vec()).collect()
        };
        assert_eq!(names(&["kyi"]), ["the lady", "aung san suu kyi"]);
        assert_eq!(names(&["lady"]), ["the lady", "aung san suu kyi"]);
        assert_eq!(names(&["moreau"]), ["prime minister"]);
        assert_eq!(names(&["hale", "younger"]), ["peter hale"]);
        assert!(names(&["minister"]).is_empty(), "an office finds itself by its words, not its holders");
        assert!(names(&["amsel"]).is_empty());
    }

    #[test]
    fn spellings_of_a_full_name_are_one_speaker() {
        for (a, b, is_one) in [
            ("Volodymyr Zelensky", "Volodymyr Zelenskyy", true),
            ("Muammar Gaddafi", "Muammar Qaddafi", true),
            ("DMITRY ORLOV", "Dmitry Orlov", true),
            ("Boris Johnson", "Lyndon Johnson", false),
            ("Zelensky", "Zelenskyy", false),
            ("J. Smith", "John Smith", false),
        ] {
            assert_eq!(group_key(a) == group_key(b), is_one, "{a}, {b}");
        }
    }
}
