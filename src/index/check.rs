//! What a person should look at in an archive: doubtful and missing dates, empty and unreadable files, the same text twice.
//!
//! Articles and failures in, [`Finding`]s out, in the order of files; a finding says where it stands and which words it is
//! about. It mends nothing.

use super::duplicates::{Groups, Member, Signature, groups_of};
use crate::article::{Article, Day, Diagnostic, DiagnosticCode, Span};
use crate::knowledge::Misfit;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// What extraction doubted.
    Doubt(DiagnosticCode),
    /// A weekday in the text does not fall on the date that it is printed with.
    WeekdayConflict,
    /// The article does not say when it was published.
    Undated,
    /// Another article has the same text, or nearly.
    Duplicate,
    /// A file or a record of it could not be read.
    Unreadable,
    /// A file is gone, and its articles are still found.
    Missing,
    /// A correction of the user's fits no article any more.
    Orphan,
}

impl FindingKind {
    /// Every kind, the gravest first.
    pub fn all() -> impl Iterator<Item = FindingKind> {
        let own =
            [Self::Unreadable, Self::Missing, Self::Orphan, Self::Duplicate, Self::Undated, Self::WeekdayConflict];
        own.into_iter().chain(DiagnosticCode::ALL.map(Self::Doubt))
    }

    /// Its kebab-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Doubt(code) => code.as_str(),
            Self::WeekdayConflict => "weekday-conflict",
            Self::Undated => "undated",
            Self::Duplicate => "duplicate",
            Self::Unreadable => "unreadable",
            Self::Missing => "missing",
            Self::Orphan => "orphan",
        }
    }
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no kind of finding of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such kind of finding")]
pub struct UnknownKind;

impl FromStr for FindingKind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::all().find(|kind| kind.as_str() == name).ok_or(UnknownKind)
    }
}

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Path of the file.
    pub path: String,
    /// Line, from 1, where the file holds records.
    pub line: Option<u64>,
    /// The article; `None` where there is none.
    pub id: Option<String>,
    /// What is the matter.
    pub kind: FindingKind,
    /// A sentence for a person.
    pub message: String,
    /// Where in the article's text, if anywhere.
    pub span: Option<Span>,
    /// What stands there.
    pub words: Option<String>,
    /// For a duplicate the id of the earliest article with the text.
    pub same_as: Option<String>,
}

/// Everything found, and what it was found in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// The findings of the kinds asked for, by file.
    pub findings: Vec<Finding>,
    /// Articles looked at.
    pub n_articles: u64,
}

impl Inspection {
    /// How many findings of each kind there are.
    pub fn counts(&self) -> BTreeMap<FindingKind, u64> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(finding.kind).or_default() += 1;
        }
        counts
    }
}

/// Looks at articles one after the other.
pub struct Inspector<'a> {
    is_wanted: &'a dyn Fn(FindingKind) -> bool,
    today: Day,
    found: Inspection,
    /// The copies that are known; where they are not, signatures are gathered to find them.
    groups: Option<&'a Groups>,
    signatures: Vec<Signature>,
    /// By key, articles that may be copies, as findings that do not say yet of what.
    copies: FxHashMap<u64, Finding>,
}

impl<'a> Inspector<'a> {
    /// Looks for the kinds that are wanted; what was published after `today` is doubtful.
    pub fn new(today: Day, is_wanted: &'a dyn Fn(FindingKind) -> bool) -> Self {
        let (found, signatures, copies) = (Inspection::default(), Vec::new(), FxHashMap::default());
        Self { is_wanted, today, found, groups: None, signatures, copies }
    }

    /// The same for the articles of an index, whose copies are known.
    pub fn with_groups(self, groups: &'a Groups) -> Self {
        Self { groups: Some(groups), ..self }
    }

    /// Looks at an article.
    pub fn article(&mut self, article: &Article) {
        self.found.n_articles += 1;
        for diagnostic in &article.diagnostics {
            let kind = kind_of(diagnostic, article);
            self.add(article, kind, diagnostic.message.clone(), diagnostic.span);
        }
        self.publication(article);
        if article.text.trim().is_empty() {
            if !article.diagnostics.iter().any(|diagnostic| diagnostic.code == DiagnosticCode::EmptyBody) {
                let kind = FindingKind::Doubt(DiagnosticCode::EmptyBody);
                self.add(article, kind, "the article has no text".to_owned(), None);
            }
        } else {
            self.text(article);
        }
    }

    fn publication(&mut self, article: &Article) {
        let Some(published) = &article.published else {
            let message = "nothing says when it was published".to_owned();
            return self.add(article, FindingKind::Undated, message, None);
        };
        if published.date.range().first > self.today {
            let message = format!("it is dated {}, after {}", published.date, self.today);
            let kind = FindingKind::Doubt(DiagnosticCode::DateFuture);
            self.add(article, kind, message, published.evidence.span);
        }
    }

    fn text(&mut self, article: &Article) {
        if !(self.is_wanted)(FindingKind::Duplicate) {
            return;
        }
        let signature = Signature::of(article);
        let may_be = |groups: &Groups| groups.of(signature.key).is_some_and(|member| member.copies.is_some());
        if self.groups.is_none_or(may_be) {
            self.copies.insert(signature.key, finding(article, FindingKind::Duplicate, String::new(), None));
        }
        if self.groups.is_none() {
            self.signatures.push(signature);
        }
    }

    /// Notes a file or a record that could not be read.
    pub fn unreadable(&mut self, path: &str, line: Option<u64>, reason: &str) {
        self.file(path, line, FindingKind::Unreadable, reason);
    }

