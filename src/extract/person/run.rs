//! Capitalised runs: which stretches of text could be a name, and what speaks for a person.

use crate::lexicon::{Class, Classes, Frame, Lexicon, WordId};
use crate::text::{Prose, Token, TokenKind};
use std::ops::Range;

/// A capitalised run without the titles before it.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// The tokens before it that say what the person is, capitalised or not ("former president").
    pub(super) titles: Range<usize>,
    /// How many of its tokens are words (not hyphens), a suffix such as "Jr." left out.
    pub(super) n_words: usize,
    /// One past the last token that is not a suffix.
    pub(super) core_end: usize,
    /// Whether its suffix counts rulers or popes of the name ("Edward VIII").
    pub(super) is_regnal: bool,
    /// Whether it stands between quotation marks.
    pub(super) is_quoted: bool,
    /// What speaks for a person.
    pub(super) evidence: Evidence,
}

impl Run {
    /// The run from its second word on; what stood before it was no part of the name.
    pub(super) fn without_first_word(&self) -> Self {
        let start = self.tokens.start + 1;
        let evidence = Evidence { given_name: false, is_weak_given_name: false, title: false, ..self.evidence };
        Self {
            tokens: start..self.tokens.end,
            titles: start..start,
            n_words: self.n_words - 1,
            evidence,
            ..self.clone()
        }
    }
}

/// What speaks for or against a run being a person's name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    /// It begins with a given name.
    pub(super) given_name: bool,
    /// That given name is a common word, place or surname too.
    pub(super) is_weak_given_name: bool,
    /// A title or honorific stands before it.
    pub(super) title: bool,
    /// An age stands behind it (", 47,").
    pub(super) age: bool,
    /// It begins with an initial ("J. Smith").
    pub(super) initial: bool,
    /// It stands beside a cue verb.
    pub(super) cue: bool,
    /// A word of it marks an organisation or a place.
    pub(super) organisation: bool,
    /// Part of it is an acronym.
    pub(super) acronym: bool,
    /// It stands in a line of capitals, where any word may be a name, and neither begins with a given name nor ends in a surname.
    pub(super) is_shouted: bool,
}

/// Words that begin no name, though a sentence's first letter is a capital.
const STARTERS: Classes = Classes::only(Class::Determiner)
    .with(Class::Pronoun)
    .with(Class::Preposition)
    .with(Class::Conjunction)
    .with(Class::Subordinator)
    .with(Class::Complementizer)
    .with(Class::Relative)
    .with(Class::Adverb)
    .with(Class::Auxiliary)
    .with(Class::Be)
    .with(Class::Negation)
    .with(Class::Answer)
    .with(Class::Day)
    .with(Class::Month)
    .with(Class::Contraction)
    .with(Class::Attribution)
    .with(Class::Numeral)
    .with(Class::Expletive)
    .with(Class::TimeNoun)
    .with(Class::ObjectPronoun)
    .with(Class::Particle);

/// Words that say what somebody is.
const TITLES: Classes = Classes::only(Class::Title).with(Class::TitleModifier).with(Class::Honorific);

/// A run longer than this is a headline or a list.
const MAX_RUN_TOKENS: usize = 14;

/// Every capitalised run, in text order.
pub(super) fn find(prose: &Prose<'_>) -> Vec<Run> {
    let finder = Finder { prose, lexicon: prose.lexicon };
    let mut runs = Vec::new();
    for paragraph in &prose.paragraphs {
        let mut at = paragraph.first_token;
        while let Some(capital) = prose.first_capitalised(at..paragraph.end_token) {
            at = capital;
            if !finder.begins_run(at, paragraph.end_token) {
                at += 1;
                continue;
            }
            let end = finder.run_end(at, paragraph.end_token);
            runs.extend(finder.run(at..end, paragraph.first_token..paragraph.end_token));
            at = end;
        }
    }
    runs
}

struct Finder<'a> {
    prose: &'a Prose<'a>,
    lexicon: &'static Lexicon,
}

