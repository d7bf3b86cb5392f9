//! When the article was published, and the dates it talks about.
//!
//! Text → `grammar` (what is printed) → `resolve` (which days that means, from the article's date or
//! the date last named) → [`DateMention`]s, with a diagnostic for what does not fit together.

mod calendar;
mod expression;
mod grammar;
mod numeral;
mod publication;
mod resolve;
mod tense;

pub(crate) use publication::publication;

use crate::article::{
    Confidence, DateMention, Diagnostic, DiagnosticCode, Evidence, PartialDate, Published, Source, Span,
};
use crate::text::Prose;
use expression::{Base, Expression, Fields, Found, Point, TimeOfDay};
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
    let narrative = is_narrative(&found, anchor);
    let mut last: Option<(PartialDate, u32)> = None;
    let mut mentions = Vec::with_capacity(found.len());
    for found in &found {
        let sentence = prose.tokens[found.first].sentence;
        let context = Context {
            anchor,
            last: last.map(|(date, _)| date),
            last_is_near: last.is_some_and(|(_, at)| at == sentence),
            narrative,
            lean: if needs_tense(&found.expression) {
                tense::lean(prose, found.first, found.end)
            } else {
                Lean::Unknown
            },
        };
        let resolved = resolve::resolve(&found.expression, &context);
        if let Some(date) = resolved.names {
            last = Some((date, sentence));
        }
        let span = Span::new(prose.tokens[found.first].start as usize, prose.tokens[found.end - 1].end as usize);
        diagnostics.extend(doubt(prose, span, &resolved, anchor));
        mentions.push(mention(span, resolved));
    }
    mentions
}

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

/// Whether the side of an expression hangs on tense.
fn needs_tense(expression: &Expression) -> bool {
    match expression {
        Expression::Point(Point { base, .. }) => match base {
            Base::Fields(fields) => fields.year.is_none(),
            Base::Season(_, year, _) | Base::Quarter(_, year) | Base::Half(_, year) => year.is_none(),
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
        if let (true, Some(year), None, Some(first_month)) = (joined, after.year, before.year, before.month) {
            let turned = after.month.is_some_and(|month| month < first_month);
            if let Expression::Point(Point { base: Base::Fields(fields), .. }) = &mut found[second - 1].expression {
                fields.year = Some(year - i16::from(turned));
            }
        }
    }
}

fn yearly(found: &Found) -> Option<Fields> {
    match &found.expression {
        Expression::Point(Point { base: Base::Fields(fields), .. }) if fields.month.is_some() => Some(*fields),
        _ => None,
    }
}

/// Whether a text tells of the past year by year: many dates with years, few that count from its own day.
fn is_narrative(found: &[Found], anchor: Option<PartialDate>) -> bool {
    let (mut n_told, mut n_anchored) = (0usize, 0usize);
    for found in found {
        let Expression::Point(Point { base, time, .. }) = &found.expression else { continue };
        match base {
            Base::Fields(Fields { year: Some(year), .. }) => {
                n_told += usize::from(anchor.is_none_or(|anchor| *year < anchor.year()));
            }
            Base::Fields(Fields { month: None, weekday: Some(_), .. }) | Base::Day(_) | Base::Shifted(..) => {
                n_anchored += 1
            }
            Base::Today if matches!(time, Some(TimeOfDay::Clock { .. })) => {}
            _ => {}
        }
    }
    n_told >= 6 && n_told >= 6 * n_anchored
}
