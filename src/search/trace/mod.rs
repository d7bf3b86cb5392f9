//! The life of a sentence: where it stands first, who else said it, in which outlets, and how its wording drifted.
//!
//! Quotes that hold most of the words are looked up in the index and laid beside the sentence ([`alignment`]); which words
//! differ decides whether they are the same utterance ([`sameness`]). Outside quotes the exact words are looked for.
//! Appearances with the same words are one [`Wording`].

mod alignment;
mod attribution;
mod sameness;

pub use alignment::Piece;
pub use attribution::{Claim, Conflict};

use super::Searcher;
use super::error::{Error, ErrorKind, Result};
use super::interval::said_in_a_row;
use super::join::ToChildQuery;
use super::plan::filter;
use super::rank::Ranked;
use super::request::{Output, Request};
use super::tally::for_each_document;
use crate::article::{Article, Confidence, Day, PartialDate, PlaceRole, Quote, QuoteKind, Span};
use crate::index::analyzer::tokens;
use crate::index::schema::{FIELDS, Kind};
use crate::index::{utterance_confidence, utterances};
use crate::knowledge::quote_id;
use crate::lexicon::Language;
use crate::query::Query as Asked;
use alignment::{Sentence, Window, differences};
use std::collections::BTreeMap;
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::{DocAddress, Term};

/// The most words of a sentence that is traced.
pub const MAX_TRACED_WORDS: usize = 200;

/// The rarest words of the sentence, by which quotes that may hold it are looked up.
const WORDS_LOOKED_UP: usize = 10;

/// What is traced, and among which articles.
#[derive(Clone, Debug)]
pub struct TraceRequest {
    /// The sentence.
    pub sentence: String,
    /// The same as an exact phrase, for what stands outside quotes.
    pub phrase: Asked,
    /// Which articles to look in.
    pub among: Request,
}

/// What became of a sentence.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Its wordings, that which appeared first before the others.
    pub wordings: Vec<Wording>,
    /// The same words given to several people.
    pub conflicts: Vec<Conflict>,
    /// How many articles have it.
    pub n_articles: u64,
    /// How many of its appearances are in articles of which no date is known.
    pub n_undated: u64,
}

/// Appearances with the same words.
#[derive(Clone, Debug)]
pub struct Wording {
    /// The words as they were printed first.
    pub words: String,
    /// How they differ from those of the first wording; empty for that itself.
    pub drift: Vec<Piece>,
    /// Where they stand, the earliest first, the undated last.
    pub appearances: Vec<Appearance>,
}

/// One place where the sentence stands.
#[derive(Clone, Debug)]
pub struct Appearance {
    /// The article.
    pub id: String,
    /// The quote; `None` where the words stand in none.
    pub quote_id: Option<String>,
    /// When it was published.
    pub date: Option<PartialDate>,
    /// Who said it, as far as is known.
    pub speaker: Option<String>,
    /// What names the speaker at the quote.
    pub mention: Option<String>,
    /// Whether the speaker is a person whom the article names.
    pub is_person: bool,
    /// The reporting word.
    pub cue: Option<String>,
    /// How it is reported.
    pub kind: Option<QuoteKind>,
    /// The rule that found the quote.
    pub rule: Option<String>,
    /// How sure quote and speaker are.
    pub confidence: Option<Confidence>,
    /// Where the article was filed from.
    pub place: Option<String>,
    /// Its publication or outlet.
    pub source: Option<String>,
    /// Its headline.
    pub headline: Option<String>,
    /// Where the words stand in its text.
    pub span: Span,
    /// The words.
    pub words: String,
    /// How it came there.
    pub origin: Origin,
    /// The words of the sentence that it is, or stands in, folded and sorted.
    sentence: Vec<String>,
}

/// Whose copy an article is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Its own, as far as is known.
    Own,
    /// An agency's: its dateline says so.
    Wire {
        /// The agency.
        agency: String,
    },
    /// A copy of an article that appeared before.
    Reprint {
        /// The id of the earliest of the copies.
        of: String,
        /// The agency whose copy it is, where the dateline of one of them says so.
        agency: Option<String>,
    },
}

impl Appearance {
    fn day(&self) -> (bool, Option<Day>) {
        let day = self.date.map(|date| date.range().first);
        (day.is_none(), day)
    }
}

impl Searcher {
    /// Where a sentence stands, in its own words and in words near to them.
    pub fn trace(&self, request: &TraceRequest) -> Result<Trace> {
        let sentence = Sentence::new(&request.sentence);
        if sentence.len() > MAX_TRACED_WORDS {
            let kind = ErrorKind::SentenceTooLong { limit: MAX_TRACED_WORDS };
            return Err(Error::query(Span::new(0, 0), kind, "give its most telling part"));
        }
        let mut found: BTreeMap<String, Vec<(Window, Appearance)>> = BTreeMap::new();
        let mut add = |window: Window, appearance: Appearance| {
            found.entry(window.key.clone()).or_default().push((window, appearance));
        };
        self.in_quotes(request, &sentence, &mut add)?;
        self.outside_quotes(request, &sentence, &mut add)?;
        Ok(self.told(found))
    }

