//! Corrections by hand, which outlast every index: `corrections.jsonl`, one a line.
//!
//! A correction is keyed by the hash of the article's text and the words quoted, never by offsets or paths: it holds
//! wherever the article lies and whatever a later version makes of the rest of it. Where several touch the same
//! words the last line wins. A correction that no longer fits is kept, and said.

use super::Problem;
use crate::article::{
    Article, Confidence, Dateline, Evidence, PartialDate, PlaceId, PlaceKind, PlaceRole, Published, Quote, QuoteKind,
    Source, Span, Speaker,
};
use crate::extract;
use crate::lexicon::gazetteer::Gazetteer;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What evidence calls a value that the user gave.
const RULE: &str = "user";

/// One thing put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// [`Article::content_hash`] of the article.
    pub content: String,
    /// The article's id when it was corrected: for people who read the file.
    pub article: String,
    /// What is right.
    pub change: Change,
    /// Why.
    pub note: Option<String>,
    /// The day on which it was made.
    pub made: Option<String>,
}

/// What is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These words were said by that speaker; where no quote was found in them, they are one.
    Speaker {
        /// The pieces of the quote, as printed.
        words: Vec<String>,
        /// Which of the article's quotes of these very words, from 0.
        nth: usize,
        /// Who said them.
        name: String,
    },
    /// These words are nobody's quote.
    Reject {
        /// The pieces of the quote, as printed.
        words: Vec<String>,
        /// Which of the article's quotes of these very words, from 0.
        nth: usize,
    },
    /// When the article was published.
    Published(PartialDate),
    /// Where it was filed from.
    Place {
        /// As typed.
        name: String,
        /// Its number in the gazetteer.
        id: PlaceId,
    },
}

/// A correction that fits nothing any more, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Line of the file, from 1.
    pub line: usize,
    /// The correction.
    pub correction: Correction,
    /// Why it does not fit.
    pub reason: &'static str,
}

/// A line of the file.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Line {
    content: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    article: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    quote: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    nth: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    reject: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    made: Option<String>,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

fn is_false(is: &bool) -> bool {
    !is
}

impl Line {
    fn read(self) -> Result<Correction, String> {
        let is_hash = self.content.len() == 64 && self.content.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hash {
            return Err("`content` is not the hash of an article's text".to_owned());
        }
        let has_words = self.quote.iter().any(|piece| !key(piece).is_empty());
        let change = match (self.speaker, self.reject, self.published, self.place) {
            (Some(_), false, None, None) | (None, true, None, None) if !has_words => {
                return Err("`quote` holds no words".to_owned());
            }
            (Some(name), false, None, None) if !name.trim().is_empty() => {
                Change::Speaker { words: self.quote, nth: self.nth, name: name.trim().to_owned() }
            }
            (None, true, None, None) => Change::Reject { words: self.quote, nth: self.nth },
            (None, false, Some(date), None) => {
                Change::Published(date.parse().map_err(|_| format!("`{date}` is no date"))?)
            }
            (None, false, None, Some(name)) => {
                let id = self.place_id.ok_or("`place` has no `place_id`")?;
                Change::Place { name, id: PlaceId(id) }
            }
            _ => return Err("one of `speaker`, `reject`, `published` and `place` is needed".to_owned()),
        };
        let Self { content, article, note, made, .. } = self;
        Ok(Correction { content: content.to_ascii_lowercase(), article, change, note, made })
    }
}

impl Correction {
    /// The line of the file, without a line break.
    pub fn to_line(&self) -> String {
        let mut line = Line {
            content: self.content.clone(),
            article: self.article.clone(),
            note: self.note.clone(),
            made: self.made.clone(),
            ..Line::default()
        };
        match self.change.clone() {
            Change::Speaker { words, nth, name } => (line.quote, line.nth, line.speaker) = (words, nth, Some(name)),
            Change::Reject { words, nth } => (line.quote, line.nth, line.reject) = (words, nth, true),
            Change::Published(date) => line.published = Some(date.to_string()),
            Change::Place { name, id } => (line.place, line.place_id) = (Some(name), Some(id.0)),
        }
        serde_json::to_string(&line).expect("a line has string keys only and writing to memory cannot fail")
    }

