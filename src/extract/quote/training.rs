//! What `data/tools/train_quotes.rs` fits the models to: examples with their features as weight files write them.
//!
//! Not used when extracting. Gold quotes come as byte spans; a span that is no speech ("wants to") is neither
//! right nor wrong.

use super::candidate::{self, Candidate};
use super::feature;
use super::passage::Passage;
use super::report::{Reporter, breaks};
use super::{ArticleQuotes, fill_passages, models, run};
use crate::article::Metadata;
use crate::extract::person;
use crate::lexicon::{Language, Lexicon};
use crate::text::Prose;
use std::ops::Range;

/// A quote marked by hand.
#[derive(Clone, Debug)]
pub struct Gold {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Whether it is speech; beliefs and wishes are left out of account.
    pub is_speech: bool,
    /// Where the words that name the speaker begin.
    pub speaker_start: Option<usize>,
    /// Who that is.
    pub speaker: Option<String>,
    /// The words that name the speaker; a pronoun names nobody.
    pub mention: Option<String>,
}

/// A question to a model and the right answer.
#[derive(Clone, Debug)]
pub struct Example {
    /// The right answer.
    pub label: bool,
    /// What is seen.
    pub features: Vec<String>,
}

/// The questions one article puts to the models.
#[derive(Clone, Debug, Default)]
pub struct Examples {
    /// Is a candidate somebody's words?
    pub report: Vec<Example>,
    /// Does its clause end here?
    pub clause_end: Vec<Example>,
    /// Whom does a pronoun mean? Of each set of examples one is right.
    pub antecedent: Vec<Vec<Example>>,
    /// Is a quote right, words and speaker?
    pub confidence: Vec<Example>,
}

/// The confidence that log odds of the model of that name stand for.
pub fn probability(score: f32) -> f32 {
    super::confidence::probability(score)
}

/// The questions of `text`, answered by `gold`.
pub fn examples(text: &str, gold: &[Gold]) -> Examples {
    let lexicon = Lexicon::english();
    let prose = Prose::new(text, lexicon);
    let gold: Vec<_> = gold.iter().map(|gold| Gold { ..trimmed_gold(text, gold) }).collect();
    let mut examples = Examples::default();
    let mut reporter = Reporter::new(models(Language::English));
    fill_passages(&prose, |_, passage| {
        for sentence in &passage.sentences {
            let mut candidates = Vec::new();
            candidate::find(passage, sentence.clone(), &mut candidates);
            clause_ends(passage, &candidates, &gold, &mut examples.clause_end);
            reports(passage, &candidates, &gold, &mut reporter, &mut examples.report);
        }
    });
    let people = person::people(&prose);
    let article = run(&prose, &people, &Metadata::default(), true);
    examples.antecedent = antecedents(&article, &gold);
    examples.confidence = confidences(&article, &gold);
    examples
}

