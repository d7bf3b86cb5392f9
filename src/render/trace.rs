//! The life of a sentence: for a person, as JSON and as a table.

use super::article_text::DOUBTFUL_BELOW;
use super::hits_json::Question;
use super::hits_text::{Matches, plural};
use super::sanitize;
use super::theme::{ASIDE, DATE, DOUBT, GONE, HEADLINE, NEW, PLACE, SPEAKER};
use crate::search::{Appearance, Conflict, Origin, Piece, Trace, Wording};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the wordings, each with its appearances, then what contradicts.
pub fn text(out: &mut impl Write, trace: &Trace, matches: Matches) -> io::Result<()> {
    let Some(first) = trace.wordings.first().and_then(|wording| wording.appearances.first()) else { return Ok(()) };
    writeln!(out, "{HEADLINE}first{HEADLINE:#} {}", appearance(first))?;
    for (n, wording) in (1..).zip(&trace.wordings) {
        writeln!(out, "\n{n:>3}  “{}”  {ASIDE}{}{ASIDE:#}", words(wording, matches), times(wording))?;
        // An article that says it five times outside quotes says so in one line.
        let is_same = |a: &Appearance, b: &Appearance| a.id == b.id && a.quote_id.is_none() && b.quote_id.is_none();
        for same in wording.appearances.chunk_by(is_same) {
            let times = if same.len() > 1 { format!(" ×{}", same.len()) } else { String::new() };
            writeln!(out, "     {}{times}", appearance(&same[0]))?;
        }
    }
    for conflict in &trace.conflicts {
        writeln!(out, "\n{DOUBT}{}{DOUBT:#}", conflict_line(conflict))?;
        for claim in &conflict.claims {
            let mark = if claim.confidence < DOUBTFUL_BELOW { "?" } else { " " };
            let date = claim.first_date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
            let articles = plural(claim.n_articles as u64, "article");
            let (speaker, id) = (sanitize::line(&claim.speaker), sanitize::line(&claim.first_id));
            writeln!(
                out,
                "   {DOUBT}{mark}{DOUBT:#} {SPEAKER}{speaker}{SPEAKER:#} {articles}, first {date} {ASIDE}{id}{ASIDE:#}"
            )?;
        }
    }
    Ok(())
}

/// What was found, in a line.
pub fn remark(trace: &Trace) -> String {
    let n_appearances = trace.wordings.iter().map(|wording| wording.appearances.len() as u64).sum();
    let copies = trace.wordings.iter().flat_map(|wording| &wording.appearances);
    let n_copies = copies.filter(|appearance| matches!(appearance.origin, Origin::Reprint { .. })).count();
    let mut line = format!(
        "{} in {}, {}",
        plural(n_appearances, "appearance"),
        plural(trace.n_articles, "article"),
        plural(trace.wordings.len() as u64, "wording"),
    );
    if n_copies > 0 {
        line.push_str(&format!("; {n_copies} in copies of articles before them"));
    }
    if trace.n_undated > 0 {
        line.push_str(&format!("; {} undated, which may be earlier", trace.n_undated));
    }
    line
}

fn conflict_line(conflict: &Conflict) -> String {
    let what = if conflict.is_doubtful { "perhaps given" } else { "given" };
    format!("“{}” is {what} to {} people:", sanitize::line(&conflict.words), conflict.claims.len())
}

fn times(wording: &Wording) -> String {
    let n_copies =
        wording.appearances.iter().filter(|appearance| matches!(appearance.origin, Origin::Reprint { .. })).count();
    let copies = if n_copies > 0 { format!(", {n_copies} of them in copies") } else { String::new() };
    format!("×{}{copies}", wording.appearances.len())
}

/// The words, those that drifted marked.
fn words(wording: &Wording, matches: Matches) -> String {
    if wording.drift.is_empty() {
        return sanitize::line(&wording.words).into_owned();
    }
    let piece = |piece: &Piece| match (piece, matches) {
        (Piece::Same(words), _) => sanitize::line(words).into_owned(),
        (Piece::Gone(words), Matches::Colored) => format!("{GONE}{}{GONE:#}", sanitize::line(words)),
        (Piece::Gone(words), Matches::Bracketed) => format!("[-{}-]", sanitize::line(words)),
        (Piece::New(words), Matches::Colored) => format!("{NEW}{}{NEW:#}", sanitize::line(words)),
        (Piece::New(words), Matches::Bracketed) => format!("{{+{}+}}", sanitize::line(words)),
    };
    wording.drift.iter().map(piece).collect::<Vec<_>>().join(" ")
}

