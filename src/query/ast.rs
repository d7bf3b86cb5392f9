//! What a query means, as a tree: booleans over clauses, each with its place in the query text.
//!
//! `speaker:Trump said:"end this war"` is a [`Expr::Quote`] around an [`Expr::And`] of two [`Expr::Field`]s.
//! Words are kept as typed: folding, splitting and stemming are the index's business.

use super::field::Field;
use crate::article::{DayRange, Span};

/// A thing and where it stands in the query text.
///
/// Two are equal when they ask for the same, wherever they were written: the span takes no part.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    /// Byte offsets into [`Query::text`].
    pub span: Span,
    /// The thing.
    pub value: T,
}

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub fn new(span: Span, value: T) -> Self {
        Self { span, value }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// A parsed query, its quote groups bound.
#[derive(Clone, Debug)]
pub struct Query {
    /// What the spans index: the query as typed, each flag and its value after it.
    pub text: String,
    /// Which part of the text is the query; flags follow it.
    pub typed: Span,
    /// What is asked. Quote fields stand only inside an [`Expr::Quote`].
    pub root: Node,
    /// Readings that the user may not have meant; none of them is an error.
    pub warnings: Vec<super::Warning>,
}

/// One node of the tree.
pub type Node = Spanned<Expr>;

/// A boolean, a scope or a clause.
///
/// At the top a leaf is about an article; inside [`Expr::Quote`] about one quote; inside [`Expr::Field`]
/// about that field of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// `*`: every article; inside a field, any value; inside `quote{}`, any quote.
    All,
    /// Every one of these, two or more. (Before quote groups are bound also one: `(said:x)`, a list of its own.)
    And(Vec<Node>),
    /// At least one of these, two or more.
    Or(Vec<Node>),
    /// Whatever this does not match.
    Not(Box<Node>),
    /// `quote{…}`: one quote of the article satisfies all of it.
    Quote(Box<Node>),
    /// `FIELD:…`: a leaf of the field's own type, or a boolean of such leaves. Never another field.
    Field(Field, Box<Node>),
    /// `LEAD(…)`: text within the first 50 words.
    Lead(Box<Node>),
    /// `ATLEASTn(…)`: at least `count` minimal intervals match.
    AtLeast {
        /// How many, at least 1.
        count: u32,
        /// Of what.
        interval: Spanned<Interval>,
    },
    /// Words, a phrase, or a proximity. Outside a field: in the headline or the body.
    Text(Interval),
    /// The name of a place, for the fields that take places.
    Place(Term),
    /// A place and a distance from it, for `near:`.
    Near(NearPlace),
    /// A date, for the fields that take dates.
    Date(DateValue),
    /// A number or a range of numbers.
    Number(NumberRange),
    /// One of the field's own words, or a code: lower case, checked where the field's words are known.
    Keyword(String),
    /// A path or an id.
    Path(Pattern),
}

/// A text pattern that matches at intervals of word positions within one field.
#[derive(Clone, Debug, PartialEq)]
pub enum Interval {
    /// One word.
    Term {
        /// The word.
        term: Term,
        /// Which capitals it must have.
        case: Case,
    },
    /// Words in a row.
    Phrase {
        /// The words.
        phrase: Phrase,
        /// Which capitals each of its words must have.
        case: Case,
    },
    /// Any of these, two or more.
    Any(Vec<Spanned<Interval>>),
    /// Two patterns near each other.
    Near(Box<Proximity>),
}

/// `left OPERATOR right`, or `left NOT OPERATOR right`.
#[derive(Clone, Debug, PartialEq)]
pub struct Proximity {
    /// The earlier operand in the text of the query.
    pub left: Spanned<Interval>,
    /// How near.
    pub operator: Nearness,
    /// `NOT`: some interval of `left` has no interval of `right` that near. The result is those of `left`.
    pub negated: bool,
    /// The later operand.
    pub right: Spanned<Interval>,
}

/// How near two intervals must be, without overlapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nearness {
    /// `NEAR/n`, `W/n`: later start − earlier end ≤ n, in either order.
    Within(u32),
    /// `PRE/n`, `ADJ/n`: right start − left end ≤ n, in this order.
    Before(u32),
    /// `/s`: in one sentence, in either order.
    Sentence,
    /// `/p`: in one paragraph, in either order.
    Paragraph,
}

/// Which capitals a word must have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Case {
    /// Any.
    #[default]
    Any,
    /// `CAPS(…)`: at least its first letter is a capital.
    Capitalised,
    /// `ALLCAPS(…)`: every letter is a capital.
    AllCapitals,
}

/// One word as typed. It may hold punctuation (`U.S.`, `coca-cola`, `10:30`) that the analyzer splits.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// `word`: in a phrase exactly this word, elsewhere its inflections too.
    Word(String),
    /// `=word`: exactly this word.
    Exact(String),
    /// `wild*`, `w?ld`.
    Wild(Pattern),
    /// `fuzzy~1`, `fuzzy~2`: at most so many letters differ.
    Fuzzy {
        /// The word.
        word: String,
        /// 1 or 2.
        distance: u8,
    },
}

