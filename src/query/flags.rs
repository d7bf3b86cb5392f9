//! The command line's flags as clauses: `--speaker 'Donald Trump'` is `speaker:"Donald Trump"`.
//!
//! The shell has taken the quotation marks away, so a value of several words is a phrase.

use super::ast::{Bound, Case, DateValue, Expr, Interval, Node, NumberRange, Query};
use super::error::{ErrorKind, QueryError, Warning};
use super::field::{Field, ValueType};
use super::lexer::{closers, is_blank, phrase_at};
use super::parser::Scope;
use super::{group, parse_stretch, scalar, term};
use crate::article::{DayRange, Span};
use jiff::civil;

/// A flag of the command line and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Which flag.
    pub kind: FlagKind,
    /// Its value, as the shell hands it over.
    pub value: String,
}

/// What a flag asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// `--speaker`, `--date` and every other field by its own name.
    Field(Field),
    /// `--phrase TEXT`: these words in a row; beside `--speaker`, in a quote of theirs.
    Phrase,
    /// `--not QUERY`: nothing that this query finds.
    Not,
    /// `--since DATE`: published in or after it.
    Since,
    /// `--until DATE`: published in or before it; of a month or a year, all of it.
    Until,
    /// `--on DATE`: published in it.
    On,
    /// `--min-confidence N`: every quote asked for is at least so sure.
    MinConfidence,
}

/// The flags that are no fields.
const OTHERS: [FlagKind; 6] =
    [FlagKind::Phrase, FlagKind::Not, FlagKind::Since, FlagKind::Until, FlagKind::On, FlagKind::MinConfidence];

impl FlagKind {
    /// The flag of that name, without the dashes.
    pub fn by_name(name: &str) -> Option<Self> {
        let other = OTHERS.into_iter().find(|kind| kind.name() == name);
        other.or_else(|| Field::by_name(name).map(FlagKind::Field))
    }

    /// Its name, without the dashes.
    pub fn name(self) -> &'static str {
        match self {
            FlagKind::Field(field) => field.name(),
            FlagKind::Phrase => "phrase",
            FlagKind::Not => "not",
            FlagKind::Since => "since",
            FlagKind::Until => "until",
            FlagKind::On => "on",
            FlagKind::MinConfidence => "min-confidence",
        }
    }

    /// The field whose values it takes.
    fn field(self) -> Option<Field> {
        match self {
            FlagKind::Field(field) => Some(field),
            FlagKind::Since | FlagKind::Until | FlagKind::On => Some(Field::Date),
            FlagKind::MinConfidence => Some(Field::Confidence),
            FlagKind::Phrase | FlagKind::Not => None,
        }
    }
}

/// The text that spans index: the query, then each flag as it was typed.
pub fn compose(text: &str, flags: &[Flag]) -> String {
    composed(text, flags).text
}

/// A query and its flags as one text, and where each part of it stands.
pub(super) struct Composed {
    pub(super) text: String,
    query: Span,
    /// The value of each flag, its name with dashes before it.
    values: Vec<Span>,
}

pub(super) fn composed(text: &str, flags: &[Flag]) -> Composed {
    let mut composed = text.to_owned();
    let query = Span::new(0, composed.len());
    let mut values = Vec::with_capacity(flags.len());
    for flag in flags {
        if !composed.is_empty() {
            composed.push(' ');
        }
        composed.push_str("--");
        composed.push_str(flag.kind.name());
        composed.push(' ');
        let start = composed.len();
        composed.push_str(&flag.value);
        values.push(Span::new(start, composed.len()));
    }
    Composed { text: composed, query, values }
}

pub(super) fn parse(composed: Composed, flags: &[Flag], today: civil::Date) -> Result<Query, QueryError> {
    let Composed { text, query, values } = composed;
    let is_blank_query = text[query.start..query.end].chars().all(is_blank);
    let mut lists = Vec::new();
    let mut warnings = Vec::new();
    if flags.is_empty() || !is_blank_query {
        let (node, more) = parse_stretch(&text, query, Scope::Article, today)?;
        warnings.extend(more);
        lists.push(group::bind(node));
    }
    let has_speaker = flags.iter().any(|flag| flag.kind == FlagKind::Field(Field::Speaker));
    let mut reader =
        FlagReader { text: &text, today, has_speaker, warnings: Vec::new(), dates: None, factors: Vec::new() };
    let mut minimum = None;
    for (flag, span) in flags.iter().zip(values) {
        match flag.kind {
            FlagKind::MinConfidence => minimum = Some(reader.minimum(span)?),
            kind => reader.flag(kind, span)?,
        }
    }
    let FlagReader { warnings: more, factors, .. } = reader;
    warnings.extend(more);
    if !factors.is_empty() {
        lists.push(group::bind_list(factors));
    }
    warnings.extend(split_quotes(&lists));
    let root = group::all_of(lists, Span::new(0, text.len()));
    let root = match minimum {
        Some(minimum) => group::with_minimum(root, minimum),
        None => root,
    };
    Ok(Query { text, typed: query, root, warnings })
}