/// `1962-09-12  John F. Kennedy, said · Houston, US · The Courier · id · copy of …`.
fn appearance(appearance: &Appearance) -> String {
    let date = match appearance.date {
        Some(date) => format!("{DATE}{:<10}{DATE:#}", date.to_string()),
        None => format!("{DOUBT}{:<10}{DOUBT:#}", "undated"),
    };
    let is_doubtful = appearance.confidence.is_some_and(|confidence| confidence.get() < DOUBTFUL_BELOW);
    let mark = if is_doubtful { "?" } else { " " };
    let who = match (&appearance.quote_id, &appearance.speaker) {
        (None, _) => "(in no quote)".to_owned(),
        (Some(_), None) => "(speaker unknown)".to_owned(),
        (Some(_), Some(speaker)) => {
            let cue = appearance.cue.as_ref().map(|cue| format!(", {}", sanitize::line(cue))).unwrap_or_default();
            format!("{SPEAKER}{}{SPEAKER:#}{cue}", sanitize::line(speaker))
        }
    };
    let mut line = format!("{date} {DOUBT}{mark}{DOUBT:#}{who}");
    if let Some(place) = &appearance.place {
        line.push_str(&format!(" · {PLACE}{}{PLACE:#}", sanitize::line(place)));
    }
    if let Some(source) = &appearance.source {
        line.push_str(&format!(" · {}", sanitize::line(source)));
    }
    let id = appearance.quote_id.as_ref().unwrap_or(&appearance.id);
    line.push_str(&format!(" · {ASIDE}{}{ASIDE:#}", sanitize::line(id)));
    match &appearance.origin {
        Origin::Own => {}
        Origin::Wire { agency } => line.push_str(&format!(" · wire copy ({})", sanitize::line(agency))),
        Origin::Reprint { of, agency } => {
            let wire = agency.as_ref().map(|agency| format!(" wire copy ({})", sanitize::line(agency)));
            line.push_str(&format!(" · reprint of{} {ASIDE}{}{ASIDE:#}", wire.unwrap_or_default(), sanitize::line(of)));
        }
    }
    line
}

/// A line for each appearance in time order, one for each conflict, and a summary.
pub fn json(trace: &Trace, question: &Question) -> Vec<Value> {
    let mut lines = Vec::new();
    for (n, wording) in (1..).zip(&trace.wordings) {
        lines.extend(wording.appearances.iter().map(|appearance| appearance_json(n, wording, appearance)));
    }
    lines.extend(trace.conflicts.iter().map(|conflict| {
        let claim = |claim: &crate::search::Claim| {
            json!({
                "speaker": claim.speaker,
                "articles": claim.n_articles,
                "first_id": claim.first_id,
                "first_date": claim.first_date.map(|date| date.to_string()),
                "confidence": round(claim.confidence),
            })
        };
        json!({
            "type": "conflict",
            "words": conflict.words,
            "doubtful": conflict.is_doubtful,
            "claims": conflict.claims.iter().map(claim).collect::<Vec<_>>(),
        })
    }));
    let n_appearances: usize = trace.wordings.iter().map(|wording| wording.appearances.len()).sum();
    lines.push(json!({
        "type": "summary",
        "schema": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "appearances": n_appearances,
        "articles": trace.n_articles,
        "wordings": trace.wordings.len(),
        "undated": trace.n_undated,
        "sentence": question.canonical,
        "today": question.today,
        "index": {"fingerprint": question.fingerprint, "data_hash": question.data_hash, "commit": question.commit},
    }));
    lines
}

fn appearance_json(n: usize, wording: &Wording, appearance: &Appearance) -> Value {
    let drift = |piece: &Piece| match piece {
        Piece::Same(words) => json!({"same": words}),
        Piece::Gone(words) => json!({"gone": words}),
        Piece::New(words) => json!({"new": words}),
    };
    let (origin, of, agency) = match &appearance.origin {
        Origin::Own => ("own", None, None),
        Origin::Wire { agency } => ("wire", None, Some(agency)),
        Origin::Reprint { of, agency } => ("reprint", Some(of), agency.as_ref()),
    };
    json!({
        "type": "appearance",
        "wording": n,
        "words": appearance.words,
        "drift": wording.drift.iter().map(drift).collect::<Vec<_>>(),
        "id": appearance.id,
        "quote_id": appearance.quote_id,
        "start": appearance.span.start,
        "end": appearance.span.end,
        "date": appearance.date.map(|date| date.to_string()),
        "speaker": appearance.speaker,
        "mention": appearance.mention,
        "cue": appearance.cue,
        "kind": appearance.kind.map(|kind| kind.as_str()),
        "rule": appearance.rule,
        "confidence": appearance.confidence.map(|confidence| round(confidence.get())),
        "place": appearance.place,
        "source": appearance.source,
        "headline": appearance.headline,
        "origin": origin,
        "reprint_of": of,
        "agency": agency,
    })
}

/// Two decimals, without the noise of single precision.
fn round(confidence: f32) -> f64 {
    (f64::from(confidence) * 100.0).round() / 100.0
}

/// The columns of a table, which are fields of an appearance's JSON.
const COLUMNS: [&str; 14] = [
    "wording",
    "date",
    "speaker",
    "cue",
    "confidence",
    "words",
    "place",
    "source",
    "headline",
    "id",
    "quote_id",
    "origin",
    "reprint_of",
    "agency",
];

/// A row for each appearance.
pub fn csv(out: &mut impl Write, trace: &Trace) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for (n, wording) in (1..).zip(&trace.wordings) {
        for appearance in &wording.appearances {
            let row = appearance_json(n, wording, appearance);
            let cell = |name: &str| match &row[name] {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                other => other.to_string(),
            };
            table.write_record(COLUMNS.map(cell))?;
        }
    }
    table.flush()
}
