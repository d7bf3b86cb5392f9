//! Citations as reference managers read them: RIS, BibTeX and CSL JSON; and what became of them, for `verify`.
//!
//! What is needed to check a citation later (id, hash, words) goes where programs keep it: in notes of RIS and CSL, one key a
//! line, and in fields of their own in BibTeX.

use super::sanitize;
use super::theme::{ASIDE, DOUBT, HEADLINE, HIT};
use crate::article::{Day, PartialDate};
use crate::search::{Checked, Citation, Verdict};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::io::{self, Write};

/// A form of citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// RIS.
    Ris,
    /// BibTeX.
    Bibtex,
    /// CSL JSON.
    Csl,
}

/// Writes citations in a style, each under a key of its own.
pub fn write(out: &mut impl Write, citations: &[Citation], style: Style) -> io::Result<()> {
    let keys = keys(citations);
    match style {
        Style::Ris => citations.iter().zip(&keys).try_for_each(|(citation, key)| ris(out, citation, key)),
        Style::Bibtex => citations.iter().zip(&keys).try_for_each(|(citation, key)| bibtex(out, citation, key)),
        Style::Csl => {
            let items: Vec<Value> = citations.iter().zip(&keys).map(|(citation, key)| csl(citation, key)).collect();
            writeln!(out, "{:#}", Value::from(items))
        }
    }
}

/// `amsel1962a1b2c3`: author, source or headline, year, and the beginning of the hash; numbered where that is the same.
fn keys(citations: &[Citation]) -> Vec<String> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    let key = |citation: &Citation| {
        let named = citation.author.as_ref().or(citation.source.as_ref()).or(citation.title.as_ref());
        let last = named.and_then(|name| name.split_whitespace().next_back()).unwrap_or("article");
        let word: String = last.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        let year = citation.date.map_or_else(|| "undated".to_owned(), |date| date.year().to_string());
        let hash = citation.content_hash.get(..6).unwrap_or_default();
        let key = format!("{}{year}{hash}", if word.is_empty() { "article" } else { &word });
        let n = seen.entry(key.clone()).or_insert(0);
        *n += 1;
        if *n > 1 { format!("{key}-{n}") } else { key }
    };
    citations.iter().map(key).collect()
}

/// The keys by which a citation is checked, and where in the article it points.
fn notes(citation: &Citation) -> Vec<(&'static str, String)> {
    let mut notes =
        vec![("dateline-id", citation.id.clone()), ("dateline-hash", format!("blake3:{}", citation.content_hash))];
    notes.extend(citation.words.as_ref().map(|words| ("dateline-quote", words.clone())));
    notes.extend(citation.speaker.as_ref().map(|speaker| ("speaker", speaker.clone())));
    notes.extend(citation.paragraph.map(|n| ("paragraph", n.to_string())));
    notes.extend(citation.place.as_ref().map(|place| ("filed from", place.clone())));
    notes
}

/// A value on one line, as RIS has it.
fn plain(value: &str) -> String {
    sanitize::line(value).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn ris(out: &mut impl Write, citation: &Citation, key: &str) -> io::Result<()> {
    let slashes = |date: PartialDate| {
        let part = |part: Option<i8>| part.map(|part| format!("{part:02}")).unwrap_or_default();
        format!("{:04}/{}/{}/", date.year(), part(date.month()), part(date.day()))
    };
    let day = |day: Day| format!("{}/", day.to_string().replace('-', "/"));
    let fields = [
        ("ID", Some(key.to_owned())),
        ("TI", citation.title.clone()),
        ("AU", citation.author.clone()),
        ("T2", citation.source.clone()),
        ("SE", citation.section.clone()),
        ("PY", citation.date.map(|date| format!("{:04}", date.year()))),
        ("DA", citation.date.map(slashes)),
        ("SP", citation.page.map(|page| page.to_string())),
        ("LA", Some(citation.language.clone()).filter(|language| !language.is_empty())),
        ("UR", citation.url.clone()),
        ("Y2", citation.captured.map(day)),
    ];
    writeln!(out, "TY  - NEWS")?;
    for (tag, value) in fields {
        if let Some(value) = value {
            writeln!(out, "{tag}  - {}", plain(&value))?;
        }
    }
    for (name, value) in notes(citation) {
        writeln!(out, "N1  - {name}: {}", plain(&value))?;
    }
    writeln!(out, "ER  - \n")
}

fn bibtex(out: &mut impl Write, citation: &Citation, key: &str) -> io::Result<()> {
    let number = |part: Option<i8>| part.map(|part| part.to_string());
    let mut fields: Vec<(&str, Option<String>)> = vec![
        ("title", citation.title.as_ref().map(|title| format!("{{{}}}", tex(title)))),
        ("author", citation.author.as_ref().map(|author| format!("{{{}}}", tex(author)))),
        ("journal", citation.source.as_ref().map(|source| tex(source))),
        ("year", citation.date.map(|date| date.year().to_string())),
        ("month", citation.date.and_then(|date| number(date.month()))),
        ("day", citation.date.and_then(|date| number(date.day()))),
        ("pages", citation.page.map(|page| page.to_string())),
        ("url", citation.url.as_ref().map(|url| url.replace(['{', '}', '\\'], ""))),
        ("urldate", citation.captured.map(|day| day.to_string())),
        ("language", Some(citation.language.clone()).filter(|language| !language.is_empty())),
    ];
    let mut note = Vec::new();
    for (name, value) in notes(citation) {
        match name {
            "dateline-id" | "dateline-hash" | "dateline-quote" => fields.push((name, Some(tex(&value)))),
            _ => note.push(format!("{name}: {value}")),
        }
    }
    fields.push(("note", (!note.is_empty()).then(|| tex(&note.join("; ")))));
    writeln!(out, "@article{{{key},")?;
    for (name, value) in fields {
        if let Some(value) = value {
            writeln!(out, "  {name} = {{{value}}},")?;
        }
    }
    writeln!(out, "}}\n")
}

/// A value as TeX takes it for itself.
fn tex(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in plain(value).chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

fn csl(citation: &Citation, key: &str) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            item.insert(name.to_owned(), value);
        }
    };
    let text = |value: &Option<String>| value.as_ref().map(|value| json!(plain(value)));
    put("id", Some(json!(key)));
    put("type", Some(json!("article-newspaper")));
    put("title", text(&citation.title));
    put("author", citation.author.as_ref().map(|author| json!([{"literal": plain(author)}])));
    put("container-title", text(&citation.source));
    put("section", text(&citation.section));
    put("issued", citation.date.map(|date| json!({"date-parts": [parts(date)]})));
    put("event-place", text(&citation.place));
    put("page", citation.page.map(|page| json!(page.to_string())));
    put("language", Some(json!(citation.language)).filter(|_| !citation.language.is_empty()));
    put("URL", text(&citation.url));
    let captured = citation.captured.and_then(Day::to_civil).and_then(PartialDate::from_civil);
    put("accessed", captured.map(|date| json!({"date-parts": [parts(date)]})));
    let mut note = String::new();
    for (name, value) in notes(citation) {
        let _ = writeln!(note, "{name}: {}", plain(&value));
    }
    put("note", Some(json!(note.trim_end())));
    Value::Object(item)
}

