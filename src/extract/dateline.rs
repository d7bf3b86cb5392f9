//! The dateline: where, when and by which agency the article was filed.
//!
//! `PLACE{/PLACE} [, REGION] [[,] DATE] [(AGENCY [- DATE])]` and a dash, at the head of one of the first
//! lines: `BOCA RATON, Fla., Feb. 26 (Wire) — …`. A speaker's label, a press office's "MEDIA ADVISORY -"
//! and the head of a table have the form, too; what names no place is none.

use super::date::{Fields, Grammar};
use super::header::{self, Header};
use crate::article::{Confidence, Dateline, Evidence, PartialDate, Source, Span};
use crate::text::{Prose, TokenKind};
use std::ops::Range;

/// Lines in which a dateline of any form is looked for.
const N_LINES: usize = 6;
/// Lines in which one is looked for that is printed in capitals and followed by a paragraph: pages have menus.
const N_PAGE_LINES: usize = 60;
/// What follows a dateline is prose, at least so many bytes of it.
const STORY_BYTES_MIN: usize = 40;
const PLACE_WORDS_MAX: usize = 6;
const AGENCY_TOKENS_MAX: usize = 10;

/// Finds the dateline in the lines that open the story; `hint` gives a year to a date without one.
pub(crate) fn find(prose: &Prose<'_>, header: &Header, hint: Option<PartialDate>) -> Option<Dateline> {
    let reader = Reader { prose, grammar: Grammar::new(prose) };
    let body = header::lines_from(prose.text, header.body).take(2);
    let head = header::lines(prose.text).take(N_LINES);
    let found = body
        .chain(head)
        .find_map(|line| reader.line(line, false))
        .or_else(|| header::lines(prose.text).take(N_PAGE_LINES).skip(N_LINES).find_map(|line| reader.line(line, true)))
        .or_else(|| reader.after_first_sentence(header.body))?;
    Some(reader.dateline(&found, hint))
}

/// The parts of a dateline, as ranges of tokens.
#[derive(Debug)]
struct Reading {
    place: Range<usize>,
    region: Option<Range<usize>>,
    agency: Option<Range<usize>>,
    date: Option<Fields>,
    /// One past the last token before the mark that ends it.
    end: usize,
    ending: Ending,
    first: usize,
}

/// What ends a dateline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Dash,
    Colon,
    /// The line.
    Line,
    /// Nothing: the story follows.
    Nothing,
}

struct Reader<'p> {
    prose: &'p Prose<'p>,
    grammar: Grammar<'p>,
}

