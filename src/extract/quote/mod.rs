//! Reported speech and who said it.
//!
//! `“We go,” Peskov said.` → a direct quote by Dmitry Peskov, with the cue "said", the rule that
//! found it and how often that rule is right. Paragraph by paragraph: [`passage`] folds quotations
//! into items, [`report`] finds cues and what they report, [`resolve`] says who is meant, and
//! quotations that no cue claims go on from their neighbours.

mod antecedent;
mod candidate;
mod confidence;
mod feature;
mod model;
mod passage;
mod report;
mod resolve;
mod rule;
mod subject;
#[cfg(test)]
mod tests;
pub mod training;
mod turn;

use crate::article::{Cue, Evidence, Metadata, Quote, QuoteKind, Source, Span, Speaker};
use crate::extract::person::{self, People};
use crate::lexicon::{Class, Language, Lexicon, weights};
use crate::text::Prose;
use model::Model;
use passage::Passage;
use report::{Models, Report, Reporter};
use resolve::{Resolver, Spoken, Voice};
use rule::Rule;
use std::ops::Range;
use std::sync::OnceLock;
use turn::Turn;

/// Every quote, in text order.
pub(crate) fn quotes(prose: &Prose<'_>, people: &People, metadata: &Metadata) -> Vec<Quote> {
    run(prose, people, metadata, false).found
}

/// Reads an article; `trace` keeps what pronouns could have meant.
fn run<'a>(prose: &'a Prose<'a>, people: &'a People, metadata: &Metadata, trace: bool) -> ArticleQuotes<'a> {
    let models = models(prose.lexicon.language);
    let mut article = ArticleQuotes {
        prose,
        people,
        models,
        resolver: Resolver::new(prose, people, &models.antecedent),
        found: Vec::new(),
        n_utterances: 0,
        previous: None,
        last_voice: None,
        n_unclear: 0,
        trace: trace.then(Vec::new),
    };
    article.resolver.trace = trace.then(Vec::new);
    let mut reporter = Reporter::new(models);
    let mut reports = Vec::new();
    let turns = turn::find(prose, people, metadata);
    fill_passages(prose, |n, passage| {
        if let Some(Some(turn)) = turns.get(n) {
            return article.turn(turn);
        }
        reports.clear();
        reporter.find(passage, &mut reports);
        article.paragraph(passage, &reports);
    });
    article
}

/// The models of a language, read at first use. What they weigh is mostly the shape of a sentence: one set of weights
/// serves every language, and words that a language does not have weigh nothing in it.
fn models(language: Language) -> &'static Models {
    static MODELS: [OnceLock<Models>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];
    MODELS[language as usize].get_or_init(|| {
        let lexicon = Lexicon::of(language);
        Models {
            report: Model::read(weights::REPORT, lexicon),
            clause_end: Model::read(weights::CLAUSE_END, lexicon),
            antecedent: Model::read(weights::ANTECEDENT, lexicon),
            confidence: Model::read(weights::CONFIDENCE, lexicon),
        }
    })
}

/// Hands every paragraph of an article to `visit` as a passage.
fn fill_passages<'a>(prose: &'a Prose<'a>, mut visit: impl FnMut(usize, &Passage<'a>)) {
    let mut passage = Passage::new(prose);
    let mut quotation = 0;
    for (n, &paragraph) in prose.paragraphs.iter().enumerate() {
        let first = quotation;
        while prose.quotations.get(quotation).is_some_and(|q| q.first_token < paragraph.end_token) {
            quotation += 1;
        }
        passage.fill(paragraph, first..quotation);
        visit(n, &passage);
    }
}

/// A quote before it is written down.
struct Draft {
    items: Range<usize>,
    cue: Range<usize>,
    rule: Rule,
    spoken: Spoken,
    /// Same utterance as the one before.
    goes_on: bool,
    /// The model's log odds that these are somebody's words; 0 where none was asked.
    score: f32,
}

/// The quotes of one article, as they are found.
struct ArticleQuotes<'a> {
    prose: &'a Prose<'a>,
    people: &'a People,
    models: &'static Models,
    resolver: Resolver<'a>,
    found: Vec<Quote>,
    n_utterances: u32,
    /// Who spoke at the end of the paragraph before, and whether its last quotation stayed open.
    previous: Option<(Voice, bool)>,
    /// Who said the piece written last.
    last_voice: Option<Voice>,
    /// How many pieces in a row no word attributes.
    n_unclear: usize,
    /// For training: each quote's features.
    trace: Option<Vec<(usize, Vec<model::Feature>)>>,
}

/// Direct where it is one quotation, mixed where it holds one.
fn kind_of(passage: &Passage<'_>, items: &Range<usize>) -> QuoteKind {
    match items.clone().filter(|&i| passage.is_quotation(i)).count() {
        0 => QuoteKind::Indirect,
        1 if items.len() == 1 => QuoteKind::Direct,
        _ => QuoteKind::Mixed,
    }
}

