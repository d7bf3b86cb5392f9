//! The noun phrase beside a cue: who, as the sentence puts it.
//!
//! `Dmitry Peskov, speaking to reporters, repeated …` → "Dmitry Peskov"; `says the artist's father,
//! Darrin Wise` → "Darrin Wise". It finds words, not people: who is meant is for `resolve`.

use super::passage::Passage;
use crate::lexicon::{Class, Classes, Tense};
use std::ops::Range;

/// How far a noun phrase may reach, in items.
const MAX_PHRASE: usize = 16;

/// How far behind a comma the head of an apposition may lie, in items.
const MAX_APPOSITION: usize = 34;

/// Words no noun phrase before a verb runs over.
const LEFT_STOPS: Classes = Classes::only(Class::ClauseBreak)
    .with(Class::Be)
    .with(Class::Auxiliary)
    .with(Class::Contrast)
    .with(Class::Negation);

/// Where and when: may stand between the sentence's start and its subject.
const LEADS: Classes = Classes::only(Class::Preposition).with(Class::Conjunction).with(Class::Adverb);

/// What a verb form says about a subject to its left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// The subject's items.
    Subject { first: usize, end: usize },
    /// The subject stands before an earlier verb of the sentence ("smiled and said", ", adding that").
    Shared,
    /// No speech: negated, passive, an infinitive.
    Barred,
    /// Nothing that could speak.
    Nothing,
}

