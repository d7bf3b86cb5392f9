//! Names of places to the places they can mean, and all that lies in these.
//!
//! `place:Russia` → the country, by which every place in it is indexed; `place:"Paris, Texas"` → the one Paris
//! there; `near:Kharkiv~50km` → the towns around it. A name without a container means every place that bears it: which of
//! them an article means was decided when it was read.

use super::{Compiler, leaf, unexpected};
use crate::article::{PlaceId, Span};
use crate::index::schema::{FIELDS, PlaceTerm};
use crate::lexicon::gazetteer::{EntryKind, Facts, Gazetteer, PlaceNumber, fold};
use crate::query::{Expr, NearPlace, Node, Term as Typed};
use crate::search::any_term::AnyTermQuery;
use crate::search::error::{Error, ErrorKind, Result};
use crate::search::plan::{Plan, Role, filter};
use crate::search::words::{MAX_TERMS, pattern_text};
use std::collections::BTreeSet;
use tantivy::Term;
use tantivy::query::{EmptyQuery, Query};
use tantivy::schema::Field;

impl Compiler<'_> {
    pub(super) fn place(&self, node: &Node, field: Field) -> Result<Plan> {
        let Expr::Place(typed) = &node.value else { return Err(unexpected(node)) };
        let names = |terms: BTreeSet<String>| terms.into_iter().filter(|term| PlaceTerm::is_name(term)).collect();
        let (name, terms) = match typed {
            Typed::Word(name) => (name.clone(), named(name, self.atlas)),
            Typed::Exact(name) => (name.clone(), themselves(name, self.atlas)),
            Typed::Wild(pattern) => {
                let words = self.vocabulary.folded_matching(pattern, node.span, field)?;
                (pattern_text(pattern), names(words.terms.into_iter().collect()))
            }
            Typed::Fuzzy { word, distance } => {
                let words = self.vocabulary.folded_fuzzy(word, *distance, node.span, field)?;
                (word.clone(), names(words.terms.into_iter().collect()))
            }
        };
        Ok(leaf(node.span, any_term_of(field, &terms), Role::Place(name, field)))
    }

    pub(super) fn near(&self, node: &Node) -> Result<Plan> {
        let Expr::Near(near) = &node.value else { return Err(unexpected(node)) };
        let terms = around(near, node.span, self.atlas)?;
        Ok(leaf(node.span, any_term_of(FIELDS.place, &terms), Role::Near(near.place.clone())))
    }
}

fn any_term_of(field: Field, terms: &BTreeSet<String>) -> Box<dyn Query> {
    if terms.is_empty() {
        return Box::new(EmptyQuery);
    }
    filter(Box::new(AnyTermQuery::of_terms(terms.iter().map(|term| Term::from_field_text(field, term)))))
}

/// The terms of the places that a name as typed can mean, and of all that lies in them.
fn named(name: &str, gazetteer: &Gazetteer) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    for place in meant(name, gazetteer) {
        add_terms(place, gazetteer, &mut terms);
    }
    terms.extend(by_name(name));
    terms
}

/// The terms of the places that a name as typed can mean, without what lies in them.
fn themselves(name: &str, gazetteer: &Gazetteer) -> BTreeSet<String> {
    let places = meant(name, gazetteer).into_iter();
    places.map(|place| PlaceTerm::Own(gazetteer.place(place).id).text()).chain(by_name(name)).collect()
}

/// A place that only the archive knows is indexed by its name.
fn by_name(name: &str) -> Option<String> {
    let has_letters = |part: &str| !fold(part).is_empty();
    let has_container = name.split_once(',').is_some_and(|(inner, outer)| has_letters(inner) && has_letters(outer));
    (!has_container).then(|| PlaceTerm::Name(name).text())
}

/// The places that a name can mean, the likeliest first, without those that lie in a likelier one or hold it.
pub(in crate::search) fn meanings(name: &str, gazetteer: &Gazetteer) -> Vec<PlaceNumber> {
    let mut apart: Vec<PlaceNumber> = Vec::new();
    for place in meant(name, gazetteer) {
        let overlaps = |&known: &PlaceNumber| gazetteer.is_within(place, known) || gazetteer.is_within(known, place);
        if !apart.iter().any(overlaps) {
            apart.push(place);
        }
    }
    apart
}

/// What finds a place, and all that lies in it, in a field.
pub(in crate::search) fn place_query(place: PlaceNumber, field: Field, gazetteer: &Gazetteer) -> Box<dyn Query> {
    let mut terms = BTreeSet::new();
    add_terms(place, gazetteer, &mut terms);
    any_term_of(field, &terms)
}

/// The places that a name can mean, the likeliest first.
fn meant(name: &str, gazetteer: &Gazetteer) -> Vec<PlaceNumber> {
    gazetteer.resolve(name).into_iter().map(|entry| entry.number).collect()
}

