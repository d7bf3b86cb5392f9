//! The people of one article: runs gathered under the fullest name, with what is known of each.

use super::name::Folded;
use super::run::{Run, title_words};
use crate::article::{self, Span};
use crate::lexicon::{Class, Classes, WordId};
use crate::text::{Prose, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// The number of a person within the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PersonId(pub(crate) u32);

/// Which pronouns a person is spoken of with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sex {
    /// He.
    Male,
    /// She.
    Female,
}

/// A place in the text where a person is named.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// The tokens of the name, without titles.
    pub(crate) tokens: Range<usize>,
    /// Who is meant.
    pub(crate) person: PersonId,
    /// Whether it stands between quotation marks.
    pub(crate) is_quoted: bool,
    /// Whether it opens its sentence (after titles), as a subject does.
    pub(crate) opens_sentence: bool,
    /// Whether it stands beside a cue verb.
    pub(crate) is_beside_cue: bool,
}

/// How somebody holds an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holding {
    /// "President".
    Now,
    /// "Vice president", "president-elect": it is another's.
    Deputy,
    /// "Former president".
    Formerly,
}

impl Holding {
    /// What the words around a title say.
    pub(crate) fn of(prose: &Prose<'_>, title: Range<usize>) -> Self {
        let has = |class| title.clone().any(|at| prose.classes(at).has(class));
        if has(Class::Deputy) {
            Self::Deputy
        } else if has(Class::Former) {
            Self::Formerly
        } else {
            Self::Now
        }
    }
}

/// What is known of a person.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// The tokens of the fullest name.
    pub(crate) name: Range<usize>,
    /// He or she, where the article or the given name tells.
    pub(crate) sex: Option<Sex>,
    /// Titles the article gives, and how the person holds each.
    pub(crate) titles: Vec<(WordId, Holding)>,
    /// Number of mentions.
    pub(crate) n_mentions: u32,
    n_words: usize,
    first_word: usize,
    first_mention: Range<usize>,
}

/// Everyone an article names.
#[derive(Debug, Default)]
pub(crate) struct People {
    known: Vec<Known>,
    mentions: Vec<Mention>,
}

/// People of one surname that are looked at before giving up; more than that is a list of names.
const MAX_NAMESAKES: usize = 12;

/// Mentions of a person that are searched for a pronoun that tells the sex.
const MAX_PRONOUN_SEARCHES: usize = 6;

/// Tokens after a mention that such a pronoun stands in.
const PRONOUN_REACH: usize = 30;

impl People {
    /// What is known of a person.
    pub(crate) fn known(&self, person: PersonId) -> &Known {
        &self.known[person.0 as usize]
    }

    /// Everyone, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (PersonId, &Known)> {
        (0..).map(PersonId).zip(&self.known)
    }

    /// Every mention, in text order.
    pub(crate) fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// The number of mentions that begin before `token`.
    pub(crate) fn n_mentions_before(&self, token: usize) -> usize {
        self.mentions.partition_point(|mention| mention.tokens.start < token)
    }

    /// The mention whose name ends with the token before `end`, or one token later (a clitic).
    pub(crate) fn mention_ending(&self, end: usize) -> Option<&Mention> {
        let last = self.mentions[..self.n_mentions_before(end)].last()?;
        (last.tokens.end == end).then_some(last)
    }

    /// The tokens of the mention that holds `token`.
    pub(crate) fn mention_over(&self, token: usize) -> Option<Range<usize>> {
        let last = self.mentions[..self.n_mentions_before(token + 1)].last()?;
        last.tokens.contains(&token).then(|| last.tokens.clone())
    }

    /// The first mention inside `tokens`.
    pub(crate) fn first_mention_in(&self, tokens: Range<usize>) -> Option<&Mention> {
        let next = self.mentions.get(self.n_mentions_before(tokens.start))?;
        (next.tokens.end <= tokens.end).then_some(next)
    }

    /// A person's fullest name as printed, line breaks and double blanks closed up.
    pub(crate) fn name(&self, prose: &Prose<'_>, person: PersonId) -> String {
        printed(prose, self.known(person).name.clone())
    }

    /// The people as the index wants them, in the order they are first named.
    pub(super) fn listed(&self, prose: &Prose<'_>) -> Vec<article::Person> {
        let mut people: Vec<_> = self
            .known
            .iter()
            .map(|known| article::Person {
                name: printed(prose, known.name.clone()),
                first: span(prose, known.first_mention.clone()),
                n_mentions: known.n_mentions,
            })
            .collect();
        people.sort_by_key(|person| person.first);
        people
    }
}

