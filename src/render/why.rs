//! Why an article matches a query, or which clause failed: for a person and as JSON.

use super::article_text::date_line;
use super::hits_text::plural;
use super::sanitize;
use super::theme::{ASIDE, DOUBT, HEADLINE, HIT};
use crate::search::{Proof, Reason, Why};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the clauses as a tree, each with what it found.
pub fn text(out: &mut impl Write, why: &Why) -> io::Result<()> {
    let article = &why.article;
    let headline = article.headline.as_ref().map_or("(no headline)", |headline| &headline.text);
    writeln!(out, "{HEADLINE}{}{HEADLINE:#}", sanitize::line(headline))?;
    writeln!(out, "{} · {ASIDE}{}{ASIDE:#}", date_line(article), sanitize::line(&article.id))?;
    writeln!(out, "{}", if why.root.holds { "matches" } else { "does not match" })?;
    reason(out, &why.root, 1)
}

fn reason(out: &mut impl Write, reason: &Reason, depth: usize) -> io::Result<()> {
    let indent = "  ".repeat(depth);
    let mark = if reason.holds { format!("{HIT}yes{HIT:#}") } else { format!("{DOUBT}no {DOUBT:#}") };
    let quotes = reason.n_quotes.map(|n| format!("  {ASIDE}{}{ASIDE:#}", plural(n, "quote"))).unwrap_or_default();
    writeln!(out, "{indent}{mark} {}{quotes}", sanitize::line(&reason.text))?;
    // Of a group that holds, the quotes are told once, at the top; of its parts only those that fail have more to say.
    for proof in &reason.proofs {
        writeln!(out, "{indent}      {}", proof_line(proof))?;
    }
    for part in &reason.parts {
        if reason.holds && part.n_quotes.is_some() && reason.n_quotes.is_some() && part.holds {
            let quotes = part.n_quotes.map(|n| plural(n, "quote")).unwrap_or_default();
            writeln!(out, "{indent}  {HIT}yes{HIT:#} {}  {ASIDE}{quotes}{ASIDE:#}", sanitize::line(&part.text))?;
        } else {
            self::reason(out, part, depth + 1)?;
        }
    }
    Ok(())
}

fn proof_line(proof: &Proof) -> String {
    let words: Vec<&str> = proof.words.split_whitespace().collect();
    let mut line = format!("{}: {}", proof.what, sanitize::line(&words.join(" ")));
    let mut asides: Vec<String> = Vec::new();
    asides.extend(proof.rule.as_ref().map(|rule| sanitize::line(rule).into_owned()));
    asides.extend(proof.confidence.map(|confidence| format!("{:.2}", confidence.get())));
    asides.extend(proof.span.map(|span| format!("at {}–{}", span.start, span.end)));
    asides.extend(proof.quote_id.as_ref().map(|id| sanitize::line(id).into_owned()));
    if !asides.is_empty() {
        line.push_str(&format!("  {ASIDE}{}{ASIDE:#}", asides.join(" · ")));
    }
    line
}

/// The same as an object.
pub fn json(why: &Why) -> Value {
    json!({"type": "why", "id": why.article.id, "matches": why.root.holds, "reason": reason_json(&why.root)})
}

fn reason_json(reason: &Reason) -> Value {
    json!({
        "clause": reason.text,
        "query_span": [reason.span.start, reason.span.end],
        "holds": reason.holds,
        "quotes": reason.n_quotes,
        "proofs": reason.proofs.iter().map(proof_json).collect::<Vec<_>>(),
        "parts": reason.parts.iter().map(reason_json).collect::<Vec<_>>(),
    })
}

fn proof_json(proof: &Proof) -> Value {
    json!({
        "what": proof.what,
        "words": proof.words,
        "span": proof.span.map(|span| [span.start, span.end]),
        "rule": proof.rule,
        "confidence": proof.confidence.map(|confidence| (f64::from(confidence.get()) * 100.0).round() / 100.0),
        "quote_id": proof.quote_id,
    })
}
