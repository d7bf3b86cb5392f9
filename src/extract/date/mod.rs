//! When the article was published, and the dates it talks about.
//!
//! Text → `grammar` (what is printed) → `resolve` (which days that means, from the article's date or
//! the date last named) → [`DateMention`]s, with a diagnostic for what does not fit together.

mod address;
mod calendar;
mod expression;
mod grammar;
mod numeral;
mod publication;
mod resolve;
mod stamp;
mod tense;
#[cfg(test)]
mod tests;

pub(crate) use expression::Fields;
pub(crate) use grammar::Grammar;
pub(crate) use publication::{Stated, is_date_line};

use crate::article::{
    Confidence, DateMention, Dateline, Day, Diagnostic, DiagnosticCode, Evidence, PartialDate, Published, Source, Span,
};
use crate::lexicon::dates::{Shift, Unit};
use crate::text::Prose;
use expression::{Base, Expression, Found, Point, TimeOfDay};
use resolve::{Context, Doubt, Resolved};
use tense::Lean;

/// The dates the text talks about, resolved against the publication date.
pub(crate) fn mentions(
    prose: &Prose<'_>,
    published: Option<&Published>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<DateMention> {
    let anchor = published.map(|published| published.date);
    let mut found = grammar::find(prose);
    share_years(prose, &mut found);
    join_clocks(prose, &mut found);
    let narrative = is_narrative(&found, anchor);
    let mut last: Option<(PartialDate, u32)> = None;
    let mut last_day = None;
    let mut aside = None;
    let mut mentions = Vec::with_capacity(found.len());
    for found in &found {
        let sentence = prose.tokens[found.first].sentence;
        let context = Context {
            anchor,
            last: last.map(|(date, _)| date),
            last_day,
            last_is_near: last.is_some_and(|(_, at)| at == sentence),
            narrative,
            lean: if needs_tense(&found.expression) {
                tense::lean(prose, found.first, found.end)
            } else {
                Lean::Unknown
            },
        };
        let resolved = resolve::resolve(&found.expression, &context);
        if let Some(date) = resolved.names
            && (!narrative || moves_story(prose, found, date, last.map(|(date, _)| date), &mut aside))
        {
            last = Some((date, sentence));
            last_day = if date.day().is_some() { Some(date) } else { last_day };
        }
        let span = Span::new(prose.tokens[found.first].start as usize, prose.tokens[found.end - 1].end as usize);
        diagnostics.extend(doubt(prose, span, &resolved, anchor));
        diagnostics.extend(ahead(prose, found, span, &resolved, anchor));
        mentions.push(mention(span, resolved));
    }
    mentions
}

/// Whether a date moves a story on: not a year in brackets, nor the first date of another age.
fn moves_story(
    prose: &Prose<'_>,
    found: &Found,
    date: PartialDate,
    last: Option<PartialDate>,
    aside: &mut Option<i16>,
) -> bool {
    let Some(last) = last else { return true };
    let in_brackets = date.month().is_none() && found.first > 0 && prose.str(found.first - 1) == "(";
    let near = |year: i16| (date.year() - year).abs() <= ONE_AGE_YEARS;
    let confirmed = aside.is_some_and(near);
    *aside = if near(last.year()) { None } else { Some(date.year()) };
    !in_brackets && (near(last.year()) || confirmed)
}

/// Years between two dates of one story that need no second one to confirm them.
const ONE_AGE_YEARS: i16 = 8;

fn mention(span: Span, resolved: Resolved) -> DateMention {
    DateMention {
        span,
        kind: resolved.kind,
        value: resolved.value,
        range: resolved.range,
        evidence: Evidence {
            span: Some(span),
            rule: resolved.rule.into(),
            confidence: Confidence::new(resolved.confidence),
            source: Source::Prose,
        },
    }
}

/// Days before an article on which its dateline may lie by its weekday alone: over a weekend.
const FILED_BEFORE_MAX: i64 = 3;

/// The weekday of a dateline that its date, or the day of publication, contradicts; `told` are those that were found.
pub(crate) fn filed_on(
    prose: &Prose<'_>,
    dateline: Option<&Dateline>,
    published: Option<&Published>,
    told: &[Diagnostic],
) -> Option<Diagnostic> {
    let dateline = dateline?;
    let whole = dateline.evidence.span?;
    let first = prose.tokens.partition_point(|token| (token.start as usize) < whole.start);
    let end = prose.tokens.partition_point(|token| (token.start as usize) < whole.end);
    let grammar = Grammar::new(prose);
    let (fields, span) = (first..end).find_map(|at| {
        let (fields, next) = grammar.weekday_alone(at)?;
        Some((fields, Span::new(prose.tokens[at].start as usize, prose.tokens[next - 1].end as usize)))
    })?;
    let is_told = |told: &Diagnostic| told.span.is_some_and(|other| other.start < span.end && span.start < other.end);
    let weekday = calendar::weekday(fields.weekday?);
    if told.iter().any(is_told) {
        return None;
    }
    let printed = &prose.text[span.start..span.end];
    let message = match dateline.date.and_then(PartialDate::to_civil) {
        Some(day) if day.weekday() == weekday => return None,
        Some(day) => format!("the dateline says {printed}; {day} is a {}", day.strftime("%A")),
        None => {
            let day = published?.date.to_civil()?;
            let n_before = i64::from(weekday.until(day.weekday()));
            if n_before <= FILED_BEFORE_MAX {
                return None;
            }
            format!("the dateline says {printed}; the article is of {day}, a {}", day.strftime("%A"))
        }
    };
    Some(Diagnostic { code: DiagnosticCode::DateConflict, message, span: Some(span) })
}

/// What a reader should know of a date that does not fit.
fn doubt(prose: &Prose<'_>, span: Span, resolved: &Resolved, anchor: Option<PartialDate>) -> Option<Diagnostic> {
    let printed_text = &prose.text[span.start..span.end];
    let message = match resolved.doubt.as_ref()? {
        Doubt::Weekday { .. } if anchor.is_none() => return None,
        Doubt::Weekday { printed, chosen } => {
            let day = printed.strftime("%A");
            match chosen {
                Some(chosen) => format!(
                    "“{printed_text}”: {printed} is a {day}; {chosen} has that weekday and day of the month and lies within a week of the article"
                ),
                None => format!("“{printed_text}”: {printed} is a {day}"),
            }
        }
        Doubt::Impossible(why) => format!("“{printed_text}”: {why}"),
    };
    Some(Diagnostic { code: DiagnosticCode::DateConflict, message, span: Some(span) })
}

/// A day with its year that a past tense governs, and that lies after the article.
fn ahead(
    prose: &Prose<'_>,
    found: &Found,
    span: Span,
    resolved: &Resolved,
    anchor: Option<PartialDate>,
) -> Option<Diagnostic> {
    let (anchor, days) = (anchor?.to_civil()?, resolved.range?);
    if resolved.rule != "d-full" || days.first.0 <= Day::from_civil(anchor).0 + 1 {
        return None;
    }
    if tense::lean(prose, found.first, found.end) != Lean::Past {
        return None;
    }
    let printed = &prose.text[span.start..span.end];
    let message = format!("“{printed}” lies after the article of {anchor} that speaks of it in the past");
    Some(Diagnostic { code: DiagnosticCode::DateFuture, message, span: Some(span) })
}

/// Whether the side of an expression hangs on tense.
fn needs_tense(expression: &Expression) -> bool {
    match expression {
        Expression::Point(Point { base, .. }) => match base {
            Base::Fields(fields) => fields.year.is_none(),
            Base::Named(_, year, _) | Base::Season(_, year, _) | Base::Quarter(_, year) | Base::Half(_, year) => {
                year.is_none()
            }
            Base::ShiftedFields(..) => true,
            _ => false,
        },
        _ => false,
    }
}

/// Gives the first of two joined dates the year of the second: "June 4 to July 5, 1950", "August–September 1950".
fn share_years(prose: &Prose<'_>, found: &mut [Found]) {
    for second in (1..found.len()).rev() {
        let Some(after) = yearly(&found[second]) else { continue };
        let Some(before) = yearly(&found[second - 1]) else { continue };
        let joined = found[second].first.saturating_sub(found[second - 1].end) == 1
            && matches!(prose.str(found[second - 1].end), "-" | "–" | "—" | "to" | "and" | "through" | "until");
        let (Yearly { year: Some(year), month }, Yearly { year: None, month: first_month }) = (after, before) else {
            continue;
        };
        if joined {
            let turned = matches!((first_month, month), (Some(first), Some(second)) if second < first);
            give_year(&mut found[second - 1], year - i16::from(turned));
        }
    }
}

/// The year and month of a date that may lack its year.
struct Yearly {
    year: Option<i16>,
    month: Option<u8>,
}

fn yearly(found: &Found) -> Option<Yearly> {
    let Expression::Point(Point { base, .. }) = &found.expression else { return None };
    match base {
        Base::Fields(Fields { year, month: month @ Some(_), .. }) => Some(Yearly { year: *year, month: *month }),
        Base::Season(_, year, None) => Some(Yearly { year: *year, month: None }),
        _ => None,
    }
}

fn give_year(found: &mut Found, given: i16) {
    if let Expression::Point(Point { base: Base::Fields(Fields { year, .. }) | Base::Season(_, year, _), .. }) =
        &mut found.expression
    {
        *year = Some(given);
    }
}

/// Joins a time of day and the day right beside it: "10 a.m. Friday"; a day at one word's or comma's
/// distance ("Friday at 10 a.m.", "18:00 GMT, June 1") lends itself to the time and stays.
fn join_clocks(prose: &Prose<'_>, found: &mut Vec<Found>) {
    let mut joined = vec![false; found.len()];
    for at in 0..found.len() {
        let Some(time) = clock(&found[at]) else { continue };
        let Some((other, touches)) = day_beside(prose, found, at) else { continue };
        if joined[other] {
            continue;
        }
        let base = day_of(&found[other]).cloned().expect("only a day is beside");
        found[at].expression = Expression::Point(Point { base, edge: None, time: Some(time) });
        if touches {
            found[at].first = found[at].first.min(found[other].first);
            found[at].end = found[at].end.max(found[other].end);
            joined[other] = true;
        }
    }
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !joined[at - 1]
    });
}

