//! What the models see: the shape of words, and what surrounds a candidate report.

use super::candidate::{Candidate, Frame};
use super::model::{Feature, Kind, Tag, Value, bucket};
use super::passage::Passage;
use crate::lexicon::{Class, Classes, Tense, WordId};
use std::ops::Range;

/// The shape of an item: the most telling of its classes.
pub(super) fn shape(p: &Passage<'_>, i: usize) -> Tag {
    if i >= p.items.len() {
        return Tag::Edge;
    }
    if p.is_quotation(i) {
        return Tag::Quotation;
    }
    match p.mark(i) {
        '\0' => {}
        ',' => return Tag::Comma,
        '—' | '–' | '-' => return Tag::Dash,
        ':' => return Tag::Colon,
        ';' => return Tag::Semicolon,
        '.' | '!' | '…' => return Tag::Stop,
        '?' => return Tag::Question,
        _ => return Tag::Mark,
    }
    if p.is_number(i) {
        return Tag::Number;
    }
    closed_class(p, i).unwrap_or_else(|| open_class(p, i))
}

fn closed_class(p: &Passage<'_>, i: usize) -> Option<Tag> {
    const SHAPES: [(Class, Tag); 20] = [
        (Class::FirstPerson, Tag::FirstPerson),
        (Class::PluralPronoun, Tag::They),
        (Class::NeuterPronoun, Tag::It),
        (Class::SubjectPronoun, Tag::Pronoun),
        (Class::Indefinite, Tag::Indefinite),
        (Class::Complementizer, Tag::Complementizer),
        (Class::Relative, Tag::Relative),
        (Class::Be, Tag::Be),
        (Class::Negation, Tag::Negation),
        (Class::Modal, Tag::Modal),
        (Class::Auxiliary, Tag::Auxiliary),
        (Class::Infinitive, Tag::To),
        (Class::Contrast, Tag::Contrast),
        (Class::Conjunction, Tag::Conjunction),
        (Class::Subordinator, Tag::Subordinator),
        (Class::Preposition, Tag::Preposition),
        (Class::Determiner, Tag::Determiner),
        (Class::Day, Tag::Day),
        (Class::Attribution, Tag::Attribution),
        (Class::Adverb, Tag::Adverb),
    ];
    if p.is(i, Class::Possessive) {
        return Some(Tag::Possessive);
    }
    if p.is(i, Class::ObjectPronoun) && !p.is(i, Class::SubjectPronoun) {
        return Some(Tag::ObjectPronoun);
    }
    SHAPES.iter().find(|(class, _)| p.is(i, *class)).map(|(_, tag)| *tag)
}

fn open_class(p: &Passage<'_>, i: usize) -> Tag {
    let word = p.str(i);
    if p.is_glued(i) && word.starts_with(['\'', '’']) {
        return Tag::Clitic;
    }
    if p.is_capitalised(i) {
        return if p.is(i, Class::Title) { Tag::Title } else { Tag::Proper };
    }
    if let Some(cue) = p.cue(i) {
        return match cue.tense {
            Tense::Past => Tag::CuePast,
            Tense::Present => Tag::CuePresent,
            Tense::Participle => Tag::CueParticiple,
            Tense::Base => Tag::CueBase,
        };
    }
    if p.is(i, Class::PersonNoun) {
        Tag::PersonNoun
    } else if p.is(i, Class::Title) {
        Tag::Title
    } else if p.is(i, Class::Venue) {
        Tag::Venue
    } else if word.ends_with("ly") {
        Tag::Adverb
    } else if word.ends_with("ed") {
        Tag::EndsEd
    } else if word.ends_with("ing") {
        Tag::EndsIng
    } else if word.ends_with('s') {
        Tag::EndsS
    } else {
        Tag::Word
    }
}

/// A function word or a cue by itself, anything else by its shape: names must not be learnt.
pub(super) fn word(p: &Passage<'_>, i: usize) -> Value {
    const TELLING: Classes = Classes::only(Class::Determiner)
        .with(Class::Pronoun)
        .with(Class::Preposition)
        .with(Class::Conjunction)
        .with(Class::Subordinator)
        .with(Class::Complementizer)
        .with(Class::Relative)
        .with(Class::Be)
        .with(Class::Auxiliary)
        .with(Class::Negation)
        .with(Class::Adverb)
        .with(Class::Cue)
        .with(Class::Venue)
        .with(Class::Contrast)
        .with(Class::Particle)
        .with(Class::Title)
        .with(Class::PersonNoun)
        .with(Class::Answer);
    if p.is_any(i, TELLING) { p.word(i).into() } else { shape(p, i).into() }
}