/// Quote clauses in the query and in the flags bind to quotes of their own.
fn split_quotes(lists: &[Node]) -> Option<Warning> {
    let [query, flags] = lists else { return None };
    if !group::holds_quote(query) || !group::holds_quote(flags) {
        return None;
    }
    Some(Warning {
        span: query.span,
        message: "the query's quote clauses and the flags' may be satisfied by different quotes".to_owned(),
        hint: "for one quote give all its clauses in the query, or all as flags".to_owned(),
    })
}

struct FlagReader<'a> {
    text: &'a str,
    today: civil::Date,
    /// Whether a `--speaker` makes `--phrase` a matter of what was said.
    has_speaker: bool,
    warnings: Vec<Warning>,
    /// The number of the factor that `--since` or `--until` made, for the other to join.
    dates: Option<usize>,
    factors: Vec<Node>,
}

impl FlagReader<'_> {
    fn typed(&self, span: Span) -> &str {
        &self.text[span.start..span.end]
    }

    fn flag(&mut self, kind: FlagKind, span: Span) -> Result<(), QueryError> {
        self.check_given(kind, span)?;
        let node = match kind {
            FlagKind::Phrase if self.has_speaker => {
                let phrase = self.phrase(span)?;
                self.wrapped(Field::Said, phrase)
            }
            FlagKind::Phrase => self.phrase(span)?,
            FlagKind::Not => {
                let (node, warnings) = parse_stretch(self.text, span, Scope::Article, self.today)?;
                self.warnings.extend(warnings);
                Node::new(span, Expr::Not(Box::new(node)))
            }
            FlagKind::Since | FlagKind::Until => return self.bound(kind, span),
            FlagKind::On => self.leaf(Field::Date, span)?,
            FlagKind::MinConfidence => return Ok(()),
            FlagKind::Field(field) => self.field(field, span)?,
        };
        self.factors.push(node);
        Ok(())
    }

    fn check_given(&self, kind: FlagKind, span: Span) -> Result<(), QueryError> {
        if !self.typed(span).chars().all(is_blank) {
            return Ok(());
        }
        // The span of an empty value would show no caret; the flag's name does.
        let name = Span::new(span.start - kind.name().len() - 3, span.start - 1);
        let hint = match kind.field().and_then(|field| field.info().example.split_once(':')) {
            Some((_, value)) => {
                let value = value.trim_start_matches(">=").replace('"', "'");
                format!("give a value, as in `--{} {value}`", kind.name())
            }
            None => "give a value".to_owned(),
        };
        Err(QueryError::new(name, ErrorKind::MissingValue(format!("--{}", kind.name())), hint))
    }

    fn phrase(&mut self, span: Span) -> Result<Node, QueryError> {
        let content = self.unquoted(span);
        let phrase = term::phrase(self.text, content, 0)?;
        Ok(Node::new(span, Expr::Text(Interval::Phrase { phrase, case: Case::Any })))
    }

    /// Without the quotation marks around all of it.
    fn unquoted(&self, span: Span) -> Span {
        match phrase_at(&self.text[..span.end], span.start) {
            Some((content, after)) if after == span.end => content,
            _ => span,
        }
    }

    fn field(&mut self, field: Field, span: Span) -> Result<Node, QueryError> {
        let is_group = self.typed(span).starts_with('(');
        match field.info().value {
            ValueType::Date | ValueType::Count | ValueType::Fraction if !is_group => self.leaf(field, span),
            ValueType::NearPlace if !is_group => {
                let near = scalar::near(self.text, span)?;
                Ok(self.wrapped(field, Node::new(span, Expr::Near(near))))
            }
            _ if is_group || self.is_one_value(span) => self.query(field, span),
            ValueType::Place => {
                let name = term::name(self.text, span, false)?;
                Ok(self.wrapped(field, Node::new(span, Expr::Place(name))))
            }
            ValueType::Path => Ok(self.wrapped(field, Node::new(span, Expr::Path(term::path(self.text, span))))),
            ValueType::Prose | ValueType::Label => {
                self.hint_at_operators(field, span);
                let phrase = self.phrase(span)?;
                Ok(self.wrapped(field, phrase))
            }
            _ => self.query(field, span),
        }
    }

    fn wrapped(&self, field: Field, value: Node) -> Node {
        Node::new(value.span, Expr::Field(field, Box::new(value)))
    }

    /// Whether the value is one word, or quoted as a whole, so that it means what it means in a query.
    fn is_one_value(&self, span: Span) -> bool {
        let typed = self.typed(span);
        let is_quoted = typed.starts_with(|c| closers(c).is_some());
        let after_phrase = || phrase_at(&self.text[..span.end], span.start).map(|(_, after)| after);
        match is_quoted {
            true => after_phrase().is_some_and(|after| !self.text[after..span.end].contains(is_blank)),
            false => !typed.contains(is_blank),
        }
    }

    fn query(&mut self, field: Field, span: Span) -> Result<Node, QueryError> {
        let (value, warnings) = parse_stretch(self.text, span, Scope::Field(field), self.today)?;
        self.warnings.extend(warnings);
        Ok(self.wrapped(field, value))
    }

    /// A date or a number, which may have blanks in it.
    fn leaf(&self, field: Field, span: Span) -> Result<Node, QueryError> {
        let value = match field.info().value {
            _ if self.typed(span) == "*" => Expr::All,
            ValueType::Date => Expr::Date(scalar::date(self.text, span, self.today)?),
            _ => Expr::Number(scalar::number(self.text, span, field)?),
        };
        Ok(self.wrapped(field, Node::new(span, value)))
    }

    fn hint_at_operators(&mut self, field: Field, span: Span) {
        let typed = self.typed(span);
        if !typed.split(is_blank).any(|word| matches!(word, "OR" | "AND" | "NOT")) {
            return;
        }
        self.warnings.push(Warning {
            span,
            message: format!("the value of `--{}` is searched as a phrase", field.name()),
            hint: format!("put it in parentheses for the operators: `({typed})`"),
        });
    }

    /// `--since` and `--until` together are one range.
    fn bound(&mut self, kind: FlagKind, span: Span) -> Result<(), QueryError> {
        let range = super::date::read(self.typed(span).trim(), span, self.today)?;
        let calendar = super::date::calendar();
        let mut bounds = match kind {
            FlagKind::Since => DayRange::new(range.first, calendar.last),
            _ => DayRange::new(calendar.first, range.last),
        };
        let mut whole = span;
        if let Some(at) = self.dates
            && let Some(Node { value: Expr::Field(_, earlier), span: before }) = self.factors.get(at)
            && let Expr::Date(DateValue::Overlaps(earlier)) = earlier.value
        {
            let (first, last) = (bounds.first.max(earlier.first), bounds.last.min(earlier.last));
            if first > last {
                let hint = "give `--since` the earlier date and `--until` the later";
                return Err(QueryError::new(span, ErrorKind::ReversedRange, hint));
            }
            bounds = DayRange::new(first, last);
            whole = Span::new(before.start.min(span.start), before.end.max(span.end));
            self.factors.remove(at);
        }
        let node = Node::new(whole, Expr::Date(DateValue::Overlaps(bounds)));
        self.dates = Some(self.factors.len());
        self.factors.push(self.wrapped(Field::Date, node));
        Ok(())
    }

    fn minimum(&self, span: Span) -> Result<Node, QueryError> {
        self.check_given(FlagKind::MinConfidence, span)?;
        let typed = self.typed(span).trim();
        let value = typed.parse::<f64>().ok().filter(|value| (0.0..=1.0).contains(value)).ok_or_else(|| {
            let expected = "a number from 0 to 1";
            let what = format!("--{}", FlagKind::MinConfidence.name());
            let kind = ErrorKind::WrongValue { what, expected, value: typed.to_owned() };
            QueryError::new(span, kind, "give a number from 0 to 1, as in `--min-confidence 0.8`")
        })?;
        let range = NumberRange { min: Some(Bound { value, inclusive: true }), max: None };
        Ok(self.wrapped(Field::Confidence, Node::new(span, Expr::Number(range))))
    }
}
