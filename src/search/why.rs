//! Why an article matches a query, or which clause failed: the query's own tree, each clause with what it found there.

use super::Searcher;
use super::compile::meanings;
use super::error::Result;
use super::evaluate::{Evaluator, Found};
use super::highlight;
use super::interval::TextField;
use super::join::Family;
use super::plan::{Leaf, Plan, Role, Shape};
use super::request::Request;
use crate::article::{Article, Confidence, Evidence, Place, PlaceRole, Quote, Span};
use crate::index::analyzer::fold;
use crate::index::schema::{FIELDS, Kind};
use crate::index::{utterance_confidence, utterances};
use crate::knowledge::quote_id;
use crate::query::Field;
use crate::text::count_words;
use std::ops::Range;
use tantivy::query::EnableScoring;
use tantivy::schema::Field as IndexField;
use tantivy::{DocId, SegmentReader};

/// The most proofs of a clause.
const MOST_PROOFS: usize = 20;

/// Why an article matches, or not.
#[derive(Clone, Debug)]
pub struct Why {
    /// The article.
    pub article: Article,
    /// The query.
    pub root: Reason,
}

/// A clause, and whether it holds of the article.
#[derive(Clone, Debug)]
pub struct Reason {
    /// In canonical form.
    pub text: String,
    /// Where in the query.
    pub span: Span,
    /// Whether it holds.
    pub holds: bool,
    /// What it found; where it does not hold, what the article has instead.
    pub proofs: Vec<Proof>,
    /// The clauses it is made of.
    pub parts: Vec<Reason>,
    /// Of a clause about quotes: how many of the article's quotes satisfy it.
    pub n_quotes: Option<u64>,
}

/// Something that an article has, and why it is believed.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// What it is: `text`, `headline`, `quote`, `date`, `place`, …
    pub what: &'static str,
    /// The words, or the value.
    pub words: String,
    /// Where it stands in the text.
    pub span: Option<Span>,
    /// The rule that found it.
    pub rule: Option<String>,
    /// How sure it is.
    pub confidence: Option<Confidence>,
    /// The quote's id.
    pub quote_id: Option<String>,
}

/// An article of a segment, whose clauses are asked one by one.
struct Case<'a> {
    searcher: &'a Searcher,
    reader: &'a SegmentReader,
    article: &'a Article,
    utterances: Vec<Vec<&'a Quote>>,
    doc: DocId,
    quotes: Range<DocId>,
}

impl Searcher {
    /// Why the article with that id satisfies a request, or which clause fails; `None` where there is none.
    pub fn why(&self, request: &Request, id: &str) -> Result<Option<Why>> {
        let Some(address) = self.reader().find(id)? else { return Ok(None) };
        let plan = self.plan(request)?;
        let article = self.article(address)?;
        let reader = self.engine().segment_reader(address.segment_ord);
        let doc = address.doc_id;
        let quotes = Family::open(reader)?.quotes_of(doc);
        let case = Case { searcher: self, reader, article: &article, utterances: utterances(&article), doc, quotes };
        let root = case.about_article(&plan)?;
        Ok(Some(Why { article, root }))
    }
}