    /// Puts it right in the article; `false` where it does not fit.
    pub fn apply(&self, article: &mut Article, gazetteer: &Gazetteer) -> bool {
        match &self.change {
            Change::Speaker { words, nth, name } => set_speaker(article, words, *nth, name),
            Change::Reject { words, nth } => reject(article, words, *nth),
            Change::Published(date) => {
                let date = *date;
                article.published = Some(Published { date, evidence: by_user(None) });
                article.dates = extract::dates(article);
                true
            }
            Change::Place { name, id } => set_place(article, name, *id, gazetteer),
        }
    }

    /// Why an article that the correction was applied to does not show it; `None` where it does.
    pub fn misfit(&self, article: &Article) -> Option<&'static str> {
        let is_users = |evidence: &Evidence| evidence.source == Source::User;
        match &self.change {
            Change::Speaker { words, nth, .. } => {
                let utterance = find(article, words, *nth);
                let fits = |utterance| {
                    article.quotes.iter().any(|quote| quote.utterance == utterance && is_users(&quote.evidence))
                };
                (!utterance.is_some_and(fits)).then_some("the article no longer has these words")
            }
            Change::Reject { words, .. } => (!words.iter().any(|piece| locate(&article.text, piece).is_some()))
                .then_some("the article no longer has these words"),
            Change::Published(_) => {
                let fits = article.published.as_ref().is_some_and(|published| is_users(&published.evidence));
                (!fits).then_some("the index was made without it")
            }
            Change::Place { .. } => {
                let fits = article.places.iter().any(|place| is_users(&place.evidence));
                (!fits).then_some("the gazetteer has no place of this number")
            }
        }
    }
}

/// The user's corrections, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Line and correction, by content hash.
    by_content: BTreeMap<String, Vec<(usize, Correction)>>,
    n: usize,
}

impl Corrections {
    /// Reads the file's text; lines that cannot be used are problems, and the others count.
    pub fn parse(text: &str) -> (Self, Vec<Problem>) {
        let mut corrections = Self::default();
        let mut problems = Vec::new();
        for (line, written) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let read = serde_json::from_str::<Line>(written).map_err(|error| error.to_string()).and_then(Line::read);
            match read {
                Ok(correction) => corrections.add(line, correction),
                Err(reason) => problems.push(Problem { line, reason }),
            }
        }
        (corrections, problems)
    }

    fn add(&mut self, line: usize, correction: Correction) {
        self.n += 1;
        self.by_content.entry(correction.content.clone()).or_default().push((line, correction));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Every correction with its line, by content hash.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Correction)> {
        self.by_content.values().flatten().map(|(line, correction)| (*line, correction))
    }

    /// Applies all that are about this article, in the order of the file.
    pub fn apply(&self, article: &mut Article, gazetteer: &Gazetteer) {
        for (_, correction) in self.by_content.get(&article.content_hash).into_iter().flatten() {
            correction.apply(article, gazetteer);
        }
    }

    /// Names what is corrected in an article with that content hash: 0 where nothing is.
    pub fn digest(&self, content: &str) -> u64 {
        let Some(corrections) = self.by_content.get(content) else { return 0 };
        let mut hasher = blake3::Hasher::new();
        for (_, correction) in corrections {
            hasher.update(correction.to_line().as_bytes());
            hasher.update(b"\n");
        }
        let hash = hasher.finalize();
        let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash has thirty-two bytes");
        u64::from_le_bytes(*first)
    }

    /// Those of that content as they were before the last.
    pub fn before_last(&self, content: &str) -> Self {
        let mut before = Self::default();
        if let Some((_, earlier)) = self.by_content.get(content).and_then(|all| all.split_last()) {
            earlier.iter().for_each(|(line, correction)| before.add(*line, correction.clone()));
        }
        before
    }

    /// The places that articles with that content hash were filed from.
    pub fn places(&self, content: &str) -> impl Iterator<Item = PlaceId> {
        self.by_content.get(content).into_iter().flatten().filter_map(|(_, correction)| match correction.change {
            Change::Place { id, .. } => Some(id),
            _ => None,
        })
    }

    /// The digest of every content hash that something is corrected in.
    pub fn digests(&self) -> BTreeMap<String, u64> {
        self.by_content.keys().map(|content| (content.clone(), self.digest(content))).collect()
    }
}

