//! What can be wrong with a query, where, and what to type instead.
//!
//! `speker:peskov` → [`QueryError`] → a message with carets under `speker` and the hint `speaker`.

use crate::article::Span;
use unicode_width::UnicodeWidthChar;

/// One thing wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// Where in the query.
    pub span: Span,
    /// What is wrong.
    pub kind: ErrorKind,
    /// What to type instead.
    pub hint: String,
}

/// What is wrong with a query. The text of each is the reason; the fix is [`QueryError::hint`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Longer than [`super::MAX_QUERY_BYTES`].
    #[error("the query is longer than {limit} bytes")]
    TooLong {
        /// The most that is read.
        limit: usize,
    },
    /// Deeper than [`super::MAX_NESTING`].
    #[error("the query is nested more than {limit} deep")]
    TooDeep {
        /// The deepest that is read.
        limit: usize,
    },
    /// No query and no flags.
    #[error("there is nothing to search for")]
    Empty,
    /// A word or phrase without a letter or digit where one is needed.
    #[error("`{0}` has no letter or digit to search for")]
    NothingToSearch(String),

    /// `""`.
    #[error("there is nothing between the quotation marks")]
    EmptyPhrase,
    /// An opening quotation mark without its partner.
    #[error("the quotation mark `{0}` is never closed")]
    UnclosedPhrase(char),
    /// An opening bracket without its partner.
    #[error("`{0}` is never closed")]
    UnclosedBracket(String),
    /// A closing bracket without its partner.
    #[error("`{0}` closes nothing")]
    StrayClose(char),
    /// `[` or `{` where neither has a meaning.
    #[error("`{0}` has no meaning here")]
    StrayOpen(char),
    /// `()`.
    #[error("there is nothing inside `{0}`")]
    EmptyGroup(String),

    /// An operator without an operand.
    #[error("`{operator}` has nothing on its {side}")]
    MissingOperand {
        /// The operator.
        operator: String,
        /// Left or right.
        side: Side,
    },
    /// `NOT NOT`, `--`.
    #[error("two negations in a row")]
    DoubleNegation,
    /// `a - b`.
    #[error("`-` with a blank after it excludes nothing")]
    StrayMinus,
    /// `!a`.
    #[error("`!` does not exclude")]
    Bang,
    /// `/regex/`.
    #[error("regular expressions are not part of the query language")]
    Regex,
    /// `word^2`.
    #[error("weights such as `{0}` are not part of the query language")]
    Boost(String),
    /// `/5`.
    #[error("`{0}` is not an operator")]
    SlashNumber(String),
    /// `NAER/5`.
    #[error("unknown operator `{0}`")]
    UnknownOperator(String),
    /// `NEAR` without `/n`.
    #[error("`{0}` does not say how near")]
    MissingDistance(String),
    /// `NEAR/0`, `ATLEAST0`, `"…"~99999`.
    #[error("`{what}` is out of range: {min} to {max}")]
    OutOfRange {
        /// What was typed.
        what: String,
        /// The least allowed.
        min: u32,
        /// The most allowed.
        max: u32,
    },
    /// An operand of a proximity operator, or of `ATLEASTn`, that matches no stretch of words.
    #[error("`{operator}` takes words and phrases, not {operand}")]
    NotAnInterval {
        /// The operator or function.
        operator: String,
        /// What was there instead.
        operand: &'static str,
    },
    /// `a NOT NEAR/5 b NEAR/3 c`.
    #[error("`NOT {0}` must be the last of its chain")]
    NotNearFirst(String),
    /// `/s`, `CAPS` in a field that is no running text.
    #[error("`{operator}` needs running text, and `{field}` is a name")]
    NotProse {
        /// The operator or function.
        operator: String,
        /// The field.
        field: &'static str,
    },

    /// A name before a colon that is no field.
    #[error("unknown field `{0}`")]
    UnknownField(String),
    /// `speaker:` or `--speaker` without a value.
    #[error("`{0}` has no value")]
    MissingValue(String),
    /// `speaker:-x`.
    #[error("a value cannot be negated")]
    NegatedValue,
    /// A field inside a field's value.
    #[error("`{inner}:` cannot stand inside `{outer}:`")]
    FieldInField {
        /// The field within.
        inner: &'static str,
        /// The field around it.
        outer: &'static str,
    },
    /// A field inside a function.
    #[error("`{field}:` cannot stand inside `{function}()`")]
    FieldInFunction {
        /// The field within.
        field: &'static str,
        /// The function around it.
        function: String,
    },
    /// A field of the article inside `quote{}`.
    #[error("`{0}:` belongs to the article, not to one quote")]
    FieldInQuote(&'static str),
    /// Bare text inside `quote{}`.
    #[error("text inside `quote{{}}` needs a field")]
    TextInQuote,
    /// `quote{}` inside `quote{}`, a field or a function.
    #[error("`quote{{}}` cannot stand inside {0}")]
    QuoteInside(String),
    /// A function where it has no meaning.
    #[error("`{function}()` cannot stand inside {inside}")]
    FunctionInside {
        /// The function.
        function: String,
        /// What is around it.
        inside: String,
    },
    /// `HEADLIN(…)`.
    #[error("unknown function `{0}`")]
    UnknownFunction(String),
    /// `ATLEAST(…)`.
    #[error("`ATLEAST` does not say how often")]
    MissingCount,
    /// `CAPS(*)`.
    #[error("`*` cannot stand inside a function")]
    StarInFunction,
    /// A value of the wrong type.
    #[error("`{what}` takes {expected}, not `{value}`")]
    WrongValue {
        /// The field with its colon, or the flag with its dashes.
        what: String,
        /// What it takes.
        expected: &'static str,
        /// What was typed.
        value: String,
    },
    /// A value that is none of the field's words.
    #[error("`{field}:` knows no `{value}`")]
    UnknownKeyword {
        /// The field.
        field: &'static str,
        /// What was typed.
        value: String,
    },
    /// `headline:[a TO b]`, `speaker:>x`.
    #[error("`{0}:` is text and has no ranges")]
    RangeOfText(&'static str),
    /// Proximity between values that are not text.
    #[error("`{operator}` joins text, and `{field}:` is none")]
    ProximityOfValues {
        /// The operator.
        operator: String,
        /// The field.
        field: &'static str,
    },

    /// `word~`, `word~3`.
    #[error("`{0}` does not say how many letters may differ: 1 or 2")]
    FuzzyDistance(String),
    /// `wi*d~1`.
    #[error("`{0}` is fuzzy and has a wildcard; it can be one of them")]
    FuzzyWildcard(String),
    /// `=wi*d`, `=word~1`.
    #[error("`{0}` is exact and cannot hold `*`, `?` or `~`")]
    ExactPattern(String),
    /// `?*`.
    #[error("`{0}` is all wildcards")]
    WildcardOnly(String),
    /// `"…"~`.
    #[error("`~` after a phrase does not say how far its words may stray")]
    SlopMissing,
    /// `"…"*`.
    #[error("`*` after a phrase does not reach into it")]
    StarAfterPhrase,
    /// `"(a b|c)"`.
    #[error("each alternative inside a phrase is one word, and `{0}` is more or less")]
    AlternativeWords(String),
    /// `"(walk|run)ing"`.
    #[error("alternatives inside a phrase stand for whole words")]
    AlternativeGlued,

    /// `place:Kharkiv~50km`.
    #[error("a distance belongs to `near:`")]
    DistanceMisplaced,
    /// `near:Kharkiv`.
    #[error("`near:` does not say how near")]
    DistanceMissing,
    /// `near:Kharkiv~x`, `near:Kharkiv~0km`.
    #[error("`{0}` is not a distance")]
    DistanceUnreadable(String),

    /// A date that cannot be read.
    #[error("`{0}` is not a date")]
    UnreadableDate(String),
    /// A date that the calendar does not have.
    #[error("{0}")]
    ImpossibleDate(String),
    /// `03/04/2019`.
    #[error("`{0}` is day and month, or month and day")]
    AmbiguousDate(String),
    /// `monday 4 march 2025`.
    #[error("{date} is a {weekday}")]
    WeekdayMismatch {
        /// The date.
        date: String,
        /// Its weekday.
        weekday: String,
    },
    /// A date outside the years 1 to 9999.
    #[error("`{0}` lies outside the years 1 to 9999")]
    DateOutOfRange(String),
    /// `2021..2019`.
    #[error("the range runs backwards")]
    ReversedRange,
    /// `..`.
    #[error("the range is empty")]
    EmptyRange,
    /// `>=2019..2021`.
    #[error("`{0}` is a comparison and a range at once")]
    MixedRange(String),
    /// `[2019 2020]`.
    #[error("a range in brackets is `[a TO b]`")]
    BracketRange,
    /// Something of another query language that ours cannot say.
    #[error("{0}")]
    NoEqual(String),
    /// `{a TO b}`.
    #[error("ranges without their ends are not written with braces")]
    BraceRange,
}

/// A side of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before it.
    Left,
    /// After it.
    Right,
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Side::Left => "left",
            Side::Right => "right",
        })
    }
}

