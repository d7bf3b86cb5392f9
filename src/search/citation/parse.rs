//! What a reference manager keeps of a citation: RIS, BibTeX and CSL JSON to what can be checked.
//!
//! The keys (`dateline-id`, `dateline-hash`, `dateline-quote`) are looked for wherever a program may have put them: in fields
//! of their own, in notes, in Zotero's "Extra". An entry that cannot be read is told with its line, and the next goes on.

use serde_json::Value;

/// What an entry says of where it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cited {
    /// Line of the file at which the entry begins, from 1.
    pub line: usize,
    /// The title, or else the entry's key.
    pub title: String,
    /// The id of an article or a quote.
    pub id: Option<String>,
    /// The hash of the article's text.
    pub hash: Option<String>,
    /// The words cited.
    pub words: Option<String>,
    /// The page cited, where it is a number.
    pub page: Option<usize>,
}

/// An entry that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEntry {
    /// Line of the file, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// The entries of a file, told by its content which form it has.
pub fn parse(text: &str) -> (Vec<Cited>, Vec<BadEntry>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.trim_start();
    let is_ris = text.lines().any(|line| ris_tag(line).is_some_and(|(tag, _)| tag == "TY"));
    if start.starts_with(['[', '{']) {
        csl(text)
    } else if is_ris {
        ris(text)
    } else if text.contains('@') {
        bibtex(text)
    } else {
        let reason = "this is neither RIS nor BibTeX nor CSL JSON".to_owned();
        (Vec::new(), vec![BadEntry { line: 1, reason }])
    }
}

impl Cited {
    /// Takes what `text` says under our keys, a key a line.
    fn take_notes(&mut self, text: &str) {
        let plain = without_tags(text);
        for line in plain.lines() {
            let line = line.trim().trim_start_matches("tex.");
            let value = |key: &str| line.strip_prefix(key)?.strip_prefix(':').map(|value| value.trim().to_owned());
            self.id = self.id.take().or_else(|| value("dateline-id"));
            self.hash = self.hash.take().or_else(|| value("dateline-hash").map(|hash| bare_hash(&hash)));
            self.words = self.words.take().or_else(|| value("dateline-quote"));
        }
    }
}

fn bare_hash(hash: &str) -> String {
    hash.strip_prefix("blake3:").unwrap_or(hash).to_owned()
}

/// The text of a note that a program wrote as a page: tags are line breaks, and entities characters.
fn without_tags(text: &str) -> String {
    if !text.contains("</") && !text.contains("<br") {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut is_tag = false;
    for c in text.chars() {
        match c {
            '<' => (is_tag, _) = (true, plain.push('\n')),
            '>' if is_tag => is_tag = false,
            _ if is_tag => {}
            c => plain.push(c),
        }
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    entities.into_iter().fold(plain, |plain, (entity, c)| plain.replace(entity, c))
}

/// `TI  - The title` → `TI` and the rest.
fn ris_tag(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let is_tag = tag.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let value = rest.trim_start().strip_prefix('-')?;
    (is_tag && rest.starts_with([' ', '-'])).then(|| (tag, value.trim()))
}

fn ris(text: &str) -> (Vec<Cited>, Vec<BadEntry>) {
    let (mut entries, mut bad) = (Vec::new(), Vec::new());
    let mut open: Option<(Cited, String)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        match (ris_tag(line), &mut open) {
            (Some(("TY", _)), open) => {
                if let Some((entry, _)) = open.take() {
                    bad.push(BadEntry { line: entry.line, reason: "the entry has no end (ER)".to_owned() });
                    entries.push(entry);
                }
                *open = Some((Cited { line: number, ..Cited::default() }, String::new()));
            }
            (Some(("ER", _)), open) => match open.take() {
                Some((entry, _)) => entries.push(entry),
                None => bad.push(BadEntry { line: number, reason: "an entry ends that did not begin".to_owned() }),
            },
            (Some((tag, value)), Some((entry, last))) => {
                last.clear();
                match tag {
                    "TI" | "T1" => entry.title = value.to_owned(),
                    "SP" => entry.page = value.parse().ok(),
                    "ID" if entry.title.is_empty() => entry.title = value.to_owned(),
                    "N1" | "N2" | "AB" | "NO" => {
                        entry.take_notes(value);
                        last.push_str(tag);
                    }
                    _ => {}
                }
            }
            // A note may go on in the next lines.
            (None, Some((entry, last))) if !last.is_empty() => entry.take_notes(line),
            (None, _) if line.trim().is_empty() => {}
            (None, Some(_)) => {}
            (_, None) => bad.push(BadEntry { line: number, reason: "a line that belongs to no entry".to_owned() }),
        }
    }
    if let Some((entry, _)) = open {
        bad.push(BadEntry { line: entry.line, reason: "the entry has no end (ER)".to_owned() });
        entries.push(entry);
    }
    (entries, bad)
}

fn csl(text: &str) -> (Vec<Cited>, Vec<BadEntry>) {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return (Vec::new(), vec![BadEntry { line: error.line(), reason: error.to_string() }]),
    };
    let items = match value {
        Value::Array(items) => items,
        Value::Object(mut object) if object.contains_key("items") => match object.remove("items") {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        },
        item => vec![item],
    };
    let (mut entries, mut bad) = (Vec::new(), Vec::new());
    for (number, item) in (1..).zip(items) {
        if !item.is_object() {
            bad.push(BadEntry { line: number, reason: "an item that is no object".to_owned() });
            continue;
        }
        let text = |name: &str| item[name].as_str().map(str::to_owned);
        let mut entry = Cited {
            line: number,
            title: text("title").or_else(|| text("id")).unwrap_or_default(),
            id: item["custom"]["dateline-id"].as_str().map(str::to_owned),
            hash: item["custom"]["dateline-hash"].as_str().map(bare_hash),
            words: item["custom"]["dateline-quote"].as_str().map(str::to_owned),
            page: text("page").and_then(|page| page.parse().ok()).or_else(|| item["page"].as_u64()?.try_into().ok()),
        };
        entry.take_notes(&text("note").unwrap_or_default());
        entries.push(entry);
    }
    (entries, bad)
}

