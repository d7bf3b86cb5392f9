//! The publication date: metadata, then URL or file name, dateline, a date line, and last what the user assumes.
//!
//! The first of them decides; a later one that lies within it and is more precise refines it, and one
//! that contradicts it is reported. "Updated" is told apart from "published" and only stands in for it.

use super::grammar::Grammar;
use super::{Fields, address, stamp};
use crate::article::{
    Confidence, Dateline, Diagnostic, DiagnosticCode, Evidence, Metadata, PartialDate, Published, Source, Span,
};
use crate::extract::header::{self, Header};
use crate::lexicon::Lexicon;
use crate::lexicon::furniture::{Furniture, FurnitureWords};
use crate::text::{Prose, TokenKind};

/// Every date that the article's frame states, before one is chosen.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    metadata: Option<Published>,
    /// What the metadata's date may mean as well.
    other: Option<PartialDate>,
    addresses: [Option<Published>; 2],
    line: Option<Published>,
    updated: Option<Published>,
}

/// Lines in which a date line is looked for.
const N_LINES: usize = 15;
/// A longer line is the story: what follows it frames nothing.
const FRAME_BYTES_MAX: usize = 300;
/// Days by which dateline and metadata may differ: weeklies print what was filed last week.
const DAYS_APART_MAX: i64 = 8;

impl Stated {
    /// Reads metadata, address and date lines; what cannot be read becomes a diagnostic.
    pub(crate) fn read(
        prose: &Prose<'_>,
        header: &Header,
        metadata: &Metadata,
        address: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let lexicon = prose.lexicon;
        let mut stated = Self::default();
        if let Some(text) = trimmed(&metadata.date) {
            stated.read_metadata(text, lexicon, diagnostics);
        }
        let at = |address: &str, rule, source| {
            let found = address::read(address, lexicon)?;
            Some(published(found.date, rule, found.confidence, source, None))
        };
        stated.addresses =
            [trimmed(&metadata.url).and_then(|url| at(url, "p-url", Source::Url)), at(address, "p-path", Source::Path)];
        let updated = trimmed(&metadata.updated).and_then(|text| stamp::read(text, lexicon));
        stated.updated = updated.map(|stamp| published(stamp.date, "p-updated", 0.6, Source::Metadata, None));
        stated.read_lines(prose, header);
        stated
    }

    fn read_metadata(&mut self, text: &str, lexicon: &Lexicon, diagnostics: &mut Vec<Diagnostic>) {
        let mut doubt = |message| {
            diagnostics.push(Diagnostic { code: DiagnosticCode::DateUnreadable, message, span: None });
        };
        match stamp::read(text, lexicon) {
            Some(stamp) => {
                if stamp.is_incomplete {
                    doubt(format!("only the year {} of the date given, “{text}”, can be read", stamp.date));
                }
                let confidence = if stamp.other.is_some() || stamp.is_incomplete { 0.5 } else { 1.0 };
                self.other = stamp.other;
                self.metadata = Some(published(stamp.date, "p-metadata", confidence, Source::Metadata, None));
            }
            None => doubt(format!("the date given, “{text}”, cannot be read")),
        }
    }

    /// The date lines that stand above the story.
    fn read_lines(&mut self, prose: &Prose<'_>, header: &Header) {
        let mut label = None;
        for line in header::lines(prose.text).take(N_LINES) {
            let text = &prose.text[line.start..line.end];
            if line.len() > FRAME_BYTES_MAX && line.start >= header.body {
                break;
            }
            if let Some(found) = date_line(prose, line) {
                let updated = found.is_updated || label == Some(Furniture::Updated);
                let labelled = found.is_labelled || label == Some(Furniture::Published);
                let Some(date) = found.fields.with_hint(None) else { continue };
                let confidence = if labelled { 0.95 } else { 0.85 };
                let slot = if updated { &mut self.updated } else { &mut self.line };
                let (rule, confidence) = if updated { ("p-updated", 0.6) } else { ("p-line", confidence) };
                slot.get_or_insert_with(|| published(date, rule, confidence, Source::Line, Some(found.span)));
            }
            label = label_of(text, &prose.lexicon.furniture);
        }
    }

    /// The best date known without the dateline, to give the dateline's its year.
    pub(crate) fn hint(&self) -> Option<PartialDate> {
        self.in_order(None).next().map(|published| published.date)
    }

    /// Every date stated, the most trusted kind first.
    fn in_order<'s>(&'s self, dateline: Option<&'s Published>) -> impl Iterator<Item = &'s Published> {
        let [url, path] = &self.addresses;
        [self.metadata.as_ref(), url.as_ref(), path.as_ref(), dateline, self.line.as_ref(), self.updated.as_ref()]
            .into_iter()
            .flatten()
    }

