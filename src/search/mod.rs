//! Queries over the index: a parsed query to hits, counts and highlights.

mod alike;
mod any_term;
mod checked;
mod citation;
mod columns;
mod compile;
mod complete;
mod count;
mod diagnose;
mod dictionary;
mod either;
mod error;
mod evaluate;
mod exclude;
mod filtered;
mod folding;
mod highlight;
mod interval;
pub mod join;
mod kin;
mod led;
mod meaning;
mod ordinals;
mod people;
mod phrase;
mod plan;
mod rank;
mod request;
mod searcher;
mod side_by_side;
mod similarity;
mod speakers;
pub mod statistics;
mod synonym;
mod tally;
mod trace;
mod watch;
mod why;
mod wildcard;
mod word;
mod words;

pub use citation::{BadEntry, Checked, Citation, Cited, Verdict, parse as parse_citations};
pub use compile::{LEAD_WORDS, Undated};
pub use complete::completions;
pub use count::{Breakdown, Counting, Facet, Row, Share, Under, periods};
pub use diagnose::{Clause, Culprit, Diagnosis, Suggestion, Unit};
pub use error::{Error, ErrorKind, Result};
pub use folding::{Company, Fellow, Folding};
pub use highlight::{KeywordInContext, keywords_in_context, snippets};
pub use interval::said_in_a_row;
pub use people::{Caveats, NamedPerson, People};
pub use request::{
    ArticleHit, Fading, Hits, Marks, MatchedQuote, Note, Output, PlaceMeaning, QuoteHit, Request, Response, Snippet,
    SnippetOptions, Sort, Summary, Tally,
};
pub use searcher::{Answer, Searcher};
pub use trace::{Appearance, Claim, Conflict, MAX_TRACED_WORDS, Origin, Piece, Trace, TraceRequest, Wording};
pub use watch::{News, Seen, Version};
pub use why::{Proof, Reason, Why};
pub use words::MAX_TERMS;
