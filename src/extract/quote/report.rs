//! Reports: of all candidates in a sentence, those that are somebody's words.
//!
//! Each candidate is weighed by a linear model; a clause ends where a second one says so. What has
//! been reported is not reported again: quotes never nest.

use super::candidate::{self, Candidate, Frame};
use super::feature;
use super::model::{Feature, Model};
use super::passage::Passage;
use super::rule::Rule;
use crate::lexicon::{Class, Classes, Tense};
use std::ops::Range;

/// Somebody's words within one sentence.
#[derive(Clone, Debug)]
pub(super) struct Report {
    /// The items that are reported.
    pub(super) content: Range<usize>,
    /// The items that name the speaker; `None` where the sentence's earlier speaker goes on.
    pub(super) subject: Option<Range<usize>>,
    /// The items of the cue; empty where there is none.
    pub(super) cue: Range<usize>,
    /// What found it.
    pub(super) rule: Rule,
    /// The model's log odds that these are somebody's words.
    pub(super) score: f32,
}

/// The models that finding quotes takes.
#[derive(Debug)]
pub(super) struct Models {
    /// Is a candidate somebody's words?
    pub(super) report: Model,
    /// Does its clause end here?
    pub(super) clause_end: Model,
    /// Whom does a pronoun mean?
    pub(super) antecedent: Model,
    /// Is a quote right?
    pub(super) confidence: Model,
}

/// Log odds above which a candidate is reported speech.
const ACCEPT: f32 = -0.8;

/// What is left of a clause before words already reported is too little below this many items.
const MIN_REMNANT: usize = 4;

/// Log odds of rules that no model weighs.
const CERTAIN: f32 = 3.0;

/// Words that name a source without a verb.
const SOURCES: Classes = Classes::only(Class::SourceAfter).with(Class::SourceBefore).with(Class::SourceLast);