    /// The quotes that hold the sentence, or most of it.
    fn in_quotes(
        &self,
        request: &TraceRequest,
        sentence: &Sentence,
        add: &mut dyn FnMut(Window, Appearance),
    ) -> Result<()> {
        let Some(candidates) = self.candidates(sentence)? else { return Ok(()) };
        let among = self.plan(&request.among)?;
        let among = ToChildQuery::new(among.query(Kind::Article));
        let query = BooleanQuery::intersection(vec![candidates, filter(Box::new(among))]);
        let mut articles: Vec<DocAddress> = Vec::new();
        let mut segment = 0;
        for_each_document(self, &query, &mut |reader, docs| {
            let family = super::join::Family::open(reader)?;
            articles.extend(docs.iter().map(|&doc| DocAddress::new(segment, family.article_of(doc))));
            segment += 1;
            Ok(())
        })?;
        articles.dedup();
        for address in articles {
            let article = self.article(address)?;
            for pieces in utterances(&article) {
                let texts = pieces.iter().map(|piece| (article.slice(piece.span), piece.span.start));
                if let Some(window) = sentence.find(texts, language_of(&article)) {
                    let appearance = self.appearance(address, &article, Some(&pieces), window.span)?;
                    add(window, appearance);
                }
            }
        }
        Ok(())
    }

    /// The quotes that have enough of the sentence's rarest words.
    fn candidates(&self, sentence: &Sentence) -> Result<Option<Box<dyn Query>>> {
        let mut words: Vec<(u64, &str)> = Vec::new();
        for word in sentence.distinct() {
            words.push((self.engine().doc_freq(&Term::from_field_text(FIELDS.body, word))?, word));
        }
        words.sort();
        words.truncate(WORDS_LOOKED_UP);
        if words.is_empty() {
            return Ok(None);
        }
        // As many of them may be missing as the alignment forgives, and no more.
        let least = words.len() - sentence.forgiven().min(words.len() - 1);
        let clause = |(_, word): (u64, &str)| Ok((Occur::Should, said_in_a_row(self.engine(), &[word])?));
        let clauses = words.into_iter().map(clause).collect::<Result<_>>()?;
        Ok(Some(Box::new(BooleanQuery::with_minimum_required_clauses(clauses, least))))
    }

    /// The exact words where they stand in no quote.
    fn outside_quotes(
        &self,
        request: &TraceRequest,
        sentence: &Sentence,
        add: &mut dyn FnMut(Window, Appearance),
    ) -> Result<()> {
        let phrase = self.plan(&Request { query: request.phrase.clone(), ..request.among.clone() })?;
        let among = self.plan(&request.among)?;
        let query = BooleanQuery::intersection(vec![phrase.query(Kind::Article), filter(among.query(Kind::Article))]);
        let mut hits: Vec<Ranked> = Vec::new();
        let mut segment = 0;
        for_each_document(self, &query, &mut |_, docs| {
            hits.extend(docs.iter().map(|&doc| Ranked { address: DocAddress::new(segment, doc), score: 0.0 }));
            segment += 1;
            Ok(())
        })?;
        for hits in hits.chunks(256) {
            for (address, article, marks) in self.marked(&phrase, hits)? {
                for mark in marks {
                    if article.quotes.iter().any(|quote| quote.span.overlaps(mark)) {
                        continue;
                    }
                    let text = std::iter::once((article.slice(mark), mark.start));
                    if let Some(window) = sentence.find(text, language_of(&article)) {
                        let appearance = self.appearance(address, &article, None, mark)?;
                        add(window, appearance);
                    }
                }
            }
        }
        Ok(())
    }

    fn appearance(
        &self,
        address: DocAddress,
        article: &Article,
        pieces: Option<&[&Quote]>,
        span: Span,
    ) -> Result<Appearance> {
        let pieces = pieces.unwrap_or_default();
        let speaker = pieces.iter().find_map(|piece| piece.speaker.as_ref());
        let place = article.places.iter().find(|place| place.role == PlaceRole::Dateline);
        let place = place.map(|place| match &place.country {
            Some(country) => format!("{}, {country}", place.name),
            None => place.name.clone(),
        });
        Ok(Appearance {
            id: article.id.clone(),
            quote_id: pieces.first().map(|piece| quote_id(&article.id, piece.utterance)),
            date: article.published.as_ref().map(|published| published.date),
            speaker: speaker.map(|speaker| speaker.name.clone()),
            mention: speaker.map(|speaker| speaker.mention.clone()).filter(|mention| !mention.is_empty()),
            is_person: speaker.is_some_and(|speaker| article.people.iter().any(|person| person.name == speaker.name)),
            cue: pieces.iter().find_map(|piece| piece.cue.as_ref()).map(|cue| cue.text.clone()),
            kind: pieces.first().map(|piece| piece.kind),
            rule: pieces.first().map(|piece| piece.evidence.rule.to_string()),
            confidence: (!pieces.is_empty()).then(|| utterance_confidence(pieces)),
            place,
            source: article.source.clone(),
            headline: article.headline.as_ref().map(|headline| headline.text.clone()),
            span,
            words: article.slice(span).split_whitespace().collect::<Vec<_>>().join(" "),
            origin: self.origin(address, article)?,
            sentence: sentence_around(&article.text, span),
        })
    }

