//! Who is meant: the words at a quote to a person, an organisation or a nominal source.
//!
//! `Peskov` → Dmitry Peskov, `he` → whoever spoke last or was last a subject, `the president` → the
//! person the article calls president (never the vice president), `a spokesman for the ministry` →
//! as written. Works through the article in text order, since "he" depends on what came before.

use super::antecedent::{self, Pronoun};
use super::model::{Feature, Model};
use super::passage::Passage;
use crate::extract::person::{self, Holding, People, PersonId, Sex};
use crate::lexicon::{Class, Classes, WordId};
use crate::text::Prose;
use std::ops::Range;

/// Somebody who can speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// A person the article names.
    Person(PersonId),
    /// A capitalised name of something else, or of somebody there is no evidence for.
    Name(Range<usize>),
    /// A source as it is written.
    Nominal(Range<usize>),
    /// A name that stands outside the text: the record's speaker or author.
    Stated(Box<str>),
}

/// A voice, and the words that stood for it.
#[derive(Clone, Debug)]
pub(super) struct Spoken {
    pub(super) voice: Option<Voice>,
    /// The tokens at the quote; `None` where the speaker is implied.
    pub(super) mention: Option<Range<usize>>,
    /// A pronoun stood there.
    pub(super) by_pronoun: bool,
    /// How sure it is that the words mean this voice, where that was weighed.
    pub(super) belief: f32,
}

/// "The president": an office as a noun phrase names it.
struct Office {
    title: WordId,
    holding: Holding,
    /// Its first token.
    at: usize,
    /// "The mayor", and not "the Ohio mayor" or "the senator": one person whom the reader knows.
    names_one: bool,
}

/// Resolves speakers in text order.
pub(super) struct Resolver<'a> {
    prose: &'a Prose<'a>,
    people: &'a People,
    /// Who spoke last, and the token of the cue.
    last: Option<(Voice, usize)>,
    model: &'a Model,
    /// For training: each pronoun with everyone it could have meant.
    pub(super) trace: Option<Vec<Asked>>,
}

/// A pronoun's token, and everyone it could mean with what speaks for it.
pub(super) type Asked = (usize, Vec<(Voice, Vec<Feature>)>);

impl<'a> Resolver<'a> {
    pub(super) fn new(prose: &'a Prose<'a>, people: &'a People, model: &'a Model) -> Self {
        Self { prose, people, last: None, model, trace: None }
    }

    /// Who spoke last.
    pub(super) fn last(&self) -> Option<&Voice> {
        self.last.as_ref().map(|(voice, _)| voice)
    }

    /// Notes that `voice` spoke at `token`.
    pub(super) fn spoke(&mut self, voice: &Voice, token: usize) {
        self.last = Some((voice.clone(), token));
    }

    /// Who the items `subject` mean.
    pub(super) fn subject(&mut self, passage: &Passage<'_>, subject: Range<usize>, content: Range<usize>) -> Spoken {
        let tokens = passage.items[subject.start].first_token()..passage.items[subject.end - 1].end_token();
        let by_pronoun =
            subject.len() == 1 && passage.is_any(subject.start, Classes::only(Class::Pronoun).with(Class::FirstPerson));
        let (voice, belief) = if by_pronoun {
            self.pronoun(tokens.start, content).map_or((None, 0.0), |(voice, belief)| (Some(voice), belief))
        } else {
            (self.phrase(tokens.clone()), 1.0)
        };
        Spoken { voice, mention: Some(tokens), by_pronoun, belief }
    }

    fn classes(&self, token: usize) -> Classes {
        self.prose.classes(token)
    }

