//! Reports: a cue, whose words it reports, and which words those are.
//!
//! Works cue by cue within a sentence. What stands before a cue and its subject may be reported
//! (`“Q,” X said`, `C, X said`), or what stands behind them (`X said: “Q”`, `X said that C`).
//! A quotation is one item here, so direct, mixed and indirect speech are found by the same rules.

use super::passage::Passage;
use super::rule::Rule;
use super::subject::Left;
use crate::lexicon::{Class, Classes, Frame, Tense};
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
}

/// How far a quotation may stand from its cue, in items.
const MAX_GAP: usize = 24;

/// A cue of the sentence being read, and what has been found at it.
struct CueSite {
    at: usize,
    left: Left,
    /// Its subject stands behind it.
    right: Option<Range<usize>>,
    took_before: bool,
}

/// Finds the reports of every sentence of a passage, in order of their cues.
pub(super) fn find(passage: &Passage<'_>, found: &mut Vec<Report>) {
    let mut sites = Vec::new();
    for sentence in &passage.sentences {
        sites.clear();
        let first = found.len();
        sites.extend(sentence.clone().filter(|&i| passage.is(i, Class::Cue)).map(|at| CueSite {
            at,
            left: passage.left_subject(at),
            right: None,
            took_before: false,
        }));
        let finder = Finder { passage, sentence: sentence.clone(), first };
        for site in &mut sites {
            finder.before(site, found);
        }
        finder.according(found);
        for site in &sites {
            finder.after(site, found);
        }
        finder.colon(found);
        found[first..].sort_by_key(|report| report.cue.start);
    }
}

struct Finder<'a> {
    passage: &'a Passage<'a>,
    sentence: Range<usize>,
    /// The sentence's first report in the list of all.
    first: usize,
}

