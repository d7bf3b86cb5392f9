//! Names in the text that some place bears, longest first, before anything is decided.
//!
//! `He flew from Baden-Baden to St. Paul, Minn.` → `Baden-Baden`, `St. Paul`, `Minn.` with the places each can mean.

use super::feature::FeatureKind;
use crate::article::{PlaceKind, Span};
use crate::lexicon::gazetteer::{Candidate, Candidates, Gazetteer, Matching, NameUse, NameWalk, Opening, fold_into};
use crate::text::{Prose, TokenKind};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;
use std::ops::Range;

/// No place name that news prints has more words.
const MAX_TOKENS: usize = 9;

/// A name that stands in the text, and what it can mean.
#[derive(Clone, Debug)]
pub(super) struct Mention<'g> {
    /// Its first token.
    pub(super) first: usize,
    /// One past its last token.
    pub(super) end: usize,
    /// Where it stands.
    pub(super) span: Span,
    /// A number for the folded name: mentions of one name share it.
    pub(super) key: u64,
    listed: &'g [NameUse],
    /// Bit n is set where `listed[n]` fits the way the name is printed.
    fitting: u32,
    packed: Candidates<'g>,
    /// What it is, where the name is a small feature's that no gazetteer knows.
    pub(super) feature: Option<FeatureKind>,
}

impl<'g> Mention<'g> {
    /// A road or ground that no gazetteer knows.
    pub(super) fn feature(tokens: Range<usize>, span: Span, key: u64, kind: FeatureKind) -> Self {
        let (first, end) = (tokens.start, tokens.end);
        Self { first, end, span, key, listed: &[], fitting: 0, packed: Candidates::EMPTY, feature: Some(kind) }
    }

    /// What the lists say of the name, as printed here.
    pub(super) fn uses(&self) -> impl Iterator<Item = &'g NameUse> + use<'g> {
        let fitting = self.fitting;
        self.listed.iter().enumerate().filter(move |(n, _)| fitting >> n & 1 == 1).map(|(_, name)| name)
    }

    /// What kind of word the name is: the lists decide before the gazetteer.
    pub(super) fn kind(&self) -> PlaceKind {
        self.uses().next().map_or(PlaceKind::Toponym, |name| name.kind)
    }

    /// Whether a list names it as a place's name.
    pub(super) fn is_listed(&self) -> bool {
        self.uses().any(|name| name.kind == PlaceKind::Toponym)
    }

    /// Whether it is the name of a place of the user's.
    pub(super) fn is_local(&self, gazetteer: &Gazetteer) -> bool {
        self.uses().any(|name| gazetteer.is_local(name.place))
    }

    /// Every place that bears the name: the lists' first, then the gazetteer's by falling population.
    pub(super) fn bearers(&self) -> impl Iterator<Item = Candidate> + use<'g> {
        let listed = self.uses().filter(|name| name.kind == PlaceKind::Toponym);
        listed.map(|name| Candidate { place: name.place, is_alias: false }).chain(self.packed)
    }
}

impl Mention<'_> {
    /// The bearer with most people, or if none has the name as its own the one it is another name of.
    pub(super) fn largest(&self, gazetteer: &Gazetteer) -> Option<Candidate> {
        // The gazetteer's bearers come in falling order, those of another name last.
        let listed = self.uses().filter(|name| name.kind == PlaceKind::Toponym);
        let listed = listed.map(|name| Candidate { place: name.place, is_alias: false });
        listed.chain(self.packed.into_iter().next()).max_by_key(|c| (!c.is_alias, gazetteer.facts(c.place).population))
    }
}

