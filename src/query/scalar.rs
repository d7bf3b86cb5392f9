//! Values that are no text: `2019..2021`, `>=0.8`, `[100 TO 500]`, `Kharkiv~50km`.
//!
//! Splits a value into its ends, then reads each end as a date or a number.

use super::ast::{Bound, DateValue, Distance, DistanceUnit, NearPlace, NumberRange};
use super::date;
use super::error::{ErrorKind, QueryError};
use super::field::{Field, ValueType};
use super::lexer::{is_blank, phrase_at};
use super::term;
use crate::article::{Day, DayRange, Span};
use jiff::civil;

/// A value split into its ends; one operand alone is both ends.
struct Ends {
    /// `=`: exactly this.
    exact: bool,
    min: Option<End>,
    max: Option<End>,
    /// Whether there is one operand and no operator.
    single: bool,
}

#[derive(Clone, Copy)]
struct End {
    span: Span,
    inclusive: bool,
}

impl End {
    fn closed(span: Span) -> Option<Self> {
        Some(Self { span, inclusive: true })
    }
}

/// The value of a date field.
pub(super) fn date(text: &str, span: Span, today: civil::Date) -> Result<DateValue, QueryError> {
    if is_none(text, span) {
        return Ok(DateValue::None);
    }
    let ends = split(text, span, "`date:2019`, `date:2019..2021` or `date:>=2019-03`")?;
    let read = |end: End| date::read(&text[end.span.start..end.span.end], end.span, today);
    let calendar = date::calendar();
    let nothing = || QueryError::new(span, ErrorKind::EmptyRange, "dates run from 0001 to 9999");
    let first = match ends.min {
        None => calendar.first,
        Some(end) if end.inclusive => read(end)?.first,
        Some(end) => Day(read(end)?.last.0 + 1),
    };
    let last = match ends.max {
        None => calendar.last,
        Some(end) if end.inclusive => read(end)?.last,
        Some(end) => Day(read(end)?.first.0 - 1),
    };
    match (ends.min, ends.max) {
        (Some(_), None) | (None, Some(_)) if first > last => return Err(nothing()),
        (Some(min), Some(max)) if first > last => return Err(reversed(text, span, min, max)),
        _ => {}
    }
    let range = DayRange::new(first, last);
    Ok(if ends.exact { DateValue::Within(range) } else { DateValue::Overlaps(range) })
}

fn is_none(text: &str, span: Span) -> bool {
    let span = unquoted(text, span);
    text[span.start..span.end].eq_ignore_ascii_case("none")
}

fn reversed(text: &str, span: Span, min: End, max: End) -> QueryError {
    let quoted = |end: End| {
        let typed = &text[end.span.start..end.span.end];
        if typed.contains(is_blank) { format!("\"{typed}\"") } else { typed.to_owned() }
    };
    let hint = format!("write the earlier or smaller end first: `{}..{}`", quoted(max), quoted(min));
    QueryError::new(span, ErrorKind::ReversedRange, hint)
}

/// The value of a field that takes numbers.
pub(super) fn number(text: &str, span: Span, field: Field) -> Result<NumberRange, QueryError> {
    let example = format!("`{}`", field.info().example);
    let ends = split(text, span, &example)?;
    let read = |end: Option<End>| {
        end.map(|end| number_at(text, end.span, field).map(|value| Bound { value, inclusive: end.inclusive }))
            .transpose()
    };
    let range = NumberRange { min: read(ends.min)?, max: read(ends.max)? };
    if field.info().value == ValueType::Fraction && ends.single {
        let typed = text[span.start..span.end].to_owned();
        let what = format!("{}:", field.name());
        let kind = ErrorKind::WrongValue { what, expected: "a lower or upper bound", value: typed.clone() };
        return Err(QueryError::new(span, kind, format!("write `{}:>={typed}`", field.name())));
    }
    if let (Some(min), Some(max), Some(min_end), Some(max_end)) = (range.min, range.max, ends.min, ends.max)
        && min.value > max.value
    {
        return Err(reversed(text, span, min_end, max_end));
    }
    Ok(range)
}

fn number_at(text: &str, span: Span, field: Field) -> Result<f64, QueryError> {
    let typed = &text[span.start..span.end];
    let (expected, is_typed_well) = match field.info().value {
        ValueType::Fraction => ("a number from 0 to 1", is_decimal(typed)),
        _ => ("a whole number", typed.bytes().all(|b| b.is_ascii_digit()) && (1..=15).contains(&typed.len())),
    };
    let value = typed.parse::<f64>().ok().filter(|_| is_typed_well);
    let value = value.filter(|value| field.info().value != ValueType::Fraction || *value <= 1.0);
    value.ok_or_else(|| {
        let what = format!("{}:", field.name());
        let kind = ErrorKind::WrongValue { what, expected, value: typed.to_owned() };
        QueryError::new(span, kind, format!("write it as in `{}`", field.info().example))
    })
}

