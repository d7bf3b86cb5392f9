//! What is asked of a search, and what it answers.

use super::compile::Undated;
use super::folding::{Company, Folding};
use crate::article::{Article, Day, Span};
use crate::query::Query;

/// What to search for and how much of it to return.
#[derive(Clone, Debug)]
pub struct Request {
    /// The parsed query.
    pub query: Query,
    /// What comes first.
    pub sort: Sort,
    /// The most hits to return.
    pub limit: usize,
    /// How many hits to pass over first.
    pub offset: usize,
    /// What a hit is.
    pub output: Output,
    /// What becomes of undated articles where a date is asked for.
    pub undated: Undated,
    /// What is folded into what.
    pub folding: Folding,
    /// How much the score of a headline counts against that of the body: 1 unless told otherwise, as `docs/ranking.md` has
    /// measured.
    pub headline_weight: f32,
    /// The id of an article to look for the like of.
    pub more_like: Option<String>,
    /// How the words around a match are cut.
    pub snippets: SnippetOptions,
}

impl Request {
    /// The first twenty articles, best first.
    pub fn new(query: Query) -> Self {
        Self {
            query,
            sort: Sort::default(),
            limit: 20,
            offset: 0,
            output: Output::default(),
            undated: Undated::default(),
            folding: Folding::default(),
            headline_weight: 1.0,
            more_like: None,
            snippets: SnippetOptions::default(),
        }
    }
}

/// How scores fade with age: to half of what can fade in each half-life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fading {
    /// The day that age is reckoned from; what is later is as good as new.
    pub today: Day,
    /// Days.
    pub half_life: u32,
}

impl Fading {
    /// What is left of a score when all that can fade has faded; what is undated gets no more.
    pub const REST: f64 = 0.25;

    /// What is left of the score of an article of that last day.
    pub fn of(self, day: Option<i64>) -> f64 {
        let fresh = day.map_or(0.0, |day| {
            let age = self.today.0.saturating_sub(day).max(0) as f64;
            (-age / f64::from(self.half_life.max(1))).exp2()
        });
        Self::REST + (1.0 - Self::REST) * fresh
    }
}

/// What comes first. Equal hits are ordered by a hash of the article's id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first.
    #[default]
    Relevance,
    /// The best first, where scores fade with age.
    Recent(Fading),
    /// The last published first, undated last.
    Newest,
    /// The first published first, undated last.
    Oldest,
    /// In an order that depends on nothing but this number.
    Random(u64),
}

/// What a hit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// An article.
    #[default]
    Articles,
    /// A quote that satisfies a positive quote group; with no group, any quote of a matching article.
    Quotes,
    /// A file with a matching article.
    Files,
    /// A speaker of such a quote.
    Speakers,
    /// A place that a matching article names.
    Places,
}

/// How the words around a match are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnippetOptions {
    /// Characters of a snippet.
    pub width: usize,
    /// The most snippets of an article.
    pub count: usize,
}

impl Default for SnippetOptions {
    fn default() -> Self {
        Self { width: 160, count: 2 }
    }
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Response {
    /// How many hits there are, exactly, of the kind asked for.
    pub total: u64,
    /// Those asked for, in order.
    pub hits: Hits,
    /// How many of them are folded into others and are no hits of their own.
    pub folded: u64,
    /// Undated articles that a date clause left out; `None` where none was asked for.
    pub undated_left_out: Option<u64>,
    /// What the user should know of how the query was understood.
    pub notes: Vec<Note>,
}

/// What a search says beside its hits.
#[derive(Clone, Debug)]
pub struct Summary {
    /// See [`Response::total`].
    pub total: u64,
    /// How many of them were asked for.
    pub shown: u64,
    /// See [`Response::folded`].
    pub folded: u64,
    /// See [`Response::undated_left_out`].
    pub undated_left_out: Option<u64>,
    /// See [`Response::notes`].
    pub notes: Vec<Note>,
}

/// Hits of the kind asked for.
#[derive(Clone, Debug)]
pub enum Hits {
    /// Articles.
    Articles(Vec<ArticleHit>),
    /// Quotes.
    Quotes(Vec<QuoteHit>),
    /// Paths of files.
    Files(Vec<Tally>),
    /// Names of speakers.
    Speakers(Vec<Tally>),
    /// Names of places.
    Places(Vec<Tally>),
}

impl Hits {
    /// No hits of a kind.
    pub(super) fn none(output: Output) -> Self {
        match output {
            Output::Articles => Self::Articles(Vec::new()),
            Output::Quotes => Self::Quotes(Vec::new()),
            Output::Files => Self::Files(Vec::new()),
            Output::Speakers => Self::Speakers(Vec::new()),
            Output::Places => Self::Places(Vec::new()),
        }
    }