/// Literal text and wildcards, in order: no two literals side by side, no two `AnyChars`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pattern(pub Vec<PatternPiece>);

/// A piece of a [`Pattern`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PatternPiece {
    /// Exactly this text, never empty.
    Literal(String),
    /// `*`: any characters, none included.
    AnyChars,
    /// `?`: any one character.
    AnyChar,
}

impl Pattern {
    /// The text, if there is no wildcard in it.
    pub fn as_literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [PatternPiece::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

/// Words in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// What stands at each place, one or more.
    pub slots: Vec<Spanned<Slot>>,
    /// `~n`: how far the words may stray, max(pᵢ−i) − min(pᵢ−i); 0 is the exact phrase.
    pub slop: u32,
}

/// One place of a phrase.
#[derive(Clone, Debug, PartialEq)]
pub enum Slot {
    /// `*` alone: any one word.
    AnyWord,
    /// One term, never [`Term::Exact`] (a phrase is exact already).
    Term(Term),
    /// `(a|b)`: one of these, two or more.
    OneOf(Vec<Spanned<Term>>),
}

/// What a date clause accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateValue {
    /// `none`: no date is known.
    None,
    /// `2019`: the article's interval of days shares a day with this one.
    Overlaps(DayRange),
    /// `=2019`: the article's interval of days lies within this one.
    Within(DayRange),
}

/// A range of numbers; a missing bound is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberRange {
    /// The lower bound.
    pub min: Option<Bound>,
    /// The upper bound.
    pub max: Option<Bound>,
}

/// One end of a [`NumberRange`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The number, finite.
    pub value: f64,
    /// Whether the number itself is in the range.
    pub inclusive: bool,
}

impl NumberRange {
    /// Whether `value` lies in the range.
    pub fn contains(&self, value: f64) -> bool {
        let above = self.min.is_none_or(|min| value > min.value || (min.inclusive && value == min.value));
        let below = self.max.is_none_or(|max| value < max.value || (max.inclusive && value == max.value));
        above && below
    }
}

/// `near:Kharkiv~50km`.
#[derive(Clone, Debug, PartialEq)]
pub struct NearPlace {
    /// The place's name as typed.
    pub place: String,
    /// How far from it.
    pub distance: Distance,
}

/// A distance as typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distance {
    /// How many, above 0.
    pub amount: f64,
    /// Of what.
    pub unit: DistanceUnit,
}

/// A unit of [`Distance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DistanceUnit {
    /// `km`.
    Kilometres,
    /// `mi`.
    Miles,
}

impl Distance {
    /// The distance in kilometres.
    pub fn kilometres(self) -> f64 {
        match self.unit {
            DistanceUnit::Kilometres => self.amount,
            DistanceUnit::Miles => self.amount * 1.609_344,
        }
    }
}

impl Query {
    /// The positive quote groups, in order: what `--output quotes` lists.
    pub fn quote_groups(&self) -> Vec<&Node> {
        let mut groups = Vec::new();
        self.root.collect_quote_groups(&mut groups);
        groups
    }

    /// The same question with the words typed in a row as a phrase, where nothing but words was typed.
    ///
    /// A shell takes quotation marks away, so `search 'end this war'` may have been meant as the phrase.
    pub fn with_words_as_phrase(&self) -> Option<Query> {
        let Expr::And(factors) = &self.root.value else { return None };
        let (typed, flags): (Vec<&Node>, Vec<&Node>) = factors.iter().partition(|node| self.typed.contains(node.span));
        let slots = typed.iter().map(|node| node.as_plain_word()).collect::<Option<Vec<_>>>()?;
        let (first, last) = (typed.first()?.span, typed.last()?.span);
        if slots.len() < 2 {
            return None;
        }
        let phrase = Interval::Phrase { phrase: Phrase { slots, slop: 0 }, case: Case::Any };
        let phrase = Node::new(Span::new(first.start, last.end), Expr::Text(phrase));
        let root = match flags.is_empty() {
            true => phrase,
            false => {
                let all = std::iter::once(phrase).chain(flags.into_iter().cloned()).collect();
                Node::new(self.root.span, Expr::And(all))
            }
        };
        Some(Query { root, warnings: Vec::new(), ..self.clone() })
    }
}

impl Node {
    fn as_plain_word(&self) -> Option<Spanned<Slot>> {
        match &self.value {
            Expr::Text(Interval::Term { term: term @ Term::Word(_), case: Case::Any }) => {
                Some(Spanned::new(self.span, Slot::Term(term.clone())))
            }
            _ => None,
        }
    }

    fn collect_quote_groups<'a>(&'a self, groups: &mut Vec<&'a Node>) {
        match &self.value {
            Expr::Quote(_) => groups.push(self),
            Expr::And(nodes) | Expr::Or(nodes) => nodes.iter().for_each(|node| node.collect_quote_groups(groups)),
            // Under a negation a group says what must not be; the other kinds hold none.
            _ => {}
        }
    }
}
