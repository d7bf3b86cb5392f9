//! Roads, waters and grounds too small for any gazetteer, known by the word they end or begin with.
//!
//! `at Mayfield Road and State Highway 360 near Lake Lanier` → `Mayfield Road`, `State Highway 360`, `Lake Lanier`.
//! Where they lie is for the article to say: they take the place of the town they are named with.

use super::candidate::{self, Mention};
use crate::article::Span;
use crate::lexicon::gazetteer::fold;
use crate::lexicon::{Role, WordFacts};
use crate::text::{Prose, TokenKind};
use std::ops::Range;

/// Words of a feature's name before the one that says what it is.
const MAX_NAME_TOKENS: usize = 6;
/// A list of roads with more words has no end.
const MAX_ROADS_LISTED: usize = 12;

/// What a feature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FeatureKind {
    /// A street or road.
    Road,
    /// A water, hill, park, wood.
    Terrain,
}

/// Puts the article's roads and grounds among its mentions; a name that is only part of one gives way to it.
pub(super) fn insert<'g>(prose: &Prose<'_>, mentions: Vec<Mention<'g>>) -> Vec<Mention<'g>> {
    let mut out: Vec<Mention<'g>> = Vec::with_capacity(mentions.len());
    let mut names = mentions.into_iter().peekable();
    let mut finder = Finder { prose };
    for paragraph in &prose.paragraphs {
        let mut at = paragraph.first_token;
        while let Some(first) = prose.first_capitalised(at..paragraph.end_token) {
            at = first;
            let Some((tokens, kind)) = finder.feature_at(at, paragraph.first_token..paragraph.end_token) else {
                at += 1;
                continue;
            };
            at = tokens.end;
            while let Some(name) = names.next_if(|name| name.end <= tokens.start) {
                out.push(name);
            }
            // A name that begins before the feature or covers it is the better reading.
            let last_end = out.last().map_or(0, |name| name.end);
            let covers = |name: &Mention<'_>| name.first < tokens.start || name.end >= tokens.end;
            if last_end > tokens.start || names.peek().is_some_and(|name| name.first < tokens.end && covers(name)) {
                continue;
            }
            while names.next_if(|name| name.first < tokens.end).is_some() {}
            let span = Span::new(prose.tokens[tokens.start].start as usize, prose.tokens[tokens.end - 1].end as usize);
            let key = candidate::key(&fold(&prose.text[span.start..span.end]));
            out.push(Mention::feature(tokens, span, key, kind));
        }
    }
    out.extend(names);
    out
}

struct Finder<'a> {
    prose: &'a Prose<'a>,
}

