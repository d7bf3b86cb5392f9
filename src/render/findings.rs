//! What an inspection found, for a person by file, and for other programs a line each.

use super::sanitize;
use super::theme::{ASIDE, DOUBT, HEADLINE};
use crate::index::check::{Finding, Inspection};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Each file with what was found in it.
pub fn text(out: &mut impl Write, inspection: &Inspection) -> io::Result<()> {
    for of_file in inspection.findings.chunk_by(|a, b| a.path == b.path) {
        writeln!(out, "{HEADLINE}{}{HEADLINE:#}", sanitize::line(&of_file[0].path))?;
        for finding in of_file {
            let kind = finding.kind.as_str();
            let line = finding.line.map(|line| format!("{ASIDE}line {line}{ASIDE:#} ")).unwrap_or_default();
            let words = finding.words.as_ref().map(|words| format!("“{}”: ", sanitize::line(words)));
            let (words, message) = (words.unwrap_or_default(), sanitize::line(&finding.message));
            writeln!(out, "  {DOUBT}{kind}{DOUBT:#}  {line}{words}{message}")?;
        }
    }
    Ok(())
}

/// `3 findings in 2 of 50 articles: 2 undated, 1 duplicate`.
pub fn summary_line(inspection: &Inspection) -> String {
    let articles = super::hits_text::plural(inspection.n_articles, "article");
    if inspection.findings.is_empty() {
        return format!("nothing to look at in {articles}");
    }
    let counts: Vec<_> = inspection.counts().iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    let findings = super::hits_text::plural(inspection.findings.len() as u64, "finding");
    format!("{findings} in {articles}: {}", counts.join(", "))
}

/// A header row, then one row a finding.
pub fn csv(out: &mut impl Write, inspection: &Inspection) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["path", "line", "id", "kind", "message", "words", "start", "end", "same_as"])?;
    for finding in &inspection.findings {
        let number = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
        table.write_record([
            finding.path.as_str(),
            &finding.line.map(|line| line.to_string()).unwrap_or_default(),
            finding.id.as_deref().unwrap_or_default(),
            finding.kind.as_str(),
            &finding.message,
            finding.words.as_deref().unwrap_or_default(),
            &number(finding.span.map(|span| span.start)),
            &number(finding.span.map(|span| span.end)),
            finding.same_as.as_deref().unwrap_or_default(),
        ])?;
    }
    table.flush()
}

/// Everything as one object.
pub fn json(inspection: &Inspection) -> Value {
    let findings: Vec<_> = inspection.findings.iter().map(object).collect();
    json!({"findings": findings, "summary": summary(inspection)})
}

/// An object a finding, and a last `summary`.
pub fn jsonl(out: &mut impl Write, inspection: &Inspection) -> io::Result<()> {
    for finding in &inspection.findings {
        writeln!(out, "{}", object(finding))?;
    }
    writeln!(out, "{}", summary(inspection))
}

fn object(finding: &Finding) -> Value {
    json!({
        "type": "finding",
        "kind": finding.kind.as_str(),
        "path": finding.path,
        "line": finding.line,
        "id": finding.id,
        "message": finding.message,
        "span": finding.span.map(|span| [span.start, span.end]),
        "words": finding.words,
        "same_as": finding.same_as,
    })
}

fn summary(inspection: &Inspection) -> Value {
    let counts = inspection.counts();
    let counts: serde_json::Map<_, _> = counts.iter().map(|(kind, n)| (kind.to_string(), json!(n))).collect();
    json!({
        "type": "summary",
        "schema": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "articles": inspection.n_articles,
        "findings": inspection.findings.len(),
        "counts": counts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::check::FindingKind;

    fn sample() -> Inspection {
        let finding = |path: &str, line, kind, message: &str| Finding {
            path: path.to_owned(),
            line,
            id: None,
            kind,
            message: message.to_owned(),
            span: None,
            words: None,
            same_as: None,
        };
        Inspection {
            findings: vec![
                finding("a.jsonl", Some(1), FindingKind::Undated, "no date"),
                finding("a.jsonl", Some(2), FindingKind::Undated, "no date"),
                finding("b.txt", None, FindingKind::Unreadable, "gone\u{1b}[2J"),
            ],
            n_articles: 9,
        }
    }

    #[test]
    fn a_file_is_named_once_and_what_it_holds_reaches_no_terminal() {
        let mut out = anstream::StripStream::new(Vec::new());
        text(&mut out, &sample()).unwrap();
        let text = String::from_utf8(out.into_inner()).unwrap();
        assert_eq!(text.lines().filter(|line| !line.starts_with(' ')).collect::<Vec<_>>(), ["a.jsonl", "b.txt"]);
        assert!(text.contains("  undated  line 2 no date\n") && !text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn counts_are_by_kind() {
        assert_eq!(summary_line(&sample()), "3 findings in 9 articles: 2 undated, 1 unreadable");
        assert_eq!(summary_line(&Inspection::default()), "nothing to look at in 0 articles");
        assert_eq!(json(&sample())["summary"]["counts"]["undated"], 2);
    }
}
