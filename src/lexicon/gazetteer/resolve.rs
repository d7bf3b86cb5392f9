//! Which places a name typed by a person can mean, the likeliest first.
//!
//! `georgia` → the US state, the country, …; `Paris, Texas` and `paris (tx)` → Paris in Lamar County, Texas.

use super::{Entry, EntryKind, Feature, Gazetteer, PlaceNumber};
use crate::article::PlaceId;
use crate::lexicon::rows;

/// A name with more bearers than this is shown by its largest.
const MAX_RESOLVED: usize = 200;
/// A query of more words than this is no place.
const MAX_CUTS: usize = 8;

impl Gazetteer {
    /// Every place that `query` can mean, the likeliest first: a name, or a name and what holds the place,
    /// parted by commas, set in parentheses, or just written one after the other. A word for a level ("country", "city")
    /// keeps the places of that level, and `#524901` is the place with that id.
    pub fn resolve(&self, query: &str) -> Vec<Entry<'_>> {
        if let Some(id) = query.trim().strip_prefix('#').and_then(|id| id.parse().ok()) {
            return self.entry(PlaceId(id)).into_iter().collect();
        }
        let mut parts = query.split([',', '(']).map(|part| part.trim().trim_end_matches(')').trim());
        let name = parts.next().unwrap_or_default();
        let containers: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        let without_article = name.split_once(' ').filter(|(article, _)| article.eq_ignore_ascii_case("the"));
        let whole = [Some(name), without_article.map(|(_, bare)| bare)]
            .into_iter()
            .flatten()
            .map(|name| self.ranked(name, &containers))
            .find(|found| !found.is_empty())
            .unwrap_or_default();
        if !whole.is_empty() || !containers.is_empty() {
            return whole;
        }
        // "Paris Texas": the longest name that lies in what follows it.
        let cuts = name.match_indices(char::is_whitespace).map(|(at, _)| at).collect::<Vec<_>>();
        cuts.into_iter()
            .rev()
            .take(MAX_CUTS)
            .map(|at| self.ranked(&name[..at], &[name[at..].trim()]))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// A short text that [`Self::resolve`] takes for this place and no other; its id where no name will do.
    pub fn unmistakable(&self, number: PlaceNumber) -> String {
        let entry = self.place(number);
        let outer =
            |place: Option<PlaceNumber>| place.filter(|&outer| outer != number).map(|outer| self.place(outer).name);
        let (country, admin1) = (outer(self.country(number)), outer(self.admin1(number)));
        let parent = outer(self.parent(number));
        let level = levels().find(|row| row[1] == level_of(entry.kind)).map(|row| row[0]);
        let ways: [&[Option<&str>]; 7] =
            [&[], &[admin1], &[country], &[level], &[admin1, country], &[parent, admin1], &[level, admin1.or(country)]];
        ways.into_iter()
            .filter_map(|way| way.iter().copied().collect::<Option<Vec<&str>>>())
            .map(|outer| [&[entry.name], outer.as_slice()].concat().join(", "))
            .find(|text| matches!(self.resolve(text)[..], [only] if only.number == number))
            .unwrap_or_else(|| format!("#{}", entry.id.0))
    }

    /// The bearers of `name` that lie in every one of `containers`.
    fn ranked(&self, name: &str, containers: &[&str]) -> Vec<Entry<'_>> {
        let levels: Vec<&str> = containers.iter().filter_map(|word| level(word)).collect();
        let holders: Vec<Vec<PlaceNumber>> = containers
            .iter()
            .filter(|container| level(container).is_none())
            .map(|container| {
                self.lookup(container).map(|candidate| candidate.place).filter(|&place| self.can_hold(place)).collect()
            })
            .collect();
        let mut found: Vec<(f32, Entry<'_>)> = Vec::new();
        for candidate in self.lookup(name).take(MAX_RESOLVED) {
            let inside = holders
                .iter()
                .all(|holders| self.ancestry(candidate.place).any(|outer| holders.contains(&outer.number)));
            let is_meant = levels.iter().all(|level| *level == level_of(self.kind(candidate.place)));
            if inside && is_meant && !found.iter().any(|(_, entry)| entry.number == candidate.place) {
                let entry = self.place(candidate.place);
                let listed = self.uses(&super::fold(name)).iter().any(|name| name.place == candidate.place);
                found.push((renown(&entry, candidate.is_alias && !listed), entry));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        found.into_iter().map(|(_, entry)| entry).collect()
    }
}

/// The level that a word names.
fn level(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    levels().find(|row| row[0] == word).map(|row| row[1])
}

fn levels() -> impl Iterator<Item = Vec<&'static str>> {
    rows(include_str!("../../../data/en/place_levels.tsv"))
}

/// The level of a kind of place, as the list of words names it.
fn level_of(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Country => "country",
        EntryKind::Admin1 => "division",
        EntryKind::Admin2 => "county",
        EntryKind::City | EntryKind::Region => "place",
    }
}

/// How well a place is known, as a logarithm: people, with what countries, capitals and small parts are worth beside them.
fn renown(entry: &Entry<'_>, is_alias: bool) -> f32 {
    let kind = match entry.kind {
        EntryKind::Country => 2.0,
        EntryKind::Admin1 => 0.5,
        EntryKind::Admin2 => -0.5,
        EntryKind::City | EntryKind::Region => 0.0,
    };
    let feature = match entry.feature {
        Feature::Capital => 1.5,
        Feature::Seat => 0.3,
        Feature::Section => -1.0,
        Feature::Plain | Feature::PostOffice => 0.0,
    };
    let alias = if is_alias { -2.0 } else { 0.0 };
    (entry.population as f32 + 100.0).log10() + kind + feature + alias
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_of_a_name_can_be_told_from_the_others() {
        let gazetteer = Gazetteer::embedded();
        for name in ["Georgia", "Paris", "New York", "Springfield", "Luxembourg", "Moscow", "San Jose"] {
            let bearers = gazetteer.resolve(name);
            assert!(bearers.len() > 1, "{name}");
            for entry in bearers {
                let text = gazetteer.unmistakable(entry.number);
                let found: Vec<PlaceNumber> = gazetteer.resolve(&text).iter().map(|entry| entry.number).collect();
                assert_eq!(found, [entry.number], "{text}");
            }
        }
    }

    #[test]
    fn words_for_levels_and_ids_choose() {
        let gazetteer = Gazetteer::embedded();
        let one = |query: &str| match gazetteer.resolve(query)[..] {
            [only] => (only.kind, only.country.unwrap_or("-")),
            ref all => panic!("{query}: {} places", all.len()),
        };
        assert_eq!(one("Georgia, country"), (EntryKind::Country, "GE"));
        assert_eq!(one("Georgia, USA").1, "US");
        assert_eq!(one("georgia (state)"), (EntryKind::Admin1, "US"));
        assert_eq!(one("#524901"), (EntryKind::City, "RU"));
        assert!(gazetteer.resolve("#1").is_empty());
    }
}
