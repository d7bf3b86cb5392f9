//! Candidates: every stretch of a sentence that a cue could be reporting.
//!
//! Generous on purpose; the model in `report` decides. What stands before a cue and its subject may be
//! reported (`“Q,” X said`; `C, X said`), or what stands behind them (`X said that C`; `X: “Q”`).

use super::model::Tag;
use super::passage::Passage;
use super::rule::Rule;
use super::subject::Left;
use crate::lexicon::{self, Class, Classes, Tense};
use std::ops::Range;

/// How a cue and what it reports stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// “Q,” X said.
    QuotationBefore,
    /// “Q,” said X.
    QuotationBeforeInverted,
    /// C, X said.
    ClauseBefore,
    /// C, said X.
    ClauseBeforeInverted,
    /// X said: “Q.”
    QuotationAfter,
    /// “Q,” X said, “R.”
    SplitAfter,
    /// X said that C.
    That,
    /// X said C.
    Bare,
    /// X vowed to V.
    Infinitive,
    /// X criticised Y.
    NounPhrase,
    /// X called for Y.
    Prepositional,
    /// A, X said, B.
    ParenthesisAfter,
}

impl Frame {
    pub(super) fn tag(self) -> Tag {
        match self {
            Self::QuotationBefore => Tag::QuotationBefore,
            Self::QuotationBeforeInverted => Tag::QuotationBeforeInverted,
            Self::ClauseBefore => Tag::ClauseBefore,
            Self::ClauseBeforeInverted => Tag::ClauseBeforeInverted,
            Self::QuotationAfter => Tag::QuotationAfter,
            Self::SplitAfter => Tag::SplitAfter,
            Self::That => Tag::That,
            Self::Bare => Tag::Bare,
            Self::Infinitive => Tag::Infinitive,
            Self::NounPhrase => Tag::NounPhrase,
            Self::Prepositional => Tag::Prepositional,
            Self::ParenthesisAfter => Tag::ParenthesisAfter,
        }
    }

    fn is_before(self) -> bool {
        matches!(
            self,
            Self::QuotationBefore | Self::QuotationBeforeInverted | Self::ClauseBefore | Self::ClauseBeforeInverted
        )
    }

    /// The rule that a report of this frame is put down to.
    pub(super) fn rule(self, tense: Tense) -> Rule {
        match self {
            Self::QuotationBefore => Rule::QuotationSubjectCue,
            Self::QuotationBeforeInverted => Rule::QuotationCueSubject,
            Self::ClauseBefore => Rule::ClauseSubjectCue,
            Self::ClauseBeforeInverted => Rule::ClauseCueSubject,
            Self::QuotationAfter => Rule::CueQuotation,
            Self::SplitAfter => Rule::Split,
            Self::That | Self::Bare if tense == Tense::Participle => Rule::Participle,
            Self::That => Rule::CueThatClause,
            Self::Bare => Rule::CueClause,
            Self::Infinitive | Self::NounPhrase | Self::Prepositional => Rule::Phrase,
            Self::ParenthesisAfter => Rule::Parenthesis,
        }
    }
}

/// A stretch that a cue could be reporting.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// How cue and content stand to each other.
    pub(super) frame: Frame,
    /// First item of the content.
    pub(super) start: usize,
    /// One past the content where that is certain; a clause's end is still to be found.
    pub(super) end: Option<usize>,
    /// The cue.
    pub(super) cue: usize,
    /// The items that name the speaker; `None` where an earlier verb's subject goes on.
    pub(super) subject: Option<Range<usize>>,
    /// One past the cue and its subject.
    pub(super) attribution_end: usize,
}

impl Candidate {
    /// Whether the content stands before the cue.
    pub(super) fn is_before(&self) -> bool {
        self.frame.is_before()
    }
}

/// What stands before a cue and its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Quotation,
    Clause,
}

/// How far a quotation may stand from its cue, in items.
const MAX_GAP: usize = 24;

/// The candidates of one sentence, in order of their cues.
pub(super) fn find(passage: &Passage<'_>, sentence: Range<usize>, found: &mut Vec<Candidate>) {
    let finder = Finder { p: passage, sentence: sentence.clone() };
    for cue in sentence {
        if passage.is(cue, Class::Cue) {
            finder.at_cue(cue, found);
        }
    }
}