fn is_decimal(text: &str) -> bool {
    text.len() <= 30
        && text.bytes().any(|b| b.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.bytes().filter(|b| *b == b'.').count() <= 1
}

/// Whether a text is a number and a unit of length.
pub(super) fn is_distance(text: &str) -> bool {
    distance(text).is_some()
}

fn distance(text: &str) -> Option<(&str, DistanceUnit)> {
    let split = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at))?;
    let (number, unit) = text.split_at(split);
    let unit = match unit.to_ascii_lowercase().as_str() {
        "km" => DistanceUnit::Kilometres,
        "mi" => DistanceUnit::Miles,
        _ => return None,
    };
    is_decimal(number).then_some((number, unit))
}

/// Half the circumference of the earth in kilometres: nothing is farther.
const FARTHEST_KILOMETRES: f64 = 20_040.0;

/// The value of `near:`.
pub(super) fn near(text: &str, span: Span) -> Result<NearPlace, QueryError> {
    let typed = &text[span.start..span.end];
    let example = "write the place and how far, as in `near:Kharkiv~50km` or `near:\"New York\"~30mi`";
    let Some(tilde) = typed.rfind('~').map(|offset| span.start + offset) else {
        return Err(QueryError::new(span, ErrorKind::DistanceMissing, example));
    };
    let place = name(text, Span::new(span.start, tilde))
        .ok_or_else(|| QueryError::new(span, ErrorKind::MissingValue("near:".to_owned()), example))?;
    let unreadable = || {
        let typed = &text[tilde + 1..span.end];
        QueryError::new(Span::new(tilde, span.end), ErrorKind::DistanceUnreadable(typed.to_owned()), example)
    };
    let (number, unit) = distance(&text[tilde + 1..span.end]).ok_or_else(unreadable)?;
    let distance = Distance { amount: number.parse().map_err(|_| unreadable())?, unit };
    if distance.amount <= 0.0 || distance.kilometres() > FARTHEST_KILOMETRES {
        return Err(unreadable());
    }
    Ok(NearPlace { place, distance })
}

/// A name, in quotation marks or not, as plain text; none where there is no letter in it.
fn name(text: &str, span: Span) -> Option<String> {
    let name = term::unescaped(text, unquoted(text, span));
    super::lexer::is_searchable(&name).then_some(name)
}

fn split(text: &str, span: Span, example: &str) -> Result<Ends, QueryError> {
    let span = unquoted(text, span);
    let value = &text[span.start..span.end];
    if value.starts_with('[') {
        return bracketed(text, span);
    }
    let (operator, length) = comparison(value);
    let rest = trimmed(text, Span::new(span.start + length, span.end));
    let both = |span: Span| (End::closed(span), End::closed(span));
    let (min, max) = match (operator, dots(text, rest)) {
        (None | Some('='), Some(at)) => {
            let operand = |span: Span| (!span.is_empty()).then(|| End { span: unquoted(text, span), inclusive: true });
            let min = operand(trimmed(text, Span::new(rest.start, at)));
            (min, operand(trimmed(text, Span::new(at + 2, rest.end))))
        }
        (Some(_), Some(_)) => {
            let hint = format!("write either a comparison or a range: {example}");
            return Err(QueryError::new(span, ErrorKind::MixedRange(value.to_owned()), hint));
        }
        (None | Some('='), None) => both(unquoted(text, rest)),
        (Some('>'), None) => (Some(End { span: unquoted(text, rest), inclusive: false }), None),
        (Some('≥'), None) => (End::closed(unquoted(text, rest)), None),
        (Some('<'), None) => (None, Some(End { span: unquoted(text, rest), inclusive: false })),
        (Some(_), None) => (None, End::closed(unquoted(text, rest))),
    };
    if rest.is_empty() || (min.is_none() && max.is_none()) {
        return Err(QueryError::new(span, ErrorKind::EmptyRange, format!("give at least one end: {example}")));
    }
    Ok(Ends { exact: operator == Some('='), min, max, single: operator.is_none() && dots(text, rest).is_none() })
}

/// The comparison a value begins with, as one character, and its length in bytes.
fn comparison(value: &str) -> (Option<char>, usize) {
    for (typed, operator) in [(">=", '≥'), ("<=", '≤'), ("≥", '≥'), ("≤", '≤'), (">", '>'), ("<", '<'), ("=", '=')]
    {
        if value.starts_with(typed) {
            return (Some(operator), typed.len());
        }
    }
    (None, 0)
}