impl Reader<'_> {
    /// The dateline at the head of a line.
    fn line(&self, line: Span, strict: bool) -> Option<(Reading, f32)> {
        let first = self.token_at(line.start);
        let end = self.token_at(line.end);
        let reading = self.read(first, end)?;
        let confidence = self.confidence(&reading)?;
        let story = line.end.saturating_sub(self.prose.tokens[reading.end - 1].end as usize);
        let capitals = self.is_all_caps(&reading.place);
        let long_enough = story >= if strict { 2 * STORY_BYTES_MIN } else { STORY_BYTES_MIN };
        let accepted = match reading.ending {
            Ending::Line => reading.date.is_some_and(|date| date.year.is_some()) && !strict,
            _ => long_enough,
        };
        (accepted && (!strict || capitals || reading.region.is_some() || reading.agency.is_some()))
            .then_some((reading, confidence))
    }

    /// A dateline in capitals behind a first sentence, as where the headline runs on: "Storm closes port. HALIFAX (Wire) - …".
    fn after_first_sentence(&self, body: usize) -> Option<(Reading, f32)> {
        let first = self.token_at(body);
        let paragraph = self.prose.paragraphs.get(self.prose.paragraphs.partition_point(|p| p.end_token <= first))?;
        let sentence = self.prose.tokens.get(first)?.sentence;
        let next =
            (first..paragraph.end_token.min(first + 40)).find(|at| self.prose.tokens[*at].sentence > sentence)?;
        let reading = self.read(next, paragraph.end_token)?;
        let marked = reading.agency.is_some() || reading.date.is_some() || reading.region.is_some();
        let confidence = self.confidence(&reading)?;
        (marked && self.is_all_caps(&reading.place) && reading.ending == Ending::Dash)
            .then_some((reading, confidence * 0.9))
    }

    fn token_at(&self, byte: usize) -> usize {
        self.prose.tokens.partition_point(|token| (token.start as usize) < byte)
    }

    /// Reads the parts from `first`; `None` where no mark ends them.
    fn read(&self, first: usize, end: usize) -> Option<Reading> {
        let wrapped = self.is_mark(first, &["(", "["]);
        let start = if wrapped { first + 1 } else { first };
        let (place, mut at) = self.places(start, end)?;
        let mut reading =
            Reading { place, region: None, agency: None, date: None, end: at, ending: Ending::Nothing, first };
        let last_word = self.prose.str(reading.place.end - 1);
        if reading.place.len() > 1 && last_word.contains('.') && last_word.len() >= 4 && last_word.ends_with('.') {
            reading.region = Some(reading.place.end - 1..reading.place.end);
            reading.place.end -= 1;
        }
        for _ in 0..2 {
            if let Some(region) = self.region(at, end).filter(|_| reading.date.is_none()) {
                at = region.end;
                reading.region = Some(reading.region.map_or(region.start, |r| r.start)..region.end);
            }
        }
        if wrapped && self.is_mark(at, &[")", "]"]) {
            at += 1;
        }
        for _ in 0..2 {
            if let Some((date, next)) = self.date(at, end).filter(|_| reading.date.is_none()) {
                reading.date = Some(date);
                at = next;
            } else if let Some((agency, date, next)) = self.agency(at, end).filter(|_| reading.agency.is_none()) {
                reading.agency = Some(agency);
                reading.date = reading.date.or(date);
                at = next;
            }
        }
        reading.end = at;
        reading.ending = self.ending(at, end)?;
        Some(reading)
    }

    /// One place or several parted by slashes: the first, and where all end.
    fn places(&self, first: usize, end: usize) -> Option<(Range<usize>, usize)> {
        let place = self.name(first, end)?;
        let mut at = place.end;
        while self.is_mark(at, &["/"]) && self.is_glued(at + 1) {
            at = self.name(at + 1, end)?.end;
        }
        Some((place, at))
    }

    /// Capitalised words that can name a place; one in capitals goes on in capitals.
    fn name(&self, first: usize, end: usize) -> Option<Range<usize>> {
        let opening = self.prose.tokens.get(first)?;
        let capitals = opening.is_all_caps() || self.prose.str(first).len() <= 2;
        let mut at = first;
        while at < end && at < first + PLACE_WORDS_MAX {
            let token = self.prose.tokens[at];
            let word = self.prose.str(at);
            let named = token.kind == TokenKind::Word
                && token.is_capitalised()
                && (!capitals || token.is_all_caps() || word.ends_with('.') || word.chars().count() == 1)
                && !self.grammar.is_date_word(at);
            let hyphen =
                at > first && word == "-" && token.is_glued() && self.is_glued(at + 1) && self.is_capitalised(at + 1);
            let joining = at > first && is_joining(word) && self.is_capitalised(at + 1);
            let clitic = at > first && token.is_glued() && (word.starts_with('\'') || word.starts_with('’'));
            if !(named || hyphen || joining || clitic) {
                break;
            }
            at += 1;
        }
        (at > first && self.prose.tokens[first].kind == TokenKind::Word).then_some(first..at)
    }

    /// ", Fla.": the region after a comma.
    fn region(&self, at: usize, end: usize) -> Option<Range<usize>> {
        if !self.is_mark(at, &[","]) || at + 1 >= end {
            return None;
        }
        let mut next = at + 1;
        while next < end && next < at + 5 {
            let token = self.prose.tokens[next];
            if token.kind != TokenKind::Word || !token.is_capitalised() || self.grammar.is_date_word(next) {
                break;
            }
            next += 1;
        }
        (next > at + 1).then_some(at + 1..next)
    }

    /// A date after a comma or blank, perhaps in brackets; a weekday alone says nothing but may stand there.
    fn date(&self, at: usize, end: usize) -> Option<(Fields, usize)> {
        let mut start = if self.is_mark(at, &[",", "."]) { at + 1 } else { at };
        let bracket = self.is_mark(start, &["(", "["]);
        start += usize::from(bracket);
        let (fields, mut next) = self.grammar.full_date(start).or_else(|| self.grammar.weekday_alone(start))?;
        if bracket {
            if !self.is_mark(next, &[")", "]"]) {
                return None;
            }
            next += 1;
        }
        (next <= end).then_some((fields, next))
    }

    /// "(Wire)", "(Wire - May 3)", "/Newswire/".
    fn agency(&self, at: usize, end: usize) -> Option<(Range<usize>, Option<Fields>, usize)> {
        let start = if self.is_mark(at, &[","]) { at + 1 } else { at };
        let close = match self.prose.tokens.get(start).map(|_| self.prose.str(start))? {
            "(" => ")",
            "[" => "]",
            "/" => "/",
            _ => return None,
        };
        let stop = (start + 1..end.min(start + 2 + AGENCY_TOKENS_MAX)).find(|i| self.prose.str(*i) == close)?;
        let inner = start + 1..stop;
        let date_at = inner.clone().find_map(|i| Some((i, self.grammar.full_date(i)?.0)));
        let mut agency = start + 1..date_at.map_or(stop, |(i, _)| i);
        while agency.end > agency.start && self.prose.tokens[agency.end - 1].kind == TokenKind::Mark {
            agency.end -= 1;
        }
        let words = || agency.clone().filter(|i| self.prose.tokens[*i].kind == TokenKind::Word);
        let named =
            words().next().is_some_and(|i| self.is_capitalised(i) || self.prose.str(i).contains(char::is_uppercase));
        let party = agency.len() >= 3 && self.prose.str(agency.start).trim_end_matches('.').len() == 1;
        (named && !party).then_some((agency, date_at.map(|(_, fields)| fields), stop + 1))
    }

    /// The mark that ends a dateline at `at`, with what must follow it.
    fn ending(&self, at: usize, end: usize) -> Option<Ending> {
        if at >= end {
            return Some(Ending::Line);
        }
        let at = if self.is_mark(at, &["."]) && at + 1 < end { at + 1 } else { at };
        let mark = self.prose.str(at);
        let spaced = !self.is_glued(at) || !self.is_glued(at + 1);
        if self.prose.tokens[at].kind == TokenKind::Mark {
            let mut next = at + 1;
            while next < end && self.is_mark(next, &["-", "–", "—", "_"]) {
                next += 1;
            }
            return match mark {
                "-" | "–" | "_" if spaced || next > at + 1 => self.opens_story(next, end).then_some(Ending::Dash),
                "—" | "―" => self.opens_story(next, end).then_some(Ending::Dash),
                ":" => self.opens_story(at + 1, end).then_some(Ending::Colon),
                _ => None,
            };
        }
        self.opens_story(at, end).then_some(Ending::Nothing)
    }

    /// Whether a story can begin there: with a capital, a number or an opening mark.
    fn opens_story(&self, at: usize, end: usize) -> bool {
        if at >= end {
            return false;
        }
        let token = self.prose.tokens[at];
        match token.kind {
            TokenKind::Word => token.is_capitalised(),
            TokenKind::Number => true,
            TokenKind::Mark => {
                matches!(self.prose.str(at), "\"" | "“" | "‘" | "'" | "«" | "„" | "$" | "£" | "€" | "(" | "[")
            }
        }
    }

    /// How far to trust a reading; `None` where nothing says that it names a place.
    fn confidence(&self, reading: &Reading) -> Option<f32> {
        let capitals = self.is_all_caps(&reading.place);
        let known = self.is_known(&reading.place);
        let marked = reading.agency.is_some() || reading.date.is_some();
        let place_like = known || capitals || reading.region.is_some();
        match reading.ending {
            Ending::Dash if marked && place_like => Some(0.95),
            Ending::Dash if marked => Some(0.8),
            Ending::Dash if known => Some(if capitals { 0.9 } else { 0.8 }),
            Ending::Dash if self.is_known_region(reading) => Some(0.9),
            Ending::Colon if marked && place_like || known && capitals => Some(0.6),
            Ending::Line if known || self.is_known_region(reading) => Some(0.7),
            Ending::Nothing if marked && place_like => Some(0.6),
            Ending::Nothing if known && self.is_known_region(reading) => Some(0.6),
            _ => None,
        }
    }

    fn is_known(&self, place: &Range<usize>) -> bool {
        self.prose.lexicon.furniture.is_standalone_dateline(&self.text(place).to_lowercase())
    }

    fn is_known_region(&self, reading: &Reading) -> bool {
        reading.region.as_ref().is_some_and(|region| self.text(region).contains('.') || region.len() <= 2)
    }

    fn is_all_caps(&self, tokens: &Range<usize>) -> bool {
        let mut letters = self.text(tokens).chars().filter(|c| c.is_alphabetic());
        letters.clone().nth(1).is_some() && letters.all(char::is_uppercase)
    }

    fn span(&self, tokens: &Range<usize>) -> Span {
        Span::new(self.prose.tokens[tokens.start].start as usize, self.prose.tokens[tokens.end - 1].end as usize)
    }

    fn text(&self, tokens: &Range<usize>) -> &str {
        let span = self.span(tokens);
        &self.prose.text[span.start..span.end]
    }

    fn is_mark(&self, at: usize, marks: &[&str]) -> bool {
        self.prose.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Mark) && marks.contains(&self.prose.str(at))
    }

    fn is_glued(&self, at: usize) -> bool {
        self.prose.tokens.get(at).is_some_and(|token| token.is_glued())
    }

    fn is_capitalised(&self, at: usize) -> bool {
        self.prose.tokens.get(at).is_some_and(|token| token.is_capitalised())
    }

    fn dateline(&self, (reading, confidence): &(Reading, f32), hint: Option<PartialDate>) -> Dateline {
        let span = self.span(&(reading.first..reading.end));
        let words = |tokens: &Range<usize>| self.text(tokens).to_owned();
        Dateline {
            text: self.prose.text[span.start..span.end].to_owned(),
            place: Some(words(&reading.place)),
            region: reading.region.as_ref().map(words),
            agency: reading.agency.as_ref().map(words),
            date: reading.date.and_then(|fields| fields.with_hint(hint)),
            place_span: Some(self.span(&reading.place)),
            evidence: Evidence {
                span: Some(span),
                rule: "dateline".into(),
                confidence: Confidence::new(*confidence),
                source: Source::Dateline,
            },
        }
    }
}

/// A word within a place's name that has no capital: "Rio de Janeiro".
fn is_joining(word: &str) -> bool {
    matches!(
        word,
        "of" | "de" | "del" | "la" | "le" | "el" | "al" | "do" | "da" | "dos" | "upon" | "sur" | "the" | "am" | "on"
    )
}