/// The id that a quote is corrected by: the article's, and the number of the utterance in it.
pub fn quote_id(article: &str, utterance: u32) -> String {
    format!("{article}:q{utterance}")
}

/// The article's id and the number of the utterance; `None` where it is no quote's id.
pub fn split_quote_id(id: &str) -> Option<(&str, u32)> {
    let (article, number) = id.rsplit_once(":q")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { Some((article, number.parse().ok()?)) } else { None }
}

fn by_user(span: Option<Span>) -> Evidence {
    Evidence { span, rule: Cow::Borrowed(RULE), confidence: Confidence::CERTAIN, source: Source::User }
}

/// Words without what a change of boundaries may add or leave: blanks, quotation marks, commas and full stops at the ends.
fn key(words: &str) -> String {
    let is_edge = |c: char| c.is_whitespace() || "\"“”„‟«»‘’'‚‹›`,.;:!?…".contains(c);
    words.trim_matches(is_edge).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The number of the utterance of these words: the `nth` that has the very words, else the one that lies where they stand.
fn find(article: &Article, words: &[String], nth: usize) -> Option<u32> {
    let wanted: Vec<String> = words.iter().map(|piece| key(piece)).collect();
    let utterances: BTreeSet<u32> = article.quotes.iter().map(|quote| quote.utterance).collect();
    let has_words = |utterance: &u32| {
        let pieces = article.quotes.iter().filter(|quote| quote.utterance == *utterance);
        pieces.map(|quote| key(article.slice(quote.span))).eq(wanted.iter().cloned())
    };
    let same: Vec<u32> = utterances.into_iter().filter(has_words).collect();
    if let Some(&utterance) = same.get(nth).or(same.first()) {
        return Some(utterance);
    }
    let spans: Vec<Span> = words.iter().filter_map(|piece| locate(&article.text, piece)).collect();
    let shared = |quote: &&Quote| -> usize {
        spans.iter().map(|span| quote.span.end.min(span.end).saturating_sub(quote.span.start.max(span.start))).sum()
    };
    let nearest = article.quotes.iter().max_by_key(shared)?;
    (shared(&nearest) > 0).then_some(nearest.utterance)
}

/// Where words stand in a text, whatever blanks and line breaks part them.
fn locate(text: &str, words: &str) -> Option<Span> {
    let key = key(words);
    let parts: Vec<&str> = key.split(' ').filter(|part| !part.is_empty()).collect();
    let first = parts.first()?;
    text.match_indices(first).find_map(|(start, _)| {
        let mut end = start + first.len();
        for part in &parts[1..] {
            let rest = text[end..].trim_start();
            let is_parted = rest.len() < text.len() - end;
            if !is_parted || !rest.starts_with(part) {
                return None;
            }
            end = text.len() - rest.len() + part.len();
        }
        Some(Span::new(start, end))
    })
}

fn set_speaker(article: &mut Article, words: &[String], nth: usize, name: &str) -> bool {
    let Some(utterance) = find(article, words, nth) else { return add_quote(article, words, name) };
    for quote in article.quotes.iter_mut().filter(|quote| quote.utterance == utterance) {
        let known = quote.speaker.take();
        let (mention, span) = known.map(|speaker| (speaker.mention, speaker.span)).unwrap_or_default();
        quote.speaker = Some(Speaker { name: name.to_owned(), mention, span });
        quote.evidence = by_user(Some(quote.span));
    }
    true
}

/// A quote that was missed.
fn add_quote(article: &mut Article, words: &[String], name: &str) -> bool {
    let spans: Option<Vec<Span>> = words.iter().map(|piece| locate(&article.text, piece)).collect();
    let Some(spans) = spans.filter(|spans| spans.windows(2).all(|pair| pair[0].end <= pair[1].start)) else {
        return false;
    };
    let speaker = Speaker { name: name.to_owned(), mention: String::new(), span: None };
    let kind = if words.iter().all(|piece| opens_with_mark(piece)) { QuoteKind::Direct } else { QuoteKind::Indirect };
    let at = article.quotes.partition_point(|quote| quote.span.start < spans[0].start);
    // Every quote behind it is one further on.
    let utterance = at.checked_sub(1).map_or(0, |before| article.quotes[before].utterance + 1);
    for quote in article.quotes.iter_mut().filter(|quote| quote.utterance >= utterance) {
        quote.utterance += 1;
    }
    article.quotes.extend(spans.into_iter().map(|span| Quote {
        span,
        utterance,
        kind,
        speaker: Some(speaker.clone()),
        cue: None,
        evidence: by_user(Some(span)),
    }));
    article.quotes.sort_by_key(|quote| (quote.span, quote.utterance));
    true
}

fn opens_with_mark(words: &str) -> bool {
    words.trim_start().starts_with(['"', '“', '„', '«', '‘', '\'', '`'])
}

fn reject(article: &mut Article, words: &[String], nth: usize) -> bool {
    let Some(utterance) = find(article, words, nth) else { return false };
    article.quotes.retain(|quote| quote.utterance != utterance);
    true
}

fn set_place(article: &mut Article, name: &str, id: PlaceId, gazetteer: &Gazetteer) -> bool {
    let Some(entry) = gazetteer.entry(id) else { return false };
    article.places.retain(|place| place.role != PlaceRole::Dateline);
    article.places.insert(0, entry.to_place(PlaceRole::Dateline, PlaceKind::Toponym, by_user(None)));
    article.focus = extract::focus(&article.places);
    article.dateline = Some(Dateline {
        text: name.to_owned(),
        place: Some(name.to_owned()),
        region: None,
        agency: article.dateline.take().and_then(|dateline| dateline.agency),
        date: None,
        place_span: None,
        evidence: by_user(None),
    });
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::RawArticle;

    const TEXT: &str = "“The dam will hold,” Ines Carvalho said. “It was checked\ntwice.”\n\nThe mill is shut. Nobody \
                        knows why. “Ask the mayor,” she said.";

    fn article() -> Article {
        let raw =
            RawArticle { id: "a.txt".into(), path: "a.txt".into(), text: TEXT.to_owned(), ..RawArticle::default() };
        extract::extract(raw, &extract::Options::default())
    }

    fn correction(change: Change) -> Correction {
        let article = article();
        Correction { content: article.content_hash, article: article.id, change, note: None, made: None }
    }

    fn words(pieces: &[&str]) -> Vec<String> {
        pieces.iter().map(|&piece| piece.to_owned()).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        for change in [
            Change::Speaker { words: words(&["a b"]), nth: 1, name: "Ruth Amsel".into() },
            Change::Reject { words: words(&["a", "b"]), nth: 0 },
            Change::Published("1994-03".parse().unwrap()),
            Change::Place { name: "Ghent".into(), id: PlaceId(2_797_656) },
        ] {
            let written = Correction { note: Some("why \"so\"".into()), ..correction(change) };
            let (read, problems) = Corrections::parse(&format!("\n{}\n", written.to_line()));
            assert!(problems.is_empty(), "{problems:?}");
            assert_eq!(read.iter().collect::<Vec<_>>(), [(2, &written)]);
        }
    }

    #[test]
    fn a_bad_line_is_named_and_the_others_count() {
        let good = correction(Change::Reject { words: words(&["a"]), nth: 0 }).to_line();
        let hash = "0".repeat(64);
        let text = format!(
            "{good}\nno json\n{{\"content\":\"x\",\"reject\":true}}\n{{\"content\":\"{hash}\"}}\n\
             {{\"content\":\"{hash}\",\"speeker\":\"A\"}}\n{{\"content\":\"{hash}\",\"speaker\":\"A\"}}\n{good}"
        );
        let (read, problems) = Corrections::parse(&text);
        assert_eq!(read.len(), 2);
        assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_speaker_is_put_right() {
        let mut article = article();
        let change = Change::Speaker { words: words(&["Ask the mayor"]), nth: 0, name: "Ruth Amsel".into() };
        assert!(correction(change.clone()).apply(&mut article, Gazetteer::embedded()));
        let quote = article.quotes.iter().find(|quote| article.slice(quote.span).contains("mayor")).unwrap();
        assert_eq!(quote.speaker.as_ref().unwrap().name, "Ruth Amsel");
        assert_eq!((quote.evidence.source, quote.evidence.confidence.get()), (Source::User, 1.0));
        assert_eq!(correction(change).misfit(&article), None);
    }

    #[test]
    fn a_quote_is_rejected_and_the_ids_of_others_stay() {
        let mut article = article();
        let ids = |article: &Article| article.quotes.iter().map(|quote| quote.utterance).collect::<BTreeSet<_>>();
        let before = ids(&article);
        let change =
            Change::Reject { words: words(&["“The dam will hold,”", "“It was checked twice.”"]), nth: 0 };
        assert!(correction(change).apply(&mut article, Gazetteer::embedded()));
        assert_eq!(ids(&article), before.into_iter().filter(|&id| id != 0).collect());
    }

    #[test]
    fn a_missed_quote_is_added_in_its_place() {
        let mut article = article();
        let n = article.quotes.len();
        let change = Change::Speaker { words: words(&["The mill is shut"]), nth: 0, name: "Ruth Amsel".into() };
        assert!(correction(change).apply(&mut article, Gazetteer::embedded()));
        assert_eq!(article.quotes.len(), n + 1);
        assert!(article.quotes.windows(2).all(|pair| pair[0].utterance <= pair[1].utterance));
        let added = article.quotes.iter().find(|quote| quote.evidence.source == Source::User).unwrap();
        assert_eq!((article.slice(added.span), added.kind), ("The mill is shut", QuoteKind::Indirect));
    }

    #[test]
    fn dates_are_reckoned_from_the_date_put_right() {
        let mut article = article();
        article.text = "The dam broke on Monday.".to_owned();
        assert!(
            correction(Change::Published("1994-03-09".parse().unwrap())).apply(&mut article, Gazetteer::embedded())
        );
        assert_eq!(article.published.as_ref().unwrap().date.to_string(), "1994-03-09");
        assert_eq!(article.dates[0].value, "1994-03-07");
    }

    #[test]
    fn a_place_is_put_right() {
        let mut article = article();
        assert!(
            correction(Change::Place { name: "Ghent".into(), id: PlaceId(2_797_656) })
                .apply(&mut article, Gazetteer::embedded())
        );
        assert_eq!(article.places[0].country.as_deref(), Some("BE"));
        assert!(
            !correction(Change::Place { name: "Nowhere".into(), id: PlaceId(i64::MAX) })
                .apply(&mut article, Gazetteer::embedded())
        );
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let mut article = article();
        let gone = correction(Change::Speaker { words: words(&["The dam broke"]), nth: 0, name: "A".into() });
        assert!(!gone.apply(&mut article, Gazetteer::embedded()));
        assert!(gone.misfit(&article).is_some());
    }

    #[test]
    fn digests_tell_corrections_apart() {
        let one = correction(Change::Reject { words: words(&["a"]), nth: 0 });
        let two = correction(Change::Reject { words: words(&["b"]), nth: 0 });
        let of = |lines: &[&Correction]| {
            let text: Vec<String> = lines.iter().map(|line| line.to_line()).collect();
            Corrections::parse(&text.join("\n")).0.digest(&one.content)
        };
        assert_ne!(of(&[&one]), of(&[&two]));
        assert_ne!(of(&[&one]), of(&[&one, &two]));
        assert_eq!(of(&[]), 0);
    }

    #[test]
    fn ids_of_quotes() {
        assert_eq!(quote_id("a/b.txt", 7), "a/b.txt:q7");
        assert_eq!(split_quote_id("a/b.txt:q7"), Some(("a/b.txt", 7)));
        for id in ["a.txt", "a.txt:q", "a.txt:qx", "a:q99999999999"] {
            assert_eq!(split_quote_id(id), None, "{id}");
        }
    }
}