impl Finder<'_> {
    /// Whether an item is part of a report found in this sentence.
    fn is_taken(&self, i: usize, found: &[Report]) -> bool {
        found[self.first..].iter().any(|report| report.content.contains(&i))
    }

    /// What stands before the cue and its subject.
    fn before(&self, site: &mut CueSite, found: &mut Vec<Report>) {
        let Some(cue) = self.passage.cue(site.at) else { return };
        if !cue.frames.has(Frame::Quotation) && !cue.frames.has(Frame::Clause) {
            return;
        }
        let inverted = || cue.frames.has(Frame::Inverted).then(|| self.passage.right_subject(site.at)).flatten();
        match site.left {
            Left::Subject { first, end } => {
                if self.content_before(first, site.at + 1, first..end, site.at, false, found) {
                    site.took_before = true;
                    return;
                }
            }
            Left::Barred => return,
            _ => {}
        }
        let start = self.verb_start(site.at);
        if start == self.sentence.start || !self.is_after_speech(start) {
            return;
        }
        let Some(subject) = inverted() else { return };
        if self.content_before(start, subject.end, subject.clone(), site.at, true, found) {
            site.took_before = true;
            site.right = Some(subject);
        }
    }

    /// Where the adverbs before a cue begin.
    fn verb_start(&self, cue: usize) -> usize {
        let mut start = cue;
        while start > self.sentence.start && self.passage.is_adverb(start - 1) {
            start -= 1;
        }
        start
    }

    /// A quotation, or a comma, stands before `start`.
    fn is_after_speech(&self, start: usize) -> bool {
        self.passage.is_quotation(start - 1) || matches!(self.passage.mark(start - 1), ',' | '—' | '–')
    }

    /// Tries what stands before the attribution `start..end`.
    fn content_before(
        &self,
        start: usize,
        end: usize,
        subject: Range<usize>,
        cue: usize,
        inverted: bool,
        found: &mut Vec<Report>,
    ) -> bool {
        let p = self.passage;
        let comma = start > self.sentence.start && matches!(p.mark(start - 1), ',' | '—' | '–');
        let stop = if comma { start - 1 } else { start };
        if stop <= self.sentence.start || self.is_taken(stop - 1, found) {
            return false;
        }
        if p.is_quotation(stop - 1) {
            if p.quotation_end(stop - 1) == '.' && !comma {
                return false;
            }
            let from = self.mixed_start(stop - 1, found);
            let rule = if inverted { Rule::QuotationCueSubject } else { Rule::QuotationSubjectCue };
            found.push(Report { content: from..stop, subject: Some(subject), cue: cue..cue + 1, rule });
            return true;
        }
        if !comma || !self.ends_attribution(cue, end) || !self.reads_as_clause(stop, found) {
            return false;
        }
        let rule = if inverted { Rule::ClauseCueSubject } else { Rule::ClauseSubjectCue };
        found.push(Report { content: self.sentence.start..stop, subject: Some(subject), cue: cue..cue + 1, rule });
        true
    }

    /// Where a reported clause that ends with the quotation at `quotation` begins: at the quotation,
    /// or at the sentence's start where the words before it belong to it ("It was “a disgrace,” X said").
    fn mixed_start(&self, quotation: usize, found: &[Report]) -> usize {
        let p = self.passage;
        let start = (self.sentence.start..quotation)
            .rev()
            .find(|&i| {
                p.cue(i).is_some_and(|cue| cue.precision > 0.5)
                    || self.is_taken(i, found)
                    || matches!(p.mark(i), ':' | ';' | '—' | '–')
            })
            .map_or(self.sentence.start, |i| i + 1);
        let joined = quotation > start + 1
            && start == self.sentence.start
            && p.mark(quotation - 1) == '\0'
            && quotation - start < 40;
        if joined { start } else { quotation }
    }

    /// After "C, X said": nothing more, or only when and where.
    fn ends_attribution(&self, cue: usize, end: usize) -> bool {
        let p = self.passage;
        let hearer = p.cue(cue).is_some_and(|cue| cue.frames.has(Frame::Hearer));
        let at = if hearer { self.skip_hearer(end) } else { end };
        at >= self.sentence.end
            || matches!(p.mark(at), '.' | '!' | '?' | ',' | ';' | '—')
            || p.is_any(at, Classes::only(Class::Day).with(Class::ClauseEnd))
    }

    /// Whether what stands before `stop` in the sentence is long enough for a clause and none that only says when.
    fn reads_as_clause(&self, stop: usize, found: &[Report]) -> bool {
        let p = self.passage;
        let content = self.sentence.start..stop;
        let n_words = content.clone().filter(|&i| p.mark(i) == '\0').count();
        let lead = Classes::only(Class::Preposition).with(Class::Subordinator).with(Class::Contrast);
        n_words >= 4
            && !content.clone().any(|i| self.is_taken(i, found))
            && !(p.is_any(content.start, lead) && n_words < 9)
            && p.cue(content.start).is_none_or(|cue| cue.tense == Tense::Base)
    }

    /// What stands behind the cue (and its subject, where it is inverted).
    fn after(&self, site: &CueSite, found: &mut Vec<Report>) {
        let p = self.passage;
        if self.is_taken(site.at, found) {
            return;
        }
        let Some(cue) = p.cue(site.at) else { return };
        let mut subject = match &site.left {
            Left::Subject { first, end } => Some(*first..*end),
            Left::Shared | Left::Nothing => None,
            Left::Barred => return,
        };
        if site.right.is_some() {
            subject.clone_from(&site.right);
        } else if site.left == Left::Nothing {
            return;
        }
        let mut at = site.right.as_ref().map_or(site.at + 1, |right| right.end);
        if cue.frames.has(Frame::Hearer) {
            at = self.skip_hearer(at);
        }
        let start = self.skip_adverbials(at);
        if start >= self.sentence.end {
            return;
        }
        if p.is_quotation(start) || p.is(start, Class::Complementizer) && p.is_quotation(start + 1) {
            if self.is_taken(start, found) || site.took_before && start == at {
                return;
            }
            let rule = if site.took_before { Rule::Split } else { Rule::CueQuotation };
            let content = start..self.quotation_clause_end(start, found);
            found.push(Report { content, subject, cue: site.at..site.at + 1, rule });
            return;
        }
        if site.took_before {
            return;
        }
        self.clause_after(site, at, start, subject, found);
    }

    fn clause_after(
        &self,
        site: &CueSite,
        at: usize,
        start: usize,
        subject: Option<Range<usize>>,
        found: &mut Vec<Report>,
    ) {
        let p = self.passage;
        let Some(cue) = p.cue(site.at) else { return };
        if cue.frames.has(Frame::Naming) {
            if let Some(quotation) = (at..(at + 12).min(self.sentence.end)).find(|&i| p.is_quotation(i)) {
                if !self.is_taken(quotation, found) && !(at..quotation).any(|i| p.is(i, Class::Cue) || p.mark(i) == ',')
                {
                    found.push(Report {
                        content: quotation..quotation + 1,
                        subject,
                        cue: site.at..site.at + 1,
                        rule: Rule::CueQuotation,
                    });
                }
            }
            return;
        }
        let with_that = p.is(start, Class::Complementizer);
        let takes = cue.frames.has(Frame::Clause) && (with_that || cue.precision > 0.6)
            || cue.frames.has(Frame::ThatClause) && with_that && cue.precision > 0.5;
        if !takes || !(with_that || self.begins_clause(start, site.at)) {
            return;
        }
        let end = self.clause_end(start);
        if end < start + 2 || (start..end).any(|i| self.is_taken(i, found)) {
            return;
        }
        let rule = match (cue.tense, with_that) {
            (Tense::Participle, _) if site.left == Left::Shared => Rule::Participle,
            (_, true) => Rule::CueThatClause,
            (_, false) => Rule::CueClause,
        };
        found.push(Report { content: start..end, subject, cue: site.at..site.at + 1, rule });
    }

    /// One past the hearer behind "told": a pronoun, or a name, or "the …".
    fn skip_hearer(&self, at: usize) -> usize {
        let p = self.passage;
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
            let inner = p.is_proper(end)
                || p.is_any(end, noun)
                || matches!(p.mark(end), '-' | '&')
                || matches!(p.str(end), "'s" | "’s" | "of" | "and") && end > at;
            if !(determiner || inner) || p.is_quotation(end) {
                break;
            }
            end += 1;
        }
        end
    }

    /// One past the "on Monday", "in a statement", "late Sunday," that may follow a cue.
    fn skip_adverbials(&self, from: usize) -> usize {
        let p = self.passage;
        let mut at = from;
        let limit = self.sentence.end.min(from + MAX_GAP);
        while at < limit {
            let next = if p.is_any(at, Classes::only(Class::Day).with(Class::TimeNoun).with(Class::Particle))
                || matches!(p.mark(at), ',' | ':' | '—' | '–')
                || p.is_adverb(at) && !p.is(at, Class::Determiner)
                || p.is(at, Class::Light)
                    && p.is_any(at + 1, Classes::only(Class::Day).with(Class::Month).with(Class::TimeNoun))
            {
                at + 1
            } else if p.is(at, Class::Preposition) && p.is(at, Class::Light) {
                self.prepositional_end(at, limit)
            } else if p.mark(at - 1) == ',' && p.str(at).eq_ignore_ascii_case("the") && p.is_number(at + 1) {
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
        let p = self.passage;
        let noun = Classes::only(Class::Venue).with(Class::Day).with(Class::Month).with(Class::TimeNoun);
        let opens_clause = Classes::only(Class::SubjectPronoun).with(Class::Expletive).with(Class::Complementizer);
        let mut seen_noun = false;
        let mut end = at + 1;
        while end < limit {
            if p.is_quotation(end) || p.mark(end) != '\0' && !matches!(p.mark(end), '-' | '\'' | '’' | '&') {
                break;
            }
            if p.is_any(end, opens_clause) && !p.is(end, Class::Possessive)
                || seen_noun && p.is(end, Class::Determiner) && !p.is(end - 1, Class::Preposition)
            {
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

    /// Whether the words at `start` can open a clause that the cue reports without "that".
    fn begins_clause(&self, start: usize, cue: usize) -> bool {
        let p = self.passage;
        const SURE: Classes = Classes::only(Class::SubjectPronoun).with(Class::Expletive);
        const LIKELY: Classes = Classes::only(Class::Determiner)
            .with(Class::Numeral)
            .with(Class::PersonNoun)
            .with(Class::Indefinite)
            .with(Class::Pronoun)
            .with(Class::Subordinator);
        if p.mark(start) != '\0' {
            return false;
        }
        let bare = p.cue(cue).is_some_and(|cue| {
            matches!(
                cue.verb,
                "say"
                    | "believe"
                    | "think"
                    | "insist"
                    | "claim"
                    | "add"
                    | "argue"
                    | "warn"
                    | "acknowledge"
                    | "suggest"
                    | "tell"
                    | "explain"
                    | "note"
                    | "hope"
                    | "feel"
                    | "allege"
                    | "contend"
                    | "maintain"
                    | "fear"
                    | "wish"
            )
        });
        if p.is_any(start, SURE) {
            return true;
        }
        let plausible =
            p.is_any(start, LIKELY) || p.is_capitalised(start) || p.is_number(start) || p.str(start).ends_with('s');
        bare && plausible && self.has_verb(start)
    }

    /// Whether a finite verb stands within reach of `start`.
    fn has_verb(&self, start: usize) -> bool {
        let p = self.passage;
        (start..(start + 16).min(self.sentence.end)).any(|i| {
            p.is_any(i, Classes::only(Class::Be).with(Class::Auxiliary))
                || p.cue(i).is_some()
                || p.mark(i) == '\0' && !p.is_quotation(i) && (p.str(i).ends_with("ed") || p.str(i).ends_with('s'))
        })
    }

    /// One past the clause that begins at `start`: the sentence's end, or where the reporter speaks again.
    fn clause_end(&self, start: usize) -> usize {
        let p = self.passage;
        let mut end = self.sentence.end;
        for i in start + 1..self.sentence.end {
            if p.mark(i) == ';' || p.mark(i) == ',' && self.leaves_clause(i + 1) {
                end = i;
                break;
            }
        }
        while end > start && matches!(p.mark(end - 1), '.' | '!' | '?' | ',' | ';' | ':' | '—') {
            end -= 1;
        }
        end
    }

    /// Whether what follows a comma is the reporter's own again.
    fn leaves_clause(&self, i: usize) -> bool {
        let p = self.passage;
        if p.is_any(i, Classes::only(Class::Attribution)) || p.is(i, Class::Contrast) && !p.is(i, Class::Conjunction) {
            return true;
        }
        if p.cue(i).is_some_and(|cue| cue.tense == Tense::Participle)
            || matches!(p.str(i), "despite" | "citing" | "referring")
        {
            return true;
        }
        p.is(i, Class::Conjunction)
            && i + 1 < self.sentence.end
            && (p.cue(i + 1).is_some_and(|cue| cue.tense == Tense::Past)
                || p.is(i + 1, Class::Auxiliary)
                || p.mark(i + 1) == '\0' && !p.is_quotation(i + 1) && p.str(i + 1).ends_with("ed"))
    }

    /// One past the clause that a quotation at `start` opens: the quotation alone, or the sentence's
    /// rest where it goes on without a pause.
    fn quotation_clause_end(&self, start: usize, found: &[Report]) -> usize {
        let p = self.passage;
        let quotation = if p.is_quotation(start) { start } else { start + 1 };
        let alone = quotation + 1;
        let goes_on = alone < self.sentence.end
            && p.mark(alone) == '\0'
            && !p.is_quotation(alone)
            && !p.is_any(
                alone,
                Classes::only(Class::ClauseEnd).with(Class::Contrast).with(Class::Conjunction).with(Class::ClauseBreak),
            )
            && !matches!(p.quotation_end(quotation), '.' | '!' | '?' | ',' | '…' | '—');
        if !goes_on {
            return alone;
        }
        let end = self.clause_end(alone);
        (alone..end).find(|&i| self.is_taken(i, found)).unwrap_or(end).max(alone)
    }

    /// "According to X, C" and "C, according to X".
    fn according(&self, found: &mut Vec<Report>) {
        let p = self.passage;
        for at in self.sentence.clone() {
            if !p.is(at, Class::Attribution)
                || !p.is(at + 1, Class::Infinitive)
                || at + 2 >= self.sentence.end
                || self.is_taken(at, found)
            {
                continue;
            }
            let Some(subject) = p.right_subject(at + 1) else { continue };
            let cue = at..at + 2;
            if at <= self.sentence.start + 1 {
                let Some(comma) = (subject.end..self.sentence.end).find(|&i| p.mark(i) == ',') else { continue };
                let end = self.clause_end(comma + 1);
                if end > comma + 2 && !self.is_taken(comma + 1, found) {
                    found.push(Report {
                        content: comma + 1..end,
                        subject: Some(subject),
                        cue,
                        rule: Rule::AccordingClause,
                    });
                }
                continue;
            }
            let stop = if matches!(p.mark(at - 1), ',' | '—' | '–') { at - 1 } else { at };
            if stop == self.sentence.start || self.is_taken(stop - 1, found) {
                continue;
            }
            let (start, rule) = if p.is_quotation(stop - 1) {
                (self.mixed_start(stop - 1, found), Rule::QuotationAccording)
            } else {
                let start = (self.sentence.start..stop)
                    .rev()
                    .find(|&i| self.is_taken(i, found))
                    .map_or(self.sentence.start, |i| i + 1);
                (start, Rule::ClauseAccording)
            };
            if stop > start {
                found.push(Report { content: start..stop, subject: Some(subject), cue, rule });
            }
        }
    }

    /// "X: “Q.”" and any other lead-in that ends with a colon.
    fn colon(&self, found: &mut Vec<Report>) {
        let p = self.passage;
        for at in self.sentence.start + 1..self.sentence.end.saturating_sub(1) {
            if p.mark(at) == ':' && p.is_quotation(at + 1) && !self.is_taken(at + 1, found) {
                if let Some(subject) = p.first_subject(at) {
                    found.push(Report {
                        content: at + 1..at + 2,
                        subject: Some(subject),
                        cue: at..at + 1,
                        rule: Rule::Colon,
                    });
                }
            }
        }
    }
}