/// Tokens as printed, every run of blanks made one.
pub(crate) fn printed(prose: &Prose<'_>, tokens: Range<usize>) -> String {
    let span = span(prose, tokens);
    let text = &prose.text[span.start..span.end];
    if text.contains(['\n', '\r', '\t', '\u{a0}']) || text.contains("  ") {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}

fn span(prose: &Prose<'_>, tokens: Range<usize>) -> Span {
    Span::new(prose.tokens[tokens.start].start as usize, prose.tokens[tokens.end - 1].end as usize)
}

/// Gathers runs under people.
pub(super) fn gather(prose: &Prose<'_>, runs: &[Run]) -> People {
    let mut roster = Roster {
        prose,
        people: People::default(),
        by_name: FxHashMap::default(),
        by_last: FxHashMap::default(),
        by_first: FxHashMap::default(),
        by_middle: FxHashMap::default(),
        last_mention: Vec::new(),
        quoted_surnames: FxHashSet::default(),
    };
    roster.quoted_surnames = runs
        .iter()
        .filter(|run| run.n_words == 1 && run.evidence.cue)
        .map(|run| roster.word(run.core_end - 1))
        .collect();
    let runs: Vec<Run> = without_months(prose, runs);
    let mut owners: Vec<Option<PersonId>> = runs.iter().map(|run| roster.full_name(run)).collect();
    roster.last_mention.fill(0);
    for (run, owner) in runs.iter().zip(&mut owners) {
        if owner.is_none() {
            *owner = roster.part_of_name(run);
        }
        if let Some(person) = *owner {
            roster.mention(run, person);
        }
    }
    roster.tell_sexes();
    roster.people
}

/// "In June Okafor left" holds no June Okafor where the article knows an Okafor by a given name that is no month.
fn without_months(prose: &Prose<'_>, runs: &[Run]) -> Vec<Run> {
    let word = |at: usize| Folded(prose.str(at));
    let surnames: FxHashSet<Folded<'_>> = runs
        .iter()
        .filter(|run| run.n_words >= 2 && run.evidence.given_name && !run.evidence.is_weak_given_name)
        .map(|run| word(run.core_end - 1))
        .collect();
    let is_dated = |run: &Run| {
        run.n_words == 2
            && prose.classes(run.tokens.start).has(Class::Month)
            && surnames.contains(&word(run.core_end - 1))
    };
    runs.iter().map(|run| if is_dated(run) { run.without_first_word() } else { run.clone() }).collect()
}

/// People while they are gathered.
struct Roster<'a> {
    prose: &'a Prose<'a>,
    people: People,
    by_name: FxHashMap<Folded<'a>, PersonId>,
    by_last: FxHashMap<Folded<'a>, Vec<PersonId>>,
    by_first: FxHashMap<Folded<'a>, PersonId>,
    /// By the second of three words: a name that was somebody's last before ("Jane Smith Jones").
    by_middle: FxHashMap<Folded<'a>, Vec<PersonId>>,
    /// By person: the token of the last mention.
    last_mention: Vec<usize>,
    /// Single names that stand beside a cue: somebody's surname.
    quoted_surnames: FxHashSet<Folded<'a>>,
}