impl Passage<'_> {
    /// The subject to the left of the cue at `cue`.
    pub(super) fn left_subject(&self, cue: usize) -> Left {
        let tense = self.cue(cue).map_or(Tense::Past, |cue| cue.tense);
        let floor = self.sentence_of(cue).start;
        let mut at = cue;
        while at > floor {
            let before = at - 1;
            if self.is(before, Class::Negation) || self.is(before, Class::Infinitive) {
                return Left::Barred;
            }
            if self.is(before, Class::Be) || self.mark(before) == '\0' && self.is_clitic_be(before) {
                if tense != Tense::Participle {
                    return Left::Barred;
                }
            } else if !(self.is_adverb(before) || self.is(before, Class::Auxiliary)) || self.is_capitalised_name(before)
            {
                break;
            }
            at = before;
        }
        if at == floor {
            return Left::Nothing;
        }
        let mut last = at - 1;
        // "Ines Carvalho, R-Ga., today announced": a day of its own is nobody.
        if self.is(last, Class::Day) && last > floor && matches!(self.mark(last - 1), ',' | '—' | '–' | ')') {
            last -= 1;
        }
        if matches!(tense, Tense::Base | Tense::Present) && self.is_noun_phrase_start(last) || self.is_article(last) {
            return Left::Barred;
        }
        if self.is_quotation(last) {
            return Left::Nothing;
        }
        if self.is(last, Class::Conjunction) {
            return Left::Shared;
        }
        if tense == Tense::Base && at == cue && !self.could_be_plural(last) {
            return Left::Barred;
        }
        match self.mark(last) {
            ',' | '—' | '–' | ')' if tense == Tense::Participle => Left::Shared,
            ',' | '—' | '–' | ')' => self.apposed_subject(last, floor),
            '\0' => {
                if tense == Tense::Participle && at == cue {
                    return self.beside_participle(last, floor);
                }
                self.phrase_ending(last, floor)
            }
            _ => Left::Nothing,
        }
    }

    /// "an item suggesting that", "with three in 10 saying": what stands right before a participle says it, if it can.
    fn beside_participle(&self, last: usize, floor: usize) -> Left {
        if self.is(last, Class::Preposition) {
            return Left::Barred;
        }
        // "She issued a statement saying": she says it.
        if self.is_any(last, Classes::only(Class::Subordinator).with(Class::ObjectPronoun).with(Class::Venue)) {
            return Left::Shared;
        }
        match self.phrase_ending(last, floor) {
            Left::Nothing => Left::Shared,
            other => other,
        }
    }

    /// Whether "say" can follow: "officials", "they", "40 percent", a name; a phone call is no call to speak.
    fn could_be_plural(&self, i: usize) -> bool {
        const PLURAL: Classes = Classes::only(Class::Pronoun)
            .with(Class::FirstPerson)
            .with(Class::PluralPronoun)
            .with(Class::PersonNoun)
            .with(Class::Relative)
            .with(Class::Numeral)
            .with(Class::Determiner)
            .with(Class::Indefinite);
        self.mark(i) != '\0'
            || self.is_any(i, PLURAL)
            || self.is_number(i)
            || self.is_capitalised(i)
            || self.str(i).ends_with('s') && !self.is_glued(i)
    }

    /// "the", "a": a noun follows, whatever it looks like ("the said bridge").
    fn is_article(&self, i: usize) -> bool {
        self.is(i, Class::Possessive) || matches!(self.str(i), "the" | "The" | "a" | "A" | "an" | "An")
    }

    /// What makes a present or base form a noun ("press reports", "several negative comments").
    fn is_noun_phrase_start(&self, i: usize) -> bool {
        const ADJECTIVE_ENDINGS: [&str; 8] = ["ive", "ous", "ic", "ful", "less", "able", "ible", "ish"];
        let determiner =
            self.is(i, Class::Determiner) && !self.is_any(i, Classes::only(Class::Pronoun).with(Class::Numeral));
        let plural_subject = matches!(
            self.str(i),
            "some"
                | "many"
                | "most"
                | "others"
                | "both"
                | "all"
                | "few"
                | "those"
                | "Some"
                | "Many"
                | "Most"
                | "Others"
                | "Both"
                | "All"
                | "Few"
                | "Those"
                | "that"
                | "this"
        );
        determiner && !plural_subject
            || self.is(i, Class::Preposition)
            || self.is_glued(i) && matches!(self.str(i), "'s" | "’s")
            || !self.is_capitalised(i)
                && self.mark(i) == '\0'
                && ADJECTIVE_ENDINGS.iter().any(|ending| self.str(i).ends_with(ending))
    }

    /// "'s" and "'re" for "is" and "are", as in "he's said".
    fn is_clitic_be(&self, i: usize) -> bool {
        self.is_glued(i) && matches!(self.str(i), "'s" | "’s") && i > 0 && self.is(i - 1, Class::SubjectPronoun)
    }

    /// "Will" and "May" as names are no auxiliaries.
    fn is_capitalised_name(&self, i: usize) -> bool {
        self.is_capitalised(i) && self.is(i, Class::GivenName)
    }

    /// The subject whose apposition or participle ends with the comma at `close`:
    /// "Grace Mbeki, a teacher, said", "the teacher, Grace Mbeki, said".
    fn apposed_subject(&self, close: usize, floor: usize) -> Left {
        let limit = close.saturating_sub(MAX_APPOSITION).max(floor);
        let mut open = close;
        while open > limit + 1 {
            open -= 1;
            if self.is_quotation(open) || matches!(self.mark(open), ';' | ':') {
                break;
            }
            if !matches!(self.mark(open), ',' | '—' | '–' | '(') {
                continue;
            }
            if self.is_name_phrase(open + 1..close) && self.is_common_noun(open - 1) {
                return Left::Subject { first: open + 1, end: close };
            }
            let Left::Subject { first, end } = self.phrase_ending(open - 1, floor) else { continue };
            if self.hangs_on(first, floor) {
                continue;
            }
            if (first..end).any(|i| self.is_proper(i)) || self.is(first, Class::Determiner) && open <= floor + 8 {
                return Left::Subject { first, end };
            }
        }
        Left::Nothing
    }

    /// Whether the phrase at `first` is itself inside an apposition: ", of Springfield", ", who lives in Malmo", ", speaking in Ohio".
    fn hangs_on(&self, first: usize, floor: usize) -> bool {
        if first <= floor {
            return false;
        }
        let before = first - 1;
        self.is(before, Class::ClauseBreak)
            || before > floor && self.is(before, Class::Preposition) && matches!(self.mark(before - 1), ',' | '—' | '–')
            || self.mark(before) == ','
                && (self.str(first).ends_with("ing") || self.is(first, Class::Preposition))
                && !self.is_capitalised(first)
    }

    /// A short run of names.
    fn is_name_phrase(&self, items: Range<usize>) -> bool {
        items.len() <= 5
            && !items.is_empty()
            && items.clone().all(|i| self.is_capitalised(i) || self.is(i, Class::NameParticle) || self.mark(i) == '-')
            && self.is_proper(items.start)
    }

    fn is_common_noun(&self, i: usize) -> bool {
        self.mark(i) == '\0' && !self.is_capitalised(i) && !self.is_number(i) && !self.is_quotation(i)
    }

    /// A capitalised word that is no function word and no title.
    pub(super) fn is_proper(&self, i: usize) -> bool {
        const COMMON: Classes = Classes::only(Class::Determiner)
            .with(Class::Pronoun)
            .with(Class::Preposition)
            .with(Class::Conjunction)
            .with(Class::Subordinator)
            .with(Class::Adverb)
            .with(Class::Complementizer)
            .with(Class::Day)
            .with(Class::Month)
            .with(Class::Attribution)
            .with(Class::Numeral)
            .with(Class::Contraction);
        self.is_capitalised(i)
            && (!self.is_any(i, COMMON) || self.is(i, Class::GivenName) && !self.is(i, Class::Day))
            && !self.is(i, Class::Title)
    }

    /// The noun phrase that ends with item `last`.
    pub(super) fn phrase_ending(&self, last: usize, floor: usize) -> Left {
        if self.is(last, Class::SubjectPronoun) || self.is(last, Class::Indefinite) {
            return if self.is(last, Class::Negation) {
                Left::Barred
            } else {
                Left::Subject { first: last, end: last + 1 }
            };
        }
        if self.is(last, Class::Relative) && !self.is(last, Class::Determiner) {
            return self.antecedent(last, floor);
        }
        // "Let me say that", "let us note": whoever is let say it is not the subject.
        if self.is(last, Class::ObjectPronoun) && last > floor && !self.is(last - 1, Class::Preposition) {
            return Left::Barred;
        }
        let limit = (last + 1).saturating_sub(MAX_PHRASE).max(floor);
        let mut first = last + 1;
        while first > limit && self.continues_left(first - 1, last, floor) {
            first -= 1;
        }
        if first > floor && self.is(first - 1, Class::Attribution) {
            return Left::Barred;
        }
        // "Democrats who watched the debate said": a relative clause with its own verb belongs to what stands before it.
        if first > floor + 1
            && matches!(self.str(first - 1), "who" | "which" | "that")
            && self.has_finite_verb(first..last + 1)
            && let Left::Subject { first, .. } = self.antecedent(first - 1, floor)
        {
            return Left::Subject { first, end: last + 1 };
        }
        self.without_lead(first, last + 1)
    }

    /// Whether a verb with a tense stands in `items`, as far as words tell.
    fn has_finite_verb(&self, items: Range<usize>) -> bool {
        items.into_iter().any(|i| {
            self.is_any(i, Classes::only(Class::Be).with(Class::Auxiliary))
                || self.cue(i).is_some_and(|cue| cue.tense == Tense::Past)
                || self.mark(i) == '\0'
                    && !self.is_capitalised(i)
                    && !self.is_quotation(i)
                    && self.str(i).ends_with("ed")
        })
    }

    fn continues_left(&self, i: usize, last: usize, floor: usize) -> bool {
        if self.is_quotation(i) || !matches!(self.mark(i), '\0' | '-' | '&' | '\'' | '’' | '%' | '$' | '/') {
            return false;
        }
        if self.is_any(i, LEFT_STOPS)
            && !(self.is(i, Class::Month) && self.is_capitalised(i))
            && !(self.is(i, Class::Determiner) && i < last && !self.is_relative_that(i))
        {
            return false;
        }
        if self.is(i, Class::Attribution) {
            return false;
        }
        if self.is(i, Class::Conjunction) {
            return i < last && i > floor && !self.is(i + 1, Class::SubjectPronoun) && self.joins_nouns(i, floor);
        }
        if self.is(i, Class::Pronoun) && !self.is(i, Class::Possessive) && i < last {
            return false;
        }
        self.cue(i).is_none_or(|cue| cue.precision < 0.6 || self.is_capitalised(i) || i == last)
    }

    /// Whether "and" at `i` joins names or nouns rather than clauses: no verb stands before it in its clause.
    fn joins_nouns(&self, i: usize, floor: usize) -> bool {
        if self.mark(i - 1) != '\0' || self.is_quotation(i - 1) || self.is_adverb(i - 1) {
            return false;
        }
        let start = (floor.max(i.saturating_sub(MAX_PHRASE))..i)
            .rev()
            .find(|&at| {
                self.is_quotation(at)
                    || matches!(self.mark(at), ',' | ';' | ':' | '—' | '–')
                    || self.is(at, Class::ClauseBreak)
            })
            .map_or(floor.max(i.saturating_sub(MAX_PHRASE)), |at| at + 1);
        start < i && !self.has_finite_verb(start..i)
    }

    /// "the claim that Okafor said": "that" after a noun opens a clause, before one it points.
    fn is_relative_that(&self, i: usize) -> bool {
        self.is(i, Class::Complementizer)
    }

    /// The phrase without "On Monday", "In March 2019", "then" before it.
    fn without_lead(&self, mut first: usize, end: usize) -> Left {
        while first + 1 < end && self.is_any(first, LEADS) && !self.is(first, Class::Determiner) {
            first += 1;
            let dated = self.is_any(first, Classes::only(Class::Day).with(Class::Month).with(Class::TimeNoun))
                || self.is_number(first);
            if dated && first + 1 < end {
                first += 1;
            }
        }
        // "On the 14th of June Putin announced": the day before a name is no part of it.
        let day = Classes::only(Class::Day).with(Class::Month);
        if let Some(cut) = (first..end - 1)
            .rev()
            .find(|&i| self.is_any(i, day) && self.is_capitalised(i) && self.is_capitalised(i + 1))
            && !(cut > first && self.is(cut - 1, Class::Title))
        {
            first = cut + 1;
        }
        let is_there = end == first + 1 && self.is(first, Class::Expletive);
        // "Well", "today": how or when, and nobody.
        let is_nobody =
            |i| self.is_any(i, Classes::only(Class::Adverb).with(Class::Answer)) && !self.is(i, Class::Determiner);
        if first >= end || is_there || (first..end).all(is_nobody) || !(first..end).any(|i| self.mark(i) == '\0') {
            Left::Nothing
        } else {
            Left::Subject { first, end }
        }
    }

    /// What "who" at `relative` stands for.
    fn antecedent(&self, relative: usize, floor: usize) -> Left {
        if relative == floor {
            return Left::Nothing;
        }
        let last = if self.mark(relative - 1) == ',' { relative.saturating_sub(2) } else { relative - 1 };
        if last < floor || self.is_quotation(last) || self.mark(last) != '\0' {
            return Left::Nothing;
        }
        match self.phrase_ending(last, floor) {
            Left::Subject { first, end } => Left::Subject { first: self.last_name(first, end), end },
            other => other,
        }
    }

    /// Of "a fight with Maria Okafor", the name; a phrase that does not end in a name stays whole.
    fn last_name(&self, first: usize, end: usize) -> usize {
        let mut start = end;
        while start > first
            && (self.is_capitalised(start - 1)
                || self.is(start - 1, Class::NameParticle)
                || self.mark(start - 1) == '-')
        {
            start -= 1;
        }
        if start == end { first } else { start }
    }

    /// The source that `items` begin with, in a language that prints every noun with a capital: up to its last noun, with what
    /// stands before it and the nouns it holds ("einem Sprecher der Bahn").
    pub(super) fn source(&self, items: Range<usize>) -> Option<Range<usize>> {
        const LINKS: Classes = Classes::only(Class::Determiner).with(Class::NameParticle).with(Class::TitleModifier);
        const ENDS: Classes = Classes::only(Class::Be).with(Class::Auxiliary).with(Class::Day).with(Class::Month);
        let mut end = items.start;
        for i in items.clone().take(MAX_PHRASE) {
            let is_word = self.mark(i) == '\0' && !self.is_quotation(i) && !self.is_number(i) && !self.is_any(i, ENDS);
            if is_word && self.is_capitalised(i) {
                end = i + 1;
            } else if !(is_word && (end == items.start || self.is_any(i, LINKS)) || self.mark(i) == '-') {
                break;
            }
        }
        (end > items.start && !self.is(end - 1, Class::Determiner)).then_some(items.start..end)
    }

    /// The subject to the right of an inverted cue ("said Maria Okafor, the minister").
    pub(super) fn right_subject(&self, cue: usize) -> Option<Range<usize>> {
        const STOPS: Classes = Classes::only(Class::ClauseBreak)
            .with(Class::Preposition)
            .with(Class::Day)
            .with(Class::Infinitive)
            .with(Class::Auxiliary)
            .with(Class::Be);
        let ceiling = self.sentence_of(cue).end;
        let mut first = cue + 1;
        while first < ceiling
            && self.is(first, Class::Adverb)
            && !self.is_capitalised(first)
            && !self.is(first, Class::Determiner)
        {
            first += 1;
        }
        if first >= ceiling || self.is_quotation(first) || self.mark(first) != '\0' {
            return None;
        }
        if self.is(first, Class::SubjectPronoun) {
            return Some(first..first + 1);
        }
        let mut end = first;
        let mut named = false;
        while end < ceiling && end - first < MAX_PHRASE {
            let stops = self.is_quotation(end)
                || !matches!(self.mark(end), '\0' | '-' | '&' | '\'' | '’' | '.' | '%' | '$' | '/')
                || end > first
                    && self.is_any(end, STOPS)
                    && !(self.is_of(end) && !named)
                    && !self.is_capitalised_name(end)
                || self.is(end, Class::Conjunction) && !self.is_proper(end + 1)
                || end > first && self.is_name_end(end - 1) && self.is(end, Class::Determiner)
                || end > first
                    && !self.is(end - 1, Class::Determiner)
                    && self.cue(end).is_some_and(|cue| cue.tense == Tense::Participle);
            if stops || self.mark(end) == '.' {
                break;
            }
            named |= self.is_proper(end);
            end += 1;
        }
        // Anything can be a source after "according to"; after a verb, what follows may be its object.
        let speaks = end > first && self.is(cue, Class::Infinitive) || self.could_speak(first, end);
        speaks.then(|| self.name_behind_comma(first, end, ceiling))
    }

    /// A name: another noun phrase begins where an article follows it ("according to Mr Hale the gate …").
    fn is_name_end(&self, i: usize) -> bool {
        self.is_proper(i) && !self.is(i, Class::NameParticle)
    }

    /// "of" and "for" go on in a nominal source ("a spokesman for the ministry").
    fn is_of(&self, i: usize) -> bool {
        matches!(self.str(i), "of" | "for")
    }

    fn could_speak(&self, first: usize, end: usize) -> bool {
        end > first
            && !self.is(first, Class::Expletive)
            && !(self.is(first, Class::Complementizer) && !self.is(first, Class::Possessive))
            && (self.is_capitalised(first)
                || self.is_any(
                    first,
                    Classes::only(Class::Determiner)
                        .with(Class::Title)
                        .with(Class::PersonNoun)
                        .with(Class::TitleModifier)
                        .with(Class::Numeral),
                )
                || (first..end).any(|i| self.is_proper(i)))
    }

    /// Of "the artist's father, Darrin Wise", the name.
    fn name_behind_comma(&self, first: usize, end: usize, ceiling: usize) -> Range<usize> {
        let common = !self.is_proper(end - 1);
        if common && self.mark(end) == ',' && end + 1 < ceiling && self.is_proper(end + 1) {
            let mut stop = end + 2;
            while stop < ceiling
                && (self.is_capitalised(stop) || self.is(stop, Class::NameParticle) || self.mark(stop) == '-')
            {
                stop += 1;
            }
            if stop >= ceiling || matches!(self.mark(stop), ',' | '.' | ';') {
                return end + 1..stop;
            }
        }
        first..end
    }

    /// The subject of the sentence's first clause, before the item `before`: a pronoun, or a noun phrase up to its verb.
    pub(super) fn first_subject(&self, before: usize) -> Option<Range<usize>> {
        let sentence = self.sentence_of(before);
        let start = self.main_clause_start(sentence.start, before);
        for i in start..before {
            if self.is_quotation(i) || self.mark(i) != '\0' {
                continue;
            }
            if self.is(i, Class::SubjectPronoun) && !self.is(i, Class::FirstPerson) {
                return Some(i..i + 1);
            }
            let opens = self.is_proper(i)
                || self.is_capitalised(i) && self.is_any(i, Classes::only(Class::Title).with(Class::TitleModifier))
                || self.is_any(i, Classes::only(Class::PersonNoun).with(Class::Numeral))
                || self.is(i, Class::Determiner) && !self.is(i, Class::Complementizer);
            if opens {
                let end = self.noun_phrase_end(i, before);
                if (i..end).any(|at| !self.is(at, Class::Determiner)) {
                    return Some(i..end);
                }
            }
        }
        None
    }

    /// Behind "On Monday," or "Speaking in Ohio,": where the main clause begins.
    fn main_clause_start(&self, start: usize, before: usize) -> usize {
        let lead =
            Classes::only(Class::Preposition).with(Class::Subordinator).with(Class::Adverb).with(Class::Conjunction);
        let leads = self.is(start, Class::Expletive) && self.mark(start + 1) == ','
            || self.is_any(start, lead) && !self.is(start, Class::Determiner)
            || self.str(start).ends_with("ing")
            || self.str(start).ends_with("ed");
        if !leads {
            return start;
        }
        (start..before)
            .find(|&i| self.mark(i) == ',')
            .filter(|&comma| comma + 1 < before)
            .map_or(start, |comma| comma + 1)
    }

    /// "campaign", "spokesman": a common noun that a name before it makes a source of.
    fn names_people(&self, i: usize) -> bool {
        self.is_any(i, Classes::only(Class::PersonNoun).with(Class::Title).with(Class::Organisation).with(Class::Venue))
    }

    /// One past the noun phrase that begins at `first`: before its verb, its preposition or a mark.
    fn noun_phrase_end(&self, first: usize, limit: usize) -> usize {
        let stops = Classes::only(Class::Be)
            .with(Class::Auxiliary)
            .with(Class::Preposition)
            .with(Class::ClauseBreak)
            .with(Class::Conjunction)
            .with(Class::Infinitive)
            .with(Class::Day);
        let mut end = first + 1;
        while end < limit && end - first < MAX_PHRASE {
            let verb = !self.is_capitalised(end)
                && (self.cue(end).is_some_and(|cue| matches!(cue.tense, Tense::Past | Tense::Present))
                    || self.mark(end) == '\0' && !self.is_quotation(end) && self.str(end).ends_with("ed"));
            let mark = self.is_quotation(end) || !matches!(self.mark(end), '\0' | '-' | '&' | '\'' | '’');
            let behind_name = self.is_proper(end - 1)
                && self.is_proper(first)
                && self.is_common_noun(end)
                && !self.names_people(end)
                && !self.is_glued(end);
            if verb && !self.is(end - 1, Class::Determiner)
                || behind_name
                || mark
                || self.is_any(end, stops)
                || self.is_adverb(end)
            {
                break;
            }
            end += 1;
        }
        end
    }
}