fn parts(date: PartialDate) -> Vec<i64> {
    let year = Some(i64::from(date.year()));
    [year, date.month().map(i64::from), date.day().map(i64::from)].into_iter().flatten().collect()
}

/// What a person is told of a verdict.
fn told(checked: &Checked) -> String {
    let what = match &checked.verdict {
        Verdict::Unchanged => "unchanged".to_owned(),
        Verdict::Moved { to } => format!("the same text, now {}", sanitize::line(to)),
        Verdict::WordsStand => "the article has changed; the words cited stand".to_owned(),
        Verdict::WordsGone => "the article has changed; the words cited are gone".to_owned(),
        Verdict::Changed => "the article has changed".to_owned(),
        Verdict::Gone => "not in the archive".to_owned(),
        Verdict::Uncheckable => "says neither an id nor a hash, so that it cannot be checked".to_owned(),
    };
    let page = checked.other_page.zip(checked.cited.page);
    let what = match page {
        Some((now, cited)) => format!("{what}; the words stand on page {now}, not {cited}"),
        None => what,
    };
    let standing = checked.standing.filter(|standing| *standing != Default::default());
    let by = checked.latest.as_ref().map(|id| format!(" by {}", sanitize::line(id))).unwrap_or_default();
    match standing {
        Some(standing) => format!("{what}; since {}{by}", standing.as_str()),
        None => what,
    }
}

/// Writes a line for a citation that was checked.
pub fn verdict(out: &mut impl Write, file: &str, checked: &Checked) -> io::Result<()> {
    let mark = if checked.holds() { format!("{HIT}ok{HIT:#}  ") } else { format!("{DOUBT}no{DOUBT:#}  ") };
    let cited = &checked.cited;
    let id = cited.id.as_ref().map(|id| format!(" {ASIDE}{}{ASIDE:#}", sanitize::line(id))).unwrap_or_default();
    let title = sanitize::line(&cited.title);
    writeln!(out, "{mark}{}:{} {HEADLINE}{title}{HEADLINE:#}{id}: {}", sanitize::line(file), cited.line, told(checked))
}

/// The same as an object.
pub fn verdict_json(file: &str, checked: &Checked) -> Value {
    let moved = match &checked.verdict {
        Verdict::Moved { to } => Some(to),
        _ => None,
    };
    json!({
        "type": "citation",
        "file": file,
        "line": checked.cited.line,
        "title": checked.cited.title,
        "id": checked.cited.id,
        "hash": checked.cited.hash,
        "words": checked.cited.words,
        "verdict": checked.verdict.as_str(),
        "holds": checked.holds(),
        "moved_to": moved,
        "page": checked.cited.page,
        "other_page": checked.other_page,
        "standing": checked.standing.map(|standing| standing.as_str()),
        "latest": checked.latest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse_citations;

    /// What is written is read again, whatever is in it.
    #[test]
    fn every_style_carries_what_is_checked() {
        let citation = Citation {
            id: "wire_a/50% {x}~1^2\\b.jsonl#17 & more:q3".to_owned(),
            title: Some("Costs rise 5% & fall".to_owned()),
            author: Some("Ruth Amsel".to_owned()),
            date: Some("1962-09".parse().unwrap()),
            content_hash: "0a1b2c3d".to_owned(),
            words: Some("“We {shall} go_on” … “50%”".to_owned()),
            paragraph: Some(4),
            page: Some(3),
            ..Citation::default()
        };
        for style in [Style::Ris, Style::Bibtex, Style::Csl] {
            let mut out = Vec::new();
            write(&mut out, &[citation.clone(), citation.clone()], style).unwrap();
            let text = String::from_utf8(out).unwrap();
            let (cited, bad) = parse_citations(&text);
            assert!(bad.is_empty(), "{style:?}: {bad:?}\n{text}");
            assert_eq!(cited.len(), 2, "{text}");
            for cited in cited {
                assert_eq!(cited.id.as_ref(), Some(&citation.id), "{text}");
                assert_eq!(cited.hash.as_ref(), Some(&citation.content_hash));
                assert_eq!((&cited.words, cited.page), (&citation.words, citation.page), "{text}");
                assert_eq!(Some(&cited.title), citation.title.as_ref(), "{text}");
            }
        }
    }
}
