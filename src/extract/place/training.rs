//! What `data/tools/train_places.rs` fits the two models to: questions with their observations, as the data files name them.
//!
//! Not used when extracting. Gold places come as byte spans.

use super::clue::{Clue, Observer};
use super::disambiguate::questions;
use super::{candidate, container, feature, judge};
use crate::article::{Metadata, PlaceKind};
use crate::extract::{dateline, header, person};
use crate::lexicon::Lexicon;
use crate::lexicon::gazetteer::{EntryKind, Gazetteer, PlaceNumber};
use crate::text::Prose;

/// A place marked by hand.
#[derive(Clone, Debug)]
pub struct Gold {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Latitude and longitude in degrees, where they are given.
    pub point: Option<(f64, f64)>,
    /// ISO 3166-1 alpha-2, where it is given.
    pub country: Option<String>,
    /// Whether it is neither right nor wrong to find it: a word for a people.
    pub is_neutral: bool,
}

/// A question to a model and the right answer.
#[derive(Clone, Debug)]
pub struct Example {
    /// The right answer.
    pub label: bool,
    /// What is seen, and how much of it.
    pub features: Vec<(&'static str, f32)>,
}

/// The questions one article puts to the models.
#[derive(Clone, Debug, Default)]
pub struct Examples {
    /// Is a place meant?
    pub clues: Vec<Example>,
    /// Which of the places of a name? Of each set of examples one or more are right.
    pub senses: Vec<Vec<Example>>,
}

/// A point this near to the gold one is right, in kilometres: what the tasks of the field agreed on.
const NEAR_KM: f64 = 161.0;

/// The questions of `text`, answered by `gold`.
pub fn examples(text: &str, gold: &[Gold]) -> Examples {
    let prose = Prose::new(text, Lexicon::english());
    let gazetteer = Gazetteer::embedded();
    let header = header::read(&prose, &Metadata::default());
    let dateline = dateline::find(&prose, &header, None, gazetteer);
    let people = person::people(&prose);
    let mentions = feature::insert(&prose, candidate::find(&prose, gazetteer));
    let settled = container::settle(&mentions, &prose, gazetteer);
    let filed_from = dateline.and_then(|dateline| dateline.place_span);
    let clues = Observer::new(&prose, gazetteer, &mentions, &settled, filed_from, &people).observe();
    let mut examples = Examples::default();
    let mut judged = Vec::new();
    for ((mention, clues), &settled) in mentions.iter().zip(&clues).zip(&settled) {
        let marked = gold.iter().find(|gold| gold.start < mention.span.end && mention.span.start < gold.end);
        let one = judge(mention, *clues, settled, &prose, gazetteer);
        let is_weighed = one.probability > 0.0 && (mention.kind() == PlaceKind::Toponym || settled.is_some());
        if is_weighed && !marked.is_some_and(|gold| gold.is_neutral) {
            let features = Clue::ALL.iter().filter(|(clue, _)| clues.has(*clue)).map(|(_, name)| (*name, 1.0));
            examples.clues.push(Example { label: marked.is_some(), features: features.collect() });
        }
        if one.probability >= super::THRESHOLD {
            judged.push((one, marked));
        }
    }
    let (judged, marked): (Vec<_>, Vec<_>) = judged.into_iter().unzip();
    for question in questions(&judged, gazetteer) {
        let of_name = judged.iter().zip(&marked).filter(|(one, _)| one.mention.key == question.key);
        let Some(gold) = of_name.filter_map(|(_, marked)| *marked).find(|gold| gold.point.is_some()) else { continue };
        let choices = question.choices.into_iter();
        let set: Vec<Example> =
            choices.map(|(place, features)| Example { label: is_right(place, gold, gazetteer), features }).collect();
        if set.iter().any(|example| example.label) && set.iter().any(|example| !example.label) {
            examples.senses.push(set);
        }
    }
    examples
}

/// Whether the place is where the gold point is; a country by its code, since no two lists agree on its point.
fn is_right(place: PlaceNumber, gold: &Gold, gazetteer: &Gazetteer) -> bool {
    let entry = gazetteer.place(place);
    let near = gold.point.is_some_and(|point| {
        let (a, b) = ((entry.latitude.to_radians(), entry.longitude.to_radians()), point);
        let (c, d) = (b.0.to_radians(), b.1.to_radians());
        let half = |angle: f64| (angle / 2.0).sin().powi(2);
        let chord = half(c - a.0) + a.0.cos() * c.cos() * half(d - a.1);
        2.0 * 6371.0 * chord.sqrt().min(1.0).asin() <= NEAR_KM
    });
    let same_country = gold.country.is_some() && gold.country.as_deref() == entry.country;
    near && (same_country || gold.country.is_none()) || entry.kind == EntryKind::Country && same_country
}