/// Reads `@article{key, field = {value}, …}`, entry by entry.
fn bibtex(text: &str) -> (Vec<Cited>, Vec<BadEntry>) {
    let (mut entries, mut bad) = (Vec::new(), Vec::new());
    let mut at = 0;
    let mut counted = (0, 1);
    while let Some(next) = entry_start(text, at) {
        let line = counted.1 + text[counted.0..next].matches('\n').count();
        counted = (next, line);
        let mut reader = Bibtex { text, at: next + 1 };
        let kind = reader.name().to_ascii_lowercase();
        match reader.entry(&kind) {
            Some(Some(entry)) => entries.push(Cited { line, ..entry }),
            Some(None) => {}
            None => bad.push(BadEntry { line, reason: format!("the entry @{kind} cannot be read to its end") }),
        }
        at = reader.at.max(next + 1);
    }
    (entries, bad)
}

/// The next `@` that begins a line.
fn entry_start(text: &str, from: usize) -> Option<usize> {
    let begins_line =
        |at: usize| text[..at].trim_end_matches([' ', '\t']).chars().next_back().is_none_or(|c| c == '\n' || c == '}');
    text[from..].match_indices('@').map(|(at, _)| from + at).find(|&at| begins_line(at))
}

struct Bibtex<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Bibtex<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn takes(&mut self, c: char) -> bool {
        self.skip_blanks();
        let is_there = self.rest().starts_with(c);
        if is_there {
            self.at += c.len_utf8();
        }
        is_there
    }

    fn name(&mut self) -> &'t str {
        self.skip_blanks();
        let rest = self.rest();
        let is_end = |c: char| c.is_whitespace() || matches!(c, '{' | '}' | '(' | ')' | ',' | '=' | '"' | '#');
        let name = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        self.at += name.len();
        name
    }

    /// The entry; `Some(None)` for what is none (`@comment`, `@string`), `None` for what cannot be read.
    fn entry(&mut self, kind: &str) -> Option<Option<Cited>> {
        if matches!(kind, "comment" | "preamble" | "string") {
            self.value()?;
            return Some(None);
        }
        if !self.takes('{') {
            return None;
        }
        let mut entry = Cited { title: self.name().to_owned(), ..Cited::default() };
        let key = entry.title.clone();
        loop {
            let had_comma = self.takes(',');
            if self.takes('}') {
                return Some(Some(entry));
            }
            if !had_comma {
                return None;
            }
            self.skip_blanks();
            if self.rest().starts_with('}') {
                continue;
            }
            let name = self.name().to_ascii_lowercase();
            if !self.takes('=') {
                return None;
            }
            let mut value = self.value()?;
            while self.takes('#') {
                value.push_str(&self.value()?);
            }
            let value = plain_tex(&value);
            match name.as_str() {
                "title" if entry.title == key => entry.title = value,
                "dateline-id" => entry.id = Some(value),
                "dateline-hash" => entry.hash = Some(bare_hash(&value)),
                "dateline-quote" => entry.words = Some(value),
                "pages" => entry.page = value.parse().ok(),
                "note" | "annote" | "annotation" | "abstract" | "comment" => entry.take_notes(&value),
                _ => {}
            }
        }
    }

    /// `{…}` with its braces balanced, `"…"`, or a bare word.
    fn value(&mut self) -> Option<String> {
        self.skip_blanks();
        let rest = self.rest();
        let close = match rest.chars().next()? {
            '{' => '}',
            '"' => '"',
            '(' => ')',
            _ => return Some(self.name().to_owned()).filter(|name| !name.is_empty()),
        };
        let mut depth = 0usize;
        let mut chars = rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                c if c == close && depth == 0 => {
                    self.at += at + c.len_utf8();
                    return rest.get(1..at).map(str::to_owned);
                }
                '{' => depth += 1,
                '}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        None
    }
}