/// Finds reports, paragraph after paragraph.
pub(super) struct Reporter<'a> {
    models: &'a Models,
    candidates: Vec<Candidate>,
    features: Vec<Feature>,
    /// By item: whether it has been reported.
    taken: Vec<bool>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(models: &'a Models) -> Self {
        Self { models, candidates: Vec::new(), features: Vec::new(), taken: Vec::new() }
    }

    /// Finds the reports of every sentence of a passage, in order of their cues.
    pub(super) fn find(&mut self, passage: &Passage<'_>, found: &mut Vec<Report>) {
        let has_cue = passage.holds(Classes::only(Class::Cue));
        let has_attribution = passage.holds(Classes::only(Class::Attribution));
        let has_source = passage.holds(SOURCES);
        let has_quotation = !passage.quotations.is_empty();
        if !has_cue && !has_attribution && !has_source && !has_quotation {
            return;
        }
        self.taken.clear();
        self.taken.resize(passage.items.len(), false);
        for sentence in &passage.sentences {
            let first = found.len();
            self.candidates.clear();
            if has_cue {
                candidate::find(passage, sentence.clone(), &mut self.candidates);
            }
            let candidates = std::mem::take(&mut self.candidates);
            if has_attribution {
                self.according(passage, sentence, found);
            }
            if has_source {
                self.sourced(passage, sentence, found);
            }
            self.before(passage, &candidates, found);
            if has_quotation {
                self.colon(passage, sentence, &candidates, found);
            }
            self.after(passage, &candidates, found);
            self.candidates = candidates;
            found[first..].sort_by_key(|report| report.cue.start);
        }
    }

    fn take(&mut self, report: Report, found: &mut Vec<Report>) {
        self.taken[report.content.clone()].fill(true);
        found.push(report);
    }

    fn is_free(&self, items: Range<usize>) -> bool {
        !self.taken[items].iter().any(|taken| *taken)
    }

    /// The log odds of a candidate that ends at `end`.
    fn score(&mut self, passage: &Passage<'_>, candidate: &Candidate, end: usize) -> f32 {
        feature::report(passage, candidate, end, &mut self.features);
        self.models.report.score(&self.features)
    }

    /// Reports that stand before their cues.
    fn before(&mut self, passage: &Passage<'_>, candidates: &[Candidate], found: &mut Vec<Report>) {
        for (n, candidate) in candidates.iter().enumerate().filter(|(_, candidate)| candidate.is_before()) {
            let Some(end) = candidate.end.filter(|&end| end > candidate.start) else { continue };
            if credits(passage, candidate, candidates)
                || !self.is_free(candidate.start..end)
                || self.taken[candidate.cue]
            {
                continue;
            }
            let score = self.score(passage, candidate, end);
            if score < ACCEPT {
                continue;
            }
            // "In the letter, X wrote that C": the cue reports one side or the other.
            let rival = candidates.get(n + 1).filter(|next| {
                next.cue == candidate.cue && !matches!(next.frame, Frame::SplitAfter | Frame::ParenthesisAfter)
            });
            let is_beaten = rival.is_some_and(|rival| {
                let end = rival.end.unwrap_or_else(|| self.clause_end(passage, rival));
                end > rival.start && self.score(passage, rival, end) > score
            });
            if !is_beaten {
                self.take(self.report(passage, candidate, end, score), found);
            }
        }
    }

    fn report(&self, passage: &Passage<'_>, candidate: &Candidate, end: usize, score: f32) -> Report {
        let tense = passage.cue(candidate.cue).map_or(Tense::Past, |cue| cue.tense);
        Report {
            content: candidate.start..end,
            subject: candidate.subject.clone(),
            cue: candidate.cue..candidate.cue + 1,
            rule: candidate.frame.rule(tense),
            score,
        }
    }

    /// Reports that stand behind their cues.
    fn after(&mut self, passage: &Passage<'_>, candidates: &[Candidate], found: &mut Vec<Report>) {
        for candidate in candidates.iter().filter(|candidate| !candidate.is_before()) {
            let told = || found.iter().rev().take(4).any(|report| report.cue.start == candidate.cue);
            let goes_on = matches!(candidate.frame, Frame::SplitAfter | Frame::ParenthesisAfter);
            if self.taken[candidate.cue] || self.taken[candidate.start] || !goes_on && told() {
                continue;
            }
            let mut end = candidate.end.unwrap_or_else(|| self.clause_end(passage, candidate));
            if let Some(taken) = (candidate.start..end).find(|&i| self.taken[i]) {
                end = self.trimmed(passage, candidate.start, taken);
                if end < candidate.start + MIN_REMNANT {
                    continue;
                }
            }
            if end <= candidate.start {
                continue;
            }
            let score = self.score(passage, candidate, end);
            if score >= ACCEPT {
                self.take(self.report(passage, candidate, end, score), found);
            }
        }
    }

    /// One past the clause of a candidate: the sentence's end, or where the model hears the reporter again.
    pub(super) fn clause_end(&mut self, passage: &Passage<'_>, candidate: &Candidate) -> usize {
        let sentence = passage.sentence_of(candidate.cue);
        let end = breaks(passage, candidate.start, sentence.end)
            .find(|&at| {
                if leaves_relative(passage, candidate.cue, at)
                    || hears_another(passage, at, sentence.end)
                    || refuses(passage, at)
                {
                    return true;
                }
                feature::clause_end(passage, candidate, at, &mut self.features);
                self.models.clause_end.score(&self.features) > 0.0
            })
            .unwrap_or(sentence.end);
        self.trimmed(passage, candidate.start, end)
    }

    /// `end` without marks before it.
    fn trimmed(&self, passage: &Passage<'_>, start: usize, mut end: usize) -> usize {
        while end > start && matches!(passage.mark(end - 1), '.' | '!' | '?' | ',' | ';' | ':' | '—' | '–' | '-') {
            end -= 1;
        }
        end
    }

    /// "According to X, C" and "C, according to X".
    fn according(&mut self, p: &Passage<'_>, sentence: &Range<usize>, found: &mut Vec<Report>) {
        for at in sentence.clone() {
            if !p.is(at, Class::Attribution)
                || !p.is(at + 1, Class::Infinitive)
                || at + 2 >= sentence.end
                || self.taken[at]
            {
                continue;
            }
            let Some(subject) = p.right_subject(at + 1) else { continue };
            let report = if at <= sentence.start + 1 {
                self.according_first(p, at, &subject)
            } else {
                self.according_last(p, at, sentence.start)
            };
            if let Some((content, rule)) = report {
                self.take(Report { content, subject: Some(subject), cue: at..at + 2, rule, score: CERTAIN }, found);
            }
        }
    }

    /// "Laut X C", "C, laut X", "X zufolge C" and "“Q”, so X".
    fn sourced(&mut self, p: &Passage<'_>, sentence: &Range<usize>, found: &mut Vec<Report>) {
        for at in sentence.clone().filter(|&at| p.is_any(at, SOURCES)) {
            if self.taken[at] {
                continue;
            }
            let (subject, clause) = if p.is(at, Class::SourceBefore) {
                match p.source(sentence.start..at).filter(|source| source.end == at) {
                    Some(source) => (source, Some(at + 1)),
                    None => continue,
                }
            } else {
                let Some(source) = p.source(at + 1..sentence.end) else { continue };
                let opens = at == sentence.start && p.is(at, Class::SourceAfter);
                let closes = at > sentence.start + 1
                    && p.mark(at - 1) == ','
                    && (source.end..sentence.end).all(|i| matches!(p.mark(i), '.' | '!' | '?'));
                if !opens && !closes {
                    continue;
                }
                let start = source.end;
                (source, opens.then_some(start))
            };
            let report = match clause {
                Some(start) => self.clause_of_source(p, at, start, sentence.end),
                None => self.according_last(p, at, sentence.start),
            };
            if let Some((content, rule)) = report {
                self.take(Report { content, subject: Some(subject), cue: at..at + 1, rule, score: CERTAIN }, found);
            }
        }
    }

    /// The clause that follows a source without a comma ("Laut Polizei ist die Brücke sicher").
    fn clause_of_source(
        &mut self,
        p: &Passage<'_>,
        cue: usize,
        start: usize,
        ceiling: usize,
    ) -> Option<(Range<usize>, Rule)> {
        if start + 2 >= ceiling || !self.is_free(start..start + 1) {
            return None;
        }
        let clause = Candidate { frame: Frame::Bare, start, end: None, cue, subject: None, attribution_end: start };
        let end = self.clause_end(p, &clause);
        (end > start + 1 && self.is_free(start..end)).then_some((start..end, Rule::AccordingClause))
    }

    fn according_first(&mut self, p: &Passage<'_>, at: usize, subject: &Range<usize>) -> Option<(Range<usize>, Rule)> {
        let sentence = p.sentence_of(at);
        let comma = (subject.end..sentence.end).find(|&i| p.mark(i) == ',')?;
        if comma + 3 >= sentence.end || self.taken[comma + 1] {
            return None;
        }
        let clause = Candidate {
            frame: Frame::Bare,
            start: comma + 1,
            end: None,
            cue: at,
            subject: None,
            attribution_end: comma,
        };
        let end = self.clause_end(p, &clause);
        ((end > comma + 2 || end == comma + 2 && p.is_quotation(comma + 1)) && self.is_free(comma + 1..end))
            .then_some((comma + 1..end, Rule::AccordingClause))
    }

    fn according_last(&self, p: &Passage<'_>, at: usize, floor: usize) -> Option<(Range<usize>, Rule)> {
        let stop = if matches!(p.mark(at - 1), ',' | '—' | '–') { at - 1 } else { at };
        let mut start = stop;
        while start > floor && !self.taken[start - 1] && !matches!(p.mark(start - 1), ';' | ':') {
            start -= 1;
        }
        if start > floor && matches!(p.mark(start), ',' | '—' | '–') {
            start += 1;
        }
        let rule =
            if stop > start && p.is_quotation(stop - 1) { Rule::QuotationAccording } else { Rule::ClauseAccording };
        (stop > start).then_some((start..stop, rule))
    }

    /// "X: “Q.”" and any other lead-in that ends with a colon; its speaker is the subject of the last cue before it.
    fn colon(&mut self, p: &Passage<'_>, sentence: &Range<usize>, candidates: &[Candidate], found: &mut Vec<Report>) {
        for at in sentence.start + 1..sentence.end.saturating_sub(1) {
            if p.mark(at) != ':' || !p.is_quotation(at + 1) || self.taken[at + 1] {
                continue;
            }
            let beside = candidates
                .iter()
                .any(|candidate| candidate.start == at + 1 && candidate.frame == Frame::QuotationAfter);
            if beside {
                continue;
            }
            let lead = candidates
                .iter()
                .rfind(|candidate| candidate.cue < at && candidate.subject.is_some() && !candidate.is_before());
            let (subject, cue) = match lead {
                Some(candidate) => (candidate.subject.clone(), candidate.cue),
                None => (p.first_subject(at), at),
            };
            if subject.is_some() {
                self.take(
                    Report { content: at + 1..at + 2, subject, cue: cue..cue + 1, rule: Rule::Colon, score: CERTAIN },
                    found,
                );
                self.taken[cue] = true;
            }
        }
    }
}