/// The day right beside a time, or one word away; and whether nothing parts them.
fn day_beside(prose: &Prose<'_>, found: &[Found], at: usize) -> Option<(usize, bool)> {
    [at.checked_sub(1), Some(at + 1)].into_iter().flatten().find_map(|other| {
        let day = found.get(other).filter(|other| day_of(other).is_some())?;
        let (end, first) = (found[at.min(other)].end, found[at.max(other)].first);
        let touches = first == end;
        let near = touches || first == end + 1 && matches!(prose.str(end), "," | "at" | "on");
        let same = prose.tokens[day.first].sentence == prose.tokens[found[at].first].sentence;
        (near && same).then_some((other, touches))
    })
}

/// The time of an expression that is a clock's time and nothing else.
fn clock(found: &Found) -> Option<TimeOfDay> {
    match &found.expression {
        Expression::Point(Point { base: Base::Today, time: Some(time @ TimeOfDay::Clock { .. }), .. }) => Some(*time),
        _ => None,
    }
}

/// The day of an expression that is a day and nothing else.
fn day_of(found: &Found) -> Option<&Base> {
    match &found.expression {
        Expression::Point(Point { base, edge: None, time: None }) => match base {
            Base::Fields(Fields { day: None, weekday: None, .. }) => None,
            Base::Fields(_) | Base::Day(_) | Base::Neighbour(_, Unit::Day) => Some(base),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a text tells of the past year by year: many dates with years, few that count from its own day.
///
/// News that looks back (an obituary) names its own day early; a history hardly ever does.
fn is_narrative(found: &[Found], anchor: Option<PartialDate>) -> bool {
    let (mut n_told, mut n_anchored, mut opens_with_anchor) = (0usize, 0usize, false);
    for (n, found) in found.iter().enumerate() {
        let Expression::Point(Point { base, .. }) = &found.expression else { continue };
        match base {
            Base::Fields(Fields { year: Some(year), .. }) => {
                n_told += usize::from(anchor.is_none_or(|anchor| *year < anchor.year()));
            }
            Base::Shifted(Shift::That | Shift::Same, _) => {}
            Base::Fields(Fields { month: None, weekday: Some(_), .. }) | Base::Day(_) | Base::Shifted(..) => {
                n_anchored += 1;
                opens_with_anchor |= n < N_OPENING_DATES;
            }
            _ => {}
        }
    }
    n_told >= TOLD_YEARS_MIN && n_told >= TOLD_RATIO_MIN * n_anchored && !opens_with_anchor
}

/// Years told of, at least, in a story of the past.
const TOLD_YEARS_MIN: usize = 6;
/// How often years outnumber, in such a story, days counted from the article's own.
const TOLD_RATIO_MIN: usize = 4;
/// The dates that open a text, among which news names its own day.
const N_OPENING_DATES: usize = 5;