/// The characters that TeX's escapes stand for, without the braces that only group.
fn plain_tex(value: &str) -> String {
    const NAMED: [(&str, char); 3] = [("textbackslash", '\\'), ("textasciitilde", '~'), ("textasciicircum", '^')];
    let mut plain = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => match NAMED.iter().find(|(name, _)| rest.starts_with(name)) {
                Some((name, c)) => {
                    plain.push(*c);
                    rest = &rest[name.len()..];
                    rest = rest.strip_prefix("{}").unwrap_or(rest);
                }
                None => {
                    if let Some(escaped) = rest.chars().next() {
                        plain.push(escaped);
                        rest = &rest[escaped.len_utf8()..];
                    }
                }
            },
            '{' | '}' => {}
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited(line: usize, title: &str, id: &str, hash: &str, words: Option<&str>) -> Cited {
        Cited {
            line,
            title: title.to_owned(),
            id: Some(id.to_owned()),
            hash: Some(hash.to_owned()),
            words: words.map(str::to_owned),
            page: None,
        }
    }

    #[test]
    fn ris_notes_are_read_wherever_a_program_put_them() {
        let text = "TY  - NEWS\nTI  - Harbour\nN1  - dateline-id: a/b.txt:q1\nN1  - dateline-hash: blake3:00ff\nER  - \n\n\
                    TY  - NEWS\nTI  - Two\nN1  - <p>dateline-id: c.txt</p><p>dateline-hash: blake3:11</p>\nER  - \n";
        let (entries, bad) = parse(text);
        assert_eq!(bad, []);
        assert_eq!(entries, [cited(1, "Harbour", "a/b.txt:q1", "00ff", None), cited(7, "Two", "c.txt", "11", None)]);
    }

    #[test]
    fn an_entry_without_an_end_is_told_and_kept() {
        let (entries, bad) = parse("TY  - NEWS\nTI  - One\nTY  - NEWS\nTI  - Two\nER  - \n");
        assert_eq!(entries.len(), 2);
        assert_eq!(bad, [BadEntry { line: 1, reason: "the entry has no end (ER)".to_owned() }]);
    }

    #[test]
    fn bibtex_is_read_past_an_entry_that_is_broken() {
        let text = "@comment{nothing}\n@article{one,\n  title = {{A \\& B}},\n  dateline-id = {a\\_b\\#1 \\{x\\}},\n  dateline-hash = \"blake3:0a\",\n}\n\
                    @article{two, title = {never closed\n\n@misc{three, note = {dateline-id: c.txt\ndateline-hash: blake3:0b\ndateline-quote: “x”}}\n";
        let (entries, bad) = parse(text);
        assert_eq!(
            entries,
            [cited(2, "A & B", "a_b#1 {x}", "0a", None), cited(9, "three", "c.txt", "0b", Some("“x”"))]
        );
        assert_eq!(bad.len(), 1);
        assert_eq!(bad[0].line, 7);
    }

    #[test]
    fn csl_is_read_from_notes_and_custom_fields() {
        let text = r#"[{"id":"k","title":"T","note":"dateline-id: a.txt\ndateline-hash: blake3:0c"}, 5]"#;
        let (entries, bad) = parse(text);
        assert_eq!(entries, [cited(1, "T", "a.txt", "0c", None)]);
        assert_eq!(bad.len(), 1);
        assert!(!parse("{\"id\":").1.is_empty());
        assert!(!parse("words").1.is_empty());
    }
}