/// "Okafor, who said C, has left": the sentence's own verb follows the comma.
fn leaves_relative(p: &Passage<'_>, cue: usize, at: usize) -> bool {
    let relative =
        (cue.saturating_sub(3)..cue).any(|i| matches!(p.str(i), "who" | "which") && p.mark(i.wrapping_sub(1)) == ',');
    let verb = p.is_any(at + 1, crate::lexicon::Classes::only(Class::Auxiliary).with(Class::Be))
        || p.cue(at + 1).is_some_and(|cue| cue.tense == Tense::Past)
        || p.mark(at + 1) == '\0'
            && !p.is_quotation(at + 1)
            && !p.is_capitalised(at + 1)
            && p.str(at + 1).ends_with("ed");
    relative && p.mark(at) == ',' && verb
}

/// ", while Okafor confirmed …" and ", reports Reuters.": somebody else is reported from here.
fn hears_another(p: &Passage<'_>, at: usize, end: usize) -> bool {
    const REACH: usize = 6;
    if p.mark(at) != ',' {
        return false;
    }
    let is_cue =
        |i: usize| p.cue(i).is_some_and(|cue| cue.precision > 0.4 && matches!(cue.tense, Tense::Past | Tense::Present));
    let contrast = matches!(p.str(at + 1), "while" | "although" | "though" | "whereas");
    if contrast && p.is_proper(at + 2) {
        return (at + 3..(at + 2 + REACH).min(end)).any(is_cue);
    }
    is_cue(at + 1)
        && p.cue(at + 1).is_some_and(|cue| cue.tense == Tense::Present)
        && p.is_proper(at + 2)
        && at + 6 >= end
}