impl<'a> Roster<'a> {
    fn word(&self, token: usize) -> Folded<'a> {
        Folded(self.prose.str(token))
    }

    fn name_of(&self, tokens: Range<usize>) -> Folded<'a> {
        let span = span(self.prose, tokens);
        Folded(&self.prose.text[span.start..span.end])
    }

    /// The person a run names in full, met before or new; `None` where it is no person's full name.
    fn full_name(&mut self, run: &Run) -> Option<PersonId> {
        if !self.is_full_name(run) {
            return None;
        }
        let name = self.name_of(run.tokens.start..if run.is_regnal { run.tokens.end } else { run.core_end });
        if let Some(&person) = self.by_name.get(&name) {
            self.last_mention[person.0 as usize] = run.tokens.start;
            return Some(person);
        }
        let known_before = self.variant(run).or_else(|| self.under_former_name(run));
        let person = known_before.unwrap_or_else(|| self.add(run));
        self.by_name.insert(name, person);
        self.add_middle_name(run, person);
        self.add_former_name(run, person);
        let known = &mut self.people.known[person.0 as usize];
        if run.n_words > known.n_words {
            known.name = run.tokens.clone();
            known.n_words = run.n_words;
        }
        self.last_mention[person.0 as usize] = run.tokens.start;
        Some(person)
    }

    fn is_full_name(&self, run: &Run) -> bool {
        let evidence = run.evidence;
        if run.is_regnal && run.n_words == 1 {
            return evidence.title || evidence.given_name && !evidence.is_weak_given_name;
        }
        if run.n_words < 2
            || run.n_words > 5
            || evidence.organisation
            || evidence.is_shouted
            || self.begins_with_particle(run)
            || self.is_title(run.core_end - 1)
        {
            return false;
        }
        if evidence.given_name && !evidence.is_weak_given_name || evidence.title || evidence.age || evidence.initial {
            return run.n_words <= 4 || evidence.given_name;
        }
        if evidence.is_weak_given_name && self.prose.classes(run.tokens.start).has(Class::Month) {
            return evidence.cue;
        }
        let quoted_surname = || self.quoted_surnames.contains(&self.word(run.core_end - 1));
        // Where every noun has a capital, standing beside a cue makes nobody.
        !self.prose.lexicon.habits.nouns_capitalised
            && run.n_words <= 3
            && !evidence.acronym
            && (evidence.cue || evidence.given_name || quoted_surname())
    }

    /// "Minister": a word for an office, and nobody's surname.
    fn is_title(&self, token: usize) -> bool {
        let classes = self.prose.classes(token);
        classes.any(Classes::only(Class::Title).with(Class::TitleModifier).with(Class::PersonNoun))
            && !classes.any(Classes::only(Class::Surname).with(Class::GivenName))
    }

    /// "Van der Meer": a surname that begins with its particle.
    fn begins_with_particle(&self, run: &Run) -> bool {
        let classes = self.prose.classes(run.tokens.start);
        classes.has(Class::NameParticle) && !classes.has(Class::GivenName)
    }

    /// Somebody known under another form of the name ("J. Smith", "John A. Smith").
    fn variant(&self, run: &Run) -> Option<PersonId> {
        let namesakes = self.by_last.get(&self.word(run.core_end - 1))?;
        let first = self.prose.str(run.tokens.start);
        namesakes.iter().rev().take(MAX_NAMESAKES).copied().find(|&person| {
            let known = self.people.known(person);
            let other = self.prose.str(known.first_word);
            if Folded(first) == Folded(other) {
                return known.n_words != run.n_words;
            }
            // "Philip Randolph" is "A. Philip Randolph".
            let (longer, shorter) = if run.n_words > known.n_words {
                (run.tokens.start + 1..run.core_end - 1, other)
            } else {
                (known.name.start + 1..known.name.end - 1, first)
            };
            if run.n_words != known.n_words && longer.into_iter().any(|at| self.word(at) == Folded(shorter)) {
                return true;
            }
            let is_initial = |word: &str| word.trim_end_matches('.').chars().count() == 1;
            (is_initial(first) || is_initial(other))
                && Folded(&first[..initial_len(first)]) == Folded(&other[..initial_len(other)])
        })
    }

    /// Somebody known under more names or fewer: "Jane Smith" is "Jane Smith Jones", not another Jane or another Smith.
    fn under_former_name(&mut self, run: &Run) -> Option<PersonId> {
        let first = self.word(run.tokens.start);
        let is_hers = |person: &PersonId| self.word(self.people.known(*person).first_word) == first;
        if run.n_words == 2 {
            let bearers = self.by_middle.get(&self.word(run.core_end - 1))?;
            return bearers.iter().rev().take(MAX_NAMESAKES).copied().find(is_hers);
        }
        let middle = self.middle_name(run)?;
        let of_two = |person: &PersonId| self.people.known(*person).n_words == 2;
        let bearers = self.by_last.get(&middle)?;
        let person =
            bearers.iter().rev().take(MAX_NAMESAKES).copied().find(|person| is_hers(person) && of_two(person))?;
        self.by_last.entry(self.word(run.core_end - 1)).or_default().push(person);
        Some(person)
    }

    /// The second of three words, where it is a name that could be a last one too.
    fn middle_name(&self, run: &Run) -> Option<Folded<'a>> {
        let at = run.tokens.start + 1;
        let is_plain = run.n_words == 3 && run.core_end == run.tokens.start + 3 && run.evidence.given_name;
        let is_name = |classes: Classes| !classes.any(Classes::only(Class::GivenName).with(Class::NameParticle));
        let is_whole = || self.prose.str(at).trim_end_matches('.').chars().nth(1).is_some();
        (is_plain && is_name(self.prose.classes(at)) && is_whole()).then(|| self.word(at))
    }

    fn add_middle_name(&mut self, run: &Run, person: PersonId) {
        if let Some(middle) = self.middle_name(run) {
            self.by_middle.entry(middle).or_default().push(person);
        }
    }

    /// "Jane Jones, formerly Smith," and "Jane Jones (née Smith)": she is Smith too.
    fn add_former_name(&mut self, run: &Run, person: PersonId) {
        let tokens = &self.prose.tokens;
        let Some([mark, word, name, end]) = tokens.get(run.tokens.end..run.tokens.end + 4) else { return };
        let at = run.tokens.end;
        let is_mark = |n: usize, marks: &[&str]| marks.contains(&self.prose.str(n));
        // An unmarked "née" stands right behind the name.
        let said = mark.kind == TokenKind::Mark
            && is_mark(at, &[",", "("])
            && self.prose.classes(at + 1).has(Class::FormerName)
            && is_mark(at + 3, &[",", ")", ".", ";"]);
        let is_name = name.kind == TokenKind::Word && name.is_capitalised() && word.sentence == end.sentence;
        if said && is_name && !self.is_title(at + 2) {
            self.by_last.entry(self.word(at + 2)).or_default().push(person);
        }
    }

    fn add(&mut self, run: &Run) -> PersonId {
        let person = PersonId(self.people.known.len() as u32);
        let last_word = run.core_end - 1;
        self.people.known.push(Known {
            name: run.tokens.clone(),
            sex: None,
            titles: Vec::new(),
            n_mentions: 0,
            n_words: run.n_words,
            first_word: run.tokens.start,
            first_mention: run.tokens.clone(),
        });
        self.last_mention.push(0);
        self.by_last.entry(self.word(last_word)).or_default().push(person);
        self.by_first.entry(self.word(run.tokens.start)).or_insert(person);
        person
    }

    /// The person meant by a surname, a given name, or a titled single name.
    fn part_of_name(&mut self, run: &Run) -> Option<PersonId> {
        let particle = self.begins_with_particle(run);
        if run.n_words != 1 && !particle || self.is_title(run.core_end - 1) {
            return None;
        }
        let word = self.word(run.core_end - 1);
        let sex = self.title_sex(run);
        if let Some(namesakes) = self.by_last.get(&word) {
            return self.namesake(namesakes, sex);
        }
        if let Some(&person) = self.by_first.get(&word) {
            let fits = sex.is_none_or(|sex| self.people.known(person).sex.is_none_or(|known| known == sex));
            return fits.then_some(person);
        }
        let evidence = run.evidence;
        let mononym = evidence.cue && evidence.given_name && !evidence.is_weak_given_name;
        (self.is_addressed(run) && !evidence.organisation || mononym).then(|| self.add(run))
    }

    /// The namesake of fitting sex that was mentioned last.
    fn namesake(&self, namesakes: &[PersonId], sex: Option<Sex>) -> Option<PersonId> {
        let recent = || namesakes.iter().rev().take(MAX_NAMESAKES).copied();
        let fits = |person: &PersonId| {
            let known =
                self.people.known(*person).sex.or_else(|| self.given_sex(self.people.known(*person).first_word));
            sex.is_none() || known.is_none() || known == sex
        };
        let latest = |person: &PersonId| (self.last_mention[person.0 as usize], std::cmp::Reverse(person.0));
        recent().filter(fits).max_by_key(latest).or_else(|| recent().max_by_key(latest))
    }

    /// "Mr. Mensah", "Sen. Delgado": a title that only people bear.
    fn is_addressed(&self, run: &Run) -> bool {
        run.titles.clone().any(|at| {
            let classes = self.prose.classes(at);
            classes.has(Class::Honorific)
                || classes.has(Class::Office) && self.prose.tokens[at].is_capitalised()
                || classes.has(Class::Title) && classes.has(Class::Abbreviation)
        })
    }

    fn mention(&mut self, run: &Run, person: PersonId) {
        self.last_mention[person.0 as usize] = run.tokens.start;
        let sex = self.title_sex(run).or_else(|| self.given_sex(run.tokens.start).filter(|_| run.n_words > 1));
        let known = &mut self.people.known[person.0 as usize];
        known.sex = known.sex.or(sex);
        if known.n_mentions == 0 {
            known.first_mention = run.tokens.clone();
        }
        known.n_mentions += 1;
        self.add_titles(run, person);
        let start = run.titles.start.min(run.tokens.start);
        let opens_sentence = start == 0 || self.prose.tokens[start - 1].sentence != self.prose.tokens[start].sentence;
        self.people.mentions.push(Mention {
            tokens: run.tokens.clone(),
            person,
            is_quoted: run.is_quoted,
            opens_sentence,
            is_beside_cue: run.evidence.cue,
        });
    }

    /// Titles before the name and in the apposition behind it ("Okafor, the transport minister,").
    fn add_titles(&mut self, run: &Run, person: PersonId) {
        const MAX_TITLES: usize = 16;
        let prose = self.prose;
        let words = &prose.lexicon.words;
        let known = &mut self.people.known[person.0 as usize];
        let apposition = apposition(prose, run.tokens.end);
        for part in [run.titles.clone(), apposition] {
            let holding = Holding::of(prose, part.clone());
            for word in title_words(prose, part) {
                if words.classes(word).has(Class::Office)
                    && known.titles.len() < MAX_TITLES
                    && !known.titles.contains(&(word, holding))
                {
                    known.titles.push((word, holding));
                }
            }
        }
    }

    fn title_sex(&self, run: &Run) -> Option<Sex> {
        run.titles.clone().find_map(|at| sex_of(self.prose.classes(at)))
    }

    fn given_sex(&self, token: usize) -> Option<Sex> {
        let classes = self.prose.classes(token);
        if classes.has(Class::GivenName) { sex_of(classes) } else { None }
    }

    /// Gives a sex to whom only the pronouns after a mention tell it.
    fn tell_sexes(&mut self) {
        let mut votes: Vec<(i32, usize)> = vec![(0, 0); self.people.known.len()];
        for mention in &self.people.mentions {
            let (vote, n_searches) = &mut votes[mention.person.0 as usize];
            if self.people.known[mention.person.0 as usize].sex.is_none() && *n_searches < MAX_PRONOUN_SEARCHES {
                *n_searches += 1;
                *vote += following_pronoun(self.prose, mention.tokens.end);
            }
        }
        for (known, (vote, _)) in self.people.known.iter_mut().zip(votes) {
            if vote != 0 {
                known.sex = known.sex.or(Some(if vote > 0 { Sex::Male } else { Sex::Female }));
            }
        }
    }
}