impl ArticleQuotes<'_> {
    fn paragraph(&mut self, passage: &Passage<'_>, reports: &[Report]) {
        let mut drafts: Vec<Draft> = Vec::new();
        for report in reports {
            let spoken = self.speaker(passage, report, &drafts);
            if let Some(voice) = &spoken.voice {
                self.resolver.spoke(voice, passage.items[report.cue.start].first_token());
            }
            drafts.push(Draft {
                items: report.content.clone(),
                cue: report.cue.clone(),
                rule: report.rule,
                spoken,
                goes_on: matches!(report.rule, Rule::Split | Rule::Parenthesis),
                score: report.score,
            });
        }
        self.unclaimed(passage, &mut drafts);
        drafts.sort_by_key(|draft| (draft.items.start, draft.items.end));
        let last = drafts.last();
        let is_open = passage.quotations.last().is_some_and(|&i| passage.quotation(i).is_some_and(|q| !q.is_closed));
        self.previous = last.and_then(|draft| draft.spoken.voice.clone()).map(|voice| (voice, is_open));
        for draft in drafts {
            self.write(passage, &draft);
        }
    }

    /// Who a report's subject means.
    fn speaker(&mut self, passage: &Passage<'_>, report: &Report, drafts: &[Draft]) -> Spoken {
        let content =
            passage.items[report.content.start].first_token()..passage.items[report.content.end - 1].end_token();
        if let Some(subject) = report.subject.clone() {
            return self.resolver.subject(passage, subject, content);
        }
        let sentence = passage.items[report.cue.start].sentence;
        let earlier = drafts.iter().rev().find(|draft| passage.items[draft.cue.start].sentence == sentence);
        if let Some(draft) = earlier {
            return Spoken { mention: None, ..draft.spoken.clone() };
        }
        match passage.first_subject(report.cue.start) {
            Some(subject) => self.resolver.subject(passage, subject, content),
            None => Spoken { voice: self.resolver.last().cloned(), mention: None, by_pronoun: false, belief: 0.5 },
        }
    }

    /// Quotations that no cue claims: they go on from their neighbours, or are no speech.
    fn unclaimed(&mut self, passage: &Passage<'_>, drafts: &mut Vec<Draft>) {
        drafts.sort_by_key(|draft| draft.items.start);
        let only_quotations =
            passage.items.iter().all(|item| item.quotation().is_some() || matches!(item.mark, '.' | ','));
        let n_claimed = drafts.len();
        let mut next = 0;
        let mut before: Option<Voice> = None;
        for (n, &i) in passage.quotations.iter().enumerate() {
            while next < n_claimed && drafts[next].items.end <= i {
                before = drafts[next].spoken.voice.clone().or(before);
                next += 1;
            }
            if next < n_claimed && drafts[next].items.contains(&i) {
                continue;
            }
            let after = drafts[..n_claimed].get(next).and_then(|draft| draft.spoken.voice.clone());
            let Some((voice, rule)) = self.claim(passage, n, i, only_quotations, before.clone(), after) else {
                continue;
            };
            before = Some(voice.clone());
            drafts.push(Draft {
                items: i..i + 1,
                cue: 0..0,
                rule,
                spoken: Spoken { voice: Some(voice), mention: None, by_pronoun: false, belief: 0.5 },
                goes_on: matches!(rule, Rule::Continuation | Rule::OpenParagraph),
                score: 0.0,
            });
        }
    }

    /// Whose words the paragraph's `n`th quotation is, at item `i`, between what others say in it.
    fn claim(
        &mut self,
        passage: &Passage<'_>,
        n: usize,
        i: usize,
        only: bool,
        before: Option<Voice>,
        after: Option<Voice>,
    ) -> Option<(Voice, Rule)> {
        let ends = matches!(passage.quotation_end(i), '.' | '!' | '?' | ',' | '…' | '—');
        let n_words = passage.n_words(i);
        let whole = feature::starts_upper(passage, i) && passage.sentence_of(i).start == i;
        match (before, after) {
            (Some(voice), _) if ends && n_words >= 2 => Some((voice, Rule::Continuation)),
            (_, Some(voice)) if ends && whole && n_words >= 4 => Some((voice, Rule::NextInParagraph)),
            (None, None) => {
                self.dash(passage, i).or_else(|| self.floating(passage, n, i, only, ends && (whole || i == 0), n_words))
            }
            _ => None,
        }
    }

    /// "“Q.” — Maria Okafor", to the paragraph's end.
    fn dash(&mut self, passage: &Passage<'_>, i: usize) -> Option<(Voice, Rule)> {
        let name = i + 2..passage.items.len();
        let is_dash = matches!(passage.mark(i + 1), '—' | '–' | '-' | '―');
        if !is_dash || name.is_empty() || name.len() > 12 || !passage.is_proper(name.start) {
            return None;
        }
        let end = name
            .clone()
            .find(|&at| !passage.is_capitalised(at) && passage.mark(at) != '-' && !passage.is(at, Class::NameParticle))
            .unwrap_or(name.end);
        let spoken = self.resolver.subject(passage, name.start..end, 0..0);
        spoken.voice.map(|voice| (voice, Rule::Dash))
    }

    /// A quotation in a paragraph where nobody is said to speak.
    fn floating(
        &self,
        passage: &Passage<'_>,
        n: usize,
        i: usize,
        only: bool,
        ends: bool,
        n_words: usize,
    ) -> Option<(Voice, Rule)> {
        if let Some((voice, is_open)) = self.previous.clone() {
            if is_open && n == 0 && i == 0 {
                return Some((voice, Rule::OpenParagraph));
            }
            if only || n == 0 && i == 0 && ends && n_words >= 4 {
                return Some((voice, Rule::FloatingParagraph));
            }
        }
        if !ends || n_words < 4 {
            return None;
        }
        let tokens = passage.paragraph.first_token..passage.items[i].first_token();
        if let Some(mention) = self.people.first_mention_in(tokens).filter(|mention| !mention.is_quoted) {
            return Some((Voice::Person(mention.person), Rule::LeadIn));
        }
        self.resolver.last().cloned().map(|voice| (voice, Rule::LastSpeaker))
    }

    /// A paragraph, or what follows its label, that one person says.
    fn turn(&mut self, turn: &Turn) {
        if let Some(voice) = &turn.voice {
            self.resolver.spoke(voice, turn.content.start);
        }
        self.previous = None;
        if !turn.label.is_empty() || self.n_utterances == 0 {
            self.n_utterances += 1;
        }
        let span = self.span(turn.content.clone());
        let mention = (!turn.label.is_empty()).then(|| turn.label.clone());
        let source = if turn.rule == Rule::Speech { Source::Metadata } else { Source::Prose };
        self.found.push(Quote {
            span,
            utterance: self.n_utterances - 1,
            kind: self.turn_kind(turn),
            speaker: turn.voice.as_ref().map(|voice| self.speaker_of(voice, mention)),
            cue: None,
            evidence: Evidence {
                span: Some(span),
                rule: turn.rule.as_str().into(),
                confidence: confidence::of(&self.models.confidence, turn.rule, &[]),
                source,
            },
        });
    }

    /// A transcript gives words as they were said; a headline only what it marks.
    fn turn_kind(&self, turn: &Turn) -> QuoteKind {
        let quoted = turn.content.clone().filter(|&at| self.prose.tokens[at].is_quoted()).count();
        match turn.rule {
            Rule::Headline if quoted == 0 => QuoteKind::Indirect,
            Rule::Headline if quoted + 1 < turn.content.len() => QuoteKind::Mixed,
            _ => QuoteKind::Direct,
        }
    }

    fn span(&self, tokens: Range<usize>) -> Span {
        Span::new(self.prose.tokens[tokens.start].start as usize, self.prose.tokens[tokens.end - 1].end as usize)
    }

    fn write(&mut self, passage: &Passage<'_>, draft: &Draft) {
        let (start, end) = passage.bytes(draft.items.clone());
        if self.found.last().is_some_and(|last| last.span.end > start) {
            return;
        }
        if !(draft.goes_on && self.spoke_last(draft)) {
            self.n_utterances += 1;
        }
        self.last_voice.clone_from(&draft.spoken.voice);
        let kind = kind_of(passage, &draft.items);
        let n_words = draft.items.clone().map(|i| passage.n_words(i)).sum();
        let features = confidence::features(draft, kind, n_words, self.n_unclear);
        let span = Span::new(start, end);
        let cue = (!draft.cue.is_empty()).then(|| {
            let (start, end) = passage.bytes(draft.cue.clone());
            Cue { text: self.prose.text[start..end].to_owned(), span: Span::new(start, end) }
        });
        let confidence = confidence::of(&self.models.confidence, draft.rule, &features);
        self.n_unclear = if draft.spoken.mention.is_some() { 0 } else { self.n_unclear + 1 };
        if let Some(trace) = &mut self.trace {
            trace.push((self.found.len(), features));
        }
        self.found.push(Quote {
            span,
            utterance: self.n_utterances - 1,
            kind,
            speaker: draft.spoken.voice.as_ref().map(|voice| self.speaker_of(voice, draft.spoken.mention.clone())),
            cue,
            evidence: Evidence {
                span: Some(span),
                rule: draft.rule.as_str().into(),
                confidence,
                source: Source::Prose,
            },
        });
    }

    /// Whether the piece written last is by the same voice.
    fn spoke_last(&self, draft: &Draft) -> bool {
        self.n_utterances > 0 && self.last_voice == draft.spoken.voice
    }

    fn speaker_of(&self, voice: &Voice, mention: Option<Range<usize>>) -> Speaker {
        let name = match voice {
            Voice::Person(person) => self.people.name(self.prose, *person),
            Voice::Stated(name) => name.to_string(),
            Voice::Name(tokens) | Voice::Nominal(tokens) => person::printed(self.prose, tokens.clone()),
        };
        let span = mention.map(|tokens| {
            Span::new(self.prose.tokens[tokens.start].start as usize, self.prose.tokens[tokens.end - 1].end as usize)
        });
        Speaker {
            name,
            mention: span.map_or_else(String::new, |span| self.prose.text[span.start..span.end].to_owned()),
            span,
        }
    }
}