/// A reading that the user may not have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where in the query.
    pub span: Span,
    /// How it was read.
    pub message: String,
    /// What to type if something else was meant.
    pub hint: String,
}

impl std::fmt::Display for QueryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for QueryError {}

impl QueryError {
    pub(super) fn new(span: Span, kind: ErrorKind, hint: impl Into<String>) -> Self {
        Self { span, kind, hint: hint.into() }
    }

    /// The error as a person reads it: reason, the query's line, carets below the fault, and the fix.
    ///
    /// `query` is the text that the span indexes; see [`super::compose`] where there were flags.
    pub fn render(&self, query: &str) -> String {
        render("error", &self.kind.to_string(), query, self.span, &self.hint)
    }
}

impl Warning {
    /// The warning as a person reads it, in the shape of [`QueryError::render`].
    pub fn render(&self, query: &str) -> String {
        render("warning", &self.message, query, self.span, &self.hint)
    }
}

/// A remark on a query as a person reads it; for faults that only the index can find, in the shape of [`QueryError::render`].
pub fn render(label: &str, message: &str, query: &str, span: Span, hint: &str) -> String {
    let (message, hint) = (clip_end(message, MESSAGE_CELLS), clip_end(hint, MESSAGE_CELLS));
    let excerpt = Excerpt::around(query, span);
    let line = excerpt.line.trim_end();
    if line.is_empty() {
        return format!("{label}: {message}\nhint: {hint}");
    }
    let carets = "^".repeat(excerpt.n_carets.max(1));
    let indent = " ".repeat(excerpt.n_before);
    format!("{label}: {message}\n  {line}\n  {indent}{carets}\nhint: {hint}")
}

