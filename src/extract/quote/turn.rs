//! Labelled turns: "MR. PESKOV: We go." in transcripts, interviews and hearings, and speeches by one person.
//!
//! A label is a name, a role or "Q" at the start of a paragraph, before a colon. In a transcript the
//! paragraphs after a turn belong to it until the next label. A label that no one bears in the article
//! stays as it is written; an office finds its holder in the article, else in the record's author where
//! the record itself names the office.

use super::resolve::Voice;
use super::rule::Rule;
use crate::article::Metadata;
use crate::extract::person::{Holding, People, PersonId};
use crate::lexicon::{Class, Classes, LabelKind};
use crate::text::{Prose, TokenKind};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A paragraph, or the rest of one behind its label, that one person says.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    /// The tokens of the words.
    pub(super) content: Range<usize>,
    /// The tokens of the label; empty where the turn goes on from the paragraph before.
    pub(super) label: Range<usize>,
    /// Whose words they are; `None` for whoever asks.
    pub(super) voice: Option<Voice>,
    /// What found it.
    pub(super) rule: Rule,
}

/// Words of a label, at most.
const MAX_LABEL: usize = 9;

/// From so many labels on, a text is a transcript.
const MIN_TRANSCRIPT: usize = 3;

/// The turns of an article by paragraph; empty where it has none.
pub(super) fn find(prose: &Prose<'_>, people: &People, metadata: &Metadata) -> Vec<Option<Turn>> {
    let finder = Finder { prose, people, metadata };
    let labels: Vec<Option<Label>> = (0..prose.paragraphs.len()).map(|n| finder.label(n)).collect();
    let n_labels = labels.iter().flatten().count();
    if n_labels == 0 && finder.speaker_of_the_whole().is_none() {
        return Vec::new();
    }
    let mut counts = Counts::default();
    for label in labels.iter().flatten() {
        *counts.by_label.entry(finder.text(&label.tokens)).or_default() += 1;
    }
    counts.n_labels = counts.by_label.len();
    counts.most = counts.by_label.values().copied().max().unwrap_or_default();
    let n_believed = labels.iter().flatten().filter(|label| finder.believes(label, &counts)).count();
    finder.turns(&labels, &counts, n_believed)
}

/// How many paragraphs turns take: the last one is believed to be no longer than the longest before.
#[derive(Default)]
struct Gaps {
    longest: usize,
    current: usize,
    /// Whether a label was met; what stands before the first is no turn.
    has_begun: bool,
}

impl Gaps {
    fn label(&mut self) {
        if self.has_begun {
            self.longest = self.longest.max(self.current);
        }
        self.has_begun = true;
        self.current = 0;
    }

    fn paragraph(&mut self) {
        self.current += 1;
    }

    fn fits_another(&self) -> bool {
        self.current < self.longest
    }
}

/// How often each label stands at the start of a paragraph.
#[derive(Default)]
struct Counts<'a> {
    by_label: FxHashMap<&'a str, usize>,
    n_labels: usize,
    most: usize,
}

impl Counts<'_> {
    fn of(&self, label: &str) -> usize {
        self.by_label.get(label).copied().unwrap_or_default()
    }
}

/// What stands before a colon.
#[derive(Clone, Debug)]
struct Label {
    paragraph: usize,
    tokens: Range<usize>,
    /// The first token of the words; one past the paragraph's last where the label has a line to itself.
    content: usize,
    kind: Option<LabelKind>,
    is_all_caps: bool,
    person: Option<PersonId>,
}

struct Finder<'a> {
    prose: &'a Prose<'a>,
    people: &'a People,
    metadata: &'a Metadata,
}