    /// The publication date, and what contradicts it.
    pub(crate) fn published(
        mut self,
        dateline: Option<&Dateline>,
        assumed: Option<PartialDate>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Published> {
        let dateline = dateline.and_then(|dateline| {
            let evidence = Evidence { rule: "p-dateline".into(), ..dateline.evidence.clone() };
            Some(Published { date: dateline.date?, evidence })
        });
        self.settle_order(dateline.as_ref(), diagnostics);
        let Some(first) = self.in_order(dateline.as_ref()).next() else {
            return Some(published(assumed?, "p-assumed", 1.0, Source::User, None));
        };
        let chosen = self.in_order(dateline.as_ref()).fold(first, |best, later| {
            let finer =
                later.date.precision() > best.date.precision() && best.date.range().contains(later.date.range());
            if finer && later.evidence.rule != "p-updated" { later } else { best }
        });
        for other in [dateline.as_ref(), self.line.as_ref()].into_iter().flatten() {
            diagnostics.extend(conflict(chosen, other));
        }
        Some(chosen.clone())
    }

    /// Settles which number of "3/4/2019" is the month, by any other date that is stated.
    fn settle_order(&mut self, dateline: Option<&Published>, diagnostics: &mut Vec<Diagnostic>) {
        let (Some(other), Some(metadata)) = (self.other.take(), self.metadata.clone()) else { return };
        let agrees = |date: PartialDate| {
            self.in_order(dateline).skip(1).any(|stated| stated.date.range().overlaps(date.range()))
        };
        let (first, second) = (agrees(metadata.date), agrees(other));
        if first == second {
            let message =
                format!("the date given means {} or {other}; the month is taken to stand first", metadata.date);
            diagnostics.push(Diagnostic { code: DiagnosticCode::DateConflict, message, span: None });
            return;
        }
        let date = if second { other } else { metadata.date };
        self.metadata = Some(published(date, "p-metadata", 0.9, Source::Metadata, None));
    }
}

/// What a date of the text says against the one chosen.
fn conflict(chosen: &Published, other: &Published) -> Option<Diagnostic> {
    let (a, b) = (chosen.date.range(), other.date.range());
    let apart = if a.overlaps(b) { 0 } else { (a.first.0 - b.last.0).max(b.first.0 - a.last.0) };
    if apart <= DAYS_APART_MAX {
        return None;
    }
    let name = |published: &Published| match published.evidence.source {
        Source::Metadata => "the metadata",
        Source::Dateline => "the dateline",
        Source::Line => "the date line",
        Source::Url => "the address",
        Source::Path => "the file's name",
        Source::Prose | Source::User => "the text",
    };
    let message = format!("{} gives {}, {} {}", name(chosen), chosen.date, name(other), other.date);
    Some(Diagnostic { code: DiagnosticCode::DateConflict, message, span: other.evidence.span })
}

fn trimmed(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// Words that announce a date, alone on their line.
fn label_of(line: &str, words: &FurnitureWords) -> Option<Furniture> {
    if line.len() > 40 {
        return None;
    }
    let lower = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    [Furniture::Published, Furniture::Updated].into_iter().find(|kind| words.is(&lower, *kind))
}

/// A line that holds a date with its year and nothing else.
struct DateLine {
    fields: Fields,
    span: Span,
    is_labelled: bool,
    is_updated: bool,
}

/// Whether a line is one.
pub(crate) fn is_date_line(line: &str, lexicon: &'static Lexicon) -> bool {
    line.len() <= FRAME_BYTES_MAX && date_line(&Prose::new(line, lexicon), Span::new(0, line.len())).is_some()
}

/// "Friday, January 4, 2019", "Published: 3 May 2019 10:00 GMT", "For immediate release May 3, 2019".
fn date_line(prose: &Prose<'_>, line: Span) -> Option<DateLine> {
    let grammar = Grammar::new(prose);
    let words = &prose.lexicon.furniture;
    let first = prose.tokens.partition_point(|token| (token.start as usize) < line.start);
    let end = prose.tokens.partition_point(|token| (token.start as usize) < line.end);
    if line.len() > FRAME_BYTES_MAX {
        return None;
    }
    let (at, fields, next) = (first..end.min(first + 8)).find_map(|at| {
        let (fields, next) = grammar.full_date(at)?;
        fields.year.map(|_| (at, fields, next))
    })?;
    let start = prose.tokens[at].start as usize;
    let before = prose.text[line.start..start].trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is = |kind| words.is(&before, kind);
    let framed = before.is_empty()
        || [Furniture::Published, Furniture::Updated, Furniture::Label, Furniture::Release].into_iter().any(is);
    let mut rest = next;
    while rest < end {
        rest = after_date(prose, &grammar, words, rest)?;
    }
    let span = Span::new(start, prose.tokens[next - 1].end as usize);
    (framed && next <= end).then(|| DateLine {
        fields,
        span,
        is_labelled: is(Furniture::Published) || is(Furniture::Release),
        is_updated: is(Furniture::Updated),
    })
}

/// What may follow the date in its line: marks, the time of day, a weekday, "edition".
fn after_date(prose: &Prose<'_>, grammar: &Grammar<'_>, words: &FurnitureWords, at: usize) -> Option<usize> {
    if prose.tokens[at].kind == TokenKind::Mark {
        return Some(at + 1);
    }
    if let Some(end) = grammar.time_of_day(at) {
        return Some(end);
    }
    let word = prose.str(at).to_lowercase();
    let known =
        [Furniture::Label, Furniture::Published, Furniture::Updated].into_iter().any(|kind| words.is(&word, kind));
    known.then_some(at + 1)
}

fn published(date: PartialDate, rule: &'static str, confidence: f32, source: Source, span: Option<Span>) -> Published {
    Published { date, evidence: Evidence { span, rule: rule.into(), confidence: Confidence::new(confidence), source } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::gazetteer::Gazetteer;

    const STORY: &str = "The harbour was closed on Tuesday after waves broke over the quay and the road behind it.";

    /// Checks what an article's frame says, written "date rule" or "none", and a word of each diagnostic.
    fn check(metadata: &Metadata, address: &str, head: &str, expected: &str, told: &[&str]) {
        let text = format!("{head}{STORY}");
        let prose = Prose::new(&text, Lexicon::english());
        let mut diagnostics = Vec::new();
        let header = header::read(&prose, metadata);
        let stated = Stated::read(&prose, &header, metadata, address, &mut diagnostics);
        let dateline = crate::extract::dateline::find(&prose, &header, stated.hint(), Gazetteer::embedded());
        let found = stated.published(dateline.as_ref(), None, &mut diagnostics);
        let shown = found.map_or("none".to_owned(), |p| format!("{} {}", p.date, p.evidence.rule));
        assert_eq!(shown, expected, "{metadata:?} {address} {head}");
        assert_eq!(diagnostics.len(), told.len(), "{diagnostics:?}");
        for (diagnostic, told) in diagnostics.iter().zip(told) {
            assert!(diagnostic.message.contains(told), "{}", diagnostic.message);
        }
    }

    fn dated(date: &str) -> Metadata {
        Metadata { date: Some(date.to_owned()), ..Metadata::default() }
    }

    #[test]
    fn the_first_of_the_order_decides() {
        let none = Metadata::default();
        let url = Metadata { url: Some("https://example.org/2019/03/05/storm".to_owned()), ..Metadata::default() };
        for (metadata, address, head, expected) in [
            (&dated("2019-03-04"), "2019-03-06-storm.txt", "", "2019-03-04 p-metadata"),
            (&url, "2019-03-06-storm.txt", "", "2019-03-05 p-url"),
            (&none, "2019-03-06-storm.txt", "LONDON, March 5 — ", "2019-03-06 p-path"),
            (&none, "storm.txt", "LONDON, March 5, 2019 — ", "2019-03-05 p-dateline"),
            (&none, "storm.txt", "Storm\n\nTuesday, March 5, 2019\n\n", "2019-03-05 p-line"),
            (&none, "storm.txt", "LONDON, March 5 — ", "none"),
            (&none, "storm.txt", "", "none"),
        ] {
            check(metadata, address, head, expected, &[]);
        }
    }

    #[test]
    fn a_finer_date_within_a_coarse_one_refines_it() {
        check(&dated("2019-03"), "", "LONDON, March 5 — ", "2019-03-05 p-dateline", &[]);
        check(&Metadata::default(), "2019/storm.txt", "LONDON, March 5 — ", "2019-03-05 p-dateline", &[]);
        check(&dated("2019-03"), "", "", "2019-03 p-metadata", &[]);
    }

    #[test]
    fn published_and_updated_are_told_apart() {
        let none = Metadata::default();
        for (head, expected) in [
            ("Updated: March 7, 2019\nPublished: March 5, 2019\n\n", "2019-03-05 p-line"),
            ("Published\nMarch 5, 2019\nUpdated\nMarch 7, 2019\n\n", "2019-03-05 p-line"),
            ("Last updated on 7 March 2019 at 10:30 GMT\n\n", "2019-03-07 p-updated"),
            ("For immediate release: March 5, 2019\n\n", "2019-03-05 p-line"),
            ("Storm of March 5, 2019, remembered\n\n", "none"),
        ] {
            check(&none, "", head, expected, &[]);
        }
    }

    #[test]
    fn what_contradicts_or_cannot_be_read_is_told() {
        check(&dated("soon"), "", "", "none", &["“soon”, cannot be read"]);
        check(&dated("3 mars 2019"), "", "", "2019 p-metadata", &["only the year 2019"]);
        check(&dated("3/4/2019"), "", "", "2019-03-04 p-metadata", &["2019-03-04 or 2019-04-03"]);
        check(&dated("3/4/2019"), "", "LONDON, April 3, 2019 — ", "2019-04-03 p-metadata", &[]);
        check(&dated("13/4/2019"), "", "", "2019-04-13 p-metadata", &[]);
        check(
            &dated("2019-03-04"),
            "",
            "LONDON, March 4, 2018 — ",
            "2019-03-04 p-metadata",
            &["the metadata gives 2019-03-04, the dateline 2018-03-04"],
        );
        check(&dated("2019-03-04"), "", "LONDON, March 1, 2019 — ", "2019-03-04 p-metadata", &[]);
    }
}