    /// Who a noun phrase means.
    fn phrase(&self, mut tokens: Range<usize>) -> Option<Voice> {
        // "Okafor today said", "Okafor Monday said": the day is no part of the name.
        while tokens.len() > 1 && self.classes(tokens.end - 1).has(Class::Day) {
            tokens.end -= 1;
        }
        if let Some(person) = self.titled_name(&tokens) {
            return Some(Voice::Person(person));
        }
        if self.is_joint(&tokens) {
            return Some(Voice::Nominal(tokens));
        }
        let head = tokens.start..self.head_end(&tokens);
        if let Some(mention) = self.people.mention_ending(head.end).filter(|mention| mention.tokens.start >= head.start)
        {
            return Some(Voice::Person(mention.person));
        }
        if let Some(office) = self.office(head.clone()).filter(|_| head.end == tokens.end)
            && let Some(person) = self.holder(&office).or_else(|| self.speaker_in_office(&office))
        {
            return Some(Voice::Person(person));
        }
        let indefinite = self.prose.lexicon.habits.nouns_capitalised
            && self.classes(head.start).has(Class::Determiner)
            && !self.classes(head.start).has(Class::Definite);
        if let Some(name) = self.capitalised_end(head.clone()).filter(|_| !indefinite) {
            return Some(Voice::Name(name));
        }
        Some(Voice::Nominal(tokens))
    }

    /// "Director of Government Affairs Phil Smith": a title with its "of", then the name.
    fn titled_name(&self, tokens: &Range<usize>) -> Option<PersonId> {
        let mention = self.people.mention_ending(tokens.end).filter(|mention| mention.tokens.start > tokens.start)?;
        let before = mention.tokens.start - 1;
        let of = (tokens.start + 1..before).find(|&at| self.classes(at).has(Class::Preposition))?;
        let titled = self.prose.str(of) == "of" && self.classes(of - 1).has(Class::Title);
        let named = self.prose.tokens[before].is_capitalised() || self.classes(before).has(Class::Title);
        (titled && named).then_some(mention.person)
    }

    /// "Okafor and Lindqvist", "experts and officials": more than one.
    fn is_joint(&self, tokens: &Range<usize>) -> bool {
        let head = self.head_end(tokens);
        (tokens.start + 1..head.max(tokens.start + 1)).any(|at| {
            self.prose.str(at) == "and"
                && self.people.mentions()[self.people.n_mentions_before(at)..]
                    .first()
                    .is_some_and(|next| next.tokens.end <= head)
                || self.prose.str(at) == "and"
                    && !(self.prose.tokens[at - 1].is_capitalised()
                        && at + 1 < tokens.end
                        && self.prose.tokens[at + 1].is_capitalised())
        })
    }

    /// Where the head of a noun phrase ends: before its first preposition or relative clause.
    fn head_end(&self, tokens: &Range<usize>) -> usize {
        let stops = Classes::only(Class::Preposition).with(Class::Relative).with(Class::Infinitive);
        (tokens.start + 1..tokens.end)
            .find(|&at| {
                let token = self.prose.tokens[at];
                self.classes(at).any(stops)
                    && !token.is_capitalised()
                    && !self.classes(at).has(Class::NameParticle)
                    && !token.is_glued()
                    || matches!(self.prose.str(at), "," | "(")
            })
            .unwrap_or(tokens.end)
    }

    /// The capitalised words that end a phrase, without titles before them.
    fn capitalised_end(&self, head: Range<usize>) -> Option<Range<usize>> {
        let is_name = |at: usize| {
            let token = self.prose.tokens[at];
            token.is_capitalised()
                || self.classes(at).has(Class::NameParticle)
                || matches!(self.prose.str(at), "-" | "&" | "'s" | "’s")
        };
        let mut start = head.end;
        while start > head.start && is_name(start - 1) {
            start -= 1;
        }
        let function =
            Classes::only(Class::Determiner).with(Class::Preposition).with(Class::Conjunction).with(Class::Pronoun);
        while start < head.end && (!self.prose.tokens[start].is_capitalised() || self.classes(start).any(function)) {
            start += 1;
        }
        let last = head.end.checked_sub(1)?;
        (start < head.end && self.prose.tokens[last].is_capitalised() && !self.classes(last).has(Class::Title))
            .then_some(start..head.end)
    }