fn initial_len(word: &str) -> usize {
    word.chars().next().map_or(0, char::len_utf8)
}

/// The sex a word tells, where it tells just one.
pub(crate) fn sex_of(classes: Classes) -> Option<Sex> {
    match (classes.has(Class::Male), classes.has(Class::Female)) {
        (true, false) => Some(Sex::Male),
        (false, true) => Some(Sex::Female),
        _ => None,
    }
}

/// The noun phrase after ", the" or ", a" behind a name, as far as its head can be.
fn apposition(prose: &Prose<'_>, comma: usize) -> Range<usize> {
    const REACH: usize = 7;
    let none = comma..comma;
    if comma + 2 >= prose.tokens.len() || prose.str(comma) != "," {
        return none;
    }
    let mut end = comma + 1;
    while end < (comma + 1 + REACH).min(prose.tokens.len()) {
        let classes = prose.classes(end);
        let stops = prose.tokens[end].kind == TokenKind::Mark && prose.str(end) != "-"
            || classes.has(Class::Preposition)
            || classes.has(Class::ClauseBreak)
            || classes.has(Class::Cue)
            || classes.has(Class::Auxiliary);
        if stops {
            break;
        }
        end += 1;
    }
    comma + 1..end
}

/// +1 where "he", -1 where "she" comes first within reach of `start`, else 0.
fn following_pronoun(prose: &Prose<'_>, start: usize) -> i32 {
    for at in start..(start + PRONOUN_REACH).min(prose.tokens.len()) {
        let classes = prose.classes(at);
        if classes.has(Class::MalePronoun) {
            return 1;
        }
        if classes.has(Class::FemalePronoun) {
            return -1;
        }
    }
    0
}
