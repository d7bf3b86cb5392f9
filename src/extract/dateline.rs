//! The dateline: where, when and by which agency the article was filed.
//!
//! `PLACE{/PLACE} [, REGION] [[,] DATE] [(AGENCY [- DATE])]` and a dash, at the head of one of the first
//! lines: `BOCA RATON, Fla., Feb. 26 (Wire) — …`. A speaker's label, a press office's "MEDIA ADVISORY -"
//! and the head of a table have the form, too; what names no place is none.

use super::date::{Fields, Grammar};
use super::header::{self, Header};
use crate::article::{Confidence, Dateline, Evidence, PartialDate, Source, Span};
use crate::lexicon::gazetteer::{
    Candidates, EntryKind, Feature, Gazetteer, NameUse, NameWalk, Opening, PlaceNumber, fold,
};
use crate::lexicon::{Class, Classes, Role};
use crate::text::{Prose, TokenKind};
use std::ops::Range;

/// Lines in which a dateline of any form is looked for.
const N_LINES: usize = 6;
/// Lines in which one is looked for that is printed in capitals and followed by a paragraph: pages have menus.
const N_PAGE_LINES: usize = 60;
/// What follows a dateline is prose, at least so many bytes of it.
const STORY_BYTES_MIN: usize = 40;
/// Behind place, date and dash, which nothing else looks like.
const STORY_BYTES_PLAIN: usize = 12;
/// And on a page with menus.
const STORY_BYTES_STRICT: usize = 60;
/// A line of so many bytes is a paragraph.
const PARAGRAPH_BYTES_MIN: usize = 120;
/// Tokens of a first line in which a dateline may stand behind headline and date.
const N_INLINE_TOKENS: usize = 60;
const PLACE_WORDS_MAX: usize = 6;
/// A shorter word with a full stop is an abbreviation.
const ABBREVIATION_BYTES_MAX: usize = 5;
const AGENCY_TOKENS_MAX: usize = 10;

/// Finds the dateline in the lines that open the story; `hint` gives a year to a date without one.
pub(crate) fn find(
    prose: &Prose<'_>,
    header: &Header,
    hint: Option<PartialDate>,
    gazetteer: &Gazetteer,
) -> Option<Dateline> {
    let reader = Reader { prose, grammar: Grammar::new(prose), gazetteer };
    let body: Vec<Span> = header::lines_from(prose.text, header.body).take(2).collect();
    let head = header::lines(prose.text).take(N_LINES).filter(|line| !body.contains(line));
    let found = body
        .iter()
        .copied()
        .chain(head)
        .find_map(|line| reader.line(line, false))
        .or_else(|| header::lines(prose.text).take(N_PAGE_LINES).skip(N_LINES).find_map(|line| reader.line(line, true)))
        .or_else(|| reader.inline(header.body))?;
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
    /// Whether brackets stand around the place.
    is_wrapped: bool,
}

/// What ends a dateline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Dash,
    Colon,
    /// The line, and a dash opens the next.
    BrokenLine,
    /// The line.
    Line,
    /// Nothing: the story follows.
    Nothing,
}

struct Reader<'p> {
    prose: &'p Prose<'p>,
    grammar: Grammar<'p>,
    gazetteer: &'p Gazetteer,
}

/// How well the world knows a place of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fame {
    /// No place of that name.
    Unknown,
    /// A small one.
    Small,
    /// A town.
    Town,
    /// A city, a capital, a country; or one that datelines print alone.
    City,
}

/// People of a town, at least, and of a city.
const TOWN_PEOPLE_MIN: u32 = 15_000;
const CITY_PEOPLE_MIN: u32 = 150_000;

