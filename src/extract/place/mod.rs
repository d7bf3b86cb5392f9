//! The places an article names.
//!
//! `TROY, N.C. (AP) — Paris and the Kremlin…` → Troy (North Carolina) as dateline, Paris (France), Moscow as metonym.
//! One pass finds names that some place bears ([`candidate`]); the name after one may say which is meant
//! ([`container`]); clues weigh whether a place is meant at all ([`clue`]); the article as a whole decides
//! between namesakes ([`disambiguate`]). Each pass is linear in the text.

mod candidate;
mod clue;
mod container;
mod disambiguate;
mod feature;

use crate::article::{Confidence, Dateline, Evidence, Metadata, Place, PlaceKind, PlaceRole, Source, Span};
use crate::lexicon::Role;
use crate::lexicon::gazetteer::{EntryKind, Gazetteer, PlaceNumber};
use crate::text::Prose;
use candidate::Mention;
use clue::{Clue, Clues, Observer};
use disambiguate::{Decision, Judged};
use feature::FeatureKind;

/// Below this probability a name is not given out as a place.
const THRESHOLD: f32 = 0.5;
/// How sure a metonym is to stand for its place.
const METONYM_PROBABILITY: f32 = 0.85;
/// How sure a demonym is to speak of its place.
const DEMONYM_PROBABILITY: f32 = 0.75;
/// How sure a road is to lie in the town named nearest to it.
const TOWN_PROBABILITY: f32 = 0.7;
/// How many names away that town is looked for.
const MAX_STEPS_TO_TOWN: usize = 32;

/// Every place named, in text order.
pub(crate) fn mentions(prose: &Prose<'_>, dateline: Option<&Dateline>, _metadata: &Metadata) -> Vec<Place> {
    let gazetteer = Gazetteer::embedded();
    let filed_from = dateline.and_then(|dateline| dateline.place_span);
    let mentions = feature::insert(prose, candidate::find(prose, gazetteer));
    let settled = container::settle(&mentions, prose, gazetteer);
    let clues = Observer::new(prose, gazetteer, &mentions, &settled, filed_from).observe();
    let judged: Vec<Judged<'_, '_>> = mentions
        .iter()
        .zip(&clues)
        .zip(&settled)
        .map(|((mention, clues), &settled)| judge(mention, *clues, settled, prose))
        .filter(|judged| judged.probability >= THRESHOLD)
        .collect();
    let decisions = disambiguate::decide(&judged, gazetteer);
    let decided: Vec<Option<Decision>> = judged
        .iter()
        .map(|one| match one.settled {
            Some(place) => Some(Decision { place, probability: 1.0 }),
            None => decisions.get(&(one.mention.key, one.mention.kind())).copied(),
        })
        .collect();
    (0..judged.len())
        .filter_map(|at| {
            let decision = decided[at].or_else(|| town_of(at, &judged, &decided, prose, gazetteer))?;
            Some(place(&judged[at], decision, gazetteer))
        })
        .collect()
}

/// The town that a road or ground lies in: named in the same sentence, else the last one named, else the next.
fn town_of(
    at: usize,
    judged: &[Judged<'_, '_>],
    decided: &[Option<Decision>],
    prose: &Prose<'_>,
    gazetteer: &Gazetteer,
) -> Option<Decision> {
    let sentence = |n: usize| prose.tokens[judged[n].mention.first].sentence;
    let town = |n: &usize| {
        let kind = decided[*n].map(|decision| gazetteer.kind(decision.place));
        judged[*n].mention.feature.is_none() && matches!(kind, Some(EntryKind::City | EntryKind::Admin2))
    };
    // Bounded, so that a text of nothing but streets stays linear.
    let after = || (at + 1..judged.len()).take(MAX_STEPS_TO_TOWN).filter(town);
    let before = || (0..at).rev().take(MAX_STEPS_TO_TOWN).filter(town);
    let nearest =
        after().find(|&n| sentence(n) == sentence(at)).or_else(|| before().next()).or_else(|| after().next())?;
    decided[nearest].map(|decision| Decision { probability: decision.probability * TOWN_PROBABILITY, ..decision })
}

fn judge<'m, 'g>(
    mention: &'m Mention<'g>,
    clues: Clues,
    settled: Option<PlaceNumber>,
    prose: &Prose<'_>,
) -> Judged<'m, 'g> {
    let probability = match mention.kind() {
        _ if settled.is_some() => clues.probability(),
        PlaceKind::Toponym => clues.probability(),
        PlaceKind::Metonym => METONYM_PROBABILITY,
        PlaceKind::Demonym => DEMONYM_PROBABILITY,
    };
    let facts = |token: usize| prose.lexicon.place_words.of(prose.tokens[token].word);
    Judged {
        mention,
        settled,
        probability,
        division_noun: clues.has(Clue::NextDivision) || facts(mention.end - 1).is(Role::Division),
        is_dateline: clues.has(Clue::Dateline),
    }
}

fn place(judged: &Judged<'_, '_>, decision: Decision, gazetteer: &Gazetteer) -> Place {
    let entry = gazetteer.place(decision.place);
    let kind = judged.mention.kind();
    let rule = match kind {
        _ if judged.mention.feature == Some(FeatureKind::Road) => "place-road",
        _ if judged.mention.feature == Some(FeatureKind::Terrain) => "place-terrain",
        _ if judged.settled.is_some() => "place-container",
        PlaceKind::Metonym => "place-metonym",
        PlaceKind::Demonym => "place-demonym",
        PlaceKind::Toponym if judged.is_dateline => "place-dateline",
        PlaceKind::Toponym => "place-name",
    };
    Place {
        id: entry.id,
        name: entry.name.to_owned(),
        latitude: entry.latitude,
        longitude: entry.longitude,
        country: entry.country.map(str::to_owned),
        admin1: entry.admin1.map(str::to_owned),
        role: if judged.is_dateline { PlaceRole::Dateline } else { PlaceRole::Mention },
        kind: if judged.settled.is_some() { PlaceKind::Toponym } else { kind },
        evidence: Evidence {
            span: Some(Span::new(judged.mention.span.start, judged.mention.span.end)),
            rule: rule.into(),
            confidence: Confidence::new(judged.probability * decision.probability),
            source: if judged.is_dateline { Source::Dateline } else { Source::Prose },
        },
    }
}