    /// The office at the head of "the president", and how it is held; `None` where the words name no one holder.
    fn office(&self, head: Range<usize>) -> Option<Office> {
        const MAX_WORDS: usize = 4;
        let first = head.start;
        let is_definite = self.classes(first).has(Class::Definite);
        let is_title = self.prose.tokens[first].is_capitalised()
            && self.classes(first).any(Classes::only(Class::Title).with(Class::TitleModifier));
        // "the president-elect": the office stands before the hyphen.
        let is_deputy = |at: usize| self.classes(at).has(Class::Deputy) && at >= first + 3;
        let last = if is_deputy(head.end - 1) { head.end - 3 } else { head.end - 1 };
        let hyphens = (first..last + 1).any(|at| self.prose.str(at) == "-");
        if !is_definite && !is_title || last - first >= MAX_WORDS || hyphens || !self.classes(last).has(Class::Office) {
            return None;
        }
        let title = self.prose.tokens[last].word;
        let is_sole = (first..last + 1).any(|at| self.classes(at).has(Class::SoleOffice));
        let is_bare = self.prose.lexicon.habits.nouns_capitalised
            || !(first + 1..head.end).any(|at| self.prose.tokens[at].is_capitalised());
        let names_one = is_definite && is_sole && is_bare;
        Some(Office { title, holding: Holding::of(self.prose, head), at: first, names_one })
    }

    /// The person the article gives an office, the latest first.
    fn holder(&self, office: &Office) -> Option<PersonId> {
        let latest = |holding| self.latest_holder(office.title, holding, office.at);
        let holder = latest(office.holding);
        // Who was king is the former king.
        holder.or_else(|| if office.holding == Holding::Formerly { latest(Holding::Now) } else { None })
    }

    fn latest_holder(&self, title: WordId, holding: Holding, before: usize) -> Option<PersonId> {
        let holds = |person: PersonId| self.people.known(person).titles.contains(&(title, holding));
        let n = self.people.n_mentions_before(before);
        let mentions = self.people.mentions();
        let recent = mentions[..n].iter().rev().take(400).find(|mention| holds(mention.person));
        recent
            .or_else(|| mentions[n..].iter().take(100).find(|mention| holds(mention.person)))
            .map(|mention| mention.person)
    }

    /// An office that the article gives nobody is that of whoever spoke just before and is given no such other:
    /// "Okafor told the council … “Q,” the mayor said."
    fn speaker_in_office(&self, office: &Office) -> Option<PersonId> {
        const MAX_SENTENCES: u32 = 6;
        let (Voice::Person(person), at) = self.last.as_ref()? else { return None };
        let known = self.people.known(*person);
        let sex = person::sex_of(self.prose.lexicon.words.classes(office.title));
        let fits = sex.is_none() || known.sex.is_none() || known.sex == sex;
        let is_near = self.prose.tokens[office.at].sentence <= self.prose.tokens[*at].sentence + MAX_SENTENCES;
        let is_sole = |title: &WordId| self.prose.lexicon.words.classes(*title).has(Class::SoleOffice);
        let holds_another = known.titles.iter().any(|(title, holding)| *holding == Holding::Now && is_sole(title));
        (office.names_one && !holds_another && fits && is_near).then_some(*person)
    }

    /// Who a pronoun means.
    fn pronoun(&mut self, token: usize, content: Range<usize>) -> Option<(Voice, f32)> {
        let classes = self.classes(token);
        let sex = if classes.has(Class::MalePronoun) {
            Sex::Male
        } else if classes.has(Class::FemalePronoun) {
            Sex::Female
        } else {
            let plural = classes.has(Class::PluralPronoun)
                || classes.has(Class::NeuterPronoun)
                || classes.has(Class::FirstPerson);
            return plural.then(|| self.last().cloned()).flatten().map(|voice| (voice, 0.5));
        };
        let pronoun = Pronoun { token, sex, content, last: self.last.as_ref() };
        let options = antecedent::options(self.prose, self.people, &pronoun);
        if let Some(trace) = &mut self.trace {
            trace.push((token, options.iter().map(|option| (option.voice.clone(), option.features.clone())).collect()));
        }
        antecedent::choose(self.model, options)
    }
}
