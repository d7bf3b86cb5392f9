//! Who is who, as the user has it: `speakers.toml` (merge, rename, split) and `holders.tsv` (who held an office, when).
//!
//! Applied when a question is asked, so that a change of these files needs no new index. Names are compared by
//! whoever asks; here they stay as they are written.

use super::Problem;
use crate::article::{Day, PartialDate};
use serde::Deserialize;

/// Names in articles, and whom they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speakers {
    /// In the order of the files; of several about one name the last counts.
    pub rules: Vec<SpeakerRule>,
}

/// What one name, or several, mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeakerRule {
    /// As articles have them.
    pub names: Vec<String>,
    /// Whom they mean, each at their time; where none fits the day of an article, the name stays.
    pub means: Vec<Meaning>,
}

/// A person, and when a name means them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The name to show, and to be found by.
    pub name: String,
    /// The first day, where there is one.
    pub first: Option<Day>,
    /// The last day, where there is one.
    pub last: Option<Day>,
}

impl Meaning {
    /// Whether the name means them in an article of that day; an undated article only where no day is named.
    pub fn holds_on(&self, day: Option<Day>) -> bool {
        match day {
            Some(day) => self.first.is_none_or(|first| first <= day) && self.last.is_none_or(|last| day <= last),
            None => self.first.is_none() && self.last.is_none(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    merge: Vec<Merge>,
    #[serde(default)]
    rename: Vec<Rename>,
    #[serde(default)]
    split: Vec<Split>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge {
    name: String,
    variants: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rename {
    from: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Split {
    name: String,
    into: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    name: String,
    from: Option<String>,
    to: Option<String>,
}

impl Speakers {
    /// Reads `speakers.toml`.
    pub fn parse_toml(text: &str) -> Result<Self, Problem> {
        let file: File = toml::from_str(text).map_err(|error| Problem {
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            reason: error.message().to_owned(),
        })?;
        let always = |name: String| Meaning { name, first: None, last: None };
        let merges = file.merge.into_iter().map(|Merge { name, variants }| {
            let names = variants.into_iter().chain([name.clone()]).collect();
            Ok(SpeakerRule { names, means: vec![always(name)] })
        });
        let renames = file
            .rename
            .into_iter()
            .map(|Rename { from, to }| Ok(SpeakerRule { names: vec![from], means: vec![always(to)] }));
        let splits = file.split.into_iter().map(|Split { name, into }| {
            let means = into.into_iter().map(|Part { name, from, to }| meaning(name, from.as_deref(), to.as_deref()));
            let means = means.collect::<Result<_, _>>();
            means
                .map(|means| SpeakerRule { names: vec![name.clone()], means })
                .map_err(|reason| Problem { line: text.find(&name).map_or(1, |at| line_of(text, at)), reason })
        });
        Ok(Self { rules: merges.chain(renames).chain(splits).collect::<Result<_, _>>()? })
    }

    /// Reads `holders.tsv` (office, person, from, to; `#` opens a comment), and adds what it says; lines that cannot
    /// be used are problems, and the others count.
    pub fn add_holders(&mut self, text: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut rules: Vec<SpeakerRule> = Vec::new();
        for (line, row) in (1..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty() && !row.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
            let [office, person, dates @ ..] = cells.as_slice() else {
                problems
                    .push(Problem { line, reason: "an office and a person, parted by a tab, are needed".to_owned() });
                continue;
            };
            if line == 1 && (*office, *person) == ("office", "person") {
                continue;
            }
            if office.is_empty() || person.is_empty() || dates.len() > 2 {
                problems.push(Problem {
                    line,
                    reason: "office, person, from and to are needed, parted by tabs".to_owned(),
                });
                continue;
            }
            let date = |n: usize| dates.get(n).copied().filter(|date| !date.is_empty());
            match meaning((*person).to_owned(), date(0), date(1)) {
                Err(reason) => problems.push(Problem { line, reason }),
                Ok(meaning) => match rules.iter_mut().find(|rule| rule.names[0] == *office) {
                    Some(rule) => rule.means.push(meaning),
                    None => rules.push(SpeakerRule { names: vec![(*office).to_owned()], means: vec![meaning] }),
                },
            }
        }
        self.rules.extend(rules);
        problems
    }
}

fn meaning(name: String, from: Option<&str>, to: Option<&str>) -> Result<Meaning, String> {
    let day = |text: &str| text.parse::<PartialDate>().map_err(|_| format!("`{text}` is no date"));
    let first = from.map(day).transpose()?.map(|date| date.range().first);
    let last = to.map(day).transpose()?.map(|date| date.range().last);
    match (first, last) {
        (Some(first), Some(last)) if first > last => Err(format!("{name} ends before it begins")),
        _ => Ok(Meaning { name, first, last }),
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text[..text.floor_char_boundary(at)].matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(date: &str) -> Option<Day> {
        Some(date.parse::<PartialDate>().unwrap().range().first)
    }

    #[test]
    fn merges_renames_and_splits() {
        let speakers = Speakers::parse_toml(
            "[[merge]]\nname = \"Ines Carvalho\"\nvariants = [\"I. Carvalho\", \"Ines Amsel\"]\n\n\
             [[rename]]\nfrom = \"Ruth\"\nto = \"Ruth Amsel\"\n\n\
             [[split]]\nname = \"Peter Hale\"\ninto = [\n  { name = \"Peter Hale (1901–1970)\", to = \"1970\" },\n  \
             { name = \"Peter Hale (born 1955)\", from = \"1975-06\" },\n]\n",
        )
        .unwrap();
        assert_eq!(speakers.rules[0].names, ["I. Carvalho", "Ines Amsel", "Ines Carvalho"]);
        assert_eq!(speakers.rules[1].means[0].name, "Ruth Amsel");
        let means = &speakers.rules[2].means;
        let on = |date: Option<Day>| means.iter().map(|meaning| meaning.holds_on(date)).collect::<Vec<_>>();
        assert_eq!(on(day("1970-12-31")), [true, false]);
        assert_eq!(on(day("1972")), [false, false]);
        assert_eq!(on(day("1975-06-01")), [false, true]);
        assert_eq!(on(None), [false, false]);
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        for (text, line) in [
            ("[[merge]]\nname = \"A\"\n", 1),
            ("\n[[marge]]\nname = \"A\"\n", 2),
            ("[[split]]\nname = \"A\"\ninto = [{ name = \"B\", from = \"sometime\" }]\n", 2),
            ("not toml", 1),
        ] {
            assert_eq!(Speakers::parse_toml(text).unwrap_err().line, line, "{text}");
        }
    }

    #[test]
    fn holders_of_an_office() {
        let mut speakers = Speakers::default();
        let problems = speakers.add_holders(
            "office\tperson\tfrom\tto\n# ours\nPrime Minister\tLena Moreau\t1990\t1994-05-01\n\
             Prime Minister\tPeter Hale\t1994-05-02\t\nMayor\n\nMayor\tRuth Amsel\t1999\t1998\nMayor\tRuth Amsel\n",
        );
        assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [5, 7]);
        let [minister, mayor] = speakers.rules.as_slice() else { panic!("{speakers:?}") };
        let holder = |date| minister.means.iter().find(|holder| holder.holds_on(day(date))).map(|m| m.name.as_str());
        assert_eq!(holder("1994-05-01"), Some("Lena Moreau"));
        assert_eq!(holder("1994-05-02"), Some("Peter Hale"));
        assert_eq!(holder("1989-12-31"), None);
        assert!(mayor.means[0].holds_on(None));
    }
}
