//! The places that an article is about.
//!
//! Kyiv, Lviv, Odesa and once Poland → Ukraine, with each of the three that is named often enough.
//! A place holds a share of what the article says of places by its own mentions and by those of what lies in it.

use crate::article::{Focus, Place, PlaceId, PlaceKind, PlaceLevel, PlaceRole};
use crate::lexicon::gazetteer::{EntryKind, Gazetteer, PlaceNumber};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An article is about a place that has at least this share of what it says of places.
const LEAST_PERCENT: u64 = 20;

/// The places an article is about, larger before smaller and the most named first.
///
/// A mention counts by how sure it is; a word for a people or an institution counts half, the dateline twice. Whole
/// percents are summed, so that an article read back from an index has the same focus.
pub fn focus(places: &[Place]) -> Vec<Focus> {
    let gazetteer = Gazetteer::embedded();
    let mut weights: BTreeMap<PlaceId, (u64, Focus)> = BTreeMap::new();
    let mut total = 0;
    for place in places {
        let kind = if place.kind == PlaceKind::Toponym { 2 } else { 1 };
        let role = if place.role == PlaceRole::Dateline { 2 } else { 1 };
        let weight = kind * role * u64::from(percent(place.evidence.confidence.get()));
        total += weight;
        for focus in levels(place, gazetteer) {
            weights.entry(focus.id).or_insert((0, focus)).0 += weight;
        }
    }
    let mut focus: Vec<(u64, Focus)> =
        weights.into_values().filter(|(weight, _)| *weight > 0 && *weight * 100 >= LEAST_PERCENT * total).collect();
    focus.sort_by_key(|(weight, focus)| (focus.level, Reverse(*weight), focus.id));
    let share = |(weight, focus)| Focus { percent: percent(weight as f32 / total as f32), ..focus };
    focus.into_iter().map(share).collect()
}

fn percent(share: f32) -> u8 {
    (share * 100.0).round() as u8
}

/// The country and the first division of a place, and the place itself where it is neither.
fn levels<'p>(place: &'p Place, gazetteer: &'p Gazetteer) -> impl Iterator<Item = Focus> + use<'p> {
    let division = |admin1| gazetteer.division(place.country.as_deref()?, admin1);
    let country = division(None);
    let region = place.admin1.as_deref().and_then(|admin1| division(Some(admin1)));
    let holders = [(country, PlaceLevel::Country), (region, PlaceLevel::Region)];
    let holders = holders.into_iter().filter_map(|(number, level)| Some(of_division(number?, level, gazetteer)));
    let is_division = [country, region].into_iter().flatten().any(|number| gazetteer.place(number).id == place.id);
    holders.chain((!is_division).then(|| itself(place, gazetteer)))
}

fn of_division(number: PlaceNumber, level: PlaceLevel, gazetteer: &Gazetteer) -> Focus {
    let entry = gazetteer.place(number);
    Focus {
        id: entry.id,
        name: entry.name.to_owned(),
        level,
        country: entry.country.map(str::to_owned),
        admin1: entry.admin1.map(str::to_owned),
        percent: 0,
    }
}

fn itself(place: &Place, gazetteer: &Gazetteer) -> Focus {
    let is_region = gazetteer.entry(place.id).is_some_and(|entry| entry.kind == EntryKind::Region);
    Focus {
        id: place.id,
        name: place.name.clone(),
        level: if is_region { PlaceLevel::Region } else { PlaceLevel::City },
        country: place.country.clone(),
        admin1: place.admin1.clone(),
        percent: 0,
    }
}

#[cfg(test)]
mod tests {
    use crate::article::{PlaceLevel, RawArticle};
    use crate::extract::{Options, extract};

    /// The focus of a text as "name level".
    fn focus(text: &str) -> Vec<String> {
        let article = extract(RawArticle { text: text.to_owned(), ..RawArticle::default() }, &Options::default());
        assert!(article.focus.iter().all(|focus| (20..=100).contains(&focus.percent)), "{:?}", article.focus);
        article.focus.iter().map(|focus| format!("{} {}", focus.name, focus.level.as_str())).collect()
    }

    #[test]
    fn a_country_collects_what_lies_in_it() {
        let text = "Kyiv, Lviv, Dnipro and Kharkiv lost power. In Odesa, trams stopped. Ukraine asked Poland for help.";
        assert_eq!(focus(text), ["Ukraine country"]);
        assert_eq!(focus("Nothing happened anywhere."), Vec::<String>::new());
    }

    #[test]
    fn a_story_of_one_town_is_about_its_state_and_country_too() {
        let found = focus("PARIS, Texas — The fair opened in Paris. Farmers came to Paris from all over Texas.");
        assert_eq!(found, ["United States country", "Texas region", "Paris city"]);
    }

    #[test]
    fn the_dateline_counts_twice_and_a_people_half() {
        let found = focus("OSLO, Norway — The Danes, the Finns and the Swedes sent ministers.");
        assert_eq!(found.first().map(String::as_str), Some("Norway country"), "{found:?}");
        assert!(!found.iter().any(|name| name.starts_with("Denmark")), "{found:?}");
    }

    #[test]
    fn a_sea_can_be_what_it_is_about() {
        let article = extract(
            RawArticle {
                text: "Ships left the Black Sea. The Black Sea was calm.".to_owned(),
                ..RawArticle::default()
            },
            &Options::default(),
        );
        let found: Vec<_> = article.focus.iter().map(|focus| (focus.name.as_str(), focus.level)).collect();
        assert_eq!(found, [("Black Sea", PlaceLevel::Region)]);
        assert_eq!(article.focus[0].country, None);
    }
}
