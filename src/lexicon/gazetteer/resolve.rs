//! Which places a name typed by a person can mean, the likeliest first.
//!
//! `georgia` → the US state, the country, …; `Paris, Texas` and `paris (tx)` → Paris in Lamar County, Texas.

use super::{EntryKind, Feature, Gazetteer, PlaceNumber};
use crate::lexicon::gazetteer::Entry;

/// A name with more bearers than this is shown by its largest.
const MAX_RESOLVED: usize = 200;
/// A query of more words than this is no place.
const MAX_CUTS: usize = 8;

impl Gazetteer {
    /// Every place that `query` can mean, the likeliest first: a name, or a name and what holds the place,
    /// parted by commas, set in parentheses, or just written one after the other.
    pub fn resolve(&self, query: &str) -> Vec<Entry<'_>> {
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

    /// The bearers of `name` that lie in every one of `containers`.
    fn ranked(&self, name: &str, containers: &[&str]) -> Vec<Entry<'_>> {
        let holders: Vec<Vec<PlaceNumber>> = containers
            .iter()
            .map(|container| {
                self.lookup(container)
                    .map(|candidate| candidate.place)
                    .filter(|&place| self.kind(place) != EntryKind::City)
                    .collect()
            })
            .collect();
        let mut found: Vec<(f32, Entry<'_>)> = Vec::new();
        for candidate in self.lookup(name).take(MAX_RESOLVED) {
            let inside = holders
                .iter()
                .all(|holders| self.ancestry(candidate.place).any(|outer| holders.contains(&outer.number)));
            if inside && !found.iter().any(|(_, entry)| entry.number == candidate.place) {
                let entry = self.place(candidate.place);
                let listed = self.uses(&super::fold(name)).iter().any(|name| name.place == candidate.place);
                found.push((renown(&entry, candidate.is_alias && !listed), entry));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        found.into_iter().map(|(_, entry)| entry).collect()
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