/// `[a TO b]`; `*` is an open end.
fn bracketed(text: &str, span: Span) -> Result<Ends, QueryError> {
    let wrong = || {
        let hint = "write `[2019 TO 2021]`, or `2019..2021`";
        QueryError::new(span, ErrorKind::BracketRange, hint)
    };
    let value = &text[span.start..span.end];
    let inside = value.strip_prefix('[').and_then(|value| value.strip_suffix(']')).ok_or_else(wrong)?;
    let lower = inside.to_ascii_lowercase();
    let to = lower.find(" to ").ok_or_else(wrong)?;
    let start = span.start + 1;
    let operand = |span: Span| match trimmed(text, span) {
        span if span.is_empty() => Err(wrong()),
        span if &text[span.start..span.end] == "*" => Ok(None),
        span => Ok(End::closed(unquoted(text, span))),
    };
    let min = operand(Span::new(start, start + to))?;
    let max = operand(Span::new(start + to + 4, start + inside.len()))?;
    if min.is_none() && max.is_none() {
        let hint = "give at least one end, or write `*` for any value";
        return Err(QueryError::new(span, ErrorKind::EmptyRange, hint));
    }
    Ok(Ends { exact: false, min, max, single: false })
}

/// Where the `..` of a range stands, outside quotation marks.
fn dots(text: &str, span: Span) -> Option<usize> {
    let mut at = span.start;
    while at < span.end {
        let rest = &text[at..span.end];
        if rest.starts_with("..") {
            return Some(at);
        }
        at = match phrase_at(&text[..span.end], at) {
            Some((_, after)) => after,
            None => at + rest.chars().next().map_or(1, char::len_utf8),
        };
    }
    None
}

/// The span without blanks around it.
fn trimmed(text: &str, span: Span) -> Span {
    let value = &text[span.start..span.end];
    let start = span.start + value.len() - value.trim_start_matches(is_blank).len();
    let end = span.end - (value.len() - value.trim_end_matches(is_blank).len());
    Span::new(start.min(end), end)
}

/// The span without blanks and, where they enclose all of it, quotation marks around it.
fn unquoted(text: &str, span: Span) -> Span {
    let span = trimmed(text, span);
    match phrase_at(&text[..span.end], span.start) {
        Some((content, after)) if after == span.end && !span.is_empty() => trimmed(text, content),
        _ => span,
    }
}

#[cfg(test)]
mod tests {
    use crate::query::tests::printed;

    fn check(query: &str, expected: &str) {
        assert_eq!(printed(query), expected, "{query}");
        assert_eq!(printed(expected), expected, "the canonical form of {query} is not its own");
    }

    #[test]
    fn a_date_or_a_range_of_them() {
        check("date:2019", "date:2019");
        check("date:2019-03", "date:2019-03");
        check("date:2019..2021", "date:2019..2021");
        check("date:2019..", "date:2019..");
        check("date:..june", "date:..2025-06");
        check("date:1990s", "date:1990..1999");
        check("date:1990s..2005", "date:1990..2005");
        check("date:\"last week\"", "date:2025-06-02..2025-06-08");
        check("date:\"1 may\"..\"3 may\"", "date:2025-05-01..2025-05-03");
        check("date:\"1 may 2019 .. 3 may 2019\"", "date:2019-05-01..2019-05-03");
        check("date:“june 2019”..today", "date:2019-06-01..2025-06-11");
        check("date:[2019 TO 2020]", "date:2019..2020");
        check("date:[\"1 may\" to *]", "date:2025-05..");
        check("date:(2019 OR 2021-03)", "date:(2019 OR 2021-03)");
        check("date:(-2019)", "date:(-2019)");
        check("-date:2019", "-date:2019");
    }

    #[test]
    fn comparisons_count_the_whole_of_a_partial_date() {
        check("date:>=2019-03", "date:2019-03..");
        check("date:>2019", "date:2020..");
        check("date:<2020", "date:..2019");
        check("date:<=2019-02", "date:..2019-02");
        check("date:>\"last week\"", "date:2025-06-09..");
        check("date:>2019-06-15", "date:2019-06-16..");
    }

    #[test]
    fn within_and_without_a_date() {
        check("date:=2019", "date:=2019");
        check("date:=\"last week\"", "date:=2025-06-02..2025-06-08");
        check("date:=2019..2020", "date:=2019..2020");
        check("date:none", "date:none");
        check("date:NONE", "date:none");
        check("date:\"none\"", "date:none");
        check("date:*", "date:*");
        check("date:(none OR 2019)", "date:(none OR 2019)");
        check("when:1969-07 added:today", "when:1969-07 added:2025-06-11");
    }
}