/// The surname-like end of a name, before its first comma or preposition.
fn name_key(name: &str) -> String {
    let head = name.split([',', '(']).next().unwrap_or_default();
    let mut key = "";
    for (n, word) in head.split_whitespace().enumerate() {
        if n > 0
            && matches!(
                word,
                "of" | "for" | "who" | "from" | "with" | "in" | "at" | "on" | "and" | "whose" | "that" | "to"
            )
        {
            break;
        }
        key = word;
    }
    let lower = key.to_lowercase().replace('’', "'");
    lower.trim_end_matches("'s").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

fn confidences(article: &ArticleQuotes<'_>, gold: &[Gold]) -> Vec<Example> {
    let prose = article.prose;
    let mut out = Vec::new();
    for (quote, features) in article.trace.iter().flatten() {
        let quote = &article.found[*quote];
        let span = trimmed(prose.text, quote.span.start..quote.span.end);
        // Right: at least half of it is marked as that speaker's. Gold names no holder of "the president": no answer.
        let matched = gold.iter().find(|gold| shared(&span, gold) * 2 >= span.len());
        let name = quote.speaker.as_ref().map(|speaker| name_key(&speaker.name)).unwrap_or_default();
        let mention = quote.speaker.as_ref().map(|speaker| name_key(&speaker.mention)).unwrap_or_default();
        let names =
            |gold: &Gold| gold.speaker.iter().chain(&gold.mention).map(|name| name_key(name)).collect::<Vec<_>>();
        let label = match matched {
            Some(gold) if names(gold).is_empty() => continue,
            Some(gold) if names(gold).contains(&name) => true,
            Some(gold) if gold.speaker.is_none() && names(gold).contains(&mention) => continue,
            _ => false,
        };
        out.push(Example { label, features: features.iter().map(|feature| feature.print(prose.lexicon)).collect() });
    }
    out
}

fn antecedents(article: &ArticleQuotes<'_>, gold: &[Gold]) -> Vec<Vec<Example>> {
    let prose = article.prose;
    let surname = |name: &str| name.split_whitespace().last().map(str::to_lowercase);
    let mut sets = Vec::new();
    for (token, options) in article.resolver.trace.iter().flatten() {
        let start = prose.tokens[*token].start as usize;
        let Some(right) = gold
            .iter()
            .find(|gold| gold.speaker_start == Some(start))
            .and_then(|gold| surname(gold.speaker.as_deref()?))
        else {
            continue;
        };
        let set: Vec<Example> = options
            .iter()
            .map(|(voice, features)| Example {
                label: surname(&article.speaker_of(voice, None).name).as_ref() == Some(&right),
                features: features.iter().map(|feature| feature.print(prose.lexicon)).collect(),
            })
            .collect();
        if set.iter().any(|example| example.label) && set.len() > 1 {
            sets.push(set);
        }
    }
    sets
}

fn reports(
    passage: &Passage<'_>,
    candidates: &[Candidate],
    gold: &[Gold],
    reporter: &mut Reporter<'_>,
    out: &mut Vec<Example>,
) {
    let mut taken = vec![false; passage.items.len()];
    let (before, after): (Vec<_>, Vec<_>) = candidates.iter().partition(|candidate| candidate.is_before());
    for candidate in before.into_iter().chain(after) {
        if taken[candidate.cue] || taken[candidate.start] {
            continue;
        }
        let end = candidate.end.unwrap_or_else(|| reporter.clause_end(passage, candidate));
        if end <= candidate.start {
            continue;
        }
        let span = trimmed(passage.prose.text, span(passage, candidate.start..end));
        let best = gold.iter().map(|gold| (overlap(&span, gold), gold)).max_by(|a, b| a.0.total_cmp(&b.0));
        let (score, best) = best.map_or((0.0, None), |(score, gold)| (score, Some(gold)));
        let covered = gold.iter().filter(|gold| !gold.is_speech).any(|gold| shared(&span, gold) * 2 >= span.len());
        let label = score >= 0.8;
        if label {
            taken[candidate.start..end].fill(true);
        }
        let unsure = label && best.is_some_and(|gold| !gold.is_speech) || !label && (covered || score > 0.5);
        if unsure {
            continue;
        }
        let mut features = Vec::new();
        feature::report(passage, candidate, end, &mut features);
        out.push(Example {
            label,
            features: features.iter().map(|feature| feature.print(passage.prose.lexicon)).collect(),
        });
    }
}

fn clause_ends(passage: &Passage<'_>, candidates: &[Candidate], gold: &[Gold], out: &mut Vec<Example>) {
    for candidate in candidates.iter().filter(|candidate| candidate.end.is_none() && !candidate.is_before()) {
        let sentence = passage.sentence_of(candidate.cue);
        let whole = trimmed(passage.prose.text, span(passage, candidate.start..sentence.end));
        let Some(gold) = gold.iter().find(|gold| gold.start.abs_diff(whole.start) <= 5) else { continue };
        for at in breaks(passage, candidate.start, sentence.end) {
            let here = trimmed(passage.prose.text, span(passage, candidate.start..at));
            if here.end > gold.end + 3 {
                break;
            }
            let mut features = Vec::new();
            feature::clause_end(passage, candidate, at, &mut features);
            out.push(Example {
                label: here.end.abs_diff(gold.end) <= 3,
                features: features.iter().map(|feature| feature.print(passage.prose.lexicon)).collect(),
            });
        }
    }
}

fn span(passage: &Passage<'_>, items: Range<usize>) -> Range<usize> {
    let (start, end) = passage.bytes(items);
    start..end
}

fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let is_edge = |c: char| c.is_whitespace() || "\"“”„‟«»‘’'‚‹›`,.;:!?…-–—".contains(c);
    let inner = text[span.clone()].trim_start_matches(is_edge);
    let start = span.end - inner.len();
    start..start + inner.trim_end_matches(is_edge).len()
}

fn trimmed_gold(text: &str, gold: &Gold) -> Gold {
    let span = trimmed(text, gold.start..gold.end);
    Gold { start: span.start, end: span.end, ..gold.clone() }
}

fn shared(span: &Range<usize>, gold: &Gold) -> usize {
    span.end.min(gold.end).saturating_sub(span.start.max(gold.start))
}

/// Shared bytes over all bytes of both.
fn overlap(span: &Range<usize>, gold: &Gold) -> f64 {
    let all = span.end.max(gold.end) - span.start.min(gold.start);
    if all == 0 { 0.0 } else { shared(span, gold) as f64 / all as f64 }
}