    /// Notes a file that is gone.
    pub fn missing(&mut self, path: &str) {
        self.file(path, None, FindingKind::Missing, "the file is gone; its articles are still found");
    }

    /// Notes a correction that fits nothing any more, in a file of the user's.
    pub fn orphan(&mut self, path: &str, misfit: &Misfit) {
        let Misfit { line, correction, reason } = misfit;
        let message = format!("the correction of {} no longer fits: {reason}", correction.article);
        self.file(path, Some(*line as u64), FindingKind::Orphan, &message);
    }

    fn file(&mut self, path: &str, line: Option<u64>, kind: FindingKind, message: &str) {
        if (self.is_wanted)(kind) {
            let (path, message) = (path.to_owned(), message.to_owned());
            let finding = Finding { path, line, id: None, kind, message, span: None, words: None, same_as: None };
            self.found.findings.push(finding);
        }
    }

    fn add(&mut self, article: &Article, kind: FindingKind, message: String, span: Option<Span>) {
        if (self.is_wanted)(kind) {
            self.found.findings.push(finding(article, kind, message, span));
        }
    }

    /// What was found, in the order of files, lines and text.
    pub fn finish(self) -> Inspection {
        let Self { mut found, groups, signatures, mut copies, .. } = self;
        let own = if groups.is_none() { groups_of(&signatures) } else { Groups::default() };
        for group in groups.unwrap_or(&own).all_copies() {
            let Some((first, others)) = group.split_first() else { continue };
            for copy in others {
                let finding = copies.remove(&copy.key);
                let (message, same_as) = (copy_of(copy, first), Some(first.id.to_owned()));
                found.findings.extend(finding.map(|finding| Finding { message, same_as, ..finding }));
            }
        }
        let place = |finding: &Finding| (finding.line, finding.span.map(|span| span.start), finding.kind);
        found.findings.sort_by(|a, b| a.path.cmp(&b.path).then(place(a).cmp(&place(b))).then(a.id.cmp(&b.id)));
        found
    }
}

fn copy_of(copy: &Member<'_>, first: &Member<'_>) -> String {
    let nearly = if copy.words == first.words { "" } else { "nearly " };
    let figures = if copy.has_other_figures { ", with other figures" } else { "" };
    format!("{nearly}the same text as {}{figures}", first.id)
}

/// A conflict of the text's own dates is one of a weekday; the others are between the article and its frame.
fn kind_of(diagnostic: &Diagnostic, article: &Article) -> FindingKind {
    let is_weekday = diagnostic.code == DiagnosticCode::DateConflict
        && diagnostic.span.is_some_and(|span| {
            let mut at_span = article.dates.iter().filter(|date| date.span == span);
            at_span.any(|date| date.evidence.rule.starts_with("d-conflict"))
        });
    if is_weekday { FindingKind::WeekdayConflict } else { FindingKind::Doubt(diagnostic.code) }
}

fn finding(article: &Article, kind: FindingKind, message: String, span: Option<Span>) -> Finding {
    Finding {
        path: article.path.clone(),
        line: article.line,
        id: Some(article.id.clone()),
        kind,
        message,
        span,
        words: span.map(|span| article.slice(span).to_owned()),
        same_as: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::RawArticle;
    use crate::extract::{Options, extract};

    fn article(id: &str, text: &str, date: Option<&str>) -> Article {
        let mut raw =
            RawArticle { id: id.to_owned(), path: id.to_owned(), text: text.to_owned(), ..Default::default() };
        raw.metadata.date = date.map(str::to_owned);
        extract(raw, &Options::default())
    }

    fn inspect(articles: &[Article], is_wanted: &dyn Fn(FindingKind) -> bool) -> Vec<String> {
        let today = Day::from_civil(jiff::civil::date(2025, 6, 1));
        let mut inspector = Inspector::new(today, is_wanted);
        articles.iter().for_each(|article| inspector.article(article));
        inspector.unreadable("b.jsonl", Some(3), "no JSON");
        inspector.missing("a.txt");
        let found = inspector.finish();
        assert_eq!(found.n_articles, articles.len() as u64);
        found.findings.iter().map(|finding| format!("{} {}", finding.path, finding.kind)).collect()
    }

    #[test]
    fn each_kind_is_found_and_can_be_asked_for_alone() {
        let articles = [
            article("z.txt", "Rain fell.", None),
            article("c.txt", "Rain fell.", Some("2019-03-04")),
            article("d.txt", "  \n", Some("2019-03-04")),
            article("e.txt", "Snow is expected.", Some("2031-03-04")),
            article("f.txt", "They met on Tuesday, March 6, 2019, in town.", Some("2019-03-09")),
        ];
        let expected = [
            "a.txt missing",
            "b.jsonl unreadable",
            "d.txt empty-body",
            "e.txt date-future",
            "f.txt weekday-conflict",
            "z.txt undated",
            "z.txt duplicate",
        ];
        assert_eq!(inspect(&articles, &|_| true), expected);
        for line in expected {
            let kind: FindingKind = line.split(' ').nth(1).unwrap_or_default().parse().expect("it was printed so");
            assert_eq!(inspect(&articles, &|wanted| wanted == kind), [line]);
        }
    }

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<&str> = FindingKind::all().map(FindingKind::as_str).collect();
        assert_eq!(names.len(), FindingKind::all().count());
        assert_eq!("gone".parse::<FindingKind>(), Err(UnknownKind));
    }
}