    /// Adds hits of the same kind.
    pub(super) fn append(&mut self, more: Hits) {
        match (self, more) {
            (Self::Articles(hits), Self::Articles(mut more)) => hits.append(&mut more),
            (Self::Quotes(hits), Self::Quotes(mut more)) => hits.append(&mut more),
            (Self::Files(hits), Self::Files(mut more))
            | (Self::Speakers(hits), Self::Speakers(mut more))
            | (Self::Places(hits), Self::Places(mut more)) => hits.append(&mut more),
            (hits, more) => *hits = more,
        }
    }

    /// How many hits these are.
    pub fn len(&self) -> usize {
        match self {
            Self::Articles(hits) => hits.len(),
            Self::Quotes(hits) => hits.len(),
            Self::Files(tallies) | Self::Speakers(tallies) | Self::Places(tallies) => tallies.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An article that matches.
#[derive(Clone, Debug)]
pub struct ArticleHit {
    /// The article, with everything extracted from it.
    pub article: Article,
    /// How well it matches.
    pub score: f32,
    /// Its quotes that satisfy a positive quote group, in text order.
    pub quotes: Vec<MatchedQuote>,
    /// The words that satisfied the query.
    pub marks: Marks,
    /// The text around them.
    pub snippets: Vec<Snippet>,
    /// Its copies and versions.
    pub company: Company,
}

/// A quote that matches.
#[derive(Clone, Debug)]
pub struct QuoteHit {
    /// The article it stands in.
    pub article: Article,
    /// How well it matches.
    pub score: f32,
    /// The quote.
    pub quote: MatchedQuote,
    /// Copies and versions of the article, with those that say the same and are folded into it.
    pub company: Company,
}

/// One utterance that satisfies a quote group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedQuote {
    /// Number of the utterance within the article: that of [`crate::article::Quote::utterance`].
    pub utterance: u32,
    /// Its pieces: indices into [`Article::quotes`], in text order.
    pub pieces: Vec<usize>,
    /// The words said that satisfied the query: spans of [`Article::text`], ascending, none touching another.
    pub marks: Vec<Span>,
}

/// The words of an article that satisfied the query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Spans of [`Article::text`], ascending, none touching another.
    pub text: Vec<Span>,
    /// Spans of the headline's own text, ascending, none touching another.
    pub headline: Vec<Span>,
}

/// A stretch of an article's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// Which stretch.
    pub span: Span,
    /// The marks inside it: spans of [`Article::text`].
    pub marks: Vec<Span>,
}

/// A value, and how often it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What is counted: a path, a name.
    pub value: String,
    /// What tells it from others of that name: a gazetteer id.
    pub id: Option<i64>,
    /// Other names that are counted under it, with their quotes, most first.
    pub variants: Vec<(String, u64)>,
    /// In how many articles.
    pub articles: u64,
    /// In how many that are neither copies nor earlier versions of others of these, where that was counted.
    pub distinct: Option<u64>,
    /// In how many quotes, where quotes are counted.
    pub quotes: Option<u64>,
}

/// What the user should know of how the query was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// One word of a speaker's name was given; it stands for everybody of that name.
    SpeakerMeans {
        /// Where in the query.
        span: Span,
        /// The word as typed.
        typed: String,
        /// Whom it found, with the number of quotes, most first.
        names: Vec<(String, u64)>,
    },
    /// A name is that of several places: the query found them all or, where it asks for what is near, takes the first.
    PlaceMeans {
        /// Where in the query.
        span: Span,
        /// The clause in canonical form.
        clause: String,
        /// The places, the likeliest first.
        places: Vec<PlaceMeaning>,
        /// Whether it asks for what is near.
        is_near: bool,
    },
}

/// One of the places of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceMeaning {
    /// The place as it can be typed to mean it and no other.
    pub name: String,
    /// Its gazetteer id.
    pub id: i64,
    /// In how many of the articles found it is named, where they were counted.
    pub articles: Option<u64>,
}