impl Finder<'_> {
    fn facts(&self, token: usize) -> WordFacts {
        self.prose.lexicon.place_words.of(self.prose.tokens[token].word)
    }

    /// The feature whose tell-tale word is the capitalised token `at`.
    fn feature_at(&mut self, at: usize, bounds: Range<usize>) -> Option<(Range<usize>, FeatureKind)> {
        let token = self.prose.tokens[at];
        if token.end - token.start == 1 && self.prose.str(at) == "I" {
            return Some((at..self.interstate_end(at, bounds.end)?, FeatureKind::Road));
        }
        if self.is_numbered_road(at, bounds.start) {
            return Some((at..at + 1, FeatureKind::Road));
        }
        let facts = self.facts(at);
        let road = facts.is(Role::Thoroughfare);
        if (road || facts.is(Role::Route))
            && let Some(end) = self.number_end(at, bounds.end)
        {
            return Some((self.name_start(at, bounds.start)..end, FeatureKind::Road));
        }
        let kind = match () {
            () if road => FeatureKind::Road,
            () if facts.is_any(&[Role::Water, Role::Land]) => FeatureKind::Terrain,
            () => return self.led_feature(at, facts, bounds),
        };
        let start = self.name_start(at, bounds.start);
        let named = (start..at).any(|t| self.prose.tokens[t].kind != TokenKind::Mark);
        if named && !self.goes_on(at, bounds.end) {
            return Some((start..at + 1, kind));
        }
        self.led_feature(at, facts, bounds)
    }

    /// "Lake Lanier", "Fort Detrick".
    fn led_feature(&self, at: usize, facts: WordFacts, bounds: Range<usize>) -> Option<(Range<usize>, FeatureKind)> {
        let next = at + 1;
        let is_name = facts.is(Role::Lead)
            && next < bounds.end
            && self.is_name_word(next)
            && !self.facts(next).is_any(&[
                Role::Organisation,
                Role::Civic,
                Role::Facility,
                Role::Team,
                Role::Direction,
            ]);
        let before = at > bounds.start && self.prose.tokens[at - 1].is_capitalised() && !self.opens_sentence(at);
        (is_name && !before && !self.goes_on(next, bounds.end)).then_some((at..next + 1, FeatureKind::Terrain))
    }

    /// The end of "I-75", where `at` is its letter.
    fn interstate_end(&self, at: usize, end: usize) -> Option<usize> {
        let number = at + 2;
        let joined = number < end && self.prose.str(at + 1) == "-" && self.prose.tokens[number].is_glued();
        (joined && self.prose.tokens[number].kind == TokenKind::Number).then_some(number + 1)
    }

    /// "the A417", "the A40 and A429": roads of the British Isles, with their article so that no paper size is one.
    fn is_numbered_road(&self, at: usize, floor: usize) -> bool {
        let number = self.prose.str(at).strip_prefix(['A', 'B', 'M']);
        let numbered = number.is_some_and(|n| (1..=4).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
        let mut before = at;
        // A list of them has one article.
        for _ in 0..MAX_ROADS_LISTED {
            if !numbered || before <= floor {
                return false;
            }
            before -= 1;
            match self.prose.str(before) {
                "the" | "The" => return true,
                "," | "and" | "or" | "&" => {}
                word if word.starts_with(['A', 'B', 'M']) && word.ends_with(|c: char| c.is_ascii_digit()) => {}
                _ => return false,
            }
        }
        false
    }

    /// The end of a road's number right after the token `at`.
    fn number_end(&self, at: usize, end: usize) -> Option<usize> {
        let mut number = at + 1;
        if number < end && self.prose.str(number) == "-" {
            number += 1;
        }
        (number < end
            && self.prose.tokens[number].kind == TokenKind::Number
            && self.prose.tokens[number].sentence == self.prose.tokens[at].sentence)
            .then_some(number + 1)
    }

    /// The first token of the run of name words that ends before `at`.
    fn name_start(&self, at: usize, floor: usize) -> usize {
        let mut start = at;
        while start > floor.max(at.saturating_sub(MAX_NAME_TOKENS)) {
            let before = start - 1;
            let token = self.prose.tokens[before];
            let joins = match token.kind {
                TokenKind::Word => self.is_name_word(before) || self.is_clitic(before),
                TokenKind::Number => self.prose.str(before).ends_with(char::is_alphabetic),
                TokenKind::Mark => {
                    self.prose.str(before) == "-" && token.is_glued() && self.prose.tokens[start].is_glued()
                }
            };
            if !joins || token.sentence != self.prose.tokens[at].sentence {
                break;
            }
            start = before;
        }
        while start < at && (self.prose.tokens[start].kind == TokenKind::Mark || self.is_clitic(start)) {
            start += 1;
        }
        start
    }

    fn is_clitic(&self, token: usize) -> bool {
        self.prose.tokens[token].is_glued() && self.prose.str(token).starts_with(['\'', '’'])
    }

    fn is_name_word(&self, token: usize) -> bool {
        let facts = self.facts(token);
        let word = self.prose.str(token);
        self.prose.tokens[token].is_capitalised()
            && !facts.is_any(&[Role::At, Role::To, Role::Calendar])
            && !matches!(
                word,
                "The"
                    | "A"
                    | "An"
                    | "This"
                    | "That"
                    | "His"
                    | "Her"
                    | "Its"
                    | "Their"
                    | "Our"
                    | "And"
                    | "But"
                    | "When"
                    | "While"
                    | "As"
            )
    }

    fn opens_sentence(&self, token: usize) -> bool {
        token == 0 || self.prose.tokens[token - 1].sentence != self.prose.tokens[token].sentence
    }

    /// Whether the word after the token makes something else of the name ("Main Street Bank", "St. Mary").
    fn goes_on(&self, at: usize, end: usize) -> bool {
        let next = at + 1;
        if next >= end
            || !self.prose.tokens[next].is_capitalised()
            || self.prose.tokens[next].sentence != self.prose.tokens[at].sentence
        {
            return false;
        }
        let abbreviated =
            self.prose.str(at).ends_with('.') || self.prose.tokens[at].end - self.prose.tokens[at].start <= 2;
        abbreviated
            || self.facts(next).is_any(&[
                Role::Organisation,
                Role::Civic,
                Role::Facility,
                Role::Team,
                Role::Water,
                Role::Land,
                Role::Thoroughfare,
                Role::Division,
            ])
    }
}
