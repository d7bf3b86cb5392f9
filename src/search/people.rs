//! Who is quoted, and who is only talked about: each person's part of the quoted text, and what could change the answer.
//!
//! That no quote was found does not mean that somebody was not asked, or not quoted: quotes without a known speaker, quotes
//! whose speaker is doubtful, and articles that are cut short are counted beside, and the first of them named.

use super::Searcher;
use super::error::Result;
use super::plan::Plan;
use super::rank::{Ranked, rank};
use super::request::{Note, Request, Sort};
use super::speakers::group_key;
use crate::article::{Article, Day, DiagnosticCode, Quote};
use crate::index::schema::Kind;
use crate::index::{utterance_confidence, utterances};
use crate::knowledge::quote_id;
use crate::text::count_words;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Below this the speaker of a quote is doubtful.
const DOUBTFUL_BELOW: f32 = 0.6;

/// People named in some articles.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Those with a quote first, the most words first; then those without, the most named first.
    pub rows: Vec<NamedPerson>,
    /// How many articles were looked at.
    pub n_articles: u64,
    /// How many quotes they hold.
    pub n_quotes: u64,
    /// How many words these have.
    pub n_words: u64,
    /// What could change the answer.
    pub caveats: Caveats,
    /// Undated articles that a date clause left out; `None` where none was asked for.
    pub undated_left_out: Option<u64>,
    /// What the user should know of how the query was understood.
    pub notes: Vec<Note>,
}

/// A person, or a source that is quoted without being one ("the ministry").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedPerson {
    /// The commonest name.
    pub name: String,
    /// Other names that are counted under it.
    pub variants: Vec<String>,
    /// How many quotes.
    pub quotes: u64,
    /// How many of these are doubtful.
    pub doubtful: u64,
    /// How many words they have.
    pub words: u64,
    /// In how many articles quoted.
    pub quoted_in: u64,
    /// In how many articles named or quoted.
    pub articles: u64,
    /// How often named.
    pub mentions: u64,
    /// Whether an article names the person as one.
    pub is_person: bool,
}

/// What could change the answer.
#[derive(Clone, Debug, Default)]
pub struct Caveats {
    /// How many quotes have no known speaker.
    pub n_unattributed: u64,
    /// The ids of the first of them.
    pub unattributed: Vec<String>,
    /// How many quotes have a doubtful speaker.
    pub n_doubtful: u64,
    /// The ids of the first of them.
    pub doubtful: Vec<String>,
    /// How many articles are cut short.
    pub n_truncated: u64,
    /// The ids of the first of them.
    pub truncated: Vec<String>,
}

/// A person while articles are read.
#[derive(Default)]
struct Count {
    names: BTreeMap<String, u64>,
    person: NamedPerson,
    last_article: Option<u64>,
    last_quoted: Option<u64>,
}

struct Counter {
    counts: BTreeMap<String, Count>,
    people: People,
    /// The most ids of each caveat.
    most_named: usize,
}

impl Searcher {
    /// Who is quoted and who is only named in the articles that a request finds; of each caveat at most so many ids.
    pub fn people(&self, request: &Request, most_named: usize) -> Result<People> {
        let plan = self.plan(request)?;
        let mut counter = Counter { counts: BTreeMap::new(), people: People::default(), most_named };
        for hit in self.oldest_first(&plan, request)? {
            counter.article(&self.article(hit.address)?, self);
        }
        let undated_left_out = self.undated_left_out(&plan, request)?;
        Ok(People { undated_left_out, notes: self.notes(&plan)?, ..counter.finish() })
    }

    /// The articles that match, the earliest first, copies of others left out.
    pub(super) fn oldest_first(&self, plan: &Plan, request: &Request) -> Result<Vec<Ranked>> {
        let asked = Ranked::asked(Kind::Article, Sort::Oldest, 0..usize::MAX, None);
        let folder = self.folder(request.folding);
        let (ranking, _) = rank(self, plan.query(Kind::Article).as_ref(), asked, folder)?;
        Ok(ranking.hits)
    }

    fn called<'a>(&'a self, name: &'a str, article: &Article) -> &'a str {
        let day: Option<Day> = article.published.as_ref().map(|published| published.date.range().first);
        self.vocabulary().speakers().name(name, day)
    }
}

