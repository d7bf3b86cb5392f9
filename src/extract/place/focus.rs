//! The places that an article is about.
//!
//! Kyiv, Lviv, Odesa and once Poland → Ukraine, with each of the three that is named often enough.
//! A place holds a share of what the article says of places by its own mentions and by those of what lies in it.

use crate::article::{Focus, Place, PlaceId, PlaceKind, PlaceLevel, PlaceRole};
use crate::lexicon::gazetteer::{Entry, Gazetteer};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// An article is about a place that has at least this share of what it says of places.
const LEAST_PERCENT: u64 = 20;

/// The places an article is about, larger before smaller and the most named first.
///
/// A mention counts by how sure it is; a word for a people or an institution counts half, the dateline twice. Whole
/// percents are summed, so that an article read back from an index has the same focus.
pub fn focus(places: &[Place]) -> Vec<Focus> {
    let mut tally = Tally {
        gazetteer: Gazetteer::embedded(),
        slots: Vec::new(),
        of_id: FxHashMap::default(),
        of_place: FxHashMap::default(),
    };
    let mut total = 0;
    for place in places {
        let kind = if place.kind == PlaceKind::Toponym { 2 } else { 1 };
        let role = if place.role == PlaceRole::Dateline { 2 } else { 1 };
        let weight = kind * role * u64::from(percent(place.evidence.confidence.get()));
        total += weight;
        for slot in tally.levels(place).into_iter().flatten() {
            tally.slots[slot].weight += weight;
        }
    }
    let mut slots = tally.slots;
    slots.retain(|slot| slot.weight > 0 && slot.weight * 100 >= LEAST_PERCENT * total);
    slots.sort_by_key(|slot| (slot.level, Reverse(slot.weight), slot.id));
    let share = |slot: Slot<'_>| Focus {
        id: slot.id,
        name: slot.name.to_owned(),
        level: slot.level,
        country: slot.country.map(str::to_owned),
        admin1: slot.admin1.map(str::to_owned),
        percent: percent(slot.weight as f32 / total as f32),
    };
    slots.into_iter().map(share).collect()
}

fn percent(share: f32) -> u8 {
    (share * 100.0).round() as u8
}

/// What is said of one place and of what lies in it.
struct Slot<'p> {
    id: PlaceId,
    weight: u64,
    name: &'p str,
    level: PlaceLevel,
    country: Option<&'p str>,
    admin1: Option<&'p str>,
}

/// The slots of a place: its country's, its first division's, its own.
type Levels = [Option<usize>; 3];

/// Counts what an article says of places.
struct Tally<'p> {
    gazetteer: &'p Gazetteer,
    slots: Vec<Slot<'p>>,
    of_id: FxHashMap<PlaceId, usize>,
    /// By place, its country and its division, which a person may have corrected.
    of_place: FxHashMap<(PlaceId, Option<&'p str>, Option<&'p str>), Levels>,
}

impl<'p> Tally<'p> {
    /// The country and the first division of a place, and the place itself where it is neither.
    fn levels(&mut self, place: &'p Place) -> Levels {
        let key = (place.id, place.country.as_deref(), place.admin1.as_deref());
        if let Some(levels) = self.of_place.get(&key) {
            return *levels;
        }
        let division = |admin1| self.gazetteer.division(key.1?, admin1);
        let country = division(None).map(|number| (self.gazetteer.place(number), PlaceLevel::Country));
        let region = key.2.and_then(|admin1| division(Some(admin1)));
        let region = region.map(|number| (self.gazetteer.place(number), PlaceLevel::Region));
        let holders = [country, region];
        let is_division = holders.iter().flatten().any(|(entry, _)| entry.id == place.id);
        let mut levels = [None; 3];
        for (level, holder) in levels.iter_mut().zip(holders) {
            *level = holder.map(|(entry, level)| self.slot(of_division(&entry, level)));
        }
        levels[2] = (!is_division).then(|| self.slot(itself(place, self.gazetteer)));
        self.of_place.insert(key, levels);
        levels
    }

    /// The slot of a place, made where it has none.
    fn slot(&mut self, slot: Slot<'p>) -> usize {
        *self.of_id.entry(slot.id).or_insert_with(|| {
            self.slots.push(slot);
            self.slots.len() - 1
        })
    }
}

fn of_division<'p>(entry: &Entry<'p>, level: PlaceLevel) -> Slot<'p> {
    Slot { id: entry.id, weight: 0, name: entry.name, level, country: entry.country, admin1: entry.admin1 }
}

fn itself<'p>(place: &'p Place, gazetteer: &Gazetteer) -> Slot<'p> {
    Slot {
        id: place.id,
        weight: 0,
        name: &place.name,
        level: if gazetteer.is_region(place.id) { PlaceLevel::Region } else { PlaceLevel::City },
        country: place.country.as_deref(),
        admin1: place.admin1.as_deref(),
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