impl Finder<'_> {
    fn token(&self, at: usize) -> Token {
        self.prose.tokens[at]
    }

    fn classes(&self, at: usize) -> Classes {
        self.prose.classes(at)
    }

    fn is_name_word(&self, at: usize) -> bool {
        let token = self.token(at);
        token.kind == TokenKind::Word && token.is_capitalised()
    }

    fn is_hyphen(&self, at: usize) -> bool {
        let token = self.token(at);
        token.kind == TokenKind::Mark && token.is_glued() && matches!(self.prose.str(at), "-" | "‑")
    }

    fn begins_run(&self, at: usize, end: usize) -> bool {
        if !self.is_name_word(at) {
            return false;
        }
        let classes = self.classes(at);
        if !classes.any(STARTERS) && !classes.has(Class::Cue) || self.is_initial(at) {
            return true;
        }
        // "Will Smith", "Van der Meer": a starter or verb that is a name too, before another name.
        let is_name = classes.has(Class::GivenName) || classes.has(Class::NameParticle);
        let next = at + 1;
        is_name
            && next < end
            && !self.token(next).is_glued()
            && (self.is_name_word(next) && !self.classes(next).any(STARTERS) && !self.classes(next).has(Class::Cue)
                || self.classes(next).has(Class::NameParticle))
    }

    /// "A.", whatever else the letter means.
    fn is_initial(&self, at: usize) -> bool {
        let word = self.prose.str(at);
        word.len() == 2 && word.ends_with('.') && self.is_name_word(at)
    }

    fn run_end(&self, start: usize, limit: usize) -> usize {
        let mut end = start + 1;
        while end < limit && end - start < MAX_RUN_TOKENS {
            if self.is_hyphen(end)
                && end + 1 < limit
                && self.token(end + 1).is_glued()
                && self.token(end + 1).kind == TokenKind::Word
            {
                end += 2;
            } else if self.continues_run(end) {
                end += 1;
            } else if let Some(after) = self.particles_end(end, limit) {
                end = after;
            } else {
                break;
            }
        }
        end
    }

    fn continues_run(&self, at: usize) -> bool {
        let token = self.token(at);
        let classes = self.classes(at);
        self.is_name_word(at)
            && !token.is_glued()
            && token.is_quoted() == self.token(at - 1).is_quoted()
            && self.prose.str(at) != "I"
            && !self.leads_to_cue(at)
            && (!classes.any(STARTERS)
                || self.is_initial(at)
                || classes.has(Class::NameParticle)
                || classes.has(Class::GivenName) && !classes.has(Class::Day))
            && (!classes.has(Class::Cue) || classes.has(Class::Surname))
    }

    /// "United" in "Clara Visser United States Senator": a word that is nobody's name, before a capitalised one that is a cue
    /// elsewhere, belongs to that.
    fn leads_to_cue(&self, at: usize) -> bool {
        const NAMES: Classes = Classes::only(Class::Surname).with(Class::GivenName).with(Class::Title);
        let next = at + 1;
        next < self.prose.tokens.len()
            && !self.classes(at).any(NAMES)
            && self.is_name_word(next)
            && !self.token(at).is_all_caps()
            && self.classes(next).has(Class::Cue)
            && !self.classes(next).has(Class::Surname)
    }

    /// One past the name word after lower-case particles at `at` ("van der Meer").
    fn particles_end(&self, at: usize, limit: usize) -> Option<usize> {
        let mut after = at;
        while after < limit
            && after < at + 3
            && !self.is_name_word(after)
            && self.classes(after).has(Class::NameParticle)
        {
            after += 1;
            if after < limit && self.is_hyphen(after) {
                after += 1;
            }
        }
        (after > at && after < limit && self.is_name_word(after) && !self.classes(after).any(STARTERS))
            .then_some(after + 1)
    }

    /// The run at `tokens`, its leading titles parted from the name.
    fn run(&self, tokens: Range<usize>, paragraph: Range<usize>) -> Option<Run> {
        let mut suffix = tokens.end;
        while suffix > tokens.start + 1 && is_suffix(self.prose.str(suffix - 1)) {
            suffix -= 1;
        }
        let start = self.name_start(tokens.start, suffix);
        let titles = self.titles_start(tokens.start, paragraph.start)..start;
        let mut evidence = self.evidence(start, suffix, tokens.end, &paragraph);
        evidence.title = self.has_title(titles.clone());
        let n_words = (start..suffix).filter(|&at| self.token(at).kind == TokenKind::Word).count()
            - (start..suffix).filter(|&at| self.is_hyphen(at)).count().min(suffix - start - 1);
        Some(Run {
            is_quoted: self.token(start).is_quoted(),
            tokens: start..tokens.end,
            titles,
            n_words,
            is_regnal: suffix < tokens.end && is_numeral(self.prose.str(suffix)),
            core_end: suffix,
            evidence,
        })
    }

    /// Where the name begins inside a run that opens with titles, organisations or nationalities.
    fn name_start(&self, first: usize, end: usize) -> usize {
        let mut start = first;
        while start + 1 < end
            && self.classes(start).any(TITLES)
            && !self.is_hyphen(start + 1)
            && !self.keeps_as_name(start)
        {
            start += 1;
        }
        for at in (start + 1..end.saturating_sub(1)).rev() {
            let classes = self.classes(at);
            if classes.has(Class::Title)
                && !classes.has(Class::Surname)
                && !self.is_hyphen(at + 1)
                && !self.is_hyphen(at - 1)
            {
                start = at + 1;
                break;
            }
        }
        // "Fox News Sean Hannity": what stands before a given name and is no name itself.
        for at in start + 1..end.saturating_sub(1) {
            let classes = self.classes(at);
            let before = self.classes(at - 1);
            if classes.has(Class::GivenName)
                && !classes.has(Class::GivenNameOrWord)
                && (before.has(Class::Organisation) && !before.has(Class::Surname) || before.has(Class::TitleModifier))
                && !self.classes(start).has(Class::GivenName)
            {
                return at;
            }
        }
        start
    }

    /// "Will", "Grant": a title word that is a given name before another word stays with the name.
    fn keeps_as_name(&self, at: usize) -> bool {
        let classes = self.classes(at);
        classes.has(Class::GivenName) && !classes.has(Class::Honorific) && !classes.has(Class::Title)
    }

    /// Where the lower-case titles before a run begin ("former president Lena Moreau").
    fn titles_start(&self, run: usize, limit: usize) -> usize {
        let mut start = run;
        while start > limit && run - start < 8 {
            let at = start - 1;
            let token = self.token(at);
            let titled = token.kind == TokenKind::Word && !token.is_capitalised() && self.classes(at).any(TITLES);
            let joined = self.is_hyphen(at) && at > limit && start < run;
            if !titled && !joined {
                break;
            }
            start -= 1;
        }
        start
    }

    fn has_title(&self, titles: Range<usize>) -> bool {
        titles.clone().any(|at| self.classes(at).any(Classes::only(Class::Title).with(Class::Honorific)))
    }

    fn evidence(&self, start: usize, core_end: usize, end: usize, paragraph: &Range<usize>) -> Evidence {
        let first = self.classes(start);
        let words = || (start..core_end).filter(|&at| self.token(at).kind == TokenKind::Word);
        let given_name = first.has(Class::GivenName);
        let all_caps = words().all(|at| self.token(at).is_all_caps());
        Evidence {
            given_name,
            is_weak_given_name: first.has(Class::GivenNameOrWord),
            title: false,
            age: self.has_age(end, paragraph.end),
            initial: self.is_initial(start),
            cue: self.is_beside_cue(start, end, paragraph),
            organisation: words().any(|at| {
                let classes = self.classes(at);
                classes.has(Class::Organisation) && !(given_name && at > start && classes.has(Class::Surname))
            }),
            acronym: !all_caps
                && words().any(|at| {
                    self.token(at).is_all_caps() && !self.prose.str(at).contains('.') && self.prose.str(at).len() > 2
                }),
            is_shouted: all_caps
                && !given_name
                && !self.classes(core_end - 1).has(Class::Surname)
                && self.is_in_capitals(start, end, paragraph),
        }
    }

    /// Whether the words around a run are in capitals as well: a headline, and no label of a transcript.
    fn is_in_capitals(&self, start: usize, end: usize, paragraph: &Range<usize>) -> bool {
        const NEAR: usize = 8;
        let before = paragraph.start.max(start.saturating_sub(NEAR))..start;
        let after = end..paragraph.end.min(end + NEAR);
        let mut others = before.chain(after).filter(|&at| self.token(at).kind == TokenKind::Word).peekable();
        let n_words = end - start;
        (others.peek().is_some() || n_words > 2) && others.all(|at| self.token(at).is_all_caps())
    }

    /// ", 47," or " (47)" behind the name.
    fn has_age(&self, end: usize, limit: usize) -> bool {
        end + 2 < limit
            && matches!(self.prose.str(end), "," | "(")
            && self.token(end + 1).kind == TokenKind::Number
            && self.prose.str(end + 1).len() <= 2
            && matches!(self.prose.str(end + 2), "," | "." | ")")
    }

    fn is_beside_cue(&self, start: usize, end: usize, paragraph: &Range<usize>) -> bool {
        let is_cue = |at: usize, min: f32, frame: Option<Frame>| {
            let token = self.token(at);
            !token.is_quoted()
                && !token.is_capitalised()
                && self
                    .lexicon
                    .cues
                    .get(token.word)
                    .is_some_and(|cue| cue.precision >= min && frame.is_none_or(|frame| cue.frames.has(frame)))
        };
        if self.token(start).is_quoted() {
            return false;
        }
        let mut after = end;
        while after < paragraph.end && after < end + 2 && self.classes(after).has(Class::Adverb) {
            after += 1;
        }
        let before = start.checked_sub(1).filter(|&at| at >= paragraph.start);
        after < paragraph.end && is_cue(after, 0.5, None)
            || before.is_some_and(|at| is_cue(at, 0.6, Some(Frame::Inverted)))
    }
}

/// "Jr.", "III" behind a name.
pub(super) fn is_suffix(word: &str) -> bool {
    matches!(word.trim_end_matches('.'), "Jr" | "Sr") || is_numeral(word)
}

/// "II", "VIII", "XXIII": a Roman numeral as rulers and popes bear it.
fn is_numeral(word: &str) -> bool {
    !word.is_empty() && word != "I" && word.len() <= 5 && word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'))
}

/// The word ids of a title's words.
pub(super) fn title_words<'a>(prose: &'a Prose<'a>, titles: Range<usize>) -> impl Iterator<Item = WordId> + 'a {
    titles.map(|at| prose.tokens[at].word).filter(|&word| word != WordId::UNKNOWN)
}