/// "The Kremlin said C, reports Reuters": the agency is credited for a report that names its own speaker.
fn credits(passage: &Passage<'_>, candidate: &Candidate, candidates: &[Candidate]) -> bool {
    const SURE: f32 = 0.85;
    matches!(candidate.frame, Frame::ClauseBefore | Frame::ClauseBeforeInverted)
        && candidates.iter().any(|inner| {
            (candidate.start..candidate.cue).contains(&inner.cue)
                && matches!(inner.frame, Frame::That | Frame::Bare)
                && inner.subject.as_ref().is_some_and(|subject| subject.start <= candidate.start + 3)
                && passage.cue(inner.cue).is_some_and(|cue| cue.precision >= SURE && cue.tense != Tense::Participle)
        })
}

/// "but declined to give details": the reporter's own verb goes on, with whoever was said to speak.
fn refuses(p: &Passage<'_>, at: usize) -> bool {
    p.is(at, Class::Conjunction) && p.is(at + 1, Class::Refusal) && p.is(at + 2, Class::Infinitive)
}

/// The items before which a clause from `start` could end: marks, and words that open another clause.
pub(super) fn breaks(passage: &Passage<'_>, start: usize, end: usize) -> impl Iterator<Item = usize> {
    const MAX_BREAKS: usize = 24;
    let opens = crate::lexicon::Classes::only(Class::Contrast).with(Class::Attribution).with(Class::Subordinator);
    (start + 1..end)
        .filter(move |&i| {
            matches!(passage.mark(i), ',' | '—' | '–' | ';' | '-' | ':' | '(')
                && !(passage.mark(i) == '-' && passage.is_glued(i))
                || passage.is_any(i, opens) && passage.mark(i - 1) == '\0'
                || refuses(passage, i)
        })
        .take(MAX_BREAKS)
}