/// Finds the names of one article.
pub(super) fn find<'g>(prose: &Prose<'_>, gazetteer: &'g Gazetteer) -> Vec<Mention<'g>> {
    let mut finder =
        Finder { prose, gazetteer, folded: String::new(), token: String::new(), openings: FxHashMap::default() };
    let mut mentions: Vec<Mention<'g>> = Vec::new();
    for paragraph in &prose.paragraphs {
        let mut at = paragraph.first_token;
        while let Some(first) = prose.first_capitalised(at..paragraph.end_token) {
            at = first;
            match finder.longest(at, paragraph.end_token, &mentions) {
                Found::Name(mention) => {
                    at = mention.end;
                    mentions.push(mention);
                }
                Found::NoPlace { end } => at = end,
                Found::Nothing => at += 1,
            }
        }
    }
    mentions
}

/// What begins at a token.
enum Found<'g> {
    /// No name of any place.
    Nothing,
    /// A name that is no place's though it holds one; it ends before the token `end`.
    NoPlace { end: usize },
    /// A name.
    Name(Mention<'g>),
}

/// The number under which a name is remembered within one article.
pub(super) fn key(folded: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(folded.as_bytes());
    hasher.finish()
}

struct Finder<'a, 'g> {
    prose: &'a Prose<'a>,
    gazetteer: &'g Gazetteer,
    folded: String,
    token: String,
    /// The openings of words that the lexicon does not have.
    openings: FxHashMap<&'a str, Opening>,
}