impl Counter {
    fn article(&mut self, article: &Article, searcher: &Searcher) {
        let number = self.people.n_articles;
        self.people.n_articles += 1;
        for person in &article.people {
            let count = self.count(searcher.called(&person.name, article), number);
            count.person.mentions += u64::from(person.n_mentions);
            count.person.is_person = true;
        }
        for pieces in utterances(article) {
            self.quote(article, &pieces, number);
        }
        if article.diagnostics.iter().any(|diagnostic| diagnostic.code == DiagnosticCode::Truncated) {
            self.people.caveats.n_truncated += 1;
            keep(&mut self.people.caveats.truncated, self.most_named, || article.id.clone());
        }
    }

    fn quote(&mut self, article: &Article, pieces: &[&Quote], number: u64) {
        let n_words: u64 = pieces.iter().map(|piece| count_words(article.slice(piece.span)) as u64).sum();
        let is_doubtful = utterance_confidence(pieces).get() < DOUBTFUL_BELOW;
        let id = || pieces.first().map(|piece| quote_id(&article.id, piece.utterance)).unwrap_or_default();
        self.people.n_quotes += 1;
        self.people.n_words += n_words;
        let Some(speaker) = pieces.iter().find_map(|piece| piece.speaker.as_ref()) else {
            self.people.caveats.n_unattributed += 1;
            return keep(&mut self.people.caveats.unattributed, self.most_named, id);
        };
        if is_doubtful {
            self.people.caveats.n_doubtful += 1;
            keep(&mut self.people.caveats.doubtful, self.most_named, id);
        }
        let count = self.count(&speaker.name, number);
        count.person.quotes += 1;
        count.person.words += n_words;
        count.person.doubtful += u64::from(is_doubtful);
        if count.last_quoted.replace(number) != Some(number) {
            count.person.quoted_in += 1;
        }
    }

    fn count(&mut self, name: &str, number: u64) -> &mut Count {
        let count = self.counts.entry(group_key(name)).or_default();
        *count.names.entry(name.to_owned()).or_default() += 1;
        if count.last_article.replace(number) != Some(number) {
            count.person.articles += 1;
        }
        count
    }

    fn finish(self) -> People {
        let mut rows: Vec<NamedPerson> = merged(self.counts).into_values().map(Count::into_person).collect();
        rows.sort_by(|a, b| {
            let key = |row: &NamedPerson| (row.quotes == 0, std::cmp::Reverse((row.words, row.mentions)));
            (key(a), &a.name).cmp(&(key(b), &b.name))
        });
        People { rows, ..self.people }
    }
}

/// The same with a surname by itself counted under the one full name that ends with it.
fn merged(mut counts: BTreeMap<String, Count>) -> BTreeMap<String, Count> {
    let mut bearers: FxHashMap<String, Option<String>> = FxHashMap::default();
    for key in counts.keys() {
        if let Some((_, last)) = key.rsplit_once(' ') {
            let several = bearers.contains_key(last);
            bearers.insert(last.to_owned(), (!several).then(|| key.clone()));
        }
    }
    let single: Vec<String> = counts.keys().filter(|key| !key.contains(' ')).cloned().collect();
    for key in single {
        let surname = crate::lexicon::spelling_key(&key);
        let Some(Some(full)) = bearers.get(&surname) else { continue };
        let Some(count) = counts.remove(&key) else { continue };
        if let Some(into) = counts.get_mut(full) {
            into.absorb(count);
        }
    }
    counts
}

impl Count {
    fn absorb(&mut self, other: Count) {
        // An article names a person by one name only, so that no article is counted twice.
        let (own, more) = (&mut self.person, other.person);
        own.quotes += more.quotes;
        own.doubtful += more.doubtful;
        own.words += more.words;
        own.quoted_in += more.quoted_in;
        own.articles += more.articles;
        own.mentions += more.mentions;
        own.is_person |= more.is_person;
        for name in other.names.into_keys() {
            // A full name is told before a surname, however common that is.
            self.names.entry(name).or_default();
        }
    }

    fn into_person(self) -> NamedPerson {
        let mut names: Vec<(String, u64)> = self.names.into_iter().collect();
        names.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let mut names = names.into_iter().map(|(name, _)| name);
        NamedPerson { name: names.next().unwrap_or_default(), variants: names.collect(), ..self.person }
    }
}

fn keep(list: &mut Vec<String>, most: usize, id: impl FnOnce() -> String) {
    if list.len() < most {
        list.push(id());
    }
}
