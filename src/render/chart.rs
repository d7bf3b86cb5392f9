//! Counts drawn for a person: bars, a table, or a line of marks.

use super::hits_text::{grouped, plural, variants};
use super::sanitize;
use super::theme::{ASIDE, HEADLINE};
use crate::search::{Breakdown, Row, Under, periods};
use std::collections::BTreeMap;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// How counts are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// A line each, with a bar where there is a terminal.
    Bars,
    /// Columns under headings; of two facets, one across.
    Table,
    /// A line of marks for each value, a mark for each period of the last facet.
    Sparkline,
}

/// Draws counts in so many columns, or without bars and in as much room as is needed where there is no terminal.
pub fn draw(out: &mut impl Write, counts: &Breakdown, drawing: Drawing, columns: Option<usize>) -> io::Result<()> {
    match drawing {
        Drawing::Bars => bars(out, counts, columns),
        Drawing::Table if counts.by.len() == 1 => table(out, counts),
        Drawing::Table => {
            let crosstab = Crosstab::new(counts);
            // A table cut at the edge would lack counts: rows below each other hold all of them.
            if columns.is_some_and(|columns| crosstab.width() > columns) {
                bars(out, counts, columns)
            } else {
                crosstab.write(out)
            }
        }
        Drawing::Sparkline => sparklines(out, counts, columns),
    }
}

/// Columns of the longest bar.
const LONGEST_BAR: usize = 40;

/// The widest that a label is where there is more beside it.
const WIDEST_LABEL: usize = 36;