/// What kind of subject it is.
fn subject_shape(p: &Passage<'_>, subject: Option<&Range<usize>>) -> Tag {
    let Some(subject) = subject else { return Tag::Shared };
    let last = subject.end - 1;
    match shape(p, last) {
        Tag::Proper if subject.len() <= 6 => Tag::Name,
        Tag::Word | Tag::EndsS | Tag::EndsEd | Tag::EndsIng if subject.len() > 8 => Tag::Long,
        Tag::Word | Tag::EndsS => Tag::NounEnd,
        other => other,
    }
}

/// Whether a finite verb stands in `items`, as far as words tell.
fn verb_position(p: &Passage<'_>, items: Range<usize>) -> usize {
    let start = items.start;
    items
        .clone()
        .take(15)
        .find(|&i| {
            p.is_any(i, Classes::only(Class::Be).with(Class::Auxiliary))
                || p.cue(i).is_some_and(|cue| cue.tense != Tense::Participle)
                || matches!(shape(p, i), Tag::EndsEd)
        })
        .map_or(0, |i| i - start + 1)
}

/// What speaks for and against a candidate being somebody's words.
pub(super) fn report(p: &Passage<'_>, candidate: &Candidate, end: usize, out: &mut Vec<Feature>) {
    use Kind::*;
    out.clear();
    let frame = candidate.frame.tag();
    let cue = candidate.cue;
    let content = candidate.start..end;
    let form: WordId = p.word(cue);
    let (lemma, tense) = p.cue(cue).map_or((WordId::UNKNOWN, Tag::No), |cue| (cue.lemma, tense_tag(cue.tense)));
    let subject = candidate.subject.as_ref();
    let subject_tag = subject_shape(p, subject);
    let first = shape(p, content.start);
    let mut see = |kind: Kind, a: Value, b: Value| out.push(Feature::new(kind, a, b));
    let framed: Value = frame.into();
    see(Bias, framed, framed);
    see(Form, form.into(), framed);
    see(Verb, lemma.into(), framed);
    see(VerbFirst, lemma.into(), word(p, content.start));
    see(VerbSecond, form.into(), first.into());
    see(Tense, tense.into(), framed);
    see(Subject, subject_tag.into(), framed);
    see(Object, subject_tag.into(), lemma.into());
    if let Some(subject) = subject {
        see(SubjectHead, word(p, subject.end - 1), framed);
        see(Count, bucket(subject.len()).into(), framed);
        if subject.start > 0 {
            see(BeforeSubject, shape(p, subject.start - 1).into(), framed);
            see(BeforeSubjectWord, word(p, subject.start - 1), Tag::Word.into());
        } else {
            see(BeforeSubject, Tag::Edge.into(), framed);
        }
    }
    let before_cue = if cue == 0 { Tag::Edge.into() } else { word(p, cue - 1) };
    see(BeforeCue, before_cue, framed);
    see(Case, p.is_capitalised(cue).into(), framed);
    see(First, first.into(), framed);
    see(FirstWord, word(p, content.start), framed);
    see(Second, shape(p, content.start + 1).into(), framed);
    see(FirstTwo, first.into(), shape(p, content.start + 1).into());
    see(HasVerb, bucket(verb_position(p, content.clone())).into(), framed);
    see(HasQuotation, content.clone().any(|i| p.is_quotation(i)).into(), framed);
    see(Length, bucket(content.len()).into(), framed);
    see(After, shape(p, end).into(), framed);
    see(Last, shape(p, end - 1).into(), framed);
    match candidate.frame {
        Frame::QuotationBefore | Frame::QuotationBeforeInverted | Frame::ClauseBefore | Frame::ClauseBeforeInverted => {
            let tail = candidate.attribution_end;
            see(Other, content.clone().any(|i| p.cue(i).is_some_and(|cue| cue.precision > 0.6)).into(), lemma.into());
            see(AfterWord, word(p, tail), framed);
            see(AfterTwo, shape(p, tail).into(), shape(p, tail + 1).into());
            see(Rest, bucket(p.sentence_of(cue).end.saturating_sub(tail)).into(), framed);
            see(Before, if content.start == 0 { Tag::Edge.into() } else { shape(p, content.start - 1).into() }, framed);
        }
        _ => {
            let from = candidate.attribution_end;
            see(Gap, bucket(content.start.saturating_sub(from)).into(), framed);
            if content.start > from {
                see(GapWord, word(p, from), framed);
                see(GapWord, word(p, content.start - 1), framed);
            } else if let Some(before) = content.start.checked_sub(1) {
                see(GapWord, word(p, before), lemma.into());
            }
            see(Before, shape(p, p.sentence_of(cue).start).into(), framed);
        }
    }
    if p.is_quotation(content.start) {
        see(End, end_tag(p, content.start).into(), framed);
        see(Rank, bucket(p.n_words(content.start)).into(), framed);
        see(Position, starts_upper(p, content.start).into(), framed);
        see(Followed, shape(p, content.start + 1).into(), bucket(p.n_words(content.start)).into());
    } else if p.is_quotation(end - 1) {
        see(End, end_tag(p, end - 1).into(), framed);
        see(Rank, bucket(p.n_words(end - 1)).into(), framed);
    }
}