/// The longest message or hint that is shown, in terminal cells: each may quote the query.
const MESSAGE_CELLS: usize = 400;

/// The widest line of a query that is shown, in terminal cells.
const EXCERPT_CELLS: usize = 100;

/// The stretch of one line that is shown, and where the carets go, in terminal cells.
struct Excerpt {
    line: String,
    n_before: usize,
    n_carets: usize,
}

impl Excerpt {
    fn around(query: &str, span: Span) -> Self {
        let start = floor_boundary(query, span.start);
        let end = floor_boundary(query, span.end).max(start);
        let line_start = query[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = query[start..].find('\n').map_or(query.len(), |newline| start + newline);
        // A span over several lines is shown on its first.
        let end = end.min(line_end);
        let before = clip_start(&query[line_start..start], EXCERPT_CELLS / 2);
        let marked = clip_end(&query[start..end], EXCERPT_CELLS / 2);
        let after = if marked.ends_with('…') {
            String::new()
        } else {
            clip_end(&query[end..line_end], EXCERPT_CELLS.saturating_sub(width(&before) + width(&marked)))
        };
        Self { n_before: width(&before), n_carets: width(&marked), line: format!("{before}{marked}{after}") }
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

/// The end of `text` that fits into `cells`, an ellipsis before it where something was cut.
fn clip_start(text: &str, cells: usize) -> String {
    let mut room = cells;
    let mut cut = text.len();
    for (at, c) in text.char_indices().rev() {
        let Some(left) = room.checked_sub(cell_width(c)) else { return format!("…{}", printable(&text[cut..])) };
        (room, cut) = (left, at);
    }
    printable(text)
}

/// The start of `text` that fits into `cells`, an ellipsis after it where something was cut.
fn clip_end(text: &str, cells: usize) -> String {
    let mut room = cells;
    for (at, c) in text.char_indices() {
        let Some(left) = room.checked_sub(cell_width(c)) else { return format!("{}…", printable(&text[..at])) };
        room = left;
    }
    printable(text)
}

/// The text with control characters, which would move the cursor, replaced one by one.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn cell_width(c: char) -> usize {
    if c.is_control() { 1 } else { c.width().unwrap_or(0) }
}

fn width(text: &str) -> usize {
    text.chars().map(cell_width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render_at(query: &str, marked: &str) -> String {
        let start = query.find(marked).unwrap();
        let span = Span::new(start, start + marked.len());
        QueryError::new(span, ErrorKind::StrayMinus, "write `-b`").render(query)
    }

    #[test]
    fn carets_stand_below_the_fault() {
        insta::assert_snapshot!(render_at("a - b", "-"), @r"
        error: `-` with a blank after it excludes nothing
          a - b
            ^
        hint: write `-b`
        ");
    }

    #[test]
    fn carets_count_cells_not_bytes() {
        insta::assert_snapshot!(render_at("北京 é - x", "-"), @r"
        error: `-` with a blank after it excludes nothing
          北京 é - x
                 ^
        hint: write `-b`
        ");
    }

    #[test]
    fn a_long_query_is_shown_around_the_fault() {
        let query = format!("{} - {}", "left ".repeat(100), "right ".repeat(100));
        insta::assert_snapshot!(render_at(&query, "-"), @r"
        error: `-` with a blank after it excludes nothing
          …eft left left left left left left left left left  - right right right right right right right right…
                                                             ^
        hint: write `-b`
        ");
    }

    #[test]
    fn only_the_line_of_the_fault_is_shown_and_nothing_moves_the_cursor() {
        insta::assert_snapshot!(render_at("one\ntwo\t\u{1b}[31m - x\nthree", "-"), @r"
        error: `-` with a blank after it excludes nothing
          two  [31m - x
                    ^
        hint: write `-b`
        ");
    }

    #[test]
    fn a_span_outside_the_text_does_no_harm() {
        let error = QueryError::new(Span::new(2, 90), ErrorKind::StrayMinus, "x");
        assert!(error.render("é").contains('^'));
        assert_eq!(error.render(""), "error: `-` with a blank after it excludes nothing\nhint: x");
    }
}