impl Reader<'_> {
    /// The dateline at the head of a line.
    fn line(&self, line: Span, strict: bool) -> Option<(Reading, f32)> {
        let first = self.token_at(line.start);
        let end = self.token_at(line.end);
        let reading = self.read(first, end)?;
        let end = self.prose.tokens[reading.end - 1].end as usize;
        let capitals = self.is_all_caps(&reading.place);
        let is_plain = capitals && reading.date.is_some() && reading.ending == Ending::Dash;
        let least = match (strict, is_plain) {
            (true, _) => STORY_BYTES_STRICT,
            (false, true) => STORY_BYTES_PLAIN,
            (false, false) => STORY_BYTES_MIN,
        };
        // What surrounds a dateline is seen at once; what its place is takes the gazetteer.
        let fits = match reading.ending {
            Ending::Line | Ending::BrokenLine => self.stands_alone(&reading, end, strict),
            _ => {
                let long_enough = line.end.saturating_sub(end) >= least;
                let famous = || capitals || self.fame(&reading.place) == Fame::City;
                long_enough && (!strict || reading.region.is_some() || reading.agency.is_some() || famous())
            }
        };
        let confidence = if fits { self.confidence(&reading)? } else { return None };
        Some((reading, confidence))
    }

    /// Whether a dateline that fills its line is one: with a whole date, or above a paragraph or a dash and a paragraph.
    fn stands_alone(&self, reading: &Reading, end: usize, strict: bool) -> bool {
        let Some(next) = header::lines_from(self.prose.text, end).next() else { return false };
        let story = &self.prose.text[next.start..next.end];
        let dash = reading.ending == Ending::BrokenLine;
        let dated = reading.date.is_some_and(|date| date.year.is_some()) && !strict;
        // Above nothing but a sentence: where a text begins with its place, and the headline is a field of its own.
        let opens_text = self.prose.text[..self.prose.tokens[reading.first].start as usize].trim().is_empty();
        let is_sentence = || story.trim_end().ends_with(['.', '!', '?', '”', '"', '…']);
        let is_story = || story.len() >= PARAGRAPH_BYTES_MIN || opens_text && is_sentence();
        dated || story.len() >= STORY_BYTES_STRICT && (dash || !strict && is_story())
    }

    /// A dateline in capitals, or behind a date, that stands within the first paragraph, where headline and date run on:
    /// "Storm closes port. HALIFAX (Wire) - …", "Storm closes port March 3, 2019 BOSTON, MA -- …".
    fn inline(&self, body: usize) -> Option<(Reading, f32)> {
        let first = self.token_at(body);
        let paragraph = self.prose.paragraphs.get(self.prose.paragraphs.partition_point(|p| p.end_token <= first))?;
        let end = paragraph.end_token;
        let opens_capitals = |at: &usize| {
            self.prose.tokens[*at].is_all_caps() && (*at == first || !self.prose.tokens[*at - 1].is_all_caps())
                || *at > first && self.prose.tokens[*at].is_capitalised() && self.is_year(*at - 1)
        };
        (first..end.min(first + N_INLINE_TOKENS)).filter(opens_capitals).find_map(|at| {
            let reading = self.read(at, end)?;
            let within = reading.region.as_ref().is_some_and(|region| self.lies_in(&reading.place, region));
            let marked = reading.agency.is_some() || reading.date.is_some() || within;
            let confidence = self.confidence(&reading)?;
            let story = self.prose.tokens[end - 1].end - self.prose.tokens[reading.end - 1].end;
            let accepted = marked && reading.ending == Ending::Dash && story as usize >= STORY_BYTES_STRICT;
            accepted.then_some((reading, confidence * 0.9))
        })
    }

    /// Whether four digits stand there: the end of a date.
    fn is_year(&self, at: usize) -> bool {
        let word = self.prose.str(at);
        word.len() == 4 && word.starts_with(['1', '2']) && word.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn token_at(&self, byte: usize) -> usize {
        self.prose.tokens.partition_point(|token| (token.start as usize) < byte)
    }

    /// Reads the parts from `first`; `None` where no mark ends them.
    fn read(&self, first: usize, end: usize) -> Option<Reading> {
        let wrapped = self.is_mark(first, &["(", "["]);
        let start = if wrapped { first + 1 } else { first };
        let (place, mut at) = self.places(start, end)?;
        let mut reading = Reading {
            place,
            region: None,
            agency: None,
            date: None,
            end: at,
            ending: Ending::Nothing,
            first,
            is_wrapped: wrapped,
        };
        self.part_region(&mut reading);
        at = at.min(reading.end);
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
                && !self.grammar.is_date_word(at)
                && (at == first || word != "U.S.");
            let hyphen =
                at > first && word == "-" && token.is_glued() && self.is_glued(at + 1) && self.is_capitalised(at + 1);
            let joining = at > first && is_joining(word) && self.is_capitalised(at + 1);
            let clitic = at > first && token.is_glued() && (word.starts_with('\'') || word.starts_with('’'));
            if !(named || hyphen || joining || clitic) {
                break;
            }
            at += 1;
        }
        // "GEORGETOWN-U.S. Senator …": the hyphen is the dash.
        while at > first && self.is_mark(at - 1, &["-"]) {
            at -= 1;
        }
        (at > first && self.prose.tokens[first].kind == TokenKind::Word).then_some(first..at)
    }

    /// Parts "Washington DC" and "Austin Texas Today" into place, region and what is neither.
    fn part_region(&self, reading: &mut Reading) {
        let place = reading.place.clone();
        let last = self.prose.str(place.end - 1);
        let abbreviated = last.contains('.') || last.len() == 2;
        if reading.end != place.end || place.len() < 2 {
            return;
        }
        let known = (place.start + 1..place.end).rev().find_map(|cut| {
            self.candidates(&(place.start..cut)).next()?;
            let last = if self.may_go_on(cut, place.end) { place.end } else { cut + 1 };
            let end = (cut + 1..=last).rev().find(|end| {
                let region = cut..*end;
                self.divisions(&region).next().is_some() && self.lies_in(&(place.start..cut), &region)
            })?;
            Some((cut, end))
        });
        if let Some((cut, end)) = known
            && (abbreviated || self.fame(&place) < Fame::Small)
        {
            (reading.place, reading.region, reading.end) = (place.start..cut, Some(cut..end), end);
        }
    }

    /// ", Fla.": the region after a comma, as far as a region of that name is known, else all capitalised words.
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
        let known = (at + 2..=next).rev().find(|end| self.regions(&(at + 1..*end)).next().is_some());
        let next = (next > at + 1).then(|| known.unwrap_or(next))?;
        let stop = self.is_mark(next, &["."])
            && self.is_glued(next)
            && self.prose.str(next - 1).len() <= ABBREVIATION_BYTES_MAX;
        Some(at + 1..if stop { next + 1 } else { next })
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
            let dash = self.is_mark(at, &["-", "–", "—"]) && self.opens_story(at + 1, self.prose.tokens.len());
            return Some(if dash { Ending::BrokenLine } else { Ending::Line });
        }
        // A full stop may stand before the dash, a slip of the keyboard, or the mark of a character lost in conversion.
        let stray = self.is_mark(at, &[".", ",", ")", "?", "\u{fffd}", "\u{ad}"]);
        let at = if stray && at + 1 < end && self.is_mark(at + 1, &["-", "–", "—"]) { at + 1 } else { at };
        let mark = self.prose.str(at);
        let spaced = !self.is_glued(at) || !self.is_glued(at + 1);
        if self.prose.tokens[at].kind == TokenKind::Mark {
            let mut next = at + 1;
            while next < end && self.is_mark(next, &["-", "–", "—", "_"]) {
                next += 1;
            }
            return match mark {
                "-" if spaced
                    || next > at + 1
                    || self.prose.tokens[at - 1].is_all_caps() && self.opens_with_title(next) =>
                {
                    self.opens_story(next, end).then_some(Ending::Dash)
                }
                "–" | "—" | "―" | "_" => self.opens_story(next, end).then_some(Ending::Dash),
                ":" => self.opens_story(at + 1, end).then_some(Ending::Colon),
                _ => None,
            };
        }
        // What is left of a dash that was read in the wrong character set.
        if mark == "â" {
            let after = |at: &usize| self.prose.tokens[*at].kind != TokenKind::Mark || self.opens_story(*at, end);
            let next = (at + 1..end.min(at + 4)).find(after)?;
            return self.opens_story(next, end).then_some(Ending::Dash);
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
                matches!(self.prose.str(at), "\"" | "“" | "‘" | "'" | "«" | "„" | "(" | "[")
            }
        }
    }

    /// Whether "Senator", "U.S. Senator", "Today" or "After" stands there: the dash was lost in conversion.
    fn opens_with_title(&self, at: usize) -> bool {
        let Some(token) = self.prose.tokens.get(at).filter(|token| token.is_capitalised()) else { return false };
        let title = self.prose.lexicon.place_words.of(token.word).is(Role::Title);
        let opens = Classes::only(Class::Determiner).with(Class::Preposition).with(Class::Subordinator);
        let opener = title || self.prose.classes(at).any(opens) && token.end - token.start > 1;
        opener && !token.is_all_caps() || self.prose.str(at) == "U.S." || self.grammar.is_today(at)
    }

    /// How far to trust a reading; `None` where nothing says that it names a place.
    fn confidence(&self, reading: &Reading) -> Option<f32> {
        if self.is_no_name(&reading.place) {
            return None;
        }
        let capitals = self.is_all_caps(&reading.place);
        let marked = reading.agency.is_some() || reading.date.is_some();
        // Most lines that begin with a name are the story's own.
        if reading.ending == Ending::Nothing && reading.region.is_none() && !marked && !capitals {
            return None;
        }
        let fame = self.fame(&reading.place);
        let within = reading.region.as_ref().is_some_and(|region| self.lies_in(&reading.place, region));
        let in_region = within || reading.region.as_ref().is_some_and(|region| self.regions(region).next().is_some());
        let known = fame >= Fame::Small || in_region;
        match reading.ending {
            Ending::Dash | Ending::BrokenLine if marked && known => Some(0.95),
            Ending::Dash | Ending::BrokenLine if within => Some(0.95),
            Ending::Dash if reading.agency.is_some() && (capitals || reading.region.is_some()) => Some(0.8),
            Ending::Dash if in_region || marked && capitals && reading.date.is_some() => Some(0.7),
            Ending::Dash | Ending::BrokenLine if capitals && fame >= Fame::Town => Some(0.9),
            Ending::Dash if fame >= Fame::City => Some(0.8),
            Ending::Dash if fame >= Fame::Small && (capitals || reading.is_wrapped) => Some(0.6),
            Ending::Colon
                if marked && known && (capitals || in_region)
                    || within
                    || capitals && self.is_standalone(&reading.place) =>
            {
                Some(0.6)
            }
            Ending::Line if within => Some(0.7),
            Ending::Line if fame >= Fame::City => Some(0.5),
            Ending::Nothing if capitals && fame >= Fame::City && self.opens_with_title(reading.end) => Some(0.6),
            Ending::Nothing if within || marked && (fame >= Fame::Town || in_region) => Some(0.6),
            _ => None,
        }
    }

    fn is_standalone(&self, place: &Range<usize>) -> bool {
        self.prose.lexicon.furniture.is_standalone_dateline(&self.text(place).to_lowercase())
    }

    /// The best known place of a name.
    fn fame(&self, place: &Range<usize>) -> Fame {
        if self.is_standalone(place) {
            return Fame::City;
        }
        let fame = |number: PlaceNumber| {
            if self.gazetteer.is_local(number) {
                return Fame::City;
            }
            let entry = self.gazetteer.place(number);
            match entry.kind {
                EntryKind::Country | EntryKind::Admin1 => Fame::City,
                EntryKind::City if entry.feature == Feature::Capital => Fame::City,
                EntryKind::City if entry.population >= CITY_PEOPLE_MIN => Fame::City,
                EntryKind::City if entry.population >= TOWN_PEOPLE_MIN => Fame::Town,
                _ => Fame::Small,
            }
        };
        self.candidates(place).map(fame).max().unwrap_or(Fame::Unknown)
    }

    /// Every place of a name.
    fn candidates(&self, tokens: &Range<usize>) -> impl Iterator<Item = PlaceNumber> {
        let (listed, packed) = self.bearers(tokens);
        listed.iter().map(|name| name.place).chain(packed.map(|candidate| candidate.place))
    }

    /// Whether a name that begins with the token `first` may have another word before `end`.
    fn may_go_on(&self, first: usize, end: usize) -> bool {
        let token = self.prose.tokens[first];
        if !token.is_plain() {
            return true;
        }
        let printed = self.prose.str(first);
        let opening = match self.prose.lexicon.words.is_whole(token.word, printed) {
            true => self.gazetteer.opening(self.prose.lexicon, token.word),
            false => self.gazetteer.opening_of(&fold(printed)),
        };
        opening.is_in_lists() || self.goes_on(opening, &(first..end))
    }

    /// Whether a name of the packed file may go on as these tokens do, whose first has this opening.
    fn goes_on(&self, opening: Opening, tokens: &Range<usize>) -> bool {
        let second = (tokens.start + 1..tokens.end).find(|at| self.prose.tokens[*at].kind == TokenKind::Word);
        second.is_none_or(|second| opening.may_go_on_with(self.prose.str(second)))
    }

    /// What the gazetteer says of a name; most are none, and their first word tells.
    fn bearers(&self, tokens: &Range<usize>) -> (&[NameUse], Candidates<'_>) {
        let token = self.prose.tokens[tokens.start];
        if token.is_plain() && self.prose.lexicon.words.is_whole(token.word, self.prose.str(tokens.start)) {
            let opening = self.gazetteer.opening(self.prose.lexicon, token.word);
            match opening.is_in_packed() && self.goes_on(opening, tokens) {
                _ if opening.is_in_lists() => {}
                true if tokens.len() == 1 => return (&[], NameWalk::after(self.gazetteer, opening).candidates()),
                true => {}
                false => return (&[], Candidates::EMPTY),
            }
        }
        self.gazetteer.bearers(&fold(self.text(tokens)))
    }

    /// Every division or country of a name.
    fn regions(&self, tokens: &Range<usize>) -> impl Iterator<Item = PlaceNumber> {
        self.candidates(tokens).filter(|number| self.gazetteer.kind(*number) != EntryKind::City)
    }

    /// Every first division of a country of a name.
    fn divisions(&self, tokens: &Range<usize>) -> impl Iterator<Item = PlaceNumber> {
        self.candidates(tokens).filter(|number| self.gazetteer.kind(*number) == EntryKind::Admin1)
    }

    /// Whether a name is a word that never names a place alone ("From", "Centre"), or initials ("CO", "U.S.").
    fn is_no_name(&self, place: &Range<usize>) -> bool {
        let text = self.text(place);
        let word = self.prose.tokens[place.start].word;
        let initials = text.chars().count() <= 2 || text.contains('.');
        place.len() == 1 && (initials || self.prose.lexicon.place_words.of(word).is(Role::Stop))
    }

    /// Whether a place of the one name lies in a region of the other.
    fn lies_in(&self, place: &Range<usize>, region: &Range<usize>) -> bool {
        let regions: Vec<PlaceNumber> = self.regions(region).collect();
        !regions.is_empty()
            && self
                .candidates(place)
                .any(|place| regions.iter().any(|region| place != *region && self.gazetteer.is_within(place, *region)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Metadata;
    use crate::lexicon::Lexicon;

    const STORY: &str = "The harbour was closed on Tuesday after waves broke over the quay.";

    fn read(text: &str) -> Option<Dateline> {
        let prose = Prose::new(text, Lexicon::english());
        find(&prose, &header::read(&prose, &Metadata::default()), "2019-03-04".parse().ok(), Gazetteer::embedded())
    }

    /// Checks the dateline before the story, written "place|region|agency|date".
    fn check(head: &str, expected: &str) {
        let text = format!("{head}{STORY}\n\nA second paragraph tells the rest.");
        let part = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
        let found = read(&text).map_or("none".to_owned(), |d| {
            let span = d.evidence.span.expect("read from the text");
            assert_eq!(text[span.start..span.end], d.text);
            assert_eq!(d.place_span.map(|span| text[span.start..span.end].to_owned()), d.place);
            [part(d.place), part(d.region), part(d.agency), part(d.date.map(|d| d.to_string()))].join("|")
        });
        assert_eq!(found, expected, "{head}");
    }

    #[test]
    fn forms() {
        for (head, expected) in [
            ("LONDON (Wire) - ", "LONDON|-|Wire|-"),
            ("BOCA RATON, Florida (Wire) - ", "BOCA RATON|Florida|Wire|-"),
            ("NEW YORK Jan 16 (Wire) - ", "NEW YORK|-|Wire|2019-01-16"),
            ("WASHINGTON, April 12 (Wire ) - ", "WASHINGTON|-|Wire|2018-04-12"),
            ("WASHINGTON/TOKYO Jan 9 (Wire) - ", "WASHINGTON|-|Wire|2019-01-09"),
            ("By Ada Rowe and Tom Ides WASHINGTON/TOKYO Jan 9 (Wire) - ", "WASHINGTON|-|Wire|2019-01-09"),
            ("ROCHESTER, N.Y., Feb 26 - ", "ROCHESTER|N.Y.|-|2019-02-26"),
            ("SANTA CRUZ, Calif., Dec. 26 - ", "SANTA CRUZ|Calif.|-|2018-12-26"),
            ("BUDAPEST, Hungary (Wire)_", "BUDAPEST|Hungary|Wire|-"),
            ("TEHRAN, August 8 (Wire) -- ", "TEHRAN|-|Wire|2018-08-08"),
            ("NEW YORK _ ", "NEW YORK|-|-|-"),
            ("AUGUSTA, Me. — ", "AUGUSTA|Me.|-|-"),
            ("HONG KONG— ", "HONG KONG|-|-|-"),
            ("LONDON—", "LONDON|-|-|-"),
            ("New York, Jan. 14, 2021 (PRESS WIRE) -- ", "New York|-|PRESS WIRE|2021-01-14"),
            ("Hong Kong, 22 May (EFW).- ", "Hong Kong|-|EFW|2018-05-22"),
            ("WASHINGTON, D.C. – ", "WASHINGTON|D.C.|-|-"),
            ("Washington, DC — ", "Washington|DC|-|-"),
            ("Washington, DC ", "Washington|DC|-|-"),
            ("BROADVIEW, IL—", "BROADVIEW|IL|-|-"),
            ("LAUREL COUNTY, Ky. (WXYZ) - ", "LAUREL COUNTY|Ky.|WXYZ|-"),
            ("WASHINGTON, DC [03/01/19] – ", "WASHINGTON|DC|-|2019-03-01"),
            ("MONTRÉAL — ", "MONTRÉAL|-|-|-"),
            ("RIO DE JANEIRO, March 1 /Presswire/ -- ", "RIO DE JANEIRO|-|Presswire|2019-03-01"),
            ("LONDON, Wednesday. — ", "LONDON|-|-|-"),
            ("(Boston, MA) – ", "Boston|MA|-|-"),
            ("(Polson)- ", "Polson|-|-|-"),
            ("WASHINGTON–", "WASHINGTON|-|-|-"),
            ("WASHINGTON, D.C, – ", "WASHINGTON|D.C|-|-"),
            ("Storm closes harbour\n\nMarch 4, 2019\n\nOSLO — ", "OSLO|-|-|-"),
            ("Storm closes harbour\nHALIFAX, Nova Scotia (Wire) — ", "HALIFAX|Nova Scotia|Wire|-"),
            ("Storm closes old harbour. HALIFAX (Wire) — ", "HALIFAX|-|Wire|-"),
            ("Storm closes old harbour March 4, 2019 BOSTON, MA -- ", "BOSTON|MA|-|-"),
            ("Agawam, MA\n\nToday it rained on the town and on every road that leads to it. ", "Agawam|MA|-|-"),
            ("OAKLAND\n– ", "OAKLAND|-|-|-"),
            ("WASHINGTON U.S. Senator Ada Rowe spoke. ", "WASHINGTON|-|-|-"),
            ("WASHINGTON Senator Ada Rowe spoke. ", "WASHINGTON|-|-|-"),
            ("WASHINGTON D.C. — ", "WASHINGTON|D.C.|-|-"),
            ("GEORGETOWN-U.S. Senator Ada Rowe spoke. ", "GEORGETOWN|-|-|-"),
            ("WASHINGTON, DC â U.S. Senator Ada Rowe spoke. ", "WASHINGTON|DC|-|-"),
            ("CHICAGO Following the storm, the quay was shut. ", "CHICAGO|-|-|-"),
            ("Storm closes old harbour March 4, 2019 Boston, MA – ", "Boston|MA|-|-"),
            ("Canberra\n\n", "Canberra|-|-|-"),
        ] {
            check(head, expected);
        }
    }

    #[test]
    fn what_only_looks_like_one() {
        for head in [
            "MEDIA ADVISORY - ",
            "MEDIA ADVISORY — ",
            "THE PRESIDENT: ",
            "SEN. ROWE: ",
            "PRIME MINISTER: ",
            "Sen. Ada Rowe (D-Md.) - ",
            "The quay — ",
            "Boston-based sailors watched. ",
            "On Monday - ",
            "BREAKING NEWS – ",
            "U.S. Senator Ada Rowe spoke. ",
            "Friday, March 1, 2019 - ",
            "CHICAGO Bears lost. ",
            "Canberra\n\nA guide\n\n",
            "",
        ] {
            check(head, "none");
        }
        assert_eq!(read("SINGAPORE RUBBER OPENING - APRIL 8\nOne 210 211\nTwo 212 213"), None);
        assert_eq!(read("London - A guide\n\nWhat to see when the rain will not stop, and where."), None);
    }

    #[test]
    fn a_page_with_a_menu_has_its_dateline_further_down() {
        let menu = "Follow us\n–\nSearch\nPress\n7 min read\nAuthor\nHome\nPress\nContact\n";
        let text = format!("Storm closes harbour\n{menu}SANTA ANA – {STORY} {STORY}");
        assert_eq!(read(&text).and_then(|d| d.place).as_deref(), Some("SANTA ANA"));
    }
}