    /// Whether an article is an agency's, or a copy of another.
    fn origin(&self, address: DocAddress, article: &Article) -> Result<Origin> {
        let agency = |article: &Article| article.dateline.as_ref().and_then(|dateline| dateline.agency.clone());
        let own = agency(article);
        if let Some(first) = self.first_copy(address)?.filter(|first| *first != article.id) {
            let agency = match (own, self.reader().find(&first)?) {
                (Some(own), _) => Some(own),
                (None, Some(address)) => agency(&self.reader().article(address)?),
                (None, None) => None,
            };
            return Ok(Origin::Reprint { of: first, agency });
        }
        Ok(own.map_or(Origin::Own, |agency| Origin::Wire { agency }))
    }

    fn told(&self, found: BTreeMap<String, Vec<(Window, Appearance)>>) -> Trace {
        let mut wordings: Vec<(Window, Wording)> = Vec::with_capacity(found.len());
        for mut same in found.into_values() {
            same.sort_by(|(_, a), (_, b)| {
                (a.day(), &a.id, a.span, &a.quote_id).cmp(&(b.day(), &b.id, b.span, &b.quote_id))
            });
            let window = same[0].0.clone();
            let appearances: Vec<Appearance> = same.into_iter().map(|(_, appearance)| appearance).collect();
            wordings.push((window, Wording { words: appearances[0].words.clone(), drift: Vec::new(), appearances }));
        }
        wordings.sort_by(|(_, a), (_, b)| {
            let key = |wording: &Wording| (wording.appearances[0].day(), wording.appearances[0].id.clone());
            key(a).cmp(&key(b))
        });
        let first = wordings.first().map(|(window, _)| window.clone());
        let wordings: Vec<Wording> = wordings
            .into_iter()
            .enumerate()
            .map(|(n, (window, wording))| match &first {
                Some(first) if n > 0 => Wording { drift: differences(first, &window), ..wording },
                _ => wording,
            })
            .collect();
        let all = || wordings.iter().flat_map(|wording| &wording.appearances);
        let mut ids: Vec<&str> = all().map(|appearance| appearance.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let n_articles = ids.len() as u64;
        let n_undated = all().filter(|appearance| appearance.date.is_none()).count() as u64;
        let conflicts = attribution::conflicts(&wordings);
        Trace { wordings, conflicts, n_articles, n_undated }
    }
}

/// The words of the sentence around a span, as far as marks and a bound tell, in order of the alphabet.
fn sentence_around(text: &str, span: Span) -> Vec<String> {
    const MOST_BYTES: usize = 600;
    let is_end = |c: char| matches!(c, '.' | '!' | '?' | '\n' | '“' | '”' | '"');
    let floor = text.floor_char_boundary(span.start.saturating_sub(MOST_BYTES));
    let ceiling = text.ceil_char_boundary((span.end + MOST_BYTES).min(text.len()));
    let before = text.get(floor..span.start).unwrap_or_default();
    let after = text.get(span.end..ceiling).unwrap_or_default();
    let start = before.rfind(is_end).map_or(floor, |at| floor + at);
    let end = after.find(is_end).map_or(ceiling, |at| span.end + at);
    let mut words: Vec<String> =
        words_of(text.get(start..end).unwrap_or_default(), 0).into_iter().map(|(word, _)| word).collect();
    words.sort_unstable();
    words
}

fn language_of(article: &Article) -> Language {
    Language::of_tag(&article.language).unwrap_or(Language::English)
}

/// The words of a text as the index has them, one for each position, with where they stand.
fn words_of(text: &str, offset: usize) -> Vec<(String, Span)> {
    let mut words: Vec<(String, Span)> = Vec::new();
    let mut tokens = tokens(text);
    let mut last = None;
    while let Some(token) = tokens.advance() {
        if last.replace(token.position) != Some(token.position) {
            let span = Span::new(token.span.start + offset, token.span.end + offset);
            words.push((token.term.to_owned(), span));
        }
    }
    words
}

impl TraceRequest {
    /// What to look for, in all articles that `among` finds.
    pub fn new(sentence: &str, phrase: Asked, among: Request) -> Self {
        Self { sentence: sentence.to_owned(), phrase, among: Request { output: Output::Articles, ..among } }
    }
}
