//! What stands with an article: its copies, its versions, and whether it still holds.

use super::hits_text::plural;
use super::sanitize;
use super::theme::{ASIDE, DOUBT};
use crate::article::Article;
use crate::index::duplicates::Standing;
use crate::search::{Company, Fellow};
use serde_json::{Value, json};

/// Fellows named before the rest is only counted.
const MOST_NAMED: usize = 5;

/// A line for each thing that a reader should know, or none.
pub(super) fn lines(company: &Company, article: &Article) -> Vec<String> {
    let mut lines = Vec::new();
    let by = company.latest.as_ref().map(|id| format!(" by {}", sanitize::line(id))).unwrap_or_default();
    match company.standing {
        Standing::Current => {}
        standing => lines.push(format!("{DOUBT}{}{DOUBT:#}{by}", standing.as_str())),
    }
    if let Some(standing) = company.copy_of {
        lines.push(format!("{DOUBT}copy of what is {}{DOUBT:#}", standing.as_str()));
    }
    if !company.versions.is_empty() {
        let noun = plural(company.versions.len() as u64, "other version");
        let dated = |fellow: &Fellow| match fellow.day {
            Some(day) => format!("{} ({day})", sanitize::line(&fellow.id)),
            None => sanitize::line(&fellow.id).into_owned(),
        };
        lines.push(format!("{ASIDE}+ {noun}: {}{ASIDE:#}", named(company.versions.iter().map(dated).collect())));
    }
    lines.extend(copies(company, article));
    lines
}

/// `+ 3 copies in: The Courier, The Echo, b/7.txt; 1 with other figures; 2 more in the archive`.
fn copies(company: &Company, article: &Article) -> Option<String> {
    let more = match company.n_more_copies {
        0 => None,
        n if company.copies.is_empty() => Some(format!("{} in the archive", copies_of(n))),
        n => Some(format!("{n} more in the archive")),
    };
    if company.copies.is_empty() {
        return more.map(|more| format!("{ASIDE}{more}{ASIDE:#}"));
    }
    let name = |fellow: &Fellow| match &fellow.source {
        Some(source) if article.source.as_ref() != Some(source) => sanitize::line(source).into_owned(),
        _ => sanitize::line(&fellow.id).into_owned(),
    };
    let names = named(company.copies.iter().map(name).collect());
    let mut line = format!("+ {} in: {names}", copies_of(company.copies.len() as u64));
    let n_other = company.copies.iter().filter(|fellow| fellow.has_other_figures).count();
    if n_other > 0 {
        line.push_str(&format!("; {n_other} with other figures"));
    }
    if let Some(more) = more {
        line.push_str(&format!("; {more}"));
    }
    Some(format!("{ASIDE}{line}{ASIDE:#}"))
}

fn copies_of(n: u64) -> String {
    format!("{n} {}", if n == 1 { "copy" } else { "copies" })
}

fn named(names: Vec<String>) -> String {
    let n_more = names.len().saturating_sub(MOST_NAMED);
    let names: Vec<String> = names.into_iter().take(MOST_NAMED).collect();
    let more = if n_more > 0 { format!(" and {n_more} more") } else { String::new() };
    format!("{}{more}", names.join(", "))
}

/// The same as an object.
pub fn json(company: &Company) -> Value {
    let fellow = |fellow: &Fellow| {
        json!({
            "id": fellow.id,
            "source": fellow.source,
            "date": fellow.day.map(|day| day.to_string()),
            "standing": fellow.standing.as_str(),
            "exact": fellow.is_exact,
            "other_figures": fellow.has_other_figures,
        })
    };
    json!({
        "standing": company.standing.as_str(),
        "latest": company.latest,
        "copy_of": company.copy_of.map(Standing::as_str),
        "copies": company.copies.iter().map(fellow).collect::<Vec<_>>(),
        "more_copies": company.n_more_copies,
        "versions": company.versions.iter().map(fellow).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fellow(id: &str, source: Option<&str>, has_other_figures: bool) -> Fellow {
        Fellow {
            id: id.to_owned(),
            source: source.map(str::to_owned),
            day: None,
            standing: Standing::Current,
            is_exact: false,
            has_other_figures,
        }
    }

    fn text(company: &Company) -> Vec<String> {
        let article = Article { source: Some("The Courier".to_owned()), ..Article::default() };
        let plain = |line: String| anstream::adapter::strip_str(&line).to_string();
        lines(company, &article).into_iter().map(plain).collect()
    }

    #[test]
    fn copies_are_named_by_outlet_where_that_tells_them_apart() {
        let copies = vec![
            fellow("a/1", Some("The Echo"), false),
            fellow("a/2", Some("The Courier"), true),
            fellow("a/3\u{1b}[2J", None, false),
        ];
        let company = Company { copies, n_more_copies: 2, ..Company::default() };
        let expected = "+ 3 copies in: The Echo, a/2, a/3\u{fffd}[2J; 1 with other figures; 2 more in the archive";
        assert_eq!(text(&company), [expected]);
        assert_eq!(text(&Company::default()), [""; 0]);
        assert_eq!(text(&Company { n_more_copies: 1, ..Company::default() }), ["1 copy in the archive"]);
    }

    #[test]
    fn what_no_longer_holds_says_so_first() {
        let company = Company {
            standing: Standing::Superseded,
            latest: Some("w#3".to_owned()),
            versions: (0..7).map(|n| fellow(&format!("w#{n}"), None, false)).collect(),
            ..Company::default()
        };
        let expected = ["superseded by w#3", "+ 7 other versions: w#0, w#1, w#2, w#3, w#4 and 2 more"];
        assert_eq!(text(&company), expected);
        let copy = Company { copy_of: Some(Standing::Retracted), ..Company::default() };
        assert_eq!(text(&copy), ["copy of what is retracted"]);
    }
}
