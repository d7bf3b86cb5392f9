//! Who is quoted and who is only talked about: for a person, as JSON and as a table.

use super::hits_json::{Question, note};
use super::hits_text::{grouped, plural};
use super::sanitize;
use super::theme::{ASIDE, DOUBT, HEADLINE, SPEAKER};
use crate::search::{NamedPerson, People};
use serde_json::{Value, json};
use std::io::{self, Write};

/// How many ids of a caveat are printed.
pub const MOST_NAMED: usize = 5;

/// Writes at most `most` people of each kind, and what could change the answer.
pub fn text(out: &mut impl Write, people: &People, most: usize) -> io::Result<()> {
    let (quoted, named): (Vec<&NamedPerson>, Vec<&NamedPerson>) = people.rows.iter().partition(|row| row.quotes > 0);
    writeln!(out, "{HEADLINE}Quoted{HEADLINE:#}")?;
    for row in quoted.iter().take(most) {
        let doubtful = if row.doubtful > 0 { format!(", {} doubtful", row.doubtful) } else { String::new() };
        let numbers = format!("{}{doubtful}, {}", plural(row.quotes, "quote"), plural(row.words, "word"));
        let articles = articles(row.quoted_in, people.n_articles);
        let share = share(row.words, people.n_words);
        person(out, &share, row, &format!("{numbers}{articles}"))?;
    }
    rest(out, quoted.len(), most)?;
    writeln!(out, "{HEADLINE}Named, no quote found{HEADLINE:#}")?;
    for row in named.iter().take(most) {
        let numbers = format!("named {}", times(row.mentions));
        let articles = articles(row.articles, people.n_articles);
        person(out, "", row, &format!("{numbers}{articles}"))?;
    }
    rest(out, named.len(), most)?;
    caveats(out, people)
}

fn person(out: &mut impl Write, share: &str, row: &NamedPerson, told: &str) -> io::Result<()> {
    let (name, variants) = (sanitize::line(&row.name), variants(row));
    writeln!(out, "  {share:>4}  {SPEAKER}{name}{SPEAKER:#}{variants}  {ASIDE}{told}{ASIDE:#}")
}

fn rest(out: &mut impl Write, n: usize, most: usize) -> io::Result<()> {
    match n {
        0 => writeln!(out, "        nobody"),
        n if n > most => {
            writeln!(out, "        {ASIDE}and {} more (-n 0 prints all){ASIDE:#}", grouped((n - most) as u64))
        }
        _ => Ok(()),
    }
}

fn caveats(out: &mut impl Write, people: &People) -> io::Result<()> {
    let caveats = &people.caveats;
    let lines = [
        (caveats.n_unattributed, "quote without a known speaker", &caveats.unattributed),
        (caveats.n_doubtful, "quote with a doubtful speaker", &caveats.doubtful),
        (caveats.n_truncated, "article that is cut short", &caveats.truncated),
    ];
    if lines.iter().all(|(n, ..)| *n == 0) {
        return Ok(());
    }
    writeln!(out, "{DOUBT}What could change this{DOUBT:#}")?;
    for (n, what, ids) in lines.into_iter().filter(|(n, ..)| *n > 0) {
        let (first, rest) = what.split_once(' ').unwrap_or((what, ""));
        let rest = if n == 1 { rest.to_owned() } else { rest.replace("that is", "that are") };
        let shown: Vec<_> = ids.iter().take(MOST_NAMED).map(|id| sanitize::line(id)).collect();
        let more = if n as usize > shown.len() { " …" } else { "" };
        writeln!(out, "        {} {rest}: {ASIDE}{}{more}{ASIDE:#}", plural(n, first), shown.join(", "))?;
    }
    Ok(())
}

fn variants(row: &NamedPerson) -> String {
    let names: Vec<_> = row.variants.iter().take(3).map(|name| sanitize::line(name)).collect();
    if names.is_empty() { String::new() } else { format!(" {ASIDE}(also {}){ASIDE:#}", names.join(", ")) }
}

fn articles(n: u64, of: u64) -> String {
    if of == 1 { String::new() } else { format!(", in {}", plural(n, "article")) }
}

fn times(n: u64) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{} times", grouped(n)),
    }
}

fn share(words: u64, of: u64) -> String {
    if of == 0 { "0%".to_owned() } else { format!("{:.0}%", words as f64 * 100.0 / of as f64) }
}

/// A line for each person, and a summary with what could change the answer.
pub fn json(people: &People, question: &Question) -> Vec<Value> {
    let person = |row: &NamedPerson| {
        json!({
            "type": "person",
            "name": row.name,
            "variants": row.variants,
            "quoted": row.quotes > 0,
            "quotes": row.quotes,
            "doubtful": row.doubtful,
            "words": row.words,
            "share": if people.n_words == 0 { 0.0 } else { (row.words as f64 * 10_000.0 / people.n_words as f64).round() / 10_000.0 },
            "quoted_in": row.quoted_in,
            "articles": row.articles,
            "mentions": row.mentions,
            "is_person": row.is_person,
        })
    };
    let mut lines: Vec<Value> = people.rows.iter().map(person).collect();
    let caveats = &people.caveats;
    lines.push(json!({
        "type": "summary",
        "schema": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "articles": people.n_articles,
        "quotes": people.n_quotes,
        "words": people.n_words,
        "unattributed": {"count": caveats.n_unattributed, "ids": caveats.unattributed},
        "doubtful": {"count": caveats.n_doubtful, "ids": caveats.doubtful},
        "truncated": {"count": caveats.n_truncated, "ids": caveats.truncated},
        "query": question.canonical,
        "today": question.today,
        "undated_left_out": people.undated_left_out,
        "notes": people.notes.iter().map(note).collect::<Vec<_>>(),
        "index": {"fingerprint": question.fingerprint, "data_hash": question.data_hash, "commit": question.commit},
    }));
    lines
}

/// A row for each person.
pub fn csv(out: &mut impl Write, people: &People) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "name",
        "variants",
        "quoted",
        "quotes",
        "doubtful",
        "words",
        "quoted_in",
        "articles",
        "mentions",
        "is_person",
    ])?;
    for row in &people.rows {
        table.write_record([
            row.name.clone(),
            row.variants.join(" | "),
            if row.quotes > 0 { "quoted" } else { "no quote found" }.to_owned(),
            row.quotes.to_string(),
            row.doubtful.to_string(),
            row.words.to_string(),
            row.quoted_in.to_string(),
            row.articles.to_string(),
            row.mentions.to_string(),
            row.is_person.to_string(),
        ])?;
    }
    table.flush()
}
