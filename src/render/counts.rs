//! Counts as a bar chart, a table, or objects; each names its unit.

use super::hits_json::{Question, note, tally};
use super::hits_text::variants;
use super::sanitize;
use super::theme::ASIDE;
use crate::search::{Breakdown, Tally};
use serde_json::{Value, json};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Each value with its count and, where `bars` gives room for them in columns, a bar as long as its count.
pub fn text(out: &mut impl Write, counts: &Breakdown, bars: Option<usize>) -> io::Result<()> {
    let most = counts.rows.iter().map(amount).max().unwrap_or(1).max(1);
    let labels: Vec<_> = counts.rows.iter().map(|row| sanitize::line(&row.value)).collect();
    let widest = labels.iter().map(|label| label.width()).max().unwrap_or(0);
    let label_width = bars.map_or(widest, |width| widest.min(width / 2));
    let number_width = most.to_string().len();
    for (row, label) in counts.rows.iter().zip(labels) {
        let padding = " ".repeat(label_width.saturating_sub(label.width()));
        write!(out, "{label}{padding}  {:>number_width$}", amount(row))?;
        if let Some(width) = bars {
            let bar_width = width.saturating_sub(label_width + number_width + 4).min(LONGEST_BAR) as u64;
            // A count above nothing always shows.
            let n_blocks = (amount(row) * bar_width).div_ceil(most) as usize;
            write!(out, "  {ASIDE}{}{ASIDE:#}", "▇".repeat(n_blocks))?;
        }
        if let Some(distinct) = row.distinct.filter(|distinct| *distinct < row.articles && row.quotes.is_none()) {
            write!(out, "  {ASIDE}({distinct} distinct){ASIDE:#}")?;
        }
        if !row.variants.is_empty() {
            write!(out, "  {ASIDE}({}){ASIDE:#}", variants(row).trim_start_matches("; "))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Columns of the longest bar.
const LONGEST_BAR: usize = 40;

/// What a row is ranked by: quotes where they are counted, else articles.
fn amount(row: &Tally) -> u64 {
    row.quotes.unwrap_or(row.articles)
}

/// A header row, then one row a value; articles that fall under no value come last, in brackets.
pub fn csv(out: &mut impl Write, counts: &Breakdown) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["value", "articles", "quotes", "variants", "distinct"])?;
    for row in &counts.rows {
        let [quotes, distinct] = [row.quotes, row.distinct].map(|n| n.map(|n| n.to_string()).unwrap_or_default());
        let (articles, variants) = (row.articles.to_string(), variant_names(row));
        table.write_record([row.value.as_str(), &articles, &quotes, &variants, &distinct])?;
    }
    for (name, n) in [("(uncertain)", counts.uncertain), ("(none)", counts.without)] {
        if n > 0 {
            table.write_record([name, &n.to_string(), "", "", ""])?;
        }
    }
    table.flush()
}

/// The other names that are counted under a value, parted by semicolons.
pub(super) fn variant_names(tally: &Tally) -> String {
    let names: Vec<&str> = tally.variants.iter().map(|(name, _)| name.as_str()).collect();
    names.join("; ")
}

/// Everything as one object.
pub fn json(counts: &Breakdown, question: &Question) -> Value {
    json!({"counts": counts.rows.iter().map(row).collect::<Vec<_>>(), "summary": summary(counts, question)})
}

/// An object a value, and a last `summary`.
pub fn jsonl(out: &mut impl Write, counts: &Breakdown, question: &Question) -> io::Result<()> {
    for tally in &counts.rows {
        writeln!(out, "{}", row(tally))?;
    }
    writeln!(out, "{}", summary(counts, question))
}

fn row(row: &Tally) -> Value {
    tally("count", row)
}

fn summary(counts: &Breakdown, question: &Question) -> Value {
    json!({
        "type": "summary",
        "schema": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "articles": counts.articles,
        "distinct": counts.distinct,
        "quotes": counts.quotes,
        "uncertain": counts.uncertain,
        "without": counts.without,
        "undated_left_out": counts.undated_left_out,
        "notes": counts.notes.iter().map(note).collect::<Vec<_>>(),
        "query": question.canonical,
        "today": question.today,
        "failed": question.n_failed,
        "index": {"fingerprint": question.fingerprint, "data_hash": question.data_hash, "commit": question.commit},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_never_vanish() {
        let row = |value: &str, articles| Tally {
            value: value.into(),
            variants: Vec::new(),
            id: None,
            articles,
            distinct: None,
            quotes: None,
        };
        let rows = vec![row("1962", 40), row("1963", 1)];
        let counts = Breakdown { rows, articles: 41, ..Breakdown::default() };
        let mut out = anstream::StripStream::new(Vec::new());
        text(&mut out, &counts, Some(80)).unwrap();
        let text = String::from_utf8(out.into_inner()).unwrap();
        assert_eq!(text, format!("1962  40  {}\n1963   1  ▇\n", "▇".repeat(40)));
        let mut plain = Vec::new();
        super::text(&mut plain, &counts, None).unwrap();
        assert_eq!(String::from_utf8(plain).unwrap(), "1962  40\n1963   1\n");
    }
}