struct Finder<'a> {
    p: &'a Passage<'a>,
    sentence: Range<usize>,
}

impl Finder<'_> {
    fn at_cue(&self, cue: usize, found: &mut Vec<Candidate>) {
        if self.quoted_as_saying(cue, found) {
            return;
        }
        let left = self.p.left_subject(cue);
        if left == Left::Barred {
            return;
        }
        let subject = match left {
            Left::Subject { first, end } => Some(first..end),
            _ => None,
        };
        let n = found.len();
        if let Some(subject) = &subject {
            self.before(cue, subject.start, cue + 1, subject, false, found);
        }
        if found.len() == n {
            self.inverted(cue, found);
        }
        let before = found.get(n).map(|candidate| match candidate.frame {
            Frame::QuotationBefore | Frame::QuotationBeforeInverted => Before::Quotation,
            _ => Before::Clause,
        });
        if let Some(subject) = subject {
            self.after(cue, cue + 1, Some(subject), before, found);
        } else if before.is_some() {
            let (subject, end) = (found[n].subject.clone(), found[n].attribution_end);
            self.after(cue, end, subject, before, found);
        } else if left == Left::Shared {
            self.after(cue, cue + 1, None, None, found);
        }
    }

    /// "C, Reuters quoted X as saying": the words are X's.
    fn quoted_as_saying(&self, cue: usize, found: &mut Vec<Candidate>) -> bool {
        let p = self.p;
        if p.str(cue) != "saying" || cue < self.sentence.start + 3 || p.str(cue - 1) != "as" {
            return false;
        }
        let Some(verb) = (self.sentence.start..cue - 1)
            .rev()
            .take(10)
            .find(|&i| matches!(p.str(i), "quoted" | "cited" | "quotes" | "cites"))
        else {
            return false;
        };
        let subject = verb + 1..cue - 1;
        if subject.is_empty() {
            return false;
        }
        if let Left::Subject { first, .. } = p.left_subject(verb) {
            self.before(cue, first, cue + 1, &subject, false, found);
        }
        let before = (!found.is_empty()).then_some(Before::Clause);
        self.after(cue, cue + 1, Some(subject), before, found);
        true
    }

    /// "“Q,” said X" and "C, said X".
    fn inverted(&self, cue: usize, found: &mut Vec<Candidate>) {
        let p = self.p;
        if !p.cue(cue).is_some_and(|cue| {
            cue.frames.has(lexicon::Frame::Inverted) && matches!(cue.tense, Tense::Past | Tense::Present)
        }) {
            return;
        }
        let mut start = cue;
        while start > self.sentence.start && p.is_adverb(start - 1) {
            start -= 1;
        }
        let after_speech =
            start > self.sentence.start && (p.is_quotation(start - 1) || matches!(p.mark(start - 1), ',' | '—' | '–'));
        if !after_speech {
            return;
        }
        if let Some(subject) = p.right_subject(cue) {
            self.before(cue, start, subject.end, &subject, true, found);
        }
    }

    /// What stands before the attribution `start..end`.
    fn before(
        &self,
        cue: usize,
        start: usize,
        end: usize,
        subject: &Range<usize>,
        inverted: bool,
        found: &mut Vec<Candidate>,
    ) {
        let p = self.p;
        let comma = start > self.sentence.start && matches!(p.mark(start - 1), ',' | '—' | '–');
        let stop = if comma { start - 1 } else { start };
        if stop <= self.sentence.start {
            return;
        }
        let mut push = |frame, from| {
            found.push(Candidate {
                frame,
                start: from,
                end: Some(stop),
                cue,
                subject: Some(subject.clone()),
                attribution_end: end,
            });
        };
        if p.is_quotation(stop - 1) {
            if p.quotation_end(stop - 1) == '.' && !comma {
                return;
            }
            push(
                if inverted { Frame::QuotationBeforeInverted } else { Frame::QuotationBefore },
                self.mixed_start(stop - 1),
            );
        } else if comma {
            push(if inverted { Frame::ClauseBeforeInverted } else { Frame::ClauseBefore }, self.clause_start(stop));
        }
    }

    /// Where a reported clause that ends with the quotation at `quotation` begins: at the quotation,
    /// or at the sentence's start where the words before it belong to it ("It was “a disgrace,” X said").
    fn mixed_start(&self, quotation: usize) -> usize {
        let p = self.p;
        if quotation > self.sentence.start && matches!(p.mark(quotation - 1), ',' | ':') {
            return quotation;
        }
        let start = (self.sentence.start..quotation)
            .rev()
            .find(|&i| p.cue(i).is_some_and(|cue| cue.precision > 0.5) || matches!(p.mark(i), ':' | ';' | '—' | '–'))
            .map_or(self.sentence.start, |i| i + 1);
        let joined = quotation > start + 1 && start == self.sentence.start && quotation - start < 40;
        if joined { start } else { quotation }
    }

    /// Where the clause before "X said" begins: behind a semicolon, or with the sentence.
    fn clause_start(&self, stop: usize) -> usize {
        (self.sentence.start..stop).rev().find(|&i| self.p.mark(i) == ';').map_or(self.sentence.start, |i| i + 1)
    }

    /// What stands behind the attribution that ends at `end`.
    fn after(
        &self,
        cue: usize,
        end: usize,
        subject: Option<Range<usize>>,
        before: Option<Before>,
        found: &mut Vec<Candidate>,
    ) {
        let p = self.p;
        let Some(verb) = p.cue(cue) else { return };
        let hearer = verb.frames.has(lexicon::Frame::Hearer);
        let behind_hearer = if hearer { self.skip_hearer(end) } else { end };
        let start = self.skip_adverbials(behind_hearer);
        if start >= self.sentence.end {
            return;
        }
        let mut push = |frame, start, end| {
            found.push(Candidate { frame, start, end, cue, subject: subject.clone(), attribution_end: behind_hearer })
        };
        let opens_quotation = p.is_quotation(start) || p.is(start, Class::Complementizer) && p.is_quotation(start + 1);
        let commas = p.mark(end) == ',' && end + 1 < self.sentence.end;
        match before {
            Some(Before::Quotation) if opens_quotation && start > end => {
                return push(Frame::SplitAfter, start, self.quotation_end(start));
            }
            Some(_) if commas && self.is_participle(end + 1) => return,
            Some(_) if commas && !p.is_quotation(end + 1) => return push(Frame::ParenthesisAfter, end + 1, None),
            Some(Before::Quotation) => return,
            _ => {}
        }
        if opens_quotation {
            push(Frame::QuotationAfter, start, self.quotation_end(start));
        } else if p.is(start, Class::Complementizer) {
            push(Frame::That, start, None);
        } else if let Some((frame, from)) = self.phrase_frame(cue, end, behind_hearer, start) {
            push(frame, from, None);
        }
    }

    fn is_participle(&self, i: usize) -> bool {
        self.p.cue(i).is_some_and(|cue| cue.tense == Tense::Participle)
    }

    /// The frame of a cue that neither "that" nor a quotation follows, and where its content begins.
    fn phrase_frame(&self, cue: usize, end: usize, behind_hearer: usize, start: usize) -> Option<(Frame, usize)> {
        let p = self.p;
        let verb = p.cue(cue)?;
        let is_behind_comma = p.prose.lexicon.habits.clause_after_comma && p.mark(start.saturating_sub(1)) == ',';
        if p.mark(start) == '\0' && is_behind_comma && self.has_verb(start) {
            return Some((Frame::Bare, start));
        }
        if p.mark(start) != '\0' || p.mark(end) != '\0' && p.mark(end) != ':' {
            return None;
        }
        if p.is(behind_hearer, Class::Infinitive) {
            let from = if behind_hearer > end && verb.verb != "tell" { end } else { behind_hearer };
            return Some((Frame::Infinitive, from));
        }
        if verb.frames.has(lexicon::Frame::Clause) && self.has_verb(start) {
            return Some((Frame::Bare, start));
        }
        if start == end
            && (p.is(end, Class::Preposition) || p.is(end, Class::Infinitive))
            && end + 1 < self.sentence.end
        {
            return Some((Frame::Prepositional, end + 1));
        }
        (start == end || p.is_quotation(end)).then_some((Frame::NounPhrase, end))
    }

    /// Whether a finite verb stands within reach of `start`.
    fn has_verb(&self, start: usize) -> bool {
        let p = self.p;
        (start..(start + 16).min(self.sentence.end)).any(|i| {
            p.is_any(i, Classes::only(Class::Be).with(Class::Auxiliary))
                || p.cue(i).is_some_and(|cue| cue.tense != Tense::Participle)
                || p.mark(i) == '\0' && !p.is_quotation(i) && (p.str(i).ends_with("ed") || p.str(i).ends_with('s'))
        })
    }

    /// One past the hearer behind "told": a pronoun, or a name, or "the …".
    fn skip_hearer(&self, at: usize) -> usize {
        let p = self.p;
        if p.is(at, Class::ObjectPronoun) && !p.is(at, Class::Possessive) {
            return at + 1;
        }
        let noun = Classes::only(Class::Venue)
            .with(Class::Title)
            .with(Class::PersonNoun)
            .with(Class::TitleModifier)
            .with(Class::Organisation);
        let mut end = at;
        while end < self.sentence.end && end < at + 8 {
            let determiner = p.is(end, Class::Determiner) && !p.is(end, Class::Complementizer) && end == at;
            let joint =
                matches!(p.mark(end), '-' | '&') || end > at && matches!(p.str(end), "'s" | "’s" | "of" | "and");
            if !(determiner || joint || p.is_proper(end) || p.is_any(end, noun)) || p.is_quotation(end) {
                break;
            }
            end += 1;
        }
        end
    }

    /// One past the "on Monday", "in a statement", "late Sunday," that may follow a cue.
    fn skip_adverbials(&self, from: usize) -> usize {
        let p = self.p;
        let mut at = from;
        let limit = self.sentence.end.min(from + MAX_GAP);
        while at < limit {
            let timed = Classes::only(Class::Day).with(Class::TimeNoun).with(Class::Particle);
            let next = if p.is_any(at, timed)
                || matches!(p.mark(at), ',' | ':' | '—' | '–')
                || p.is_adverb(at) && !p.is(at, Class::Determiner)
                || p.is(at, Class::Light)
                    && p.is_any(at + 1, Classes::only(Class::Day).with(Class::Month).with(Class::TimeNoun))
            {
                at + 1
            } else if p.is(at, Class::Preposition) && p.is(at, Class::Light)
                || at > from && p.mark(at - 1) == ',' && p.is(at, Class::Determiner) && p.is_number(at + 1)
            {
                self.prepositional_end(at, limit)
            } else {
                break;
            };
            if next == at {
                break;
            }
            at = next;
        }
        if at > from && at < self.sentence.end { at } else { from.min(self.sentence.end) }
    }

    /// One past the prepositional phrase at `at`.
    fn prepositional_end(&self, at: usize, limit: usize) -> usize {
        let p = self.p;
        let noun = Classes::only(Class::Venue).with(Class::Day).with(Class::Month).with(Class::TimeNoun);
        let opens_clause = Classes::only(Class::SubjectPronoun).with(Class::Expletive).with(Class::Complementizer);
        let mut seen_noun = false;
        let mut end = at + 1;
        while end < limit {
            if p.is_quotation(end) || p.mark(end) != '\0' && !matches!(p.mark(end), '-' | '\'' | '’' | '&') {
                break;
            }
            let clause = p.is_any(end, opens_clause) && !p.is(end, Class::Possessive);
            if clause || seen_noun && p.is(end, Class::Determiner) && !p.is(end - 1, Class::Preposition) {
                break;
            }
            if p.is(end, Class::Be) || p.is(end, Class::Auxiliary) || p.is(end, Class::Cue) && !p.is(end, Class::Venue)
            {
                return at;
            }
            seen_noun |= p.is_any(end, noun) || p.is_capitalised(end) || p.is_number(end);
            end += 1;
        }
        end
    }

    /// One past a quotation that stands alone; `None` where the sentence goes on without a pause.
    fn quotation_end(&self, start: usize) -> Option<usize> {
        let p = self.p;
        let quotation = if p.is_quotation(start) { start } else { start + 1 };
        let alone = quotation + 1;
        let pause =
            Classes::only(Class::ClauseEnd).with(Class::Contrast).with(Class::Conjunction).with(Class::ClauseBreak);
        let goes_on = alone < self.sentence.end
            && p.mark(alone) == '\0'
            && !p.is_quotation(alone)
            && !p.is_any(alone, pause)
            && !matches!(p.quotation_end(quotation), '.' | '!' | '?' | ',' | '…' | '—');
        (!goes_on).then_some(alone)
    }
}