fn tense_tag(tense: Tense) -> Tag {
    match tense {
        Tense::Past => Tag::Past,
        Tense::Present => Tag::Present,
        Tense::Participle => Tag::Participle,
        Tense::Base => Tag::Base,
    }
}

/// How a quotation's words end.
pub(super) fn end_tag(p: &Passage<'_>, i: usize) -> Tag {
    match p.quotation_end(i) {
        '.' | '!' | '…' => Tag::Stop,
        '?' => Tag::Question,
        ',' => Tag::Comma,
        '—' | '–' | '-' => Tag::Dash,
        _ => Tag::Word,
    }
}

/// Whether a quotation's words begin with a capital.
pub(super) fn starts_upper(p: &Passage<'_>, i: usize) -> bool {
    p.quotation(i)
        .is_some_and(|q| p.prose.tokens.get(q.first_token + q.mark_width).is_some_and(|token| token.is_capitalised()))
}

/// What speaks for the clause of a candidate ending before item `at`.
pub(super) fn clause_end(p: &Passage<'_>, candidate: &Candidate, at: usize, out: &mut Vec<Feature>) {
    use Kind::*;
    out.clear();
    let frame: Value = candidate.frame.tag().into();
    let sentence_end = p.sentence_of(candidate.cue).end;
    let mark = shape(p, at);
    // After a comma the next word tells; without one the word itself is the break.
    let next = if p.mark(at) == '\0' { at } else { at + 1 };
    let lemma = p.cue(candidate.cue).map_or(WordId::UNKNOWN, |cue| cue.lemma);
    let mut see = |kind: Kind, a: Value, b: Value| out.push(Feature::new(kind, a, b));
    see(Bias, mark.into(), frame);
    see(Break, mark.into(), shape(p, next).into());
    see(BreakNext, shape(p, next).into(), frame);
    see(BreakNextWord, word(p, next), mark.into());
    see(BreakNextTwo, word(p, next), shape(p, next + 1).into());
    see(BreakThird, shape(p, next).into(), word(p, next + 1));
    see(BreakPrevious, shape(p, at - 1).into(), mark.into());
    see(Verb, lemma.into(), mark.into());
    see(Length, bucket(at - candidate.start).into(), mark.into());
    see(Rest, bucket(sentence_end - at).into(), mark.into());
    see(
        HasQuotation,
        (candidate.start..at).any(|i| p.is_quotation(i)).into(),
        (at..sentence_end).any(|i| p.is_quotation(i)).into(),
    );
    see(HasVerb, bucket(verb_position(p, next..sentence_end)).into(), mark.into());
    see(Pattern, bucket(verb_position(p, candidate.start..at)).into(), mark.into());
    let horizon = sentence_end.min(at + 60);
    let opened = (candidate.start..at).filter(|&i| p.mark(i) == p.mark(at) && p.mark(at) != '\0').count();
    let ahead = (at + 1..horizon).filter(|&i| p.mark(i) == p.mark(at) && p.mark(at) != '\0').count();
    see(Position, bucket(opened).into(), mark.into());
    see(Recent, bucket(ahead).into(), mark.into());
    see(First, shape(p, candidate.start).into(), word(p, next));
    let before_cue = if candidate.cue == 0 { Tag::Edge.into() } else { word(p, candidate.cue - 1) };
    see(BeforeCue, before_cue, shape(p, next).into());
    let new_cue = (next..(next + 6).min(sentence_end)).find(|&i| p.cue(i).is_some_and(|cue| cue.precision > 0.6));
    see(Followed, new_cue.map_or(0, |i| i - next + 1).into(), mark.into());
    see(Followed, new_cue.is_some().into(), word(p, next));
}