fn add_terms(place: PlaceNumber, gazetteer: &Gazetteer, terms: &mut BTreeSet<String>) {
    let entry = gazetteer.place(place);
    let mut add = |term: PlaceTerm<'_>| {
        terms.insert(term.text());
    };
    add(PlaceTerm::Id(entry.id));
    match (entry.kind, entry.country, entry.admin1) {
        (EntryKind::Country, Some(country), _) => add(PlaceTerm::Country(country)),
        (EntryKind::Admin1, Some(country), Some(division)) => add(PlaceTerm::Admin1(country, division)),
        (EntryKind::Region, ..) => {
            for country in gazetteer.countries_of(place) {
                if let Some(code) = gazetteer.place(country).country {
                    add(PlaceTerm::Country(code));
                }
            }
        }
        _ => {}
    }
}

/// Radius of a sphere of the Earth's surface, in kilometres.
const EARTH_RADIUS_KM: f64 = 6_371.0;

/// The terms of the places within a distance of the best known bearer of a name.
fn around(near: &NearPlace, span: Span, gazetteer: &Gazetteer) -> Result<BTreeSet<String>> {
    let Some(&centre) = meant(&near.place, gazetteer).first() else {
        let kind = ErrorKind::UnknownPlace { name: near.place.clone() };
        return Err(Error::query(span, kind, "name a larger place near it"));
    };
    let centre = gazetteer.facts(centre);
    let radius = near.distance.kilometres();
    let is_near = |place: &PlaceNumber| {
        let facts = gazetteer.facts(*place);
        let south_to_north = (facts.latitude - centre.latitude).to_radians().abs() * EARTH_RADIUS_KM;
        south_to_north <= radius
            && is_point(&facts)
            && distance_km((facts.latitude, facts.longitude), (centre.latitude, centre.longitude)) <= radius
    };
    let ids: BTreeSet<PlaceId> = gazetteer.numbers().filter(is_near).map(|place| gazetteer.id(place)).collect();
    if ids.len() > 10 * MAX_TERMS {
        let kind = ErrorKind::TooManyWords { typed: near.place.clone(), limit: 10 * MAX_TERMS };
        return Err(Error::query(span, kind, "give a smaller distance"));
    }
    Ok(ids.into_iter().map(|id| PlaceTerm::Own(id).text()).collect())
}

/// Whether a place is about where its point is: a country, a state, a sea is not where its middle is.
fn is_point(place: &Facts) -> bool {
    match place.kind {
        EntryKind::Country | EntryKind::Admin1 => false,
        EntryKind::Admin2 | EntryKind::City => true,
        EntryKind::Region => place.population <= LARGEST_POINT,
    }
}

/// Regions that rank above this are lands and seas: see the gazetteer's rank of a region.
const LARGEST_POINT: u32 = 500_000;

/// The distance between two points given in degrees, along the surface.
fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half_chord = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let h = half_chord(a.0 - b.0) + a.0.to_radians().cos() * b.0.to_radians().cos() * half_chord(a.1 - b.1);
    2.0 * EARTH_RADIUS_KM * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Distance, DistanceUnit};

    fn has(name: &str, term: &str) -> bool {
        named(name, Gazetteer::embedded()).contains(term)
    }

    #[test]
    fn names_mean_places_and_what_lies_in_them() {
        for (name, term) in [
            ("Russia", "@RU"),
            ("Texas", "@US.TX"),
            ("Georgia", "@GE"),
            ("Georgia", "@US.GA"),
            ("Europe", "@FR"),
            ("U.S.", "@US"),
            ("Moscow, Russia", "#524901"),
            ("Moscow", "#524901"),
            ("Nowhere in Particular", "nowhere in particular"),
        ] {
            assert!(has(name, term), "{name}: {:?}", named(name, Gazetteer::embedded()));
        }
    }

    #[test]
    fn a_container_tells_bearers_of_a_name_apart() {
        let all = named("Paris", Gazetteer::embedded());
        let texan = named("Paris, Texas", Gazetteer::embedded());
        let french = named("Paris, France", Gazetteer::embedded());
        assert!(texan.is_subset(&all) && french.is_subset(&all), "{texan:?} {french:?}");
        assert!(texan.is_disjoint(&french) && !texan.is_empty());
        assert!(!has("Paris, Texas", "paris"));
        assert!(!has("Moscow, Idaho", "#524901"));
    }

    #[test]
    fn a_place_itself_is_not_what_lies_in_it() {
        let russia = themselves("Russia", Gazetteer::embedded());
        assert!(russia.contains("=#2017370") && russia.contains("russia") && !russia.contains("@RU"), "{russia:?}");
    }

    #[test]
    fn distances_are_along_the_surface() {
        let (paris, london) = ((48.8566, 2.3522), (51.5074, -0.1278));
        assert!((distance_km(paris, london) - 343.5).abs() < 2.0);
        let near = |place: &str, amount| {
            let distance = Distance { amount, unit: DistanceUnit::Kilometres };
            around(&NearPlace { place: place.to_owned(), distance }, Span::new(0, 0), Gazetteer::embedded())
        };
        let (little, much) = (near("Kharkiv", 5.0).unwrap(), near("Kharkiv", 60.0).unwrap());
        assert!(little.is_subset(&much) && little.len() < much.len() && !little.is_empty());
        assert!(near("Qwertzuiop", 5.0).is_err());
        assert!(little.iter().all(|term| PlaceTerm::own_id(term).is_some()), "{little:?}");
    }
}
