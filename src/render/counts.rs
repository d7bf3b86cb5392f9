//! Counts as rows for a spreadsheet, or as objects; each names its unit.

use super::hits_json::{Question, asked, note};
use super::table::{Cell, Column, Kind, TableForm};
use crate::search::{Breakdown, Row, Share};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// What counts are a share of, as ratios.
pub(super) struct Ratios {
    /// Matching articles in all articles.
    pub(super) share: Option<f64>,
    /// What is counted in a million words of all articles.
    pub(super) per_million_words: Option<f64>,
}

impl Ratios {
    pub(super) fn of(row: &Row, share: Share) -> Self {
        let ratio = |n: u64, of: u64| (of > 0).then(|| n as f64 / of as f64);
        Self {
            share: ratio(row.articles, share.articles),
            per_million_words: ratio(row.quotes.unwrap_or(row.articles), share.words).map(|ratio| ratio * 1e6),
        }
    }
}

/// The columns of [`table`], the first for each value of the facets.
fn columns(counts: &Breakdown) -> Vec<Column> {
    let mut columns: Vec<Column> = counts.by.iter().map(|facet| Column::text(facet.name())).collect();
    columns.extend([Column::number("articles"), Column::number("quotes"), Column::text("variants")]);
    columns.extend(["distinct", "distinct_quotes"].map(Column::number));
    columns.extend(["first", "last"].map(Column::text));
    columns.extend(["first_day", "last_day"].map(|name| Column::typed_only(name, Kind::Day)));
    columns.extend([Column::number("outlets"), Column::text("outlet_names")]);
    columns.extend([Column::number("places"), Column::text("place_names")]);
    if counts.rows.iter().any(|row| row.share.is_some()) {
        columns.extend(["articles_in_all", "words_in_all"].map(Column::number));
        columns.extend(["share", "per_million_words"].map(|name| Column::new(name, Kind::Real(6))));
    }
    columns
}

/// A row a value or pair of values; what falls under no value comes last, in brackets.
pub fn table(out: impl Write + Send, counts: &Breakdown, question: &Question, form: TableForm) -> io::Result<()> {
    let columns = columns(counts);
    let n_columns = columns.len();
    let mut rows = form.open(out, columns)?;
    for row in &counts.rows {
        let mut cells = cells(row);
        cells.resize(n_columns, Cell::Empty);
        rows.write(cells)?;
    }
    rows.finish(&summary(counts, question))
}

fn cells(row: &Row) -> Vec<Cell> {
    let number = |n: Option<u64>| Cell::maybe(n, Cell::number);
    let mut cells: Vec<Cell> = row.under.iter().map(|under| Cell::text(under.name())).collect();
    cells.extend([Cell::number(row.articles), number(row.quotes), Cell::text(names(&row.variants))]);
    cells.extend([Cell::number(row.distinct), number(row.distinct_quotes)]);
    let dates = row.dates;
    cells.extend([0, 1].map(|n| Cell::maybe(dates, |dates| Cell::text(dates[n].to_string()))));
    cells.extend([
        Cell::maybe(dates, |[first, _]| Cell::Day(first.first)),
        Cell::maybe(dates, |[_, last]| Cell::Day(last.last)),
    ]);
    for named in [&row.outlets, &row.places] {
        cells.push(number(named.as_ref().map(|named| named.len() as u64)));
        cells.push(Cell::maybe(named.as_deref(), |named| Cell::text(names(named))));
    }
    if let Some(share) = row.share {
        let ratios = Ratios::of(row, share);
        cells.extend([Cell::number(share.articles), Cell::number(share.words)]);
        cells.extend([ratios.share, ratios.per_million_words].map(|ratio| Cell::maybe(ratio, Cell::Real)));
    }
    cells
}

/// Names without their counts, parted by semicolons.
pub(super) fn names(named: &[(String, u64)]) -> String {
    named.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("; ")
}

/// Everything as one object.
pub fn json(counts: &Breakdown, question: &Question) -> Value {
    json!({"counts": counts.rows.iter().map(|row| object(counts, row)).collect::<Vec<_>>(), "summary": summary(counts, question)})
}

/// An object a value, and a last `summary`.
pub fn jsonl(out: &mut impl Write, counts: &Breakdown, question: &Question) -> io::Result<()> {
    for row in &counts.rows {
        writeln!(out, "{}", object(counts, row))?;
    }
    writeln!(out, "{}", summary(counts, question))
}

fn object(counts: &Breakdown, row: &Row) -> Value {
    let named = |named: &[(String, u64)]| {
        let object = |(name, quotes): &(String, u64)| json!({"name": name, "quotes": quotes});
        named.iter().map(object).collect::<Vec<_>>()
    };
    let under: Map<String, Value> =
        counts.by.iter().zip(&row.under).map(|(facet, under)| (facet.name().to_owned(), json!(under.name()))).collect();
    let mut object = json!({
        "type": "count",
        "value": row.under[0].name(),
        "under": under,
        "has_values": row.has_values(),
        "variants": named(&row.variants),
        "id": row.id,
        "articles": row.articles,
        "distinct": row.distinct,
        "quotes": row.quotes,
        "distinct_quotes": row.distinct_quotes,
        "first": row.dates.map(|[first, _]| first.to_string()),
        "last": row.dates.map(|[_, last]| last.to_string()),
    });
    for (key, names) in [("outlets", &row.outlets), ("places", &row.places)] {
        if let Some(names) = names {
            object[key] = json!(named(names));
        }
    }
    if let Some(share) = row.share {
        let ratios = Ratios::of(row, share);
        object["of"] = json!({
            "articles": share.articles,
            "words": share.words,
            "share": ratios.share,
            "per_million_words": ratios.per_million_words,
        });
    }
    object
}

/// The last object.
pub fn summary(counts: &Breakdown, question: &Question) -> Value {
    let mut summary = json!({
        "type": "summary",
        "schema": 1,
        "unit": if counts.quotes.is_some() { "quotes" } else { "articles" },
        "by": counts.by.iter().map(|facet| facet.name()).collect::<Vec<_>>(),
        "values": counts.n_values,
        "articles": counts.articles,
        "distinct": counts.distinct,
        "quotes": counts.quotes,
        "distinct_quotes": counts.distinct_quotes,
        "uncertain": counts.uncertain,
        "without": counts.without,
        "undated_left_out": counts.undated_left_out,
        "notes": counts.notes.iter().map(note).collect::<Vec<_>>(),
    });
    if let Value::Object(summary) = &mut summary {
        summary.extend(asked(question));
    }
    summary
}