impl<'a> Finder<'a> {
    fn text(&self, tokens: &Range<usize>) -> &'a str {
        let end = self.prose.tokens[tokens.end - 1].end as usize;
        &self.prose.text[self.prose.tokens[tokens.start].start as usize..end]
    }

    /// The label of a paragraph, if it begins with one.
    fn label(&self, paragraph: usize) -> Option<Label> {
        let Range { start, end } = self.tokens_of(paragraph);
        if !self.prose.tokens[start].is_capitalised() || self.prose.tokens[start].is_quoted() {
            return None;
        }
        let colon = (start + 1..end.min(start + MAX_LABEL + 1)).find(|&at| self.ends_label(start, at))?;
        let mut name_end = colon;
        if let Some(bracket) = (start + 1..colon).find(|&at| matches!(self.prose.str(at), "(" | "[")) {
            name_end = bracket;
        }
        let tokens = start..name_end;
        let is_name = tokens.clone().all(|at| self.fits_label(at));
        let stands_alone = colon + 1 == end && self.prose.str(colon) == ":";
        let is_glued = || self.prose.tokens.get(colon + 1).is_some_and(|next| next.is_glued());
        if !is_name || !stands_alone && (colon + 1 >= end || is_glued() && self.prose.str(colon) != ".") {
            return None;
        }
        let lower = self.text(&tokens).trim_end_matches('.').to_lowercase();
        let asks = tokens.len() > 1 && matches!(self.prose.str(start), "Q." | "Q");
        let kind = if asks { Some(LabelKind::Asker) } else { self.prose.lexicon.labels.get(lower.as_str()).copied() };
        if kind == Some(LabelKind::Furniture) {
            return None;
        }
        let is_all_caps = tokens.clone().any(|at| self.prose.tokens[at].is_all_caps())
            && tokens.clone().all(|at| {
                let token = self.prose.tokens[at];
                token.is_all_caps() || token.kind == TokenKind::Mark || self.is_small(at)
            })
            || tokens.len() == 1 && self.prose.str(start).trim_end_matches('.').len() == 1;
        let person = self
            .people
            .mention_ending(name_end)
            .filter(|mention| mention.tokens.start >= start)
            .map(|mention| mention.person);
        Some(Label { paragraph, tokens, content: colon + 1, kind, is_all_caps, person })
    }

    fn tokens_of(&self, paragraph: usize) -> Range<usize> {
        let paragraph = self.prose.paragraphs[paragraph];
        paragraph.first_token..paragraph.end_token
    }

    /// A colon, or the full stop after "Q" or "Mr. SMITH".
    fn ends_label(&self, start: usize, at: usize) -> bool {
        match self.prose.str(at) {
            ":" => true,
            "." => at > start + 1 && self.prose.tokens[at - 1].is_all_caps() && self.classes(start).has(Class::Title),
            _ => false,
        }
    }

    fn classes(&self, at: usize) -> Classes {
        self.prose.classes(at)
    }

    /// "Mr.", "of", "van", "Senator": small words of a label in capitals.
    fn is_small(&self, at: usize) -> bool {
        self.classes(at)
            .any(Classes::only(Class::Title).with(Class::Honorific).with(Class::NameParticle).with(Class::Definite))
            || self.prose.str(at) == "of"
            || self.prose.str(at).len() == 2 && self.prose.str(at).ends_with('.')
    }

    fn fits_label(&self, at: usize) -> bool {
        let token = self.prose.tokens[at];
        match token.kind {
            TokenKind::Word => {
                token.is_capitalised()
                    || self.classes(at).has(Class::NameParticle)
                    || matches!(self.prose.str(at), "of" | "'s" | "’s")
            }
            TokenKind::Number => false,
            TokenKind::Mark => matches!(self.prose.str(at), "-" | "." | "'" | "’"),
        }
    }

    /// Whether a label names somebody who speaks here.
    fn believes(&self, label: &Label, counts: &Counts<'_>) -> bool {
        let count = counts.of(self.text(&label.tokens));
        if label.kind == Some(LabelKind::Source) {
            return false;
        }
        if label.kind.is_some() {
            return count >= 2 || label.is_all_caps || counts.n_labels >= 2;
        }
        if !label.is_all_caps {
            return label.person.is_some() && counts.most >= 2 && counts.n_labels >= 2 && label.paragraph > 0;
        }
        if label.tokens.len() > 5 || self.reads_as_words(label) {
            return false;
        }
        let is_transcript = counts.most >= 2 && counts.n_labels >= 2;
        let alone = self.prose.paragraphs.len() == 1;
        count >= 2 && counts.n_labels >= 2 || label.person.is_some() || is_transcript || alone
    }

    /// A label in capitals that is part of a text in capitals, or made of other words than names.
    fn reads_as_words(&self, label: &Label) -> bool {
        const COMMON: Classes = Classes::only(Class::Determiner)
            .with(Class::Pronoun)
            .with(Class::Be)
            .with(Class::Auxiliary)
            .with(Class::Adverb)
            .with(Class::Preposition)
            .with(Class::Conjunction)
            .with(Class::Cue)
            .with(Class::Day)
            .with(Class::Month)
            .with(Class::TimeNoun)
            .with(Class::Organisation);
        let is_common = label.tokens.clone().any(|at| {
            let office = at == label.tokens.start && self.classes(label.tokens.end - 1).has(Class::Title);
            self.classes(at).any(COMMON)
                && !self.classes(at).any(Classes::only(Class::Surname).with(Class::GivenName))
                && !office
                && self.prose.str(at) != "of"
        });
        let content = label.content..self.tokens_of(label.paragraph).end;
        is_common
            || !content.is_empty()
                && content.clone().take(6).filter(|&at| self.prose.tokens[at].is_all_caps()).count()
                    >= 4.min(content.len())
    }

    /// The one speaker of a speech, as the file states it.
    ///
    /// Who speaks does not name themselves; a text that names its speaker reports what they said, and its own words count.
    fn speaker_of_the_whole(&self) -> Option<&str> {
        let name = self.metadata.speaker.as_deref().map(str::trim).filter(|name| !name.is_empty())?;
        let surname = name.split_whitespace().next_back()?;
        let is_named = (0..self.prose.tokens.len()).any(|at| self.prose.str(at).eq_ignore_ascii_case(surname));
        let is_one = !name.contains([',', ';', '|']);
        (is_one && !is_named).then_some(name)
    }

    fn turns(&self, labels: &[Option<Label>], counts: &Counts<'_>, n_believed: usize) -> Vec<Option<Turn>> {
        let whole = self.speaker_of_the_whole();
        let mut current: Option<(Option<Voice>, Rule)> =
            whole.map(|name| (Some(Voice::Stated(name.into())), Rule::Speech));
        let mut turns = Vec::with_capacity(labels.len());
        let mut gaps = Gaps::default();
        // A label with a line to itself, whose words follow.
        let mut waiting: Option<Range<usize>> = None;
        let goes_on = n_believed >= MIN_TRANSCRIPT || whole.is_some();
        let last_label =
            labels.iter().rposition(|label| label.as_ref().is_some_and(|label| self.believes(label, counts)));
        for (n, label) in labels.iter().enumerate() {
            let tokens = self.tokens_of(n);
            let believed = label.as_ref().filter(|label| self.believes(label, counts));
            let turn = match believed {
                // A label with the line to itself is no headline: nothing is said behind it.
                None if n == 0
                    && label.as_ref().is_some_and(|label| label.content < tokens.end && self.is_headline(label)) =>
                {
                    label.as_ref().map(|label| Turn {
                        content: label.content..tokens.end,
                        label: label.tokens.clone(),
                        voice: self.voice(label),
                        rule: Rule::Headline,
                    })
                }
                Some(label) => {
                    gaps.label();
                    let voice = self.voice(label);
                    let stands_alone = label.content >= tokens.end;
                    waiting = stands_alone.then(|| label.tokens.clone());
                    if goes_on || stands_alone {
                        current = Some((voice.clone(), Rule::Turn));
                    }
                    (!stands_alone).then(|| Turn {
                        content: label.content..tokens.end,
                        label: label.tokens.clone(),
                        voice,
                        rule: Rule::Turn,
                    })
                }
                None if self.is_aside(&tokens) || n == 0 && self.is_heading(n) => None,
                None if waiting.is_some() => {
                    let speaks = if goes_on { current.clone() } else { current.take() };
                    let label = waiting.take().unwrap_or_default();
                    speaks.map(|(voice, rule)| Turn { content: tokens, label, voice, rule })
                }
                None if whole.is_none() && last_label.is_some_and(|last| n > last) && !gaps.fits_another() => {
                    current = None;
                    None
                }
                None => current.clone().map(|(voice, rule)| Turn { content: tokens, label: 0..0, voice, rule }),
            };
            gaps.paragraph();
            turns.push(turn);
        }
        turns
    }

    /// "[Applause.]", "(Laughter)", "***".
    fn is_aside(&self, tokens: &Range<usize>) -> bool {
        let first = self.prose.str(tokens.start);
        let last = self.prose.str(tokens.end - 1);
        matches!(first, "[" | "(") && matches!(last, "]" | ")")
            || tokens.clone().all(|at| self.prose.tokens[at].kind == TokenKind::Mark)
    }

    /// "Okafor: Bridge opens in June": the headline's own way to attribute.
    fn is_headline(&self, label: &Label) -> bool {
        let n_tokens = self.tokens_of(0).len();
        let speaks = label.person.is_some() || label.kind == Some(LabelKind::Source);
        speaks && label.paragraph == 0 && self.prose.paragraphs.len() > 1 && label.tokens.len() <= 4 && n_tokens <= 40
    }

    /// A first paragraph that ends like a headline.
    fn is_heading(&self, paragraph: usize) -> bool {
        let tokens = self.tokens_of(paragraph);
        tokens.len() < 30 && !matches!(self.prose.str(tokens.end - 1), "." | "!" | "?" | "”" | "\"")
    }

    fn voice(&self, label: &Label) -> Option<Voice> {
        if label.kind == Some(LabelKind::Asker) {
            return None;
        }
        if let Some(person) = label.person {
            return Some(Voice::Person(person));
        }
        if let Some(author) = self.author(label) {
            return Some(Voice::Stated(author.into()));
        }
        if let Some(person) = self.holder(label) {
            return Some(Voice::Person(person));
        }
        Some(Voice::Name(self.without_titles(&label.tokens)))
    }

    /// "THE PRESIDENT": whom the article calls president.
    fn holder(&self, label: &Label) -> Option<PersonId> {
        let last = label.tokens.end - 1;
        if !self.classes(last).has(Class::Office) {
            return None;
        }
        let title = self.prose.tokens[last].word;
        let holding = Holding::of(self.prose, label.tokens.clone());
        let mut holders = self.people.iter().filter(|(_, known)| known.titles.contains(&(title, holding)));
        let first = holders.next()?;
        holders.next().is_none().then_some(first.0)
    }

    /// The record's author, where the label is an office that the record's own title or source names,
    /// or the author's initials.
    fn author(&self, label: &Label) -> Option<&'a str> {
        let author = self.metadata.author.as_deref()?.trim();
        let words: Vec<&str> = author.split_whitespace().collect();
        let is_person = (2..=4).contains(&words.len())
            && words.iter().all(|word| word.starts_with(char::is_uppercase))
            && !words.iter().any(|word| {
                let words = &self.prose.lexicon.words;
                words.classes(words.id(&word.to_lowercase())).any(Classes::only(Class::Organisation).with(Class::Title))
            });
        if !is_person {
            return None;
        }
        let text = self.text(&label.tokens);
        let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
        let surname = words.last().copied().unwrap_or_default();
        if text == initials || text.eq_ignore_ascii_case(surname) {
            return Some(author);
        }
        let office = if text == "PM" { "prime minister".to_owned() } else { text.to_lowercase() };
        let office = office.trim_start_matches("the ");
        let is_office = office == "prime minister" || self.classes(label.tokens.end - 1).has(Class::Office);
        let named =
            |field: &Option<String>| field.as_deref().is_some_and(|field| field.to_lowercase().contains(office));
        (is_office && (named(&self.metadata.title) || named(&self.metadata.source))).then_some(author)
    }

    fn without_titles(&self, label: &Range<usize>) -> Range<usize> {
        let mut start = label.start;
        while start + 1 < label.end
            && self.classes(start).any(Classes::only(Class::Title).with(Class::Honorific))
            && !self.classes(label.end - 1).has(Class::Title)
        {
            start += 1;
        }
        start..label.end
    }
}