impl Case<'_> {
    fn about_article(&self, plan: &Plan) -> Result<Reason> {
        let each = |plans: &[Plan]| plans.iter().map(|plan| self.about_article(plan)).collect::<Result<Vec<_>>>();
        let (holds, found) = self.ask(plan, Kind::Article, self.doc)?;
        let mut reason = Reason {
            text: plan.text.clone(),
            span: plan.span,
            holds,
            proofs: Vec::new(),
            parts: Vec::new(),
            n_quotes: None,
        };
        match &plan.shape {
            Shape::All => {}
            Shape::Leaf(leaf) => reason.proofs = self.proofs(plan, leaf, &found),
            Shape::And(parts) | Shape::Or(parts) => reason.parts = each(parts)?,
            Shape::Not(inner) => reason.parts = vec![self.about_article(inner)?],
            Shape::Quote(inner) => {
                let group = self.about_quotes(inner)?;
                (reason.n_quotes, reason.proofs, reason.parts) = (group.n_quotes, group.proofs, group.parts);
            }
        }
        Ok(reason)
    }

    /// A clause about a quote: which of the article's quotes satisfy it.
    fn about_quotes(&self, plan: &Plan) -> Result<Reason> {
        let mut proofs = Vec::new();
        let mut n_quotes = 0;
        let mut evaluator = self.evaluator(plan, Kind::Quote)?;
        for (doc, pieces) in self.quotes.clone().zip(&self.utterances) {
            let mut found = Vec::new();
            if evaluator.found(doc, &mut found) {
                n_quotes += 1;
                if proofs.len() < MOST_PROOFS {
                    proofs.push(self.quote(doc, pieces, &found));
                }
            }
        }
        let parts = match &plan.shape {
            Shape::And(parts) | Shape::Or(parts) => {
                parts.iter().map(|part| self.about_quotes(part)).collect::<Result<Vec<_>>>()?
            }
            Shape::Not(inner) => vec![self.about_quotes(inner)?],
            _ => Vec::new(),
        };
        let holds = n_quotes > 0;
        Ok(Reason { text: plan.text.clone(), span: plan.span, holds, proofs, parts, n_quotes: Some(n_quotes) })
    }

    fn evaluator<'p>(&self, plan: &'p Plan, kind: Kind) -> Result<Evaluator<'p>> {
        let scoring = EnableScoring::disabled_from_searcher(self.searcher.engine());
        Ok(Evaluator::new(plan, kind, scoring, self.reader)?)
    }

    fn ask<'p>(&self, plan: &'p Plan, kind: Kind, doc: DocId) -> Result<(bool, Vec<Found<'p>>)> {
        let mut found = Vec::new();
        let holds = self.evaluator(plan, kind)?.found(doc, &mut found);
        Ok((holds, found))
    }

    fn quote(&self, doc: DocId, pieces: &[&Quote], found: &[Found<'_>]) -> Proof {
        let here: Vec<&Found<'_>> =
            found.iter().filter(|found| found.doc == doc && found.pattern.field == TextField::said()).collect();
        let marks = highlight::in_utterance(self.article, pieces, &here);
        let first = pieces.first();
        let speaker = pieces.iter().find_map(|piece| piece.speaker.as_ref());
        let said = match marks.as_slice() {
            [] => first.map_or("", |piece| self.article.slice(piece.span)),
            [mark, ..] => self.article.slice(*mark),
        };
        let speaker = speaker.map_or("(speaker unknown)", |speaker| &speaker.name);
        Proof {
            what: "quote",
            words: format!("{speaker}: {said}"),
            span: marks.first().copied().or(first.map(|piece| piece.span)),
            rule: first.map(|piece| piece.evidence.rule.to_string()),
            confidence: Some(utterance_confidence(pieces)),
            quote_id: first.map(|piece| quote_id(&self.article.id, piece.utterance)),
        }
    }

    fn proofs(&self, plan: &Plan, leaf: &Leaf, found: &[Found<'_>]) -> Vec<Proof> {
        let article = self.article;
        let mut proofs = self.words(found);
        let field = plan.text.split_once(':').and_then(|(name, _)| Field::by_name(name));
        if proofs.is_empty() {
            proofs = match (&leaf.role, field) {
                (Role::Place(typed, field), _) => self.places(typed, *field, plan.text.contains(":=")),
                (Role::Near(_), _) => Vec::new(),
                (_, Some(Field::Date | Field::DateSource)) => match &article.published {
                    Some(published) => vec![proof("date", published.date.to_string(), &published.evidence)],
                    None => vec![bare("date", "none is known")],
                },
                (_, Some(Field::When)) => article
                    .dates
                    .iter()
                    .map(|date| Proof {
                        span: Some(date.span),
                        ..proof("when", format!("{} ({})", article.slice(date.span), date.value), &date.evidence)
                    })
                    .collect(),
                (_, Some(Field::Byline)) => {
                    article.byline.iter().map(|byline| proof("byline", byline.text.clone(), &byline.evidence)).collect()
                }
                (_, Some(Field::Source)) => article.source.iter().map(|source| bare("source", source)).collect(),
                (_, Some(Field::Section)) => article.section.iter().map(|section| bare("section", section)).collect(),
                (_, Some(Field::Lang)) => vec![bare("language", &article.language)],
                (_, Some(Field::Path)) => vec![bare("path", &article.path)],
                (_, Some(Field::Id)) => vec![bare("id", &article.id)],
                (_, Some(Field::Words)) => {
                    vec![bare("words", &count_words(&article.text).to_string())]
                }
                (_, Some(Field::Has)) => {
                    let codes = article.diagnostics.iter().map(|diagnostic| bare("diagnostic", &diagnostic.message));
                    codes.collect()
                }
                (_, Some(Field::Mentions)) => article
                    .people
                    .iter()
                    .map(|person| Proof {
                        span: Some(person.first),
                        ..bare("person", &format!("{} ×{}", person.name, person.n_mentions))
                    })
                    .collect(),
                _ => Vec::new(),
            };
        }
        proofs.truncate(MOST_PROOFS);
        proofs
    }

    /// The words of headline and text by which a pattern matched.
    fn words(&self, found: &[Found<'_>]) -> Vec<Proof> {
        let in_field = |field: TextField| -> Vec<&Found<'_>> {
            found.iter().filter(|found| found.doc == self.doc && found.pattern.field == field).collect()
        };
        let mut proofs = Vec::new();
        if let Some(headline) = &self.article.headline {
            for mark in highlight::in_text(&headline.text, &in_field(TextField::headline())) {
                let words = headline.text.get(mark.start..mark.end).unwrap_or_default();
                proofs.push(proof("headline", words.to_owned(), &headline.evidence));
            }
        }
        for mark in highlight::in_text(&self.article.text, &in_field(TextField::body())) {
            proofs.push(Proof { span: Some(mark), ..bare("text", self.article.slice(mark)) });
        }
        proofs
    }

    /// The places of the article that a name can mean; where there is none, those that it has.
    fn places(&self, typed: &str, field: IndexField, is_exact: bool) -> Vec<Proof> {
        let gazetteer = self.searcher.gazetteer();
        let meant = meanings(typed, gazetteer);
        let is_meant = |place: &&Place| {
            let is_within = |entry: crate::lexicon::gazetteer::PlaceNumber| {
                let itself = |number| meant.contains(&number);
                if is_exact { itself(entry) } else { gazetteer.ancestry(entry).any(|outer| itself(outer.number)) }
            };
            gazetteer.entry(place.id).is_some_and(|entry| is_within(entry.number) || meant.contains(&entry.number))
                || fold(&place.name) == fold(typed)
        };
        let of_field = |place: &&Place| field != FIELDS.dateline || place.role == PlaceRole::Dateline;
        let show = |place: &Place| {
            let country = place.country.as_ref().map(|country| format!(", {country}")).unwrap_or_default();
            let printed = place.evidence.span.map_or("", |span| self.article.slice(span));
            proof("place", format!("{printed} → {}{country}", place.name), &place.evidence)
        };
        if field == FIELDS.focus {
            let shares =
                self.article.focus.iter().map(|focus| bare("focus", &format!("{} {}%", focus.name, focus.percent)));
            return shares.collect();
        }
        let all = || self.article.places.iter().filter(of_field);
        let found: Vec<Proof> = all().filter(is_meant).map(show).collect();
        if found.is_empty() { all().map(show).collect() } else { found }
    }
}

fn proof(what: &'static str, words: String, evidence: &Evidence) -> Proof {
    Proof {
        what,
        words,
        span: evidence.span,
        rule: Some(evidence.rule.to_string()),
        confidence: Some(evidence.confidence),
        quote_id: None,
    }
}

fn bare(what: &'static str, words: &str) -> Proof {
    Proof { what, words: words.to_owned(), span: None, rule: None, confidence: None, quote_id: None }
}