fn label(row: &Row) -> String {
    let names: Vec<_> = row.under.iter().map(|under| sanitize::line(under.name())).collect();
    names.join("  ")
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// What counts as one though it is more, and the names that were counted as one.
fn asides(row: &Row) -> String {
    let mut out = String::new();
    let copies = match (row.quotes, row.distinct_quotes) {
        (Some(all), Some(distinct)) => (all > distinct).then(|| format!("{all} with copies")),
        _ => (row.distinct < row.articles).then(|| format!("{} distinct", row.distinct)),
    };
    let share = row.share.and_then(|share| {
        let percent = 100.0 * row.articles as f64 / share.articles as f64;
        (share.articles > 0).then(|| format!("{percent:.2}% of {} articles", share.articles))
    });
    let variants = variants(&row.variants);
    let variants = variants.strip_prefix("; ").map(str::to_owned);
    for aside in [copies, share, variants].into_iter().flatten() {
        out.push_str(&format!("  {ASIDE}({aside}){ASIDE:#}"));
    }
    out
}

fn bars(out: &mut impl Write, counts: &Breakdown, columns: Option<usize>) -> io::Result<()> {
    let most = counts.rows.iter().map(Row::amount).max().unwrap_or(1).max(1);
    // Labels of two facets stand in two columns.
    let widths: Vec<usize> = (0..counts.by.len())
        .map(|place| counts.rows.iter().map(|row| sanitize::line(row.under[place].name()).width()).max().unwrap_or(0))
        .collect();
    let widest = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
    let label_width = columns.map_or(widest, |columns| widest.min(columns / 2));
    let number_width = most.to_string().len();
    for row in &counts.rows {
        let names = row.under.iter().zip(&widths).map(|(under, width)| padded(&sanitize::line(under.name()), *width));
        let names = names.collect::<Vec<_>>().join("  ");
        let names = padded(names.trim_end(), label_width);
        write!(out, "{names}  {:>number_width$}", row.amount())?;
        if let Some(columns) = columns {
            let bar_width = columns.saturating_sub(label_width + number_width + 4).min(LONGEST_BAR) as u64;
            // A count above nothing always shows.
            let n_blocks = (row.amount() * bar_width).div_ceil(most) as usize;
            let block = if row.has_values() { "▇" } else { "░" };
            write!(out, "  {ASIDE}{}{ASIDE:#}", block.repeat(n_blocks))?;
        }
        writeln!(out, "{}", asides(row))?;
    }
    Ok(())
}

/// Names with how often each was met: the first few, and how many more there are.
fn few(names: &[(String, u64)]) -> String {
    const FEW: usize = 2;
    let mut shown: Vec<String> =
        names.iter().take(FEW).map(|(name, n)| format!("{} {n}", cut(&sanitize::line(name), 24))).collect();
    if names.len() > FEW {
        shown.push(format!("+{}", names.len() - FEW));
    }
    shown.join(", ")
}

/// The beginning of a text that is too wide.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + 2 > width {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

/// Rows under headings: numbers to the right, names to the left.
struct Grid {
    headings: Vec<String>,
    /// Whether a column holds numbers.
    is_number: Vec<bool>,
    rows: Vec<Vec<String>>,
    /// What stands behind each row.
    asides: Vec<String>,
}

impl Grid {
    fn widths(&self) -> Vec<usize> {
        let width = |place: usize| {
            let cells = self.rows.iter().map(|row| row[place].width());
            cells.chain([self.headings[place].width()]).max().unwrap_or(0)
        };
        (0..self.headings.len()).map(width).collect()
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let widths = self.widths();
        let line = |cells: &[String]| {
            let cells = cells.iter().zip(&widths).zip(&self.is_number).map(|((cell, &width), &is_number)| {
                let blanks = " ".repeat(width.saturating_sub(cell.width()));
                if is_number { format!("{blanks}{cell}") } else { format!("{cell}{blanks}") }
            });
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        writeln!(out, "{HEADLINE}{}{HEADLINE:#}", line(&self.headings))?;
        for (row, aside) in self.rows.iter().zip(&self.asides) {
            writeln!(out, "{}{aside}", line(row))?;
        }
        Ok(())
    }
}

/// Everything that is known of each value, side by side.
fn table(out: &mut impl Write, counts: &Breakdown) -> io::Result<()> {
    let counts_quotes = counts.quotes.is_some();
    let has_profile = counts.rows.iter().any(|row| row.outlets.is_some());
    let has_share = counts.rows.iter().any(|row| row.share.is_some());
    let mut headings: Vec<(&str, bool)> = vec![(counts.by[0].name(), false)];
    if counts_quotes {
        headings.extend([("distinct quotes", true), ("quotes", true), ("articles", true)]);
    } else {
        headings.extend([("articles", true), ("distinct", true)]);
    }
    if has_share {
        headings.extend([("of articles", true), ("share", true), ("per million words", true)]);
    }
    headings.extend([("first", false), ("last", false)]);
    if has_profile {
        headings.extend([("outlets", false), ("places", false)]);
    }
    let row = |row: &Row| {
        let mut cells = vec![cut(&label(row), WIDEST_LABEL)];
        match (row.distinct_quotes, row.quotes) {
            (Some(distinct), Some(all)) => cells.extend([distinct, all, row.articles].map(|n| n.to_string())),
            _ => cells.extend([row.articles, row.distinct].map(|n| n.to_string())),
        }
        if let Some(share) = row.share {
            let ratios = super::counts::Ratios::of(row, share);
            cells.push(share.articles.to_string());
            cells.push(ratios.share.map(|share| format!("{:.2}%", share * 100.0)).unwrap_or_default());
            cells.push(ratios.per_million_words.map(|n| format!("{n:.2}")).unwrap_or_default());
        }
        let dates = row.dates.map(|dates| dates.map(|date| date.to_string())).unwrap_or_default();
        cells.extend(dates);
        if has_profile {
            cells.extend([&row.outlets, &row.places].map(|names| few(names.as_deref().unwrap_or_default())));
        }
        cells
    };
    let aside = |row: &Row| {
        asides(&Row { quotes: None, distinct_quotes: None, distinct: row.articles, share: None, ..row.clone() })
    };
    let grid = Grid {
        headings: headings.iter().map(|(name, _)| (*name).to_owned()).collect(),
        is_number: headings.iter().map(|(_, is_number)| *is_number).collect(),
        rows: counts.rows.iter().map(row).collect(),
        asides: counts.rows.iter().map(aside).collect(),
    };
    grid.write(out)
}

/// Two facets, the second across.
struct Crosstab(Grid);

impl Crosstab {
    fn new(counts: &Breakdown) -> Self {
        let across = across(counts, Gaps::LeftOut);
        let mut amounts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for row in &counts.rows {
            amounts.insert((row.under[0].name(), row.under[1].name()), row.amount());
        }
        let mut headings = vec![counts.by[0].name().to_owned(), "all".to_owned()];
        headings.extend(across.iter().map(|name| cut(&sanitize::line(name), WIDEST_LABEL)));
        let row = |total: &Row| {
            let first = total.under[0].name();
            let mut cells = vec![cut(&label(total), WIDEST_LABEL), total.amount().to_string()];
            let amount = |second: &String| amounts.get(&(first, second.as_str())).copied().unwrap_or(0).to_string();
            cells.extend(across.iter().map(amount));
            cells
        };
        let rows: Vec<Vec<String>> = counts.totals.iter().map(row).collect();
        let is_number = (0..headings.len()).map(|place| place > 0).collect();
        let asides = counts.totals.iter().map(|row| asides(&Row { share: None, ..row.clone() })).collect();
        Self(Grid { headings, is_number, rows, asides })
    }

    fn width(&self) -> usize {
        self.0.widths().iter().map(|width| width + 2).sum::<usize>().saturating_sub(2)
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        self.0.write(out)
    }
}

/// What becomes of periods without a count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gaps {
    Shown,
    LeftOut,
}

/// The values of the last facet: times in order, others with the most first; what has none at last.
fn across(counts: &Breakdown, gaps: Gaps) -> Vec<String> {
    let last = counts.by.len() - 1;
    let mut amounts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut without: Vec<&Under> = Vec::new();
    for row in &counts.rows {
        match &row.under[last] {
            Under::Value(name) => *amounts.entry(name).or_default() += row.amount(),
            other if !without.contains(&other) => without.push(other),
            _ => {}
        }
    }
    let mut names: Vec<String> = if counts.by[last].is_time() {
        let mut all = periods(amounts.keys().copied(), counts.by[last]);
        all.retain(|name| gaps == Gaps::Shown || amounts.contains_key(name.as_str()));
        all
    } else {
        let mut ranked: Vec<(&str, u64)> = amounts.into_iter().collect();
        ranked.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
        ranked.into_iter().map(|(name, _)| name.to_owned()).collect()
    };
    without.sort_by_key(|under| **under == Under::Nothing);
    names.extend(without.into_iter().map(|under| under.name().to_owned()));
    names
}

/// From the lowest to the highest.
const MARKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Columns of a line of marks where there is no terminal.
const LONGEST_LINE: usize = 120;

fn sparklines(out: &mut impl Write, counts: &Breakdown, columns: Option<usize>) -> io::Result<()> {
    let last = counts.by.len() - 1;
    let mut names = across(counts, Gaps::Shown);
    names.retain(|name| !name.starts_with('('));
    let place: BTreeMap<&str, usize> = names.iter().enumerate().map(|(n, name)| (name.as_str(), n)).collect();
    let heads: Vec<Option<&Row>> = if last == 0 { vec![None] } else { counts.totals.iter().map(Some).collect() };
    let head_name = |head: Option<&Row>| head.map_or_else(|| "all".to_owned(), |row| cut(&label(row), WIDEST_LABEL));
    let label_width = heads.iter().map(|head| head_name(*head).width()).max().unwrap_or(0);
    let room = columns.map_or(LONGEST_LINE, |columns| columns.saturating_sub(label_width + 34).max(10));
    let n_together = names.len().div_ceil(room).max(1);
    let mut rows_of: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &counts.rows {
        rows_of.entry(if last == 0 { "" } else { row.under[0].name() }).or_default().push(row);
    }
    let lines = heads.iter().map(|head| {
        let mut marks = vec![0u64; names.len().div_ceil(n_together)];
        let (mut n_without, mut total) = (0, 0);
        for row in rows_of.get(head.map_or("", |head| head.under[0].name())).into_iter().flatten() {
            total += row.amount();
            match place.get(row.under[last].name()) {
                Some(n) => marks[n / n_together] += row.amount(),
                None => n_without += row.amount(),
            }
        }
        (head_name(*head), head.map_or(total, Row::amount), marks, n_without)
    });
    let lines: Vec<_> = lines.collect();
    let number_width = lines.iter().map(|(_, total, ..)| total.to_string().len()).max().unwrap_or(1);
    if let (Some(first), Some(last_name)) = (names.first(), names.last()) {
        let each = if n_together > 1 {
            format!(", {n_together} {}s to a mark", counts.by[last].name())
        } else {
            String::new()
        };
        // Without that, as high a mark in two lines would be taken for as many.
        let scale = if heads.len() > 1 { "; each line to its own scale, █ is the most in it" } else { "" };
        writeln!(out, "{ASIDE}{first} to {last_name}{each}{scale}{ASIDE:#}")?;
    }
    for (name, total, marks, n_without) in lines {
        let most = marks.iter().copied().max().unwrap_or(0);
        let mark = |&n: &u64| match n {
            0 => ' ',
            _ => MARKS[((n * MARKS.len() as u64).div_ceil(most.max(1)) as usize).clamp(1, MARKS.len()) - 1],
        };
        let line: String = marks.iter().map(mark).collect();
        let at = marks.iter().position(|&n| n == most).and_then(|n| names.get(n * n_together));
        let peak = at.filter(|_| most > 0).map(|at| format!("most {most} in {at}")).unwrap_or_default();
        let without = if n_without > 0 { format!(", {n_without} at no certain time") } else { String::new() };
        writeln!(
            out,
            "{}  {total:>number_width$}  {HEADLINE}{line}{HEADLINE:#}  {ASIDE}{peak}{without}{ASIDE:#}",
            padded(&name, label_width)
        )?;
    }
    Ok(())
}

/// What was counted, in words: "counted are 12 distinct quotes, 14 with copies; 9 articles match, 8 distinct".
pub fn unit(counts: &Breakdown) -> String {
    let distinct = |all: u64, distinct: u64| (distinct < all).then(|| format!(", {} distinct", grouped(distinct)));
    let matching = if counts.articles == 1 { "article matches" } else { "articles match" };
    let distinct = distinct(counts.articles, counts.distinct).unwrap_or_default();
    let articles = format!("{} {matching}{distinct}", grouped(counts.articles));
    match (counts.quotes, counts.distinct_quotes) {
        (Some(all), Some(distinct)) => {
            let copies = if all > distinct { format!(", {} with copies", grouped(all)) } else { String::new() };
            format!("{articles}; counted are {}{copies}", plural(distinct, "distinct quote"))
        }
        _ => articles,
    }
}