impl<'g> Finder<'_, 'g> {
    /// The longest name that begins with the token `first`.
    fn longest(&mut self, first: usize, end: usize, before: &[Mention<'g>]) -> Found<'g> {
        let opening = self.opening(first);
        let goes_on_glued = self.goes_on_glued(first);
        if !opening.is_in_packed() && !opening.is_in_lists() && !goes_on_glued {
            return Found::Nothing;
        }
        let mut in_packed = if goes_on_glued { opening.goes_on() } else { opening.is_in_packed() };
        let mut in_lists = opening.is_in_lists();
        let mut walk = match in_packed {
            true => NameWalk::after(self.gazetteer, opening),
            false => self.gazetteer.walk(),
        };
        let mut found = Found::Nothing;
        let mut before_second = (!goes_on_glued).then_some(opening);
        self.folded.clear();
        for at in first..end.min(first + MAX_TOKENS) {
            let token = self.prose.tokens[at];
            match token.kind {
                TokenKind::Mark if token.is_glued() && matches!(self.prose.str(at), "-" | "’" | "'" | ".") => {
                    continue;
                }
                TokenKind::Mark => break,
                TokenKind::Word | TokenKind::Number => {}
            }
            // Most names that one word opens, the next one does not continue.
            let mut pair = None;
            if at > first
                && let Some(opening) = before_second.take()
                && !self.goes_on_glued(at)
            {
                let printed = self.prose.str(at);
                pair = self.prose.lexicon.words.is_whole(token.word, printed).then_some((opening, token.word));
                let is_dead_end = |(opening, word)| self.gazetteer.is_dead_end(self.prose.lexicon, opening, word);
                in_packed &= opening.may_go_on_with(printed) && !pair.is_some_and(is_dead_end);
                if !in_packed && !in_lists {
                    break;
                }
                pair = pair.filter(|_| in_packed);
            }
            self.push(at, first);
            if at > first {
                in_packed = in_packed && walk.reach(&self.folded, !self.is_clitic(at, first));
                if let Some((opening, word)) = pair.filter(|_| !in_packed) {
                    self.gazetteer.add_dead_end(self.prose.lexicon, opening, word);
                }
                // What opens no listed name opens none with another word, but may with the rest of its own.
                in_lists = (in_lists || self.is_clitic(at, first)) && self.gazetteer.opens_listed_name(&self.folded);
            }
            if in_lists && self.gazetteer.is_no_place(&self.folded) {
                found = Found::NoPlace { end: at + 1 };
            } else if (in_packed || in_lists) && self.may_end_name(at) {
                let packed = if in_packed { walk.candidates() } else { Candidates::EMPTY };
                let listed = if in_lists { self.gazetteer.uses(&self.folded) } else { &[] };
                if (!packed.is_empty() || !listed.is_empty())
                    && let Some(mention) = self.mention(first, at, listed, packed, before)
                {
                    found = Found::Name(mention);
                }
            }
            if !in_packed && !in_lists && !self.goes_on_glued(at) {
                break;
            }
        }
        found
    }

    /// What names begin with a word.
    fn opening(&mut self, at: usize) -> Opening {
        let (word, printed) = (self.prose.tokens[at].word, self.prose.str(at));
        if self.prose.lexicon.words.is_whole(word, printed) {
            return self.gazetteer.opening(self.prose.lexicon, word);
        }
        *self.openings.entry(printed).or_insert_with(|| {
            self.token.clear();
            fold_into(printed, &mut self.token);
            self.gazetteer.opening_of(&self.token)
        })
    }

    /// Whether the next token is of the same word ("Land" + "'s"), so that the words so far are not whole.
    fn goes_on_glued(&self, at: usize) -> bool {
        self.prose.tokens[at].kind != TokenKind::Mark
            && self.prose.tokens.get(at + 1).is_some_and(|next| next.is_glued() && next.kind != TokenKind::Mark)
    }

    /// Whether a name may end with this token: capitalised, a number, or with a capital inside ("d'Ivoire").
    fn may_end_name(&self, at: usize) -> bool {
        let token = self.prose.tokens[at];
        token.is_capitalised() || token.kind == TokenKind::Number || self.prose.str(at).contains(char::is_uppercase)
    }

    /// Appends the folded form of token `at`; one glued to the word before it ("Mary" + "'s") is no new word.
    fn push(&mut self, at: usize, first: usize) {
        if self.is_clitic(at, first) {
            self.token.clear();
            fold_into(self.prose.str(at), &mut self.token);
            self.folded.push_str(&self.token);
        } else {
            fold_into(self.prose.str(at), &mut self.folded);
        }
    }

    /// Whether the token goes on with the word before it.
    fn is_clitic(&self, at: usize, first: usize) -> bool {
        at > first && self.prose.tokens[at].is_glued() && self.prose.tokens[at - 1].kind != TokenKind::Mark
    }

    fn mention(
        &self,
        first: usize,
        last: usize,
        listed: &'g [NameUse],
        packed: Candidates<'g>,
        before: &[Mention<'g>],
    ) -> Option<Mention<'g>> {
        let start = self.prose.tokens[first].start as usize;
        let mut end = self.prose.tokens[last].end as usize;
        let mut fitting = 0;
        for (n, name) in listed.iter().enumerate().take(u32::BITS as usize) {
            let fits = match name.matching {
                Matching::Any => Some(end),
                Matching::Exact => self.printed_end(start, end, name),
                Matching::Container => self.printed_end(start, end, name).filter(|_| self.follows_place(first, before)),
            };
            if let Some(stop) = fits {
                fitting |= 1 << n;
                end = end.max(stop);
            }
        }
        if fitting == 0 && packed.is_empty() {
            return None;
        }
        let takes_full_stop = self.prose.tokens.get(last + 1).is_some_and(|next| (next.start as usize) < end);
        let end_token = last + 1 + usize::from(takes_full_stop);
        Some(Mention {
            first,
            end: end_token,
            span: Span::new(start, end),
            key: key(&self.folded),
            listed,
            fitting,
            packed,
            feature: None,
        })
    }

    /// Where the name ends if it is printed just as in the list, its full stop included.
    fn printed_end(&self, start: usize, end: usize, name: &NameUse) -> Option<usize> {
        let rest = self.prose.text[start..].strip_prefix(&*name.printed)?;
        let stop = start + name.printed.len();
        let goes_on = rest.starts_with(char::is_alphanumeric) || stop < end && rest.starts_with(|c: char| c != '.');
        (!goes_on).then_some(stop)
    }

    /// Whether another name and a comma stand right before.
    fn follows_place(&self, first: usize, before: &[Mention<'g>]) -> bool {
        let comma = first.checked_sub(1).is_some_and(|at| matches!(self.prose.str(at), "," | "("));
        before.last().is_some_and(|mention| mention.end + usize::from(comma) == first)
    }
}
